// Endless loops as services have them: nobody waits for them, and nothing
// ends them while the program goes on. Each cure is a singleton: one
// goroutine, started once, with something that ends it.
package barego

import (
	"context"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// A Cache forgets its entries after a while.
type Cache struct {
	mu      sync.Mutex
	expires map[string]time.Time
}

func NewCache() *Cache { return &Cache{expires: make(map[string]time.Time)} }

func (c *Cache) evict(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, t := range c.expires {
		if t.Before(now) {
			delete(c.expires, k)
		}
	}
}

// Work and sleep, for ever: a cache that is dropped stays in memory.
func (c *Cache) SleepLoopMistake(every time.Duration) {
	go func() { // want `\(barego\)`
		for {
			c.evict(time.Now())
			time.Sleep(every)
		}
	}()
}

func (c *Cache) SleepLoopCure(ctx context.Context, every time.Duration) {
	go func() {
		for {
			c.evict(time.Now())
			select {
			case <-ctx.Done():
				return
			case <-time.After(every):
			}
		}
	}()
}

// A ticker loop whose only case is the tick.
func (c *Cache) TickerSelectMistake(every time.Duration) {
	go func() { // want `\(barego\)`
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				c.evict(now)
			}
		}
	}()
}

func (c *Cache) TickerSelectCure(ctx context.Context, every time.Duration) {
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				c.evict(now)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Stop does not close C, and this deferred Stop is never reached.
func (c *Cache) RangeTickerMistake(every time.Duration) {
	ticker := time.NewTicker(every)
	go func() { // want `\(barego\)`
		defer ticker.Stop()
		for range ticker.C {
			c.evict(time.Now())
		}
	}()
}

// Returning the Stop of the ticker ends the ticks, not the goroutine.
func (c *Cache) RangeTickerStoppedMistake(every time.Duration) (stop func()) {
	ticker := time.NewTicker(every)
	go func() { // want `\(barego\)`
		for now := range ticker.C {
			c.evict(now)
		}
	}()
	return ticker.Stop
}

func (c *Cache) RangeTickerCure(every time.Duration) (stop func()) {
	ticker := time.NewTicker(every)
	done := make(chan struct{})
	go func() {
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				c.evict(now)
			case <-done:
				return
			}
		}
	}()
	return sync.OnceFunc(func() { close(done) })
}

func (c *Cache) RangeTickMistake(every time.Duration) {
	go func() { // want `\(barego\)`
		for now := range time.Tick(every) {
			c.evict(now)
		}
	}()
}

