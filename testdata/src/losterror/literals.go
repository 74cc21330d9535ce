package losterror

import (
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"losterror/lib"
)

// Here the literal that runs drops the errors of what it calls.

// The group waits, and does not hear of the error.
func BackupMistake(copies []func() error) {
	var wg sync.WaitGroup
	for _, c := range copies {
		wg.Go(func() { // want `the error of c goes nowhere: this goroutine drops it, and nobody else can see it`
			_ = c()
		})
	}
	wg.Wait()
}

// It hears of all of them.
func BackupCure(copies []func() error) error {
	errs := make([]error, len(copies))
	var wg sync.WaitGroup
	for i, c := range copies {
		wg.Go(func() { errs[i] = c() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// A statement of its own.
func WarmMistake(load func() error) (done <-chan struct{}) {
	ready := make(chan struct{})
	go func() { // want `the error of load goes nowhere`
		defer close(ready)
		load()
	}()
	return ready
}

// The error is what it sends.
func WarmCure(load func() error) (done <-chan error) {
	ready := make(chan error, 1)
	go func() { ready <- load() }()
	return ready
}

// A timer's goroutine.
func (s *Store) ExpireMistake(key string, after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() { // want `the error of s.save goes nowhere`
		s.save(key)
	})
}

// What goes wrong is logged.
func (s *Store) ExpireCure(key string, after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() {
		if err := s.save(key); err != nil {
			log.Print(err)
		}
	})
}

// A helper of another package.
func (s *Store) SafeMistake(key string) {
	lib.SafeGo(func() { // want `the error of s.save goes nowhere`
		s.save(key)
	})
}

// The other helper logs errors.
func (s *Store) SafeCure(key string) {
	lib.Try(func() error { return s.save(key) })
}

// The number is of use, the error is not asked for.
func SizeMistake(size func() (int, error), report func(int)) {
	go func() { // want `the error of size goes nowhere`
		n, _ := size()
		report(n)
	}()
}

// Only a true number is reported.
func SizeCure(size func() (int, error), report func(int)) {
	go func() {
		n, err := size()
		if err != nil {
			log.Print(err)
			return
		}
		report(n)
	}()
}

// The errors are joined, and that is all.
func StepsMistake(prepare, run func() error) {
	go func() { // want `the error of prepare goes nowhere`
		err := prepare()
		err = errors.Join(err, run())
		_ = err
	}()
}

// They are joined and logged.
func StepsCure(prepare, run func() error) {
	go func() {
		err := prepare()
		err = errors.Join(err, run())
		if err != nil {
			log.Print(err)
		}
	}()
}

// The goroutine is a closure in a variable.
func RefreshMistake(pull func() error, every time.Duration) {
	refresh := func() {
		time.Sleep(every)
		_ = pull()
	}
	go refresh() // want `the error of pull goes nowhere`
}

// The closure returns it to who sends it.
func RefreshCure(pull func() error, every time.Duration) <-chan error {
	refresh := func() error {
		time.Sleep(every)
		return pull()
	}
	out := make(chan error, 1)
	go func() { out <- refresh() }()
	return out
}

// The request does not wait for the webhook, and nobody hears of it.
func HookMistake(notify func(user string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user := r.FormValue("user")
		go func() { // want `the error of notify goes nowhere`
			_ = notify(user)
		}()
	}
}

// A webhook that failed is in the log.
func HookCure(notify func(user string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user := r.FormValue("user")
		go func() {
			if err := notify(user); err != nil {
				log.Printf("notify %s: %v", user, err)
			}
		}()
	}
}

// A server in a literal.
func ServeBothMistake(srv *http.Server) {
	go func() { // want `the error of srv.ListenAndServe goes nowhere: if it cannot serve`
		srv.ReadHeaderTimeout = time.Second
		_ = srv.ListenAndServe()
	}()
}

// Its end is told.
func ServeBothCure(srv *http.Server) {
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
		}
	}()
}

func background(wg *sync.WaitGroup, f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}

// A helper of the package.
func PruneMistake(prune func() error) {
	var wg sync.WaitGroup
	background(&wg, func() { // want `the error of prune goes nowhere`
		prune()
	})
	wg.Wait()
}

// What the literal gets it hands to its launcher.
func PruneCure(prune func() error) (err error) {
	var wg sync.WaitGroup
	background(&wg, func() { err = prune() })
	wg.Wait()
	return err
}

type queue[T any] struct{ push func(T) error }

// A method of a generic type.
func (q *queue[T]) add(v T) error { return q.push(v) }

// AddMistake drops the error of one.
func AddMistake[T any](push func(T) error, v T) {
	q := &queue[T]{push}
	go func() { // want `the error of q.add goes nowhere`
		q.add(v)
	}()
}

// AddCure logs it.
func AddCure[T any](push func(T) error, v T) {
	q := &queue[T]{push}
	go func() {
		if err := q.add(v); err != nil {
			log.Print(err)
		}
	}()
}

// A file that is not written in full.
func WriteMistake(f *os.File, text []byte) {
	go func() { // want `the error of f.Write goes nowhere`
		f.Write(text)
	}()
}

// The log says so.
func WriteCure(f *os.File, text []byte) {
	go func() {
		if _, err := f.Write(text); err != nil {
			log.Print(err)
		}
	}()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Only one way ends the process.
func FatalMistake(load func() error, clean func()) {
	go func() { // want `the error of load goes nowhere`
		load()
		clean()
		check(nil)
	}()
}

// The error is in the log.
func FatalCure(load func() error, clean func()) {
	go func() {
		if err := load(); err != nil {
			log.Print(err)
		}
		clean()
	}()
}

type consumerSet interface {
	DeleteConsumer(name string) error
}

// To delete without a look at the error, and without a word, may be an oversight.
func deleteUnseen(c consumerSet, name string) {
	go func() { // want `the error of c.DeleteConsumer goes nowhere.*\(losterror\)`
		c.DeleteConsumer(name)
	}()
}

// A pipe has one direction: who reads it takes what comes for all there is.
func (s *Store) StreamMistake(write func(io.Writer) error) io.Reader {
	r, w := io.Pipe()
	go func() { // want `the error of write goes nowhere`
		write(w)
		w.Close()
	}()
	return r
}

func (s *Store) StreamCure(write func(io.Writer) error) io.Reader {
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	return r
}
