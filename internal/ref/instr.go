package ref

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

func (g *Graph) instr(fn *ssa.Function, instr ssa.Instruction) {
	switch x := instr.(type) {
	case *ssa.Alloc:
		g.fresh(x, Cell)
	case *ssa.MakeChan:
		g.fresh(x, Chan)
	case *ssa.MakeMap, *ssa.MakeSlice:
		g.fresh(x.(ssa.Value), Container)
	case *ssa.MakeClosure:
		g.closure(x)
	case *ssa.Phi:
		for _, e := range x.Edges {
			g.edge(g.value(e), g.value(x))
		}
	case *ssa.ChangeType:
		g.change(x)
	case *ssa.ChangeInterface:
		g.edge(g.value(x.X), g.value(x))
	case *ssa.Convert:
		g.convert(x)
	case *ssa.MultiConvert:
		g.lost(x.X)
		g.unknown(x, "conversion")
	case *ssa.MakeInterface:
		g.box(x)
	case *ssa.TypeAssert:
		if !x.CommaOk {
			g.assert(x.X, g.value(x), x.AssertedType)
		}
	case *ssa.Slice:
		g.slice(x)
	case *ssa.SliceToArrayPointer:
		g.edge(g.value(x.X), g.value(x))
	case *ssa.UnOp:
		g.unop(fn, x)
	case *ssa.Store:
		if g.follows(x.Val.Type()) {
			if ptr := g.value(x.Addr); ptr != nil {
				if val := g.value(x.Val); val != nil {
					g.store(ptr, val)
				}
			} else {
				g.lost(x.Val)
			}
		}
	case *ssa.FieldAddr:
		if n, v := g.field(x.X.Type(), x.Field); n != nil && g.followsAddr(v) {
			g.edge(n, g.at(x))
		} else {
			g.unknown(x, "type parameter")
		}
	case *ssa.Field:
		if n, v := g.field(x.X.Type(), x.Field); n != nil && g.follows(v.Type()) {
			g.load(n, g.at(x))
		} else {
			g.unknown(x, "type parameter")
		}
	case *ssa.IndexAddr:
		if to := g.value(x); to != nil {
			// The address of an element stands for its container: what the
			// container holds is what the address points to.
			g.edge(g.value(x.X), to)
		}
	case *ssa.Index:
		if to := g.value(x); to != nil {
			if from := g.value(x.X); from != nil {
				g.edge(from, to) // an array value is what its elements are
			} else {
				g.add(to, g.external("array value"))
			}
		}
	case *ssa.Lookup:
		if !x.CommaOk {
			if to := g.value(x); to != nil {
				g.loadOr(g.value(x.X), to)
			}
		}
	case *ssa.MapUpdate:
		if m := g.value(x.Map); m != nil {
			for _, v := range []ssa.Value{x.Key, x.Value} {
				if n := g.value(v); n != nil {
					g.store(m, n)
				}
			}
		}
	case *ssa.Send:
		g.op(Send, fn, x, x.Chan)
		g.send(x.Chan, x.X)
	case *ssa.Select:
		for _, st := range x.States {
			if st.Dir == types.SendOnly {
				g.op(Send, fn, x, st.Chan)
				g.send(st.Chan, st.Send)
			} else {
				g.op(Receive, fn, x, st.Chan)
			}
		}
	case *ssa.Extract:
		g.extract(x)
	case *ssa.Return:
		for i, r := range x.Results {
			if n := g.value(r); n != nil {
				g.edge(n, g.at(resultKey{fn, i}))
			}
		}
	case *ssa.Panic:
		g.lost(x.X)
	case ssa.CallInstruction:
		g.call(fn, x)
	}
}

// followsAddr reports whether the address of a variable is worth following.
func (g *Graph) followsAddr(v *types.Var) bool {
	return g.follows(v.Type()) || g.env.Group(v.Type())
}

func (g *Graph) loadOr(from, to *node) {
	if from != nil {
		g.load(from, to)
	} else {
		g.add(to, g.external("element"))
	}
}

func (g *Graph) send(ch, v ssa.Value) {
	val := g.value(v)
	if val == nil {
		return
	}
	if n := g.value(ch); n != nil {
		g.store(n, val)
	}
}

func (g *Graph) closure(x *ssa.MakeClosure) {
	fn := x.Fn.(*ssa.Function)
	target := Target(fn)
	o := &Object{Kind: Func, Fn: target, Site: x}
	if target != fn {
		o.Bound = x.Bindings[0]
		if kind, ok := g.groupOp(target); ok {
			g.op(kind, x.Parent(), x, x.Bindings[0]) // wg.Done or wg.Wait as a value: for somebody to call
		}
		if len(target.Params) > 0 {
			g.edge(g.value(x.Bindings[0]), g.value(target.Params[0]))
		}
	} else {
		for i, b := range x.Bindings {
			if !g.follows(b.Type()) {
				continue
			}
			g.edge(g.value(b), g.at(fn.FreeVars[i]))
		}
	}
	g.add(g.at(x), g.function(o))
}

