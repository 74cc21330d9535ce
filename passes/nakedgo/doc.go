// Package nakedgo defines an Analyzer that reports go statements where a team
// wants its helper.
//
// # Analyzer nakedgo
//
// nakedgo: report go statements where the team wants its own helper
//
// It is silent until it is told where it holds, and by what goroutines are to be
// launched there. With -nakedgo.packages=example.com/shop/... and -nakedgo.helper=example.com/shop/safe.Go
// it reports every go statement in these packages:
//
//	// WRONG
//	func (s *Store) Refresh(ctx context.Context) {
//		go s.refresh(ctx) // "this go statement goes past safe.Go, by which this package is to launch; …"
//	}
//
// What the helper launches is not reported, and neither is the helper's own package, which has to have a
// go statement:
//
//	// RIGHT
//	func (s *Store) Refresh(ctx context.Context) {
//		safe.Go(func() { s.refresh(ctx) })
//	}
//
// In the patterns an ellipsis stands for anything, as it does for the go command, and a pattern with a
// minus before it leaves packages out. Names are full, as in example.com/shop/safe.Go or
// (*example.com/shop/pool.Pool).Go.
//
// -nakedgo.launchers names functions that may use go statements all the same, and -nakedgo.message
// says in the team's own words what is to be done.
package nakedgo
