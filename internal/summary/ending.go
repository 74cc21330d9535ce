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

// An Ending says how a function's execution can end, and what keeps it.
type Ending struct {
	fact.Ending
	Until [][]Signal // Waits: of each clause, one signal must happen before it returns
	Exits fact.Exit  // whether some path ends the process
	Here  fact.Exit  // whether the function itself does so, or hands its error to one that does
	Keeps []Keeper   // Waits, Endless: what holds it up
	Trap  []Keeper   // Returns, Waits: a loop that it may get into and never leaves
	Stuck []Keeper   // Returns, Waits: receives until a close that does not come, which it may get to and never leaves, whoever chooses so
}

// A Signal is an event without which a function does not return, told by one of
// its parameters, or by a parameter of a function that encloses it.
type Signal struct {
	Kind  fact.SignalKind
	Param *ssa.Parameter
	Via   string // method of the parameter whose result is meant, or ""
}

// A Keeper is an instruction that a goroutine does not get past, or a loop
// that it does not leave.
type Keeper struct {
	Kind  KeeperKind
	Instr ssa.Instruction // the op, the call, or the first instruction of the loop
	Chan  ssa.Value       // the channel or context that would have to end it
	Inner *Ending         // Calls: how the callee ends
}

// KeeperKind tells what holds a goroutine up.
type KeeperKind uint8

const (
	// Loops: a loop without a way out.
	Loops KeeperKind = iota
	// Unclosed: a receive until a close that does not come.
	Unclosed
	// BlockedReceive: a receive, or a select, which nothing serves.
	BlockedReceive
	// BlockedSend: a send that nobody receives.
	BlockedSend
	// NeverDone: a context that is never done.
	NeverDone
	// Calls: a call that does not return.
	Calls
)

// Ending returns how fn can end, whatever its callers pass: signals that its
// parameters tell of are left open.
func (v *View) Ending(fn *ssa.Function) *Ending {
	if e, ok := v.endings[fn]; ok {
		if e == nil { // recursion: taken to return
			return &Ending{}
		}
		return e
	}
	if f := v.saidEnding(fn); f != nil {
		v.endings[fn] = endingBy(fn, f)
		return v.endings[fn]
	}
	if !v.Refs.Has(fn) || len(fn.Blocks) == 0 {
		return &Ending{}
	}
	if v.lacks != nil {
		if v.lacks.deep >= maxDepth {
			return v.lacks.view.Ending(fn)
		}
		v.lacks.deep++
		defer func() { v.lacks.deep-- }()
	}
	v.endings[fn] = nil
	e := &Ending{}
	v.About("the end", fn, func() { e = v.compute(fn) })
	v.endings[fn] = e
	return e
}

// compute explores fn, opening the signals of its parameters one after the
// other until its end is in reach.
func (v *View) compute(fn *ssa.Function) *Ending {
	x := v.explorer(fn)
	x.open = make(map[Signal]bool)
	var signals []Signal
	var held []Keeper // what held it up until all signals were given
	for {
		r := x.explore()
		if !r.Returns {
			held = append(held, x.keepers...)
		}
		switch {
		case r.Returns && len(signals) == 0:
			return &Ending{Exits: x.exits, Here: x.here, Trap: x.trap(r), Stuck: x.stuck(r)}
		case r.Returns:
			trap, stuck := x.trap(r), x.stuck(r)
			return &Ending{Ending: fact.Waits, Until: x.clauses(signals), Exits: x.exits, Here: x.here, Keeps: held, Trap: trap, Stuck: stuck}
		case len(x.fresh) > 0:
			for _, s := range x.fresh {
				x.open[s] = true
				signals = append(signals, s)
			}
		case x.held:
			return &Ending{Ending: fact.Endless, Exits: x.exits, Here: x.here, Keeps: x.keepers}
		default:
			return &Ending{Ending: fact.Exits, Exits: x.exits, Here: x.here, Keeps: x.keepers}
		}
	}
}

