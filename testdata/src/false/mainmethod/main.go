// Command mainmethod: exported methods of a program are called by the program;
// here once, from main.
package main

import (
	"log"
	"net/http"
	"time"
)

type Server struct{ hits int }

func (s *Server) Start() error {
	go s.stats()
	return http.ListenAndServe("localhost:8080", nil)
}

func (s *Server) stats() {
	for {
		time.Sleep(time.Minute)
		log.Println(s.hits)
	}
}

// A command, as flag-parsing libraries want them.
type ServeCmd struct{}

func (*ServeCmd) Run(args []string) int {
	go func() {
		for {
			time.Sleep(time.Minute)
			log.Println("alive")
		}
	}()
	if err := new(Server).Start(); err != nil {
		return 1
	}
	return 0
}

type command interface{ Run(args []string) int }

func main() {
	var c command = &ServeCmd{}
	c.Run(nil)
}
