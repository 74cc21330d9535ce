// Package model has one launch for each thing that the model can say about it:
// each want comment is the line of the launch.
package model

import (
	"context"
	"sync"
	"time"

	"model/lib"
)

func work() {}

func spin() {
	for {
		work()
	}
}

func until(ctx context.Context) { <-ctx.Done() }

type worker struct {
	n    int
	hook func()
}

func (w *worker) run() { w.n++ }

func (w *worker) spin() {
	for {
		w.n++
	}
}

// The forms of a go statement.

func Literal() {
	go func() { work() }() // want `^once · join: none · stop: none · finite: yes$`
}

func Named() {
	go work() // want `^once · join: none · stop: none · finite: yes$`
}

func NamedEndless() {
	go spin() // want `^once · join: none · stop: none · finite: no$`
}

func Args(ctx context.Context) {
	go until(ctx) // want `^once · join: none · stop: ctx launches.go:\d+ · finite: unknown$`
}

func Method(w *worker) {
	go w.run()  // want `^once · join: none · stop: none · finite: yes$`
	go w.spin() // want `^once · join: none · stop: none · finite: no$`
}

func MethodExpr(w *worker) {
	go (*worker).spin(w) // want `^once · join: none · stop: none · finite: no$`
}

func MethodValue(w *worker) {
	f := w.spin
	go f() // want `^once · join: none · stop: none · finite: no$`
}

func Parens(w *worker) {
	go (spin)()      // want `^once · join: none · stop: none · finite: no$`
	go (w.spin)()    // want `^once · join: none · stop: none · finite: no$`
	go (func() {})() // want `^once · join: none · stop: none · finite: yes$`
}

func Nested() {
	go func() { // want `^once · join: none · stop: none · finite: yes$`
		go spin() // want `^once · join: none · stop: none · finite: no$`
	}()
}

func Deferred() {
	defer func() {
		go spin() // want `^once · join: none · stop: none · finite: no$`
	}()
	defer lib.Go(spin) // want `^once · join: .* · finite: no · by Go`
}

// Closures in variables and fields.

func Variable() {
	f := func() { work() }
	go f() // want `^once · join: none · stop: none · finite: yes$`
}

func Reassigned(on bool) {
	f := work
	if on {
		f = spin
	}
	go f() // want `^once · join: none · stop: none · finite: (unknown|no)`
}

func BothEndless(on bool) {
	f := spin
	if on {
		f = func() { select {} }
	}
	go f() // want `^once · join: none · stop: none · finite: no$`
}

func Captured() {
	f := func() { spin() }
	func() {
		go f() // want `^once · join: none · stop: none · finite: no$`
	}()
}

func Field() {
	w := &worker{hook: spin}
	go w.hook() // want `^once · join: none · stop: none · finite: no$`
}

var table = map[string]func(){"a": spin, "b": func() { spin() }}

func Table(name string) {
	go table[name]() // want `^once · join: none · stop: none · finite: no$`
}

func List() {
	for _, f := range []func(){spin, work} {
		go f() // want `^per item · join: none · stop: none · finite: (unknown|no)`
	}
}

// Interfaces.

type runner interface{ run() }

type looper struct{}

func (looper) run() { spin() }

func Interface() {
	var r runner = looper{}
	go r.run() // want `^once · join: none · stop: none · finite: no$`
}

func InterfaceParam(r runner) {
	go r.run() // want `^once · join: unknown · stop: unknown · finite: unknown · unknown: body$`
}

// Launching calls of the standard library.

func Group() {
	var wg sync.WaitGroup
	wg.Go(work)       // want `^once · join: wait launches.go:\d+ · stop: none · finite: yes · by Go`
	wg.Go(func() {})  // want `^once · join: wait launches.go:\d+ · stop: none · finite: yes · by Go`
	defer wg.Go(work) // want `^once · join: wait launches.go:\d+ · stop: none · finite: yes · by Go`
	wg.Wait()
}

