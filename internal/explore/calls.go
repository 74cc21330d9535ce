package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/ref"
)

// callOf evaluates a call.
func (x *explorer) callOf(s *state, f *frame, c *ssa.CallCommon, at ssa.Instruction) call {
	out := call{at: at}
	for _, a := range c.Args {
		out.args = append(out.args, s.resolve(x.eval(s, f, a)))
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		out.builtin = b.Name()
		return out
	}
	out.fn = s.resolve(x.eval(s, f, c.Value))
	if c.IsInvoke() {
		out.method = c.Method
		if out.fn.k == symbol && ref.IsContext(c.Value.Type()) {
			out.fn = s.contextFromOutside(out.fn)
		}
	}
	return out
}

// method finds the method of a concrete type.
func (x *explorer) method(t types.Type, m *types.Func) *ssa.Function {
	return x.p.Pkg.Prog.LookupMethod(t, m.Pkg(), m.Name())
}

func receiver(fn *ssa.Function) types.Type {
	if obj, ok := fn.Object().(*types.Func); ok {
		if recv := obj.Signature().Recv(); recv != nil {
			return recv.Type()
		}
		if ps := obj.Signature().Params(); ps.Len() > 0 {
			return ps.At(0).Type()
		}
	}
	return types.Typ[types.Invalid]
}

// invoke makes a call, unless it is visible.
func (x *explorer) invoke(s *state, i int, c call, instr *ssa.Call, deferred bool) (more []*state, stop bool) {
	o := x.opOf(s, c, instr, deferred)
	switch o.kind {
	case noOp:
	case opUnlock, opRUnlock, opAdd, opDone, opGo, opTryGo, opLimit:
		return x.perform(s, i, o), false
	default:
		return nil, true
	}
	if s.end != goesOn {
		return nil, false
	}
	if c.builtin != "" {
		return x.builtin(s, i, c, instr, deferred), false
	}
	if ci, ok := c.at.(ssa.CallInstruction); ok && x.p.exits(ci.Common()) {
		s.end = exited
		return nil, false
	}
	fn := s.resolve(c.fn)
	args := c.args
	switch {
	case fn.k == null:
		s.end = crashed
		return nil, false
	case fn.k == ctx && c.method != nil:
		return x.ctxMethod(s, i, o, fn), false
	case fn.k == iface && c.method != nil:
		callee := x.method(fn.x.typ, c.method)
		if callee == nil {
			break
		}
		args = append([]value{fn.x.vs[0]}, args...)
		fn = closure(callee, nil)
	}
	if fn.k == function {
		if x.p.inside(fn.x.fn) {
			return x.enterCall(s, i, fn, args, o), false
		}
		return x.outsideCall(s, i, fn.x.fn, args, o), false
	}
	s.escape(fn)
	params := args
	if c.method != nil {
		params = append([]value{fn}, args...)
	}
	said, name := x.saidOf(c)
	l := x.launchedBy(s, said, name, params)
	for j, a := range args {
		if l != nil && j+len(params)-len(args) == l.Index {
			continue
		}
		s.escape(a)
		x.clobber(s, a, 1)
	}
	result := x.results(s, resultsOf(c), true)
	if result.k == later && c.method != nil {
		result = x.calledAgain(s, rec(append([]value{fn, {k: text, x: &extra{s: c.method.Name()}}}, args...)...), c.at, true)
	}
	if l != nil {
		return x.launchFor(s, i, o, l, result), false
	}
	if c.method == nil {
		more = x.mayPanic(s, i, c)
	}
	x.finish(s, i, o, result)
	return more, false
}

// resultsOf returns the result types of a call.
func resultsOf(c call) *types.Tuple {
	if ci, ok := c.at.(ssa.CallInstruction); ok {
		return ci.Common().Signature().Results()
	}
	return nil
}

// results makes a symbol for each result. Whether a call to the outside fails
// is the environment's choice; what it returns besides is free if it is a
// callback's.
func (x *explorer) results(s *state, t *types.Tuple, free bool) value {
	switch {
	case t == nil || t.Len() == 0:
		return value{}
	case t.Len() == 1:
		return whenUsed(free || isError(t.At(0).Type()))
	}
	parts := make([]value, t.Len())
	for i := range parts {
		parts[i] = whenUsed(free || isError(t.At(i).Type()))
	}
	return rec(parts...)
}

// passedOver makes the results of a function that is not followed.
func (x *explorer) passedOver(s *state, fn *ssa.Function) value {
	if x.p.Env.Fails(fn) {
		return s.failure()
	}
	return x.results(s, fn.Signature.Results(), false)
}

// whenUsed is a symbol that is made when it is needed: most results are not.
func whenUsed(free bool) value { return value{k: later, n: boolean(free).n} }

