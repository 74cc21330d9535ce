// Package missingwait defines an Analyzer that reports groups of goroutines
// which nobody waits for, or whose Wait cannot return.
//
// # Analyzer missingwait
//
// missingwait: report groups that nobody waits for, or that miss a Done
//
// A sync.WaitGroup or errgroup.Group promises that somebody waits for what is
// launched into it. This analyzer reports two ways to break that promise.
//
// The first is a group without a Wait. Its goroutines outlive the function that
// launched them, and their errors are lost:
//
//	// WRONG
//	func upload(ctx context.Context, files []string) error {
//		g, ctx := errgroup.WithContext(ctx)
//		for _, f := range files {
//			g.Go(func() error { return put(ctx, f) }) // "nobody waits for g: …"
//		}
//		return nil // and not g.Wait()
//	}
//
// The second is a Done that is not reached, because the goroutine returns
// before it, or because the function that called Add returns before it
// launches, or because nothing calls Done at all. Then Wait blocks for ever:
//
//	// WRONG
//	func fetchAll(urls []string) {
//		var wg sync.WaitGroup
//		for _, url := range urls {
//			wg.Add(1)
//			go func() { // "this goroutine can end without wg.Done, …"
//				if err := fetch(url); err != nil {
//					return
//				}
//				wg.Done()
//			}()
//		}
//		wg.Wait()
//	}
//
// Deferring Done at the top cures that, and so does the group's own Go:
//
//	// RIGHT
//	func fetchAll(urls []string) {
//		var wg sync.WaitGroup
//		for _, url := range urls {
//			wg.Go(func() { fetch(url) })
//		}
//		wg.Wait()
//	}
//
// A group that leaves the package's sight may be waited for there, and is
// silent. So are groups counted by jobs rather than by goroutines, goroutines
// that somebody waits for by a channel, and those of a process that goes on
// until it is killed. To receive what is sent until somebody else closes the
// channel, or what anybody sends in a loop for all, is not to wait.
package missingwait
