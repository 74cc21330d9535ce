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

// neverWaited claims groups of this package that are launched into and that
// nobody waits for.
func (b *builder) neverWaited(launches []*Launch) (out []*Claim) {
	into := make(map[*ref.Object][]*Launch)
	var groups []*ref.Object // in the order of their first launch
	for _, l := range launches {
		if o := b.groupOf(l); o != nil {
			if into[o] == nil {
				groups = append(groups, o)
			}
			into[o] = append(into[o], l)
		}
	}
	for _, o := range groups {
		if hasOp(o, ref.Wait) || o.Escaped() != 0 || slices.ContainsFunc(into[o], b.joinedOtherwise) {
			continue
		}
		l := into[o][0]
		if l.Process == Yes && !b.endsBefore(l) {
			continue // it is meant to live as long as the process
		}
		c := &Claim{Rule: "missingwait", Kind: NeverWaited, Pos: l.Pos(), Launch: l, Name: b.groupName(o), Shape: OneTask}
		c.Where = append(c.Where, Place{o.Pos(), GroupHere})
		for _, other := range into[o][1:] {
			c.Where = append(c.Where, Place{other.Pos(), LaunchHere})
		}
		c.Covers = into[o]
		out = append(out, c)
	}
	return out
}

// groupOf returns the one group that a launch is counted in: that which it is
// launched into, or on which its body calls Done. It returns nil if there is
// none, or if it may be one of several.
func (b *builder) groupOf(l *Launch) *ref.Object {
	if l.Inner != nil || l.Joined || len(l.Owner.Join) > 0 {
		return nil // the launch in the helper is the one that counts
	}
	var groups []*ref.Object
	for _, n := range b.view.NoticesOf(l.Launch).List {
		if n.By == ref.Wait && (l.Group == nil || n.Of == l.Group) {
			groups = append(groups, ref.Real(b.view.Refs.Objects(n.Of))...)
		}
	}
	if len(groups) == 0 || groups[0].Kind != ref.Cell || !b.view.WaitedGroup(groups[0].Held()) {
		return nil
	}
	if slices.ContainsFunc(groups, func(o *ref.Object) bool { return o != groups[0] }) {
		return nil
	}
	return groups[0]
}

func hasOp(o *ref.Object, kind ref.OpKind) bool {
	return slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Kind == kind })
}

// joinedOtherwise reports whether somebody waits for a launch by a channel or
// another group, or may wait for a channel out of sight: then the group is
// superfluous rather than missed.
func (b *builder) joinedOtherwise(l *Launch) bool {
	less := make(map[Evidence]bool) // what seems to wait for it, and does not
	sure := b.sureToRun(l)
	for _, n := range b.view.NoticesOf(l.Launch).List {
		if n.By != ref.Receive {
			continue
		}
		unsure := isDropped(n) || !slices.Contains(sure, n.Instr.Parent())
		message := b.oneOfMany(n) || b.inLoopOf(l, n.Instr.Parent(), nil)
		objs := b.view.Refs.Objects(n.Of)
		if len(objs) == 0 && !unsure {
			return true
		}
		for _, o := range ref.Real(objs) {
			closed := b.closedByOthers(o, l)
			if o.Escaped() != 0 && !closed && !unsure && !message {
				return true
			}
			for _, op := range o.Ops() {
				if op.Kind == ref.Receive && (closed || unsure || message && outermost(op.Fn) != outermost(l.Fn) || b.servesAll(op, l)) {
					less[Evidence{Signal: n.Instr.Pos(), Waits: b.opPos(op, o)}] = true
				}
			}
		}
	}
	return slices.ContainsFunc(l.Joins, func(j Evidence) bool { return !less[Evidence{Signal: j.Signal, Waits: j.Waits}] })
}

// sureToRun returns the bodies of a launch and the functions that each of its goroutines gets to before it ends: who
// waits for what another function tells waits for something else than the end.
func (b *builder) sureToRun(l *Launch) (fns []*ssa.Function) {
	for _, body := range l.Bodies {
		fns = append(fns, body.Fn)
	}
	for i := 0; i < len(fns); i++ {
		for instr := range flow.Instrs(fns[i]) {
			call, ok := instr.(ssa.CallInstruction)
			if _, launch := instr.(*ssa.Go); !ok || launch || !alwaysPassed(instr.Block()) {
				continue
			}
			if called, all := b.view.Refs.Funcs(call.Common()); all && len(called) == 1 && !slices.Contains(fns, called[0]) && slices.Contains(l.funcs, called[0]) {
				fns = append(fns, called[0])
			}
		}
	}
	return fns
}

