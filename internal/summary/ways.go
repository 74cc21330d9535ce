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
// in a select, in a goroutine, on a condition that it was given, or in a loop of a kind that [wayfinder.loop] does not know.
func (v *View) ways(fn *ssa.Function) []fact.Way {
	shared := false
	for i, p := range fn.Params {
		if !isShared(p.Type()) {
			continue
		}
		if v.Refs.ParamObject(fn, i) == nil {
			return nil // it cannot be followed
		}
		shared = true
	}
	if !shared {
		return nil
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
