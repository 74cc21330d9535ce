package model

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
)

// finiteness says whether the body ends by itself whatever happens.
func (b *builder) finiteness(l *Launch) Answer {
	if l.ending == nil {
		return Unknown
	}
	if l.ending.Ending == fact.Endless {
		return No
	}
	out := b.ends(l.Bodies[0].Fn)
	for _, body := range l.Bodies[1:] {
		if b.ends(body.Fn) != out {
			return Unknown
		}
	}
	return out
}

// ends reports whether a function is sure to return soon: no loops but over
// collections, and no operation that can block without bound.
func (b *builder) ends(fn *ssa.Function) Answer {
	if a, ok := b.finite[fn]; ok {
		return a
	}
	b.finite[fn] = Unknown // recursion
	a := b.endsUncached(fn)
	b.finite[fn] = a
	return a
}

func (b *builder) endsUncached(fn *ssa.Function) Answer {
	if !b.view.Refs.Has(fn) {
		return b.outsideEnds(fn)
	}
	if b.view.Ending(fn).Ending == fact.Endless {
		return No
	}
	loops := b.loops(fn)
	for _, blk := range fn.Blocks {
		if loop := loops.Around(blk); loop != nil && b.loopKind(loop).waits() {
			return Unknown
		}
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Send:
				return Unknown
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return Unknown
				}
			case *ssa.Select:
				if i.Blocking {
					return Unknown
				}
			case *ssa.Call, *ssa.Defer:
				if a := b.callEnds(i.(ssa.CallInstruction)); a != Yes {
					return a
				}
			}
		}
	}
	return Yes
}

func (b *builder) callEnds(call ssa.CallInstruction) Answer {
	c := call.Common()
	if c.IsInvoke() {
		if k := b.view.Known(c.Method); k != nil {
			return knownEnds(k)
		}
	}
	fns, all := b.view.Refs.Funcs(c)
	if !all {
		return Unknown
	}
	for _, fn := range fns {
		if a := b.ends(fn); a != Yes {
			return a
		}
	}
	return Yes
}

func (b *builder) outsideEnds(fn *ssa.Function) Answer {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return Unknown
	}
	obj = obj.Origin()
	if k := b.view.Known(obj); k != nil {
		return knownEnds(k)
	}
	if obj.Pkg() == nil || known.Standard(obj.Pkg().Path()) {
		return Yes
	}
	out := b.view.Outside(obj)
	if out.Func != nil && out.Func.Ending == fact.Endless {
		return No
	}
	return Unknown
}

func knownEnds(k *known.Func) Answer {
	switch {
	case k.Endless:
		return No
	case k.Blocks != nil, len(k.Runs) > 0, len(k.Joins) > 0:
		return Unknown
	}
	return Yes
}
