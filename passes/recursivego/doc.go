// Package recursivego defines an Analyzer that reports goroutines which
// multiply in a recursion.
//
// # Analyzer recursivego
//
// recursivego: report goroutines launched again at every level of a recursion
//
// A walk that launches a goroutine for each child, whose body walks on, runs as
// many goroutines at a time as the tree has nodes. Waiting for them does not
// help: they all exist before the first one ends.
//
//	// WRONG
//	func walk(n *Node, wg *sync.WaitGroup) {
//		for _, child := range n.Children {
//			wg.Go(func() { walk(child, wg) }) // "a goroutine is launched at every level …"
//		}
//		visit(n)
//	}
//
// Collect the work first, then run it in a group with a limit, or in a pool:
//
//	// RIGHT
//	func visitAll(root *Node) error {
//		var g errgroup.Group
//		g.SetLimit(8)
//		for _, n := range collect(root) {
//			g.Go(func() error { return visit(n) })
//		}
//		return g.Wait()
//	}
//
// Silent are launches that do not add up: a goroutine that starts one successor
// and ends (a reconnect, a hand-over), a launch behind a limit, a semaphore or
// a depth, and recursion through interfaces, sync.Once or launch helpers, which
// is mostly none.
package recursivego
