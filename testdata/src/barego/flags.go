// Loops that end when a flag is set, and nobody sets it. Whether a linter
// should follow flags that far is open: these lines are marked as a stretch.
package barego

import (
	"sync"
	"sync/atomic"
	"time"
)

type watchdog struct {
	closed atomic.Bool
	kicks  atomic.Int64
}

func AtomicFlagMistake(every time.Duration) {
	w := new(watchdog)
	go func() { // stretch: nothing stores to closed
		for !w.closed.Load() {
			w.kicks.Add(1)
			time.Sleep(every)
		}
	}()
}

type stoppableWatchdog struct {
	closed atomic.Bool
	kicks  atomic.Int64
}

func AtomicFlagCure(every time.Duration) (stop func()) {
	w := new(stoppableWatchdog)
	go func() {
		for !w.closed.Load() {
			w.kicks.Add(1)
			time.Sleep(every)
		}
	}()
	return func() { w.closed.Store(true) }
}

type pump struct {
	mu      sync.Mutex
	stopped bool
	strokes int
}

func (p *pump) done() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped
}

func BoolFlagMistake(every time.Duration) {
	p := new(pump)
	go func() { // stretch: nothing sets stopped
		for !p.done() {
			p.strokes++
			time.Sleep(every)
		}
	}()
}

type stoppablePump struct {
	mu      sync.Mutex
	stopped bool
	strokes int
}

func (p *stoppablePump) done() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped
}

func BoolFlagCure(every time.Duration) (stop func()) {
	p := new(stoppablePump)
	go func() {
		for !p.done() {
			p.strokes++
			time.Sleep(every)
		}
	}()
	return func() {
		p.mu.Lock()
		p.stopped = true
		p.mu.Unlock()
	}
}

func LocalFlagMistake(every time.Duration) {
	running := true
	beats := 0
	go func() { // stretch: running stays true
		for running {
			beats++
			time.Sleep(every)
		}
	}()
}

// The old style, with a word instead of an atomic type.
type oldGauge struct {
	off int32
	n   int
}

func AtomicWordMistake(every time.Duration) {
	g := new(oldGauge)
	go func() { // stretch: nothing stores to off
		for atomic.LoadInt32(&g.off) == 0 {
			g.n++
			time.Sleep(every)
		}
	}()
}

type gauge struct {
	off int32
	n   int
}

func AtomicWordCure(every time.Duration) (stop func()) {
	g := new(gauge)
	go func() {
		for atomic.LoadInt32(&g.off) == 0 {
			g.n++
			time.Sleep(every)
		}
	}()
	return func() { atomic.StoreInt32(&g.off, 1) }
}
