// "process-lifetime loops in main": launched from a place that is reachable
// only from main, init or a package-level initialiser, and meant to run
// until exit.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"time"
)

type stats struct {
	goroutines int
	samples    int
}

func (s *stats) sample() {
	for {
		s.goroutines = runtime.NumGoroutine()
		s.samples++
		time.Sleep(time.Second)
	}
}

// Started by an initialiser of the package.
var uptime = startClock()

func startClock() *int64 {
	seconds := new(int64)
	go func() {
		for range time.Tick(time.Second) {
			*seconds++
		}
	}()
	return seconds
}

func init() {
	go func() {
		hup := make(chan os.Signal, 1)
		signal.Notify(hup)
		for sig := range hup {
			log.Printf("got %v", sig)
		}
	}()
}

// A table of commands, as command-line programs have it.
type command struct {
	name string
	run  func(args []string) error
}

var commands = []command{
	{name: "serve", run: serve},
	{name: "watch", run: func(args []string) error {
		go func() {
			for {
				log.Print("still watching")
				time.Sleep(time.Minute)
			}
		}()
		return http.ListenAndServe(args[0], nil)
	}},
}

func serve(args []string) error {
	go serveMetrics(":9090")
	for _, target := range args {
		go poll(target)
	}
	s := new(stats)
	startSampling(s)
	return http.ListenAndServe(":8080", nil)
}

func serveMetrics(addr string) {
	if err := http.ListenAndServe(addr, nil); err != nil {
		log.Fatal(err)
	}
}

func poll(target string) {
	for {
		log.Printf("poll %s", target)
		time.Sleep(time.Minute)
	}
}

func startSampling(s *stats) { go s.sample() }

func main() {
	go func() { log.Print(http.ListenAndServe("localhost:6060", nil)) }()

	ticker := time.NewTicker(time.Minute)
	go func() {
		for range ticker.C {
			log.Printf("up for %d seconds", *uptime)
		}
	}()

	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: mainok command [arguments]")
		os.Exit(2)
	}
	for _, c := range commands {
		if c.name == os.Args[1] {
			if err := c.run(os.Args[2:]); err != nil {
				log.Fatal(err)
			}
		}
	}
}
