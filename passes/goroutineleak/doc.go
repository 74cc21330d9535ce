// Package goroutineleak defines an Analyzer that reports operations at which a
// goroutine can block for ever.
//
// # Analyzer goroutineleak
//
// goroutineleak: report operations at which a goroutine can block for ever
//
// A goroutine that sends on a channel waits for somebody to receive. If the
// receiver has left by then, it waits for ever, and keeps all that it refers to:
//
//	// WRONG
//	func fetch(ctx context.Context, url string) (Page, error) {
//		pages := make(chan Page)
//		go func() { pages <- get(url) }() // "this goroutine can block for ever sending to pages: …"
//		select {
//		case p := <-pages:
//			return p, nil
//		case <-ctx.Done():
//			return Page{}, ctx.Err()
//		}
//	}
//
// Room for the one value lets the goroutine end in any case:
//
//	// RIGHT
//	func fetch(ctx context.Context, url string) (Page, error) {
//		pages := make(chan Page, 1)
//		…
//	}
//
// The same holds for receives, selects, the Wait of a group and of a
// condition: early returns, the first error of many workers, two sends where one is
// received, a buffer that is too small, a close that is skipped on one path, a
// context that nobody cancels, a channel that is nil, two goroutines that wait for each other.
//
// The analyzer runs the function with what it calls and launches through
// every order of their steps, and reports only what it has a witness for: the
// steps, in order, that lead to where the goroutine is stuck, with nothing
// left that could serve it. They are printed below the finding. It decides freely
// which ready case a select takes, when a context or timer ends and whether a
// call to another package fails; of what depends on the function's own
// arguments it assumes one thing at most, and says so in the witness.
//
// Channels, groups and contexts that other code may use are silent, since it may serve
// them: those that come in as arguments, that are returned, or handed to
// functions that are not seen. Of other packages it sees those that send, receive and
// close by no other choice than whether what they call fails. A receive that waits only for a close
// is reported by unclosedchan, a Wait that misses a Done by missingwait, and a
// lock by lockleak.
package goroutineleak
