// Package locks holds locks that some way out keeps, as -fix finds them.
package locks

import (
	"errors"
	"sync"
)

// A Room is a place that can be closed.
type Room struct {
	mu     sync.RWMutex
	closed bool
	names  []string
}

// Close closes it.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
}

// Enter keeps the lock where it is too late.
func (r *Room) Enter(name string) error {
	r.mu.Lock()
	if r.closed {
		// Nobody is to come.
		return errors.New("closed")
	}
	r.names = append(r.names, name)
	r.mu.Unlock()
	return nil
}

// All goes on with the next without giving the lock back.
func All(rooms []*Room, see func(string)) {
	for _, r := range rooms {
		r.mu.RLock()
		if len(r.names) == 0 {
			continue
		}
		for _, n := range r.names {
			see(n)
		}
		r.mu.RUnlock()
	}
}
