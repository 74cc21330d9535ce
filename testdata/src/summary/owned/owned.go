// want package:"analyzed\\(7\\)"

// Package owned passes on what owns a goroutine.
package owned

import (
	"sync"

	"summary/owns"
)

type Server struct {
	mu sync.Mutex
	t  *owns.T
	p  *owns.P
}

func NewServer() (*Server, error) { // want NewServer:"^{r0 owns until Quit, kept by Share}$"
	s := &Server{t: owns.New()}
	return s, nil
}

func NewPool() *Server { // want NewPool:"^{r0 owns until Quit, kept by Share}$"
	s := &Server{p: owns.NewP()}
	s.p.Start()
	return s
}

func (s *Server) Quit() {
	if s.t != nil {
		s.t.Close()
	}
	if s.p != nil {
		s.p.Stop()
	}
}

var shared *Server

func (s *Server) Share() { shared = s }

// Embedded is ended by the method that it has from what is in it.
type Embedded struct{ *owns.T }

func NewEmbedded() Embedded { // want NewEmbedded:"^{r0 owns until Close or Shutdown, kept by Watch}$"
	return Embedded{owns.New()}
}

// Shy is ended by what importers cannot call.
type Shy struct{ t *owns.T }

func NewShy() *Shy { // no fact: whoever has it can do nothing
	return &Shy{t: owns.New()}
}

func (s *Shy) close() { s.t.Close() }

var _ = (*Shy).close
