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
	if ref.IsContext(arg.Type()) {
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

// before reports whether the value, or what holds it, is let go, or a deferred call
// is there to end it, before its goroutine starts. What was made in an earlier round
// of a loop is another value.
func (s *source) before(h *holding) bool {
	is := func(i ssa.Instruction) bool { return i == s.instr }
	made := func(i ssa.Instruction) bool {
		v, ok := i.(ssa.Value)
		return ok && h.first[v]
	}
	for instr, by := range h.goes {
		var past func(ssa.Instruction) bool
		if h.direct(by) {
			if s.makes {
				continue
			}
			past = made
		}
		if flow.Leads(instr, is, past) {
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
		v.About("what is started", fn, func() { out = v.sourcesUncached(fn) })
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
				if !m.runs.has(use.Parent()) {
					s.stop.instrs[use] = true
				}
			}
			if cancel := extracted(e.cancel, 1); cancel != nil && e.cancel.Parent() == l.Fn {
				s.roots = append(s.roots, cancel)
			}
		default:
			for _, op := range e.obj.Ops() {
				if op.Kind == e.op && !m.runs.has(op.Fn) {
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
	k := v.Known(obj)
	said := v.tells(obj) && k != nil && len(k.Starts) > 0
	if callee := c.StaticCallee(); callee != nil && v.Refs.Has(ref.Target(callee)) && !said {
		owns, args = v.Owns(ref.Target(callee)), alignArgs(c, ref.Target(callee))
	} else if v.tells(obj) {
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
		var recv ssa.Value
		if obj != nil {
			recv = receiverOf(c, obj)
		}
		switch {
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
		if last := results.Len() - 1; last >= 0 && IsError(results.At(last).Type()) {
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
		sel := set.Lookup(v.Pkg.Pkg, name)
		if sel == nil {
			continue
		}
		if named := namedOf(sel.Obj().(*types.Func).Signature().Recv().Type()); named != nil && !slices.Contains(out, named) {
			out = append(out, named)
		}
	}
	return out
}
