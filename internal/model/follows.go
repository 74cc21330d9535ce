package model

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// follows reports whether a recursion may go down an input, level by level: it is not
// latched, and does not call itself with the same constants at every level.
func follows(cycle []arc) bool {
	return !latched(cycle) && !slices.ContainsFunc(cycle, constantOnly)
}

// constantOnly reports whether an arc passes constants, and at most its own receiver, on.
func constantOnly(a arc) bool {
	call := callOf(a)
	if call == nil {
		return false
	}
	args := call.Args
	if a.to.Signature.Recv() != nil {
		if recv := receiver(a.instr.Parent()); recv == nil || !staysWith(a, recv) {
			return false
		}
		args = args[1:]
	}
	return len(args) > 0 && !slices.ContainsFunc(args, func(v ssa.Value) bool { _, is := v.(*ssa.Const); return !is })
}

// latched reports whether a recursion goes round once only: it stays with one
// receiver, tests one of its fields on the way, and has set that field for good
// before it goes on, as in a Close that returns if it was called before.
func latched(cycle []arc) bool {
	closes := false
	for _, a := range cycle {
		recv := receiver(a.instr.Parent())
		if recv == nil || !staysWith(a, recv) {
			return false
		}
		closes = closes || latchedAt(a.instr, recv)
	}
	return closes
}

// receiver returns the receiver of the declared method that fn is or is a literal in.
func receiver(fn *ssa.Function) *ssa.Parameter {
	fn = outermost(fn)
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return nil
	}
	return fn.Params[0]
}

// staysWith reports whether an arc leads to a literal, or to a method of the same receiver.
func staysWith(a arc, recv *ssa.Parameter) bool {
	if a.to.Parent() != nil {
		return true
	}
	call := callOf(a)
	return call != nil && a.to.Signature.Recv() != nil && len(call.Args) > 0 && ref.Strip(call.Args[0]) == recv
}

// callOf returns the call or launch that an arc is, if its own arguments go to the function that it leads to.
func callOf(a arc) *ssa.CallCommon {
	call, ok := a.instr.(ssa.CallInstruction)
	if !ok || call.Common().StaticCallee() == nil || ref.Target(call.Common().StaticCallee()) != a.to {
		return nil
	}
	return call.Common()
}

// latchedAt reports whether control gets to an instruction only after a test of
// a field of the receiver that will turn out otherwise from then on.
func latchedAt(at ssa.Instruction, recv *ssa.Parameter) bool {
	return latch(at, recv, func(branch *ssa.If, field *types.Var, turned func(*ssa.Const) bool) bool {
		return setBefore(at, branch, recv, field, turned)
	})
}

// latch reports whether control gets to an instruction only after a test of a field of the
// receiver that sets the field itself, or whose field is set so as to turn the test over, as
// set says.
func latch(at ssa.Instruction, recv *ssa.Parameter, set func(*ssa.If, *types.Var, func(*ssa.Const) bool) bool) bool {
	for branch := range tests(at) {
		block := branch.Block()
		holds := !reaches(block.Succs[1], at.Block(), block)
		field, turned := latchTest(branch.Cond, recv, holds)
		if field != nil && (turned == nil || set(branch, field, turned)) {
			return true
		}
	}
	return false
}

// onceForAll reports whether an instruction runs once for a receiver: behind a test of one of
// its fields, which the function turns over before or after.
func onceForAll(at ssa.Instruction) bool {
	recv := receiver(at.Parent())
	return recv != nil && latch(at, recv, func(_ *ssa.If, field *types.Var, turned func(*ssa.Const) bool) bool {
		for instr := range flow.Instrs(at.Parent()) {
			if turns(instr, recv, field, turned) {
				return true
			}
		}
		return false
	})
}

// latchTest returns the field of the receiver that a condition tests, and whether a value
// stored there turns it over, if it holds now or does not; turned is nil if the test
// itself sets the field.
func latchTest(cond ssa.Value, recv *ssa.Parameter, holds bool) (field *types.Var, turned func(*ssa.Const) bool) {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		return latchTest(not.X, recv, !holds)
	}
	if field := fieldRead(cond, recv); field != nil {
		return field, func(c *ssa.Const) bool { return constant.BoolVal(c.Value) != holds }
	}
	switch cond := cond.(type) {
	case *ssa.BinOp:
		tested, isConst := cond.Y.(*ssa.Const)
		field := fieldRead(cond.X, recv)
		if field == nil || !isConst || tested.Value == nil || cond.Op != token.EQL && cond.Op != token.NEQ {
			return nil, nil
		}
		wantsEqual := (cond.Op == token.EQL) == holds
		return field, func(c *ssa.Const) bool { return constant.Compare(c.Value, token.EQL, tested.Value) != wantsEqual }
	case *ssa.Call:
		return atomicLatch(cond, recv, holds), nil
	}
	return nil, nil
}

// atomicLatch returns the field of the receiver that a call of sync/atomic tests and sets in one:
// a CompareAndSwap that succeeds, a Swap that finds that nothing was there.
func atomicLatch(call *ssa.Call, recv *ssa.Parameter, holds bool) *types.Var {
	callee := call.Call.StaticCallee()
	if callee == nil || callee.Pkg == nil || callee.Pkg.Pkg.Path() != "sync/atomic" || len(call.Call.Args) == 0 {
		return nil
	}
	sets := false
	switch obj := callee.Object(); obj.Name() {
	case "CompareAndSwap", "CompareAndSwapInt32", "CompareAndSwapUint32", "CompareAndSwapInt64", "CompareAndSwapUint64":
		sets = holds
	case "Swap": // of a Bool
		to, ok := call.Call.Args[1].(*ssa.Const)
		sets = ok && to.Value != nil && to.Value.Kind() == constant.Bool && constant.BoolVal(to.Value) != holds
	}
	if !sets {
		return nil
	}
	return fieldAt(call.Call.Args[0], recv)
}

// fieldRead returns the field of the receiver that v is read from.
func fieldRead(v ssa.Value, recv *ssa.Parameter) *types.Var {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	if t, ok := load.Type().Underlying().(*types.Basic); !ok || t.Info()&(types.IsBoolean|types.IsInteger|types.IsString) == 0 {
		return nil
	}
	return fieldAt(load.X, recv)
}

func fieldAt(addr ssa.Value, recv *ssa.Parameter) *types.Var {
	at, ok := addr.(*ssa.FieldAddr)
	if !ok || ref.Strip(at.X) != recv {
		return nil
	}
	return ref.Field(at)
}

// setBefore reports whether every way from the test to the instruction stores what
// turns the test over.
func setBefore(at ssa.Instruction, branch *ssa.If, recv *ssa.Parameter, field *types.Var, turned func(*ssa.Const) bool) bool {
	stores := func(i ssa.Instruction) bool { return turns(i, recv, field, turned) }
	return !flow.Leads(branch, func(i ssa.Instruction) bool { return i == at }, stores)
}

// turns reports whether an instruction stores a constant in a field of the receiver that turns a test over.
func turns(i ssa.Instruction, recv *ssa.Parameter, field *types.Var, turned func(*ssa.Const) bool) bool {
	st, ok := i.(*ssa.Store)
	if !ok || fieldAt(st.Addr, recv) != field {
		return false
	}
	c, ok := st.Val.(*ssa.Const)
	return ok && c.Value != nil && turned(c)
}
