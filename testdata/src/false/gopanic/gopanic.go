// Package gopanic: a panic in a goroutine of its own, from which nobody recovers, and a goroutine
// that stays for the stacks that the process prints when it ends. What it was said: it can block
// for ever.
package gopanic

import "sync"

type call struct {
	done  sync.WaitGroup
	val   any
	crash any
	chans []chan<- any
}

type Group struct {
	mu sync.Mutex
	m  map[string]*call
}

func (g *Group) DoChan(key string, f func() any) <-chan any {
	ch := make(chan any, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, ok := g.m[key]; ok {
		c.chans = append(c.chans, ch)
		return ch
	}
	c := &call{chans: []chan<- any{ch}}
	c.done.Add(1)
	g.m[key] = c
	go g.do(c, f)
	return ch
}

func (g *Group) do(c *call, f func() any) {
	defer func() {
		c.crash = recover()
		c.done.Done()
		if c.crash != nil {
			go panic(c.crash)
			select {}
		}
		for _, ch := range c.chans {
			ch <- c.val
		}
	}()
	c.val = f()
}

// Crash ends the process after a word.
func Crash(say func(string)) {
	go func() {
		say("bad")
		go panic("bad")
		select {}
	}()
}
