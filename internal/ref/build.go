package ref

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
)

// Build analyses the given functions of pkg, which must include the function
// literals and the package initialiser.
func Build(pkg *ssa.Package, funcs []*ssa.Function, env Env) *Graph {
	g := &Graph{
		env:       env,
		pkg:       pkg.Pkg,
		main:      pkg.Pkg.Name() == "main",
		prog:      pkg.Prog,
		funcs:     make(map[*ssa.Function]bool, len(funcs)),
		nodes:     make(map[any]*node),
		tracked:   make(map[types.Type]bool),
		externals: make(map[string]*Object),
		calls:     make(map[*node][]ssa.CallInstruction),
		done:      make(map[callKey]bool),
		none:      &Object{Kind: Nil},
		funcObjs:  make(map[*ssa.Function][]*Object),
		lostCalls: make(map[ssa.CallInstruction]bool),
		methods:   make(map[string][]*ssa.Function),
	}
	for _, fn := range funcs {
		g.funcs[fn] = true
		if fn.Signature.Recv() != nil {
			g.methods[fn.Name()] = append(g.methods[fn.Name()], fn)
		}
	}
	g.safely(func() {
		for _, fn := range funcs {
			g.entry(fn)
			for instr := range flow.Instrs(fn) {
				g.instr(fn, instr)
			}
		}
		g.solve()
		for g.loseUnresolved(funcs) {
			g.solve()
		}
		g.spread()
	})
	return g
}

// loseUnresolved lets the arguments of calls out of sight whose callee is a
// value that nothing was found to flow into, and reports whether there were any.
func (g *Graph) loseUnresolved(funcs []*ssa.Function) (changed bool) {
	for _, fn := range funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || g.lostCalls[call] || call.Common().StaticCallee() != nil {
				continue
			}
			if n := g.nodes[call.Common().Value]; n != nil && len(n.set) == 0 {
				g.lostCalls[call] = true
				g.callUnknown(call, "dynamic call")
				changed = true
			}
		}
	}
	return changed
}

// safely turns a bug of this package into silence: after a panic every answer
// about the package is unknown.
func (g *Graph) safely(f func()) {
	defer func() {
		if r := recover(); r != nil {
			g.broken = true
		}
	}()
	f()
}

// follows reports whether values of type t are tracked: channels, funcs,
// contexts and other interfaces with methods, pointers to groups and to
// variables of such types, and containers of them.
func (g *Graph) follows(t types.Type) bool {
	if on, ok := g.tracked[t]; ok {
		return on
	}
	g.tracked[t] = false // cuts recursive types
	on := false
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Chan, *types.Signature:
		on = true
	case *types.Interface:
		on = u.NumMethods() > 0 && !types.Identical(t, types.Universe.Lookup("error").Type())
	case *types.Pointer:
		on = g.env.Group(u.Elem()) || g.follows(u.Elem())
	case *types.Slice:
		on = g.follows(u.Elem())
	case *types.Array:
		on = g.follows(u.Elem())
	case *types.Map:
		on = g.follows(u.Elem()) || g.follows(u.Key())
	case *types.Struct:
		on = g.env.Group(t)
	}
	g.tracked[t] = on
	return on
}

// Target returns the function of this package that fn stands for: the origin
// of a generic instance, the method behind a bound method or a thunk.
func Target(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if fn.Synthetic != "" && fn.Blocks == nil || isWrapper(fn) {
		if obj, ok := fn.Object().(*types.Func); ok {
			if m := fn.Prog.FuncValue(obj.Origin()); m != nil {
				return m
			}
		}
	}
	return fn
}

func isWrapper(fn *ssa.Function) bool {
	return strings.HasPrefix(fn.Synthetic, "bound method wrapper") ||
		strings.HasPrefix(fn.Synthetic, "thunk") ||
		strings.HasPrefix(fn.Synthetic, "wrapper")
}

// Exported reports whether other packages can name the object: nobody imports
// package main.
func (g *Graph) Exported(obj types.Object) bool {
	return !g.main && obj != nil && obj.Exported()
}

// entry gives the parameters of functions that others can call their values.
func (g *Graph) entry(fn *ssa.Function) {
	obj, _ := fn.Object().(*types.Func)
	if obj == nil {
		return // a literal or the initialiser: called only as its value flows
	}
	why := ""
	switch {
	case g.Exported(obj), obj.Exported() && fn.Signature.Recv() != nil:
		// Exported methods can be called through interfaces, even in main.
		why = "param"
	case g.env.LeftOut(obj.Name()):
		why = "left-out file"
	default:
		return
	}
	for i, p := range fn.Params {
		if !g.follows(p.Type()) {
			continue
		}
		o := &Object{Kind: Param, Fn: fn, Index: i, Mortal: true, Why: why, escaped: MayReceive | MaySend}
		c := g.contentOf(o)
		g.add(c, o) // what it holds is the caller's, as it is
		g.add(g.at(p), o)
	}
	g.resultsEscape(fn)
}

