// Package channels holds mistakes with channels as -fix finds them; channels.go.golden
// is what it makes of them.
package channels

import (
	"context"
	"errors"
	"time"
)

// Room for the one value, whose comment stays.
func One(ctx context.Context, get func() int) (int, error) {
	pages := make(chan int) // of one page
	go func() { pages <- get() }()
	select {
	case p := <-pages:
		return p, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Room for one value of each goroutine.
func Each[T any](items []T, get func(T) error) error {
	errs := make(chan error)
	for _, it := range items {
		go func() { errs <- get(it) }()
	}
	for range items {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

type lookup struct {
	found chan string
	host  string
}

// Of a field that a literal sets.
func Field(host string, patience time.Duration, resolve func(string) string) (string, bool) {
	l := &lookup{
		found: make(chan string),
		host:  host,
	}
	go l.run(resolve)
	select {
	case addr := <-l.found:
		return addr, true
	case <-time.After(patience):
		return "", false
	}
}

func (l *lookup) run(resolve func(string) string) {
	l.found <- resolve(l.host)
}

// The sender closes behind the last value.
func Close(items []string, show func(string)) {
	ch := make(chan string)
	go func() {
		for it := range ch {
			show(it)
		}
	}()
	for _, it := range items {
		ch <- it
	}
}

// The one goroutine that sends closes in any case.
func Defer(next func() (string, bool)) (all []string) {
	lines := make(chan string)
	go func() {
		for {
			l, ok := next()
			if !ok {
				return
			}
			lines <- l
		}
	}()
	for l := range lines {
		all = append(all, l)
	}
	return all
}

// A sender that leaves with the context at hand.
func Watch(ctx context.Context, next func() string) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for ctx.Err() == nil {
			lines <- next() // and no sooner
		}
	}()
	return lines
}

// Server answers until it is stopped.
type Server struct {
	ask  chan chan int
	stop chan struct{}
	done chan struct{}
	n    int
}

// New starts it.
func New() *Server {
	s := &Server{ask: make(chan chan int), stop: make(chan struct{}), done: make(chan struct{})}
	go s.loop()
	return s
}

func (s *Server) loop() {
	for {
		select {
		case reply := <-s.ask:
			reply <- s.n
		case <-s.stop:
			close(s.done)
			return
		}
	}
}

// Stop stops it.
func (s *Server) Stop() {
	select {
	case s.stop <- struct{}{}:
	case <-s.done:
		return
	}
	<-s.done
}

func (s *Server) count() int {
	reply := make(chan int)
	s.ask <- reply
	return <-reply
}

// Late asks one that is stopped already.
func Late() int {
	s := New()
	s.Stop()
	return s.count()
}

// A deliberate one stays as it is.
func Meant(quick bool, get func() int) (int, error) {
	pages := make(chan int)
	go func() {
		pages <- get() //nolint:gorolint // it ends with the process
	}()
	if quick {
		return 0, errors.New("too quick")
	}
	return <-pages, nil
}

// So does one that does something with the value's taking.
func Counted(quick bool, get func() int, count func()) (int, error) {
	pages := make(chan int)
	go func() {
		pages <- get()
		count()
	}()
	if quick {
		return 0, errors.New("too quick")
	}
	return <-pages, nil
}

// Who closes it is not seen: another close would be one too many.
type streamer interface {
	stream(ready chan<- struct{}) error
}

type quick struct{}

func (quick) stream(ready chan<- struct{}) error {
	close(ready)
	return nil
}

type lame struct{}

func (lame) stream(chan<- struct{}) error { return errors.New("lame") }

// Stream waits for a streamer.
func Stream(fast bool, after func()) error {
	ready := make(chan struct{})
	go func() {
		<-ready
		after()
	}()
	var s streamer = lame{}
	if fast {
		s = quick{}
	}
	return s.stream(ready)
}
