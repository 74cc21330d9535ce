package ok

import (
	"context"
	"os/exec"
	"sync"
)

type reader interface {
	Close(ctx context.Context) error
}

// To clean up is to be done after the end of the context as well.
func closeLater(ctx context.Context, r reader) error {
	go func() {
		_ = r.Close(context.Background())
	}()
	return ctx.Err()
}

// A child that reads what it is given ends when that is closed.
type child struct {
	mu    sync.Mutex
	stdin interface{ Close() error }
}

func (c *child) start(ctx context.Context, name string) error {
	cmd := exec.Command(name)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	go func() {
		out, err := cmd.Output()
		println(len(out), err)
	}()
	c.mu.Lock()
	c.stdin = in
	c.mu.Unlock()
	return ctx.Err()
}
