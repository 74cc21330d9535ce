package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/ref"
)

// plain reports whether an instruction does nothing to goroutines, channels and
// locks, nor to what branches depend on.
func (p *Program) plain(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.RunDefers, *ssa.MakeChan, *ssa.Return:
		return false
	case *ssa.UnOp:
		return instr.Op != token.ARROW
	case *ssa.Store:
		return isVarArg(instr.Addr) || !p.carries(instr.Val.Type()) && !p.behaviour().on(instr.Addr)
	case *ssa.MapUpdate:
		return !p.carries(instr.Value.Type()) && !p.carries(instr.Key.Type()) && !p.behaviour().onContents(instr.Map)
	case *ssa.Alloc:
		return !instr.Heap || instr.Comment == "varargs" || !p.carries(instr.Type().Underlying().(*types.Pointer).Elem())
	case *ssa.Call:
		return p.plainCall(instr.Common())
	}
	return true
}

func (p *Program) plainCall(c *ssa.CallCommon) bool {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "close", "recover":
			return false
		case "append":
			return !p.carries(c.Signature().Results().At(0).Type())
		case "delete", "copy", "clear":
			return !p.behaviour().onContents(c.Args[0])
		}
		return true
	}
	if p.exits(c) {
		return false
	}
	for _, a := range c.Args {
		if p.hands(a) {
			if fn := c.StaticCallee(); fn == nil || !p.inside(fn) || !p.plainFunc(fn) {
				return false
			}
		}
	}
	if c.IsInvoke() && (isError(c.Value.Type()) || ref.IsContext(c.Value.Type())) {
		return c.Method.Name() != "Done"
	}
	fn := c.StaticCallee()
	if fn == nil {
		return p.plainDynamic(c)
	}
	switch p.opKind(fn) {
	case noOp, opAtomicLoad:
	case opAtomicStore, opAtomicAdd, opAtomicSwap, opAtomicCAS:
		return !p.behaviour().on(c.Args[0]) && !p.carries(c.Args[len(c.Args)-1].Type())
	default:
		return false
	}
	for r := range fn.Signature.Results().Variables() {
		if p.carries(r.Type()) && !isError(r.Type()) {
			return false
		}
	}
	if p.inside(fn) {
		return p.plainFunc(fn)
	}
	for _, a := range c.Args {
		if p.behaviour().onContents(a) {
			return false
		}
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	out := p.Env.Outside(obj.Origin())
	return out.Func == nil || out.Func.Ending == fact.Returns && out.Func.MayExit == fact.NoExit && len(out.Func.Params) == 0
}

// plainDynamic reports whether a call of a func value or interface method runs
// nothing of the package that matters.
func (p *Program) plainDynamic(c *ssa.CallCommon) bool {
	sig := c.Signature()
	if sig.Results().Len() == 0 && (sig.Params().Len() == 0 || sig.Params().Len() == 1 && isError(sig.Params().At(0).Type())) {
		return false // it may cancel a context, unlock, or tell a group that it is done
	}
	for r := range c.Signature().Results().Variables() {
		if p.carries(r.Type()) && !isError(r.Type()) {
			return false
		}
	}
	for _, fn := range p.Env.Callees(c) {
		if !p.inside(fn) || !p.plainFunc(fn) {
			return false
		}
	}
	return true
}

// hands reports whether an argument may hand over a channel, lock or func.
func (p *Program) hands(a ssa.Value) bool {
	switch a := a.(type) {
	case *ssa.Const:
		return false
	case *ssa.MakeInterface:
		return p.hands(a.X)
	case *ssa.ChangeInterface:
		return p.hands(a.X)
	case *ssa.Slice:
		if arr, ok := a.X.(*ssa.Alloc); ok && arr.Comment == "varargs" {
			for _, r := range *arr.Referrers() {
				elem, ok := r.(*ssa.IndexAddr)
				if !ok {
					continue
				}
				for _, r := range *elem.Referrers() {
					if st, ok := r.(*ssa.Store); ok && p.hands(st.Val) {
						return true
					}
				}
			}
			return false
		}
	}
	return p.carries(a.Type()) && !ref.IsContext(a.Type())
}

