package goroutineleak

import (
	"context"
	"runtime"
	"sync"

	"goroutineleak/errs"
	"goroutineleak/lib"
)

// Here two numbers are one, as whoever wrote them knows, or a result tells more than its type.

// A list says how long it is, and is walked through by other methods.
type list interface {
	Length() int64
	Next() int
	Done() bool
}

func filled(l list) <-chan int {
	out := make(chan int, l.Length())
	defer close(out)
	for !l.Done() {
		out <- l.Next()
	}
	return out
}

func filledAndOne(l list) <-chan int {
	out := make(chan int, l.Length()+1)
	defer close(out)
	out <- 0
	for !l.Done() {
		out <- l.Next()
	}
	return out
}

// How many processors there are has nothing to do with the list.
func overfilled(l list) <-chan int {
	out := make(chan int, runtime.NumCPU())
	defer close(out)
	for !l.Done() {
		out <- l.Next() // want `\(goroutineleak\)`
	}
	return out
}

// Shards is how many there are of each Map.
var Shards = 32

type Shard struct {
	sync.RWMutex
	items map[string]int
}

type Map []*Shard

func NewMap() Map {
	m := make(Map, Shards)
	for i := range m {
		m[i] = &Shard{items: make(map[string]int)}
	}
	return m
}

func (m Map) count() (n int) {
	for i := 0; i < Shards; i++ {
		m[i].RLock()
		n += len(m[i].items)
		m[i].RUnlock()
	}
	return n
}

// Keys counts by Shards, and launches one for each that there is.
func (m Map) Keys() (keys []string) {
	ch := make(chan string, m.count())
	go func() {
		var wg sync.WaitGroup
		wg.Add(Shards)
		for _, s := range m {
			go func() {
				defer wg.Done()
				s.RLock()
				defer s.RUnlock()
				for k := range s.items {
					ch <- k
				}
			}()
		}
		wg.Wait()
		close(ch)
	}()
	for k := range ch {
		keys = append(keys, k)
	}
	return keys
}

// What each of them does is told as before.
func (m Map) Each(n int, f func(int) error) {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := range n {
		go func() {
			if f(i) != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want `\(goroutineleak\)`
}

// A Cycle runs what it is sent.
type Cycle struct {
	acts chan func()
	done chan struct{}
}

func (c *Cycle) send(fn func()) error {
	if c.done == nil {
		return errs.New("not running")
	}
	select {
	case <-c.done:
		return notRunning()
	case c.acts <- fn:
		return nil
	}
}

func notRunning() error { return errs.New("not running") }

// Change waits for what it has sent.
func (c *Cycle) Change(change func() error) error {
	failed := make(chan error)
	if err := c.send(func() { failed <- change() }); err != nil {
		return err
	}
	return <-failed
}

func (c *Cycle) sendIf(fn func(), why string) error {
	if c.done == nil {
		return errs.Perhaps(why)
	}
	c.acts <- fn
	return nil
}

// ChangeIf takes what is perhaps no error for one.
func (c *Cycle) ChangeIf(why string, change func() error) error {
	failed := make(chan error)
	if err := c.sendIf(func() { failed <- change() }, why); err != nil {
		return err
	}
	return <-failed // want `\(goroutineleak\)`
}

// Limited stops to launch only once exit is closed, which is when it has all results.
func Limited(ctx context.Context, work []int, do func(int) error) (err error) {
	results := make(chan error, len(work))
	exit := make(chan struct{})
	limit := lib.NewLimit(4)
	go func() {
		for _, w := range work {
			if stop := limit.Get(exit); stop {
				break
			}
			go func() {
				defer limit.Put()
				results <- do(w)
			}()
		}
	}()
	for range work {
		if e := <-results; e != nil && err == nil {
			err = e
		}
	}
	close(exit)
	return err
}
