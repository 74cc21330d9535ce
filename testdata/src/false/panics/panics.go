// Package panics: a send case on a closed channel panics as a send does, and a
// panic in a function that is called ends the process as one in the loop does.
package panics

import "time"

type Gen struct{ out chan int }

func NewGen() *Gen {
	g := &Gen{make(chan int)}
	go func() {
		defer func() { _ = recover() }()
		for i := 0; ; i++ {
			select {
			case g.out <- i:
			case <-time.After(time.Second):
			}
		}
	}()
	return g
}

func (g *Gen) Next() int { return <-g.out }
func (g *Gen) Close()    { close(g.out) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func Poll(step func() error) {
	go func() {
		for {
			must(step())
		}
	}()
}
