package explore

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// Roots lists the functions that are worth exploring:
//
//   - those that make what goroutines block on, or get it from a constructor, and
//     in whose goroutines something may block: first those that launch or block
//     themselves;
//   - those that may take a lock while they hold it.
//
// All others see nothing but open objects, of which nothing can be claimed.
func (p *Program) Roots() (out []*ssa.Function) {
	var second, third []*ssa.Function
	blocks := p.closure(p.mayBlock)
	launches := p.closure(p.launches)
	stuck := p.closure(blocksOnNothing)
	makes := p.makers()
	twice := p.relockers()
	keep := p.Keepers()
	for _, fn := range p.Funcs {
		if fn.Synthetic != "" {
			continue
		}
		switch {
		case blocks[fn] && makes[fn] && (launches[fn] || p.blocksItself(fn)), stuck[fn] && launches[fn]:
			out = append(out, fn)
		case twice[fn], keep[fn]:
			second = append(second, fn)
		case blocks[fn] && makes[fn]:
			third = append(third, fn)
		}
	}
	return slices.Concat(out, second, third)
}

// Budget is how many states may be looked at in all roots together, and a fifth of that again in
// all pairs. A small package costs little anyway; for a large one it is in proportion to its
// instructions, so that the search takes less than three times what building its SSA
// does.
func (p *Program) Budget() int {
	n := 0
	for _, fn := range p.Funcs {
		for _, b := range fn.Blocks {
			n += len(b.Instrs)
		}
	}
	if n > large {
		return n / 30
	}
	return 10000
}

// large is from how many instructions on a package is a large one: their SSA takes some
// 50 ms to build.
const large = 25000

// closure returns the functions that have an instruction of a kind, by
// themselves or in what they mention.
func (p *Program) closure(is func(ssa.Instruction) bool) map[*ssa.Function]bool {
	has := make(map[*ssa.Function]bool)
	var work []*ssa.Function
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			if is(instr) {
				has[fn] = true
				work = append(work, fn)
				break
			}
		}
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, u := range p.mentions()[fn] {
			if !has[u] {
				has[u] = true
				work = append(work, u)
			}
		}
	}
	return has
}

// mentions maps each function to those that mention it, or make an interface value
// of a type that has it as a method.
func (p *Program) mentions() map[*ssa.Function][]*ssa.Function {
	if p.mentioned != nil {
		return p.mentioned
	}
	p.mentioned = make(map[*ssa.Function][]*ssa.Function)
	var ops []*ssa.Value
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			ops = instr.Operands(ops[:0])
			for _, op := range ops {
				if callee, ok := (*op).(*ssa.Function); ok {
					callee = p.declared(callee)
					p.mentioned[callee] = append(p.mentioned[callee], fn)
				}
			}
			if mi, ok := instr.(*ssa.MakeInterface); ok {
				for _, m := range p.methods(mi.X.Type()) {
					p.mentioned[m] = append(p.mentioned[m], fn)
				}
			}
		}
	}
	return p.mentioned
}

// declared returns the function that the source has for a wrapper or instance.
func (p *Program) declared(fn *ssa.Function) *ssa.Function {
	if fn.Synthetic != "" {
		if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() == p.Pkg.Pkg {
			if d := fn.Prog.FuncValue(obj.Origin()); d != nil {
				return d
			}
		}
	}
	return origin(fn)
}

// methods returns the methods that a type of the package declares.
func (p *Program) methods(t types.Type) (out []*ssa.Function) {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !p.own(named) {
		return nil
	}
	for m := range named.Methods() {
		if fn := p.Pkg.Prog.FuncValue(m.Origin()); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// launches reports whether an instruction starts a goroutine.
func (p *Program) launches(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Go:
		return true
	case ssa.CallInstruction:
		if fn := instr.Common().StaticCallee(); fn != nil {
			kind := p.opKind(fn)
			return kind == opGo || kind == opTryGo || calls(instr, "time.AfterFunc") || p.launchesFor(fn)
		}
	}
	return false
}

// launchesFor reports whether a function, whose body is not there to be followed, launches what it is given.
func (p *Program) launchesFor(fn *ssa.Function) bool {
	_, ok := launchedOnce(p.factOf(fn))
	return ok
}

func (p *Program) blocksItself(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if p.mayBlock(instr) {
			return true
		}
	}
	return false
}

