package lostctx

import (
	"context"
	"sync"
	"time"
)

// The wait for the end of a context that never ends.

// Each is to wait for its turn, or for the end of a context that has none.
func RemindMistake(ctx context.Context, after []time.Duration, remind func()) {
	var wg sync.WaitGroup
	for _, d := range after {
		wg.Go(func() { later(context.Background(), d, remind) }) // want `waits for the end of a context that never ends: nobody can cancel it; pass ctx \(group\)`
	}
	wg.Wait()
}

// They look to the caller's.
func RemindCure(ctx context.Context, after []time.Duration, remind func()) {
	var wg sync.WaitGroup
	for _, d := range after {
		wg.Go(func() { later(ctx, d, remind) })
	}
	wg.Wait()
}

func later(ctx context.Context, d time.Duration, f func()) {
	select {
	case <-time.After(d):
		f()
	case <-ctx.Done():
	}
}

// A Feed hands on what it is given.
type Feed struct {
	ctx context.Context
	in  chan string
}

// NewFeed returns a feed that nobody can end: its context is the background.
func NewFeed() *Feed { return &Feed{context.Background(), make(chan string)} }

// Push gives the feed a value.
func (f *Feed) Push(s string) { f.in <- s }

// Nothing is at hand, and the field has nothing to wait for.
func (f *Feed) FirstMistake(got func(string)) {
	go func() { // want `waits for the end of a context that never ends: nobody can cancel it; derive it from one that ends \(group\)`
		select {
		case s := <-f.in:
			got(s)
		case <-f.ctx.Done():
		}
	}()
}

// It takes a context from who wants the value.
func (f *Feed) FirstCure(ctx context.Context, got func(string)) {
	go func() {
		select {
		case s := <-f.in:
			got(s)
		case <-ctx.Done():
		}
	}()
}

// A Line takes what there is room for, or gives up.
type Line struct{ room chan string }

func (l *Line) Put(ctx context.Context, s string) error {
	select {
	case l.room <- s:
		return nil
	case old := <-l.room:
		l.room <- old + s
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Who has no context at hand says so.
func (l *Line) Ring() {
	go func() {
		if err := l.Put(context.Background(), "ring"); err != nil {
			println(err.Error())
		}
	}()
}
