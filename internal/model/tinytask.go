package model

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/summary"
)

// tinyTasks claims the launches whose goroutines are sure to do no more than so
// many instructions, and that without ever waiting for anybody.
func (b *builder) tinyTasks(launches []*Launch) []*Claim {
	inner := innerLaunches(launches)
	return b.claimsFor(launches, func(l *Launch) *Claim {
		if inner[l.Launch] {
			return nil
		}
		return b.tiny(l)
	})
}

// innerLaunches are those of helpers, which are judged at the helpers' calls: there
// it is seen what they are given.
func innerLaunches(launches []*Launch) map[*summary.Launch]bool {
	inner := make(map[*summary.Launch]bool)
	for _, l := range launches {
		if l.Inner != nil {
			inner[l.Inner] = true
		}
	}
	return inner
}

func (b *builder) tiny(l *Launch) *Claim {
	if !l.All || len(l.Bodies) == 0 || !b.startsOne(l) || strings.HasSuffix(file(b.view.Fset(), l.Pos()), "_test.go") {
		return nil // a test may be about the launching
	}
	var dearest cost
	for _, body := range l.Bodies {
		c := b.costOf(body.Fn)
		if c.none || b.idle(body.Fn) {
			return nil
		}
		dearest.n = max(dearest.n, c.n)
	}
	for s := l.Inner; s != nil; s = s.Inner { // what helpers do about it
		for _, body := range s.Bodies {
			c := b.costOf(body.Fn)
			if c.none {
				return nil
			}
			dearest.n = max(dearest.n, c.n)
		}
	}
	c := &Claim{Rule: "tinytask", Kind: TinyTask, Pos: l.Pos(), Launch: l, Name: bodyName(l), Cost: dearest.n}
	if l.Mult == PerItem || l.Mult == Repeated {
		c.Shape = ManyTasks
	}
	return c
}

// startsOne reports whether a launch starts a goroutine for this task, here and now: by
// a go statement, in a group, or by a helper of this package. Others may start it
// later, or hand the task to a goroutine that is there already.
func (b *builder) startsOne(l *Launch) bool {
	s := l.Launch
	for s.Inner != nil {
		s = s.Inner
	}
	switch {
	case s.Helper == "":
		return true
	case s.Known == nil || s.Known.Delay || s.Group == nil:
		return false
	}
	into, ok := types.Unalias(s.Group.Type()).Underlying().(*types.Pointer)
	return ok && b.view.WaitedGroup(into.Elem())
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
