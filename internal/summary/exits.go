package summary

import (
	"go/token"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
)

// ended notes that the function ends the process or the goroutine at an instruction. An end that is given words says what went
// wrong, as a panic does with its error: those who call the function do not mean to end by it.
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

// mayExit notes whether a call may end the process or the goroutine, and why. One that is handed an error and does so for that is as good
// as a line of the function itself.
func (x *explorer) mayExit(call *ssa.Call) {
	fns, _ := x.view.Refs.Funcs(call.Common())
	for _, fn := range fns {
		e := fact.NoExit
		if x.view.Refs.Has(fn) {
			e = x.view.Ending(fn).Exits
		} else if f := x.view.factAbout(fn); f != nil {
			if e = exitOf(f); e == fact.AtWill && f.Ending != fact.Exits {
				e = fact.Elsewhere
			}
		}
		if e == fact.NoExit {
			continue
		}
		if e == fact.OnError && len(errorArgs(call.Common())) > 0 {
			x.here = max(x.here, e)
		}
		x.exits = max(x.exits, onErrorOr(call.Block(), e))
	}
}

// exitOf returns whether a function of another package may end the process or the goroutine.
func exitOf(f *fact.Func) fact.Exit {
	if f.Ending == fact.Exits {
		return fact.AtWill
	}
	return f.MayExit
}

// onErrorOr returns e, the reason for an end in block b, or OnError if that weighs less and control gets there only with an error
// that is not nil.
func onErrorOr(b *ssa.BasicBlock, e fact.Exit) fact.Exit {
	for _, than := range otherErrors(b) {
		if isNil(than) {
			return min(e, fact.OnError)
		}
	}
	return e
}

// otherErrors yields the errors that are others than some values, mostly nil, wherever control gets to block b; the one
// that was tested last comes first.
func otherErrors(b *ssa.BasicBlock) iter.Seq2[ssa.Value, ssa.Value] {
	return func(yield func(err, than ssa.Value) bool) {
		for at := b; at.Idom() != nil; at = at.Idom() {
			from := at.Idom()
			branch, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
			if !ok || len(at.Preds) != 1 {
				continue
			}
			cond, ok := branch.Cond.(*ssa.BinOp)
			if !ok || !IsError(cond.X.Type()) {
				continue
			}
			if failed := slices.Index([]token.Token{token.NEQ, token.EQL}, cond.Op); failed >= 0 && from.Succs[failed] == at && !yield(cond.X, cond.Y) {
				return
			}
		}
	}
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
