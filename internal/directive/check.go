package directive

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/known"
)

// check says what cannot be true of the function, or "".
func (d *decl) check(k *known.Func) string {
	called := slices.Concat(k.Joins, k.Runs, k.Later, k.Handler, k.Once, k.OnceFunc)
	ends := slices.Clone(k.Starts)
	if k.Launch != nil {
		called = append(called, k.Launch.Func...)
		ends = append(ends, k.Launch.Join...)
	}
	if k.Blocks != nil {
		ends = append(ends, k.Blocks.Until...)
	}
	for _, i := range called {
		if problem := d.callable(i, k.Method); problem != "" {
			return problem
		}
	}
	for _, e := range ends {
		if problem := d.happens(e); problem != "" {
			return problem
		}
	}
	switch {
	case k.Launch != nil && k.Launch.Limit != "" && k.Launch.Limit != known.Self && !d.receiverHas(k.Launch.Limit):
		return fmt.Sprintf("the receiver of %s has no method %s", d.name, k.Launch.Limit)
	case k.Launch != nil && k.Launch.Ctx >= 0 && !isContext(d.sig.Params().At(k.Launch.Ctx).Type()):
		return fmt.Sprintf("%s is no context", d.param(k.Launch.Ctx))
	case k.Signals >= 0 && !isChan(d.sig.Params().At(k.Signals).Type()):
		return fmt.Sprintf("%s is no channel", d.param(k.Signals))
	case len(k.OnceFunc) > 0 && (d.sig.Results().Len() == 0 || !isFunc(d.sig.Results().At(0).Type())):
		return fmt.Sprintf("%s returns no func", d.name)
	case (k.Timer || k.Never) && (d.sig.Results().Len() == 0 || !isContext(d.sig.Results().At(0).Type()) && !isChan(d.sig.Results().At(0).Type())):
		return fmt.Sprintf("%s returns no channel or context", d.name)
	case k.Derive != nil && k.Derive.Result >= d.sig.Results().Len():
		return fmt.Sprintf("%s returns nothing that could be a context", d.name)
	case k.Unchecked && !returnsError(d.sig):
		return fmt.Sprintf("%s returns no error", d.name)
	}
	return ""
}

// callable says why a parameter cannot be called, by its method if that is given.
func (d *decl) callable(i int, method string) string {
	t := d.sig.Params().At(i).Type()
	if s, ok := core(t).(*types.Slice); ok { // variadic, or a list of funcs
		t = s.Elem()
	}
	switch {
	case method != "" && member(t, method) == nil:
		return fmt.Sprintf("%s has no method %s", d.param(i), method)
	case method == "" && !isFunc(t):
		hint := ""
		if types.NewMethodSet(t).Len() > 0 {
			hint = "; if a method of it is called, write method=…"
		}
		return fmt.Sprintf("%s is no func but %s%s", d.param(i), types.TypeString(t, types.RelativeTo(nil)), hint)
	}
	return ""
}

// happens says why an end cannot come about.
func (d *decl) happens(e known.End) string {
	if e.Kind < known.EndSignal {
		return ""
	}
	var t types.Type
	name := "the receiver"
	switch e.At.Of {
	case known.Receiver:
		if d.sig.Recv() == nil {
			return d.name + " has no receiver"
		}
		t = d.sig.Recv().Type()
	case known.Argument:
		t, name = d.sig.Params().At(e.At.N).Type(), d.param(e.At.N)
	case known.Result:
		t, name = d.sig.Results().At(e.At.N).Type(), "the result"
	}
	switch {
	case e.Kind == known.EndSignal && !isContext(t) && !isChan(t) && !isFunc(t):
		return fmt.Sprintf("%s is no context, channel or func; write which method ends it, as in %s", name, "recv.Close")
	case e.Kind == known.EndCall && !types.IsInterface(t): // what is in an interface may have more methods
		for part := range strings.SplitSeq(e.Name, ".") {
			m := member(t, part)
			if m == nil {
				return fmt.Sprintf("%s has no method or field %s", name, part)
			}
			t = m.Type()
		}
	}
	return ""
}

func (d *decl) receiverHas(method string) bool {
	return d.sig.Recv() != nil && member(d.sig.Recv().Type(), method) != nil
}

// member returns the method or field of a type, or of a pointer to it.
func member(t types.Type, name string) types.Object {
	var pkg *types.Package // of members that are not exported
	of := t
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		of = p.Elem()
	}
	if named, ok := types.Unalias(of).(*types.Named); ok {
		pkg = named.Obj().Pkg()
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	return obj
}

// core returns the type below a type, or below all types that a type parameter stands for.
func core(t types.Type) types.Type {
	p, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	i, ok := p.Constraint().Underlying().(*types.Interface)
	if !ok || i.NumEmbeddeds() != 1 {
		return t
	}
	below := i.EmbeddedType(0)
	if u, ok := below.(*types.Union); ok && u.Len() == 1 {
		below = u.Term(0).Type()
	}
	return below.Underlying()
}

func isFunc(t types.Type) bool {
	_, ok := core(t).(*types.Signature)
	return ok
}

func isChan(t types.Type) bool {
	_, ok := core(t).(*types.Chan)
	return ok
}

// isContext reports whether t is context.Context, or an interface that has its methods.
func isContext(t types.Type) bool {
	done := member(t, "Done")
	fn, ok := done.(*types.Func)
	return ok && member(t, "Deadline") != nil && fn.Signature().Results().Len() == 1
}

func returnsError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
}
