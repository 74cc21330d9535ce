// Package leaky shows what gorolint reports: each mistake once, and its cure
// beside it. Run it from this folder:
//
//	go tool gorolint ./...
package leaky

import (
	"context"
	"sync"
	"time"
)

// A Cache forgets entries that are older than a minute.
type Cache struct {
	mu      sync.Mutex
	entries map[string]time.Time
}

// NewCache starts a goroutine that nothing can end: Stop does not close a
// ticker's channel, so the loop waits for ever, and keeps the cache alive.
func NewCache() *Cache {
	c := &Cache{entries: make(map[string]time.Time)}
	go func() {
		t := time.NewTicker(time.Minute)
		defer t.Stop()
		for range t.C {
			c.evict()
		}
	}()
	return c
}

// NewCacheUntil is the cure, a singleton: one background goroutine, and a
// context that ends it.
func NewCacheUntil(ctx context.Context) *Cache {
	c := &Cache{entries: make(map[string]time.Time)}
	go func() {
		t := time.NewTicker(time.Minute)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				c.evict()
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

func (c *Cache) evict() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, at := range c.entries {
		if time.Since(at) > time.Minute {
			delete(c.entries, key)
		}
	}
}