// value returns the node of an operand; nil for values that are not followed.
func (g *Graph) value(v ssa.Value) *node {
	switch v := v.(type) {
	case *ssa.Const:
		if isChan(v.Type()) {
			n := g.at(v)
			g.add(n, g.none)
			return n
		}
		return nil // a nil func, map or interface: nothing flows from it
	case *ssa.Function:
		n, known := g.nodes[v]
		if !known {
			n = g.at(v)
			g.add(n, g.function(&Object{Kind: Func, Fn: Target(v)}))
		}
		return n
	case *ssa.Global:
		n, known := g.nodes[v]
		if !known {
			if !g.follows(v.Type()) {
				return nil
			}
			n = g.at(v)
			g.add(n, g.variable(v))
		}
		return n
	case *ssa.Builtin:
		return nil
	}
	if !g.follows(v.Type()) {
		return nil
	}
	return g.at(v)
}

func (g *Graph) variable(v *ssa.Global) *Object {
	obj, _ := v.Object().(*types.Var)
	if v.Pkg == nil || v.Pkg.Pkg != g.pkg {
		if obj != nil && g.env.NeverVar(obj) {
			o := &Object{Kind: Cell, Var: obj, Site: v}
			g.add(g.contentOf(o), &Object{Kind: Chan, Timer: false, Site: v})
			return o
		}
		return g.external("variable of another package")
	}
	o := &Object{Kind: Cell, Site: v, Var: obj}
	g.zero(o, v.Type())
	if obj != nil {
		g.openVariable(o, obj)
	}
	return o
}

// openVariable lets others at the variable or field where they can reach it.
func (g *Graph) openVariable(o *Object, v *types.Var) {
	switch {
	case g.Exported(v):
		g.openCell(o, "exported variable")
	case g.env.LeftOut(v.Name()):
		g.openCell(o, "left-out file")
	}
}

func (g *Graph) openCell(o *Object, why string) {
	o.escaped = MayReceive | MaySend
	c := g.contentOf(o)
	g.add(c, g.external(why))
	how := MayReceive | MaySend
	if ch, ok := types.Unalias(o.Var.Type()).Underlying().(*types.Chan); ok && ch.Dir() == types.RecvOnly {
		how = MayReceive
	}
	c.sink |= how
}

// field returns the node of the addresses of field i of struct type t, and
// the field's variable: one for all instances of the struct.
func (g *Graph) field(t types.Type, i int) (*node, *types.Var) {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok {
		return nil, nil
	}
	if _, literal := types.Unalias(t).(*types.Struct); literal {
		// A struct type written out twice is one type with one set of fields.
		if first, ok := g.literals.At(st).(*types.Struct); ok {
			st = first
		} else {
			g.literals.Set(st, st)
		}
	}
	v := st.Field(i).Origin()
	key := fieldKey{v}
	n, known := g.nodes[key]
	if known {
		return n, v
	}
	n = g.at(key)
	var o *Object
	if v.Pkg() != nil && v.Pkg() != g.pkg {
		if g.env.FieldTimer(v) {
			o = &Object{Kind: Cell, Var: v}
			g.add(g.contentOf(o), &Object{Kind: Chan, Timer: true})
		} else {
			o = g.external(FromField)
		}
	} else {
		o = &Object{Kind: Cell, Var: v}
		if isChan(v.Type()) {
			g.add(g.contentOf(o), g.none)
		}
		g.openVariable(o, v)
	}
	g.add(n, o)
	return n, v
}

func (g *Graph) fresh(v ssa.Value, kind ObjectKind) {
	if n := g.value(v); n != nil {
		o := &Object{Kind: kind, Site: v}
		g.add(n, o)
		g.zero(o, v.Type())
	}
}

// zero puts the zero value of a channel variable into its cell.
func (g *Graph) zero(o *Object, addr types.Type) {
	if p, ok := types.Unalias(addr).Underlying().(*types.Pointer); ok && isChan(p.Elem()) {
		g.add(g.contentOf(o), g.none)
	}
}

func isChan(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Chan)
	return ok
}

func (g *Graph) unknown(v ssa.Value, why string) {
	if n := g.value(v); n != nil {
		g.add(n, g.external(why))
	}
}

// lost lets a value out of sight.
func (g *Graph) lost(v ssa.Value) {
	if n := g.value(v); n != nil {
		g.sinkInto(n, v.Type())
	}
}

func (g *Graph) op(kind OpKind, fn *ssa.Function, instr ssa.Instruction, v ssa.Value) {
	if n := g.value(v); n != nil {
		g.pending = append(g.pending, opRef{Op{kind, fn, instr}, n, v.Type()})
	}
}

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
	g.results(call, m)
}

// invoke is a call of an interface's method.
func (g *Graph) invoke(fn *ssa.Function, call ssa.CallInstruction) {
	c := call.Common()
	out := g.env.Outside(c.Method)
	if out.Func != nil {
		g.effectsAt(call, out, append([]ssa.Value{c.Value}, c.Args...), 0)
		return
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
