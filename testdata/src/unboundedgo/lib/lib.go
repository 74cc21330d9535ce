// Package lib is another package, for facts.
package lib

import (
	"context"
	"encoding/json"
	"io"
	"sync"
)

// An Order is an item.
type Order struct {
	ID       int
	Customer string
	Paid     bool
}

// A Page is a part of a list.
type Page struct{ Orders []Order }

// A Pager asks for one page after another.
type Pager interface {
	More() bool
	Next(ctx context.Context) (Page, error)
}

// Fetch decodes a page.
func Fetch(r io.Reader) (*Page, error) {
	p := new(Page)
	if err := json.NewDecoder(r).Decode(p); err != nil {
		return nil, err
	}
	return p, nil
}

// Slots are a semaphore.
type Slots chan struct{}

// Take blocks until there is a slot.
func (s Slots) Take() { s <- struct{}{} }

// Free gives a slot back.
func (s Slots) Free() { <-s }

// Each runs f for each item, with so many workers.
func Each[T any](workers int, items []T, f func(T)) {
	in := make(chan T)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for item := range in {
				f(item)
			}
		})
	}
	for _, item := range items {
		in <- item
	}
	close(in)
	wg.Wait()
}
