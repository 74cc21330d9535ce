// Package barego defines an Analyzer that reports goroutines without a
// lifetime: nobody waits for them, nothing stops them, and they do not end.
//
// # Analyzer barego
//
// barego: report goroutines that never end and that nothing can stop
//
// A go statement does not say what ends the goroutine. This analyzer reports a
// launch if it can prove that nothing does: the body loops for ever, ranges
// over a ticker (whose Stop does not close the channel), or waits for a context
// that is context.Background all the way. Such a goroutine keeps all that it
// refers to alive, and each call of the launching function adds another:
//
//	// WRONG
//	func NewCache() *Cache {
//		c := &Cache{}
//		go func() { // "this goroutine never ends: it ranges over a ticker's channel, …"
//			t := time.NewTicker(time.Minute)
//			defer t.Stop()
//			for range t.C {
//				c.evict()
//			}
//		}()
//		return c
//	}
//
// The cure for a background loop is a singleton: one owner, who can end it.
//
//	// RIGHT
//	func NewCache(ctx context.Context) *Cache {
//		c := &Cache{}
//		go func() {
//			t := time.NewTicker(time.Minute)
//			defer t.Stop()
//			for {
//				select {
//				case <-t.C:
//					c.evict()
//				case <-ctx.Done():
//					return
//				}
//			}
//		}()
//		return c
//	}
//
// A launch is silent if its goroutine ends by itself, if somebody waits for it
// or can stop it, or if it is meant to live as long as the process: launched
// from main, an init function, the initialiser of a package variable, or
// behind a sync.Once of the package; by an exported function below a folder cmd or
// cli; or under a comment which says that it ends with the process. What cannot be
// decided is silent too.
//
// With -barego.strict, launches that do end, or that live as long as the
// process, are reported as well if nobody waits for them or can stop them.
package barego
