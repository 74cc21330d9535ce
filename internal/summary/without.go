package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// An end is something that may end the goroutines of a launch: operations of one
// kind on a channel, the cancel func of a context, or the context of a parameter.
type end struct {
	obj    *ref.Object
	op     ref.OpKind
	cancel *ssa.Call
	param  *ssa.Parameter
	of     *types.Named // of which the channel is a field, or whose methods alone use the cancel func
	given  bool         // the launcher did not make it: it was there before
}

// without asks how goroutines would end without what only somebody who holds
// their owner does: whatever is not done by the goroutines themselves to
// channels and contexts that their launcher made, or that belong to the owner's type.
type without struct {
	view *View
	fn   *ssa.Function // the function that launches
	sides
	open end            // the one end that is let happen
	met  []end          // all those met
	deep int            // how many calls deep the exploration is
	of   []*types.Named // the types of which channels and contexts were fields
}

// sides are what runs with a function that launches, and what its goroutines run.
type sides struct{ sync, runs funcSet }

// maxDepth bounds how deep the calls of a goroutine are looked into: further down
// everything may happen, which is silence.
const maxDepth = 3

func (v *View) without(fn *ssa.Function) *without {
	return &without{view: v, fn: fn, sides: v.sidesOf(fn)}
}

func (v *View) sidesOf(fn *ssa.Function) sides {
	if s, ok := v.sides[fn]; ok {
		return s
	}
	s := sides{v.noFuncs(), v.noFuncs()}
	var todo []*Launch
	for _, f := range v.Sync(fn) {
		s.sync.add(f)
		todo = append(todo, v.launchesIn(f)...)
	}
	for n := 0; n < len(todo); n++ {
		s.runs.merge(v.running(todo[n]).set, func(f *ssa.Function) { todo = append(todo, v.launchesIn(f)...) })
	}
	if v.sides == nil {
		v.sides = make(map[*ssa.Function]sides)
	}
	v.sides[fn] = s
	return s
}

// launchesIn returns the launches that stand in a function.
func (v *View) launchesIn(fn *ssa.Function) []*Launch {
	if v.launchesOf == nil {
		v.launchesOf = make(map[*ssa.Function][]*Launch)
		for _, l := range v.launches {
			v.launchesOf[l.Fn] = append(v.launchesOf[l.Fn], l)
		}
	}
	return v.launchesOf[fn]
}

// endless reports whether the goroutine of a launch never ends so.
func (m *without) endless(l *Launch) bool {
	v := *m.view // with the endings that are so
	v.endings, v.lacks = make(map[*ssa.Function]*Ending), m
	for _, body := range l.Bodies {
		if e := v.BodyEnding(l, body); e.Ending != fact.Endless || e.Exits > fact.Elsewhere {
			return false
		}
	}
	return len(l.Bodies) > 0
}

// meet notes an end, and reports whether it is the one that is let happen.
func (m *without) meet(e end) bool {
	if !slices.ContainsFunc(m.met, e.same) {
		m.met = append(m.met, e)
	}
	return e.same(m.open)
}

func (e end) same(as end) bool {
	return e.obj == as.obj && e.op == as.op && e.cancel == as.cancel && e.param == as.param
}

// never reports whether it is proven that the event does not happen to ch so.
func (m *without) never(kind fact.SignalKind, ch ssa.Value) bool {
	of := fieldOwner(ch)
	drop := func(o *ref.Object, op ref.Op) bool {
		if m.runs.has(op.Fn) || !m.owned(o, of) || op.Kind == ref.Send && (m.sync.has(op.Fn) || !signals(o)) {
			return false
		}
		return !m.meet(end{obj: o, op: op.Kind, of: of, given: !m.sync.has(o.Site.Parent())})
	}
	if kind == fact.Receive {
		return m.view.Refs.ReceivedWithout(ch, drop).No
	}
	return m.view.Refs.ClosedWithout(ch, drop).No || m.streamed(ch)
}

