// Package losterror holds launches whose error goes nowhere, each beside its
// cure. Here a go statement drops what its function returns.
package losterror

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"

	"losterror/lib"
)

// The record is missing, and nobody knows.
func RecordMistake(write func() error) {
	go write() // want `the error of write goes nowhere: a go statement drops what its function returns; .* \(group\) \(losterror\)`
}

// Who asked for the record waits for it.
func RecordCure(write func() error) error {
	done := make(chan error, 1)
	go func() { done <- write() }()
	return <-done
}

// Store keeps orders.
type Store struct {
	Put   func(key string) error
	After func(key string) error
	err   error
}

func (s *Store) save(key string) error {
	if key == "" {
		return errors.New("no key")
	}
	if err := s.Put(key); err != nil {
		return fmt.Errorf("saving %s: %w", key, err)
	}
	return nil
}

// A method, which wraps what it gets: to wrap is not to tell.
func (s *Store) SaveMistake(key string) {
	go s.save(key) // want `the error of s.save goes nowhere: .*\(losterror\)`
}

// The error is kept where Err finds it.
func (s *Store) SaveCure(key string) (wait func() error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.err = s.save(key)
	}()
	return func() error {
		<-done
		return s.err
	}
}

// A method value.
func (s *Store) SaveLaterMistake(key string) {
	save := s.save
	go save(key) // want `the error of save goes nowhere`
}

// The value logs what it gets.
func (s *Store) SaveLaterCure(key string) {
	save := func(key string) {
		if err := s.save(key); err != nil {
			log.Print(err)
		}
	}
	go save(key)
}

// A func in a field.
func (s *Store) HookMistake(key string) {
	go s.After(key) // want `the error of s.After goes nowhere`
}

// Its error is logged.
func (s *Store) HookCure(key string) {
	go func() {
		if err := s.After(key); err != nil {
			log.Print(err)
		}
	}()
}

// A port that is taken leaves the program without its server.
func ServeMistake(srv *http.Server, l net.Listener) {
	go srv.Serve(l) // want `the error of srv.Serve goes nowhere: if it cannot serve, this goroutine tells nobody, and the program goes on without it`
}

// Whoever runs the server gets to know.
func ServeCure(srv *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	return <-failed
}

// The metrics are on another port.
func MetricsMistake(addr string) {
	go http.ListenAndServe(addr, nil) // want `the error of http.ListenAndServe goes nowhere: if it cannot serve`
}

// If it is taken the log says so.
func MetricsCure(addr string) {
	go func() {
		log.Print(http.ListenAndServe(addr, nil))
	}()
}

// Each applies f to all, up to the first error.
func Each[T any](all []T, f func(T) error) error {
	for _, v := range all {
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// A generic function.
func EachMistake[T any](all []T, f func(T) error) {
	go Each(all, f) // want `the error of Each goes nowhere`
}

// Its error is sent.
func EachCure[T any](all []T, f func(T) error) error {
	done := make(chan error, 1)
	go func() { done <- Each(all, f) }()
	return <-done
}

// A Sink takes events.
type Sink interface{ Emit(event string) error }

// A method of an interface.
func EmitMistake(s Sink, event string) {
	go s.Emit(event) // want `the error of s.Emit goes nowhere`
}

// Its error is logged.
func EmitCure(s Sink, event string) {
	go func() {
		if err := s.Emit(event); err != nil {
			log.Printf("emit %s: %v", event, err)
		}
	}()
}

// A literal that returns its errors to nobody.
func MigrateMistake(steps []func() error) {
	go func() error { // want `the error of this goroutine goes nowhere: a go statement drops what its function returns`
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}()
}

// It logs them.
func MigrateCure(steps []func() error) {
	go func() {
		for _, step := range steps {
			if err := step(); err != nil {
				log.Print(err)
				return
			}
		}
	}()
}

// A function of another package.
func UploadMistake(put func(string) error, keys []string) {
	for _, k := range keys {
		go lib.Upload(put, k) // want `the error of lib.Upload goes nowhere`
	}
}

// The first error is returned.
func UploadCure(put func(string) error, keys []string) error {
	errs := make(chan error, len(keys))
	for _, k := range keys {
		go func() { errs <- lib.Upload(put, k) }()
	}
	var first error
	for range keys {
		if err := <-errs; first == nil {
			first = err
		}
	}
	return first
}

func spawn(f func() error) {
	go f() // want `the error of f goes nowhere`
}

// The helper drops what it is given.
func SpawnMistake(f func() error) { spawn(f) }

// The helper of the library logs it.
func SpawnCure(f func() error) { lib.Try(f) }

type parcel struct {
	label string
	send  func() error
}

// ship logs a bad label, and not what sending returns.
func (p parcel) ship() error {
	if p.label == "" {
		err := errors.New("no label")
		log.Print(err)
		return err
	}
	return p.send()
}

// One of two errors is told.
func ShipMistake(label string, send func() error) {
	go parcel{label, send}.ship() // want `goes nowhere`
}

// shipped logs both.
func (p parcel) shipped() (err error) {
	defer func() {
		if err != nil {
			log.Printf("ship %s: %v", p.label, err)
		}
	}()
	if p.label == "" {
		return errors.New("no label")
	}
	return p.send()
}

// All errors are told.
func ShipCure(label string, send func() error) {
	go parcel{label, send}.shipped()
}

// The request is answered before it is known whether the mail is on its way.
func MailMistake(mail func(ctx context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go mail(context.WithoutCancel(r.Context())) // want `the error of mail goes nowhere`
		w.WriteHeader(http.StatusAccepted)
	}
}

// A mail that is not on its way is in the log.
func MailCure(mail func(ctx context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithoutCancel(r.Context())
		go func() {
			if err := mail(ctx); err != nil {
				log.Printf("mail: %v", err)
			}
		}()
		w.WriteHeader(http.StatusAccepted)
	}
}

func count(next func() (int, error)) (n int, err error) {
	for {
		m, err := next()
		if err != nil {
			return n, err
		}
		if m == 0 {
			return n, nil
		}
		n += m
	}
}

// The error is the second result.
func CountMistake(next func() (int, error)) {
	go count(next) // want `the error of count goes nowhere`
}

// Both results are sent.
func CountCure(next func() (int, error)) (int, error) {
	type total struct {
		n   int
		err error
	}
	totals := make(chan total, 1)
	go func() {
		n, err := count(next)
		totals <- total{n, err}
	}()
	t := <-totals
	return t.n, t.err
}

// What is logged on one way is not logged on the other.
func WaysMistake(write func() error, retry bool) {
	go func() error { // want `the error of this goroutine goes nowhere`
		err := write()
		if !retry {
			return err
		}
		if err != nil {
			log.Print(err)
		}
		return nil
	}()
}

// It is logged before the ways part.
func WaysCure(write func() error, retry bool) {
	go func() error {
		err := write()
		if err != nil {
			log.Print(err)
		}
		if !retry {
			return err
		}
		return nil
	}()
}

// What a private interface hides loses the error as well.

type saver interface{ Save(key string) error }

type onDisk struct{ write func(string) error }

func (d *onDisk) Save(key string) error { return d.write(key) }

func SaveMistake(s saver, key string) {
	go s.Save(key) // want `the error of s.Save goes nowhere`
}

func SaveCure(s saver, key string) <-chan error {
	errs := make(chan error, 1)
	go func() { errs <- s.Save(key) }()
	return errs
}
