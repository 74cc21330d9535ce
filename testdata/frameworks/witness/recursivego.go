package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"example.com/frameworks/recursivego"
	. "oracle"
)

type dir = recursivego.Dir

var recursivegoCases = []Case{
	{Func: "recursivego.WalkMistake", Oracle: Growth, Run: walks(slow, func(root *dir, total *atomic.Int64) error {
		return recursivego.WalkMistake(context.Background(), root, total)
	})},
	{Func: "recursivego.WalkCure", Oracle: Growth, Run: walks(quick, recursivego.WalkCure)},
	{Func: "recursivego.LevelsMistake", Oracle: Growth, Run: walks(slow, recursivego.LevelsMistake)},
	{Func: "recursivego.LevelsLimitMistake", Oracle: Growth, Run: walks(slow, recursivego.LevelsLimitMistake)},
	{Func: "recursivego.LevelsCure", Oracle: Growth, Run: walks(quick, recursivego.LevelsCure)},
	{Func: "recursivego.ClosureMistake", Oracle: Growth, Run: walks(slow, sums(recursivego.ClosureMistake))},
	{Func: "recursivego.ClosureCure", Oracle: Growth, Run: walks(quick, sums(recursivego.ClosureCure))},
	{Func: "recursivego.Scanner.ScanMistake", Oracle: Growth, Run: walks(slow, func(root *dir, _ *atomic.Int64) error {
		return new(recursivego.Scanner).ScanMistake(root)
	})},
	{Func: "recursivego.NewScannerCure", Oracle: Growth, Run: walks(quick, func(root *dir, _ *atomic.Int64) error {
		return recursivego.NewScannerCure(8).Scan(root)
	})},
	{Func: "recursivego.GoSafeMistake", Oracle: Growth, Run: walks(slow, noErrors(recursivego.GoSafeMistake))},
	{Func: "recursivego.GoSafeCure", Oracle: Growth, Run: walks(quick, noErrors(recursivego.GoSafeCure))},
	{Func: "recursivego.RoutineGroupMistake", Oracle: Growth, Run: walks(slow, noErrors(recursivego.RoutineGroupMistake))},
	{Func: "recursivego.ConcMistake", Oracle: Growth, Run: walks(slow, noErrors(recursivego.ConcMistake))},
	{Func: "recursivego.ConcCure", Oracle: Growth, Run: walks(quick, noErrors(recursivego.ConcCure))},
	{Func: "recursivego.GopoolMistake", Oracle: Growth, Run: walks(slow, noErrors(recursivego.GopoolMistake))},
	{Func: "recursivego.LateAcquireMistake", Oracle: Growth, Run: walks(slow, func(root *dir, total *atomic.Int64) error {
		var wg sync.WaitGroup
		recursivego.OnCount() // the root, which it leaves to its caller
		recursivego.LateAcquireMistake(context.Background(), semaphore.NewWeighted(64), root, total, &wg)
		wg.Wait()
		return nil
	})},
}

// How long the work for one directory takes: in the mistakes many are at it at
// once, in the cures few.
const (
	slow  = 5 * time.Millisecond
	quick = 100 * time.Microsecond
)

// walks has f walk a tree of n directories with some work at each, and waits
// until all have been seen.
func walks(work time.Duration, f func(root *dir, total *atomic.Int64) error) func(n int) {
	return func(n int) {
		var seen atomic.Int64
		recursivego.OnCount = func() {
			time.Sleep(work)
			seen.Add(1)
		}
		NoErr(f(tree(n), new(atomic.Int64)))
		Await(func() bool { return seen.Load() == int64(n) })
	}
}

func noErrors(f func(*dir, *atomic.Int64)) func(*dir, *atomic.Int64) error {
	return func(root *dir, total *atomic.Int64) error {
		f(root, total)
		return nil
	}
}

func sums(f func(*dir) (int64, error)) func(*dir, *atomic.Int64) error {
	return func(root *dir, _ *atomic.Int64) error {
		_, err := f(root)
		return err
	}
}

// tree is a tree of n directories, ten in each that has any.
func tree(n int) *dir {
	all := make([]dir, n)
	for i := range all {
		all[i].Size = 1
		if i > 0 {
			up := &all[(i-1)/10]
			up.Dirs = append(up.Dirs, &all[i])
		}
	}
	return &all[0]
}
