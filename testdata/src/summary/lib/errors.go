package lib

import (
	"context"
	"errors"
	"fmt"
	"log"
)

// Here it is said what is lost with the error that a function returns: something,
// if there is no fact.

var step func() error

func Fails() error { return errors.New("x") } // want Fails:"^r0=fails$"

func FailsWrapped() error {
	if err := step(); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	return nil
}

func FailsNow(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return step()
}

func Nil() error { return nil } // want Nil:"^noerrors$"

func NilNil() (error, error) { return nil, Nil() } // more than one result: no fact

func NilOften(n int) error { // want NilOften:"^noerrors$"
	if n == 0 {
		return nil
	}
	return NilOften(n - 1)
}

func wrap(err error) error { return fmt.Errorf("x: %w", err) }

func FailsInWrap() error { return wrap(step()) } // want FailsInWrap:"^r0=fails$"

func Wrap(err error) error { return wrap(err) } // want Wrap:"^noerrors r0=fails$"

func Logs() error { // want Logs:"^told$"
	err := step()
	if err != nil {
		log.Print("x: ", err)
		return wrap(err)
	}
	return nil
}

func LogsLast() (err error) { // want LogsLast:"^told$"
	defer func() {
		if err != nil {
			log.Print(err)
		}
	}()
	if err = step(); err != nil {
		return err
	}
	return Fails()
}

func LogsOne() error {
	if err := step(); err != nil {
		log.Print(err)
		return err
	}
	return FailsWrapped()
}

// What it does not log is a decision of its own.
func LogsOrStates() error { // want LogsOrStates:"^told$"
	if err := step(); err != nil {
		log.Print(err)
		return err
	}
	return Fails()
}

// Where something is deferred it may return in another way, after a panic.
func LogsThenDeferred() error { // want LogsThenDeferred:"^told$"
	defer log.Print("done")
	err := step()
	if err != nil {
		log.Print(err)
	}
	return err
}

type handshakeError struct {
	stage string
	err   error
}

func (e *handshakeError) Error() string { return e.stage + ": " + e.err.Error() }

func LogsAndBoxes() error { // want LogsAndBoxes:"^told$"
	if err := step(); err != nil {
		log.Print(err)
		return &handshakeError{"hello", err}
	}
	return nil
}

func Boxes() error {
	if err := step(); err != nil {
		return &handshakeError{"hello", err}
	}
	return nil
}

func IsLogged() error {
	if err := step(); errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func Ended(ctx context.Context) error { // want Ended:"^told$"
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Canceled
	}
	return fmt.Errorf("x: %w", context.Cause(ctx))
}

func Sent(errs chan<- error) error { // want Sent:"^until\\(sent p0\\) told p0:sends ways\\(sends p0\\)$"
	err := step()
	errs <- err
	return err
}

type Keeper struct{ err error }

func (k *Keeper) Kept() error { // want Kept:"^told$"
	k.err = step()
	return k.err
}

// An error that is never nil is known to callers; of what it is made of, it takes nothing else.

type fault struct{ text string }

func (f *fault) Error() string { return f.text }

func Faulty(text string, deep bool) error { // want Faulty:"^r0=fails$"
	if deep {
		return Hidden(&fault{text})
	}
	return &fault{text}
}

func FaultyOrNil(text string) error {
	if text == "" {
		return nil
	}
	return &fault{text}
}

func Hidden(f *fault) error { return f } // want Hidden:"^r0=fails$"

func PerhapsRecovered(text string) (err error) { // want PerhapsRecovered:"^guards$"
	defer func() { recover() }()
	return &fault{text}
}
