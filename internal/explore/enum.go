package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// nameless reports whether a symbol is none of the values that have names, in the package that
// defines its type: a switch that knows two or more and leaves out none has no other way.
func (s *state) nameless(sym int) bool {
	t, ok := types.Unalias(s.sym(value{k: symbol, n: sym}).typ).(*types.Named)
	if !ok {
		return false
	}
	named := s.all.p.enumOf(t)
	return len(named) > 1 && !slices.ContainsFunc(named, func(v value) bool {
		return !slices.ContainsFunc(s.nots, func(n not) bool { return n.sym == sym && same(n.is, v) })
	})
}

// enumOf returns the values of the constants of a type.
func (p *Program) enumOf(t *types.Named) (values []value) {
	if of, ok := p.enums[t]; ok {
		return of
	}
	if pkg := t.Obj().Pkg(); pkg != nil {
		for _, name := range pkg.Scope().Names() {
			c, ok := pkg.Scope().Lookup(name).(*types.Const)
			if !ok || !types.Identical(c.Type(), t) {
				continue
			}
			if v, ok := constValue(ssa.NewConst(c.Val(), t)); ok {
				values = append(values, v)
			}
		}
	}
	p.enums[t] = values
	return values
}