func (c *Cache) RangeTickCure(ctx context.Context, every time.Duration) {
	go func() {
		tick := time.Tick(every)
		for {
			select {
			case now := <-tick:
				c.evict(now)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// A timer that is reset each round is a ticker in other words.
func (c *Cache) ResetTimerMistake(every time.Duration) {
	timer := time.NewTimer(every)
	go func() { // want `\(barego\)`
		for {
			now := <-timer.C
			c.evict(now)
			timer.Reset(every)
		}
	}()
}

func (c *Cache) ResetTimerCure(every time.Duration, rounds int) {
	timer := time.NewTimer(every)
	go func() {
		defer timer.Stop()
		for range rounds {
			now := <-timer.C
			c.evict(now)
			timer.Reset(every)
		}
	}()
}

// break leaves the select, not the loop: done ends nothing.
func (c *Cache) BreakInSelectMistake(done <-chan struct{}, every time.Duration) {
	go func() { // want `\(barego\)`
		for {
			select {
			case <-done:
				break
			case <-time.After(every):
				c.evict(time.Now())
			}
		}
	}()
}

func (c *Cache) BreakInSelectCure(done <-chan struct{}, every time.Duration) {
	go func() {
	sweep:
		for {
			select {
			case <-done:
				break sweep
			case <-time.After(every):
				c.evict(time.Now())
			}
		}
	}()
}

// Errors go round, too: no way leads out of the loop.
func ProbeLoopMistake(addr string, every time.Duration) {
	go func() { // want `\(barego\)`
		for failures := 0; ; time.Sleep(every) {
			conn, err := net.DialTimeout("tcp", addr, time.Second)
			if err != nil {
				failures++
				log.Printf("probe %s: failure %d: %v", addr, failures, err)
				continue
			}
			failures = 0
			conn.Close()
		}
	}()
}

func ProbeLoopCure(addr string, every time.Duration) {
	go func() {
		for failures := 0; failures < 5; time.Sleep(every) {
			conn, err := net.DialTimeout("tcp", addr, time.Second)
			if err == nil {
				conn.Close()
				return
			}
			failures++
			log.Printf("probe %s: failure %d: %v", addr, failures, err)
		}
	}()
}

// The same loop spelled with goto.
func (c *Cache) GotoLoopMistake(every time.Duration) {
	go func() { // want `\(barego\)`
	again:
		c.evict(time.Now())
		time.Sleep(every)
		goto again
	}()
}

func (c *Cache) GotoLoopCure(every time.Duration, stop <-chan struct{}) {
	go func() {
	again:
		c.evict(time.Now())
		select {
		case <-time.After(every):
			goto again
		case <-stop:
		}
	}()
}

// A Front accepts connections.
type Front struct {
	ln    net.Listener
	conns sync.WaitGroup
}

func NewFront(ln net.Listener) *Front { return &Front{ln: ln} }

func (f *Front) serve(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	conn.Write([]byte("hello\n"))
}

// Closing the listener makes Accept fail, and the loop spin.
func (f *Front) AcceptMistake() {
	go func() { // want `\(barego\)`
		for {
			conn, err := f.ln.Accept()
			if err != nil {
				log.Print(err)
				continue
			}
			f.serve(conn)
		}
	}()
}

func (f *Front) AcceptCure() {
	go func() {
		for {
			conn, err := f.ln.Accept()
			if err != nil {
				return
			}
			f.serve(conn)
		}
	}()
}

func (f *Front) Close() error { return f.ln.Close() }

// A Feed hands its events to one goroutine.
type Feed struct {
	mu     sync.Mutex
	filled *sync.Cond
	events []string
	closed bool
}

func NewFeed() *Feed {
	f := new(Feed)
	f.filled = sync.NewCond(&f.mu)
	return f
}

func (f *Feed) Push(ev string) {
	f.mu.Lock()
	f.events = append(f.events, ev)
	f.mu.Unlock()
	f.filled.Signal()
}

// Woken for each event, and for nothing else.
func (f *Feed) CondMistake(sink *[]string) {
	go func() { // want `\(barego\)`
		f.mu.Lock()
		defer f.mu.Unlock()
		for {
			for len(f.events) == 0 {
				f.filled.Wait()
			}
			*sink = append(*sink, f.events...)
			f.events = nil
		}
	}()
}

func (f *Feed) CondCure(sink *[]string) {
	go func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		for {
			for len(f.events) == 0 {
				if f.closed {
					return
				}
				f.filled.Wait()
			}
			*sink = append(*sink, f.events...)
			f.events = nil
		}
	}()
}

func (f *Feed) Close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.filled.Broadcast()
}

// A long poll; each call has an end, the loop has none.
func LongPollMistake(client *http.Client, url string, changed func()) {
	go func() { // want `\(barego\)`
		for {
			resp, err := client.Get(url)
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				changed()
			}
		}
	}()
}

func LongPollCure(ctx context.Context, client *http.Client, url string, changed func()) {
	go func() {
		for ctx.Err() == nil {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return
			}
			resp, err := client.Do(req)
			if err != nil {
				return
			}
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				changed()
			}
		}
	}()
}

// A retry that only success ends, and success that is never looked at.
func (c *Cache) RetryMistake(save func() error) {
	go func() { // want `\(barego\)`
		for backoff := time.Second; ; backoff *= 2 {
			if err := save(); err != nil {
				log.Printf("save: %v", err)
			}
			time.Sleep(backoff)
		}
	}()
}

func (c *Cache) RetryCure(save func() error) {
	go func() {
		for backoff := time.Second; backoff < time.Minute; backoff *= 2 {
			err := save()
			if err == nil {
				return
			}
			log.Printf("save: %v", err)
			time.Sleep(backoff)
		}
	}()
}

// Two signals, none of which ends the loop.
func (c *Cache) SelectTwoMistake(every time.Duration) (touch func(key string)) {
	touched := make(chan string, 16)
	go func() { // want `\(barego\)`
		for {
			select {
			case key := <-touched:
				c.mu.Lock()
				c.expires[key] = time.Now().Add(every)
				c.mu.Unlock()
			case now := <-time.After(every):
				c.evict(now)
			}
		}
	}()
	return func(key string) { touched <- key }
}

func (c *Cache) SelectTwoCure(ctx context.Context, every time.Duration) (touch func(key string)) {
	touched := make(chan string, 16)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case key := <-touched:
				c.mu.Lock()
				c.expires[key] = time.Now().Add(every)
				c.mu.Unlock()
			case now := <-time.After(every):
				c.evict(now)
			}
		}
	}()
	return func(key string) {
		select {
		case touched <- key:
		case <-ctx.Done():
		}
	}
}
