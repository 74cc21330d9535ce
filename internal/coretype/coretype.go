// Package coretype looks through type parameters: what is done to a value of one, be it a range, a
// send or an index, is done as to a value of the type that all its type arguments have beneath.
package coretype

import "go/types"

// Of returns the underlying type of t or, of a type parameter, the one that all types which it may
// stand for have; if they have none in common, its constraint.
func Of(t types.Type) types.Type {
	p, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	if core := common(p.Constraint()); core != nil {
		return core
	}
	return p.Constraint().Underlying()
}

// common returns the underlying type that all types of an element of a constraint have, or nil.
func common(t types.Type) (core types.Type) {
	if union, ok := types.Unalias(t).(*types.Union); ok {
		for term := range union.Terms() {
			c := common(term.Type())
			if c == nil || core != nil && !types.Identical(c, core) {
				return nil
			}
			core = c
		}
		return core
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return t.Underlying()
	}
	// A type has to be of all elements, so that any of them may tell.
	for elem := range iface.EmbeddedTypes() {
		if core := common(elem); core != nil {
			return core
		}
	}
	return nil
}
