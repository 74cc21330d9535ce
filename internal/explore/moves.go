package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/ref"
)

// A move is one step that the system can make.
type move struct {
	who [2]int // the goroutines that end the operation they stood at; -1 for none
	to  []*state
	// again says that something was read again that others may have changed.
	again bool
}

// moves lists what can happen in a state.
func (x *explorer) moves(s *state) (out []move) {
	for i := range s.gs {
		o := x.pending(s, i)
		if o.kind == noOp {
			continue
		}
		x.matters = x.matters || x.claimable(s, i, o)
		x.meet(s, o)
		x.again = false
		n := len(out)
		out = append(out, x.movesOf(s, i, o)...)
		for j := n; j < len(out); j++ {
			out[j].again = x.again
		}
	}
	return out
}

// Directions of operations that were met on the channels of a site.
const (
	sends uint8 = 1 << iota
	receives
	closes
)

func (x *explorer) meet(s *state, o op) {
	if o.kind == opClose && o.at.k == channel {
		x.met[s.objs[o.at.n].site] |= closes
	}
	for _, a := range o.alts {
		if a.ch.k != channel {
			continue
		}
		dir := receives
		if a.send {
			dir = sends
		}
		x.met[s.objs[a.ch.n].site] |= dir
	}
}

// claimable reports whether a goroutine could be stuck at an operation, as far as its
// object goes.
func (x *explorer) claimable(s *state, i int, o op) bool {
	switch o.kind {
	case opChan:
		for _, a := range o.alts {
			if r := x.readiness(s, a); r == may {
				return false
			}
		}
		return true
	case opLock, opRLock, opOnce:
		if !s.objs[o.at.n].open {
			return len(s.gs) > 1
		}
		ok, _ := x.enabled(s, i, o)
		return !ok
	case opWait, opCondWait:
		return !s.objs[o.at.n].open || x.pair != nil && o.kind == opWait
	}
	return false
}

func (x *explorer) movesOf(s *state, i int, o op) []move {
	switch o.kind {
	case opChan:
		return x.chanMoves(s, i, o)
	case opTurn:
		next := s.clone()
		next.goroutine(i).turning = false
		return []move{{who: [2]int{i, -1}, to: x.settleAll([]*state{next}, i)}}
	}
	next := s.clone()
	if ok, left := x.enabled(next, i, o); ok {
		who := -1
		if left {
			who = i
		}
		if left {
			kind := Passes
			if o.kind == opLock || o.kind == opRLock {
				kind = Locks
			}
			next.note(Step{Kind: kind, Pos: x.posOf(s, i, o), Goroutine: i, obj: o.at.n, cell: o.at.m})
		}
		more := x.perform(next, i, o)
		to := x.settleAll(append([]*state{next}, more...), i)
		return []move{{who: [2]int{who, -1}, to: to}}
	}
	return nil
}

// settleAll settles goroutine i in each state.
func (x *explorer) settleAll(states []*state, who ...int) (out []*state) {
	for _, s := range states {
		if s.end == crashed {
			continue
		}
		if s.end != goesOn {
			out = append(out, s)
			continue
		}
		part := []*state{s}
		for _, i := range who {
			var next []*state
			for _, s := range part {
				if s.end != goesOn {
					next = append(next, s)
					continue
				}
				next = append(next, x.settle(s, i)...)
			}
			part = next
		}
		out = append(out, part...)
	}
	return out
}

