package barego

import (
	"context"
	"log"
	"net"
	"os"
	"time"
)

// invariant holds, or the program is wrong.
func (c *Cache) invariant() {
	if c.expires == nil {
		log.Fatal("cache: not made by NewCache")
	}
}

// An assertion below is no end.
func (c *Cache) AssertingMistake(every time.Duration) {
	go func() { // want `\(barego\)`
		for {
			time.Sleep(every)
			c.invariant()
			c.evict(time.Now())
		}
	}()
}

func (c *Cache) AssertingCure(ctx context.Context, every time.Duration) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(every):
			}
			c.invariant()
			c.evict(time.Now())
		}
	}()
}

// The process lives no longer than its listener: the loop says so.
func ServeOrDie(ln net.Listener, serve func(net.Conn)) {
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				log.Fatal(err)
			}
			serve(conn)
		}
	}()
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// The same with a helper.
func ProbeOrDie(probe func() error, every time.Duration) {
	go func() {
		for {
			must(probe())
			time.Sleep(every)
		}
	}()
}

func leaveIfGone(path string) {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		os.Exit(0)
	}
}

// Ends with the process when its file is gone.
func WatchForTheEnd(path string, every time.Duration) {
	go func() {
		for {
			time.Sleep(every)
			leaveIfGone(path)
		}
	}()
}

// A relay gives up where it cannot connect, which nobody chooses; once it is connected it goes on for ever.
type relay struct{ lines chan string }

func (r *relay) run(ctx context.Context, addr string) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close()
	for {
		select {
		case line := <-r.lines:
			log.Print(conn.LocalAddr(), line)
		}
	}
}

func newRelay(ctx context.Context, addr string) *relay {
	r := &relay{lines: make(chan string)}
	go r.run(ctx, addr) // want `\(barego\)`
	return r
}

// This one goes on where it is told to.
func (r *relay) watch(ctx context.Context, always bool) {
	if !always && ctx.Err() != nil {
		return
	}
	for always {
		log.Print(<-r.lines)
	}
}

func (r *relay) Send(line string) { r.lines <- line }

func newWatched(ctx context.Context, forever bool) *relay {
	r := &relay{lines: make(chan string)}
	go r.watch(ctx, forever)
	return r
}
