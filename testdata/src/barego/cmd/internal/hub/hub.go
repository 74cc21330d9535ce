// Package hub is a library of a command.
package hub

import "time"

type Conn struct{ beats int }

// NewConn is called for each connection.
func NewConn() *Conn {
	c := new(Conn)
	go func() { // want `\(barego\)`
		for {
			time.Sleep(time.Second)
			c.beats++
		}
	}()
	return c
}
