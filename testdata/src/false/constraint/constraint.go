// Package constraint: what a method gets through a type parameter comes on top
// of what it gets by calls in sight.
package constraint

type closer interface{ finish(chan int) }

type last struct{}

func (last) finish(ch chan int) { close(ch) }

type more struct{}

func (more) finish(ch chan int) { ch <- 2 }

func run[C closer](c C) {
	ch := make(chan int, 1)
	go func() {
		// Nothing closes it when More calls; that is goroutineleak's to say, and not
		// unclosedchan's, since Last closes it.
		for v := range ch { // want `\(goroutineleak\)`
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
	last{}.finish(make(chan int))
}
