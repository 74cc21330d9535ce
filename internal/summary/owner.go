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

// maxOwner bounds the methods that a fact names; where more of them wait, that
// somebody does is all that importers are told.
const maxOwner = 4

// Runs returns the functions of the package that run in the goroutine of a
// launch, those of the helpers it is made by included.
func (v *View) Runs(l *Launch) []*ssa.Function { return v.running(l).list }

// running are the functions that a goroutine runs, in order and as a set.
type running struct {
	list []*ssa.Function
	set  funcSet
}

func (v *View) running(l *Launch) running {
	if v.runsOf == nil {
		v.runsOf = make(map[*Launch]running)
	}
	r, ok := v.runsOf[l]
	if ok {
		return r
	}
	r.set = v.noFuncs()
	in := make(given)
	for s := l; s != nil; s = s.Inner {
		bodies := s.Bodies
		if fns, ok := in[funcParam(s.Body)]; ok {
			bodies = slices.DeleteFunc(slices.Clone(bodies), func(b Body) bool { return !slices.Contains(fns, b.Fn) })
		}
		for _, body := range bodies {
			for _, fn := range v.syncOf(body, in) {
				if r.set.add(fn) {
					r.list = append(r.list, fn)
				}
			}
		}
		if s.param != nil {
			in[s.param] = nil
			for _, body := range bodies {
				in[s.param] = append(in[s.param], body.Fn)
			}
		}
	}
	v.runsOf[l] = r
	return r
}

// NoticesOf returns all notices of a launch's goroutine, that of its group first.
func (v *View) NoticesOf(l *Launch) (n Notices) {
	if l.Group != nil {
		n.List = append(n.List, Notice{l.Group, l.Instr, ref.Wait})
	}
	for _, fn := range v.Runs(l) {
		m := v.notices(fn)
		n.List = append(n.List, m.List...)
		n.Callbacks = append(n.Callbacks, m.Callbacks...)
		n.HandsOver = n.HandsOver || m.HandsOver
	}
	return n
}

// waitedForIn reports whether fn, which makes the launch, waits for its
// goroutine on every way to its end.
func (v *View) waitedForIn(l *Launch, fn *ssa.Function) bool {
	waits := make(map[ssa.Instruction]bool)
	for _, n := range v.NoticesOf(l).List {
		if v.beforeRun(n, l) {
			continue
		}
		for _, o := range v.Refs.Objects(n.Of) {
			for _, op := range o.Ops() {
				if op.Kind != n.By || op.Fn != fn || op.Instr == l.Instr || isChoice(op.Instr) {
					continue
				}
				if _, deferred := op.Instr.(*ssa.Defer); deferred && op.Instr.Block().Dominates(l.Instr.Block()) {
					return true
				}
				waits[op.Instr] = true
			}
		}
	}
	return len(waits) > 0 && !flow.Leads(l.Instr, flow.IsReturn, func(i ssa.Instruction) bool { return waits[i] })
}

// beforeRun reports whether a notice comes before the goroutine runs the func
// that it was launched with.
func (v *View) beforeRun(n Notice, l *Launch) bool {
	if _, deferred := n.Instr.(*ssa.Defer); deferred || n.Instr == l.Instr {
		return false
	}
	return flow.Leads(n.Instr, func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && funcParam(call.Call.Value) != nil
	}, nil)
}

func isChoice(instr ssa.Instruction) bool {
	sel, ok := instr.(*ssa.Select)
	return ok && (len(sel.States) > 1 || !sel.Blocking)
}

