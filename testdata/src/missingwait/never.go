// Package missingwait has groups that nobody waits for, and Waits that cannot
// return, each mistake with its cure beside it.
package missingwait

import (
	"sync"
	"sync/atomic"
	"time"
)

var count atomic.Int64

// Pause is how long work takes.
var Pause time.Duration

func work() {
	time.Sleep(Pause)
	count.Add(1)
}

// A local group.

func LocalMistake(items []int) {
	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() { // want `nobody waits for wg: there is no Wait .*\(missingwait\)`
			defer wg.Done()
			work()
		}()
	}
}

func LocalCure(items []int) {
	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work()
		}()
	}
	wg.Wait()
}

func GoMistake() {
	wg := new(sync.WaitGroup)
	wg.Go(work) // want `nobody waits for wg`
	wg.Go(work)
}

func GoCure() {
	wg := new(sync.WaitGroup)
	wg.Go(work)
	wg.Go(work)
	defer wg.Wait()
}

// Passed to a function of the package.

func PassedMistake() {
	var wg sync.WaitGroup
	wg.Add(1)
	go finish(&wg) // want `nobody waits for wg`
}

func finish(wg *sync.WaitGroup) {
	defer wg.Done()
	work()
}

func PassedCure() {
	var wg sync.WaitGroup
	wg.Add(1)
	go finish2(&wg)
	wait(&wg)
}

func finish2(wg *sync.WaitGroup) {
	defer wg.Done()
	work()
}

func wait(wg *sync.WaitGroup) { wg.Wait() }

// In a field: a Close that does not wait, and one that does.

type careless struct {
	workers sync.WaitGroup
	stop    chan struct{}
}

func NewCarelessMistake() interface{ Close() } {
	c := &careless{stop: make(chan struct{})}
	c.workers.Add(1)
	go c.run() // want `nobody waits for workers`
	return c
}

func (c *careless) run() {
	defer c.workers.Done()
	<-c.stop
}

func (c *careless) Close() { close(c.stop) }

type careful struct {
	workers sync.WaitGroup
	stop    chan struct{}
}

func NewCarefulCure() interface{ Close() } {
	c := &careful{stop: make(chan struct{})}
	c.workers.Add(1)
	go c.run()
	return c
}

func (c *careful) run() {
	defer c.workers.Done()
	<-c.stop
}

func (c *careful) Close() {
	close(c.stop)
	c.workers.Wait()
}

// Generic.

type pool[T any] struct {
	wg   sync.WaitGroup
	jobs []T
}

func (p *pool[T]) start(f func(T)) {
	for _, j := range p.jobs {
		p.wg.Go(func() { f(j) }) // want `nobody waits for wg`
	}
}

func GenericMistake(jobs []int) {
	p := pool[int]{jobs: jobs}
	p.start(func(int) { work() })
}

// Wait as a value, in a goroutine, and in a closure.

func WaitValueCure(cleanup func(func())) {
	var wg sync.WaitGroup
	wg.Go(work)
	cleanup(wg.Wait)
}

func WaitElsewhereCure() <-chan struct{} {
	var wg sync.WaitGroup
	wg.Go(work)
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	return done
}

func WaitReturnedCure() (wait func()) {
	var wg sync.WaitGroup
	wg.Go(work)
	return func() { wg.Wait() }
}

// Out of sight somebody may wait.

func HandedOutCure(keep func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	wg.Go(work)
	keep(&wg)
}

func FromOutsideCure(wg *sync.WaitGroup) {
	wg.Go(work)
}

type Embedded struct{ sync.WaitGroup }

func (e *Embedded) StartCure() { e.Go(work) }

// Somebody waits by a channel: the group is superfluous.

func ByChannelCure() int {
	var wg sync.WaitGroup
	res := make(chan int, 1)
	wg.Go(func() { res <- 1 })
	return <-res
}

// Other types' Add, Done and Go are no group's.

type counter struct{ n int }

func (c *counter) Add(n int)   { c.n += n }
func (c *counter) Done()       { c.n-- }
func (c *counter) Go(f func()) { f() }

func NoGroupCure() {
	var c counter
	c.Add(1)
	c.Go(work)
	c.Done()
}

// A goroutine that never ends is barego's: no Wait would cure it.
func EndlessCure() {
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			work()
		}
	})
}

// Counted, not launched into.
func CountedCure(jobs []int) {
	var wg sync.WaitGroup
	for range jobs {
		wg.Add(1)
		work()
		wg.Done()
	}
}
