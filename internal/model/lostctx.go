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

// lostContext claims a goroutine that makes a blocking call without the context
// which is at hand where it is launched, and that nothing else ends.
func (b *builder) lostContext(l *Launch) *Claim {
	if direct := b.lostCall(l); direct != nil {
		return direct
	}
	if !l.All || len(l.Bodies) != 1 || l.Process != No || !b.view.Refs.Has(l.Bodies[0].Fn) || b.atTheEnd(l) || b.servesOwner(l) {
		return nil
	}
	g := b.goroutine(l)
	call := g.unheard()
	if call == nil || g.endsOtherwise(l) || g.watches() {
		return nil
	}
	c := &Claim{
		Rule: "lostctx", Kind: LostContext, Pos: l.Pos(), Launch: l, Name: bodyName(l),
		Callee: call.callee, Instead: call.instead, Context: b.contextNear(l), Where: []Place{{call.pos, CallHere}},
	}
	switch {
	case call.callee == "":
		c.Kind = DeadCase
		c.Where[0].Role = ReceiveHere
	case c.Context == "":
		return nil
	}
	if call.made.IsValid() {
		c.Where = append(c.Where, Place{call.made, ContextHere})
	}
	return c
}

// lostCall claims a go statement of such a call itself.
func (b *builder) lostCall(l *Launch) *Claim {
	g, ok := l.Instr.(*ssa.Go)
	if !ok || l.Process != No || b.atTheEnd(l) {
		return nil
	}
	call := (&goroutine{b: b}).unheardAt(g)
	near := b.contextNear(l)
	if call == nil || near == "" {
		return nil
	}
	c := &Claim{Rule: "lostctx", Kind: LostContext, Pos: l.Pos(), Launch: l, Callee: call.callee, Instead: call.instead, Context: near}
	if call.made.IsValid() {
		c.Where = []Place{{call.made, ContextHere}}
	}
	return c
}

// atTheEnd reports whether a goroutine starts when the context at hand may have
// ended already: later, in a deferred func, or after a wait for that end.
func (b *builder) atTheEnd(l *Launch) bool {
	for s := l.Launch; s != nil; s = s.Inner {
		if s.Known != nil && s.Known.Delay {
			return true
		}
	}
	for fn := l.Fn; fn != nil; fn = fn.Parent() {
		if b.onlyDeferred(fn, nil) {
			return true
		}
	}
	for instr := range flow.Instrs(l.Fn) {
		wait, ok := instr.(*ssa.UnOp)
		if !ok || wait.Op != token.ARROW || !dominates(wait, l.Instr) {
			continue
		}
		if call, ok := ref.Strip(wait.X).(*ssa.Call); ok && call.Call.IsInvoke() && summary.IsContext(call.Call.Value.Type()) {
			return true
		}
	}
	return false
}

// onlyDeferred reports whether all calls of fn in some functions, all if there are
// none, are deferred.
func (b *builder) onlyDeferred(fn *ssa.Function, in []*ssa.Function) bool {
	deferred := false
	for _, u := range b.callers[fn] {
		if in != nil && !slices.Contains(in, u.instr.Parent()) {
			continue
		}
		if _, ok := u.instr.(*ssa.Defer); ok {
			deferred = true
		} else if !u.value {
			return false
		}
	}
	return deferred
}

// servesOwner reports whether the launching function makes and returns a value that
// the goroutine works for: then the context it takes is for the making only.
func (b *builder) servesOwner(l *Launch) bool {
	fn := outermost(l.Fn)
	body := l.Bodies[0]
	var uses []types.Type
	for _, a := range body.Args {
		if a != nil {
			uses = append(uses, a.Type())
		}
	}
	for _, fv := range body.Fn.FreeVars {
		if p, ok := fv.Type().(*types.Pointer); ok {
			uses = append(uses, p.Elem(), fv.Type())
		}
	}
	for _, blk := range fn.Blocks {
		ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for _, r := range ret.Results {
			t := concrete(r)
			if _, isChan := types.Unalias(t).Underlying().(*types.Chan); isChan || typeName(t) == "error" || summary.IsContext(t) {
				continue
			}
			if slices.ContainsFunc(uses, func(u types.Type) bool { return types.Identical(u, t) && named(t) }) {
				return true
			}
		}
	}
	return false
}

func named(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := types.Unalias(t).(*types.Named)
	return ok
}

// concrete is the type of a value before it was put into an interface.
func concrete(v ssa.Value) types.Type {
	v = ref.Strip(v)
	if box, ok := v.(*ssa.MakeInterface); ok {
		v = box.X
	}
	return v.Type()
}

// contextNear names a context, which may end, at hand where a goroutine starts: a
// parameter, one that a request carries, or a field of the receiver; "" if there
// is none.
func (b *builder) contextNear(l *Launch) string {
	for fn := l.Fn; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			if p.Name() == "_" || p.Name() == "" {
				continue
			}
			if summary.IsContext(p.Type()) {
				if !b.view.Refs.Ends(p).No {
					return p.Name()
				}
			} else if b.view.Request(p.Type()) {
				if path := contextOf(p.Type()); path != "" {
					return p.Name() + path
				}
			}
		}
		if recv := fn.Signature.Recv(); recv != nil && len(fn.Params) > 0 {
			if field := b.contextField(fn.Params[0].Type()); field != nil {
				return fn.Params[0].Name() + "." + field.Name()
			}
		}
	}
	return ""
}

