package ok

import (
	"context"
	"io"
	"sync"
)

type lines interface {
	Next(ctx context.Context) (string, error)
}

// A feed is read once for all who look at it, whatever becomes of the first.
type feed struct {
	mu      sync.Mutex
	started bool
	source  lines
	out     io.Writer
}

func (f *feed) pump() {
	for {
		line, err := f.source.Next(context.TODO())
		if err != nil {
			return
		}
		io.WriteString(f.out, line)
	}
}

func (f *feed) Attend(ctx context.Context) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.started {
		go f.pump()
		f.started = true
	}
}
