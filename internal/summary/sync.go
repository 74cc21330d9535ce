package summary

import (
	"math/bits"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// Sync returns the functions of the package that run during a call of fn, on
// the caller's goroutine, fn first. The list is not to be changed.
func (v *View) Sync(fn *ssa.Function) []*ssa.Function {
	if !v.Refs.Has(fn) {
		return nil
	}
	if out, ok := v.syncs[fn]; ok {
		return out
	}
	seen := v.noFuncs()
	seen.add(fn)
	out := []*ssa.Function{fn}
	for i := 0; i < len(out); i++ {
		for _, callee := range v.callees(out[i]) {
			if seen.add(callee) {
				out = append(out, callee)
			}
		}
	}
	v.syncs[fn] = out
	return out
}

// A funcSet is a set of functions of a package, by their places in [View.Funcs].
type funcSet struct {
	view *View
	bits []uint64
}

// noFuncs returns an empty set.
func (v *View) noFuncs() funcSet {
	return funcSet{v, make([]uint64, len(v.Funcs)/64+1)}
}

// add puts a function of the package in the set, and reports whether it was not there.
func (s funcSet) add(fn *ssa.Function) bool {
	i := s.view.place[fn]
	word, bit := &s.bits[i/64], uint64(1)<<(i%64)
	had := *word&bit != 0
	*word |= bit
	return !had
}

// merge adds the functions of another set, and calls visit for those that were not there.
func (s funcSet) merge(from funcSet, visit func(*ssa.Function)) {
	for w, word := range from.bits {
		for more := word &^ s.bits[w]; more != 0; more &= more - 1 {
			visit(s.view.Funcs[w*64+bits.TrailingZeros64(more)])
		}
		s.bits[w] |= word
	}
}

// has reports whether a function, of whatever package, is in the set.
func (s funcSet) has(fn *ssa.Function) bool {
	i, ok := s.view.place[fn]
	return ok && s.bits[i/64]>>(i%64)&1 != 0
}

// callees returns the functions of the package that fn calls or defers, or
// hands to a function that calls them before it returns.
func (v *View) callees(fn *ssa.Function) []*ssa.Function {
	out, ok := v.calls[fn]
	if !ok {
		v.eachCall(fn, func(callee *ssa.Function) { out = append(out, callee) })
		v.calls[fn] = out
	}
	return out
}

// eachCall visits the callees of fn, some of them more than once.
func (v *View) eachCall(fn *ssa.Function, visit func(*ssa.Function)) {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		if _, launch := call.(*ssa.Go); launch {
			continue
		}
		c := call.Common()
		fns, _ := v.Refs.Funcs(c)
		for _, callee := range fns {
			if v.Refs.Has(callee) {
				visit(callee)
			}
		}
		v.calledArgs(c, visit)
	}
}

// calledArgs visits the funcs handed to a function that is known for it and that
// calls them before it returns.
func (v *View) calledArgs(c *ssa.CallCommon, visit func(*ssa.Function)) {
	obj := v.Callee(c)
	if !v.tells(obj) {
		return
	}
	f := v.Outside(obj).Func
	if f == nil {
		return
	}
	args := c.Args
	if c.IsInvoke() {
		args = allArgs(c)
	}
	for _, p := range f.Params {
		if p.Effect&fact.Calls != 0 && p.Index < len(args) {
			fns, _ := v.Refs.FuncsOf(ref.Strip(args[p.Index]))
			for _, fn := range fns {
				if v.Refs.Has(fn) {
					visit(fn)
				}
			}
		}
	}
}
