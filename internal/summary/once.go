package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// launchesOnce reports whether each call of a helper launches its func parameter o, before it
// returns, in one goroutine that calls it one time: so that importers may take a call of
// the helper for a go statement.
func (v *View) launchesOnce(l *Launch, o *ref.Object) bool {
	if p := o.Fn.Params[o.Index]; !isFunc(p.Type()) || l.Fn != o.Fn {
		return false
	}
	for ; l.Inner != nil; l = l.Inner {
		if call, ok := l.Instr.(*ssa.Call); !ok || call.Call.StaticCallee() == nil || ref.Target(call.Call.StaticCallee()) != l.Inner.Fn || !always(call) {
			return false
		}
	}
	if !always(l.Instr) {
		return false
	}
	used := slices.DeleteFunc(slices.Clone(o.Ops()), func(op ref.Op) bool { return op.Kind != ref.Call && op.Kind != ref.Launch })
	if len(used) != 1 || o.Kept() != 0 {
		return false
	}
	if used[0].Instr == l.Instr {
		return l.Helper == "" || v.helperOnce(l)
	}
	return l.Helper == "" && len(l.Bodies) == 1 && l.All && v.runsOnce(l, used[0].Instr, 0)
}

// helperOnce reports whether the helper of another package that makes a launch makes one
// each time that it is called.
func (v *View) helperOnce(l *Launch) bool {
	call, ok := l.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	callee := v.Callee(&call.Call)
	if callee == nil || callee.Pkg() == v.Pkg.Pkg {
		return false
	}
	f := v.Outside(callee).Func
	return f != nil && slices.ContainsFunc(f.Params, func(p fact.Param) bool { return p.Effect&fact.Once != 0 })
}

// runsOnce reports whether the goroutine of a launch gets to an instruction one time, unless it panics.
func (v *View) runsOnce(l *Launch, instr ssa.Instruction, depth int) bool {
	in := instr.Parent()
	if !always(instr) || depth > maxDepth {
		return false
	}
	if in == l.Bodies[0].Fn {
		return true
	}
	runs := v.running(l).set
	var site ssa.Instruction
	for _, call := range v.callsOf(in) {
		if !runs.has(call.Parent()) {
			continue
		}
		if site != nil {
			return false
		}
		site = call
	}
	return site != nil && v.runsOnce(l, site, depth+1)
}

// always reports whether every call of its function that returns gets to an instruction, one time.
func always(instr ssa.Instruction) bool {
	fn := instr.Parent()
	if flow.LoopsOf(fn).Around(instr.Block()) != nil {
		return false
	}
	first := fn.Blocks[0].Instrs[0]
	return instr == first || !flow.Leads(first, flow.IsReturn, func(i ssa.Instruction) bool { return i == instr })
}
