package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// A goroutine is what a launch runs, as seen from the launch: the parameters of its
// functions are what this goroutine passes for them.
type goroutine struct {
	b     *builder
	body  summary.Body
	funcs []*ssa.Function // that it runs
	calls []*ssa.Function // those of them that are not for the end only
}

func (b *builder) goroutine(l *Launch) *goroutine {
	g := &goroutine{b: b, body: l.Bodies[0], funcs: l.funcs}
	for _, fn := range g.funcs {
		if fn == g.body.Fn || !b.onlyDeferred(fn, g.funcs) {
			g.calls = append(g.calls, fn)
		}
	}
	return g
}

// endsOtherwise reports whether something that is no context may end the goroutine:
// who made it, a channel that is closed, or one that carries nothing but signals.
func (g *goroutine) endsOtherwise(l *Launch) bool {
	if len(l.Owner.Stop) > 0 {
		return true
	}
	ends := func(ch ssa.Value) bool {
		if doneOf(ch) != nil {
			return false
		}
		v := g.b.view.Refs.Received(ch)
		if v.Reason != "" {
			return true
		}
		return slices.ContainsFunc(v.Ops, func(op ref.Op) bool { return op.Kind == ref.Close || isSignal(ch.Type()) })
	}
	for _, fn := range g.funcs {
		for instr := range flow.Instrs(fn) {
			switch i := instr.(type) {
			case *ssa.UnOp:
				if i.Op == token.ARROW && ends(i.X) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return st.Dir == types.RecvOnly && ends(st.Chan) }) {
					return true
				}
			}
		}
	}
	return false
}

// isSignal reports whether a channel of type t carries no data.
func isSignal(t types.Type) bool {
	ch, ok := types.Unalias(t).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	switch elem := types.Unalias(ch.Elem()).Underlying().(type) {
	case *types.Struct:
		return elem.NumFields() == 0
	case *types.Basic:
		return elem.Kind() == types.Bool
	}
	return false
}

// life says how long a context lives.
type life uint8

const (
	immortal life = iota // it is never done, and nobody took care that it is not
	detached             // it is never done, on purpose: it was made from another
	mortal               // it may be done
)

// lifeOf returns how long a context of the goroutine lives, and where it is made if
// it is never done.
func (g *goroutine) lifeOf(v ssa.Value) (life, token.Pos) {
	return g.trace(v, make(map[*ssa.Parameter]bool))
}

// trace does so, and passes over the parameters that it has seen.
func (g *goroutine) trace(v ssa.Value, seen map[*ssa.Parameter]bool) (life, token.Pos) {
	v = ref.Strip(v)
	switch x := v.(type) {
	case *ssa.Parameter:
		if slices.Contains(g.funcs, x.Parent()) {
			return g.passed(x, seen)
		}
	case *ssa.Call:
		if k := g.b.view.Known(g.b.view.Callee(&x.Call)); k != nil && k.Derive != nil && !k.Derive.Cancel && !k.Derive.Timeout {
			if from := operand(known.Place{Of: known.Argument, N: k.Derive.From}, &x.Call); from != nil && ref.IsContext(from.Type()) {
				return g.trace(from, seen)
			}
		}
	}
	if !g.b.view.Refs.Ends(v).No {
		return mortal, token.NoPos
	}
	pos := token.NoPos
	for _, o := range g.b.view.Refs.Objects(v) {
		call, ok := o.Site.(*ssa.Call)
		if !ok || call.Call.Signature().Params().Len() > 0 {
			return detached, token.NoPos
		}
		pos = call.Pos()
	}
	return immortal, pos
}

// passed returns how long the contexts live that the goroutine passes for a
// parameter of one of its functions. Where it cannot see that, they may end.
func (g *goroutine) passed(p *ssa.Parameter, seen map[*ssa.Parameter]bool) (life, token.Pos) {
	if seen[p] {
		return immortal, token.NoPos // a recursion adds nothing
	}
	seen[p] = true
	var args []ssa.Value
	if fn := p.Parent(); fn == g.body.Fn {
		args = append(args, g.body.Args[slices.Index(fn.Params, p)])
	}
	for _, u := range g.b.callers[p.Parent()] {
		switch call, ok := u.instr.(ssa.CallInstruction); {
		case u.value:
			if p.Parent() != g.body.Fn {
				args = append(args, nil) // who calls it, and with what?
			}
		case ok && slices.Contains(g.funcs, u.instr.Parent()):
			args = append(args, g.b.view.Arg(call.Common(), p))
		}
	}
	if len(args) == 0 {
		return mortal, token.NoPos
	}
	out, pos := immortal, token.NoPos
	for _, arg := range args {
		if arg == nil {
			return mortal, token.NoPos
		}
		l, at := g.trace(arg, seen)
		if out = max(out, l); at.IsValid() {
			pos = at
		}
	}
	return out, pos
}

