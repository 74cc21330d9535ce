package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// The costs of what takes longer than a simple instruction, such as a load, an
// addition or a branch, by how many of those would take as long. They are on the
// high side: what is reported has to be cheaper.
const (
	costCall   = 10  // a call, or a deferred one
	costAlloc  = 100 // memory for a variable or a small slice
	costCopy   = 100 // a short string or slice copied or compared
	costMap    = 150 // looking something up in a map, or changing it
	costDivide = 10
)

// maxCost is where counting ends: nothing like it is worth a report.
const maxCost = 1 << 20

// A cost is an upper bound for the simple instructions that something takes; none
// if there is no bound, or it may block.
type cost struct {
	n    int
	none bool
}

var noBound = cost{none: true}

func (c cost) plus(d cost) cost {
	if c.none || d.none || c.n+d.n > maxCost {
		return noBound
	}
	return cost{n: c.n + d.n}
}

func (c cost) times(n int) cost {
	if c.none || n > maxCost || c.n*n > maxCost {
		return noBound
	}
	return cost{n: c.n * n}
}

// costOf returns what a call of fn costs on its dearest way, all that it calls
// included.
func (b *builder) costOf(fn *ssa.Function) cost {
	if c, ok := b.costs[fn]; ok {
		return c
	}
	b.costs[fn] = noBound // recursion
	if !b.view.Refs.Has(fn) {
		b.costs[fn] = b.costOutside(fn)
	} else if len(fn.Blocks) > 0 {
		b.costs[fn] = b.costFrom(fn, fn.Blocks[0], make(map[*ssa.BasicBlock]cost))
	}
	return b.costs[fn]
}

// costFrom returns the cost of the dearest way from a block to the function's end.
// A loop counts as one block.
func (b *builder) costFrom(fn *ssa.Function, at *ssa.BasicBlock, done map[*ssa.BasicBlock]cost) cost {
	if c, ok := done[at]; ok {
		return c
	}
	own, next := b.costOfBlock(at), at.Succs
	if loop := b.loops(fn).Around(at); loop != nil {
		own, next = b.costOfLoop(loop), nil
		for _, blk := range loop {
			for _, s := range blk.Succs {
				if !slices.Contains(loop, s) {
					next = append(next, s)
				}
			}
		}
	}
	if own.none {
		return own
	}
	var dearest cost
	for _, s := range next {
		c := b.costFrom(fn, s, done)
		if c.none || c.n > dearest.n {
			dearest = c
		}
		if c.none {
			break
		}
	}
	done[at] = own.plus(dearest)
	return done[at]
}

// costOfLoop returns what a loop costs that goes round so often as its constants
// say, with no loop in it.
func (b *builder) costOfLoop(loop []*ssa.BasicBlock) cost {
	turns := 0
	for branch := range flow.Exits(loop) {
		if n := turnsOf(branch, loop); n > 0 && onEachWay(branch.Block(), loop) {
			turns = n
		}
	}
	if turns == 0 {
		return noBound
	}
	var round cost
	for _, blk := range loop {
		round = round.plus(b.costOfBlock(blk))
	}
	return round.times(turns)
}

// turnsOf returns how often a loop goes round at most that ends by a branch which
// compares a counter to a constant; 0 if that is not known.
func turnsOf(branch *ssa.If, loop []*ssa.BasicBlock) int {
	c, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !flow.Counts(c, loop) || !slices.Contains(loop, branch.Block().Succs[0]) {
		return 0
	}
	end, ok := c.Y.(*ssa.Const)
	if !ok {
		return 0
	}
	counter, ok := c.X.(*ssa.Phi)
	if step, isStep := c.X.(*ssa.BinOp); isStep {
		counter, ok = step.X.(*ssa.Phi)
	}
	if !ok {
		return 0
	}
	from, steps := int64(0), int64(0)
	for _, e := range counter.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			from = e.Int64()
		case *ssa.BinOp:
			by, ok := e.Y.(*ssa.Const)
			if !ok || e.X != ssa.Value(counter) || e.Op != token.ADD && e.Op != token.SUB || steps != 0 {
				return 0
			}
			if steps = by.Int64(); e.Op == token.SUB {
				steps = -steps
			}
		default:
			return 0
		}
	}
	way := end.Int64() - from
	switch c.Op {
	case token.LSS, token.LEQ:
	case token.GTR, token.GEQ:
		way, steps = -way, -steps
	default:
		return 0 // it may step over the end
	}
	if steps <= 0 || way < 0 || way > maxCost {
		return 0
	}
	return int(way/steps) + 2 // the last round, and one that only compares
}

// onEachWay reports whether every way round a loop leads through a block.
func onEachWay(test *ssa.BasicBlock, loop []*ssa.BasicBlock) bool {
	open := make(map[*ssa.BasicBlock]bool)
	done := make(map[*ssa.BasicBlock]bool)
	var round func(blk *ssa.BasicBlock) bool // a way back to blk without the test
	round = func(blk *ssa.BasicBlock) bool {
		if blk == test || done[blk] || !slices.Contains(loop, blk) {
			return false
		}
		if open[blk] {
			return true
		}
		open[blk] = true
		again := slices.ContainsFunc(blk.Succs, round)
		open[blk], done[blk] = false, true
		return again
	}
	return !slices.ContainsFunc(loop, round)
}

