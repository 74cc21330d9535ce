// want package:"analyzed\\(7\\)"

// Package user learns from the facts of lib alone what its functions do.
package user

import (
	"context"
	"errors"
	"sync"
	"time"

	"summary/lib"
)

func work() {}

// Endings.

func Forever() { lib.Forever() } // want Forever:"^endless$"

func Block() { lib.CallsForever() } // want Block:"^endless$"

func Hidden() { lib.NewHidden().Spin() } // want Hidden:"^endless$"

func UntilCtx(n int, ctx context.Context) { lib.UntilCtx(ctx) } // want UntilCtx:"^until\\(recv p1\\.Done\\)$"

func NoEnd() { lib.UntilCtx(context.Background()) } // want NoEnd:"^endless$"

func NoEnd2() { lib.UntilCtx(lib.NoContext()) } // want NoEnd2:"^endless$"

func Detached(ctx context.Context) { // want Detached:"^endless mayexit on error$"
	d, err := lib.Detached(ctx)
	if err != nil {
		panic(err)
	}
	lib.UntilCtx(d)
}

// Limited ends by itself.
func Limited(ctx context.Context) {
	ctx, cancel := lib.WithLimit(ctx)
	defer cancel()
	lib.UntilCtx(ctx)
}

// Cancelled ends when its own goroutine cancels.
func Cancelled() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { work(); cancel() }()
	lib.UntilCtx(ctx)
}

func Both(a, b chan struct{}) { lib.Both(a, b) } // want Both:"^until\\(recv p0, recv p1\\) p0:receives p1:receives ways\\(receives p0, receives p1\\)$"

func Both1(a chan struct{}) { // want Both1:"^until\\(recv p0\\) p0:receives ways\\(receives p0\\)$"
	b := make(chan struct{})
	close(b)
	lib.Both(a, b)
}

func Either(ctx context.Context) { // want Either:"^until\\(recv p0\\.Done\\)$"
	lib.Either(ctx, nil)
}

func Drain(in chan int) { lib.Drain(in) } // want Drain:"^until\\(recv p0, closed p0\\) p0:receives ways\\(receives p0 often\\)$"

func DrainOwn() { // want DrainOwn:"^endless$"
	ch := make(chan int)
	go func() { ch <- 1 }()
	lib.Drain(ch)
}

// DrainClosed closes what it drains.
func DrainClosed() {
	ch := make(chan int)
	go lib.Close(ch)
	lib.Drain(ch)
}

// DrainFed drains what lib closes for it.
func DrainFed() {
	ch := make(chan int)
	lib.Feed(ch)
	lib.Drain(ch)
}

func Put(out chan int) { lib.Put(out, 1) } // want Put:"^until\\(sent p0\\) p0:sends ways\\(sends p0\\)$"

func Do(f func()) { lib.Do(f) } // want Do:"^until\\(returned p0\\) p0:calls$"

func DoForever() { lib.Do(Forever) } // want DoForever:"^endless$"

func DoWork() { lib.Do(work) }

func Ticks() { lib.Ticks(time.Second) } // want Ticks:"^endless$"

func TicksOf() { // want TicksOf:"^endless$"
	t := lib.NewTicker(time.Second)
	defer t.Stop()
	for range t.Chan() {
		work()
	}
}

// FakeTicks may be closed.
func FakeTicks() {
	t := lib.NewFake()
	for range t.Chan() {
		work()
	}
}

// AnyTicks may be either.
func AnyTicks() {
	for range lib.AnyTicker(true).Chan() {
		work()
	}
}

// TakesTicker does not know which it is given.
func TakesTicker(t lib.Ticker) { // want TakesTicker:"^until\\(recv p0\\.Chan, closed p0\\.Chan\\)$"
	for range t.Chan() {
		work()
	}
}

func GivesTicker() { TakesTicker(lib.NewTicker(time.Second)) } // want GivesTicker:"^endless$"

