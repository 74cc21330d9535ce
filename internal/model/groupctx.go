package model

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// A derivation is a call that makes a group and a context which ends when one
// of the group's goroutines fails, or when Wait returns.
type derivation struct {
	call   *ssa.Call
	group  *ssa.Extract
	ctx    *ssa.Extract // nil if it is thrown away
	parent ssa.Value
}

// derivations returns those of a function.
func (b *builder) derivations(fn *ssa.Function) (out []derivation) {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		results := call.Call.Signature().Results()
		k := b.view.Known(b.view.Callee(&call.Call))
		if k == nil || k.Derive == nil || results.Len() != 2 || k.Derive.Result != 1 || !b.view.GroupType(results.At(0).Type()) {
			continue
		}
		d := derivation{call: call, parent: operand(known.Place{Of: known.Argument, N: k.Derive.From}, &call.Call)}
		for _, r := range *call.Referrers() {
			if x, ok := r.(*ssa.Extract); ok && x.Index == 0 {
				d.group = x
			} else if ok && x.Index == 1 && used(x) {
				d.ctx = x
			}
		}
		if d.group != nil && d.parent != nil {
			out = append(out, d)
		}
	}
	return out
}

func used(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		_, debug := r.(*ssa.DebugRef)
		return !debug
	})
}

// isCtx reports whether v is the group's context: by itself, or as what a
// variable holds that was set to it after anything else.
func (d derivation) isCtx(v ssa.Value) bool {
	if ref.Strip(v) == ssa.Value(d.ctx) {
		return true
	}
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	alloc, ok := load.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	var set *ssa.Store
	var others []*ssa.Store
	for _, r := range *alloc.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == alloc {
			if st.Val == ssa.Value(d.ctx) {
				set = st
			} else {
				others = append(others, st)
			}
		}
	}
	return set != nil && dominates(set, load) &&
		!slices.ContainsFunc(others, func(st *ssa.Store) bool { return !dominates(st, set) })
}

// groupContexts claims what goes wrong with the contexts of groups.
func (b *builder) groupContexts(launches []*Launch) []*Claim {
	return b.claimsOf(func(fn *ssa.Function) (out []*Claim) {
		for _, d := range b.derivations(fn) {
			if d.ctx == nil {
				if slices.ContainsFunc(launches, func(l *Launch) bool { return b.into(d, l) && mayFail(l) }) {
					out = append(out, &Claim{Rule: "groupctx", Kind: UnusedContext, Pos: d.call.Pos(), Shape: OneTask})
				}
				continue
			}
			for _, l := range launches {
				if use := b.parentUse(d, l); use != nil && b.othersFail(d, l, launches) {
					out = append(out, &Claim{
						Rule: "groupctx", Kind: ParentContext, Pos: use.Pos(), Shape: OneTask, Name: b.contextName(d.parent),
						Where: []Place{{d.call.Pos(), DerivedHere}},
					})
				}
			}
			if c := b.useAfterWait(d); c != nil {
				out = append(out, c)
			}
		}
		return out
	})
}

// othersFail reports whether another goroutine of the group than this one may fail, and
// so end the group's context while this one runs.
func (b *builder) othersFail(d derivation, l *Launch, launches []*Launch) bool {
	return slices.ContainsFunc(launches, func(m *Launch) bool {
		return (m != l || m.Mult != Once) && b.into(d, m) && mayFail(m)
	})
}

// mayFail reports whether the body of a launch may return something other than
// nil: only then does its group's context end before Wait returns.
func mayFail(l *Launch) bool {
	for _, body := range l.Bodies {
		for _, blk := range body.Fn.Blocks {
			ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
			if !ok {
				continue
			}
			for _, r := range ret.Results {
				if k, ok := r.(*ssa.Const); !ok || !k.IsNil() {
					return true
				}
			}
		}
	}
	return !l.All || slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return len(body.Fn.Blocks) == 0 })
}

// into reports whether a launch is sure to be into the group of d.
func (b *builder) into(d derivation, l *Launch) bool {
	if l.Group == nil || l.Inner != nil {
		return false
	}
	own := b.view.Refs.Objects(d.group)
	objs := b.view.Refs.Objects(l.Group)
	return len(own) == 1 && len(objs) == 1 && objs[0] == own[0]
}

// parentUse returns a call in the goroutine of a launch into the group that is
// given the parent of the group's context, if the goroutine does not know the
// group's context at all; nil if there is none.
func (b *builder) parentUse(d derivation, l *Launch) ssa.Instruction {
	if !b.into(d, l) || len(l.Bodies) != 1 || !l.All {
		return nil
	}
	parent := ref.Strip(d.parent)
	if _, made := parent.(*ssa.UnOp); made || b.view.Refs.Ends(parent).No {
		return nil // a variable that is set more than once; a context that never ends
	}
	var use ssa.Instruction
	for _, fn := range withLiterals(l.Bodies[0].Fn, nil) {
		for instr := range flow.Instrs(fn) {
			for _, op := range instr.Operands(nil) {
				if *op == nil || !ref.IsContext((*op).Type()) {
					continue
				}
				switch ref.Strip(*op) {
				case ssa.Value(d.ctx):
					return nil
				case parent:
					if call, ok := instr.(ssa.CallInstruction); ok && use == nil && b.watches(call.Common()) {
						use = instr
					}
				}
			}
		}
	}
	return use
}

