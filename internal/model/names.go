package model

import (
	"go/token"
	"go/types"

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
func (b *builder) chanName(v ssa.Value, objs []*ref.Object) string {
	for range 10 {
		switch x := v.(type) {
		case *ssa.Parameter:
			return x.Name()
		case *ssa.FreeVar:
			return x.Name()
		case *ssa.Global:
			return x.Name()
		case *ssa.Alloc:
			if x.Comment != "" {
				return x.Comment
			}
			return "the channel"
		case *ssa.FieldAddr:
			return ref.Field(x).Name()
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return "the channel"
			}
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeChan:
			return b.variableOf(x)
		default:
			return "the channel"
		}
	}
	return "the channel"
}

// variableOf finds the variable that a value is assigned to, from the syntax.
func (b *builder) variableOf(v ssa.Value) string {
	if name := b.view.AssignedTo(v.Pos(), 0); name != "" {
		return name
	}
	return "the channel"
}