func AfterTicks() { // want AfterTicks:"^endless$"
	for range lib.After(time.Second) {
		work()
	}
}

// No return.

func Exit() { lib.Die("x") } // want Exit:"^exits$"

func Exit2(n int) error { // want Exit2:"^exits$"
	if n > 0 {
		lib.Fatal(errors.New("x"))
	}
	lib.Unreachable()
	return nil
}

// Checked returns if all is well.
func Checked(err error) { // want Checked:"^mayexit on error$"
	if err != nil {
		lib.Die("x")
	}
	lib.Check(err)
}

// LeaveAtOdd may leave in another package, for reasons of that.
func LeaveAtOdd(n int) { // want LeaveAtOdd:"^mayexit elsewhere$"
	lib.Leave(n%2 == 1)
}

// UntilClosed returns only by way of die, which does not return either.
func UntilClosed(in <-chan int) { // want UntilClosed:"^endless mayexit on error p0:receives$"
	for {
		if _, ok := <-in; !ok {
			lib.Die("closed")
		}
	}
}

// Closer's close stands behind a call that never returns.
func Closer(ch chan int) { // want Closer:"^exits"
	lib.Die("x")
	close(ch)
}

// Launches.

func Go(f func()) { lib.Go(f) } // want Go:"^p0:launches\\+alone\\+once$"

func GoArg(f func(int), n int) { lib.GoArg(n, f) } // want GoArg:"^p0:launches"

func GoLater(f func()) { lib.GoNested(f) } // want GoLater:"^p0:launches\\+alone\\+once$"

func GoLit(f func()) { // want GoLit:"^p0:launches\\+alone\\+keeps$"
	lib.Go(func() { f() })
}

func GoSafe(f func()) { lib.Go(lib.Recovered(f)) } // want GoSafe:"^p0:launches\\+alone\\+keeps$"

func GoTwo(f, g func()) { lib.GoAll(f, g) } // want GoTwo:"^p0:launches\\+alone p1:launches\\+alone$"

func GoList(fs []func()) { lib.GoAll(fs...) } // want GoList:"^p0:launches\\+alone$"

func GoWG(f func()) { // want GoWG:"^p0:launches"
	var wg sync.WaitGroup
	lib.GoIn(&wg, f)
	wg.Wait()
}

func GoSet(l *lib.Later, f func()) { l.Set(f) } // want GoSet:"^p1:launches\\+alone$"

func Handle(s *lib.Server, f func()) { s.Handler = f } // want Handle:"^p1:launches\\+alone\\+keeps$"

func OnStart(s *lib.Server, f func()) { s.OnStart = f } // want OnStart:"^p1:keeps$"

func Call(f func()) { lib.Do(lib.Recovered(f)) } // want Call:"^(until\\(returned p0\\) )?p0:(calls|keeps|calls\\+keeps)$"

func Same(f func()) func() { return lib.Same(f) } // want Same:"^p0:keeps( r0=p0)?$"

func Keep(f func()) { lib.Keep(f) } // want Keep:"^p0:(calls\\+)?keeps$"

// Channels.

func Close(ch chan int) { lib.Close(ch) } // want Close:"^p0:closes ways\\(closes p0\\)$"

func Relay(in, out chan int) { lib.Relay(in, out) } // want Relay:"^until\\(recv p0, closed p0\\) p0:receives p1:sends\\+closes ways\\(receives p0 often\\[sends p1\\], closes p1\\)$"

func Box(b *lib.Box, ch chan int) { b.Set(ch) } // want Box:"^p1:sends\\+closes$"

func Register(ch chan int) { lib.Register(ch) }

func Publish(ch chan int) { lib.Publish(ch) } // want Publish:"^p0:keeps$"

func Ignore(ch chan int) { lib.Ignore(ch) }

func PassAndClose(ch chan int) { // want PassAndClose:"^p0:receives\\+keeps$|^p0:receives$"
	in := lib.PassChan(ch)
	select {
	case <-in:
	default:
	}
}

