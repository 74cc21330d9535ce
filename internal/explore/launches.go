package explore

import (
	"go/types"
	"math"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"
)

// launch starts a goroutine.
func (x *explorer) launch(s *state, i int, c call, at ssa.Instruction, after hook) []*state {
	if _, ok := at.(*ssa.Go); ok {
		s.top(i).pc++
	}
	fn, args := s.resolve(c.fn), c.args
	if fn.k == iface && c.method != nil {
		if callee := x.method(fn.x.typ, c.method); callee != nil {
			args = append([]value{fn.x.vs[0]}, args...)
			fn = closure(callee, nil)
		}
	}
	if len(s.gs) >= maxGs {
		s.end = cut
		return nil
	}
	s.started = true
	s.note(Step{Kind: Launches, Pos: at.Pos(), Goroutine: i})
	g := &goroutine{owner: s.own, launch: at, launcher: i, after: after}
	switch {
	case fn.k == function && x.p.inside(fn.x.fn) && len(fn.x.fn.Blocks) > maxBlocks:
		s.end = cut
		return nil
	case fn.k == function && x.p.inside(fn.x.fn):
		g.frames = []*frame{x.newFrame(s, fn.x.fn, fn, args)}
	case x.opOf(s, c, nil, false).kind != noOp:
		g.only = &c
	case after.kind == noHook && fn.k == function && x.p.isTold(fn.x.fn):
		g.only = &c
		s.gs = append(s.gs, g)
		s.settling = append(s.settling, len(s.gs)-1)
		return x.outsideCall(s, len(s.gs)-1, fn.x.fn, args, op{call: c})
	default:
		s.escape(fn)
		for _, a := range args {
			s.escape(a)
		}
		x.leave(s, after)
		return nil
	}
	s.gs = append(s.gs, g)
	if g.only == nil {
		s.settling = append(s.settling, len(s.gs)-1)
	}
	return nil
}

// afterFunc makes a timer and the goroutine that it starts at any time.
func (x *explorer) afterFunc(s *state, i int, args []value, o op) []*state {
	timer := s.alloc(x.p, resultsOf(o.call).At(0).Type().Underlying().(*types.Pointer).Elem(), o.call.at)
	n := len(s.gs)
	x.finish(s, i, o, timer)
	if madeStopped(o.call.at) {
		s.escape(args[1])
		return nil
	}
	x.launch(s, i, call{fn: args[1], at: o.call.at}, o.call.at, hook{})
	if len(s.gs) > n {
		g := s.goroutine(n)
		g.timer, g.delayed = timer.n+1, true
	}
	return nil
}

// madeStopped reports whether a timer is made to be started later: it would take long, and is stopped
// at once, or it would never fire.
func madeStopped(at ssa.Instruction) bool {
	call, ok := at.(*ssa.Call)
	if !ok {
		return false
	}
	d, ok := call.Call.Args[0].(*ssa.Const)
	if !ok || time.Duration(d.Int64()) < time.Millisecond {
		return false
	}
	rest := call.Block().Instrs[slices.Index(call.Block().Instrs, at)+1:]
	next := slices.IndexFunc(rest, func(i ssa.Instruction) bool { _, ok := i.(ssa.CallInstruction); return ok })
	return time.Duration(d.Int64()) == math.MaxInt64 || next >= 0 && calls(rest[next], "(*time.Timer).Stop")
}

// leave makes a goroutine that is not followed leave its group at once.
func (x *explorer) leave(s *state, after hook) {
	if after.kind == leaves {
		s.openObject(after.at.n)
		s.object(after.at.n).cells.vals[after.at.m].n-- // which matters to a pair
	}
}
