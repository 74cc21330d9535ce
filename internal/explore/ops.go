package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// opKind is a kind of operation that other goroutines may see.
type opKind uint8

const (
	noOp opKind = iota
	opChan
	opClose
	opCancel
	opLock
	opTryLock
	opUnlock
	opRLock
	opTryRLock
	opRUnlock
	opAdd
	opDone
	opWait
	opGo
	opTryGo
	opOnce
	opCondWait
	opSignal
	opBroadcast
	opAtomicLoad
	opAtomicStore
	opAtomicAdd
	opAtomicSwap
	opAtomicCAS
	opLimit
	opStart // of a func by its timer
	opStop  // of such a timer
	opTurn  // none: the head of a loop
)

// An op is what a goroutine is about to do.
type op struct {
	kind     opKind
	alts     []alt // of a channel operation
	def      bool  // a select with default
	at       value // the cell of the primitive
	call     call
	instr    *ssa.Call // nil if it is deferred
	deferred bool
}

// An alt is a way for a channel operation to go on.
type alt struct {
	send bool
	ch   value
	val  value
	elem types.Type
	i    int       // index of the case
	from ssa.Value // the channel as the program has it
}

// readiness says what stands in the way of an alternative.
type readiness uint8

const (
	never  readiness = iota // unless another goroutine does something
	ready                   // for sure
	may                     // if the environment wants it
	broken                  // a send on a closed channel
)

func (x *explorer) readiness(s *state, a alt) readiness {
	switch a.ch.k {
	case null:
		return never
	case channel:
	default:
		return may
	}
	o := s.objs[a.ch.n]
	if o.ctx > 0 {
		if a.send {
			return may
		}
		switch done, free := s.ctxDone(o.ctx); {
		case done:
			return ready
		case free:
			return may
		}
		return never
	}
	switch {
	case a.send && o.closed:
		return broken
	case o.open:
		return may
	case a.send && len(o.buf) < o.cap, !a.send && (len(o.buf) > 0 || o.closed):
		return ready
	case a.send && o.cap > 0 && sizedByCall(o.site):
		return may
	}
	return never
}

// sizedByCall reports whether it takes a call to tell how much room a channel has: it may well be as much
// as there is to send. How many processors there are tells nothing of that.
func sizedByCall(site ssa.Instruction) bool {
	made, ok := site.(*ssa.MakeChan)
	if !ok {
		return false
	}
	size := ref.Strip(made.Size)
	for {
		switch of := size.(type) {
		case *ssa.Convert:
			size = ref.Strip(of.X)
			continue
		case *ssa.BinOp: // one more than that
			size = ref.Strip(of.X)
			continue
		case *ssa.Call:
			if _, ok := of.Call.Value.(*ssa.Builtin); ok {
				return false
			}
			callee := of.Call.StaticCallee()
			return callee == nil || callee.Pkg == nil || callee.Pkg.Pkg.Path() != "runtime"
		}
		return false
	}
}

// pending returns the visible operation that goroutine i stands at.
func (x *explorer) pending(s *state, i int) op {
	g := s.gs[i]
	if g.done {
		return op{}
	}
	if g.delayed {
		return op{kind: opStart}
	}
	if g.turning {
		return op{kind: opTurn}
	}
	if g.errand != nil {
		return x.errandOp(s, i)
	}
	if c, instr, deferred, ok := x.callAt(s, i); ok {
		return x.opOf(s, c, instr, deferred)
	}
	f := s.top(i)
	switch instr := f.block.Instrs[f.pc].(type) {
	case *ssa.Send:
		return op{kind: opChan, alts: []alt{x.alt(s, f, true, instr.Chan, instr.X, 0)}}
	case *ssa.UnOp:
		return op{kind: opChan, alts: []alt{x.alt(s, f, false, instr.X, nil, 0)}}
	case *ssa.Select:
		o := op{kind: opChan, def: !instr.Blocking}
		for j, st := range instr.States {
			o.alts = append(o.alts, x.alt(s, f, st.Dir == types.SendOnly, st.Chan, st.Send, j))
		}
		return o
	}
	return op{}
}

