// Package crawl leaks in ways that rules report, and in one that none does.
package crawl

import (
	"errors"
	"sync"
	"time"
)

var errTimeout = errors.New("timeout")

// First returns before anyone receives: each call leaves a goroutine.
func First(late bool) (int, error) {
	pages := make(chan int)
	go func() {
		pages <- fetch()
	}()
	if late {
		return 0, errTimeout
	}
	return <-pages, nil
}

func fetch() int { return 1 }

// A Cache has a lock.
type Cache struct {
	mu    sync.Mutex
	items map[string]int
}

// Refresh takes the lock twice.
func (c *Cache) Refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put("a", 1)
}

func (c *Cache) put(key string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = value
}

// Sum never closes its channel, so that its workers stay.
func Sum(values []int) int {
	jobs, results := make(chan int), make(chan int, len(values))
	for range 2 {
		go func() {
			for job := range jobs {
				results <- job
			}
		}()
	}
	sum := 0
	for _, v := range values {
		jobs <- v
		sum += <-results
	}
	return sum
}

// A Task is work that somebody else defines.
type Task interface{ Run() }

// Start launches what it does not know.
func Start(t Task) {
	go t.Run()
}

// A Stuck task waits for what never comes.
type Stuck struct{ ready chan bool }

// NewStuck returns one.
func NewStuck() *Stuck { return &Stuck{ready: make(chan bool)} }

// Ready gives the channel away, so that nothing is known of it.
func (s *Stuck) Ready() chan bool { return s.ready }

// Run waits.
func (s *Stuck) Run() { <-s.ready }

// Never has the same mistake as First, and nothing calls it.
func Never(gone bool) int {
	late := make(chan int)
	go func() {
		late <- fetch()
	}()
	if gone {
		return 0
	}
	return <-late
}

// Watch starts a loop that nothing stops, and that does not leak to the runtime.
func Watch() {
	go func() {
		for range time.Tick(time.Hour) {
			fetch()
		}
	}()
}

// Wait waits for a Done that one way out misses.
func Wait(bad bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if bad {
			return
		}
		fetch()
		wg.Done()
	}()
	wg.Wait()
}

// A Bank has two locks, and takes them in both orders.
type Bank struct {
	in, out sync.Mutex
	sum     int
}

// Deposit has time to meet Withdraw.
func (b *Bank) Deposit() {
	b.in.Lock()
	time.Sleep(300 * time.Millisecond)
	b.out.Lock()
	b.sum++
	b.out.Unlock()
	b.in.Unlock()
}

// Withdraw has time to meet Deposit.
func (b *Bank) Withdraw() {
	b.out.Lock()
	time.Sleep(300 * time.Millisecond)
	b.in.Lock()
	b.sum--
	b.in.Unlock()
	b.out.Unlock()
}
