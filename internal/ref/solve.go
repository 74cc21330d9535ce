package ref

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxSet bounds the objects of one node; beyond it the value is as good as
// external. (Tables of thousands of funcs are not worth following.)
const maxSet = 200

func (g *Graph) newNode() *node { return new(node) }

// small is up to how many objects a set is searched rather than indexed: most
// hold one or two.
const small = 16

func (n *node) contains(o *Object) bool {
	if n.has != nil {
		return n.has[o]
	}
	return slices.Contains(n.set, o)
}

func (n *node) insert(o *Object) {
	n.set = append(n.set, o)
	switch {
	case n.has != nil:
		n.has[o] = true
	case len(n.set) > small:
		n.has = make(map[*Object]bool, 2*small)
		for _, o := range n.set {
			n.has[o] = true
		}
	}
}

// at returns the node of a key, made at need.
func (g *Graph) at(key any) *node {
	n := g.nodes[key]
	if n == nil {
		n = g.newNode()
		g.nodes[key] = n
	}
	return n
}

func (g *Graph) add(n *node, o *Object) {
	if n.contains(o) {
		return
	}
	if len(n.set) >= maxSet && o.Kind != External {
		o2 := g.external("too many")
		g.contentOf(o).sink |= MaySend | MayReceive
		g.escape(o, MaySend|MayReceive)
		g.add(n, o2)
		return
	}
	n.insert(o)
	if !n.dirty {
		n.dirty = true
		g.work = append(g.work, n)
	}
}

func (g *Graph) edge(from, to *node) {
	if from == nil || to == nil || from == to {
		return
	}
	if from.linked[to] {
		return
	}
	if from.linked == nil {
		from.linked = make(map[*node]bool)
	}
	from.linked[to] = true
	from.succ = append(from.succ, to)
	for _, o := range from.set {
		g.add(to, o)
	}
}

func (g *Graph) load(ptr, to *node) {
	ptr.loads = append(ptr.loads, to)
	for _, o := range ptr.set {
		g.edge(g.contentOf(o), to)
	}
}

func (g *Graph) store(ptr, from *node) {
	ptr.stores = append(ptr.stores, from)
	for _, o := range ptr.set {
		g.edge(from, g.intakeOf(o))
	}
}

// external returns the one external object for a reason.
func (g *Graph) external(why string) *Object {
	o := g.externals[why]
	if o == nil {
		o = &Object{Kind: External, Why: why, escaped: MayReceive | MaySend}
		o.content = g.newNode()
		g.externals[why] = o
		g.add(o.content, o)
		o.content.sink = MayReceive | MaySend
	}
	return o
}

func (g *Graph) contentOf(o *Object) *node {
	if o.content == nil {
		o.content = g.newNode()
	}
	return o.content
}

// intakeOf is where what is stored in o goes: for an external object out of
// sight, and not back out of some other one.
func (g *Graph) intakeOf(o *Object) *node {
	if o.Kind != External && o.Kind != Param {
		return g.contentOf(o)
	}
	if g.away == nil {
		g.away = g.newNode()
		g.away.sink = MayReceive | MaySend
	}
	return g.away
}

// escape notes that o got out of sight: what it holds may be taken or
// replaced there, and funcs may be called from there.
func (g *Graph) escape(o *Object, how Escape) {
	o.kept |= how
	if o.escaped|how == o.escaped {
		return
	}
	o.escaped |= how
	if o.Kind == Func {
		g.calledFromOutside(o)
		return
	}
	c := g.contentOf(o)
	if how&MaySend != 0 {
		g.add(c, g.external("escapes"))
	}
	if how&MayReceive != 0 {
		c.sink |= MayReceive | MaySend
		for _, in := range c.set {
			g.escape(in, MayReceive|MaySend)
		}
	}
}

// calledFromOutside gives the parameters of a func that others may call
// values from outside, and lets its results out.
func (g *Graph) calledFromOutside(o *Object) {
	fn := o.Fn
	if o.Kind != Func || !g.funcs[fn] {
		return // of what is handed through, the parameters are not ours
	}
	skip := 0
	if o.Bound != nil {
		skip = 1
	}
	for i, p := range fn.Params {
		if i >= skip && g.follows(p.Type()) {
			g.add(g.at(p), g.external("called from outside"))
		}
	}
	g.resultsEscape(fn)
}

func (g *Graph) resultsEscape(fn *ssa.Function) {
	res := fn.Signature.Results()
	for i := range res.Len() {
		if g.follows(res.At(i).Type()) {
			g.sinkInto(g.at(resultKey{fn, i}), res.At(i).Type())
		}
	}
}

// sinkInto lets what reaches n out of sight, as far as its static type t
// allows: nobody can close or send on a receive-only channel.
func (g *Graph) sinkInto(n *node, t types.Type) {
	how := MayReceive | MaySend
	if ch, ok := types.Unalias(t).Underlying().(*types.Chan); ok {
		switch ch.Dir() {
		case types.RecvOnly:
			how = MayReceive
		case types.SendOnly:
			how = MaySend
		}
	}
	if n.sink|how == n.sink {
		return
	}
	n.sink |= how
	for _, o := range n.set {
		g.escape(o, how)
	}
}

// solve propagates until nothing changes, resolving dynamic calls as the
// funcs that may be called become known.
func (g *Graph) solve() {
	for len(g.work) > 0 {
		n := g.work[len(g.work)-1]
		g.work = g.work[:len(g.work)-1]
		n.dirty = false
		fresh := n.set[n.queued:]
		n.queued = len(n.set)
		for _, o := range fresh {
			if n.sink != 0 {
				g.escape(o, n.sink)
			}
			for _, to := range n.succ {
				g.add(to, o)
			}
			for _, to := range n.loads {
				g.edge(g.contentOf(o), to)
			}
			for _, from := range n.stores {
				g.edge(from, g.intakeOf(o))
			}
			for _, call := range g.calls[n] {
				if call == nil { // called by another package's function
					g.calledFromOutside(o)
				} else {
					g.bindDynamic(call, o)
				}
			}
		}
	}
}

// spread hands the operations to the objects that they are done to.
func (g *Graph) spread() {
	for _, p := range g.pending {
		wild := len(p.n.set) == 0
		for _, o := range p.n.set {
			o.ops = append(o.ops, p.op)
			wild = wild || o.Kind == External && holes[o.Why]
		}
		if ch, ok := types.Unalias(p.t).Underlying().(*types.Chan); ok && wild {
			g.wild = append(g.wild, wildOp{p.op, ch.Elem()})
		}
	}
}

// holes are the reasons of external objects that may well be objects of this
// package, which the analysis lost.
var holes = map[string]bool{
	"array value": true, "element": true, "iteration": true, "tuple": true,
	"conversion": true, "type parameter": true, "too many": true, "unsafe": true,
	"recovered": true,
}

// wildly reports whether an operation of one of the kinds may be done to a
// channel of the type, by code that could not be followed.
func (g *Graph) wildly(t types.Type, kinds []OpKind) bool {
	ch, ok := types.Unalias(t).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	for _, w := range g.wild {
		if slices.Contains(kinds, w.op.Kind) && (types.Identical(w.elem, ch.Elem()) || parameterized(w.elem) || parameterized(ch.Elem())) {
			return true
		}
	}
	return false
}

func parameterized(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}
