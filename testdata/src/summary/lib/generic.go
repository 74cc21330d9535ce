package lib

import "context"

// Generic functions, methods and types: facts are of the origin.

func DrainOf[T any](in <-chan T) { // want DrainOf:"^until\\(recv p0, closed p0\\) p0:receives ways\\(receives p0 often\\)$"
	for range in {
	}
}

func GoEach[T any](items []T, f func(T)) { // want GoEach:"^p1:launches\\+alone$"
	for _, item := range items {
		go f(item)
	}
}

func DoEach[S ~[]T, T any](items S, f func(T)) { // want DoEach:"^p1:calls$"
	for _, item := range items {
		f(item)
	}
}

func CloseOf[T any](ch chan T) { close(ch) } // want CloseOf:"^p0:closes ways\\(closes p0\\)$"

// A Queue is a generic owner.
type Queue[T any] struct {
	jobs    chan T
	Handler func(T) // want Handler:"^launches\\+alone$"
}

func (q *Queue[T]) Run(ctx context.Context, out chan<- T) { // want Run:"^until\\(recv p1\\.Done\\) p2:sends$"
	for {
		select {
		case v := <-q.jobs:
			select {
			case out <- v:
			default:
			}
		case <-ctx.Done():
			return
		}
	}
}

func (q *Queue[T]) Go(f func()) { go f() } // want Go:"^p1:launches\\+alone\\+once$"

func (q *Queue[T]) Start(v T) { go q.Handler(v) }

// Aliases and named types.

type (
	Fn   = func()
	Task func()
	Ctx  = context.Context
	Chan = chan int
	Sig  <-chan struct{}
)

func GoFn(f Fn) { go f() } // want GoFn:"^p0:launches\\+alone\\+once$"

func GoTask(t Task) { go t() } // want GoTask:"^p0:launches\\+alone\\+once$"

func (t Task) Start() { go t() } // want Start:"^p0:launches\\+alone\\+once$"

func (t Task) Run() { t() } // want Run:"^until\\(returned p0\\) p0:calls$"

func UntilAlias(ctx Ctx) { <-ctx.Done() } // want UntilAlias:"^until\\(recv p0\\.Done\\)$"

func CloseAlias(ch Chan) { close(ch) } // want CloseAlias:"^p0:closes ways\\(closes p0\\)$"

func UntilSig(s Sig) { <-s } // want UntilSig:"^until\\(recv p0\\) p0:receives ways\\(receives p0\\)$"

// Parentheses and conversions change nothing.
func GoParens(f func()) { go (Task)((f))() } // want GoParens:"^p0:launches\\+alone\\+once$"

// Method values and method expressions of this package.

// A Worker has methods that are used as values.
type Worker struct{ n int }

func (w *Worker) Loop(ctx context.Context) { // want Loop:"^until\\(recv p1\\.Done\\)$"
	for ctx.Err() == nil {
		w.n++
	}
}

func (w *Worker) Go(f func()) { go f() } // want Go:"^p1:launches\\+alone\\+once$"

func BoundLoop(w *Worker, ctx context.Context) { // want BoundLoop:"^until\\(recv p1\\.Done\\)$"
	loop := w.Loop
	loop(ctx)
}

func ExprLoop(w *Worker, ctx context.Context) { // want ExprLoop:"^until\\(recv p1\\.Done\\)$"
	(*Worker).Loop(w, ctx)
}

func BoundGo(w *Worker, f func()) { // want BoundGo:"^p1:launches\\+alone\\+once$"
	run := w.Go
	run(f)
}

// Embedded gets its methods from Worker, which has the facts.
type Embedded struct{ Worker }

// Runner is an interface: what its methods do is not known.
type Runner interface{ Run(f func()) }

func ViaInterface(r Runner, f func()) { r.Run(f) } // want ViaInterface:"^p1:keeps$"

// methods of a type that nobody can name, but that a result lets out
type hidden struct{}

func (hidden) Spin() { // want Spin:"^endless$"
	for {
		work()
	}
}

func NewHidden() hidden { return hidden{} }
