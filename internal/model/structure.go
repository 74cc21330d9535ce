package model

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// chosen reports whether the launch stands behind a test that may limit the
// goroutines: a depth, a threshold, a counter, a flag. Tests that only follow
// the input's structure do not: is there a child, is it a directory, was there
// an error, was it seen before.
func (b *builder) chosen(launch ssa.Instruction) bool {
	for branch := range tests(launch) {
		d := branch.Block()
		if loop := b.loops(d.Parent()).Around(d); loop != nil && !slices.Contains(loop, d.Succs[1]) && !b.loopKind(loop).waits() && headOf(loop, branch) {
			continue
		}
		if !b.structural(branch.Cond, 0) {
			return true
		}
	}
	return false
}

// headOf reports whether a branch is what ends the loop.
func headOf(loop []*ssa.BasicBlock, branch *ssa.If) bool {
	switch c := branch.Cond.(type) {
	case *ssa.Extract:
		_, next := c.Tuple.(*ssa.Next)
		return next
	case *ssa.BinOp:
		return flow.Counts(c, loop) || walksList(c, loop)
	}
	return false
}

// structural reports whether a test follows the structure of the input. A flag
// that a loop carries along does not.
func (b *builder) structural(cond ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return b.structural(c.X, depth+1)
		}
		return ofItem(c) // a flag of the item, not of the walk
	case *ssa.Extract: // of a lookup, type assertion, receive or another package's call
		if call, ok := c.Tuple.(*ssa.Call); ok {
			return !b.own(call)
		}
		return true
	case *ssa.Call:
		return !b.own(c) || b.pure(c)
	case *ssa.Phi: // && and ||
		for _, e := range c.Edges {
			if _, ok := e.(*ssa.Const); !ok && !b.structural(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.BinOp:
		return b.structuralCompare(c)
	}
	return false
}

// own reports whether a call is of a function of this package, or not known.
func (b *builder) own(call *ssa.Call) bool {
	obj := b.view.Callee(call.Common())
	return obj == nil || obj.Pkg() == b.view.Pkg.Pkg
}

func (b *builder) structuralCompare(c *ssa.BinOp) bool {
	if end, ok := c.Y.(*ssa.Const); ok {
		if end.IsNil() {
			return c.Op == token.NEQ || !loadsField(c.X)
		}
		if n, ok := constInt(end); ok {
			if n <= smallest && sizeOf(c.X) {
				return true
			}
			return loadsField(c.X) && (c.Op == token.EQL || c.Op == token.NEQ || n == 0 && !b.counted(c.X.(*ssa.UnOp)))
		}
	}
	if x, ok := c.X.(*ssa.Extract); ok {
		if _, sel := x.Tuple.(*ssa.Select); sel {
			return true
		}
	}
	t, basic := types.Unalias(c.X.Type()).Underlying().(*types.Basic)
	if basic {
		return t.Info()&types.IsString != 0
	}
	return c.Op == token.NEQ || c.Op == token.EQL
}

// ofItem reports whether v is a field of something other than a parameter: of
// the item at hand, not of the walker.
func ofItem(v *ssa.UnOp) bool {
	at, ok := v.X.(*ssa.FieldAddr)
	if !ok || v.Op != token.MUL {
		return false
	}
	_, param := ref.Strip(at.X).(*ssa.Parameter)
	return !param
}

// pure reports whether a call of this package's function changes nothing: it
// asks about the item.
func (b *builder) pure(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	if callee == nil {
		return false
	}
	fn := ref.Target(callee)
	if !b.view.Refs.Has(fn) {
		return false
	}
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Store:
			if _, local := i.Addr.(*ssa.Alloc); !local {
				return false
			}
		case *ssa.Send, *ssa.Select, *ssa.MapUpdate, *ssa.Go, *ssa.Defer:
			return false
		case *ssa.Call:
			if _, built := i.Call.Value.(*ssa.Builtin); !built {
				return false
			}
		}
	}
	return true
}

func loadsField(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

// counted reports whether the package computes the field that v loads: it is a
// depth or budget rather than a property of the item.
func (b *builder) counted(v *ssa.UnOp) bool {
	field := ref.Field(v.X.(*ssa.FieldAddr))
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			at, ok := st.Addr.(*ssa.FieldAddr)
			if !ok || ref.Field(at) != field {
				continue
			}
			if _, computed := st.Val.(*ssa.BinOp); computed {
				return true
			}
		}
	}
	return false
}

// smallest is the largest size that a recursion tests only to know when to end;
// larger ones are thresholds below which it goes on without goroutines.
const smallest = 4

// sizeOf reports whether v is the length of something, or the index that a
// select returned.
func sizeOf(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.Call:
		built, ok := x.Call.Value.(*ssa.Builtin)
		return ok && built.Name() == "len"
	case *ssa.Extract:
		_, ok := x.Tuple.(*ssa.Select)
		return ok
	}
	return false
}

func constInt(c *ssa.Const) (int64, bool) {
	if c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	return c.Int64(), true
}
