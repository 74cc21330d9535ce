// Package exits: a loop that is left by a call which ends the goroutine or the
// process, deeper down or in another package.
package exits

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"

	"false/exits/lib"
)

// orDie ends the goroutine.
func orDie(err error) {
	if err != nil {
		log.Println(err)
		runtime.Goexit()
	}
}

func Copy(r *bufio.Reader) {
	go func() {
		for {
			b, err := r.ReadByte()
			orDie(err)
			log.Println(b)
		}
	}()
}

// handle ends the process.
func handle(s os.Signal) {
	if s == os.Interrupt {
		os.Exit(130)
	}
	log.Println("ignored", s)
}

func HandleSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals)
	go func() {
		for s := range signals {
			handle(s)
		}
	}()
}

func HandleElsewhere() { go lib.HandleSignals() }

// Workers that are ended by a job.
func Pool(n int) (submit func(func()), stop func()) {
	jobs := make(chan func())
	for range n {
		go func() {
			for f := range jobs {
				f()
			}
		}()
	}
	return func(f func()) { jobs <- f }, func() {
		for range n {
			jobs <- runtime.Goexit
		}
	}
}

// A crash on purpose.
func Must(r *bufio.Reader) {
	go func() {
		for {
			b, err := r.ReadByte()
			if err != nil {
				panic(err)
			}
			log.Println(b)
		}
	}()
}

// The process waits for a key.
func PressEnter() {
	go func() {
		fmt.Scanln()
		os.Exit(0)
	}()
}
