// Package ok launches by the helper, by what is no go statement, and in functions
// that may.
package ok

import (
	"context"
	"net/http"
	"sync"
	"time"

	"nakedgo/safe"
)

type pool struct {
	wg   sync.WaitGroup
	jobs chan func()
	stop chan struct{}
	load func()
}

// start may use go statements, says the team.
func (p *pool) start(n int) {
	for range n {
		p.wg.Add(1)
		go p.work()
	}
	go func() {
		<-p.stop
		close(p.jobs)
	}()
}

func (p *pool) work() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
	}
}

func (p *pool) wait() { p.wg.Wait() }

// serve may as well.
func serve(f func()) { go f() }

// A method of a generic type that may.
type list[T any] struct{ all []T }

func (l *list[T]) each(f func(T)) {
	for _, v := range l.all {
		go f(v)
	}
}

func usesList(l *list[int], f func(int)) { l.each(f) }

func byServe(f func()) { serve(f) }

func byGroup(f func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Wait()
}

func byTimer(f func()) *time.Timer { return time.AfterFunc(time.Second, f) }

func byContext(ctx context.Context, f func()) func() bool { return context.AfterFunc(ctx, f) }

func byServer(h http.Handler) error { return http.ListenAndServe("localhost:8080", h) }

func byHelper(f func()) { safe.Go(f) }

func byHelperWithContext(ctx context.Context, f func(context.Context)) { safe.GoCtx(ctx, f) }

func byHelperEach(fs []func()) {
	for _, f := range fs {
		safe.Go(f)
	}
}

func byHelperMethod(p *pool) { safe.Go(p.load) }

func byHelperLiteral(p *pool) {
	safe.Go(func() { p.load() })
}

func byHelperValue(f func()) {
	launch := safe.Go
	launch(f)
}

func byHelperHandedOn(f func(func(func()))) { f(safe.Go) }

func byHelperDeferred(f func()) { defer safe.Go(f) }

func byHelperInHandler(f func()) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { safe.Go(f) }
}

func byHelperGeneric[T any](all []T, f func(T)) {
	for _, v := range all {
		safe.Go(func() { f(v) })
	}
}

// None of these launches.

func calls(f func()) { f() }

func defers(f func()) { defer f() }

func literal(f func()) func() { return func() { f() } }

func named() string { return "go f()" }

func sends(jobs chan<- func(), f func()) { jobs <- f }

func label() {
again:
	for range 3 {
		continue again
	}
}

func receives(jobs <-chan func()) { (<-jobs)() }

func suppressed(f func()) {
	go f() //nolint:gorolint // the one place where a plain goroutine is meant
}

func suppressedByDirective(f func()) {
	go f() //gorolint:ignore nakedgo the one place where a plain goroutine is meant
}
