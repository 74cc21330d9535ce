// Package limits: recursions whose goroutines are bounded, each in a way that
// authors use.
package limits

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A range given by two indices, sorted here below a threshold.
func Sort(a []int) {
	var wg sync.WaitGroup
	wg.Add(1)
	sortRange(a, 0, len(a), &wg)
	wg.Wait()
}

func sortRange(a []int, lo, hi int, wg *sync.WaitGroup) {
	defer wg.Done()
	if hi-lo < 4096 {
		slices.Sort(a[lo:hi])
		return
	}
	m := partition(a, lo, hi)
	wg.Add(2)
	go sortRange(a, lo, m, wg)
	sortRange(a, m, hi, wg)
}

func partition(a []int, lo, hi int) int { return (lo + hi) / 2 }

// A threshold in a variable.
var minSize = 4096

func MergeSort(a []int) {
	if len(a) <= minSize {
		slices.Sort(a)
		return
	}
	m := len(a) / 2
	var wg sync.WaitGroup
	wg.Go(func() { MergeSort(a[:m]) })
	MergeSort(a[m:])
	wg.Wait()
}

type Node struct {
	parent *Node
	kids   []*Node
	depth  int
}

// Only the first level runs in parallel.
func Visit(n *Node) { visit(n, true) }

func visit(n *Node, parallel bool) {
	var wg sync.WaitGroup
	for _, k := range n.kids {
		if parallel {
			wg.Go(func() { visit(k, false) })
		} else {
			visit(k, false)
		}
	}
	wg.Wait()
}

type walker struct {
	active atomic.Int32
	wg     sync.WaitGroup
	mu     sync.Mutex
	n      int
}

// A counter asked in place.
func (w *walker) walk(n *Node) {
	for _, k := range n.kids {
		if w.active.Add(1) <= 8 {
			w.wg.Go(func() {
				defer w.active.Add(-1)
				w.walk(k)
			})
			continue
		}
		w.active.Add(-1)
		w.walk(k)
	}
}

// A counter under a lock, asked through a method.
func (w *walker) try() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n >= 8 {
		return false
	}
	w.n++
	return true
}

func (w *walker) done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n--
}

func (w *walker) walkTry(n *Node) {
	for _, k := range n.kids {
		if w.try() {
			w.wg.Go(func() {
				defer w.done()
				w.walkTry(k)
			})
		} else {
			w.walkTry(k)
		}
	}
}

// A depth that the node knows.
func (w *walker) walkDepth(n *Node) {
	for _, k := range n.kids {
		if n.depth < 3 {
			w.wg.Go(func() { w.walkDepth(k) })
		} else {
			w.walkDepth(k)
		}
	}
}

// The number of goroutines itself.
func (w *walker) walkNum(n *Node) {
	for _, k := range n.kids {
		if runtime.NumGoroutine() < 64 {
			w.wg.Go(func() { w.walkNum(k) })
		} else {
			w.walkNum(k)
		}
	}
}

// Only below the root.
func (w *walker) walkRoot(n *Node) {
	for _, k := range n.kids {
		if n.parent == nil {
			w.wg.Go(func() { w.walkRoot(k) })
		} else {
			w.walkRoot(k)
		}
	}
}

func Walk(n *Node) {
	w := new(walker)
	w.walk(n)
	w.walkTry(n)
	w.walkDepth(n)
	w.walkNum(n)
	w.walkRoot(n)
	w.wg.Wait()
}

// A node of a graph is taken up when the last one that it waits for is done:
// each is launched once, and a flag that a loop carries decides too.

type task struct {
	waiting atomic.Int32
	next    []*task
	run     func()
}

func Graph(leaves []*task) {
	var wg sync.WaitGroup
	var enqueue func(*task)
	enqueue = func(t *task) {
		wg.Go(func() {
			t.run()
			for _, n := range t.next {
				if n.waiting.Add(-1) == 0 {
					enqueue(n)
				}
			}
		})
	}
	for _, t := range leaves {
		enqueue(t)
	}
	wg.Wait()
}

type item struct {
	children []*item
	done     bool
}

func Flagged(n *item) {
	again := true
	for again {
		for _, c := range n.children {
			if again {
				again = c.done
				go Flagged(c)
			}
		}
	}
}

// A budget in a field, spent on the way down.
type walk struct {
	budget int
	items  []*item
}

func (w *walk) spread() {
	for range w.items {
		if w.budget > 0 {
			go (&walk{budget: w.budget - 1, items: w.items}).spread()
		}
	}
}

// A client that connects again when its connection is lost: one of two events
// of a loop leads back, at most once for each connection.
type client struct {
	workers sync.WaitGroup
	errs    chan error
	lost    chan error
	stop    chan struct{}
}

func (c *client) connect() {
	c.workers.Add(1)
	go func() {
		defer c.workers.Done()
		for {
			select {
			case err := <-c.errs:
				c.connectionLost(err)
			case err := <-c.lost:
				c.connectionLost(err)
			case <-c.stop:
				return
			}
		}
	}()
}

func (c *client) connectionLost(error) {
	go c.connect()
}

func (c *client) close() {
	close(c.stop)
	c.workers.Wait()
}