func AfterFunc(ctx context.Context) {
	time.AfterFunc(time.Second, work)    // want `^once · join: .* · finite: yes · by AfterFunc`
	t := time.AfterFunc(time.Hour, spin) // want `^once · join: .* · finite: no · by AfterFunc`
	defer t.Stop()
	stop := context.AfterFunc(ctx, func() { spin() }) // want `^once · join: .* · finite: no · by AfterFunc`
	defer stop()
}

// Inferred helpers of this package.

func helper(f func()) {
	go f() // want `^once · .*unknown: .*param`
}

func helper2(f func()) { helper(f) } // want `^once · .* by helper`

func recovered(f func()) {
	go func() { // want `^once · `
		defer func() { _ = recover() }()
		f()
	}()
}

func Helpers() {
	helper(work)       // want `^once · join: none · stop: none · finite: yes · by helper$`
	helper2(spin)      // want `^once · join: none · stop: none · finite: no · by helper2$`
	recovered(spin)    // want `^once · join: none · stop: none · finite: no · by recovered$`
	recovered(func() { // want `^once · join: none · stop: none · finite: yes · by recovered$`
		work()
	})
}

func (w *worker) launch(f func()) {
	go f() // want `^once · .*unknown: .*param`
}

func MethodHelper(w *worker) {
	w.launch(spin)            // want `^once · join: none · stop: none · finite: no · by launch$`
	w.launch(w.spin)          // want `^once · join: none · stop: none · finite: no · by launch$`
	run := w.launch           //
	run(spin)                 // want `^once · join: none · stop: none · finite: no · by launch$`
	(*worker).launch(w, work) // want `^once · join: none · stop: none · finite: yes · by launch$`
}

func joined(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f) // want `^per item · join: wait launches.go:\d+ · .* by Go`
	}
	wg.Wait()
}

func Joined() {
	joined(work, spin) // want `join: helper launches.go:\d+ · stop: none · finite: yes · by joined$` `finite: no · by joined$`
}

// Helpers of another package: the facts tell who waits.

func Imported(ctx context.Context, w lib.Worker) {
	lib.Go(spin)                           // want `^once · join: none · stop: none · finite: no · by Go$`
	lib.Go(work)                           // want `^once · join: none · stop: .* · finite: yes · by Go$`
	lib.GoSafe(spin)                       // want `^once · join: none · stop: none · finite: no · by GoSafe$`
	lib.GoNested(func() { spin() })        // want `^once · join: none · stop: none · finite: no · by GoNested$`
	lib.GoArg(until, ctx)                  // want `^once · join: none · stop: ctx launches.go:\d+ · finite: unknown · by GoArg$`
	lib.GoArg(until, context.Background()) // want `^once · join: none · stop: none · finite: no · by GoArg$`
	w.Go(spin)                             // want `^once · join: none · stop: none · finite: no · by Go$`
	run := lib.Go                          //
	run(spin)                              // want `^once · join: none · stop: none · finite: no · by Go$`
}

func ImportedMore(ctx context.Context) {
	lib.GoWait(work, spin)       // want `join: helper launches.go:\d+ · stop: none · finite: yes · by GoWait$` `finite: no · by GoWait$`
	go lib.Forever()             // want `^once · join: none · stop: none · finite: no$`
	go lib.Until(ctx)            // want `^once · join: none · stop: ctx launches.go:\d+ · finite: unknown$`
	go lib.Until(context.TODO()) // want `^once · join: none · stop: none · finite: no$`
	go lib.Work()                // want `^once · join: none · stop: none · finite: unknown$`
}

func ImportedField() *lib.Server {
	s := &lib.Server{Handler: spin} // want `^once · join: none · stop: none · finite: no · by Handler$`
	s.Handler = work                // want `^once · join: none · .* · finite: yes · by Handler$`
	return s
}

