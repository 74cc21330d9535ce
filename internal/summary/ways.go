package summary

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// Bounds of what a fact tells of a function's ways.
const (
	maxWays = 6   // of a function
	maxActs = 4   // of a way
	maxSeen = 500 // blocks looked at
)

// ways returns all ways in which a call of fn may go, as far as the channels and groups among its parameters
// can tell; nil if there is nothing to tell, or it cannot be told in so few words: fn operates on one of them
// in a loop, in a select, in a goroutine or on a condition that it was given.
func (v *View) ways(fn *ssa.Function) []fact.Way {
	for i, p := range fn.Params {
		if isShared(p.Type()) && v.Refs.ParamObject(fn, i) == nil {
			return nil // it cannot be followed
		}
	}
	return v.wayfinder(fn).ways
}

// A wayfinder walks the ways through a function.
type wayfinder struct {
	view  *View
	fn    *ssa.Function
	loops *flow.Loops
	does  map[ssa.Instruction][]fact.Way // what each instruction that matters may do, outside of loops
	round map[*ssa.BasicBlock]fact.Act   // what the loops that matter do, by their blocks
	ways  []fact.Way
	calls map[*ssa.Function]bool // the functions of the package that take part
	seen  int
	lost  bool // there are ways that it cannot tell
}

func (v *View) wayfinder(fn *ssa.Function) *wayfinder {
	w, ok := v.wayfinders[fn]
	if ok {
		return w
	}
	w = &wayfinder{view: v, fn: fn, does: make(map[ssa.Instruction][]fact.Way), round: make(map[*ssa.BasicBlock]fact.Act), calls: make(map[*ssa.Function]bool)}
	if v.wayfinders == nil {
		v.wayfinders = make(map[*ssa.Function]*wayfinder)
	}
	v.wayfinders[fn] = w // of a recursion no way is known
	if !slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return isShared(p.Type()) }) {
		return w
	}
	if e := v.Ending(fn); e.Ending == fact.Exits || e.Ending == fact.Endless || e.Exits != fact.NoExit {
		return w
	}
	if !w.collect() || len(w.does) == 0 && len(w.round) == 0 {
		return w
	}
	if ways := w.from(fn.Blocks[0], 0, path{}); !w.lost && w.tellable(ways) {
		w.ways = ways
	}
	return w
}

// tellable reports whether callers can tell by nothing but the error which of some ways it was, and how often it sent.
func (w *wayfinder) tellable(ways []fact.Way) bool {
	often := slices.ContainsFunc(ways, func(w fact.Way) bool {
		return slices.ContainsFunc(w.Acts, func(a fact.Act) bool { return a.Many && a.Effect == fact.Sends })
	})
	if len(ways) == 1 && !often {
		return true
	}
	if w.fn.Signature.Results().Len() > 0 && !onlyError(w.fn.Signature) || slices.ContainsFunc(w.view.Sync(w.fn), writes) {
		return false
	}
	return len(ways) == 1 || w.fn.Signature.Results().Len() == 0 ||
		!slices.ContainsFunc(ways, func(w fact.Way) bool { return w.Error == fact.AnyError })
}

// writes reports whether a function writes anything but its own variables.
func writes(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Store:
			if !isOwn(i.Addr) {
				return true
			}
		case *ssa.MapUpdate:
			if _, made := i.Map.(*ssa.MakeMap); !made {
				return true
			}
		case ssa.CallInstruction:
			callee := i.Common().StaticCallee()
			if callee != nil && callee.Object() != nil && callee.Object().Pkg() != nil && callee.Object().Pkg().Path() == "sync/atomic" {
				return true
			}
		}
	}
	return false
}

// isOwn reports whether an address is in a variable of the function, or of one around it.
func isOwn(addr ssa.Value) bool {
	for {
		switch at := addr.(type) {
		case *ssa.FieldAddr:
			addr = at.X
		case *ssa.IndexAddr:
			addr = at.X
		case *ssa.Slice:
			addr = at.X
		case *ssa.Alloc, *ssa.MakeSlice, *ssa.FreeVar:
			return true
		default:
			return false
		}
	}
}

