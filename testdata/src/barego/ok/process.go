// Package ok holds what barego must not report, one function or type for
// each item of the list "What must stay silent".
//
// This file: "process-lifetime", reachable only from init, a package-level
// initialiser or a package-level sync.Once.
package ok

import (
	"log"
	"sync"
	"sync/atomic"
	"time"
)

var seconds atomic.Int64

// "init"
func init() {
	go countSeconds()
}

func countSeconds() {
	for range time.Tick(time.Second) {
		seconds.Add(1)
	}
}

// "a package-level variable's initialiser"
var clock = newCoarseClock()

type coarseClock struct{ now atomic.Int64 }

func newCoarseClock() *coarseClock {
	c := new(coarseClock)
	go c.tick()
	return c
}

func (c *coarseClock) tick() {
	for {
		c.now.Store(time.Now().Unix())
		time.Sleep(time.Second)
	}
}

// Now is the time to the second.
func Now() int64 { return clock.now.Load() }

var background = func() *sync.Map {
	var m sync.Map
	go func() {
		for {
			m.Clear()
			time.Sleep(time.Hour)
		}
	}()
	return &m
}()

// Remembered reports whether key was seen within the hour.
func Remembered(key string) bool {
	_, ok := background.LoadOrStore(key, true)
	return ok
}

// "a package-level sync.Once"
var flushOnce sync.Once

func StartFlusher(flush func()) {
	flushOnce.Do(func() {
		go func() {
			for {
				flush()
				time.Sleep(time.Second)
			}
		}()
	})
}

var reaperOnce sync.Once

func StartReaper() { reaperOnce.Do(startReaper) }

func startReaper() { go reap() }

func reap() {
	for range time.Tick(time.Minute) {
		log.Print("reaping")
	}
}

// "also one in a field of a package variable"
var sweeper struct {
	once   sync.Once
	sweeps atomic.Int64
}

func EnsureSweeper() {
	sweeper.once.Do(func() {
		go func() {
			for {
				sweeper.sweeps.Add(1)
				time.Sleep(time.Minute)
			}
		}()
	})
}

type registry struct {
	start sync.Once
	turns atomic.Int64
}

var defaultRegistry = &registry{}

// Refresh starts the one refresher of the default registry.
func Refresh() {
	defaultRegistry.start.Do(func() { go defaultRegistry.refresh() })
}

func (r *registry) refresh() {
	for {
		r.turns.Add(1)
		time.Sleep(time.Minute)
	}
}

// sync.OnceFunc in a package variable.
var startJanitor = sync.OnceFunc(func() {
	go func() {
		for {
			log.Print("cleaning")
			time.Sleep(time.Hour)
		}
	}()
})

func EnsureJanitor() { startJanitor() }

// sync.OnceValue in a package variable.
var sharedTicker = sync.OnceValue(func() *coarseClock {
	c := new(coarseClock)
	go func() {
		for {
			c.now.Add(1)
			time.Sleep(time.Second)
		}
	}()
	return c
})

func Ticks() int64 { return sharedTicker().now.Load() }

// A singleton accessor: nil check under a lock on a package variable.
type hub struct{ beats atomic.Int64 }

func (h *hub) loop() {
	for {
		h.beats.Add(1)
		time.Sleep(time.Second)
	}
}

var (
	hubMu     sync.Mutex
	singleHub *hub
)

func Hub() *hub {
	hubMu.Lock()
	defer hubMu.Unlock()
	if singleHub == nil {
		singleHub = new(hub)
		go singleHub.loop()
	}
	return singleHub
}

// A flag of the package, set before the launch, in place of a Once.
var started atomic.Bool

func StartOnlyOnce() {
	if !started.CompareAndSwap(false, true) {
		return
	}
	go func() {
		for {
			log.Print("tick")
			time.Sleep(time.Minute)
		}
	}()
}

// A table of commands that an init function hands over, as with cobra.
type command struct {
	name string
	run  func(args []string)
}

var registered []command

func register(c command) { registered = append(registered, c) }

var proxyCommand = command{
	name: "proxy",
	run: func(args []string) {
		go proxyMetrics()
		select {}
	},
}

func proxyMetrics() {
	for {
		log.Print("metrics")
		time.Sleep(time.Minute)
	}
}

func init() { register(proxyCommand) }
