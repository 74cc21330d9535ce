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
//	func (m *Machines) Refresh(ctx context.Context) error {
//		all, err := m.list(ctx)
//		if err != nil {
//			return err
//		}
//		var wg sync.WaitGroup
//		for _, machine := range all {
//			wg.Go(func() { m.inspect(ctx, machine) }) // "a goroutine is launched for each item that Next returns, …"
//		}
//		wg.Wait()
//		return nil
//	}
//
//	func (m *Machines) list(ctx context.Context) (all []Machine, err error) {
//		for pages := m.client.List(); pages.More(); {
//			page, err := pages.Next(ctx)
//			if err != nil {
//				return nil, err
//			}
//			all = append(all, page.Machines...)
//		}
//		return all, nil
//	}
//
// To wait for them all is no limit. A group with SetLimit has one, and so has a
// channel of tokens that is filled before the launch, a weighted semaphore, or a
// pool:
//
//	// RIGHT
//	func (m *Machines) Refresh(ctx context.Context) error {
//		all, err := m.list(ctx)
//		if err != nil {
//			return err
//		}
//		var g errgroup.Group
//		g.SetLimit(8)
//		for _, machine := range all {
//			g.Go(func() error { return m.inspect(ctx, machine) })
//		}
//		return g.Wait()
//	}
//
// It counts as an input what is put together page by page, lines and rows that are
// read one by one, and what comes through a channel or connection if the goroutines
// linger: if they wait for the clock, as those do that try again.
//
// With -unboundedgo.strict it counts whatever comes through a channel or connection,
// and lists that are at hand before the first launch, since the caller has passed
// them or another package has read, queried or decoded them at once. How many there
// are at a time is not seen there either, but whoever wrote the code often knows that
// they are few.
//
// The loop may stand around the launch, or around the call of a function that is
// there to launch.
//
// Silent are loops that count to a number, which is one of workers; literals, tables
// of the package and variadic arguments; batches that are waited for; an iteration
// that waits for its goroutine, or that ends the loop; tests of how many there are;
// tokens that the goroutine itself waits for, which bound the work if not the
// goroutines. Silent, too, are collections in a field of the receiver, such as
// shards, nodes and listeners; items that act for themselves, each with a method
// for the goroutine to run; goroutines that are there to stay, of which each item
// needs one; servers that serve each connection; and launches under a comment that
// speaks of their goroutines, or of what is concurrent or parallel.
//
// How many items there will be is not seen, so this is advice: it is reported with
// -advice. A recursion is for recursivego.
package unboundedgo
