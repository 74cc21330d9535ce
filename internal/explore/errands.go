package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/fact"
)

// An errand is what a goroutine has still to do in a call of a function of another package, whose facts tell the
// ways in which it may go. States share errands.
type errand struct {
	acts    []act
	outcome fact.Outcome // of the call
	again   bool         // the first act, a send that is done often, is to be done now
	ok      value        // of the first act, a receive that is done until the close: whether it was none yet, or unset
}

// An act is one operation of an errand.
type act struct {
	kind opKind // opChan, opClose or opDone
	way  alt    // of opChan
	at   value  // of the others
	many bool   // see [fact.Act]
	each []act
}

// with returns what is left of an errand.
func (e *errand) with(acts []act) *errand { return &errand{acts: acts, outcome: e.outcome} }

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
			todo, ok := s.act(a.Touch, args, at.Common().Args)
			todo.many = a.Many
			about[a.Param] = true
			for _, each := range a.Each {
				after, also := s.act(each, args, at.Common().Args)
				todo.each, ok = append(todo.each, after), ok && also
				about[each.Param] = true
			}
			if !ok {
				return nil, nil
			}
			e.acts = append(e.acts, todo)
		}
		out = append(out, e)
	}
	return out, about
}

// act is what an operation on a parameter comes to.
func (s *state) act(of fact.Touch, args []value, exprs []ssa.Value) (act, bool) {
	if of.Param >= len(args) {
		return act{}, false
	}
	v, arg := s.resolve(args[of.Param]), exprs[of.Param]
	a := act{at: v}
	switch of.Effect {
	case fact.Sends, fact.Receives:
		t, ok := coretype.Of(arg.Type()).(*types.Chan)
		if !ok || v.k != channel && v.k != null {
			return a, false
		}
		a.kind = opChan
		a.way = alt{send: of.Effect == fact.Sends, ch: v, elem: t.Elem(), from: arg}
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
func (p *Program) isTold(fn *ssa.Function) bool {
	f := p.factOf(fn)
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
		x.goAbout(at, i, o, e)
	}
	return more
}

// goAbout has goroutine i go about an errand, or end the call o that it stands at if there is nothing to do.
func (x *explorer) goAbout(s *state, i int, o op, e *errand) {
	s.goroutine(i).errand = e
	if len(e.acts) == 0 {
		x.finish(s, i, o, value{})
	}
}

// errandStep does what is next in an errand of goroutine i, unless it is visible: then stop is set.
func (x *explorer) errandStep(s *state, i int) (more []*state, stop bool) {
	e := s.gs[i].errand
	o := x.pending(s, i)
	first := e.acts[0]
	over := e.with(e.acts[1:])
	switch {
	case e.ok.k != unset:
		return x.decide(s, s.resolve(e.ok), turning{}, func(s *state, is bool) {
			next := over
			if is {
				next = e.with(slices.Concat(first.each, e.acts))
			}
			x.goAbout(s, i, o, next)
		}), false
	case first.many && first.way.send && x.readiness(s, first.way) == may:
		x.goAbout(s, i, o, over) // nobody has to wait
		return nil, false
	case first.many && first.way.send && !e.again:
		other := s.clone()
		x.goAbout(other, i, o, over)
		s.goroutine(i).errand = &errand{acts: e.acts, outcome: e.outcome, again: true}
		return []*state{other}, false
	case first.kind == opChan:
		return x.visible(s, i)
	case first.kind == opDone:
		return x.perform(s, i, o), false
	}
	return nil, true
}

// received notes with an errand of goroutine i whether what it received came of a send.
func (s *state) received(i int, ok value) {
	if e := s.gs[i].errand; e.acts[0].many && !e.acts[0].way.send {
		s.goroutine(i).errand = &errand{acts: e.acts, outcome: e.outcome, ok: ok}
	}
}

// errandOp is the operation that is next in an errand of goroutine i.
func (x *explorer) errandOp(s *state, i int) op {
	g := s.gs[i]
	next := g.errand.acts[0]
	o := op{kind: next.kind, at: next.at}
	if next.kind == opChan {
		o.alts = []alt{next.way}
	}
	o.call, o.instr, o.deferred, _ = x.callAt(s, i)
	return o
}

// proceed takes off what was done of an errand, and reports whether there is more to do. If not, it returns what the call does.
func (x *explorer) proceed(s *state, i int, o op) (result value, more bool) {
	g := s.goroutine(i)
	e := g.errand
	switch {
	case e.ok.k != unset: // to be looked at
		return value{}, true
	case len(e.acts) > 0 && e.acts[0].many:
		g.errand = e.with(e.acts)
		return value{}, true
	case len(e.acts) > 1:
		g.errand = e.with(e.acts[1:])
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