func ImportedGroup(wg *sync.WaitGroup, g *lib.Group, lost *lib.Lost) {
	g.Go(work) // want `^once · join: owner launches.go:\d+ · stop: none · finite: yes · by Go$`
	defer g.Wait()
	lost.Go(work) // want `^once · join: unknown · .* · by Go · unknown: helper$`
	var own sync.WaitGroup
	lib.GoIn(&own, work) // want `^once · join: wait launches.go:\d+ · .* · by GoIn$`
	own.Wait()
	var none sync.WaitGroup
	lib.GoIn(&none, work) // want `^once · join: none · .* · by GoIn$`
	lib.GoIn(wg, work)    // want `^once · join: unknown · .* · by GoIn · unknown: escapes$`
}

func ImportedStop(c *lib.Cron) {
	c.AtStop(work) // want `^once · join: none · stop: owner launches.go:\d+ · finite: yes · by AtStop$`
	defer c.Stop()
}

func ImportedNoStop(c *lib.Other) {
	c.AtStop(work) // want `^once · join: none · stop: unknown · finite: yes · by AtStop$`
}

// Generics: the origin is what runs.

func spinOf[T any](v T) {
	for {
		_ = v
	}
}

type queue[T any] struct{ items chan T }

func (q *queue[T]) spin() {
	for {
		select {}
	}
}

func (q *queue[T]) start() {
	go q.spin() // want `^once · join: none · stop: none · finite: no$`
}

func Generic(q *queue[int]) {
	go spinOf(1)                               // want `^once · join: none · stop: none · finite: no$`
	go spinOf[string]("")                      // want `^once · join: none · stop: none · finite: no$`
	go q.spin()                                // want `^once · join: none · stop: none · finite: no$`
	lib.GoEach([]int{1}, func(int) { spin() }) // want `^once · join: none · stop: none · finite: no · by GoEach$`
	(&queue[string]{}).start()
	each([]string{"a"}, func(string) { spin() }) // want `^once · join: none · stop: none · finite: no · by each$`
}

func each[T any](items []T, f func(T)) {
	for _, item := range items {
		go f(item) // want `^per item · .*param`
	}
}

// Aliases and named types.

type fn = func()

type task func()

func (t task) start() {
	go t() // want `^once · `
}

func Aliases() {
	var f fn = spin
	go f() // want `^once · join: none · stop: none · finite: no$`
	t := task(spin)
	go t()             // want `^once · join: none · stop: none · finite: no$`
	task(spin).start() // want `^once · join: none · stop: none · finite: no · by start$`
}

// Wrappers: what they return runs what they are given.

func guard(f func()) func() {
	return func() {
		defer func() { _ = recover() }()
		f()
	}
}

func Wrapped() {
	go guard(spin)() // want `^once · join: none · stop: none · finite: no$`
}

// Nothing is known of what runs.

func Dynamic(f func()) {
	go f() // want `^once · join: unknown · stop: unknown · finite: unknown · unknown: param`
}

var hook func()

func SetHook(f func()) { hook = f }

func Hook() {
	go hook() // want `^once · .* · finite: unknown · unknown: body`
}

func External(t *time.Timer, f func() func()) {
	go f()() // want `^once · join: unknown · stop: unknown · finite: unknown · unknown: body$`
}

// What one of them tells is not told by the others, though the same functions start them and stand around them.

func relay(f func()) {
	go func() { f() }() // want `^once · join: .* · finite: unknown$`
}

func around(f func()) { f() }

func Relayed() {
	ch := make(chan int)
	relay(work)                   // want `^once · join: none · stop: none · finite: yes · by relay$`
	relay(func() { ch <- 1 })     // want `^once · join: receive launches.go:\d+ .* · by relay`
	go around(work)               // want `^once · join: none · stop: none · finite: unknown$`
	go around(func() { ch <- 1 }) // want `^once · join: receive launches.go:\d+ .*`
	<-ch                          // for relay
	<-ch                          // for relay
}
