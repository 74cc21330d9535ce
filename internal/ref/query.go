package ref

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
)

// A Verdict answers whether something can happen to a value.
type Verdict struct {
	No     bool   // proven not to happen
	Reason string // if it might: the reason code of what is not known, or ""
	Ops    []Op   // if it might: the operations of this package that do it
}

func possible(reason string, ops ...Op) Verdict { return Verdict{Reason: reason, Ops: ops} }

// Received tells whether a receive from channel v can ever succeed, because
// somebody sends or closes.
func (g *Graph) Received(v ssa.Value) Verdict { return g.any(v, true, nil, Send, Close) }

// Closed tells whether channel v can ever be closed.
func (g *Graph) Closed(v ssa.Value) Verdict { return g.any(v, false, nil, Close) }

// ReceivedWithout and ClosedWithout tell the same of a program without the
// operations on an object for which drop holds.
func (g *Graph) ReceivedWithout(v ssa.Value, drop func(*Object, Op) bool) Verdict {
	return g.any(v, true, drop, Send, Close)
}

func (g *Graph) ClosedWithout(v ssa.Value, drop func(*Object, Op) bool) Verdict {
	return g.any(v, false, drop, Close)
}

// Sent tells whether a send on channel v can ever succeed: somebody receives,
// or there is a buffer.
func (g *Graph) Sent(v ssa.Value) Verdict {
	verdict := g.any(v, false, nil, Receive)
	for _, o := range g.Objects(v) {
		if verdict.No && o.Kind != Nil && Capacity(o) != 0 {
			return possible("")
		}
	}
	return verdict
}

// Capacity is the buffer size of a channel made with a constant one, -1 if it
// is not known.
func Capacity(o *Object) int64 {
	m, ok := o.Site.(*ssa.MakeChan)
	if !ok {
		return -1
	}
	c, ok := m.Size.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return -1
	}
	return c.Int64()
}

// any tells whether one of the operations can happen to what v refers to; those
// for which drop holds do not count.
func (g *Graph) any(v ssa.Value, timerCounts bool, drop func(*Object, Op) bool, kinds ...OpKind) Verdict {
	objs := g.Objects(v)
	if len(objs) == 0 {
		return possible("untracked")
	}
	if g.broken {
		return possible("recovered")
	}
	hidden := MaySend
	if kinds[0] == Receive {
		hidden = MayReceive
	}
	var ops []Op
	reason := ""
	for _, o := range objs {
		if o.Kind == Nil {
			continue
		}
		if o.Timer {
			if timerCounts {
				return possible("")
			}
			continue
		}
		if o.escaped&hidden != 0 {
			reason = o.Unknown()
		}
		for _, op := range o.ops {
			if slices.Contains(kinds, op.Kind) && (drop == nil || !drop(o, op)) {
				ops = append(ops, op)
			}
		}
	}
	if len(ops) > 0 {
		return possible("", ops...)
	}
	if reason != "" {
		return possible(reason)
	}
	if g.wildly(v.Type(), kinds) {
		return possible("untracked")
	}
	return Verdict{No: true}
}

// Ends tells whether the context v can ever be done.
func (g *Graph) Ends(v ssa.Value) Verdict {
	objs := g.Objects(v)
	if len(objs) == 0 {
		return possible("untracked")
	}
	if g.broken {
		return possible("recovered")
	}
	for _, o := range objs {
		if o.Kind != Context || o.Mortal {
			return possible(o.Unknown())
		}
	}
	return Verdict{No: true}
}

// Funcs returns the functions that the func value or interface method called
// by call may be, and whether they are all.
func (g *Graph) Funcs(call *ssa.CallCommon) (fns []*ssa.Function, all bool) {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return nil, true
	}
	if callee := call.StaticCallee(); callee != nil {
		return []*ssa.Function{Target(callee)}, true
	}
	if !call.IsInvoke() {
		return g.FuncsOf(call.Value)
	}
	objs := g.Objects(call.Value)
	if len(objs) == 0 || g.broken {
		return nil, false
	}
	all = true
	for _, o := range objs {
		if o.Kind != Dynamic {
			all = false
			continue
		}
		if m := g.method(o.Type, call.Method.Pkg(), call.Method.Name()); m != nil {
			fns = append(fns, m)
		}
	}
	return fns, all
}

