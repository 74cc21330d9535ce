// Package instances: a loop on a branch that this value, this variable or this
// set of options does not take.
package instances

import "time"

type poller struct{ once bool }

func (p *poller) run() {
	if p.once {
		work()
		return
	}
	for {
		work()
		time.Sleep(time.Second)
	}
}

func Kick() { go (&poller{once: true}).run() }

func Run() { new(poller).run() }

// The argument of the function around the goroutine.
func start(once bool) {
	go func() {
		work()
		if once {
			return
		}
		for {
			work()
			time.Sleep(time.Second)
		}
	}()
}

func Start() { start(true) }

// An argument that is a struct, tested by a switch.
type mode int

const (
	oneShot mode = iota
	forever
)

type options struct {
	mode  mode
	every time.Duration
}

func serve(o options) {
	switch o.mode {
	case oneShot:
		work()
	case forever:
		for {
			work()
			time.Sleep(o.every)
		}
	}
}

func Background() { go serve(options{}) }

func Serve() { serve(options{forever, time.Second}) }

func work() {}