// alwaysPassed reports whether a function does not return without having come by a block.
func alwaysPassed(blk *ssa.BasicBlock) bool {
	for _, other := range blk.Parent().Blocks {
		if other != blk.Parent().Recover && flow.IsReturn(other.Instrs[len(other.Instrs)-1]) && !blk.Dominates(other) {
			return false
		}
	}
	return true
}

// isDropped reports whether a goroutine tells something only if somebody is there to hear it.
func isDropped(n summary.Notice) bool {
	sel, ok := n.Instr.(*ssa.Select)
	return ok && !sel.Blocking
}

// inLoopOf reports whether a function of those that a goroutine runs is called in a loop of another one.
func (b *builder) inLoopOf(l *Launch, fn *ssa.Function, seen []*ssa.Function) bool {
	if slices.Contains(seen, fn) {
		return false
	}
	seen = append(seen, fn)
	return slices.ContainsFunc(b.callers[fn], func(u use) bool {
		by := u.instr.Parent()
		return !u.value && slices.Contains(l.funcs, by) && (b.loops(by).Around(u.instr.Block()) != nil || b.inLoopOf(l, by, seen))
	})
}

// closedByOthers reports whether somebody else closes a channel that a goroutine uses: whoever receives from it is done then, and
// it is the one who closes that has to wait before.
func (b *builder) closedByOthers(o *ref.Object, l *Launch) bool {
	return slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Kind == ref.Close && !slices.Contains(l.funcs, op.Fn) })
}

// oneOfMany reports whether a goroutine may tell something again and again by the same channel: who receives it does not know that it
// was the last.
func (b *builder) oneOfMany(n summary.Notice) bool {
	loop := b.loops(n.Instr.Parent()).Around(n.Instr.Block())
	if loop == nil {
		return false
	}
	for ch := n.Of; ; {
		switch x := ch.(type) {
		case *ssa.FieldAddr:
			ch = x.X
			continue
		case *ssa.UnOp:
			if x.Op == token.MUL {
				ch = x.X
				continue
			}
		}
		made, ok := ch.(ssa.Instruction)
		return !ok || !slices.Contains(loop, made.Block())
	}
}

// servesAll reports whether a receive is one of a loop in another function than the one that launches: it takes what anybody sends.
func (b *builder) servesAll(op ref.Op, l *Launch) bool {
	return outermost(op.Fn) != outermost(l.Fn) && b.loops(op.Fn).Around(op.Instr.Block()) != nil
}

// endsBefore reports whether the launching function is main, and returns
// without anything on the way that may wait: the process ends before the work does.
func (b *builder) endsBefore(l *Launch) bool {
	fn := l.Fn
	if fn.Name() != "main" || fn.Parent() != nil || fn.Signature.Recv() != nil {
		return false
	}
	return flow.Leads(l.Instr, flow.IsReturn, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Select, *ssa.Send:
			return true
		case *ssa.UnOp:
			return i.Op == token.ARROW
		case ssa.CallInstruction:
			if _, launch := i.(*ssa.Go); launch {
				return false
			}
			if callee := b.view.Callee(i.Common()); callee != nil && b.view.OfGroup(callee) {
				return false
			}
			return b.callEnds(i) != Yes
		}
		return false
	})
}

// missedDone claims goroutines that end on some way without the Done that
// somebody waits for, and Adds after which some way launches nothing.
func (b *builder) missedDone(launches []*Launch) []*Claim {
	return b.claimsFor(launches, func(l *Launch) *Claim {
		if len(l.Bodies) != 1 || !l.All || b.startsAgain(l) {
			return nil
		}
		for _, o := range b.doneBy(l) {
			wait, add := firstOp(o, ref.Wait), b.addFor(l, o)
			if wait == nil || add == nil {
				continue
			}
			does := b.doers(o)
			if does == nil {
				continue
			}
			c := &Claim{Rule: "missingwait", Pos: l.Pos(), Name: b.groupName(o), Shape: OneTask}
			if way := b.wayOut(l.Bodies[0].Fn, nil, o, does, nil); way != nil {
				c.Kind, c.Launch, c.Where = NoDone, l, way
			} else if way := b.wayOut(add.Parent(), add, o, does, nil); way != nil {
				c.Kind, c.Pos, c.Where = NoLaunch, add.Pos(), append(way, Place{l.Pos(), LaunchHere})
			} else if refused := b.refusal(l); refused != nil {
				way := b.wayOut(l.Fn, l.Instr, o, does, refused)
				if way == nil {
					continue
				}
				c.Kind, c.Where = Refused, append(way, Place{l.Inner.Pos(), LaunchHere})
			} else {
				continue
			}
			c.Where = append(c.Where, Place{wait.Pos(), WaitHere})
			return c
		}
		return nil
	})
}

