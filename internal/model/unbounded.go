package model

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// unbounded returns the first call of the body that may block without bound
// and that nothing in this program ends: no deadline, no context, nobody who
// closes what it waits on. Only the other side can.
func (b *builder) unbounded(l *Launch) *ssa.Call {
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(*ssa.Call); ok && b.neverBounded(call.Common()) {
				return call
			}
		}
	}
	return nil
}

// neverBounded reports whether a call may block, and it is proven that nothing
// here ends it.
func (b *builder) neverBounded(c *ssa.CallCommon) bool {
	k := b.view.Known(b.view.Callee(c))
	if k == nil || k.Blocks == nil || k.Blocks.Depends || k.Blocks.Single || !onNetwork(b.view.Callee(c)) || b.setsDefaultClient() {
		return false
	}
	return b.dead(k.Blocks.Until, c)
}

// onNetwork reports whether the other side of a call is out of this program:
// child processes, terminals and pipes are not what this is about.
func onNetwork(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "net", "net/http", "crypto/tls", "net/rpc", "net/smtp":
		return true
	}
	return false
}

// setsDefaultClient reports whether the package touches http.DefaultClient or
// its transport other than to call it, and so may bound its calls.
func (b *builder) setsDefaultClient() bool {
	if b.defaultClient == Unknown {
		b.defaultClient = No
		for _, fn := range b.view.Funcs {
			for instr := range flow.Instrs(fn) {
				if setsDefault(instr) {
					b.defaultClient = Yes
				}
			}
		}
	}
	return b.defaultClient == Yes
}

func setsDefault(instr ssa.Instruction) bool {
	isDefault := func(v ssa.Value) bool {
		g, ok := v.(*ssa.Global)
		return ok && g.Pkg != nil && g.Pkg.Pkg.Path() == "net/http" && strings.HasPrefix(g.Name(), "Default")
	}
	switch i := instr.(type) {
	case *ssa.Store:
		return isDefault(i.Addr)
	case *ssa.FieldAddr:
		load, ok := i.X.(*ssa.UnOp)
		return ok && isDefault(load.X)
	}
	return false
}

func (b *builder) dead(ends []known.End, c *ssa.CallCommon) bool {
	for _, e := range ends {
		if !b.endIsDead(e, c) {
			return false
		}
	}
	return len(ends) > 0
}

// endIsDead reports whether an end of a blocking call is proven not to come
// from this program.
func (b *builder) endIsDead(e known.End, c *ssa.CallCommon) bool {
	switch e.Kind {
	case known.EndNever, known.EndPeer:
		return true
	case known.EndGroup:
		return false
	}
	v := operand(e.At, c)
	if v == nil {
		return false
	}
	switch e.Kind {
	case known.EndSignal:
		if ref.IsContext(v.Type()) {
			return b.view.Refs.Ends(v).No
		}
		if _, ok := types.Unalias(v.Type()).Underlying().(*types.Chan); ok {
			return b.view.Refs.Received(v).No
		}
		return false
	case known.EndCtx:
		return b.carriesDeadContext(v)
	case known.EndCall:
		field, _, _ := strings.Cut(e.Name, ".") // who does not touch it does not call its method
		return b.neverDone(v, field)
	}
	return false
}

// operand returns the receiver or argument of a call; nil if it is not at hand.
func operand(p known.Place, c *ssa.CallCommon) ssa.Value {
	if c.IsInvoke() {
		if p.Of == known.Receiver {
			return c.Value
		}
		return at(c.Args, p.N, p.Of)
	}
	skip := 0
	if callee := c.StaticCallee(); callee != nil && callee.Signature.Recv() != nil {
		skip = 1
	}
	if p.Of == known.Receiver {
		if skip == 0 || len(c.Args) == 0 {
			return nil
		}
		return c.Args[0]
	}
	return at(c.Args, p.N+skip, p.Of)
}

func at(args []ssa.Value, i int, of known.Part) ssa.Value {
	if of != known.Argument || i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}