// trap returns the loop, or the call of a function with such a loop, that the
// function may get into and never leaves, though it returns on other ways.
func (x *explorer) trap(r *flow.Reach) []Keeper {
	if loop := r.Trap(x.ends); loop != nil && !x.chosen(loop[0]) {
		return []Keeper{{Kind: Loops, Instr: firstInstr(loop)}}
	}
	for _, b := range x.fn.Blocks {
		if !r.Entered(b) {
			continue
		}
		for _, instr := range b.Instrs {
			if d := x.stops[instr]; d != nil {
				if _, call := instr.(*ssa.Call); call && !d.ends && len(d.signals) == 0 && !x.chosen(b) {
					return []Keeper{d.keeper} // a call that does not return
				}
				break
			}
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.StaticCallee() == nil {
				continue
			}
			fn := ref.Target(call.Call.StaticCallee())
			if !x.view.Refs.Has(fn) {
				continue
			}
			if e := x.view.Ending(fn); e.Trap != nil && !x.chosen(b) {
				return []Keeper{{Kind: Calls, Instr: call, Inner: &Ending{Keeps: e.Trap}}}
			}
		}
	}
	return nil
}

// stuck returns the receives that only a close would end, which does not come, and from which nothing leads out.
func (x *explorer) stuck(r *flow.Reach) (out []Keeper) {
	var leaves []bool
	for _, b := range x.fn.Blocks {
		for i := range b.Succs {
			d := x.edges[edge{b, i}]
			if d == nil || d.ends || len(d.signals) > 0 || d.keeper.Kind != Unclosed || !r.Entered(b) {
				continue
			}
			if leaves == nil {
				leaves = r.Leaving(x.ends)
			}
			if !leaves[b.Index] {
				out = append(out, d.keeper)
			}
		}
	}
	return out
}

// ends reports whether control may end at an instruction that stops it.
func (x *explorer) ends(instr ssa.Instruction) bool {
	d := x.stops[instr]
	return d != nil && (d.ends || len(d.signals) > 0)
}

// chosen reports whether the callers choose by an argument that control gets to
// block b: then each call is to be judged by itself, which nobody does yet.
func (x *explorer) chosen(b *ssa.BasicBlock) bool {
	for d := b.Idom(); d != nil; d = d.Idom() {
		if branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If); ok && byArgument(branch.Cond, make(map[ssa.Value]bool)) {
			return true
		}
	}
	return false
}

// byArgument reports whether a condition is computed from a parameter, the
// receiver or a captured variable: it may differ from launch to launch. Whether a call fails is nobody's choice, whatever is passed.
func byArgument(v ssa.Value, seen map[ssa.Value]bool) bool {
	v = ref.Strip(v)
	if seen[v] {
		return false
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return true
	case *ssa.Alloc: // a parameter that is a struct
		for _, r := range *v.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == v && byArgument(st.Val, seen) {
				return true
			}
		}
	case ssa.Instruction:
		switch v.(type) {
		case *ssa.Call, *ssa.Extract:
			if IsError(v.(ssa.Value).Type()) {
				return false
			}
		}
		for _, op := range v.Operands(nil) {
			if *op != nil && byArgument(*op, seen) {
				return true
			}
		}
	}
	return false
}

// clauses tells which signals the end of the function hangs on, given that it
// is out of reach without any of them: each that is needed by itself, and
// otherwise a smallest set of which one is needed. Whether a func parameter
// returns matters least.
func (x *explorer) clauses(signals []Signal) (out [][]Signal) {
	exits, here := x.exits, x.here
	defer func() { x.exits, x.here = exits, here }()
	for _, s := range signals {
		x.open[s] = false
		if !x.explore().Returns {
			out = append(out, []Signal{s})
		}
		x.open[s] = true
	}
	if len(out) > 0 {
		return out
	}
	clear(x.open)
	var needed []Signal
	for _, last := range []bool{false, true} {
		for _, s := range signals {
			if (s.Kind == fact.Finished) == last {
				continue
			}
			x.open[s] = true
			if x.explore().Returns {
				x.open[s] = false
				needed = append(needed, s)
			}
		}
	}
	return [][]Signal{needed}
}

func (v *View) explorer(fn *ssa.Function) *explorer {
	return &explorer{view: v, fn: fn, stops: make(map[ssa.Instruction]*verdict), edges: make(map[edge]*verdict)}
}

