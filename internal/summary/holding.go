package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// A holding is all that a function does with a value: what else it puts it in,
// and where it lets it go, so that somebody else may use it.
type holding struct {
	view *View
	fn   *ssa.Function
	stop *stopper // what is known of its goroutine

	vals   []ssa.Value         // the value, what holds it, and the variables
	has    map[ssa.Value]bool  // vals
	fields map[*types.Var]bool // fields that it was put in
	first  map[ssa.Value]bool  // the values that are it from the start
	todo   []ssa.Value

	goes map[ssa.Instruction]ssa.Value // where it is let go: by which value
	back map[*ssa.Return][]int         // which results return it
	from []ssa.Value                   // what its variables and containers come from
}

// holding follows the values through fn.
func (v *View) holding(fn *ssa.Function, stop *stopper, roots ...ssa.Value) *holding {
	h := newHolding(v, fn, stop)
	for _, r := range roots {
		h.first[r] = true
		h.add(r)
		h.origin(r)
	}
	h.follow()
	return h
}

func newHolding(v *View, fn *ssa.Function, stop *stopper) *holding {
	if stop == nil {
		stop = v.nothing()
	}
	return &holding{
		view: v, fn: fn, stop: stop,
		has: make(map[ssa.Value]bool), fields: make(map[*types.Var]bool), first: make(map[ssa.Value]bool),
		goes: make(map[ssa.Instruction]ssa.Value), back: make(map[*ssa.Return][]int),
	}
}

// follow looks at all uses, again where a field turns out late to hold the value.
func (h *holding) follow() {
	for fields := -1; fields != len(h.fields); {
		fields = len(h.fields)
		h.todo = slices.Clone(h.vals)
		for n := 0; n < len(h.todo); n++ {
			if refs := h.todo[n].Referrers(); refs != nil {
				for _, r := range *refs {
					h.use(h.todo[n], r)
				}
			}
		}
	}
}

// add notes a further value that is or holds it.
func (h *holding) add(val ssa.Value) {
	if !h.has[val] {
		h.has[val] = true
		h.vals = append(h.vals, val)
		h.todo = append(h.todo, val)
	}
}

// origin adds the variable that a value was read from, and what else is in that.
func (h *holding) origin(val ssa.Value) {
	switch x := val.(type) {
	case *ssa.UnOp:
		if cell, ok := x.X.(*ssa.Alloc); ok && x.Op == token.MUL {
			h.variable(cell)
			return
		}
		if at, ok := x.X.(*ssa.FieldAddr); ok && h.partOf(at) {
			return
		}
	case *ssa.Alloc:
		if _, ok := types.Unalias(x.Type()).Underlying().(*types.Pointer).Elem().Underlying().(*types.Pointer); ok {
			h.variable(x)
			return
		}
	}
	if !slices.Contains(h.from, val) {
		h.from = append(h.from, val)
	}
}

// partOf adds the value that has the field which a value was read from, if all that
// the package ever stores in that field is made for it.
func (h *holding) partOf(at *ssa.FieldAddr) bool {
	field := ref.Field(at)
	if field.Pkg() != h.view.Pkg.Pkg || h.view.Refs.Exported(field) {
		return false
	}
	stored := h.view.stored(field)
	if len(stored) == 0 || slices.ContainsFunc(stored, func(val ssa.Value) bool { return !h.view.fresh(val) }) {
		return false
	}
	h.fields[field] = true
	h.add(at.X)
	h.origin(at.X)
	return true
}

// variable adds a variable, and what is ever stored in it.
func (h *holding) variable(cell *ssa.Alloc) {
	h.add(cell)
	for _, r := range *cell.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == cell && !h.has[st.Val] {
			if k, ok := st.Val.(*ssa.Const); ok && k.IsNil() {
				continue
			}
			h.add(st.Val)
			h.origin(st.Val)
		}
	}
}

