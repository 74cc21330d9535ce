package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A state is where all goroutines stand, and what they share. States that were
// reached from one another share what did not change.
type state struct {
	own     *version
	gs      []*goroutine
	objs    []*object
	all     *symbols // shared by all states
	known   *bound   // what symbols turned out to be
	nots    []not    // and not to be
	facts   []decided
	globals []globalAt
	memos   []memo

	started  bool    // a goroutine was launched or a lock taken: choices are assumptions from now on
	assumed  int     // assumptions made since
	length   bool    // the length of a collection was chosen
	turned   turning // a loop of which it was assumed how often it goes round
	counted  bool    // a group counts by a number from elsewhere, which is not the length of a collection
	rests    bool    // on what somebody else does with a channel that was given
	settling []int

	turns int // rounds of loops since the last visible operation

	end ending

	past *history
}

// ending says why a state has no successors of interest.
type ending uint8

const (
	goesOn  ending = iota
	crashed        // a panic, or a contradiction: no such path counts
	exited         // the process ended
	cut            // not followed further: anything may happen
)

// A goroutine is a stack of frames. Its index in the state stays its own.
type goroutine struct {
	owner     *version
	frames    []*frame
	phase     int  // of an operation in two steps
	done      bool // ended
	unwinding bool // by Goexit or a panic
	turning   bool // it stands at the head of a loop, to be seen
	panics    bool // a panic is on its way
	recovered bool // and was recovered: the frame returns when its deferred calls are made
	launch    ssa.Instruction
	launcher  int // index of the goroutine that launched it, or -1
	after     hook
	timer     int   // 1 + the timer that starts it
	delayed   bool  // by the timer
	only      *call // of a goroutine that makes one call and has no frame
	errand    *errand
	guarded   bool // who launched it recovers from its panics
}

// A hook runs when a frame or goroutine returns.
type hook struct {
	kind hookKind
	at   value // pointer to the cell
}

type hookKind uint8

const (
	noHook        hookKind = iota
	onceDone               // the func of a Once has returned
	onceKept               // and what it returned is kept
	leaves                 // a goroutine of a group ends
	makesReceiver          // the first of a pair has returned
)

// A frame is a call of a function.
type frame struct {
	owner  *version
	code   *code
	block  *ssa.BasicBlock
	pc     int
	regs   []value
	defers []call
	after  hook
	resume bool // it was deferred, and the goroutine goes on unwinding

	// Of a call that a function of another package makes: what comes of the call
	// of that function, or quiet if more calls follow.
	instead value
	quiet   bool
}

// A call is a function value with its arguments.
type call struct {
	fn      value // function, cancel, or the receiver of an interface method
	builtin string
	method  *types.Func // of an interface
	args    []value
	at      ssa.Instruction
}

// objKind is the kind of an object.
type objKind uint8

const (
	memory objKind = iota
	chanObj
	mapObj
	ctxObj
	iterObj
)

// An object is something made.
type object struct {
	owner *version
	kind  objKind
	site  ssa.Instruction // that made it; nil for what came from outside
	open  bool            // code that is not followed may use it
	given bool            // by the caller of the root

	cells layoutCells

	// Of channels.
	cap    int
	buf    []value
	closed bool
	ctx    int // 1 + the context whose Done this is

	// Of contexts.
	parent    int  // 1 + the parent
	cancelled bool // so far
	free      bool // the environment may cancel it at any time

	// Of maps (values beside keys), and iterators (the map or text, and how far).
	keys, vals []value
	over       value
	step       int
}

// layoutCells are cells with their types, by which those that were not written
// are read.
type layoutCells struct {
	types layout
	vals  []value
	elems int // cells of an element if it grows by need (a slice that came from outside); else 0
	elem  layout
	zero  bool // what grows is zero, not unknown
}

// symbols are those of all states of one search.
type symbols struct {
	list   []sym
	p      *Program
	walked int // bounds looked at that were not paid for yet
}

