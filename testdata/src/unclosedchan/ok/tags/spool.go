// Package tags closes its channels in files that this build leaves out.
package tags

import "log"

// A Spool is ended by Close on Plan 9, and by nothing elsewhere.
type Spool struct{ jobs chan string }

func NewSpool() *Spool {
	s := &Spool{jobs: make(chan string)}
	go func() {
		for job := range s.jobs {
			log.Print(job)
		}
	}()
	return s
}

func (s *Spool) Put(job string) { s.jobs <- job }

// A Trace is ended in builds with the tag debugtrace.
type Trace struct{ points chan int }

func NewTrace() *Trace {
	t := &Trace{points: make(chan int)}
	go t.loop()
	return t
}

func (t *Trace) loop() {
	for {
		p, ok := <-t.points
		if !ok {
			return
		}
		log.Print(p)
	}
}

func (t *Trace) Point(p int) { t.points <- p }
