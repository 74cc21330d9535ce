// Package lib has launch helpers for package model.
package lib

import (
	"context"
	"sync"
	"time"
)

func Go(f func()) { go f() } // want `^once · join: unknown · stop: unknown · finite: unknown · unknown: param`

func GoArg(f func(context.Context), ctx context.Context) {
	go f(ctx) // want `^once · join: .* · unknown: param`
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
		wg.Go(f) // want `^per item · join: wait lib.go:\d+ · .* · by Go · unknown: param`
	}
	wg.Wait()
}

func GoEach[T any](items []T, f func(T)) {
	for _, item := range items {
		go f(item) // want `^per item · .* · unknown: param`
	}
}

// A Server runs what is stored in its field.
type Server struct{ Handler func() }

func (s *Server) Start() { go s.Handler() } // want `^once · .* · unknown: body`

// A Worker launches by a method.
type Worker struct{}

func (Worker) Go(f func()) { go f() } // want `^once · .* · unknown: param`

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

func GoIn(wg *sync.WaitGroup, f func()) {
	wg.Go(f) // want `^once · .* · by Go · unknown: .*`
}

// A Group waits in a method.
type Group struct{ wg sync.WaitGroup }

func (g *Group) Go(f func()) {
	g.wg.Go(f) // want `^once · join: wait lib.go:\d+ · .* · by Go · unknown: param$`
}

func (g *Group) Wait() { g.wg.Wait() } // for Go

// Lost is like Group, and the users never wait.
type Lost struct{ wg sync.WaitGroup }

func (g *Lost) Go(f func()) {
	g.wg.Go(f) // want `^once · join: wait lib.go:\d+ · .* · by Go · unknown: param$`
}

func (g *Lost) Wait() { g.wg.Wait() } // for Go

// A Cron runs what it is given when it is stopped.
type Cron struct{ quit chan struct{} }

func NewCron() *Cron { return &Cron{make(chan struct{})} }

func (c *Cron) AtStop(f func()) {
	go func() { // want `^once · .* · stop: close lib.go:\d+ · `
		<-c.quit
		f()
	}()
}

func (c *Cron) Stop() { close(c.quit) } // for AtStop

// Other is like Cron, and the users never stop it.
type Other struct{ quit chan struct{} }

func NewOther() *Other { return &Other{make(chan struct{})} }

func (c *Other) AtStop(f func()) {
	go func() { // want `^once · .* · stop: close lib.go:\d+ · `
		<-c.quit
		f()
	}()
}

func (c *Other) Stop() { close(c.quit) } // for AtStop