// explorer judges the gates of one function.
type explorer struct {
	view    *View
	fn      *ssa.Function
	settle  bool             // parameters mean what all callers in sight pass
	callers []*ssa.Parameter // settle: func parameters that are judged at each call
	closes  ssa.Instruction  // a receive that is taken to report a close
	open    map[Signal]bool  // parameter signals taken to happen

	fresh   []Signal // parameter signals met that are not open
	keepers []Keeper
	held    bool // something holds control up, rather than ending it
	exits   fact.Exit
	here    fact.Exit
	stops   map[ssa.Instruction]*verdict // those asked about; nil, as nearly all, if they are open
	edges   map[edge]*verdict
}

type edge struct {
	b *ssa.BasicBlock
	i int
}

// A verdict is the judgement of one gate.
type verdict struct {
	shut    bool
	ends    bool // control ends here: exit or panic
	signals []Signal
	keeper  Keeper
}

// ifShut returns a verdict if it is that the gate is shut, else nil.
func ifShut(d verdict) *verdict {
	if !d.shut {
		return nil
	}
	kept := d // of the open ones, which are many, none is to be kept
	return &kept
}

// explore judges all gates anew.
func (x *explorer) explore() *flow.Reach {
	x.fresh, x.keepers, x.held, x.exits, x.here = nil, nil, false, fact.NoExit, fact.NoExit
	clear(x.stops)
	clear(x.edges)
	r := flow.Explore(x.fn, x.gates())
	x.judge(r)
	return r
}

func (x *explorer) gates() flow.Gates {
	return flow.Gates{
		Stop: func(instr ssa.Instruction) bool {
			switch i := instr.(type) {
			case *ssa.Call, *ssa.Go, *ssa.Send, *ssa.Select, *ssa.RunDefers:
			case *ssa.UnOp:
				if i.Op != token.ARROW {
					return false
				}
			default:
				return false
			}
			d, ok := x.stops[instr]
			if !ok {
				d = ifShut(x.instr(instr))
				x.stops[instr] = d
			}
			return d != nil
		},
		Open: func(b *ssa.BasicBlock, i int) bool {
			if len(b.Succs) < 2 {
				return true
			}
			k := edge{b, i}
			d, ok := x.edges[k]
			if !ok {
				d = ifShut(x.edge(b, i))
				x.edges[k] = d
			}
			return d == nil
		},
	}
}

// judge collects what held control up within reach.
func (x *explorer) judge(r *flow.Reach) {
	note := func(d verdict) {
		x.held = true
		for _, s := range d.signals {
			if !x.open[s] && !slices.Contains(x.fresh, s) {
				x.fresh = append(x.fresh, s)
			}
		}
		x.keepers = append(x.keepers, d.keeper)
	}
	for _, b := range x.fn.Blocks {
		if !r.Entered(b) {
			continue
		}
		for _, instr := range b.Instrs {
			if d := x.stops[instr]; d != nil {
				if d.ends {
					x.ended(instr)
				} else {
					note(*d)
				}
				break
			}
			if call, ok := instr.(*ssa.Call); ok {
				x.mayExit(call)
			}
		}
		if p, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic); ok && panicsWithError(p) {
			x.ended(p)
		}
		for i := range b.Succs {
			if d := x.edges[edge{b, i}]; d != nil && d.keeper.Instr != nil {
				note(*d)
			}
		}
	}
	if r.Returns {
		return
	}
	if loop := r.Loop(); loop != nil {
		x.held = true
		x.keepers = append(x.keepers, Keeper{Kind: Loops, Instr: firstInstr(loop)})
	}
}

// firstInstr returns the first instruction of the blocks in source order.
func firstInstr(blocks []*ssa.BasicBlock) ssa.Instruction {
	var best ssa.Instruction
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.DebugRef); ok || !instr.Pos().IsValid() {
				continue
			}
			if best == nil || instr.Pos() < best.Pos() {
				best = instr
			}
		}
	}
	if best == nil {
		best = blocks[0].Instrs[0]
	}
	return best
}

