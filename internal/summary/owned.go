package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
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

// An Own is a goroutine, or more, that a function starts for a value which is the
// only way to end it.
type Own struct {
	fact.Own
	stop *stopper
	kind *types.Named
}

// A source is an instruction that starts a goroutine which has an owner.
type source struct {
	instr  ssa.Instruction
	launch *Launch     // of which, if that stands here
	stop   *stopper    // what ends it
	names  []string    // methods of the owner's that end it, if that is known
	ctx    []ssa.Value // contexts that end it, too
	roots  []ssa.Value // the owner, or what the goroutine is ended by
	makes  bool        // a call that makes the owner
	err    ssa.Value   // the error of the call, or nil
	hold   *holding
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
	var out []Own
	for _, s := range v.sources(fn) {
		out = append(out, v.ownsBy(fn, s)...)
	}
	v.owns[fn] = mergeOwns(out)
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
		own := Own{Own: fact.Own{Of: n, Ctx: ctx}, stop: s.stop, kind: namedOf(t)}
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
			own := Own{Own: fact.Own{Of: fact.OfReceiver, Ctx: ctx}, stop: s.stop, kind: namedOf(recv.Type())}
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

// mayEnd returns the contexts that a call passes where its callee is told of.
func (v *View) mayEnd(ctx []int, args []ssa.Value) (out []ssa.Value) {
	for _, i := range ctx {
		switch {
		case i == fact.ByOption:
			for _, a := range args {
				out = append(out, v.contextsIn(a, 0)...)
			}
		case i < len(args) && args[i] != nil && !v.Refs.Ends(args[i]).No:
			out = append(out, args[i])
		}
	}
	return out
}

// contextsIn returns the contexts that may come with an argument: those that the
// options among its elements are made with, and the argument itself if it is a
// list of options, or a func, that comes from elsewhere.
func (v *View) contextsIn(arg ssa.Value, depth int) (out []ssa.Value) {
	arg = ref.Strip(arg)
	if IsContext(arg.Type()) {
		if v.Refs.Ends(arg).No {
			return nil
		}
		return []ssa.Value{arg}
	}
	switch x := arg.(type) {
	case *ssa.Const:
		return nil
	case *ssa.Slice:
		if _, made := x.X.(*ssa.Alloc); made {
			for _, elem := range spread(x) {
				out = append(out, v.contextsIn(elem, depth+1)...)
			}
			return out
		}
	case *ssa.MakeInterface:
		return v.contextsIn(x.X, depth)
	case *ssa.Call:
		if depth > 3 {
			return []ssa.Value{arg}
		}
		for _, a := range x.Call.Args {
			out = append(out, v.contextsIn(a, depth+1)...)
		}
		return out
	}
	switch types.Unalias(arg.Type()).Underlying().(type) {
	case *types.Slice, *types.Signature, *types.Interface:
		return []ssa.Value{arg}
	}
	return nil
}

// before reports whether what holds the value is let go, or a deferred call is
// there to end it, before its goroutine starts.
func (s *source) before(h *holding) bool {
	is := func(i ssa.Instruction) bool { return i == s.instr }
	for instr, by := range h.goes {
		if !h.direct(by) && flow.Leads(instr, is, nil) {
			return true
		}
	}
	for instr := range flow.Instrs(h.fn) {
		if _, deferred := instr.(*ssa.Defer); deferred && s.stop.at(h.view, instr) && flow.Leads(instr, is, nil) {
			return true
		}
	}
	return false
}

// direct reports whether a value is the owner itself, as it was made: not a
// variable or container that may have been there before.
func (h *holding) direct(val ssa.Value) bool {
	for range 10 {
		if h.first[val] {
			_, cell := val.(*ssa.Alloc)
			return !cell
		}
		switch x := val.(type) {
		case *ssa.MakeInterface:
			val = x.X
		case *ssa.ChangeInterface:
			val = x.X
		case *ssa.ChangeType:
			val = x.X
		default:
			return false
		}
	}
	return false
}

// made reports whether all that the value comes from is made by this function.
func (h *holding) made(v *View) bool {
	return !slices.ContainsFunc(h.from, func(val ssa.Value) bool { return !v.fresh(val) })
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

// methodsThat returns the exported methods of the types, as far as t has them,
// that end a goroutine, and those that let their receiver go.
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
			if !sel.Obj().Exported() || has.Lookup(v.Pkg.Pkg, name) == nil {
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
				stops = append(stops, name)
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

// endsIn returns a func that reports whether an instruction of the source's function
// ends the goroutine. A loop that does so ends it in any case: it goes over all that there is.
func (v *View) endsIn(s *source) func(ssa.Instruction) bool {
	loops := flow.LoopsOf(s.instr.Parent())
	ends := make(map[ssa.Instruction]bool)
	within := make(map[*ssa.BasicBlock]bool)
	for instr := range flow.Instrs(s.instr.Parent()) {
		if !s.stop.at(v, instr) {
			continue
		}
		ends[instr] = true
		if loop := loops.Around(instr.Block()); !slices.Contains(loop, s.instr.Block()) {
			for _, b := range loop {
				within[b] = true
			}
		}
	}
	return func(i ssa.Instruction) bool { return ends[i] || within[i.Block()] }
}

// alone reports whether the value is in nothing but itself: the next one that is
// made in a loop takes its place.
func (h *holding) alone() bool {
	for _, val := range h.vals {
		switch val.(type) {
		case *ssa.Alloc, *ssa.Phi, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeSlice:
			return false
		}
	}
	return true
}

// decided tells what is known of a condition after the call that started it has
// succeeded: its error is nil, and its owner is not.
func (s *source) decided(cond ssa.Value) (val, known bool) {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		val, known = s.decided(not.X)
		return !val, known
	}
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false, false
	}
	x, y := cmp.X, cmp.Y
	if isNil(x) {
		x, y = y, x
	}
	if !isNil(y) {
		return false, false
	}
	x = lastStored(x)
	switch {
	case s.err != nil && x == s.err:
		return cmp.Op == token.EQL, true
	case s.hold.has[x]:
		return cmp.Op == token.NEQ, true
	}
	return false, false
}

// lastStored follows a load of a variable back to what was just stored in it.
func lastStored(val ssa.Value) ssa.Value {
	load, ok := val.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return val
	}
	blk := load.Block()
	instrs := blk.Instrs[:slices.Index(blk.Instrs, ssa.Instruction(load))]
	for range 5 {
		for _, instr := range slices.Backward(instrs) {
			if st, ok := instr.(*ssa.Store); ok && st.Addr == load.X {
				return st.Val
			}
		}
		if len(blk.Preds) != 1 {
			break
		}
		blk = blk.Preds[0]
		instrs = blk.Instrs
	}
	return val
}

