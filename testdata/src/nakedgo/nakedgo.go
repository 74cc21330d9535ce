// Package nakedgo holds go statements where a team wants its helper, each beside
// its cure. The settings are those of the test.
package nakedgo

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"nakedgo/safe"
)

// Store is kept fresh.
type Store struct {
	load  func()
	hooks []func()
	wg    sync.WaitGroup
	conns chan net.Conn
}

func (s *Store) refresh() { s.load() }

// A method.
func (s *Store) RefreshMistake() {
	go s.refresh() // want `this go statement goes past safe.Go, by which this package is to launch; launch it by safe.Go \(nakedgo\)`
}

func (s *Store) RefreshCure() { safe.Go(s.refresh) }

// A func in a field.
func (s *Store) LoadMistake() {
	go s.load() // want `\(nakedgo\)`
}

func (s *Store) LoadCure() { safe.Go(s.load) }

// One for each hook.
func (s *Store) HooksMistake() {
	for _, h := range s.hooks {
		go h() // want `\(nakedgo\)`
	}
}

func (s *Store) HooksCure() {
	for _, h := range s.hooks {
		safe.Go(h)
	}
}

// A group does not make it better.
func (s *Store) CountedMistake() {
	s.wg.Add(1)
	go func() { // want `\(nakedgo\)`
		defer s.wg.Done()
		s.load()
	}()
	s.wg.Wait()
}

func (s *Store) CountedCure() {
	s.wg.Add(1)
	safe.Go(func() {
		defer s.wg.Done()
		s.load()
	})
	s.wg.Wait()
}

// In a branch of a select.
func (s *Store) SelectMistake(ctx context.Context) {
	select {
	case <-ctx.Done():
	case c := <-s.conns:
		go c.Close() // want `\(nakedgo\)`
	}
}

func (s *Store) SelectCure(ctx context.Context) {
	select {
	case <-ctx.Done():
	case c := <-s.conns:
		safe.Go(func() { c.Close() })
	}
}

// A function.
func TouchMistake() {
	go touch() // want `\(nakedgo\)`
}

func TouchCure() { safe.Go(touch) }

func touch() {}

// A function with arguments.
func AddMistake(n int) {
	go add(n, n) // want `\(nakedgo\)`
}

func AddCure(n int) { safe.Go(func() { add(n, n) }) }

func add(a, b int) int { return a + b }

// A generic function.
func EachMistake[T any](all []T, f func(T)) {
	for _, v := range all {
		go f(v) // want `\(nakedgo\)`
	}
}

func EachCure[T any](all []T, f func(T)) {
	for _, v := range all {
		safe.Go(func() { f(v) })
	}
}

type list[T any] struct{ all []T }

// A method of a generic type.
func (l *list[T]) DrainMistake(out chan<- T) {
	go func() { // want `\(nakedgo\)`
		for _, v := range l.all {
			select {
			case out <- v:
			default:
			}
		}
	}()
}

func (l *list[T]) DrainCure(out chan<- T) {
	safe.Go(func() {
		for _, v := range l.all {
			select {
			case out <- v:
			default:
			}
		}
	})
}

// A method value.
func ValueMistake(s *Store) {
	f := s.refresh
	go f() // want `\(nakedgo\)`
}

func ValueCure(s *Store) {
	f := s.refresh
	safe.Go(f)
}

// A method of an interface.
func InvokeMistake(l sync.Locker) {
	l.Lock()
	go l.Unlock() // want `\(nakedgo\)`
}

func InvokeCure(l sync.Locker) {
	l.Lock()
	safe.Go(l.Unlock)
}

// Within a literal that is called.
func NestedMistake(f func()) {
	func() {
		go f() // want `\(nakedgo\)`
	}()
}

func NestedCure(f func()) {
	func() { safe.Go(f) }()
}

// Within a literal that is deferred.
func DeferredMistake(f func()) {
	defer func() {
		go f() // want `\(nakedgo\)`
	}()
}

func DeferredCure(f func()) {
	defer func() { safe.Go(f) }()
}

// In a handler.
func HandlerMistake(note func(string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go note(r.FormValue("user")) // want `\(nakedgo\)`
	}
}

func HandlerCure(note func(string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user := r.FormValue("user")
		safe.Go(func() { note(user) })
	}
}

// In a goroutine of the helper.
func InnerMistake(f, g func()) {
	safe.Go(func() {
		f()
		go g() // want `\(nakedgo\)`
	})
}

func InnerCure(f, g func()) {
	safe.Go(func() {
		f()
		safe.Go(g)
	})
}

// A helper of one's own is past the team's as well.
func spawn(f func()) {
	go f() // want `\(nakedgo\)`
}

func SpawnMistake(f func()) { spawn(f) }

func SpawnCure(f func()) { safe.Go(f) }

// A literal in a variable of the package.
var VarMistake = func(f func()) {
	go f() // want `\(nakedgo\)`
}

var VarCure = func(f func()) { safe.Go(f) }

// With a context.
func TickMistake(ctx context.Context, f func(context.Context)) {
	go f(ctx) // want `\(nakedgo\)`
}

func TickCure(ctx context.Context, f func(context.Context)) { safe.GoCtx(ctx, f) }

// In a loop over an iterator.
func YieldMistake(all func(yield func(func()) bool)) {
	for f := range all {
		go f() // want `\(nakedgo\)`
	}
}

func YieldCure(all func(yield func(func()) bool)) {
	for f := range all {
		safe.Go(f)
	}
}

// In a timer's func: the timer is no go statement, what it runs has one.
func LaterMistake(f func()) {
	time.AfterFunc(time.Millisecond, func() {
		go f() // want `\(nakedgo\)`
	})
}

func LaterCure(f func()) {
	time.AfterFunc(time.Millisecond, func() { safe.Go(f) })
}
