// Package pipe: the other side of a pipe is in this program, and takes all that
// is written.
package pipe

import (
	"io"
	"net"
)

func Echo(msg []byte) []byte {
	r, w := io.Pipe()
	go func() { w.Write(msg) }()
	buf := make([]byte, len(msg))
	io.ReadFull(r, buf)
	return buf
}

func EchoConn(msg []byte) []byte {
	r, w := net.Pipe()
	go func() { w.Write(msg) }()
	buf := make([]byte, len(msg))
	io.ReadFull(r, buf)
	return buf
}
