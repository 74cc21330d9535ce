package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// How long a run may take before it says that it is at work, and how often it
// then says how far it is.
const (
	progressDelay    = 2 * time.Second
	progressInterval = 500 * time.Millisecond
)

// progress is the line on a terminal that says how far the work is.
type progress struct {
	packages atomic.Int64
	end      chan struct{} // closed to end the line; nil if there is none
	ended    chan struct{} // closed when it has been wiped off
}

// newProgress begins the line, if there is a terminal to write it to.
func newProgress(w io.Writer, terminal bool) *progress {
	p := new(progress)
	if terminal {
		p.end, p.ended = make(chan struct{}), make(chan struct{})
		go p.show(w)
	}
	return p
}

// set says how many packages are done.
func (p *progress) set(packages int) { p.packages.Store(int64(packages)) }

// stop wipes the line off and waits until that is done.
func (p *progress) stop() {
	if p.end != nil {
		close(p.end)
		<-p.ended
	}
}

func (p *progress) show(w io.Writer) {
	defer close(p.ended)
	start := time.Now()
	wait := time.NewTimer(progressDelay)
	defer wait.Stop()
	for shown := false; ; {
		select {
		case <-p.end:
			if shown {
				fmt.Fprint(w, "\r\x1b[K")
			}
			return
		case <-wait.C:
			shown = true
			fmt.Fprintf(w, "\r\x1b[Kgorolint: %d packages analysed, %d s", p.packages.Load(), int(time.Since(start).Seconds()))
			wait.Reset(progressInterval)
		}
	}
}