// holds reports whether a value of the type is a channel or primitive, or leads to
// one through a few types of the package.
func (p *Program) holds(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if p.holding[named] {
			return false // a slice or map of itself holds what the rest of it does
		}
		p.holding[named] = true
		defer delete(p.holding, named)
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Pointer:
		t = u.Elem()
	case *types.Slice:
		return p.holds(u.Elem(), depth)
	case *types.Map:
		return p.holds(u.Elem(), depth)
	case *types.Tuple:
		for v := range u.Variables() {
			if p.holds(v.Type(), depth) {
				return true
			}
		}
		return false
	case *types.Interface:
		return !isError(t) && !ref.IsContext(t)
	}
	for _, c := range p.layoutOf(t) {
		if _, ok := c.Underlying().(*types.Chan); ok || p.zeroCell(c).k == primitive || ref.IsContext(c) || ref.IsCancel(c) {
			return true
		}
		if depth == 0 {
			continue
		}
		switch u := c.Underlying().(type) {
		case *types.Pointer:
			if p.own(u.Elem()) && p.holds(c, depth-1) {
				return true
			}
		case *types.Slice, *types.Map:
			if p.holds(c, depth-1) {
				return true
			}
		}
	}
	return false
}

// own reports whether a type is declared in the package.
func (p *Program) own(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == p.Pkg.Pkg
}

func (p *Program) mayBlock(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		c := instr.Common()
		if c.IsInvoke() {
			return c.Method.FullName() == "(sync.Locker).Lock"
		}
		if fn := c.StaticCallee(); fn != nil {
			switch p.opKind(fn) {
			case opLock, opRLock, opWait, opOnce, opCondWait:
				return true
			}
			if p.blocksFor(fn) {
				return true
			}
			return strings.HasPrefix(origin(fn).String(), "sync.Once") // what it returns does
		}
	}
	return false
}

// blocksFor reports whether a function, whose body is not there to be followed, sends or receives on a channel that it is given.
func (p *Program) blocksFor(fn *ssa.Function) bool {
	f := p.factOf(fn)
	return f != nil && slices.ContainsFunc(f.Ways, func(w fact.Way) bool {
		return slices.ContainsFunc(w.Acts, func(a fact.Act) bool { return a.Effect&(fact.Sends|fact.Receives) != 0 })
	})
}

// makers returns the functions that make a primitive themselves, get one as the
// result of a function of the package that does, or make what holds one that
// such a function puts there.
func (p *Program) makers() map[*ssa.Function]bool {
	makes := p.direct()
	reach := p.closure(func(instr ssa.Instruction) bool { return makes[instr.Parent()] })
	for _, fn := range p.Funcs {
		if makes[fn] || !reach[fn] {
			continue
		}
		for instr := range flow.Instrs(fn) {
			if a, ok := instr.(*ssa.Alloc); ok && p.holds(a.Type(), 2) {
				makes[fn] = true
			}
		}
	}
	return makes
}

func (p *Program) direct() map[*ssa.Function]bool {
	makes := make(map[*ssa.Function]bool)
	for changed := true; changed; {
		changed = false
		for _, fn := range p.Funcs {
			if makes[fn] {
				continue
			}
			for instr := range flow.Instrs(fn) {
				if p.makesPrimitive(instr, makes) {
					makes[fn], changed = true, true
					break
				}
			}
		}
	}
	return makes
}

func (p *Program) makesPrimitive(instr ssa.Instruction, makes map[*ssa.Function]bool) bool {
	switch instr := instr.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.Alloc:
		if _, ok := instr.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Chan); ok {
			return true // nil, until somebody makes one
		}
		for _, t := range p.layoutOf(instr.Type().Underlying().(*types.Pointer).Elem()) {
			if p.zeroCell(t).k == primitive {
				return true
			}
		}
	case *ssa.Call:
		fn := instr.Call.StaticCallee()
		if fn == nil {
			return false
		}
		if p.inside(fn) {
			return makes[origin(fn)] && p.holds(instr.Type(), 2)
		}
		obj, ok := fn.Object().(*types.Func)
		if !ok || obj.Pkg() == nil {
			return false
		}
		switch obj.Pkg().Path() {
		case "context":
			return strings.HasPrefix(obj.Name(), "WithCancel") || obj.Name() == "WithoutCancel" || obj.Name() == "Background" || obj.Name() == "TODO"
		case "sync":
			return obj.Name() == "NewCond" || strings.HasPrefix(obj.Name(), "Once")
		}
	}
	return false
}

// blocksOnNothing reports whether an instruction blocks whatever others do.
func blocksOnNothing(instr ssa.Instruction) bool {
	isNil := func(ch ssa.Value) bool {
		c, ok := ch.(*ssa.Const)
		return ok && c.IsNil()
	}
	switch instr := instr.(type) {
	case *ssa.Select:
		return len(instr.States) == 0 && instr.Blocking
	case *ssa.Send:
		return isNil(instr.Chan)
	case *ssa.UnOp:
		return instr.Op == token.ARROW && isNil(instr.X)
	}
	return false
}

// relockers returns the functions in which a lock may be taken while it is
// held, by the fields and variables that the locks lie in: a first look, which paths
// and objects do not enter.
func (p *Program) relockers() map[*ssa.Function]bool {
	takes := p.locksTaken()
	out := make(map[*ssa.Function]bool)
	if len(takes) == 0 {
		return out
	}
	for _, fn := range p.Funcs {
		if p.relocks(fn, takes) {
			out[fn] = true
		}
	}
	return out
}

