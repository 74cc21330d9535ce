package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
)

// loop finds what the loop around an instruction does: it sends as long as what it calls gives it something, or it
// receives until a close, and does the same each time.
func (w *wayfinder) loop(of ssa.Instruction) bool {
	loop := w.loops.Around(of.Block())
	if _, known := w.round[of.Block()]; known {
		return true
	}
	var acts []fact.Touch
	var at []ssa.Instruction
	for _, b := range loop {
		for _, instr := range b.Instrs {
			if act, ok := w.act(instr); ok {
				acts, at = append(acts, act), append(at, instr)
			}
			if _, deferred := instr.(*ssa.Defer); deferred {
				return false
			}
		}
	}
	round := fact.Act{Many: true}
	switch receive := slices.IndexFunc(acts, func(a fact.Touch) bool { return a.Effect == fact.Receives }); {
	case receive >= 0:
		round.Touch = acts[receive]
		each, ok := w.each(loop, at[receive], at)
		if !ok {
			return false
		}
		round.Each = each
	case len(acts) == 1 && acts[0].Effect == fact.Sends && w.gives(loop, at[0]):
		round.Touch = acts[0]
	default:
		return false
	}
	for _, b := range loop {
		w.round[b] = round
	}
	return true
}

// each returns what a loop does after each receive, in its order; false if not in any case, or if it ends before the close.
func (w *wayfinder) each(loop []*ssa.BasicBlock, receive ssa.Instruction, acts []ssa.Instruction) (out []fact.Touch, ok bool) {
	head := receive.Block()
	for branch := range flow.Exits(loop) {
		ok, is := branch.Cond.(*ssa.Extract)
		if !is || ok.Tuple != receive.(ssa.Value) || ok.Index != 1 || branch.Block() != head || !slices.Contains(loop, head.Succs[0]) {
			return nil, false
		}
	}
	slices.SortFunc(acts, func(a, b ssa.Instruction) int {
		switch {
		case a.Block() == b.Block():
			return slices.Index(a.Block().Instrs, a) - slices.Index(a.Block().Instrs, b)
		case a.Block().Dominates(b.Block()):
			return -1
		}
		return 1
	})
	for _, instr := range acts {
		if instr == receive {
			continue
		}
		if instr.Block() == head || around(loop, head, instr.Block()) {
			return nil, false
		}
		act, _ := w.act(instr)
		out = append(out, act)
	}
	return out, len(out) <= maxActs
}

// around reports whether a loop can go round, from its head, without a block: then what that does is not done each time; or
// whether it can get there twice.
func around(loop []*ssa.BasicBlock, head, without *ssa.BasicBlock) bool {
	back := func(to, past *ssa.BasicBlock) bool {
		return flow.Leads(to.Instrs[len(to.Instrs)-1],
			func(i ssa.Instruction) bool { return i == to.Instrs[0] },
			func(i ssa.Instruction) bool { return i.Block() == past || !slices.Contains(loop, i.Block()) })
	}
	return back(head, without) || back(without, head)
}

// gives reports whether only what calls return decides how often a loop sends, which may be never.
func (w *wayfinder) gives(loop []*ssa.BasicBlock, send ssa.Instruction) bool {
	early := false // it can end before it has sent
	for _, b := range loop {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if !ofCall(branch.Cond) {
			return false
		}
		exits := slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool { return !slices.Contains(loop, to) })
		early = early || exits && !send.Block().Dominates(b)
	}
	return early
}

// ofCall reports whether a condition hangs on what calls return, and on nothing else.
func ofCall(cond ssa.Value) bool {
	switch c := lastStored(cond).(type) {
	case *ssa.Call:
		_, built := c.Call.Value.(*ssa.Builtin)
		return !built
	case *ssa.Extract:
		return ofCall(c.Tuple)
	case *ssa.UnOp:
		return c.Op == token.NOT && ofCall(c.X)
	case *ssa.BinOp:
		return ofCall(c.X) && isFixed(c.Y) || ofCall(c.Y) && isFixed(c.X) || ofCall(c.X) && ofCall(c.Y)
	}
	return false
}

// isFixed reports whether a value is always the same: a constant, or an error in a variable of a package.
func isFixed(val ssa.Value) bool {
	switch val := val.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		_, global := val.X.(*ssa.Global)
		return global && val.Op == token.MUL
	}
	return false
}