// isVarArg reports whether an address is in the array that holds variadic arguments.
func isVarArg(addr ssa.Value) bool {
	elem, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	arr, ok := elem.X.(*ssa.Alloc)
	return ok && arr.Comment == "varargs"
}

// inside reports whether the body of fn is there to be followed: not where a directive
// or a row says what it launches, which counts more.
func (p *Program) inside(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 || p.saidToLaunch(fn) {
		return false
	}
	if fn.Pkg != nil {
		return fn.Pkg == p.Pkg
	}
	if o := fn.Origin(); o != nil && o.Pkg != nil {
		return o.Pkg == p.Pkg // an instance
	}
	return true // a wrapper
}

// plainFunc reports whether a call of fn is plain; within a recursion it is
// what the rest says.
func (p *Program) plainFunc(fn *ssa.Function) bool {
	if is, ok := p.plains[fn]; ok {
		return is
	}
	p.plains[fn] = true
	p.plainly = append(p.plainly, fn)
	first := len(p.plainly) == 1
	defer func() {
		if first {
			// What was found plain by way of one that is not, is not known after all.
			if !p.plains[fn] {
				for _, other := range p.plainly {
					if p.plains[other] {
						delete(p.plains, other)
					}
				}
			}
			p.plainly = nil
		}
	}()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Return); ok {
				continue
			}
			if !p.plain(instr) {
				p.plains[fn] = false
				return false
			}
		}
	}
	return true
}

// carries reports whether a value of the type may lead to a channel, lock,
// context or func.
func (p *Program) carries(t types.Type) bool {
	t = types.Unalias(t)
	if is, ok := p.carry[t]; ok {
		return is
	}
	p.carry[t] = false // within a recursion it is what the rest says
	p.carrying = append(p.carrying, t)
	first := len(p.carrying) == 1
	is := p.mayLead(t)
	p.carry[t] = is
	if first {
		if is { // what was found not to lead anywhere by way of this is not known after all
			for _, other := range p.carrying {
				if !p.carry[other] {
					delete(p.carry, other)
				}
			}
		}
		p.carrying = nil
	}
	return is
}

func (p *Program) mayLead(t types.Type) bool {
	if isError(t) {
		return false
	}
	if named, ok := t.(*types.Named); ok {
		if role := p.role(named); role == lockRole || role == groupRole || isCond(named) {
			return true
		}
		for i := range named.TypeArgs().Len() {
			if p.carries(named.TypeArgs().At(i)) {
				return true
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan, *types.Signature, *types.Interface:
		return true
	case *types.Pointer:
		return p.carries(u.Elem())
	case *types.Slice:
		return p.carries(u.Elem())
	case *types.Array:
		return p.carries(u.Elem())
	case *types.Map:
		return p.carries(u.Elem()) || p.carries(u.Key())
	case *types.Struct:
		for f := range u.Fields() {
			// What is in another package's own fields is theirs to look after.
			if (f.Exported() || f.Pkg() == p.Pkg.Pkg) && p.carries(f.Type()) {
				return true
			}
		}
	case *types.Tuple:
		for v := range u.Variables() {
			if p.carries(v.Type()) {
				return true
			}
		}
	}
	return false
}

// writes reports whether a literal writes to its i-th variable.
func (p *Program) writes(fn *ssa.Function, i int) bool {
	if i >= len(fn.FreeVars) || fn.Synthetic != "" {
		return false // a method value has its receiver there
	}
	v := fn.FreeVars[i]
	if is, ok := p.written[v]; ok {
		return is
	}
	p.written[v] = false
	is := false
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			// Of a variable that is a struct; what is behind a pointer was loaded first.
			is = is || !p.onlyLoaded(r.(ssa.Value))
		case *ssa.MakeClosure:
			for j, b := range r.Bindings {
				is = is || b == v && p.writes(r.Fn.(*ssa.Function), j)
			}
		default:
			is = true
		}
	}
	p.written[v] = is
	return is
}

// onlyLoaded reports whether an address is only loaded from, or is that of a primitive.
func (p *Program) onlyLoaded(addr ssa.Value) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if !p.onlyLoaded(r.(ssa.Value)) {
				return false
			}
		case ssa.CallInstruction:
			if fn := r.Common().StaticCallee(); fn == nil || p.opKind(fn) == noOp {
				return false
			}
		default:
			return false
		}
	}
	return true
}
