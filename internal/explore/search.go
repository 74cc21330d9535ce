package explore

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// A Leak is a state in which goroutines are stuck for ever.
type Leak struct {
	Root  *ssa.Function
	Stuck []Stuck // all that are stuck in one state
	Steps []Step
	// Assumed counts the choices of the witness that are not the environment's.
	Assumed int
	// Rests says that the witness needs somebody else to use a channel that was
	// given to the root.
	Rests bool
}

// Stuck is where a goroutine stands.
type Stuck struct {
	At     ssa.Instruction // of the operation: a send, receive, select, call or defer
	Pos    token.Pos
	Op     Op
	Launch ssa.Instruction // nil for the caller of the root
	Left   int             // how many would be stuck still, if its operation were served
	Nil    bool            // the channel is nil
	Held   bool            // the lock is held by the same goroutine
	Alone  bool            // no other operation on the channel was met that could serve it
	Made   token.Pos       // where the object of the operation was made, if there is one
	From   ssa.Value       // the channel, or nil
}

// Op is what a goroutine is stuck at.
type Op uint8

const (
	Send Op = iota
	Receive
	Select
	Wait
	Lock
	RLock
	CondWait
	OnceDo
)

// A Result is what came of exploring a root.
type Result struct {
	Leaks  []*Leak
	Kept   []*Kept
	States int  // how many were looked at
	Whole  bool // nothing was left out
	runs   map[*ssa.Function]bool
}

// Runs reports whether fn ran when the root was explored.
func (r *Result) Runs(fn *ssa.Function) bool { return r.runs[fn] }

// Explore looks for goroutines that get stuck when fn is called.
func (p *Program) Explore(fn *ssa.Function) *Result {
	r := new(Result)
	if len(fn.Blocks) == 0 || len(fn.Blocks) > maxBlocks {
		return r
	}
	for most := 2; ; most++ {
		x := p.explorer(fn, most)
		n := x.search(r)
		r.States += n
		if len(r.Leaks) > 0 || most == 3 || n > fewStates || !x.chosen {
			break
		}
	}
	if len(r.Leaks) == 0 && !r.Whole && p.selfContained(fn) {
		// With all that it calls it is too large: once more with the calls that
		// have nothing to do with what it makes left out.
		x := p.explorer(fn, 2)
		x.shallow, x.limit = true, 3*maxSteps
		r.States += x.search(r)
		r.Whole = false
	}
	return r
}

func (p *Program) explorer(fn *ssa.Function, most int) *explorer {
	return &explorer{
		p: p, root: fn, most: most, limit: maxSteps,
		ids: make(map[any]int), runs: make(map[*ssa.Function]bool), met: make(map[ssa.Instruction]uint8), keepings: make(map[token.Pos]*keeping),
	}
}

// selfContained reports whether a function both makes what goroutines block on and
// launches them itself.
func (p *Program) selfContained(fn *ssa.Function) bool {
	makes, launches := false, false
	for instr := range flow.Instrs(fn) {
		makes = makes || p.makesPrimitive(instr, nil)
		launches = launches || p.launches(instr)
	}
	return makes && launches
}

// fewStates is how many states a root may have to be explored once more, with larger
// collections.
const fewStates = 300

// patience is how many states are looked at before one that has an operation
// that can be claimed at all.
const patience = 80

// node is a state in the graph of those that were reached.
type node struct {
	s       *state
	depth   int
	parent  int
	via     move
	edges   []edge
	whole   bool // all its moves were made
	crashes bool // by one of them
}

type edge struct {
	to    int
	who   [2]int
	again bool
	move  int      // which of its node's moves: one move has several ends if it decides something
	past  *history // what led to this end; the node's own may have come another way
}

