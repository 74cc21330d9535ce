// Command app launches from main and from what only main calls.
package main

import (
	"net/http"
	"time"
)

func spin() {
	for {
		time.Sleep(time.Second)
	}
}

func main() {
	go spin() // want `^once · join: none · stop: none · finite: no · process-lifetime$`
	func() {
		go spin() // want `^once · .* · process-lifetime$`
	}()
	start()
	for range 3 {
		go spin() // want `^fixed loop · .* · process-lifetime$`
	}
	defer late()
	http.HandleFunc("/", handle)
	http.HandleFunc("/more", func(w http.ResponseWriter, r *http.Request) {
		go spin() // want `^per request · join: none · stop: none · finite: no$`
	})
	if err := http.ListenAndServe(":0", nil); err != nil {
		panic(err)
	}
}

func start() { started() }

func started() {
	go spin() // want `^once · .* · process-lifetime$`
}

func late() {
	go spin() // want `^once · .* · process-lifetime$`
}

func handle(http.ResponseWriter, *http.Request) { perRequest() }

// perRequest is called by a handler.
func perRequest() {
	go spin() // want `^once · join: none · stop: none · finite: no$`
}

// Exported in main is not for others.
func Exported() {
	go spin() // want `^once · `
}
