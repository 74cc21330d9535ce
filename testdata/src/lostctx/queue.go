package lostctx

import (
	"context"

	"lostctx/lib"
)

// A queue is no connection: nothing ends the wait for its next.
func drain(ctx context.Context, q lib.Queue, handle func(string)) error {
	go func() { // want `\(lostctx\)`
		for {
			s, err := q.Next(context.Background())
			if err != nil {
				return
			}
			handle(s)
		}
	}()
	return ctx.Err()
}
