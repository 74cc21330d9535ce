// Package flow explores the control-flow graph of one function.
package flow

import (
	"go/token"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Instrs yields the instructions of a function, block by block.
func Instrs(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// Exits yields the branches by which control can leave a loop.
func Exits(loop []*ssa.BasicBlock) iter.Seq[*ssa.If] {
	return func(yield func(*ssa.If) bool) {
		for _, b := range loop {
			branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok || slices.Contains(loop, b.Succs[0]) && slices.Contains(loop, b.Succs[1]) {
				continue
			}
			if !yield(branch) {
				return
			}
		}
	}
}

// Gates decide how far an exploration gets.
type Gates struct {
	// Stop reports whether control never gets past the instruction.
	Stop func(ssa.Instruction) bool
	// Open reports whether the edge to the i-th successor can be taken.
	Open func(b *ssa.BasicBlock, i int) bool
}

// A Reach is the part of a function that an exploration got to.
type Reach struct {
	Returns bool              // the end of the function is reached
	Stops   []ssa.Instruction // where it was stopped, in the order of the exploration

	fn      *ssa.Function
	entered []bool
	passed  []bool // control reaches the block's end
	gates   Gates
}

// Explore follows every open path from the entry of fn. A panic is no return.
func Explore(fn *ssa.Function, gates Gates) *Reach {
	r := &Reach{fn: fn, entered: make([]bool, len(fn.Blocks)), passed: make([]bool, len(fn.Blocks)), gates: gates}
	if len(fn.Blocks) == 0 {
		r.Returns = true
		return r
	}
	todo := []*ssa.BasicBlock{fn.Blocks[0]}
	r.entered[0] = true
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if stop := r.stopIn(b); stop != nil {
			r.Stops = append(r.Stops, stop)
			continue
		}
		r.passed[b.Index] = true
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			r.Returns = true
		}
		for i, s := range b.Succs {
			if gates.Open(b, i) && !r.entered[s.Index] {
				r.entered[s.Index] = true
				todo = append(todo, s)
			}
		}
	}
	return r
}

func (r *Reach) stopIn(b *ssa.BasicBlock) ssa.Instruction {
	for _, instr := range b.Instrs {
		if r.gates.Stop(instr) {
			return instr
		}
	}
	return nil
}

// Entered reports whether control can get to block b.
func (r *Reach) Entered(b *ssa.BasicBlock) bool { return r.entered[b.Index] }

// Reached reports whether control can get to the instruction.
func (r *Reach) Reached(instr ssa.Instruction) bool {
	b := instr.Block()
	if !r.entered[b.Index] {
		return false
	}
	if r.passed[b.Index] {
		return true
	}
	for _, in := range b.Instrs {
		if in == instr {
			return true
		}
		if r.gates.Stop(in) {
			return false
		}
	}
	return false
}

// Loop returns the blocks of a cycle that control can go round and that does
// not end by counting, the one whose first block comes first; nil if there is
// none.
func (r *Reach) Loop() []*ssa.BasicBlock {
	for _, b := range r.fn.Blocks {
		if r.passed[b.Index] {
			if cycle := r.cycle(b); cycle != nil && !Counted(cycle) {
				return cycle
			}
		}
	}
	return nil
}

// Counted reports whether a loop goes over the elements of something, or counts
// an integer towards a bound: it ends by itself.
func Counted(loop []*ssa.BasicBlock) bool {
	for branch := range Exits(loop) {
		switch c := branch.Cond.(type) {
		case *ssa.Extract:
			if _, ok := c.Tuple.(*ssa.Next); ok {
				return true
			}
		case *ssa.BinOp:
			if Counts(c, loop) {
				return true
			}
		}
	}
	return false
}

