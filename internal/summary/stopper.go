package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// A stopper is what ends a goroutine, however one gets at its owner.
type stopper struct {
	instrs map[ssa.Instruction]bool // operations on its channels, uses of its cancel func
	types  []*types.Named           // the types of its owner, where another function says who that is
	stop   []string                 // methods of those that end it
	keep   []string                 // methods of those after which others may end it
	ends   map[*ssa.Function]bool   // see within; nil until asked for
	lets   map[argOf]bool           // see letsGo
}

// knows reports whether a method of the owner leaves its goroutine alone.
func (s *stopper) knows(obj *types.Func) bool {
	if slices.Contains(s.stop, obj.Name()) || slices.Contains(s.keep, obj.Name()) {
		return false
	}
	recv := namedOf(obj.Signature().Recv().Type())
	return recv != nil && slices.ContainsFunc(s.types, func(t *types.Named) bool { return t == recv || types.IsInterface(recv) })
}

// at reports whether an instruction ends the goroutine, or may by what it calls.
func (s *stopper) at(v *View, instr ssa.Instruction) bool {
	if s.instrs[instr] || s.isMethod(v, instr) {
		return true
	}
	call, ok := instr.(ssa.CallInstruction)
	return ok && slices.ContainsFunc(v.runAt(call), func(fn *ssa.Function) bool { return s.within(v, fn) })
}

// isMethod reports whether an instruction calls a method that ends it, or takes
// one as a value.
func (s *stopper) isMethod(v *View, instr ssa.Instruction) bool {
	var obj *types.Func
	switch i := instr.(type) {
	case ssa.CallInstruction:
		if obj = v.Callee(i.Common()); i.Common().IsInvoke() {
			return slices.Contains(s.stop, obj.Name())
		}
		if m, ok := i.Common().Value.(*ssa.MakeClosure); ok && s.isMethod(v, m) {
			return true
		}
		for _, a := range i.Common().Args {
			if m, ok := ref.Strip(a).(*ssa.MakeClosure); ok && s.isMethod(v, m) {
				return true
			}
		}
	case *ssa.MakeClosure:
		obj, _ = i.Fn.(*ssa.Function).Object().(*types.Func)
	}
	if obj == nil || obj.Signature().Recv() == nil || !slices.Contains(s.stop, obj.Name()) {
		return false
	}
	recv := namedOf(obj.Signature().Recv().Type())
	return recv != nil && (slices.Contains(s.types, recv) || types.IsInterface(recv))
}

// within reports whether a function of the package, or one that it calls or
// launches, ends the goroutine.
func (s *stopper) within(v *View, fn *ssa.Function) bool {
	if s.ends == nil {
		s.ends = make(map[*ssa.Function]bool)
		var todo []*ssa.Function
		for instr := range s.instrs {
			todo = append(todo, instr.Parent())
		}
		for _, name := range s.stop {
			for _, instr := range v.callsNamed(name) {
				if s.isMethod(v, instr) {
					todo = append(todo, instr.Parent())
				}
			}
		}
		for len(todo) > 0 {
			f := todo[0]
			todo = todo[1:]
			if !s.ends[f] {
				s.ends[f] = true
				todo = append(todo, v.runBy(f)...)
			}
		}
	}
	return s.ends[fn]
}

// directly reports whether a function, or one that it calls, ends the goroutine before it returns.
func (s *stopper) directly(v *View, fn *ssa.Function) bool {
	return slices.ContainsFunc(v.Sync(fn), func(f *ssa.Function) bool {
		for instr := range flow.Instrs(f) {
			if _, launch := instr.(*ssa.Go); !launch && (s.instrs[instr] || s.isMethod(v, instr)) {
				return true
			}
		}
		return false
	})
}

// runAt returns the functions of the package that a call runs or launches, or
// hands on.
func (v *View) runAt(call ssa.CallInstruction) (out []*ssa.Function) {
	c := call.Common()
	fns, _ := v.Refs.Funcs(c)
	for _, fn := range fns {
		if v.Refs.Has(fn) {
			out = append(out, fn)
		}
	}
	v.calledArgs(c, func(fn *ssa.Function) { out = append(out, fn) })
	for _, a := range c.Args {
		if m, ok := ref.Strip(a).(*ssa.MakeClosure); ok {
			out = append(out, ref.Target(m.Fn.(*ssa.Function)))
		}
	}
	return out
}

// runBy returns the functions that call, launch or hand on a function.
func (v *View) runBy(fn *ssa.Function) []*ssa.Function {
	if v.runners == nil {
		v.runners = make(map[*ssa.Function][]*ssa.Function)
		for _, f := range v.Funcs {
			for instr := range flow.Instrs(f) {
				if call, ok := instr.(ssa.CallInstruction); ok {
					for _, callee := range v.runAt(call) {
						v.runners[callee] = append(v.runners[callee], f)
					}
				}
			}
		}
	}
	return v.runners[fn]
}

// callsNamed returns the calls of methods of a name, and where one is taken as a value.
func (v *View) callsNamed(name string) []ssa.Instruction {
	if v.named == nil {
		v.named = make(map[string][]ssa.Instruction)
		for _, fn := range v.Funcs {
			for instr := range flow.Instrs(fn) {
				var obj *types.Func
				switch i := instr.(type) {
				case ssa.CallInstruction:
					obj = v.Callee(i.Common())
				case *ssa.MakeClosure:
					obj, _ = i.Fn.(*ssa.Function).Object().(*types.Func)
				}
				if obj != nil && obj.Signature().Recv() != nil {
					v.named[obj.Name()] = append(v.named[obj.Name()], instr)
				}
			}
		}
	}
	return v.named[name]
}

func (s *stopper) with(o *stopper) *stopper {
	m := newStopper()
	for _, x := range []*stopper{s, o} {
		for i := range x.instrs {
			m.instrs[i] = true
		}
		m.types = append(m.types, x.types...)
		m.stop, m.keep = union(m.stop, x.stop), union(m.keep, x.keep)
	}
	return m
}

func newStopper() *stopper {
	return &stopper{instrs: make(map[ssa.Instruction]bool), lets: make(map[argOf]bool)}
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
