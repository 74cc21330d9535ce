// Nothing closes the channel, and nothing needs to: the receiver has another
// way out, or is not meant to end.
package ok

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"
)

// A select with the context.
type Worker struct{ jobs chan string }

func NewWorker(ctx context.Context) *Worker {
	w := &Worker{jobs: make(chan string)}
	go func() {
		for {
			select {
			case job, ok := <-w.jobs:
				if !ok {
					return
				}
				log.Print(job)
			case <-ctx.Done():
				return
			}
		}
	}()
	return w
}

func (w *Worker) Do(ctx context.Context, job string) {
	select {
	case w.jobs <- job:
	case <-ctx.Done():
	}
}

// A select with a done channel.
type Quitter struct {
	jobs chan string
	quit chan struct{}
}

func NewQuitter() *Quitter {
	q := &Quitter{jobs: make(chan string), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case job := <-q.jobs:
				log.Print(job)
			case <-q.quit:
				return
			}
		}
	}()
	return q
}

func (q *Quitter) Do(job string) {
	select {
	case q.jobs <- job:
	case <-q.quit:
	}
}

func (q *Quitter) Close() { close(q.quit) }

// A select with a time.
func CollectFor(d time.Duration, ask []func() string) (all []string) {
	ch := make(chan string, len(ask))
	for _, f := range ask {
		go func() { ch <- f() }()
	}
	timeout := time.After(d)
	for range ask {
		select {
		case s := <-ch:
			all = append(all, s)
		case <-timeout:
			return all
		}
	}
	return all
}

// The zero value is the sentinel.
func Names(names []string) {
	ch := make(chan string)
	go func() {
		for name := range ch {
			if name == "" {
				return
			}
			log.Print(name)
		}
	}()
	for _, name := range names {
		ch <- name
	}
	ch <- ""
}

type Dispatcher struct{ calls chan func() }

func NewDispatcher() *Dispatcher {
	d := &Dispatcher{calls: make(chan func())}
	go func() {
		for f := range d.calls {
			if f == nil {
				return
			}
			f()
		}
	}()
	return d
}

func (d *Dispatcher) Call(f func()) { d.calls <- f }

func (d *Dispatcher) Stop() { d.calls <- nil }

// Another sentinel than the zero value.
type message struct {
	last bool
	text string
}

func Messages(texts []string) {
	ch := make(chan message)
	go func() {
		for m := range ch {
			log.Print(m.text)
			if m.last {
				break
			}
		}
	}()
	for i, text := range texts {
		ch <- message{i == len(texts)-1, text}
	}
}

// A break out of the loop when enough has come.
func FirstErrors(tasks []func() error, limit int) (errs []error) {
	ch := make(chan error, len(tasks))
	for _, t := range tasks {
		go func() { ch <- t() }()
	}
	n := 0
	for err := range ch {
		n++
		if err != nil {
			errs = append(errs, err)
		}
		if n == len(tasks) || len(errs) == limit {
			break
		}
	}
	return errs
}

// Counted, not closed.
func Sum(parts [][]int) (total int) {
	sums := make(chan int)
	for _, part := range parts {
		go func() {
			s := 0
			for _, n := range part {
				s += n
			}
			sums <- s
		}()
	}
	for range parts {
		total += <-sums
	}
	return total
}

// One value, received with ok.
func Only(load func() (string, error)) (string, error) {
	ch := make(chan string, 1)
	go func() {
		if s, err := load(); err == nil {
			ch <- s
		} else {
			ch <- ""
		}
	}()
	s, ok := <-ch
	if !ok || s == "" {
		return "", errors.New("nothing loaded")
	}
	return s, nil
}

// A return on a counted error.
func Relay(in []error) (err error) {
	ch := make(chan error)
	go func() {
		for _, e := range in {
			ch <- e
		}
		ch <- errors.New("done")
	}()
	for e := range ch {
		if e != nil {
			return e
		}
	}
	return nil
}

// Panics or leaves the process at the end.
func ServeSignals(cleanup func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	go func() {
		for range sigs {
			cleanup()
			os.Exit(1)
		}
	}()
}

// The channel of a ticker is not ours to close; that loop is barego's.
func Ticks(every time.Duration, f func()) {
	t := time.NewTicker(every)
	go func() {
		for range t.C {
			f()
		}
	}()
}

// Process-lifetime: one logger for the program, started by init.
var records = make(chan string, 64)

func init() {
	go func() {
		for r := range records {
			log.Print(r)
		}
	}()
}

func Record(r string) { records <- r }

// Process-lifetime: started once, under a sync.Once of the package.
var (
	auditOnce sync.Once
	audits    = make(chan string, 64)
)

func Audit(a string) {
	auditOnce.Do(func() {
		go func() {
			for a := range audits {
				log.Print(a)
			}
		}()
	})
	audits <- a
}

// A slot to come and go with, not a stream.
type Limiter struct{ slots chan struct{} }

func NewLimiter(n int) *Limiter { return &Limiter{slots: make(chan struct{}, n)} }

func (l *Limiter) Go(f func()) {
	l.slots <- struct{}{}
	go func() {
		defer func() { <-l.slots }()
		f()
	}()
}

// A free list: polled, never waited at.
type Buffers struct{ free chan []byte }

func NewBuffers(n int) *Buffers { return &Buffers{free: make(chan []byte, n)} }

func (b *Buffers) Get() []byte {
	select {
	case buf := <-b.free:
		return buf[:0]
	default:
		return make([]byte, 0, 512)
	}
}

func (b *Buffers) Put(buf []byte) {
	select {
	case b.free <- buf:
	default:
	}
}

// Emptied without waiting for a close.
func (b *Buffers) Drain() (n int) {
	for {
		select {
		case _, ok := <-b.free:
			if !ok {
				return n
			}
			n++
		default:
			return n
		}
	}
}
