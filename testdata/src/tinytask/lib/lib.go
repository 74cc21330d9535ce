// Package lib has helpers as other packages have them.
package lib

// Small is small, but nobody tells other packages so.
func Small(n int) int { return n + 1 }

// A Router runs handlers for what comes in.
type Router struct{ In chan struct{} }

// Handle runs f for everything that comes in.
func (r *Router) Handle(f func()) {
	go func() {
		for range r.In {
			f()
		}
	}()
}
