// Package lib is what other packages of a team offer: work that fails, and
// helpers that launch.
package lib

import (
	"context"
	"errors"
	"log"
	"time"
)

// Upload fails, and only its caller knows.
func Upload(put func(key string) error, key string) error {
	if key == "" {
		return errors.New("no key")
	}
	return put(key)
}

// Sweep logs what goes wrong before it returns it.
func Sweep(remove func() error) error {
	if err := remove(); err != nil {
		log.Printf("sweep: %v", err)
		return err
	}
	return nil
}

// Touch has an error result for the sake of an interface.
func Touch(mark func()) error {
	mark()
	return nil
}

// Tick runs until the context ends, which is all that its error says.
func Tick(ctx context.Context, every time.Duration, f func()) error {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			f()
		}
	}
}

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

// Try runs f in a goroutine, and logs what it returns.
func Try(f func() error) {
	go func() {
		if err := f(); err != nil {
			log.Print(err)
		}
	}()
}
