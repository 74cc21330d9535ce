package model

import (
	"sync"
	"time"
)

// What lives as long as the process.

func init() {
	go spin() // want `^once · join: none · stop: none · finite: no · process-lifetime$`
	started()
}

func started() {
	go spin() // want `^once · .* · process-lifetime$`
}

var background = start()

func start() int {
	go spin() // want `^once · .* · process-lifetime$`
	return 0
}

// A literal in the initialiser of a package variable.
var initialised = func() int {
	go spin() // want `^once · .* · process-lifetime$`
	return 1
}()

// One in a variable that others may call is none.
var Callable = func() {
	go spin() // want `^once · join: none · stop: none · finite: no$`
}

var once sync.Once

func Once() {
	once.Do(func() {
		go spin() // want `^once · .* · process-lifetime$`
	})
	once.Do(behindOnce)
}

func behindOnce() {
	go spin() // want `^once · .* · process-lifetime$`
}

var state struct {
	once sync.Once
	up   bool
	mu   sync.Mutex
}

func OnceInField() {
	state.once.Do(func() {
		go spin() // want `^once · .* · process-lifetime$`
	})
}

func Guarded() {
	state.mu.Lock()
	defer state.mu.Unlock()
	if !state.up {
		state.up = true
		go spin() // want `^once · .* · process-lifetime$`
	}
}

var lazy = sync.OnceFunc(func() {
	go spin() // want `^once · .* · process-lifetime$`
})

func Lazy() { lazy() }

// A once of each value is not one of the process.
type lazyValue struct{ once sync.Once }

func (l *lazyValue) Start() {
	l.once.Do(func() {
		go spin() // want `^once · join: none · stop: none · finite: no$`
	})
}

// Exported functions are called as often as others like.
func Start() {
	go spin() // want `^once · join: none · stop: none · finite: no$`
}

// An endless loop that starts with the process launches without end.
func init() {
	go func() { // want `^once · .* · process-lifetime$`
		for {
			time.Sleep(time.Second)
			go work() // want `^in an endless loop · join: none · stop: none · finite: yes$`
		}
	}()
}
