package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// bounded reports whether something limits how many such goroutines there are:
// a limit of the group or pool, or a token taken before the launch, there or in the
// helper that makes it.
func (b *builder) bounded(l *Launch) bool {
	for s := l.Launch; s != nil; s = s.Inner {
		if b.boundedHere(s) {
			return true
		}
	}
	return false
}

func (b *builder) boundedHere(l *summary.Launch) bool {
	if l.Known != nil && l.Known.Limit == known.Self || l.Helper == "TryGo" {
		return true
	}
	if l.Known != nil && l.Known.Limit != "" && l.Group == nil {
		return true // by a method of a type that is not known as a group: whether it is called is not seen
	}
	if l.Group != nil && b.limited(l) {
		return true
	}
	return b.takesToken(l.Instr)
}

// limited reports whether the limit of the launch's group is set anywhere in
// the package, or may be set out of sight.
func (b *builder) limited(l *summary.Launch) bool {
	if l.Known == nil || l.Known.Limit == "" {
		return false
	}
	objs := b.view.Refs.Objects(l.Group)
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || len(call.Common().Args) == 0 {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil || callee.Name() != l.Known.Limit {
				continue
			}
			if shares(objs, b.view.Refs.Objects(call.Common().Args[0])) {
				return true
			}
		}
	}
	for _, o := range objs {
		if o.Unknown() != "" {
			return true
		}
	}
	return len(objs) == 0
}

// shares reports whether an object is among both.
func shares(a, c []*ref.Object) bool {
	return slices.ContainsFunc(a, func(o *ref.Object) bool { return slices.Contains(c, o) })
}

// takesToken reports whether every way to an instruction first puts a token into a
// channel that it has not taken back, acquires a semaphore, or asks a counter:
// all bound the number.
func (b *builder) takesToken(at ssa.Instruction) bool {
	var ways []*ssa.BasicBlock // that every way goes through, the first first
	for blk := at.Block(); blk != nil; blk = blk.Idom() {
		ways = slices.Insert(ways, 0, blk)
	}
	var held [][]*ref.Object
	for _, blk := range ways {
		for _, instr := range blk.Instrs {
			if instr == at {
				break
			}
			switch i := instr.(type) {
			case *ssa.Send:
				held = append(held, b.view.Refs.Objects(i.Chan))
			case *ssa.Select:
				for _, st := range i.States {
					if st.Dir == types.SendOnly {
						held = append(held, b.view.Refs.Objects(st.Chan))
					}
				}
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					back := b.view.Refs.Objects(i.X)
					held = slices.DeleteFunc(held, func(objs []*ref.Object) bool { return shares(objs, back) })
				}
			case *ssa.Call:
				if b.tokenCall(i.Common(), 0) {
					return true
				}
			}
		}
	}
	return len(held) > 0
}

// tokenCall reports whether a call acquires a semaphore or asks a counter, by
// itself or through a function of the package that says whether it did.
func (b *builder) tokenCall(c *ssa.CallCommon, depth int) bool {
	obj := b.view.Callee(c)
	if obj == nil || depth > 2 {
		return false
	}
	if recv := obj.Signature().Recv(); recv != nil {
		if g := b.view.Group(pointee(recv.Type())); g != nil && slices.Contains(g.Limit, obj.Name()) {
			return true
		}
	}
	switch obj.Name() {
	case "Acquire", "TryAcquire", "TryLock", "CompareAndSwap", "CompareAndSwapInt32", "CompareAndSwapInt64":
		return true
	case "Add", "AddInt32", "AddInt64":
		return depth > 0 && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic"
	}
	callee := c.StaticCallee()
	if callee == nil || !returnsBool(obj) {
		return false
	}
	fn := ref.Target(callee)
	if !b.view.Refs.Has(fn) {
		return false
	}
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Select:
			for _, st := range i.States {
				if st.Dir == types.SendOnly && !i.Blocking {
					return true
				}
			}
		case *ssa.Call:
			if b.tokenCall(i.Common(), depth+1) {
				return true
			}
		}
	}
	return false
}

func returnsBool(fn *types.Func) bool {
	res := fn.Signature().Results()
	if res.Len() != 1 {
		return false
	}
	t, ok := res.At(0).Type().Underlying().(*types.Basic)
	return ok && t.Kind() == types.Bool
}

