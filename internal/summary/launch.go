package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// A Launch is a place where a goroutine starts.
type Launch struct {
	Instr    ssa.Instruction // the go statement, the call of a helper, or the store into a launched field
	Fn       *ssa.Function   // the function it stands in
	Helper   string          // the helper's name; "" for a go statement
	Known    *known.Launch   // how the table describes the helper, or nil
	Body     ssa.Value       // the func value that runs; nil for a method call
	Bodies   []Body          // the functions it may be
	All      bool            // Bodies are all
	Group    ssa.Value       // the group it is launched into, or nil
	Joined   bool            // the helper waits for it before returning
	Alone    bool            // the helper, of another package, lets nobody wait for it
	Recovers bool            // the helper, of another package, recovers from its panics
	Owner    fact.Owner      // who keeps the goroutine, if the helper is of another package
	Inner    *Launch         // the launch inside the helper, if that is in this package

	param *ssa.Parameter // of the helper, if that is in this package, which it is given
}

// A Body is one function that a launch may run.
type Body struct {
	Fn   *ssa.Function
	Args []ssa.Value // in the order of its parameters; nil where not known
}

// Pos is where the launch is reported.
func (l *Launch) Pos() token.Pos { return l.Instr.Pos() }

// Launches returns all launches of the view, in source order of the functions.
func (v *View) Launches() []*Launch { return v.launches }

// findLaunches lists the go statements and the calls of launch helpers. A
// function that launches one of its parameters is itself a helper: each call
// of it is a launch of what it is given.
func (v *View) findLaunches() {
	callers := v.callers()
	var queue []*Launch
	for _, fn := range v.Funcs {
		for instr := range flow.Instrs(fn) {
			queue = append(queue, v.launchesAt(fn, instr)...)
		}
	}
	type site struct {
		call ssa.CallInstruction
		p    *ssa.Parameter
	}
	seen := make(map[site]bool)
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		v.launches = append(v.launches, l)
		params := v.launchedParams(l)
		if len(params) == 0 {
			continue
		}
		if slices.ContainsFunc(params, v.saidOf) {
			l.All = false // what it runs is judged where the function is called, as the directive has it
		}
		joined := l.Joined || v.waitedForIn(l, l.Fn)
		for _, p := range params {
			helper := p.Parent()
			if v.saidOf(p) {
				continue // its calls are found as those of a known helper
			}
			for _, call := range callers[helper] {
				args := []ssa.Value{v.Arg(call.Common(), p)}
				if seen[site{call, p}] || args[0] == nil {
					continue
				}
				seen[site{call, p}] = true
				if !isFunc(p.Type()) {
					args = spread(args[0])
				}
				for _, arg := range args {
					d := &Launch{Instr: call, Fn: call.Parent(), Helper: helper.Name(), Body: arg, Inner: l, Group: l.Group, Joined: joined, param: p}
					d.Bodies, d.All = v.bodiesOf(arg)
					queue = append(queue, d)
				}
			}
		}
	}
}

// callers maps each function of the package to its static calls.
func (v *View) callers() map[*ssa.Function][]ssa.CallInstruction {
	m := make(map[*ssa.Function][]ssa.CallInstruction)
	for _, fn := range v.Funcs {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if callee := call.Common().StaticCallee(); callee != nil {
					callee = ref.Target(callee)
					m[callee] = append(m[callee], call)
				}
			}
		}
	}
	return m
}

func (v *View) launchesAt(fn *ssa.Function, instr ssa.Instruction) []*Launch {
	switch i := instr.(type) {
	case *ssa.Go:
		return []*Launch{v.goStmt(fn, i)}
	case ssa.CallInstruction:
		return v.helperCall(fn, i)
	case *ssa.Store:
		if l := v.fieldStore(fn, i); l != nil {
			return []*Launch{l}
		}
	}
	return nil
}

func (v *View) goStmt(fn *ssa.Function, g *ssa.Go) *Launch {
	l := &Launch{Instr: g, Fn: fn}
	c := g.Common()
	if !c.IsInvoke() {
		l.Body = c.Value
	}
	fns, all := v.Refs.Funcs(c)
	l.All = all
	for _, f := range fns {
		l.Bodies = append(l.Bodies, Body{f, alignArgs(c, f)})
	}
	return l
}

