package ref

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
)

// outside is a call of a function whose body is not in this package.
func (g *Graph) outside(call ssa.CallInstruction, callee *ssa.Function, args []ssa.Value, skip int) {
	obj, _ := callee.Object().(*types.Func)
	if obj == nil {
		g.callUnknown(call, "no body")
		return
	}
	out := g.env.Outside(obj.Origin())
	if sig := obj.Origin().Signature(); sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0 {
		// Its own analysis does not follow what has the type of a type parameter,
		// so that no fact tells what it does to it.
		out.Default |= fact.Keeps
	}
	if recv := obj.Signature().Recv(); recv != nil && skip == 0 && g.isGroup(recv.Type()) {
		args, skip = args[1:], 1 // its own methods do not let a group out of sight
	}
	g.effectsAt(call, out, args, skip)
}

// isGroup reports whether t is a group or a pointer to one.
func (g *Graph) isGroup(t types.Type) bool {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return g.env.Group(t)
}

func (g *Graph) effectsAt(call ssa.CallInstruction, out Outside, args []ssa.Value, skip int) {
	fn := call.Parent()
	sig := call.Common().Signature()
	for i, a := range args {
		n := g.value(a)
		if n == nil {
			continue
		}
		e := out.Default
		if out.Func != nil {
			if known := out.Func.Effect(i + skip); known != 0 {
				e = known
			}
		}
		g.effect(fn, call, a, n, e)
	}
	v, ok := call.(*ssa.Call)
	if !ok {
		return
	}
	res := sig.Results()
	for i := range res.Len() {
		if !g.follows(res.At(i).Type()) {
			continue
		}
		if to := g.resultNode(v, i, res.Len()); to != nil {
			g.outsideResult(v, out, args, i, skip, res.At(i).Type(), to)
		}
	}
}

// said adds what a directive says that a call does to what it is given. What its body
// does, if that is at hand, is added as well: the author may not have named all of it.
func (g *Graph) said(call ssa.CallInstruction, f *fact.Func, args []ssa.Value, skip int) {
	if f == nil {
		return
	}
	for i, a := range args {
		if n := g.value(a); n != nil {
			g.effect(call.Parent(), call, a, n, f.Effect(i+skip))
		}
	}
}

// saidOf returns what a directive says of a function of this package, or nil.
func (g *Graph) saidOf(fn *types.Func) *fact.Func {
	if g.env.Said == nil {
		return nil
	}
	return g.env.Said(fn.Origin())
}

// holder returns what stands for the func in a field or variable, or nil.
func (g *Graph) holder(v ssa.Value) *types.Func {
	if g.env.Holder == nil {
		return nil
	}
	return g.env.Holder(v)
}

// opInside notes an operation on what a slice, map, pointer or channel leads to:
// a fact does not tell whether it is meant.
func (g *Graph) opInside(op Op, n *node, t types.Type, depth int) {
	var inner []types.Type
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Slice:
		inner = []types.Type{u.Elem()}
	case *types.Array:
		inner = []types.Type{u.Elem()}
	case *types.Map:
		inner = []types.Type{u.Key(), u.Elem()}
	case *types.Pointer:
		inner = []types.Type{u.Elem()}
	case *types.Chan:
		inner = []types.Type{u.Elem()}
	}
	for _, t := range inner {
		if depth < 4 && g.follows(t) {
			content := g.newNode()
			g.load(n, content)
			g.pending = append(g.pending, opRef{op, content, t})
			g.opInside(op, content, t, depth+1)
		}
	}
}

func (g *Graph) effect(fn *ssa.Function, call ssa.CallInstruction, a ssa.Value, n *node, e fact.Effect) {
	for _, pair := range [...]struct {
		on   fact.Effect
		kind OpKind
	}{{fact.Sends, Send}, {fact.Receives, Receive}, {fact.Closes, Close}, {fact.Done, Done}, {fact.WaitsFor, Wait}, {fact.Adds, Add}, {fact.Calls, Call}, {fact.Launches, Launch}} {
		if e&pair.on == 0 {
			continue
		}
		g.op(pair.kind, fn, call, a)
		g.opInside(Op{pair.kind, fn, call}, n, a.Type(), 0)
	}
	if _, isFunc := types.Unalias(a.Type()).Underlying().(*types.Signature); isFunc {
		if e&(fact.Calls|fact.Launches|fact.Keeps) != 0 {
			g.calls[n] = append(g.calls[n], nil)
			for _, o := range n.set {
				g.calledFromOutside(o)
			}
		}
		if e&fact.Keeps != 0 {
			g.sinkInto(n, a.Type())
		}
		return
	}
	if _, isIface := types.Unalias(a.Type()).Underlying().(*types.Interface); isIface {
		return // nobody outside can end a context or change a dynamic type
	}
	if e&fact.Keeps != 0 {
		g.sinkInto(n, a.Type())
	}
}

// outsideResult says what a result of another package's function is.
func (g *Graph) outsideResult(v *ssa.Call, out Outside, args []ssa.Value, i, skip int, t types.Type, to *node) {
	if out.Func != nil {
		for _, r := range out.Func.Results {
			if r.Index != i || r.Via != "" {
				continue
			}
			switch r.Kind {
			case fact.Timer:
				g.add(to, &Object{Kind: Chan, Site: v, Timer: true})
				return
			case fact.Never:
				g.add(to, &Object{Kind: Context, Site: v})
				return
			case fact.SameAs:
				if r.Arg-skip >= 0 && r.Arg-skip < len(args) {
					g.edge(g.value(args[r.Arg-skip]), to)
					return
				}
			}
		}
	}
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok && g.env.Group(p.Elem()) {
		g.add(to, &Object{Kind: Cell, Site: v})
		return
	}
	why := FromResult
	if via := viaOf(out.Func, i); via != nil {
		o := &Object{Kind: External, Site: v, Why: why, via: via, Mortal: true, escaped: MayReceive | MaySend}
		g.add(g.contentOf(o), g.external(why))
		g.add(to, o)
		return
	}
	g.add(to, g.external(why))
}

// viaOf returns what is known of the methods of result i.
func viaOf(f *fact.Func, i int) (via []fact.Result) {
	if f == nil {
		return nil
	}
	for _, r := range f.Results {
		if r.Index == i && r.Via != "" {
			via = append(via, r)
		}
	}
	return via
}

// viaResult gives the call of a method of o its known result.
func (g *Graph) viaResult(call ssa.CallInstruction, o *Object) bool {
	v, ok := call.(*ssa.Call)
	if !ok {
		return false
	}
	for _, r := range o.via {
		if r.Via != call.Common().Method.Name() {
			continue
		}
		if to := g.value(v); to != nil {
			kind := Chan
			if r.Kind == fact.Never {
				kind = Context
			}
			g.add(to, &Object{Kind: kind, Site: v, Timer: r.Kind == fact.Timer})
			return true
		}
	}
	return false
}
