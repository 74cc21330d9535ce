package ref

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// call handles every call, go and defer.
func (g *Graph) call(fn *ssa.Function, call ssa.CallInstruction) {
	c := call.Common()
	switch f := c.Value.(type) {
	case *ssa.Builtin:
		g.builtin(fn, call, f)
		return
	}
	if c.IsInvoke() {
		g.invoke(fn, call)
		return
	}
	if callee := c.StaticCallee(); callee != nil {
		target := Target(callee)
		skip := 0
		if _, ok := c.Value.(*ssa.MakeClosure); ok && target != callee {
			skip = 1 // bound method: the receiver was bound by closure
		}
		g.bind(fn, call, target, skip)
		return
	}
	if obj := g.holder(c.Value); obj != nil {
		g.said(call, g.saidOf(obj), c.Args, 0)
	}
	n := g.value(c.Value)
	if n == nil {
		g.callUnknown(call, "dynamic call")
		return
	}
	kind := Call
	if _, ok := call.(*ssa.Go); ok {
		kind = Launch
	}
	g.op(kind, fn, call, c.Value)
	g.calls[n] = append(g.calls[n], call)
	for _, o := range n.set {
		g.bindDynamic(call, o)
	}
}

// bindDynamic connects a call of a func value, or of an interface's method,
// to one of the things the value may be.
func (g *Graph) bindDynamic(call ssa.CallInstruction, o *Object) {
	key := callKey{call, o}
	if g.done[key] {
		return
	}
	g.done[key] = true
	c := call.Common()
	switch {
	case o.Kind == Func:
		skip := 0
		if o.Bound != nil {
			skip = 1
		}
		g.bind(call.Parent(), call, o.Fn, skip)
	case o.Kind == Dynamic && c.IsInvoke():
		if m := g.method(o.Type, c.Method.Pkg(), c.Method.Name()); m != nil {
			if box, ok := o.Site.(*ssa.MakeInterface); ok && len(m.Params) > 0 {
				g.edge(g.value(box.X), g.value(m.Params[0]))
			}
			g.bindMethod(call, m)
		}
	case o.Kind == Context && c.IsInvoke():
		// Done, Err, Value, Deadline: no effect on anything we follow.
	case o.via != nil && c.IsInvoke() && g.viaResult(call, o):
	default:
		if c.IsInvoke() && o.Kind != External && o.Kind != Param {
			g.escape(o, MayReceive|MaySend) // a method called through a type parameter
		}
		g.callUnknown(call, "dynamic call")
	}
}

func (g *Graph) bindMethod(call ssa.CallInstruction, m *ssa.Function) {
	c := call.Common()
	if !g.funcs[m] {
		g.outside(call, m, c.Args, 1)
		return
	}
	for i, a := range c.Args {
		if i+1 < len(m.Params) {
			g.pass(a, m.Params[i+1])
		}
	}
	if obj, ok := m.Object().(*types.Func); ok {
		g.said(call, g.saidOf(obj), c.Args, 1)
	}
	g.results(call, m)
}

// invoke is a call of an interface's method.
func (g *Graph) invoke(fn *ssa.Function, call ssa.CallInstruction) {
	c := call.Common()
	out := g.env.Outside(c.Method)
	if out.Func != nil {
		g.effectsAt(call, out, append([]ssa.Value{c.Value}, c.Args...), 0)
		if c.Method.Pkg() != g.pkg || g.saidOf(c.Method) == nil {
			return
		}
		// What implements it here is called all the same.
	}
	n := g.value(c.Value)
	if n == nil {
		g.callUnknown(call, "interface call")
		return
	}
	if _, ok := types.Unalias(c.Value.Type()).(*types.TypeParam); ok {
		// Any type may be meant: those of this package that have such a method,
		// and others.
		for _, m := range g.methods[c.Method.Name()] {
			g.bindMethod(call, m)
		}
		g.callUnknown(call, "type parameter")
	}
	g.calls[n] = append(g.calls[n], call)
	for _, o := range n.set {
		g.bindDynamic(call, o)
	}
}

