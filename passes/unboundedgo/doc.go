// Package unboundedgo defines an Analyzer that reports launches whose number only
// the input decides.
//
// # Analyzer unboundedgo
//
// unboundedgo: report a goroutine for each item of an input, without a limit
//
// A goroutine costs a few kilobytes, and what it does costs more: connections,
// file descriptors, memory, the patience of the other side. One for each item is
// fine for ten, and takes the program down at a hundred thousand:
//
//	// WRONG
//	func ResizeAll(paths []string) {
//		var wg sync.WaitGroup
//		for _, path := range paths {
//			wg.Go(func() { resize(path) }) // "a goroutine is launched for each item of paths, …"
//		}
//		wg.Wait()
//	}
//
// To wait for them all is no limit. A group with SetLimit has one, and so has a
// channel of tokens that is filled before the launch, a weighted semaphore, or a
// pool:
//
//	// RIGHT
//	func ResizeAll(paths []string) error {
//		var g errgroup.Group
//		g.SetLimit(runtime.GOMAXPROCS(0))
//		for _, path := range paths {
//			g.Go(func() error { return resize(path) })
//		}
//		return g.Wait()
//	}
//
// It counts as an input what callers pass, what another package reads, queries or
// decodes, what comes through a channel, and lines, rows and messages that are
// read one by one. The loop may stand around the launch, or around the call of a
// function that is there to launch.
//
// Silent are loops that count to a number, which is one of workers; literals, tables
// of the package and variadic arguments; batches that are waited for; an iteration
// that waits for its goroutine, or that ends the loop; tests of how many there are;
// tokens that the goroutine itself waits for, which bound the work if not the
// goroutines. Silent, too, are collections in a field of the receiver, such as
// shards, nodes and listeners; items that act for themselves, each with a method
// for the goroutine to run; goroutines that are there to stay, of which each item
// needs one; and servers that serve each connection.
//
// How many items there will be is not seen, so this is advice: it is reported with
// -advice. A recursion is for recursivego.
package unboundedgo