// startsAgain reports whether the func of a timer may see to it that it is called once more: then a way without Done
// is not its last.
func (b *builder) startsAgain(l *Launch) bool {
	if l.Known == nil || !l.Known.Delay {
		return false
	}
	return slices.ContainsFunc(l.funcs, func(fn *ssa.Function) bool {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			callee := b.view.Callee(call.Common())
			k := b.view.Known(callee)
			if callee != nil && callee.FullName() == "(*time.Timer).Reset" || k != nil && k.Launch != nil && k.Launch.Delay {
				return true
			}
		}
		return false
	})
}

// doneBy returns the groups on which the body of a launch itself calls Done:
// each is one for certain.
func (b *builder) doneBy(l *Launch) (out []*ref.Object) {
	if l.Group != nil || l.Inner != nil && l.Inner.Inner != nil {
		return nil
	}
	body := l.Bodies[0].Fn
	for _, n := range b.view.NoticesOf(l.Launch).List {
		if n.By != ref.Wait || n.Instr.Parent() != body {
			continue
		}
		objs := ref.Real(b.view.Refs.Objects(n.Of))
		if len(objs) == 1 && objs[0].Kind == ref.Cell && b.view.WaitedGroup(objs[0].Held()) && !slices.Contains(out, objs[0]) {
			out = append(out, objs[0])
		}
	}
	return out
}

// refusal returns, for a launch by a helper of the package that returns on some
// way without launching, how to tell that way: a result that is false then. It
// returns nil if the helper always launches.
func (b *builder) refusal(l *Launch) func(cond ssa.Value) (val, known bool) {
	if l.Inner == nil || b.loops(l.Fn).Around(l.Instr.Block()) != nil {
		return nil
	}
	helper := l.Inner.Fn
	way := flow.Search{
		To:   flow.IsReturn,
		Past: func(i ssa.Instruction) bool { return i == l.Inner.Instr },
	}.Path(helper, nil)
	if way == nil {
		return nil
	}
	results := helper.Signature.Results()
	if results.Len() == 0 {
		return func(ssa.Value) (val, known bool) { return false, false }
	}
	if t, ok := results.At(0).Type().Underlying().(*types.Basic); !ok || results.Len() > 1 || t.Kind() != types.Bool {
		return nil
	}
	return func(cond ssa.Value) (val, known bool) {
		if cond == l.Instr.(ssa.Value) {
			return false, true
		}
		not, ok := cond.(*ssa.UnOp)
		return true, ok && not.Op == token.NOT && not.X == l.Instr.(ssa.Value)
	}
}

func firstOp(o *ref.Object, kind ref.OpKind) ssa.Instruction {
	for _, op := range o.Ops() {
		if op.Kind == kind {
			return op.Instr
		}
	}
	return nil
}

// addFor returns the Add that a launch is counted by: the last one that all ways to the launch pass. It is an Add(1) with no
// other launch between, or one of as many as there are launches behind it, before the next. It returns nil if there is none.
func (b *builder) addFor(l *Launch, o *ref.Object) ssa.Instruction {
	before := 0 // launches between the two
	for blk, from := l.Instr.Block(), l.Instr; blk != nil; blk, from = blk.Idom(), nil {
		instrs := blk.Instrs
		if from != nil {
			instrs = instrs[:slices.Index(instrs, from)]
		}
		for i, instr := range slices.Backward(instrs) {
			if _, launch := instr.(*ssa.Go); launch {
				before++
				continue
			}
			if !addsTo(o, instr) {
				continue
			}
			n, ok := added(instr)
			alone := n == 1 && before == 0
			together := n > 1 && blk == l.Instr.Block() && launchesBehind(blk.Instrs[i+1:], o) == n
			if ok && (alone || together) && sameLoop(b.loops(l.Fn), blk, l.Instr.Block()) {
				return instr
			}
			return nil
		}
		if before > 0 {
			return nil // in other blocks one cannot tell which of them are run
		}
	}
	return nil
}

// launchesBehind counts the launches among instructions before the next Add to the group.
func launchesBehind(instrs []ssa.Instruction, o *ref.Object) (n int64) {
	for _, instr := range instrs {
		if _, launch := instr.(*ssa.Go); launch {
			n++
		} else if addsTo(o, instr) {
			break
		}
	}
	return n
}

func addsTo(o *ref.Object, instr ssa.Instruction) bool {
	return slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Kind == ref.Add && op.Instr == instr })
}

