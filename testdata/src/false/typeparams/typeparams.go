// Package typeparams: methods called through a type parameter get channels, too.
package typeparams

type closer interface{ Finish(chan int) }

type last struct{}

func (last) Finish(ch chan int) { close(ch) }

func run[C closer](items []int, c C) {
	ch := make(chan int)
	go func() {
		for v := range ch {
			println(v)
		}
	}()
	for _, v := range items {
		ch <- v
	}
	c.Finish(ch)
}

func Run(items []int) { run(items, last{}) }

// A value of a type parameter in an interface.
type source interface{ produce(out chan<- int) }

type counter struct{ n int }

func (c counter) produce(out chan<- int) {
	defer close(out)
	for i := range c.n {
		out <- i
	}
}

func asSource[S source](s S) source { return s }

func Count() {
	ch := make(chan int)
	go func() {
		for v := range ch {
			println(v)
		}
	}()
	ch <- 0
	asSource(counter{3}).produce(ch)
}

// A channel type with a method.
type event chan int

func (e event) Fire() { close(e) }

type firer interface{ Fire() }

func fire[F firer](f F) { f.Fire() }

func Event() {
	e := make(event)
	go func() {
		for range e {
		}
	}()
	e <- 1
	fire(e)
}
