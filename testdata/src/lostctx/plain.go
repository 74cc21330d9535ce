package lostctx

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
	"sync"
)

// Functions that take no context, and their fellows that do.

// All pages are fetched at once, for as long as their servers like.
func FetchMistake(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { // want `calls http.Get, which takes no context, while ctx is at hand: .*; pass ctx to http.NewRequestWithContext \(group\)`
			resp, err := http.Get(url)
			if err == nil {
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
}

// The request has the context.
func FetchCure(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return
			}
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
}

// The request is made without a context, and a client that has no timeout.
func PostMistake(ctx context.Context, url string) {
	client := &http.Client{}
	done := make(chan struct{})
	go func() { // want `calls Client.Do, .*to http.NewRequestWithContext`
		defer close(done)
		req, err := http.NewRequest(http.MethodPost, url, nil)
		if err != nil {
			return
		}
		resp, err := client.Do(req)
		if err == nil {
			resp.Body.Close()
		}
	}()
	<-done
}

// It is made with one.
func PostCure(ctx context.Context, url string) {
	client := &http.Client{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
		if err != nil {
			return
		}
		resp, err := client.Do(req)
		if err == nil {
			resp.Body.Close()
		}
	}()
	<-done
}

// The request has a context that is of no use.
func PingMistake(ctx context.Context, url string) {
	done := make(chan error, 1)
	go func() { // want `gives Client.Do a context that never ends`
		req, err := http.NewRequestWithContext(context.Background(), http.MethodHead, url, nil)
		if err == nil {
			_, err = http.DefaultClient.Do(req)
		}
		done <- err
	}()
	<-done
}

// It has the one at hand.
func PingCure(ctx context.Context, url string) {
	done := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
		if err == nil {
			_, err = http.DefaultClient.Do(req)
		}
		done <- err
	}()
	<-done
}

// Two queries at a time, and neither can be called off.
func CountRowsMistake(ctx context.Context, db *sql.DB) (users, orders int) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `calls DB.QueryRow`
		defer wg.Done()
		db.QueryRow("SELECT count(*) FROM users").Scan(&users)
	}()
	go func() { // want `calls DB.QueryRow`
		defer wg.Done()
		db.QueryRow("SELECT count(*) FROM orders").Scan(&orders)
	}()
	wg.Wait()
	return users, orders
}

// Now they can.
func CountRowsCure(ctx context.Context, db *sql.DB) (users, orders int) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		db.QueryRowContext(ctx, "SELECT count(*) FROM users").Scan(&users)
	}()
	go func() {
		defer wg.Done()
		db.QueryRowContext(ctx, "SELECT count(*) FROM orders").Scan(&orders)
	}()
	wg.Wait()
	return users, orders
}

// The transaction begins with a context of its own, in a goroutine that fetches.
func MoveMistake(ctx context.Context, db *sql.DB) {
	done := make(chan error, 1)
	go func() { // want `gives DB.BeginTx a context that never ends`
		tx, err := db.BeginTx(context.Background(), nil)
		if err == nil {
			err = tx.Commit()
		}
		done <- err
	}()
	<-done
}

// It is rolled back when the caller leaves.
func MoveCure(ctx context.Context, db *sql.DB) {
	done := make(chan error, 1)
	go func() {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil {
			err = tx.Commit()
		}
		done <- err
	}()
	<-done
}

// The network decides how long this takes.
func ProbeMistake(ctx context.Context, addrs []string) {
	var wg sync.WaitGroup
	for _, addr := range addrs {
		wg.Go(func() { // want `calls net.Dial, .*; pass ctx to Dialer.DialContext`
			conn, err := net.Dial("tcp", addr)
			if err == nil {
				conn.Close()
			}
		})
	}
	wg.Wait()
}

// Here the caller does.
func ProbeCure(ctx context.Context, addrs []string) {
	var d net.Dialer
	var wg sync.WaitGroup
	for _, addr := range addrs {
		wg.Go(func() {
			conn, err := d.DialContext(ctx, "tcp", addr)
			if err == nil {
				conn.Close()
			}
		})
	}
	wg.Wait()
}

// The command runs on when the caller has left.
func ConvertMistake(ctx context.Context, files []string) {
	var wg sync.WaitGroup
	for _, file := range files {
		wg.Go(func() { // want `calls Cmd.Run, .*; pass ctx to exec.CommandContext`
			cmd := exec.Command("convert", file)
			cmd.Dir = "/tmp"
			cmd.Run()
		})
	}
	wg.Wait()
}

// It is killed.
func ConvertCure(ctx context.Context, files []string) {
	var wg sync.WaitGroup
	for _, file := range files {
		wg.Go(func() {
			cmd := exec.CommandContext(ctx, "convert", file)
			cmd.Dir = "/tmp"
			cmd.Run()
		})
	}
	wg.Wait()
}
