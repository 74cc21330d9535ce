package unclosedchan

import (
	"log"
	"sync"
)

// Here the same function stands around all goroutines of the package.

func shielded(f func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	f()
}

// counted is what one of the others runs, for whose end somebody waits.
func counted(names []string) int {
	var wg sync.WaitGroup
	n := 0
	wg.Add(1)
	go shielded(func() {
		defer wg.Done()
		n = len(names)
	})
	wg.Wait()
	return n
}

// A Shouter closes what it sends to when it ends, which it does not.
type Shouter struct{ in, out chan string }

func (s *Shouter) run() {
	for text := range s.in { // want `nothing closes it.*\(unclosedchan\)`
		s.out <- text + "!"
	}
	close(s.out)
}

func ShoutMistake(names []string) []string {
	s := &Shouter{make(chan string), make(chan string)}
	go shielded(s.run)
	out := make([]string, counted(names))
	for i, name := range names {
		s.in <- name
		out[i] = <-s.out
	}
	return out
}

// A ClosedShouter is told that nothing more comes.
type ClosedShouter struct{ in, out chan string }

func (s *ClosedShouter) run() {
	for text := range s.in {
		s.out <- text + "!"
	}
	close(s.out)
}

func ShoutCure(names []string) []string {
	s := &ClosedShouter{make(chan string), make(chan string)}
	go shielded(s.run)
	defer close(s.in)
	out := make([]string, counted(names))
	for i, name := range names {
		s.in <- name
		out[i] = <-s.out
	}
	return out
}

// A crier ends by the panic of a send on what its owner closes, which is recovered.
type crier struct{ in, out chan string }

func (c *crier) run() {
	for text := range c.in {
		c.out <- text + "!"
	}
}

func (c *crier) cry(names []string) {
	go shielded(c.run)
	for _, name := range names {
		c.in <- name
	}
	close(c.out)
	c.in <- "the last"
}

// A desk starts all its goroutines by one method, and counts them.
type desk struct {
	wg   sync.WaitGroup
	mail chan string
	done chan struct{}
}

func (d *desk) start(f func()) {
	d.wg.Add(1)
	go func() {
		defer d.wg.Done()
		f()
	}()
}

func (d *desk) sort(handle func(string)) {
	for text := range d.mail { // want `nothing closes it.*\(unclosedchan\)`
		handle(text)
	}
}

func (d *desk) clean() { <-d.done }

func NewDesk(handle func(string)) *desk {
	d := &desk{mail: make(chan string), done: make(chan struct{})}
	d.start(func() { d.sort(handle) })
	d.start(d.clean)
	return d
}

func (d *desk) Close() { close(d.done) }

func (d *desk) Put(text string) { d.mail <- text }
