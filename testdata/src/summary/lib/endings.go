// Package lib has one function for each thing that a fact can say; package
// user has others that learn it only from the facts. A function without a want
// comment must have no fact.
package lib

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"time"
)

func work() {}

// What never returns.

func Forever() { // want Forever:"^endless$"
	for {
		work()
	}
}

func Block() { // want Block:"^endless$"
	select {}
}

func NilChan() { // want NilChan:"^endless$"
	var never chan int
	<-never
}

func Ticks(d time.Duration) { // want Ticks:"^endless$"
	t := time.NewTicker(d)
	defer t.Stop()
	for range t.C {
		work()
	}
}

func Background2() { // want Background2:"^endless$"
	ctx := context.WithoutCancel(context.Background())
	<-ctx.Done()
}

func forever() { Forever() } // nobody can name it

// CallsForever hands on what forever does.
func CallsForever() { // want CallsForever:"^endless$"
	defer work()
	forever()
}

// DefersForever never gets past its deferred call.
func DefersForever() { // want DefersForever:"^endless$"
	defer forever()
	work()
}

// Once in a while it returns.
func Sometimes(n int) {
	for {
		if n--; n == 0 {
			return
		}
	}
}

// What waits for a signal that its parameters tell.

func UntilCtx(ctx context.Context) { // want UntilCtx:"^until\\(recv p0\\.Done\\)$"
	<-ctx.Done()
}

func Poll(ctx context.Context) { // want Poll:"^until\\(recv p0\\.Done\\)$"
	for ctx.Err() == nil {
		work()
	}
}

func Loop(ctx context.Context, d time.Duration) error { // want Loop:"^until\\(recv p0\\.Done\\) told$"
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			work()
		}
	}
}

// Derives waits for what it made of its parameter.
func Derives(n int, ctx context.Context) { // want Derives:"^until\\(recv p1\\.Done\\)$"
	type key struct{}
	inner := context.WithValue(ctx, key{}, n)
	<-inner.Done()
}

// Deadline ends by itself.
func Deadline(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-ctx.Done()
}

func Either(ctx context.Context, stop <-chan struct{}) { // want Either:"^until\\(recv p0\\.Done or recv p1\\) p1:receives$"
	for {
		select {
		case <-ctx.Done():
			return
		case <-stop:
			return
		default:
			work()
		}
	}
}

func Both(a, b <-chan struct{}) { // want Both:"^until\\(recv p0, recv p1\\) p0:receives p1:receives ways\\(receives p0, receives p1\\)$"
	<-a
	<-b
}

func Drain(in <-chan int) (sum int) { // want Drain:"^until\\(recv p0, closed p0\\) p0:receives ways\\(receives p0 often\\)$"
	for v := range in {
		sum += v
	}
	return sum
}

func Sentinel(in <-chan int) { // want Sentinel:"^until\\(recv p0\\) p0:receives$"
	for v := range in {
		if v < 0 {
			return
		}
	}
}

func Put(out chan<- int, v int) { // want Put:"^until\\(sent p0\\) p0:sends ways\\(sends p0\\)$"
	out <- v
}

func Offer(out chan<- int, v int) bool { // want Offer:"^p0:sends$"
	select {
	case out <- v:
		return true
	default:
		return false
	}
}

func PutCtx(ctx context.Context, out chan<- int, v int) { // want PutCtx:"^until\\((recv p0\\.Done or sent p1|sent p1 or recv p0\\.Done)\\) p1:sends$"
	select {
	case out <- v:
	case <-ctx.Done():
	}
}

func Do(f func()) { // want Do:"^until\\(returned p0\\) p0:calls$"
	f()
}

// DoIf calls its argument or not, so that it may return at once.
func DoIf(on bool, f func()) { // want DoIf:"^p1:calls$"
	if on {
		f()
	}
}

// Buffer has room for what it sends.
func Buffer() {
	ch := make(chan int, 1)
	ch <- 1
}

// Answered has somebody to receive what it sends.
func Answered() {
	ch := make(chan int)
	go func() { <-ch }()
	ch <- 1
}

// What ends the process, the goroutine, or in a panic.

func Die(msg string) { // want Die:"^exits$"
	fmt.Fprintln(os.Stderr, msg)
	os.Exit(1)
}

func Fatal(err error) { // want Fatal:"^exits$"
	log.Fatalf("fatal: %v", err)
}

func Goexit() { // want Goexit:"^exits$"
	runtime.Goexit()
}

func Unreachable() { // want Unreachable:"^exits$"
	panic("unreachable")
}

func die() { os.Exit(2) } // our own, one level down

func DieTwice(code int) error { // want DieTwice:"^exits r0=fails$"
	switch code {
	case 1:
		die()
	case 2:
		Die("two")
	default:
		panic(code)
	}
	return errors.New("not reached")
}

// Leave ends the process if it is told to.
func Leave(now bool) { // want Leave:"^mayexit$"
	if now {
		os.Exit(0)
	}
}

// Check returns if all is well.
func Check(err error) { // want Check:"^mayexit on error$"
	if err != nil {
		Die(err.Error())
	}
}
