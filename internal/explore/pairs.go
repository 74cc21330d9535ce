package explore

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// A Pair is two functions of one receiver that are explored together, for what
// neither of them shows alone.
type Pair struct {
	// First is a method, or makes the receiver. Then is called when it has returned,
	// or at once by another goroutine if they are Beside each other.
	First, Then *ssa.Function
	Beside      bool
}

// Pairs lists the pairs of functions that may block each other, going by the fields of
// their receiver that the locks lie in:
//
//   - Then waits for a group while it holds a lock, and First launches what takes it;
//   - each takes a lock while it holds the one that the other takes so.
func (p *Program) Pairs() (out []Pair) {
	takes := p.locksTaken()
	if len(takes) == 0 {
		return nil
	}
	waits, joins := p.groupsReached(opWait), p.groupsReached(opAdd, opGo, opTryGo)
	type order struct{ held, next any }
	var all []*ssa.Function         // that have orders
	having := make(map[order][]int) // which of them have one
	for _, fn := range p.Funcs {
		self := receiverOf(fn)
		if self == nil || !p.lockers[fn] {
			continue
		}
		locks, groups := ownFields(self, takes[fn]), ownFields(self, waits[fn])
		awaited, orders := make(map[order]bool), make(map[order]bool)
		p.whileHeld(fn, func(held map[any]bool, c *ssa.CallCommon) bool {
			if !slices.ContainsFunc(locks, func(l any) bool { return held[l] }) {
				return false
			}
			callees := p.callees(c)
			reaches := func(in map[*ssa.Function]map[any]bool, key any) bool {
				return slices.ContainsFunc(callees, func(f *ssa.Function) bool { return in[f][key] })
			}
			note := func(in map[order]bool, next any) {
				for _, h := range locks {
					if held[h] && h != next {
						in[order{h, next}] = true
					}
				}
			}
			kind, lock := p.lockOp(c)
			for _, n := range locks {
				if (kind == opLock || kind == opRLock) && lock == n || reaches(takes, n) {
					note(orders, n)
				}
			}
			group := p.groupOf(c, opWait)
			for _, g := range groups {
				if g == group || reaches(waits, g) {
					note(awaited, g)
				}
			}
			return false
		})
		for _, f := range p.Funcs {
			if len(awaited) == 0 || len(joins[f]) == 0 || f.Synthetic != "" || f.Parent() != nil || !sameReceiver(f, fn) && !makesFirst(f, self) {
				continue
			}
			for o := range awaited {
				if joins[f][o.next] && p.launchesTaker(f, o.held, takes) {
					out = append(out, Pair{First: f, Then: fn})
					break
				}
			}
		}
		var others []int
		for o := range orders {
			others = append(others, having[order{o.next, o.held}]...)
		}
		slices.Sort(others)
		for _, i := range slices.Compact(others) {
			if other := all[i]; sameReceiver(fn, other) {
				out = append(out, Pair{First: other, Then: fn, Beside: true})
			}
		}
		for o := range orders {
			having[o] = append(having[o], len(all))
		}
		all = append(all, fn)
	}
	return out
}

// groupsReached lists for each function the groups on which it makes calls of some kinds, by itself or
// in what it calls.
func (p *Program) groupsReached(kinds ...opKind) map[*ssa.Function]map[any]bool {
	return p.reaches(func(_ *ssa.Function, c *ssa.CallCommon) any { return p.groupOf(c, kinds...) })
}

// groupOf returns the group on which a call of one of some kinds is made, or nil.
func (p *Program) groupOf(c *ssa.CallCommon, kinds ...opKind) any {
	if fn := c.StaticCallee(); fn != nil && len(c.Args) > 0 && slices.Contains(kinds, p.opKind(fn)) {
		return loadedFrom(c.Args[0])
	}
	return nil
}

// loadedFrom is cellOf for what may be kept as a pointer.
func loadedFrom(v ssa.Value) any {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	return cellOf(v)
}

// ownFields returns those of some variables that are fields of what a type points to.
func ownFields(self types.Type, vars map[any]bool) (out []any) {
	elem := self.Underlying().(*types.Pointer).Elem()
	if named, ok := types.Unalias(elem).(*types.Named); ok {
		elem = named.Origin()
	}
	s, ok := elem.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if vars[f] {
			out = append(out, f)
		}
	}
	return out
}

// launchesTaker reports whether a function launches something that takes a lock.
func (p *Program) launchesTaker(fn *ssa.Function, lock any, takes map[*ssa.Function]map[any]bool) bool {
	for instr := range flow.Instrs(fn) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok || !p.launches(instr) {
			continue
		}
		for _, body := range p.callees(c.Common()) {
			if takes[body][lock] {
				return true
			}
		}
	}
	return false
}

// receiverOf returns the type of a method's receiver, if that is a pointer.
func receiverOf(fn *ssa.Function) types.Type {
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return nil
	}
	if _, ok := fn.Params[0].Type().Underlying().(*types.Pointer); !ok {
		return nil
	}
	return fn.Params[0].Type()
}

