// Package groupctx defines an Analyzer that reports errgroups whose context is
// not used, or used where it is not meant to be.
//
// # Analyzer groupctx
//
// groupctx: report contexts of errgroups that are unused or used after Wait
//
// errgroup.WithContext returns a context that is cancelled when one of the
// group's goroutines fails, so that the others stop early. That works only if
// they use it. This analyzer reports a group whose context is thrown away, and
// a goroutine of the group that uses the context's parent instead:
//
//	// WRONG
//	func fetchAll(ctx context.Context, urls []string) error {
//		g, gctx := errgroup.WithContext(ctx)
//		for _, url := range urls {
//			g.Go(func() error { return fetch(ctx, url) }) // "this goroutine uses ctx, the parent of …"
//		}
//		log(gctx)
//		return g.Wait()
//	}
//
// Wait cancels the context when it returns, with or without an error. What
// comes after Wait is to use the parent. This is reported where it is proven to
// matter, and otherwise with the advice tier:
//
//	// WRONG
//	func fetchAndStore(ctx context.Context, urls []string) error {
//		g, ctx := errgroup.WithContext(ctx)
//		for _, url := range urls {
//			g.Go(func() error { return fetch(ctx, url) })
//		}
//		if err := g.Wait(); err != nil {
//			return err
//		}
//		return store(ctx) // "ctx is used after Wait, which has cancelled it; …"
//	}
//
// Two names keep the two contexts apart:
//
//	// RIGHT
//	func fetchAndStore(ctx context.Context, urls []string) error {
//		g, gctx := errgroup.WithContext(ctx)
//		for _, url := range urls {
//			g.Go(func() error { return fetch(gctx, url) })
//		}
//		if err := g.Wait(); err != nil {
//			return err
//		}
//		return store(ctx)
//	}
//
// Silent are groups without a context, goroutines that use the group's context
// for anything at all, and calls that log, ask the context for a value, or cut
// it off (context.WithoutCancel).
package groupctx
