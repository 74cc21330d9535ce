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

// unguarded claims a goroutine that sends on a channel which is handed out to
// callers, with nothing that ends the send if they stop receiving.
func (b *builder) unguarded(l *Launch) *Claim {
	if l.Process == Yes || l.Inner != nil {
		return nil
	}
	for _, fn := range withYields(l.funcs) {
		for instr := range flow.Instrs(fn) {
			send, ok := instr.(*ssa.Send)
			if !ok {
				continue
			}
			objs := ref.Real(b.view.Refs.Objects(send.Chan))
			atHand := contextAtHand(fn) || contextAtHand(l.Fn)
			if !allMade(objs) || b.hasRoom(l, send, objs) {
				continue
			}
			kind, left := UnguardedSend, token.NoPos
			if !handedOut(objs) {
				kind, left = LeftSend, leftForContext(l, objs)
				if !atHand || !left.IsValid() || !b.fills(l, send, objs) {
					continue
				}
			}
			c := &Claim{
				Rule: "unguardedsend", Kind: kind, Pos: l.Pos(), Launch: l,
				Name: b.chanName(send.Chan), Shape: OneTask,
				Where: []Place{{objs[0].Pos(), MadeHere}, {send.Pos(), SendHere}}, CtxAtHand: atHand,
			}
			if left.IsValid() {
				c.Where = append(c.Where, Place{left, LeaveHere})
			}
			return c
		}
	}
	return nil
}

// withYields adds to functions the bodies of their loops over iterators: who
// calls those is often out of sight.
func withYields(fns []*ssa.Function) []*ssa.Function {
	out := slices.Clone(fns)
	for i := 0; i < len(out); i++ {
		for _, lit := range out[i].AnonFuncs {
			if isYield(lit) && !slices.Contains(out, lit) {
				out = append(out, lit)
			}
		}
	}
	return out
}

// isYield reports whether fn is the body of a loop over an iterator.
func isYield(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }

// handedOut reports whether only callers, out of sight, receive from the channels.
func handedOut(objs []*ref.Object) bool {
	out := false
	for _, o := range objs {
		out = out || o.Escaped()&ref.MayReceive != 0
		if isInput(o) {
			return false
		}
		for _, op := range o.Ops() {
			if op.Kind == ref.Receive {
				return false
			}
		}
	}
	return out
}

// isInput reports whether a channel is for a call without results to receive from, and whoever makes that call closes it: to
// read on until then is what the callee is asked for, and it has nothing to return early with.
func isInput(o *ref.Object) bool {
	if !slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Kind == ref.Close }) {
		return false
	}
	made := o.Site.(*ssa.MakeChan)
	uses := slices.Clone(*made.Referrers())
	for _, r := range *made.Referrers() {
		cell, ok := r.(*ssa.Store)
		if !ok || cell.Val != made {
			continue
		}
		if v, ok := cell.Addr.(*ssa.Alloc); ok {
			for _, r := range *v.Referrers() {
				if load, ok := r.(*ssa.UnOp); ok {
					uses = append(uses, *load.Referrers()...)
				}
			}
		}
	}
	return slices.ContainsFunc(uses, func(use ssa.Instruction) bool {
		end, ok := use.(*ssa.ChangeType)
		return ok && end.Type().Underlying().(*types.Chan).Dir() == types.RecvOnly &&
			slices.ContainsFunc(*end.Referrers(), func(r ssa.Instruction) bool {
				call, ok := r.(ssa.CallInstruction)
				return ok && call.Common().Signature().Results().Len() == 0
			})
	})
}

// fills reports whether a send blocks once nobody receives any more: the channel has no buffer, or the
// body sends to the same one again and again.
func (b *builder) fills(l *Launch, send *ssa.Send, objs []*ref.Object) bool {
	if !slices.ContainsFunc(objs, func(o *ref.Object) bool { return ref.Capacity(o) != 0 }) {
		return true
	}
	inBody := slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return body.Fn == send.Parent() })
	return inBody && !isElement(send.Chan) && b.loops(send.Parent()).Around(send.Block()) != nil
}

// isElement reports whether a value is one of many of a collection.
func isElement(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		_, ok := v.X.(*ssa.IndexAddr)
		return ok
	case *ssa.Extract, *ssa.Lookup, *ssa.TypeAssert, *ssa.Index:
		return true
	}
	return false
}

// leftForContext returns where a receiver of the channels stops to receive because a context ends:
// all receivers are in the package, and in selects. The goroutine that sends is none of them.
func leftForContext(l *Launch, objs []*ref.Object) (left token.Pos) {
	for _, o := range objs {
		if o.Escaped()&ref.MayReceive != 0 {
			return token.NoPos // others may receive what that one leaves
		}
		for _, op := range o.Ops() {
			if op.Kind != ref.Receive || slices.Contains(l.funcs, op.Instr.Parent()) {
				continue
			}
			sel, ok := op.Instr.(*ssa.Select)
			if !ok {
				return token.NoPos // which may be what drains it
			}
			if !left.IsValid() {
				left = returnsOnContext(sel, o)
			}
		}
	}
	return left
}