// FuncsOf returns the functions that the func value may be, and whether they
// are all.
func (g *Graph) FuncsOf(v ssa.Value) (fns []*ssa.Function, all bool) {
	v = Strip(v)
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{Target(v)}, true
	case *ssa.MakeClosure:
		return []*ssa.Function{Target(v.Fn.(*ssa.Function))}, true
	}
	objs := g.Objects(v)
	if len(objs) == 0 || g.broken {
		return nil, false
	}
	all = true
	for _, o := range objs {
		if o.Kind == Func {
			fns = append(fns, o.Fn)
		} else {
			all = false
		}
	}
	return fns, all
}

// Has reports whether fn is one of the functions analysed here.
func (g *Graph) Has(fn *ssa.Function) bool { return g.funcs[fn] }

// Results returns the objects of result i of fn.
func (g *Graph) Results(fn *ssa.Function, i int) []*Object {
	if n := g.nodes[resultKey{fn, i}]; n != nil {
		return n.set
	}
	return nil
}

// Strip follows v back through type changes and loads of local variables that
// are set exactly once, also from the literal that captures them.
func Strip(v ssa.Value) ssa.Value {
	for range 20 { // deep enough for real code, and no cycle is endless
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return v
			}
			stored := onlyStore(x.X)
			if stored == nil {
				return v
			}
			v = stored
		default:
			return v
		}
	}
	return v
}

// onlyStore returns the one value ever stored in a local variable, or in a
// field of a local struct.
func onlyStore(addr ssa.Value) ssa.Value {
	if at, ok := addr.(*ssa.FieldAddr); ok {
		return onlyFieldStore(at)
	}
	alloc, ok := addr.(*ssa.Alloc)
	if fv, captured := addr.(*ssa.FreeVar); captured {
		alloc, ok = Captured(fv).(*ssa.Alloc)
	}
	if !ok {
		return nil
	}
	var stored ssa.Value
	for _, r := range *alloc.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != alloc || stored != nil {
				return nil
			}
			stored = r.Val
		case *ssa.MakeClosure:
			if Assigns(r, alloc) {
				return nil
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil
		}
	}
	return stored
}

// onlyFieldStore returns the one value ever stored in a field of a struct that
// is a local variable and of which nothing but the fields is used; it may have
// been filled as a whole from a literal.
func onlyFieldStore(at *ssa.FieldAddr) ssa.Value {
	alloc, ok := at.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	stored, _ := fieldOf(alloc, at.Field, 0)
	return stored
}

func fieldOf(alloc *ssa.Alloc, field, depth int) (stored ssa.Value, ok bool) {
	if depth > 4 {
		return nil, false // variables that are copied to each other
	}
	set := func(v ssa.Value) bool {
		again := stored != nil
		stored = v
		return !again
	}
	for _, r := range *alloc.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			if r.Field != field {
				continue
			}
			for _, u := range *r.Referrers() {
				switch u := u.(type) {
				case *ssa.Store:
					if u.Addr != r || !set(u.Val) {
						return nil, false
					}
				case *ssa.UnOp, *ssa.DebugRef:
				default:
					return nil, false
				}
			}
		case *ssa.Store: // filled as a whole
			load, ok := r.Val.(*ssa.UnOp)
			if !ok || r.Addr != alloc {
				return nil, false
			}
			literal, ok := load.X.(*ssa.Alloc)
			if !ok {
				return nil, false
			}
			if v, ok := fieldOf(literal, field, depth+1); !ok || v == nil || !set(v) {
				return nil, false
			}
		case *ssa.UnOp, *ssa.DebugRef: // a copy of the whole is read
		default:
			return nil, false
		}
	}
	return stored, true
}

