// Package lockleak defines an Analyzer that reports locks at which a goroutine
// can block for ever.
//
// # Analyzer lockleak
//
// lockleak: report locks at which a goroutine can block for ever
//
// A sync.Mutex knows no owner: a goroutine that locks it twice waits for itself.
// Mostly the second Lock is in a method that the first one's holder calls:
//
//	// WRONG
//	func (c *Cache) Put(key string, v Value) {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		if c.Len() >= c.max {
//			c.evict()
//		}
//		c.m[key] = v
//	}
//
//	func (c *Cache) Len() int {
//		c.mu.Lock() // "the caller can block for ever locking mu, which it holds already; …"
//		defer c.mu.Unlock()
//		return len(c.m)
//	}
//
// A method that waits for goroutines while it holds the lock that they need waits for itself
// as well:
//
//	// WRONG
//	func (p *Poller) Start() { p.wg.Go(p.poll) } // which locks p.mu
//
//	func (p *Poller) Stop() {
//		p.mu.Lock()
//		defer p.mu.Unlock()
//		close(p.stop)
//		p.wg.Wait() // "the caller can block for ever waiting for wg: whoever calls Done is stuck as well; …"
//	}
//
// What runs under the lock is split off, locks nothing itself, and waits for nobody:
//
//	// RIGHT
//	func (c *Cache) Len() int {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		return c.lenLocked()
//	}
//
// Reported as well: a path that returns while the lock is held, where it is
// taken again; a lock that is taken and that nothing unlocks; two locks that two goroutines take in opposite orders; a lock
// held across a send, receive or Wait whose other side needs it; RLock, when the same
// goroutine holds the read lock and a writer waits in between (the writer keeps new
// readers out); a sync.Once whose function calls its own Do.
//
// The lock must be one object, or come from one argument by the same fields: two
// values of a type have two locks. As goroutineleak does, the analyzer
// reports only what it has a witness for, and prints its steps.
package lockleak
