package summary

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// Faults returns what went wrong so far while the package was looked at.
func (p *Package) Faults() []fault.Fault { return p.log.Faults() }

// About runs f, a part of the analysis that looks at fn, and reports whether it ran to its end:
// a panic is a bug of ours, and counts as nothing being known of fn.
func (v *View) About(part string, fn *ssa.Function, f func()) bool {
	ok := v.pkg.log.Guard(part, func() string { return v.nameOf(fn) }, fn.Pos(), f)
	if !ok {
		v.faulty[outermost(fn)] = true
	}
	return ok
}

// Aside does so for a part that nothing else hangs on.
func (v *View) Aside(part string, fn *ssa.Function, f func()) {
	v.pkg.log.Guard(part, func() string { return v.nameOf(fn) }, fn.Pos(), f)
}

// nameOf is the name of a function in its package.
func (v *View) nameOf(fn *ssa.Function) string { return fn.RelString(v.Pkg.Pkg) }

// Whole does so for a part that looks at the package as a whole.
func (v *View) Whole(part string, f func()) bool { return v.pkg.Whole(part, f) }

// Whole is [View.Whole].
func (p *Package) Whole(part string, f func()) bool {
	ok := p.log.Guard(part, fault.ThePackage, token.NoPos, f)
	p.broken = p.broken || !ok
	return ok
}

// Broken reports whether nothing is known of the package, as something went wrong that
// was about all of it.
func (v *View) Broken() bool { return v.pkg.broken }

// Silent returns the declared functions of which nothing is to be said, as something went wrong
// about them, or about a function that they call, are called by, or share a receiver with:
// what it does is not known, and what is said of them may hang on it.
func (v *View) Silent() map[*ssa.Function]bool {
	silent := make(map[*ssa.Function]bool)
	if len(v.faulty) == 0 {
		return silent
	}
	calls, callers := make(map[*ssa.Function][]*ssa.Function), make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range v.Funcs {
		from := outermost(fn)
		for to := range v.mentioned(fn) {
			calls[from] = append(calls[from], to)
			callers[to] = append(callers[to], from)
		}
		for faulty := range v.faulty {
			if t := methodOwner(faulty); t != nil && methodOwner(from) == t {
				silent[from] = true
			}
		}
	}
	for _, next := range []map[*ssa.Function][]*ssa.Function{calls, callers} {
		seen := make(map[*ssa.Function]bool)
		var visit func(fn *ssa.Function)
		visit = func(fn *ssa.Function) {
			if !seen[fn] {
				seen[fn], silent[fn] = true, true
				for _, to := range next[fn] {
					visit(to)
				}
			}
		}
		for fn := range v.faulty {
			visit(fn)
		}
	}
	return silent
}

// mentioned returns the declared functions of the package that fn mentions, or calls as far as
// that is known.
func (v *View) mentioned(fn *ssa.Function) map[*ssa.Function]bool {
	out := make(map[*ssa.Function]bool)
	add := func(fn *ssa.Function) {
		if v.Refs.Has(fn) {
			out[outermost(fn)] = true
		}
	}
	for instr := range flow.Instrs(fn) {
		for _, op := range instr.Operands(nil) {
			if named, ok := (*op).(*ssa.Function); ok {
				add(ref.Target(named))
			}
		}
		if call, ok := instr.(ssa.CallInstruction); ok {
			fns, _ := v.Refs.Funcs(call.Common())
			for _, callee := range fns {
				add(callee)
			}
		}
	}
	return out
}

// outermost returns the declared function that fn is, or is a literal in.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}