// signals reports whether a send on a channel may be meant to end who receives: it
// carries no data, and is no token that waits in a buffer to be taken back.
func signals(o *ref.Object) bool {
	made, ok := o.Site.(*ssa.MakeChan)
	if !ok || ref.Capacity(o) != 0 {
		return false
	}
	switch u := coretype.Of(made.Type()).(*types.Chan).Elem().Underlying().(type) {
	case *types.Struct:
		return u.NumFields() == 0
	case *types.Chan: // to be told when it has ended
		return true
	case *types.Basic:
		return u.Info()&types.IsBoolean != 0
	}
	return false
}

// owned reports whether nobody but who holds the owner, of type of, can do
// something to a channel: the launcher made it, or only methods of the owner do.
func (m *without) owned(o *ref.Object, of *types.Named) bool {
	if o.Kind != ref.Chan || o.Site == nil {
		return false
	}
	if !m.sync.has(o.Site.Parent()) {
		if of == nil {
			return false
		}
		for _, op := range o.Ops() {
			if (op.Kind == ref.Send || op.Kind == ref.Close) && methodOwner(op.Fn) != of {
				return false
			}
		}
	}
	m.note(of)
	return true
}

func (m *without) note(of *types.Named) {
	if of != nil && !slices.Contains(m.of, of) {
		m.of = append(m.of, of)
	}
}

// streamed reports whether another package's function, which was given a context,
// returned the channel: it is taken to be closed when the context ends, not before.
func (m *without) streamed(ch ssa.Value) bool {
	v := ref.Strip(ch)
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	if obj := m.view.Callee(&call.Call); obj == nil || obj.Pkg() == m.view.Pkg.Pkg {
		return false
	}
	for _, a := range call.Call.Args {
		if ref.IsContext(a.Type()) {
			return m.cancelled(a)
		}
	}
	return false
}

// neverDone reports whether it is proven that a context never ends so.
func (m *without) neverDone(ctx ssa.Value) bool {
	return m.view.Refs.Ends(ctx).No || m.cancelled(ctx)
}

// cancelled reports whether nothing but cancel funcs, parameters, and what
// outlives the owner ends a context, and none of those that are met is open.
func (m *without) cancelled(ctx ssa.Value) bool {
	var ends []end
	if !m.contextEnds(ctx, &ends, make(map[ssa.Value]bool)) {
		return false
	}
	opened := false
	for _, e := range ends {
		opened = m.meet(e) || opened
	}
	return len(ends) > 0 && !opened
}

// contextEnds lists what ends a context, and reports whether that is all.
func (m *without) contextEnds(ctx ssa.Value, ends *[]end, seen map[ssa.Value]bool) bool {
	v := m.view
	ctx = ref.Strip(ctx)
	if seen[ctx] || v.Refs.Ends(ctx).No {
		return true
	}
	seen[ctx] = true
	index := 0
	if x, ok := ctx.(*ssa.Extract); ok {
		ctx, index = x.Tuple, x.Index
	}
	switch x := ctx.(type) {
	case *ssa.Phi:
		return !slices.ContainsFunc(x.Edges, func(e ssa.Value) bool { return !m.contextEnds(e, ends, seen) })
	case *ssa.Parameter:
		return m.paramEnds(x, ends, seen)
	case *ssa.UnOp:
		at, ok := x.X.(*ssa.FieldAddr)
		if !ok {
			return m.variableEnds(x.X, ends, seen)
		}
		if field := ref.Field(at); field.Pkg() == v.Pkg.Pkg {
			stored := v.stored(field)
			m.note(namedOf(at.X.Type()))
			return len(stored) > 0 && !slices.ContainsFunc(stored, func(s ssa.Value) bool { return !m.contextEnds(s, ends, seen) })
		}
	case *ssa.Call:
		obj := v.Callee(&x.Call)
		k := v.Known(obj)
		switch {
		case obj == nil, k != nil && (k.Derive == nil || k.Derive.Timeout || k.Derive.From < 0 || k.Derive.Result != index || k.Derive.From >= len(x.Call.Args)):
			return false
		case k != nil:
			if k.Derive.Cancel {
				uses, all := v.usesOfCancel(x)
				if !all || slices.ContainsFunc(uses, m.duringRun) {
					return false
				}
				e := end{cancel: x, of: userOf(uses), given: !m.sync.has(x.Parent())}
				if e.given && (e.of == nil || !slices.Contains(m.of, e.of)) {
					return false
				}
				*ends = append(*ends, e)
			}
			return m.contextEnds(x.Call.Args[k.Derive.From], ends, seen)
		case v.handedThrough(x) != nil:
			return m.contextEnds(v.handedThrough(x), ends, seen)
		}
		// The context of something from elsewhere, a client or a server, outlives the owner.
		recv := obj.Signature().Recv()
		return recv != nil && obj.Signature().Params().Len() == 0 && !slices.Contains(m.of, namedOf(recv.Type()))
	}
	return false
}

