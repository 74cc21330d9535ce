package ok

import (
	"sync"
	"sync/atomic"
)

// A Conn is closed once: what it closes on the way may want to close it again.
type Conn struct {
	mu     sync.Mutex
	status int
	closed bool
	ended  atomic.Bool
	subs   map[string]func() bool
}

const closedStatus = 3

// Close goes round once only: the second time, the status says so.
func (c *Conn) Close() {
	c.mu.Lock()
	if c.status == closedStatus {
		c.mu.Unlock()
		return
	}
	c.status = closedStatus
	c.mu.Unlock()
	for name := range c.subs {
		c.unsubscribe(name)
	}
}

func (c *Conn) unsubscribe(name string) {
	if !c.subs[name]() {
		go c.Close()
	}
}

// Stop says so by a flag, from a literal.
func (c *Conn) Stop() {
	if c.closed {
		return
	}
	c.closed = true
	for name := range c.subs {
		c.leave(name)
	}
}

func (c *Conn) leave(name string) {
	if !c.subs[name]() {
		go func() {
			c.Stop()
		}()
	}
}

// End tests and sets in one.
func (c *Conn) End() {
	if c.ended.Swap(true) {
		return
	}
	for name := range c.subs {
		c.drop(name)
	}
}

func (c *Conn) drop(name string) {
	if !c.subs[name]() {
		go c.End()
	}
}

// Quit does as well.
func (c *Conn) Quit() {
	if !c.ended.CompareAndSwap(false, true) {
		return
	}
	for name := range c.subs {
		c.reject(name)
	}
}

func (c *Conn) reject(name string) {
	if !c.subs[name]() {
		go c.Quit()
	}
}

// What it calls itself with is the same at every level: it goes two levels down.
func (c *Conn) watch(role string, on func(string)) {
	if role == "pod" || role == "service" {
		c.watch("node", nil)
	}
	for name := range c.subs {
		go func() {
			if on != nil {
				on(name)
			}
		}()
	}
}

// Watch begins.
func (c *Conn) Watch(role string, on func(string)) { c.watch(role, on) }

// A Tree is walked by as many goroutines as there are slots, by those who get one.
type Tree struct {
	Kids []*Tree
}

type Walker struct{ slots Slots }

// Slots are those of a semaphore such as that of golang.org/x/sync.
type Slots interface {
	TryAcquire(n int64) bool
	Release(n int64)
}

func (w *Walker) try(wg *sync.WaitGroup, f func()) bool {
	if !w.slots.TryAcquire(1) {
		return false
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer w.slots.Release(1)
		f()
	}()
	return true
}

func (w *Walker) Walk(t *Tree) {
	var wg sync.WaitGroup
	for _, kid := range t.Kids {
		if !w.try(&wg, func() { w.Walk(kid) }) {
			w.Walk(kid)
		}
	}
	wg.Wait()
}