// heldBack reports whether something decides, before an instruction that makes a
// launch runs, that there may be another goroutine: a test of a number, unless it
// is whether there is any; what a function of the package says that keeps count;
// a token that it takes, or that the goroutine gives back.
func (b *builder) heldBack(instr ssa.Instruction, l *Launch) bool {
	nest := flow.Nest(instr.Block())
	everyRound := func(blk *ssa.BasicBlock) bool {
		return len(nest) == 0 || slices.Contains(nest[len(nest)-1], blk)
	}
	for branch := range tests(instr) {
		if !b.endsLoop(branch) && (capped(branch, instr) || b.limits(branch.Cond, everyRound(branch.Block()), 0)) {
			return true
		}
	}
	for blk := instr.Block(); blk != nil && everyRound(blk); blk = blk.Idom() {
		for _, i := range blk.Instrs {
			if i == instr {
				break
			}
			switch i := i.(type) {
			case *ssa.UnOp:
				if i.Op == token.ARROW && b.gives(l, i.X) {
					return true
				}
			case *ssa.Call:
				if callee := i.Call.StaticCallee(); callee != nil && b.waitsForTurn(ref.Target(callee), 0) || b.mayLimit(i, nest) {
					return true
				}
			}
		}
	}
	return false
}

// heldBackAbove reports whether all calls of a function of this package are held back,
// or those of its callers.
func (b *builder) heldBackAbove(fn *ssa.Function, l *Launch, depth int) bool {
	calls := b.callers[fn]
	if depth > 2 || len(calls) == 0 || b.view.Refs.Exported(fn.Object()) {
		return false
	}
	return !slices.ContainsFunc(calls, func(u use) bool {
		return u.value || !b.heldBack(u.instr, l) && !b.heldBackAbove(u.instr.Parent(), l, depth+1)
	})
}

// endsLoop reports whether a branch is taken when a loop has gone over its items.
func (b *builder) endsLoop(branch *ssa.If) bool {
	nest := flow.Nest(branch.Block())
	if len(nest) == 0 || nest[0][0] != branch.Block() {
		return false
	}
	over, n := b.items(nest[0])
	return over != nil || n == few
}

// mayLimit reports whether a call in a loop may be of a limiter that is out of
// sight: it asks the same thing in each round, without saying about what.
func (b *builder) mayLimit(call *ssa.Call, nest [][]*ssa.BasicBlock) bool {
	obj := b.view.Callee(&call.Call)
	if len(nest) == 0 || obj == nil || obj.Pkg() == nil || known.Standard(obj.Pkg().Path()) || obj.Signature().Recv() == nil {
		return false
	}
	if callee := call.Call.StaticCallee(); callee != nil && b.view.Refs.Has(ref.Target(callee)) {
		return false // in sight
	}
	if g := b.view.Group(pointee(obj.Signature().Recv().Type())); g != nil {
		return slices.Contains(g.Limit, obj.Name())
	}
	res := obj.Signature().Results()
	if res.Len() > 1 || res.Len() == 1 && !summary.IsError(res.At(0).Type()) && !returnsBool(obj) {
		return false
	}
	return !slices.ContainsFunc(call.Operands(nil), func(op *ssa.Value) bool {
		v := ref.Strip(*op)
		if k, ok := v.(*ssa.Const); ok {
			_, number := constInt(k)
			return !number
		}
		return changes(v, nest[0])
	})
}

// changes reports whether a value is computed anew in each round of a loop: other
// than by loading what stays the same.
func changes(v ssa.Value, loop []*ssa.BasicBlock) bool {
	for range 10 {
		instr, ok := v.(ssa.Instruction)
		if !ok || !slices.Contains(loop, instr.Block()) {
			return false
		}
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		default:
			return true
		}
	}
	return true
}

// gives reports whether the goroutine sends on a channel.
func (b *builder) gives(l *Launch, ch ssa.Value) bool {
	objs := ref.Real(b.view.Refs.Objects(ch))
	return slices.ContainsFunc(l.funcs, func(fn *ssa.Function) bool {
		for instr := range flow.Instrs(fn) {
			if send, ok := instr.(*ssa.Send); ok && shares(objs, b.view.Refs.Objects(send.Chan)) {
				return true
			}
		}
		return false
	})
}

// waitsForTurn reports whether a function of the package may block until there is
// room: it sends on a channel, acquires, or waits for a condition.
func (b *builder) waitsForTurn(fn *ssa.Function, depth int) bool {
	if depth > 2 || !b.view.Refs.Has(fn) {
		return false
	}
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Send:
			return true
		case *ssa.Select:
			if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.SendOnly }) {
				return true
			}
		case *ssa.Call:
			if b.tokenCall(i.Common(), 0) {
				return true
			}
			if k := b.view.Known(b.view.Callee(&i.Call)); k != nil && k.Name == "(*sync.Cond).Wait" {
				return true
			}
			if callee := i.Call.StaticCallee(); callee != nil && b.waitsForTurn(ref.Target(callee), depth+1) {
				return true
			}
		}
	}
	return false
}

