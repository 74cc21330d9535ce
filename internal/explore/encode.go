package explore

import "encoding/binary"

// An encoder writes a state so that two states are written alike if they go on
// alike: only what can still be reached is written, and objects and symbols
// are numbered in the order in which they are met. An explorer has one for all
// its states.
type encoder struct {
	x    *explorer
	s    *state
	buf  []byte
	objs numbering
	syms numbering
	work []int // objects met
	done int   // how many of them are written
	met  []int // symbols
}

// A numbering numbers things from 0 on in the order in which they are met. To
// begin anew takes no time, however many things there are.
type numbering struct {
	of  []mark
	now int32 // counts the beginnings
	met int
}

type mark struct{ at, n int32 }

// restart forgets all numbers, and makes room for things below size.
func (n *numbering) restart(size int) {
	n.now++
	n.met = 0
	if size > len(n.of) {
		n.of = append(n.of, make([]mark, size-len(n.of))...)
	}
}

// number returns the number of a thing, and whether it is met for the first time.
func (n *numbering) number(thing int) (number int, first bool) {
	is := &n.of[thing]
	if is.at == n.now {
		return int(is.n), false
	}
	*is = mark{n.now, int32(n.met)}
	n.met++
	return int(is.n), true
}

func (n *numbering) has(thing int) bool { return n.of[thing].at == n.now }

// encode returns what a state is written as, which is good until the next one is.
func (x *explorer) encode(s *state) []byte {
	e := &x.encoder
	e.x, e.s = x, s
	e.buf, e.work, e.met, e.done = e.buf[:0], e.work[:0], e.met[:0], 0
	e.objs.restart(len(s.objs))
	e.syms.restart(len(s.all.list))
	e.int(s.assumed)
	e.bool(s.started)
	e.bool(s.length)
	e.int(e.id(s.turned.at))
	e.int(s.turned.g)
	e.bool(s.counted)
	e.bool(s.rests)
	e.int(int(s.end))
	for _, g := range s.gs {
		e.goroutine(g)
	}
	e.objects()
	for j := 0; j < len(e.met); j++ {
		sym := &s.all.list[e.met[j]]
		e.bool(sym.free)
		e.bool(sym.length)
		e.bool(sym.doubt)
		e.int(sym.least)
		e.value(sym.twin)
		for _, n := range s.nots {
			if n.sym == e.met[j] {
				e.value(n.is)
				e.bool(n.assumed)
			}
		}
		e.int(-1)
	}
	e.objects()
	for _, f := range s.facts {
		if e.knows(f.a) && e.knows(f.b) {
			e.int(int(f.op))
			e.value(f.a)
			e.value(f.b)
			e.bool(f.is)
		}
	}
	for _, m := range s.memos {
		if e.knows(m.of) {
			e.text(m.what)
			e.value(m.of)
			e.value(m.val)
			e.int(e.id(m.at))
		}
	}
	for _, at := range s.globals {
		if e.x.p.carries(at.g.Type()) || e.x.p.behaviour().cells[at.g] {
			e.int(e.id(at.g))
			e.value(value{k: pointer, n: at.obj})
		}
	}
	e.objects()
	return e.buf
}

// objects writes those that were met and are not written yet.
func (e *encoder) objects() {
	for ; e.done < len(e.work); e.done++ {
		e.object(e.s.objs[e.work[e.done]])
	}
}

// knows reports whether all that a value is made of was met.
func (e *encoder) knows(v value) bool {
	switch v.k {
	case symbol:
		if b := e.s.bound(v.n); b.k != unset {
			return e.knows(b)
		}
		return e.syms.has(v.n)
	case pointer, slice, channel, mapping, ctx, cancel, iterator, rlocker, onced:
		if !e.objs.has(v.n) {
			return false
		}
	}
	for _, p := range v.parts() {
		if !e.knows(p) {
			return false
		}
	}
	return true
}

func (e *encoder) int(n int) {
	if 0 <= n && n < 64 { // as nearly all are
		e.buf = append(e.buf, byte(n<<1))
		return
	}
	e.buf = binary.AppendVarint(e.buf, int64(n))
}

func (e *encoder) text(s string) { e.int(len(s)); e.buf = append(e.buf, s...) }
func (e *encoder) bool(b bool) {
	if b {
		e.buf = append(e.buf, 1)
	} else {
		e.buf = append(e.buf, 0)
	}
}

