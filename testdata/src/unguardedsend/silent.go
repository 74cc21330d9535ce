package unguardedsend

import (
	"context"
	"errors"
	"sync"
	"time"

	"unguardedsend/lib"
)

// Here nothing leaks, though it looks as if it did.

// There is room for all that is sent.
func RoomCure(hosts []string, ping func(host string) bool) <-chan string {
	alive := make(chan string, len(hosts))
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Go(func() {
			if ping(h) {
				alive <- h
			}
		})
	}
	go func() {
		wg.Wait()
		close(alive)
	}()
	return alive
}

// A loop of three goes into room for three.
func AttemptsCure(try func(attempt int) error) <-chan error {
	failures := make(chan error, 3)
	go func() {
		defer close(failures)
		for i := range 3 {
			if err := try(i); err != nil {
				failures <- err
			}
		}
	}()
	return failures
}

// One of the two sends is reached.
func EitherCure(left, right func() error) <-chan error {
	result := make(chan error, 1)
	go func() {
		if err := left(); err != nil {
			result <- err
			return
		}
		result <- right()
	}()
	return result
}

// Two goroutines send once each, into room for two.
func BothWaysCure(up, down func() error) <-chan error {
	ended := make(chan error, 2)
	go func() { ended <- up() }()
	go func() { ended <- down() }()
	return ended
}

// Each turn of the loop makes a channel with room for what it sends on it.
func PromisesCure(ctx context.Context, jobs []string, run func(job string) int) <-chan (<-chan int) {
	promises := make(chan (<-chan int))
	go func() {
		defer close(promises)
		for _, j := range jobs {
			promise := make(chan int, 1)
			promise <- run(j)
			select {
			case promises <- promise:
			case <-ctx.Done():
				return
			}
		}
	}()
	return promises
}

// Each job has a goroutine and a channel with room for its result.
func FuturesCure(jobs []string, run func(job string) int) []<-chan int {
	var futures []<-chan int
	for _, j := range jobs {
		future := make(chan int, 1)
		go func() { future <- run(j) }()
		futures = append(futures, future)
	}
	return futures
}

// What nobody takes is dropped.
func LatestCure(versions []int) <-chan int {
	latest := make(chan int)
	go func() {
		defer close(latest)
		for _, v := range versions {
			select {
			case latest <- v:
			default:
			}
		}
	}()
	return latest
}

// Who does not take it in time misses it.
func ImpatientCure(patience time.Duration, calls []string) <-chan string {
	ringing := make(chan string)
	go func() {
		defer close(ringing)
		for _, c := range calls {
			select {
			case ringing <- c:
			case <-time.After(patience):
			}
		}
	}()
	return ringing
}

// A Meter counts until it is stopped.
type Meter struct {
	counts chan int
	stop   chan struct{}
	once   sync.Once
}

// MeterCure returns a meter whose Stop ends its goroutine.
func MeterCure() *Meter {
	m := &Meter{counts: make(chan int), stop: make(chan struct{})}
	go m.run()
	return m
}

func (m *Meter) run() {
	for n := 0; ; n++ {
		select {
		case <-m.stop:
			return
		case m.counts <- n:
		}
	}
}

// Counts returns the channel of the counts.
func (m *Meter) Counts() <-chan int { return m.counts }

// Stop ends the meter.
func (m *Meter) Stop() { m.once.Do(func() { close(m.stop) }) }

// A Stream has records, and whoever closes it takes those that are left.
type Stream struct {
	records chan string
}

// StreamCure returns a stream that has to be closed.
func StreamCure(records []string) *Stream {
	s := &Stream{make(chan string)}
	go func() {
		defer close(s.records)
		for _, r := range records {
			s.records <- r
		}
	}()
	return s
}

// Records returns the channel of the records.
func (s *Stream) Records() <-chan string { return s.records }

// Close takes what is left.
func (s *Stream) Close() {
	for range s.records {
	}
}