// tokenInside reports whether the goroutine waits for a token of its own: then
// many may be there, but only some at work.
func (b *builder) tokenInside(l *Launch) bool {
	var sent, got []*ref.Object
	take := func(dir types.ChanDir, ch ssa.Value) {
		if dir == types.SendOnly {
			sent = append(sent, ref.Real(b.view.Refs.Objects(ch))...)
		} else {
			got = append(got, ref.Real(b.view.Refs.Objects(ch))...)
		}
	}
	var bodies []summary.Body
	for s := l.Launch; s != nil; s = s.Inner { // the helper may wait for it
		bodies = append(bodies, s.Bodies...)
	}
	for _, body := range bodies {
		for _, fn := range append([]*ssa.Function{body.Fn}, body.Fn.AnonFuncs...) {
			for instr := range flow.Instrs(fn) {
				switch i := instr.(type) {
				case *ssa.Send:
					take(types.SendOnly, i.Chan)
				case *ssa.UnOp:
					if i.Op == token.ARROW {
						take(types.RecvOnly, i.X)
					}
				case *ssa.Select:
					for _, st := range i.States {
						take(st.Dir, st.Chan)
					}
				case *ssa.Call:
					if b.acquires(&i.Call) {
						return true
					}
				}
			}
		}
	}
	return shares(sent, got)
}

// acquires reports whether a call takes a token of a group that limits, or waits
// in a function of the package until there is one.
func (b *builder) acquires(c *ssa.CallCommon) bool {
	obj := b.view.Callee(c)
	if obj == nil || obj.Signature().Recv() == nil {
		return false
	}
	if g := b.view.Group(pointee(obj.Signature().Recv().Type())); g != nil && slices.Contains(g.Limit, obj.Name()) {
		return true
	}
	if obj.Name() == "Acquire" {
		return true
	}
	callee := c.StaticCallee()
	return callee != nil && b.view.Refs.Has(ref.Target(callee)) && b.takesSlot(ref.Target(callee))
}

// takesSlot reports whether a method does little more than to send on a channel.
func (b *builder) takesSlot(fn *ssa.Function) bool {
	return len(fn.Blocks) <= 4 && slices.ContainsFunc(fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool {
			_, send := i.(*ssa.Send)
			return send
		})
	})
}

// limits reports whether a test may be one of how many there are: before the loop
// of the launch, of a length.
func (b *builder) limits(cond ssa.Value, everyRound bool, depth int) bool {
	if depth > 4 {
		return false
	}
	switch c := cond.(type) {
	case *ssa.UnOp:
		return c.Op == token.NOT && b.limits(c.X, everyRound, depth+1)
	case *ssa.Phi:
		return slices.ContainsFunc(c.Edges, func(e ssa.Value) bool { return b.limits(e, everyRound, depth+1) })
	case *ssa.Call:
		return everyRound && b.own(c) && !b.pure(c)
	case *ssa.BinOp:
		if !everyRound && lenOf(c.X) == nil && lenOf(c.Y) == nil {
			return false
		}
		switch c.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
		default:
			return false
		}
		t, ok := types.Unalias(c.X.Type()).Underlying().(*types.Basic)
		return ok && t.Info()&types.IsInteger != 0 && !isSmall(c.X) && !isSmall(c.Y)
	}
	return false
}

// capped reports whether an instruction runs on that side of a branch only where a
// number is no more than a constant.
func capped(branch *ssa.If, at ssa.Instruction) bool {
	cond, ok := branch.Cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	k, ok := cond.Y.(*ssa.Const)
	if !ok {
		return false
	}
	if n, ok := constInt(k); !ok || n < 1 {
		return false // a code, or a sign
	}
	then, els := branch.Block().Succs[0], branch.Block().Succs[1]
	switch cond.Op {
	case token.LSS, token.LEQ:
		return !reaches(els, at.Block(), branch.Block())
	case token.GTR, token.GEQ:
		return !reaches(then, at.Block(), branch.Block())
	}
	return false
}

// isSmall reports whether v is a constant of the kind that asks whether there is any.
func isSmall(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	n, ok := constInt(k)
	return ok && n <= smallest
}
