package model

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// An arc is a call or launch of one function of the package by another.
type arc struct {
	to     *ssa.Function
	instr  ssa.Instruction
	launch *Launch // nil for a call
}

// recursions claims launches that are made again at every level of a recursion.
//
// Only static calls and closures bound at the site count: a call graph that
// goes through interfaces, or through the funcs handed to once.Do and launch
// helpers, has cycles that no execution takes.
func (b *builder) recursions(launches []*Launch) (out []*Claim) {
	arcs := make(map[*ssa.Function][]arc)
	var unbounded []*Launch
	for _, l := range launches {
		if b.bounded(l) {
			continue
		}
		unbounded = append(unbounded, l)
		if b.onEvent(l.Instr) {
			continue
		}
		if len(l.Bodies) == 1 && l.All && b.view.Refs.Has(l.Bodies[0].Fn) && !b.view.RunsParam(l.Launch) {
			arcs[l.Fn] = append(arcs[l.Fn], arc{l.Bodies[0].Fn, l.Instr, l})
		}
	}
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			switch call := instr.(type) {
			case *ssa.Call, *ssa.Defer:
				if to := b.boundCallee(call.(ssa.CallInstruction)); to != nil && !b.onEvent(instr) {
					arcs[fn] = append(arcs[fn], arc{to, instr, nil})
				}
			}
		}
	}
	for _, l := range unbounded {
		if c := b.recursion(l, arcs); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// onEvent reports whether an instruction stands in a loop that waits for
// something to come over a channel: what it does then is not done for each part
// of an input, as in a client that starts anew when its connection is lost.
func (b *builder) onEvent(instr ssa.Instruction) bool {
	loop := b.loops(instr.Parent()).Around(instr.Block())
	if loop == nil || !b.loopKind(loop).waits() {
		return false
	}
	return slices.ContainsFunc(loop, func(blk *ssa.BasicBlock) bool {
		return slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool {
			switch i := i.(type) {
			case *ssa.Select:
				return i.Blocking
			case *ssa.UnOp:
				return i.Op == token.ARROW
			}
			return false
		})
	})
}

// boundCallee returns the function of the package that a call is sure to run.
func (b *builder) boundCallee(call ssa.CallInstruction) *ssa.Function {
	c := call.Common()
	if callee := c.StaticCallee(); callee != nil {
		if fn := ref.Target(callee); b.view.Refs.Has(fn) {
			return fn
		}
		return nil
	}
	if c.IsInvoke() {
		return nil
	}
	if _, ok := ref.Strip(c.Value).(*ssa.Parameter); ok {
		return nil // a helper's: what its callers pass differs
	}
	if fns, all := b.view.Refs.FuncsOf(c.Value); all && len(fns) == 1 && fns[0].Parent() != nil {
		return fns[0]
	}
	return nil
}

// recursion claims a launch that makes more goroutines than it ends.
func (b *builder) recursion(l *Launch, arcs map[*ssa.Function][]arc) *Claim {
	if l.Inner != nil && len(l.Bodies) != 1 {
		return nil
	}
	if b.chosen(l.Instr) {
		return nil
	}
	again := b.callsAgain(l, arcs)
	if again == nil {
		again = b.launchesAgain(l, arcs)
	}
	if again == nil {
		return nil
	}
	name := outermost(l.Fn).Name()
	c := &Claim{Rule: "recursivego", Kind: Recursion, Pos: l.Pos(), Launch: l, Name: name, Shape: ManyTasks}
	if again.Pos() != l.Pos() {
		c.Where = append(c.Where, Place{again.Pos(), RecurseHere})
	}
	return c
}

// maxCycle bounds the declared functions on a recursion that counts. Longer
// cycles of static calls exist in every large package, and are event loops and
// reconnects, not walks over the input.
const maxCycle = 3

// callsAgain returns the call by which the launching function calls itself, in
// one step or more, while its goroutine may still run; nil if there is none.
func (b *builder) callsAgain(l *Launch, arcs map[*ssa.Function][]arc) ssa.Instruction {
	for _, a := range arcs[l.Fn] {
		if a.launch != nil || !bothRun(l.Instr, a.instr) {
			continue
		}
		if cycle := cycleBack(a, l.Fn, arcs, false); cycle == nil || b.limitedOn(cycle) || !follows(cycle) {
			continue
		}
		if b.joinedHere(l) && !b.pathWithoutJoin(l, a.instr) {
			continue
		}
		return a.instr
	}
	return nil
}

