// Package lib has helpers that launch what they are given.
package lib

import (
	"log"
	"time"
)

// Go recovers.
func Go(f func()) {
	go guarded(f)
}

func guarded(f func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	f()
}

// GoFor hands n on.
func GoFor[T any](f func(T), n T) { go f(n) }

// Worker launches by a method.
type Worker struct{ name string }

func (w *Worker) Go(f func()) {
	log.Print(w.name)
	go func() {
		f()
		log.Print(w.name, " done")
	}()
}

// Twice is no go statement: there are two goroutines.
func Twice(f func()) {
	for range 2 {
		go f()
	}
}

// Perhaps launches if it likes.
func Perhaps(f func()) {
	if time.Now().Hour() < 12 {
		go f()
	}
}

// Retry calls it more than once, in one goroutine.
func Retry(f func() error) {
	go func() {
		for f() != nil {
		}
	}()
}

// Patient waits, for a while.
func Patient(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}

// A Later launches what it has when it is started.
type Later struct{ f func() }

func (l *Later) Set(f func()) { l.f = f }

func (l *Later) Start() { go l.f() }

// A Limit bounds how many run at a time.
type Limit struct{ tokens chan struct{} }

func NewLimit(n int) *Limit { return &Limit{make(chan struct{}, n)} }

// Get reports whether exit has been closed meanwhile.
func (l *Limit) Get(exit <-chan struct{}) bool {
	select {
	case <-exit:
		return true
	case l.tokens <- struct{}{}:
		return false
	}
}

func (l *Limit) Put() { <-l.tokens }
