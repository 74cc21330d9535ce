package model

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// How many.

func Fixed() {
	for range 4 {
		go work() // want `^fixed loop · `
	}
	for i := 0; i < 3; i++ {
		go work() // want `^fixed loop · `
	}
	for i := range 3 {
		_ = i
		go work() // want `^fixed loop · `
	}
}

func PerItem(items []int, m map[int]int, n int, in <-chan int, seq func(func(int) bool)) {
	for range items {
		go work() // want `^per item · `
	}
	for range m {
		go work() // want `^per item · `
	}
	for i := 0; i < n; i++ {
		go work() // want `^per item · `
	}
	for range n {
		go work() // want `^per item · `
	}
	for range "string" {
		go work() // want `^per item · `
	}
}

type node struct{ next *node }

func PerNode(first *node) {
	for n := first; n != nil; n = n.next {
		go work() // want `^per item · `
	}
}

func PerRequest(w http.ResponseWriter, r *http.Request) {
	go work() // want `^per request · `
	func() {
		go work() // want `^per request · `
	}()
	for range r.Header {
		go work() // want `^per item · `
	}
}

func Endless(l net.Listener, in <-chan int) {
	for {
		if _, err := l.Accept(); err != nil {
			break
		}
		go work() // want `^in an endless loop · `
	}
	for {
		select {
		case <-in:
			go work() // want `^in an endless loop · `
		}
	}
}

func PerMessage(in <-chan int) {
	for range in {
		go work() // want `^per item · `
	}
	for v, ok := <-in; ok; v, ok = <-in {
		_ = v
		go work() // want `^per item · `
	}
}

// Countdown counts from what the caller says.
func Countdown(n int) {
	for i := n; i >= 0; i-- {
		go work() // want `^per item · `
	}
	for i := 8; i > 0; i-- {
		go work() // want `^fixed loop · `
	}
}

// Who waits.

func WaitGroup(items []int) {
	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() { // want `^per item · join: wait evidence.go:\d+ · stop: none · finite: yes$`
			defer wg.Done()
			work()
		}()
	}
	wg.Wait()
}

// NoWait counts, and nobody waits.
func NoWait() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `^once · join: none · stop: none · finite: yes$`
		defer wg.Done()
		work()
	}()
}

// DonePassed calls Done through a function that is given the group.
func DonePassed() {
	var wg sync.WaitGroup
	wg.Add(1)
	go finish(&wg) // want `^once · join: wait evidence.go:\d+ · stop: none · finite: yes$`
	wg.Wait()
}

func finish(wg *sync.WaitGroup) {
	defer wg.Done()
	work()
}

func Result() int {
	res := make(chan int)
	go func() { res <- 1 }() // want `^once · join: receive evidence.go:\d+ · stop: none · finite: unknown$`
	return <-res
}

func DoneChan() {
	done := make(chan struct{})
	go func() { // want `^once · join: receive evidence.go:\d+ · stop: none · finite: yes$`
		defer close(done)
		work()
	}()
	<-done
}

func SelectChan(d time.Duration) {
	done := make(chan struct{}, 1)
	go func() { // want `^once · join: receive evidence.go:\d+ · `
		work()
		done <- struct{}{}
	}()
	select {
	case <-done:
	case <-time.After(d):
	}
}

func RangeChan(items []int) (sum int) {
	out := make(chan int)
	go func() { // want `^once · join: receive evidence.go:\d+ · `
		defer close(out)
		for _, v := range items {
			out <- v
		}
	}()
	for v := range out {
		sum += v
	}
	return sum
}

// An owner waits in another method.
type owner struct {
	wg   sync.WaitGroup
	stop chan struct{}
	done chan struct{}
}

func newOwner() *owner {
	return &owner{stop: make(chan struct{}), done: make(chan struct{})}
}

func (o *owner) start() {
	o.wg.Add(1)
	go func() { // want `^once · join: wait evidence.go:\d+ · stop: close evidence.go:\d+ · finite: unknown$`
		defer o.wg.Done()
		for {
			select {
			case <-o.stop:
				return
			default:
				work()
			}
		}
	}()
	go func() { // want `^once · join: receive evidence.go:\d+ · stop: close evidence.go:\d+ · finite: unknown$`
		defer close(o.done)
		<-o.stop
	}()
}

func (o *owner) Close() {
	close(o.stop) // for start
	o.wg.Wait()   // for start
	<-o.done      // for start
}

func Owner() {
	o := newOwner()
	o.start()
	defer o.Close()
}

// A group handed out of sight may be waited for there.
func Escaping(wg *sync.WaitGroup) {
	wg.Add(1)
	go func() { // want `^once · join: unknown · stop: none · finite: yes · unknown: escapes$`
		defer wg.Done()
		work()
	}()
}

// Handshake says that it has started, not that it ended.
func Handshake() {
	started := make(chan struct{})
	go func() { // want `^once · join: none · stop: none · finite: no$`
		close(started)
		spin()
	}()
	<-started
}

// What stops it.

func StopCtx(ctx context.Context) {
	go func() { // want `^once · join: none · stop: ctx evidence.go:\d+ · finite: unknown$`
		for {
			select {
			case <-ctx.Done():
				return
			default:
				work()
			}
		}
	}()
}

func StopCancel() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { // want `^once · join: none · stop: ctx evidence.go:\d+ · finite: unknown$`
		<-ctx.Done()
	}()
}

func NoStop() {
	ctx := context.Background()
	go func() { // want `^once · join: none · stop: none · finite: no$`
		<-ctx.Done()
	}()
	go func(ctx context.Context) { // want `^once · join: none · stop: none · finite: no$`
		for {
			select {
			case <-ctx.Done():
				return
			default:
				work()
			}
		}
	}(context.WithValue(ctx, "k", "v"))
}

func StopClose(items []int) {
	jobs := make(chan int)
	go func() { // want `^once · join: none · stop: close evidence.go:\d+ · finite: unknown$`
		for range jobs {
			work()
		}
	}()
	close(jobs)
}

func StopSend() {
	quit := make(chan bool)
	go func() { // want `^once · join: none · stop: send evidence.go:\d+ · finite: unknown$`
		<-quit
	}()
	quit <- true
}

// Ticks never end: Stop does not close C.
func Ticks() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	go func() { // want `^once · join: none · stop: none · finite: no$`
		for range t.C {
			work()
		}
	}()
}

func StopParam(stop <-chan struct{}) {
	go func() { // want `^once · join: none · stop: unknown · finite: unknown · unknown: escapes$`
		<-stop
	}()
}