// instr judges whether control gets past an instruction.
func (x *explorer) instr(instr ssa.Instruction) verdict {
	switch i := instr.(type) {
	case *ssa.Call:
		return x.call(i)
	case *ssa.Go:
		end := flow.PanicsAlone(i)
		return verdict{shut: end, ends: end}
	case *ssa.RunDefers:
		return x.deferred(i)
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			return x.signal(fact.Receive, i.X, Keeper{Kind: BlockedReceive, Instr: i, Chan: i.X})
		}
	case *ssa.Send:
		return x.signal(fact.Sent, i.Chan, Keeper{Kind: BlockedSend, Instr: i, Chan: i.Chan})
	case *ssa.Select:
		if !i.Blocking {
			return verdict{}
		}
		out := verdict{shut: true, keeper: Keeper{Kind: BlockedReceive, Instr: i}}
		for _, st := range i.States {
			d := x.state(i, st)
			if !d.shut {
				return verdict{}
			}
			out.signals = append(out.signals, d.signals...)
		}
		return out
	}
	return verdict{}
}

func (x *explorer) state(sel *ssa.Select, st *ssa.SelectState) verdict {
	if st.Dir == types.SendOnly {
		return x.signal(fact.Sent, st.Chan, Keeper{Kind: BlockedSend, Instr: sel, Chan: st.Chan})
	}
	return x.signal(fact.Receive, st.Chan, Keeper{Kind: BlockedReceive, Instr: sel, Chan: st.Chan})
}

// signal judges whether something ever happens to channel ch.
func (x *explorer) signal(kind fact.SignalKind, ch ssa.Value, k Keeper) verdict {
	ch = ref.Strip(ch)
	if p, ok := ch.(*ssa.Parameter); ok {
		return x.param(Signal{Kind: kind, Param: p}, k)
	}
	if call, ok := ch.(*ssa.Call); ok {
		if subject, name := methodOf(call); subject != nil {
			return x.via(kind, subject, name, ch, k)
		}
	}
	return x.settled(x.view.happens(kind, ch), k)
}

// via judges a channel that is the result of a method: ctx.Done(), ticker.Chan().
func (x *explorer) via(kind fact.SignalKind, subject ssa.Value, name string, ch ssa.Value, k Keeper) verdict {
	subject = x.view.source(subject)
	k.Chan = ch
	if ref.IsContext(subject.Type()) && name == "Done" {
		k.Chan = subject
		if k.Kind != Calls {
			k.Kind = NeverDone
		}
	}
	if p, ok := subject.(*ssa.Parameter); ok {
		return x.param(Signal{Kind: kind, Param: p, Via: name}, k)
	}
	return x.settled(x.view.happensVia(kind, subject, name, ch), k)
}

// param judges a signal that the callers decide on.
func (x *explorer) param(s Signal, k Keeper) verdict {
	if x.settle {
		if s.Kind == fact.Finished && slices.Contains(x.callers, s.Param) {
			return verdict{} // judged at the calls
		}
		return x.settled(x.view.neverTold(s), k)
	}
	if x.open[s] {
		return verdict{}
	}
	return verdict{shut: true, signals: []Signal{s}, keeper: k}
}

// neverTold reports whether it is proven that no caller makes the signal happen.
func (v *View) neverTold(s Signal) bool {
	if s.Via != "" {
		return v.happensVia(s.Kind, s.Param, s.Via, nil)
	}
	return v.happens(s.Kind, s.Param)
}

func (x *explorer) settled(never bool, k Keeper) verdict {
	return verdict{shut: never, keeper: k}
}

// happens reports whether it is proven that the event never happens to ch.
func (v *View) happens(kind fact.SignalKind, ch ssa.Value) (never bool) {
	if v.lacks != nil && (kind == fact.Receive || kind == fact.Closed) {
		return v.lacks.never(kind, ch)
	}
	switch kind {
	case fact.Receive:
		return v.Refs.Received(ch).No
	case fact.Closed:
		return v.Refs.Closed(ch).No
	case fact.Sent:
		return v.Refs.Sent(ch).No
	case fact.Finished:
		fns, all := v.Refs.FuncsOf(ch)
		if !all || len(fns) == 0 {
			return false
		}
		for _, fn := range fns {
			if e := v.Ending(fn).Ending; e != fact.Endless && e != fact.Exits {
				return false
			}
		}
		return true
	}
	return false
}

