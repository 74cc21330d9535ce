// Package unguardedsend defines an Analyzer that reports goroutines which send
// to callers who may stop receiving.
//
// # Analyzer unguardedsend
//
// unguardedsend: report sends that block for ever if the caller stops receiving
//
// A function that returns a channel, and a goroutine that fills it, leave the
// caller with a duty: to receive until the channel is closed. A caller that
// breaks off its loop leaves the goroutine at its next send for ever:
//
//	// WRONG
//	func Keys(ctx context.Context, s *Store) <-chan string {
//		keys := make(chan string)
//		go func() { // "this goroutine sends to keys, which is handed out, …"
//			defer close(keys)
//			for k := range s.all(ctx) {
//				keys <- k
//			}
//		}()
//		return keys
//	}
//
// With a context to watch, the caller can end it:
//
//	// RIGHT
//	func Keys(ctx context.Context, s *Store) <-chan string {
//		keys := make(chan string)
//		go func() {
//			defer close(keys)
//			for k := range s.all(ctx) {
//				select {
//				case keys <- k:
//				case <-ctx.Done():
//					return
//				}
//			}
//		}()
//		return keys
//	}
//
// Asking ctx.Err between the sends does not help the one that is blocked.
//
// Whether callers keep that duty is not seen, so this is advice: it is reported with
// -advice. A channel with room for all that is sent is silent, and
// so is one that is received from in the package itself, unless that receiver leaves when
// its context ends, and the sender has a context at hand that it does not watch.
package unguardedsend
