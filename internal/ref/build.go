package ref

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

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
	ok := env.Whole(func() {
		for _, fn := range funcs {
			g.entry(fn)
			g.instrs(fn)
		}
		g.solve()
		for g.loseUnresolved(funcs) {
			g.solve()
		}
		g.spread()
	})
	g.broken = !ok // every answer about the package is unknown
	return g
}

// instrs looks at the instructions of a function, up to one that cannot be understood: of that
// and of all others in the function, whatever goes in is lost, and what comes out may be anything.
func (g *Graph) instrs(fn *ssa.Function) {
	ok := g.env.About(fn, func() {
		for instr := range flow.Instrs(fn) {
			g.instr(fn, instr)
		}
	})
	if ok {
		return
	}
	for instr := range flow.Instrs(fn) {
		for _, op := range instr.Operands(nil) {
			if *op != nil {
				g.lost(*op)
			}
		}
		if v, ok := instr.(ssa.Value); ok {
			g.unknown(v, "recovered")
		}
	}
	g.resultsEscape(fn)
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
