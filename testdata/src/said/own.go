package said

import (
	"context"
	"errors"

	"said/lib"
)

// The same for what this package declares itself.

type runner interface {
	// submit keeps f, and runs it in a goroutine.
	//
	//gorolint:launches f
	submit(f func())
}

type server struct {
	queue chan func()
	run   runner
	//gorolint:launches f
	spawn func(f func())
	gate  interface{ enter() }
}

// later hands f to a worker.
//
//gorolint:launches f
func (s *server) later(f func()) { lib.Backend.(runner).submit(f) }

//gorolint:joins f
func (s *server) all(f func()) { lib.Backend.(interface{ all(func()) }).all(f) }

//gorolint:runs f
func (s *server) locked(f func()) { lib.Backend.(interface{ all(func()) }).all(f) }

//gorolint:endless
func (s *server) serve() { lib.Backend.(interface{ serve() }).serve() }

//gorolint:blocks-until ctx forever
func (s *server) serveUntil(ctx context.Context) { lib.Backend.(interface{ serve() }).serve() }

// bounded starts goroutines one by one, as its gate lets it.
//
//gorolint:launches f limit=self
func (s *server) bounded(f func()) {
	s.gate.enter()
	go f()
}

// both runs f beside the server, and does not open its gate before f is done.
//
//gorolint:joins f
func (s *server) both(f func()) {
	go f() // without `\(barego\)`
	s.gate.enter()
}

//gorolint:joins f
func quick[T ~func()](f T) { lib.Backend.(interface{ all(T) }).all(f) }

//gorolint:launches f
var spawn func(f func())

type conn struct{ b interface{ close() error } }

//gorolint:starts c.Close
func (s *server) dial() (c *conn) { return &conn{lib.Backend.(interface{ close() error })} }

func (c *conn) Close() error { return c.b.close() }

func (s *server) Dial(fail bool) error {
	c := s.dial() // want `\(unstopped\)`
	if fail {
		return errors.New("failed")
	}
	return c.Close()
}

func (s *server) DialRight(fail bool) error {
	c := s.dial()
	defer c.Close()
	if fail {
		return errors.New("failed")
	}
	return nil
}

// A channel handed to what nobody sees may be closed there.
func (s *server) Tell(ctx context.Context, n notifier) {
	done := make(chan struct{})
	go func() {
		n.Notify(work, done)
		s.tell(work, done)
	}()
	<-done
}

type notifier interface {
	//gorolint:runs f
	Notify(f func(), done chan struct{})
}

//gorolint:runs f
func (s *server) tell(f func(), done chan struct{}) {
	lib.Backend.(interface{ all(func()) }).all(f)
	close(done)
}

//gorolint:exits
func (s *server) fatal() { lib.Backend.(interface{ serve() }).serve() }

type reporter interface {
	fatal() //gorolint:exits
}

//gorolint:exits
var exit func(code int)

func (s *server) Exit(how int, r reporter) int {
	ch := make(chan int)
	go func() {
		ch <- 1 // without `\(goroutineleak\)`
	}()
	switch how {
	case 1:
		s.fatal()
		return 0
	case 2:
		exit(1)
		return 0
	case 3:
		r.fatal()
		return 0
	}
	return <-ch
}

//gorolint:derive ctx
func (s *server) scope(ctx context.Context) context.Context {
	return lib.Backend.(interface {
		scope(context.Context) context.Context
	}).scope(ctx)
}

func (s *server) Scopes(ctx context.Context) {
	go until(lib.Scope(context.Background())) // want `\(barego\)`
	go until(s.scope(context.Background()))   // want `\(barego\)`
	go until(lib.Scope(ctx))
	go until(s.scope(ctx))
}

// A pool has a limit that its methods set.
type pool struct{ n int }

//gorolint:launches f limit=SetLimit join=Wait
func (p *pool) Go(f func()) { lib.Backend.(runner).submit(f) }

func (p *pool) SetLimit(n int) { p.n = n }

func (p *pool) Wait() { lib.Backend.(interface{ wait() }).wait() }

// A queue is generic, and so is what it says.
type queue[T any] struct {
	//gorolint:launches f
	do func(item T, f func(T))
}

type sink[T any] interface {
	//gorolint:launches f
	Put(item T, f func(T))
}

//gorolint:launches f
func (q *queue[T]) put(item T, f func(T)) { q.do(item, f) }

func Generic(q *queue[int], s sink[string]) {
	q.put(1, func(int) { spin() })      // want `\(barego\)`
	q.do(1, func(int) { spin() })       // want `\(barego\)`
	s.Put("a", func(string) { spin() }) // want `\(barego\)`
	q.put(1, func(int) { work() })
	put := q.put
	put(2, func(int) { spin() }) // want `\(barego\)`
}

func (s *server) Own() {
	s.later(spin)      // want `\(barego\)`
	s.run.submit(spin) // want `\(barego\)`
	s.spawn(spin)      // want `\(barego\)`
	spawn(spin)        // want `\(barego\)`
	later := s.later
	later(spin) // want `\(barego\)`
	go func() { // want `\(barego\)`
		s.locked(spin)
	}()
	go s.serve()                          // want `\(barego\)`
	go s.serveUntil(context.Background()) // want `\(barego\)`
}

func (s *server) Many(orders <-chan int) {
	for n := range orders {
		s.bounded(func() { lib.Work(n) }) // without `\(unboundedgo\)`
	}
	for n := range orders {
		s.later(func() { lib.Work(n) }) // want `\(unboundedgo\)`
	}
	p := new(pool)
	p.SetLimit(4)
	for n := range orders {
		p.Go(func() { lib.Work(n) })
	}
}

func (s *server) OwnRight(ctx context.Context, list []int) {
	f := func() { until(ctx) }
	s.later(f)
	s.run.submit(f)
	s.spawn(f)
	spawn(f)
	go func() {
		s.locked(f)
	}()
	go s.serveUntil(ctx)
	jobs := make(chan int)
	go func() {
		for _, n := range list {
			jobs <- n
		}
		close(jobs)
	}()
	s.all(func() {
		for range jobs {
			work()
		}
	})
	quick(func() { work() })
	s.both(spin) // without `\(barego\)`
}
