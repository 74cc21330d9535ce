package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Nest returns the loops that block b stands in, the innermost first. Unlike the
// cycles of [Loops], an inner loop and the loop around it are two.
func Nest(b *ssa.BasicBlock) (loops [][]*ssa.BasicBlock) {
	for _, head := range b.Parent().Blocks {
		if loop := naturalLoop(head); slices.Contains(loop, b) {
			loops = append(loops, loop)
		}
	}
	slices.SortStableFunc(loops, func(x, y []*ssa.BasicBlock) int { return len(x) - len(y) })
	return loops
}

// naturalLoop returns the blocks, head first, that come back to head without
// leaving what it dominates; nil if head begins no loop.
func naturalLoop(head *ssa.BasicBlock) []*ssa.BasicBlock {
	loop := []*ssa.BasicBlock{head}
	var todo []*ssa.BasicBlock
	for _, p := range head.Preds {
		if head.Dominates(p) {
			todo = append(todo, p)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !slices.Contains(loop, b) {
			loop = append(loop, b)
			todo = append(todo, b.Preds...)
		}
	}
	return loop
}