// withLiterals appends fn and the literals in it.
func withLiterals(fn *ssa.Function, out []*ssa.Function) []*ssa.Function {
	out = append(out, fn)
	for _, anon := range fn.AnonFuncs {
		out = withLiterals(anon, out)
	}
	return out
}

// watches reports whether a call that is given a context may be for its end:
// one that asks it for a value, logs, or cuts it off is not.
func (b *builder) watches(c *ssa.CallCommon) bool {
	if c.IsInvoke() && ref.IsContext(c.Value.Type()) {
		return c.Method.Name() == "Done" || c.Method.Name() == "Err"
	}
	obj := b.view.Callee(c)
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	if k := b.view.Known(obj); k != nil && k.Never {
		return false
	}
	return obj.Pkg().Path() != "log/slog"
}

// useAfterWait claims a call that is given the group's context where Wait has
// returned on every way.
func (b *builder) useAfterWait(d derivation) *Claim {
	fn := d.call.Parent()
	var waits []ssa.Instruction
	for _, o := range b.view.Refs.Objects(d.group) {
		for _, op := range o.Ops() {
			if _, deferred := op.Instr.(*ssa.Defer); op.Kind == ref.Wait && op.Fn == fn && !deferred {
				waits = append(waits, op.Instr)
			}
		}
	}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok || call.Call.IsInvoke() && ref.IsContext(call.Call.Value.Type()) || !b.watches(&call.Call) {
			continue
		}
		for i, arg := range call.Call.Args {
			if !d.isCtx(arg) || isCause(b.view.Callee(&call.Call)) {
				continue
			}
			for _, wait := range waits {
				if dominates(wait, call) {
					return &Claim{
						Rule: "groupctx", Kind: AfterWait, Pos: call.Pos(), Shape: OneTask, Name: b.contextName(arg),
						Advice: !b.matters(&call.Call, i),
						Where:  []Place{{wait.Pos(), WaitedHere}, {d.call.Pos(), DerivedHere}},
					}
				}
			}
		}
	}
	return nil
}

// isCause reports whether a function asks why a context ended.
func isCause(fn *types.Func) bool {
	return fn != nil && fn.FullName() == "context.Cause"
}

func dominates(x, y ssa.Instruction) bool {
	if x.Block() == y.Block() {
		return slices.Index(x.Block().Instrs, x) < slices.Index(y.Block().Instrs, y)
	}
	return x.Block().Dominates(y.Block())
}

// matters reports whether it is proven that a call does something with the end
// of the context that is its i-th argument: it waits for it, or makes something
// that ends with it.
func (b *builder) matters(c *ssa.CallCommon, i int) bool {
	if k := b.view.Known(b.view.Callee(c)); k != nil && (k.Derive != nil || k.Blocks != nil) {
		return true
	}
	done := func(kind fact.SignalKind, via string) bool { return kind == fact.Receive && via == "Done" }
	fns, all := b.view.Refs.Funcs(c)
	for _, fn := range fns {
		if b.view.Refs.Has(fn) && i < len(fn.Params) {
			for _, s := range slices.Concat(b.view.Ending(fn).Until...) {
				if done(s.Kind, s.Via) && s.Param == fn.Params[i] {
					return all
				}
			}
		}
	}
	obj := b.view.Callee(c)
	if obj == nil || obj.Pkg() == b.view.Pkg.Pkg {
		return false
	}
	if f := b.view.Outside(obj).Func; f != nil {
		for _, s := range slices.Concat(f.Until...) {
			if done(s.Kind, s.Via) && s.Param == i {
				return true
			}
		}
	}
	return false
}

// contextName is the user's name for a context.
func (b *builder) contextName(v ssa.Value) string {
	if p, ok := ref.Strip(v).(*ssa.Parameter); ok {
		return p.Name()
	}
	if load, ok := v.(*ssa.UnOp); ok {
		switch x := load.X.(type) {
		case *ssa.Alloc:
			return x.Comment
		case *ssa.FreeVar:
			return x.Name()
		case *ssa.FieldAddr:
			return ref.Field(x).Name()
		}
	}
	if x, ok := v.(*ssa.Extract); ok {
		return b.view.AssignedTo(x.Tuple.Pos(), x.Index)
	}
	if name := b.view.AssignedTo(v.Pos(), 0); name != "" {
		return name
	}
	return "the context"
}
