package model

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// undone claims Waits for what nobody marks as done: of a group that is added to and on which nothing calls Done at all, and
// of one of which each Done is that of another goroutine, which an Add counts.
func (b *builder) undone(launches []*Launch) (out []*Claim) {
	claimed := make(map[*ref.Object]bool)
	for _, l := range launches {
		o, add := b.countedIn(l)
		if o == nil || claimed[o] || len(l.Bodies) != 1 || !l.All || !b.onlyCounts(o) {
			continue
		}
		wait := firstOp(o, ref.Wait)
		if wait == nil || !b.othersCount(launches, o, l, add) {
			continue
		}
		claimed[o] = true
		out = append(out, &Claim{
			Rule: "missingwait", Kind: NoDone, Pos: l.Pos(), Launch: l, Name: b.groupName(o), Shape: OneTask,
			Where: []Place{{endOf(l.Bodies[0].Fn), ReturnHere}, {wait.Pos(), WaitHere}},
		})
	}
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			o := b.addedTo(instr)
			if o == nil || claimed[o] || hasOp(o, ref.Done) || !b.onlyCounts(o) {
				continue
			}
			wait := firstOp(o, ref.Wait)
			if wait == nil {
				continue
			}
			claimed[o] = true
			out = append(out, &Claim{
				Rule: "missingwait", Kind: NeverDone, Pos: wait.Pos(), Name: b.groupName(o), Shape: OneTask,
				Where: []Place{{o.Pos(), GroupHere}, {instr.Pos(), AddHere}},
			})
		}
	}
	return out
}

// addedTo returns the group to which an instruction adds, if it is one for certain.
func (b *builder) addedTo(instr ssa.Instruction) *ref.Object {
	call, ok := instr.(*ssa.Call)
	if !ok || !takesNumber(call) || !b.view.GroupType(call.Call.Args[0].Type()) {
		return nil
	}
	objs := ref.Real(b.view.Refs.Objects(call.Call.Args[0]))
	if len(objs) != 1 || objs[0].Kind != ref.Cell || !b.view.WaitedGroup(objs[0].Held()) {
		return nil
	}
	if !addsTo(objs[0], instr) {
		return nil
	}
	return objs[0]
}

// countsUp reports whether a number is a constant above zero.
func countsUp(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	n, ok := constInt(k)
	return ok && n > 0
}

// onlyCounts reports whether all that is done to a group is in sight, and nothing is added to it that may be below zero, which
// is as good as a Done: where there is one Add and no Done at all it would panic.
func (b *builder) onlyCounts(o *ref.Object) bool {
	if o.Escaped() != 0 {
		return false
	}
	adds := 0
	for _, op := range o.Ops() {
		if op.Kind == ref.Add {
			adds++
		}
	}
	for _, op := range o.Ops() {
		if op.Kind != ref.Add {
			continue
		}
		call, ok := op.Instr.(*ssa.Call)
		if !ok {
			return false
		}
		if !takesNumber(call) {
			continue // it launches what it counts
		}
		if n, ok := call.Call.Args[1].(*ssa.Call); ok {
			if fn, ok := n.Call.Value.(*ssa.Builtin); ok && fn.Name() == "len" {
				continue
			}
		}
		if !countsUp(call.Call.Args[1]) && (adds > 1 || hasOp(o, ref.Done) || isNegative(call.Call.Args[1])) {
			return false
		}
	}
	return true
}

// takesNumber reports whether a call of a method has a number for its argument, as Add has and Go has not.
func takesNumber(call *ssa.Call) bool {
	if len(call.Call.Args) != 2 {
		return false
	}
	t, ok := call.Call.Args[1].Type().Underlying().(*types.Basic)
	return ok && t.Info()&types.IsInteger != 0
}

// isNegative reports whether a number is a constant that is not above zero.
func isNegative(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok && !countsUp(v)
}

// countedIn returns the group to which is added before a go statement, for it alone or for others as well, and that Add.
func (b *builder) countedIn(l *Launch) (*ref.Object, ssa.Instruction) {
	if _, ok := l.Instr.(*ssa.Go); !ok || l.Inner != nil {
		return nil, nil
	}
	instrs := l.Instr.Block().Instrs
	for _, instr := range slices.Backward(instrs[:slices.Index(instrs, l.Instr)]) {
		if o := b.addedTo(instr); o != nil {
			if add := b.addFor(l, o); add != nil {
				return o, add
			}
			break
		}
	}
	return nil, nil
}

// othersCount reports whether each Done of a group is that of a goroutine which an Add counts, and which has no other one, so
// that none of them is for the launch l.
func (b *builder) othersCount(launches []*Launch, o *ref.Object, l *Launch, add ssa.Instruction) bool {
	n, _ := added(add)
	alone := n == 1
	does := make(map[*ssa.Function]bool)
	for _, op := range o.Ops() {
		if op.Kind != ref.Done {
			continue
		}
		if _, launched := op.Instr.(*ssa.Go); launched || does[op.Fn] || b.loops(op.Fn).Around(op.Instr.Block()) != nil {
			return false
		}
		does[op.Fn] = true
		own := false
		for _, other := range launches {
			if len(other.Bodies) != 1 || other.Bodies[0].Fn != op.Fn {
				continue
			}
			counted, its := b.countedIn(other)
			if other == l || counted != o || its == add && alone {
				return false
			}
			own = true
		}
		if !own || slices.ContainsFunc(b.callers[op.Fn], func(u use) bool { _, launched := u.instr.(*ssa.Go); return !launched && !isClosure(u.instr) }) {
			return false
		}
	}
	return true
}

func isClosure(instr ssa.Instruction) bool { _, ok := instr.(*ssa.MakeClosure); return ok }