// unheard is a blocking call, or a select or receive, that is given no context that
// may end.
type unheard struct {
	pos     token.Pos
	callee  string    // "" for a select or receive
	instead string    // the function that takes one, if the one called does not
	made    token.Pos // else: where the context comes from that it is given
	handed  bool      // a select that goes on by another case as well, once, and takes the context as a parameter
}

// unheard returns the first such call of the goroutine that nothing else ends.
func (g *goroutine) unheard() *unheard {
	for _, fn := range g.calls {
		for instr := range flow.Instrs(fn) {
			var u *unheard
			switch i := instr.(type) {
			case *ssa.Call:
				u = g.unheardAt(i)
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					u = g.unheardDone(i.X, i.Pos())
				}
			case *ssa.Select:
				for _, st := range i.States {
					if u == nil && i.Blocking && st.Dir == types.RecvOnly {
						u = g.unheardDone(st.Chan, st.Pos)
					}
				}
				if u != nil && len(i.States) > 1 && g.b.loops(fn).Around(i.Block()) == nil {
					u.handed = slices.ContainsFunc(i.States, func(st *ssa.SelectState) bool { return isParam(doneOf(st.Chan)) })
				}
			}
			if u != nil {
				return u
			}
		}
	}
	return nil
}

func isParam(val ssa.Value) bool {
	_, ok := ref.Strip(val).(*ssa.Parameter)
	return ok
}

// unheardDone judges a receive from the Done of a context.
func (g *goroutine) unheardDone(ch ssa.Value, pos token.Pos) *unheard {
	ctx := doneOf(ch)
	if ctx == nil {
		return nil
	}
	if l, made := g.lifeOf(ctx); l == immortal {
		return &unheard{pos: pos, made: made}
	}
	return nil
}

// unheardAt judges a call.
func (g *goroutine) unheardAt(call ssa.CallInstruction) *unheard {
	c := call.Common()
	obj := g.b.view.Callee(c)
	if k := g.b.view.Known(obj); k != nil {
		return g.unheardKnown(call, k)
	}
	if fns, _ := g.b.view.Refs.Funcs(c); slices.ContainsFunc(fns, g.b.view.Refs.Has) {
		return nil // judged inside
	}
	sig := c.Signature()
	if obj == nil || sig.Params().Len() == 0 || !ref.IsContext(sig.Params().At(0).Type()) || !returnsError(sig) || returnsContext(sig) {
		return nil
	}
	if g.b.view.UncheckedBlank(obj) {
		return nil // it cleans up, which is to be done after the end as well
	}
	if isConnection(obj) {
		return nil // whoever is at its other end, or closes it, ends the call
	}
	if l, made := g.lifeOf(g.b.argument(c, 0)); l == immortal {
		return &unheard{pos: call.Pos(), callee: obj.FullName(), made: made}
	}
	return nil
}

// isConnection reports whether a function is a method of a connection, by what else that has.
func isConnection(method *types.Func) bool {
	recv := method.Signature().Recv()
	if recv == nil {
		return false
	}
	methods := types.NewMethodSet(recv.Type())
	return methods.Lookup(nil, "RemoteAddr") != nil && (methods.Lookup(nil, "Close") != nil || methods.Lookup(nil, "CloseWithError") != nil)
}

// unheardKnown judges a call of a function that the table knows.
func (g *goroutine) unheardKnown(call ssa.CallInstruction, k *known.Func) *unheard {
	c := call.Common()
	u := &unheard{pos: call.Pos(), callee: k.Name, instead: k.NoCtx}
	if k.Blocks == nil {
		if k.NoCtx == "" || g.b.makes(k) {
			return nil
		}
		return u
	}
	if k.Blocks.Depends || k.Blocks.Single {
		return nil
	}
	takes := k.NoCtx != ""
	for _, e := range k.Blocks.Until {
		v := operand(e.At, c)
		switch {
		case e.Kind == known.EndSignal && v != nil && ref.IsContext(v.Type()):
			l, made := g.lifeOf(v)
			if l != immortal {
				return nil
			}
			takes, u.made = true, made
		case !g.b.endIsDead(e, c):
			return nil
		case e.Kind == known.EndCtx:
			takes = true
			if maker := g.b.makerOf(v); maker != nil {
				u.made, u.instead = maker.Pos(), g.b.view.Known(g.b.view.Callee(&maker.Call)).NoCtx
			}
		}
	}
	if !takes {
		return nil
	}
	return u
}

