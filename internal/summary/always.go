package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/ref"
)

// AlwaysFails reports whether what a function returns is an error and never nil: it makes errors.
func (v *View) AlwaysFails(fn *ssa.Function) bool {
	if is, ok := v.fails[fn]; ok {
		return is
	}
	v.fails[fn] = false // until it is known, for those that call themselves
	// What it returns after a panic is another matter.
	if !onlyError(fn.Signature) || fn.Recover != nil {
		return false
	}
	if len(fn.Blocks) == 0 {
		v.fails[fn] = v.makesErrors(ref.Target(fn))
		return v.fails[fn]
	}
	returns := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		if !v.isFailure(ret.Results[0], 0) {
			return false
		}
		returns = true
	}
	v.fails[fn] = returns
	return returns
}

// isFailure reports whether an error is never nil: no interface is that anything has been put into, even
// if that is a nil pointer.
func (v *View) isFailure(err ssa.Value, depth int) bool {
	if depth > 20 {
		return false
	}
	switch err := err.(type) {
	case *ssa.MakeInterface:
		_, of := types.Unalias(err.X.Type()).(*types.TypeParam) // which may stand for an interface
		return !of
	case *ssa.Phi:
		return !slices.ContainsFunc(err.Edges, func(e ssa.Value) bool { return !v.isFailure(e, depth+1) })
	case *ssa.Call:
		fn := err.Call.StaticCallee()
		return fn != nil && v.AlwaysFails(fn)
	}
	return false
}

// makesErrors reports whether a function of another package does so.
func (v *View) makesErrors(fn *ssa.Function) bool {
	if v.isMaker(fn) {
		return true
	}
	f := v.factAbout(fn)
	return f != nil && slices.Contains(f.Results, fact.Result{Kind: fact.Fails})
}

// isMaker reports whether a function makes errors, and is known to say nothing with them but its arguments.
func (v *View) isMaker(fn *ssa.Function) bool {
	obj, _ := fn.Object().(*types.Func)
	k := v.Known(obj)
	return k != nil && k.Fails
}