// letGo notes that the value is let go by an instruction, the first time only.
func (h *holding) letGo(at ssa.Instruction, by ssa.Value) {
	if _, have := h.goes[at]; !have {
		h.goes[at] = by
	}
}

// use notes what an instruction does with a value that is held.
func (h *holding) use(val ssa.Value, instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp, *ssa.If, *ssa.RunDefers:
	case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Convert, *ssa.Slice, *ssa.TypeAssert, *ssa.Extract,
		*ssa.IndexAddr, *ssa.Index, *ssa.Lookup, *ssa.Range, *ssa.Next, *ssa.MakeClosure:
		h.add(i.(ssa.Value))
	case *ssa.UnOp:
		if i.Op == token.MUL {
			h.add(i)
		}
	case *ssa.Field:
		if st, ok := types.Unalias(i.X.Type()).Underlying().(*types.Struct); ok && h.carries(st.Field(i.Field).Origin()) {
			h.add(i)
		}
	case *ssa.FieldAddr:
		h.field(i)
	case *ssa.Store:
		if i.Val == val {
			h.store(i, val)
		}
	case *ssa.MapUpdate:
		if i.Value == val || i.Key == val {
			h.letGo(i, val)
		}
	case *ssa.Send:
		if i.X == val {
			h.letGo(i, val)
		}
	case *ssa.Select:
		for _, st := range i.States {
			if st.Send == val {
				h.letGo(i, val)
			}
		}
	case *ssa.Return:
		for n, res := range i.Results {
			if res == val && !slices.Contains(h.back[i], n) {
				h.back[i] = append(h.back[i], n)
			}
		}
	case ssa.CallInstruction:
		h.call(i, val)
	default:
		h.letGo(instr, val)
	}
}

// direct reports whether a value is the owner itself, as it was made: not a
// variable or container that may have been there before.
func (h *holding) direct(val ssa.Value) bool {
	for range 10 {
		if h.first[val] {
			_, cell := val.(*ssa.Alloc)
			return !cell
		}
		switch x := val.(type) {
		case *ssa.MakeInterface:
			val = x.X
		case *ssa.ChangeInterface:
			val = x.X
		case *ssa.ChangeType:
			val = x.X
		default:
			return false
		}
	}
	return false
}

// made reports whether all that the value comes from is made by this function.
func (h *holding) made(v *View) bool {
	return !slices.ContainsFunc(h.from, func(val ssa.Value) bool { return !v.fresh(val) })
}

// alone reports whether the value is in nothing but itself: the next one that is
// made in a loop takes its place.
func (h *holding) alone() bool {
	for _, val := range h.vals {
		switch val.(type) {
		case *ssa.Alloc, *ssa.Phi, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeSlice:
			return false
		}
	}
	return true
}

// carries reports whether the value, or what ends its goroutine, is in a field.
func (h *holding) carries(field *types.Var) bool {
	return h.fields[field]
}

// field follows the address of a field of a value that is held.
func (h *holding) field(at *ssa.FieldAddr) {
	field := ref.Field(at)
	switch {
	case h.carries(field) || h.nests(field):
		h.add(at)
	case field.Pkg() != h.view.Pkg.Pkg && endsGoroutines(field.Type()):
		h.letGo(at, at.X)
	}
}

// endsGoroutines reports whether a goroutine may end by what is done to a field of the type.
func endsGoroutines(t types.Type) bool {
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Chan:
		return u.Dir() != types.RecvOnly
	case *types.Signature:
		return true
	}
	return false
}

// nests reports whether a field is a struct that has a field with the value.
func (h *holding) nests(field *types.Var) bool {
	st, ok := types.Unalias(field.Type()).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if h.carries(f.Origin()) {
			return true
		}
	}
	return false
}

// store puts the value into a variable, a field or an element.
func (h *holding) store(st *ssa.Store, val ssa.Value) {
	addr := st.Addr
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			h.fields[ref.Field(a)] = true
			addr = a.X
			continue
		case *ssa.IndexAddr:
			addr = a.X
			continue
		}
		break
	}
	h.put(st, addr, val)
}