func sameReceiver(a, b *ssa.Function) bool {
	t, u := receiverOf(a), receiverOf(b)
	return t != nil && u != nil && sameOrigin(t, u)
}

// sameOrigin reports whether two types point to the same type, whatever its type arguments.
func sameOrigin(t, u types.Type) bool {
	origin := func(t types.Type) types.Type {
		ptr, ok := t.Underlying().(*types.Pointer)
		if !ok {
			return t
		}
		if named, ok := types.Unalias(ptr.Elem()).(*types.Named); ok {
			return named.Origin()
		}
		return ptr.Elem()
	}
	return types.Identical(origin(t), origin(u))
}

// makesFirst reports whether the first result of a function that is no method is of a type.
func makesFirst(fn *ssa.Function, t types.Type) bool {
	results := fn.Signature.Results()
	return fn.Signature.Recv() == nil && results.Len() > 0 && sameOrigin(results.At(0).Type(), t)
}

// ExplorePair looks for goroutines that get stuck when the functions of a pair are called.
func (p *Program) ExplorePair(pair Pair) *Result {
	r := new(Result)
	for _, fn := range []*ssa.Function{pair.First, pair.Then} {
		if len(fn.Blocks) == 0 || len(fn.Blocks) > maxBlocks {
			return r
		}
	}
	x := p.explorer(pair.First, 2)
	x.pair = &pair
	r.States = x.search(r)
	r.Leaks = slices.DeleteFunc(r.Leaks, func(l *Leak) bool { return l.Waiter() == nil })
	return r
}

// Waiter returns the one of the stuck goroutines that holds a lock and waits for another which
// needs that lock: to let that one have it would set all free. Else, somebody who is not seen may
// do so, and it returns nil.
func (l *Leak) Waiter() (wait *Stuck) {
	var lock *Stuck
	for i := range l.Stuck {
		switch m := &l.Stuck[i]; m.Op {
		case Lock, RLock:
			if m.Left == 0 && !m.Held && lock == nil {
				lock = m
			} else {
				wait = m
			}
		case Wait:
			wait = m
		}
	}
	if lock == nil {
		return nil
	}
	return wait
}

// start is the state in which the root, or the pair, is called.
func (x *explorer) start() (s *state, who []int) {
	s = &state{own: new(version), all: &symbols{p: x.p}}
	caller := &goroutine{owner: s.own, launcher: -1}
	s.gs = []*goroutine{caller}
	if x.pair == nil {
		caller.frames = []*frame{x.newFrame(s, x.root, value{}, nil)}
		return s, []int{0}
	}
	var self []value
	if receiverOf(x.root) != nil {
		recv := s.fresh(x.root.Params[0].Type(), false, x.root.Params[0].Name())
		s.sym(recv).given = true
		self = []value{recv}
	}
	first, then := x.newFrame(s, x.root, value{}, self), x.newFrame(s, x.pair.Then, value{}, self)
	if x.pair.Beside {
		caller.frames = []*frame{first}
		s.gs = append(s.gs, &goroutine{owner: s.own, launcher: -1, frames: []*frame{then}})
		return s, []int{0, 1}
	}
	first.after.kind = makesReceiver
	first.quiet = true
	caller.frames = []*frame{then, first}
	return s, []int{0}
}

// receive gives what the first of a pair made to the second, as its receiver: others have it too
// from then on.
func (x *explorer) receive(s *state, i int, result value) {
	if result.k == record {
		result = result.x.vs[0]
	}
	s.escape(result)
	f := s.top(i)
	f.regs[0] = s.resolve(result)
}

// locksCount reports whether what is assumed from a lock on counts. In the first of two that are
// called in turn it does from the launch on.
func (x *explorer) locksCount() bool { return x.pair == nil || x.pair.Beside }

// passesBy reports whether a call that the caller of a pair makes is left out: nothing is
// launched or waited for in it, and it leaves no lock otherwise than it found it.
func (x *explorer) passesBy(i int, callee *ssa.Function) bool {
	if x.pair == nil || x.pair.Beside || i != 0 || callee.Parent() != nil {
		return false
	}
	if x.p.involved == nil {
		lone := x.p.unbalanced()
		x.p.involved = x.p.closure(func(instr ssa.Instruction) bool {
			c, ok := instr.(*ssa.Call)
			return x.p.launches(instr) || ok && x.p.groupOf(&c.Call, opWait) != nil || lone[instr.Parent()]
		})
	}
	return !x.p.involved[origin(callee)]
}

// unbalanced returns the functions that lock what they do not unlock, or unlock what they
// have not locked.
func (p *Program) unbalanced() map[*ssa.Function]bool {
	out := make(map[*ssa.Function]bool)
	for _, fn := range p.Funcs {
		locks, unlocks := p.locksOf(fn)
		out[fn] = !maps.Equal(locks, unlocks)
	}
	return out
}