// finish ends the call that goroutine i stands at.
func (x *explorer) finish(s *state, i int, o op, result value) {
	if s.gs[i].errand != nil {
		var more bool
		if result, more = x.proceed(s, i, o); more {
			return
		}
	}
	g := s.goroutine(i)
	if g.only != nil {
		g.only = nil
		g.done = true
		return
	}
	f := s.top(i)
	if o.deferred {
		f.defers = f.defers[:len(f.defers)-1]
		return
	}
	if o.instr.Call.Signature().Results().Len() == 0 {
		f.pc++
		return
	}
	if result.k == unset {
		result = whenUsed(false)
	}
	set(f, o.instr, result)
}

// enterCall runs a function of the package, or passes over it if nothing it does
// matters.
func (x *explorer) enterCall(s *state, i int, fn value, args []value, o op) []*state {
	callee := fn.x.fn
	if x.p.plainFunc(callee) && x.plainResults(callee) {
		x.finish(s, i, o, x.plainResult(s, callee, args, o))
		return nil
	}
	if x.shallow && callee.Parent() == nil && !s.handsClosed(append(args, fn), nil) {
		x.finish(s, i, o, x.passedOver(s, callee))
		return nil
	}
	if x.passesBy(i, callee) {
		for _, a := range args {
			s.escape(a)
			if a = s.resolve(a); a.k == pointer {
				s.forget(a.n)
			}
		}
		x.finish(s, i, o, x.passedOver(s, callee))
		return nil
	}
	if x.tooDeep(s, i, callee, 1) || len(callee.Blocks) > maxBlocks {
		s.end = cut
		return nil
	}
	resume := x.undefer(s, i, o)
	f := x.newFrame(s, callee, fn, args)
	f.resume = resume
	g := s.goroutine(i)
	g.frames = append(g.frames, f)
	return nil
}

func (x *explorer) newFrame(s *state, callee *ssa.Function, fn value, args []value) *frame {
	c := x.p.code(callee)
	x.runs[callee] = true
	mem := s.memory()
	f := mem.frames.one(frame{owner: s.own, code: c, block: callee.Blocks[0], regs: mem.values.take(c.regs)})
	for j := range callee.Params {
		if j < len(args) {
			f.regs[j] = args[j]
		}
	}
	for j, b := range fn.parts() {
		if j < len(callee.FreeVars) {
			f.regs[len(callee.Params)+j] = b
		}
	}
	return f
}

// handsClosed reports whether one of some values leads to something that is not open.
func (s *state) handsClosed(vs []value, seen map[int]bool) bool {
	if seen == nil {
		seen = make(map[int]bool)
	}
	for _, v := range vs {
		v = s.resolve(v)
		switch v.k {
		case pointer, slice, channel, mapping, iterator, rlocker:
			if seen[v.n] {
				continue
			}
			seen[v.n] = true
			o := s.objs[v.n]
			if o.kind == chanObj && !o.open && o.ctx == 0 {
				return true
			}
			for _, list := range [][]value{o.cells.vals, o.buf, o.keys, o.vals} {
				for _, c := range list {
					if c.k == primitive && !o.open {
						return true
					}
				}
				if s.handsClosed(list, seen) {
					return true
				}
			}
		case cancel:
			return true
		}
		if s.handsClosed(v.parts(), seen) {
			return true
		}
	}
	return false
}

// plainResults reports whether what a function returns tells no objects apart.
func (x *explorer) plainResults(fn *ssa.Function) bool {
	for v := range fn.Signature.Results().Variables() {
		if x.p.carries(v.Type()) && !isError(v.Type()) {
			return false
		}
	}
	return true
}

// plainResult is what a plain function returns: a constant if it always does.
func (x *explorer) plainResult(s *state, fn *ssa.Function, args []value, o op) value {
	t := fn.Signature.Results()
	switch {
	case t.Len() == 0:
		return value{}
	case x.p.Env.Fails(fn):
		return s.failure()
	}
	var parts []value
	for k := range t.Len() {
		v, ok := constResult(x.p, fn, k)
		switch {
		case !ok && t.Len() == 1 && !isError(t.At(0).Type()):
			v = x.calledAgain(s, rec(append([]value{closure(fn, nil)}, args...)...), o.call.at, false)
		case !ok:
			v = s.fresh(t.At(k).Type(), isError(t.At(k).Type()), fn.Name())
			s.sym(v).doubt = t.Len() == 1 && x.p.mayMake(fn)
		}
		parts = append(parts, v)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return rec(parts...)
}

func constResult(p *Program, fn *ssa.Function, k int) (v value, ok bool) {
	for _, b := range fn.Blocks {
		ret, is := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !is {
			continue
		}
		c, is := ret.Results[k].(*ssa.Const)
		if !is {
			return value{}, false
		}
		w, is := constValue(c)
		if !is {
			if c.Value != nil {
				return value{}, false
			}
			w = p.zero(c.Type())
		}
		if ok && !same(v, w) || w.k == unset {
			return value{}, false
		}
		v, ok = w, true
	}
	return v, ok
}
