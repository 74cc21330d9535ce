// Package safe launches for the other packages. It is the one that may: its go
// statements are no mistake.
package safe

import (
	"context"
	"log"
)

// Go runs f in a goroutine, and logs its panics.
func Go(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
			}
		}()
		f()
	}()
}

// GoCtx does so with a context.
func GoCtx(ctx context.Context, f func(context.Context)) { Go(func() { f(ctx) }) }