// id numbers what does not change during the search.
func (e *encoder) id(v any) int {
	n, ok := e.x.ids[v]
	if !ok {
		n = len(e.x.ids) + 1
		e.x.ids[v] = n
	}
	return n
}

func (e *encoder) goroutine(g *goroutine) {
	e.bool(g.done)
	if g.done {
		return
	}
	e.bool(g.unwinding)
	e.bool(g.turning)
	e.bool(g.panics)
	e.bool(g.recovered)
	e.bool(g.delayed)
	e.bool(g.guarded)
	if g.timer > 0 {
		e.value(value{k: pointer, n: g.timer - 1})
	}
	e.int(g.phase)
	e.int(int(g.after.kind))
	e.value(g.after.at)
	e.bool(g.only != nil)
	if g.only != nil {
		e.call(*g.only)
	}
	e.bool(g.errand != nil)
	if g.errand != nil {
		e.int(int(g.errand.outcome))
		e.bool(g.errand.again)
		e.value(g.errand.ok)
		e.int(len(g.errand.acts))
		for _, a := range g.errand.acts {
			e.int(int(a.kind))
			e.bool(a.way.send)
			e.bool(a.many)
			e.value(a.at)
		}
	}
	e.int(len(g.frames))
	for _, f := range g.frames {
		e.int(f.code.id)
		e.int(f.block.Index)
		e.int(f.pc)
		e.bool(f.resume)
		e.bool(f.quiet)
		e.value(f.instead)
		e.int(int(f.after.kind))
		e.value(f.after.at)
		for _, v := range e.x.liveAt(f) {
			e.value(f.regs[v])
		}
		e.int(len(f.defers))
		for _, d := range f.defers {
			e.call(d)
		}
	}
}

func (e *encoder) call(c call) {
	e.int(e.id(c.at))
	e.value(c.fn)
	for _, a := range c.args {
		e.value(a)
	}
}

func (e *encoder) value(v value) {
	if v.k == symbol {
		if b := e.s.bound(v.n); b.k != unset {
			e.value(b)
			return
		}
	}
	e.int(int(v.k))
	switch v.k {
	case unset, null:
		return
	case number:
		e.int(v.n)
		return
	case symbol:
		n, first := e.syms.number(v.n)
		if first {
			e.met = append(e.met, v.n)
		}
		e.int(n)
		return
	case pointer, slice, channel, mapping, ctx, cancel, iterator, rlocker, onced:
		n, first := e.objs.number(v.n)
		if first {
			e.work = append(e.work, v.n)
		}
		e.int(n)
		e.int(v.m)
	case primitive:
		e.int(v.n)
		e.int(v.m)
	}
	if v.x == nil {
		return
	}
	e.int(int(v.x.op))
	if v.x.fn != nil {
		e.int(e.id(v.x.fn))
	}
	if v.x.typ != nil {
		e.int(e.id(v.x.typ))
	}
	e.text(v.x.s)
	e.int(len(v.x.vs))
	for _, p := range v.x.vs {
		e.value(p)
	}
}

func (e *encoder) object(o *object) {
	e.int(int(o.kind))
	e.bool(o.open)
	switch o.kind {
	case memory:
		e.int(len(o.cells.vals))
		for _, v := range o.cells.vals {
			e.value(v)
		}
	case chanObj:
		e.int(o.cap)
		e.bool(o.closed)
		e.int(len(o.buf))
		for _, v := range o.buf {
			e.value(v)
		}
		if o.ctx > 0 {
			e.value(value{k: ctx, n: o.ctx - 1})
		}
	case ctxObj:
		e.bool(o.cancelled)
		e.bool(o.free)
		if o.parent > 0 {
			e.value(value{k: ctx, n: o.parent - 1})
		}
	case mapObj:
		e.int(len(o.keys))
		for i := range o.keys {
			e.value(o.keys[i])
			e.value(o.vals[i])
		}
	case iterObj:
		e.int(o.step)
		e.value(o.over)
	}
}

// liveAt lists the registers that are needed from where a frame stands.
func (x *explorer) liveAt(f *frame) []int {
	known := f.code.liveAt[f.block.Index]
	if known == nil {
		known = make([][]int, len(f.block.Instrs))
		f.code.liveAt[f.block.Index] = known
	}
	if known[f.pc] != nil {
		return known[f.pc]
	}
	live := f.code.liveIn(f.block, f.pc, f.code.live[f.block])
	regs := []int{}
	for _, v := range f.code.order {
		if live[v] {
			regs = append(regs, f.code.number[v])
		}
	}
	known[f.pc] = regs
	return regs
}
