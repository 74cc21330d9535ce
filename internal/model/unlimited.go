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

// Source says where the items come from that goroutines are launched for.
type Source uint8

const (
	// Passed by the caller.
	Passed Source = iota
	// Returned by another package.
	Returned
	// Received from a channel.
	Received
	// Read one by one, as lines or rows.
	Read
	// Read as they come: messages.
	Heard
)

// Items are what goroutines are launched for, one for each: as many as come from
// outside.
type Items struct {
	Source Source
	Name   string // the user's name for the parameter or channel, or that of the function
	pos    token.Pos

	listed bool // all are at hand before the first launch, and were not put together page by page
}

// unlimited claims a launch that makes a goroutine for each of as many items as
// come from outside, with nothing that limits how many there are at a time.
func (b *builder) unlimited(l *Launch) *Claim {
	if l.Joined || l.Known != nil && l.Known.Delay || !b.view.Tests && b.view.TestSupport(l.Pos()) {
		return nil
	}
	if b.speaksOfNumber(l.Pos()) {
		return nil
	}
	items := b.eachOf(l, l.Instr, 0)
	if items == nil || b.bounded(l) || b.tokenInside(l) || items.Source < Received && b.brief(l) || b.stays(l) || b.endsWith(l) || slices.Contains(l.funcs, l.Fn) {
		return nil
	}
	for s := l.Launch; s != nil; s = s.Inner {
		if s.Helper != "" && s.Known == nil && s.Inner == nil {
			return nil // of another package, which may limit them
		}
		if b.guarded(s.Instr) || b.heldBack(s.Instr, l) || b.heldBackAbove(s.Instr.Parent(), l, 0) {
			return nil
		}
	}
	return &Claim{
		Rule: "unboundedgo", Kind: Unlimited, Strict: b.mayBeFew(l, items), Pos: l.Pos(), Launch: l, Shape: ManyTasks,
		Items: items, Name: items.Name, Where: []Place{{items.pos, ItemsHere}},
	}
}

// speaksOfNumber reports whether a comment above a launch says that there are to be many at a time.
func (b *builder) speaksOfNumber(at token.Pos) bool {
	return mentions(b.view.CommentAbove(at), "goroutines", "concurren", "parallel")
}

// mayBeFew reports whether there may well be few goroutines at a time, which the
// code does not tell, but whoever wrote it knows: those for a list may be as few as
// that is short, and those for what comes at its own pace end before the next one
// comes, unless they linger.
func (b *builder) mayBeFew(l *Launch, items *Items) bool {
	return items.listed || (items.Source == Received || items.Source == Heard) && !b.pauses(l)
}

// eachOf returns the items for each of which an instruction that makes a launch
// runs, in a loop around it or around the calls of its function; nil if that is
// not known, or if it is one of few.
func (b *builder) eachOf(l *Launch, at ssa.Instruction, depth int) *Items {
	nest := flow.Nest(at.Block())
	for i, loop := range nest {
		z := b.sizer()
		over, n := b.items(loop)
		switch z.loop(loop) {
		case few:
			continue
		case many:
			if b.takesFrom(at, loop) && !b.batch(l, at, over, nest[i:]) && !b.act(l, elem(over)) {
				return b.itemsOf(over, z, n != many)
			}
		case unsized:
			if over == nil && !b.batch(l, at, nil, nest[i:]) {
				return b.taken(l, loop, at)
			}
		}
		return nil
	}
	fn := at.Parent()
	if depth > 2 || at == l.Instr && b.joinedHere(l) {
		return nil
	}
	if call := b.calledWith(fn); call != nil {
		return b.eachCall(l, at, call, depth)
	}
	if b.view.Refs.Exported(fn.Object()) || b.view.ForCallers(l.Launch, fn) || at == l.Instr && !b.alwaysFor(at) {
		return nil
	}
	for _, u := range b.callers[fn] {
		if _, launch := u.instr.(*ssa.Go); launch || u.value || b.heldBack(u.instr, l) || b.takesToken(u.instr) {
			continue
		}
		if items := b.eachOf(l, u.instr, depth+1); items != nil {
			return items
		}
	}
	return nil
}

