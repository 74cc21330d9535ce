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
func (b *builder) recursions(launches []*Launch) []*Claim {
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
	return b.claimsFor(unbounded, func(l *Launch) *Claim { return b.recursion(l, arcs) })
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
	return kind == itemLoop && !b.staysAround(loop, a) || kind == boundedLoop && a.launch != nil
}

// staysAround reports whether a loop is over a field of a receiver that goes on, and no part
// of it does that could be another such receiver: each level would find the same items again, so
// that they are a register of what is to be done, and no input that the recursion goes down.
func (b *builder) staysAround(loop []*ssa.BasicBlock, a arc) bool {
	recv, call := receiver(a.instr.Parent()), callOf(a)
	if recv == nil || call == nil || len(call.Args) == 0 || !staysWith(a, recv) {
		return false
	}
	over, _ := b.items(loop)
	load, ok := over.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || fieldAt(load.X, recv) == nil {
		return false
	}
	return !slices.ContainsFunc(call.Args[1:], func(arg ssa.Value) bool {
		return types.IsInterface(arg.Type()) || types.Identical(pointee(arg.Type()), pointee(recv.Type()))
	})
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