// variableEnds does so for all that a local variable ever holds.
func (m *without) variableEnds(addr ssa.Value, ends *[]end, seen map[ssa.Value]bool) bool {
	if fv, ok := addr.(*ssa.FreeVar); ok {
		addr = ref.Captured(fv)
	}
	cell, ok := addr.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, r := range *cell.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != cell || !m.contextEnds(r.Val, ends, seen) {
				return false
			}
		case *ssa.MakeClosure:
			if ref.Assigns(r, cell) {
				return false
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// paramEnds does so for a context that is a parameter: of the launcher, of an
// option of its (WithContext), or of a function whose callers are all in sight.
func (m *without) paramEnds(p *ssa.Parameter, ends *[]end, seen map[ssa.Value]bool) bool {
	obj := p.Parent().Object()
	if p.Parent() == m.fn || obj != nil && obj.Exported() && p.Parent().Signature.Recv() == nil {
		*ends = append(*ends, end{param: p})
		return true
	}
	if obj == nil || obj.Exported() {
		return false
	}
	calls := m.view.callsOf(p.Parent())
	for _, call := range calls {
		arg := m.view.Arg(call.Common(), p)
		if arg == nil || !m.contextEnds(arg, ends, seen) {
			return false
		}
	}
	return len(calls) > 0
}

// duringRun reports whether a goroutine itself uses a cancel func before its end.
func (m *without) duringRun(use ssa.Instruction) bool {
	_, deferred := use.(*ssa.Defer)
	return m.runs.has(use.Parent()) && !deferred
}

// userOf returns the type whose methods alone use a cancel func, or nil.
func userOf(uses []ssa.Instruction) (of *types.Named) {
	for _, use := range uses {
		t := methodOwner(use.Parent())
		if t == nil || of != nil && t != of {
			return nil
		}
		of = t
	}
	return of
}

// Cancels reports whether a call is one of a func that ends a context, whatever the type of the field that it is kept in.
func (v *View) Cancels(c *ssa.CallCommon) bool {
	if c.IsInvoke() {
		return false
	}
	if ref.IsCancel(c.Value.Type()) {
		return true
	}
	field := v.loadedField(c.Value)
	return field != nil && slices.ContainsFunc(v.stored(field), func(val ssa.Value) bool { return ref.IsCancel(ref.Strip(val).Type()) })
}

// CancelUses returns where the cancel func that a call returns is called or handed on, as far as
// it can be followed.
func (v *View) CancelUses(derive *ssa.Call) []ssa.Instruction {
	uses, _ := v.usesOfCancel(derive)
	return uses
}

// usesOfCancel returns where the cancel func that a call returns is called or
// handed on, and whether it was followed everywhere.
func (v *View) usesOfCancel(derive *ssa.Call) (uses []ssa.Instruction, all bool) {
	all = true
	seen := make(map[ssa.Value]bool)
	var follow func(val ssa.Value)
	follow = func(val ssa.Value) {
		if seen[val] || val.Referrers() == nil {
			return
		}
		seen[val] = true
		for _, r := range *val.Referrers() {
			switch r := r.(type) {
			case *ssa.DebugRef, *ssa.BinOp, *ssa.If:
			case *ssa.Store:
				if r.Val != val {
					continue
				}
				switch to := r.Addr.(type) {
				case *ssa.Alloc:
					follow(to)
				case *ssa.FieldAddr:
					field := ref.Field(to)
					all = all && field.Pkg() == v.Pkg.Pkg && !v.Refs.Exported(field)
					for _, at := range v.fieldAddrs(field) {
						for _, load := range *at.Referrers() {
							if load, ok := load.(*ssa.UnOp); ok {
								follow(load)
							}
						}
					}
				default:
					all = false
				}
			case *ssa.UnOp, *ssa.Phi, *ssa.ChangeType:
				follow(r.(ssa.Value))
			case *ssa.MakeClosure:
				fn := r.Fn.(*ssa.Function)
				for i, bound := range r.Bindings {
					if bound == val && i < len(fn.FreeVars) {
						follow(fn.FreeVars[i])
					}
				}
			case ssa.CallInstruction, *ssa.Return:
				uses = append(uses, r)
			default:
				all = false
			}
		}
	}
	if x := extracted(derive, 1); x != nil {
		follow(x)
	}
	return uses, all
}

// extracted returns a result of a call of several.
func extracted(call ssa.Value, index int) *ssa.Extract {
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok && x.Index == index {
			return x
		}
	}
	return nil
}

// fieldAddrs returns where the address of a field is taken in the package.
func (v *View) fieldAddrs(field *types.Var) []*ssa.FieldAddr {
	if v.fields == nil {
		v.fields = make(map[*types.Var][]*ssa.FieldAddr)
		for _, fn := range v.Funcs {
			for instr := range flow.Instrs(fn) {
				if at, ok := instr.(*ssa.FieldAddr); ok {
					f := ref.Field(at)
					v.fields[f] = append(v.fields[f], at)
				}
			}
		}
	}
	return v.fields[field]
}

// stored returns what the package stores in a field.
func (v *View) stored(field *types.Var) (out []ssa.Value) {
	for _, at := range v.fieldAddrs(field) {
		for _, r := range *at.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == at {
				out = append(out, st.Val)
			}
		}
	}
	return out
}