// happensVia does so for the channel that method name of subject returns; ch is
// that channel if there is a value for it here.
func (v *View) happensVia(kind fact.SignalKind, subject ssa.Value, name string, ch ssa.Value) (never bool) {
	if ref.IsContext(subject.Type()) && name == "Done" {
		if v.lacks != nil {
			return v.lacks.neverDone(subject)
		}
		return v.Refs.Ends(subject).No
	}
	if ch != nil {
		return v.happens(kind, ch)
	}
	objs := v.Refs.Objects(subject)
	if kind != fact.Closed || len(objs) == 0 {
		return false
	}
	for _, o := range objs {
		if viaTimer(o, name) {
			continue
		}
		res, all := v.Refs.MethodResults([]*ref.Object{o}, v.Pkg.Pkg, name)
		if !all || !ref.OnlyTimers(res) {
			return false
		}
	}
	return true
}

func viaTimer(o *ref.Object, name string) bool {
	for _, r := range o.Via() {
		if r.Via == name && r.Kind == fact.Timer {
			return true
		}
	}
	return false
}

// source follows v back to where it comes from, also through functions of other
// packages that hand an argument through: a context with a value more.
func (v *View) source(val ssa.Value) ssa.Value {
	for range 10 { // deep enough for real code, and no cycle is endless
		val = ref.Strip(val)
		call, ok := val.(*ssa.Call)
		if !ok {
			return val
		}
		arg := v.handedThrough(call)
		if arg == nil {
			return val
		}
		val = arg
	}
	return val
}

// handedThrough returns the argument that the only result of a call of another
// package's function is the same as; nil if there is none.
func (v *View) handedThrough(call *ssa.Call) ssa.Value {
	obj := v.Callee(&call.Call)
	if !v.tells(obj) || obj.Signature().Results().Len() != 1 {
		return nil
	}
	f := v.Outside(obj).Func
	if f == nil {
		return nil
	}
	args := call.Call.Args
	if call.Call.IsInvoke() {
		args = allArgs(&call.Call)
	} else if recv := obj.Signature().Recv(); recv != nil && len(args) == obj.Signature().Params().Len() {
		return nil // a bound method: the receiver is not at hand
	}
	for _, r := range f.Results {
		if r.Via == "" && r.Kind == fact.SameAs && r.Arg < len(args) {
			return args[r.Arg]
		}
	}
	return nil
}

// methodOf returns the receiver and name of a method called without arguments
// through an interface, or as a context's method.
func methodOf(call *ssa.Call) (ssa.Value, string) {
	if call.Call.IsInvoke() && len(call.Call.Args) == 0 {
		return call.Call.Value, call.Call.Method.Name()
	}
	return nil, ""
}

// call judges whether a call returns.
func (x *explorer) call(call ssa.CallInstruction) verdict {
	c := call.Common()
	k := Keeper{Kind: Calls, Instr: call}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return verdict{}
	}
	if c.IsInvoke() {
		out := x.view.Outside(c.Method)
		if out.Func != nil {
			return x.outside(out.Func, allArgs(c), k)
		}
	} else if p, ok := ref.Strip(c.Value).(*ssa.Parameter); ok {
		return x.param(Signal{Kind: fact.Finished, Param: p}, k)
	} else if fn := x.view.pkg.world.said.holder(c.Value); fn != nil {
		return x.outside(x.view.pkg.world.Said(fn), c.Args, k)
	}
	fns, all := x.view.Refs.Funcs(c)
	if !all || len(fns) == 0 {
		return verdict{}
	}
	out := verdict{shut: true, ends: true, keeper: k}
	for _, fn := range fns {
		d := x.oneCallee(c, fn, k)
		if !d.shut {
			return verdict{}
		}
		out.ends = out.ends && d.ends
		out.signals = append(out.signals, d.signals...)
		out.keeper = d.keeper
	}
	return out
}

func (x *explorer) oneCallee(c *ssa.CallCommon, fn *ssa.Function, k Keeper) verdict {
	args := alignArgs(c, fn)
	if f := x.view.saidEnding(fn); f != nil {
		return x.outside(f, args, k)
	}
	if x.view.Refs.Has(fn) {
		e := x.view.Ending(fn)
		k.Inner = e
		return x.inside(e, fn, args, k)
	}
	if f := x.view.factAbout(fn); f != nil {
		return x.outside(f, args, k)
	}
	return verdict{}
}