// bind connects arguments to the parameters of a known function.
func (g *Graph) bind(fn *ssa.Function, call ssa.CallInstruction, callee *ssa.Function, skip int) {
	c := call.Common()
	if kind, ok := g.groupOp(callee); ok && len(c.Args) > 0 {
		g.op(kind, fn, call, c.Args[0])
		if kind != Add {
			return
		}
	}
	if !g.funcs[callee] {
		g.outside(call, callee, c.Args, skip)
		return
	}
	for i, a := range c.Args {
		if j := i + skip; j < len(callee.Params) {
			g.pass(a, callee.Params[j])
		}
	}
	if obj, ok := callee.Object().(*types.Func); ok {
		g.said(call, g.saidOf(obj), c.Args, skip)
	}
	g.results(call, callee)
}

// pass connects an argument to a parameter. No value may be lost on the way
// because only one of the two is followed.
func (g *Graph) pass(a ssa.Value, p *ssa.Parameter) {
	from := g.value(a)
	_, none := a.(*ssa.Const)
	switch {
	case !g.follows(p.Type()):
		g.lost(a)
	case from != nil:
		g.edge(from, g.at(p))
	case !none:
		g.add(g.at(p), g.external("type parameter"))
	}
}

func (g *Graph) groupOp(callee *ssa.Function) (OpKind, bool) {
	obj, ok := callee.Object().(*types.Func)
	if !ok || obj.Signature().Recv() == nil {
		return 0, false
	}
	return g.env.GroupOp(obj.Origin())
}

// results connects a callee's results to the call's value.
func (g *Graph) results(call ssa.CallInstruction, callee *ssa.Function) {
	v, ok := call.(*ssa.Call)
	if !ok {
		return
	}
	res := callee.Signature.Results()
	actual := call.Common().Signature().Results()
	for i := range res.Len() {
		switch {
		case g.follows(res.At(i).Type()):
			if to := g.resultNode(v, i, res.Len()); to != nil {
				g.edge(g.at(resultKey{callee, i}), to)
			}
		case i < actual.Len() && g.follows(actual.At(i).Type()):
			if to := g.resultNode(v, i, res.Len()); to != nil {
				g.add(to, g.external("type parameter"))
			}
		}
	}
}

// resultNode is the node of result i of a call.
func (g *Graph) resultNode(v *ssa.Call, i, n int) *node {
	if n == 1 {
		return g.value(v)
	}
	return g.at(extractKey{v, i})
}

// callUnknown is a call of we do not know what.
func (g *Graph) callUnknown(call ssa.CallInstruction, why string) {
	c := call.Common()
	for _, a := range c.Args {
		n := g.value(a)
		if n == nil {
			continue
		}
		if _, isIface := types.Unalias(a.Type()).Underlying().(*types.Interface); !isIface {
			g.sinkInto(n, a.Type())
		}
	}
	v, ok := call.(*ssa.Call)
	if !ok {
		return
	}
	res := c.Signature().Results()
	for i := range res.Len() {
		if g.follows(res.At(i).Type()) {
			if to := g.resultNode(v, i, res.Len()); to != nil {
				g.add(to, g.external(why))
			}
		}
	}
}

func (g *Graph) builtin(fn *ssa.Function, call ssa.CallInstruction, b *ssa.Builtin) {
	c := call.Common()
	switch b.Name() {
	case "close":
		g.op(Close, fn, call, c.Args[0])
	case "append":
		v, ok := call.(*ssa.Call)
		if !ok {
			return
		}
		to := g.value(v)
		if to == nil {
			return
		}
		// The result may be the old array or a new one.
		o := &Object{Kind: Container, Site: v}
		g.add(to, o)
		for _, a := range c.Args {
			if n := g.value(a); n != nil {
				g.load(n, g.contentOf(o))
			}
		}
		g.edge(g.value(c.Args[0]), to)
		if len(c.Args) > 1 {
			// New elements land in the old array too, if it has room.
			if old := g.value(c.Args[0]); old != nil {
				g.store(old, g.contentOf(o))
			}
		}
	case "copy":
		to, from := g.value(c.Args[0]), g.value(c.Args[1])
		if to != nil && from != nil {
			n := g.newNode()
			g.load(from, n)
			g.store(to, n)
		}
	}
}