// Counts reports whether a comparison tests an integer that the loop changes.
func Counts(c *ssa.BinOp, loop []*ssa.BasicBlock) bool {
	switch c.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ:
	default:
		return false
	}
	for _, side := range []ssa.Value{c.X, c.Y} {
		if t, ok := types.Unalias(side.Type()).Underlying().(*types.Basic); !ok || t.Info()&types.IsInteger == 0 {
			return false
		}
	}
	switch x := c.X.(type) {
	case *ssa.Phi:
		return slices.Contains(loop, x.Block())
	case *ssa.BinOp:
		_, ok := x.X.(*ssa.Phi)
		return ok && slices.Contains(loop, x.Block())
	case *ssa.UnOp: // a captured or address-taken counter
		return x.Op == token.MUL && slices.Contains(loop, x.Block())
	}
	return false
}

// FromConst reports whether the integer that a comparison tests, one for which
// [Counts] holds, has a constant value when the loop begins.
func FromConst(c *ssa.BinOp, loop []*ssa.BasicBlock) bool {
	constant := func(v ssa.Value, from *ssa.BasicBlock) bool {
		_, ok := v.(*ssa.Const)
		return ok || slices.Contains(loop, from)
	}
	x := c.X
	if step, ok := x.(*ssa.BinOp); ok {
		x = step.X
	}
	switch x := x.(type) {
	case *ssa.Phi:
		for i, e := range x.Edges {
			if !constant(e, x.Block().Preds[i]) {
				return false
			}
		}
		return true
	case *ssa.UnOp:
		alloc, ok := x.X.(*ssa.Alloc)
		if !ok {
			return false
		}
		for _, r := range *alloc.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == alloc && !constant(st.Val, st.Block()) {
				return false
			}
		}
		return true
	}
	return false
}

// PanicsAlone reports whether a go statement is of the built-in panic: nobody can recover from
// that, so that the process ends.
func PanicsAlone(g *ssa.Go) bool {
	b, ok := g.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "panic"
}

// Recovers reports whether a function calls the built-in recover itself.
func Recovers(fn *ssa.Function) bool {
	for instr := range Instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if built, ok := call.Common().Value.(*ssa.Builtin); ok && built.Name() == "recover" {
				return true
			}
		}
	}
	return false
}

// IsReturn reports whether an instruction ends the function in the usual way.
func IsReturn(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.Return)
	return ok
}

// Leads reports whether some way from an instruction leads to one for which to
// holds, with none before it for which past holds; past may be nil.
func Leads(from ssa.Instruction, to, past func(ssa.Instruction) bool) bool {
	blk := from.Block()
	seen := make(map[*ssa.BasicBlock]bool)
	var leads func(instrs []ssa.Instruction, succs []*ssa.BasicBlock) bool
	leads = func(instrs []ssa.Instruction, succs []*ssa.BasicBlock) bool {
		for _, instr := range instrs {
			if to(instr) {
				return true
			}
			if past != nil && past(instr) {
				return false
			}
		}
		for _, s := range succs {
			if !seen[s] {
				seen[s] = true
				if leads(s.Instrs, s.Succs) {
					return true
				}
			}
		}
		return false
	}
	return leads(blk.Instrs[slices.Index(blk.Instrs, from)+1:], blk.Succs)
}

// Trap returns the blocks of a cycle that control can get into and not out of:
// from there neither the function's end is reached, nor an instruction that
// ends reports true for. It is nil if there is none.
func (r *Reach) Trap(ends func(ssa.Instruction) bool) []*ssa.BasicBlock {
	leaves := r.Leaving(ends)
	for _, b := range r.fn.Blocks {
		if r.passed[b.Index] && !leaves[b.Index] {
			if cycle := r.cycle(b); cycle != nil {
				return cycle
			}
		}
	}
	return nil
}

