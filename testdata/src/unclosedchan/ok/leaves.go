package ok

import (
	"log"
	"os"
)

// A Command tells the loop what to do.
type Command int

const (
	Reload Command = iota
	Quit
)

// Leaves when it is told to, with a word.
func LeaveWithWords(reload func()) chan<- Command {
	commands := make(chan Command)
	go func() {
		for c := range commands {
			if c == Quit {
				log.Fatal("told to leave")
			}
			reload()
		}
	}()
	return commands
}

func obey(c Command, reload func()) {
	switch c {
	case Reload:
		reload()
	case Quit:
		os.Exit(0)
	}
}

// The same in a function that it calls.
func LeaveBelow(reload func()) chan<- Command {
	commands := make(chan Command)
	go func() {
		for c := range commands {
			obey(c, reload)
		}
	}()
	return commands
}
