package summary

import (
	"go/constant"
	"go/types"
	"regexp"
	"slices"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// An Own is a goroutine, or more, that a function starts for a value which is the
// only way to end it.
type Own struct {
	fact.Own
	stop *stopper
}

// Owns returns the goroutines that fn starts for one of its results or its receiver.
func (v *View) Owns(fn *ssa.Function) []Own {
	if v.owns == nil {
		v.owns = make(map[*ssa.Function][]Own)
	}
	if owns, ok := v.owns[fn]; ok {
		return owns
	}
	v.owns[fn] = nil // recursion adds nothing
	v.About("what is started by a call", fn, func() {
		var out []Own
		for _, s := range v.sources(fn) {
			out = append(out, v.ownsBy(fn, s)...)
		}
		v.owns[fn] = mergeOwns(out)
	})
	return v.owns[fn]
}

// startedLater reports whether t has a method that starts a goroutine for its receiver.
func (v *View) startedLater(t types.Type) bool {
	named := namedOf(t)
	if named == nil || named.Obj().Pkg() != v.Pkg.Pkg || types.IsInterface(named) {
		return false
	}
	for m := range named.Methods() {
		if fn := v.Pkg.Prog.FuncValue(m); fn != nil && slices.ContainsFunc(v.Owns(fn), func(o Own) bool { return o.Of == fact.OfReceiver }) {
			return true
		}
	}
	return false
}

// mergeOwns joins what is said of one value: it has more than one goroutine, and
// what ends one of them may be taken for the end of all.
func mergeOwns(owns []Own) (out []Own) {
	for _, o := range owns {
		i := slices.IndexFunc(out, func(have Own) bool { return have.Of == o.Of })
		if i < 0 {
			out = append(out, o)
			continue
		}
		have := &out[i]
		have.Stop = union(have.Stop, o.Stop)
		have.Keep = union(have.Keep, o.Keep)
		if len(have.Ctx) > 0 && len(o.Ctx) > 0 {
			for _, c := range o.Ctx {
				if !slices.Contains(have.Ctx, c) {
					have.Ctx = append(have.Ctx, c)
				}
			}
		} else {
			have.Ctx = nil // one of them goes on when the context ends
		}
		have.stop = have.stop.with(o.stop)
	}
	return out
}

// ownsBy says whose the goroutine of a source is once fn has returned.
func (v *View) ownsBy(fn *ssa.Function, s *source) (out []Own) {
	ctx, ok := paramsOf(fn, s.ctx)
	if !ok {
		return nil
	}
	h := s.hold
	if s.before(h) {
		return nil
	}
	ends := v.endsIn(s)
	past := func(i ssa.Instruction) bool { return h.goes[i] != nil || ends(i) }
	results := fn.Signature.Results()
	for n := range results.Len() {
		returns := func(i ssa.Instruction) bool {
			ret, ok := i.(*ssa.Return)
			return ok && slices.Contains(h.back[ret], n)
		}
		if !v.reaches(fn, s, returns, past) || v.skips(fn, s, returns) || !h.made(v) {
			continue
		}
		t := results.At(n).Type()
		own := Own{Own: fact.Own{Of: n, Ctx: ctx}, stop: s.stop}
		if isFunc(t) {
			own.Stop = []string{""}
		} else {
			own.Stop, own.Keep = v.methodsThat(s.stop, v.returned(fn, n), t)
		}
		if len(own.Stop) > 0 {
			out = append(out, own)
		}
	}
	if recv := fn.Signature.Recv(); recv != nil && len(fn.Params) > 0 && slices.Contains(h.from, ssa.Value(fn.Params[0])) && len(h.from) == 1 {
		if v.reaches(fn, s, flow.IsReturn, past) && v.unconditional(s.instr) {
			own := Own{Own: fact.Own{Of: fact.OfReceiver, Ctx: ctx}, stop: s.stop}
			own.Stop, own.Keep = v.methodsThat(s.stop, []types.Type{recv.Type()}, recv.Type())
			if len(own.Stop) > 0 {
				out = append(out, own)
			}
		}
	}
	return out
}

// paramsOf returns the parameters that contexts are; false if one is something
// else that may end.
func paramsOf(fn *ssa.Function, ctx []ssa.Value) (out []int, ok bool) {
	for _, c := range ctx {
		p, isParam := ref.Strip(c).(*ssa.Parameter)
		if !isParam {
			return nil, false
		}
		i := paramIndex(fn, p)
		if i < 0 {
			i = fact.ByOption
		}
		out = append(out, i)
	}
	slices.Sort(out)
	return slices.Compact(out), true
}

// returned returns the types of what fn returns as its n-th result, if it is an
// interface: those of the values in it.
func (v *View) returned(fn *ssa.Function, n int) (out []types.Type) {
	t := fn.Signature.Results().At(n).Type()
	if !types.IsInterface(t) {
		return []types.Type{t}
	}
	for instr := range flow.Instrs(fn) {
		if ret, ok := instr.(*ssa.Return); ok && n < len(ret.Results) {
			switch x := ret.Results[n].(type) {
			case *ssa.MakeInterface:
				out = append(out, x.X.Type())
			case *ssa.Const:
			default:
				return nil
			}
		}
	}
	return out
}

// methodsThat returns the methods of the types, as far as t has them, that end a
// goroutine, and those that let their receiver go. One that is not exported is meant
// to end it if it does so itself, and not by a goroutine that it starts: that may be the next of some steps.
func (v *View) methodsThat(stop *stopper, concrete []types.Type, t types.Type) (stops, keeps []string) {
	has := types.NewMethodSet(t)
	if !types.IsInterface(t) {
		if _, ptr := types.Unalias(t).(*types.Pointer); !ptr {
			has = types.NewMethodSet(types.NewPointer(t))
		}
	}
	for _, c := range concrete {
		if _, ptr := types.Unalias(c).(*types.Pointer); !ptr && !types.IsInterface(c) {
			c = types.NewPointer(c)
		}
		set := v.Pkg.Prog.MethodSets.MethodSet(c)
		for i := range set.Len() {
			sel := set.At(i)
			name := sel.Obj().Name()
			if has.Lookup(v.Pkg.Pkg, name) == nil {
				continue
			}
			obj := sel.Obj().(*types.Func)
			if slices.Contains(stop.stop, name) && slices.Contains(stop.types, namedOf(obj.Signature().Recv().Type())) {
				stops = append(stops, name) // promoted from the owner itself
				continue
			}
			m := v.Pkg.Prog.FuncValue(obj.Origin())
			switch {
			case slices.Contains(stop.keep, name) && slices.Contains(stop.types, namedOf(obj.Signature().Recv().Type())):
				keeps = append(keeps, name)
			case m == nil || !v.Refs.Has(m):
				// Of an embedded value of another package: what it does it does to that.
			case stop.within(v, m):
				if sel.Obj().Exported() || stop.directly(v, m) {
					stops = append(stops, name)
				}
			case len(sel.Index()) == 1 && v.letsGo(m, 0, stop):
				keeps = append(keeps, name)
			}
		}
	}
	return union(stops, nil), union(keeps, nil)
}

// reaches reports whether some way leads from a source to an instruction for which to holds.
func (v *View) reaches(fn *ssa.Function, s *source, to, past func(ssa.Instruction) bool) bool {
	return v.path(fn, s, to, past) != nil
}

func (v *View) path(fn *ssa.Function, s *source, to, past func(ssa.Instruction) bool) []ssa.Instruction {
	search := flow.Search{To: to, Past: past, Decided: s.decided}
	return search.Path(fn, s.instr)
}

// skips reports whether fn gets to such an instruction without the source, other
// than by a loop around it that has nothing to go over.
func (v *View) skips(fn *ssa.Function, s *source, to func(ssa.Instruction) bool) bool {
	loop := flow.LoopsOf(fn).Around(s.instr.Block())
	search := flow.Search{To: to, Past: func(i ssa.Instruction) bool {
		return i == s.instr || loop != nil && slices.Contains(loop, i.Block())
	}}
	return search.Path(fn, nil) != nil
}

// unconditional reports whether only the state of the receiver and errors decide
// whether a method gets to an instruction.
func (v *View) unconditional(instr ssa.Instruction) bool {
	at := instr.Block()
	loop := flow.LoopsOf(at.Parent()).Around(at)
	for d := at.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || slices.Contains(loop, d) {
			continue
		}
		if cmp, ok := branch.Cond.(*ssa.BinOp); ok && (isNil(cmp.Y) || isNil(cmp.X)) {
			continue
		}
		if len(at.Parent().Params) != 1 || !byArgument(branch.Cond, make(map[ssa.Value]bool)) {
			return false
		}
	}
	return true
}

