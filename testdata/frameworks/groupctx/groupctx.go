// Package groupctx has errgroups whose context is thrown away, not used inside,
// or used after Wait, each with its cure beside it.
package groupctx

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func store(ctx context.Context, urls []string) error { return ctx.Err() }

func sleep(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// Used well.

func WellCure(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	return g.Wait()
}

func PlainCure(ctx context.Context, urls []string) error {
	var g errgroup.Group
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	return g.Wait()
}

// Thrown away.

func ThrownAwayMistake(ctx context.Context, urls []string) error {
	g, _ := errgroup.WithContext(ctx) // want `the context of this group is thrown away.*\(groupctx\)`
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	return g.Wait()
}

// None of them can fail: the context would end with Wait only.
func NeverFailsCure(ctx context.Context, urls []string) error {
	g, _ := errgroup.WithContext(ctx)
	for range urls {
		g.Go(func() error {
			_ = sleep(ctx)
			return nil
		})
	}
	return g.Wait()
}

// The parent is used inside.

func ParentMistake(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) }) // want `this goroutine uses ctx, the parent of its group's context.*\(groupctx\)`
	}
	<-gctx.Done()
	return g.Wait()
}

func ParentCure(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(gctx, u) })
	}
	return g.Wait()
}

func ParentSelectMistake(ctx context.Context, url string) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, url) })
	g.Go(func() error {
		select {
		case <-ctx.Done(): // want `uses ctx, the parent`
			return ctx.Err()
		case <-time.After(time.Hour):
			return nil
		}
	})
	return g.Wait()
}

// Through a callee's parameter, a method's receiver, a TryGo.
type Client struct{ Base string }

func (c *Client) get(ctx context.Context) error { return fetch(ctx, c.Base) }

func MethodMistake(parent context.Context, c *Client, url string) error {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return fetch(ctx, url) })
	if !g.TryGo(func() error { return c.get(parent) }) { // want `uses parent, the parent`
		return ctx.Err()
	}
	return g.Wait()
}

// Both are used: the author knows the difference.
func BothCure(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error {
			if err := fetch(gctx, u); err != nil {
				return errors.Join(err, store(ctx, nil))
			}
			return nil
		})
	}
	return g.Wait()
}

// The parent is asked for a value, logged, or cut off.
func HarmlessCure(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		slog.InfoContext(ctx, "begin", "id", ctx.Value("id"))
		return nil
	})
	g.Go(func() error { return store(context.WithoutCancel(ctx), urls) })
	g.Go(func() error { return sleep(gctx) })
	return g.Wait()
}

// A variable that is set again: which context it holds is not known.
func SameVariableCure(ctx context.Context, urls []string) error {
	var g *errgroup.Group
	g, ctx = errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	return g.Wait()
}

// Used after Wait.

func AfterWaitMistake(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return sleep(ctx) // want `ctx is used after Wait, which has cancelled it.*\(groupctx\)`
}

func AfterWaitRequestMistake(ctx context.Context, urls []string) (*http.Request, error) {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil) // want `ctx is used after Wait`
}

// Whether store looks at its context is not proven: advice.
func AfterWaitAdvice(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(ctx, u) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return store(ctx, urls)
}

func AfterWaitCure(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error { return fetch(gctx, u) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return store(ctx, urls)
}

// Why it ended is asked after Wait, and what runs before it may use it.
func CauseCure(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return sleep(gctx) })
	if err := sleep(gctx); err != nil {
		return g.Wait()
	}
	_ = g.Wait()
	if err := context.Cause(gctx); err != nil {
		return err
	}
	return gctx.Err()
}

// Other types' Go and Wait.
type other struct{ wg sync.WaitGroup }

func (o *other) Go(f func() error) { o.wg.Go(func() { _ = f() }) }
func (o *other) Wait()             { o.wg.Wait() }

func OtherCure(ctx context.Context) {
	var o other
	o.Go(func() error { return sleep(ctx) })
	o.Wait()
}

// AloneCure is the only one of its group that can fail: nobody's failure is to end it.
func AloneCure(ctx context.Context, url string) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return sleep(ctx) })
	g.Go(func() error {
		_ = fetch(gctx, url)
		return nil
	})
	return g.Wait()
}
