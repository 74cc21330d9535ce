// Package tool is a part of a command: its main, in another package, calls Run.
package tool

import (
	"fmt"
	"net/http"
	"time"
)

// Run reports for as long as the command lives.
func Run(count func() int) {
	go report(count)
	http.HandleFunc("/", page)
}

func report(count func() int) {
	for range time.Tick(time.Minute) {
		fmt.Println(count())
	}
}

// A CLI is what an argument parser runs.
type CLI struct{ Every time.Duration }

func (c *CLI) Run() {
	go func() {
		for {
			time.Sleep(c.Every)
			fmt.Println("still here")
		}
	}()
}

// Each request starts another.
func page(w http.ResponseWriter, r *http.Request) {
	go func() { // want `\(barego\)`
		for {
			time.Sleep(time.Second)
			fmt.Println(r.URL)
		}
	}()
}
