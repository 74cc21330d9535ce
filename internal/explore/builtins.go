package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
)

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
	if _, ok := coretype.Of(t).(*types.Map); ok {
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
	if _, ok := coretype.Of(t).(*types.Slice); ok {
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
	t, ok := coretype.Of(instr.Type()).(*types.Slice)
	if !ok { // of texts and bytes
		return s.fresh(instr.Type(), false, "")
	}
	a := x.sliceOf(s, args[0], instr.Type())
	if len(args) < 2 {
		return a
	}
	b := s.resolve(args[1])
	if b.k == symbol {
		if _, ok := coretype.Of(instr.Call.Args[1].Type()).(*types.Slice); ok {
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
