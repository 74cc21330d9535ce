package leaky

import "context"

// A Page is what is found at an address.
type Page string

// Fetch returns when the page is there, or the context ends. If it ends first,
// nobody receives the page, and its goroutine stays at the send for ever.
func Fetch(ctx context.Context, get func() Page) (Page, error) {
	pages := make(chan Page)
	go func() {
		pages <- get()
	}()
	select {
	case p := <-pages:
		return p, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// FetchAnyway is the cure: there is room for the page, received or not.
func FetchAnyway(ctx context.Context, get func() Page) (Page, error) {
	pages := make(chan Page, 1)
	go func() {
		pages <- get()
	}()
	select {
	case p := <-pages:
		return p, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
