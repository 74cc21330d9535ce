// Package ok holds goroutines that look tiny and are not, or have to be.
package ok

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tinytask/lib"
)

// A Counter counts under a lock.
type Counter struct {
	mu sync.Mutex
	n  map[string]int
	on func(string)
}

// The launcher holds the lock: a call would block for ever.
func (c *Counter) Drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n[name] == 0 {
		go c.remove(name)
	}
}

func (c *Counter) remove(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.n, name)
}

// Somebody else may hold it.
func (c *Counter) Add(name string) {
	go func() {
		c.mu.Lock()
		c.n[name]++
		c.mu.Unlock()
	}()
}

// The launcher receives what it sends: a call would block for ever.
func First(n int) int {
	ch := make(chan int)
	go func() { ch <- n * n }()
	return <-ch
}

// It feeds the launcher.
func Stream(xs [3]int) (sum int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, x := range xs {
			ch <- x
		}
	}()
	for x := range ch {
		sum += x
	}
	return sum
}

// It waits.
func Turn(start <-chan struct{}, n *int) {
	go func() {
		<-start
		*n = 1
	}()
}

// The close wakes somebody.
func Wake(wait chan struct{}) {
	go close(wait)
}

// It is done in its time.
func Expire(n *atomic.Int64, d time.Duration) {
	go func() {
		time.Sleep(d)
		n.Add(-1)
	}()
}

// It starts later.
func Expires(n *atomic.Int64, d time.Duration) *time.Timer {
	return time.AfterFunc(d, func() { n.Add(-1) })
}

// It starts when the context ends.
func Ends(ctx context.Context, n *atomic.Int64) {
	context.AfterFunc(ctx, func() { n.Add(-1) })
}

// Who knows what the callback does?
func (c *Counter) Notify(name string) {
	go c.on(name)
}

// The loop is as long as the list.
func Sum(xs []int, out *int) {
	go func() {
		for _, x := range xs {
			*out += x
		}
	}()
}

// The loop ends who knows when.
func Collatz(n int, out *int) {
	go func() {
		for n != 1 {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
			*out++
		}
	}()
}

// Sixteen million rounds are no small loop.
func Spin(out *int) {
	go func() {
		for i := range 1 << 24 {
			*out += i
		}
	}()
}

// Nor is one loop in another, each of them small: a thousand rounds.
func Table(out *[32][32]int) {
	go func() {
		for i := range out {
			for j := range out[i] {
				out[i][j] = i * j
			}
		}
	}()
}

// The counter goes up and down.
func Wander(step []int, out *int) {
	go func() {
		for i := 0; i < 4; i += step[i] {
			*out++
		}
	}()
}

// A recursion has no bound.
func Fib(n int, out *int) {
	go func() { *out = fib(n) }()
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

// As long as the text.
func Find(text, word string, out *bool) {
	go func() { *out = strings.Contains(text, word) }()
}

// As long as the document.
func Decode(doc []byte, v any) {
	go json.Unmarshal(doc, v)
}

// An expression takes as long as it takes.
func Match(re *regexp.Regexp, text string, out *bool) {
	go func() { *out = re.MatchString(text) }()
}

// Formatting calls the value's own method.
func Format(v fmt.Stringer, out *string) {
	go func() { *out = fmt.Sprintf("%v", v) }()
}

// To write takes its time.
func Log(message string) {
	go log.Print(message)
}

// So does the disk.
func Remove(name string) {
	go os.Remove(name)
}

// It is of another package, which does not say how large it is.
func Other(n int, out *int) {
	go func() { *out = lib.Small(n) }()
}

// It launches others.
func Fan(n *atomic.Int64, f func()) {
	go func() {
		n.Add(1)
		go f()
	}()
}

// The crash of the goroutine is the point.
func Crash(err error) {
	go func() { panic(err) }()
}

// So is the thread.
func Thread(n *atomic.Int64) {
	go func() {
		runtime.LockOSThread()
		n.Add(1)
	}()
}

// It does nothing: somebody wants to see a goroutine.
func Nothing() {
	go func() {}()
}

// Only its end is of interest.
func OnlyDone() {
	var wg sync.WaitGroup
	wg.Add(1)
	go wg.Done()
	wg.Add(1)
	go func() { defer wg.Done() }()
	wg.Wait()
}

// The length is the caller's.
func Room(n int, out *[]int) {
	go func() { *out = make([]int, n) }()
}

// A map may have any number of keys.
func Keys(m map[string]int, out *[]string) {
	go func() {
		for k := range m {
			*out = append(*out, k)
		}
	}()
}

// Who implements it is not known.
func Scale(s interface{ Scale(int) int }, n int, out *int) {
	go func() { *out = s.Scale(n) }()
}

// Cancelling tells others, who knows how many.
func Cancel(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go cancel()
	return ctx
}

// Some large function: every step is small, but there are many.
func Large(out *[64]string) {
	go func() {
		out[0] = out[1] + out[2]
		out[3] = out[4] + out[5]
		out[6] = out[7] + out[8]
		out[9] = out[10] + out[11]
		out[12] = out[13] + out[14]
		out[15] = out[16] + out[17]
	}()
}

// The helper is of another package: its goroutine may do more than this.
func Handled(r *lib.Router, e *int) {
	r.Handle(func() { *e = 1 })
}

// This helper's goroutine does more than it is given.
func Ticked(n *atomic.Int64) {
	every(time.Second, func() { n.Add(1) })
}

func every(d time.Duration, f func()) {
	go func() {
		for range time.Tick(d) {
			f()
		}
	}()
}
