// Package lib holds the helpers that launch what they are given.
package lib

import (
	"log"
	"sync"
)

// Go runs f in a goroutine.
func Go(f func()) { go f() }

// SafeGo runs f in a goroutine; a panic is logged.
func SafeGo(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
			}
		}()
		f()
	}()
}

// A Group waits for what it launches.
type Group struct{ wg sync.WaitGroup }

// Go runs f in a goroutine of the group.
func (g *Group) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

// Wait waits for all.
func (g *Group) Wait() { g.wg.Wait() }

// Limited runs fs in n goroutines and waits for all of them.
func Limited(n int, fs []func()) {
	work := make(chan func())
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	for _, f := range fs {
		work <- f
	}
	close(work)
	wg.Wait()
}

// Call calls f.
func Call(f func()) { f() }