// callAt returns the call that goroutine i stands at, if it stands at one; instr is nil if it is deferred, or all that the goroutine does.
func (x *explorer) callAt(s *state, i int) (c call, instr *ssa.Call, deferred, ok bool) {
	g := s.gs[i]
	if g.only != nil {
		return *g.only, nil, false, true
	}
	f := s.top(i)
	at := f.block.Instrs[f.pc]
	if call, is := at.(*ssa.Call); is && !g.unwinding {
		return x.callOf(s, f, &call.Call, call), call, false, true
	}
	if _, ends := at.(*ssa.RunDefers); ends || g.unwinding {
		return f.defers[len(f.defers)-1], nil, true, true
	}
	return call{}, nil, false, false
}

func (x *explorer) alt(s *state, f *frame, send bool, ch, val ssa.Value, i int) alt {
	a := alt{send: send, i: i, ch: x.peek(s, f, ch), from: ch}
	if r := s.resolve(a.ch); r.k != null {
		a.ch = r // what was only assumed to be nil stays not known
	}
	if t, ok := coretype.Of(ch.Type()).(*types.Chan); ok {
		a.elem = t.Elem()
	}
	if val != nil {
		a.val = s.resolve(x.peek(s, f, val))
	}
	return a
}

// peek evaluates an operand without writing to the state.
func (x *explorer) peek(s *state, f *frame, v ssa.Value) value {
	if c, ok := v.(*ssa.Const); ok {
		if cv, ok := constValue(c); ok {
			return cv
		}
		if c.Value == nil {
			return x.p.zero(c.Type())
		}
		return value{}
	}
	switch v := v.(type) {
	case *ssa.Function:
		return closure(v, nil)
	case *ssa.Global:
		return x.global(s, v)
	}
	if n, ok := f.code.number[v]; ok {
		return f.regs[n]
	}
	return value{}
}

// visible decides whether a channel operation has to wait for its turn. Sends to the
// outside do not.
func (x *explorer) visible(s *state, i int) ([]*state, bool) {
	o := x.pending(s, i)
	if len(o.alts) == 1 && !o.def && o.alts[0].send && x.readiness(s, o.alts[0]) == may {
		s.escape(o.alts[0].val)
		x.completeChan(s, i, 0, value{}, value{})
		return nil, false
	}
	return nil, true
}

// completeChan finishes a channel operation of goroutine i: case j happened, and
// received v.
func (x *explorer) completeChan(s *state, i, j int, v, ok value) {
	if s.gs[i].errand != nil {
		o := x.pending(s, i)
		s.received(i, ok)
		x.finish(s, i, o, value{})
		return
	}
	f := s.top(i)
	switch instr := f.block.Instrs[f.pc].(type) {
	case *ssa.Send:
		f.pc++
	case *ssa.UnOp:
		if v.k == unset {
			v = s.fresh(elemOf(instr.X), false, "")
		}
		if instr.CommaOk {
			v = rec(v, ok)
		}
		set(f, instr, v)
	case *ssa.Select:
		if ok.k == unset {
			ok = num(0)
		}
		parts := []value{num(j), ok}
		for k, st := range instr.States {
			if st.Dir == types.SendOnly {
				continue
			}
			switch {
			case k == j && v.k != unset:
				parts = append(parts, v)
			case k == j:
				parts = append(parts, s.fresh(elemOf(st.Chan), false, ""))
			default:
				parts = append(parts, x.p.zero(elemOf(st.Chan)))
			}
		}
		set(f, instr, rec(parts...))
	}
}

// elemOf is the type of what comes through a channel. One of a type parameter may have its
// arguments differ in direction.
func elemOf(ch ssa.Value) types.Type {
	if t, ok := coretype.Of(ch.Type()).(*types.Chan); ok {
		return t.Elem()
	}
	return types.NewInterfaceType(nil, nil)
}

// intrinsics are the functions whose effect on primitives is built in.
var intrinsics = map[string]opKind{
	"(*sync.Mutex).Lock":       opLock,
	"(*sync.Mutex).TryLock":    opTryLock,
	"(*sync.Mutex).Unlock":     opUnlock,
	"(*sync.RWMutex).Lock":     opLock,
	"(*sync.RWMutex).TryLock":  opTryLock,
	"(*sync.RWMutex).Unlock":   opUnlock,
	"(*sync.RWMutex).RLock":    opRLock,
	"(*sync.RWMutex).TryRLock": opTryRLock,
	"(*sync.RWMutex).RUnlock":  opRUnlock,
	"(*sync.Once).Do":          opOnce,
	"(*sync.Cond).Wait":        opCondWait,
	"(*sync.Cond).Signal":      opSignal,
	"(*sync.Cond).Broadcast":   opBroadcast,
	"(*sync.WaitGroup).Add":    opAdd,
	"(*sync.WaitGroup).Done":   opDone,
	"(*sync.WaitGroup).Wait":   opWait,
	"(*sync.WaitGroup).Go":     opGo,
}

