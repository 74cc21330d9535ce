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

// A Search looks for a way to an instruction for which To holds, with none before
// it for which Past holds. Decided, which may be nil, tells what is known of a
// condition from elsewhere.
type Search struct {
	To, Past func(ssa.Instruction) bool
	Decided  func(cond ssa.Value) (val, known bool)
}

// Path finds a feasible way from an instruction, or from the entry of fn if that
// is nil. It returns the branches taken on the way, the last instruction being
// the one found; nil if there is none.
//
// A way that contradicts itself is infeasible: a condition that was decided is
// decided alike when it is tested again, and a boolean that each way sets to a
// constant has that value. (The idea is that of vet's lostcancel check; the
// correlation of branches that of gopls' yield check.)
func (what Search) Path(fn *ssa.Function, from ssa.Instruction) []ssa.Instruction {
	s := &search{Search: what, shared: sharedConds(fn), seen: make(map[string]bool)}
	b, i := fn.Blocks[0], 0
	var f facts
	if from != nil {
		b = from.Block()
		i = slices.Index(b.Instrs, from) + 1
		f = s.before(b)
	}
	if !s.block(b, i, f) {
		return nil
	}
	slices.Reverse(s.found)
	return s.found
}

type search struct {
	Search
	shared map[string]bool // conditions that are tested more than once, and boolean phis
	seen   map[string]bool
	found  []ssa.Instruction // the way, from its end
	states int
}

// facts are the conditions decided on a way, in the order of their names.
type facts []decided

type decided struct {
	name string
	cond ssa.Value
	val  bool
}

func (f facts) get(name string) (val, known bool) {
	for _, d := range f {
		if d.name == name {
			return d.val, true
		}
	}
	return false, false
}

func (f facts) with(name string, cond ssa.Value, val bool) facts {
	out := slices.DeleteFunc(slices.Clone(f), func(d decided) bool { return d.name == name })
	out = append(out, decided{name, cond, val})
	slices.SortFunc(out, func(a, b decided) int { return strings.Compare(a.name, b.name) })
	return out
}

// without drops what was decided about values that block b computes anew.
func (f facts) without(b *ssa.BasicBlock) facts {
	return slices.DeleteFunc(slices.Clone(f), func(d decided) bool {
		instr, ok := d.cond.(ssa.Instruction)
		return ok && instr.Block() == b
	})
}

func (f facts) String() string {
	var b strings.Builder
	for _, d := range f {
		fmt.Fprintf(&b, " %s=%t", d.name, d.val)
	}
	return b.String()
}

// before returns what has been decided wherever control got to block b.
func (s *search) before(b *ssa.BasicBlock) (f facts) {
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || d.Succs[0] == d.Succs[1] {
			continue
		}
		for n, next := range d.Succs {
			name, want := condition(branch.Cond, n == 0)
			if _, known := f.get(name); !known && s.shared[name] && len(next.Preds) == 1 && next.Dominates(b) {
				f = f.with(name, branch.Cond, want)
			}
		}
	}
	return f
}

// block goes on at instruction i of block b.
func (s *search) block(b *ssa.BasicBlock, i int, f facts) bool {
	if s.states++; s.states > maxStates {
		return false
	}
	for _, instr := range b.Instrs[i:] {
		if s.To(instr) {
			s.found = append(s.found, instr)
			return true
		}
		if s.Past(instr) {
			return false
		}
	}
	branch, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	for n, next := range b.Succs {
		g := f
		if branch != nil {
			if k, ok := branch.Cond.(*ssa.Const); ok && constant.BoolVal(k.Value) != (n == 0) {
				continue
			}
			if s.Decided != nil {
				if val, known := s.Decided(branch.Cond); known && val != (n == 0) {
					continue
				}
			}
			name, want := condition(branch.Cond, n == 0)
			if val, known := f.get(name); known && val != want {
				continue
			}
			if s.shared[name] {
				g = f.with(name, branch.Cond, want)
			}
		}
		g = g.without(next)
		for _, instr := range next.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if k, ok := phi.Edges[slices.Index(next.Preds, b)].(*ssa.Const); ok && s.shared[phi.Name()] {
				g = g.with(phi.Name(), phi, constant.BoolVal(k.Value))
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
func sharedConds(fn *ssa.Function) map[string]bool {
	shared := make(map[string]bool)
	seen := make(map[string]bool)
	for _, b := range fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		name, _ := condition(branch.Cond, true)
		_, phi := branch.Cond.(*ssa.Phi)
		shared[name] = shared[name] || phi || seen[name]
		seen[name] = true
	}
	return shared
}

// condition names what a condition tests, the same for a condition and its
// negation, and says what that must be for cond to be what was wanted of it.
func condition(cond ssa.Value, want bool) (string, bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return condition(c.X, !want)
		}
	case *ssa.BinOp:
		x, y := operand(c.X), operand(c.Y)
		switch c.Op {
		case token.EQL:
			return x + "==" + y, want
		case token.NEQ:
			return x + "==" + y, !want
		case token.LSS:
			return x + "<" + y, want
		case token.GEQ:
			return x + "<" + y, !want
		case token.GTR:
			return x + ">" + y, want
		case token.LEQ:
			return x + ">" + y, !want
		}
	}
	return operand(cond), want
}

// operand names a value. Two loads of one variable or field have one name: who
// tests it twice means the same.
func operand(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		return v.String()
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return "*" + operand(v.X)
		}
	case *ssa.FieldAddr:
		return fmt.Sprintf("%s.%d", operand(v.X), v.Field)
	}
	return v.Name()
}
