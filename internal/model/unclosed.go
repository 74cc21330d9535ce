package model

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// neverClosed claims the receive, if closing a channel of this package is all
// that the goroutine waits for.
func (b *builder) neverClosed(l *Launch, leaves []summary.Keeper) *Claim {
	for _, k := range leaves {
		objs := b.unclosed(k)
		if objs == nil {
			continue
		}
		c := &Claim{Rule: "unclosedchan", Kind: NeverClosed, Pos: k.Instr.Pos(), Launch: l, Name: b.chanName(k.Chan), Shape: ManyTasks}
		c.Where = append(c.Where, Place{l.Pos(), LaunchHere})
		c.Where = append(c.Where, madeAndSent(objs)...)
		return c
	}
	return nil
}

// stuckUntilClosed claims a receive at which the goroutine may get stuck so, though it ends on other ways: of a channel that is made where it is
// launched, for it. One who may choose, by what the goroutine is given, that it gets there would choose that it never ends.
func (b *builder) stuckUntilClosed(l *Launch) *Claim {
	var keeps []summary.Keeper
	for _, k := range l.ending.Stuck {
		if objs := b.unclosed(k); objs != nil && madeAround(objs, l.Fn) {
			keeps = append(keeps, k)
		}
	}
	return b.neverClosed(l, keeps)
}

// unclosed returns the channels of a receive that a close would end, if all of
// them are made in this package; else nil.
func (b *builder) unclosed(k summary.Keeper) []*ref.Object {
	if k.Kind != summary.Unclosed || k.Chan == nil {
		return nil
	}
	objs := ref.Real(b.view.Refs.Objects(k.Chan))
	if !allMade(objs) || b.onlySignals(k.Chan) || !b.view.Cured(k) {
		return nil
	}
	return objs
}

// onlySignals reports whether signals are all that is sent on a channel: who sends
// those does not close it.
func (b *builder) onlySignals(ch ssa.Value) bool {
	sends := false
	for _, o := range ref.Real(b.view.Refs.Objects(ch)) {
		for _, op := range o.Ops() {
			if op.Kind != ref.Send {
				continue
			}
			call, ok := op.Instr.(*ssa.Call)
			if !ok {
				return false
			}
			if k := b.view.Known(b.view.Callee(call.Common())); k == nil || k.Signals < 0 {
				return false
			}
			sends = true
		}
	}
	return sends
}

func allMade(objs []*ref.Object) bool {
	for _, o := range objs {
		if _, ok := o.Site.(*ssa.MakeChan); !ok || o.Kind != ref.Chan {
			return false
		}
	}
	return len(objs) > 0
}

func madeAndSent(objs []*ref.Object) (out []Place) {
	out = append(out, Place{objs[0].Pos(), MadeHere})
	for _, op := range objs[0].Ops() {
		if op.Kind == ref.Send {
			return append(out, Place{op.Instr.Pos(), SendHere})
		}
	}
	return out
}

// ranges claims receives in functions that are not launched here, on channels
// that they or the functions around them make.
func (b *builder) ranges(launches []*Launch) []*Claim {
	launched := launched(launches) // their launches decide
	return b.claimsOf(func(fn *ssa.Function) (out []*Claim) {
		e := b.view.Ending(fn)
		keeps := e.Stuck
		if e.Ending == fact.Endless {
			keeps = e.Keeps
		}
		if len(keeps) == 0 || launched[fn] || b.startsOnce(fn) != No {
			return nil
		}
		for _, k := range keeps {
			objs := b.unclosed(k)
			if objs == nil || !madeAround(objs, fn) {
				continue
			}
			out = append(out, &Claim{Rule: "unclosedchan", Kind: NeverClosed, Pos: k.Instr.Pos(), Name: b.chanName(k.Chan), Shape: ManyTasks, Where: madeAndSent(objs)})
		}
		return out
	})
}

// launched returns the functions that launches run.
func launched(launches []*Launch) map[*ssa.Function]bool {
	fns := make(map[*ssa.Function]bool)
	for _, l := range launches {
		for _, body := range l.Bodies {
			fns[body.Fn] = true
		}
	}
	return fns
}

func madeAround(objs []*ref.Object, fn *ssa.Function) bool {
	for _, o := range objs {
		if outermost(o.Site.Parent()) != outermost(fn) {
			return false
		}
	}
	return true
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}