func (x *explorer) search(r *Result) int {
	defer x.p.arena.reset()
	var nodes []*node
	seen := make(map[string]int)
	add := func(s *state, parent int, via move) (int, bool) {
		key := x.encode(s)
		if i, ok := seen[string(key)]; ok {
			return i, false
		}
		depth := 0
		if parent >= 0 {
			depth = nodes[parent].depth + 1
		}
		seen[string(key)] = len(nodes)
		nodes = append(nodes, &node{s: s, parent: parent, via: via, depth: depth})
		return len(nodes) - 1, true
	}
	first, who := x.start()
	for _, s := range x.settleAll([]*state{first}, who...) {
		add(s, -1, move{who: [2]int{-1, -1}})
	}
	expand := func(i int) {
		n := nodes[i]
		if n.s.end != goesOn {
			n.whole = n.s.end == crashed
			return
		}
		for k, m := range x.moves(n.s) {
			if len(m.to) == 0 {
				n.crashes = true
			}
			for _, to := range m.to {
				j, _ := add(to, i, m)
				n.edges = append(n.edges, edge{j, m.who, m.again, k, to.past})
			}
		}
		n.whole = true
	}
	i := 0
	for ; i < len(nodes) && len(nodes) < maxStates && x.steps < x.limit; i++ {
		if i > patience && !x.matters {
			break // all that is met is open
		}
		expand(i)
	}
	if x.matters {
		// Where the root has returned, little is left to do: that is done in any case.
		x.limit += x.limit / 4
		for ; i < len(nodes) && len(nodes) < maxStates+maxStates/4 && x.steps < x.limit; i++ {
			if nodes[i].s.gs[0].done {
				expand(i)
			}
		}
	}
	r.runs, r.Whole = x.runs, true
	for _, n := range nodes {
		if !n.whole && n.s.end != exited {
			r.Whole = false
		}
	}
	r.Leaks = x.stuck(nodes)
	r.Kept = nil
	for _, k := range x.keepings {
		if k.kept != nil && k.released {
			r.Kept = append(r.Kept, k.kept)
		}
	}
	slices.SortFunc(r.Kept, func(a, b *Kept) int { return cmp.Compare(a.At, b.At) })
	return len(nodes)
}

// stuck finds the goroutines that stand at an operation from which no way leads on.
func (x *explorer) stuck(nodes []*node) []*Leak {
	back := make([][]int, len(nodes))
	for i, n := range nodes {
		for _, e := range n.edges {
			back[e.to] = append(back[e.to], i)
		}
	}
	waiting := polls(nodes)
	stuckIn := make([][]int, len(nodes))
	most := 0
	for _, n := range nodes {
		most = max(most, len(n.s.gs))
	}
	for g := range most {
		// From where can g still leave its operation?
		on := make([]bool, len(nodes))
		var work []int
		mark := func(i int) {
			if !on[i] {
				on[i] = true
				work = append(work, i)
			}
		}
		for i, n := range nodes {
			if !n.whole || n.crashes || waiting[i] {
				mark(i)
			}
			for _, e := range n.edges {
				if e.who[0] == g || e.who[1] == g {
					mark(i)
				}
			}
		}
		for len(work) > 0 {
			i := work[len(work)-1]
			work = work[:len(work)-1]
			for _, j := range back[i] {
				mark(j)
			}
		}
		for i, n := range nodes {
			if g < len(n.s.gs) && !on[i] && !n.s.gs[g].done && n.s.end == goesOn {
				stuckIn[i] = append(stuckIn[i], g)
			}
		}
	}
	final := finals(nodes, back, func(i int) int { return len(stuckIn[i]) })
	type place struct {
		at     ssa.Instruction
		launch ssa.Instruction
	}
	at := make(map[place][]int)
	var order []place
	for i, n := range nodes {
		for _, g := range stuckIn[i] {
			key := place{x.instr(n.s, g), n.s.gs[g].launch}
			if len(at[key]) == 0 {
				order = append(order, key)
			}
			at[key] = append(at[key], i)
		}
	}
	var leaks []*Leak
	for _, key := range order {
		i, assumed, idle := best(nodes, at[key], final)
		if assumed > 1 {
			continue
		}
		n := nodes[i]
		l := &Leak{Root: x.root, Assumed: assumed, Rests: n.s.rests, Steps: x.witness(n.s, stuckIn[i], idle)}
		left := make([]int, len(stuckIn[i]))
		if len(left) > 1 {
			left = x.cause(n.s, stuckIn[i])
		}
		for k, g := range stuckIn[i] {
			st := x.stuckAt(n.s, g)
			st.Left = left[k]
			l.Stuck = append(l.Stuck, st)
		}
		leaks = append(leaks, l)
	}
	return leaks
}

// polls tells the nodes on a circle in which something is read again and again that
// others may change: who goes round there waits for somebody who is not followed.
func polls(nodes []*node) []bool {
	circle := circles(nodes)
	out := make([]bool, len(nodes))
	for i, n := range nodes {
		for _, e := range n.edges {
			out[i] = out[i] || e.again && circle[i] == circle[e.to]
		}
	}
	return out
}

