// Package retry: the recursion is the retry, on a way that has not launched.
package retry

import (
	"net"
	"time"
)

type Client struct{ conn net.Conn }

func Dial(addr string) *Client {
	c := new(Client)
	c.connect(addr, 5)
	return c
}

func (c *Client) connect(addr string, tries int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		time.Sleep(time.Second)
		return c.connect(addr, tries)
	}
	c.conn = conn
	go c.read()
	return nil
}

func (c *Client) read() {
	buf := make([]byte, 1024)
	for {
		if _, err := c.conn.Read(buf); err != nil {
			return
		}
	}
}

// A poll that plans its next run, on one of two ways.
type poller struct{ failed bool }

func Poll() { new(poller).poll() }

func (p *poller) poll() {
	if p.failed {
		time.AfterFunc(time.Minute, p.poll)
	}
	if !p.failed {
		time.AfterFunc(time.Second, p.poll)
	}
}
