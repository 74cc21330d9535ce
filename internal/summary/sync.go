package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// Sync returns the functions of the package that run during a call of fn, on
// the caller's goroutine, fn first.
func (v *View) Sync(fn *ssa.Function) []*ssa.Function {
	if !v.Refs.Has(fn) {
		return nil
	}
	seen := map[*ssa.Function]bool{fn: true}
	out := []*ssa.Function{fn}
	for i := 0; i < len(out); i++ {
		for _, callee := range v.callees(out[i]) {
			if !seen[callee] {
				seen[callee] = true
				out = append(out, callee)
			}
		}
	}
	return out
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
