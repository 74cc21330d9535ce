// Package recovered is one in which every goroutine is to recover.
package recovered

import "said/lib"

type log struct{ sink interface{ flush() } }

// flush recovers by ways of its own.
//
//gorolint:recovers
func (l *log) flush() { l.sink.flush() }

type guard interface {
	//gorolint:recovers
	catch()
}

func Recover(m map[string]int, l *log, g guard) {
	go func() { // without `\(unrecovered\)`
		defer lib.Catch()
		m["a"]++
		lib.Work(len(m))
	}()
	go func() { // without `\(unrecovered\)`
		defer l.flush()
		m["a"]++
		lib.Work(len(m))
	}()
	go func() { // without `\(unrecovered\)`
		defer g.catch()
		m["a"]++
		lib.Work(len(m))
	}()
	go func() { // want `\(unrecovered\)` without `\(unrecovered\)`
		m["a"]++
		lib.Work(len(m))
	}()
	lib.Guarded(func() { lib.Work(m["a"]) })
	l.guarded(func() { lib.Work(m["a"]) })        // without `\(unrecovered\)`
	new(lib.Pool).Go(func() { lib.Work(m["a"]) }) // want `\(unrecovered\)`
	lib.All(                                      // want `\(unrecovered\)`
		func() { lib.Work(m["a"]) },
		func() {
			defer lib.Catch()
			lib.Work(m["a"])
		})
	l.all(func() { lib.Work(m["a"]) }) // want `\(unrecovered\)`
}

//gorolint:launches f recovers
func (l *log) guarded(f func()) { go f() }

//gorolint:joins f
func (l *log) all(f func()) { lib.Backend.(interface{ all(func()) }).all(f) }
