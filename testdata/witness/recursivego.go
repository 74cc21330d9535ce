package main

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	. "oracle"
	"recursivego"
)

var recursive = []Case{
	{Func: "recursivego.WalkMistake", Oracle: Growth, Run: walks(slow, recursivego.WalkMistake)},
	{Func: "recursivego.WalkCure", Oracle: Growth, Run: walks(quick, recursivego.WalkCure)},
	{Func: "recursivego.ScatterMistake", Oracle: Growth, Run: walks(slow, recursivego.ScatterMistake)},
	{Func: "recursivego.ScatterCure", Oracle: Growth, Run: walks(quick, recursivego.ScatterCure)},
	{Func: "recursivego.WalkGroupMistake", Oracle: Growth, Run: walks(slow, func(root *recursivego.Node, t *recursivego.Tally) {
		var wg sync.WaitGroup
		wg.Add(1)
		recursivego.WalkGroupMistake(root, t, &wg)
		wg.Wait()
	})},
	{Func: "recursivego.WalkGoMistake", Oracle: Growth, Run: walks(slow, recursivego.WalkGoMistake)},
	{Func: "recursivego.WalkGoCure", Oracle: Growth, Run: walks(quick, recursivego.WalkGoCure)},
	{Func: "recursivego.Node.SizeMistake", Oracle: Growth, Run: func(n int) { nodes(n).SizeMistake() }},
	{Func: "recursivego.Node.SizeCure", Oracle: Growth, Run: func(n int) { nodes(n).SizeCure() }},
	{Func: "recursivego.TwoFuncsMistake", Oracle: Growth, Run: walks(slow, recursivego.TwoFuncsMistake)},
	{Func: "recursivego.ForkMistake", Oracle: Growth, Run: walks(slow, recursivego.ForkMistake)},
	{Func: "recursivego.Marked.MarkMistake", Oracle: Growth, Run: func(n int) {
		root := new(recursivego.Marked)
		for range n {
			root.Children = append(root.Children, new(recursivego.Marked))
		}
		var seen atomic.Int64
		root.MarkMistake(func() {
			seen.Add(1)
			time.Sleep(slow)
		})
		Await(func() bool { return seen.Load() == int64(n)+1 })
	}},
	{Func: "recursivego.Folder.EachMistake", Oracle: Growth, Run: folders(slow, (*recursivego.Folder).EachMistake)},
	{Func: "recursivego.Folder.EachCure", Oracle: Growth, Run: folders(quick, (*recursivego.Folder).EachCure)},
	{Func: "recursivego.Stated.StateMistake", Oracle: Growth, Run: walks(slow, new(recursivego.Stated).StateMistake)},
	{Func: "recursivego.Crawler.CrawlMistake", Oracle: Growth, Run: crawls(slow, (*recursivego.Crawler).CrawlMistake)},
	{Func: "recursivego.ClosureMistake", Oracle: Growth, Run: walks(slow, recursivego.ClosureMistake)},
	{Func: "recursivego.ClosureCure", Oracle: Growth, Run: walks(quick, recursivego.ClosureCure)},
	{Func: "recursivego.ClosureGoMistake", Oracle: Growth, Run: walks(slow, recursivego.ClosureGoMistake)},
	{Func: "recursivego.TwoClosuresMistake", Oracle: Growth, Run: walks(slow, recursivego.TwoClosuresMistake)},
	{Func: "recursivego.DirSizeMistake", Oracle: Growth, Run: dirs(func(root string) {
		sizes := make(chan int64)
		var wg sync.WaitGroup
		wg.Add(1)
		go recursivego.DirSizeMistake(root, sizes, &wg)
		go func() {
			wg.Wait()
			close(sizes)
		}()
		for range sizes {
			time.Sleep(time.Millisecond)
		}
	})},
	{Func: "recursivego.DirSizeCure", Oracle: Growth, Run: dirs(func(root string) { recursivego.DirSizeCure(root) })},
	{Func: "recursivego.CrawlMistake", Oracle: Growth, Run: func(n int) {
		var seen sync.Map
		recursivego.CrawlMistake("0", links(n, slow), &seen)
	}},
	{Func: "recursivego.CrawlCure", Oracle: Growth, Run: func(n int) { recursivego.CrawlCure("0", links(n, quick)) }},
	{Func: "recursivego.MergeSortMistake", Oracle: Growth, Run: func(n int) { recursivego.MergeSortMistake(sorted(n)) }},
	{Func: "recursivego.MergeSortCure", Oracle: Growth, Run: func(n int) { recursivego.MergeSortCure(sorted(n)) }},
	{Func: "recursivego.QuickSortMistake", Oracle: Growth, Run: func(n int) { recursivego.QuickSortMistake(sorted(n)) }},
	{Func: "recursivego.FibMistake", Oracle: Growth, Run: func(n int) {
		k, calls, next := 0, 1, 1 // of FibMistake(k) and FibMistake(k+1)
		for ; calls < n; k++ {
			calls, next = next, calls+next+1
		}
		recursivego.FibMistake(k)
	}},
	{Func: "recursivego.Crawler.WatchMistake", Oracle: Growth, Run: func(n int) {
		stop := make(chan struct{})
		defer close(stop)
		new(recursivego.Crawler).WatchMistake(nodes(n), stop)
		time.Sleep(slow)
	}},
	{Func: "recursivego.Tree.EachMistake", Oracle: Growth, Run: func(n int) { values(n).EachMistake(func(int) { time.Sleep(slow) }) }},
	{Func: "recursivego.Tree.EachCure", Oracle: Growth, Run: func(n int) { values(n).EachCure(func(int) { time.Sleep(quick) }) }},
	{Func: "recursivego.FoldMistake", Oracle: Growth, Run: func(n int) {
		recursivego.FoldMistake(values(n), func(v int) int { time.Sleep(slow); return v }, func(vs []int) int { return len(vs) })
	}},
	{Func: "recursivego.LaterMistake", Oracle: Growth, Run: walks(slow, recursivego.LaterMistake)},
	{Func: "recursivego.Crawler.ValueMistake", Oracle: Growth, Run: crawls(slow, (*recursivego.Crawler).ValueMistake)},
	{Func: "recursivego.LateSlotMistake", Oracle: Growth, Run: walks(slow, func(root *recursivego.Node, t *recursivego.Tally) {
		var wg sync.WaitGroup
		wg.Add(1)
		recursivego.LateSlotMistake(root, t, make(chan struct{}, 64), &wg)
		wg.Wait()
	})},
	{Func: "recursivego.LateSlotCure", Oracle: Growth, Run: walks(quick, func(root *recursivego.Node, t *recursivego.Tally) {
		var wg sync.WaitGroup
		recursivego.LateSlotCure(root, t, make(chan struct{}, 8), &wg)
		wg.Wait()
	})},
	{Func: "recursivego.HelperMistake", Oracle: Growth, Run: walks(slow, recursivego.HelperMistake)},
	{Func: "recursivego.SafeHelperMistake", Oracle: Growth, Run: walks(slow, recursivego.SafeHelperMistake)},
	{Func: "recursivego.HelperGroupMistake", Oracle: Growth, Run: walks(slow, recursivego.HelperGroupMistake)},
	{Func: "recursivego.HelperCure", Oracle: Growth, Run: walks(quick, recursivego.HelperCure)},
	{Func: "recursivego.HelperTopCure", Oracle: Growth, Run: walks(quick, recursivego.HelperTopCure)},
	{Func: "recursivego.HelperLimitedCure", Oracle: Growth, Run: walks(quick, recursivego.HelperLimitedCure)},
}

