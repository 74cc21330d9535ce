package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// A Recovery says whether a panic in a function that a goroutine runs ends the
// process.
type Recovery struct {
	Safe bool      // it recovers before anything can panic, or nothing can
	Late token.Pos // where it recovers after something that can panic
	Idle token.Pos // where it defers what calls recover, but not by itself, so that it gets nil
}

// Recovery looks at a function of the package. Named tells functions besides
// those in sight that recover when they are deferred.
func (v *View) Recovery(fn *ssa.Function, named func(*types.Func) bool) Recovery {
	x := v.newRecovery(named)
	if x.safe(fn) {
		return Recovery{Safe: true}
	}
	var out Recovery
	for instr := range flow.Instrs(fn) {
		d, ok := instr.(*ssa.Defer)
		switch {
		case !ok:
		case x.surely(d):
			out.Late = d.Pos()
		case x.tries(d):
			out.Idle = d.Pos()
		}
	}
	return out
}

type recovery struct {
	view  *View
	named func(*types.Func) bool // may be nil
	safes map[*ssa.Function]bool // what safe has said, or takes a recursion for
}

func (v *View) newRecovery(named func(*types.Func) bool) *recovery {
	return &recovery{view: v, named: named, safes: make(map[*ssa.Function]bool)}
}

// isNamed reports whether a call is of one of the functions named.
func (x *recovery) isNamed(c *ssa.CallCommon) bool {
	callee := x.view.Callee(c)
	return callee != nil && x.named != nil && x.named(callee)
}

// safe reports whether no panic gets out of a function: it recovers first, or
// nothing in it can panic.
func (x *recovery) safe(fn *ssa.Function) bool {
	if !x.view.Refs.Has(fn) {
		f := x.view.factAbout(fn)
		return f != nil && f.Guards || x.view.Unseen(fn)
	}
	if len(fn.Blocks) == 0 {
		return false
	}
	if safe, ok := x.safes[fn]; ok {
		return safe
	}
	x.safes[fn] = true // a recursion has no panics of its own
	if x.recoversFirst(fn) {
		return true
	}
	for instr := range flow.Instrs(fn) {
		if x.panics(instr) {
			x.safes[fn] = false
			return false
		}
	}
	return true
}

// recoversFirst follows a function from its entry to its first branch.
func (x *recovery) recoversFirst(fn *ssa.Function) bool {
	for blk := fn.Blocks[0]; ; blk = blk.Succs[0] {
		for _, instr := range blk.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && x.recovers(d) {
				return true
			}
			if x.panics(instr) {
				return false
			}
		}
		if len(blk.Succs) != 1 || len(blk.Succs[0].Preds) != 1 {
			return false
		}
	}
}

// recovers reports whether a deferred call recovers, or may: of a func that is not
// known it is not known. What another package made, such as a cancel func, does not.
func (x *recovery) recovers(d *ssa.Defer) bool {
	c := d.Common()
	if _, all := x.view.Refs.Funcs(c); !all && !c.IsInvoke() && !x.view.foreign(c) {
		named, ok := types.Unalias(c.Value.Type()).(*types.Named)
		if !ok || named.Obj().Pkg() == x.view.Pkg.Pkg {
			return true
		}
	}
	fns, _ := x.view.Refs.Funcs(c)
	return x.surely(d) || slices.ContainsFunc(fns, x.view.Unseen)
}

// surely reports whether a deferred call is known to recover.
func (x *recovery) surely(d *ssa.Defer) bool {
	if x.isNamed(d.Common()) {
		return true
	}
	if f := x.view.pkg.world.Said(x.view.Callee(d.Common())); f != nil && f.Recovers {
		return true
	}
	fns, all := x.view.Refs.Funcs(d.Common())
	return all && len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !x.view.recoverer(fn) })
}

