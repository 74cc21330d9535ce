package unlock

import "sync"

type Counter struct {
	mu sync.Mutex
	n  int
}

func (c *Counter) Add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock() // broken: package
	c.n += n
}

func (c *Counter) Get() int {
	c.mu.Lock()
	n := c.n
	c.mu.Unlock() // broken: package
	return n
}

func (c *Counter) Take(limit int) bool {
	c.mu.Lock()
	if c.n > limit {
		c.mu.Unlock() // broken: package
		return false
	}
	c.n++
	c.mu.Unlock() // broken: package
	return true
}

type Map struct {
	sync.RWMutex
	m map[string]int
}

func (m *Map) Get(k string) int {
	m.RLock()
	defer m.RUnlock() // broken: outside
	return m.m[k]
}

func (m *Map) Set(k string, v int) {
	m.Lock()
	m.m[k] = v
	m.Unlock() // broken: outside
}

func Sum(items []int) (sum int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Go(func() {
			mu.Lock()
			sum += i
			mu.Unlock() // broken: local
		})
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	return sum
}

// What may be harmless: others give it up, or nobody else takes it.

type Handed struct{ mu sync.Mutex }

func (h *Handed) Begin() { h.mu.Lock() }
func (h *Handed) End()   { h.mu.Unlock() }
func (h *Handed) Both() {
	h.mu.Lock()
	defer h.mu.Unlock()
}

type Alone struct{ mu sync.Mutex }

func (a *Alone) Do() {
	a.mu.Lock()
	defer a.mu.Unlock()
}

func New() *Counter {
	c := &Counter{}
	c.mu.Lock()
	c.n = 1
	c.mu.Unlock()
	return c
}
