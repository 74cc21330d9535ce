package model

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
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
)

// Items are what goroutines are launched for, one for each: as many as come from
// outside.
type Items struct {
	Source Source
	Name   string // the user's name for the parameter or channel, or that of the function
	pos    token.Pos
}

// unlimited claims a launch that makes a goroutine for each of as many items as
// come from outside, with nothing that limits how many there are at a time.
func (b *builder) unlimited(l *Launch) *Claim {
	if l.Joined || l.Known != nil && l.Known.Delay || !b.view.Tests && b.view.TestSupport(l.Pos()) {
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
		if b.guarded(s.Instr) || b.heldBack(s.Instr, l) {
			return nil
		}
	}
	return &Claim{
		Rule: "unboundedgo", Kind: Unlimited, Pos: l.Pos(), Launch: l, Shape: ManyTasks,
		Items: items, Name: items.Name, Where: []Place{{items.pos, ItemsHere}},
	}
}

// eachOf returns the items for each of which an instruction that makes a launch
// runs, in a loop around it or around the calls of its function; nil if that is
// not known, or if it is one of few.
func (b *builder) eachOf(l *Launch, at ssa.Instruction, depth int) *Items {
	nest := flow.Nest(at.Block())
	for i, loop := range nest {
		z := b.sizer()
		over, _ := b.items(loop)
		switch z.loop(loop) {
		case few:
			continue
		case many:
			if b.takesFrom(at, loop) && !b.batch(l, at, over, nest[i:]) && !b.act(l, elem(over)) {
				return b.itemsFrom(z.from, z.field)
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
	if isYield(fn) {
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
			return b.itemsFrom(z.from, z.field)
		}
	}
	return nil
}

// itemsFrom names items by what decides how many there are, and by the field that
// holds them if it is a parameter.
func (b *builder) itemsFrom(v ssa.Value, field string) *Items {
	e := &Items{pos: v.Pos()}
	switch x := v.(type) {
	case *ssa.Parameter:
		e.Source, e.Name = Passed, x.Name()+field
	case *ssa.Call:
		e.Source = Returned
		if obj := b.view.Callee(&x.Call); obj != nil {
			e.Name = obj.Name()
			if k := b.view.Known(obj); k != nil && k.Next {
				e.Source = Read
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

// endsWith reports whether the goroutine waits for a channel or context that the
// launching function, or the round of the loop, has made for it: it ends with
// that, of which there is one at a time.
func (b *builder) endsWith(l *Launch) bool {
	within := l.Fn.Blocks
	if nest := flow.Nest(l.Instr.Block()); len(nest) > 0 {
		within = nest[0]
	}
	here := func(ch ssa.Value) bool {
		if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() {
			ch = call.Call.Value // ctx.Done()
		}
		return slices.ContainsFunc(ref.Real(b.view.Refs.Objects(ch)), func(o *ref.Object) bool { return madeIn(within, o) })
	}
	return slices.ContainsFunc(l.Bodies, func(body summary.Body) bool {
		for instr := range flow.Instrs(body.Fn) {
			switch i := instr.(type) {
			case *ssa.UnOp:
				if i.Op == token.ARROW && here(i.X) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.RecvOnly && here(st.Chan) }) {
					return true
				}
			}
		}
		return false
	})
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
				items = b.itemsFrom(x, "")
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

// stays reports whether the goroutine is there to stay: a server or watcher, of
// which each item needs one, and which a limit would keep from starting.
func (b *builder) stays(l *Launch) bool {
	if l.ending != nil && (l.ending.Ending == fact.Endless || l.ending.Ending == fact.Waits) {
		return true
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if k := b.view.Known(b.view.Callee(call.Common())); k != nil && k.Blocks != nil && k.Blocks.Forever {
				return true
			}
		}
		for _, blk := range fn.Blocks {
			if loop := b.loops(fn).Around(blk); loop != nil && b.loopKind(loop).waits() {
				return true
			}
		}
	}
	return false
}

// brief reports whether all that the goroutine does is at hand: it calls only this package and those of
// the standard library that wait for nobody. As many as there are files in a folder do no harm.
func (b *builder) brief(l *Launch) bool {
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := call.Common().Value.(*ssa.Builtin); ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil {
				return false
			}
			if target := ref.Target(callee); b.view.Refs.Has(target) {
				if !slices.Contains(l.funcs, target) {
					return false
				}
				continue
			}
			if obj, ok := callee.Object().(*types.Func); !ok || !b.atHand(obj) {
				return false
			}
		}
	}
	return true
}

// atHand reports whether a function of another package waits for nobody outside of the machine, as
// far as the table knows.
func (b *builder) atHand(fn *types.Func) bool {
	if fn.Pkg() == nil || !known.Standard(fn.Pkg().Path()) || strings.HasPrefix(fn.Pkg().Path(), "net") {
		return false
	}
	if k := b.view.Known(fn); k != nil && (k.Blocks != nil || k.Endless) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if summary.IsContext(p.Type()) {
			return false
		}
	}
	return fn.FullName() != "time.Sleep"
}

// elem is the type of the items of a collection or channel; nil for others.
func elem(v ssa.Value) types.Type {
	if v == nil {
		return nil
	}
	if recv, ok := v.(*ssa.UnOp); ok && recv.Op == token.ARROW {
		v = recv.X
	}
	switch t := pointee(types.Unalias(v.Type())).Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	case *types.Chan:
		return t.Elem()
	}
	return nil
}

// act reports whether the items are things that act, not data: funcs, of which there
// are as many as somebody wrote, or objects with a method for the goroutine to run.
// There are few of them, or they cost more than a goroutine, and a limit could keep
// one from starting that another waits for.
func (b *builder) act(l *Launch, item types.Type) bool {
	if item == nil {
		return false
	}
	if _, ok := types.Unalias(item).Underlying().(*types.Signature); ok {
		return true
	}
	if _, iface := types.Unalias(item).Underlying().(*types.Interface); !iface && pointee(item) == item {
		return false
	}
	runs := func(c *ssa.CallCommon) bool {
		obj := b.view.Callee(c)
		if obj == nil || obj.Signature().Recv() == nil {
			return false
		}
		recv := c.Value
		if !c.IsInvoke() {
			if len(c.Args) == 0 {
				return false // of a method value
			}
			recv = c.Args[0]
		}
		res := obj.Signature().Results()
		return types.Identical(recv.Type(), item) && (res.Len() == 0 || res.Len() == 1 && summary.IsError(res.At(0).Type()))
	}
	if call, ok := l.Instr.(ssa.CallInstruction); ok && runs(call.Common()) {
		return true
	}
	return slices.ContainsFunc(l.Bodies, func(body summary.Body) bool {
		for instr := range flow.Instrs(body.Fn) {
			if call, ok := instr.(*ssa.Call); ok && runs(&call.Call) {
				return true
			}
		}
		return false
	})
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
		if !b.endsLoop(branch) && b.limits(branch.Cond, everyRound(branch.Block()), 0) {
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
	for _, body := range l.Bodies {
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

// isSmall reports whether v is a constant of the kind that asks whether there is any.
func isSmall(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	n, ok := constInt(k)
	return ok && n <= smallest
}
