// Package unclosedchan defines an Analyzer that reports goroutines which
// receive until a channel is closed that nothing closes.
//
// # Analyzer unclosedchan
//
// unclosedchan: report receives that wait for a close which never comes
//
// A worker that ranges over a channel ends when the channel is closed, and not
// before. If nothing in the package closes it, and nothing outside can, each
// worker stays blocked in its receive after the last value:
//
//	// WRONG
//	func process(items []Item) {
//		jobs := make(chan Item)
//		for range 4 {
//			go func() {
//				for item := range jobs { // "this receives from jobs until it is closed, …"
//					handle(item)
//				}
//			}()
//		}
//		for _, item := range items {
//			jobs <- item
//		}
//	}
//
// Whoever sends closes, after the last send:
//
//	// RIGHT
//	func process(items []Item) {
//		jobs := make(chan Item)
//		defer close(jobs)
//		…
//	}
//
// Or the owner of a pool closes the channel in its Stop method. A receiver that
// has another way out is silent: a context, a done channel, a break, a value
// that means the end. So is a channel that is handed to where this package
// cannot see what happens to it, and a goroutine that lives as long as the
// process.
package unclosedchan
