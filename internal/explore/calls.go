package explore

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
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
		if out.fn.k == symbol && isContext(c.Value.Type()) {
			out.fn = s.contextFromOutside(out.fn)
		}
	}
	return out
}

// contextFromOutside gives a context that came from outside an object: somebody may
// cancel it.
func (s *state) contextFromOutside(v value) value {
	c := value{k: ctx, n: s.add(&object{kind: ctxObj, open: true, free: true})}
	s.bind(v.n, c)
	return c
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
	for _, a := range args {
		s.escape(a)
		x.clobber(s, a, 1)
	}
	result := x.results(s, resultsOf(c), true)
	if result.k == later && c.method != nil {
		result = x.calledAgain(s, rec(append([]value{fn, {k: text, x: &extra{s: c.method.Name()}}}, args...)...), c.at, true)
	}
	if c.method == nil {
		more = x.mayPanic(s, i, c)
	}
	x.finish(s, i, o, result)
	return more, false
}

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

// whenUsed is a symbol that is made when it is needed: most results are not.
func whenUsed(free bool) value { return value{k: later, n: boolean(free).n} }

// finish ends the call that goroutine i stands at.
func (x *explorer) finish(s *state, i int, o op, result value) {
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
		x.finish(s, i, o, x.results(s, callee.Signature.Results(), false))
		return nil
	}
	if x.passesBy(i, callee) {
		for _, a := range args {
			s.escape(a)
			if a = s.resolve(a); a.k == pointer {
				s.forget(a.n)
			}
		}
		x.finish(s, i, o, x.results(s, callee.Signature.Results(), false))
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
	f := &frame{owner: s.own, code: c, block: callee.Blocks[0], regs: make([]value, c.regs)}
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
	if t.Len() == 0 {
		return value{}
	}
	var parts []value
	for k := range t.Len() {
		v, ok := constResult(x.p, fn, k)
		switch {
		case !ok && t.Len() == 1 && !isError(t.At(0).Type()):
			v = x.calledAgain(s, rec(append([]value{closure(fn, nil)}, args...)...), o.call.at, false)
		case !ok:
			v = s.fresh(t.At(k).Type(), isError(t.At(k).Type()), fn.Name())
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
	return x.decide(s, failed, false, func(s *state, is bool) {
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
	x.launch(s, i, call{fn: args[1], at: o.call.at}, o.call.at, hook{})
	if len(s.gs) > n {
		g := s.goroutine(n)
		g.timer, g.delayed = timer.n+1, true
	}
	return nil
}

// leave makes a goroutine that is not followed leave its group at once.
func (x *explorer) leave(s *state, after hook) {
	if after.kind == leaves {
		s.openObject(after.at.n)
		s.object(after.at.n).cells.vals[after.at.m].n-- // which matters to a pair
	}
}

// builtin makes a call of a built-in function.
func (x *explorer) builtin(s *state, i int, c call, instr *ssa.Call, deferred bool) []*state {
	o := op{call: c, instr: instr, deferred: deferred}
	var result value
	if instr != nil {
		switch c.builtin {
		case "len", "cap":
			result = x.length(s, c.args[0], instr.Call.Args[0].Type(), c.builtin == "cap")
		case "append":
			result = x.append(s, c.args, instr)
		case "delete":
			if m := c.args[0]; m.k == mapping {
				s.changed(m)
				obj := s.object(m.n)
				if !s.told(obj, c.args[1]) {
					s.escape(m) // it may be there under another name
				}
				for j := range obj.keys {
					if same(obj.keys[j], c.args[1]) {
						obj.keys = append(obj.keys[:j:j], obj.keys[j+1:]...)
						obj.vals = append(obj.vals[:j:j], obj.vals[j+1:]...)
						break
					}
				}
			}
		case "copy":
			s.escape(c.args[1])
			s.escape(c.args[0])
			x.clobber(s, c.args[0], 0)
		case "recover":
			result = value{k: null}
			if g := s.goroutine(i); g.panics && s.gs[i].frames[len(g.frames)-1].resume {
				g.panics, g.recovered = false, true
				result = s.fresh(instr.Type(), true, "panic")
				s.exclude(result.n, value{k: null})
			}
		case "clear":
			if m := c.args[0]; m.k == mapping {
				s.changed(m)
				obj := s.object(m.n)
				obj.keys, obj.vals = nil, nil
			} else {
				s.escape(m)
				x.clobber(s, m, 0)
			}
		case "min", "max":
			if a, b := c.args[0], c.args[len(c.args)-1]; len(c.args) == 2 && a.k == number && b.k == number {
				result = num(min(a.n, b.n))
				if c.builtin == "max" {
					result = num(max(a.n, b.n))
				}
			} else if c.builtin == "max" && integer(instr.Type()) {
				result = s.fresh(instr.Type(), false, "max")
				for _, a := range c.args {
					if a.k == number {
						s.sym(result).least = max(s.sym(result).least, a.n)
					}
				}
			}
		}
		if result.k == unset && instr.Call.Signature().Results().Len() > 0 {
			result = s.fresh(instr.Type(), false, c.builtin)
		}
	}
	x.finish(s, i, o, result)
	return nil
}

// length is len or cap of a value.
func (x *explorer) length(s *state, v value, t types.Type, capacity bool) value {
	v = s.resolve(v)
	if _, ok := t.Underlying().(*types.Map); ok {
		v = s.mapOf(v) // as a range over it does, so that both find one length
	}
	switch v.k {
	case null:
		return num(0)
	case text:
		return num(len(v.x.s))
	case channel:
		o := s.objs[v.n]
		if capacity && !o.open {
			return num(o.cap)
		}
		if !capacity && !o.open {
			return num(len(o.buf))
		}
		if capacity && o.site != nil {
			return num(o.cap)
		}
	case mapping:
		if o := s.objs[v.n]; !o.open && s.distinct(o) {
			return num(len(o.keys))
		}
	}
	if _, ok := t.Underlying().(*types.Slice); ok {
		if v = x.sliceOf(s, v, t); v.k == slice {
			if capacity {
				return s.resolve(v.x.vs[1])
			}
			return s.resolve(v.x.vs[0])
		}
	}
	x.again = x.again || v.k == channel || v.k == mapping
	return s.remember("len", v, func() value {
		n := s.fresh(types.Typ[types.Int], false, "len")
		s.sym(n).length = true
		if v.k == mapping && s.objs[v.n].site != nil {
			// It depends on which keys are the same.
			s.sym(n).doubt = true
			if !s.objs[v.n].open && len(s.objs[v.n].keys) > 0 {
				s.sym(n).least = 1
			}
		}
		return n
	})
}

// append copies: nobody here tells a shared backing array from two.
func (x *explorer) append(s *state, args []value, instr *ssa.Call) value {
	t := instr.Type().Underlying().(*types.Slice)
	a := x.sliceOf(s, args[0], instr.Type())
	if len(args) < 2 {
		return a
	}
	b := s.resolve(args[1])
	if b.k == symbol {
		if _, ok := instr.Call.Args[1].Type().Underlying().(*types.Slice); ok {
			b = x.sliceOf(s, b, instr.Call.Args[1].Type())
		}
	}
	elem := x.p.layoutOf(t.Elem())
	size := max(1, len(elem))
	cells := func(v value) (out []value, n int, ok bool) {
		switch v.k {
		case null:
			return nil, 0, true
		case slice:
			l := s.resolve(v.x.vs[0])
			if l.k != number || !x.grow(s, v.n, v.m+l.n*size) {
				return nil, 0, false
			}
			for j := range l.n * size {
				out = append(out, x.cell(s, v.n, v.m+j))
			}
			return out, l.n, true
		}
		return nil, 0, false
	}
	ca, na, oka := cells(a)
	cb, nb, okb := cells(b)
	if !oka || !okb || (na+nb)*size > largest {
		s.escape(a)
		s.escape(b)
		return s.fresh(instr.Type(), false, "")
	}
	o := &object{kind: memory, site: instr}
	for range na + nb {
		o.cells.types = append(o.cells.types, elem...)
	}
	o.cells.vals = append(append([]value(nil), ca...), cb...)
	o.cells.elems, o.cells.elem, o.cells.zero = size, elem, true
	if len(elem) == 0 {
		o.cells.types, o.cells.vals = nil, nil
	}
	open := a.k == slice && s.objs[a.n].open
	v := value{k: slice, n: s.add(o), x: &extra{vs: []value{num(na + nb), num(na + nb)}}}
	if open {
		s.escape(v)
	}
	return v
}

// ctxMethod calls a method of a context.
func (x *explorer) ctxMethod(s *state, i int, o op, c value) []*state {
	done, may := s.ctxDone(c.n + 1)
	switch o.call.method.Name() {
	case "Done":
		x.finish(s, i, o, s.doneChan(c))
		return nil
	case "Err":
		switch {
		case done:
			x.finish(s, i, o, s.failure())
		case !may:
			x.finish(s, i, o, value{k: null})
		default:
			other := s.clone()
			x.finish(s, i, o, value{k: null})
			other.cancelFree(c.n + 1)
			x.finish(other, i, o, other.failure())
			return []*state{other}
		}
		return nil
	}
	x.finish(s, i, o, x.results(s, resultsOf(o.call), false))
	return nil
}

// failure is an error that is not nil.
func (s *state) failure() value {
	v := s.fresh(types.Universe.Lookup("error").Type(), true, "err")
	s.exclude(v.n, value{k: null})
	return v
}

// doneChan returns the channel of a context, nil if it can never end.
func (s *state) doneChan(c value) value {
	for i := c.n + 1; ; i = s.objs[i-1].parent {
		if i == 0 {
			return value{k: null}
		}
		if o := s.objs[i-1]; o.free || o.cancelled || o.cap > 0 {
			break
		}
	}
	return s.remember("done", c, func() value {
		return value{k: channel, n: s.add(&object{kind: chanObj, ctx: c.n + 1})}
	})
}

// asContext resolves a value of type context.Context.
func (x *explorer) asContext(s *state, v value) value {
	v = s.resolve(v)
	switch v.k {
	case ctx:
		return v
	case symbol:
		return s.contextFromOutside(v)
	}
	s.escape(v)
	return value{k: ctx, n: s.add(&object{kind: ctxObj, open: true, free: true})}
}

// outsideCall calls a function of another package.
func (x *explorer) outsideCall(s *state, i int, fn *ssa.Function, args []value, o op) []*state {
	obj, ok := fn.Object().(*types.Func)
	results := resultsOf(o.call)
	if !ok {
		for _, a := range args {
			s.escape(a)
			x.clobber(s, a, 1)
		}
		x.finish(s, i, o, x.results(s, results, false))
		return nil
	}
	info := x.p.external(fn, obj.Origin())
	obj = info.obj
	if v, ok := x.contextCall(s, info, args, o); ok {
		x.finish(s, i, o, v)
		return nil
	}
	switch info.name {
	case "sync.NewCond":
		t := obj.Signature().Results().At(0).Type()
		v := s.alloc(x.p, t.Underlying().(*types.Pointer).Elem(), o.call.at)
		s.object(v.n).cells.vals[0] = args[0]
		x.finish(s, i, o, v)
		return nil
	case "(*sync.RWMutex).RLocker":
		if at, ok := x.deref(s, args[0], receiver(fn)); ok {
			x.finish(s, i, o, value{k: rlocker, n: at.n, m: at.m})
		}
		return nil
	case "sync.OnceFunc", "sync.OnceValue", "sync.OnceValues":
		t := resultsOf(o.call).At(0).Type()
		obj := &object{kind: memory, site: o.call.at}
		obj.cells.types, obj.cells.vals = layout{t, t}, []value{{k: primitive}, {}}
		x.finish(s, i, o, value{k: onced, n: s.add(obj), x: &extra{vs: []value{args[0]}}})
		return nil
	case "time.AfterFunc":
		return x.afterFunc(s, i, args, o)
	case "(*time.Timer).Reset":
		if j := s.delayedBy(s.resolve(args[0])); j >= 0 && !s.gs[j].delayed {
			s.end = cut // it is started once more
			return nil
		}
	case "runtime.Goexit":
		s.goroutine(i).unwinding = true
		return nil
	}
	if v, ok := x.groupWithContext(s, obj, args, o); ok {
		x.finish(s, i, o, v)
		return nil
	}
	out := info.out
	calls, exact := x.callsOf(s, info, args)
	if out.Func != nil && out.Func.Ending == fact.Exits {
		s.end = exited
		return nil
	}
	for j, a := range args {
		if (j >= len(info.uses) || info.uses[j]) && !a.concrete() && x.p.touches(info, a) && !(exact && len(calls) > 0) {
			s.escape(a)
		}
		if !info.prints || info.writes {
			x.clobber(s, a, 1)
		}
	}
	v := x.results(s, results, info.pkg == "errors") // which error it is, is not this code's choice
	if v.k == later && !isError(results.At(0).Type()) {
		v = x.calledAgain(s, rec(append([]value{closure(fn, nil)}, args...)...), o.call.at, false)
	}
	if out.Func != nil && results.Len() == 1 {
		for _, r := range out.Func.Results {
			if r.Kind == fact.SameAs && r.Via == "" && r.Index == 0 && r.Arg < len(args) {
				v = args[r.Arg]
			}
		}
	}
	if info.notNil {
		v = s.fresh(results.At(0).Type(), true, "error")
		s.exclude(v.n, value{k: null})
	}
	x.runThen(s, i, o, calls, v)
	return nil
}

// external is what is known of a function of another package.
type external struct {
	obj    *types.Func
	name   string
	pkg    string
	std    bool
	prints bool // it only looks at what it is given, by methods of a few names
	writes bool // of those that print: it does the opposite
	notNil bool // its one result is an error, never nil
	out    ref.Outside
	uses   []bool // of its arguments: whether it may use the channels, locks and funcs in them
}

func (p *Program) external(fn *ssa.Function, obj *types.Func) *external {
	if e := p.externals[fn]; e != nil {
		return e
	}
	e := &external{obj: obj, name: obj.FullName(), std: isStd(obj), out: p.Env.Outside(obj)}
	if obj.Pkg() != nil {
		e.pkg = obj.Pkg().Path()
	}
	e.prints = e.pkg == "fmt" || e.pkg == "log" || strings.HasPrefix(e.pkg, "encoding/")
	e.writes = strings.Contains(obj.Name(), "can") || strings.Contains(obj.Name(), "Unmarshal") || strings.Contains(obj.Name(), "Decode") || strings.Contains(obj.Name(), "Read")
	e.notNil = e.name == "errors.New" || e.name == "fmt.Errorf"
	n := obj.Signature().Params().Len()
	if obj.Signature().Recv() != nil {
		n++
	}
	for j := range n {
		effect := e.out.Default
		if e.out.Func != nil {
			if own := e.out.Func.Effect(j); own != 0 || e.out.Default == 0 {
				effect = own
			}
		}
		e.uses = append(e.uses, effect != 0 || !told(obj, j))
	}
	p.externals[fn] = e
	return e
}

// told reports whether the facts of a function tell all that it does to a
// parameter: they follow channels and funcs, not what lies inside of other values.
func told(fn *types.Func, j int) bool {
	sig := fn.Signature()
	if sig.Recv() != nil {
		j--
	}
	if j < 0 || j >= sig.Params().Len() {
		return false
	}
	switch sig.Params().At(j).Type().Underlying().(type) {
	case *types.Chan, *types.Signature, *types.Basic:
		return true
	}
	return false
}

// touches reports whether a function may use the channels, locks and funcs in an
// argument. Functions of the standard library use those they are given as
// such; what only lies somewhere in a value of the user they leave alone,
// unless it has methods that they call.
func (p *Program) touches(e *external, a value) bool {
	if !e.prints || a.k != iface {
		return true
	}
	is, ok := p.printed[a.x.typ]
	if !ok {
		ms := types.NewMethodSet(a.x.typ)
		for _, name := range []string{"String", "Error", "Format", "GoString", "MarshalJSON", "MarshalText", "Write", "Read"} {
			is = is || ms.Lookup(nil, name) != nil
		}
		p.printed[a.x.typ] = is
	}
	return is
}

// contextCall makes and derives contexts.
func (x *explorer) contextCall(s *state, e *external, args []value, o op) (value, bool) {
	if e.pkg != "context" {
		return value{}, false
	}
	derive := func(parent value, object object) value {
		object.kind, object.site = ctxObj, o.call.at
		if parent.k == ctx {
			object.parent = parent.n + 1
		}
		return value{k: ctx, n: s.add(&object)}
	}
	switch e.obj.Name() {
	case "Background", "TODO":
		return derive(value{}, object{}), true
	case "WithCancel", "WithCancelCause":
		c := derive(x.asContext(s, args[0]), object{cap: 1})
		return rec(c, value{k: cancel, n: c.n}), true
	case "WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause":
		c := derive(x.asContext(s, args[0]), object{cap: 1, free: true})
		return rec(c, value{k: cancel, n: c.n}), true
	case "WithValue":
		return derive(x.asContext(s, args[0]), object{}), true
	case "WithoutCancel":
		return derive(value{}, object{}), true
	}
	return value{}, false
}

// groupWithContext makes a group with the context that it cancels.
func (x *explorer) groupWithContext(s *state, fn *types.Func, args []value, o op) (value, bool) {
	results := fn.Signature().Results()
	if results.Len() != 2 || !isContext(results.At(1).Type()) || len(args) != 1 {
		return value{}, false
	}
	ptr, ok := results.At(0).Type().Underlying().(*types.Pointer)
	if !ok {
		return value{}, false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || x.p.role(named) != groupRole {
		return value{}, false
	}
	parent := x.asContext(s, args[0])
	c := value{k: ctx, n: s.add(&object{kind: ctxObj, site: o.call.at, parent: parent.n + 1, cap: 1})}
	g := s.alloc(x.p, named, o.call.at)
	s.object(g.n).cells.vals[0] = value{k: primitive, x: &extra{vs: []value{c}}}
	return rec(g, c), true
}