// chanMoves are those of a send, receive or select. A meeting of two is listed with
// the receiver.
func (x *explorer) chanMoves(s *state, i int, o op) (out []move) {
	surely := false
	at := x.instr(s, i)
	if i == 0 && parks(at, o) {
		// The caller parks, on purpose: the process is ended from outside.
		next := s.clone()
		next.end = exited
		return []move{{who: [2]int{i, -1}, to: []*state{next}}}
	}
	for _, a := range o.alts {
		switch r := x.readiness(s, a); r {
		case broken:
			surely = true
			if may, _ := x.mayRecover(s, i); !may {
				out = append(out, move{who: [2]int{i, -1}})
			} else {
				next := s.clone()
				next.end = cut
				out = append(out, move{who: [2]int{i, -1}, to: []*state{next}})
			}
		case ready, may:
			surely = surely || r == ready
			next := s.clone()
			v, ok := x.serve(next, a)
			x.passed(next, i, o, a)
			x.completeChan(next, i, a.i, v, ok)
			out = append(out, move{who: [2]int{i, -1}, to: x.settleAll([]*state{next}, i)})
		case never:
			if a.send || a.ch.k != channel || s.objs[a.ch.n].ctx > 0 {
				continue
			}
			for j := range s.gs {
				if j == i {
					continue
				}
				p := x.pending(s, j)
				for _, b := range p.alts {
					if !b.send || b.ch.k != channel || b.ch.n != a.ch.n || s.objs[a.ch.n].cap > 0 {
						continue
					}
					next := s.clone()
					x.passed(next, j, p, b)
					x.passed(next, i, o, a)
					x.completeChan(next, j, b.i, value{}, value{})
					x.completeChan(next, i, a.i, b.val, num(1))
					out = append(out, move{who: [2]int{i, j}, to: x.settleAll([]*state{next}, j, i)})
				}
			}
		}
	}
	if o.def && !surely {
		next := s.clone()
		next.note(Step{Kind: Chooses, Pos: at.Pos(), Goroutine: i})
		x.completeChan(next, i, -1, value{}, value{})
		out = append(out, move{who: [2]int{i, -1}, to: x.settleAll([]*state{next}, i)})
	}
	return out
}

// passed notes that goroutine i gets past a channel operation by one of its ways.
func (x *explorer) passed(s *state, i int, o op, a alt) {
	at := x.instr(s, i)
	step := Step{Kind: Passes, Pos: at.Pos(), Goroutine: i, obj: a.ch.n}
	if sel, ok := at.(*ssa.Select); ok {
		step.Kind, step.Pos = Chooses, sel.States[a.i].Pos
	}
	s.note(step)
}

// parks reports whether an operation waits for nothing, on purpose: an empty select,
// or the end of a context that has none.
func parks(at ssa.Instruction, o op) bool {
	if recv, ok := at.(*ssa.UnOp); ok && len(o.alts) == 1 && o.alts[0].ch.k == null {
		call, ok := recv.X.(*ssa.Call)
		return ok && call.Call.IsInvoke() && ref.IsContext(call.Call.Value.Type())
	}
	return len(o.alts) == 0 && !o.def
}

// instr is the instruction that goroutine i stands at.
func (x *explorer) instr(s *state, i int) ssa.Instruction {
	g := s.gs[i]
	if len(g.frames) == 0 {
		return g.launch
	}
	f := g.frames[len(g.frames)-1]
	return f.block.Instrs[f.pc]
}

// serve takes from or gives to a channel that is ready.
func (x *explorer) serve(s *state, a alt) (v, ok value) {
	unknown := func() (v, ok value) {
		v, ok = s.fresh(a.elem, false, "received"), num(1)
		if !x.p.Env.Timer(a.from) { // which is never closed
			ok = s.fresh(types.Typ[types.Bool], true, "ok")
		}
		return v, ok
	}
	if a.ch.k != channel {
		s.rests = s.rests || a.ch.k == symbol && s.sym(a.ch).given
		if a.send {
			s.escape(a.val)
			return value{}, value{}
		}
		return unknown()
	}
	o := s.objs[a.ch.n]
	s.rests = s.rests || o.open && o.ctx == 0
	switch {
	case o.ctx > 0:
		if done, _ := s.ctxDone(o.ctx); !done {
			s.cancelFree(o.ctx)
		}
		return x.p.zero(a.elem), num(0)
	case a.send:
		o = s.object(a.ch.n)
		if o.open {
			s.escape(a.val)
			return value{}, value{}
		}
		o.buf = append(o.buf, a.val)
		return value{}, value{}
	case len(o.buf) > 0 && !o.open:
		o = s.object(a.ch.n)
		v = o.buf[0]
		o.buf = slices.Clone(o.buf[1:])
		return v, num(1)
	case o.closed:
		return x.p.zero(a.elem), num(0)
	}
	return unknown()
}

