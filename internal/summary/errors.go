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

// fate is a set: what becomes of the errors that a value may be.
type fate uint8

const (
	lost   fate = 1 << iota // nobody but the caller gets to know of it
	stated                  // the same, but it is a plain text: it says in what state something is, no operation has failed
	told                    // it is logged, sent or kept as well, or is none that matters
	passed                  // it comes from the caller
	hooked                  // lost, but it is that of a hook, which stands in for what else is done
)

// Errors says what is lost with the errors that a call returns, if its caller
// ignores them.
func (v *View) Errors(c *ssa.CallCommon) fact.Errors { return v.errorsOf(c).fact() }

// ErrorsOf is [View.Errors] for a function.
func (v *View) ErrorsOf(fn *ssa.Function) fact.Errors { return v.errorsOfFunc(fn).fact() }

func (f fate) fact() fact.Errors {
	switch {
	case f&lost != 0:
		return fact.Lost
	case f&told != 0:
		return fact.Told // who tells of what fails leaves out what he has decided himself
	case f&(stated|hooked) != 0:
		return fact.Lost
	}
	return fact.NoErrors
}

// StatesOnly reports whether all errors that a function returns say in what state
// something is, and none that an operation has failed.
func (v *View) StatesOnly(fn *ssa.Function) bool { return v.errorsOfFunc(fn) == stated }

// Unchecked reports whether the error of a function is one that nobody looks at,
// or one for other linters.
func (v *View) Unchecked(fn *types.Func) bool {
	if k := v.Known(fn); k != nil && k.Unchecked {
		return true
	}
	return fn.Signature().Recv() != nil && (v.pkg.world.table.UncheckedMethod(fn.Name(), false) || v.OfGroup(fn))
}

// UncheckedBlank is Unchecked for an error that is assigned to _.
func (v *View) UncheckedBlank(fn *types.Func) bool {
	return fn.Signature().Recv() != nil && v.pkg.world.table.UncheckedMethod(fn.Name(), true)
}

func (v *View) errorsOf(c *ssa.CallCommon) fate {
	callee := v.Callee(c)
	if callee != nil && v.Unchecked(callee) {
		return told
	}
	if k := v.Known(callee); k != nil && k.Passes {
		return v.errorsOfRun(k, argsAfter(c, callee))
	}
	if field := heldIn(c.Value); field != nil && field.IsField() && v.pkg.world.table.UncheckedMethod(field.Name(), false) {
		return told
	}
	if c.IsInvoke() && v.pkg.world.uncheckedOn(c.Value.Type(), c.Method.Name()) {
		return told
	}
	fns, all := v.Refs.Funcs(c)
	if !all || len(fns) == 0 {
		if fns = v.implementers(c); len(fns) == 0 {
			return lost
		}
	}
	var out fate
	for _, fn := range fns {
		out |= v.errorsOfFunc(fn)
	}
	return out
}

// errorsOfRun is errorsOf for a call of what returns the errors of the funcs among its arguments.
func (v *View) errorsOfRun(k *known.Func, args []ssa.Value) (out fate) {
	for _, n := range k.Runs {
		fns, all := v.Refs.FuncsOf(args[n])
		if !all || len(fns) == 0 {
			return lost
		}
		for _, fn := range fns {
			out |= v.errorsOfFunc(fn)
		}
	}
	if out&passed != 0 {
		out = out&^passed | lost // what the func is told
	}
	return out
}

func (v *View) errorsOfFunc(fn *ssa.Function) fate {
	if !v.Refs.Has(fn) {
		if f := v.factAbout(fn); f != nil {
			return [...]fate{fact.Lost: lost, fact.Told: told, fact.NoErrors: 0}[f.Errors]
		}
		if v.Unseen(fn) {
			return told // or it may be
		}
		return lost
	}
	if out, ok := v.errors[fn]; ok {
		return out
	}
	v.errors[fn] = 0 // a recursion adds nothing
	var out fate
	for instr := range flow.Instrs(fn) {
		ret, ok := instr.(*ssa.Return)
		if !ok || ret.Block() == fn.Recover { // after a panic it returns what the others have set
			continue
		}
		for _, res := range ret.Results {
			if IsError(res.Type()) {
				out |= v.fateOf(res, newTrace(ret))
			}
		}
	}
	if len(fn.Blocks) == 0 {
		out = lost // written in assembly, or elsewhere
	}
	v.errors[fn] = out
	return out
}

