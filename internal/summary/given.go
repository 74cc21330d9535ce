package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// given are the functions that func parameters stand for in one goroutine. In a package that launches
// all with the same wrapper, `go recovered(s.loop)`, the parameter of the wrapper stands for all loops.
type given map[*ssa.Parameter][]*ssa.Function

// syncOf returns the functions of the package that run in the goroutine of a launch with that body, on the
// goroutine itself, the body first: as Sync, but func parameters stand for nothing but what this goroutine passes.
// What it passes is noted.
func (v *View) syncOf(b Body, in given) (out []*ssa.Function) {
	if !v.Refs.Has(b.Fn) {
		return nil
	}
	seen := v.noFuncs()
	var todo []*ssa.Function
	visit := func(fn *ssa.Function) {
		if seen.add(fn) {
			out = append(out, fn)
			todo = append(todo, fn)
		}
	}
	in.pass(v, b.Fn, b.Args)
	visit(b.Fn)
	for len(todo) > 0 {
		fn := todo[0]
		todo = todo[1:]
		if !v.handsFuncs(fn) {
			for _, callee := range v.callees(fn) {
				visit(callee)
			}
			continue
		}
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if _, launch := instr.(*ssa.Go); !ok || launch {
				continue
			}
			c := call.Common()
			for _, callee := range in.callees(v, c) {
				if !v.Refs.Has(callee) {
					continue
				}
				if in.pass(v, callee, alignArgs(c, callee)) && seen.has(callee) {
					todo = append(todo, callee) // once more, with what it was not given before
				}
				visit(callee)
			}
			v.calledArgs(c, visit)
		}
	}
	return out
}

// callees returns what a call may run.
func (in given) callees(v *View, c *ssa.CallCommon) []*ssa.Function {
	if p := funcParam(c.Value); p != nil && !c.IsInvoke() {
		if fns, ok := in[p]; ok {
			return fns
		}
	}
	fns, _ := v.Refs.Funcs(c)
	return fns
}

// pass notes what the func parameters of a function are given, and reports whether that is new.
func (in given) pass(v *View, fn *ssa.Function, args []ssa.Value) (more bool) {
	for i, p := range fn.Params {
		if !isFunc(p.Type()) || i >= len(args) || args[i] == nil {
			continue
		}
		var fns []*ssa.Function
		if from, ok := in[funcParam(args[i])]; ok {
			fns = from
		} else {
			fns, _ = v.Refs.FuncsOf(args[i])
		}
		have, ok := in[p]
		more = more || !ok
		for _, f := range fns {
			if !slices.Contains(have, f) {
				have = append(have, f)
				more = true
			}
		}
		in[p] = have
	}
	return more
}

// handsFuncs reports whether a function calls one that is given to it, or one with a func parameter.
func (v *View) handsFuncs(fn *ssa.Function) bool {
	hands, ok := v.handing[fn]
	if ok {
		return hands
	}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || call.Common().IsInvoke() {
			continue
		}
		callee := call.Common().StaticCallee()
		hands = hands || callee == nil && funcParam(call.Common().Value) != nil ||
			callee != nil && v.Refs.Has(ref.Target(callee)) && slices.ContainsFunc(ref.Target(callee).Params, func(p *ssa.Parameter) bool { return isFunc(p.Type()) })
	}
	v.handing[fn] = hands
	return hands
}
