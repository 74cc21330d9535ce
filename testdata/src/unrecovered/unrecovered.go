// Package unrecovered holds goroutines whose panic ends the process, each beside
// its cure.
package unrecovered

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"unrecovered/lib"
)

// A literal.
func LiteralMistake(f func()) {
	go func() { // want `a panic in this goroutine ends the process: it does not recover; defer ok.guard.Catch first in it \(unrecovered\)`
		f()
	}()
}

func LiteralCure(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
			}
		}()
		f()
	}()
}

type worker struct {
	step func()
	log  []string
}

func (w *worker) run() { w.step() }

// A method.
func MethodMistake(f func()) {
	w := &worker{step: f}
	go w.run() // want `a panic in goroutine worker.run ends the process: it does not recover`
}

func (w *worker) runSafe() {
	defer w.recover()
	w.step()
}

func (w *worker) recover() {
	if v := recover(); v != nil {
		w.log = append(w.log, fmt.Sprint(v))
	}
}

func MethodCure(f func()) {
	w := &worker{step: f}
	go w.runSafe()
}

// A method value.
func ValueMistake(f func()) {
	w := &worker{step: f}
	run := w.run
	go run() // want `\(unrecovered\)`
}

func ValueCure(f func()) {
	w := &worker{step: f}
	run := w.runSafe
	go run()
}

// A closure in a variable.
func ClosureMistake(f func()) {
	run := func() { f() }
	go run() // want `\(unrecovered\)`
}

func ClosureCure(f func()) {
	run := func() {
		defer lib.Recover()
		f()
	}
	go run()
}

// The recover comes after the work.
func LateMistake(f func()) {
	go func() { // want `it recovers only after what can panic; defer ok.guard.Catch`
		f()
		defer lib.Recover()
	}()
}

func LateCure(f func()) {
	go func() {
		defer lib.Recover()
		f()
	}()
}

// The recover is called by what the deferred function calls: it returns nil.
func NestedMistake(f func()) {
	go func() { // want `recover is not called by the deferred function itself, and returns nil`
		defer func() {
			lib.Recover()
		}()
		f()
	}()
}

func NestedCure(f func()) {
	go func() {
		defer func() {
			report(recover())
		}()
		f()
	}()
}

func report(v any) {
	if v != nil {
		log.Print(v)
	}
}

// recover itself is deferred, and returns nil.
func DirectMistake(f func()) {
	go func() { // want `recover is not called by the deferred function itself`
		defer recover()
		f()
	}()
}

func DirectCure(f func()) {
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

// It recovers on one way only.
func BranchMistake(f func(), quiet bool) {
	go func() { // want `it recovers only after what can panic`
		if quiet {
			defer lib.Recover()
		}
		f()
	}()
}

func BranchCure(f func(), quiet bool) {
	go func() {
		defer func() {
			if v := recover(); v != nil && !quiet {
				log.Print(v)
			}
		}()
		f()
	}()
}

// A group waits for it, and does not recover.
func GroupMistake(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { // want `\(unrecovered\)`
			f()
		})
	}
	wg.Wait()
}

func GroupCure(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			defer lib.Recover()
			f()
		})
	}
	wg.Wait()
}

// A timer's goroutine.
func TimerMistake(f func()) {
	time.AfterFunc(time.Millisecond, func() { // want `\(unrecovered\)`
		f()
	})
}

func TimerCure(f func()) {
	time.AfterFunc(time.Millisecond, func() {
		defer lib.Recover()
		f()
	})
}

// The helper of the library does not recover.
func HelperMistake(f func()) {
	lib.Bare(func() { // want `\(unrecovered\)`
		f()
	})
}

func HelperCure(f func()) {
	lib.Go(func() { f() })
}

func bare(f func()) { go f() }

// Nor does the helper of the package.
func OwnHelperMistake(f func()) {
	bare(func() { // want `\(unrecovered\)`
		f()
	})
}

func safe(f func()) {
	go func() {
		defer lib.Recover()
		f()
	}()
}