// implementers returns the methods that a call of a private interface's method may
// mean: those of this package's types that have all of the interface's.
func (v *View) implementers(c *ssa.CallCommon) (out []*ssa.Function) {
	if !c.IsInvoke() {
		return nil
	}
	named, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || named.Obj().Exported() || named.Obj().Pkg() != v.Pkg.Pkg || named.TypeParams().Len() > 0 {
		return nil
	}
	iface := named.Underlying().(*types.Interface)
	for _, name := range v.Pkg.Pkg.Scope().Names() {
		obj, ok := v.Pkg.Pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() || types.IsInterface(obj.Type()) {
			continue
		}
		if concrete, ok := obj.Type().(*types.Named); !ok || concrete.TypeParams().Len() > 0 || !types.Implements(types.NewPointer(concrete), iface) {
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, c.Method.Pkg(), c.Method.Name())
		if fn := v.Pkg.Prog.FuncValue(m.(*types.Func).Origin()); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// A trace follows values back, or forth, from a return.
type trace struct {
	ret  *ssa.Return
	seen map[ssa.Value]bool
}

func newTrace(ret *ssa.Return) *trace { return &trace{ret, make(map[ssa.Value]bool)} }

// leads reports whether some way leads from an instruction to the return, if it
// is in the same function: an error that is told on one way is not told on another.
func (x *trace) leads(instr ssa.Instruction) bool {
	blk, end := instr.Block(), x.ret.Block()
	if blk.Parent() != end.Parent() || blk == end {
		return true
	}
	return flow.Leads(instr, func(i ssa.Instruction) bool { return i == x.ret }, nil)
}

// fateOf follows an error that is returned back to where it comes from. What it
// does not understand counts as told.
func (v *View) fateOf(val ssa.Value, x *trace) fate {
	if x.seen[val] {
		return 0
	}
	x.seen[val] = true
	if _, constant := val.(*ssa.Const); !constant && v.isTold(val, newTrace(x.ret)) {
		return told
	}
	out := v.fateOfUntold(val, x)
	if made, ok := val.(ssa.Instruction); ok && out == stated && (reported(made) || v.standsFor(made, x)) {
		return told
	}
	return out
}

// reported reports whether a text is given to a call without results, such as a
// log's, right where an error is made.
func reported(made ssa.Instruction) bool {
	return slices.ContainsFunc(made.Block().Instrs, func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		if !ok || call.Call.Signature().Results().Len() > 0 {
			return false
		}
		return slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool {
			return slices.ContainsFunc(spread(arg), isText)
		})
	})
}