// Leaving tells of each block, by its index, whether the function's end, or an instruction that ends reports true for, is
// reached from it.
func (r *Reach) Leaving(ends func(ssa.Instruction) bool) []bool {
	leaves := make([]bool, len(r.fn.Blocks))
	var todo []*ssa.BasicBlock
	for _, b := range r.fn.Blocks {
		last := b.Instrs[len(b.Instrs)-1]
		_, returns := last.(*ssa.Return)
		_, panics := last.(*ssa.Panic)
		stop := r.stopIn(b)
		if r.entered[b.Index] && (r.passed[b.Index] && (returns || panics) || stop != nil && ends(stop)) {
			leaves[b.Index] = true
			todo = append(todo, b)
		}
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range b.Preds {
			if leaves[p.Index] || !r.passed[p.Index] {
				continue
			}
			for i, s := range p.Succs {
				if s == b && r.gates.Open(p, i) {
					leaves[p.Index] = true
					todo = append(todo, p)
					break
				}
			}
		}
	}
	return leaves
}

// cycle returns the reachable blocks from which head can be reached again.
func (r *Reach) cycle(head *ssa.BasicBlock) []*ssa.BasicBlock {
	fwd := r.closure(head)
	if !fwd[head.Index] {
		return nil
	}
	var out []*ssa.BasicBlock
	for _, b := range r.fn.Blocks {
		if fwd[b.Index] && (b == head || r.closure(b)[head.Index]) {
			out = append(out, b)
		}
	}
	return out
}

// closure returns the blocks reachable from b in at least one step.
func (r *Reach) closure(b *ssa.BasicBlock) []bool {
	seen := make([]bool, len(r.fn.Blocks))
	todo := []*ssa.BasicBlock{b}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !r.passed[b.Index] {
			continue
		}
		for i, s := range b.Succs {
			if r.gates.Open(b, i) && !seen[s.Index] {
				seen[s.Index] = true
				todo = append(todo, s)
			}
		}
	}
	return seen
}

// Received reports whether v is the ok of a receive.
func Received(v ssa.Value) bool {
	x, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	recv, ok := x.Tuple.(*ssa.UnOp)
	return ok && recv.Op == token.ARROW
}

// Loops are the cycles of a function's graph: its strongly connected parts.
type Loops struct {
	parts map[*ssa.BasicBlock][]*ssa.BasicBlock
}

// Around returns the blocks of the largest cycle that b lies on; nil if there
// is none.
func (l *Loops) Around(b *ssa.BasicBlock) []*ssa.BasicBlock { return l.parts[b] }

// LoopsOf finds the loops of a function (Tarjan, 1972).
func LoopsOf(fn *ssa.Function) *Loops {
	n := len(fn.Blocks)
	t := &tarjan{low: make([]int, n), num: make([]int, n), onStack: make([]bool, n), loops: &Loops{parts: make(map[*ssa.BasicBlock][]*ssa.BasicBlock)}}
	for _, b := range fn.Blocks {
		if t.num[b.Index] == 0 {
			t.visit(b)
		}
	}
	return t.loops
}

type tarjan struct {
	low, num []int
	next     int
	onStack  []bool
	stack    []*ssa.BasicBlock
	loops    *Loops
}

func (t *tarjan) visit(b *ssa.BasicBlock) {
	t.next++
	t.num[b.Index], t.low[b.Index] = t.next, t.next
	t.stack = append(t.stack, b)
	t.onStack[b.Index] = true
	self := false
	for _, s := range b.Succs {
		switch {
		case t.num[s.Index] == 0:
			t.visit(s)
			t.low[b.Index] = min(t.low[b.Index], t.low[s.Index])
		case t.onStack[s.Index]:
			t.low[b.Index] = min(t.low[b.Index], t.num[s.Index])
		}
		self = self || s == b
	}
	if t.low[b.Index] != t.num[b.Index] {
		return
	}
	var part []*ssa.BasicBlock
	for {
		c := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.onStack[c.Index] = false
		part = append(part, c)
		if c == b {
			break
		}
	}
	if len(part) > 1 || self {
		for _, c := range part {
			t.loops.parts[c] = part
		}
	}
}