// locksTaken lists for each function the locks that it takes, or what it calls.
func (p *Program) locksTaken() map[*ssa.Function]map[any]bool {
	if p.taken == nil {
		p.lockers = make(map[*ssa.Function]bool)
		p.taken = p.reaches(func(fn *ssa.Function, c *ssa.CallCommon) any {
			kind, key := p.lockOp(c)
			if kind != opLock && kind != opRLock && kind != opOnce {
				return nil
			}
			p.lockers[fn] = true
			return key
		})
	}
	return p.taken
}

// reaches lists for each function what its calls, and those of what it calls, are of
// interest for; nil is of none.
func (p *Program) reaches(interest func(fn *ssa.Function, c *ssa.CallCommon) any) map[*ssa.Function]map[any]bool {
	out := make(map[*ssa.Function]map[any]bool)
	callers := make(map[*ssa.Function][]*ssa.Function)
	var work []*ssa.Function
	add := func(fn *ssa.Function, key any) {
		if out[fn] == nil {
			out[fn] = make(map[any]bool)
		}
		if !out[fn][key] {
			out[fn][key] = true
			work = append(work, fn)
		}
	}
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			c, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := instr.(*ssa.Go); ok {
				continue
			}
			if key := interest(fn, c.Common()); key != nil {
				add(fn, key)
			}
			for _, callee := range p.callees(c.Common()) {
				callers[callee] = append(callers[callee], fn)
			}
		}
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for key := range out[fn] {
			for _, c := range callers[fn] {
				add(c, key)
			}
		}
	}
	return out
}

// callees lists the functions of the package that a call runs for sure or maybe: the
// static callee and literals handed over.
func (p *Program) callees(c *ssa.CallCommon) (out []*ssa.Function) {
	add := func(v ssa.Value) {
		var fn *ssa.Function
		switch v := v.(type) {
		case *ssa.Function:
			fn = v
		case *ssa.MakeClosure:
			fn, _ = v.Fn.(*ssa.Function)
		}
		if fn == nil {
			return
		}
		out = append(out, p.declared(fn))
	}
	add(c.Value)
	for _, a := range c.Args {
		add(a)
	}
	return out
}

// lockOp tells what a call does to which lock.
func (p *Program) lockOp(c *ssa.CallCommon) (opKind, any) {
	if c.IsInvoke() {
		switch c.Method.FullName() {
		case "(sync.Locker).Lock":
			return opLock, "locker"
		case "(sync.Locker).Unlock":
			return opUnlock, "locker"
		}
		return noOp, nil
	}
	fn := c.StaticCallee()
	if fn == nil {
		return noOp, nil
	}
	kind := p.opKind(fn)
	switch kind {
	case opLock, opRLock, opUnlock, opRUnlock, opOnce:
		key := cellOf(c.Args[0])
		if key == nil {
			key = "lock"
		}
		return kind, key
	}
	return noOp, nil
}

// relocks reports whether a function may take a lock while it holds it.
func (p *Program) relocks(fn *ssa.Function, takes map[*ssa.Function]map[any]bool) bool {
	return p.whileHeld(fn, func(held map[any]bool, c *ssa.CallCommon) bool {
		if kind, key := p.lockOp(c); (kind == opLock || kind == opRLock || kind == opOnce) && held[key] {
			return true
		}
		for _, callee := range p.callees(c) {
			for key := range takes[callee] {
				if held[key] {
					return true
				}
			}
		}
		return false
	})
}

// whileHeld looks along the blocks of a function, with the locks that may be held at
// each call, until stop says that it has seen enough.
func (p *Program) whileHeld(fn *ssa.Function, stop func(held map[any]bool, c *ssa.CallCommon) bool) bool {
	if len(fn.Blocks) == 0 || !p.lockers[fn] {
		return false
	}
	held := make([]map[any]bool, len(fn.Blocks))
	held[0] = map[any]bool{}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		now := maps.Clone(held[b.Index])
		for _, instr := range b.Instrs {
			c, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if len(now) > 0 && stop(now, &c.Call) {
				return true
			}
			switch kind, key := p.lockOp(&c.Call); kind {
			case opLock, opRLock, opOnce:
				now[key] = true
			case opUnlock, opRUnlock:
				delete(now, key)
			}
		}
		for _, succ := range b.Succs {
			grown := held[succ.Index] == nil
			if grown {
				held[succ.Index] = make(map[any]bool)
			}
			for k := range now {
				if !held[succ.Index][k] {
					held[succ.Index][k] = true
					grown = true
				}
			}
			if grown {
				work = append(work, succ)
			}
		}
	}
	return false
}