func isText(val ssa.Value) bool {
	if boxed, ok := val.(*ssa.MakeInterface); ok {
		val = boxed.X
	}
	basic, ok := val.Type().Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// standsFor reports whether an error is made only where there is another one, of
// which others get to know.
func (v *View) standsFor(made ssa.Instruction, x *trace) bool {
	for err := range otherErrors(made.Block()) {
		if v.isTold(err, newTrace(x.ret)) {
			return true
		}
	}
	return false
}

// fateOfUntold is fateOf for what is not told itself.
func (v *View) fateOfUntold(val ssa.Value, x *trace) fate {
	switch val := val.(type) {
	case *ssa.Const:
		return 0 // nil
	case *ssa.Parameter:
		return passed
	case *ssa.Phi:
		var out fate
		for _, e := range val.Edges {
			out |= v.fateOf(e, x)
		}
		return out
	case *ssa.ChangeInterface:
		return v.fateOf(val.X, x)
	case *ssa.MakeInterface:
		return v.fateOfBoxed(val.X, x)
	case *ssa.Field:
		return lost
	case *ssa.TypeAssert:
		return v.fateOf(val.X, x)
	case *ssa.Call:
		return v.fateOfCall(val, x)
	case *ssa.Extract:
		switch tuple := val.Tuple.(type) {
		case *ssa.Call:
			return v.fateOfCall(tuple, x)
		case *ssa.TypeAssert:
			return v.fateOf(tuple.X, x)
		case *ssa.UnOp:
			return fateOfReceived(tuple.X)
		case *ssa.Select:
			return lost
		}
	case *ssa.UnOp:
		if val.Op == token.ARROW {
			return fateOfReceived(val.X)
		}
		return v.fateOfLoad(val.X, x)
	}
	return told
}

// fateOfReceived: whoever sends on a channel that is kept in a field has the error
// first, and may do more with it.
func fateOfReceived(ch ssa.Value) fate {
	if load, ok := ch.(*ssa.UnOp); ok {
		if _, field := load.X.(*ssa.FieldAddr); field {
			return told
		}
	}
	return lost
}

// fateOfBoxed is fateOf for what becomes an error: a struct that has one in a field wraps that.
func (v *View) fateOfBoxed(val ssa.Value, x *trace) fate {
	if _, constant := val.(*ssa.Const); constant {
		return stated // a code
	}
	alloc, ok := val.(*ssa.Alloc)
	if !ok {
		return lost
	}
	return v.fateOfFields(alloc, func(*ssa.FieldAddr) bool { return true }, x)
}

// fateOfFields is fateOf for the errors in those fields of a local struct that are of interest.
func (v *View) fateOfFields(alloc *ssa.Alloc, ofInterest func(*ssa.FieldAddr) bool, x *trace) fate {
	var out fate
	for _, r := range *alloc.Referrers() {
		field, ok := r.(*ssa.FieldAddr)
		if !ok || !ofInterest(field) {
			continue
		}
		for _, r := range *field.Referrers() {
			if set, ok := r.(*ssa.Store); ok && set.Addr == field && IsError(set.Val.Type()) {
				out |= v.fateOf(set.Val, x)
			}
		}
	}
	if out == 0 {
		return lost
	}
	return out
}

// fateOfLoad follows what is stored at an address.
func (v *View) fateOfLoad(addr ssa.Value, x *trace) fate {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		if v.readAt(addr, newTrace(x.ret)) {
			return told
		}
		var out fate
		for _, r := range *addr.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == addr {
					out |= v.fateOf(r.Val, x)
				}
			case *ssa.MakeClosure:
				out |= v.storedIn(r, addr, x)
			}
		}
		return out
	case *ssa.Global:
		if obj, ok := addr.Object().(*types.Var); ok && v.pkg.world.uncheckedVar(obj) {
			return told
		}
		return stated
	case *ssa.FieldAddr:
		alloc, local := addr.X.(*ssa.Alloc)
		switch {
		case !local:
		case v.boxTold(alloc, newTrace(x.ret)):
			return told
		default:
			return v.fateOfFields(alloc, func(f *ssa.FieldAddr) bool { return f.Field == addr.Field }, x)
		}
	}
	return told
}

// storedIn follows what a literal stores in a variable that it captures.
func (v *View) storedIn(c *ssa.MakeClosure, addr ssa.Value, x *trace) (out fate) {
	fn := c.Fn.(*ssa.Function)
	for i, b := range c.Bindings {
		if b != addr || i >= len(fn.FreeVars) {
			continue
		}
		fv := fn.FreeVars[i]
		for _, r := range *fv.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == fv {
					out |= v.fateOf(r.Val, x)
				}
			case *ssa.MakeClosure:
				out |= v.storedIn(r, fv, x)
			}
		}
	}
	return out
}

func (v *View) fateOfCall(call *ssa.Call, x *trace) fate {
	callee := call.Call.StaticCallee()
	args := errorArgs(call.Common())
	if callee != nil && len(args) == 0 && v.isMaker(callee) {
		return stated
	}
	if isHook(call) {
		return hooked
	}
	out := v.errorsOf(call.Common())
	wraps := callee != nil && !v.Refs.Has(ref.Target(callee))
	if out&passed == 0 && (!wraps || out&(lost|stated) == 0) {
		return out
	}
	if len(args) == 0 {
		return out &^ passed
	}
	out &^= passed
	if wraps {
		out = 0 // fmt.Errorf: what is lost is what it wraps
	}
	for _, a := range args {
		out |= v.fateOf(a, x)
	}
	return out
}