// carriesDeadContext reports whether a request or command was made in this
// function with a context that never ends.
func (b *builder) carriesDeadContext(v ssa.Value) bool {
	v = ref.Strip(v)
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	k := b.view.Known(b.view.Callee(call.Common()))
	switch {
	case k == nil:
		return false
	case k.Never, k.NoCtx != "":
		return true
	case k.Derive != nil && !k.Derive.Timeout && !k.Derive.Cancel:
		if k.Derive.From == known.Recv {
			return false
		}
		ctx := operand(known.Place{Of: known.Argument, N: k.Derive.From}, call.Common())
		return ctx != nil && ref.IsContext(ctx.Type()) && b.view.Refs.Ends(ctx).No
	}
	return false
}

// neverDone reports whether a value is made in this package, never leaves the
// function that makes it and the literals in it, and nobody there calls its
// method, or sets its field, of the given name.
func (b *builder) neverDone(v ssa.Value, name string) bool {
	t := &tracker{view: b.view, name: name, seen: make(map[ssa.Value]bool)}
	origin := ref.Strip(v)
	switch o := origin.(type) {
	case *ssa.Alloc:
	case *ssa.Call:
		if !b.opens(o) {
			return false
		}
	case *ssa.Extract:
		if call, ok := o.Tuple.(*ssa.Call); !ok || !b.opens(call) {
			return false
		}
	case *ssa.UnOp:
		g, ok := o.X.(*ssa.Global)
		return ok && o.Op == token.MUL && g.Pkg != b.view.Pkg && g.Name() == "DefaultClient"
	default:
		return false
	}
	return t.confined(origin)
}

// opens reports whether a call makes a command, or one of package net a connection
// or listener, and so with no deadline set.
func (b *builder) opens(call *ssa.Call) bool {
	obj := b.view.Callee(call.Common())
	if k := b.view.Known(obj); k != nil && k.NoCtx != "" && b.makes(k) {
		return true
	}
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "net" &&
		(strings.HasPrefix(obj.Name(), "Dial") || strings.HasPrefix(obj.Name(), "Listen"))
}

// tracker follows all uses of a value.
type tracker struct {
	view *summary.View
	name string
	seen map[ssa.Value]bool
}

// confined reports whether all uses of v are seen, and none is a call of the
// method or an assignment of the field that the tracker looks for.
func (t *tracker) confined(v ssa.Value) bool {
	if t.seen[v] {
		return true
	}
	t.seen[v] = true
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if !t.harmless(v, r) {
			return false
		}
	}
	return true
}

func (t *tracker) harmless(v ssa.Value, instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.DebugRef:
		return true
	case *ssa.Store:
		if i.Val != v {
			return true // an assignment to it
		}
		alloc, ok := i.Addr.(*ssa.Alloc)
		return ok && t.confined(alloc)
	case *ssa.MakeClosure:
		fn := i.Fn.(*ssa.Function)
		for j, bound := range i.Bindings {
			if bound != v {
				continue
			}
			if ref.Target(fn) != fn { // a bound method
				return ref.Target(fn).Name() != t.name && fn.Object().Name() != t.name
			}
			if !t.confined(fn.FreeVars[j]) {
				return false
			}
		}
		return true
	case *ssa.FieldAddr:
		name := ref.Field(i).Name()
		return name != t.name && name != "Transport"
	case *ssa.BinOp, *ssa.If:
		return true
	case *ssa.UnOp, *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Extract:
		return t.confined(i.(ssa.Value))
	case ssa.CallInstruction:
		return t.callHarmless(v, i.Common())
	}
	return false
}

// callHarmless reports whether a call leaves the value alone: a call of another
// of its methods, or of a function that reads or writes through it.
func (t *tracker) callHarmless(v ssa.Value, c *ssa.CallCommon) bool {
	obj := t.view.Callee(c)
	if obj == nil {
		return false
	}
	if c.IsInvoke() && c.Value == v || !c.IsInvoke() && obj.Signature().Recv() != nil && len(c.Args) > 0 && c.Args[0] == v {
		for i, a := range c.Args {
			if a == v && (c.IsInvoke() || i > 0) {
				return false
			}
		}
		return obj.Name() != t.name && obj.Name() != "Close" && obj.Pkg() != t.view.Pkg.Pkg
	}
	if k := t.view.Known(obj); k != nil && k.Blocks != nil {
		return true
	}
	switch obj.Pkg().Path() {
	case "fmt", "io", "bufio", "encoding/json", "log":
		return true
	}
	return false
}