// collect finds what is done to the channels and groups; false if that is not all there, and plain to see.
func (w *wayfinder) collect() bool {
	literals := w.deferred()
	for literal := range literals {
		if flow.Recovers(literal) {
			return false // it may return from anywhere
		}
	}
	w.loops = flow.LoopsOf(w.fn)
	once := func(instr ssa.Instruction) bool { return w.loops.Around(instr.Block()) == nil }
	for instr := range flow.Instrs(w.fn) {
		if call, ok := instr.(ssa.CallInstruction); ok && w.hands(call) && !(once(instr) && w.inlines(call)) {
			return false
		}
	}
	for instr := range flow.Instrs(w.fn) {
		if act, ok := w.act(instr); ok && once(instr) {
			w.does[instr] = []fact.Way{{Acts: []fact.Act{{Touch: act}}}}
		} else if ok && !w.loop(instr) {
			return false
		}
	}
	for _, literal := range w.fn.AnonFuncs {
		if len(literal.AnonFuncs) > 0 {
			return false
		}
		d := literals[literal]
		for instr := range flow.Instrs(literal) {
			if call, ok := instr.(ssa.CallInstruction); ok && w.hands(call) {
				return false
			}
			if act, ok := w.act(instr); ok && d != nil && once(d) && len(literal.Blocks) == 1 {
				w.does[instr] = []fact.Way{{Acts: []fact.Act{{Touch: act}}}}
			}
		}
	}
	return w.complete()
}

// act returns what an instruction does to a parameter.
func (w *wayfinder) act(instr ssa.Instruction) (act fact.Touch, ok bool) {
	act.Param = w.param(operand(instr))
	switch instr := instr.(type) {
	case *ssa.Send:
		act.Effect = fact.Sends
	case *ssa.UnOp:
		act.Effect = fact.Receives
	case ssa.CallInstruction:
		act.Effect = fact.Done
		if _, built := instr.Common().Value.(*ssa.Builtin); built {
			act.Effect = fact.Closes
		}
	}
	return act, act.Param >= 0
}

// loop finds what the loop around an instruction does: it sends as long as what it calls gives it something, or it
// receives until a close, and does the same each time.
func (w *wayfinder) loop(of ssa.Instruction) bool {
	loop := w.loops.Around(of.Block())
	if _, known := w.round[of.Block()]; known {
		return true
	}
	var acts []fact.Touch
	var at []ssa.Instruction
	for _, b := range loop {
		for _, instr := range b.Instrs {
			if act, ok := w.act(instr); ok {
				acts, at = append(acts, act), append(at, instr)
			}
			if _, deferred := instr.(*ssa.Defer); deferred {
				return false
			}
		}
	}
	round := fact.Act{Many: true}
	switch receive := slices.IndexFunc(acts, func(a fact.Touch) bool { return a.Effect == fact.Receives }); {
	case receive >= 0:
		round.Touch = acts[receive]
		each, ok := w.each(loop, at[receive], at)
		if !ok {
			return false
		}
		round.Each = each
	case len(acts) == 1 && acts[0].Effect == fact.Sends && w.gives(loop, at[0]):
		round.Touch = acts[0]
	default:
		return false
	}
	for _, b := range loop {
		w.round[b] = round
	}
	return true
}

// each returns what a loop does after each receive, in its order; false if not in any case, or if it ends before the close.
func (w *wayfinder) each(loop []*ssa.BasicBlock, receive ssa.Instruction, acts []ssa.Instruction) (out []fact.Touch, ok bool) {
	head := receive.Block()
	for branch := range flow.Exits(loop) {
		ok, is := branch.Cond.(*ssa.Extract)
		if !is || ok.Tuple != receive.(ssa.Value) || ok.Index != 1 || branch.Block() != head || !slices.Contains(loop, head.Succs[0]) {
			return nil, false
		}
	}
	slices.SortFunc(acts, func(a, b ssa.Instruction) int {
		switch {
		case a.Block() == b.Block():
			return slices.Index(a.Block().Instrs, a) - slices.Index(a.Block().Instrs, b)
		case a.Block().Dominates(b.Block()):
			return -1
		}
		return 1
	})
	for _, instr := range acts {
		if instr == receive {
			continue
		}
		if instr.Block() == head || w.around(loop, head, instr.Block()) {
			return nil, false
		}
		act, _ := w.act(instr)
		out = append(out, act)
	}
	return out, len(out) <= maxActs
}

// around reports whether a loop can go round, from its head, without a block: then what that does is not done each time; or
// whether it can get there twice.
func (w *wayfinder) around(loop []*ssa.BasicBlock, head, without *ssa.BasicBlock) bool {
	return back(loop, head, head, without) || back(loop, without, without, head)
}

