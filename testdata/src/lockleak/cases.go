package lockleak

import "sync"

type source int

const (
	fromMemory source = iota
	fromStore
	fromBoth
)

type offsets struct {
	mu   sync.RWMutex
	of   map[string]int
	load func(string) int
}

// read knows all sources.
func (o *offsets) read(key string, from source) int {
	o.mu.RLock()
	switch from {
	case fromMemory, fromBoth:
		if n, ok := o.of[key]; ok {
			o.mu.RUnlock()
			return n
		}
		fallthrough
	case fromStore:
		o.mu.RUnlock()
		return o.load(key)
	default:
	}
	return -1
}

// readSome leaves one out.
func (o *offsets) readSome(key string, from source) int {
	o.mu.RLock() // want `\(lockleak\)`
	switch from {
	case fromMemory:
		n := o.of[key]
		o.mu.RUnlock()
		return n
	case fromStore:
		o.mu.RUnlock()
		return o.load(key)
	}
	return -1
}

func (o *offsets) Read(key string, from source) int {
	return o.read(key, from) + o.readSome(key, from)
}
