package ref

import (
	"go/types"
	"slices"
)

// IsContext reports whether t is context.Context.
func IsContext(t types.Type) bool { return isOfContext(t, "Context") }

// IsCancel reports whether t is the type of a func that ends a context.
func IsCancel(t types.Type) bool { return isOfContext(t, "CancelFunc", "CancelCauseFunc") }

// isOfContext reports whether t is one of some types of package context.
func isOfContext(t types.Type, names ...string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && slices.Contains(names, named.Obj().Name()) && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context"
}
