package recursivego

import (
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Directly: the function launches itself for each child, and waits.
func WalkMistake(n *Node, t *Tally) {
	t.see(n)
	var wg sync.WaitGroup
	for _, child := range n.Children {
		wg.Add(1)
		go func() { // want `\(recursivego\)`
			defer wg.Done()
			WalkMistake(child, t)
		}()
	}
	wg.Wait()
}

// Directly, not waited for.
func ScatterMistake(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		go ScatterMistake(child, t) // want `\(recursivego\)`
	}
}

// Directly, with the group of the caller.
func WalkGroupMistake(n *Node, t *Tally, wg *sync.WaitGroup) {
	defer wg.Done()
	t.see(n)
	for _, child := range n.Children {
		wg.Add(1)
		go WalkGroupMistake(child, t, wg) // want `\(recursivego\)`
	}
}

// By wg.Go.
func WalkGoMistake(n *Node, t *Tally) {
	t.see(n)
	var wg sync.WaitGroup
	for _, child := range n.Children {
		wg.Go(func() { WalkGoMistake(child, t) }) // want `\(recursivego\)`
	}
	wg.Wait()
}

// A method of the tree itself; the results come over a channel.
func (n *Node) SizeMistake() int64 {
	sizes := make(chan int64)
	for _, child := range n.Children {
		go func() { // want `\(recursivego\)`
			sizes <- child.SizeMistake()
		}()
	}
	total := n.Size
	for range n.Children {
		total += <-sizes
	}
	return total
}

// Through a second function: walk launches visit, visit calls walk.
func TwoFuncsMistake(n *Node, t *Tally) {
	t.see(n)
	var wg sync.WaitGroup
	for _, child := range n.Children {
		wg.Add(1)
		go visit(child, t, &wg) // want `\(recursivego\)`
	}
	wg.Wait()
}

func visit(n *Node, t *Tally, wg *sync.WaitGroup) {
	defer wg.Done()
	TwoFuncsMistake(n, t)
}

// Through a second function that launches: the recursion is launched by each
// call of fork, which each level calls.
func ForkMistake(n *Node, t *Tally) {
	t.see(n)
	var wg sync.WaitGroup
	for _, child := range n.Children {
		fork(child, t, &wg)
	}
	wg.Wait()
}

func fork(n *Node, t *Tally, wg *sync.WaitGroup) {
	wg.Add(1)
	go func() { // want `\(recursivego\)`
		defer wg.Done()
		ForkMistake(n, t)
	}()
}

// Through a second method.
type Crawler struct {
	tally Tally
	wg    sync.WaitGroup
}

func (c *Crawler) CrawlMistake(root *Node) {
	c.enter(root)
	c.wg.Wait()
}

func (c *Crawler) enter(n *Node) {
	c.tally.see(n)
	for _, child := range n.Children {
		c.wg.Add(1)
		go c.follow(child) // want `\(recursivego\)`
	}
}

func (c *Crawler) follow(n *Node) {
	defer c.wg.Done()
	if n.Size > 0 {
		c.enter(n)
	}
}

// Through a closure variable.
func ClosureMistake(root *Node, t *Tally) {
	var wg sync.WaitGroup
	var walk func(*Node)
	walk = func(n *Node) {
		defer wg.Done()
		t.see(n)
		for _, child := range n.Children {
			wg.Add(1)
			go walk(child) // want `\(recursivego\)`
		}
	}
	wg.Add(1)
	walk(root)
	wg.Wait()
}

// The closure variable, and a closure around its call.
func ClosureGoMistake(root *Node, t *Tally) {
	var wg sync.WaitGroup
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		t.see(n)
		for _, child := range n.Children {
			wg.Go(func() { walk(child, depth+1) }) // want `\(recursivego\)`
		}
	}
	walk(root, 0)
	wg.Wait()
}

// Two closures that call each other.
func TwoClosuresMistake(root *Node, t *Tally) {
	var wg sync.WaitGroup
	var walk, each func(*Node)
	walk = func(n *Node) {
		t.see(n)
		each(n)
	}
	each = func(n *Node) {
		for _, child := range n.Children {
			wg.Add(1)
			go func() { // want `\(recursivego\)`
				defer wg.Done()
				walk(child)
			}()
		}
	}
	walk(root)
	wg.Wait()
}

// Directories: as many goroutines as there are directories below root.
func DirSizeMistake(dir string, sizes chan<- int64, wg *sync.WaitGroup) {
	defer wg.Done()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() {
			wg.Add(1)
			go DirSizeMistake(filepath.Join(dir, e.Name()), sizes, wg) // want `\(recursivego\)`
			continue
		}
		if info, err := e.Info(); err == nil {
			sizes <- info.Size()
		}
	}
}