// callsOf returns the static calls of a function of the package.
func (v *View) callsOf(fn *ssa.Function) []ssa.CallInstruction {
	if v.static == nil {
		v.static = v.callers()
	}
	return v.static[fn]
}

// fieldOwner returns the type of which a loaded value is a field, or nil.
func fieldOwner(val ssa.Value) *types.Named {
	if load, ok := ref.Strip(val).(*ssa.UnOp); ok {
		if at, ok := load.X.(*ssa.FieldAddr); ok {
			return namedOf(at.X.Type())
		}
	}
	return nil
}

// namedOf returns the declared type that t is, or points to, or nil.
func namedOf(t types.Type) *types.Named {
	for range 2 { // a captured variable is a pointer to it
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin()
	}
	return nil
}

// methodOwner returns the type of whose methods fn is one, or a literal in one.
func methodOwner(fn *ssa.Function) *types.Named {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if recv := fn.Signature.Recv(); recv != nil {
		return namedOf(recv.Type())
	}
	return nil
}

// startsOf translates what the table says of goroutines that a function starts.
func startsOf(k *known.Func, skip int) (out []fact.Own) {
	byOf := make(map[int]*fact.Own)
	var ctx []int
	for _, e := range k.Starts {
		of := fact.OfReceiver
		if e.At.Of == known.Result {
			of = e.At.N
		}
		switch {
		case e.Kind == known.EndPeer, e.Kind == known.EndGroup, e.Kind == known.EndNever:
			return nil // it ends by itself, or nothing can be done
		case e.At.Of == known.Argument:
			if e.Kind != known.EndSignal {
				return nil
			}
			ctx = append(ctx, e.At.N+skip)
			continue
		case e.Kind == known.EndCtx:
			return nil
		}
		if byOf[of] == nil {
			byOf[of] = &fact.Own{Of: of}
		}
		byOf[of].Stop = append(byOf[of].Stop, e.Name)
	}
	for _, o := range byOf {
		o.Ctx = ctx
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b fact.Own) int { return a.Of - b.Of })
	return out
}
