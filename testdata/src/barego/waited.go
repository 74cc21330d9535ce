package barego

import (
	"context"
	"sync"
	"time"
)

// A mill has two loops, of which its Close ends one.
type mill struct {
	wg    sync.WaitGroup
	turns int
	ticks chan int
}

func newMill(ctx context.Context) *mill {
	m := &mill{ticks: make(chan int)}
	m.wg.Add(1)
	go m.turn(ctx)
	m.wg.Add(1)
	go m.tick() // want `\(barego\)`
	return m
}

func (m *mill) turn(ctx context.Context) {
	defer m.wg.Done()
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-m.ticks:
			m.turns += n
		}
	}
}

func (m *mill) tick() {
	defer m.wg.Done()
	for {
		time.Sleep(time.Second)
	}
}

// Wait never returns.
func (m *mill) Wait() { m.wg.Wait() }

// Serve goes on for ever, and is meant to: nothing of it is ever stopped.
func Serve(step func()) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				step()
			}
		}()
	}
	wg.Wait()
}

// A beacon's Close gives up its lamp and waits, for what does not know of it.
type beacon struct {
	wg   sync.WaitGroup
	dark chan struct{}
}

func newBeacon(flash func()) *beacon {
	b := &beacon{dark: make(chan struct{})}
	b.wg.Go(func() { // want `\(barego\)`
		for {
			flash()
			time.Sleep(time.Second)
		}
	})
	return b
}

func (b *beacon) Close() {
	close(b.dark)
	b.wg.Wait()
}

// The same with its lamp in sight.
func newSeenBeacon(flash func()) *beacon {
	b := &beacon{dark: make(chan struct{})}
	b.wg.Go(func() {
		for {
			select {
			case <-b.dark:
				return
			case <-time.After(time.Second):
				flash()
			}
		}
	})
	return b
}

// A siren keeps its cancel func as any other, and its loop does not ask for the context.
type siren struct {
	wg     sync.WaitGroup
	ctx    context.Context
	cancel func()
}

func newSiren(wail func()) *siren {
	s := new(siren)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Add(1)
	go s.run(wail) // want `\(barego\)`
	return s
}

func (s *siren) run(wail func()) {
	defer s.wg.Done()
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			wail()
		}
	}
}

func (s *siren) Close() error {
	s.cancel()
	s.wg.Wait()
	return s.ctx.Err()
}
