package stopcase

import (
	"context"
	"log"
	"time"
)

func work() {}

func Context(ctx context.Context, tick *time.Ticker) {
	go func() {
		for {
			select {
			case <-ctx.Done(): // broken: local
				return
			case <-tick.C:
				work()
			}
		}
	}()
}

type Server struct {
	done chan struct{}
	in   chan int
}

func (s *Server) Start() { go s.loop() }

func (s *Server) loop() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
loop:
	for {
		select {
		case <-t.C:
			work()
		case i := <-s.in:
			if i == 0 {
				continue
			}
			switch i {
			case 1:
				break
			}
		case <-s.done: // broken: package
			break loop
		}
	}
	work()
}

// What may be harmless.

func OtherWayOut(ctx context.Context, in chan int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case _, ok := <-in:
				if !ok {
					return
				}
			}
		}
	}()
}

func Exits(ctx context.Context, in chan int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-in:
				log.Fatal("no more")
			}
		}
	}()
}

func InTheCaller(ctx context.Context, in chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-in:
		}
	}
}

func Condition(ctx context.Context, in chan int) {
	go func() {
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
				return
			case <-in:
			}
		}
	}()
}

func GoesOn(ctx context.Context, in chan int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				work()
			case <-in:
			}
		}
	}()
}

func Background(in chan int) { go forEver(context.Background(), in) }

func forEver(ctx context.Context, in chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-in:
		}
	}
}
