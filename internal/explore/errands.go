package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/fact"
)

// An errand is what a goroutine has still to do in a call of a function of another package, whose facts tell the
// ways in which it may go. States share errands.
type errand struct {
	acts    []act
	outcome fact.Outcome // of the call
}

// An act is one operation of an errand.
type act struct {
	kind opKind // opChan, opClose or opDone
	way  alt    // of opChan
	at   value  // of the others
}

// errands returns those of a call, one for each way, and the arguments they are about; none if it is not known
// what it does, or to what, or if it is given a func that matters itself.
func (x *explorer) errands(s *state, f *fact.Func, c call, args []value) (out []*errand, about map[int]bool) {
	at, ok := c.at.(ssa.CallInstruction)
	if f == nil || len(f.Ways) == 0 || !ok || len(at.Common().Args) != len(args) {
		return nil, nil
	}
	for _, a := range args {
		if a = s.resolve(a); a.k == function && !(x.p.inside(a.x.fn) && x.p.plainFunc(a.x.fn)) {
			return nil, nil // it may be called, and do more
		}
	}
	about = make(map[int]bool)
	for _, way := range f.Ways {
		e := &errand{outcome: way.Error}
		for _, a := range way.Acts {
			if a.Param >= len(args) {
				return nil, nil
			}
			about[a.Param] = true
			todo, ok := s.act(a.Effect, args[a.Param], at.Common().Args[a.Param])
			if !ok {
				return nil, nil
			}
			e.acts = append(e.acts, todo)
		}
		out = append(out, e)
	}
	return out, about
}

// act is what an effect on an argument comes to.
func (s *state) act(effect fact.Effect, v value, arg ssa.Value) (act, bool) {
	v = s.resolve(v)
	a := act{at: v}
	switch effect {
	case fact.Sends, fact.Receives:
		t, ok := coretype.Of(arg.Type()).(*types.Chan)
		if !ok || v.k != channel && v.k != null {
			return a, false
		}
		a.kind = opChan
		a.way = alt{send: effect == fact.Sends, ch: v, elem: t.Elem(), from: arg}
		if a.way.send {
			a.way.val = whenUsed(isError(t.Elem()))
		}
		return a, true
	case fact.Closes:
		a.kind = opClose
		return a, v.k == channel || v.k == null
	case fact.Done:
		a.kind = opDone
		return a, v.k == pointer && v.m < len(s.objs[v.n].cells.vals) && s.objs[v.n].cells.vals[v.m].k == primitive
	}
	return a, false
}

// isTold reports whether the facts of a function tell all ways in which a call of it may go.
func (x *explorer) isTold(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	f := x.p.external(fn, obj.Origin()).out.Func
	return f != nil && len(f.Ways) > 0
}

// begin has goroutine i, which stands at a call, go about one of some errands: which, is the environment's choice.
func (x *explorer) begin(s *state, i int, o op, errands []*errand) (more []*state) {
	for n, e := range errands {
		at := s
		if n < len(errands)-1 {
			at = s.clone()
			more = append(more, at)
		}
		at.goroutine(i).errand = e
		if len(e.acts) == 0 {
			x.finish(at, i, o, value{})
		}
	}
	return more
}

// errandStep does what is next in an errand of goroutine i, unless it is visible: then stop is set.
func (x *explorer) errandStep(s *state, i int) (more []*state, stop bool) {
	switch o := x.pending(s, i); o.kind {
	case opChan:
		return x.visible(s, i)
	case opDone:
		return x.perform(s, i, o), false
	}
	return nil, true
}

// errandOp is the operation that is next in an errand of goroutine i.
func (x *explorer) errandOp(s *state, i int) op {
	g := s.gs[i]
	next := g.errand.acts[0]
	o := op{kind: next.kind, at: next.at}
	if next.kind == opChan {
		o.alts = []alt{next.way}
	}
	switch {
	case g.only != nil:
		o.call = *g.only
		return o
	case g.unwinding:
		return s.deferredOp(i, o)
	}
	f := s.top(i)
	call, ok := f.block.Instrs[f.pc].(*ssa.Call)
	if !ok {
		return s.deferredOp(i, o)
	}
	o.call, o.instr = x.callOf(s, f, &call.Call, call), call
	return o
}

// deferredOp completes an operation of the call that was deferred last.
func (s *state) deferredOp(i int, o op) op {
	defers := s.top(i).defers
	o.call, o.deferred = defers[len(defers)-1], true
	return o
}

// proceed takes off what was done of an errand, and reports whether there is more to do. If not, it returns what the call does.
func (x *explorer) proceed(s *state, i int, o op) (result value, more bool) {
	g := s.goroutine(i)
	e := g.errand
	if len(e.acts) > 1 {
		g.errand = &errand{e.acts[1:], e.outcome}
		return value{}, true
	}
	g.errand = nil
	switch e.outcome {
	case fact.NilError:
		return value{k: null}, false
	case fact.SomeError:
		return s.failure(), false
	}
	return x.results(s, resultsOf(o.call), false), false
}
