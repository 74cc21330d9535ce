package unguardedsend

import "context"

// The goroutine itself is what receives until the context ends; whoever has called asks it how it went.
func watch(ctx context.Context, cancel func()) func() {
	finished := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			cancel()
			finished <- struct{}{}
		case <-finished:
		}
	}()
	return func() {
		select {
		case <-finished:
		case finished <- struct{}{}:
		}
	}
}

func Query(ctx context.Context, cancel func(), ask func() error) error {
	defer watch(ctx, cancel)()
	return ask()
}
