package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// resolve replaces what was decided meanwhile.
func (s *state) resolve(v value) value {
	for v.k == symbol {
		b := s.bound(v.n)
		if b.k == unset {
			return v
		}
		v = b
	}
	if v.k != expr {
		return v
	}
	vs := make([]value, len(v.x.vs))
	for i, p := range v.x.vs {
		vs[i] = s.resolve(p)
	}
	if v.x.op == token.NOT {
		if vs[0].k == number {
			return num(1 - vs[0].n)
		}
		if vs[0].k == expr && vs[0].x.op == token.NOT {
			return vs[0].x.vs[0]
		}
		return value{k: expr, x: &extra{op: token.NOT, vs: vs}}
	}
	return s.combine(v.x.op, vs[0], vs[1])
}

// combine computes what it can, and keeps the rest as an expression.
func (s *state) combine(op token.Token, a, b value) value {
	if a.k == number && b.k == number {
		switch op {
		case token.ADD:
			return num(a.n + b.n)
		case token.SUB:
			return num(a.n - b.n)
		case token.MUL:
			return num(a.n * b.n)
		case token.QUO:
			if b.n != 0 {
				return num(a.n / b.n)
			}
		case token.REM:
			if b.n != 0 {
				return num(a.n % b.n)
			}
		case token.AND:
			return num(a.n & b.n)
		case token.LSS:
			return boolean(a.n < b.n)
		case token.EQL:
			return boolean(a.n == b.n)
		}
	}
	if op == token.EQL {
		if is, known := s.equal(a, b); known {
			return boolean(is)
		}
	}
	if op == token.LSS && a.k == symbol && b.k == number && b.n <= s.sym(a).least && (s.sym(a).length || s.sym(a).least > 0) {
		return num(0)
	}
	for _, f := range s.facts {
		if f.op == token.LSS && f.is { // a is less than b: neither equal nor more
			forth, back := same(f.a, a) && same(f.b, b), same(f.a, b) && same(f.b, a)
			if op == token.EQL && (forth || back) || op == token.LSS && back {
				return num(0)
			}
		}
		if f.op == op && (same(f.a, a) && same(f.b, b) || op == token.EQL && same(f.a, b) && same(f.b, a)) {
			return boolean(f.is)
		}
	}
	return value{k: expr, x: &extra{op: op, vs: []value{a, b}}}
}

// equal compares two values, as far as they are known.
func (s *state) equal(a, b value) (is, known bool) {
	if a.k == symbol {
		a, b = b, a
	}
	if b.k == symbol {
		if same(a, b) {
			return true, true
		}
		for _, n := range s.nots {
			if n.sym == b.n && same(n.is, a) {
				return false, true
			}
		}
		return false, false
	}
	if !a.known() || !b.known() {
		return false, same(a, b)
	}
	if a.concrete() && b.concrete() {
		return same(a, b), true
	}
	if a.k == null || b.k == null {
		return a.k == b.k, true
	}
	if a.k != b.k {
		return false, a.k != iface && b.k != iface
	}
	switch a.k {
	case pointer:
		if a.n == b.n && a.m == b.m {
			return true, true
		}
		if s.objs[a.n].open && s.objs[b.n].open && a.n != b.n {
			return false, false // both from outside: they may be one
		}
		return false, true
	case channel, mapping, ctx:
		return a.n == b.n, true
	case iface:
		if !types.Identical(a.x.typ, b.x.typ) {
			return false, true
		}
		return s.equal(a.x.vs[0], b.x.vs[0])
	}
	return same(a, b), same(a, b)
}

// depth is how deep expressions are kept; what is deeper becomes a new symbol, so
// that a sum in a loop is one state.
const depth = 3

func (v value) depth() int {
	if v.k != expr {
		return 0
	}
	d := 0
	for _, p := range v.x.vs {
		d = max(d, p.depth())
	}
	return d + 1
}

// binary evaluates an operator. Comparisons are told by < and == alone.
func (x *explorer) binary(s *state, op token.Token, a, b value, operands, result types.Type) value {
	a, b = s.resolve(a), s.resolve(b)
	not := func(v value) value { return s.resolve(value{k: expr, x: &extra{op: token.NOT, vs: []value{v}}}) }
	var v value
	switch op {
	case token.EQL:
		v = s.combine(token.EQL, a, b)
	case token.NEQ:
		v = not(s.combine(token.EQL, a, b))
	case token.LSS:
		v = s.combine(token.LSS, a, b)
	case token.GTR:
		v = s.combine(token.LSS, b, a)
	case token.LEQ:
		v = not(s.combine(token.LSS, b, a))
	case token.GEQ:
		v = not(s.combine(token.LSS, a, b))
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM:
		if basic, ok := operands.Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 {
			return s.fresh(result, false, "")
		}
		v = s.combine(op, a, b)
	case token.AND: // as in i&3 == 0
		if a.k != number || b.k != number {
			return s.fresh(result, false, "")
		}
		v = s.combine(op, a, b)
	default:
		return s.fresh(result, false, "")
	}
	if v.depth() > depth {
		v = s.fresh(result, false, "")
		s.sym(v).doubt = true // what it was computed from says more
	}
	return v
}

