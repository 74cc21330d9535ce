// Package lib has helpers as other packages have them.
package lib

import (
	"context"
	"sync"
)

// Background runs f in a goroutine.
func Background(f func()) { go f() }

// A Conn has streams.
type Conn interface {
	Accept(ctx context.Context) (string, error)
	RemoteAddr() string
	CloseWithError(code int, why string) error
}

// A Queue has streams, too.
type Queue interface {
	Next(ctx context.Context) (string, error)
}

// A Group waits for what it runs.
type Group struct{ wg sync.WaitGroup }

// Run runs f in a goroutine.
func (g *Group) Run(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

// Wait waits for all of them.
func (g *Group) Wait() { g.wg.Wait() }

// A Router runs handlers for what comes in.
type Router struct{ In chan string }

// Handle runs f for everything that comes in.
func (r *Router) Handle(f func(string)) {
	go func() {
		for s := range r.In {
			f(s)
		}
	}()
}

// Detach returns a context with the values of another that never ends.
func Detach(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// A Logger logs for a request.
type Logger interface {
	Infof(format string, args ...any)
}

type nothing struct{}

func (nothing) Infof(string, ...any) {}

// For returns the logger of a request.
func For(ctx context.Context) Logger { return nothing{} }

// Trace logs by itself.
func Trace(ctx context.Context, message string, args ...any) {}
