// Package oracle asks the runtime what a mistake does, and what its cure does not
// do. It is what the witness programs share: testdata/witness, and
// testdata/frameworks/witness, which sees this folder as a module.
//
// Its names are few, and the tables of cases are written in them: it is made for
// a dot import.
package oracle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
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
	// Canceled: Call is told that its context was canceled, and it was not.
	Canceled Oracle = "canceled"
	// Lost: Call has work fail, and neither returns an error nor is there a word of
	// it in the log.
	Lost Oracle = "lost"
	// Crashes: the process ends with a panic, while Run or soon after it.
	Crashes Oracle = "crashes"
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
	Why    string                          `json:",omitempty"`
	Run    func(n int)                     `json:"-"` // n is the size of the input, for Growth
	Call   func(ctx context.Context) error `json:"-"` // for Canceled and Lost, instead of Run
}

// Measured is what was seen.
type Measured struct {
	Seen  []string // Alive, Outlives, LeakProfile: where goroutines of the package stand; Canceled: the error; Lost: that there is none; Crashes: the panic
	Peaks []int    // Growth: for each of the sizes
}

// sizes are the inputs for Growth.
var sizes = []int{50, 5000}

// Main is the main function of a witness program:
//
//	witness list        prints every case, as JSON
//	witness run FUNC    runs one, and prints what was measured, as JSON
//
// To see whether one crashes it runs itself as witness crash FUNC. Each case has a process of its own, so that what is left behind is its own.
// Prefix is what stands before the package of a case in its import path.
func Main(prefix string, cases []Case) {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "list":
		print(cases)
	case len(os.Args) == 3 && (os.Args[1] == "run" || os.Args[1] == crash):
		for _, c := range cases {
			switch {
			case c.Func != os.Args[2]:
			case os.Args[1] == crash:
				c.Run(1)
				time.Sleep(patience)
				os.Exit(0)
			default:
				print(measure(c, prefix))
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
	NoErr(json.NewEncoder(os.Stdout).Encode(v))
}

// How long a goroutine that should be there is waited for to go, and one that
// should go to be gone.
const (
	patience = 300 * time.Millisecond
	limit    = 10 * time.Second
)

func measure(c Case, prefix string) (m Measured) {
	name, _, _ := strings.Cut(c.Func, ".")
	pkg := prefix + name
	switch c.Oracle {
	case Growth:
		for _, n := range sizes {
			m.Peaks = append(m.Peaks, peak(func() { c.Run(n) }))
		}
	case Outlives:
		c.Run(1)
		m.Seen = Standing(pkg)
	case Alive:
		c.Run(1)
		m.Seen = settle(c, func() []string {
			runtime.GC()
			return Standing(pkg)
		})
	case LeakProfile:
		c.Run(1)
		m.Seen = settle(c, func() []string { return leaked(pkg) })
	case Canceled:
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		if err := c.Call(ctx); errors.Is(err, context.Canceled) {
			m.Seen = []string{err.Error()}
		} else if err != nil {
			Fail("another error than the one looked for: %v", err)
		}
	case Crashes:
		out, err := exec.Command(os.Args[0], crash, c.Func).CombinedOutput()
		if err == nil {
			break
		}
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "panic: ") {
				m.Seen = []string{strings.TrimSpace(line)}
			}
		}
		if m.Seen == nil {
			Fail("no panic, and yet %v: %s", err, out)
		}
	case Lost:
		var logged words
		log.SetOutput(&logged)
		if err := c.Call(context.Background()); err != nil {
			break
		}
		m.Seen = settle(c, func() []string {
			if logged.Load() > 0 {
				return nil
			}
			return []string{"nobody is told of the error"}
		})
	}
	return m
}

// crash is the word by which a witness runs itself.
const crash = "crash"

// words counts what is written to it.
type words struct{ atomic.Int64 }

func (w *words) Write(p []byte) (int, error) {
	w.Add(int64(len(p)))
	return len(p), nil
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

// mended is set in the environment where the mistakes have been mended: what a case
// waits for on the way down the bad path need not come.
const mended = "WITNESS_MENDED"

// Await waits until ok; if it never is, the case is an error.
func Await(ok func() bool) {
	patience := limit
	if os.Getenv(mended) != "" {
		patience /= 4
	}
	for end := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			if os.Getenv(mended) != "" {
				return
			}
			Fail("what the case waits for does not come")
		}
	}
}

// Fail makes the case an error.
func Fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// NoErr makes the case an error where err is one.
func NoErr(err error) {
	if err != nil {
		Fail("%v", err)
	}
}

// Standing returns the innermost frame of the package in each goroutine that
// has one, but for the one that asks. Pkg is an import path. The place of the
// launch is a frame, too; what a library launches for itself has none.
func Standing(pkg string) (out []string) {
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
		if isIn(strings.TrimPrefix(line, "created by "), pkg) {
			return line
		}
	}
	return ""
}

// isIn reports whether a function is one of pkg, or of a package below it.
func isIn(name, pkg string) bool {
	return strings.HasPrefix(name, pkg+".") || strings.HasPrefix(name, pkg+"/")
}

// leaked does so for the goroutines of the leak profile.
func leaked(pkg string) (out []string) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		Fail("no goroutine leak profile: build with GOEXPERIMENT=goroutineleakprofile, or with Go 1.27")
	}
	var b strings.Builder
	NoErr(profile.WriteTo(&b, 1))
	for _, sample := range strings.Split(b.String(), "\n\n") {
		for line := range strings.Lines(sample) {
			fields := strings.Fields(line) // #	0x47b0a5	barego.(*Cache).run+0x25	cache.go:12
			if len(fields) > 2 && fields[0] == "#" && isIn(fields[2], pkg) {
				out = append(out, fields[2])
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

// peak returns the largest number of goroutines while f runs, beside those that
// were there before. Who counts has to get a processor meanwhile: what is over
// in a moment is run again and again, each time when the last has left nothing.
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
	for end := time.Now().Add(patience); ; {
		f()
		if time.Now().After(end) {
			break
		}
		for runtime.NumGoroutine() > base && time.Now().Before(end) {
			time.Sleep(time.Millisecond)
		}
	}
	close(stop)
	<-stopped
	return int(top.Load()) - base
}