// makes reports whether a function that takes no context makes what carries one:
// then it is for the call that uses that to block.
func (b *builder) makes(k *known.Func) bool {
	with := b.view.KnownName(k.NoCtx)
	return k.Blocks == nil && with != nil && with.Derive != nil
}

// makerOf returns the call of a known function that made what carries a context.
func (b *builder) makerOf(v ssa.Value) *ssa.Call {
	v = ref.Strip(v)
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok || b.view.Known(b.view.Callee(&call.Call)) == nil {
		return nil
	}
	return call
}

// argument returns the i-th argument of a call, the receiver not counted.
func (b *builder) argument(c *ssa.CallCommon, i int) ssa.Value {
	return operand(known.Place{Of: known.Argument, N: i}, c)
}

// watches reports whether the goroutine may notice the end of any context, or hands
// one to somebody who may.
func (g *goroutine) watches() bool {
	for _, fn := range g.funcs {
		for _, lit := range withLiterals(fn, nil) { // who runs them may be out of sight
			for instr := range flow.Instrs(lit) {
				if g.watchesAt(instr) {
					return true
				}
			}
		}
	}
	return false
}

func (g *goroutine) watchesAt(instr ssa.Instruction) bool {
	may := func(v ssa.Value) bool {
		l, _ := g.lifeOf(v)
		return l != immortal
	}
	switch i := instr.(type) {
	case *ssa.Store:
		_, local := i.Addr.(*ssa.Alloc)
		return !local && ref.IsContext(i.Val.Type()) && may(i.Val)
	case *ssa.Send:
		return ref.IsContext(i.X.Type())
	case ssa.CallInstruction:
		c := i.Common()
		if c.IsInvoke() && ref.IsContext(c.Value.Type()) {
			return (c.Method.Name() == "Done" || c.Method.Name() == "Err") && may(c.Value)
		}
		fns, all := g.b.view.Refs.Funcs(c)
		if all && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !slices.Contains(g.funcs, fn) }) && len(fns) > 0 {
			return false // judged inside
		}
		for _, a := range c.Args {
			switch {
			case ref.IsContext(a.Type()):
				if may(a) && g.mayWatch(c) {
					return true
				}
			case g.b.view.Request(a.Type()) && contextOf(a.Type()) != "":
				if k := g.b.view.Known(g.b.view.Callee(c)); (k == nil || !k.Request && k.Derive == nil) && !g.b.carriesDeadContext(a) {
					return true
				}
			}
		}
	}
	return false
}

// mayWatch reports whether a function out of sight that is given a context may be
// for its end: one that logs, asks it for a value or makes another context of it is not.
func (g *goroutine) mayWatch(c *ssa.CallCommon) bool {
	sig := c.Signature()
	obj := g.b.view.Callee(c)
	if k := g.b.view.Known(obj); k != nil && k.Never {
		return true // cut off on purpose
	}
	if returnsContext(sig) {
		return false
	}
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "log/slog" || isLog(sig) {
		return false
	}
	return sig.Results().Len() != 1 || !logs(sig.Results().At(0).Type())
}

func returnsError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && summary.IsError(sig.Results().At(n-1).Type())
}

func returnsContext(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if ref.IsContext(v.Type()) {
			return true
		}
	}
	return false
}

// isLog reports whether a function takes whatever there is and gives nothing back.
func isLog(sig *types.Signature) bool {
	return sig.Variadic() && sig.Results().Len() == 0
}

// logs reports whether values of a type are there to log to: they have a method
// that takes whatever there is and gives nothing back.
func logs(t types.Type) bool {
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		sig := set.At(i).Type().(*types.Signature)
		if !isLog(sig) {
			continue
		}
		last := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice).Elem()
		if i, ok := types.Unalias(last).Underlying().(*types.Interface); ok && i.Empty() {
			return true
		}
	}
	return false
}
