package lib

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"log"
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

// All ways in which a call may go.

func get(name string) (string, error) {
	b, err := os.ReadFile(name)
	return string(b), err
}

// A failure ends it, in all cases with a close.
func GetAndClose(name string, out chan<- string) { // want GetAndClose:"^p1:sends\\+closes ways\\(closes p1 \\| sends p1, closes p1\\)$"
	defer close(out)
	s, err := get(name)
	if err != nil {
		return
	}
	out <- s
}

// The error says which way it was.
func GetOrFail(name string, out chan<- string) (err error) { // want GetOrFail:"^p1:sends ways\\(error \\| sends p1, nil\\)$"
	defer func() { log.Print(name) }()
	s, err := get(name)
	if err != nil {
		return err
	}
	out <- s
	return nil
}

// A new error is one as well.
func GetSome(name string, out chan<- string) error { // want GetSome:"^p1:sends ways\\(error \\| sends p1, nil\\)$"
	s, err := get(name)
	if errors.Is(err, os.ErrNotExist) {
		return errors.New("there is none")
	}
	out <- s
	return nil
}

// What is known of an error stays known.
func GetTold(name string, out chan<- string, wg *sync.WaitGroup) { // want GetTold:"^p1:sends p2:done ways\\(sends p1, done p2 \\| done p2\\)$"
	s, err := get(name)
	if err == nil {
		out <- s
	}
	if err != nil {
		wg.Done()
	} else {
		wg.Done()
	}
}

// A helper may go several ways, and be deferred.
func GetBy(name string, out chan<- string, wg *sync.WaitGroup) error { // want GetBy:"^p1:sends p2:done ways\\(done p2, error \\| sends p1, done p2, nil\\)$"
	defer finished(wg)
	if err := getOrFail(name, out); err != nil {
		return err
	}
	return nil
}

func getOrFail(name string, out chan<- string) error {
	s, err := get(name)
	if err != nil {
		return err
	}
	out <- s
	return nil
}

func finished(wg *sync.WaitGroup) {
	log.Print("done")
	wg.Done()
}

// Where it stands to be seen that it ends, a loop between does not matter.
func GetFirst(names []string, out chan<- string) { // want GetFirst:"^until\\(sent p1\\) p1:sends ways\\(sends p1\\)$"
	s := ""
	for _, n := range names {
		if t, err := get(n); err == nil {
			s = t
			break
		}
	}
	out <- s
}

// Of these not all is told.

func GetAll(names []string, out chan<- string) { // want GetAll:"^p1:sends\\+closes$"
	for _, n := range names {
		out <- n
	}
	close(out)
}

func GetIf(is bool, out chan<- string) { // want GetIf:"^p1:sends$"
	if is {
		out <- ""
	}
}

func GetPerhaps(out chan<- string) { // want GetPerhaps:"^p0:sends$"
	select {
	case out <- "":
	default:
	}
}

func GetLater(name string, out chan<- string) { // want GetLater:"^p1:sends$"
	go func() {
		s, _ := get(name)
		out <- s
	}()
}

func GetSafely(name string, out chan<- string) { // want GetSafely:"^until\\(sent p1\\) guards p1:sends$"
	defer func() { recover() }()
	s, _ := get(name)
	out <- s
}

func GetBool(name string, out chan<- string) bool { // want GetBool:"^p1:sends$"
	s, err := get(name)
	if err != nil {
		return false
	}
	out <- s
	return true
}

// Kept is anybody's.
var Kept chan<- string

func GetKept(out chan<- string) { // want GetKept:"^until\\(sent p0\\) p0:sends\\+keeps$"
	Kept = out
	out <- ""
}

func GetTwice(name string, out chan<- string) { // want GetTwice:"^p1:sends$"
	for range 2 {
		finally(name, out)
	}
}

func finally(name string, out chan<- string) { out <- name }

// Loops that only what they call ends.