// function registers a func object.
func (g *Graph) function(o *Object) *Object {
	g.funcObjs[o.Fn] = append(g.funcObjs[o.Fn], o)
	return o
}

// change handles conversions between types of one underlying type: a struct
// conversion gives the fields new names.
func (g *Graph) change(x *ssa.ChangeType) {
	g.edge(g.value(x.X), g.value(x))
	from, ok1 := structOf(x.X.Type())
	to, ok2 := structOf(x.Type())
	if !ok1 || !ok2 || from == to {
		return
	}
	for i := range from.NumFields() {
		if !g.followsAddr(from.Field(i)) {
			continue
		}
		a, _ := g.field(x.X.Type(), i)
		b, _ := g.field(x.Type(), i)
		g.sameCells(a, b)
	}
}

// sameCells makes two variables hold the same things.
func (g *Graph) sameCells(a, b *node) {
	for _, o := range a.set {
		for _, p := range b.set {
			g.edge(g.contentOf(o), g.contentOf(p))
			g.edge(g.contentOf(p), g.contentOf(o))
		}
	}
}

func structOf(t types.Type) (*types.Struct, bool) {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := types.Unalias(t).Underlying().(*types.Struct)
	return st, ok
}

// convert handles unsafe pointers, after which every field of the struct may
// be changed out of sight.
func (g *Graph) convert(x *ssa.Convert) {
	if isUnsafe(x.Type()) {
		g.openFields(x.X.Type())
	}
	if isUnsafe(x.X.Type()) {
		g.openFields(x.Type())
	}
	g.lost(x.X)
	g.unknown(x, "unsafe")
}

func isUnsafe(t types.Type) bool {
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && b.Kind() == types.UnsafePointer
}

// openFields lets others at the fields of a struct, or of what a pointer leads to.
func (g *Graph) openFields(t types.Type) {
	st, ok := structOf(t)
	if !ok {
		return
	}
	for i := range st.NumFields() {
		if n, v := g.field(t, i); n != nil && g.followsAddr(v) {
			for _, o := range n.set {
				if o.Kind == Cell && o.Var != nil {
					g.openCell(o, "unsafe")
				}
			}
		}
	}
}

// box stores a concrete value in an interface.
func (g *Graph) box(x *ssa.MakeInterface) {
	to := g.value(x)
	if to == nil {
		// any, error: a channel, func or group in it is out of sight. A
		// pointer to a struct is not: its fields keep their names.
		g.lost(x.X)
		return
	}
	if g.follows(x.X.Type()) {
		g.lost(x.X)
	}
	if _, ok := types.Unalias(x.X.Type()).(*types.TypeParam); ok {
		g.add(to, g.external("type parameter"))
		return
	}
	g.add(to, &Object{Kind: Dynamic, Site: x, Type: x.X.Type(), Mortal: true})
}

// assert narrows an interface value.
func (g *Graph) assert(x ssa.Value, to *node, t types.Type) {
	if to == nil {
		return
	}
	if _, ok := types.Unalias(t).Underlying().(*types.Interface); ok {
		if from := g.value(x); from != nil {
			g.edge(from, to)
			return
		}
	}
	g.add(to, g.external("type assertion"))
}

func (g *Graph) slice(x *ssa.Slice) {
	to := g.value(x)
	if to == nil {
		return
	}
	if from := g.value(x.X); from != nil {
		g.edge(from, to)
	}
}

func (g *Graph) unop(fn *ssa.Function, x *ssa.UnOp) {
	switch x.Op {
	case token.MUL:
		if to := g.value(x); to != nil {
			g.loadOr(g.value(x.X), to)
		}
	case token.ARROW:
		g.op(Receive, fn, x, x.X)
		if !x.CommaOk {
			if to := g.value(x); to != nil {
				g.loadOr(g.value(x.X), to)
			}
		}
	}
}

// extract handles the parts of tuples.
func (g *Graph) extract(x *ssa.Extract) {
	to := g.value(x)
	if to == nil {
		return
	}
	switch t := x.Tuple.(type) {
	case *ssa.UnOp: // v, ok := <-ch
		g.loadOr(g.value(t.X), to)
	case *ssa.Lookup:
		g.loadOr(g.value(t.X), to)
	case *ssa.TypeAssert:
		g.assert(t.X, to, t.AssertedType)
	case *ssa.Select:
		i := 2
		for _, st := range t.States {
			if st.Dir == types.RecvOnly {
				if i == x.Index {
					g.loadOr(g.value(st.Chan), to)
				}
				i++
			}
		}
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok {
			g.loadOr(g.value(r.X), to)
			return
		}
		g.add(to, g.external("iteration"))
	case *ssa.Call:
		g.edge(g.at(extractKey{t, x.Index}), to)
	default:
		g.add(to, g.external("tuple"))
	}
}
