package unguardedsend

import (
	"context"
	"time"
)

// Here the receiver is in the package, and stops when a context ends.

// Feed reads ahead of whoever calls Next.
type Feed struct {
	ctx   context.Context
	items chan int
	last  int
	stop  context.CancelFunc
}

// The context is asked between the sends, but Next may be gone when the send blocks.
func OpenFeedMistake(ctx context.Context, read func() (int, error)) *Feed {
	f := &Feed{ctx: ctx, items: make(chan int, 4)}
	go func() { // want `sends to items without a look at the context at hand.*\(unguardedsend\)`
		defer close(f.items)
		for {
			n, err := read()
			if err != nil || ctx.Err() != nil {
				return
			}
			f.items <- n
		}
	}()
	return f
}

// Next reports whether there was another item.
func (f *Feed) Next() (ok bool) {
	ctx, cancel := context.WithTimeout(f.ctx, time.Second)
	defer cancel()
	select {
	case f.last, ok = <-f.items:
		return ok
	case <-ctx.Done():
		return false
	}
}

// Last returns the item that Next has found.
func (f *Feed) Last() int { return f.last }

// Reel is a Feed whose goroutine watches the context with each send.
type Reel struct {
	ctx   context.Context
	items chan int
}

// The send gives up with the context.
func OpenReelCure(ctx context.Context, read func() (int, error)) *Reel {
	r := &Reel{ctx: ctx, items: make(chan int, 4)}
	go func() {
		defer close(r.items)
		for {
			n, err := read()
			if err != nil {
				return
			}
			select {
			case r.items <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	return r
}

// Next returns another item, if there is one.
func (r *Reel) Next() (n int, ok bool) {
	select {
	case n, ok = <-r.items:
		return n, ok
	case <-r.ctx.Done():
		return 0, false
	}
}

// Pull asks a source as fast as Recv takes what it gives.
type Pull[T any] struct {
	ch  chan T
	err error
}

// Start begins to ask. Whoever has a deadline for Recv gives up, and leaves the send.
func (p *Pull[T]) StartMistake(ctx context.Context, ask func(context.Context) (T, error)) {
	p.ch = make(chan T)
	go func() { // want `sends to ch without a look at the context at hand.*\(unguardedsend\)`
		defer close(p.ch)
		for {
			v, err := ask(ctx)
			if err != nil {
				p.err = err
				return
			}
			p.ch <- v
		}
	}()
}

// Recv returns what comes next.
func (p *Pull[T]) Recv(ctx context.Context) (v T, err error) {
	select {
	case v, ok := <-p.ch:
		if !ok {
			return v, p.err
		}
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// Push is a Pull that gives up as well.
type Push[T any] struct {
	ch  chan T
	err error
}

// Start begins to ask.
func (p *Push[T]) StartCure(ctx context.Context, ask func(context.Context) (T, error)) {
	p.ch = make(chan T)
	go func() {
		defer close(p.ch)
		for {
			v, err := ask(ctx)
			if err == nil {
				select {
				case p.ch <- v:
					continue
				case <-ctx.Done():
					err = ctx.Err()
				}
			}
			p.err = err
			return
		}
	}()
}

// Recv returns what comes next.
func (p *Push[T]) Recv(ctx context.Context) (v T, err error) {
	select {
	case v, ok := <-p.ch:
		if !ok {
			return v, p.err
		}
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// CountUntil drains what it does not count: its sender gets to its end.
func CountUntil(ctx context.Context, read func() (int, bool)) (n int) {
	items := make(chan int)
	go func() {
		defer close(items)
		for {
			v, ok := read()
			if !ok {
				return
			}
			items <- v
		}
	}()
	for {
		select {
		case _, ok := <-items:
			if !ok {
				return n
			}
			n++
		case <-ctx.Done():
			for range items {
			}
			return n
		}
	}
}

// shelf is filled in the background, and emptied by whoever closes it.
type shelf struct {
	ctx   context.Context
	boxes chan string
}

// Fill sends to boxes.
func Fill(ctx context.Context, names []string) *shelf {
	s := &shelf{ctx: ctx, boxes: make(chan string)}
	go func() {
		defer close(s.boxes)
		for _, n := range names {
			s.boxes <- n
		}
	}()
	return s
}

// Take returns the next box; Close must be called in the end.
func (s *shelf) Take() (string, bool) {
	select {
	case b, ok := <-s.boxes:
		return b, ok
	case <-s.ctx.Done():
		return "", false
	}
}

// Close receives what is left.
func (s *shelf) Close() {
	for range s.boxes {
	}
}

// Lookups asks all servers, each of which has a channel with room for its one answer.
func Lookups(ctx context.Context, servers []func() string) (string, error) {
	answers := make([]chan string, len(servers))
	for i := range servers {
		answers[i] = make(chan string, 1)
	}
	go func() {
		for i, ask := range servers {
			go func() { answers[i] <- ask() }()
		}
	}()
	for _, ch := range answers {
		select {
		case a := <-ch:
			if a != "" {
				return a, nil
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", nil
}

// A Wire carries calls, each with a channel for its one reply.
type Wire struct {
	calls map[int]chan string
}

// Call waits for the reply.
func (w *Wire) Call(ctx context.Context, id int) (string, error) {
	ch := make(chan string, 1)
	w.calls[id] = ch
	select {
	case r := <-ch:
		return r, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Run hands the replies to whoever waits for them.
func (w *Wire) Run(ctx context.Context, read func() (int, string)) {
	go func() {
		for ctx.Err() == nil {
			id, r := read()
			if ch, ok := w.calls[id]; ok {
				ch <- r
			}
		}
	}()
}
