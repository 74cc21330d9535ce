// Package client: what a function returns has been set up by it. That nobody
// here calls SetDeadline or sets Timeout proves nothing about a value that
// another function made.
package client

import (
	"net"
	"net/http"
	"time"

	"false/client/lib"
)

func newClient() *http.Client { return &http.Client{Timeout: time.Second} }

func Ping(url string) {
	c := newClient()
	go func() {
		if resp, err := c.Get(url); err == nil {
			resp.Body.Close()
		}
	}()
}

func PingByLib(url string) {
	c := lib.NewClient()
	go func() {
		if resp, err := c.Get(url); err == nil {
			resp.Body.Close()
		}
	}()
}

func Hello(addr string) {
	conn, err := lib.Dial(addr)
	if err != nil {
		return
	}
	go func() {
		var buf [8]byte
		conn.Read(buf[:])
	}()
}

// The transport bounds the wait for the answer, or the whole call.

func PingTransport(url string) {
	c := &http.Client{Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: time.Second}).DialContext,
		ResponseHeaderTimeout: time.Second,
	}}
	go func() {
		if resp, err := c.Head(url); err == nil {
			resp.Body.Close()
		}
	}()
}
