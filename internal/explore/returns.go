package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// mayPanic returns the state in which what goroutine i calls panics, if it will
// recover: else that is the end of all.
func (x *explorer) mayPanic(s *state, i int, c call) []*state {
	if may, known := x.mayRecover(s, i); !may || !known || s.gs[i].unwinding {
		return nil
	}
	other := s.clone()
	other.assume(false)
	if c.at != nil {
		other.note(Step{Kind: Panics, Pos: posIn(c.at), Goroutine: i})
	}
	g := other.goroutine(i)
	g.unwinding, g.panics = true, true
	return []*state{other}
}

// ret returns from the innermost frame of goroutine i.
func (x *explorer) ret(s *state, i int, instr *ssa.Return) []*state {
	f := s.top(i)
	var vals []value
	for _, r := range instr.Results {
		vals = append(vals, s.resolve(x.eval(s, f, r)))
	}
	var result value
	switch len(vals) {
	case 0:
	case 1:
		result = vals[0]
	default:
		result = rec(vals...)
	}
	if len(s.gs[i].frames) == 1 {
		s.note(Step{Kind: Ends, Pos: posIn(instr), Goroutine: i})
	}
	return x.pop(s, i, result)
}

// pop leaves a frame.
func (x *explorer) pop(s *state, i int, result value) []*state {
	g := s.goroutine(i)
	f := g.frames[len(g.frames)-1]
	g.frames = g.frames[: len(g.frames)-1 : len(g.frames)-1]
	if f.after.kind == makesReceiver && s.top(i).regs[0].k == unset {
		x.receive(s, i, result)
	}
	x.runHook(s, f.after, result)
	if f.instead.k != unset {
		result = f.instead
	}
	if len(g.frames) == 0 {
		return x.ended(s, i, result)
	}
	if f.quiet {
		return nil
	}
	caller := s.top(i)
	if f.resume {
		s.goroutine(i).unwinding = true
		return nil
	}
	if call, ok := caller.block.Instrs[caller.pc].(*ssa.Call); ok {
		if call.Common().Signature().Results().Len() == 0 {
			caller.pc++
		} else {
			set(caller, call, result)
		}
	}
	return nil // a deferred call: RunDefers goes on
}

func (x *explorer) runHook(s *state, h hook, result value) {
	if h.kind != onceDone && h.kind != onceKept {
		return
	}
	o := s.object(h.at.n)
	o.cells.vals[h.at.m].n = 2
	if h.kind == onceKept {
		if o.open {
			s.escape(result)
			o = s.object(h.at.n)
		}
		o.cells.vals[1] = result
	}
}

// ended is called when a goroutine has nothing more to do.
func (x *explorer) ended(s *state, i int, result value) []*state {
	g := s.goroutine(i)
	g.done = true
	g.unwinding = false
	if i == 0 {
		x.returned(s)
		s.escape(result)
		if x.root.Name() == "main" && x.root.Signature.Recv() == nil && x.root.Parent() == nil && x.p.Pkg.Pkg.Name() == "main" {
			s.end = exited
		}
		return nil
	}
	s.escape(result)
	if g.after.kind != leaves {
		return nil
	}
	at := g.after.at
	o := s.object(at.n)
	cell := &o.cells.vals[at.m]
	cell.n--
	parts := cell.parts()
	if len(parts) == 0 || result.k == unset {
		return nil
	}
	group := parts[0]
	if result.k == record {
		result = result.x.vs[len(result.x.vs)-1]
	}
	failed := s.resolve(value{k: expr, x: &extra{op: token.NOT, vs: []value{s.combine(token.EQL, s.resolve(result), value{k: null})}}})
	return x.decide(s, failed, turning{}, func(s *state, is bool) {
		if is {
			s.object(group.n).cancelled = true
		}
	})
}

// unwind runs the deferred calls of a goroutine that ends.
func (x *explorer) unwind(s *state, i int) ([]*state, bool) {
	g := s.goroutine(i)
	if len(g.frames) == 0 {
		if g.panics {
			s.end = crashed
			return nil, false
		}
		return x.ended(s, i, value{}), true
	}
	f := s.top(i)
	if len(f.defers) == 0 && g.recovered {
		g.unwinding, g.recovered = false, false
		if back := f.code.fn.Recover; back != nil {
			f.block, f.pc = back, 0
			return nil, false
		}
		return x.pop(s, i, x.zeroResults(f.code.fn)), false
	}
	if len(f.defers) == 0 {
		g.frames = g.frames[: len(g.frames)-1 : len(g.frames)-1]
		x.runHook(s, f.after, value{}) // a Once counts as done
		return nil, false
	}
	return x.invoke(s, i, f.defers[len(f.defers)-1], nil, true)
}

// panics ends the path, unless a deferred func recovers.
func (x *explorer) panics(s *state, i int) []*state {
	s.end = crashed
	if may, known := x.mayRecover(s, i); may && known {
		s.end = goesOn
		g := s.goroutine(i)
		g.unwinding, g.panics = true, true
	} else if may {
		s.end = cut
	}
	return nil
}

// mayRecover reports whether a deferred func of goroutine i may recover from a panic,
// and whether all of them are known.
func (x *explorer) mayRecover(s *state, i int) (may, known bool) {
	if s.gs[i].guarded {
		return true, false
	}
	known = true
	for _, f := range s.gs[i].frames {
		for _, d := range f.defers {
			if d.builtin != "" {
				continue
			}
			switch fn := s.resolve(d.fn); {
			case fn.k == function && x.p.inside(fn.x.fn):
				may = may || flow.Recovers(fn.x.fn)
			case fn.k != function && fn.k != cancel && fn.k != onced && d.method == nil:
				may, known = true, false
			}
		}
	}
	return may, known
}

// zeroResults is what a function returns that recovered and has no named results.
func (x *explorer) zeroResults(fn *ssa.Function) value {
	t := fn.Signature.Results()
	parts := make([]value, t.Len())
	for k := range parts {
		parts[k] = x.p.zero(t.At(k).Type())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return rec(parts...)
}
