// want package:"analyzed\\(7\\)"

package lib

import (
	"context"
	"time"
)

// What is done to channels.

func Close(ch chan int) { close(ch) } // want Close:"^p0:closes ways\\(closes p0\\)$"

func CloseBoth(a, b chan<- int) { // want CloseBoth:"^p0:closes p1:closes ways\\(closes p1, closes p0\\)$"
	defer close(a)
	finish(b)
}

func finish(ch chan<- int) { close(ch) }

func Relay(in <-chan int, out chan<- int) { // want Relay:"^until\\(recv p0, closed p0\\) p0:receives p1:sends\\+closes ways\\(receives p0 often\\[sends p1\\], closes p1\\)$"
	defer close(out)
	for v := range in {
		out <- v
	}
}

// Background work on a channel is an effect too.
func Feed(out chan<- int) { // want Feed:"^p0:sends\\+closes$"
	go func() {
		defer close(out)
		out <- 1
	}()
}

var registered []chan int

func Register(ch chan int) { registered = append(registered, ch) } // a list that only this package has

var Exported chan int

func Publish(ch chan int) { Exported = ch } // want Publish:"^p0:keeps$"

// Hide puts it where no type tells what it is.
func Hide(ch chan int) any { return ch } // want Hide:"^p0:keeps$"

// A Box keeps a channel in an unexported field; what its methods do to it is
// done to the parameter.
type Box struct{ ch chan int }

func (b *Box) Set(ch chan int) { b.ch = ch } // want Set:"^p1:sends\\+closes$"

func (b *Box) Send(v int) { b.ch <- v }

func (b *Box) Stop() { close(b.ch) }

// Ignore leaves it alone.
func Ignore(ch chan int) int { return cap(ch) }

func PassChan(ch chan int) <-chan int { return ch } // want PassChan:"^p0:keeps r0=p0$"

// What is known of results.

func After(d time.Duration) <-chan time.Time { return time.After(d) } // want After:"^r0=timer$"

func TickOf(t *time.Ticker) <-chan time.Time { return t.C } // want TickOf:"^r0=timer$"

func NoContext() context.Context { return context.Background() } // want NoContext:"^r0=never$"

func Detached(ctx context.Context) (context.Context, error) { // want Detached:"^r0=never$"
	return context.WithoutCancel(ctx), nil
}

type ctxKey struct{}

func WithID(ctx context.Context, id string) context.Context { // want WithID:"^(p0:keeps )?r0=p0$"
	return context.WithValue(ctx, ctxKey{}, id)
}

// WithLimit ends by itself, so nothing is known of its result.
func WithLimit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

// A Ticker hides a timer's channel behind a method.
type Ticker interface {
	Chan() <-chan time.Time
	Stop()
}

type realTicker struct{ *time.Ticker }

func (t realTicker) Chan() <-chan time.Time { return t.C } // want Chan:"^r0=timer$"

func NewTicker(d time.Duration) Ticker { // want NewTicker:"^r0\\.Chan=timer$"
	return realTicker{time.NewTicker(d)}
}

// FakeTicker can be closed.
type FakeTicker struct{ c chan time.Time }

func (t *FakeTicker) Chan() <-chan time.Time { return t.c }

func (t *FakeTicker) Stop() { close(t.c) }

func NewFake() *FakeTicker { return &FakeTicker{c: make(chan time.Time)} }

// AnyTicker may be either.
func AnyTicker(fake bool) Ticker {
	if fake {
		return NewFake()
	}
	return realTicker{time.NewTicker(time.Second)}
}