var (
	ids     = make(chan int)
	idsOnce sync.Once
)

// There is one source of numbers for the process, which gives them out for as
// long as it runs.
func IDsCure() <-chan int {
	idsOnce.Do(func() {
		go func() {
			for id := 1; ; id++ {
				ids <- id
			}
		}()
	})
	return ids
}

func squares(numbers []int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for _, n := range numbers {
			out <- n * n
		}
	}()
	return out
}

// The channel stays in the package, and is received from until it is closed.
func SumOfSquaresCure(numbers []int) (sum int) {
	for n := range squares(numbers) {
		sum += n
	}
	return sum
}

var errEmpty = errors.New("empty")

// The channel is handed to the caller's function, and what that leaves is taken.
func ReadAllCure(names []string, read func(name string) string, use func(texts <-chan string) error) error {
	if len(names) == 0 {
		return errEmpty
	}
	texts := make(chan string)
	go func() {
		defer close(texts)
		for _, n := range names {
			texts <- read(n)
		}
	}()
	err := use(texts)
	for range texts {
	}
	return err
}

// double is a stage of a pipeline, which watches the context.
func double(ctx context.Context, in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			select {
			case out <- 2 * n:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// The first stage has room, the others the context.
func QuadruplesCure(ctx context.Context, numbers []int) <-chan int {
	in := make(chan int, len(numbers))
	for _, n := range numbers {
		in <- n
	}
	close(in)
	return double(ctx, double(ctx, in))
}

// The results are taken by another goroutine of the package, which writes.
func TranscodeCure(frames []string, encode func(frame string) string, write func(code string)) <-chan struct{} {
	codes, written := make(chan string), make(chan struct{})
	go func() {
		defer close(codes)
		for _, f := range frames {
			codes <- encode(f)
		}
	}()
	go func() {
		defer close(written)
		for c := range codes {
			write(c)
		}
	}()
	return written
}

// A function of another package takes all of them, though the callback may fail.
func ArchiveCure(entries []string, write func(entry string) error) error {
	queue := make(chan string)
	go func() {
		defer close(queue)
		for _, e := range entries {
			queue <- e
		}
	}()
	return lib.Each(queue, write)
}

// A Future is settled once: whoever does so has taken it out of the map first.
type Future struct {
	err    error
	failed chan error
}

func (f *Future) Err() <-chan error {
	if f.failed == nil {
		f.failed = make(chan error, 1)
	}
	return f.failed
}

type client struct {
	mu      sync.Mutex
	pending map[string]*Future
}

func (c *client) Ask(id string) *Future {
	f := new(Future)
	c.mu.Lock()
	c.pending[id] = f
	c.mu.Unlock()
	return f
}

func (c *client) take(id string) *Future {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.pending[id]
	delete(c.pending, id)
	return f
}

func (c *client) answered(id string, err error) {
	f := c.take(id)
	if f != nil && f.failed != nil {
		f.failed <- err
	}
}

func ConnectCure(answers <-chan string, closed <-chan error) *client {
	c := &client{pending: make(map[string]*Future)}
	go func() {
		for id := range answers {
			c.answered(id, nil)
		}
	}()
	go func() {
		for err := range closed {
			c.mu.Lock()
			for id, f := range c.pending {
				if f.failed != nil {
					f.failed <- err
				}
				delete(c.pending, id)
			}
			c.mu.Unlock()
		}
	}()
	return c
}

// An executor launches many funcs, each of them with a channel of its own.
var execute = func(f func()) { go f() }

func ReloadCure(load func() error) <-chan error {
	done := make(chan error, 1)
	execute(func() { reload(load, done) })
	return done
}

func reload(load func() error, done chan<- error) {
	defer func() { done <- load() }()
}

func ReloadAllCure(loads []func() error) {
	for _, load := range loads {
		execute(func() { load() })
	}
}
