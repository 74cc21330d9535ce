package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
)

// ended notes that the function ends the process or the goroutine at an instruction. An end that is given words says what went
// wrong: those who call the function do not mean to end by it.
func (x *explorer) ended(at ssa.Instruction) {
	e := onErrorOr(at.Block(), fact.AtWill)
	x.here = max(x.here, e)
	if call, ok := at.(ssa.CallInstruction); !ok || slices.ContainsFunc(call.Common().Args, isWords) {
		e = fact.OnError
	}
	x.exits = max(x.exits, e)
}

// isWords reports whether an argument may be a text: a string, or any values that are printed.
func isWords(arg ssa.Value) bool {
	t := arg.Type()
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Interface:
		return t.NumMethods() == 0
	}
	return false
}

// mayExit notes whether a call may end the process or the goroutine. One that is handed an error and ends it then is as good as
// a line of the function itself.
func (x *explorer) mayExit(call *ssa.Call) {
	e := x.view.mayExit(call.Common())
	if e == fact.NoExit {
		return
	}
	e = onErrorOr(call.Block(), e)
	x.exits = max(x.exits, e)
	if len(errorArgs(call.Common())) > 0 {
		x.here = max(x.here, e)
	}
}

// mayExit reports whether a call may end the process or the goroutine, and why.
func (v *View) mayExit(c *ssa.CallCommon) (out fact.Exit) {
	fns, _ := v.Refs.Funcs(c)
	for _, fn := range fns {
		if v.Refs.Has(fn) {
			out = max(out, v.Ending(fn).Exits)
		} else if f := v.factAbout(fn); f != nil {
			out = max(out, exitOf(f))
		}
	}
	return out
}

// exitOf returns whether a function of another package may end the process or the goroutine.
func exitOf(f *fact.Func) fact.Exit {
	if f.Ending == fact.Exits {
		return fact.AtWill
	}
	return f.MayExit
}

// onErrorOr returns OnError for what ends in block b, if control gets there only with an error that is not nil, and otherwise e.
func onErrorOr(b *ssa.BasicBlock, e fact.Exit) fact.Exit {
	for at := b; at.Idom() != nil; at = at.Idom() {
		from := at.Idom()
		branch, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
		if !ok || len(at.Preds) != 1 {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNil(cond.Y) || !IsError(cond.X.Type()) {
			continue
		}
		if failed := slices.Index([]token.Token{token.NEQ, token.EQL}, cond.Op); failed >= 0 && from.Succs[failed] == at {
			return fact.OnError
		}
	}
	return e
}

// panicsWithError reports whether a panic passes on an error, which is a way to
// end the process or to leave a loop; a panic with a text is an assertion.
func panicsWithError(p *ssa.Panic) bool {
	v := p.X
	if box, ok := v.(*ssa.MakeInterface); ok {
		v = box.X
	} else if change, ok := v.(*ssa.ChangeInterface); ok {
		v = change.X
	}
	return types.Implements(v.Type(), types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}