// A bound says what a symbol is. States share those that they were made with.
type bound struct {
	sym    int
	to     value
	before *bound
}

// A not says what a symbol is not.
type not struct {
	sym     int
	is      value
	assumed bool // that was an assumption
}

// A sym is what is known of a symbol from the first.
type sym struct {
	typ    types.Type
	free   bool  // a choice of the environment
	length bool  // of a collection
	given  bool  // by the caller of the root, or what can be reached from there
	doubt  bool  // no leak is to rest on what it is
	least  int   // it is no less, if it is a number
	twin   value // what the same call gave elsewhere, or unset
	name   string
}

// decided is a comparison whose outcome was chosen.
type decided struct {
	op   token.Token
	a, b value
	is   bool
}

type globalAt struct {
	g   *ssa.Global
	obj int
}

// A memo keeps what was derived from a value, so that asking again gives the same.
type memo struct {
	what string
	of   value
	val  value
	at   ssa.Instruction // of a call
}

// A version owns what may be written in place: a state gives up what it wrote
// when it is cloned.
type version struct{ _ byte }

func (s *state) clone() *state {
	s.own = new(version)
	mem := s.memory()
	c := mem.states.one(*s)
	c.own = new(version)
	c.gs = mem.groups.clone(s.gs)
	c.objs = mem.made.clone(s.objs)
	c.nots = slices.Clip(s.nots)
	c.facts = slices.Clip(s.facts)
	c.globals = slices.Clip(s.globals)
	c.memos = slices.Clip(s.memos)
	c.settling = slices.Clone(s.settling)
	return c
}

// memory is where what a state is made of lies.
func (s *state) memory() *arena { return &s.all.p.arena }

// goroutine returns goroutine i for writing.
func (s *state) goroutine(i int) *goroutine {
	g := s.gs[i]
	if g.owner != s.own {
		mem := s.memory()
		g = mem.goroutines.one(*g)
		g.owner = s.own
		g.frames = mem.stacks.clone(g.frames)
		s.gs[i] = g
	}
	return g
}

// top returns the innermost frame of goroutine i for writing.
func (s *state) top(i int) *frame { return s.frame(i, len(s.gs[i].frames)-1) }

func (s *state) frame(i, depth int) *frame {
	g := s.goroutine(i)
	f := g.frames[depth]
	if f.owner != s.own {
		mem := s.memory()
		f = mem.frames.one(*f)
		f.owner = s.own
		f.regs = mem.values.clone(f.regs)
		f.defers = slices.Clip(f.defers)
		g.frames[depth] = f
	}
	return f
}

// object returns object i for writing.
func (s *state) object(i int) *object {
	o := s.objs[i]
	if o.owner != s.own {
		mem := s.memory()
		o = mem.objects.one(*o)
		o.owner = s.own
		o.cells.types = slices.Clip(o.cells.types)
		o.cells.vals = mem.values.clone(o.cells.vals)
		o.buf = slices.Clip(o.buf)
		o.keys = mem.values.clone(o.keys)
		o.vals = mem.values.clone(o.vals)
		s.objs[i] = o
	}
	return o
}

func (s *state) add(o *object) int {
	o.owner = s.own
	s.objs = append(s.objs, o)
	return len(s.objs) - 1
}

// fresh returns a new symbol.
func (s *state) fresh(t types.Type, free bool, name string) value {
	s.all.list = append(s.all.list, sym{typ: t, free: free, name: name})
	return value{k: symbol, n: len(s.all.list) - 1}
}

// sym returns what a symbol is.
func (s *state) sym(v value) *sym { return &s.all.list[v.n] }

// bound returns what a symbol turned out to be, or an unset value.
func (s *state) bound(sym int) value {
	for b := s.known; b != nil; b = b.before {
		s.all.walked++
		if b.sym == sym {
			return b.to
		}
	}
	return value{}
}

func (s *state) bind(sym int, to value)    { s.known = &bound{sym, to, s.known} }
func (s *state) exclude(sym int, to value) { s.nots = append(s.nots, not{sym: sym, is: to}) }

