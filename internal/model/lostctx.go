package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// lostContext claims a goroutine that makes a blocking call without the context
// which is at hand where it is launched, and that nothing else ends. How often it is
// launched does not matter then, if it is not for the life of the process, or once for all
// who have a context.
func (b *builder) lostContext(l *Launch) *Claim {
	if direct := b.lostCall(l); direct != nil {
		return direct
	}
	if !l.All || len(l.Bodies) != 1 || l.Process == Yes || !b.view.Refs.Has(l.Bodies[0].Fn) || b.atTheEnd(l) || servesOwner(l) || l.mayBeHandler() || onceForAll(l.Instr) {
		return nil
	}
	g := b.goroutine(l)
	call := g.unheard()
	if call == nil || g.endsOtherwise(l) || g.watches() {
		return nil
	}
	c := &Claim{
		Rule: "lostctx", Kind: LostContext, Pos: l.Pos(), Launch: l, Name: bodyName(l),
		Callee: call.callee, Instead: call.instead, Context: b.contextNear(l), Where: []Place{{call.pos, CallHere}},
	}
	switch {
	case call.callee == "":
		if c.Context == "" && (l.Process != No || call.handed) {
			return nil // who has none at hand says so by the background
		}
		c.Kind = DeadCase
		c.Where[0].Role = ReceiveHere
	case c.Context == "":
		return nil
	}
	if call.made.IsValid() {
		c.Where = append(c.Where, Place{call.made, ContextHere})
	}
	return c
}

// mayBeHandler reports whether a helper of another package may run the func again and
// again, long after the context at hand: nobody waits for it here, and no row says
// that it is run now.
func (l *Launch) mayBeHandler() bool {
	s := l.Launch
	for s.Inner != nil {
		s = s.Inner
	}
	return s.Helper != "" && s.Known == nil && l.Join != Yes
}

// lostCall claims a go statement of such a call itself.
func (b *builder) lostCall(l *Launch) *Claim {
	g, ok := l.Instr.(*ssa.Go)
	if !ok || l.Process == Yes || b.atTheEnd(l) {
		return nil
	}
	call := (&goroutine{b: b}).unheardAt(g)
	near := b.contextNear(l)
	if call == nil || near == "" {
		return nil
	}
	c := &Claim{Rule: "lostctx", Kind: LostContext, Pos: l.Pos(), Launch: l, Callee: call.callee, Instead: call.instead, Context: near}
	if call.made.IsValid() {
		c.Where = []Place{{call.made, ContextHere}}
	}
	return c
}

// atTheEnd reports whether a goroutine starts when the context at hand may have
// ended already: later, in a deferred func, or after a wait for that end.
func (b *builder) atTheEnd(l *Launch) bool {
	for s := l.Launch; s != nil; s = s.Inner {
		if s.Known != nil && s.Known.Delay {
			return true
		}
	}
	for fn := l.Fn; fn != nil; fn = fn.Parent() {
		if b.onlyDeferred(fn, nil) {
			return true
		}
	}
	for instr := range flow.Instrs(l.Fn) {
		switch i := instr.(type) {
		case *ssa.UnOp:
			if i.Op == token.ARROW && doneOf(i.X) != nil && dominates(i, l.Instr) {
				return true
			}
		case *ssa.Select:
			if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return doneOf(st.Chan) != nil }) && dominates(i, l.Instr) {
				return true
			}
		}
	}
	return false
}

// doneOf returns the context whose Done is the channel; nil if it is another one.
func doneOf(ch ssa.Value) ssa.Value {
	call, ok := ref.Strip(ch).(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || !ref.IsContext(call.Call.Value.Type()) {
		return nil
	}
	return call.Call.Value
}

// onlyDeferred reports whether all calls of fn in some functions, all if there are
// none, are deferred.
func (b *builder) onlyDeferred(fn *ssa.Function, in []*ssa.Function) bool {
	deferred := false
	for _, u := range b.callers[fn] {
		if in != nil && !slices.Contains(in, u.instr.Parent()) {
			continue
		}
		if _, ok := u.instr.(*ssa.Defer); ok {
			deferred = true
		} else if !u.value {
			return false
		}
	}
	return deferred
}

// servesOwner reports whether the launching function makes and returns a value that
// the goroutine works for: then, unless the function waits for it, the context that it
// takes is for the making only.
func servesOwner(l *Launch) bool {
	fn := outermost(l.Fn)
	body := l.Bodies[0]
	if slices.ContainsFunc(l.Joins, func(e Evidence) bool { return within(e.Waits, fn) }) {
		return false
	}
	var uses []types.Type
	for _, a := range body.Args {
		if a != nil {
			uses = append(uses, a.Type())
		}
	}
	for _, fv := range body.Fn.FreeVars {
		if p, ok := fv.Type().(*types.Pointer); ok {
			uses = append(uses, p.Elem(), fv.Type())
		}
	}
	for _, blk := range fn.Blocks {
		ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for _, r := range ret.Results {
			t := concrete(r)
			if _, isChan := types.Unalias(t).Underlying().(*types.Chan); isChan || typeName(t) == "error" || ref.IsContext(t) {
				continue
			}
			if slices.ContainsFunc(uses, func(u types.Type) bool { return types.Identical(u, t) && named(t) }) {
				return true
			}
		}
	}
	return false
}

func named(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := types.Unalias(t).(*types.Named)
	return ok
}

// concrete is the type of a value before it was put into an interface.
func concrete(v ssa.Value) types.Type {
	v = ref.Strip(v)
	if box, ok := v.(*ssa.MakeInterface); ok {
		v = box.X
	}
	return v.Type()
}