func (b *builder) costOfBlock(blk *ssa.BasicBlock) (sum cost) {
	for _, instr := range blk.Instrs {
		if sum = sum.plus(b.costOfInstr(instr)); sum.none {
			return sum
		}
	}
	return sum
}

// costOfInstr returns what an instruction costs. What it does not name has no bound:
// channels, launches, panics, ranges over maps.
func (b *builder) costOfInstr(instr ssa.Instruction) cost {
	switch i := instr.(type) {
	case *ssa.DebugRef, *ssa.Phi, *ssa.Jump, *ssa.FieldAddr, *ssa.Field, *ssa.Extract, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.RunDefers, *ssa.Return:
		return cost{}
	case *ssa.If, *ssa.Store, *ssa.IndexAddr, *ssa.Index, *ssa.Slice, *ssa.SliceToArrayPointer:
		return cost{n: 1}
	case *ssa.TypeAssert:
		return cost{n: costCall}
	case *ssa.UnOp:
		if i.Op != token.ARROW {
			return cost{n: 1}
		}
	case *ssa.BinOp:
		return costOfOperator(i)
	case *ssa.Alloc:
		if i.Heap {
			return cost{n: costAlloc}
		}
		return cost{n: 1}
	case *ssa.MakeInterface, *ssa.MakeClosure:
		return cost{n: costAlloc}
	case *ssa.MakeSlice:
		if _, ok := i.Cap.(*ssa.Const); ok {
			return cost{n: costAlloc}
		}
	case *ssa.MakeMap, *ssa.MapUpdate:
		return cost{n: costMap}
	case *ssa.Lookup:
		return cost{n: costMap}
	case *ssa.Convert:
		if isNumber(i.X.Type()) && isNumber(i.Type()) {
			return cost{n: 1}
		}
		return cost{n: costAlloc + costCopy}
	case *ssa.Call:
		return b.costOfCall(i.Common())
	case *ssa.Defer:
		return b.costOfCall(i.Common()).plus(cost{n: costCall})
	}
	return noBound
}

func costOfOperator(op *ssa.BinOp) cost {
	switch {
	case op.Op == token.QUO, op.Op == token.REM:
		return cost{n: costDivide}
	case isNumber(op.X.Type()):
		return cost{n: 1}
	case op.Op == token.ADD:
		return cost{n: costAlloc + costCopy}
	}
	if _, constant := op.Y.(*ssa.Const); constant { // nil, or a text that stands there
		return cost{n: costCall}
	}
	return cost{n: costCopy}
}

func isNumber(t types.Type) bool {
	basic, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsBoolean) != 0
}

func (b *builder) costOfCall(c *ssa.CallCommon) cost {
	if builtin, ok := c.Value.(*ssa.Builtin); ok {
		return costOfBuiltin(builtin.Name())
	}
	if k := b.view.Known(b.view.Callee(c)); k != nil {
		if k.Cost == 0 || !plainArgs(c) {
			return noBound
		}
		return cost{n: k.Cost}
	}
	fns, all := b.view.Refs.Funcs(c)
	if !all || len(fns) == 0 {
		return noBound
	}
	var dearest cost
	for _, fn := range fns {
		d := b.costOf(fn)
		if d.none {
			return d
		}
		dearest.n = max(dearest.n, d.n)
	}
	return dearest.plus(cost{n: costCall})
}

// costOutside returns what the table says of a function that is not of this package.
func (b *builder) costOutside(fn *ssa.Function) cost {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return noBound
	}
	if k := b.view.Known(obj.Origin()); k != nil && k.Cost > 0 {
		return cost{n: k.Cost}
	}
	return noBound
}

// plainArgs reports whether what a call puts into interfaces has no methods, which
// formatting would call.
func plainArgs(c *ssa.CallCommon) bool {
	if !c.Signature().Variadic() || len(c.Args) == 0 {
		return true
	}
	s, ok := c.Args[len(c.Args)-1].(*ssa.Slice)
	if !ok {
		k, nothing := c.Args[len(c.Args)-1].(*ssa.Const)
		return nothing && k.IsNil()
	}
	args, ok := s.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, r := range *args.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, r := range *at.Referrers() {
			st, ok := r.(*ssa.Store)
			if !ok || !types.IsInterface(st.Val.Type()) {
				continue
			}
			box, ok := ref.Strip(st.Val).(*ssa.MakeInterface)
			if !ok {
				return false
			}
			if _, basic := types.Unalias(box.X.Type()).(*types.Basic); !basic {
				return false
			}
		}
	}
	return true
}

func costOfBuiltin(name string) cost {
	switch name {
	case "len", "cap", "min", "max", "real", "imag", "complex", "ssa:wrapnilchk":
		return cost{n: 1}
	case "recover":
		return cost{n: costCall}
	case "append":
		return cost{n: costAlloc + costCopy}
	case "copy":
		return cost{n: costCopy}
	case "delete":
		return cost{n: costMap}
	}
	return noBound
}
