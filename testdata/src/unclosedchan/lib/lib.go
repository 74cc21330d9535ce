// Package lib holds workers and closers as another package of the module has
// them: what they do to a channel is known by facts only.
package lib

import (
	"fmt"
	"io"
	"sync"
)

// Print writes what comes, until lines is closed.
func Print(w io.Writer, lines <-chan string) {
	for line := range lines {
		fmt.Fprintln(w, line)
	}
}

// Finish closes lines.
func Finish(lines chan<- string) { close(lines) }

// Each sends all of in to out and closes it.
func Each(in []string, out chan<- string) {
	defer close(out)
	for _, s := range in {
		out <- s
	}
}

// Send sends all of in to out and leaves it open.
func Send(in []string, out chan<- string) {
	for _, s := range in {
		out <- s
	}
}

// A Closer keeps what it has to close.
type Closer struct {
	mu  sync.Mutex
	chs []chan string
}

// Add keeps ch.
func (c *Closer) Add(ch chan string) {
	c.mu.Lock()
	c.chs = append(c.chs, ch)
	c.mu.Unlock()
}

// Close closes all that Add has kept.
func (c *Closer) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range c.chs {
		close(ch)
	}
	c.chs = nil
}

// A Queue has its channel in an exported field.
type Queue struct{ C chan string }

// Close closes the queue.
func (q *Queue) Close() { close(q.C) }
