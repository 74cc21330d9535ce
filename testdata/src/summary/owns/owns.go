// want package:"analyzed\\(7\\)"

// Package owns has constructors and methods that start a goroutine for somebody.
package owns

import (
	"context"
	"time"
)

// T owns a goroutine that its channel ends.
type T struct {
	done chan struct{}
	seen []*T
}

func New() *T { // want New:"^{r0 owns until Close or Shutdown, kept by Watch}$"
	t := &T{done: make(chan struct{})}
	go t.run()
	return t
}

func (t *T) run() {
	for {
		select {
		case <-t.done:
			return
		case <-time.After(time.Second):
		}
	}
}

func (t *T) Close()          { close(t.done) }
func (t *T) Shutdown() error { t.Close(); return nil } // want Shutdown:"^noerrors$"
func (t *T) Seen() int       { return len(t.seen) }
func (t *T) Watch(other *T)  { other.seen = append(other.seen, t) }
func NewOrNil(ok bool) *T { // want NewOrNil:"^{r0 owns until Close or Shutdown, kept by Watch}$"
	if !ok {
		return nil
	}
	return New()
}

// Where another constructor fails to start it, nobody has to end it.
func NewMaybe(ok bool) *T {
	t := &T{done: make(chan struct{})}
	if ok {
		go t.run()
	}
	return t
}

// It is kept, and whoever has the others ends it.
func NewKept() *T {
	t := New()
	all = append(all, t)
	return t
}

var all []*T

// C ends with its context, or by a context that comes with an option.
type C struct {
	cancel context.CancelFunc
}

func NewC(ctx context.Context) *C { // want NewC:"^{r0 owns until Close or p0}$"
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return &C{cancel}
}

func (c *C) Close() { c.cancel() }

type config struct{ ctx context.Context }

func WithContext(ctx context.Context) func(*config) {
	return func(c *config) { c.ctx = ctx }
}

func NewOpt(opts ...func(*config)) *C { // want NewOpt:"^p0:calls {r0 owns until Close or an option}$"
	cfg := &config{ctx: context.Background()}
	for _, opt := range opts {
		opt(cfg)
	}
	ctx, cancel := context.WithCancel(cfg.ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return &C{cancel}
}

// P is started later.
type P struct {
	jobs chan func()
}

func NewP() *P { return &P{make(chan func())} } // want NewP:"^r0=fresh$"

func (p *P) Start() { // want Start:"^{recv owns until Stop}$"
	go func() {
		for job := range p.jobs {
			job()
		}
	}()
}

func (p *P) Stop() { close(p.jobs) }

// A func is all there is to end it.
func Beat(f func()) (stop func()) { // want Beat:"^p0:keeps {r0 owns until }$"
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
				f()
			}
		}
	}()
	return func() { close(done) }
}

type Stopper interface{ Stop() }

type stopper struct{ quit chan struct{} }

func (s *stopper) Stop()  { close(s.quit) }
func (s *stopper) Other() { close(s.quit) }

func NewStopper() Stopper { // want NewStopper:"^{r0 owns until Stop}$"
	s := &stopper{make(chan struct{})}
	go func() {
		for {
			select {
			case <-s.quit:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return s
}
