// Package contexts holds contexts that are not passed on or not ended, as -fix finds them.
package contexts

import (
	"context"
	"database/sql"
	"net/http"
	"sync"
	"time"
)

// A Store keeps values.
type Store interface {
	Save(ctx context.Context, key, value string) error
}

// Save passes none.
func Save(ctx context.Context, s Store, keys []string, failed func(error)) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, k := range keys {
			if err := s.Save(context.Background(), k, ""); err != nil {
				failed(err)
			}
		}
	})
	wg.Wait()
}

// Count calls what takes none.
func Count(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	n := 0
	done := make(chan error, 1)
	go func() {
		done <- db.QueryRow("SELECT count(*) FROM users").Scan(&n)
	}()
	if err := <-done; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Poll has a way out at hand.
type Poll struct {
	ctx  context.Context
	work func()
}

// Start starts it.
func (p *Poll) Start(every time.Duration) {
	go func() {
		for {
			p.work()
			time.Sleep(every)
		}
	}()
}

// Tick ranges over a ticker.
func Tick(ctx context.Context, every time.Duration, work func(time.Time)) {
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for now := range t.C {
			work(now)
		}
	}()
}

// Wait ends with nobody's cancel.
func Wait(load func() error, unlock func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
		unlock()
	}()
	if err := load(); err != nil {
		return err
	}
	cancel()
	return nil
}
