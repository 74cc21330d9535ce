package recursivego

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// The cures: collect first, then a fixed number of goroutines; or walk in one
// goroutine and hand the work to a pool.

func collect(n *Node, all []*Node) []*Node {
	all = append(all, n)
	for _, child := range n.Children {
		all = collect(child, all)
	}
	return all
}

// WalkCure collects, and then works with as many goroutines as processors.
func WalkCure(root *Node, t *Tally) {
	nodes := make(chan *Node)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for n := range nodes {
				t.see(n)
			}
		})
	}
	for _, n := range collect(root, nil) {
		nodes <- n
	}
	close(nodes)
	wg.Wait()
}

// ScatterCure walks where it stands.
func ScatterCure(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		ScatterCure(child, t)
	}
}

// WalkGoCure walks in one goroutine, launched at the top.
func WalkGoCure(root *Node, t *Tally) {
	var wg sync.WaitGroup
	wg.Go(func() { ScatterCure(root, t) })
	wg.Wait()
}

func (n *Node) SizeCure() int64 {
	total := n.Size
	for _, child := range n.Children {
		total += child.SizeCure()
	}
	return total
}

// ClosureCure: the closure calls itself, the launch is outside of it.
func ClosureCure(root *Node, t *Tally) {
	done := make(chan struct{})
	var walk func(*Node)
	walk = func(n *Node) {
		t.see(n)
		for _, child := range n.Children {
			walk(child)
		}
	}
	go func() {
		defer close(done)
		walk(root)
	}()
	<-done
}

// DirSizeCure: one walker, and a pool for the files.
func DirSizeCure(root string) (total int64) {
	files, sizes := make(chan string), make(chan int64)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for f := range files {
				if info, err := os.Lstat(f); err == nil {
					sizes <- info.Size()
				}
			}
		})
	}
	go func() {
		defer close(files)
		filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files <- path
			}
			return nil
		})
	}()
	go func() {
		wg.Wait()
		close(sizes)
	}()
	for n := range sizes {
		total += n
	}
	return total
}

// CrawlCure: a frontier and a loop in place of the recursion.
func CrawlCure(start string, fetch func(url string) (links []string)) int {
	seen := map[string]bool{start: true}
	for frontier := []string{start}; len(frontier) > 0; {
		found := make([][]string, len(frontier))
		slots := make(chan struct{}, 8)
		var wg sync.WaitGroup
		for i, url := range frontier {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				found[i] = fetch(url)
			})
		}
		wg.Wait()
		frontier = nil
		for _, links := range found {
			for _, link := range links {
				if !seen[link] {
					seen[link] = true
					frontier = append(frontier, link)
				}
			}
		}
	}
	return len(seen)
}

// MergeSortCure launches down to a depth that the caller sets once.
func MergeSortCure(a []int) []int { return mergeSort(a, 3) }

func mergeSort(a []int, depth int) []int {
	if len(a) < 2 {
		return a
	}
	if depth == 0 {
		return merge(mergeSort(a[:len(a)/2], 0), mergeSort(a[len(a)/2:], 0))
	}
	var left []int
	var wg sync.WaitGroup
	wg.Go(func() { left = mergeSort(a[:len(a)/2], depth-1) })
	right := mergeSort(a[len(a)/2:], depth-1)
	wg.Wait()
	return merge(left, right)
}

func (t *Tree[T]) EachCure(f func(T)) {
	f(t.Value)
	for _, s := range t.Sub {
		s.EachCure(f)
	}
}

// LateSlotCure takes the slot before it launches: no more goroutines than
// slots; where none is free it walks on itself.
func LateSlotCure(n *Node, t *Tally, slots chan struct{}, wg *sync.WaitGroup) {
	t.see(n)
	for _, child := range n.Children {
		select {
		case slots <- struct{}{}:
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { <-slots }()
				LateSlotCure(child, t, slots, wg)
			}()
		default:
			LateSlotCure(child, t, slots, wg)
		}
	}
}
