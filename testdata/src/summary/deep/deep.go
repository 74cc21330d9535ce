// want package:"analyzed\\(7\\)"

// Package deep stands two packages above lib, which it does not import.
package deep

import (
	"context"

	"summary/user"
)

func Forever() { user.Forever() } // want Forever:"^endless$"

func Exit() { user.Exit() } // want Exit:"^exits$"

func UntilCtx(ctx context.Context) { user.UntilCtx(1, ctx) } // want UntilCtx:"^until\\(recv p0\\.Done\\)$"

func Go(f func()) { user.GoSafe(f) } // want Go:"^p0:launches\\+alone\\+keeps$"

func Close(ch chan int) { user.Close(ch) } // want Close:"^p0:closes ways\\(closes p0\\)$"

func Relay(in, out chan int) { user.Relay(in, out) } // want Relay:"^until\\(recv p0, closed p0\\) p0:receives p1:sends\\+closes ways\\(receives p0 often\\[sends p1\\], closes p1\\)$"

func NoEnd() { user.UntilCtx(1, user.NoContext()) } // want NoEnd:"^endless$"

func After() { // want After:"^endless$"
	for range user.After() {
	}
}
