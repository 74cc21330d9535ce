// Command oncemain: handlers and loops of a program that launch once.
package main

import (
	"bufio"
	"net/http"
	"os"
	"sync"
	"time"
)

type app struct{ once sync.Once }

func (a *app) handle(w http.ResponseWriter, r *http.Request) {
	a.once.Do(func() { go a.loop() })
}

func (a *app) loop() {
	for {
		time.Sleep(time.Minute)
	}
}

// start is tried until it succeeds.
func start() error {
	if _, err := os.Stat("/etc/app"); err != nil {
		return err
	}
	go new(app).loop()
	return nil
}

func main() {
	a := new(app)
	http.HandleFunc("/", a.handle)

	var once sync.Once
	http.HandleFunc("/local", func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { go a.loop() })
	})

	for start() != nil {
		time.Sleep(time.Second)
	}

	go http.ListenAndServe("localhost:8080", nil)
	running := false
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if !running {
			running = true
			go a.loop()
		}
	}
}
