// Package lib holds launch helpers and loops as a team's own library has
// them. None of its launches is a mistake of its own: what they run is for
// the callers to say.
package lib

import (
	"context"
	"log"
	"sync"
	"time"
)

// Go runs f in a goroutine and does not wait.
func Go(f func()) { go f() }

// SafeGo runs f in a goroutine; a panic is logged.
func SafeGo(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Printf("panic: %v", v)
			}
		}()
		f()
	}()
}

// Background is SafeGo with a name.
func Background(name string, f func()) {
	log.Printf("%s starts", name)
	SafeGo(f)
}

// Detach wraps the wrapper.
func Detach(f func()) { Background("detached", func() { f() }) }

// GoCtx runs f with ctx in a goroutine.
func GoCtx(ctx context.Context, f func(context.Context)) {
	go f(ctx)
}

// GoWith runs f with a value of any type.
func GoWith[T any](v T, f func(T)) {
	go f(v)
}

// All runs all fs side by side.
func All(fs ...func()) {
	for _, f := range fs {
		go f()
	}
}

// Wait runs all fs side by side and waits until the last has returned.
func Wait(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}
	wg.Wait()
}

// Do calls f where it stands.
func Do(f func()) { f() }

// WithRecover gives back f with a recover around it; it starts nothing.
func WithRecover(f func()) func() {
	return func() {
		defer func() {
			if v := recover(); v != nil {
				log.Printf("panic: %v", v)
			}
		}()
		f()
	}
}

// A Task runs its function once it is started.
type Task struct {
	Name string
	Run  func()
}

// Start runs the task in a goroutine.
func (t *Task) Start() { go t.Run() }

// A Job hides its function.
type Job struct{ run func() }

// NewJob makes a job of f.
func NewJob(f func()) *Job { return &Job{run: f} }

// Start runs the job in a goroutine.
func (j *Job) Start() { go j.run() }

// A Group launches functions, and waits for all of them.
type Group struct{ wg sync.WaitGroup }

// Go runs f in a goroutine of the group.
func (g *Group) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

// Wait waits for all that Go has launched.
func (g *Group) Wait() { g.wg.Wait() }

// RunForever calls f again and again, and never returns.
func RunForever(every time.Duration, f func()) {
	for {
		f()
		time.Sleep(every)
	}
}

// Run calls f again and again until ctx ends.
func Run(ctx context.Context, every time.Duration, f func()) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}

// Loop calls f again and again until stop is closed.
func Loop(stop <-chan struct{}, every time.Duration, f func()) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(every):
			f()
		}
	}
}

// A Server loops until it is shut down.
type Server struct {
	quit  chan struct{}
	once  sync.Once
	turns int
}

// NewServer makes a server.
func NewServer() *Server { return &Server{quit: make(chan struct{})} }

// Serve blocks until Shutdown.
func (s *Server) Serve(every time.Duration) {
	for {
		select {
		case <-s.quit:
			return
		case <-time.After(every):
			s.turns++
		}
	}
}

// Shutdown ends Serve.
func (s *Server) Shutdown() { s.once.Do(func() { close(s.quit) }) }

// A Spinner has a loop and no way to end it.
type Spinner struct{ turns int }

// Spin never returns.
func (s *Spinner) Spin(every time.Duration) {
	for {
		s.turns++
		time.Sleep(every)
	}
}
