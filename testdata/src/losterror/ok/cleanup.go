package ok

import (
	"context"
	"os/exec"
	"time"
)

// What is given back or taken away is worth a try, where the error is dropped by hand.

type consumers interface {
	DeleteConsumer(ctx context.Context, name string) error
	WaitForClose(ctx context.Context) error
	TriggerClose()
}

func forget(c consumers, name string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = c.DeleteConsumer(ctx, name)
	}()
}

func closeAfter(c consumers) {
	go func() {
		_ = c.WaitForClose(context.Background())
		c.TriggerClose()
	}()
}

// A child that has ended is to be waited for, and no more.
func reap(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

// Thrown away by hand, and then it goes on in any case.
func follow(query func() (int, error), n int) {
	done := make(chan struct{}, n)
	for range n {
		go func() {
			_, _ = query()
			done <- struct{}{}
		}()
	}
	for range n {
		<-done
	}
}

// A service that runs until its context ends keeps what goes wrong.
type service interface {
	Serve(ctx context.Context) error
	Error() error
}

func supervise(ctx context.Context, s service, work func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.Serve(ctx)
	work()
	return s.Error()
}

// Whoever closes something in the background goes on with what comes after it.
type session struct{ flush func() error }

func (s *session) CloseLater(next func(context.Context) error) {
	go func() {
		if s.flush != nil {
			time.Sleep(time.Second)
		}
		next(context.TODO())
	}()
}
