// Package tasks holds goroutines that do less than their launch costs, as -fix finds them.
package tasks

import (
	"sync"
	"sync/atomic"
)

// Stats count.
type Stats struct{ hits atomic.Int64 }

// Hit launches a method.
func (s *Stats) Hit() {
	go s.hits.Add(1) // of a page
}

// Sum launches literals into a group.
func Sum(xs, ys [4]int) (x, y int) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, v := range xs {
			x += v
		}
	})
	wg.Add(1)
	go func() {
		defer wg.Done()
		for _, v := range ys {
			y += v
		}
	}()
	wg.Wait()
	return x, y
}
