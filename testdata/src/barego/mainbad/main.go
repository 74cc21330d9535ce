// A program: what main starts may run until exit, what a request starts may
// not.
package main

import (
	"flag"
	"log"
	"net"
	"net/http"
	"time"
)

type feed struct{ pings int }

func (f *feed) ping() {
	for {
		f.pings++
		time.Sleep(time.Second)
	}
}

// The handler is reached from main by its name only; it is called by the
// server, once for each request.
func (f *feed) follow(w http.ResponseWriter, r *http.Request) {
	go f.ping() // want `\(barego\)`
	w.WriteHeader(http.StatusAccepted)
}

func watch(w http.ResponseWriter, r *http.Request) {
	file := r.FormValue("file")
	go func() { // want `\(barego\)`
		for range time.Tick(time.Second) {
			log.Printf("watching %s", file)
		}
	}()
}

type hook struct{ target string }

func (h hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	go func() { // want `\(barego\)`
		resp, err := http.Get(h.target)
		if err != nil {
			log.Print(err)
			return
		}
		resp.Body.Close()
	}()
}

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	flag.Parse()

	f := new(feed)
	http.HandleFunc("/follow", f.follow)
	http.HandleFunc("/watch", watch)
	http.Handle("/hook", hook{target: "http://127.0.0.1:8081/"})
	http.HandleFunc("/beat", func(w http.ResponseWriter, r *http.Request) {
		go f.ping() // want `\(barego\)`
	})
	go func() { log.Fatal(http.ListenAndServe(*addr, nil)) }()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(acceptLoop(ln))
}
