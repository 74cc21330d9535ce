package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// Never returns the locks that a function takes and, on some way, still has when it returns, while nobody in the
// package gives up this lock for another. It needs no search: there is no unlock in the function that a condition
// could lead past.
//
// Only locks that the package sees all of are told of: an unexported field or variable, of which nothing is
// ever done but to lock and unlock it. It must be one that others may have, not of a value that the function makes, and
// some other function has to lock and unlock it: that one will wait.
func (p *Program) Never() (out []*Kept) {
	uses, spoilt := p.lockUses()
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			kind, key := p.lockKey(call.Common())
			if kind != opLock && kind != opRLock || spoilt[key] || !p.closed(key, call.Call.Args[0]) || !given(call.Call.Args[0]) {
				continue
			}
			home := p.home(fn)
			if home != fn || uses[key][home].unlocks || !uses.waits(key, home, kind) {
				continue
			}
			if ret := p.returnFrom(call); ret != nil {
				out = append(out, &Kept{
					Root: fn, At: call.Pos(), Reads: kind == opRLock, Never: true, Lock: declaration(key),
					Steps: []Step{{Kind: Locks, Pos: call.Pos()}, {Kind: Ends, Pos: endPos(ret)}},
				})
			}
		}
	}
	return out
}

// A lockUse is what a function does with a lock, with the literals that it calls or defers where they stand.
type lockUse struct{ locks, reads, unlocks bool }

type lockUses map[any]map[*ssa.Function]lockUse

// waits reports whether a function other than one takes a lock, for which it would wait, and gives it up.
func (u lockUses) waits(key any, but *ssa.Function, held opKind) bool {
	for fn, use := range u[key] {
		if fn != but && use.unlocks && (use.locks || use.reads && held == opLock) {
			return true
		}
	}
	return false
}

// lockUses lists what is done with each lock, and those of which something else is done: a function gives it up that
// may not have it, or its address is taken.
func (p *Program) lockUses() (uses lockUses, spoilt map[any]bool) {
	uses, spoilt = make(lockUses), p.sharedPointers()
	for _, fn := range p.Funcs {
		home := p.home(fn)
		for instr := range flow.Instrs(fn) {
			c, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			kind, key := p.lockKey(c.Common())
			if kind == noOp {
				continue
			}
			if uses[key] == nil {
				uses[key] = make(map[*ssa.Function]lockUse)
			}
			use := uses[key][home]
			switch kind {
			case opLock:
				use.locks = true
			case opRLock:
				use.reads = true
			case opUnlock, opRUnlock:
				use.unlocks = true
			}
			uses[key][home] = use
		}
	}
	var ops []*ssa.Value
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			if addr, ok := instr.(ssa.Value); ok && isLock(addr.Type()) && !p.onlyLocked(addr) {
				spoilt[loadedFrom(addr)] = true
			}
			ops = instr.Operands(ops[:0])
			for _, op := range ops {
				g, ok := (*op).(*ssa.Global)
				if !ok {
					continue
				}
				if isLockPointer(g.Type()) && !readsOrSets(instr, g) {
					spoilt[g] = true
				}
				if isLock(g.Type()) {
					if c, ok := instr.(ssa.CallInstruction); !ok || !p.locksIt(c, g) {
						spoilt[g] = true
					}
				}
			}
		}
	}
	for key, by := range uses {
		for fn := range by {
			if !spoilt[key] && p.givesUp(fn, key) {
				spoilt[key] = true
			}
		}
	}
	return uses, spoilt
}

// lockKey is lockOp for locks that may be kept as a pointer as well: such a one is named by the field or variable that has the
// pointer.
func (p *Program) lockKey(c *ssa.CallCommon) (opKind, any) {
	kind, key := p.lockOp(c)
	if kind == noOp || c.IsInvoke() || cellOf(c.Args[0]) != nil {
		return kind, key
	}
	if from := loadedFrom(c.Args[0]); from != nil {
		key = from
	}
	return kind, key
}

