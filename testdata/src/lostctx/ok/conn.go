package ok

import (
	"context"

	"lostctx/lib"
)

// The end of a connection ends what waits for its streams.
func Streams(ctx context.Context, conn lib.Conn, handle func(string)) {
	go func() {
		for {
			s, err := conn.Accept(context.Background())
			if err != nil {
				return
			}
			handle(s)
		}
	}()
	<-ctx.Done()
	conn.CloseWithError(0, "done")
}
