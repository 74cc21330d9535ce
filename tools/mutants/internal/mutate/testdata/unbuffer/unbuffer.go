package unbuffer

import (
	"context"
	"time"
)

func work() (int, error) { return 0, nil }

func Context(ctx context.Context) (int, error) {
	ch := make(chan int, 1) // broken: local
	go func() {
		v, _ := work()
		ch <- v
	}()
	select {
	case v := <-ch:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func Timeout() (err error) {
	errs := make(chan error, 2) // broken: local
	go func() {
		if _, err := work(); err != nil {
			errs <- err
			return
		}
		errs <- nil
	}()
	select {
	case err = <-errs:
	case <-time.After(time.Second):
	}
	return err
}

// What may be harmless.

func Drained(ctx context.Context) {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	select {
	case <-ch:
	case <-ctx.Done():
		<-ch
	}
}

func Guarded(ctx context.Context) {
	ch := make(chan int, 1)
	go func() {
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
	}()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

func Again(ctx context.Context, tick *time.Ticker) int {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	for {
		select {
		case v := <-ch:
			return v
		case <-tick.C:
		}
	}
}

// Its other case comes from the goroutine, after the send.
func ByTheGoroutine() {
	ch, done := make(chan int, 1), make(chan struct{})
	go func() {
		ch <- 1
		close(done)
	}()
	select {
	case <-ch:
	case <-done:
	}
}