// back reports whether a way leads within a loop from a block to another, or back to it, and not through a third.
func back(loop []*ssa.BasicBlock, from, to, past *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[0]
		todo = todo[1:]
		for _, succ := range b.Succs {
			if succ == to {
				return true
			}
			if succ != past && !seen[succ] && slices.Contains(loop, succ) {
				seen[succ] = true
				todo = append(todo, succ)
			}
		}
	}
	return false
}

// gives reports whether only what calls return decides how often a loop sends, which may be never.
func (w *wayfinder) gives(loop []*ssa.BasicBlock, send ssa.Instruction) bool {
	early := false // it can end before it has sent
	for _, b := range loop {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if !ofCall(branch.Cond) {
			return false
		}
		exits := slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool { return !slices.Contains(loop, to) })
		early = early || exits && !send.Block().Dominates(b)
	}
	return early
}

// ofCall reports whether a condition hangs on what calls return, and on nothing else.
func ofCall(cond ssa.Value) bool {
	switch c := lastStored(cond).(type) {
	case *ssa.Call:
		_, built := c.Call.Value.(*ssa.Builtin)
		return !built
	case *ssa.Extract:
		return ofCall(c.Tuple)
	case *ssa.UnOp:
		return c.Op == token.NOT && ofCall(c.X)
	case *ssa.BinOp:
		return ofCall(c.X) && isFixed(c.Y) || ofCall(c.Y) && isFixed(c.X) || ofCall(c.X) && ofCall(c.Y)
	}
	return false
}

// isFixed reports whether a value is always the same: a constant, or an error in a variable of a package.
func isFixed(val ssa.Value) bool {
	switch val := val.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		_, global := val.X.(*ssa.Global)
		return global && val.Op == token.MUL
	}
	return false
}

// complete reports whether nothing else is done to what the parameters refer to. What callers do besides to what they
// give a function of the package, they have to tell.
func (w *wayfinder) complete() bool {
	for i, p := range w.fn.Params {
		if !isShared(p.Type()) && !isFunc(p.Type()) {
			continue
		}
		own := w.view.Refs.ParamObject(w.fn, i)
		if own != nil && own.Kept() != 0 {
			return false
		}
		for _, o := range w.view.Refs.Objects(p) {
			for _, op := range o.Ops() {
				in := outermost(op.Fn)
				if o != own && in != w.fn || w.calls[in] || w.covers(op.Instr) {
					continue
				}
				if !isFunc(p.Type()) || op.Kind != ref.Call || op.Fn != w.fn { // what a func does, the caller knows
					return false
				}
			}
		}
	}
	return true
}

// covers reports whether the ways tell what an instruction does.
func (w *wayfinder) covers(instr ssa.Instruction) bool {
	if _, ok := w.round[instr.Block()]; ok {
		_, ok = w.act(instr)
		return ok
	}
	return w.does[instr] != nil
}

// param returns which of the parameters that are shared a value is, or -1.
func (w *wayfinder) param(val ssa.Value) int {
	if val == nil {
		return -1
	}
	p, ok := ref.Strip(val).(*ssa.Parameter)
	if !ok || !isShared(p.Type()) {
		return -1
	}
	return paramIndex(w.fn, p)
}

// hands reports whether a call is one of a function that gets a channel or group of the parameters.
func (w *wayfinder) hands(call ssa.CallInstruction) bool {
	return operand(call) == nil && slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { return w.param(a) >= 0 })
}

// inlines takes the ways of the function that is called for those of the call, if they are known.
func (w *wayfinder) inlines(call ssa.CallInstruction) bool {
	callee := call.Common().StaticCallee()
	if _, launch := call.(*ssa.Go); launch || callee == nil {
		return false
	}
	callee = ref.Target(callee)
	args := alignArgs(call.Common(), callee)
	var ways []fact.Way
	if w.view.Refs.Has(callee) {
		of := w.view.wayfinder(callee)
		ways = of.ways
		w.calls[callee] = true
		maps.Copy(w.calls, of.calls)
	} else if f := w.view.factAbout(callee); f != nil {
		ways = f.Ways
	}
	if len(ways) == 0 {
		return false
	}
	var out []fact.Way
	for _, way := range ways {
		here := fact.Way{Error: way.Error}
		for _, act := range way.Acts {
			touch, ok := w.translated(act.Touch, args)
			if !ok {
				continue
			}
			own := fact.Act{Touch: touch, Many: act.Many}
			for _, each := range act.Each {
				if each, ok := w.translated(each, args); ok {
					own.Each = append(own.Each, each)
				}
			}
			here.Acts = append(here.Acts, own)
		}
		out = append(out, here)
	}
	w.does[call] = out
	return true
}

