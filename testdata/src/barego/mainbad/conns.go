package main

import (
	"net"
	"time"
)

// One endless goroutine for each connection. All of this is reached from
// main alone, if main were to call it; a reader of the word may take it for
// process-lifetime.
func acceptLoop(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() { // stretch: endless per connection, but reached from main only
			for {
				conn.Write([]byte("."))
				time.Sleep(time.Second)
			}
		}()
	}
}

var _ = acceptLoop
