package lostctx

import (
	"context"
	"log"
	"net/http"
	"os/signal"
	"syscall"
)

// A program that cannot be told to end.

// The cancel func is deferred, behind a call that only fails.
func ServeMistake(addr string, work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go work(ctx)
	if err := http.ListenAndServe(addr, nil); err != nil { // want `http.ListenAndServe returns only if it fails, and ctx is cancelled only after it: .* \(singleton\) \(lostctx\)`
		log.Print(err)
	}
}

// A signal ends it, and it ends the server.
func ServeCure(addr string, work func(context.Context)) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	srv := &http.Server{Addr: addr}
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	go work(ctx)
	srv.ListenAndServe()
}

// The cancel func is called, too late, and nobody can shut down this server.
func RunMistake(addr string, work func(context.Context)) error {
	ctx, cancel := context.WithCancel(context.Background())
	srv := &http.Server{Addr: addr}
	go func() {
		for ctx.Err() == nil {
			work(ctx)
		}
	}()
	err := srv.ListenAndServe() // want `Server.ListenAndServe returns only if it fails`
	cancel()
	return err
}

// Somebody else cancels.
func RunCure(addr string, work func(context.Context), until <-chan struct{}) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	srv := &http.Server{Addr: addr}
	go func() {
		<-until
		cancel()
		srv.Close()
	}()
	go work(ctx)
	return srv.ListenAndServe()
}
