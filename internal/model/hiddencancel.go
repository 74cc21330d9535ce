package model

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// hiddenCancels claims the calls that block for ever before the only call of a
// cancel func that goroutines depend on.
func (b *builder) hiddenCancels(launches []*Launch) []*Claim {
	return b.claimsOf(func(fn *ssa.Function) (out []*Claim) {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(*ssa.Call); ok {
				if c := b.hiddenCancel(call, launches); c != nil {
					out = append(out, c)
				}
			}
		}
		return out
	})
}

// hiddenCancel judges a call that makes a context and a func which alone ends it.
func (b *builder) hiddenCancel(call *ssa.Call, launches []*Launch) *Claim {
	k := b.view.Known(b.view.Callee(&call.Call))
	if k == nil || k.Derive == nil || !k.Derive.Cancel || k.Derive.Timeout || k.Starts != nil || k.Derive.Result != 0 {
		return nil // one that starts something may be ended by that: a signal
	}
	parent := operand(known.Place{Of: known.Argument, N: k.Derive.From}, &call.Call)
	if parent == nil || !b.view.Refs.Ends(parent).No {
		return nil
	}
	var ctx ssa.Value
	var cancels []ssa.CallInstruction
	for _, r := range *call.Referrers() {
		x, ok := r.(*ssa.Extract)
		if !ok {
			return nil
		}
		if x.Index == 0 {
			ctx = x
			continue
		}
		for _, r := range *x.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef:
			case ssa.CallInstruction:
				if r.Common().Value != x {
					return nil // handed on
				}
				cancels = append(cancels, r)
			default:
				return nil
			}
		}
	}
	if ctx == nil || len(cancels) == 0 {
		return nil
	}
	block := b.blocksBefore(call.Parent(), cancels)
	if block == nil {
		return nil
	}
	for _, l := range launches {
		if l.Fn == call.Parent() && dominates(l.Instr, block) && given(l, ctx) {
			return &Claim{
				Rule: "lostctx", Kind: HiddenCancel, Pos: block.Pos(), Name: bodyName(l), Shape: Background,
				Callee: b.view.Callee(&block.Call).FullName(), Context: b.contextName(ctx),
				Where: []Place{{l.Pos(), LaunchHere}, {cancels[0].Pos(), CancelHere}},
			}
		}
	}
	return nil
}

// blocksBefore returns a call of fn that only fails, or blocks for ever, and that
// comes before each of the calls of a cancel func.
func (b *builder) blocksBefore(fn *ssa.Function, cancels []ssa.CallInstruction) *ssa.Call {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		k := b.view.Known(b.view.Callee(&call.Call))
		if k == nil || k.Blocks == nil || !k.Blocks.Forever || k.Blocks.Depends || !b.dead(k.Blocks.Until, &call.Call) {
			continue
		}
		first := !slices.ContainsFunc(cancels, func(c ssa.CallInstruction) bool {
			if _, deferred := c.(*ssa.Defer); deferred {
				return !b.beforeReturn(call)
			}
			return !dominates(call, c)
		})
		if first {
			return call
		}
	}
	return nil
}

// beforeReturn reports whether a call comes before every return of its function.
func (b *builder) beforeReturn(call *ssa.Call) bool {
	for _, blk := range call.Parent().Blocks {
		if ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok && blk != call.Parent().Recover && !dominates(call, ret) {
			return false
		}
	}
	return true
}

// given reports whether the goroutine of a launch is handed a value, or captures it.
func given(l *Launch, v ssa.Value) bool {
	is := func(a ssa.Value) bool { return a != nil && ref.Strip(a) == v }
	isOperand := func(op *ssa.Value) bool { return is(*op) }
	if slices.ContainsFunc(l.Instr.Operands(nil), isOperand) {
		return true
	}
	for _, body := range l.Bodies {
		if slices.ContainsFunc(body.Args, is) {
			return true
		}
		for _, fn := range withLiterals(body.Fn, nil) {
			for instr := range flow.Instrs(fn) {
				if slices.ContainsFunc(instr.Operands(nil), isOperand) {
					return true
				}
			}
		}
	}
	return false
}
