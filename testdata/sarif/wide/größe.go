// Package wide has names, and a file, of letters that take one, two, three and four bytes.
package wide

import "context"

func Größe(ctx context.Context) string {
	größen := make(chan string)
	go func() {
		/* ß 日本 𝄞 🙂 */ größen <- "日本"
	}()
	select {
	case g := <-größen:
		return g
	case <-ctx.Done():
		return "🙂"
	}
}
