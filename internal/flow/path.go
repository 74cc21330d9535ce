package flow

import (
	"fmt"
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// maxStates bounds a path search. It counts blocks entered, so that two runs
// agree; a search that runs over finds nothing.
const maxStates = 20000

// Path looks for a feasible way from an instruction, or from the entry of fn
// if that is nil, to one for which to holds, with none before it for which past
// holds. It returns the branches taken on the way, the last instruction being
// the one found; nil if there is none.
//
// A way that contradicts itself is infeasible: a condition that was decided is
// decided alike when it is tested again, and a boolean that each way sets to a
// constant has that value. (The idea is that of vet's lostcancel check; the
// correlation of branches that of gopls' yield check.)
func Path(fn *ssa.Function, from ssa.Instruction, to, past func(ssa.Instruction) bool) []ssa.Instruction {
	s := &search{to: to, past: past, shared: sharedConds(fn), seen: make(map[string]bool)}
	b, i := fn.Blocks[0], 0
	if from != nil {
		b = from.Block()
		i = slices.Index(b.Instrs, from) + 1
	}
	if !s.block(b, i, nil) {
		return nil
	}
	slices.Reverse(s.found)
	return s.found
}

type search struct {
	to, past func(ssa.Instruction) bool
	shared   map[ssa.Value]bool // conditions that are tested more than once, and boolean phis
	seen     map[string]bool
	found    []ssa.Instruction // the way, from its end
	states   int
}

// facts are the conditions decided on a way, in the order of their names.
type facts []decided

type decided struct {
	cond ssa.Value
	val  bool
}

func (f facts) get(cond ssa.Value) (val, known bool) {
	for _, d := range f {
		if d.cond == cond {
			return d.val, true
		}
	}
	return false, false
}

func (f facts) with(cond ssa.Value, val bool) facts {
	out := slices.DeleteFunc(slices.Clone(f), func(d decided) bool { return d.cond == cond })
	out = append(out, decided{cond, val})
	slices.SortFunc(out, func(a, b decided) int { return strings.Compare(a.cond.Name(), b.cond.Name()) })
	return out
}

// without drops what was decided about values that block b computes anew.
func (f facts) without(b *ssa.BasicBlock) facts {
	return slices.DeleteFunc(slices.Clone(f), func(d decided) bool {
		instr, ok := d.cond.(ssa.Instruction)
		return ok && instr.Block() == b
	})
}

// block goes on at instruction i of block b.
func (s *search) block(b *ssa.BasicBlock, i int, f facts) bool {
	if s.states++; s.states > maxStates {
		return false
	}
	for _, instr := range b.Instrs[i:] {
		if s.to(instr) {
			s.found = append(s.found, instr)
			return true
		}
		if s.past(instr) {
			return false
		}
	}
	branch, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	for n, next := range b.Succs {
		g := f
		if branch != nil {
			cond, want := Condition(branch.Cond, n == 0)
			if k, ok := cond.(*ssa.Const); ok && constant.BoolVal(k.Value) != want {
				continue
			}
			if val, known := f.get(cond); known && val != want {
				continue
			}
			if s.shared[cond] {
				g = f.with(cond, want)
			}
		}
		g = g.without(next)
		for _, instr := range next.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if k, ok := phi.Edges[slices.Index(next.Preds, b)].(*ssa.Const); ok && s.shared[phi] {
				g = g.with(phi, constant.BoolVal(k.Value))
			}
		}
		key := fmt.Sprint(next.Index, g)
		if s.seen[key] {
			continue
		}
		s.seen[key] = true
		if s.block(next, 0, g) {
			if branch != nil {
				s.found = append(s.found, branch)
			}
			return true
		}
	}
	return false
}

// sharedConds returns the conditions of fn that more than one branch tests, and
// the boolean phis that any tests.
func sharedConds(fn *ssa.Function) map[ssa.Value]bool {
	tested := make(map[ssa.Value]int)
	for _, b := range fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			cond, _ := Condition(branch.Cond, true)
			tested[cond]++
		}
	}
	shared := make(map[ssa.Value]bool)
	for cond, n := range tested {
		if _, phi := cond.(*ssa.Phi); phi || n > 1 {
			shared[cond] = true
		}
	}
	return shared
}

// Condition follows a condition back through negations: want is what the
// condition returned must be for cond to be what was wanted of it. Two
// comparisons of the same value with nil are one condition.
func Condition(cond ssa.Value, want bool) (ssa.Value, bool) {
	for {
		switch c := cond.(type) {
		case *ssa.UnOp:
			if c.Op != token.NOT {
				return cond, want
			}
			cond, want = c.X, !want
			continue
		case *ssa.BinOp:
			if first := firstAlike(c); first != c {
				if first.Op != c.Op {
					want = !want
				}
				return first, want
			}
		}
		return cond, want
	}
}

// firstAlike returns the first comparison in the function of the same operands
// by == or !=.
func firstAlike(c *ssa.BinOp) *ssa.BinOp {
	if c.Op != token.EQL && c.Op != token.NEQ || c.X.Referrers() == nil {
		return c
	}
	for _, r := range *c.X.Referrers() {
		other, ok := r.(*ssa.BinOp)
		if ok && (other.Op == token.EQL || other.Op == token.NEQ) && other.X == c.X && sameOperand(other.Y, c.Y) {
			return other
		}
	}
	return c
}

func sameOperand(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	x, ok1 := a.(*ssa.Const)
	y, ok2 := b.(*ssa.Const)
	if !ok1 || !ok2 {
		return false
	}
	if x.Value == nil || y.Value == nil {
		return x.Value == y.Value
	}
	return x.Value.Kind() == y.Value.Kind() && constant.Compare(x.Value, token.EQL, y.Value)
}
