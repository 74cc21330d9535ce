// Package daemons holds loops that each call starts again, as -fix finds them.
package daemons

import (
	"sync"
	"time"
)

var (
	mu       sync.Mutex
	sessions = make(map[string]time.Time)
	quit     = make(chan struct{})
)

// Start has one that nothing can end: to start it once would be no cure.
func Start() {
	go func() {
		for {
			time.Sleep(time.Minute)
			expire()
		}
	}()
}

// Quit ends what StartQuiet starts.
func Quit() { close(quit) }

// StartQuiet has one as well, that ends.
func StartQuiet() {
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Minute):
				expire() // what is old
			}
		}
	}()
}

func expire() {
	mu.Lock()
	defer mu.Unlock()
	for name, end := range sessions {
		if time.Now().After(end) {
			delete(sessions, name)
		}
	}
}

// Enter begins a session.
func Enter(name string) {
	mu.Lock()
	defer mu.Unlock()
	sessions[name] = time.Now().Add(time.Hour)
}
