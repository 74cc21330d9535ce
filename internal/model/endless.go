package model

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// endless claims a launch, one of all of the package, whose goroutine is proven never to end.
func (b *builder) endless(l *Launch, all []*Launch) *Claim {
	if l.ending == nil || l.Joined {
		return nil
	}
	keeps := l.ending.Trap
	if l.ending.Ending == fact.Endless {
		keeps = l.ending.Keeps
	}
	if keeps == nil && l.ending.Stuck != nil && l.Process == No && !b.endsOtherwise(l, l.ending.Stuck) {
		return b.stuckUntilClosed(l)
	}
	if keeps == nil {
		return nil
	}
	if l.Process == Yes {
		return nil
	}
	if l.Process == Unknown {
		l.unknown(ManyCallers)
		return nil
	}
	leaves := leaves(keeps, nil)
	c := b.neverClosed(l, leaves)
	if b.endsOtherwise(l, leaves) || c == nil && b.breaksOut(l, leaves) {
		l.unknown(EndsProcess)
		return nil
	}
	if c != nil {
		return c
	}
	if l.waitedFor() && !b.meantToEnd(l, all) {
		l.unknown(Waited)
		return nil
	}
	c = &Claim{Rule: "barego", Pos: l.Pos(), Launch: l, Name: bodyName(l), Shape: Background}
	for _, k := range leaves {
		kind, runtime := b.ofRuntime(k)
		switch {
		case k.Kind == summary.Loops:
			c.Kind = EndlessLoop
		case runtime:
			c.Kind = kind
		case k.Kind == summary.Unclosed && k.Chan == nil:
			c.Kind = TickerRange
		case k.Kind == summary.NeverDone:
			c.Kind = DeadContext
		case k.Kind == summary.Calls:
			c.Kind = EndlessCall
		case isEmptySelect(k.Instr):
			c.Kind = BlockedForEver
		default:
			continue
		}
		c.Where = append(c.Where, Place{k.Instr.Pos(), roleOf(k)})
	}
	if len(c.Where) == 0 {
		l.unknown(Blocked)
		return nil
	}
	c.Kind = b.strongest(leaves, c.Kind)
	if !hasLoop(leaves) && l.Mult == PerItem {
		c.Shape = ManyTasks
	}
	return c
}

// meantToEnd reports whether whoever waits for the group that a launch is counted in means its goroutines to end: the group has another
// one, which something stops; or the Wait stands elsewhere, in a function that tells somebody to stop. Where none of a group
// is ever stopped, the Wait may be there to go on for ever.
func (b *builder) meantToEnd(l *Launch, all []*Launch) bool {
	o := b.groupOf(l)
	return o != nil && (slices.ContainsFunc(o.Ops(), func(op ref.Op) bool {
		return op.Kind == ref.Wait && outermost(op.Fn) != outermost(l.Fn) && b.stopsSomebody(outermost(op.Fn))
	}) || slices.ContainsFunc(all, func(other *Launch) bool {
		return other != l && other.Stop == Yes && other.Finite != No && b.groupOf(other) == o
	}))
}

// stopsSomebody reports whether a function, or a literal in it, closes a channel or cancels a context.
func (b *builder) stopsSomebody(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		if built, ok := call.Common().Value.(*ssa.Builtin); ok && built.Name() == "close" || b.view.Cancels(call.Common()) {
			return true
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, b.stopsSomebody)
}

// endsOtherwise reports whether the goroutine of a launch, which leaves hold up, may be meant to end even so: with the process, or by a
// panic that it recovers, as sending on a closed channel makes one.
func (b *builder) endsOtherwise(l *Launch, leaves []summary.Keeper) bool {
	return max(l.ending.Exits, b.exitHere(l, leaves)) == fact.AtWill || slices.ContainsFunc(l.funcs, flow.Recovers) && b.sendsOnClosed(l)
}

// breaksOut reports whether what fails may be meant to end it: where that ends the process beside what holds it up, or is
// a panic there, or one below that the body recovers. For a loop with no other way out that is how it ends; for a receive until a close it is not.
func (b *builder) breaksOut(l *Launch, leaves []summary.Keeper) bool {
	return b.exitHere(l, leaves) > fact.Elsewhere ||
		slices.ContainsFunc(leaves, func(k summary.Keeper) bool { return panics(k.Instr.Parent()) }) ||
		slices.ContainsFunc(l.funcs, flow.Recovers) && slices.ContainsFunc(l.funcs, panics)
}

// exitHere returns whether the body of a launch, or a function with one of the leaves, ends the process itself.
func (b *builder) exitHere(l *Launch, leaves []summary.Keeper) fact.Exit {
	here := l.ending.Here
	for _, k := range leaves {
		here = max(here, b.view.Ending(k.Instr.Parent()).Here)
	}
	return here
}

// panics reports whether fn has a panic of its author's.
func panics(fn *ssa.Function) bool {
	for _, blk := range fn.Blocks {
		if p, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Panic); ok && p.Pos().IsValid() {
			return true
		}
	}
	return false
}

