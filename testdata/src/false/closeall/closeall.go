// Package closeall: a function of another package closes the channels that a
// slice, a map or a pointer leads to.
package closeall

import "false/closeall/lib"

func consume(ch <-chan int) {
	for v := range ch {
		println(v)
	}
}

func Slice(items []int) {
	a, b := make(chan int), make(chan int)
	defer lib.CloseAll(a, b)
	go consume(a)
	go consume(b)
	for _, v := range items {
		a <- v
		b <- v
	}
}

func Map(items []string) {
	m := make(map[string]chan int)
	for _, s := range items {
		m[s] = make(chan int)
		go consume(m[s])
	}
	for _, ch := range m {
		ch <- 1
	}
	lib.CloseMap(m)
}

func Pointer() {
	ch := make(chan int)
	go consume(ch)
	ch <- 1
	lib.ClosePointer(&ch)
}