// Generics.

func DrainInts(in chan int) { lib.DrainOf(in) } // want DrainInts:"^until\\(recv p0, closed p0\\) p0:receives ways\\(receives p0 often\\)$"

func DrainAny[T any](in chan T) { lib.DrainOf[T](in) } // want DrainAny:"^until\\(recv p0, closed p0\\) p0:receives ways\\(receives p0 often\\)$"

func GoEach(f func(string)) { lib.GoEach([]string{"a"}, f) } // want GoEach:"^p0:launches\\+alone$"

func DoEach(f func(string)) { lib.DoEach([]string{"a"}, f) } // want DoEach:"^p0:calls$"

func CloseInts(ch chan int) { lib.CloseOf(ch) } // want CloseInts:"^p0:closes ways\\(closes p0\\)$"

func RunQueue(ctx context.Context, q *lib.Queue[int], out chan int) { q.Run(ctx, out) } // want RunQueue:"^until\\(recv p0\\.Done\\) p2:sends$"

func QueueGo(q *lib.Queue[string], f func()) { q.Go(f) } // want QueueGo:"^p1:launches\\+alone\\+once$"

func QueueHandler(q *lib.Queue[int], f func(int)) { q.Handler = f } // want QueueHandler:"^p1:launches\\+alone\\+keeps$"

// Aliases, method values, embedding.

func GoFn(f lib.Fn) { lib.GoFn(f) } // want GoFn:"^p0:launches\\+alone\\+once$"

func GoTask(f func()) { lib.GoTask(f) } // want GoTask:"^p0:launches\\+alone\\+once$"

func StartTask(f func()) { lib.Task(f).Start() } // want StartTask:"^p0:launches\\+alone\\+once$"

func RunTask(f func()) { lib.Task(f).Run() } // want RunTask:"^until\\(returned p0\\) p0:calls$"

func UntilAlias(ctx lib.Ctx) { (lib.UntilAlias)(ctx) } // want UntilAlias:"^until\\(recv p0\\.Done\\)$"

func BoundGo(w *lib.Worker, f func()) { // want BoundGo:"^p1:launches\\+alone\\+once$"
	run := w.Go
	run(f)
}

func ExprGo(w *lib.Worker, f func()) { (*lib.Worker).Go(w, f) } // want ExprGo:"^p1:launches\\+alone\\+once$"

func BoundLoop(ctx context.Context, w *lib.Worker) { // want BoundLoop:"^until\\(recv p0\\.Done\\)$"
	loop := w.Loop
	loop(ctx)
}

func Promoted(ctx context.Context, e *lib.Embedded) { e.Loop(ctx) } // want Promoted:"^until\\(recv p0\\.Done\\)$"

func PromotedGo(e *lib.Embedded, f func()) { e.Go(f) } // want PromotedGo:"^p1:launches\\+alone\\+once$"

func BoundPromoted(ctx context.Context, e *lib.Embedded) { // want BoundPromoted:"^until\\(recv p0\\.Done\\)$"
	loop := e.Loop
	loop(ctx)
}

// Results.

func After() <-chan time.Time { return lib.After(time.Second) } // want After:"^r0=timer$"

func NoContext() context.Context { return lib.NoContext() } // want NoContext:"^r0=never$"

func ID(ctx context.Context) context.Context { return lib.WithID(ctx, "") } // want ID:"^(p0:keeps )?r0=p0$"

// What a helper's helper says of the owner is handed on.

func GroupGo(g *lib.Group, f func() error) { g.Go(f) } // want GroupGo:"^p1:launches\\+keeps{join \\(\\*summary/lib.Group\\).Wait}$"

func InBoth(f func()) { lib.GoBoth(f, f) } // want InBoth:"^p0:launches\\+joined$"

func Listed(fs ...func()) { lib.GoWait(fs...) } // want Listed:"^p0:launches\\+joined$"
