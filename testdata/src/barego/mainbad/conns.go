package main

import (
	"net"
	"time"
)

// One endless goroutine for each connection: reached from main only, but not
// meant to run until exit, and each round starts another.
func acceptLoop(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() { // want `\(barego\)`
			for {
				conn.Write([]byte("."))
				time.Sleep(time.Second)
			}
		}()
	}
}
