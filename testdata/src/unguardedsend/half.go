package unguardedsend

import (
	"context"
	"sync"
	"time"
)

// Here a context or a done channel is watched, but not while the send blocks.

// The context is asked between the sends, which does not help the one that is
// blocked.
func TailMistake(ctx context.Context, next func() string) <-chan string {
	lines := make(chan string)
	go func() { // want `\(unguardedsend\)`
		defer close(lines)
		for ctx.Err() == nil {
			lines <- next()
		}
	}()
	return lines
}

// The context is watched while it sends.
func TailCure(ctx context.Context, next func() string) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for {
			select {
			case lines <- next():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// The select watches the context while it waits for the next tick, and not when
// it has a sample to send.
func SampleMistake(ctx context.Context, every time.Duration, read func() float64) <-chan float64 {
	samples := make(chan float64)
	go func() { // want `\(unguardedsend\)`
		defer close(samples)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				samples <- read()
			}
		}
	}()
	return samples
}

// The send has a select of its own.
func SampleCure(ctx context.Context, every time.Duration, read func() float64) <-chan float64 {
	samples := make(chan float64)
	go func() {
		defer close(samples)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			select {
			case <-ctx.Done():
				return
			case samples <- read():
			}
		}
	}()
	return samples
}

// A Crawler follows links until it is stopped.
type Crawler struct {
	stop  chan struct{}
	links func(page string) []string
}

// NewCrawler returns a crawler that finds the links of a page with links.
func NewCrawler(links func(page string) []string) *Crawler {
	return &Crawler{make(chan struct{}), links}
}

// Stop ends the crawl.
func (c *Crawler) Stop() { close(c.stop) }

// Stop is heard before a page is sent, not while.
func (c *Crawler) PagesMistake(root string) <-chan string {
	pages := make(chan string)
	go func() { // want `\(unguardedsend\)`
		defer close(pages)
		for todo := []string{root}; len(todo) > 0; {
			select {
			case <-c.stop:
				return
			default:
			}
			pages <- todo[0]
			todo = append(todo[1:], c.links(todo[0])...)
		}
	}()
	return pages
}

// Stop is heard while a page is sent.
func (c *Crawler) PagesCure(root string) <-chan string {
	pages := make(chan string)
	go func() {
		defer close(pages)
		for todo := []string{root}; len(todo) > 0; {
			select {
			case <-c.stop:
				return
			case pages <- todo[0]:
			}
			todo = append(todo[1:], c.links(todo[0])...)
		}
	}()
	return pages
}

// The first word is guarded, as one sees it; the one that ends the game is not.
func GuessMistake(ctx context.Context, guesses []string, right func(guess string) bool) <-chan string {
	hints := make(chan string)
	go func() { // want `\(unguardedsend\)`
		defer close(hints)
		for _, g := range guesses {
			if right(g) {
				break
			}
			select {
			case hints <- "not " + g:
			case <-ctx.Done():
				return
			}
		}
		hints <- "over"
	}()
	return hints
}

// The last one is guarded, too.
func GuessCure(ctx context.Context, guesses []string, right func(guess string) bool) <-chan string {
	hints := make(chan string)
	go func() {
		defer close(hints)
		for _, g := range guesses {
			if right(g) {
				break
			}
			select {
			case hints <- "not " + g:
			case <-ctx.Done():
				return
			}
		}
		select {
		case hints <- "over":
		case <-ctx.Done():
		}
	}()
	return hints
}

// The context ends what opens the ports and what waits for a free slot, but not
// who has found one.
func ScanMistake(ctx context.Context, ports []int, open func(ctx context.Context, port int) bool) <-chan int {
	found := make(chan int)
	limit := make(chan struct{}, 2)
	go func() {
		var wg sync.WaitGroup
		for _, p := range ports {
			select {
			case limit <- struct{}{}:
			case <-ctx.Done():
			}
			if ctx.Err() != nil {
				break
			}
			wg.Go(func() { // want `\(unguardedsend\)`
				defer func() { <-limit }()
				if open(ctx, p) {
					found <- p
				}
			})
		}
		wg.Wait()
		close(found)
	}()
	return found
}

// Each find watches the context.
func ScanCure(ctx context.Context, ports []int, open func(ctx context.Context, port int) bool) <-chan int {
	found := make(chan int)
	limit := make(chan struct{}, 2)
	go func() {
		var wg sync.WaitGroup
		for _, p := range ports {
			select {
			case limit <- struct{}{}:
			case <-ctx.Done():
			}
			if ctx.Err() != nil {
				break
			}
			wg.Go(func() {
				defer func() { <-limit }()
				if open(ctx, p) {
					select {
					case found <- p:
					case <-ctx.Done():
					}
				}
			})
		}
		wg.Wait()
		close(found)
	}()
	return found
}
