// Package constraint: what a method gets through a type parameter comes on top
// of what it gets by calls in sight.
package constraint

type closer interface{ finish(chan int) }

type last struct{}

func (last) finish(ch chan int) { close(ch) }

type more struct{}

func (more) finish(ch chan int) {
	ch <- 2
	last{}.finish(ch)
}

func run[C closer](c C) {
	ch := make(chan int, 1)
	go func() {
		for v := range ch {
			println(v)
		}
	}()
	ch <- 1
	c.finish(ch)
}

func Last() { run(last{}) }

func More() {
	var c closer = more{}
	run(c)
}
