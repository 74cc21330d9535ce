// Package unrecovered defines an Analyzer that reports goroutines that do not
// recover from their panics.
//
// # Analyzer unrecovered
//
// unrecovered: report goroutines whose panic would end the process
//
// Some teams want every goroutine to recover: a panic that nobody recovers in it ends the
// whole process, whoever launched it. The rule is silent until -unrecovered.packages says
// where that holds, as in -unrecovered.packages=example.com/shop/...
//
//	// WRONG
//	func (s *Store) Refresh(ctx context.Context) {
//		go func() { // "a panic in this goroutine ends the process: it does not recover; …"
//			s.load(ctx)
//		}()
//	}
//
// The recover has to come first, and be called by the deferred function itself; in a function that the
// deferred one calls it returns nil, and does not recover:
//
//	// RIGHT
//	func (s *Store) Refresh(ctx context.Context) {
//		go func() {
//			defer func() {
//				if v := recover(); v != nil {
//					s.log.Error("refresh", "panic", v)
//				}
//			}()
//			s.load(ctx)
//		}()
//	}
//
// A function that calls recover is known to recover when it is deferred, in this package and
// in others, and so are the helpers that recover for what they run. Where that cannot be seen,
// as of an interface's method, -unrecovered.recoverers names it.
//
// It is silent about goroutines that cannot panic: they do no more than wait, close and
// send, or call what recovers. It takes no notice of what is done with the panic: to panic again is to recover.
package unrecovered