// sources returns the instructions of fn that start a goroutine which somebody
// has to end.
func (v *View) sources(fn *ssa.Function) []*source {
	if v.made == nil {
		v.made = make(map[*ssa.Function][]*source)
	}
	out, ok := v.made[fn]
	if !ok {
		out = v.sourcesUncached(fn)
		v.made[fn] = out
	}
	return out
}

func (v *View) sourcesUncached(fn *ssa.Function) (out []*source) {
	for _, l := range v.launchesIn(fn) {
		if s := v.launchSource(l); s != nil {
			out = append(out, s)
		}
	}
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(*ssa.Call); ok {
			out = append(out, v.callSources(call)...)
		}
	}
	for _, s := range out {
		s.hold = v.holding(fn, s.stop, s.roots...)
	}
	return out
}

// launchSource is a launch whose goroutine goes on until somebody who has its
// owner ends it.
func (v *View) launchSource(l *Launch) *source {
	if l.Joined || !l.All || len(l.Bodies) == 0 || slices.ContainsFunc(l.Bodies, func(b Body) bool { return !v.Refs.Has(b.Fn) }) {
		return nil
	}
	if !slices.ContainsFunc(v.Runs(l), receives) {
		return nil // nothing could tell it to end
	}
	m := v.without(l.Fn)
	if !m.endless(l) || len(m.met) == 0 || v.waitedForIn(l, l.Fn) {
		return nil
	}
	s := &source{instr: l.Instr, launch: l, stop: newStopper()}
	met := m.met
	var of []*types.Named // whose values the goroutine is ended by
	ends := false
	for _, e := range met {
		if m.open = e; m.endless(l) {
			continue
		}
		switch {
		case e.param != nil:
			s.ctx = append(s.ctx, e.param)
			continue
		case e.cancel != nil:
			uses, _ := v.usesOfCancel(e.cancel)
			for _, use := range uses {
				if !m.runs[use.Parent()] {
					s.stop.instrs[use] = true
				}
			}
			if cancel := extracted(e.cancel, 1); cancel != nil && e.cancel.Parent() == l.Fn {
				s.roots = append(s.roots, cancel)
			}
		default:
			for _, op := range e.obj.Ops() {
				if op.Kind == e.op && !m.runs[op.Fn] {
					s.stop.instrs[op.Instr] = true
				}
			}
			if made, ok := e.obj.Site.(*ssa.MakeChan); ok && made.Parent() == l.Fn {
				s.roots = append(s.roots, made)
			}
		}
		ends = true
		if e.of != nil {
			of = append(of, e.of)
		}
	}
	if !ends {
		return nil // only a context ends it: that of the caller
	}
	owners := ownersIn(l.Instr, of)
	for _, e := range met {
		if e.given && !slices.ContainsFunc(owners, func(o ssa.Value) bool { return namedOf(o.Type()) == e.of }) {
			return nil // something else ends it, which the owner was given
		}
	}
	s.roots = append(s.roots, owners...)
	if len(s.roots) == 0 {
		return nil
	}
	return s
}

