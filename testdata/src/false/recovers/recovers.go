// Package recovers: a panic leaves the loop, and is recovered above it.
package recovers

import (
	"bufio"
	"io"
	"log"
)

type conn struct{ r *bufio.Reader }

func Serve(r io.Reader) {
	c := &conn{bufio.NewReader(r)}
	go c.serve()
}

func (c *conn) serve() {
	defer func() {
		if e := recover(); e != nil && e != io.EOF {
			log.Println(e)
		}
	}()
	for {
		log.Println(c.next())
	}
}

func (c *conn) next() byte {
	b, err := c.r.ReadByte()
	if err != nil {
		panic(err)
	}
	return b
}

func ServeHere(r *bufio.Reader) {
	go func() {
		defer func() { _ = recover() }()
		for {
			b, err := r.ReadByte()
			if err != nil {
				panic(err)
			}
			log.Println(b)
		}
	}()
}

// A generator that is stopped by closing the channel it sends on.
type Gen struct{ out chan int }

func NewGen() *Gen {
	g := &Gen{make(chan int)}
	go func() {
		defer func() { _ = recover() }()
		for i := 0; ; i++ {
			g.out <- i
		}
	}()
	return g
}

func (g *Gen) Next() int { return <-g.out }
func (g *Gen) Close()    { close(g.out) }
