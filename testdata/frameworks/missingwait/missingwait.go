// Package missingwait has groups of well-known libraries that nobody waits for,
// each with its cure beside it.
package missingwait

import (
	"context"
	"errors"
	"time"

	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"
)

// Pause is how long work takes.
var Pause time.Duration

func put(ctx context.Context, file string) error {
	time.Sleep(Pause)
	if file == "" {
		return errors.New("no name")
	}
	return ctx.Err()
}

func ErrgroupMistake(ctx context.Context, files []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, f := range files {
		g.Go(func() error { return put(ctx, f) }) // want `nobody waits for g.*\(missingwait\)`
	}
	return nil
}

func ErrgroupCure(ctx context.Context, files []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, f := range files {
		g.Go(func() error { return put(ctx, f) })
	}
	return g.Wait()
}

func ZeroMistake(ctx context.Context, files []string) {
	var g errgroup.Group
	g.SetLimit(4)
	for _, f := range files {
		g.Go(func() error { return put(ctx, f) }) // want `nobody waits for g`
	}
}

// Wait is handed to the caller, as a method value or in a closure.

func WaitReturnedCure(ctx context.Context, files []string) func() error {
	g := new(errgroup.Group)
	for _, f := range files {
		g.Go(func() error { return put(ctx, f) })
	}
	return g.Wait
}

// In a field, waited for by another method.

type Uploader struct{ g errgroup.Group }

func (u *Uploader) AddCure(ctx context.Context, file string) {
	u.g.Go(func() error { return put(ctx, file) })
}

func (u *Uploader) Close() error { return u.g.Wait() }

type Careless struct{ g errgroup.Group }

func (u *Careless) AddMistake(ctx context.Context, file string) {
	u.g.Go(func() error { return put(ctx, file) }) // want `nobody waits for g`
}

// conc.

func ConcMistake(files []string) {
	var wg conc.WaitGroup
	for range files {
		wg.Go(func() { time.Sleep(Pause) }) // want `nobody waits for wg`
	}
}

func ConcCure(files []string) {
	var wg conc.WaitGroup
	for range files {
		wg.Go(func() { time.Sleep(Pause) })
	}
	wg.Wait()
}
