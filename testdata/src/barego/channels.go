// Loops whose only exit is a channel that nobody closes or sends on, and
// things that look like a stop and are none.
package barego

import (
	"sync"
	"time"
)

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) inc() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func LocalDoneMistake(every time.Duration) {
	var beats counter
	done := make(chan struct{})
	go func() { // want `\(barego\)`
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				beats.inc()
			case <-done:
				return
			}
		}
	}()
}

func LocalDoneCure(every, life time.Duration) {
	var beats counter
	done := make(chan struct{})
	defer close(done)
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				beats.inc()
			case <-done:
				return
			}
		}
	}()
	time.Sleep(life)
}

// A Sampler has a done channel, but no method that closes it.
type Sampler struct {
	done  chan struct{}
	beats counter
}

func NewSamplerMistake(every time.Duration) *Sampler {
	s := &Sampler{done: make(chan struct{})}
	go s.run(every) // want `\(barego\)`
	return s
}

func (s *Sampler) run(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.beats.inc()
		case <-s.done:
			return
		}
	}
}

// A StoppedSampler has the method that its cousin lacks.
type StoppedSampler struct {
	done  chan struct{}
	once  sync.Once
	beats counter
}

func NewSamplerCure(every time.Duration) *StoppedSampler {
	s := &StoppedSampler{done: make(chan struct{})}
	go s.run(every)
	return s
}

func (s *StoppedSampler) run(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.beats.inc()
		case <-s.done:
			return
		}
	}
}

func (s *StoppedSampler) Close() { s.once.Do(func() { close(s.done) }) }

// A Forgetful closes its stop channel, but its loop never receives from it.
type Forgetful struct {
	stop  chan struct{}
	beats counter
}

func NewForgetfulMistake(every time.Duration) *Forgetful {
	f := &Forgetful{stop: make(chan struct{})}
	go f.run(every) // want `\(barego\)`
	return f
}

func (f *Forgetful) run(every time.Duration) {
	for {
		f.beats.inc()
		time.Sleep(every)
	}
}

func (f *Forgetful) Stop() { close(f.stop) }

// A Mindful looks at its stop channel.
type Mindful struct {
	stop  chan struct{}
	beats counter
}

func NewForgetfulCure(every time.Duration) *Mindful {
	m := &Mindful{stop: make(chan struct{})}
	go m.run(every)
	return m
}

func (m *Mindful) run(every time.Duration) {
	for {
		m.beats.inc()
		select {
		case <-m.stop:
			return
		case <-time.After(every):
		}
	}
}

func (m *Mindful) Stop() { close(m.stop) }

// The handshake at the start says that it runs, not that it ends.
func HandshakeMistake(every time.Duration) {
	var beats counter
	started := make(chan struct{})
	go func() { // want `\(barego\)`
		close(started)
		for {
			beats.inc()
			time.Sleep(every)
		}
	}()
	<-started
}

func HandshakeCure(every time.Duration, rounds int) {
	var beats counter
	started, ended := make(chan struct{}), make(chan struct{})
	go func() {
		close(started)
		defer close(ended)
		for range rounds {
			beats.inc()
			time.Sleep(every)
		}
	}()
	<-started
	<-ended
}

// A WaitGroup counts the start of the loop, not its end.
func StartGroupMistake(every time.Duration) {
	var beats counter
	var ready sync.WaitGroup
	ready.Add(1)
	go func() { // want `\(barego\)`
		ready.Done()
		for {
			beats.inc()
			time.Sleep(every)
		}
	}()
	ready.Wait()
}

func StartGroupCure(every time.Duration, rounds int) {
	var beats counter
	var ended sync.WaitGroup
	ended.Add(1)
	go func() {
		defer ended.Done()
		for range rounds {
			beats.inc()
			time.Sleep(every)
		}
	}()
	ended.Wait()
}

// The channel is made anew for each loop, and the one that is closed is
// another loop's.
func OtherDoneMistake(every time.Duration) (stop func()) {
	var beats counter
	first, second := make(chan struct{}), make(chan struct{})
	loop := func(done <-chan struct{}) {
		for {
			select {
			case <-done:
				return
			case <-time.After(every):
				beats.inc()
			}
		}
	}
	go loop(first)  // want `\(barego\)`
	go loop(second) // the one that ends
	return func() { close(second) }
}

func OtherDoneCure(every time.Duration) (stop func()) {
	var beats counter
	first, second := make(chan struct{}), make(chan struct{})
	loop := func(done <-chan struct{}) {
		for {
			select {
			case <-done:
				return
			case <-time.After(every):
				beats.inc()
			}
		}
	}
	go loop(first)
	go loop(second)
	return func() {
		close(first)
		close(second)
	}
}

// A nil channel is never ready.
func NilDoneMistake(every time.Duration) {
	var beats counter
	var done chan struct{}
	go func() { // want `\(barego\)`
		for {
			select {
			case <-done:
				return
			case <-time.After(every):
				beats.inc()
			}
		}
	}()
}

// A done channel of the package that nothing in the package closes.
var neverClosed = make(chan struct{})

func PackageDoneMistake(every time.Duration) {
	var beats counter
	go func() { // want `\(barego\)`
		for {
			select {
			case <-neverClosed:
				return
			case <-time.After(every):
				beats.inc()
			}
		}
	}()
}

var shutdown = make(chan struct{})

func PackageDoneCure(every time.Duration) {
	var beats counter
	go func() {
		for {
			select {
			case <-shutdown:
				return
			case <-time.After(every):
				beats.inc()
			}
		}
	}()
}

// Shutdown ends all that PackageDoneCure has started.
func Shutdown() { close(shutdown) }
