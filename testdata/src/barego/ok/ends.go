// "Ends by itself".
package ok

import (
	"bufio"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

type user struct {
	Name, Mail string
}

// "finite body"
func WarmUp(names []string, cache map[string]int) {
	go func() {
		n := 0
		for i, name := range names {
			n += i + len(name)
		}
		log.Printf("warmed up: %d", n)
	}()
}

func DelayedLog(msg string) {
	go func() {
		time.Sleep(time.Second)
		log.Print(msg)
	}()
}

func SaveInBackground(path string, data []byte) {
	go os.WriteFile(path, data, 0o600)
}

func TouchLater(path string) {
	time.AfterFunc(time.Second, func() {
		now := time.Now()
		os.Chtimes(path, now, now)
	})
}

// "deadline on the conn"
func Greet(conn net.Conn) {
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	go func() {
		defer conn.Close()
		r := bufio.NewReader(conn)
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			log.Print(line)
		}
	}()
}

func DialAndDrain(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	go io.Copy(io.Discard, conn)
	return nil
}

// A request with a timeout is finite.
func Ping(url string) {
	client := http.Client{Timeout: time.Second}
	go func() {
		resp, err := client.Get(url)
		if err == nil {
			resp.Body.Close()
		}
	}()
}

// "buffered channel with room for every send"
func FirstOfTwo(ask func(host string) string) string {
	answers := make(chan string, 2)
	go func() { answers <- ask("a") }()
	go func() { answers <- ask("b") }()
	select {
	case a := <-answers:
		return a
	case <-time.After(time.Second):
		return ""
	}
}

func LoadWithin(limit time.Duration, load func() (user, error)) (user, error) {
	type result struct {
		u   user
		err error
	}
	ch := make(chan result, 1)
	go func() {
		u, err := load()
		ch <- result{u, err}
	}()
	select {
	case r := <-ch:
		return r.u, r.err
	case <-time.After(limit):
		return user{}, errors.New("timeout")
	}
}

// "bounded retry (goto retry once)"
func SendWithRetry(send func() error) {
	go func() {
		retried := false
	retry:
		if err := send(); err != nil && !retried {
			retried = true
			time.Sleep(time.Second)
			goto retry
		}
	}()
}

func SendThrice(send func() error) {
	go func() {
		for attempt := 1; attempt <= 3; attempt++ {
			if send() == nil {
				return
			}
			time.Sleep(time.Duration(attempt) * time.Second)
		}
	}()
}

// A loop over what is read from memory.
func CountLines(text string, report func(int)) {
	go func() {
		n := 0
		for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
			n++
		}
		report(n)
	}()
}

// Waits for an event or a time, whichever is first.
func ExpireLater(closed <-chan struct{}, expire func()) {
	go func() {
		select {
		case <-closed:
		case <-time.After(time.Minute):
			expire()
		}
	}()
}

// Stops itself after some idle rounds, and is started anew when needed.
type Batcher struct {
	items chan string
	busy  chan struct{}
}

func NewBatcher() *Batcher {
	return &Batcher{items: make(chan string, 16), busy: make(chan struct{}, 1)}
}

func (b *Batcher) Add(item string) {
	b.items <- item
	select {
	case b.busy <- struct{}{}:
		go b.run()
	default:
	}
}

func (b *Batcher) run() {
	defer func() { <-b.busy }()
	for idle := 0; idle < 10; {
		select {
		case item := <-b.items:
			idle = 0
			log.Print(item)
		case <-time.After(100 * time.Millisecond):
			idle++
		}
	}
}
