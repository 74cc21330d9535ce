package barego

import (
	"sync"
	"time"
)

// A Tap polls once it is told to start, by whoever was given its start.
type Tap struct {
	poll  func()
	every time.Duration
	stop  chan struct{}
}

func (f *Tap) start() {
	go func() { // want `\(barego\)`
		for {
			f.poll()
			time.Sleep(f.every)
		}
	}()
}

func (f *Tap) startStoppable() {
	go func() {
		for {
			select {
			case <-f.stop:
				return
			case <-time.After(f.every):
				f.poll()
			}
		}
	}()
}

// Each caller has a Tap of its own.
func HandedMistake(poll func(), every time.Duration, export func(start any)) {
	f := &Tap{poll: poll, every: every}
	export(f.start)
}

func HandedCure(poll func(), every time.Duration, export func(start, stop any)) {
	f := &Tap{poll: poll, every: every, stop: make(chan struct{})}
	export(f.startStoppable, sync.OnceFunc(func() { close(f.stop) }))
}

// What is made as the process starts is there once.
type heart struct{ beats int }

func (h *heart) start() {
	go func() {
		for {
			h.beats++
			time.Sleep(time.Second)
		}
	}()
}

var starters = map[string]any{"heart": new(heart).start}

// Starter is for those who have a name for what they start.
func Starter(name string) any { return starters[name] }