// opKind tells the operation of a function of another package.
func (p *Program) opKind(fn *ssa.Function) opKind {
	kind, ok := p.kinds[fn]
	if !ok {
		kind = p.findKind(fn)
		p.kinds[fn] = kind
	}
	return kind
}

func (p *Program) findKind(fn *ssa.Function) opKind {
	if len(fn.Blocks) > 0 && p.inside(fn) {
		return noOp
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return noOp
	}
	switch obj.Pkg().Path() {
	case "sync":
		return intrinsics[obj.FullName()]
	case "sync/atomic":
		return atomicOp(obj)
	case "time":
		if obj.FullName() == "(*time.Timer).Stop" && p.timers {
			return opStop
		}
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return noOp
	}
	t := recv.Type()
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	g := p.Env.Group(t)
	if g == nil || len(g.Go) == 0 || len(g.Wait) == 0 || slices.Contains(g.Limit, known.Self) {
		return noOp
	}
	switch name := obj.Name(); {
	case slices.Contains(g.Wait, name):
		return opWait
	case slices.Contains(g.Go, name) && obj.Signature().Results().Len() == 1:
		return opTryGo
	case slices.Contains(g.Go, name):
		return opGo
	case slices.Contains(g.Limit, name):
		return opLimit
	}
	return noOp
}

func atomicOp(fn *types.Func) opKind {
	name := fn.Name()
	has := func(prefix string) bool { return len(name) >= len(prefix) && name[:len(prefix)] == prefix }
	switch {
	case has("Load"):
		return opAtomicLoad
	case has("Store"):
		return opAtomicStore
	case has("Add"):
		return opAtomicAdd
	case has("Swap"):
		return opAtomicSwap
	case has("CompareAndSwap"):
		return opAtomicCAS
	}
	return noOp
}

// opOf returns the operation that a call is, or one of kind noOp.
func (x *explorer) opOf(s *state, c call, instr *ssa.Call, deferred bool) op {
	o := op{call: c, instr: instr, deferred: deferred}
	if c.builtin == "close" {
		o.kind, o.at = opClose, s.resolve(c.args[0])
		return o
	}
	fn := s.resolve(c.fn)
	switch {
	case fn.k == cancel:
		o.kind, o.at = opCancel, fn
		return o
	case fn.k == onced:
		o.kind, o.at = opOnce, value{k: pointer, n: fn.n}
		o.call.args = []value{o.at, fn.x.vs[0]}
		return o
	case c.method != nil && fn.k == rlocker:
		o.at = value{k: pointer, n: fn.n, m: fn.m}
		switch c.method.Name() {
		case "Lock":
			o.kind = opRLock
		case "Unlock":
			o.kind = opRUnlock
		}
		return o
	case c.method != nil && fn.k == iface:
		callee := x.method(fn.x.typ, c.method)
		if callee == nil {
			return o
		}
		fn, o.call.args = closure(callee, nil), append([]value{fn.x.vs[0]}, c.args...)
		o.call.fn, o.call.method = fn, nil
	}
	if fn.k != function {
		return o
	}
	if o.kind = x.p.opKind(fn.x.fn); o.kind == noOp {
		return o
	}
	if len(o.call.args) == 0 {
		o.kind = noOp
		return o
	}
	o.at = s.resolve(o.call.args[0])
	if o.at.k == symbol {
		at, ok := x.deref(s, o.at, receiver(fn.x.fn))
		if !ok {
			o.kind = noOp
		}
		o.at = at
	}
	if o.kind == opStop && s.delayedBy(o.at) < 0 {
		o.kind = noOp
		return o
	}
	if o.at.k != pointer || o.at.m >= len(s.objs[o.at.n].cells.vals) {
		o.kind = noOp
	}
	return o
}

// delayedBy returns the goroutine that a timer starts, or -1.
func (s *state) delayedBy(timer value) int {
	if timer.k != pointer {
		return -1
	}
	for i, g := range s.gs {
		if g.timer == timer.n+1 {
			return i
		}
	}
	return -1
}
