package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// duplicated claims a background loop over package-level state that a function
// starts which others may call again: each call starts one more, over the same
// state.
//
// A loop that nothing stops is for barego, whoever starts it.
func (b *builder) duplicated(l *Launch) *Claim {
	if l.Process != No || l.Inner != nil || len(l.Bodies) == 0 || b.loops(l.Fn).Around(l.Instr.Block()) != nil || b.joinedHere(l) {
		return nil
	}
	if !b.periodic(l) || !b.ownsNothing(l) {
		return nil
	}
	state := b.stateOf(l)
	start := b.startedBy(l.Fn, 0)
	if state == nil || start == nil || b.asks(l.Instr) || b.keepsTrack(l.Fn) || b.keepsTrack(start) || handsBack(start) {
		return nil
	}
	return &Claim{
		Rule: "dupdaemon", Kind: Duplicated, Pos: l.Pos(), Launch: l, Shape: Background,
		Name: state.Name(), Callee: start.Name(), Where: []Place{{state.Pos(), StateHere}},
	}
}

// periodic reports whether the goroutine loops by the clock. A loop that receives
// values is a worker, of which there may be several.
func (b *builder) periodic(l *Launch) bool {
	found := false
	for _, fn := range l.funcs {
		for _, blk := range fn.Blocks {
			loop := b.loops(fn).Around(blk)
			if loop == nil || !b.loopKind(loop).waits() {
				continue
			}
			for _, instr := range blk.Instrs {
				switch b.beat(instr) {
				case clock:
					found = true
				case value:
					return false
				}
			}
		}
	}
	return found
}

// beats are what an instruction of a loop waits for.
type beats uint8

const (
	nothing beats = iota // or a signal that ends it
	clock
	value
)

func (b *builder) beat(instr ssa.Instruction) (out beats) {
	receive := func(ch ssa.Value) {
		switch {
		case ref.OnlyTimers(b.view.Refs.Objects(ch)):
			out = max(out, clock)
		case !isSignal(ch.Type()):
			out = value
		}
	}
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			receive(i.X)
		}
	case *ssa.Select:
		for _, st := range i.States {
			if st.Dir == types.RecvOnly {
				receive(st.Chan)
			}
		}
	case *ssa.Call:
		if obj := b.view.Callee(&i.Call); obj != nil && obj.FullName() == "time.Sleep" {
			out = clock
		}
	}
	return out
}

// ownsNothing reports whether the goroutine is given nothing that is another one
// for each call: contexts, signals, numbers and package variables only.
func (b *builder) ownsNothing(l *Launch) bool {
	plain := func(v ssa.Value) bool {
		if v == nil {
			return false
		}
		if t := pointee(types.Unalias(v.Type())); ref.IsContext(t) || isSignal(t) {
			return true
		} else if _, ok := t.Underlying().(*types.Basic); ok {
			return true
		}
		return len(b.variables(v)) > 0
	}
	if m, ok := ref.Strip(l.Body).(*ssa.MakeClosure); ok && slices.ContainsFunc(m.Bindings, func(v ssa.Value) bool { return !plain(v) }) {
		return false
	}
	return !slices.ContainsFunc(l.Bodies, func(body summary.Body) bool {
		return slices.ContainsFunc(body.Args, func(v ssa.Value) bool { return !plain(v) })
	})
}

// stateOf returns a package variable that the goroutine changes, itself or by a
// method of what the variable holds; nil if there is none. To count in one is no
// change that a second goroutine would disturb.
func (b *builder) stateOf(l *Launch) *ssa.Global {
	if call, ok := l.Instr.(ssa.CallInstruction); ok {
		if g := b.changedBy(call.Common()); g != nil {
			return g
		}
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			var changed []variable
			switch i := instr.(type) {
			case *ssa.Store, *ssa.MapUpdate:
				changed = b.changed(i)
			case *ssa.Call:
				if isBuiltin(i, "delete") || isBuiltin(i, "clear") {
					changed = b.variables(i.Call.Args[0])
				} else if g := b.changedBy(&i.Call); g != nil {
					return g
				}
			}
			for _, v := range changed {
				if v.global.Pkg == b.view.Pkg {
					return v.global
				}
			}
		}
	}
	return nil
}

// changedBy returns the one package variable whose value a call changes, being of
// a method of it; else nil.
func (b *builder) changedBy(c *ssa.CallCommon) *ssa.Global {
	callee := c.StaticCallee()
	if callee == nil || callee.Signature.Recv() == nil || len(c.Args) == 0 || !b.changesReceiver(ref.Target(callee), 0) {
		return nil
	}
	vars := b.variables(c.Args[0])
	if len(vars) != 1 || vars[0].global.Pkg != b.view.Pkg {
		return nil
	}
	return vars[0].global
}

// changesReceiver reports whether a method changes what its receiver refers to.
func (b *builder) changesReceiver(fn *ssa.Function, depth int) bool {
	if depth > 2 || !b.view.Refs.Has(fn) || fn.Signature.Recv() == nil {
		return false
	}
	for instr := range flow.Instrs(fn) {
		var of ssa.Value
		switch i := instr.(type) {
		case *ssa.Store:
			of = i.Addr
		case *ssa.MapUpdate:
			of = i.Map
		case *ssa.Call:
			callee := i.Call.StaticCallee()
			if isBuiltin(i, "delete") || isBuiltin(i, "clear") || callee != nil && len(i.Call.Args) > 0 && b.changesReceiver(ref.Target(callee), depth+1) {
				of = i.Call.Args[0]
			}
		}
		if of != nil && root(of) == fn.Params[0] {
			return true
		}
	}
	return false
}

// root follows an address or value back through fields, elements and loads.
func root(v ssa.Value) ssa.Value {
	for range 20 {
		switch x := ref.Strip(v).(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		default:
			return x
		}
	}
	return v
}

// startedBy returns the exported function that starts what fn launches, without a
// test that would keep it from doing so twice; nil if there is none.
func (b *builder) startedBy(fn *ssa.Function, depth int) *ssa.Function {
	if fn.Parent() == nil && fn.Signature.Recv() == nil && b.view.Refs.Exported(fn.Object()) {
		return fn
	}
	if depth > 3 {
		return nil
	}
	for _, u := range b.callers[fn] {
		if u.value || b.guarded(u.instr) || b.asks(u.instr) {
			continue
		}
		if start := b.startedBy(u.instr.Parent(), depth+1); start != nil {
			return start
		}
	}
	return nil
}

// asks reports whether an instruction stands behind a test of a package variable,
// which may say that the loop is there.
func (b *builder) asks(instr ssa.Instruction) bool {
	for branch := range tests(instr) {
		for _, v := range b.sources(branch.Cond, 0) {
			if _, call := v.(*ssa.Call); call || len(b.variables(v)) > 0 {
				return true
			}
		}
	}
	return false
}

// keepsTrack reports whether a function sets a package variable: it may remember
// that the loop is there, or how to end it.
func (b *builder) keepsTrack(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if len(b.changed(instr)) > 0 {
			return true
		}
	}
	return false
}

// handsBack reports whether a function returns what stops the goroutine, or the
// thing that does: then its caller is the owner.
func handsBack(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	for i := range res.Len() {
		if !summary.IsError(res.At(i).Type()) {
			return true
		}
	}
	return false
}
