package model

import (
	"bufio"
	"net"
	"os"
	"sync"

	"model/lib"
)

// One launch for each reason that keeps an answer unknown.

type hooks struct{ F func() }

func ReasonBody(h *hooks) {
	go h.F() // want `unknown: .*body`
}

func ReasonParam() { runs(spin) } // want `by runs$`

func runs(f func()) {
	go f() // want `unknown: param$`
}

// It ends the process when it ends: that is what the process waits for.
func ReasonExits(in <-chan int) {
	go func() { // want `unknown: .*exits`
		for {
			if _, ok := <-in; !ok {
				os.Exit(1)
			}
		}
	}()
}

// It blocks on a channel, which is no endless loop.
func ReasonBlocked() {
	ch := make(chan int)
	go func() { // want `finite: no · unknown: blocked$`
		ch <- 1
	}()
}

func ReasonCallback(f func()) {
	go func() { // want `unknown: callback$`
		work()
		f()
	}()
}

func ReasonEscapes(done chan struct{}) {
	go func() { // want `unknown: escapes$`
		close(done)
	}()
}

// How often is startMaybe run? Its value is handed out.
func ReasonCallers() { lib.Later(startMaybe) }

func startMaybe() {
	go spin() // want `unknown: callers$`
}

func ReasonHelper(g *lib.Lost) {
	g.Go(work) // want `by Go · unknown: helper$`
}

var mu sync.Mutex

func ReasonHandOver() {
	mu.Lock()
	go func() { // want `unknown: hand-over$`
		defer mu.Unlock()
		work()
	}()
}

// It never ends, and somebody waits all the same.
func ReasonWaited() {
	var wg sync.WaitGroup
	wg.Go(spin) // want `unknown: .*waited$`
	wg.Wait()
}

func ReasonExternal(c net.Conn) {
	go func() { // want `unknown: .*external`
		bufio.NewReader(c).ReadByte()
		c.Read(nil)
	}()
}

// Relay passes a number round among more goroutines than can be searched in all their
// orders.
func Relay(n int) int {
	var mu [4]sync.Mutex
	var wg sync.WaitGroup
	ring := make(chan int)
	for i := range 12 {
		wg.Add(1)
		go func() { // want `^fixed loop · join: wait reasons.go:\d+ · stop: send reasons.go:\d+ · finite: unknown · unknown: budget$`
			defer wg.Done()
			v := <-ring
			mu[i%4].Lock()
			n += v
			mu[i%4].Unlock()
			select {
			case ring <- v + 1:
			default:
			}
		}()
	}
	for v := range 12 {
		ring <- v
	}
	wg.Wait()
	return n
}
