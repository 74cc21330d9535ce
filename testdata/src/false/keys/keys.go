// Package keys: a function of another package closes the channels that are the
// keys of a map, or that come over a channel.
package keys

import "false/keys/lib"

func consume(ch <-chan int) {
	for v := range ch {
		println(v)
	}
}

func Subscribers(n int) {
	subs := make(map[chan int]struct{})
	for range n {
		ch := make(chan int)
		subs[ch] = struct{}{}
		go consume(ch)
		ch <- 1
	}
	lib.CloseKeys(subs)
}

func Over() {
	ch := make(chan string)
	go func() {
		for s := range ch {
			println(s)
		}
	}()
	ch <- ""
	over := make(chan chan string, 1)
	over <- ch
	lib.CloseNext(over)
}
