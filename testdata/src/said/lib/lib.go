// Package lib does what it does by ways that nobody can follow, and says in
// directives what that is.
package lib

import (
	"context"
	"io"
)

// Backend is set by the program.
var Backend any

type executor interface {
	Execute(f func())
	Wait(ctx context.Context) error
}

func backend() executor { return Backend.(executor) }

// A Pool runs tasks.
type Pool struct{ name string }

// Go runs a task in the background.
//
//gorolint:launches f
func (p *Pool) Go(f func()) { backend().Execute(f) }

// Guarded does so, and recovers.
//
//gorolint:launches f recovers
func Guarded(f func()) { backend().Execute(f) }

// Each does so with a value.
//
//gorolint:launches f
func Each[T any](v T, f func(T)) { backend().Execute(func() { f(v) }) }

// All runs the tasks at once, and waits for them.
//
//gorolint:joins fs
func All(fs ...func()) {
	for _, f := range fs {
		backend().Execute(f)
	}
	backend().Wait(context.Background())
}

// With runs f with the backend's lock held.
//
//gorolint:runs f
func With(name string, f func()) { backend().Execute(f) }

// Serve serves until ctx ends.
//
//gorolint:blocks-until ctx forever
func Serve(name string, ctx context.Context) error { return backend().Wait(ctx) }

// Fetch asks another machine.
//
//gorolint:blocks-until ctx
func Fetch(name string, ctx context.Context) error { return backend().Wait(ctx) }

// Scope marks a context.
//
//gorolint:derive ctx
func Scope(ctx context.Context) context.Context {
	return Backend.(interface {
		scope(context.Context) context.Context
	}).scope(ctx)
}

// Work takes a while.
func Work(n int) { backend().Execute(nil) }

// Limited is a pool of so many.
type Limited struct{ size int }

//gorolint:launches f limit=self
func (l *Limited) Go(f func()) { backend().Execute(f) }

// Loop never returns.
//
//gorolint:endless
func Loop() { backend().Wait(context.Background()) }

// Die ends the process.
//
//gorolint:exits
func Die(reason string) { backend().Execute(nil) }

// Catch is deferred.
//
//gorolint:recovers
func Catch() { backend().Execute(nil) }

// Open starts a goroutine, which Close ends.
//
//gorolint:starts c.Close
func Open(name string) (c io.Closer) { return Backend.(io.Closer) }

// A Launcher may be anything.
type Launcher interface {
	// Start runs f in a goroutine.
	//
	//gorolint:launches f
	Start(f func())
	Run(func()) //gorolint:runs arg0
}

// Options come from the user.
type Options struct {
	//gorolint:launches f
	Spawn func(f func())
	Other func(f func()) // says nothing
}

// Spawn is set by the program.
//
//gorolint:launches f
var Spawn = func(f func()) { backend().Execute(f) }
