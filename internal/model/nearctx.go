package model

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// contextNear names a context, which may end, at hand where a goroutine starts: a
// parameter, one that a request carries, or a field of the receiver; "" if there
// is none.
func (b *builder) contextNear(l *Launch) string {
	for fn := l.Fn; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			if p.Name() == "_" || p.Name() == "" {
				continue
			}
			if ref.IsContext(p.Type()) {
				if !b.view.Refs.Ends(p).No {
					return p.Name()
				}
			} else if b.view.Request(p.Type()) {
				if path := contextOf(p.Type()); path != "" {
					return p.Name() + path
				}
			}
		}
		if recv := fn.Signature.Recv(); recv != nil && len(fn.Params) > 0 {
			if field := b.contextField(fn.Params[0].Type()); field != nil {
				return fn.Params[0].Name() + "." + field.Name()
			}
		}
	}
	return ""
}

// contextOf is how to get at the context that a request carries; "" if it has none.
func contextOf(t types.Type) string {
	member := func(t types.Type, name string) types.Type {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		switch obj := obj.(type) {
		case *types.Var:
			return obj.Type()
		case *types.Func:
			if sig := obj.Signature(); sig.Params().Len() == 0 && sig.Results().Len() == 1 {
				return sig.Results().At(0).Type()
			}
		}
		return nil
	}
	if m := member(t, "Context"); m != nil && ref.IsContext(m) {
		return ".Context()"
	}
	if r := member(t, "Request"); r != nil {
		if m := member(r, "Context"); m != nil && ref.IsContext(m) {
			if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Request"); obj != nil {
				if _, method := obj.(*types.Func); method {
					return ".Request().Context()"
				}
			}
			return ".Request.Context()"
		}
	}
	return ""
}

// contextField returns the field of a struct that holds a context which may end,
// and that somebody in the package reads; nil if there is none.
func (b *builder) contextField(t types.Type) *types.Var {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i := range st.NumFields() {
		if f := st.Field(i).Origin(); ref.IsContext(f.Type()) && b.fieldEnds(f) {
			return f
		}
	}
	return nil
}

// fieldEnds reports whether the context that is read from a field may end.
func (b *builder) fieldEnds(field *types.Var) bool {
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			load, ok := instr.(*ssa.UnOp)
			if !ok || load.Op != token.MUL {
				continue
			}
			if at, ok := load.X.(*ssa.FieldAddr); ok && ref.Field(at) == field {
				return !b.view.Refs.Ends(load).No
			}
		}
	}
	return false
}