// deferred judges whether control gets past the deferred calls, of which those
// count that are deferred on every way.
func (x *explorer) deferred(run *ssa.RunDefers) verdict {
	for _, b := range x.fn.Blocks {
		if !b.Dominates(run.Block()) {
			continue
		}
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok {
				if v := x.call(d); v.shut && !v.ends {
					return v
				}
			}
		}
	}
	return verdict{}
}

// allArgs returns the arguments of an interface call with the receiver first.
func allArgs(c *ssa.CallCommon) []ssa.Value {
	return append([]ssa.Value{c.Value}, c.Args...)
}

// alignArgs returns the arguments of a call in the order of fn's parameters;
// nil stands for a receiver that is not at hand here.
func alignArgs(c *ssa.CallCommon, fn *ssa.Function) []ssa.Value {
	args := c.Args
	if c.IsInvoke() {
		return allArgs(c)
	}
	if m, ok := c.Value.(*ssa.MakeClosure); ok && m.Fn != fn && len(m.Bindings) > 0 {
		return append([]ssa.Value{m.Bindings[0]}, args...)
	}
	if sig := fn.Signature; sig.Recv() != nil && len(args) == sig.Params().Len() {
		return append([]ssa.Value{nil}, args...)
	}
	return args
}

// inside judges a call of a function of this package by how that ends, with
// its signals told by the arguments.
func (x *explorer) inside(e *Ending, fn *ssa.Function, args []ssa.Value, k Keeper) verdict {
	out := verdict{shut: e.Ending != fact.Returns, ends: e.Ending == fact.Exits, keeper: k}
	if e.Ending != fact.Waits {
		return out
	}
	return x.anyClause(len(e.Until), out, func(n int) []verdict {
		var ds []verdict
		for _, s := range e.Until[n] {
			if i := paramIndex(fn, s.Param); i < 0 {
				ds = append(ds, x.param(s, k)) // a parameter of an enclosing function
			} else {
				ds = append(ds, x.bound(s.Kind, s.Via, i, args, k))
			}
		}
		return ds
	})
}

// anyClause judges a call that does not return if of any clause no signal
// happens. A clause that is proven dead is preferred to one that hangs on the
// caller's own parameters.
func (x *explorer) anyClause(n int, shut verdict, clause func(n int) []verdict) verdict {
	var open verdict
	for i := range n {
		out := shut
		for _, d := range clause(i) {
			if !d.shut {
				out = verdict{}
				break
			}
			out.signals = append(out.signals, d.signals...)
		}
		if out.shut && len(out.signals) == 0 {
			return out
		}
		if out.shut && !open.shut {
			open = out
		}
	}
	return open
}

// outside does so for a function of another package.
func (x *explorer) outside(f *fact.Func, args []ssa.Value, k Keeper) verdict {
	out := verdict{shut: f.Ending != fact.Returns, ends: f.Ending == fact.Exits, keeper: k}
	if f.Ending != fact.Waits {
		return out
	}
	return x.anyClause(len(f.Until), out, func(n int) []verdict {
		var ds []verdict
		for _, s := range f.Until[n] {
			ds = append(ds, x.bound(s.Kind, s.Via, s.Param, args, k))
		}
		return ds
	})
}

// paramIndex returns the position of p among fn's parameters, or -1.
func paramIndex(fn *ssa.Function, p *ssa.Parameter) int {
	for i, q := range fn.Params {
		if p == q {
			return i
		}
	}
	return -1
}

// bound judges a callee's signal about its i-th parameter, given the arguments.
func (x *explorer) bound(kind fact.SignalKind, via string, i int, args []ssa.Value, k Keeper) verdict {
	if i >= len(args) || args[i] == nil {
		return verdict{}
	}
	arg := x.view.source(args[i])
	k.Chan = arg
	if p, ok := arg.(*ssa.Parameter); ok {
		return x.param(Signal{kind, p, via}, k)
	}
	if via != "" {
		return x.settled(x.view.happensVia(kind, arg, via, nil), k)
	}
	if call, ok := arg.(*ssa.Call); ok && kind != fact.Finished {
		if subject, name := methodOf(call); subject != nil {
			return x.via(kind, subject, name, arg, k)
		}
	}
	if kind == fact.Finished {
		k.Inner = x.view.keptBy(arg)
	}
	return x.settled(x.view.happens(kind, arg), k)
}

