package unstopped

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"unstopped/lib"
)

// Here nobody stops it at all.

// A pool is made for the jobs, and its workers wait for more.
func RunMistake(jobs []func()) {
	pool := lib.NewPool(4)
	pool.Start() // want `pool owns a goroutine, .*pool.Stop`
	for _, job := range jobs {
		pool.Submit(job)
	}
}

// It is stopped, which waits for the jobs.
func RunCure(jobs []func()) {
	pool := lib.NewPool(4)
	pool.Start()
	defer pool.Stop()
	for _, job := range jobs {
		pool.Submit(job)
	}
}

// Each request makes a cache of its own.
func SeenMistake(w http.ResponseWriter, r *http.Request) {
	cache := lib.NewCache(time.Second) // want `\(unstopped\)`
	for _, name := range r.URL.Query()["name"] {
		if cache.Has(name) {
			http.Error(w, "twice: "+name, http.StatusBadRequest)
			return
		}
		cache.Put(name)
	}
}

// It is closed with the request.
func SeenCure(w http.ResponseWriter, r *http.Request) {
	cache := lib.NewCache(time.Second)
	defer cache.Close()
	for _, name := range r.URL.Query()["name"] {
		if cache.Has(name) {
			http.Error(w, "twice: "+name, http.StatusBadRequest)
			return
		}
		cache.Put(name)
	}
}

// The queue is done with when the loop is.
func PrintMistake(n int, print func(string)) {
	queue := lib.NewQueue(print) // want `queue owns a goroutine, .*queue.Close`
	for i := range n {
		queue.Push(strconv.Itoa(i))
	}
}

// It is closed.
func PrintCure(n int, print func(string)) {
	queue := lib.NewQueue(print)
	for i := range n {
		queue.Push(strconv.Itoa(i))
	}
	queue.Close()
}

// The poller would end with the context, but that one never ends.
func PollMistake(poll func()) int {
	p := lib.NewPoller(context.Background(), poll) // want `p owns a goroutine, .*p.Close`
	return p.Polls()
}

// It ends with the caller's context.
func PollCure(ctx context.Context, poll func()) int {
	p := lib.NewPoller(ctx, poll)
	return p.Polls()
}

// A ticker with a goroutine, as a package has it for itself.
type clock struct {
	mu   sync.Mutex
	now  time.Time
	stop chan struct{}
	done sync.WaitGroup
}

func newClock() *clock {
	c := &clock{now: time.Now(), stop: make(chan struct{})}
	c.done.Go(c.tick)
	return c
}

func (c *clock) tick() {
	for {
		select {
		case <-c.stop:
			return
		case <-time.After(time.Millisecond):
			c.mu.Lock()
			c.now = time.Now()
			c.mu.Unlock()
		}
	}
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Shutdown() {
	close(c.stop)
	c.done.Wait()
}

// The clock is made for one measurement.
func MeasureMistake(work func()) time.Duration {
	c := newClock() // want `c owns a goroutine, .*c.Shutdown`
	start := c.read()
	work()
	return c.read().Sub(start)
}

// It is shut down.
func MeasureCure(work func()) time.Duration {
	c := newClock()
	defer c.Shutdown()
	start := c.read()
	work()
	return c.read().Sub(start)
}

// Each turn makes one, and only the last turn stops it.
func RetryMistake(work func(t time.Time) error) {
	for {
		c := newClock() // want `\(unstopped\)`
		if work(c.read()) != nil {
			continue
		}
		c.Shutdown()
		return
	}
}

// Each turn stops its own.
func RetryCure(work func(t time.Time) error) {
	for {
		c := newClock()
		err := work(c.read())
		c.Shutdown()
		if err == nil {
			return
		}
	}
}

// The value is used by a literal that only runs here.
func CountMistake(names []string) (twice int) {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	slices.SortFunc(names, func(a, b string) int {
		if cache.Has(a) {
			twice++
		}
		cache.Put(a)
		return len(a) - len(b)
	})
	return twice
}

// It is closed afterwards.
func CountCure(names []string) (twice int) {
	cache := lib.NewCache(time.Minute)
	slices.SortFunc(names, func(a, b string) int {
		if cache.Has(a) {
			twice++
		}
		cache.Put(a)
		return len(a) - len(b)
	})
	cache.Close()
	return twice
}

// A helper of this package uses it, and leaves it open.
func FillMistake(keys []string) int {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	fill(cache, keys)
	return len(keys)
}

func fill(cache *lib.Cache, keys []string) {
	for _, k := range keys {
		cache.Put(k)
	}
}

// Another helper closes it.
func FillCure(keys []string) int {
	cache := lib.NewCache(time.Minute)
	fill(cache, keys)
	discard(cache)
	return len(keys)
}

func discard(cache *lib.Cache) {
	if cache != nil {
		cache.Close()
	}
}

// It is open, and nobody shuts it.
func EnterMistake(greet func()) error {
	d := lib.NewDoor()
	if err := d.Open(); err != nil { // want `d owns a goroutine, .*d.Close`
		return err
	}
	greet()
	return nil
}

// It is shut behind.
func EnterCure(greet func()) error {
	d := lib.NewDoor()
	if err := d.Open(); err != nil {
		return err
	}
	defer d.Close()
	greet()
	return nil
}