// helperCall returns the launches made by a call of another package's helper, or of one
// that a directive or, as an interface's method, the table is about.
func (v *View) helperCall(fn *ssa.Function, call ssa.CallInstruction) (out []*Launch) {
	c := call.Common()
	callee := v.Callee(c)
	if callee == nil || !c.IsInvoke() && !v.tells(callee) {
		return nil
	}
	f := v.Outside(callee).Func
	if f == nil {
		return nil
	}
	args := c.Args
	recv := 0
	if c.IsInvoke() {
		args = allArgs(c)
	} else if callee.Signature().Recv() != nil && len(args) == callee.Signature().Params().Len() {
		recv = 1 // a bound method: the receiver is not at hand
	}
	for _, p := range f.Params {
		if p.Effect&fact.Launches == 0 || p.Index-recv >= len(args) || p.Index-recv < 0 {
			continue
		}
		for _, arg := range spread(args[p.Index-recv]) {
			l := &Launch{Instr: call, Fn: fn, Helper: callee.Name(), Body: arg, Joined: p.Effect&fact.Joined != 0, Alone: p.Effect&fact.Alone != 0, Recovers: p.Effect&fact.Recovers != 0, Owner: p.Owner}
			l.Bodies, l.All = v.bodiesOf(arg)
			give(l, p.Args, args, recv)
			if k := v.Known(callee); k != nil {
				l.Known = k.Launch
			}
			if into := p.Group - 1 - recv; into >= 0 && into < len(args) {
				l.Group = args[into]
			} else if recv == 0 && len(args) > 0 && v.GroupType(args[0].Type()) {
				l.Group = args[0]
			}
			out = append(out, l)
		}
	}
	return out
}

// give tells the bodies the arguments of the helper that it passes on to them.
func give(l *Launch, from []int, args []ssa.Value, recv int) {
	for i := range l.Bodies {
		b := &l.Bodies[i]
		bound := len(b.Args) - len(from)
		for j, k := range from {
			if k -= recv; k >= 0 && k < len(args) && bound+j >= 0 {
				b.Args[bound+j] = args[k]
			}
		}
	}
}

// Arg returns what a call of p's function passes for p; nil if it is not at hand.
func (v *View) Arg(c *ssa.CallCommon, p *ssa.Parameter) ssa.Value {
	args := alignArgs(c, p.Parent())
	if i := paramIndex(p.Parent(), p); i >= 0 && i < len(args) {
		return args[i]
	}
	return nil
}

// Callee returns the declared function that is called, if it is known; for a func in a field or
// variable that a directive is about, one that stands for it.
func (v *View) Callee(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	callee := c.StaticCallee()
	if callee == nil {
		return v.pkg.world.said.holder(c.Value)
	}
	obj, _ := ref.Target(callee).Object().(*types.Func)
	if obj == nil {
		return nil
	}
	return obj.Origin()
}

// spread returns the values of a variadic argument that is built at the call,
// or the argument itself.
func spread(arg ssa.Value) []ssa.Value {
	s, ok := arg.(*ssa.Slice)
	if !ok {
		return []ssa.Value{arg}
	}
	alloc, ok := s.X.(*ssa.Alloc)
	if !ok {
		return []ssa.Value{arg}
	}
	var out []ssa.Value
	for _, r := range *alloc.Referrers() {
		if at, ok := r.(*ssa.IndexAddr); ok {
			for _, r := range *at.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == at {
					out = append(out, st.Val)
				}
			}
		}
	}
	return out
}

func (v *View) bodiesOf(fn ssa.Value) (out []Body, all bool) {
	fns, all := v.Refs.FuncsOf(ref.Strip(fn))
	for _, f := range fns {
		b := Body{Fn: f, Args: make([]ssa.Value, len(f.Params))}
		if m, ok := ref.Strip(fn).(*ssa.MakeClosure); ok && m.Fn != f && len(b.Args) > 0 {
			b.Args[0] = m.Bindings[0]
		}
		out = append(out, b)
	}
	return out, all
}

// fieldStore is a launch if the field belongs to another package, which runs
// what is stored there in a goroutine.
func (v *View) fieldStore(fn *ssa.Function, st *ssa.Store) *Launch {
	at, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	field := ref.Field(at)
	if field.Pkg() == nil || field.Pkg() == v.Pkg.Pkg || !field.Exported() || !isFunc(field.Type()) {
		return nil
	}
	var f fact.Field
	if v.pkg.world.std || !v.pkg.pass.ImportObjectFact(field, &f) || f.Effect&fact.Launches == 0 {
		return nil
	}
	l := &Launch{Instr: st, Fn: fn, Helper: field.Name(), Body: st.Val, Alone: f.Effect&fact.Alone != 0, Recovers: f.Effect&fact.Recovers != 0, Owner: f.Owner}
	l.Bodies, l.All = v.bodiesOf(st.Val)
	return l
}

// launchedParams returns the parameters of enclosing functions that the
// goroutine runs: the launched value itself, or a func on whose end the body's
// end hangs (as in a wrapper that recovers).
func (v *View) launchedParams(l *Launch) (out []*ssa.Parameter) {
	v.eachRun(l, func(val ssa.Value) {
		p := funcParam(val)
		if p != nil && encloses(p.Parent(), l.Fn) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	})
	return out
}