// sharedPointers returns the fields and variables for pointers to locks which something else may have as well: they are set to what is
// not made for them, or their own address is taken.
func (p *Program) sharedPointers() map[any]bool {
	shared := make(map[any]bool)
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			if st, ok := instr.(*ssa.Store); ok && isLock(st.Val.Type()) && !madeFor(st) {
				shared[cellOf(st.Addr)] = true
			}
			at, ok := instr.(*ssa.FieldAddr)
			if !ok || !isLockPointer(at.Type()) {
				continue
			}
			for _, r := range *at.Referrers() {
				switch r := r.(type) {
				case *ssa.DebugRef, *ssa.UnOp:
				case *ssa.Store:
					if r.Addr != at {
						shared[cellOf(at)] = true
					}
				default:
					shared[cellOf(at)] = true
				}
			}
		}
	}
	return shared
}

// madeFor reports whether a store is all that is ever done with a new lock.
func madeFor(st *ssa.Store) bool {
	made, ok := st.Val.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, r := range *made.Referrers() {
		if _, debug := r.(*ssa.DebugRef); !debug && r != st {
			return false
		}
	}
	return true
}

// isLockPointer reports whether a type is the address of a pointer to a lock.
func isLockPointer(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	return ok && isLock(ptr.Elem())
}

// isLock reports whether a type is a pointer to a lock.
func isLock(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" && (named.Obj().Name() == "Mutex" || named.Obj().Name() == "RWMutex")
}

// readsOrSets reports whether an instruction reads a variable, or sets it.
func readsOrSets(instr ssa.Instruction, g *ssa.Global) bool {
	switch i := instr.(type) {
	case *ssa.UnOp, *ssa.DebugRef:
		return true
	case *ssa.Store:
		return i.Addr == g
	}
	return false
}

// onlyLocked reports whether an address of a lock is used for nothing but to lock and unlock it.
func (p *Program) onlyLocked(addr ssa.Value) bool {
	refs := addr.Referrers()
	if refs == nil {
		return true
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if !p.locksIt(r, addr) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// locksIt reports whether a call is a Lock, RLock, Unlock or RUnlock of a lock.
func (p *Program) locksIt(c ssa.CallInstruction, addr ssa.Value) bool {
	if _, launched := c.(*ssa.Go); launched {
		return false
	}
	kind, _ := p.lockKey(c.Common())
	return kind != noOp && kind != opOnce && len(c.Common().Args) == 1 && c.Common().Args[0] == addr
}

// closed reports whether only this package can name the field or variable that a lock is in: an embedded one it can if it can name
// the type.
func (p *Program) closed(key any, addr ssa.Value) bool {
	switch key := key.(type) {
	case *types.Var:
		if !key.Embedded() {
			return !key.Exported()
		}
		at, ok := addr.(*ssa.FieldAddr)
		return ok && !isExported(at.X.Type()) && !p.unlockable()
	case *ssa.Global:
		return key.Object() != nil && !key.Object().Exported()
	}
	return false
}

// isExported reports whether other packages can name the type that a pointer leads to.
func isExported(ptr types.Type) bool {
	p, ok := ptr.Underlying().(*types.Pointer)
	if !ok {
		return true
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return !ok || named.Obj().Exported() || named.Obj().Parent() == nil
}

// unlockable reports whether the package makes an interface value of something that has a method Unlock, which may be that of an
// embedded lock.
func unlockable(p *Program) bool {
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			i, ok := instr.(*ssa.MakeInterface)
			if !ok || isLock(i.X.Type()) {
				continue
			}
			if m, _, _ := types.LookupFieldOrMethod(i.Type(), false, nil, "Unlock"); m != nil {
				return true
			}
		}
	}
	return false
}

// declaration is what declares a lock that is closed.
func declaration(key any) types.Object {
	if g, ok := key.(*ssa.Global); ok {
		return g.Object()
	}
	return key.(*types.Var)
}

// given reports whether the lock is in what a function is given, or in a variable of the package.
func given(addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.UnOp:
			if a.Op != token.MUL {
				return false
			}
			addr = a.X
		case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
			return true
		case *ssa.Alloc: // a parameter that a literal uses as well
			return holdsParameter(a)
		default:
			return false
		}
	}
}

