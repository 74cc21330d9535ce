package lib

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"sync"
)

// Here all that is done to a channel or group shows in the ways in which a call may go.

var errNone = errors.New("none")

// A Source answers.
type Source interface{ Ask() (int, error) }

// Answer sends the answer, whatever it is.
func Answer(s Source, out chan<- int) {
	n, _ := s.Ask()
	out <- n
}

// AnswerOrClose sends the answer, if there is one, and closes in any case.
func AnswerOrClose(s Source, out chan<- int) {
	defer func() { close(out) }()
	n, err := s.Ask()
	if err != nil {
		return
	}
	out <- n
}

// AnswerOf sends what f returns.
func AnswerOf[T any](out chan<- T, f func() T) { out <- f() }

// Try sends the answer, or says that there is none.
func Try(s Source, out chan<- int) error {
	n, err := s.Ask()
	if err != nil {
		return err
	}
	if err := check(n); err != nil {
		return err
	}
	out <- n
	return nil
}

func check(n int) error {
	if n == 0 {
		return errNone
	}
	return nil
}

// Count tells the group at the end, unless there is no answer.
func Count(s Source, wg *sync.WaitGroup) {
	if _, err := s.Ask(); err != nil {
		return
	}
	wg.Done()
}

// CountAll tells it in any case.
func CountAll(s Source, wg *sync.WaitGroup) {
	defer wg.Done()
	s.Ask()
}

// Offer sends if there is a reader.
func Offer(n int, out chan<- int) {
	select {
	case out <- n:
	default:
	}
}

// Stream sends all.
func Stream(all []int, out chan<- int) {
	for _, n := range all {
		out <- n
	}
	close(out)
}

// Safe sends the answer, unless it panics.
func Safe(s Source, out chan<- int) {
	defer func() { recover() }()
	n, _ := s.Ask()
	out <- n
}

// If sends if it is told to.
func If(send bool, n int, out chan<- int) {
	if send {
		out <- n
	}
}

// Once closes, and reports whether it did.
func Once(s Source, out chan<- int) bool {
	if _, err := s.Ask(); err != nil {
		return false
	}
	close(out)
	return true
}

// Lines sends the lines and closes.
func Lines(s *bufio.Scanner, out chan<- string) {
	defer close(out)
	for s.Scan() {
		out <- s.Text()
	}
}

// Rows sends the rows, and closes after the last.
func Rows(r *csv.Reader, out chan<- []string) error {
	for {
		row, err := r.Read()
		if err == io.EOF {
			close(out)
			return nil
		}
		if err != nil {
			return err
		}
		out <- row
	}
}

// Work answers each question.
func Work(s Source, questions <-chan int, answers chan<- int) {
	for q := range questions {
		n, _ := s.Ask()
		answers <- q + n
	}
}
