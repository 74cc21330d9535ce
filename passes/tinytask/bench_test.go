package tinytask_test

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
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

// BenchmarkCheap is what the costs in known.txt and in the model rest on, the dearest
// of each kind: the time of a call against that of a hundred instructions.
//
//	go test ./passes/tinytask -bench Cheap
func BenchmarkCheap(b *testing.B) {
	sum := make([]int, 1)
	var count atomic.Int64
	var text string
	var err error
	var buf strings.Builder
	table := map[string]int{"a": 1}
	for _, c := range []struct {
		name string
		call func()
	}{
		{"a hundred instructions", func() { work(sum, 0, 100) }},
		{"atomic.Int64.Add", func() { count.Add(1) }},
		{"errors.New", func() { err = errors.New("bad") }},
		{"fmt.Errorf", func() { err = fmt.Errorf("bad %d", sum[0]) }},
		{"fmt.Sprintf", func() { text = fmt.Sprintf("bad %d", sum[0]) }},
		{"strings.HasPrefix", func() { table["b"] = len(strings.TrimPrefix(text, "bad")) }},
		{"Builder.WriteString", func() { buf.WriteString("bad"); buf.Reset() }},
		{"strconv.Atoi", func() { sum[0], err = strconv.Atoi("12x") }},
		{"strconv.Itoa", func() { text = strconv.Itoa(1 << 40) }},
		{"unicode.IsLetter", func() { sum[0] += len(strconv.FormatBool(unicode.IsLetter('世'))) }},
		{"time.Since", func() { sum[0] = int(time.Since(time.Time{})) }},
		{"math.Pow", func() { sum[0] = int(math.Pow(float64(sum[0]&7), 2.5)) }},
		{"map", func() { table["a"]++ }},
		{"concatenation", func() { text = "id-" + strconv.Itoa(7) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.call()
			}
		})
	}
	_, _ = text, err
}