// enabled reports whether an operation can take its next step now, and whether
// it is then over.
func (x *explorer) enabled(s *state, i int, o op) (ok, over bool) {
	cell := func() value { return s.objs[o.at.n].cells.vals[o.at.m] }
	switch o.kind {
	case opLock:
		c := cell()
		if c.n == 0 && c.m == 0 || x.handedOut(s, o.at, c) {
			return true, true
		}
		// A writer that waits for readers keeps new ones out.
		return c.m > 0 && c.n == 0 && s.gs[i].phase == 0, false
	case opRLock:
		c := cell()
		return c.n == 0 && pendingWriters(c) == 0 || x.handedOut(s, o.at, c), true
	case opWait:
		// Of a pair, what the one launches is what the other waits for.
		return s.objs[o.at.n].open && x.pair == nil || cell().n <= 0, true
	case opOnce:
		return cell().n != 1, true
	case opCondWait:
		open := s.objs[o.at.n].open
		switch s.gs[i].phase {
		case 0:
			if open {
				return true, true
			}
			return true, false
		case 1:
			if !open {
				return false, false
			}
		}
		l := x.locker(s, o.at)
		if l.k == unset {
			return true, true
		}
		c := s.objs[l.n].cells.vals[l.m]
		if l.k == rlocker {
			return c.n == 0 && pendingWriters(c) == 0, true
		}
		return c.n == 0 && c.m == 0, true
	}
	return true, true
}

// handedOut reports whether a lock is held by a goroutine that has ended, and can be
// reached from elsewhere: somebody else is to unlock it.
func (x *explorer) handedOut(s *state, at, cell value) bool {
	return s.objs[at.n].open && cell.n > 0 && s.gs[cell.n-1].done
}

func pendingWriters(c value) int {
	if p := c.parts(); len(p) > 0 {
		return p[0].n
	}
	return 0
}

// locker returns the lock of a condition: a pointer to its cell, or an rlocker.
func (x *explorer) locker(s *state, at value) value {
	l := s.resolve(x.cell(s, at.n, at.m))
	if l.k == iface {
		l = s.resolve(l.x.vs[0])
	}
	if l.k == pointer && l.m < len(s.objs[l.n].cells.vals) && s.objs[l.n].cells.vals[l.m].k == primitive || l.k == rlocker {
		return l
	}
	return value{}
}

// perform executes an operation that is enabled.
func (x *explorer) perform(s *state, i int, o op) []*state {
	if o.kind == opClose {
		return x.close(s, i, o)
	}
	if o.kind == opCancel {
		s.object(o.at.n).cancelled = true
		x.finish(s, i, o, value{})
		return nil
	}
	if o.kind == opStart {
		s.goroutine(i).delayed = false
		return nil
	}
	obj := s.object(o.at.n)
	at := o.at
	if o.kind == opCondWait || o.kind == opSignal || o.kind == opBroadcast {
		at.m++
	}
	cell := &obj.cells.vals[at.m]
	set := func(n, m, pend int) {
		v := value{k: primitive, n: n, m: m}
		if pend > 0 {
			v.x = &extra{vs: []value{num(pend)}}
		}
		*cell = v
	}
	g := s.goroutine(i)
	switch o.kind {
	case opLock:
		if x.handedOut(s, at, *cell) {
			set(0, 0, 0)
		}
		pend := pendingWriters(*cell)
		if cell.m > 0 {
			g.phase = 1
			set(cell.n, cell.m, pend+1)
			return nil
		}
		if g.phase == 1 {
			pend--
			g.phase = 0
		}
		set(i+1, 0, pend)
		s.started = s.started || x.locksCount()
		x.finish(s, i, o, value{})
	case opRLock:
		s.started = s.started || x.locksCount()
		set(0, cell.m+1, pendingWriters(*cell))
		x.finish(s, i, o, value{})
	case opTryLock, opTryRLock:
		free := cell.n == 0 && (cell.m == 0 || o.kind == opTryRLock) && pendingWriters(*cell) == 0
		if free && o.kind == opTryLock {
			set(i+1, 0, 0)
		} else if free {
			set(0, cell.m+1, 0)
		}
		if free && obj.open { // somebody else may hold it
			other := s.clone()
			back := other.object(at.n)
			back.cells.vals[at.m] = value{k: primitive, n: 0, m: max(0, cell.m-1)}
			if o.kind == opTryLock {
				back.cells.vals[at.m].m = 0
			}
			x.finish(s, i, o, num(1))
			other.assume(true)
			x.finish(other, i, o, num(0))
			return []*state{other}
		}
		x.finish(s, i, o, boolean(free))
	case opUnlock:
		if cell.n == 0 && !obj.open && !x.lenient {
			s.end = crashed
			return nil
		}
		set(0, cell.m, pendingWriters(*cell))
		x.finish(s, i, o, value{})
	case opRUnlock:
		if cell.m == 0 && !obj.open && !x.lenient {
			s.end = crashed
			return nil
		}
		set(cell.n, max(0, cell.m-1), pendingWriters(*cell))
		x.finish(s, i, o, value{})
	case opAdd:
		return x.add(s, i, o, cell)
	case opDone:
		cell.n--
		if cell.n < 0 && !obj.open {
			s.end = crashed
			return nil
		}
		cell.n = max(0, cell.n)
		x.finish(s, i, o, value{})
	case opWait:
		if p := cell.parts(); len(p) > 0 && p[0].k == ctx {
			s.object(p[0].n).cancelled = true
		}
		x.finish(s, i, o, x.results(s, resultsOf(o.call), true))
	case opLimit:
		if cell.m = 1; len(o.call.args) > 1 {
			if n := s.resolve(o.call.args[1]); n.k == number {
				cell.m = n.n // none if negative
			}
		}
		x.finish(s, i, o, x.results(s, resultsOf(o.call), false))
	case opGo, opTryGo:
		return x.goInto(s, i, o, cell)
	case opStop:
		return x.stopTimer(s, i, o, obj.open)
	case opOnce:
		return x.once(s, i, o, cell)
	case opCondWait:
		return x.condWait(s, i, o, cell)
	case opSignal, opBroadcast:
		waiting := cell.parts()
		n := len(waiting)
		if o.kind == opSignal {
			n = min(n, 1)
		}
		for _, w := range waiting[:n] {
			s.goroutine(w.n).phase = 2
		}
		*cell = value{k: primitive, x: &extra{vs: waiting[n:]}}
		x.finish(s, i, o, value{})
	case opAtomicLoad, opAtomicStore, opAtomicAdd, opAtomicSwap, opAtomicCAS:
		return x.atomic(s, i, o, at)
	}
	return nil
}

