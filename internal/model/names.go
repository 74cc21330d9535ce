package model

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/ref"
)

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return types.TypeString(t, func(*types.Package) string { return "" })
}

// chanName is the user's name for a channel: the field, variable or parameter
// that it is received from, or the variable it was made for.
func (b *builder) chanName(v ssa.Value) string {
	if name := b.nameOf(v); name != "" {
		return name
	}
	return "the channel"
}

// nameOf is the user's name for what a value stands for, or "".
func (b *builder) nameOf(v ssa.Value) string {
	for range 10 {
		switch x := v.(type) {
		case *ssa.Parameter:
			return x.Name()
		case *ssa.FreeVar:
			return x.Name()
		case *ssa.Global:
			return x.Name()
		case *ssa.Alloc:
			if x.Comment == "new" || x.Comment == "complit" || x.Comment == "slicelit" {
				return b.view.AssignedTo(x.Pos(), 0)
			}
			return x.Comment
		case *ssa.FieldAddr:
			return ref.Field(x).Name()
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return ""
			}
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeChan:
			return b.view.AssignedTo(x.Pos(), 0)
		default:
			return ""
		}
	}
	return ""
}

// pointee is what a pointer type points to, or the type itself.
func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// mentions reports whether a comment has one of some words, which are in lower case.
func mentions(text string, words ...string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}
