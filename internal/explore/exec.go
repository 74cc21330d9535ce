package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/flow"
)

const (
	maxStates = 400   // states of one root
	maxSteps  = 15000 // instructions of one root
	maxLocal  = 2000  // instructions between two visible operations
	maxDepth  = 14    // frames
	maxGs     = 9     // goroutines of one root
	maxBlocks = 250   // of a function: a generated parser has thousands
	maxTurns  = 24    // rounds of loops between two visible operations
	maxWeight = 1000  // values that one is made of
	maxTimes  = 2     // the same function in one stack

	walkedPerStep = 1000 // as many bounds cost as much as an instruction, where there are many
)

// explorer explores one root.
type explorer struct {
	pair     *Pair // what is explored, if that is more than the root
	p        *Program
	most     int // a collection or number that is not known has at most so many
	root     *ssa.Function
	steps    int
	limit    int // of steps
	encoder  encoder
	ids      map[any]int
	runs     map[*ssa.Function]bool
	met      map[ssa.Instruction]uint8 // by the site of a channel
	keepings map[token.Pos]*keeping    // by where a lock is taken
	matters  bool                      // an operation was met that can be claimed
	shallow  bool                      // calls that have nothing to do with what is closed are left out
	lenient  bool                      // a lock may be unlocked that is not locked
	chosen   bool                      // a number that is not known was chosen
	again    bool                      // what others may have changed was read again
}

// settle runs goroutine i, and those it launches, up to their next visible
// operations. It returns the states that come of it, one for each way to decide what
// is not known.
func (x *explorer) settle(s *state, i int) []*state {
	s.settling = append(s.settling, i)
	s.turns = 0
	var out []*state
	work := []*state{s}
	local := 0
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		for s.end == goesOn && len(s.settling) > 0 {
			i := s.settling[len(s.settling)-1]
			x.steps += 1 + s.all.walked/walkedPerStep
			s.all.walked %= walkedPerStep
			if local++; local > maxLocal || x.steps > x.limit {
				s.end = cut
				break
			}
			more, stop := x.step(s, i)
			if stop {
				s.settling = s.settling[:len(s.settling)-1]
			}
			slices.Reverse(more) // small numbers first
			work = append(work, more...)
		}
		if s.end != crashed {
			out = append(out, s)
		}
	}
	return out
}

// step executes one instruction of goroutine i, unless it is visible: then
// stop is set. Where a choice comes up, s takes one way and more has the
// states that take the others.
func (x *explorer) step(s *state, i int) (more []*state, stop bool) {
	g := s.gs[i]
	if g.done || g.delayed || g.only != nil && g.errand == nil {
		return nil, true
	}
	if g.turning {
		return nil, true
	}
	if g.errand != nil {
		return x.errandStep(s, i)
	}
	if g.unwinding {
		return x.unwind(s, i)
	}
	f := s.top(i)
	instr := f.block.Instrs[f.pc]
	switch instr := instr.(type) {
	case *ssa.Jump:
		x.enter(s, i, f.block.Succs[0])
	case *ssa.If:
		return x.branch(s, i, f, instr), false
	case *ssa.Return:
		return x.ret(s, i, instr), false
	case *ssa.Panic:
		return x.panics(s, i), false
	case *ssa.RunDefers:
		if len(f.defers) == 0 {
			f.pc++
			return nil, false
		}
		return x.invoke(s, i, f.defers[len(f.defers)-1], nil, true)
	case *ssa.Defer:
		f.defers = append(f.defers, x.callOf(s, f, &instr.Call, instr))
		f.pc++
	case *ssa.Go:
		if flow.PanicsAlone(instr) {
			s.end = crashed
			return nil, false
		}
		return x.launch(s, i, x.callOf(s, f, &instr.Call, instr), instr, hook{}), false
	case *ssa.Call:
		return x.invoke(s, i, x.callOf(s, f, &instr.Call, instr), instr, false)
	case *ssa.Send:
		return x.visible(s, i)
	case *ssa.Select:
		return x.visible(s, i)
	default:
		if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW {
			return x.visible(s, i)
		}
		more = x.simple(s, i, f, instr)
		if v, ok := instr.(ssa.Value); ok && f.regs[f.code.number[v]].weight() > maxWeight {
			s.end = cut // with each turn of a loop it may double
		}
	}
	return more, false
}

