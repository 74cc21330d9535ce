package barego

import (
	"context"
	"log"
	"net"
	"time"

	"github.com/avast/retry-go/v4"
	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	"google.golang.org/grpc"
)

// Connections: what ends a goroutine is the end of its connection, or a
// channel that the owner closes.

// A Peer has the two pumps of every websocket server.
type Peer struct {
	conn *websocket.Conn
	send chan []byte
}

func NewPeer(conn *websocket.Conn) *Peer {
	p := &Peer{conn: conn, send: make(chan []byte, 16)}
	go p.writePump()
	go p.readPump()
	return p
}

func (p *Peer) readPump() {
	defer p.conn.Close()
	for {
		_, msg, err := p.conn.ReadMessage()
		if err != nil {
			return
		}
		log.Printf("%s", msg)
	}
}

func (p *Peer) writePump() {
	ticker := time.NewTicker(time.Minute)
	defer func() {
		ticker.Stop()
		p.conn.Close()
	}()
	for {
		select {
		case msg, ok := <-p.send:
			if !ok {
				p.conn.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if err := p.conn.WriteMessage(websocket.TextMessage, msg); err != nil {
				return
			}
		case <-ticker.C:
			if err := p.conn.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}

func (p *Peer) Close() { close(p.send) }

// A keepalive that goes on when the connection is gone.
func KeepaliveMistake(conn *websocket.Conn, every time.Duration) {
	go func() { // want `\(barego\)`
		for range time.Tick(every) {
			if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
				log.Print(err)
			}
		}
	}()
}

func KeepaliveCure(conn *websocket.Conn, every time.Duration) {
	go func() {
		for range time.Tick(every) {
			if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
				return
			}
		}
	}()
}

// A gRPC server in a field, stopped by another method.
type Node struct{ srv *grpc.Server }

func NewNode(ln net.Listener) *Node {
	n := &Node{srv: grpc.NewServer()}
	go func() {
		if err := n.srv.Serve(ln); err != nil {
			log.Print(err)
		}
	}()
	return n
}

func (n *Node) Close() { n.srv.GracefulStop() }

// Shut down by the context.
func ServeGRPC(ctx context.Context, ln net.Listener) error {
	srv := grpc.NewServer()
	go func() {
		<-ctx.Done()
		srv.GracefulStop()
	}()
	return srv.Serve(ln)
}

// A subscription that Unsubscribe ends.
type Listener struct {
	sub  *nats.Subscription
	msgs chan *nats.Msg
	quit chan struct{}
}

func NewListener(nc *nats.Conn, subject string) (*Listener, error) {
	l := &Listener{msgs: make(chan *nats.Msg, 64), quit: make(chan struct{})}
	sub, err := nc.ChanSubscribe(subject, l.msgs)
	if err != nil {
		return nil, err
	}
	l.sub = sub
	go l.run()
	return l, nil
}

func (l *Listener) run() {
	for {
		select {
		case m := <-l.msgs:
			log.Print(m.Subject)
		case <-l.quit:
			return
		}
	}
}

func (l *Listener) Close() error {
	close(l.quit)
	return l.sub.Unsubscribe()
}

// A bounded number of tries.
func RetryLater(save func() error) {
	go func() {
		if err := retry.Do(save, retry.Attempts(3), retry.Delay(time.Second)); err != nil {
			log.Print(err)
		}
	}()
}
