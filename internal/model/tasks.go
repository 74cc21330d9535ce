package model

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// stays reports whether the goroutine is there to stay: a server or watcher, of
// which each item needs one, and which a limit would keep from starting.
func (b *builder) stays(l *Launch) bool {
	if l.ending != nil && (l.ending.Ending == fact.Endless || l.ending.Ending == fact.Waits) {
		return true
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok && b.isServer(call) {
				return true
			}
		}
		for _, blk := range fn.Blocks {
			if loop := b.loops(fn).Around(blk); loop != nil && b.loopKind(loop).waits() {
				return true
			}
		}
	}
	return false
}

// pauses reports whether the goroutine waits for the clock, as one that tries again
// does: then many of them pile up, however seldom each of them is launched.
func (b *builder) pauses(l *Launch) bool {
	return slices.ContainsFunc(l.funcs, func(fn *ssa.Function) bool {
		for instr := range flow.Instrs(fn) {
			if b.beat(instr) == clock {
				return true
			}
		}
		return false
	})
}

// brief reports whether all that the goroutine does is at hand: it calls only this package and those of
// the standard library that wait for nobody. As many as there are files in a folder do no harm.
func (b *builder) brief(l *Launch) bool {
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := call.Common().Value.(*ssa.Builtin); ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil {
				return false
			}
			if target := ref.Target(callee); b.view.Refs.Has(target) {
				if !slices.Contains(l.funcs, target) {
					return false
				}
				continue
			}
			if obj, ok := callee.Object().(*types.Func); !ok || !b.atHand(obj) {
				return false
			}
		}
	}
	return true
}

// atHand reports whether a function of another package waits for nobody outside of the machine, as
// far as the table knows.
func (b *builder) atHand(fn *types.Func) bool {
	if fn.Pkg() == nil || !known.Standard(fn.Pkg().Path()) || strings.HasPrefix(fn.Pkg().Path(), "net") {
		return false
	}
	if k := b.view.Known(fn); k != nil && (k.Blocks != nil || k.Endless) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if ref.IsContext(p.Type()) {
			return false
		}
	}
	return fn.FullName() != "time.Sleep"
}

// elem is the type of the items of a collection or channel; nil for others.
func elem(v ssa.Value) types.Type {
	if v == nil {
		return nil
	}
	if recv, ok := v.(*ssa.UnOp); ok && recv.Op == token.ARROW {
		v = recv.X
	}
	switch t := pointee(types.Unalias(v.Type())).Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	case *types.Chan:
		return t.Elem()
	}
	return nil
}

// act reports whether the items are things that act, not data: funcs, of which there
// are as many as somebody wrote, or objects with a method for the goroutine to run.
// There are few of them, or they cost more than a goroutine, and a limit could keep
// one from starting that another waits for.
func (b *builder) act(l *Launch, item types.Type) bool {
	if item == nil {
		return false
	}
	if _, ok := types.Unalias(item).Underlying().(*types.Signature); ok {
		return true
	}
	if _, iface := types.Unalias(item).Underlying().(*types.Interface); !iface && pointee(item) == item {
		return false
	}
	runs := func(c *ssa.CallCommon) bool {
		obj := b.view.Callee(c)
		if obj == nil || obj.Signature().Recv() == nil {
			return false
		}
		recv := c.Value
		if !c.IsInvoke() {
			if len(c.Args) == 0 {
				return false // of a method value
			}
			recv = c.Args[0]
		}
		res := obj.Signature().Results()
		return types.Identical(recv.Type(), item) &&
			(c.IsInvoke() && takesContext(obj) || res.Len() == 0 || res.Len() == 1 && summary.IsError(res.At(0).Type()))
	}
	if call, ok := l.Instr.(ssa.CallInstruction); ok && runs(call.Common()) {
		return true
	}
	return slices.ContainsFunc(l.Bodies, func(body summary.Body) bool {
		for instr := range flow.Instrs(body.Fn) {
			if call, ok := instr.(*ssa.Call); ok && runs(&call.Call) {
				return true
			}
		}
		return false
	})
}

func takesContext(fn *types.Func) bool {
	params := fn.Signature().Params()
	return params.Len() > 0 && ref.IsContext(params.At(0).Type())
}

// endsWith reports whether the goroutine waits for a channel or context that the
// launching function, or the round of the loop, has made for it: it ends with
// that, of which there is one at a time.
func (b *builder) endsWith(l *Launch) bool {
	within := l.Fn.Blocks
	if nest := flow.Nest(l.Instr.Block()); len(nest) > 0 {
		within = nest[0]
	}
	here := func(ch ssa.Value) bool {
		if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() {
			ch = call.Call.Value // ctx.Done()
		}
		return slices.ContainsFunc(ref.Real(b.view.Refs.Objects(ch)), func(o *ref.Object) bool { return madeIn(within, o) })
	}
	return slices.ContainsFunc(l.Bodies, func(body summary.Body) bool {
		for instr := range flow.Instrs(body.Fn) {
			switch i := instr.(type) {
			case *ssa.UnOp:
				if i.Op == token.ARROW && here(i.X) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.RecvOnly && here(st.Chan) }) {
					return true
				}
			}
		}
		return false
	})
}
