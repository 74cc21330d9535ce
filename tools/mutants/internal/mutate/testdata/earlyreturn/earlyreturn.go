package earlyreturn

import (
	"context"
	"errors"
)

func work(int) error { return nil }

func Context(ctx context.Context, n int) error {
	ch := make(chan error)
	go func() { ch <- work(n) }()
	work(1)
	return <-ch // broken: local
}

func Parameter(name string) (int, error) {
	if len(name) > 10 {
		return 0, errors.New("too long")
	}
	return 0, nil
}

func Flag(verbose bool, items []int) (n int, err error) {
	ch := make(chan int)
	go func() {
		for v := range ch {
			n += v
		}
	}()
	for _, i := range items {
		ch <- i
	}
	close(ch) // broken: local
	return n, nil
}

// What may be harmless, or has no condition.

func Decided(n int) error {
	if n == 0 {
		return nil
	}
	ch := make(chan error)
	go func() { ch <- work(n) }()
	return <-ch
}

func Room(ctx context.Context) error {
	ch := make(chan error, 1)
	go func() { ch <- work(1) }()
	return <-ch
}

func DeferredClose(verbose bool, items []int) {
	ch := make(chan int)
	defer close(ch)
	go func() {
		for range ch {
		}
	}()
	for _, i := range items {
		ch <- i
	}
}

func Shadowed(ctx context.Context) error {
	ch := make(chan error)
	{
		ctx := 1
		go func() { ch <- work(ctx) }()
		return <-ch
	}
}