func (x *explorer) close(s *state, i int, o op) []*state {
	switch o.at.k {
	case null:
		s.end = crashed
		return nil
	case channel:
		obj := s.object(o.at.n)
		if obj.closed && !obj.open {
			s.end = crashed
			if may, _ := x.mayRecover(s, i); may {
				s.end = cut
			}
			return nil
		}
		obj.closed = true
	}
	x.finish(s, i, o, value{})
	return nil
}

func (x *explorer) add(s *state, i int, o op, cell *value) []*state {
	at := o.at
	n := s.resolve(o.call.args[1])
	if s.objs[at.n].open && x.pair == nil {
		x.finish(s, i, o, value{})
		return nil
	}
	if n.k == symbol && !s.sym(n).length {
		s.some(n) // who counts n workers means some
	}
	if (n.k == number || n.k == symbol && !s.sym(n).length) && askedFor(o.call.at) {
		s.counted = true
	}
	return x.sizedAny(s, n, func(s *state, n int) {
		obj := s.object(at.n)
		c := &obj.cells.vals[at.m]
		c.n += n
		if c.n < 0 && !obj.open {
			s.end = crashed
			return
		}
		c.n = max(0, c.n)
		x.finish(s, i, o, value{})
	})
}

// askedFor reports whether what a group counts is a number that comes from elsewhere, as it is.
func askedFor(add ssa.Instruction) bool {
	call, ok := add.(ssa.CallInstruction)
	if !ok || len(call.Common().Args) != 2 {
		return false
	}
	switch n := ref.Strip(call.Common().Args[1]).(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.UnOp, *ssa.Field, *ssa.Extract:
		return true
	case *ssa.Call:
		_, ok := n.Call.Value.(*ssa.Builtin)
		return !ok
	}
	return false
}

// sizedAny is sized for a number that may be negative.
func (x *explorer) sizedAny(s *state, n value, then func(*state, int)) []*state {
	if n = s.resolve(n); n.k == number {
		then(s, n.n)
		return nil
	}
	return x.sized(s, n, then)
}

// goInto launches into a group.
func (x *explorer) goInto(s *state, i int, o op, cell *value) []*state {
	c := call{fn: s.resolve(o.call.args[len(o.call.args)-1]), at: o.call.at}
	if cell.m > 0 && cell.n >= cell.m {
		s.end = cut // it would have to wait for its turn
		return nil
	}
	cell.n++
	at := o.at
	at.k = pointer
	var more []*state
	if o.kind == opTryGo {
		other := s.clone()
		other.object(at.n).cells.vals[at.m].n--
		x.finish(other, i, o, num(0))
		more = append(more, other)
		x.finish(s, i, o, num(1))
	} else {
		x.finish(s, i, o, x.results(s, resultsOf(o.call), false))
	}
	return append(more, x.launch(s, i, c, o.call.at, hook{leaves, at})...)
}