// put notes that the value is put into a container: one that is made here holds
// it from now on, any other takes it away.
func (h *holding) put(at ssa.Instruction, into, val ssa.Value) {
	if h.has[into] {
		return
	}
	switch x := into.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		h.add(into)
		return
	case *ssa.UnOp:
		if cell, ok := x.X.(*ssa.Alloc); ok && x.Op == token.MUL {
			if made := onlyStored(cell); made != nil && h.view.fresh(made) {
				h.add(cell)
				h.add(made)
				return
			}
		}
	default:
		if h.view.fresh(into) {
			h.add(into)
			return
		}
	}
	h.letGo(at, val)
}

// onlyStored returns the one value stored in a variable, or nil.
func onlyStored(cell *ssa.Alloc) (val ssa.Value) {
	for _, r := range *cell.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == cell {
			if val != nil {
				return nil
			}
			val = st.Val
		}
	}
	return val
}

// call notes what a call does with a value that is held.
func (h *holding) call(call ssa.CallInstruction, val ssa.Value) {
	c := call.Common()
	v := h.view
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			h.letGo(call, val) // which of the list is closed where is not followed
		}
		return // a close is one of the stopper's
	}
	if c.Value == val && !c.IsInvoke() { // a literal, a bound method, or a func that is called
		if _, given := val.(*ssa.Parameter); !given && h.closureLets(val) {
			h.letGo(call, val)
		}
		return
	}
	fns, all := v.Refs.Funcs(c)
	obj := v.Callee(c)
	if all && len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !v.Refs.Has(fn) }) {
		for _, fn := range fns {
			args := alignArgs(c, fn)
			for i, a := range args {
				if a == val && (v.letsGo(fn, i, h.stop) || isFunc(val.Type()) && h.closureLets(val)) {
					h.letGo(call, val)
				}
			}
		}
		return
	}
	if obj == nil {
		h.letGo(call, val)
		return
	}
	if recv := receiverOf(c, obj); recv == val && !slices.Contains(argsAfter(c, obj), val) {
		if !h.stop.knows(obj) && !v.isMethodHarmless(obj) {
			h.letGo(call, val)
		}
		return
	}
	if v.runsOnly(obj) && isFunc(val.Type()) {
		if h.closureLets(val) {
			h.letGo(call, val)
		}
		return
	}
	if !prints(obj) {
		h.letGo(call, val)
	}
}

// closureLets reports whether a closure lets go what it captures.
func (h *holding) closureLets(val ssa.Value) bool {
	m, ok := ref.Strip(val).(*ssa.MakeClosure)
	if !ok {
		_, given := ref.Strip(val).(*ssa.Parameter)
		return !given // what a caller passes is judged there
	}
	fn := m.Fn.(*ssa.Function)
	if t := ref.Target(fn); t != fn { // a bound method
		return !h.view.Refs.Has(t) || h.view.letsGo(t, 0, h.stop)
	}
	var roots []ssa.Value
	for i, b := range m.Bindings {
		if h.has[b] && i < len(fn.FreeVars) {
			roots = append(roots, fn.FreeVars[i])
		}
	}
	in := newHolding(h.view, fn, h.stop)
	for f := range h.fields {
		in.fields[f] = true
	}
	for _, r := range roots {
		in.add(r)
	}
	in.follow()
	return len(in.goes) > 0 || len(in.back) > 0
}

// letsGo reports whether a function of the package lets go what it is given as
// its i-th parameter: it keeps it, returns it or hands it on.
func (v *View) letsGo(fn *ssa.Function, i int, stop *stopper) bool {
	if stop == nil {
		stop = v.nothing()
	}
	key := argOf{fn, i}
	if lets, ok := stop.lets[key]; ok {
		return lets
	}
	if i >= len(fn.Params) || len(fn.Blocks) == 0 {
		return true
	}
	stop.lets[key] = false // recursion adds nothing
	h := v.holding(fn, stop, fn.Params[i])
	lets := len(h.goes) > 0 || len(h.back) > 0
	stop.lets[key] = lets
	return lets
}

