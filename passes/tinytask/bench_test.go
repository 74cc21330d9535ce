package tinytask_test

import (
	"fmt"
	"sync"
	"testing"
)

// BenchmarkTask is what the default of the flag limit rests on: what it costs to
// call a task of so many simple instructions, and to launch it and wait for it,
// one at a time and eight at a time.
//
//	go test ./passes/tinytask -bench Task -cpu 1,2
//
// As long as launched is dearer than called by more than the task itself, no
// number of processors makes up for it.
func BenchmarkTask(b *testing.B) {
	for _, n := range []int{10, 100, 300, 500, 1000, 2000, 5000} {
		sum := make([]int, 8)
		b.Run(fmt.Sprintf("instructions=%d/called", n), func(b *testing.B) {
			for b.Loop() {
				work(sum, 0, n)
			}
		})
		b.Run(fmt.Sprintf("instructions=%d/launched", n), func(b *testing.B) {
			for b.Loop() {
				var wg sync.WaitGroup
				wg.Add(1)
				go func() {
					defer wg.Done()
					work(sum, 0, n)
				}()
				wg.Wait()
			}
		})
		b.Run(fmt.Sprintf("instructions=%d/eight-called", n), func(b *testing.B) {
			for b.Loop() {
				for i := range sum {
					work(sum, i, n)
				}
			}
		})
		b.Run(fmt.Sprintf("instructions=%d/eight-launched", n), func(b *testing.B) {
			for b.Loop() {
				var wg sync.WaitGroup
				wg.Add(len(sum))
				for i := range sum {
					go func() {
						defer wg.Done()
						work(sum, i, n)
					}()
				}
				wg.Wait()
			}
		})
	}
}

// work does n instructions, ten in each round: a load, a store, the address of each,
// a multiplication, an addition, and what the loop takes.
//
//go:noinline
func work(sum []int, at, n int) {
	for i := range n / 10 {
		sum[at] = sum[at]*3 + i
	}
}
