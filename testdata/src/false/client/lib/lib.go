// Package lib makes clients and connections that have a bound.
package lib

import (
	"net"
	"net/http"
	"time"
)

func NewClient() *http.Client { return &http.Client{Timeout: time.Second} }

func Dial(addr string) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(time.Second))
	return conn, nil
}
