// Package tags has files that this build leaves out. What they do to a field
// is not known here, so a claim that nobody closes it cannot be made.
package tags

import "time"

// An Agent is ended by Close where there is one: see agent_plan9.go.
type Agent struct {
	quit  chan struct{}
	beats int
}

func NewAgent(every time.Duration) *Agent {
	a := &Agent{quit: make(chan struct{})}
	go a.run(every)
	return a
}

func (a *Agent) run(every time.Duration) {
	for {
		select {
		case <-a.quit:
			return
		case <-time.After(every):
			a.beats++
		}
	}
}

// A Tracer is ended in builds with the tag debugtrace: see trace.go.
type Tracer struct {
	halt  chan struct{}
	lines int
}

func NewTracer(every time.Duration) *Tracer {
	t := &Tracer{halt: make(chan struct{})}
	go func() {
		for {
			select {
			case <-t.halt:
				return
			case <-time.After(every):
				t.lines++
			}
		}
	}()
	return t
}

// No file of any build mentions the field of an Orphan but this one.
type Orphan struct {
	orphaned chan struct{}
	beats    int
}

func NewOrphanMistake(every time.Duration) *Orphan {
	o := &Orphan{orphaned: make(chan struct{})}
	go func() { // want `\(barego\)`
		for {
			select {
			case <-o.orphaned:
				return
			case <-time.After(every):
				o.beats++
			}
		}
	}()
	return o
}

// No file of any build can give this loop an end.
func NewBeaconMistake(every time.Duration) *Orphan {
	o := new(Orphan)
	go func() { // want `\(barego\)`
		for {
			o.beats++
			time.Sleep(every)
		}
	}()
	return o
}
