// Package ledger has a launch for each word that a record has for errors, bounds and ties.
// The records are held by the test of internal/ledger, by the names of the functions.
package ledger

import (
	"context"
	"errors"
	"log"
	"os"
	"sync"
)

// Waits has a group and a lock.
func Waits() int {
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		sum   int
	)
	for i := range 4 {
		group.Go(func() {
			mu.Lock()
			sum += i
			mu.Unlock()
		})
	}
	group.Wait()
	return sum
}

// Limited takes a token first.
func Limited(names []string) {
	tokens := make(chan struct{}, 8)
	for _, name := range names {
		tokens <- struct{}{}
		go func() {
			defer func() { <-tokens }()
			read(name)
		}()
	}
}

// NoToken sends before it launches, to who takes it at once.
func NoToken(names []string) {
	log := make(chan string)
	defer close(log)
	go func() {
		for range log {
		}
	}()
	for _, name := range names {
		log <- name
		go tell(name)
	}
}

// Unlimited takes none.
func Unlimited(names <-chan string) {
	for name := range names {
		go read(name)
	}
}

func read(name string) error {
	_, err := os.ReadFile(name)
	return err
}

// Tells logs what it drops.
func Tells(name string) {
	go tell(name)
}

func tell(name string) error {
	_, err := os.ReadFile(name)
	if err != nil {
		log.Print(err)
	}
	return err
}

// Watches ends with a context that it makes.
func Watches(parent context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	return cancel
}

// Cancels passes one on, and cancels it.
func Cancels(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go watch(ctx)
	log.Print("working")
}

func watch(ctx context.Context) { <-ctx.Done() }

// Hands sends to whoever launches it, who may not take it.
func Hands(quick bool) error {
	failed := make(chan error)
	go func() {
		failed <- errors.New("slow")
	}()
	if quick {
		return nil
	}
	return <-failed
}

var started = make(chan bool)

func init() {
	go start()
}

func start() { close(started) }

// Start waits for what the process starts with.
func Start() { <-started }
