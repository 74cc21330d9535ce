package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// joins looks for whoever waits for the goroutine.
func (b *builder) joins(l *Launch) {
	if l.Joined {
		l.Join = Yes
		l.Joins = append(l.Joins, Evidence{What: "helper", Waits: l.Pos()})
		return
	}
	unknown := !l.All || len(l.Bodies) == 0
	if l.Helper != "" && l.Known == nil && l.Inner == nil && !l.Alone {
		l.Joins = b.owners(l.Owner.Join)
		if len(l.Joins) == 0 {
			l.unknown(Helper) // somebody may wait in the helper's package, or through its owner
			unknown = true
		}
	}
	notices := b.view.NoticesOf(l.Launch)
	for _, n := range notices.List {
		unknown = b.waits(l, n) || unknown
	}
	if notices.HandsOver {
		l.unknown(HandsOver)
		unknown = true
	}
	if len(notices.Callbacks) > 0 {
		l.unknown(Callback)
		unknown = true
	}
	switch {
	case len(l.Joins) > 0:
		l.Join = Yes
	case unknown || l.Known != nil && len(l.Known.Join) > 0 && l.Group == nil:
		l.Join = Unknown
	default:
		l.Join = No
	}
}

// owners returns the calls of this package of one of the methods of a helper's
// owner. Which instance is meant does not matter: merging instances only adds
// evidence.
func (b *builder) owners(methods []string) (out []Evidence) {
	for _, name := range methods {
		if call := b.view.CallOf(name); call != nil {
			out = append(out, Evidence{Kind: ref.Wait, What: "owner", Waits: call.Pos()})
		}
	}
	return out
}

// waits notes who waits for a notice of the goroutine's, and reports whether
// others may out of sight.
func (b *builder) waits(l *Launch, n summary.Notice) (unknown bool) {
	if n.Instr != l.Instr && b.early(n.Instr) {
		return false
	}
	objs := b.view.Refs.Objects(n.Of)
	if len(objs) == 0 {
		l.unknown(OutOfSight)
		return true
	}
	for _, o := range ref.Real(objs) {
		for _, op := range o.Ops() {
			if op.Kind == n.By && (op.Fn != l.Fn || op.Instr != l.Instr) {
				_, deferred := n.Instr.(*ssa.Defer)
				l.Joins = append(l.Joins, Evidence{
					Kind: op.Kind, What: describe(op), AtEnd: deferred || n.Instr == l.Instr,
					Signal: n.Instr.Pos(), Waits: b.opPos(op, o),
				})
			}
		}
		if o.Escaped() != 0 {
			l.unknown(OutOfSight)
			unknown = true
		}
	}
	return unknown
}

// opPos is the position of an operation on o: of the case, if it is a select's.
func (b *builder) opPos(op ref.Op, o *ref.Object) token.Pos {
	if sel, ok := op.Instr.(*ssa.Select); ok {
		for _, st := range sel.States {
			if slices.Contains(b.view.Refs.Objects(st.Chan), o) {
				return st.Pos
			}
		}
	}
	return op.Instr.Pos()
}

func describe(op ref.Op) string {
	switch op.Kind {
	case ref.Wait:
		return "wait"
	case ref.Receive:
		return "receive"
	case ref.Close:
		return "close"
	case ref.Send:
		return "send"
	}
	return "op"
}

// early reports whether a signal is a handshake: after it the function is sure
// to go on to something that lasts, a loop that waits for the world or a call
// or receive without bound. Whoever waits for the signal waits for the start.
func (b *builder) early(signal ssa.Instruction) bool {
	if _, deferred := signal.(*ssa.Defer); deferred {
		return false
	}
	fn, at := signal.Parent(), signal.Block()
	if b.loops(fn).Around(at) != nil {
		return false
	}
	seen := make(map[*ssa.BasicBlock]bool)
	var lasts func(blk *ssa.BasicBlock, instrs []ssa.Instruction) bool // on all ways from here
	lasts = func(blk *ssa.BasicBlock, instrs []ssa.Instruction) bool {
		loop := b.loops(fn).Around(blk)
		if loop != nil && b.loopKind(loop).waits() || slices.ContainsFunc(instrs, b.lasts) {
			return true
		}
		for _, s := range blk.Succs {
			if !seen[s] {
				seen[s] = true
				if !lasts(s, s.Instrs) {
					return false
				}
			}
		}
		_, returns := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return !returns
	}
	return lasts(at, at.Instrs[slices.Index(at.Instrs, signal)+1:])
}