// alwaysFor reports whether a function is there to launch: it does so on every way,
// for something that its caller passes.
func (b *builder) alwaysFor(launch ssa.Instruction) bool {
	fn := launch.Parent()
	passed := func(v ssa.Value) bool {
		p, ok := v.(*ssa.Parameter)
		return ok && (fn.Signature.Recv() == nil || p != fn.Params[0])
	}
	if !madeFrom(launch, fn.Blocks, passed) {
		return false
	}
	return flow.Search{To: flow.IsReturn, Past: func(i ssa.Instruction) bool { return i == launch }}.Path(fn, nil) == nil
}

// calledWith returns the one call that a literal is handed to, that of an iterator
// if the literal is the body of a loop; else nil.
func (b *builder) calledWith(fn *ssa.Function) *ssa.Call {
	var call *ssa.Call
	for _, u := range b.callers[fn] {
		instr := u.instr
		if conv, ok := instr.(*ssa.ChangeType); ok && len(*conv.Referrers()) == 1 {
			instr = (*conv.Referrers())[0]
		}
		switch i := instr.(type) {
		case *ssa.MakeClosure:
		case *ssa.Call:
			if !u.value || call != nil {
				return nil
			}
			call = i
		default:
			return nil
		}
	}
	return call
}

// eachCall returns the items for each of which a call runs the literal that is
// handed to it, and that makes the launch.
func (b *builder) eachCall(l *Launch, at ssa.Instruction, call *ssa.Call, depth int) *Items {
	fn := at.Parent()
	z := b.sizer()
	s := unsized
	yields := isYield(fn)
	if yields {
		s = z.iterator(call.Call.Value)
	} else if k := b.view.Known(b.view.Callee(&call.Call)); k != nil && k.Next {
		s = z.many(call)
	}
	switch s {
	case few:
		return b.eachOf(l, call, depth+1)
	case many:
		item := func(v ssa.Value) bool {
			p, ok := v.(*ssa.Parameter)
			return ok && p.Parent() == fn
		}
		if madeFrom(at, fn.Blocks, item) {
			return b.itemsFrom(z, yields)
		}
	}
	return nil
}

// itemsOf names the items of a collection by what decides how many there are; nil if they are of those
// of which somebody has set up some.
func (b *builder) itemsOf(over ssa.Value, z *sizer, listed bool) *Items {
	items := b.itemsFrom(z, listed)
	names := []string{items.Name}
	if over != nil {
		names = append(names, b.nameOf(over))
	}
	if t := elem(over); t != nil {
		names = append(names, typeName(t))
	}
	if slices.ContainsFunc(names, b.view.FewOf) {
		return nil
	}
	return items
}

// itemsFrom names items by what decides how many there are, and by the field that
// holds them if it is a parameter.
func (b *builder) itemsFrom(z *sizer, listed bool) *Items {
	e := &Items{pos: z.from.Pos(), listed: listed && !z.paged}
	switch x := z.from.(type) {
	case *ssa.Parameter:
		e.Source, e.Name = Passed, x.Name()+z.field
	case *ssa.Call:
		e.Source = Returned
		if obj := b.view.Callee(&x.Call); obj != nil {
			e.Name = obj.Name()
			if k := b.view.Known(obj); k != nil && k.Next {
				e.Source = Read
				if k.Messages {
					e.Source = Heard
				}
			}
		}
	case *ssa.UnOp:
		e.Source, e.Name = Received, b.chanName(x.X)
	}
	return e
}

// batch reports whether the goroutines are waited for before the next round of
// their loop, or of the loop around it that takes the items in parts.
func (b *builder) batch(l *Launch, at ssa.Instruction, over ssa.Value, nest [][]*ssa.BasicBlock) bool {
	if b.signalsOf(l, nest[0]) {
		return true
	}
	if at != l.Instr || !b.joinedHere(l) {
		return false
	}
	if !b.pathWithoutJoin(l, l.Instr) {
		return true
	}
	made, ok := over.(ssa.Instruction)
	if !ok || slices.Contains(nest[0], made.Block()) {
		return false
	}
	return slices.ContainsFunc(nest[1:], func(outer []*ssa.BasicBlock) bool {
		return slices.Contains(outer, made.Block()) && !b.pathWithoutJoin(l, made)
	})
}

// signalsOf reports whether somebody waits for the goroutine by something that is
// made in the round of the loop: the round does.
func (b *builder) signalsOf(l *Launch, loop []*ssa.BasicBlock) bool {
	if l.Join != Yes {
		return false
	}
	return slices.ContainsFunc(b.view.NoticesOf(l.Launch).List, func(n summary.Notice) bool {
		return slices.ContainsFunc(ref.Real(b.view.Refs.Objects(n.Of)), func(o *ref.Object) bool { return madeIn(loop, o) })
	})
}