// unclaimed is so many assumptions that no leak may rest on them.
const unclaimed = 100

// doubtful reports whether a condition depends on what is only not known because
// it was not followed.
func (s *state) doubtful(v value) bool {
	return v.k == symbol && s.sym(v).doubt || v.k == expr && slices.ContainsFunc(v.x.vs, s.doubtful)
}

// assume notes that a choice was made that is not the environment's.
func (s *state) assume(free bool) {
	if s.started && !free {
		s.assumed++
	}
}

// choose notes that a number was chosen. How long a collection is, is free for
// the first: of two, the lengths may depend on each other.
func (s *state) choose(n *sym, loop turning) {
	if n.doubt {
		s.assumed += unclaimed
		return
	}
	if s.started && n.length && !s.length {
		s.length = true
		return
	}
	s.assumeOf(loop, n.free)
}

// A turning is where a goroutine decides whether a loop goes round.
type turning struct {
	at *ssa.BasicBlock
	g  int
}

// again reports whether it was assumed before how often a loop goes round: however often that is, it is one assumption
// for the first such loop. Others may depend on it.
func (s *state) again(loop turning) bool { return loop.at != nil && s.turned == loop }

// assumeOf is assume, of what may decide whether a loop goes round.
func (s *state) assumeOf(loop turning, free bool) {
	before := s.assumed
	s.assume(free || s.again(loop))
	if s.assumed > before && s.turned.at == nil {
		s.turned = loop
	}
}

// decide makes a condition true in s or in another state, which it returns; then
// goes on with both. Loop is where that decides whether a loop goes round, or no place.
func (x *explorer) decide(s *state, cond value, loop turning, then func(s *state, is bool)) []*state {
	neg := false
	for cond.k == expr && cond.x.op == token.NOT {
		neg = !neg
		cond = cond.x.vs[0]
	}
	if cond.k == number {
		then(s, (cond.n != 0) != neg)
		return nil
	}
	expected, told := s.expected(cond)
	if cond.k == expr && cond.x.op == token.LSS && !told {
		if options := x.sizes(s, cond.x.vs[0], cond.x.vs[1]); len(options) > 0 {
			if loop.at != nil {
				options = s.rounds(options)
			}
			return x.split(s, options, loop, func(s *state, o option) {
				then(s, o.is != neg)
			})
		}
	}
	free := s.free(cond)
	other := s.clone()
	for _, way := range []struct {
		s  *state
		is bool
	}{{s, true}, {other, false}} {
		before := way.s.assumed
		switch {
		case s.doubtful(cond), way.is && s.twoPointers(cond):
			way.s.assumed += unclaimed
		case !told:
			way.s.assumeOf(loop, free)
		case way.is != expected:
			way.s.assumed += unclaimed
		}
		if !way.s.learn(cond, way.is, way.s.assumed == before+1) {
			way.s.end = crashed
			continue
		}
		then(way.s, way.is != neg)
	}
	return []*state{other}
}

