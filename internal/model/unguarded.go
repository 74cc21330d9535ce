package model

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// unguarded claims a goroutine that sends on a channel which is handed out to
// callers, with nothing that ends the send if they stop receiving.
func (b *builder) unguarded(l *Launch) *Claim {
	if l.Process == Yes || l.Inner != nil {
		return nil
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			send, ok := instr.(*ssa.Send)
			if !ok {
				continue
			}
			objs := ref.Real(b.view.Refs.Objects(send.Chan))
			if !allMade(objs) || !handedOut(objs) || b.hasRoom(send, objs) {
				continue
			}
			c := &Claim{
				Rule: "unguardedsend", Kind: UnguardedSend, Advice: true, Pos: l.Pos(), Launch: l,
				Name: b.chanName(send.Chan), Shape: OneTask,
				Where: []Place{{objs[0].Pos(), MadeHere}, {send.Pos(), SendHere}},
			}
			c.CtxAtHand = contextAtHand(fn) || contextAtHand(l.Fn)
			return c
		}
	}
	return nil
}

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

// hasRoom reports whether the buffers may hold what is sent: a send in a loop fills
// every fixed size; another one is taken to be the one that the room is for.
func (b *builder) hasRoom(send *ssa.Send, objs []*ref.Object) bool {
	for _, o := range objs {
		size, ok := o.Site.(*ssa.MakeChan).Size.(*ssa.Const)
		if !ok {
			return true // as many as there are, most likely
		}
		room, _ := constant.Int64Val(size.Value)
		if room > 0 && len(b.loops(send.Parent()).Around(send.Block())) == 0 {
			return true
		}
	}
	return false
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
