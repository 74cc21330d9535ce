// Package ok holds background loops that dupdaemon must not report.
package ok

import (
	"context"
	"log"
	"sync"
	"sync/atomic"
	"time"
)

var (
	mu    sync.Mutex
	total int
	jobs  = make(chan int)
	level atomic.Int64
)

func add(n int) {
	mu.Lock()
	defer mu.Unlock()
	total += n
}

// Workers receive from a channel: there may be several.
func StartWorker(ctx context.Context) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case n := <-jobs:
				add(n)
			}
		}
	}()
}

// Workers that also look at the clock.
func StartBatcher(ctx context.Context) {
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		sum := 0
		for {
			select {
			case <-ctx.Done():
				return
			case n := <-jobs:
				sum += n
			case <-t.C:
				add(sum)
				sum = 0
			}
		}
	}()
}

// It works on what it is given.
func Watch(ctx context.Context, seen map[string]bool) {
	go func() {
		for ctx.Err() == nil {
			mu.Lock()
			clear(seen)
			total = 0
			mu.Unlock()
			time.Sleep(time.Second)
		}
	}()
}

// A Counter is another object for each call.
type Counter struct {
	mu sync.Mutex
	n  int
}

func NewCounter(ctx context.Context) *Counter {
	c := new(Counter)
	go c.loop(ctx)
	return c
}

func (c *Counter) Start(ctx context.Context) { go c.loop(ctx) }

func (c *Counter) loop(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			c.mu.Lock()
			c.n = 0
			c.mu.Unlock()
		}
	}
}

// It reads only.
func Report(ctx context.Context) {
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				mu.Lock()
				log.Print(total)
				mu.Unlock()
			}
		}
	}()
}

// It counts only.
func Tick(ctx context.Context) {
	go func() {
		for ctx.Err() == nil {
			level.Add(1)
			time.Sleep(time.Second)
		}
	}()
}

// Whoever starts it has what stops it.
func Decay() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go decay(ctx)
	return cancel
}

func decay(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			add(-1)
		}
	}
}

// It returns when the loop has ended.
func Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		decay(ctx)
	}()
	<-done
}

// It ends by itself.
func Warm(ctx context.Context) {
	go func() {
		for range 3 {
			add(1)
			time.Sleep(time.Second)
		}
	}()
}

// Started as the process starts.
func init() { start(context.Background()) }

func start(ctx context.Context) { go decay(ctx) }

// A loop that nothing stops is for barego.
func Forever() {
	go func() {
		for {
			add(-1)
			time.Sleep(time.Second)
		}
	}()
}

var running bool

// Guarded in the function that calls.
func Begin(ctx context.Context) {
	mu.Lock()
	defer mu.Unlock()
	if !running {
		running = true
		begin(ctx)
	}
}

func begin(ctx context.Context) { go decay(ctx) }

var state atomic.Int32

// Guarded by a method.
func BeginOnce(ctx context.Context) {
	if !claim() {
		return
	}
	go decay(ctx)
}

func claim() bool { return state.CompareAndSwap(0, 1) }

var cancelLast context.CancelFunc

// It ends the one before.
func Restart(ctx context.Context) {
	mu.Lock()
	defer mu.Unlock()
	if cancelLast != nil {
		cancelLast()
	}
	ctx, cancelLast = context.WithCancel(ctx)
	go decay(ctx)
}

var ticker *time.Ticker

// The ticker of the package says that it runs.
func StartTicker(ctx context.Context) {
	if ticker != nil {
		return
	}
	ticker = time.NewTicker(time.Second)
	go decay(ctx)
}

var started = make(map[string]bool)

// One for each name.
func StartNamed(ctx context.Context, name string) {
	mu.Lock()
	defer mu.Unlock()
	if started[name] {
		return
	}
	started[name] = true
	go decay(ctx)
}

var loaded sync.Map

func StartLoaded(ctx context.Context, name string) {
	if _, ok := loaded.LoadOrStore(name, true); ok {
		return
	}
	go decay(ctx)
}

// A hook of the caller's decides what is done.
func Each(ctx context.Context, do func()) {
	go func() {
		for ctx.Err() == nil {
			do()
			add(0)
			time.Sleep(time.Second)
		}
	}()
}

// Not exported, and nobody exported calls it.
func internalOnly(ctx context.Context) { go decay(ctx) }

var _ = internalOnly

// A lock that is tried.
var only sync.Mutex

func StartLocked(ctx context.Context) {
	if !only.TryLock() {
		return
	}
	go func() {
		defer only.Unlock()
		decay(ctx)
	}()
}