// keptBy returns an ending with all that keeps a func value's functions from returning; nil if one of them is not known.
func (v *View) keptBy(val ssa.Value) *Ending {
	fns, all := v.Refs.FuncsOf(val)
	if !all || len(fns) == 0 {
		return nil
	}
	e := &Ending{Ending: fact.Endless}
	for _, fn := range fns {
		e.Keeps = append(e.Keeps, v.Ending(fn).Keeps...)
	}
	return e
}

// edge judges a branch.
func (x *explorer) edge(b *ssa.BasicBlock, i int) verdict {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return verdict{}
	}
	cond, want := branch.Cond, i == 0
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		cond, want = not.X, !want
	}
	switch c := cond.(type) {
	case *ssa.Extract:
		if !want {
			return x.notOK(c, b)
		}
	case *ssa.BinOp:
		return x.compare(c, want)
	}
	return verdict{}
}

// notOK judges the branch taken when a receive reports !ok.
func (x *explorer) notOK(c *ssa.Extract, b *ssa.BasicBlock) verdict {
	if t, ok := c.Tuple.(ssa.Instruction); ok && t == x.closes {
		return verdict{}
	}
	switch t := c.Tuple.(type) {
	case *ssa.UnOp:
		if t.Op == token.ARROW && c.Index == 1 {
			return x.signal(fact.Closed, t.X, Keeper{Kind: Unclosed, Instr: t, Chan: t.X})
		}
	case *ssa.Select:
		if c.Index != 1 {
			break
		}
		if st := CaseOf(t, b); st != nil && st.Dir == types.RecvOnly {
			return x.signal(fact.Closed, st.Chan, Keeper{Kind: Unclosed, Instr: t, Chan: st.Chan})
		}
	}
	return verdict{}
}

// CaseOf returns the case of the select in whose body block b stands, or nil.
func CaseOf(sel *ssa.Select, b *ssa.BasicBlock) *ssa.SelectState {
	for _, r := range *sel.Referrers() {
		index, ok := r.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, r := range *index.Referrers() {
			cmp, ok := r.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL {
				continue
			}
			k, ok := cmp.Y.(*ssa.Const)
			if !ok {
				continue
			}
			branch := cmp.Block()
			if last, ok := branch.Instrs[len(branch.Instrs)-1].(*ssa.If); ok && last.Cond == cmp && branch.Succs[0].Dominates(b) {
				if n := int(k.Int64()); n >= 0 && n < len(sel.States) {
					return sel.States[n]
				}
			}
		}
	}
	return nil
}

// compare judges the branch of a comparison: a select's case, a ctx.Err().
func (x *explorer) compare(c *ssa.BinOp, want bool) verdict {
	if index, ok := c.X.(*ssa.Extract); ok && c.Op == token.EQL && want {
		if sel, ok := index.Tuple.(*ssa.Select); ok && index.Index == 0 {
			if k, ok := c.Y.(*ssa.Const); ok {
				if n := int(k.Int64()); n >= 0 && n < len(sel.States) {
					return x.state(sel, sel.States[n])
				}
			}
		}
	}
	if call, ok := ref.Strip(c.X).(*ssa.Call); ok && isNil(c.Y) && (c.Op == token.NEQ) == want && (c.Op == token.NEQ || c.Op == token.EQL) {
		if subject, name := methodOf(call); subject != nil && name == "Err" && ref.IsContext(subject.Type()) {
			return x.via(fact.Receive, subject, "Done", nil, Keeper{Kind: NeverDone, Instr: call})
		}
	}
	return verdict{}
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// Cured reports whether the function that holds the keeper, a receive until a
// close, would return if that close came.
func (v *View) Cured(k Keeper) bool {
	fn := k.Instr.Parent()
	x := v.explorer(fn)
	x.settle, x.closes = true, k.Instr
	r := x.explore()
	return r.Returns && r.Leaving(x.ends)[k.Instr.Block().Index]
}