// Assigns reports whether the literal, or one inside it, assigns the captured
// variable or lets its address out.
func Assigns(c *ssa.MakeClosure, alloc ssa.Value) bool {
	fn := c.Fn.(*ssa.Function)
	for i, b := range c.Bindings {
		if b != alloc || i >= len(fn.FreeVars) {
			continue
		}
		fv := fn.FreeVars[i]
		for _, r := range *fv.Referrers() {
			switch r := r.(type) {
			case *ssa.UnOp, *ssa.DebugRef:
			case *ssa.MakeClosure:
				if Assigns(r, fv) {
					return true
				}
			default:
				return true
			}
		}
	}
	return false
}

// Captured returns the variable that a free variable is bound to, if its
// literal is made in one place.
func Captured(fv *ssa.FreeVar) ssa.Value {
	fn := fv.Parent()
	index := -1
	for i, v := range fn.FreeVars {
		if v == fv {
			index = i
		}
	}
	if fn.Parent() == nil || index < 0 {
		return nil
	}
	var bound ssa.Value
	for _, b := range fn.Parent().Blocks {
		for _, instr := range b.Instrs {
			c, ok := instr.(*ssa.MakeClosure)
			if !ok || c.Fn != fn {
				continue
			}
			if bound != nil {
				return nil
			}
			bound = c.Bindings[index]
		}
	}
	if outer, ok := bound.(*ssa.FreeVar); ok {
		return Captured(outer)
	}
	return bound
}

// ParamObject returns the object that stands for what callers pass as the
// i-th parameter of an exported function; nil if it is not followed.
func (g *Graph) ParamObject(fn *ssa.Function, i int) *Object {
	for _, o := range g.Objects(fn.Params[i]) {
		if o.Kind == Param && o.Fn == fn && o.Index == i {
			return o
		}
	}
	return nil
}

// MethodResults returns the objects of the first result of method name of
// whatever the interface value v holds, and whether they are all known.
func (g *Graph) MethodResults(objs []*Object, pkg *types.Package, name string) (out []*Object, all bool) {
	all = len(objs) > 0
	for _, o := range objs {
		if o.Kind != Dynamic {
			all = false
			continue
		}
		m := g.method(o.Type, pkg, name)
		if m == nil || !g.funcs[m] {
			all = false
			continue
		}
		res := g.Results(m, 0)
		all = all && len(res) > 0
		out = append(out, res...)
	}
	return out, all
}

// FuncObjects returns the func values of this package that are fn.
func (g *Graph) FuncObjects(fn *ssa.Function) []*Object { return g.funcObjs[fn] }

// method returns the method of a concrete type; nil if it has none of that
// name, which is so for types that a type assertion would have kept out.
func (g *Graph) method(t types.Type, pkg *types.Package, name string) *ssa.Function {
	sel := g.prog.MethodSets.MethodSet(t).Lookup(pkg, name)
	if sel == nil || types.IsInterface(t) {
		return nil
	}
	if obj := sel.Obj().(*types.Func); obj.Pkg() == g.pkg && !types.IsInterface(obj.Signature().Recv().Type()) && g.prog.FuncValue(obj.Origin()) == nil {
		return nil // declared in a test file, which is not part of the program
	}
	if m := g.prog.MethodValue(sel); m != nil {
		return Target(m)
	}
	return nil
}

// Real returns the objects that are not nil.
func Real(objs []*Object) []*Object {
	return slices.DeleteFunc(slices.Clone(objs), func(o *Object) bool { return o.Kind == Nil })
}

// OnlyTimers reports whether the objects are channels that only the runtime
// sends on.
func OnlyTimers(objs []*Object) bool {
	objs = Real(objs)
	return len(objs) > 0 && !slices.ContainsFunc(objs, func(o *Object) bool { return !o.Timer })
}

// Field returns the struct field that an address is of.
func Field(at *ssa.FieldAddr) *types.Var {
	p := at.X.Type().Underlying().(*types.Pointer)
	return coretype.Of(p.Elem()).(*types.Struct).Field(at.Field).Origin() // a composite literal may be of a type parameter
}
