// Command witness lets the runtime say whether the mistakes of the test data
// are mistakes, and the cures cures. It is built and run by a test, in a
// workspace with the packages under testdata/src.
//
//	witness list        prints every case, as JSON
//	witness run FUNC    runs one, and prints what was measured, as JSON
//
// Each case has a process of its own, so that what is left behind is its own.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// An Oracle is a way to ask the runtime.
type Oracle string

const (
	// LeakProfile: the goroutine leak profile lists a goroutine of the package
	// after Run has returned. It sees those that are blocked on what nothing
	// that is alive can reach.
	LeakProfile Oracle = "leakprofile"
	// Alive: a goroutine of the package is still there some time after Run has
	// returned, all that it gave out was released, and the collector ran.
	Alive Oracle = "alive"
	// Outlives: a goroutine of the package is there when Run returns.
	Outlives Oracle = "outlives"
	// Growth: the peak of the number of goroutines grows with the size.
	Growth Oracle = "growth"
	// None: no oracle can tell; Why says why.
	None Oracle = "none"
)

// A Case is a mistake or cure and how to drive it. A mistake is driven down its
// bad path; a cure down the same path, and then it is stopped as its user would.
type Case struct {
	Func   string // package and function, or package, type and method: barego.Cache.SleepLoopMistake
	Oracle Oracle
	Why    string      `json:",omitempty"`
	Run    func(n int) `json:"-"` // n is the size of the input, for Growth
}

// all are the cases of all packages.
var all = slices.Concat(baregoLoops, baregoLaunches, baregoHelpers, unclosed, recursive, missing, lockLeaks, goroutineLeaksLocks)

// Measured is what was seen.
type Measured struct {
	Goroutines []string // Alive, Outlives, LeakProfile: where those of the package stand
	Peaks      []int    // Growth: for each of the sizes
}

// sizes are the inputs for Growth.
var sizes = []int{50, 5000}

func main() {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "list":
		print(all)
	case len(os.Args) == 3 && os.Args[1] == "run":
		for _, c := range all {
			if c.Func == os.Args[2] {
				print(measure(c))
				os.Exit(0)
			}
		}
		fallthrough
	default:
		fmt.Fprintln(os.Stderr, "usage: witness list | witness run FUNC")
		os.Exit(2)
	}
}

func print(v any) {
	if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// How long a goroutine that should be there is waited for to go, and one that
// should go to be gone.
const (
	patience = 300 * time.Millisecond
	limit    = 10 * time.Second
)

func measure(c Case) (m Measured) {
	pkg, _, _ := strings.Cut(c.Func, ".")
	switch c.Oracle {
	case Growth:
		for _, n := range sizes {
			m.Peaks = append(m.Peaks, peak(func() { c.Run(n) }))
		}
	case Outlives:
		c.Run(1)
		m.Goroutines = standing(pkg)
	case Alive:
		c.Run(1)
		m.Goroutines = settle(c, func() []string {
			runtime.GC()
			return standing(pkg)
		})
	case LeakProfile:
		c.Run(1)
		m.Goroutines = settle(c, func() []string { return leaked(pkg) })
	}
	return m
}

// settle looks again and again: for a mistake until it has had time to end, for
// a cure until nothing is left.
func settle(c Case, look func() []string) []string {
	end := time.Now().Add(limit)
	if strings.HasSuffix(c.Func, "Mistake") {
		time.Sleep(patience)
		return look()
	}
	for {
		left := look()
		if len(left) == 0 || time.Now().After(end) {
			return left
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// standing returns the innermost frame of the package in each goroutine that
// has one, but for the one that asks.
func standing(pkg string) (out []string) {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for _, stack := range strings.Split(string(buf), "\n\n")[1:] {
		if frame := frameOf(stack, pkg); frame != "" {
			out = append(out, frame)
		}
	}
	slices.Sort(out)
	return out
}

func frameOf(stack, pkg string) string {
	for line := range strings.Lines(stack) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, pkg+".") || strings.HasPrefix(line, pkg+"/") || strings.HasPrefix(line, "created by "+pkg) {
			return line
		}
	}
	return ""
}

// leaked does so for the goroutines of the leak profile.
func leaked(pkg string) (out []string) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		fmt.Fprintln(os.Stderr, "no goroutine leak profile: build with GOEXPERIMENT=goroutineleakprofile, or with Go 1.27")
		os.Exit(1)
	}
	var b strings.Builder
	if err := profile.WriteTo(&b, 1); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, sample := range strings.Split(b.String(), "\n\n") {
		for line := range strings.Lines(sample) {
			fields := strings.Fields(line) // #	0x47b0a5	barego.(*Cache).run+0x25	cache.go:12
			if len(fields) > 2 && fields[0] == "#" && (strings.HasPrefix(fields[2], pkg+".") || strings.HasPrefix(fields[2], pkg+"/")) {
				out = append(out, fields[2])
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

// peak returns the largest number of goroutines while f runs, beside those that
// were there before.
func peak(f func()) int {
	base := runtime.NumGoroutine() + 1
	var top atomic.Int64
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				top.Store(max(top.Load(), int64(runtime.NumGoroutine())))
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return int(top.Load()) - base
}
