package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// A skip leads from a branch to where its ways come together again, by some of
// that block's edges.
type skip struct {
	to     *ssa.BasicBlock
	edges  []int
	region map[*ssa.BasicBlock]bool // what is passed over
}

// findSkips finds the branches that do not matter: both ways come together
// again, and what they do on the way is plain.
func (p *Program) findSkips(c *code) {
	c.skips = make(map[*ssa.BasicBlock]*skip)
	c.loops = make(map[*ssa.BasicBlock]bool)
	c.each = make(map[*ssa.BasicBlock]bool)
	heads := make(map[*ssa.BasicBlock]bool)
	c.heads = heads
	for _, b := range c.fn.Blocks {
		for _, pred := range b.Preds {
			heads[b] = heads[b] || b.Dominates(pred)
		}
	}
	for _, b := range c.fn.Blocks {
		// A loop is entered by a test of its own, or past one just before it.
		c.loops[b] = heads[b] || len(b.Succs) == 2 && heads[b.Succs[0]]
	}
	after := postDominators(c.fn)
	for _, b := range c.fn.Blocks {
		if len(b.Succs) < 2 {
			continue
		}
		join := after[b.Index]
		if join < 0 {
			continue
		}
		if s := p.plainBetween(b, c.fn.Blocks[join]); s != nil {
			c.skips[b] = s
		}
	}
}

// launchesEach reports whether a loop starts goroutines for what is in a collection; it is decided in block b whether
// it goes round.
func (c *code) launchesEach(b *ssa.BasicBlock) bool {
	is, ok := c.each[b]
	if !ok {
		is = c.launchesIn(b)
		c.each[b] = is
	}
	return is
}

func (c *code) launchesIn(b *ssa.BasicBlock) bool {
	if test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
		if recv, ok := test.Cond.(*ssa.UnOp); ok && recv.Op == token.ARROW || flow.Received(test.Cond) {
			return false // for what comes in, as long as it comes
		}
	}
	head := b
	if !c.heads[b] {
		head = b.Succs[0]
	}
	for _, b := range flow.Nest(head)[0] {
		for _, instr := range b.Instrs {
			switch instr.(type) {
			case *ssa.Go, *ssa.MakeClosure: // which a helper may launch
				return true
			}
		}
	}
	return false
}

// plainBetween returns the way from a branch to where all goes on, if what is
// done between is plain.
func (p *Program) plainBetween(from, to *ssa.BasicBlock) *skip {
	region := make(map[*ssa.BasicBlock]bool)
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to || region[b] {
			continue
		}
		region[b] = true
		for _, instr := range b.Instrs {
			if !p.plain(instr) {
				return nil
			}
		}
		work = append(work, b.Succs...)
	}
	s := &skip{to: to, region: region}
	for i, pred := range to.Preds {
		if region[pred] || pred == from {
			s.edges = append(s.edges, i)
		}
	}
	// What the ways bring with them must not be needed to tell objects apart.
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if p.carries(phi.Type()) && !s.same(phi) {
			return nil
		}
	}
	return s
}

// same reports whether a phi gets one value by all ways.
func (s *skip) same(phi *ssa.Phi) bool {
	for _, i := range s.edges {
		if phi.Edges[i] != phi.Edges[s.edges[0]] {
			return false
		}
	}
	return true
}

// postDominators returns for each block the next one that all ways to a return
// go through, or -1. Blocks that panic have no way.
func postDominators(fn *ssa.Function) []int {
	n := len(fn.Blocks)
	exit := n
	succs := func(b int) []int {
		block := fn.Blocks[b]
		if len(block.Succs) == 0 {
			if _, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok {
				return []int{exit}
			}
			return nil
		}
		var out []int
		for _, s := range block.Succs {
			out = append(out, s.Index)
		}
		return out
	}
	// Sets of post-dominators as bit sets: functions are small.
	full := make([]bool, n+1)
	for i := range full {
		full[i] = true
	}
	sets := make([][]bool, n+1)
	for i := range n {
		sets[i] = full
	}
	sets[exit] = make([]bool, n+1)
	sets[exit][exit] = true
	for changed := true; changed; {
		changed = false
		for i := n - 1; i >= 0; i-- {
			var meet []bool
			for _, s := range succs(i) {
				if isFull(sets[s]) && s != exit {
					continue // not reached yet, or ends in a panic
				}
				if meet == nil {
					meet = append([]bool(nil), sets[s]...)
					continue
				}
				for j := range meet {
					meet[j] = meet[j] && sets[s][j]
				}
			}
			if meet == nil {
				continue
			}
			meet[i] = true
			if !equal(meet, sets[i]) {
				sets[i], changed = meet, true
			}
		}
	}
	next := make([]int, n)
	for i := range n {
		next[i] = -1
		if isFull(sets[i]) {
			continue
		}
		size := count(sets[i])
		for j := range n {
			if j != i && sets[i][j] && count(sets[j]) == size-1 {
				next[i] = j
			}
		}
	}
	return next
}

func isFull(set []bool) bool {
	for _, in := range set {
		if !in {
			return false
		}
	}
	return true
}

func equal(a, b []bool) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func count(set []bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}
