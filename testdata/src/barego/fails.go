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