// stopTimer keeps the func of a timer from being started, if that is not done yet.
func (x *explorer) stopTimer(s *state, i int, o op, open bool) []*state {
	g := s.goroutine(s.delayedBy(o.at))
	switch {
	case open: // somebody else may start it once more
		x.finish(s, i, o, value{})
	case g.delayed:
		g.delayed, g.done = false, true
		x.finish(s, i, o, num(1))
	default:
		x.finish(s, i, o, num(0))
	}
	return nil
}

func (x *explorer) once(s *state, i int, o op, cell *value) []*state {
	keeps := s.resolve(o.call.fn).k == onced
	if cell.n == 2 {
		result := value{}
		if keeps {
			result = s.resolve(s.objs[o.at.n].cells.vals[1])
		}
		x.finish(s, i, o, result)
		return nil
	}
	cell.n = 1
	at := o.at
	fn := s.resolve(o.call.args[1])
	if fn.k != function || !x.p.inside(fn.x.fn) || len(fn.x.fn.Blocks) > maxBlocks {
		s.escape(fn)
		s.object(at.n).cells.vals[at.m].n = 2
		x.finish(s, i, o, value{})
		return nil
	}
	resume := x.undefer(s, i, o)
	f := x.newFrame(s, fn.x.fn, fn, nil)
	f.after, f.resume = hook{onceDone, at}, resume
	if keeps {
		f.after.kind = onceKept
	}
	g := s.goroutine(i)
	g.only = nil
	g.frames = append(g.frames[:len(g.frames):len(g.frames)], f)
	return nil
}

func (x *explorer) condWait(s *state, i int, o op, cell *value) []*state {
	g := s.goroutine(i)
	if s.objs[o.at.n].open && g.phase == 0 {
		x.finish(s, i, o, value{})
		return nil
	}
	l := x.locker(s, o.at)
	if g.phase == 0 {
		waiting := append(slices.Clip(slices.Clone(cell.parts())), num(i))
		*cell = value{k: primitive, x: &extra{vs: waiting}}
		g.phase = 1
		if l.k != unset {
			lock := &s.object(l.n).cells.vals[l.m]
			switch {
			case l.k == rlocker && lock.m > 0:
				lock.m--
			case l.k == pointer && lock.n > 0:
				lock.n = 0
			case !s.objs[l.n].open:
				s.end = crashed
			}
		}
		return nil
	}
	g.phase = 0
	if l.k != unset {
		lock := &s.object(l.n).cells.vals[l.m]
		if l.k == rlocker {
			lock.m++
		} else {
			lock.n = i + 1
		}
	}
	x.finish(s, i, o, value{})
	return nil
}

// atomic operates on the value in a cell.
func (x *explorer) atomic(s *state, i int, o op, at value) []*state {
	args := o.call.args
	old := s.resolve(x.cell(s, at.n, at.m))
	write := func(s *state, v value) {
		obj := s.object(at.n)
		if obj.open {
			s.escape(v)
			obj = s.object(at.n)
		}
		obj.cells.vals[at.m] = v
	}
	arg := func(n int) value {
		if n < len(args) {
			return s.resolve(args[n])
		}
		return value{}
	}
	switch o.kind {
	case opAtomicLoad:
		x.again = x.again || s.objs[at.n].open
		x.finish(s, i, o, old)
	case opAtomicStore:
		write(s, arg(1))
		x.finish(s, i, o, value{})
	case opAtomicSwap:
		write(s, arg(1))
		x.finish(s, i, o, old)
	case opAtomicAdd:
		v := s.combine(token.ADD, old, arg(1))
		if v.depth() > depth {
			v = s.fresh(types.Typ[types.Int], false, "")
		}
		write(s, v)
		x.finish(s, i, o, v)
	case opAtomicCAS:
		equal := s.combine(token.EQL, old, arg(1))
		return x.decide(s, equal, turning{}, func(s *state, is bool) {
			if is {
				write(s, s.resolve(arg(2)))
			}
			x.finish(s, i, o, boolean(is))
		})
	}
	return nil
}