// launchesAgain returns the call or launch by which the goroutine comes back to
// this launch so that one round makes more than one such goroutine: on the
// cycle stands a loop over items, or two calls or launches that both go on. It
// returns nil if there is none.
func (b *builder) launchesAgain(l *Launch, arcs map[*ssa.Function][]arc) ssa.Instruction {
	var cycle []arc
	for _, a := range arcs[l.Fn] {
		if a.launch == l && cycle == nil {
			cycle = cycleBack(a, l.Fn, arcs, true)
		}
	}
	if cycle == nil || b.limitedOn(cycle) || !follows(cycle) {
		return nil
	}
	if b.joinedHere(l) && !b.pathWithoutJoin(l, l.Instr) && b.loops(l.Fn).Around(l.Instr.Block()) != nil {
		return nil // one at a time
	}
	for _, on := range cycle {
		f := on.instr.Parent()
		if b.multiplies(f, on) {
			return on.instr
		}
		for _, twin := range arcs[f] {
			if twin.instr != on.instr && outermost(twin.to) == outermost(on.to) && bothRun(twin.instr, on.instr) && cycleBack(twin, f, arcs, true) != nil {
				return twin.instr
			}
		}
	}
	return nil
}

// limitedOn reports whether the recursion goes on only behind a test that may
// limit the goroutines: a node of a graph is taken up when the last one that it
// waits for is done.
func (b *builder) limitedOn(cycle []arc) bool {
	return slices.ContainsFunc(cycle, func(a arc) bool { return b.chosen(a.instr) })
}

// cycleBack returns the arcs of the shortest way that begins with first and
// leads back to fn, by calls and, if launches is set, by launches; nil if there
// is none or it is too long.
func cycleBack(first arc, fn *ssa.Function, arcs map[*ssa.Function][]arc, launches bool) []arc {
	from := map[*ssa.Function]arc{first.to: first}
	todo := []*ssa.Function{first.to}
	for len(todo) > 0 {
		f := todo[0]
		todo = todo[1:]
		if f == fn {
			break
		}
		for _, a := range arcs[f] {
			if _, seen := from[a.to]; !seen && (a.launch == nil || launches) {
				from[a.to] = a
				todo = append(todo, a.to)
			}
		}
	}
	var cycle []arc
	declared := make(map[*ssa.Function]bool)
	for f := fn; ; {
		a, ok := from[f]
		if !ok {
			return nil
		}
		cycle = append(cycle, a)
		declared[outermost(a.to)] = true
		if a == first {
			break
		}
		f = a.instr.Parent()
	}
	if len(declared) > maxCycle {
		return nil
	}
	return cycle
}

// multiplies reports whether an arc is taken once for each of several items. A
// call in a loop that counts to a constant, or waits for something, may be a
// retry, which stops at the first success.
func (b *builder) multiplies(f *ssa.Function, a arc) bool {
	loop := b.loops(f).Around(a.instr.Block())
	if loop == nil {
		return false
	}
	kind := b.loopKind(loop)
	return kind == itemLoop || kind == boundedLoop && a.launch != nil
}

// bothRun reports whether one path runs both instructions.
func bothRun(x, y ssa.Instruction) bool {
	bx, by := x.Block(), y.Block()
	return bx == by || reaches(bx, by, nil) || reaches(by, bx, nil)
}

// joinedHere reports whether the launching function itself waits for the launch.
func (b *builder) joinedHere(l *Launch) bool { return len(b.joinsIn(l)) > 0 }

func (b *builder) joinsIn(l *Launch) (out []token.Pos) {
	if l.Joined {
		return []token.Pos{l.Pos()}
	}
	for _, e := range l.Joins {
		own := slices.ContainsFunc(l.Bodies, func(b summary.Body) bool { return b.Fn != l.Fn && within(e.Waits, b.Fn) })
		if e.Waits.IsValid() && within(e.Waits, l.Fn) && !own {
			out = append(out, e.Waits)
		}
	}
	return out
}

func within(pos token.Pos, fn *ssa.Function) bool {
	syntax := fn.Syntax()
	return syntax != nil && syntax.Pos() <= pos && pos < syntax.End()
}

// pathWithoutJoin reports whether control gets from the launch to the
// instruction without waiting for the goroutine.
func (b *builder) pathWithoutJoin(l *Launch, to ssa.Instruction) bool {
	if l.Joined {
		return false
	}
	joins := make(map[token.Pos]bool)
	for _, p := range b.joinsIn(l) {
		joins[p] = true
	}
	return flow.Leads(l.Instr, func(i ssa.Instruction) bool { return i == to }, func(i ssa.Instruction) bool {
		_, deferred := i.(*ssa.Defer)
		return !deferred && waitsAt(i, joins)
	})
}