// isHook reports whether a call is of a func in a field, behind a test of whether there is one.
func isHook(call *ssa.Call) bool {
	field := heldIn(call.Call.Value)
	if field == nil || !field.IsField() {
		return false
	}
	for at := call.Block(); at.Idom() != nil; at = at.Idom() {
		branch, ok := at.Idom().Instrs[len(at.Idom().Instrs)-1].(*ssa.If)
		if !ok || branch.Block().Succs[0] != at || len(at.Preds) != 1 {
			continue
		}
		if cond, ok := branch.Cond.(*ssa.BinOp); ok && cond.Op == token.NEQ && heldIn(cond.X) == field {
			return true
		}
	}
	return false
}

// errorArgs returns the errors among the arguments of a call, the variadic ones
// included.
func errorArgs(c *ssa.CallCommon) (out []ssa.Value) {
	for _, arg := range c.Args {
		for _, a := range spread(arg) {
			if ci, ok := a.(*ssa.ChangeInterface); ok {
				a = ci.X // an error as an any
			}
			if IsError(a.Type()) {
				out = append(out, a)
			}
		}
	}
	return out
}

// isTold reports whether something is done with a value, or with what is made of
// it, by which others may get to know of it. To compare it, to wrap it and to
// return it is not enough.
func (v *View) isTold(val ssa.Value, x *trace) bool {
	if x.seen[val] || val.Referrers() == nil {
		return false
	}
	x.seen[val] = true
	for _, r := range *val.Referrers() {
		if !x.leads(r) {
			continue
		}
		switch r := r.(type) {
		case *ssa.Send, *ssa.MapUpdate, *ssa.Panic, *ssa.Go:
			return true
		case *ssa.Store:
			if r.Val == val && v.isToldAt(r.Addr, x) {
				return true
			}
		case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.TypeAssert, *ssa.Extract, *ssa.Slice, *ssa.Convert:
			if v.isTold(r.(ssa.Value), x) {
				return true
			}
		case *ssa.BinOp:
			if r.Op == token.ADD && v.isTold(r, x) { // of its text
				return true
			}
		case ssa.CallInstruction:
			if v.toldBy(r, val, x) {
				return true
			}
		}
	}
	return false
}

// isToldAt is isTold for what is stored at an address.
func (v *View) isToldAt(addr ssa.Value, x *trace) bool {
	if at, ok := addr.(*ssa.IndexAddr); ok {
		if alloc, ok := at.X.(*ssa.Alloc); ok && alloc.Comment == "varargs" {
			return v.isTold(alloc, x)
		}
		return true
	}
	switch at := addr.(type) {
	case *ssa.Alloc:
	case *ssa.FieldAddr:
		alloc, ok := at.X.(*ssa.Alloc)
		return !ok || v.boxTold(alloc, x)
	default: // in a captured variable whoever made the literal may look
		return true
	}
	if x.seen[addr] {
		return false
	}
	x.seen[addr] = true
	return v.readAt(addr, x)
}

// boxTold reports whether anything is done with a local struct but to make an error
// of it, and to read its fields.
func (v *View) boxTold(alloc *ssa.Alloc, x *trace) bool {
	return slices.ContainsFunc(*alloc.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return slices.ContainsFunc(*r.Referrers(), func(use ssa.Instruction) bool {
				switch use := use.(type) {
				case *ssa.Store:
					return use.Addr != r
				case *ssa.UnOp:
					return v.isTold(use, x)
				}
				return true
			})
		case *ssa.Store:
			return r.Addr != alloc
		case ssa.CallInstruction:
			return v.toldBy(r, alloc, x)
		case *ssa.MakeInterface:
			return !IsError(r.Type()) || v.isTold(r, x)
		}
		return true
	})
}

// readAt reports whether a load of a variable is told, here or in a literal that
// captures it.
func (v *View) readAt(addr ssa.Value, x *trace) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val == addr {
				return true
			}
		case *ssa.UnOp:
			if v.isTold(r, x) {
				return true
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if b == addr && i < len(fn.FreeVars) && v.readAt(fn.FreeVars[i], x) {
					return true
				}
			}
		case ssa.CallInstruction:
			return true // its address is passed on
		}
	}
	return false
}

