// Package lib has launch helpers for package model.
package lib

import (
	"context"
	"sync"
	"time"
)

func Go(f func()) { go f() } // want `^once · join: unknown · stop: unknown · finite: unknown · unknown: body`

func GoArg(f func(context.Context), ctx context.Context) {
	go f(ctx) // want `^once · join: .* · unknown: body`
}

func GoSafe(f func()) {
	go func() { // want `^once · join: .* · unknown: callback`
		defer func() { _ = recover() }()
		f()
	}()
}

// GoNested hands on to one that hands on.
func GoNested(f func()) { goLater(f) } // want `^once · .* · by goLater`

func goLater(f func()) { Go(f) } // want `^once · .* · by Go`

// GoWait waits for all of them.
func GoWait(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f) // want `^per item · join: wait lib.go:\d+ · .* · by Go · unknown: body`
	}
	wg.Wait()
}

func GoEach[T any](items []T, f func(T)) {
	for _, item := range items {
		go f(item) // want `^per item · .* · unknown: body`
	}
}

// A Server runs what is stored in its field.
type Server struct{ Handler func() }

func (s *Server) Start() { go s.Handler() } // want `^once · .* · unknown: body`

// A Worker launches by a method.
type Worker struct{}

func (Worker) Go(f func()) { go f() } // want `^once · .* · unknown: body`

func Forever() {
	for {
		time.Sleep(time.Second)
	}
}

func Until(ctx context.Context) { <-ctx.Done() }

func Work() {}

var later []func()

// Later keeps a func for somebody to run.
func Later(f func()) { later = append(later, f) }

func RunLater() {
	for _, f := range later {
		f()
	}
}
