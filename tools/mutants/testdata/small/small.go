// Package small is correct: each of its functions can be broken in one way or more.
package small

import (
	"context"
	"sync"
	"time"
)

func sum(items []int) (n int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, i := range items {
			ch <- i
		}
	}()
	for v := range ch {
		n += v
	}
	return n
}

func each(items []int, do func(int)) {
	var wg sync.WaitGroup
	for _, i := range items[:3] {
		wg.Add(1)
		go func() {
			defer wg.Done()
			do(i)
		}()
	}
	wg.Wait()
}

func refresh(ctx context.Context, every time.Duration, n *int) {
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				*n++
			case <-ctx.Done():
				return
			}
		}
	}()
}

func fetch(ctx context.Context) (int, error) {
	ch := make(chan int, 1)
	go func() { ch <- sum([]int{1, 2}) }()
	select {
	case v := <-ch:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func square(ctx context.Context, n int) (int, error) {
	ch := make(chan int)
	go func() { ch <- n * n }()
	n++
	return <-ch, ctx.Err()
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *counter) get() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

type tree struct{ below []*tree }

func (t *tree) walk(c *counter) {
	c.add()
	for _, b := range t.below {
		b.walk(c)
	}
}