// supervision tells importers who waits for what fn launches, and who ends it;
// fn is nil for what is launched from a field.
func (v *View) supervision(l *Launch, fn *ssa.Function) (p fact.Param) {
	if v.recoversIn(l) {
		p.Effect = fact.Recovers
	}
	if fn != nil && slices.Contains(v.Sync(fn), l.Fn) && (l.Joined || v.waitedForIn(l, l.Fn)) {
		p.Effect |= fact.Joined
		return p
	}
	n := v.NoticesOf(l)
	alone := !n.HandsOver && v.leftAlone(l) && !slices.ContainsFunc(n.Callbacks, func(f ssa.Value) bool { return !v.given(f) })
	for _, n := range n.List {
		objs := v.Refs.Objects(n.Of)
		if len(objs) == 0 {
			alone = false // of what, nothing is known
		}
		for _, o := range ref.Real(objs) {
			switch {
			case o.Kind == ref.Param && o.Fn == fn && n.By == ref.Wait:
				p.Group = o.Index + 1
				continue
			case o.Escaped() != 0:
				alone = false
			}
			for _, op := range o.Ops() {
				if op.Kind == n.By && op.Instr != l.Instr {
					alone = false
					p.Owner.Join = append(p.Owner.Join, v.reachedFrom(op.Fn)...)
				}
			}
		}
	}
	p.Owner.Join = append(p.Owner.Join, l.Owner.Join...)
	p.Owner.Stop = append(p.Owner.Stop, l.Owner.Stop...)
	for _, body := range v.Runs(l) {
		for instr := range flow.Instrs(body) {
			p.Owner.Stop = append(p.Owner.Stop, v.stoppers(instr)...)
		}
	}
	p.Owner.Join, p.Owner.Stop = fewOf(p.Owner.Join), fewOf(p.Owner.Stop)
	if alone {
		p.Effect |= fact.Alone
	}
	return p
}

// leftAlone reports whether the helper that makes a launch, if it is of another
// package, lets nobody wait for the goroutine, or only through the group.
func (v *View) leftAlone(l *Launch) bool {
	for l.Inner != nil {
		l = l.Inner
	}
	switch {
	case l.Helper == "":
		return true
	case l.Known != nil:
		return len(l.Known.Join) == 0 || l.Group != nil
	}
	return l.Alone
}

// given reports whether a func comes from whoever uses the helper, who is told
// that it runs: a parameter, or a field that others may set.
func (v *View) given(f ssa.Value) bool {
	if funcParam(f) != nil {
		return true
	}
	field := v.loadedField(f)
	return field != nil && v.Refs.Exported(field)
}

// stoppers returns the exported functions that send on or close the channels
// which an instruction receives from.
func (v *View) stoppers(instr ssa.Instruction) (out []string) {
	var chans []ssa.Value
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			chans = append(chans, i.X)
		}
	case *ssa.Select:
		for _, st := range i.States {
			if st.Dir == types.RecvOnly {
				chans = append(chans, st.Chan)
			}
		}
	}
	for _, ch := range chans {
		for _, op := range v.Refs.Received(ch).Ops {
			out = append(out, v.reachedFrom(op.Fn)...)
		}
	}
	return out
}

// fewOf sorts names and drops doubles; if there are many, it drops them all.
func fewOf(names []string) []string {
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > maxOwner || len(names) == 0 {
		return nil
	}
	return names
}

// reachedFrom returns the exported functions that run fn on their own
// goroutine, or one more than a fact names if there are more.
func (v *View) reachedFrom(fn *ssa.Function) (out []string) {
	if v.callersOf == nil {
		v.callersOf = make(map[*ssa.Function][]*ssa.Function)
		for _, f := range v.Funcs {
			for _, callee := range v.callees(f) {
				v.callersOf[callee] = append(v.callersOf[callee], f)
			}
		}
	}
	seen := map[*ssa.Function]bool{fn: true}
	todo := []*ssa.Function{fn}
	for len(todo) > 0 && len(out) <= maxOwner {
		f := todo[0]
		todo = todo[1:]
		if obj, ok := f.Object().(*types.Func); ok && obj.Exported() {
			out = append(out, obj.FullName())
		}
		for _, caller := range v.callersOf[f] {
			if !seen[caller] {
				seen[caller] = true
				todo = append(todo, caller)
			}
		}
	}
	return out
}

// CallOf returns a call in this package of another package's function, by its
// full name; nil if there is none.
func (v *View) CallOf(name string) ssa.CallInstruction {
	if v.called == nil {
		v.called = make(map[string]ssa.CallInstruction)
		for _, fn := range v.Funcs {
			for instr := range flow.Instrs(fn) {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if obj := v.Callee(call.Common()); obj != nil && obj.Pkg() != v.Pkg.Pkg && v.called[obj.FullName()] == nil {
					v.called[obj.FullName()] = call
				}
			}
		}
	}
	return v.called[name]
}