// lasts reports whether an instruction waits for a context, for nothing at all,
// or makes a call that blocks without bound.
func (b *builder) lasts(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.Select:
		return i.Blocking
	case *ssa.UnOp:
		if i.Op != token.ARROW {
			return false
		}
		call, ok := ref.Strip(i.X).(*ssa.Call)
		return ok && call.Call.IsInvoke() && ref.IsContext(call.Call.Value.Type())
	case *ssa.Call:
		if k := b.view.Known(b.view.Callee(i.Common())); k != nil {
			return k.Endless || k.Blocks != nil && !k.Blocks.Depends
		}
		fns, all := b.view.Refs.Funcs(i.Common())
		return all && len(fns) == 1 && b.view.Ending(fns[0]).Ending == fact.Endless
	}
	return false
}

// stops looks for signals that end the goroutine.
func (b *builder) stops(l *Launch) {
	unknown := l.ending == nil
	if len(l.Owner.Stop) > 0 {
		l.Stops = b.owners(l.Owner.Stop)
		unknown = true
	}
	for _, body := range l.Bodies {
		for _, a := range body.Args {
			if a != nil && ref.IsContext(a.Type()) && !b.view.Refs.Ends(a).No {
				l.Stops = append(l.Stops, Evidence{What: "ctx", Waits: l.Pos()})
			}
		}
	}
	for _, fn := range l.funcs {
		in := b.stopsIn(fn)
		l.Stops = append(l.Stops, in.list...)
		for _, r := range in.reasons {
			l.unknown(r)
		}
		unknown = unknown || len(in.reasons) > 0
	}
	switch {
	case l.Finite == No && l.ending != nil && l.ending.Ending == fact.Endless:
		l.Stop, l.Stops = No, nil // whatever it receives, it does not end
	case len(l.Stops) > 0:
		l.Stop = Yes
	case unknown:
		l.Stop = Unknown
	default:
		l.Stop = No
	}
}

// stopsFound are the stops of the goroutines that run a function, and the reasons why there
// may be more.
type stopsFound struct {
	list    []Evidence
	reasons []Reason
}

// stopsIn looks through a function once, as many goroutines may run it.
func (b *builder) stopsIn(fn *ssa.Function) *stopsFound {
	found := b.stopsOf[fn]
	if found == nil {
		found = new(stopsFound)
		for instr := range flow.Instrs(fn) {
			b.stopAt(found, instr)
		}
		b.stopsOf[fn] = found
	}
	return found
}

func (f *stopsFound) unknown(r Reason) {
	if !slices.Contains(f.reasons, r) {
		f.reasons = append(f.reasons, r)
	}
}

func (b *builder) stopAt(f *stopsFound, instr ssa.Instruction) {
	receive := func(ch ssa.Value, pos token.Pos) {
		if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" {
			if !b.view.Refs.Ends(call.Call.Value).No {
				f.list = append(f.list, Evidence{What: "ctx", Waits: pos})
			}
			return
		}
		verdict := b.view.Refs.Received(ch)
		switch {
		case len(verdict.Ops) > 0:
			op := verdict.Ops[0]
			f.list = append(f.list, Evidence{Kind: op.Kind, What: describe(op), Signal: pos, Waits: op.Instr.Pos()})
		case verdict.Reason != "":
			f.unknown(OutOfSight)
		}
	}
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			receive(i.X, i.Pos())
		}
	case *ssa.Select:
		for _, st := range i.States {
			if st.Dir == types.RecvOnly {
				receive(st.Chan, st.Pos)
			}
		}
	case *ssa.Call:
		c := i.Common()
		for _, a := range c.Args {
			if ref.IsContext(a.Type()) && !b.view.Refs.Ends(a).No {
				f.list = append(f.list, Evidence{What: "ctx", Waits: i.Pos()})
			}
		}
		if obj := b.view.Callee(c); obj != nil {
			// A call that depends on what it reads from or writes to is judged where
			// that is made.
			if k := b.view.Known(obj); k != nil && k.Blocks != nil && !k.Blocks.Depends && !b.neverBounded(c) {
				f.unknown(Depends)
			}
		}
	}
}
