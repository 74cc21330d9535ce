// Package dupdaemon defines an Analyzer that reports background loops that can be
// started twice.
//
// # Analyzer dupdaemon
//
// dupdaemon: report background loops over package state that can be started twice
//
// A function that starts a loop over the variables of its package starts another
// one each time it is called. The two do the work twice, and get in each other's
// way:
//
//	// WRONG
//	var sessions = store{byID: make(map[string]session)}
//
//	func StartExpiry(ctx context.Context) {
//		go func() { // "each call of StartExpiry starts another of this loop over sessions, …"
//			t := time.NewTicker(time.Minute)
//			defer t.Stop()
//			for {
//				select {
//				case <-ctx.Done():
//					return
//				case <-t.C:
//					sessions.expire()
//				}
//			}
//		}()
//	}
//
// A sync.Once beside the variable says that there is one:
//
//	// RIGHT
//	var expiry sync.Once
//
//	func StartExpiry(ctx context.Context) {
//		expiry.Do(func() { go expireLoop(ctx) })
//	}
//
// So does a flag that is tested and set, and so does the function where it ends
// the loop before.
//
// Silent are loops over what their function makes or is given, each of which has
// its own; workers that receive from a channel, of which there may be several;
// loops that only read; and functions that hand back what stops the loop. A loop
// that nothing stops is reported by barego.
//
// Whether anybody does call the function twice is not seen, so this is advice: it is
// reported with -advice.
package dupdaemon