// returnsOnContext returns the case of a select for the end of a context from which a way leads to
// a return, and none to another receive from the channel.
func returnsOnContext(sel *ssa.Select, o *ref.Object) token.Pos {
	receives := func(instr ssa.Instruction) bool {
		return slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Kind == ref.Receive && op.Instr == instr })
	}
	for _, b := range sel.Parent().Blocks {
		st := summary.CaseOf(sel, b)
		if st == nil || doneOf(st.Chan) == nil {
			continue
		}
		if first := b.Instrs[0]; !receives(first) && !flow.Leads(first, receives, nil) && (flow.IsReturn(first) || flow.Leads(first, flow.IsReturn, nil)) {
			return st.Pos
		}
		break
	}
	return token.NoPos
}

// hasRoom reports whether the buffers may hold what is sent. A size that is no
// constant is taken to be the number of what there is to send.
func (b *builder) hasRoom(l *Launch, send *ssa.Send, objs []*ref.Object) bool {
	for _, o := range objs {
		room := ref.Capacity(o)
		if room < 0 || room > b.sentBefore(send, o) && !b.repeats(l, send, send.Chan, o, make(map[ssa.Instruction]bool)) {
			return true
		}
	}
	return false
}

// sentBefore counts the other sends on a channel that are sure to come before one
// in its function.
func (b *builder) sentBefore(send *ssa.Send, o *ref.Object) (n int64) {
	at := send.Block()
	for _, op := range o.Ops() {
		other, ok := op.Instr.(*ssa.Send)
		if !ok || other.Parent() != send.Parent() || other == send {
			continue
		}
		if blk := other.Block(); blk != at && blk.Dominates(at) || blk == at && slices.Index(at.Instrs, ssa.Instruction(other)) < slices.Index(at.Instrs, ssa.Instruction(send)) {
			n++
		}
	}
	return n
}

// repeats reports whether an instruction of the goroutine runs again and again for
// one channel, more often than the channel has room for: in a loop around it or
// around a call or launch of its function, within which the channel is neither made
// nor looked up. At the instruction, by is the channel or what leads to it, if that is known.
func (b *builder) repeats(l *Launch, instr ssa.Instruction, by ssa.Value, o *ref.Object, seen map[ssa.Instruction]bool) bool {
	if seen[instr] {
		return false // a recursion is no loop
	}
	seen[instr] = true
	made := o.Site.(*ssa.MakeChan)
	fn := instr.Parent()
	if by != nil {
		by = holderOf(by)
	}
	loop := b.loops(fn).Around(instr.Block())
	if loop != nil && !slices.Contains(loop, made.Block()) && !b.turnsAtMost(loop, ref.Capacity(o)) {
		return by == nil || !changes(by, loop)
	}
	switch found := by.(type) {
	case *ssa.Alloc, *ssa.MakeChan, *ssa.Phi:
	case ssa.Instruction:
		if found.Parent() == fn {
			return false // each call looks it up anew
		}
	}
	switch {
	case fn == made.Parent():
		return false
	case isYield(fn):
		return true
	case slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return body.Fn == fn }):
		if closure := handedOn(l, fn); closure != nil {
			return b.repeats(l, closure, outside(by, nil), o, seen)
		}
		return b.repeats(l, l.Instr, outside(by, nil), o, seen)
	}
	for _, u := range b.callers[fn] {
		if u.value || !slices.Contains(l.funcs, u.instr.Parent()) {
			continue
		}
		var arg ssa.Value
		if p, ok := by.(*ssa.Parameter); ok {
			arg = b.passed(u, p)
		}
		if b.repeats(l, u.instr, outside(by, arg), o, seen) {
			return true
		}
	}
	return false
}

// holderOf returns what a channel is loaded from, field by field, or the receiver of the
// getter that returns it.
func holderOf(v ssa.Value) ssa.Value {
	for range 20 {
		v = root(v)
		call, ok := v.(*ssa.Call)
		if !ok || call.Call.IsInvoke() || call.Call.Signature().Recv() == nil || len(call.Call.Args) != 1 {
			break
		}
		v = call.Call.Args[0]
	}
	return v
}

// outside returns what a value of a function is where that is called: what it captures, or the argument
// that is passed.
func outside(v, arg ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.FreeVar:
		return ref.Captured(v)
	case *ssa.Parameter:
		return arg
	}
	return v
}

// handedOn returns where the literal is made that a launch runs, if that is one which its function has
// been handed: whoever hands out another literal each time launches it once.
func handedOn(l *Launch, lit *ssa.Function) ssa.Instruction {
	if l.Inner != nil || lit.Parent() == nil || lit.Parent() == l.Fn {
		return nil
	}
	for instr := range flow.Instrs(lit.Parent()) {
		if c, ok := instr.(*ssa.MakeClosure); ok && c.Fn == lit {
			return c
		}
	}
	return nil
}

// turnsAtMost reports whether a loop counts from a constant to one that is no
// larger than n.
func (b *builder) turnsAtMost(loop []*ssa.BasicBlock, n int64) bool {
	if b.loopKind(loop) != boundedLoop {
		return false
	}
	for branch := range flow.Exits(loop) {
		if c, ok := branch.Cond.(*ssa.BinOp); ok && flow.Counts(c, loop) {
			if end, ok := c.Y.(*ssa.Const); ok && end.Int64() > n {
				return false
			}
		}
	}
	return true
}

// contextAtHand reports whether a function knows a context.
func contextAtHand(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			if ref.IsContext(p.Type()) {
				return true
			}
		}
	}
	return false
}