// madeIn reports whether an object is made in a loop.
func madeIn(loop []*ssa.BasicBlock, o *ref.Object) bool {
	made, ok := o.Site.(ssa.Instruction)
	return ok && slices.Contains(loop, made.Block())
}

// takesFrom reports whether an instruction in a loop over items uses the item.
func (b *builder) takesFrom(at ssa.Instruction, loop []*ssa.BasicBlock) bool {
	return madeFrom(at, loop, func(v ssa.Value) bool {
		switch x := v.(type) {
		case *ssa.Next, *ssa.IndexAddr, *ssa.Index, *ssa.Lookup:
			return true
		case *ssa.UnOp:
			return x.Op == token.ARROW
		case *ssa.Phi:
			return x.Block() == loop[0]
		case *ssa.Call:
			return !b.own(x)
		}
		return false
	})
}

// taken returns what the value is received or read from that an instruction in an
// endless loop uses; nil if there is none. A select among several is an event loop,
// which knows what is going on: there, only what is launched for all that comes counts.
func (b *builder) taken(l *Launch, loop []*ssa.BasicBlock, at ssa.Instruction) (items *Items) {
	received := func(ch ssa.Value, pos token.Pos) {
		if !ref.OnlyTimers(b.view.Refs.Objects(ch)) {
			items = &Items{Source: Received, Name: b.chanName(ch), pos: pos}
		}
	}
	madeFrom(at, loop, func(v ssa.Value) bool {
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				received(x.X, x.Pos())
			}
		case *ssa.Extract:
			if sel, ok := x.Tuple.(*ssa.Select); ok && x.Index > 1 && at == l.Instr && forAll(sel, at) {
				st := receiveCase(sel, x.Index-2)
				received(st.Chan, st.Pos)
			}
		case *ssa.Call:
			if k := b.view.Known(b.view.Callee(&x.Call)); k != nil && k.Next {
				items = b.itemsFrom(&sizer{from: x}, false)
			}
		}
		return items != nil
	})
	return items
}

// forAll reports whether an instruction behind a select runs for all that is received
// there, unless that is the end, an error or of the wrong type.
func forAll(sel *ssa.Select, at ssa.Instruction) bool {
	for branch := range tests(at) {
		if branch.Block() != sel.Block() && !sel.Block().Dominates(branch.Block()) {
			break
		}
		switch cond := branch.Cond.(type) {
		case *ssa.Extract:
			switch cond.Tuple.(type) {
			case *ssa.Select, *ssa.TypeAssert: // ok
			default:
				return false
			}
		case *ssa.BinOp:
			if x, ok := cond.X.(*ssa.Extract); ok && x.Tuple == sel {
				continue // which case it is
			}
			if k, ok := cond.Y.(*ssa.Const); !ok || !k.IsNil() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// receiveCase returns the n-th of the cases of a select that receive.
func receiveCase(sel *ssa.Select, n int) *ssa.SelectState {
	for _, st := range sel.States {
		if st.Dir == types.RecvOnly {
			if n == 0 {
				return st
			}
			n--
		}
	}
	return nil
}

// madeFrom reports whether an instruction is computed, within a loop, from a value
// for which is holds.
func madeFrom(at ssa.Instruction, loop []*ssa.BasicBlock, is func(ssa.Value) bool) bool {
	seen := make(map[ssa.Value]bool)
	var from func(v ssa.Value) bool
	uses := func(instr ssa.Instruction) bool {
		return slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return from(*op) })
	}
	from = func(v ssa.Value) bool {
		if v == nil || seen[v] {
			return false
		}
		seen[v] = true
		instr, ok := v.(ssa.Instruction)
		if !ok {
			return is(v)
		}
		if !slices.Contains(loop, instr.Block()) {
			return false
		}
		if is(v) || uses(instr) {
			return true
		}
		switch v.(type) {
		case *ssa.Alloc, *ssa.FieldAddr, *ssa.MakeInterface:
			return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
				switch r := r.(type) {
				case *ssa.Store:
					return r.Addr == v && from(r.Val)
				case *ssa.FieldAddr:
					return from(r)
				case *ssa.MakeInterface: // for a call that fills it
					return slices.ContainsFunc(*r.Referrers(), func(u ssa.Instruction) bool { return u != at })
				case *ssa.Call:
					return true
				}
				return false
			})
		}
		return false
	}
	return uses(at)
}