// sendsOnClosed reports whether the goroutine of a launch sends on a channel that somebody else may close.
func (b *builder) sendsOnClosed(l *Launch) bool {
	own := func(_ *ref.Object, op ref.Op) bool { return l.Mult == Once && slices.Contains(l.funcs, op.Fn) }
	closed := func(ch ssa.Value) bool { return !b.view.Refs.ClosedWithout(ch, own).No }
	return slices.ContainsFunc(l.funcs, func(fn *ssa.Function) bool {
		for instr := range flow.Instrs(fn) {
			switch i := instr.(type) {
			case *ssa.Send:
				if closed(i.Chan) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.SendOnly && closed(st.Chan) }) {
					return true
				}
			}
		}
		return false
	})
}

// waitedFor reports whether somebody waits for the launch through a group: then
// it is the waiting that never ends.
func (l *Launch) waitedFor() bool {
	for _, e := range l.Joins {
		if e.Kind == ref.Wait && e.AtEnd {
			return true
		}
	}
	return false
}

// unboundedCall claims a launch that nobody waits for or stops, and whose body
// makes a call without a bound.
func (b *builder) unboundedCall(l *Launch) *Claim {
	if !l.All || l.Join != No || l.Stop != No || l.Process != No || l.Finite == Yes || l.Inner != nil && len(l.Bodies) != 1 {
		return nil
	}
	if l.ending != nil && l.ending.Exits > fact.Elsewhere {
		return nil
	}
	call := b.unbounded(l)
	if call == nil {
		return nil
	}
	c := &Claim{Rule: "barego", Kind: UnboundedCall, Pos: l.Pos(), Launch: l, Name: bodyName(l), Callee: b.view.Callee(call.Common()).Name()}
	if l.Mult == PerItem {
		c.Shape = ManyTasks
	}
	c.Where = []Place{{call.Pos(), CallHere}}
	return c
}

// ofRuntime returns the kind of a wait for the close of a channel that the runtime sends on, and
// which it never closes.
func (b *builder) ofRuntime(k summary.Keeper) (kind Kind, ok bool) {
	switch {
	case k.Kind != summary.Unclosed:
		return 0, false
	case ref.OnlyTimers(b.view.Refs.Objects(k.Chan)):
		return TickerRange, true
	}
	return SignalRange, b.onlySignals(k.Chan)
}

// strongest picks the kind that explains most: why the way out of the loop is
// shut, rather than that there is a loop.
func (b *builder) strongest(leaves []summary.Keeper, kind Kind) Kind {
	for _, k := range leaves {
		if k.Kind == summary.NeverDone {
			return DeadContext
		}
		if kind, ok := b.ofRuntime(k); ok {
			return kind
		}
	}
	for _, k := range leaves {
		if k.Kind == summary.BlockedReceive && !isEmptySelect(k.Instr) {
			return DeadSignal
		}
	}
	return kind
}

func hasLoop(leaves []summary.Keeper) bool {
	for _, k := range leaves {
		if k.Kind == summary.Loops {
			return true
		}
	}
	return false
}

func roleOf(k summary.Keeper) Role {
	switch k.Kind {
	case summary.Loops:
		return LoopHere
	case summary.Calls:
		return CallHere
	}
	return ReceiveHere
}

func isEmptySelect(instr ssa.Instruction) bool {
	sel, ok := instr.(*ssa.Select)
	return ok && sel.Blocking && len(sel.States) == 0
}

// leaves returns what holds the goroutine up, through the calls of this package.
func leaves(keeps, out []summary.Keeper) []summary.Keeper {
	for _, k := range keeps {
		if k.Kind == summary.Calls && k.Inner != nil && len(out) < 50 {
			out = leaves(k.Inner.Keeps, out)
		} else {
			out = append(out, k)
		}
	}
	return out
}

// strict claims launches that end or live as long as the process, but which
// nobody waits for or can stop.
func (b *builder) strict(l *Launch) *Claim {
	if l.Inner != nil || l.Join != No || l.Stop != No {
		return nil
	}
	c := &Claim{Rule: "barego", Strict: true, Pos: l.Pos(), Launch: l, Name: bodyName(l)}
	switch {
	case l.ending != nil && l.ending.Ending == fact.Endless && l.Process == Yes:
		c.Kind, c.Shape = ProcessLong, Background
	case l.Finite == Yes:
		c.Kind = Unsupervised
		if l.Mult == PerItem || l.Mult == PerRequest {
			c.Shape = ManyTasks
		}
	default:
		return nil
	}
	return c
}

// bodyName is the user's name for what runs; "" for a literal.
func bodyName(l *Launch) string {
	if len(l.Bodies) != 1 {
		return ""
	}
	fn := l.Bodies[0].Fn
	if fn.Parent() != nil {
		return ""
	}
	if recv := fn.Signature.Recv(); recv != nil {
		return typeName(recv.Type()) + "." + fn.Name()
	}
	return fn.Name()
}
