// Package once: singletons whose guard is reached through a receiver or a helper.
package once

import (
	"sync"
	"sync/atomic"
	"time"
)

// The only registry is a package variable.
type registry struct {
	once sync.Once
	m    map[string]int
}

var global = &registry{m: make(map[string]int)}

func (r *registry) ensure() {
	r.once.Do(func() { go r.report() })
}

func (r *registry) report() {
	for {
		time.Sleep(time.Minute)
		println(len(r.m))
	}
}

func Register(name string) { global.ensure() }

// Its guard by hand.
type background struct {
	mu      sync.Mutex
	running bool
}

var bg background

func (b *background) kick() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running {
		return
	}
	b.running = true
	go forever()
}

func Kick() { bg.kick() }

// A flag that a function tests and sets.
var started atomic.Bool

func first() bool { return started.CompareAndSwap(false, true) }

func Start() {
	if first() {
		go forever()
	}
}

func forever() {
	for {
		time.Sleep(time.Minute)
	}
}
