package dupdaemon

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

var hits = struct {
	sync.Mutex
	by map[string]int
}{by: make(map[string]int)}

func reset() {
	hits.Lock()
	defer hits.Unlock()
	clear(hits.by)
}

// The work in a function, the pause by chance.
func ResetMistake(ctx context.Context) {
	go func() { // want `each call of ResetMistake starts another of this loop over hits, .*\(dupdaemon\)`
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(rand.N(2 * time.Millisecond)):
			}
			reset()
		}
	}()
}

// In a handler: every request starts one.
func ServeMistake(w http.ResponseWriter, r *http.Request) {
	go resetUntil(quit) // want `each call of ServeMistake starts another of this loop over hits, .*\(dupdaemon\)`
	w.WriteHeader(http.StatusAccepted)
}

func resetUntil(stop <-chan struct{}) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
			reset()
		}
	}
}

var resetting sync.Once

func ServeCure(w http.ResponseWriter, r *http.Request) {
	resetting.Do(func() { go resetUntil(quit) })
	w.WriteHeader(http.StatusAccepted)
}

var paused atomic.Bool

// A flag of the package ends it.
func PauseMistake() {
	go func() { // want `each call of PauseMistake starts another of this loop over hits, .*\(dupdaemon\)`
		for !paused.Load() {
			reset()
			time.Sleep(time.Millisecond)
		}
	}()
}

// Pause ends what PauseMistake starts.
func Pause(on bool) { paused.Store(on) }

var token string

func renew(ctx context.Context) (string, time.Duration) { return "t", time.Millisecond }

// The first value is there before the loop.
func TokenMistake(ctx context.Context) error {
	_, wait := renew(ctx)
	go func() { // want `each call of TokenMistake starts another of this loop over token, .*\(dupdaemon\)`
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
				t, next := renew(ctx)
				mu.Lock()
				token, wait = t, next
				mu.Unlock()
			}
		}
	}()
	return nil
}

// The value is kept with who renews it.
type Tokens struct {
	mu    sync.Mutex
	token string
}

func TokenCure(ctx context.Context) *Tokens {
	x := new(Tokens)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Millisecond):
				t, _ := renew(ctx)
				x.mu.Lock()
				x.token = t
				x.mu.Unlock()
			}
		}
	}()
	return x
}

var warm [8]time.Time

// An array of the package, a method that is not exported between.
type warmer struct{}

func (warmer) run(ctx context.Context) {
	go func() { // want `each call of WarmMistake starts another of this loop over warm, .*\(dupdaemon\)`
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Millisecond):
				mu.Lock()
				warm[i%len(warm)] = time.Now()
				mu.Unlock()
			}
		}
	}()
}

func WarmMistake(ctx context.Context) { warmer{}.run(ctx) }

type cache struct {
	mu   sync.RWMutex
	data map[string]string
	gen  int
}

var shared = newCache()

func newCache() *cache { return &cache{data: make(map[string]string)} }

func (c *cache) evict() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	for k := range c.data {
		delete(c.data, k)
	}
}

// A cache that a function makes, evicted by a method.
func EvictMistake(ctx context.Context, every time.Duration) {
	go func() { // want `each call of EvictMistake starts another of this loop over shared, .*\(dupdaemon\)`
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				shared.evict()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// The cache's own loop, which stops with it, is started where the cache is made.
func EvictCure(ctx context.Context, every time.Duration) *cache {
	c := newCache()
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				c.evict()
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}