// enter goes to a block and gives its phis their values.
func (x *explorer) enter(s *state, i int, to *ssa.BasicBlock) {
	f := s.top(i)
	from := f.block
	edge := -1
	for j, pred := range to.Preds {
		if pred == from {
			edge = j
		}
	}
	var vals []value
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		vals = append(vals, x.eval(s, f, phi.Edges[edge]))
	}
	for j, v := range vals {
		f.regs[f.code.number[to.Instrs[j].(*ssa.Phi)]] = v
	}
	f.block, f.pc = to, len(vals)
	if f.code.heads[to] {
		// A loop without visible operations shows itself now and then, so that its
		// rounds are seen to be alike.
		if s.turns++; s.turns > maxTurns {
			s.goroutine(i).turning = true
		}
	}
}

// skip goes to where the ways of a branch come together again.
func (x *explorer) skip(s *state, i int, over *skip) {
	f := s.top(i)
	var vals []value
	for _, instr := range over.to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		vals = append(vals, x.merged(s, f, phi, over))
	}
	for j, v := range vals {
		f.regs[f.code.number[over.to.Instrs[j].(*ssa.Phi)]] = v
	}
	f.block, f.pc = over.to, len(vals)
}

// merged is the value of a phi whose way is not known.
func (x *explorer) merged(s *state, f *frame, phi *ssa.Phi, over *skip) value {
	var v value
	for _, i := range over.edges {
		e := phi.Edges[i]
		if instr, ok := e.(ssa.Instruction); ok && over.region[instr.Block()] {
			return s.fresh(phi.Type(), false, phi.Comment)
		}
		w := x.eval(s, f, e)
		if v.k != unset && !same(v, w) {
			return s.fresh(phi.Type(), false, phi.Comment)
		}
		v = w
	}
	return v
}

// branch decides a condition.
func (x *explorer) branch(s *state, i int, f *frame, instr *ssa.If) []*state {
	cond := s.resolve(x.eval(s, f, instr.Cond))
	if cond.k == number {
		x.enter(s, i, f.block.Succs[1-min(cond.n, 1)])
		return nil
	}
	if over := f.code.skips[f.block]; over != nil {
		x.skip(s, i, over)
		return nil
	}
	block := f.block
	var loop turning
	if f.code.loops[block] {
		loop = turning{block, i}
	}
	free, before := s.free(cond) || s.again(loop), s.assumed
	return x.decide(s, cond, loop, func(s *state, is bool) {
		if loop.at != nil && s.counted && f.code.launchesEach(block) {
			// How often it goes round is not told by what the group counts, but who wrote it knows that both are one.
			s.assumed += unclaimed
		}
		if s.started {
			s.note(Step{Kind: Branches, Pos: posIn(instr), Goroutine: i, Yes: is, Assumed: !free, adds: assumptions(free, s.assumed-before)})
		}
		to := block.Succs[1]
		if is {
			to = block.Succs[0]
		}
		x.enter(s, i, to)
	})
}

// eval returns the value of an operand.
func (x *explorer) eval(s *state, f *frame, v ssa.Value) value {
	switch v := v.(type) {
	case *ssa.Const:
		if c, ok := constValue(v); ok {
			return c
		}
		if v.Value == nil {
			if z := x.p.zero(v.Type()); z.k != unset {
				return z
			}
		}
		return s.remember("const", value{k: text, x: &extra{s: v.String()}}, func() value { return s.fresh(v.Type(), true, v.String()) })
	case *ssa.Function:
		return closure(v, nil)
	case *ssa.Global:
		return x.global(s, v)
	case *ssa.Builtin:
		return value{}
	}
	n, ok := f.code.number[v]
	if !ok {
		return value{}
	}
	if k := f.regs[n].k; k == unset || k == later {
		f.regs[n] = s.fresh(v.Type(), f.regs[n].n != 0, v.Name())
		switch v.(type) {
		case *ssa.Parameter, *ssa.FreeVar:
			s.sym(f.regs[n]).given = true
		}
	}
	return f.regs[n]
}

