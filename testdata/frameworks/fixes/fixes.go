// Package fixes holds mistakes with golang.org/x/sync/errgroup, as -fix finds them.
package fixes

import (
	"context"
	"os/exec"

	"golang.org/x/sync/errgroup"
)

// Thrown throws the context of the group away, and uses the parent's.
func Thrown(ctx context.Context, keys []string, load func(context.Context, string) error) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, k := range keys {
		g.Go(func() error { return load(ctx, k) })
	}
	return g.Wait()
}

// Needless has no use for a context.
func Needless(ctx context.Context, left, right func() error) error {
	g, _ := errgroup.WithContext(ctx) // of two
	g.Go(left)
	g.Go(right)
	return g.Wait()
}

// Parent uses that of the parent in one of them.
func Parent(parent context.Context, load func(context.Context) error) error {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return load(ctx) })
	g.Go(func() error { return exec.CommandContext(parent, "backup").Run() })
	return g.Wait()
}

// Records launches as many as there are.
func Records(ctx context.Context, records []string, save func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, r := range records {
		g.Go(func() error { return save(ctx, r) })
	}
	return g.Wait()
}

// Never waits for none, and returns no error of theirs.
func Never(records []string, save func(string) error) error {
	g := new(errgroup.Group)
	g.SetLimit(4)
	for _, r := range records {
		g.Go(func() error { return save(r) })
	}
	return nil
}
