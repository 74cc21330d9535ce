package model

import (
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
			if !allMade(objs) || !handedOut(objs) || b.hasRoom(l, send, objs) {
				continue
			}
			c := &Claim{
				Rule: "unguardedsend", Kind: UnguardedSend, Pos: l.Pos(), Launch: l,
				Name: b.chanName(send.Chan), Shape: OneTask,
				Where: []Place{{objs[0].Pos(), MadeHere}, {send.Pos(), SendHere}},
			}
			c.CtxAtHand = contextAtHand(fn) || contextAtHand(l.Fn)
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
		for _, op := range o.Ops() {
			if op.Kind == ref.Receive {
				return false
			}
		}
	}
	return out
}

// hasRoom reports whether the buffers may hold what is sent. A size that is no
// constant is taken to be the number of what there is to send.
func (b *builder) hasRoom(l *Launch, send *ssa.Send, objs []*ref.Object) bool {
	for _, o := range objs {
		room := ref.Capacity(o)
		if room < 0 || room > b.sentBefore(send, o) && !b.repeats(l, send, o, make(map[ssa.Instruction]bool)) {
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
// around a call or launch of its function, within which the channel is not made.
func (b *builder) repeats(l *Launch, instr ssa.Instruction, o *ref.Object, seen map[ssa.Instruction]bool) bool {
	if seen[instr] {
		return false // a recursion is no loop
	}
	seen[instr] = true
	made := o.Site.(*ssa.MakeChan)
	fn := instr.Parent()
	loop := b.loops(fn).Around(instr.Block())
	if loop != nil && !slices.Contains(loop, made.Block()) && !b.turnsAtMost(loop, ref.Capacity(o)) {
		return true
	}
	switch {
	case fn == made.Parent():
		return false
	case isYield(fn):
		return true
	case slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return body.Fn == fn }):
		return b.repeats(l, l.Instr, o, seen)
	}
	for _, u := range b.callers[fn] {
		if !u.value && slices.Contains(l.funcs, u.instr.Parent()) && b.repeats(l, u.instr, o, seen) {
			return true
		}
	}
	return false
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
			if isContext(p.Type()) {
				return true
			}
		}
	}
	return false
}

func isContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}
