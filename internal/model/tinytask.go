package model

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/summary"
)

// tinyTasks claims the launches whose goroutines are sure to do no more than so
// many instructions, and that without ever waiting for anybody.
func (b *builder) tinyTasks(launches []*Launch) (out []*Claim) {
	inner := make(map[*summary.Launch]bool) // what callers hand to a helper is judged at their calls
	for _, l := range launches {
		inner[l.Inner] = true
	}
	for _, l := range launches {
		if inner[l.Launch] {
			continue
		}
		if c := b.tiny(l); c != nil {
			out = append(out, c)
		}
	}
	return out
}

func (b *builder) tiny(l *Launch) *Claim {
	if !l.All || len(l.Bodies) == 0 || !launchesNow(l) {
		return nil
	}
	var dearest cost
	for _, body := range l.Bodies {
		c := b.costOf(body.Fn)
		if c.none || b.idle(body.Fn) {
			return nil
		}
		dearest.n = max(dearest.n, c.n)
	}
	c := &Claim{Rule: "tinytask", Kind: TinyTask, Pos: l.Pos(), Launch: l, Name: bodyName(l), Cost: dearest.n}
	if l.Mult == PerItem || l.Mult == Repeated {
		c.Shape = ManyTasks
	}
	return c
}

// launchesNow reports whether a launch starts a goroutine for this task, here and
// now: not later, and not one of a pool that is there already.
func launchesNow(l *Launch) bool {
	for s := l.Launch; s != nil; s = s.Inner {
		if s.Helper == "" || s.Inner != nil {
			continue
		}
		if s.Known == nil || s.Known.Delay || s.Known.Limit != "" && s.Group == nil {
			return false
		}
	}
	return true
}

// idle reports whether a function does nothing: launching it is then what somebody
// wants to see or measure.
func (b *builder) idle(fn *ssa.Function) bool {
	if !b.view.Refs.Has(fn) {
		obj, _ := fn.Object().(*types.Func)
		return obj != nil && b.view.OfGroup(obj)
	}
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Store, *ssa.MapUpdate:
			return false
		case ssa.CallInstruction:
			if !b.tells(i) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(fn.Blocks, func(blk *ssa.BasicBlock) bool { return len(blk.Succs) > 1 })
}

// tells reports whether a call only says that the goroutine has ended.
func (b *builder) tells(call ssa.CallInstruction) bool {
	obj := b.view.Callee(call.Common())
	return obj != nil && b.view.OfGroup(obj)
}