// recoverer reports whether a function calls recover itself, which is when it
// recovers the panics of whoever defers it.
func (v *View) recoverer(fn *ssa.Function) bool {
	if v.Refs.Has(fn) {
		obj, _ := fn.Object().(*types.Func)
		f := v.pkg.world.Said(obj)
		return flow.Recovers(fn) || f != nil && f.Recovers
	}
	f := v.factAbout(fn)
	return f != nil && f.Recovers
}

// tries reports whether a deferred call is recover itself, or of a function that
// calls a recoverer.
func (x *recovery) tries(d *ssa.Defer) bool {
	if built, ok := d.Call.Value.(*ssa.Builtin); ok {
		return built.Name() == "recover"
	}
	fns, _ := x.view.Refs.Funcs(d.Common())
	for _, fn := range fns {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if x.isNamed(call.Common()) {
				return true
			}
			inner, all := x.view.Refs.Funcs(call.Common())
			if all && slices.ContainsFunc(inner, x.view.recoverer) {
				return true
			}
		}
	}
	return false
}

// panics reports whether an instruction can panic. To follow a pointer and to
// close or send on a channel count as sure to succeed, or short goroutines that
// wait and close would all have to recover.
func (x *recovery) panics(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.Panic, *ssa.MapUpdate, *ssa.SliceToArrayPointer:
		return true
	case *ssa.TypeAssert:
		return !i.CommaOk
	case *ssa.IndexAddr:
		return !inRange(i.X, i.Index)
	case *ssa.Index:
		return !inRange(i.X, i.Index)
	case *ssa.Slice:
		return i.Low != nil || i.High != nil
	case *ssa.BinOp:
		_, constant := i.Y.(*ssa.Const)
		basic, ok := i.X.Type().Underlying().(*types.Basic)
		return (i.Op == token.QUO || i.Op == token.REM) && !constant && ok && basic.Info()&types.IsInteger != 0
	case *ssa.Defer:
		if fns, all := x.view.Refs.Funcs(i.Common()); !all || len(fns) == 0 || !x.view.Refs.Has(fns[0]) {
			return false // an Unlock, a cancel func, a Close
		}
		return x.calls(i.Common())
	case *ssa.Call:
		return x.calls(i.Common())
	}
	return false
}

// inRange reports whether an index is that of a loop over what it is of, or one
// of an array made here.
func inRange(of, index ssa.Value) bool {
	if _, made := of.(*ssa.Alloc); made {
		return true
	}
	switch i := index.(type) {
	case *ssa.Phi:
		return i.Comment == "rangeindex"
	case *ssa.BinOp:
		phi, ok := i.X.(*ssa.Phi)
		return ok && phi.Comment == "rangeindex"
	}
	return false
}

// calls reports whether a call can panic. What std does with numbers and texts
// alone does not, nor do the methods of groups and contexts.
func (x *recovery) calls(c *ssa.CallCommon) bool {
	if _, built := c.Value.(*ssa.Builtin); built || c.IsInvoke() && ref.IsContext(c.Value.Type()) {
		return false
	}
	callee := x.view.Callee(c)
	if callee != nil && (x.view.OfGroup(callee) || plain(callee)) {
		return false
	}
	fns, all := x.view.Refs.Funcs(c)
	return !all || slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !x.safe(fn) })
}

// plain reports whether a function of std is given nothing but numbers and texts.
func plain(fn *types.Func) bool {
	if fn.Pkg() == nil || !known.Standard(fn.Pkg().Path()) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Basic); !ok {
			return false
		}
	}
	return fn.Signature().TypeParams() == nil
}

// recoversIn reports whether every goroutine of a launch recovers before it runs
// the func that it is given.
func (v *View) recoversIn(l *Launch) bool {
	if l.Recovers {
		return true
	}
	if l.Inner != nil || l.Helper != "" || !l.All || len(l.Bodies) == 0 {
		return l.Inner != nil && v.recoversIn(l.Inner)
	}
	return !slices.ContainsFunc(l.Bodies, func(b Body) bool {
		return !v.Refs.Has(b.Fn) || len(b.Fn.Blocks) == 0 || !v.newRecovery(nil).recoversFirst(b.Fn)
	})
}
