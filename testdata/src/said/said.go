// Package said calls functions that directives describe. TestSaid runs all rules over it,
// and then once more with the directives taken out: what is found then has a comment
// that says without.
package said

import (
	"context"
	"errors"
	"sync"
	"time"

	"said/lib"
)

func work() {}

func spin() {
	for {
		time.Sleep(time.Second)
		work()
	}
}

func until(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			work()
		}
	}
}

// Launched by functions of another package.

func Launch(p *lib.Pool) {
	p.Go(spin)    // want `\(barego\)`
	p.Go(func() { // want `\(barego\)`
		for {
			work()
		}
	})
	start := p.Go
	start(spin)                       // want `\(barego\)`
	lib.Each(1, func(int) { spin() }) // want `\(barego\)`
	lib.Each("a", func(string) { work() })
}

func LaunchRight(ctx context.Context, p *lib.Pool) {
	p.Go(func() { until(ctx) })
	start := p.Go
	start(func() { until(ctx) })
	lib.Each(ctx, until)
	p.Go(work)
}

func Start(l lib.Launcher, o *lib.Options, own lib.Options) {
	l.Start(spin)   // want `\(barego\)`
	o.Spawn(spin)   // want `\(barego\)`
	own.Spawn(spin) // want `\(barego\)`
	lib.Spawn(spin) // want `\(barego\)`
	o.Other(spin)   // nothing is known of it
	go func() {     // want `\(barego\)`
		l.Run(spin)
	}()
}

func StartRight(ctx context.Context, l lib.Launcher, o *lib.Options) {
	l.Start(func() { until(ctx) })
	o.Spawn(func() { until(ctx) })
	lib.Spawn(func() { until(ctx) })
	go func() {
		l.Run(func() { until(ctx) })
	}()
}

// As many as there are orders.

func Many(p *lib.Pool, q *lib.Limited, orders <-chan int) {
	for n := range orders {
		p.Go(func() { lib.Work(n) }) // want `\(unboundedgo\)`
	}
	for n := range orders {
		q.Go(func() { lib.Work(n) })
	}
}

// Run at once.

func Run() {
	go func() { // want `\(barego\)`
		lib.With("a", spin)
	}()
}

func RunRight(ctx context.Context) {
	go func() {
		lib.With("a", func() { until(ctx) })
	}()
}

// Calls that block.

func Block() {
	go lib.Serve("a", context.Background()) // want `\(barego\)` without `\(losterror\)`
	go lib.Loop()                           // want `\(barego\)`
}

func BlockRight(ctx context.Context) {
	go func() {
		if err := lib.Serve("a", ctx); err != nil {
			println(err.Error())
		}
	}()
}

func Lost(ctx context.Context) error {
	var wg sync.WaitGroup
	var err error
	wg.Go(func() { // want `\(lostctx\)`
		err = lib.Fetch("a", context.Background())
	})
	wg.Wait()
	return err
}

func LostRight(ctx context.Context) error {
	var wg sync.WaitGroup
	var err error
	wg.Go(func() {
		err = lib.Fetch("a", ctx)
	})
	wg.Wait()
	return err
}

// Ends of the process.

func Exit(fail bool) int {
	ch := make(chan int)
	go func() {
		ch <- 1 // without `\(goroutineleak\)`
	}()
	if fail {
		lib.Die("failed")
		return 0
	}
	return <-ch
}

func ExitWrong(fail bool) int {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `\(goroutineleak\)` without `\(goroutineleak\)`
	}()
	if fail {
		return 0
	}
	return <-ch
}

// Goroutines of what is opened.

func Open(fail bool) error {
	c := lib.Open("a") // want `\(unstopped\)`
	if fail {
		return errors.New("failed")
	}
	return c.Close()
}

func OpenRight(fail bool) error {
	c := lib.Open("a")
	defer c.Close()
	if fail {
		return errors.New("failed")
	}
	return nil
}
