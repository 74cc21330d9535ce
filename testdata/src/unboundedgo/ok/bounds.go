// Package ok holds what unboundedgo must not report: launches in loops that
// something bounds.
package ok

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"unboundedgo/lib"
)

// A constant trip count.
func Constant(ping func(int)) {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { ping(i) })
	}
	for i := 0; i < 16; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ping(i)
		}()
	}
	wg.Wait()
}

// A literal has as many items as somebody wrote.
func Literal(check func(string) error) error {
	errs := make(chan error, 3)
	for _, name := range []string{"db", "cache", "queue"} {
		go func() { errs <- check(name) }()
	}
	return errors.Join(<-errs, <-errs, <-errs)
}

func Array(planes [3][]byte, encode func([]byte)) {
	var wg sync.WaitGroup
	for _, p := range planes {
		wg.Go(func() { encode(p) })
	}
	wg.Wait()
}

// Built of a few, one by one.
func Built(primary, backup string, both bool, probe func(string)) {
	hosts := []string{primary}
	if both {
		hosts = append(hosts, backup)
	}
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Go(func() { probe(h) })
	}
	wg.Wait()
}

var regions = map[string]string{"eu": "10.0.0.1", "us": "10.0.0.2"}

// A table of the package.
func Table(probe func(region, addr string)) {
	var wg sync.WaitGroup
	for region, addr := range regions {
		wg.Go(func() { probe(region, addr) })
	}
	wg.Wait()
}

// Variadic arguments are written one by one.
func All(tasks ...func()) {
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(task)
	}
	wg.Wait()
}

// A few, passed by the package itself.
func Stages(run func(string)) {
	inParallel([]string{"parse", "check"}, run)
	inParallel([]string{"build"}, run)
}

func inParallel(names []string, run func(string)) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { run(name) })
	}
	wg.Wait()
}

// Numbers of workers.
type Config struct{ Workers int }

func Workers(cfg Config, jobs <-chan lib.Order, handle func(int, lib.Order)) {
	var wg sync.WaitGroup
	for w := range cfg.Workers {
		wg.Go(func() {
			for job := range jobs {
				handle(w, job)
			}
		})
	}
	wg.Wait()
}

func CPUs(jobs <-chan lib.Order, handle func(int, lib.Order)) {
	n := runtime.NumCPU()
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range jobs {
				handle(i, job)
			}
		}()
	}
	wg.Wait()
}

// A part for each worker.
func Parts(items []lib.Order, handle func([]lib.Order)) {
	workers := runtime.GOMAXPROCS(0)
	size := (len(items) + workers - 1) / workers
	var wg sync.WaitGroup
	for i := 0; i < len(items); i += size {
		part := items[i:min(i+size, len(items))]
		wg.Go(func() { handle(part) })
	}
	wg.Wait()
}

// An iteration that ends the loop.
func First(jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		if job.Paid {
			go handle(job)
			break
		}
	}
}

// A wait in the iteration.
func OneByOne(items []lib.Order, handle func(lib.Order) error, limit time.Duration) error {
	for _, item := range items {
		done := make(chan error, 1)
		go func() { done <- handle(item) }()
		if err := <-done; err != nil {
			return err
		}
	}
	return nil
}

// Batches.
func Batches(items []lib.Order, handle func(lib.Order)) {
	for len(items) > 0 {
		batch := items[:min(10, len(items))]
		var wg sync.WaitGroup
		for _, item := range batch {
			wg.Go(func() { handle(item) })
		}
		wg.Wait()
		items = items[len(batch):]
	}
}

// Pages, each done before the next is asked for.
func Pages(next func() (io.Reader, bool), handle func(lib.Order)) error {
	for {
		body, more := next()
		if !more {
			return nil
		}
		page, err := lib.Fetch(body)
		if err != nil {
			return err
		}
		var wg sync.WaitGroup
		for _, o := range page.Orders {
			wg.Go(func() { handle(o) })
		}
		wg.Wait()
	}
}

// Refused, if they are too many.
func Refuse(items []lib.Order, limit int, handle func(lib.Order)) error {
	if len(items) > limit {
		return errors.New("too many orders")
	}
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() { handle(item) })
	}
	wg.Wait()
	return nil
}

