// Package lib holds what a team recovers by, and launches by.
package lib

import (
	"fmt"
	"log"
)

// Recover logs a panic. It is to be deferred.
func Recover() {
	if v := recover(); v != nil {
		log.Printf("panic: %v", v)
	}
}

// RecoverTo makes an error of a panic. It is to be deferred.
func RecoverTo(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic: %v", v)
	}
}

// Reporter reports panics.
type Reporter struct{ Name string }

// Catch reports one. It is to be deferred.
func (r *Reporter) Catch() {
	if v := recover(); v != nil {
		log.Printf("%s: panic: %v", r.Name, v)
	}
}

// Go runs f in a goroutine, and logs its panics.
func Go(f func()) {
	go func() {
		defer Recover()
		f()
	}()
}

// Bare runs f in a goroutine.
func Bare(f func()) { go f() }

// Run runs f, and logs its panics.
func Run(f func()) {
	defer Recover()
	f()
}
