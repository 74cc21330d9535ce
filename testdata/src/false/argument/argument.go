// Package argument: a loop on a branch that the launch's own arguments do not
// take. Others take it, on a goroutine of their own.
package argument

import (
	"context"
	"time"
)

func poll(once bool) {
	if once {
		work()
		return
	}
	for {
		work()
		time.Sleep(time.Second)
	}
}

func Kick() { go poll(true) }

func Run() { poll(false) }

func loop(stop <-chan struct{}) {
	if stop == nil {
		for {
			work()
			time.Sleep(time.Second)
		}
	}
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Second):
			work()
		}
	}
}

type Worker struct{ stop chan struct{} }

func NewWorker() *Worker {
	w := &Worker{make(chan struct{})}
	go loop(w.stop)
	return w
}

func (w *Worker) Close() { close(w.stop) }

func Forever() { loop(nil) }

// A context that is never done has a nil channel.
func watch(ctx context.Context) {
	if ctx.Done() == nil {
		for {
			work()
			time.Sleep(time.Second)
		}
	}
	for ctx.Err() == nil {
		work()
		time.Sleep(time.Second)
	}
}

func Watch(ctx context.Context) (stop func()) {
	ctx, stop = context.WithCancel(ctx)
	go watch(ctx)
	return stop
}

func work() {}