// translated tells what is done to a parameter of a function that is called by the parameters of the caller, if it is done to those.
func (w *wayfinder) translated(t fact.Touch, args []ssa.Value) (_ fact.Touch, ok bool) {
	if t.Param >= len(args) {
		return t, false
	}
	t.Param = w.param(args[t.Param])
	return t, t.Param >= 0
}

// deferred returns the literals that are deferred, with the statements that do so.
func (w *wayfinder) deferred() map[*ssa.Function]*ssa.Defer {
	out := make(map[*ssa.Function]*ssa.Defer)
	for instr := range flow.Instrs(w.fn) {
		if d, ok := instr.(*ssa.Defer); ok {
			if callee := d.Call.StaticCallee(); callee != nil && callee.Parent() == w.fn {
				out[callee] = d
			}
		}
	}
	return out
}

// atEnd returns what a deferred call does, in its order.
func (w *wayfinder) atEnd(d *ssa.Defer) (out []fact.Act) {
	instrs := []ssa.Instruction{d}
	if callee := d.Call.StaticCallee(); callee != nil && callee.Parent() == w.fn {
		instrs = slices.Collect(flow.Instrs(callee))
	}
	for _, instr := range instrs {
		switch ways := w.does[instr]; len(ways) {
		case 0:
		case 1:
			out = append(out, ways[0].Acts...)
		default:
			w.lost = true
		}
	}
	return out
}

// operand returns the channel or group that an instruction operates on, once and in any case; else nil.
func operand(instr ssa.Instruction) ssa.Value {
	switch i := instr.(type) {
	case *ssa.Send:
		return i.Chan
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			return i.X
		}
	case ssa.CallInstruction:
		c := i.Common()
		callee := c.StaticCallee()
		if built, ok := c.Value.(*ssa.Builtin); ok && built.Name() == "close" || callee != nil && callee.String() == "(*sync.WaitGroup).Done" {
			return c.Args[0]
		}
	}
	return nil
}

// isShared reports whether a type is one of those whose use ways tell: a channel, or a group that is pointed to.
func isShared(t types.Type) bool {
	if _, ok := coretype.Of(t).(*types.Chan); ok {
		return true
	}
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named := namedOf(ptr)
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" && named.Obj().Name() == "WaitGroup"
}

// A path is how the wayfinder got where it is.
type path struct {
	blocks   []*ssa.BasicBlock
	acts     []fact.Act
	deferred []*ssa.Defer
	errs     []tested
	stored   []*ssa.Store // in results that have names
}

// A tested error was found to be nil or not.
type tested struct {
	err    ssa.Value
	failed bool
}

// failed says whether an error is not nil, and whether that is known.
func (p *path) failed(err ssa.Value) (is, known bool) {
	for _, o := range p.errs {
		if o.err == err {
			return o.failed, true
		}
	}
	return false, false
}

// from returns the ways from an instruction of a block to the end of the function. A loop is gone through once: what
// it does matters to nobody.
func (w *wayfinder) from(b *ssa.BasicBlock, n int, p path) (out []fact.Way) {
	if w.seen++; w.seen > maxSeen {
		w.lost = true
	}
	if w.lost || n == 0 && slices.Contains(p.blocks, b) {
		return nil
	}
	if n == 0 {
		last := len(p.blocks) - 1
		if act, ok := w.round[b]; ok && (last < 0 || !slices.Contains(w.loops.Around(b), p.blocks[last])) {
			p.acts = append(slices.Clip(p.acts), act)
		}
		p.blocks = append(slices.Clip(p.blocks), b)
	}
	for ; n < len(b.Instrs); n++ {
		switch i := b.Instrs[n].(type) {
		case *ssa.Defer:
			p.deferred = append(slices.Clip(p.deferred), i)
			continue
		case *ssa.RunDefers:
			for _, d := range slices.Backward(p.deferred) {
				p.acts = slices.Concat(p.acts, w.atEnd(d))
			}
			p.deferred = nil
		case *ssa.Store:
			p.stored = append(slices.Clip(p.stored), i)
		case *ssa.If:
			return w.branch(i, p)
		case *ssa.Jump:
			return w.from(b.Succs[0], 0, p)
		case *ssa.Return:
			if len(p.acts) > maxActs {
				w.lost = true
			}
			return []fact.Way{{Acts: p.acts, Error: w.errorOf(i, &p)}}
		}
		ways := w.does[b.Instrs[n]]
		if len(ways) == 1 {
			p = p.by(ways[0], b.Instrs[n])
			continue
		}
		for _, way := range ways {
			out = merged(out, w.from(b, n+1, p.by(way, b.Instrs[n])))
		}
		if len(ways) > 0 {
			return out
		}
	}
	return nil // it panics
}