func OwnHelperCure(f func()) {
	safe(func() { f() })
}

func counted(wg *sync.WaitGroup, f func()) {
	wg.Add(1)
	go func() { // want `\(unrecovered\)`
		defer wg.Done()
		f()
	}()
}

// The helper runs more than what it is given, and is reported itself.
func CountedMistake(f func()) {
	var wg sync.WaitGroup
	counted(&wg, f)
	wg.Wait()
}

func countedSafe(wg *sync.WaitGroup, f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer lib.Recover()
		f()
	}()
}

func CountedCure(f func()) {
	var wg sync.WaitGroup
	countedSafe(&wg, f)
	wg.Wait()
}

// A generic function.
func EachMistake[T any](all []T, f func(T)) {
	for _, v := range all {
		go func() { // want `\(unrecovered\)`
			f(v)
		}()
	}
}

func EachCure[T any](all []T, f func(T)) {
	for _, v := range all {
		go func() {
			defer lib.Recover()
			f(v)
		}()
	}
}

// A handler's server recovers for the handler, not for its goroutines.
func HandlerMistake(f func()) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) {
		go func() { // want `\(unrecovered\)`
			f()
		}()
	}
}

func HandlerCure(f func()) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) {
		go func() {
			defer lib.Recover()
			f()
		}()
	}
}

// The launcher recovers, which is of no use to the goroutine.
func LauncherMistake(f func()) {
	defer lib.Recover()
	go func() { // want `\(unrecovered\)`
		f()
	}()
}

func LauncherCure(f func()) {
	go func() {
		defer lib.Recover()
		f()
	}()
}

// A map that is nil panics.
func MapMistake(m map[string]int) {
	go func() { // want `\(unrecovered\)`
		m["a"] = 1
	}()
}

func MapCure(m map[string]int) {
	go func() {
		defer lib.Recover()
		m["a"] = 1
	}()
}

// So does an index out of range,
func IndexMistake(names []string, out chan<- string) {
	go func() { // want `\(unrecovered\)`
		out <- names[0]
	}()
}

func IndexCure(names []string, out chan<- string) {
	go func() {
		defer lib.Recover()
		out <- names[0]
	}()
}

// and a type that is another.
func AssertMistake(v any, out chan<- int) {
	go func() { // want `\(unrecovered\)`
		out <- v.(int)
	}()
}

func AssertCure(v any, out chan<- int) {
	go func() {
		defer lib.Recover()
		out <- v.(int)
	}()
}

// What it calls recovers, and then there is more.
func HalfMistake(f, g func()) {
	go func() { // want `\(unrecovered\)`
		lib.Run(f)
		g()
	}()
}

func HalfCure(f, g func()) {
	go func() {
		run(f)
		run(g)
	}()
}

func run(f func()) {
	defer lib.Recover()
	f()
}

// What it defers before panics after the recover.
func CleanupMistake(f, undo func()) {
	cleanup := func() { undo() }
	go func() { // want `it recovers only after what can panic`
		defer cleanup()
		defer lib.Recover()
		f()
	}()
}

func CleanupCure(f, undo func()) {
	cleanup := func() { undo() }
	go func() {
		defer lib.Recover()
		defer cleanup()
		f()
	}()
}

// A loop that serves.
func LoopMistake(ctx context.Context, jobs <-chan func()) {
	go func() { // want `\(unrecovered\)`
		for {
			select {
			case job := <-jobs:
				job()
			case <-ctx.Done():
				return
			}
		}
	}()
}

func LoopCure(ctx context.Context, jobs <-chan func()) {
	go func() {
		defer lib.Recover()
		for {
			select {
			case job := <-jobs:
				job()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Whatever done does, it comes too late.
func DoneMistake(f, done func()) {
	go func() { // want `it does not recover`
		f()
		defer done()
	}()
}

func DoneCure(f, done func()) {
	go func() {
		defer lib.Recover()
		defer func() { done() }()
		f()
	}()
}