// waitsAt reports whether an instruction, or a case of a select, is at one of
// the positions.
func waitsAt(instr ssa.Instruction, joins map[token.Pos]bool) bool {
	if sel, ok := instr.(*ssa.Select); ok {
		return slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return joins[st.Pos] })
	}
	return instr.Pos().IsValid() && joins[instr.Pos()]
}

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
	if l.Known != nil && l.Known.Limit == "self" || l.Helper == "TryGo" {
		return true
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

// chosen reports whether the launch stands behind a test that may limit the
// goroutines: a depth, a threshold, a counter, a flag. Tests that only follow
// the input's structure do not: is there a child, is it a directory, was there
// an error, was it seen before.
func (b *builder) chosen(launch ssa.Instruction) bool {
	for branch := range tests(launch) {
		d := branch.Block()
		if loop := b.loops(d.Parent()).Around(d); loop != nil && !slices.Contains(loop, d.Succs[1]) && !b.loopKind(loop).waits() && headOf(loop, branch) {
			continue
		}
		if !b.structural(branch.Cond, 0) {
			return true
		}
	}
	return false
}

// headOf reports whether a branch is what ends the loop.
func headOf(loop []*ssa.BasicBlock, branch *ssa.If) bool {
	switch c := branch.Cond.(type) {
	case *ssa.Extract:
		_, next := c.Tuple.(*ssa.Next)
		return next
	case *ssa.BinOp:
		return flow.Counts(c, loop) || walksList(c, loop)
	}
	return false
}

// structural reports whether a test follows the structure of the input. A flag
// that a loop carries along does not.
func (b *builder) structural(cond ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return b.structural(c.X, depth+1)
		}
		return ofItem(c) // a flag of the item, not of the walk
	case *ssa.Extract: // of a lookup, type assertion, receive or another package's call
		if call, ok := c.Tuple.(*ssa.Call); ok {
			return !b.own(call)
		}
		return true
	case *ssa.Call:
		return !b.own(c) || b.pure(c)
	case *ssa.Phi: // && and ||
		for _, e := range c.Edges {
			if _, ok := e.(*ssa.Const); !ok && !b.structural(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.BinOp:
		return b.structuralCompare(c)
	}
	return false
}

// own reports whether a call is of a function of this package, or not known.
func (b *builder) own(call *ssa.Call) bool {
	obj := b.view.Callee(call.Common())
	return obj == nil || obj.Pkg() == b.view.Pkg.Pkg
}

func (b *builder) structuralCompare(c *ssa.BinOp) bool {
	if end, ok := c.Y.(*ssa.Const); ok {
		if end.IsNil() {
			return c.Op == token.NEQ || !loadsField(c.X)
		}
		if n, ok := constInt(end); ok {
			if n <= smallest && sizeOf(c.X) {
				return true
			}
			return loadsField(c.X) && (c.Op == token.EQL || c.Op == token.NEQ || n == 0 && !b.counted(c.X.(*ssa.UnOp)))
		}
	}
	if x, ok := c.X.(*ssa.Extract); ok {
		if _, sel := x.Tuple.(*ssa.Select); sel {
			return true
		}
	}
	t, basic := types.Unalias(c.X.Type()).Underlying().(*types.Basic)
	if basic {
		return t.Info()&types.IsString != 0
	}
	return c.Op == token.NEQ || c.Op == token.EQL
}

// ofItem reports whether v is a field of something other than a parameter: of
// the item at hand, not of the walker.
func ofItem(v *ssa.UnOp) bool {
	at, ok := v.X.(*ssa.FieldAddr)
	if !ok || v.Op != token.MUL {
		return false
	}
	_, param := ref.Strip(at.X).(*ssa.Parameter)
	return !param
}

// pure reports whether a call of this package's function changes nothing: it
// asks about the item.
func (b *builder) pure(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	if callee == nil {
		return false
	}
	fn := ref.Target(callee)
	if !b.view.Refs.Has(fn) {
		return false
	}
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Store:
			if _, local := i.Addr.(*ssa.Alloc); !local {
				return false
			}
		case *ssa.Send, *ssa.Select, *ssa.MapUpdate, *ssa.Go, *ssa.Defer:
			return false
		case *ssa.Call:
			if _, built := i.Call.Value.(*ssa.Builtin); !built {
				return false
			}
		}
	}
	return true
}

func loadsField(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

// counted reports whether the package computes the field that v loads: it is a
// depth or budget rather than a property of the item.
func (b *builder) counted(v *ssa.UnOp) bool {
	field := ref.Field(v.X.(*ssa.FieldAddr))
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			at, ok := st.Addr.(*ssa.FieldAddr)
			if !ok || ref.Field(at) != field {
				continue
			}
			if _, computed := st.Val.(*ssa.BinOp); computed {
				return true
			}
		}
	}
	return false
}

// smallest is the largest size that a recursion tests only to know when to end;
// larger ones are thresholds below which it goes on without goroutines.
const smallest = 4

// sizeOf reports whether v is the length of something, or the index that a
// select returned.
func sizeOf(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.Call:
		built, ok := x.Call.Value.(*ssa.Builtin)
		return ok && built.Name() == "len"
	case *ssa.Extract:
		_, ok := x.Tuple.(*ssa.Select)
		return ok
	}
	return false
}

func constInt(c *ssa.Const) (int64, bool) {
	if c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	return c.Int64(), true
}
