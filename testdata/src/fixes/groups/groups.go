// Package groups holds groups that are not counted down or not waited for, as -fix finds them.
package groups

import "sync"

// Down misses a Done.
func Down(items []string, try func(string) error, more func(string)) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			if try(it) != nil {
				return
			}
			more(it)
			wg.Done()
		}()
	}
	wg.Wait()
}

// Never waits for none of them.
func Never(items []string, show func(string)) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			show(it)
		}()
	}
}

// A Cache has a goroutine that removes what is old.
type Cache struct {
	stop chan struct{}
	vals sync.Map
}

// NewCache starts it.
func NewCache(old func(key any) bool) *Cache {
	c := &Cache{stop: make(chan struct{})}
	go func() {
		for {
			select {
			case <-c.stop:
				return
			default:
				c.vals.Range(func(k, _ any) bool {
					if old(k) {
						c.vals.Delete(k)
					}
					return true
				})
			}
		}
	}()
	return c
}

// Close ends it.
func (c *Cache) Close() { close(c.stop) }

// Twice leaves it behind.
func Twice(names []string, old func(any) bool) (twice int) {
	c := NewCache(old)
	for _, n := range names {
		if _, ok := c.vals.LoadOrStore(n, true); ok {
			twice++
		}
	}
	return twice
}