// A limiter counts what runs.
type limiter struct {
	mu      sync.Mutex
	cond    *sync.Cond
	running int
	max     int
	live    atomic.Int64
	slots   chan struct{}
}

func (l *limiter) enter() {
	l.mu.Lock()
	for l.running >= l.max {
		l.cond.Wait()
	}
	l.running++
	l.mu.Unlock()
}

func (l *limiter) leave() {
	l.mu.Lock()
	l.running--
	l.cond.Signal()
	l.mu.Unlock()
}

func Counted(l *limiter, jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		l.enter()
		go func() {
			defer l.leave()
			handle(job)
		}()
	}
}

// A counter, and what is too many is dropped.
func Dropped(l *limiter, jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		if l.live.Load() >= 100 {
			continue
		}
		l.live.Add(1)
		go func() {
			defer l.live.Add(-1)
			handle(job)
		}()
	}
}

// A slot that is tried: where there is none the caller does the work.
func Tried(l *limiter, jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		select {
		case l.slots <- struct{}{}:
			go func() {
				defer func() { <-l.slots }()
				handle(job)
			}()
		default:
			handle(job)
		}
	}
}

func (l *limiter) try() bool {
	select {
	case l.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

func TriedByMethod(l *limiter, jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		if !l.try() {
			handle(job)
			continue
		}
		go func() {
			defer func() { <-l.slots }()
			handle(job)
		}()
	}
}

// A slot that the goroutine waits for: many are there, few at work.
func Inside(items []lib.Order, handle func(lib.Order)) {
	slots := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			handle(item)
		})
	}
	wg.Wait()
}

// A limiter of another package, behind an interface.
type gate interface {
	Wait(ctx context.Context) error
}

func Rate(ctx context.Context, g gate, jobs <-chan lib.Order, handle func(lib.Order)) error {
	for job := range jobs {
		if err := g.Wait(ctx); err != nil {
			return err
		}
		go handle(job)
	}
	return nil
}

// A retry, one at a time.
func Retry(try func(int) error) error {
	for i := 0; ; i++ {
		done := make(chan error, 1)
		go func() { done <- try(i) }()
		if err := <-done; err == nil || i > 3 {
			return err
		}
	}
}

// What comes with time is not what comes with the input.
func Every(ctx context.Context, t *time.Ticker, refresh func(time.Time)) {
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			go refresh(now)
		}
	}
}

// A signal to start again, of which there is one at a time.
func Again(again <-chan struct{}, load func()) {
	for range again {
		go load()
	}
}

// Later is not now: the timers are no goroutines.
func Later(items []lib.Order, remind func(lib.Order)) {
	for _, item := range items {
		time.AfterFunc(time.Hour, func() { remind(item) })
	}
}

// A server serves each connection.
func Serve(l net.Listener, serve func(net.Conn)) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go serve(c)
	}
}

// Recursion is for recursivego.
type node struct{ children []*node }

func walk(n *node, wg *sync.WaitGroup, visit func(*node)) {
	visit(n)
	for _, c := range n.children {
		wg.Go(func() { walk(c, wg, visit) })
	}
}

// A copy of each request goes on, one at a time.
func Mirror(next http.Handler, mirror func(http.Header)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go mirror(r.Header.Clone())
		next.ServeHTTP(w, r)
	})
}

// Sorted copies of a literal.
func Copies(probe func(string)) {
	names := slices.Clone([]string{"b", "a"})
	slices.Sort(names)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { probe(name) })
	}
	wg.Wait()
}

// A few are sent at once, many in another way: the limit stands where this is called.
func announceFew(keys []string, announce func(string) error) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { _ = announce(k) })
	}
	wg.Wait()
}

func announceFewOnce(keys []string, announce func(string) error) { announceFew(keys, announce) }

func Announce(keys []string, announce func(string) error, sweep func([]string)) {
	count := len(keys)
	if count <= 2 {
		announceFewOnce(keys, announce)
		return
	}
	sweep(keys)
}
