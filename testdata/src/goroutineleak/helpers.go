package goroutineleak

import (
	"context"
	"errors"

	"goroutineleak/lib"
)

// Here the goroutines are started by functions of another package, or by what a directive is about.

func HelperMistake(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int)
	lib.Go(func() {
		answers <- ask() // want `\(goroutineleak\)`
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func HelperCure(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int, 1)
	lib.Go(func() { answers <- ask() })
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func HelperMethodMistake(ctx context.Context, w *lib.Worker, ask func() int) (int, error) {
	answers := make(chan int)
	run := w.Go
	run(func() {
		answers <- ask() // want `\(goroutineleak\)`
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func HelperMethodCure(ctx context.Context, w *lib.Worker, ask func() int) (int, error) {
	answers := make(chan int)
	run := w.Go
	run(func() {
		select {
		case answers <- ask():
		case <-ctx.Done():
		}
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func HandedOnMistake(fail bool) error {
	done := make(chan error)
	lib.GoFor(func(err error) {
		done <- err // want `\(goroutineleak\)`
	}, context.Canceled)
	if fail {
		return errors.New("failed")
	}
	return <-done
}

func HandedOnCure(fail bool) error {
	done := make(chan error, 1)
	lib.GoFor(func(err error) { done <- err }, context.Canceled)
	if fail {
		return errors.New("failed")
	}
	return <-done
}

// All that is sent is received: of two goroutines, of one or none, of some tries, of one that is waited for, of one
// that starts later.
func severalSends(l *lib.Later) {
	twice := make(chan int)
	lib.Twice(func() { twice <- 1 })
	<-twice
	<-twice

	tries := make(chan int)
	lib.Retry(func() error { return errors.New("again after " + text(tries)) })
	tries <- 1
	tries <- 2

	kept := make(chan int)
	lib.Patient(func() { kept <- 1 })
	<-kept

	later := make(chan int)
	l.Set(func() { later <- 1 })
	l.Start()
	<-later
	l.Start()
	<-later
}

func text(ch <-chan int) string { return string(rune(<-ch)) }

// It may not be launched at all, and then there is nobody who sends: who is not sure says so.
func perhaps() {
	ch := make(chan int)
	lib.Perhaps(func() { ch <- 1 })
	<-ch
}

type dispatcher interface {
	//gorolint:launches f
	Dispatch(f func())
}

type office struct {
	d dispatcher
	//gorolint:launches f
	start func(f func())
}

// Submit puts f on a list.
//
//gorolint:launches f
func (o *office) Submit(f func()) { o.d.Dispatch(f) }

func (o *office) byMethod(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int)
	o.Submit(func() {
		answers <- ask() // want `\(goroutineleak\)`
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (o *office) byInterface(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int)
	o.d.Dispatch(func() {
		answers <- ask() // want `\(goroutineleak\)`
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (o *office) byField(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int)
	o.start(func() {
		answers <- ask() // want `\(goroutineleak\)`
	})
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (o *office) cure(ctx context.Context, ask func() int) (int, error) {
	answers := make(chan int, 3)
	o.Submit(func() { answers <- ask() })
	o.d.Dispatch(func() { answers <- ask() })
	o.start(func() { answers <- ask() })
	select {
	case n := <-answers:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
