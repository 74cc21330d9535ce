// Package arrays: channels in an array that is taken as a value.
package arrays

type Pool struct{ shards [4]chan int }

func NewPool() *Pool {
	p := new(Pool)
	for i := range p.shards {
		p.shards[i] = make(chan int)
		go work(p.shards[i])
	}
	return p
}

func work(ch <-chan int) {
	for v := range ch {
		println(v)
	}
}

func (p *Pool) Submit(v int) { p.shards[v%4] <- v }

func (p *Pool) Close() {
	for _, ch := range p.shards {
		close(ch)
	}
}
