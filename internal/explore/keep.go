package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// A Kept is a lock that a call of the root takes and does not give back on one way,
// though it does on another, or on no way at all.
type Kept struct {
	Root    *ssa.Function
	At      token.Pos    // where it is locked
	Reads   bool         // by RLock
	Never   bool         // it is given back on no way
	Lock    types.Object // of one that is never given back: the field or variable
	Steps   []Step
	Assumed int
}

// keeping is what became of the locks that were taken at one place when the root returned.
type keeping struct {
	kept     *Kept
	released bool
}

// returned looks at the locks of outside when the root returns. A goroutine that still
// runs may be the one that is to unlock them.
func (x *explorer) returned(s *state) {
	if x.pair != nil {
		return
	}
	alone := !slices.ContainsFunc(s.gs[1:], func(g *goroutine) bool { return !g.done })
	for h := s.past; h != nil; h = h.rest {
		step := h.last
		if step.Kind != Locks || step.Goroutine != 0 {
			continue
		}
		o := s.objs[step.obj]
		if !o.given || step.cell >= len(o.cells.vals) {
			continue
		}
		k := x.keepings[step.Pos]
		if k == nil {
			k = new(keeping)
			x.keepings[step.Pos] = k
		}
		cell := o.cells.vals[step.cell]
		held, reads := cell.n == 1, cell.m > 0
		switch {
		case !held && !reads:
			k.released = true
		case alone && (k.kept == nil || s.assumed < k.kept.Assumed) && s.assumed < unclaimed:
			k.kept = &Kept{Root: x.root, At: step.Pos, Reads: !held, Steps: x.since(s, step), Assumed: s.assumed}
		}
	}
}

// since tells what happened from a step on.
func (x *explorer) since(s *state, from Step) (steps []Step) {
	for h := s.past; h != nil; h = h.rest {
		steps = append([]Step{h.last}, steps...)
		if h.last == from {
			break
		}
	}
	return steps
}

// Keepers returns the functions that may return with a lock which they release on
// another way, as far as one can see without looking at conditions.
func (p *Program) Keepers() map[*ssa.Function]bool {
	if p.keeps != nil {
		return p.keeps
	}
	out := make(map[*ssa.Function]bool)
	handsOver := p.releasers()
	for _, fn := range p.Funcs {
		if p.mayKeep(fn, handsOver) {
			out[fn] = true
		}
	}
	p.keeps = out
	return out
}

// releasers returns the locks that some function unlocks which it has not
// locked: they are handed over.
func (p *Program) releasers() map[any]bool {
	out := make(map[any]bool)
	for _, fn := range p.Funcs {
		locks, unlocks := p.locksOf(fn)
		for instr := range flow.Instrs(fn) {
			if m, ok := instr.(*ssa.MakeClosure); ok { // mu.Unlock as a value
				if kind, key := p.boundOp(m); kind == opUnlock || kind == opRUnlock {
					out[key] = true
				}
			}
		}
		for key := range unlocks {
			if !locks[key] {
				out[key] = true
			}
		}
	}
	return out
}

// locksOf returns what a function locks and what it unlocks, now or deferred.
func (p *Program) locksOf(fn *ssa.Function) (locks, unlocks map[any]bool) {
	locks, unlocks = make(map[any]bool), make(map[any]bool)
	for instr := range flow.Instrs(fn) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		switch kind, key := p.lockOp(c.Common()); kind {
		case opLock, opRLock:
			locks[key] = true
		case opUnlock, opRUnlock:
			unlocks[key] = true
		}
	}
	return locks, unlocks
}

// boundOp tells what a method value of a lock does.
func (p *Program) boundOp(m *ssa.MakeClosure) (opKind, any) {
	fn, ok := m.Fn.(*ssa.Function)
	if !ok || fn.Synthetic == "" || len(m.Bindings) != 1 {
		return noOp, nil
	}
	for instr := range flow.Instrs(fn) {
		if c, ok := instr.(*ssa.Call); ok {
			if callee := c.Call.StaticCallee(); callee != nil {
				return p.opKind(callee), cellOf(m.Bindings[0])
			}
		}
	}
	return noOp, nil
}

func (p *Program) mayKeep(fn *ssa.Function, handsOver map[any]bool) bool {
	locks, unlocks, deferred := make(map[any]bool), make(map[any]bool), make(map[any]bool)
	for instr := range flow.Instrs(fn) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		kind, key := p.lockOp(c.Common())
		_, later := instr.(*ssa.Defer)
		switch {
		case (kind == opLock || kind == opRLock) && !later:
			locks[key] = true
		case (kind == opUnlock || kind == opRUnlock) && later:
			deferred[key] = true
		case kind == opUnlock || kind == opRUnlock:
			unlocks[key] = true
		}
	}
	for key := range locks {
		if v, ok := key.(*types.Var); ok && v.Exported() {
			continue // other packages may unlock it
		}
		if unlocks[key] && !deferred[key] && !handsOver[key] && p.heldAtReturn(fn, key) {
			return true
		}
	}
	return false
}

// heldAtReturn reports whether a way leads from a Lock to a return past no Unlock.
func (p *Program) heldAtReturn(fn *ssa.Function, key any) bool {
	is := func(instr ssa.Instruction, a, b opKind) bool {
		c, ok := instr.(*ssa.Call)
		if !ok {
			return false
		}
		kind, k := p.lockOp(c.Common())
		return (kind == a || kind == b) && k == key
	}
	for instr := range flow.Instrs(fn) {
		if is(instr, opLock, opRLock) && flow.Leads(instr, flow.IsReturn, func(i ssa.Instruction) bool { return is(i, opUnlock, opRUnlock) }) {
			return true
		}
	}
	return false
}