// twoPointers reports whether a condition asks if two pointers from outside are one.
func (s *state) twoPointers(cond value) bool {
	if cond.k != expr || cond.x.op != token.EQL {
		return false
	}
	from := func(v value) bool {
		switch v.k {
		case symbol:
			t := s.sym(v).typ
			return t != nil && isPointer(t)
		case pointer:
			return s.objs[v.n].open
		}
		return false
	}
	return from(cond.x.vs[0]) && from(cond.x.vs[1])
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// expected returns the outcome of a condition if each call gives what it gave elsewhere.
// It may well differ, but no leak is to rest on that.
func (s *state) expected(cond value) (is, told bool) {
	twin, ok := s.twin(cond, 0)
	if !ok {
		return false, false
	}
	twin = s.resolve(twin)
	return twin.n != 0, twin.k == number
}

// twin replaces the symbols in a value that have twins.
func (s *state) twin(v value, depth int) (_ value, ok bool) {
	switch v.k {
	case symbol:
		if t := s.sym(v).twin; t.k != unset {
			return t, true
		}
	case expr:
		vs := make([]value, len(v.x.vs))
		for i, p := range v.x.vs {
			var is bool
			vs[i], is = s.twin(p, depth+1)
			ok = ok || is
		}
		return value{k: expr, x: &extra{op: v.x.op, vs: vs}}, ok
	}
	return v, false
}

// calledAgain makes the result of a call, the twin of what the same call with the
// same arguments gave elsewhere.
func (x *explorer) calledAgain(s *state, of value, at ssa.Instruction, free bool) value {
	v, ok := at.(ssa.Value)
	if !ok || !x.p.behaviour().marked[v] {
		return whenUsed(free)
	}
	if _, ok := v.Type().Underlying().(*types.Basic); !ok {
		return whenUsed(free)
	}
	got := s.fresh(v.Type(), free, "")
	for i, m := range s.memos {
		if m.what != "call" || !same(m.of, of) {
			continue
		}
		if m.at != at {
			s.sym(got).twin = m.val
			return got
		}
		s.memos = slices.Clone(s.memos)
		s.memos[i].val = got
		return got
	}
	s.memos = append(s.memos, memo{"call", of, got, at})
	return got
}

// learn notes the outcome of a condition. It reports false if that cannot be.
func (s *state) learn(cond value, is, assumed bool) bool {
	switch {
	case cond.k == symbol:
		s.bind(cond.n, boolean(is))
		return true
	case cond.k == expr && cond.x.op == token.EQL:
		a, b := cond.x.vs[0], cond.x.vs[1]
		if a.k != symbol {
			a, b = b, a
		}
		if a.k == symbol && b.known() {
			if !is {
				s.nots = append(s.nots, not{a.n, b, assumed})
				return !s.nameless(a.n)
			}
			// That it is this says that it is nothing else: one assumption for all cases
			// of a switch.
			for _, n := range s.nots {
				if n.sym == a.n && n.assumed {
					s.assumed--
				}
			}
			s.bind(a.n, b)
			return true
		}
	}
	if cond.k == expr {
		s.facts = append(s.facts, decided{cond.x.op, cond.x.vs[0], cond.x.vs[1], is})
	}
	return true
}

// free reports whether a condition is the environment's to decide.
func (s *state) free(v value) bool {
	switch v.k {
	case symbol:
		return s.sym(v).free
	case expr:
		for _, p := range v.x.vs {
			if s.free(p) {
				return true
			}
		}
	}
	return false
}

// An option binds a symbol to a number.
type option struct {
	sym, n int
	is     bool // what it makes of the comparison
}

// sizes lists the few numbers that stand for all that a symbol in a < b can be.
func (x *explorer) sizes(s *state, a, b value) (out []option) {
	add := func(sym, n int, is bool) {
		if info := &s.all.list[sym]; (info.length || info.least > 0) && n < info.least {
			return
		}
		for _, not := range s.nots {
			if not.sym == sym && not.is.k == number && not.is.n == n {
				return
			}
		}
		out = append(out, option{sym, n, is})
	}
	switch {
	case a.k == number && b.k == symbol && integer(s.sym(b).typ):
		add(b.n, a.n, false)
		for k := 1; k <= x.most; k++ {
			add(b.n, a.n+k, true)
		}
	case a.k == symbol && b.k == number && integer(s.sym(a).typ):
		add(a.n, b.n-1, true)
		add(a.n, b.n, false)
		add(a.n, b.n+1, false)
	}
	return out
}

// rounds leaves out that a loop over a number makes no round: who asks for n
// workers means some. A collection may well be empty.
func (s *state) rounds(options []option) []option {
	some := slices.DeleteFunc(slices.Clone(options), func(o option) bool { return o.n <= 0 && !s.all.list[o.sym].length })
	if len(some) == 0 {
		return options
	}
	return some
}

func integer(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// split takes each option in a state of its own; the first is s.
func (x *explorer) split(s *state, options []option, loop turning, then func(*state, option)) (more []*state) {
	x.chosen = true
	states := []*state{s}
	for range options[1:] {
		states = append(states, s.clone())
	}
	for i, o := range options {
		states[i].choose(&s.all.list[o.sym], loop)
		states[i].bind(o.sym, num(o.n))
		then(states[i], o)
	}
	return states[1:]
}

// sized goes on with a number; of one that is not known, with small ones.
func (x *explorer) sized(s *state, n value, then func(*state, int)) []*state {
	n = s.resolve(n)
	switch n.k {
	case number:
		if n.n < 0 {
			s.end = crashed
			return nil
		}
		then(s, n.n)
		return nil
	case symbol:
		if options := x.sizes(s, num(0), n); len(options) > 0 {
			return x.split(s, options, turning{}, func(s *state, o option) { then(s, o.n) })
		}
	case expr: // n-1, 2*n: through the number in it
		if sym, ok := s.inner(n); ok {
			if options := x.sizes(s, num(0), sym); len(options) > 0 {
				return x.split(s, options, turning{}, func(s *state, o option) {
					if v := s.resolve(n); v.k == number && v.n >= 0 {
						then(s, v.n)
					} else {
						s.end = crashed
					}
				})
			}
		}
	}
	s.end = cut
	return nil
}

// inner returns the one symbol in an expression.
func (s *state) inner(v value) (sym value, ok bool) {
	if v.k == symbol {
		return v, true
	}
	for _, p := range v.parts() {
		if p.k == symbol || p.k == expr {
			if ok {
				return value{}, false
			}
			if sym, ok = s.inner(p); !ok {
				return value{}, false
			}
		}
	}
	return sym, ok
}

// sizedOrOpen does so for a slice, whose length may stay a symbol.
func (x *explorer) sizedOrOpen(s *state, n value, then func(*state, value)) []*state {
	n = s.resolve(n)
	if n.k == number && n.n < 0 {
		s.end = crashed
		return nil
	}
	then(s, n)
	return nil
}

// assumptions is how many a decision counts for, that added n: a case of a switch is
// one, though those before it are taken back.
func assumptions(free bool, n int) int {
	if free {
		return max(0, n)
	}
	return max(1, n)
}