// toldBy reports whether a call tells others of a value that it is given: one
// without a result, such as a log's, or one whose result is told. A logger that
// returns an error, which its callers ignore, is no wrapper.
func (v *View) toldBy(call ssa.CallInstruction, val ssa.Value, x *trace) bool {
	c := call.Common()
	result := call.Value()
	if built, ok := c.Value.(*ssa.Builtin); ok && built.Name() != "append" {
		return built.Name() == "print" || built.Name() == "println"
	}
	if callee := c.StaticCallee(); callee != nil && v.Refs.Has(ref.Target(callee)) {
		callee = ref.Target(callee)
		for i, a := range alignArgs(c, callee) {
			if a == val && i < len(callee.Params) && v.isTold(callee.Params[i], x) {
				return true
			}
		}
		return result != nil && c.Signature().Results().Len() > 0 && v.isTold(result, x)
	}
	results := c.Signature().Results()
	if results.Len() == 0 || result == nil {
		return true
	}
	if IsError(results.At(results.Len()-1).Type()) && len(*result.Referrers()) == 0 {
		return true
	}
	return v.isTold(result, x)
}

// Drops reports whether a call returns an error, and nothing in the package
// looks at it.
func (v *View) Drops(call *ssa.Call) bool {
	results := call.Call.Signature().Results()
	switch results.Len() {
	case 0:
		return false
	case 1:
		return IsError(results.At(0).Type()) && v.dead(call, make(map[ssa.Value]bool))
	}
	for i := range results.Len() {
		if IsError(results.At(i).Type()) && !slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool {
			x, ok := r.(*ssa.Extract)
			return ok && x.Index == i && !v.dead(x, make(map[ssa.Value]bool))
		}) {
			return true
		}
	}
	return false
}

// dead reports whether nothing but a chain of wrappers, or of variables that
// nobody reads, uses a value.
func (v *View) dead(val ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[val] {
		return true
	}
	seen[val] = true
	for _, r := range *val.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.Slice:
			if !v.dead(r.(ssa.Value), seen) {
				return false
			}
		case *ssa.IndexAddr: // of a variadic argument, for its other elements
			if _, ok := val.(*ssa.Alloc); !ok {
				return false
			}
		case *ssa.Store:
			if r.Addr != val && !v.unread(r.Addr, seen) {
				return false
			}
		case *ssa.Call:
			if !v.Wraps(r.Common()) || !v.dead(r, seen) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// unread reports whether nobody reads a variable but to assign it again.
func (v *View) unread(addr ssa.Value, seen map[ssa.Value]bool) bool {
	switch at := addr.(type) {
	case *ssa.IndexAddr:
		alloc, ok := at.X.(*ssa.Alloc)
		return ok && alloc.Comment == "varargs" && v.dead(alloc, seen)
	case *ssa.FreeVar:
		if addr = ref.Captured(at); addr == nil {
			return false
		}
	}
	alloc, ok := addr.(*ssa.Alloc)
	return ok && (seen[alloc] || v.unreadIn(alloc, seen))
}

func (v *View) unreadIn(addr ssa.Value, seen map[ssa.Value]bool) bool {
	seen[addr] = true
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if r.Addr != addr {
				return false
			}
		case *ssa.UnOp:
			if !v.dead(r, seen) {
				return false
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, b := range r.Bindings {
				if b == addr && (i >= len(fn.FreeVars) || !v.unreadIn(fn.FreeVars[i], seen)) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// Wraps reports whether a call makes an error of one that it is given: a function
// of another package does. A method may be a logger's.
func (v *View) Wraps(c *ssa.CallCommon) bool {
	callee := c.StaticCallee()
	if callee == nil || v.Refs.Has(ref.Target(callee)) || c.Signature().Recv() != nil {
		return false
	}
	return onlyError(c.Signature()) && len(errorArgs(c)) > 0
}

// ReturnsError reports whether a signature has an error among its results.
func ReturnsError(sig *types.Signature) bool {
	for res := range sig.Results().Variables() {
		if IsError(res.Type()) {
			return true
		}
	}
	return false
}

func onlyError(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && IsError(sig.Results().At(0).Type())
}

// IsError reports whether t is error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