// funcParam returns the parameter that a func value is, or is an element of;
// nil if there is none.
func funcParam(val ssa.Value) *ssa.Parameter {
	val = ref.Strip(val)
	if load, ok := val.(*ssa.UnOp); ok && load.Op == token.MUL {
		if at, ok := load.X.(*ssa.IndexAddr); ok {
			val = ref.Strip(at.X)
		}
	}
	p, _ := val.(*ssa.Parameter)
	if p == nil {
		return nil
	}
	if s, ok := types.Unalias(p.Type()).Underlying().(*types.Slice); ok && isFunc(s.Elem()) || isFunc(p.Type()) {
		return p
	}
	return nil
}

// RunsParam reports whether what the goroutine runs is passed by the callers of
// the launching function: then each of those calls is a launch.
func (v *View) RunsParam(l *Launch) bool {
	return l.Body != nil && funcParam(l.Body) != nil
}

// ForCallers reports whether the goroutine runs, by itself or in a wrapper, what
// the callers of fn pass: then their calls are launches of their own.
func (v *View) ForCallers(l *Launch, fn *ssa.Function) bool {
	return slices.ContainsFunc(v.launchedParams(l), func(p *ssa.Parameter) bool { return p.Parent() == fn })
}

// eachRun visits the func values that a launch runs.
func (v *View) eachRun(l *Launch, visit func(ssa.Value)) {
	if l.Body != nil {
		visit(l.Body)
	}
	for _, b := range l.Bodies {
		arg := func(i int) {
			if i < len(b.Args) && b.Args[i] != nil {
				visit(b.Args[i])
			}
		}
		if !v.Refs.Has(b.Fn) {
			f := v.factAbout(b.Fn)
			if f == nil {
				continue
			}
			for _, s := range slices.Concat(f.Until...) {
				if s.Kind == fact.Finished {
					arg(s.Param)
				}
			}
			continue
		}
		for _, s := range slices.Concat(v.Ending(b.Fn).Until...) {
			if s.Kind != fact.Finished {
				continue
			}
			if i := paramIndex(b.Fn, s.Param); i >= 0 {
				arg(i)
			} else {
				visit(s.Param)
			}
		}
	}
}

func isFunc(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Signature)
	return ok
}

func encloses(outer, fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// BodyEnding returns how the goroutine of a launch ends if it runs body b,
// given all that the callers in sight pass.
func (v *View) BodyEnding(l *Launch, b Body) *Ending {
	x := v.explorer(l.Fn)
	x.settle, x.callers = true, v.launchedParams(l)
	if f := v.saidEnding(b.Fn); f != nil || !v.Refs.Has(b.Fn) {
		if f == nil {
			f = v.factAbout(b.Fn)
		}
		if f == nil {
			return &Ending{}
		}
		out := &Ending{Exits: exitOf(f)}
		if d := x.outside(f, b.Args, Keeper{Kind: Calls, Instr: l.Instr}); d.shut {
			out.Ending = fact.Endless
			if d.ends {
				out.Ending = fact.Exits
			}
			out.Keeps = []Keeper{d.keeper}
		}
		return out
	}
	if e := v.Ending(b.Fn); e.Ending != fact.Waits {
		return e
	}
	return v.endingHere(x, b)
}

// endingHere explores a body once more, with those of its parameters' signals
// given that can happen with the arguments of this launch.
func (v *View) endingHere(launch *explorer, b Body) *Ending {
	x := v.explorer(b.Fn)
	x.open = make(map[Signal]bool)
	funcs := make(map[*ssa.Parameter]*Ending) // how those end that never do
	for {
		r := x.explore()
		if r.Returns {
			return &Ending{Exits: x.exits, Here: x.here, Trap: x.trap(r)}
		}
		opened := false
		for _, s := range x.fresh {
			var d verdict
			if i := paramIndex(b.Fn, s.Param); i >= 0 {
				d = launch.bound(s.Kind, s.Via, i, b.Args, Keeper{})
			} else {
				d = launch.param(s, Keeper{})
			}
			if !d.shut {
				x.open[s] = true
				opened = true
			} else if s.Kind == fact.Finished {
				funcs[s.Param] = d.keeper.Inner
			}
		}
		if !opened {
			for i := range x.keepers {
				k := &x.keepers[i]
				if call, ok := k.Instr.(ssa.CallInstruction); ok && k.Inner == nil {
					k.Inner = funcs[funcParam(call.Common().Value)]
				}
			}
			return &Ending{Ending: fact.Endless, Exits: x.exits, Here: x.here, Keeps: x.keepers}
		}
	}
}