// receives reports whether a function receives from a channel.
func receives(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.UnOp:
			if i.Op == token.ARROW {
				return true
			}
		case *ssa.Select:
			if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.RecvOnly }) {
				return true
			}
		}
	}
	return false
}

// ownersIn returns the operands of an instruction, and what literals among them
// capture, that are of one of the types.
func ownersIn(instr ssa.Instruction, of []*types.Named) (out []ssa.Value) {
	var look func(val ssa.Value)
	look = func(val ssa.Value) {
		if val == nil || slices.Contains(out, val) {
			return
		}
		if m, ok := ref.Strip(val).(*ssa.MakeClosure); ok {
			for _, b := range m.Bindings {
				look(b)
			}
			return
		}
		if t := namedOf(val.Type()); t != nil && slices.Contains(of, t) {
			out = append(out, val)
		}
	}
	for _, op := range instr.Operands(nil) {
		look(*op)
	}
	return out
}

// callSources is a call of a function that starts goroutines for what it returns,
// or for its receiver.
func (v *View) callSources(call *ssa.Call) (out []*source) {
	c := call.Common()
	var owns []Own
	var args []ssa.Value
	obj := v.Callee(c)
	if callee := c.StaticCallee(); callee != nil && v.Refs.Has(ref.Target(callee)) {
		owns, args = v.Owns(ref.Target(callee)), alignArgs(c, ref.Target(callee))
	} else if obj != nil && obj.Pkg() != v.Pkg.Pkg {
		if f := v.Outside(obj).Func; f != nil {
			for _, o := range f.Owns {
				owns = append(owns, Own{Own: o})
			}
		}
		args = c.Args
		if c.IsInvoke() {
			args = allArgs(c)
		}
	}
	for _, o := range owns {
		s := &source{instr: call, stop: newStopper(), names: o.Stop}
		if o.stop != nil {
			s.stop = s.stop.with(o.stop)
		}
		s.stop.stop, s.stop.keep = union(s.stop.stop, o.Stop), union(s.stop.keep, o.Keep)
		s.ctx = v.mayEnd(o.Ctx, args)
		results := c.Signature().Results()
		// What is thrown away, nobody wants to end: the roots are empty then.
		switch recv := receiverOf(c, obj); {
		case o.Of != fact.OfReceiver:
			s.makes = true
			s.stop.types = v.receivers(results.At(o.Of).Type(), o.Stop)
			if results.Len() == 1 && len(*call.Referrers()) > 0 {
				s.roots = []ssa.Value{call}
			} else if x := extracted(call, o.Of); x != nil && len(*x.Referrers()) > 0 {
				s.roots = []ssa.Value{x}
			}
		case recv == nil:
			continue
		default:
			s.stop.types = v.receivers(recv.Type(), o.Stop)
			s.roots = []ssa.Value{recv}
		}
		if last := results.Len() - 1; last >= 0 && isError(results.At(last).Type()) {
			if x := extracted(call, last); x != nil {
				s.err = x
			} else if last == 0 {
				s.err = call
			}
		}
		out = append(out, s)
	}
	return out
}

// receivers returns the type t, and those that it has its methods of some names from.
func (v *View) receivers(t types.Type, names []string) (out []*types.Named) {
	if named := namedOf(t); named != nil {
		out = append(out, named)
	}
	set := types.NewMethodSet(t)
	if _, ptr := types.Unalias(t).(*types.Pointer); !ptr && !types.IsInterface(t) {
		set = types.NewMethodSet(types.NewPointer(t))
	}
	for _, name := range names {
		sel := set.Lookup(nil, name)
		if sel == nil {
			continue
		}
		if named := namedOf(sel.Obj().(*types.Func).Signature().Recv().Type()); named != nil && !slices.Contains(out, named) {
			out = append(out, named)
		}
	}
	return out
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

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
	for _, s := range v.sources(fn) {
		h := s.hold
		if len(s.roots) == 0 || len(s.ctx) > 0 || s.before(h) || !h.made(v) {
			continue
		}
		ends := v.endsIn(s)
		past := func(i ssa.Instruction) bool {
			ret, ok := i.(*ssa.Return)
			return ok && len(h.back[ret]) > 0 || h.goes[i] != nil || ends(i)
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