// How long the work for one item takes: in the mistakes many are at it at once,
// in most of the cures one after the other.
const (
	slow  = 5 * time.Millisecond
	quick = 100 * time.Microsecond
)

// fan is how many children an inner node has: those of i follow i*fan.
const fan = 10

// walks has f walk a tree of n nodes with some work at each, and waits until all
// have been seen.
func walks(work time.Duration, f func(*recursivego.Node, *recursivego.Tally)) func(n int) {
	return func(n int) {
		var seen atomic.Int64
		recursivego.OnSee = func() {
			time.Sleep(work)
			seen.Add(1)
		}
		f(nodes(n), new(recursivego.Tally))
		for seen.Load() < int64(n) {
			time.Sleep(time.Millisecond)
		}
	}
}

func folders(work time.Duration, f func(*recursivego.Folder)) func(n int) {
	return func(n int) {
		var seen atomic.Int64
		root := new(recursivego.Folder)
		root.Visit = func(string) {
			time.Sleep(work)
			seen.Add(1)
		}
		for range n {
			root.Folders = append(root.Folders, &recursivego.Folder{Visit: root.Visit})
		}
		f(root)
		Await(func() bool { return seen.Load() == int64(n)+1 })
	}
}

func crawls(work time.Duration, f func(*recursivego.Crawler, *recursivego.Node)) func(n int) {
	return walks(work, func(root *recursivego.Node, _ *recursivego.Tally) { f(new(recursivego.Crawler), root) })
}

// dirs has f read n/5 folders (to make them is slow), one below the other as in
// the trees, with a file in each.
func dirs(f func(root string)) func(n int) {
	return func(n int) {
		root, err := os.MkdirTemp("", "witness")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(root)
		paths := []string{filepath.Join(root, "0")}
		for i := 1; i < n/5; i++ {
			paths = append(paths, filepath.Join(paths[(i-1)/fan], strconv.Itoa(i)))
		}
		for _, path := range paths {
			if err := os.Mkdir(path, 0o777); err != nil {
				panic(err)
			}
			if err := os.WriteFile(filepath.Join(path, "z"), []byte("z"), 0o666); err != nil {
				panic(err)
			}
		}
		f(root)
	}
}

// links is a fetch from a site of n pages.
func links(n int, work time.Duration) func(url string) []string {
	return func(url string) (out []string) {
		time.Sleep(work)
		i, _ := strconv.Atoi(url)
		for j := i*fan + 1; j <= i*fan+fan && j < n; j++ {
			out = append(out, strconv.Itoa(j))
		}
		return out
	}
}

func nodes(n int) *recursivego.Node {
	all := make([]recursivego.Node, n)
	for i := range all {
		all[i] = recursivego.Node{Name: strconv.Itoa(i), Size: 1}
		if i > 0 {
			up := &all[(i-1)/fan]
			up.Children = append(up.Children, &all[i])
		}
	}
	return &all[0]
}

func values(n int) *recursivego.Tree[int] {
	all := make([]recursivego.Tree[int], n)
	for i := range all {
		all[i].Value = i
		if i > 0 {
			up := &all[(i-1)/fan]
			up.Sub = append(up.Sub, &all[i])
		}
	}
	return &all[0]
}

func sorted(n int) []int {
	a := make([]int, n)
	for i := range a {
		a[i] = i
	}
	return a
}
