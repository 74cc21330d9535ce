package losterror

import (
	"errors"
	"log"
	"os"
	"sync/atomic"
)

// Here what is returned stands for another error, or comes out of a record.

var errNotLoaded = errors.New("not loaded")

// Loader reads a file at times.
type Loader struct {
	OnError func(error)
	last    atomic.Pointer[loaded]
}

type loaded struct {
	text []byte
	err  error
}

func (l *Loader) hidden(name string) error {
	if _, err := os.ReadFile(name); err != nil {
		return errNotLoaded
	}
	return nil
}

// HiddenMistake starts what keeps the cause to itself, and nobody gets the rest.
func (l *Loader) HiddenMistake(name string) {
	go l.hidden(name) // want `the error of l.hidden goes nowhere: .*\(losterror\)`
}

func (l *Loader) told(name string) error {
	if _, err := os.ReadFile(name); err != nil {
		l.OnError(err)
		return errNotLoaded
	}
	return nil
}

// ToldCure starts what tells of the cause.
func (l *Loader) ToldCure(name string) { go l.told(name) }

func (l *Loader) logged(name string) (err error) {
	defer l.last.Store(nil)
	_, cause := os.ReadFile(name)
	if cause == nil {
		return nil
	}
	log.Print(cause)
	return errors.New("not loaded")
}

// LoggedCure starts what logs the cause.
func (l *Loader) LoggedCure(name string) { go l.logged(name) }

func (l *Loader) toldElsewhere(name string) error {
	if _, err := os.Stat(name); err != nil {
		l.OnError(err)
	}
	if _, err := os.ReadFile(name); err != nil {
		return errNotLoaded
	}
	return nil
}

// ElsewhereMistake starts what tells of one error and not of the other.
func (l *Loader) ElsewhereMistake(name string) {
	go l.toldElsewhere(name) // want `the error of l.toldElsewhere goes nowhere: .*\(losterror\)`
}

func (l *Loader) empty(text []byte) error {
	if len(text) == 0 {
		log.Print("an empty text")
		return errors.New("empty")
	}
	return nil
}

// EmptyCure starts what says itself what is wrong.
func (l *Loader) EmptyCure(text []byte) { go l.empty(text) }

func (l *Loader) kept(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	now := &loaded{text, err}
	l.last.Store(now)
	return now.text, now.err
}

// KeptCure starts what keeps the error where Last finds it.
func (l *Loader) KeptCure(name string) { go l.kept(name) }

// Last returns what was read last.
func (l *Loader) Last() ([]byte, error) {
	now := l.last.Load()
	if now == nil {
		return nil, nil
	}
	return now.text, now.err
}

func (l *Loader) dropped(name string) ([]byte, error) {
	var now loaded
	now.text, now.err = os.ReadFile(name)
	return now.text, now.err
}

// DroppedMistake starts what has the error in a record that is gone with it.
func (l *Loader) DroppedMistake(name string) {
	go l.dropped(name) // want `the error of l.dropped goes nowhere: .*\(losterror\)`
}