// circles numbers the nodes so that two have the same number if each can be
// reached from the other (Tarjan, "Depth-first search and linear graph algorithms").
func circles(nodes []*node) []int {
	num, low, circle := make([]int, len(nodes)), make([]int, len(nodes)), make([]int, len(nodes))
	var stack []int
	on := make([]bool, len(nodes))
	n := 0
	var visit func(int)
	visit = func(i int) {
		n++
		num[i], low[i] = n, n
		stack = append(stack, i)
		on[i] = true
		for _, e := range nodes[i].edges {
			if num[e.to] == 0 {
				visit(e.to)
				low[i] = min(low[i], low[e.to])
			} else if on[e.to] {
				low[i] = min(low[i], num[e.to])
			}
		}
		if low[i] != num[i] {
			return
		}
		for {
			j := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			on[j] = false
			circle[j] = i
			if j == i {
				return
			}
		}
	}
	for i := range nodes {
		if num[i] == 0 {
			visit(i)
		}
	}
	return circle
}

// stuckAt describes where goroutine g stands.
func (x *explorer) stuckAt(s *state, g int) Stuck {
	o := x.pending(s, g)
	st := Stuck{At: x.instr(s, g), Launch: s.gs[g].launch}
	st.Pos = x.posOf(s, g, o)
	made := func(v value) {
		if v.k == channel || v.k == pointer {
			if site := s.objs[v.n].site; site != nil {
				st.Made = site.Pos()
			}
		}
	}
	switch o.kind {
	case opChan:
		switch {
		case len(o.alts) != 1:
			st.Op = Select
		case o.alts[0].send:
			st.Op = Send
		default:
			st.Op = Receive
		}
		st.Nil, st.Alone = true, true
		if len(o.alts) == 1 {
			st.From = o.alts[0].from
		}
		for _, a := range o.alts {
			if st.Made == token.NoPos {
				made(a.ch)
			}
			st.Nil = st.Nil && a.ch.k == null
			if a.ch.k == channel {
				others := sends | closes
				if a.send {
					others = receives
				}
				st.Alone = st.Alone && x.met[s.objs[a.ch.n].site]&others == 0
			}
		}
		return st
	case opWait:
		st.Op = Wait
	case opLock, opRLock:
		st.Op = Lock
		if o.kind == opRLock {
			st.Op = RLock
		}
		st.Held = s.objs[o.at.n].cells.vals[o.at.m].n == g+1
	case opCondWait:
		st.Op = CondWait
	case opOnce:
		st.Op = OnceDo
		st.Held = s.within(g, o.at)
	}
	made(o.at)
	return st
}

// within reports whether goroutine g is in the func of a Once.
func (s *state) within(g int, once value) bool {
	return slices.ContainsFunc(s.gs[g].frames, func(f *frame) bool { return f.after.kind != noHook && same(f.after.at, once) })
}

// posOf is the innermost position in the user's code of an operation.
func (x *explorer) posOf(s *state, g int, o op) token.Pos {
	if o.call.at != nil && o.call.at.Pos().IsValid() && x.ours(o.call.at.Parent()) {
		return o.call.at.Pos()
	}
	frames := s.gs[g].frames
	for _, f := range slices.Backward(frames) {
		instr := f.block.Instrs[f.pc]
		if instr.Pos().IsValid() && x.ours(f.code.fn) {
			return instr.Pos()
		}
	}
	if l := s.gs[g].launch; l != nil {
		return l.Pos()
	}
	return token.NoPos
}

func (x *explorer) ours(fn *ssa.Function) bool { return fn != nil && fn.Pkg == x.p.Pkg }

// finals tells the nodes after which a measure, that only grows along the edges,
// does not grow any more.
func finals(nodes []*node, back [][]int, measure func(int) int) []bool {
	most := make([]int, len(nodes))
	work := make([]int, len(nodes))
	for i := range nodes {
		most[i] = measure(i)
		work[i] = i
	}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		for _, j := range back[i] {
			if most[j] < most[i] {
				most[j] = most[i]
				work = append(work, j)
			}
		}
	}
	final := make([]bool, len(nodes))
	for i := range nodes {
		final[i] = most[i] == measure(i)
	}
	return final
}