// Links: each page launches a fetch for each of its links.
func CrawlMistake(url string, fetch func(url string) (links []string), seen *sync.Map) {
	if _, again := seen.LoadOrStore(url, true); again {
		return
	}
	var wg sync.WaitGroup
	for _, link := range fetch(url) {
		wg.Go(func() { // want `\(recursivego\)`
			CrawlMistake(link, fetch, seen)
		})
	}
	wg.Wait()
}

// Divide and conquer, down to single elements.
func MergeSortMistake(a []int) []int {
	if len(a) < 2 {
		return a
	}
	var left, right []int
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `\(recursivego\)`
		defer wg.Done()
		left = MergeSortMistake(a[:len(a)/2])
	}()
	go func() { // want `\(recursivego\)`
		defer wg.Done()
		right = MergeSortMistake(a[len(a)/2:])
	}()
	wg.Wait()
	return merge(left, right)
}

// One half in a goroutine, the other here: still one goroutine for each call.
func QuickSortMistake(a []int) {
	if len(a) < 2 {
		return
	}
	p := partition(a)
	done := make(chan struct{})
	go func() { // want `\(recursivego\)`
		defer close(done)
		QuickSortMistake(a[:p])
	}()
	QuickSortMistake(a[p+1:])
	<-done
}

// The textbook's Fibonacci grows with its argument, but looks the same as a
// launch that a depth limits.
func FibMistake(n int) int {
	if n < 2 {
		return n
	}
	c := make(chan int)
	go func() { c <- FibMistake(n - 1) }() // stretch
	go func() { c <- FibMistake(n - 2) }() // stretch
	return <-c + <-c
}

func merge(a, b []int) []int {
	out := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func partition(a []int) int {
	last, p := len(a)-1, 0
	for i := range last {
		if a[i] < a[last] {
			a[i], a[p] = a[p], a[i]
			p++
		}
	}
	a[p], a[last] = a[last], a[p]
	return p
}

// The recursion is a sequential one, and each level leaves a watcher behind.
func (c *Crawler) WatchMistake(n *Node, stop <-chan struct{}) {
	c.tally.see(n)
	for _, child := range n.Children {
		c.WatchMistake(child, stop)
	}
	c.wg.Go(func() { // want `\(recursivego\)`
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
				c.tally.bytes.Add(n.Size)
			}
		}
	})
}

// A tree of any type.
type Tree[T any] struct {
	Value T
	Sub   []*Tree[T]
}

func (t *Tree[T]) EachMistake(f func(T)) {
	f(t.Value)
	var wg sync.WaitGroup
	for _, s := range t.Sub {
		wg.Add(1)
		go func() { // want `\(recursivego\)`
			defer wg.Done()
			s.EachMistake(f)
		}()
	}
	wg.Wait()
}

// A generic function.
func FoldMistake[T, U any](t *Tree[T], f func(T) U, join func([]U) U) U {
	results := make([]U, len(t.Sub)+1)
	results[0] = f(t.Value)
	var wg sync.WaitGroup
	for i, s := range t.Sub {
		wg.Go(func() { // want `\(recursivego\)`
			results[i+1] = FoldMistake(s, f, join)
		})
	}
	wg.Wait()
	return join(results)
}

// By a timer: each level starts a goroutine for each child a moment later.
func LaterMistake(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		time.AfterFunc(time.Millisecond, func() { LaterMistake(child, t) }) // want `\(recursivego\)`
	}
}

// By a method value.
func (c *Crawler) ValueMistake(n *Node) {
	c.tally.see(n)
	descend := c.ValueMistake
	for _, child := range n.Children {
		go descend(child) // want `\(recursivego\)`
	}
}

// A semaphore inside the goroutine bounds the work, not the goroutines.
func LateSlotMistake(n *Node, t *Tally, slots chan struct{}, wg *sync.WaitGroup) {
	defer wg.Done()
	slots <- struct{}{}
	t.see(n)
	<-slots
	for _, child := range n.Children {
		wg.Add(1)
		go LateSlotMistake(child, t, slots, wg) // want `\(recursivego\)`
	}
}

// A mark on each node ends the walk, and not before it has been everywhere.
type Marked struct {
	Children []*Marked
	state    int
}

func (m *Marked) MarkMistake(see func()) {
	if m.state == 1 {
		return
	}
	m.state = 1
	see()
	for _, child := range m.Children {
		go child.MarkMistake(see) // want `\(recursivego\)`
	}
}

// A state that is tested and not set ends nothing.
type Stated struct{ state int }

func (s *Stated) StateMistake(n *Node, t *Tally) {
	if s.state == 1 {
		return
	}
	t.see(n)
	for _, child := range n.Children {
		s.deeper(child, t)
	}
}

func (s *Stated) deeper(n *Node, t *Tally) {
	go s.StateMistake(n, t) // want `\(recursivego\)`
}
