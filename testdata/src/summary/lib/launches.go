package lib

import (
	"context"
	"sync"
)

// What is launched.

func Go(f func()) { // want Go:"^p0:launches\\+alone\\+once$"
	go f()
}

func GoArg(n int, f func(int)) { // want GoArg:"^p1:launches\\+alone\\+once\\[0\\]$"
	go f(n)
}

func GoWith(ctx context.Context, f func(context.Context, int), n int) { // want GoWith:"^p1:launches\\+alone\\+once\\[0 2\\]$"
	go f(ctx, n)
}

// GoOther passes something of its own.
func GoOther(f func(int)) { // want GoOther:"^p0:launches\\+alone\\+once$"
	go f(1)
}

// GoRecover launches through a literal of its own.
func GoRecover(f func()) { // want GoRecover:"^p0:launches\\+alone\\+recovers\\+keeps\\+once$"
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

func GoAll(fs ...func()) { // want GoAll:"^p0:launches\\+alone$"
	for _, f := range fs {
		go f()
	}
}

func GoIn(wg *sync.WaitGroup, f func()) { // want GoIn:"^p0:adds p1:launches\\+alone\\+once@p0$"
	wg.Go(f)
}

// GoNested goes through two more functions.
func GoNested(f func()) { goLater(f) } // want GoNested:"^p0:launches\\+alone\\+once$"

func goLater(f func()) { Go(f) }

// Later keeps the func, and another method launches it.
type Later struct{ f func() }

func (l *Later) Set(f func()) { l.f = f } // want Set:"^p1:launches\\+alone$"

func (l *Later) Start() { go l.f() }

// What is launched, and waited for.

func GoWait(fs ...func()) { // want GoWait:"^p0:launches"
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f)
	}
	wg.Wait()
}

func GoResult(f func() int) int { // want GoResult:"p0:launches"
	res := make(chan int)
	go func() { res <- f() }()
	return <-res
}

// What is only called, or only kept.

var hooks []func()

func Keep(f func()) { hooks = append(hooks, f) } // want Keep:"^p0:(calls\\+)?keeps$"

func RunHooks() {
	for _, h := range hooks {
		h()
	}
}

func Each(fs ...func()) { // want Each:"^p0:calls$"
	for _, f := range fs {
		f()
	}
}

func Deferred(f func()) { // want Deferred:"^until\\(returned p0\\) guards p0:calls$"
	defer f()
	work()
}

func DoOnce(once *sync.Once, f func()) { // want DoOnce:"^until\\(returned p1\\) p0:keeps p1:calls$|^until\\(returned p1\\) p1:calls$"
	once.Do(f)
}

// Wrappers: the result runs the argument, or is the argument.

func Recovered(f func()) func() { // want Recovered:"^p0:keeps r0=p0$"
	return func() {
		defer func() { _ = recover() }()
		f()
	}
}

func Same(f func()) func() { return f } // want Same:"^p0:keeps r0=p0$"

func Second(n int, f func()) (int, func()) { return n, f } // want Second:"^p1:keeps r1=p1$"

// Either returns one or the other: neither is the same as the result.
func OneOf(on bool, f, g func()) func() { // want OneOf:"^p1:keeps p2:keeps$"
	if on {
		return f
	}
	return g
}

// Fields.

// A Server launches some of its func fields.
type Server struct {
	Handler func()    // want Handler:"^launches\\+alone$"
	OnTick  func(int) // want OnTick:"^launches\\+alone$"
	OnStart func()    // called, never launched
	hook    func()    // launched, but nobody else can set it
}

func (s *Server) Start() {
	s.OnStart()
	go s.Handler()
	s.tick(s.OnTick)
	go s.hook()
}

func (s *Server) tick(f func(int)) { go f(1) }

func Recovers() { // want Recovers:"^recovers$"
	if v := recover(); v != nil {
		panic(v)
	}
}

func RecoversNot() { defer Recovers() } // want RecoversNot:"^guards$"

func GuardsLate(f func()) { // want GuardsLate:"^until\\(returned p0\\) p0:calls$"
	f()
	defer Recovers()
}
