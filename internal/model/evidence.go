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
		l.Joins = append(l.Joins, Evidence{What: l.Helper, Waits: l.Pos()})
		return
	}
	unknown := !l.All || len(l.Bodies) == 0
	if l.Helper != "" && l.Known == nil && l.Inner == nil {
		l.unknown(Helper) // whether another package's helper lets anybody wait, no fact tells
		unknown = true
	}
	if l.Group != nil {
		unknown = b.waits(l, l.Group, l.Instr, ref.Wait) || unknown
	}
	for _, fn := range l.funcs {
		if unlocks(fn) {
			l.unknown(HandsOver)
			unknown = true
		}
		for instr := range flow.Instrs(fn) {
			unknown = b.joinAt(l, instr) || unknown
		}
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

// unlocks reports whether a function gives up a lock or token that it did not
// take, or signals a condition: somebody may wait for that.
func unlocks(fn *ssa.Function) bool {
	taken := make(map[string]bool)
	given := false
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		name := ""
		if c := call.Common(); c.IsInvoke() {
			name = c.Method.Name()
		} else if callee := c.StaticCallee(); callee != nil {
			name = callee.Name()
		}
		switch name {
		case "Lock", "TryLock":
			taken["Unlock"] = true
		case "RLock", "TryRLock":
			taken["RUnlock"] = true
		case "Acquire", "TryAcquire":
			taken["Release"] = true
		case "Signal", "Broadcast":
			given = true
		case "Unlock", "RUnlock", "Release":
			given = given || !taken[name]
		}
	}
	return given
}

// joinAt notes an instruction of the body that somebody may wait for, and
// reports whether it makes the answer uncertain.
func (b *builder) joinAt(l *Launch, instr ssa.Instruction) (unknown bool) {
	switch i := instr.(type) {
	case *ssa.Send:
		return b.waits(l, i.Chan, i, ref.Receive)
	case *ssa.Select:
		for _, st := range i.States {
			if st.Dir == types.SendOnly {
				unknown = b.waits(l, st.Chan, i, ref.Receive) || unknown
			}
		}
	case ssa.CallInstruction:
		if _, launch := i.(*ssa.Go); launch {
			return false
		}
		c := i.Common()
		if built, ok := c.Value.(*ssa.Builtin); ok {
			if built.Name() == "close" {
				return b.waits(l, c.Args[0], i, ref.Receive)
			}
			return false
		}
		callee := c.StaticCallee()
		if callee == nil {
			if c.IsInvoke() && (summary.IsContext(c.Value.Type()) || b.view.Known(c.Method) != nil) {
				return false // nothing that anybody waits for
			}
			if _, all := b.view.Refs.Funcs(c); !all && !b.foreign(c) {
				l.unknown(Callback)
				return true
			}
			return false
		}
		target := ref.Target(callee)
		if b.view.Refs.Has(target) {
			return false
		}
		for j, a := range c.Args {
			if b.view.GroupType(a.Type()) && target.Name() == "Done" && j == 0 {
				return b.waits(l, a, i, ref.Wait)
			}
			if _, isChan := types.Unalias(a.Type()).Underlying().(*types.Chan); isChan {
				unknown = b.waits(l, a, i, ref.Receive) || unknown
			}
		}
	}
	return unknown
}

// foreign reports whether a method is called of a value, or a func, that
// another package made: what it does, it does not do to this package's channels.
func (b *builder) foreign(c *ssa.CallCommon) bool {
	objs := b.view.Refs.Objects(c.Value)
	if len(objs) == 0 {
		return c.IsInvoke() && c.Method.Pkg() == nil // error.Error
	}
	for _, o := range objs {
		if o.Kind != ref.External || o.Why != ref.FromResult && o.Why != ref.FromField {
			return false
		}
	}
	return true
}

// waits notes the operations of the given kind on what v refers to, and reports
// whether there may be others out of sight.
func (b *builder) waits(l *Launch, v ssa.Value, signal ssa.Instruction, kind ref.OpKind) (unknown bool) {
	if signal != l.Instr && b.early(signal) {
		return false
	}
	objs := b.view.Refs.Objects(v)
	if len(objs) == 0 {
		l.unknown(OutOfSight)
		return true
	}
	for _, o := range ref.Real(objs) {
		for _, op := range o.Ops() {
			if op.Kind == kind && (op.Fn != l.Fn || op.Instr != l.Instr) {
				_, deferred := signal.(*ssa.Defer)
				l.Joins = append(l.Joins, Evidence{
					Kind: op.Kind, What: describe(op), AtEnd: deferred || signal == l.Instr,
					Signal: signal.Pos(), Waits: b.opPos(op, o),
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
		return ok && call.Call.IsInvoke() && summary.IsContext(call.Call.Value.Type())
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
	for _, body := range l.Bodies {
		for _, a := range body.Args {
			if a != nil && summary.IsContext(a.Type()) && !b.view.Refs.Ends(a).No {
				l.Stops = append(l.Stops, Evidence{What: "ctx", Waits: l.Pos()})
			}
		}
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			unknown = b.stopAt(l, instr) || unknown
		}
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

func (b *builder) stopAt(l *Launch, instr ssa.Instruction) (unknown bool) {
	receive := func(ch ssa.Value, pos token.Pos) {
		if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" {
			if !b.view.Refs.Ends(call.Call.Value).No {
				l.Stops = append(l.Stops, Evidence{What: "ctx", Waits: pos})
			}
			return
		}
		verdict := b.view.Refs.Received(ch)
		switch {
		case len(verdict.Ops) > 0:
			op := verdict.Ops[0]
			l.Stops = append(l.Stops, Evidence{Kind: op.Kind, What: describe(op), Signal: pos, Waits: op.Instr.Pos()})
		case verdict.Reason != "":
			unknown = true
			l.unknown(OutOfSight)
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
			if summary.IsContext(a.Type()) && !b.view.Refs.Ends(a).No {
				l.Stops = append(l.Stops, Evidence{What: "ctx", Waits: i.Pos()})
			}
		}
		if obj := b.view.Callee(c); obj != nil {
			// A call that depends on what it reads from or writes to is judged where
			// that is made.
			if k := b.view.Known(obj); k != nil && k.Blocks != nil && !k.Blocks.Depends && !b.neverBounded(c) {
				l.unknown(Depends)
				return true
			}
		}
	}
	return unknown
}
