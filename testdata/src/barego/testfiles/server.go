// Package testfiles has a test that closes what nothing else closes. Evidence
// from _test.go files changes no verdict on other files, so that a package
// and its test variant agree.
package testfiles

import "time"

// A Server has a quit channel for its test only.
type Server struct {
	quit  chan struct{}
	turns int
}

func NewServerMistake(every time.Duration) *Server {
	s := &Server{quit: make(chan struct{})}
	go s.run(every) // want `\(barego\)`
	return s
}

func (s *Server) run(every time.Duration) {
	for {
		select {
		case <-s.quit:
			return
		case <-time.After(every):
			s.turns++
		}
	}
}
