// Package generics: a channel is closed by, or through, a generic function of
// another package.
package generics

import "false/generics/lib"

func consume(ch <-chan int) {
	for v := range ch {
		println(v)
	}
}

func Any() {
	ch := make(chan int)
	go consume(ch)
	ch <- 1
	lib.CloseAny(ch)
}

func Spawned() {
	ch := make(chan int)
	go consume(ch)
	ch <- 1
	lib.Spawn(ch, func(c chan int) { close(c) })
}

func Returned() {
	ch := make(chan int)
	go consume(ch)
	ch <- 1
	close(lib.First(ch))
}