// endPos is the position of a return, or of the end of the function if the source has none.
func endPos(ret ssa.Instruction) token.Pos {
	if pos := ret.Pos(); pos.IsValid() {
		return pos
	}
	if syntax := ret.Parent().Syntax(); syntax != nil {
		return syntax.End() - 1
	}
	return token.NoPos
}

// holdsParameter reports whether a variable holds nothing but a parameter.
func holdsParameter(cell *ssa.Alloc) bool {
	found := false
	for _, r := range *cell.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == cell {
			if _, ok := st.Val.(*ssa.Parameter); !ok {
				return false
			}
			found = true
		}
	}
	return found
}

// home returns the function as part of which a function runs: that around it for a literal which is called, or deferred, where
// it stands, and is used for nothing else, unless it locks something itself.
func (p *Program) home(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		at := p.calledAt(fn)
		if at == nil || p.locksSomething(fn) {
			break
		}
		fn = fn.Parent()
	}
	return fn
}

func (p *Program) locksSomething(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if c, ok := instr.(ssa.CallInstruction); ok {
			if kind, _ := p.lockKey(c.Common()); kind == opLock || kind == opRLock {
				return true
			}
		}
	}
	return false
}

// calledAt returns the one call or defer statement of a literal, if it is used for nothing else.
func (p *Program) calledAt(fn *ssa.Function) (at ssa.Instruction) {
	var ops []*ssa.Value
	for instr := range flow.Instrs(fn.Parent()) {
		ops = instr.Operands(ops[:0])
		for _, op := range ops {
			val := *op
			if m, ok := val.(*ssa.MakeClosure); ok {
				val = m.Fn
			}
			if val != fn {
				continue
			}
			switch i := instr.(type) {
			case *ssa.MakeClosure, *ssa.DebugRef:
				continue
			case *ssa.Call, *ssa.Defer:
				if at != nil || i.(ssa.CallInstruction).Common().StaticCallee() != fn {
					return nil
				}
				at = instr
			default:
				return nil
			}
		}
	}
	return at
}

// givesUp reports whether a function may return having given up a lock more often than it took it, so that it gave it up for
// somebody else.
func (p *Program) givesUp(fn *ssa.Function, key any) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	type point struct {
		block *ssa.BasicBlock
		net   int
	}
	seen := make(map[point]bool)
	todo := []point{{fn.Blocks[0], 0}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		net := at.net
		for _, instr := range at.block.Instrs {
			net = max(-1, min(1, net+p.netOf(instr, key)))
			if flow.IsReturn(instr) && net < 0 {
				return true
			}
		}
		for _, s := range at.block.Succs {
			todo = append(todo, point{s, net})
		}
	}
	return false
}

// netOf tells how often an instruction takes a lock, less how often it gives it up, now or when its function returns.
func (p *Program) netOf(instr ssa.Instruction, key any) (net int) {
	c, ok := instr.(ssa.CallInstruction)
	if !ok {
		return 0
	}
	switch kind, k := p.lockKey(c.Common()); {
	case k != key:
	case kind == opLock || kind == opRLock:
		return 1
	case kind == opUnlock || kind == opRUnlock:
		return -1
	}
	if callee := c.Common().StaticCallee(); callee != nil && callee.Parent() == instr.Parent() && p.home(callee) != callee {
		for in := range flow.Instrs(callee) {
			net += p.netOf(in, key)
		}
	}
	return net
}

// returnFrom returns a return that a way leads to from an instruction.
func (p *Program) returnFrom(from ssa.Instruction) (ret ssa.Instruction) {
	flow.Leads(from, func(instr ssa.Instruction) bool {
		if flow.IsReturn(instr) {
			ret = instr
		}
		return ret != nil
	}, func(instr ssa.Instruction) bool {
		c, ok := instr.(*ssa.Call)
		return ok && p.exits(c.Common())
	})
	return ret
}