func sameLoop(loops *flow.Loops, x, y *ssa.BasicBlock) bool {
	a, c := loops.Around(x), loops.Around(y)
	return (a == nil) == (c == nil) && (a == nil || slices.Contains(a, y))
}

// added returns the number that a call of Add is given, if it is a constant.
func added(add ssa.Instruction) (n int64, ok bool) {
	call, ok := add.(*ssa.Call)
	if !ok || len(call.Call.Args) != 2 {
		return 0, false
	}
	k, ok := call.Call.Args[1].(*ssa.Const)
	if !ok {
		return 0, false
	}
	return constInt(k)
}

// doers are the functions of the package that may call Done on a group, by
// themselves, through what they call or launch, or through a func that they make.
type doers struct {
	fns map[*ssa.Function]bool
	out bool // one of them may be called by what is out of sight
}

// doers returns nil if something out of sight may call Done by itself.
func (b *builder) doers(o *ref.Object) *doers {
	if o.Escaped() != 0 {
		return nil
	}
	does := &doers{fns: make(map[*ssa.Function]bool)}
	var todo []*ssa.Function
	mark := func(fn *ssa.Function) {
		if !does.fns[fn] {
			does.fns[fn] = true
			todo = append(todo, fn)
		}
	}
	for _, op := range o.Ops() {
		if op.Kind == ref.Done {
			if b.loops(op.Fn).Around(op.Instr.Block()) != nil {
				return nil // counted by jobs, not by goroutines
			}
			mark(op.Fn)
		}
	}
	for len(todo) > 0 {
		fn := todo[0]
		todo = todo[1:]
		does.out = does.out || b.escapes(fn)
		for _, u := range b.callers[fn] {
			mark(u.instr.Parent())
		}
	}
	return does
}

// wayOut returns a way from an instruction, or the entry of fn, to its end on
// which nothing calls Done on the group or leaves that to another function; nil
// if there is none. What is known of conditions besides may be nil.
func (b *builder) wayOut(fn *ssa.Function, from ssa.Instruction, o *ref.Object, does *doers, besides func(ssa.Value) (val, known bool)) []Place {
	past := func(i ssa.Instruction) bool {
		if slices.ContainsFunc(o.Ops(), func(op ref.Op) bool { return op.Instr == i && (op.Kind == ref.Done || op.Kind == ref.Add) }) {
			return true
		}
		if m, ok := i.(*ssa.MakeClosure); ok {
			return does.fns[ref.Target(m.Fn.(*ssa.Function))]
		}
		call, ok := i.(ssa.CallInstruction)
		if !ok {
			return false
		}
		fns, all := b.view.Refs.Funcs(call.Common())
		return !all && does.out || slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return does.fns[fn] })
	}
	decided := func(cond ssa.Value) (val, known bool) {
		if val, known := b.groupIsGiven(cond); known || besides == nil {
			return val, known
		}
		return besides(cond)
	}
	way := flow.Search{To: flow.IsReturn, Past: past, Decided: decided}.Path(fn, from)
	if way == nil {
		return nil
	}
	return wayOut(fn, way)
}

// wayOut shows the last branch of a way to a function's end, and that end.
func wayOut(fn *ssa.Function, way []ssa.Instruction) (places []Place) {
	if n := len(way); n > 1 {
		places = append(places, Place{way[n-2].(*ssa.If).Cond.Pos(), BranchHere})
	}
	end := way[len(way)-1].Pos()
	if !end.IsValid() {
		end = endOf(fn)
	}
	return append(places, Place{end, ReturnHere})
}

// groupIsGiven decides tests of whether there is a group at all.
func (b *builder) groupIsGiven(cond ssa.Value) (val, known bool) {
	c, ok := cond.(*ssa.BinOp)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ || !b.view.GroupType(c.X.Type()) {
		return false, false
	}
	if k, ok := c.Y.(*ssa.Const); !ok || !k.IsNil() {
		return false, false
	}
	return c.Op == token.NEQ, true
}

// endOf returns the position of a function's closing brace.
func endOf(fn *ssa.Function) token.Pos {
	if syntax := fn.Syntax(); syntax != nil {
		return syntax.End() - 1
	}
	return token.NoPos
}

// groupName is the user's name for a group.
func (b *builder) groupName(o *ref.Object) string {
	if o.Var != nil {
		return o.Var.Name()
	}
	if alloc, ok := o.Site.(*ssa.Alloc); ok && alloc.Comment != "" && alloc.Comment != "new" && alloc.Comment != "complit" {
		return alloc.Comment
	}
	if name := b.view.AssignedTo(o.Pos(), 0); name != "" {
		return name
	}
	return "the group"
}