// contextOf is how to get at the context that a request carries; "" if it has none.
func contextOf(t types.Type) string {
	member := func(t types.Type, name string) types.Type {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		switch obj := obj.(type) {
		case *types.Var:
			return obj.Type()
		case *types.Func:
			if sig := obj.Signature(); sig.Params().Len() == 0 && sig.Results().Len() == 1 {
				return sig.Results().At(0).Type()
			}
		}
		return nil
	}
	if m := member(t, "Context"); m != nil && summary.IsContext(m) {
		return ".Context()"
	}
	if r := member(t, "Request"); r != nil {
		if m := member(r, "Context"); m != nil && summary.IsContext(m) {
			if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Request"); obj != nil {
				if _, method := obj.(*types.Func); method {
					return ".Request().Context()"
				}
			}
			return ".Request.Context()"
		}
	}
	return ""
}

// contextField returns the field of a struct that holds a context which may end,
// and that somebody in the package reads; nil if there is none.
func (b *builder) contextField(t types.Type) *types.Var {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i := range st.NumFields() {
		if f := st.Field(i).Origin(); summary.IsContext(f.Type()) && b.fieldEnds(f) {
			return f
		}
	}
	return nil
}

// fieldEnds reports whether the context that is read from a field may end.
func (b *builder) fieldEnds(field *types.Var) bool {
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			load, ok := instr.(*ssa.UnOp)
			if !ok || load.Op != token.MUL {
				continue
			}
			if at, ok := load.X.(*ssa.FieldAddr); ok && ref.Field(at) == field {
				return !b.view.Refs.Ends(load).No
			}
		}
	}
	return false
}

// A goroutine is what a launch runs, as seen from the launch: the parameters of its
// functions are what this goroutine passes for them.
type goroutine struct {
	b     *builder
	body  summary.Body
	funcs []*ssa.Function // that it runs
	calls []*ssa.Function // those of them that are not for the end only
}

func (b *builder) goroutine(l *Launch) *goroutine {
	g := &goroutine{b: b, body: l.Bodies[0], funcs: b.view.Sync(l.Bodies[0].Fn)}
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
		if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() && summary.IsContext(call.Call.Value.Type()) {
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
	never life = iota // it is never done, and nobody took care that it is not
	cut               // it is never done, on purpose: it was made from another
	ends              // it may be done
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
			if from := operand(known.Place{Of: known.Argument, N: k.Derive.From}, &x.Call); from != nil && summary.IsContext(from.Type()) {
				return g.trace(from, seen)
			}
		}
	}
	if !g.b.view.Refs.Ends(v).No {
		return ends, token.NoPos
	}
	pos := token.NoPos
	for _, o := range g.b.view.Refs.Objects(v) {
		call, ok := o.Site.(*ssa.Call)
		if !ok || call.Call.Signature().Params().Len() > 0 {
			return cut, token.NoPos
		}
		pos = call.Pos()
	}
	return never, pos
}

// passed returns how long the contexts live that the goroutine passes for a
// parameter of one of its functions. Where it cannot see that, they may end.
func (g *goroutine) passed(p *ssa.Parameter, seen map[*ssa.Parameter]bool) (life, token.Pos) {
	if seen[p] {
		return never, token.NoPos // a recursion adds nothing
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
		return ends, token.NoPos
	}
	out, pos := never, token.NoPos
	for _, arg := range args {
		if arg == nil {
			return ends, token.NoPos
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
			}
			if u != nil {
				return u
			}
		}
	}
	return nil
}

// unheardDone judges a receive from the Done of a context.
func (g *goroutine) unheardDone(ch ssa.Value, pos token.Pos) *unheard {
	call, ok := ref.Strip(ch).(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || !summary.IsContext(call.Call.Value.Type()) {
		return nil
	}
	if l, made := g.lifeOf(call.Call.Value); l == never {
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
	if obj == nil || sig.Params().Len() == 0 || !summary.IsContext(sig.Params().At(0).Type()) || !returnsError(sig) || returnsContext(sig) || isLog(sig) {
		return nil
	}
	if l, made := g.lifeOf(g.b.argument(c, 0)); l == never {
		return &unheard{pos: call.Pos(), callee: obj.FullName(), made: made}
	}
	return nil
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
		case e.Kind == known.EndSignal && v != nil && summary.IsContext(v.Type()):
			l, made := g.lifeOf(v)
			if l != never {
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
		return l != never
	}
	switch i := instr.(type) {
	case *ssa.Store:
		_, local := i.Addr.(*ssa.Alloc)
		return !local && summary.IsContext(i.Val.Type()) && may(i.Val)
	case *ssa.Send:
		return summary.IsContext(i.X.Type())
	case ssa.CallInstruction:
		c := i.Common()
		if c.IsInvoke() && summary.IsContext(c.Value.Type()) {
			return (c.Method.Name() == "Done" || c.Method.Name() == "Err") && may(c.Value)
		}
		fns, all := g.b.view.Refs.Funcs(c)
		if all && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !slices.Contains(g.funcs, fn) }) && len(fns) > 0 {
			return false // judged inside
		}
		for _, a := range c.Args {
			switch {
			case summary.IsContext(a.Type()):
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
	return n > 0 && types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
}

func returnsContext(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if summary.IsContext(v.Type()) {
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