// A Lost is a way on which a function loses the owner of a goroutine that it
// started: it returns, and nobody can end it any more.
type Lost struct {
	Instr  ssa.Instruction // the launch, or the call that started it
	Launch *Launch         // the launch, if it stands here
	Owner  ssa.Value       // the owner, or what the goroutine is ended by
	Stop   []string        // the methods that would have ended it
	Way    []ssa.Instruction
}

// Losses returns the ways on which fn loses the owner of a goroutine.
func (v *View) Losses(fn *ssa.Function) (out []Lost) {
	v.About("what is lost", fn, func() { out = v.losses(fn) })
	return out
}

func (v *View) losses(fn *ssa.Function) (out []Lost) {
	for _, s := range v.sources(fn) {
		h := s.hold
		if len(s.roots) == 0 || len(s.ctx) > 0 || s.before(h) || !h.made(v) {
			continue
		}
		ends := v.endsIn(s)
		past := func(i ssa.Instruction) bool {
			ret, ok := i.(*ssa.Return)
			return ok && len(h.back[ret]) > 0 || h.goes[i] != nil || ends(i) || v.serves(i) || saysNeverTaken(i)
		}
		lost := func(i ssa.Instruction) bool {
			return flow.IsReturn(i) && !past(i) || i == s.instr && s.makes && h.alone()
		}
		way := v.path(fn, s, lost, past)
		if way == nil {
			continue
		}
		l := Lost{Instr: s.instr, Launch: s.launch, Owner: s.roots[len(s.roots)-1], Stop: s.names, Way: way}
		if l.Stop == nil {
			for _, from := range h.vals {
				if t := from.Type(); namedOf(t) != nil {
					if stops, _ := v.methodsThat(s.stop, []types.Type{t}, t); len(stops) > 0 {
						l.Owner, l.Stop = from, stops
						break
					}
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// saysNeverTaken reports whether an instruction is a call with a text by which nobody expects to get there.
func saysNeverTaken(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	return ok && slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool {
		text, ok := arg.(*ssa.Const)
		return ok && text.Value != nil && text.Value.Kind() == constant.String && neverTaken().MatchString(constant.StringVal(text.Value))
	})
}

// neverTaken matches such a text. Most packages have no use for it, so that it is not made as the process starts.
var neverTaken = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(never|not|n't|cannot) happen|\bimpossible\b`)
})

// serves reports whether an instruction is a call of a server's loop: what was made
// for the server lives as long as it does, which as a rule is as long as the process.
func (v *View) serves(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	k := v.Known(v.Callee(call.Common()))
	return k != nil && k.Blocks != nil && k.Blocks.Forever
}