// some takes a number that is asked for to be one or more.
func (s *state) some(n value) {
	s.exclude(n.n, num(0))
	s.exclude(n.n, num(-1))
}

// remember returns what was derived from v before, or derives it.
func (s *state) remember(what string, v value, derive func() value) value {
	for _, m := range s.memos {
		if m.what == what && same(m.of, v) {
			return m.val
		}
	}
	d := derive()
	s.memos = append(s.memos, memo{what: what, of: v, val: d})
	return d
}

// same reports whether two values are the same for sure.
func same(a, b value) bool {
	if a.k != b.k || a.n != b.n || a.m != b.m {
		return false
	}
	if a.x == b.x {
		return true
	}
	if a.x == nil || b.x == nil {
		return false
	}
	if a.x.op != b.x.op || a.x.fn != b.x.fn || a.x.s != b.x.s || len(a.x.vs) != len(b.x.vs) {
		return false
	}
	if a.x.typ != b.x.typ && (a.x.typ == nil || b.x.typ == nil || !types.Identical(a.x.typ, b.x.typ)) {
		return false
	}
	for i := range a.x.vs {
		if !same(a.x.vs[i], b.x.vs[i]) {
			return false
		}
	}
	return true
}

// alloc makes a memory object of a type.
func (s *state) alloc(p *Program, t types.Type, site ssa.Instruction) value {
	l := p.layoutOf(t)
	o := &object{kind: memory, site: site}
	o.cells = layoutCells{types: l, vals: p.zeroCells(t)}
	return value{k: pointer, n: s.add(o)}
}

// outside makes an object of which nothing is known but its type.
func (s *state) outside(p *Program, t types.Type) value {
	l := p.layoutOf(t)
	o := &object{kind: memory, open: true}
	o.cells = layoutCells{types: l, vals: p.unknownCells(l)}
	return value{k: pointer, n: s.add(o)}
}

// unknownCells are unset, but for primitives, which are taken to be at rest.
func (p *Program) unknownCells(l layout) []value {
	cells := make([]value, len(l))
	for i, t := range l {
		if z := p.zeroCell(t); z.k == primitive {
			cells[i] = z
		}
	}
	return cells
}

// ctxDone reports whether a context is done, and whether the environment may end it.
func (s *state) ctxDone(i int) (done, may bool) {
	for i > 0 {
		o := s.objs[i-1]
		if o.cancelled {
			return true, true
		}
		if o.free {
			may = true
		}
		i = o.parent
	}
	return false, may
}

// cancelFree ends a context as the environment may: through the nearest of it and its
// ancestors that may end so.
func (s *state) cancelFree(i int) {
	for i > 0 {
		if s.objs[i-1].free {
			s.object(i - 1).cancelled = true
			return
		}
		i = s.objs[i-1].parent
	}
}

// escape marks all that can be reached from a value as open.
func (s *state) escape(v value) {
	switch v.k {
	case pointer, slice, channel, mapping, rlocker, iterator, onced:
		s.openObject(v.n)
	case cancel:
		s.object(v.n).free = true
	case symbol:
		if b := s.bound(v.n); b.k != unset {
			s.escape(b)
		}
	}
	for i, p := range v.parts() {
		s.escape(p)
		if v.k == function && p.k == pointer && s.all.p.writes(v.x.fn, i) {
			s.forget(p.n)
		}
	}
}

// forget makes what lies in an object unknown, but for primitives.
func (s *state) forget(i int) {
	o := s.object(i)
	if o.kind != memory {
		return
	}
	for j, v := range o.cells.vals {
		if v.k != primitive {
			o.cells.vals[j] = value{}
		}
	}
}

func (s *state) openObject(i int) {
	if s.objs[i].open {
		return
	}
	o := s.object(i)
	o.open = true
	for _, list := range [][]value{o.cells.vals, o.buf, o.keys, o.vals, {o.over}} {
		for _, v := range list {
			s.escape(v)
		}
	}
}
