package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// launch gathers the evidence about one launch.
func (b *builder) launch(s *summary.Launch) *Launch {
	l := &Launch{Launch: s, fset: b.view.Fset()}
	l.Mult = b.multiplicity(s)
	l.Process = b.processLifetime(l)
	l.funcs = b.bodyFuncs(s)
	l.ending = b.ending(l)
	l.Finite = b.finiteness(l)
	b.joins(l)
	b.stops(l)
	return l
}

// ending returns how the goroutine ends if all its bodies agree, else nil.
func (b *builder) ending(l *Launch) *summary.Ending {
	if !l.All || len(l.Bodies) == 0 {
		l.unknown(NoBody)
		return nil
	}
	if b.view.RunsParam(l.Launch) {
		l.unknown(CallersBody)
	}
	var out *summary.Ending
	for _, body := range l.Bodies {
		e := b.view.BodyEnding(l.Launch, body)
		if out != nil && e.Ending != out.Ending {
			return &summary.Ending{}
		}
		out = e
	}
	return out
}

// multiplicity looks at the loop that the launch stands in.
func (b *builder) multiplicity(s *summary.Launch) Multiplicity {
	if loop := b.loops(s.Fn).Around(s.Instr.Block()); loop != nil {
		switch b.loopKind(loop) {
		case boundedLoop:
			return Fixed
		case itemLoop:
			return PerItem
		default:
			return Repeated
		}
	}
	if b.serves(s.Fn) {
		return PerRequest
	}
	return Once
}

func (b *builder) loops(fn *ssa.Function) *flow.Loops {
	l := b.loopsOf[fn]
	if l == nil {
		l = flow.LoopsOf(fn)
		b.loopsOf[fn] = l
	}
	return l
}

// serves reports whether a function, or one that encloses it, is called once
// per request, going by its parameters.
func (b *builder) serves(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if b.takesRequest(fn) {
			return true
		}
	}
	return false
}

func (b *builder) takesRequest(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return b.view.Request(p.Type()) })
}

type loopKind uint8

const (
	endlessLoop loopKind = iota // no condition, or one that waits for the world
	boundedLoop                 // counts to a constant
	itemLoop                    // over the items of a collection, or counts to a variable
)

// loopKind classifies a loop by the condition at its head.
func (b *builder) loopKind(loop []*ssa.BasicBlock) loopKind {
	kind := endlessLoop
	for branch := range flow.Exits(loop) {
		switch c := branch.Cond.(type) {
		case *ssa.Extract:
			switch c.Tuple.(type) {
			case *ssa.Next:
				return itemLoop
			}
		case *ssa.BinOp:
			if walksList(c, loop) {
				return itemLoop
			}
			if !flow.Counts(c, loop) {
				continue
			}
			if _, ok := c.Y.(*ssa.Const); ok {
				return boundedLoop
			}
			kind = itemLoop
		}
	}
	return kind
}

// walksList reports whether a comparison tests for the end of a linked list that
// the loop walks: for c := first; c != nil; c = c.Next.
func walksList(c *ssa.BinOp, loop []*ssa.BasicBlock) bool {
	phi, ok := c.X.(*ssa.Phi)
	if !ok || c.Op != token.NEQ && c.Op != token.EQL || !slices.Contains(loop, phi.Block()) {
		return false
	}
	end, ok := c.Y.(*ssa.Const)
	if !ok || !end.IsNil() {
		return false
	}
	for _, e := range phi.Edges {
		if load, ok := e.(*ssa.UnOp); ok && load.Op == token.MUL {
			if at, ok := load.X.(*ssa.FieldAddr); ok && at.X == phi {
				return true
			}
		}
	}
	return false
}

// finiteness says whether the body ends by itself whatever happens.
func (b *builder) finiteness(l *Launch) Answer {
	if l.ending == nil {
		return Unknown
	}
	if l.ending.Ending == fact.Endless {
		return No
	}
	for _, body := range l.Bodies {
		if a := b.ends(body.Fn); a != Yes {
			return a
		}
	}
	return Yes
}

// ends reports whether a function is sure to return soon: no loops but over
// collections, and no operation that can block without bound.
func (b *builder) ends(fn *ssa.Function) Answer {
	if a, ok := b.finite[fn]; ok {
		return a
	}
	b.finite[fn] = Unknown // recursion
	a := b.endsUncached(fn)
	b.finite[fn] = a
	return a
}

func (b *builder) endsUncached(fn *ssa.Function) Answer {
	if !b.view.Refs.Has(fn) {
		return b.outsideEnds(fn)
	}
	if b.view.Ending(fn).Ending == fact.Endless {
		return No
	}
	loops := b.loops(fn)
	for _, blk := range fn.Blocks {
		if loop := loops.Around(blk); loop != nil && b.loopKind(loop) == endlessLoop {
			return Unknown
		}
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Send:
				return Unknown
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return Unknown
				}
			case *ssa.Select:
				if i.Blocking {
					return Unknown
				}
			case *ssa.Call, *ssa.Defer:
				if a := b.callEnds(i.(ssa.CallInstruction)); a != Yes {
					return a
				}
			}
		}
	}
	return Yes
}

func (b *builder) callEnds(call ssa.CallInstruction) Answer {
	c := call.Common()
	if c.IsInvoke() {
		if k := b.view.Known(c.Method); k != nil {
			return knownEnds(k)
		}
	}
	fns, all := b.view.Refs.Funcs(c)
	if !all {
		return Unknown
	}
	for _, fn := range fns {
		if a := b.ends(fn); a != Yes {
			return a
		}
	}
	return Yes
}

func (b *builder) outsideEnds(fn *ssa.Function) Answer {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return Unknown
	}
	obj = obj.Origin()
	if k := b.view.Known(obj); k != nil {
		return knownEnds(k)
	}
	if obj.Pkg() == nil || known.Standard(obj.Pkg().Path()) {
		return Yes
	}
	out := b.view.Outside(obj)
	if out.Func != nil && out.Func.Ending == fact.Endless {
		return No
	}
	return Unknown
}

func knownEnds(k *known.Func) Answer {
	switch {
	case k.Endless:
		return No
	case k.Blocks != nil, len(k.Runs) > 0, len(k.Joins) > 0:
		return Unknown
	}
	return Yes
}

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

// bodyFuncs returns the functions of the package that run in the goroutine.
func (b *builder) bodyFuncs(l *summary.Launch) []*ssa.Function {
	seen := make(map[*ssa.Function]bool)
	var out []*ssa.Function
	for s := l; s != nil; s = s.Inner { // the helper's own goroutine, too
		for _, body := range s.Bodies {
			for _, fn := range b.view.Sync(body.Fn) {
				if !seen[fn] {
					seen[fn] = true
					out = append(out, fn)
				}
			}
		}
	}
	return out
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
