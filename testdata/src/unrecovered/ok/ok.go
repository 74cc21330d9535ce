// Package ok holds goroutines that recover, or that need not.
package ok

import (
	"context"
	"log"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"unrecovered/lib"
)

// They recover.

func literal(f func()) {
	go func() {
		defer func() { recover() }()
		f()
	}()
}

func literalLogs(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
			}
		}()
		f()
	}()
}

func otherPackage(f func()) {
	go func() {
		defer lib.Recover()
		f()
	}()
}

func withArgument(f func() error, errs chan<- error) {
	go func() {
		var err error
		defer func() { errs <- err }()
		defer lib.RecoverTo(&err)
		err = f()
	}()
}

func method(r *lib.Reporter, f func()) {
	go func() {
		defer r.Catch()
		f()
	}()
}

func afterDone(wg *sync.WaitGroup, f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer lib.Recover()
		f()
	}()
}

func afterUnlock(mu *sync.Mutex, f func()) {
	mu.Lock()
	go func() {
		defer mu.Unlock()
		defer lib.Recover()
		f()
	}()
}

func afterCancel(ctx context.Context, f func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	go func() {
		defer cancel()
		defer lib.Recover()
		f(ctx)
	}()
}

func afterClose(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer lib.Recover()
		f()
	}()
	return done
}

func afterReading(c *config) {
	go func() {
		name, n := c.name, c.n
		defer lib.Recover()
		c.use(name, n)
	}()
}

type config struct {
	name string
	n    int
	use  func(string, int)
	fail func()
}

func (c *config) run() {
	defer lib.Recover()
	c.use(c.name, c.n)
}

func named(c *config) { go c.run() }

func value(c *config) {
	run := c.run
	go run()
}

func panicsAgain(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
				panic(v)
			}
		}()
		f()
	}()
}

// A func that is not known may recover.
func unknownRecoverer(c *config, f func()) {
	go func() {
		defer c.fail()
		f()
	}()
}

type guard interface{ Catch() }

// The team says that this one does.
func namedRecoverer(g guard, f func()) {
	go func() {
		defer g.Catch()
		f()
	}()
}

// What they call recovers.

func callsSafe(c *config) {
	go func() {
		c.run()
	}()
}

func callsSafeForEach(all []*config) {
	go func() {
		for _, c := range all {
			c.run()
		}
	}()
}

func callsSafeOfLib(f, g func()) {
	go func() {
		lib.Run(f)
		lib.Run(g)
	}()
}

// The helper recovers.

func helper(f func()) { lib.Go(f) }

func helperLiteral(f, g func()) {
	lib.Go(func() {
		f()
		g()
	})
}

func own(f func()) {
	go func() {
		defer lib.Recover()
		f()
	}()
}

func ownHelper(f func()) { own(func() { f() }) }

// each hands f to the helper, which recovers for it.
func each(names []string, f func(string)) { counted(names, f, len(names)) }

func counted(names []string, f func(string), n int) {
	slots := make(chan struct{}, n)
	for _, name := range names {
		slots <- struct{}{}
		lib.Go(func() {
			defer func() { <-slots }()
			f(name)
		})
	}
}

func helperChain(names []string, f func(string)) {
	each(names, func(name string) { f(name) })
}

// Nothing in them can panic.

func waitsAndCloses(wg *sync.WaitGroup) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	return done
}

func forwards(in <-chan int, out chan<- int) {
	go func() {
		defer close(out)
		for v := range in {
			out <- v
		}
	}()
}

func cancels(ctx context.Context, cancel chan<- struct{}) {
	go func() {
		<-ctx.Done()
		cancel <- struct{}{}
	}()
}

func sleeps(flag *atomic.Bool) {
	go func() {
		time.Sleep(time.Second)
		flag.Store(true)
	}()
}

func sums(all []int, out chan<- int) {
	go func() {
		sum := 0
		for _, v := range all {
			sum += v
		}
		out <- sum
	}()
}

// There is no goroutine of the package.

func calls(f func()) { f() }

func bound(h interface{ Serve() }) { go h.Serve() }

func notifies(c chan os.Signal) { signal.Notify(c, os.Interrupt) }

func given(f func()) { go f() }

func suppressed(f func()) {
	go func() { //gorolint:ignore unrecovered the process is to end with it
		f()
	}()
}