// by goes on by one of the ways of an instruction.
func (p path) by(way fact.Way, instr ssa.Instruction) path {
	p.acts = slices.Concat(p.acts, way.Acts)
	if err, ok := instr.(ssa.Value); ok && way.Error != fact.AnyError {
		p.errs = append(slices.Clip(p.errs), tested{err, way.Error == fact.SomeError})
	}
	return p
}

// merged adds ways to some that are there already.
func merged(out, more []fact.Way) []fact.Way {
	for _, way := range more {
		if !slices.ContainsFunc(out, way.Same) {
			out = append(out, way)
		}
	}
	return out
}

// branch goes both ways, unless it is known which it is.
func (w *wayfinder) branch(branch *ssa.If, p path) (out []fact.Way) {
	err, onFailure := testedError(branch.Cond)
	is, known := false, false
	if err != nil {
		is, known = p.failed(err)
	}
	var sides [2][]fact.Way
	for n, to := range branch.Block().Succs {
		failed := (n == 0) == onFailure
		if known && failed != is {
			continue
		}
		q := p
		if err != nil && !known {
			q.errs = append(slices.Clip(p.errs), tested{err, failed})
		}
		sides[n] = w.from(to, 0, q)
	}
	out = merged(merged(nil, sides[0]), sides[1])
	chosen := len(sides[0]) > 0 && len(sides[1]) > 0 && (len(out) > len(sides[0]) || len(out) > len(sides[1]))
	_, round := w.round[branch.Block()]
	if chosen && !round && !ofError(branch.Cond) || len(out) > maxWays {
		w.lost = true
	}
	return out
}

// testedError returns the error that a condition compares with nil, and whether it holds if that is none.
func testedError(cond ssa.Value) (err ssa.Value, onFailure bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || !IsError(cmp.X.Type()) || !isNil(cmp.Y) {
		return nil, false
	}
	return lastStored(cmp.X), cmp.Op == token.NEQ
}

// ofError reports whether a condition hangs on an error that some call returned: whether it fails is
// for nobody to say.
func ofError(cond ssa.Value) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		return c.Op == token.NOT && ofError(c.X)
	case *ssa.BinOp:
		return isReturned(c.X) || isReturned(c.Y)
	case *ssa.Call: // errors.Is
		return slices.ContainsFunc(errorArgs(c.Common()), isReturned)
	}
	return false
}

func isReturned(err ssa.Value) bool {
	err = lastStored(err)
	if x, ok := err.(*ssa.Extract); ok {
		err = x.Tuple
	}
	call, ok := err.(*ssa.Call)
	return ok && ReturnsError(call.Call.Signature())
}

// captured reports whether some literal captures a variable.
func captured(addr ssa.Value) bool {
	return slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.MakeClosure); return ok })
}

// errorOf says what is known of the error that fn returns.
func (w *wayfinder) errorOf(ret *ssa.Return, p *path) fact.Outcome {
	n := len(ret.Results) - 1
	if n < 0 || !IsError(ret.Results[n].Type()) {
		return fact.AnyError
	}
	err := ret.Results[n]
	if load, ok := err.(*ssa.UnOp); ok && load.Op == token.MUL {
		if captured(load.X) {
			return fact.AnyError // a literal that is deferred may set it
		}
		err = nil
		for _, st := range p.stored {
			if st.Addr == load.X {
				err = st.Val
			}
		}
	}
	if phi, ok := err.(*ssa.Phi); ok {
		for i := len(p.blocks) - 1; i > 0; i-- {
			if p.blocks[i] == phi.Block() {
				err = phi.Edges[slices.Index(phi.Block().Preds, p.blocks[i-1])]
			}
		}
	}
	if err == nil {
		return fact.AnyError
	}
	err = lastStored(err)
	switch failed, known := p.failed(err); {
	case known && failed, w.view.isFailure(err, 0):
		return fact.SomeError
	case known, isNil(err):
		return fact.NilError
	}
	return fact.AnyError
}