func GetLines(s *bufio.Scanner, out chan<- string) error { // want GetLines:"^p1:sends\\+closes ways\\(sends p1 often, closes p1\\)$"
	defer close(out)
	for s.Scan() {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		out <- s.Text()
	}
	return s.Err()
}

func GetRows(r *csv.Reader, out chan<- string) error { // want GetRows:"^p1:sends\\+closes ways\\(sends p1 often, closes p1, nil \\| sends p1 often, error\\)$"
	for {
		row, err := r.Read()
		if err == io.EOF {
			close(out)
			return nil
		}
		if err != nil {
			return err
		}
		out <- row[0]
	}
}

// It sends once at least.
func GetUntil(s *bufio.Scanner, out chan<- string) { // want GetUntil:"^until\\(sent p1\\) p1:sends$"
	for {
		out <- s.Text()
		if !s.Scan() {
			return
		}
	}
}

// What it was given says how often.
func GetLong(s *bufio.Scanner, n int, out chan<- string) { // want GetLong:"^p2:sends$"
	for s.Scan() {
		if len(s.Text()) > n {
			out <- s.Text()
		}
	}
}

// A worker answers each time.
func GetWork(in <-chan string, out chan<- string, wg *sync.WaitGroup) { // want GetWork:"^until\\(recv p0, closed p0\\) p0:receives p1:sends p2:done ways\\(receives p0 often\\[sends p1\\], done p2\\)$"
	defer wg.Done()
	for name := range in {
		s, err := get(name)
		if err != nil {
			s = err.Error()
		}
		out <- s
	}
}

// It does not answer each time.
func GetSomeWork(in <-chan string, out chan<- string) { // want GetSomeWork:"^until\\(recv p0, closed p0\\) p0:receives p1:sends$"
	for name := range in {
		if s, err := get(name); err == nil {
			out <- s
		}
	}
}

// It leaves at the first error.
func GetNoMore(in <-chan string) error { // want GetNoMore:"^until\\(recv p0\\) p0:receives$"
	for name := range in {
		if _, err := get(name); err != nil {
			return err
		}
	}
	return nil
}

// Callers can tell by something else which way it was.

type Getter struct {
	err   error
	lines int
	ok    atomic.Bool
}

func (g *Getter) Get(name string, out chan<- string) { // want Get:"^p2:sends$"
	s, err := get(name)
	if err != nil {
		g.err = err
		return
	}
	out <- s
}

func (g *Getter) GetBy(name string, out chan<- string) { // want GetBy:"^p2:sends$"
	s, err := get(name)
	if err != nil {
		g.fail(err)
		return
	}
	out <- s
}

func (g *Getter) fail(err error) { g.err = err }

func (g *Getter) GetOk(name string, out chan<- string) { // want GetOk:"^p2:sends$"
	s, err := get(name)
	if err == nil {
		g.ok.Store(true)
		out <- s
	}
}

func (g *Getter) GetLines(s *bufio.Scanner, out chan<- string) { // want GetLines:"^p2:sends$"
	for s.Scan() {
		g.lines++
		out <- s.Text()
	}
}

func CountLines(s *bufio.Scanner, out chan<- string) (n int) { // want CountLines:"^p1:sends$"
	for s.Scan() {
		n++
		out <- s.Text()
	}
	return n
}

// What is deferred may fail as well.
func GetAndCheck(name string, out chan<- string) (err error) { // want GetAndCheck:"^told p1:sends$"
	defer func() { err = errors.Join(err, os.Remove(name)) }()
	s, err := get(name)
	if err != nil {
		return err
	}
	out <- s
	return nil
}

// In a loop of the one kind it does something of another.
func GetOrOffer(s *bufio.Scanner, out chan<- string) { // want GetOrOffer:"^p1:sends$"
	for s.Scan() {
		out <- s.Text()
		select {
		case out <- "":
		default:
		}
	}
}
