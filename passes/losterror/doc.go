// Package losterror defines an Analyzer that reports launches whose error goes
// nowhere.
//
// # Analyzer losterror
//
// losterror: report launches whose error goes nowhere
//
// A go statement drops what its function returns, its error as well. Whoever
// would have to know that the work failed does not get to know it:
//
//	// WRONG
//	func Save(ctx context.Context, o *Order) {
//		go audit.Record(ctx, o) // "the error of audit.Record goes nowhere: …"
//		go func() { // "the error of o.store goes nowhere: …"
//			_ = o.store(ctx)
//		}()
//	}
//
// An errgroup keeps the first of them, and whoever waits for it gets it:
//
//	// RIGHT
//	func Save(ctx context.Context, o *Order) error {
//		g, ctx := errgroup.WithContext(ctx)
//		g.Go(func() error { return audit.Record(ctx, o) })
//		g.Go(func() error { return o.store(ctx) })
//		return g.Wait()
//	}
//
// Where nobody waits, it is to be logged.
//
// A server is the worst case. ListenAndServe and Serve return nothing but an
// error: if the port is taken, the program runs on without its server.
//
// Of a function literal that is launched, by a go statement or by a helper, the calls in its own
// statements count, not those in its branches and loops, and only if it does nothing with the error of any
// other call: then it was written with no thought of errors.
//
// It is silent about a function that always returns nil; one that has logged, sent or stored each error
// before it returns it, in the same package or in another one; errors that say no more than that a
// context ended; and errors that nobody looks at, such as those of Close, of SetDeadline or of fmt.Fprintf
// (internal/known/known.txt has all of them, with the reasons). Whether the error of Wait of an
// errgroup is used is for other linters to see, and so are all errors dropped by functions that are
// no goroutine's literal.
//
// It is silent, too, where an error is dropped on purpose: a comment stands above or behind the statement of
// the literal, the package drops the errors of the same function elsewhere, a comment tells
// errcheck not to report the go statement, or the goroutine ends the process. And in what only tests
// use: files that import testing, packages named as httptest is, and those below folders such
// as internal/testutil.
package losterror