func (x *explorer) global(s *state, g *ssa.Global) value {
	for _, at := range s.globals {
		if at.g == g {
			return value{k: pointer, n: at.obj}
		}
	}
	v := s.outside(x.p, g.Type().Underlying().(*types.Pointer).Elem())
	s.object(v.n).given = true
	s.globals = append(s.globals, globalAt{g, v.n})
	return v
}

// set gives the instruction's register a value and goes on.
func set(f *frame, instr ssa.Value, v value) {
	f.regs[f.code.number[instr]] = v
	f.pc++
}

// simple executes what is neither control nor visible.
func (x *explorer) simple(s *state, i int, f *frame, instr ssa.Instruction) []*state {
	switch instr := instr.(type) {
	case *ssa.Alloc:
		v := s.alloc(x.p, instr.Type().Underlying().(*types.Pointer).Elem(), instr)
		set(f, instr, v)
	case *ssa.MakeChan:
		return x.makeChan(s, i, f, instr)
	case *ssa.MakeMap:
		set(f, instr, value{k: mapping, n: s.add(&object{kind: mapObj, site: instr})})
	case *ssa.MakeSlice:
		return x.makeSlice(s, i, f, instr)
	case *ssa.MakeClosure:
		var binds []value
		for _, b := range instr.Bindings {
			binds = append(binds, x.eval(s, f, b))
		}
		set(f, instr, closure(instr.Fn.(*ssa.Function), binds))
	case *ssa.MakeInterface:
		v := s.resolve(x.eval(s, f, instr.X))
		if v.k == ctx {
			set(f, instr, v)
			break
		}
		set(f, instr, value{k: iface, x: &extra{typ: instr.X.Type(), vs: []value{v}}})
	case *ssa.ChangeInterface:
		set(f, instr, x.eval(s, f, instr.X))
	case *ssa.ChangeType:
		set(f, instr, x.eval(s, f, instr.X))
	case *ssa.MultiConvert:
		set(f, instr, x.convert(s, x.eval(s, f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.Convert:
		set(f, instr, x.convert(s, x.eval(s, f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.SliceToArrayPointer:
		set(f, instr, s.fresh(instr.Type(), false, ""))
	case *ssa.Extract:
		t := s.resolve(x.eval(s, f, instr.Tuple))
		if parts := t.parts(); t.k == record && instr.Index < len(parts) {
			set(f, instr, parts[instr.Index])
		} else {
			set(f, instr, s.fresh(instr.Type(), isError(instr.Type()), ""))
		}
	case *ssa.BinOp:
		set(f, instr, x.binary(s, instr.Op, x.eval(s, f, instr.X), x.eval(s, f, instr.Y), instr.X.Type(), instr.Type()))
	case *ssa.UnOp:
		return x.unary(s, f, instr)
	case *ssa.Field:
		v := s.resolve(x.eval(s, f, instr.X))
		if x.p.opaque(instr.X.Type()) {
			set(f, instr, s.fresh(instr.Type(), false, ""))
			break
		}
		first, size := x.p.offset(instr.X.Type(), instr.Field)
		set(f, instr, x.part(s, v, first, size, instr.Type()))
	case *ssa.FieldAddr:
		base, ok := x.deref(s, x.eval(s, f, instr.X), instr.X.Type())
		if !ok {
			return nil
		}
		of := instr.X.Type().Underlying().(*types.Pointer).Elem()
		if x.p.opaque(of) || isTypeParam(of) {
			base = x.inside(s, base, instr.Field, instr.Type())
		} else {
			first, _ := x.p.offset(of, instr.Field)
			base.m += first
		}
		set(f, instr, base)
	case *ssa.IndexAddr:
		return x.indexAddr(s, i, f, instr)
	case *ssa.Index:
		v, k := s.resolve(x.eval(s, f, instr.X)), s.resolve(x.eval(s, f, instr.Index))
		size := len(x.p.layoutOf(instr.Type()))
		if v.k == record && k.k == number && k.n >= 0 {
			set(f, instr, x.part(s, v, k.n*size, size, instr.Type()))
		} else {
			set(f, instr, s.fresh(instr.Type(), false, ""))
		}
	case *ssa.Slice:
		x.slice(s, f, instr)
	case *ssa.Store:
		at, ok := x.deref(s, x.eval(s, f, instr.Addr), instr.Addr.Type())
		if !ok {
			return nil
		}
		x.store(s, at, x.eval(s, f, instr.Val), instr.Val.Type())
		f.pc++
	case *ssa.MapUpdate:
		x.mapUpdate(s, f, instr)
	case *ssa.Lookup:
		x.lookup(s, f, instr)
	case *ssa.Range:
		v := s.resolve(x.eval(s, f, instr.X))
		if _, ok := coretype.Of(instr.X.Type()).(*types.Map); ok {
			v = s.mapOf(v)
		}
		set(f, instr, value{k: iterator, n: s.add(&object{kind: iterObj, over: v})})
	case *ssa.Next:
		return x.next(s, i, f, instr)
	case *ssa.TypeAssert:
		return x.assert(s, i, f, instr)
	default:
		if v, ok := instr.(ssa.Value); ok {
			set(f, v, s.fresh(v.Type(), false, ""))
		} else {
			f.pc++
		}
	}
	return nil
}

// part takes cells out of a record.
func (x *explorer) part(s *state, v value, first, size int, t types.Type) value {
	parts := v.parts()
	if v.k != record || first+size > len(parts) {
		return s.fresh(t, false, "")
	}
	if !aggregate(t) {
		p := parts[first]
		if p.k == unset {
			return s.fresh(t, false, "")
		}
		return p
	}
	return rec(parts[first : first+size : first+size]...)
}

// deref resolves a pointer. What came from outside gets an object on first use; a nil
// pointer ends the path.
func (x *explorer) deref(s *state, v value, t types.Type) (value, bool) {
	v = s.resolve(v)
	switch v.k {
	case pointer:
		return v, true
	case symbol:
		pt, ok := t.Underlying().(*types.Pointer)
		if !ok {
			break
		}
		to := s.outside(x.p, pt.Elem())
		s.object(to.n).given = s.sym(v).given
		s.bind(v.n, to)
		return to, true
	case null:
		s.end = crashed
		return value{}, false
	}
	s.end = cut
	return value{}, false
}

// load reads a value of type t at an address.
func (x *explorer) load(s *state, at value, t types.Type) value {
	size := 1
	if aggregate(t) {
		size = len(x.p.layoutOf(t))
	}
	if !x.grow(s, at.n, at.m+size) {
		return s.fresh(t, false, "")
	}
	if !aggregate(t) {
		return x.cell(s, at.n, at.m)
	}
	if size == 1 {
		if c := s.objs[at.n].cells.vals[at.m]; c.k == record {
			return c
		}
	}
	cells := make([]value, size)
	for i := range cells {
		cells[i] = x.cell(s, at.n, at.m+i)
	}
	return rec(cells...)
}

// cell reads a cell; what was never written becomes a symbol.
func (x *explorer) cell(s *state, obj, i int) value {
	if v := s.objs[obj].cells.vals[i]; v.k != unset {
		return v
	}
	o := s.object(obj)
	v := s.fresh(o.cells.types[i], false, "")
	s.sym(v).given = o.given
	o.cells.vals[i] = v
	return v
}

// grow makes an object that grows large enough for n cells. It reports whether
// there are so many.
func (x *explorer) grow(s *state, obj, n int) bool {
	o := s.objs[obj]
	if o.kind != memory {
		return false
	}
	if n <= len(o.cells.vals) {
		return n >= 0
	}
	if o.cells.elems == 0 || n > largest {
		return false
	}
	o = s.object(obj)
	for len(o.cells.vals) < n {
		o.cells.types = append(o.cells.types, o.cells.elem...)
		if o.cells.zero {
			for _, t := range o.cells.elem {
				o.cells.vals = append(o.cells.vals, x.p.zeroCell(t))
			}
		} else {
			o.cells.vals = append(o.cells.vals, x.p.unknownCells(o.cells.elem)...)
		}
	}
	return true
}

// store writes a value of type t at an address.
func (x *explorer) store(s *state, at value, v value, t types.Type) {
	v = s.resolve(v)
	size := 1
	if aggregate(t) {
		size = len(x.p.layoutOf(t))
	}
	if size == 0 {
		return
	}
	if !x.grow(s, at.n, at.m+size) {
		s.escape(v)
		return
	}
	o := s.object(at.n)
	if o.open {
		s.escape(v)
		o = s.object(at.n)
	}
	switch {
	case !aggregate(t):
		o.cells.vals[at.m] = v
	case v.k == record && len(v.x.vs) == size:
		copy(o.cells.vals[at.m:], v.x.vs)
	case v.k == record && size == 1:
		o.cells.vals[at.m] = v
	default:
		copy(o.cells.vals[at.m:], x.p.unknownCells(x.p.layoutOf(t)))
	}
}

// readAgain notes that a value is read which others may have changed since it was
// read or written last: here it stays what it was.
func (x *explorer) readAgain(s *state, at value, addr ssa.Value) {
	o := s.objs[at.n]
	if !o.open || at.m >= len(o.cells.vals) || x.again || !x.p.behaviour().on(addr) {
		return
	}
	switch o.cells.vals[at.m].k {
	case number, text, null, symbol, slice, record:
		x.again = true
	}
}

func (x *explorer) unary(s *state, f *frame, instr *ssa.UnOp) []*state {
	v := x.eval(s, f, instr.X)
	switch instr.Op {
	case token.MUL:
		at, ok := x.deref(s, v, instr.X.Type())
		if !ok {
			return nil
		}
		x.readAgain(s, at, instr.X)
		set(f, instr, x.load(s, at, instr.Type()))
	case token.NOT:
		v = s.resolve(v)
		if v.k == number {
			set(f, instr, num(1-v.n))
		} else {
			set(f, instr, value{k: expr, x: &extra{op: token.NOT, vs: []value{v}}})
		}
	case token.SUB:
		v = s.resolve(v)
		if v.k == number {
			set(f, instr, num(-v.n))
		} else {
			set(f, instr, s.fresh(instr.Type(), false, ""))
		}
	default:
		set(f, instr, s.fresh(instr.Type(), false, ""))
	}
	return nil
}

func (x *explorer) convert(s *state, v value, from, to types.Type) value {
	v = s.resolve(v)
	integer := func(t types.Type) bool {
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsInteger != 0
	}
	if integer(from) && integer(to) {
		return v
	}
	if _, ok := to.Underlying().(*types.Pointer); ok && v.k == pointer {
		return v
	}
	if v.k == pointer || v.k == slice {
		s.escape(v)
	}
	return s.fresh(to, false, "")
}

func (x *explorer) makeChan(s *state, i int, f *frame, instr *ssa.MakeChan) []*state {
	n := s.resolve(x.eval(s, f, instr.Size))
	// Who asks for a buffer means one.
	if sym, ok := s.inner(n); ok && n.k != number {
		s.some(sym)
	}
	if of, ok := instr.Size.(*ssa.BinOp); ok && of.Op == token.MUL && n == num(0) {
		s.end = cut
		return nil
	}
	return x.sized(s, n, func(s *state, n int) {
		f := s.top(i)
		set(f, instr, value{k: channel, n: s.add(&object{kind: chanObj, site: instr, cap: n})})
	})
}

func (x *explorer) makeSlice(s *state, i int, f *frame, instr *ssa.MakeSlice) []*state {
	n := s.resolve(x.eval(s, f, instr.Len))
	elem := x.p.layoutOf(coretype.Of(instr.Type()).(*types.Slice).Elem())
	return x.sizedOrOpen(s, n, func(s *state, n value) {
		f := s.top(i)
		o := &object{kind: memory, site: instr}
		o.cells = layoutCells{elems: max(1, len(elem)), elem: elem, zero: true}
		set(f, instr, value{k: slice, n: s.add(o), x: &extra{vs: []value{n, n}}})
	})
}

// sliceOf resolves a slice; one from outside gets an object that grows.
func (x *explorer) sliceOf(s *state, v value, t types.Type) value {
	v = s.resolve(v)
	if v.k != symbol {
		return v
	}
	st, ok := coretype.Of(t).(*types.Slice)
	if !ok {
		return v
	}
	elem := x.p.layoutOf(st.Elem())
	o := &object{kind: memory, open: true, given: s.sym(v).given}
	o.cells = layoutCells{elems: max(1, len(elem)), elem: elem}
	n := s.fresh(types.Typ[types.Int], s.sym(v).free, "len")
	s.sym(n).length = true
	to := value{k: slice, n: s.add(o), x: &extra{vs: []value{n, n}}}
	s.bind(v.n, to)
	return to
}

func (x *explorer) indexAddr(s *state, i int, f *frame, instr *ssa.IndexAddr) []*state {
	k := s.resolve(x.eval(s, f, instr.Index))
	var base value
	var elem types.Type
	switch t := coretype.Of(instr.X.Type()).(type) {
	case *types.Slice:
		elem = t.Elem()
		base = x.sliceOf(s, x.eval(s, f, instr.X), instr.X.Type())
		if base.k == null {
			s.end = crashed
			return nil
		}
		if base.k == slice {
			if n := s.resolve(base.x.vs[0]); n.k == number && k.k == number && k.n >= n.n {
				s.end = crashed // out of range
				return nil
			}
		}
	case *types.Pointer:
		elem = coretype.Of(t.Elem()).(*types.Array).Elem()
		var ok bool
		if base, ok = x.deref(s, x.eval(s, f, instr.X), instr.X.Type()); !ok {
			return nil
		}
		if k.k == number && (x.p.opaque(t.Elem()) || isTypeParam(t.Elem())) {
			set(f, instr, x.inside(s, base, k.n, instr.Type()))
			return nil
		}
	}
	size := len(x.p.layoutOf(elem))
	if k.k == number && k.n >= 0 && (base.k == slice || base.k == pointer) && x.grow(s, base.n, base.m+(k.n+1)*size) {
		set(f, instr, value{k: pointer, n: base.n, m: base.m + k.n*size})
		return nil
	}
	// Some element or other: what it leads to cannot be told apart.
	s.escape(base)
	if base.k == slice || base.k == pointer {
		for _, r := range *instr.Referrers() {
			if _, ok := r.(*ssa.UnOp); !ok {
				s.forget(base.n) // any of them may be written
				break
			}
		}
	}
	set(f, instr, s.outside(x.p, elem))
	return nil
}

// inside returns the address of a part of what is too large to be kept by its parts:
// an object of its own, of which nothing is known but that it is the same each time.
func (x *explorer) inside(s *state, base value, part int, t types.Type) value {
	s.escape(base)
	return s.remember("part", rec(base, num(part)), func() value {
		v := s.outside(x.p, t.Underlying().(*types.Pointer).Elem())
		s.object(v.n).given = s.objs[base.n].given
		return v
	})
}

func (x *explorer) slice(s *state, f *frame, instr *ssa.Slice) {
	opt := func(v ssa.Value, def value) value {
		if v == nil {
			return def
		}
		return s.resolve(x.eval(s, f, v))
	}
	v := s.resolve(x.eval(s, f, instr.X))
	switch t := coretype.Of(instr.X.Type()).(type) {
	case *types.Pointer: // to an array
		arr, ok := t.Elem().Underlying().(*types.Array)
		at, okay := x.deref(s, v, instr.X.Type())
		if !okay {
			return
		}
		lo, hi := opt(instr.Low, num(0)), opt(instr.High, num(int(arr.Len())))
		if ok && lo.k == number && hi.k == number {
			size := len(x.p.layoutOf(arr.Elem()))
			set(f, instr, value{k: slice, n: at.n, m: at.m + lo.n*size, x: &extra{vs: []value{num(hi.n - lo.n), num(int(arr.Len()) - lo.n)}}})
			return
		}
		s.escape(at)
	case *types.Slice:
		v = x.sliceOf(s, v, instr.X.Type())
		if v.k == null {
			set(f, instr, v)
			return
		}
		if v.k == slice {
			lo, hi := opt(instr.Low, num(0)), opt(instr.High, v.x.vs[0])
			size := len(x.p.layoutOf(t.Elem()))
			if lo.k == number && lo.n == 0 {
				set(f, instr, value{k: slice, n: v.n, m: v.m, x: &extra{vs: []value{hi, v.x.vs[1]}}})
				return
			}
			if lo.k == number && hi.k == number {
				if lo.n > hi.n {
					s.end = crashed
					return
				}
				set(f, instr, value{k: slice, n: v.n, m: v.m + lo.n*size, x: &extra{vs: []value{num(hi.n - lo.n), num(hi.n - lo.n)}}})
				return
			}
			s.escape(v)
			s.forget(v.n) // by way of what is not followed
		}
	}
	set(f, instr, s.fresh(instr.Type(), false, ""))
}

// changed forgets what was found out about a map.
func (s *state) changed(m value) {
	s.memos = slices.DeleteFunc(slices.Clone(s.memos), func(memo memo) bool {
		return memo.what == "len" && same(memo.of, m) || memo.what == "lookup" && same(memo.of.x.vs[0], m)
	})
}

// told reports whether a key of a map is surely one of those that are there, or
// surely none.
func (s *state) told(m *object, key value) bool {
	for _, k := range m.keys {
		if same(k, key) {
			return true
		}
	}
	for _, k := range m.keys {
		if _, known := s.equal(s.resolve(k), s.resolve(key)); !known {
			return false
		}
	}
	return true
}

// distinct reports whether no two keys of a map can be one.
func (s *state) distinct(m *object) bool {
	for i, k := range m.keys {
		for _, l := range m.keys[:i] {
			if is, known := s.equal(s.resolve(k), s.resolve(l)); is || !known {
				return false
			}
		}
	}
	return true
}

// clobber makes unknown what a function that is not followed may write to by way of
// an argument: data, and variables. What leads to channels, locks and funcs is for the
// package to change.
func (x *explorer) clobber(s *state, v value, depth int) {
	switch v = s.resolve(v); v.k {
	case iface:
		x.clobber(s, v.x.vs[0], depth)
	case pointer, slice:
		o := s.objs[v.n]
		if o.kind != memory {
			return
		}
		data := true
		for _, t := range o.cells.types {
			data = data && !x.p.carries(t)
		}
		switch {
		case data || v.k == pointer && len(o.cells.vals) == 1:
			s.forget(v.n)
		case v.k == slice && depth > 0:
			for j := range o.cells.vals {
				x.clobber(s, o.cells.vals[j], depth-1)
			}
		}
	}
}

// mapOf resolves a map; one from outside gets an object.
func (s *state) mapOf(v value) value {
	if v.k != symbol {
		return v
	}
	m := value{k: mapping, n: s.add(&object{kind: mapObj, open: true, given: s.sym(v).given})}
	s.bind(v.n, m)
	return m
}

func (x *explorer) mapUpdate(s *state, f *frame, instr *ssa.MapUpdate) {
	m, k, v := s.resolve(x.eval(s, f, instr.Map)), s.resolve(x.eval(s, f, instr.Key)), s.resolve(x.eval(s, f, instr.Value))
	f.pc++
	m = s.mapOf(m)
	if m.k != mapping {
		if m.k == null {
			s.end = crashed
			return
		}
		s.escape(k)
		s.escape(v)
		return
	}
	s.changed(m)
	o := s.object(m.n)
	if o.open {
		s.escape(k)
		s.escape(v)
		o = s.object(m.n)
	}
	for i := range o.keys {
		if same(o.keys[i], k) {
			o.vals[i] = v
			return
		}
	}
	o.keys = append(o.keys, k)
	o.vals = append(o.vals, v)
}

func (x *explorer) lookup(s *state, f *frame, instr *ssa.Lookup) {
	m, k := s.resolve(x.eval(s, f, instr.X)), s.resolve(x.eval(s, f, instr.Index))
	if _, ok := coretype.Of(instr.X.Type()).(*types.Map); ok {
		m = s.mapOf(m)
	}
	elem := instr.Type()
	if instr.CommaOk {
		elem = elem.(*types.Tuple).At(0).Type()
	}
	give := func(v, ok value) {
		if v.k == unset {
			v = s.fresh(elem, false, "")
		}
		if instr.CommaOk {
			v = rec(v, ok)
		}
		set(f, instr, v)
	}
	switch m.k {
	case null:
		give(x.p.zero(elem), num(0))
		return
	case mapping:
		o := s.objs[m.n]
		maybe := false
		for i := range o.keys {
			if same(o.keys[i], k) {
				give(o.vals[i], num(1))
				return
			}
			if !o.keys[i].concrete() || !k.concrete() {
				maybe = true
			}
		}
		if !maybe && !o.open {
			give(x.p.zero(elem), num(0))
			return
		}
		if maybe {
			for _, v := range o.vals {
				s.escape(v)
			}
		}
	}
	x.again = x.again || x.p.behaviour().onContents(instr.X)
	got := s.remember("lookup", rec(m, k), func() value {
		v := s.fresh(elem, false, "")
		s.sym(v).given = m.k == mapping && s.objs[m.n].given
		return rec(v, s.fresh(types.Typ[types.Bool], false, "ok"))
	})
	give(got.x.vs[0], got.x.vs[1])
}

func (x *explorer) next(s *state, i int, f *frame, instr *ssa.Next) []*state {
	it := s.resolve(x.eval(s, f, instr.Iter))
	tuple := instr.Type().(*types.Tuple)
	if it.k != iterator {
		s.end = cut
		return nil
	}
	o := s.object(it.n)
	step := o.step
	o.step++
	part := func(t types.Type, v value) value {
		if v.k == unset {
			return s.fresh(t, false, "")
		}
		return v
	}
	over := o.over
	if over.k == null {
		set(f, instr, rec(num(0), value{}, value{}))
		return nil
	}
	if over.k == mapping && !s.objs[over.n].open {
		m := s.objs[over.n]
		if step < len(m.keys) {
			set(f, instr, rec(num(1), part(tuple.At(1).Type(), m.keys[step]), part(tuple.At(2).Type(), m.vals[step])))
		} else {
			set(f, instr, rec(num(0), value{}, value{}))
		}
		return nil
	}
	if over.k == mapping {
		for _, v := range s.objs[over.n].vals {
			s.escape(v)
		}
	}
	// Of a map or text from outside, as many rounds as it is long.
	more := s.combine(token.LSS, num(step), s.resolve(x.length(s, over, types.Typ[types.Invalid], false)))
	if step > x.most {
		more = num(0)
	}
	k, v := s.fresh(tuple.At(1).Type(), false, ""), s.fresh(tuple.At(2).Type(), false, "")
	s.sym(v).given = over.k == mapping && s.objs[over.n].given
	set(f, instr, rec(more, k, v))
	return nil
}

func (x *explorer) assert(s *state, i int, f *frame, instr *ssa.TypeAssert) []*state {
	v := s.resolve(x.eval(s, f, instr.X))
	want := instr.AssertedType
	give := func(v value, ok bool) {
		if v.k == unset {
			v = s.fresh(want, false, "")
		}
		if instr.CommaOk {
			v = rec(v, boolean(ok))
		} else if !ok {
			s.end = crashed
			return
		}
		set(f, instr, v)
	}
	switch v.k {
	case null:
		give(x.p.zero(want), false)
		return nil
	case iface:
		if types.IsInterface(want) {
			if types.AssignableTo(v.x.typ, want) {
				give(v, true)
			} else {
				give(value{k: null}, false)
			}
			return nil
		}
		if types.Identical(v.x.typ, want) {
			give(v.x.vs[0], true)
		} else {
			give(x.p.zero(want), false)
		}
		return nil
	}
	s.escape(v)
	// Which error it is that came from outside, is the environment's choice as well.
	got := s.remember("assert "+want.String(), v, func() value {
		return rec(s.fresh(want, false, ""), s.fresh(types.Typ[types.Bool], s.free(v), "ok"))
	})
	if instr.CommaOk {
		set(f, instr, got)
	} else {
		set(f, instr, got.x.vs[0])
	}
	return nil
}