// nothing is the stopper of what has no goroutine.
func (v *View) nothing() *stopper {
	if v.none == nil {
		v.none = newStopper()
	}
	return v.none
}

// An argOf is a parameter, or a result, of a function.
type argOf struct {
	fn    *ssa.Function
	index int
}

// fresh reports whether a value is made by this function, or by another of the
// package, and nobody else has it.
func (v *View) fresh(val ssa.Value) bool {
	index := 0
	if x, ok := val.(*ssa.Extract); ok {
		val, index = x.Tuple, x.Index
	}
	switch x := val.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		return true
	case *ssa.Call:
		callee := x.Call.StaticCallee()
		if callee == nil {
			return false
		}
		if fn := ref.Target(callee); v.Refs.Has(fn) {
			return v.freshResult(fn, index)
		}
		obj := v.Callee(&x.Call)
		if k := v.Known(obj); k != nil && k.Derive != nil && k.Derive.Cancel {
			return true
		}
		f := v.Outside(obj).Func
		return f != nil && (slices.ContainsFunc(f.Results, func(r fact.Result) bool { return r.Index == index && r.Kind == fact.Fresh }) ||
			slices.ContainsFunc(f.Owns, func(o fact.Own) bool { return o.Of == index }))
	}
	return false
}

// freshResult reports whether a function makes what it returns, and keeps nothing.
func (v *View) freshResult(fn *ssa.Function, index int) bool {
	if v.freshes == nil {
		v.freshes = make(map[argOf]bool)
	}
	key := argOf{fn, index}
	if fresh, ok := v.freshes[key]; ok {
		return fresh
	}
	v.freshes[key] = false
	fresh := false
	for instr := range flow.Instrs(fn) {
		ret, ok := instr.(*ssa.Return)
		if !ok || index >= len(ret.Results) {
			continue
		}
		val := ret.Results[index]
		if box, ok := val.(*ssa.MakeInterface); ok {
			val = box.X
		}
		if k, ok := val.(*ssa.Const); ok && k.IsNil() {
			continue
		}
		val = ref.Strip(val)
		if !v.fresh(val) {
			return false
		}
		if h := v.holding(fn, nil, val); len(h.goes) > 0 {
			return false
		}
		fresh = true
	}
	v.freshes[key] = fresh
	return fresh
}

// receiverOf returns the receiver of a call of a method, if it is at hand.
func receiverOf(c *ssa.CallCommon, obj *types.Func) ssa.Value {
	if c.IsInvoke() {
		return c.Value
	}
	if obj.Signature().Recv() != nil && len(c.Args) == obj.Signature().Params().Len()+1 {
		return c.Args[0]
	}
	return nil
}

func argsAfter(c *ssa.CallCommon, obj *types.Func) []ssa.Value {
	if c.IsInvoke() || receiverOf(c, obj) == nil {
		return c.Args
	}
	return c.Args[1:]
}

// isMethodHarmless reports whether a method of a type of the standard library, such
// as Lock, is called: it does not keep its receiver.
func (v *View) isMethodHarmless(obj *types.Func) bool {
	return obj.Pkg() != nil && known.Standard(obj.Pkg().Path()) && v.Known(obj) == nil
}

// runsOnly reports whether a function does no more with a func than call it.
func (v *View) runsOnly(obj *types.Func) bool {
	f := v.Outside(obj).Func
	if f == nil {
		return false
	}
	return len(f.Params) > 0 && !slices.ContainsFunc(f.Params, func(p fact.Param) bool { return p.Effect&fact.Keeps != 0 })
}

// prints reports whether a function does no more with its arguments than print them.
func prints(obj *types.Func) bool {
	if obj.Pkg() == nil {
		return false
	}
	switch obj.Pkg().Path() {
	case "fmt", "log", "log/slog":
		return true
	}
	return false
}
