package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// Env is what the explorer needs to know of the world around the package.
type Env struct {
	// Outside tells what is known of a function of another package.
	Outside func(*types.Func) ref.Outside
	// Known returns what the table of known functions says, or nil.
	Known func(*types.Func) *known.Func
	// Callees lists the functions of the package that a call of a func value or of
	// an interface method may run.
	Callees func(*ssa.CallCommon) []*ssa.Function
	// Group returns the methods of a type that counts goroutines, or nil.
	Group func(types.Type) *known.Group
}

// A Program is a package made ready to be explored.
type Program struct {
	Pkg   *ssa.Package
	Funcs []*ssa.Function
	Env   Env

	layouts   map[types.Type]layout
	codes     map[*ssa.Function]*code
	plains    map[*ssa.Function]bool
	plainly   []*ssa.Function // that are being looked at
	carry     map[types.Type]bool
	carrying  []types.Type // that are being looked at
	externals map[*ssa.Function]*external
	printed   map[types.Type]bool // see touches
	kinds     map[*ssa.Function]opKind
	control   *control
	mentioned map[*ssa.Function][]*ssa.Function // see mentions
	keeps     map[*ssa.Function]bool            // see Keepers
	taken     map[*ssa.Function]map[any]bool    // see locksTaken
	written   map[*ssa.FreeVar]bool
	involved  map[*ssa.Function]bool // see passesBy
	timers    bool                   // a func is started by a timer
}

// NewProgram returns the package with its functions, literals included.
func NewProgram(pkg *ssa.Package, funcs []*ssa.Function, env Env) *Program {
	p := &Program{
		Pkg: pkg, Funcs: funcs, Env: env,
		layouts:   make(map[types.Type]layout),
		codes:     make(map[*ssa.Function]*code),
		plains:    make(map[*ssa.Function]bool),
		carry:     make(map[types.Type]bool),
		externals: make(map[*ssa.Function]*external),
		printed:   make(map[types.Type]bool),
		kinds:     make(map[*ssa.Function]opKind),
	}
	p.written = make(map[*ssa.FreeVar]bool)
	for _, fn := range funcs {
		for instr := range flow.Instrs(fn) {
			p.timers = p.timers || calls(instr, "time.AfterFunc")
		}
	}
	return p
}

// behaviour is what behaviour depends on; only packages that have roots are looked through for it.
func (p *Program) behaviour() *control {
	if p.control == nil {
		p.control = newControl(p)
	}
	return p.control
}

// code is a function made ready to run.
type code struct {
	fn     *ssa.Function
	number map[ssa.Value]int
	regs   int // how many registers it needs
	order  []ssa.Value
	liveAt map[place][]int                        // see there
	live   map[*ssa.BasicBlock]map[ssa.Value]bool // at the end of a block
	heads  map[*ssa.BasicBlock]bool               // of loops
	loops  map[*ssa.BasicBlock]bool               // where it is decided whether a loop goes round
	skips  map[*ssa.BasicBlock]*skip              // of the branches that do not matter
}

func (p *Program) code(fn *ssa.Function) *code {
	if c := p.codes[fn]; c != nil {
		return c
	}
	c := &code{fn: fn, number: make(map[ssa.Value]int), liveAt: make(map[place][]int)}
	add := func(v ssa.Value) {
		c.number[v] = c.regs
		c.regs++
		c.order = append(c.order, v)
	}
	for _, v := range fn.Params {
		add(v)
	}
	for _, v := range fn.FreeVars {
		add(v)
	}
	// What only its own block uses shares its place with those of other blocks.
	var own [][]ssa.Value
	for _, b := range fn.Blocks {
		var here []ssa.Value
		for _, instr := range b.Instrs {
			v, ok := instr.(ssa.Value)
			if !ok {
				continue
			}
			if usedElsewhere(v, b) {
				add(v)
			} else {
				here = append(here, v)
			}
		}
		own = append(own, here)
	}
	shared := c.regs
	for _, here := range own {
		for i, v := range here {
			c.number[v] = shared + i
			c.order = append(c.order, v)
			c.regs = max(c.regs, shared+i+1)
		}
	}
	p.codes[fn] = c
	p.liveness(c)
	p.findSkips(c)
	return c
}

func usedElsewhere(v ssa.Value, b *ssa.BasicBlock) bool {
	if _, ok := v.(*ssa.Phi); ok {
		return true
	}
	for _, r := range *v.Referrers() {
		if _, phi := r.(*ssa.Phi); phi || r.Block() != b {
			return true
		}
	}
	return false
}

// liveness finds which values are needed after each block.
func (p *Program) liveness(c *code) {
	c.live = make(map[*ssa.BasicBlock]map[ssa.Value]bool)
	in := make(map[*ssa.BasicBlock]map[ssa.Value]bool)
	for _, b := range c.fn.Blocks {
		c.live[b] = make(map[ssa.Value]bool)
		in[b] = make(map[ssa.Value]bool)
	}
	for changed := true; changed; {
		changed = false
		for i := len(c.fn.Blocks) - 1; i >= 0; i-- {
			b := c.fn.Blocks[i]
			out := c.live[b]
			for _, succ := range b.Succs {
				for v := range in[succ] {
					if !out[v] {
						out[v], changed = true, true
					}
				}
				for _, instr := range succ.Instrs {
					phi, ok := instr.(*ssa.Phi)
					if !ok {
						break
					}
					for j, pred := range succ.Preds {
						if v := phi.Edges[j]; pred == b && c.local(v) && !out[v] {
							out[v], changed = true, true
						}
					}
				}
			}
			for v := range c.liveIn(b, 0, out) {
				if !in[b][v] {
					in[b][v], changed = true, true
				}
			}
		}
	}
}

func (c *code) local(v ssa.Value) bool { _, ok := c.number[v]; return ok }

// liveIn returns what is needed before instruction pc of a block.
func (c *code) liveIn(b *ssa.BasicBlock, pc int, out map[ssa.Value]bool) map[ssa.Value]bool {
	live := make(map[ssa.Value]bool, len(out))
	for v := range out {
		live[v] = true
	}
	var ops []*ssa.Value
	for i := len(b.Instrs) - 1; i >= pc; i-- {
		instr := b.Instrs[i]
		if v, ok := instr.(ssa.Value); ok {
			delete(live, v)
		}
		if _, ok := instr.(*ssa.Phi); ok {
			continue
		}
		ops = instr.Operands(ops[:0])
		for _, op := range ops {
			if *op != nil && c.local(*op) {
				live[*op] = true
			}
		}
	}
	return live
}

// A skip leads from a branch to where its ways come together again, by some of
// that block's edges.
type skip struct {
	to     *ssa.BasicBlock
	edges  []int
	region map[*ssa.BasicBlock]bool // what is passed over
}

// findSkips finds the branches that do not matter: both ways come together
// again, and what they do on the way is plain.
func (p *Program) findSkips(c *code) {
	c.skips = make(map[*ssa.BasicBlock]*skip)
	c.loops = make(map[*ssa.BasicBlock]bool)
	heads := make(map[*ssa.BasicBlock]bool)
	c.heads = heads
	for _, b := range c.fn.Blocks {
		for _, pred := range b.Preds {
			heads[b] = heads[b] || b.Dominates(pred)
		}
	}
	for _, b := range c.fn.Blocks {
		// A loop is entered by a test of its own, or past one just before it.
		c.loops[b] = heads[b] || len(b.Succs) == 2 && heads[b.Succs[0]]
	}
	after := postDominators(c.fn)
	for _, b := range c.fn.Blocks {
		if len(b.Succs) < 2 {
			continue
		}
		join := after[b.Index]
		if join < 0 {
			continue
		}
		if s := p.plainBetween(b, c.fn.Blocks[join]); s != nil {
			c.skips[b] = s
		}
	}
}

// plainBetween returns the way from a branch to where all goes on, if what is
// done between is plain.
func (p *Program) plainBetween(from, to *ssa.BasicBlock) *skip {
	region := make(map[*ssa.BasicBlock]bool)
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to || region[b] {
			continue
		}
		region[b] = true
		for _, instr := range b.Instrs {
			if !p.plain(instr) {
				return nil
			}
		}
		work = append(work, b.Succs...)
	}
	s := &skip{to: to, region: region}
	for i, pred := range to.Preds {
		if region[pred] || pred == from {
			s.edges = append(s.edges, i)
		}
	}
	// What the ways bring with them must not be needed to tell objects apart.
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if p.carries(phi.Type()) && !s.same(phi) {
			return nil
		}
	}
	return s
}

// same reports whether a phi gets one value by all ways.
func (s *skip) same(phi *ssa.Phi) bool {
	for _, i := range s.edges {
		if phi.Edges[i] != phi.Edges[s.edges[0]] {
			return false
		}
	}
	return true
}

// postDominators returns for each block the next one that all ways to a return
// go through, or -1. Blocks that panic have no way.
func postDominators(fn *ssa.Function) []int {
	n := len(fn.Blocks)
	exit := n
	succs := func(b int) []int {
		block := fn.Blocks[b]
		if len(block.Succs) == 0 {
			if _, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok {
				return []int{exit}
			}
			return nil
		}
		var out []int
		for _, s := range block.Succs {
			out = append(out, s.Index)
		}
		return out
	}
	// Sets of post-dominators as bit sets: functions are small.
	full := make([]bool, n+1)
	for i := range full {
		full[i] = true
	}
	sets := make([][]bool, n+1)
	for i := range n {
		sets[i] = full
	}
	sets[exit] = make([]bool, n+1)
	sets[exit][exit] = true
	for changed := true; changed; {
		changed = false
		for i := n - 1; i >= 0; i-- {
			var meet []bool
			for _, s := range succs(i) {
				if isFull(sets[s]) && s != exit {
					continue // not reached yet, or ends in a panic
				}
				if meet == nil {
					meet = append([]bool(nil), sets[s]...)
					continue
				}
				for j := range meet {
					meet[j] = meet[j] && sets[s][j]
				}
			}
			if meet == nil {
				continue
			}
			meet[i] = true
			if !equal(meet, sets[i]) {
				sets[i], changed = meet, true
			}
		}
	}
	next := make([]int, n)
	for i := range n {
		next[i] = -1
		if isFull(sets[i]) {
			continue
		}
		size := count(sets[i])
		for j := range n {
			if j != i && sets[i][j] && count(sets[j]) == size-1 {
				next[i] = j
			}
		}
	}
	return next
}

func isFull(set []bool) bool {
	for _, in := range set {
		if !in {
			return false
		}
	}
	return true
}

func equal(a, b []bool) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func count(set []bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// plain reports whether an instruction does nothing to goroutines, channels and
// locks, nor to what branches depend on.
func (p *Program) plain(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.RunDefers, *ssa.MakeChan, *ssa.Return:
		return false
	case *ssa.UnOp:
		return instr.Op != token.ARROW
	case *ssa.Store:
		return isVarArg(instr.Addr) || !p.carries(instr.Val.Type()) && !p.behaviour().on(instr.Addr)
	case *ssa.MapUpdate:
		return !p.carries(instr.Value.Type()) && !p.carries(instr.Key.Type()) && !p.behaviour().onContents(instr.Map)
	case *ssa.Alloc:
		return !instr.Heap || instr.Comment == "varargs" || !p.carries(instr.Type().Underlying().(*types.Pointer).Elem())
	case *ssa.Call:
		return p.plainCall(instr.Common())
	}
	return true
}

func (p *Program) plainCall(c *ssa.CallCommon) bool {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "close", "recover":
			return false
		case "append":
			return !p.carries(c.Signature().Results().At(0).Type())
		case "delete", "copy", "clear":
			return !p.behaviour().onContents(c.Args[0])
		}
		return true
	}
	for _, a := range c.Args {
		if p.hands(a) {
			if fn := c.StaticCallee(); fn == nil || !p.inside(fn) || !p.plainFunc(fn) {
				return false
			}
		}
	}
	if c.IsInvoke() && (isError(c.Value.Type()) || isContext(c.Value.Type())) {
		return c.Method.Name() != "Done"
	}
	fn := c.StaticCallee()
	if fn == nil {
		return p.plainDynamic(c)
	}
	switch p.opKind(fn) {
	case noOp, opAtomicLoad:
	case opAtomicStore, opAtomicAdd, opAtomicSwap, opAtomicCAS:
		return !p.behaviour().on(c.Args[0]) && !p.carries(c.Args[len(c.Args)-1].Type())
	default:
		return false
	}
	for r := range fn.Signature.Results().Variables() {
		if p.carries(r.Type()) && !isError(r.Type()) {
			return false
		}
	}
	if p.inside(fn) {
		return p.plainFunc(fn)
	}
	for _, a := range c.Args {
		if p.behaviour().onContents(a) {
			return false
		}
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	out := p.Env.Outside(obj.Origin())
	return out.Func == nil || out.Func.Ending == fact.Returns && !out.Func.MayExit && len(out.Func.Params) == 0
}

// plainDynamic reports whether a call of a func value or interface method runs
// nothing of the package that matters.
func (p *Program) plainDynamic(c *ssa.CallCommon) bool {
	sig := c.Signature()
	if sig.Results().Len() == 0 && (sig.Params().Len() == 0 || sig.Params().Len() == 1 && isError(sig.Params().At(0).Type())) {
		return false // it may cancel a context, unlock, or tell a group that it is done
	}
	for r := range c.Signature().Results().Variables() {
		if p.carries(r.Type()) && !isError(r.Type()) {
			return false
		}
	}
	for _, fn := range p.Env.Callees(c) {
		if !p.inside(fn) || !p.plainFunc(fn) {
			return false
		}
	}
	return true
}

// hands reports whether an argument may hand over a channel, lock or func.
func (p *Program) hands(a ssa.Value) bool {
	switch a := a.(type) {
	case *ssa.Const:
		return false
	case *ssa.MakeInterface:
		return p.hands(a.X)
	case *ssa.ChangeInterface:
		return p.hands(a.X)
	case *ssa.Slice:
		if arr, ok := a.X.(*ssa.Alloc); ok && arr.Comment == "varargs" {
			for _, r := range *arr.Referrers() {
				elem, ok := r.(*ssa.IndexAddr)
				if !ok {
					continue
				}
				for _, r := range *elem.Referrers() {
					if st, ok := r.(*ssa.Store); ok && p.hands(st.Val) {
						return true
					}
				}
			}
			return false
		}
	}
	return p.carries(a.Type()) && !isContext(a.Type())
}

// isVarArg reports whether an address is in the array that holds variadic arguments.
func isVarArg(addr ssa.Value) bool {
	elem, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	arr, ok := elem.X.(*ssa.Alloc)
	return ok && arr.Comment == "varargs"
}

// calls reports whether an instruction is a call of a function of that name.
func calls(instr ssa.Instruction, name string) bool {
	c, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn := c.Common().StaticCallee()
	return fn != nil && fn.String() == name
}

// inside reports whether the body of fn is there to be followed.
func (p *Program) inside(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	if fn.Pkg != nil {
		return fn.Pkg == p.Pkg
	}
	if o := fn.Origin(); o != nil && o.Pkg != nil {
		return o.Pkg == p.Pkg // an instance
	}
	return true // a wrapper
}

// plainFunc reports whether a call of fn is plain; within a recursion it is
// what the rest says.
func (p *Program) plainFunc(fn *ssa.Function) bool {
	if is, ok := p.plains[fn]; ok {
		return is
	}
	p.plains[fn] = true
	p.plainly = append(p.plainly, fn)
	first := len(p.plainly) == 1
	defer func() {
		if first {
			// What was found plain by way of one that is not, is not known after all.
			if !p.plains[fn] {
				for _, other := range p.plainly {
					if p.plains[other] {
						delete(p.plains, other)
					}
				}
			}
			p.plainly = nil
		}
	}()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Return); ok {
				continue
			}
			if !p.plain(instr) {
				p.plains[fn] = false
				return false
			}
		}
	}
	return true
}

// carries reports whether a value of the type may lead to a channel, lock,
// context or func.
func (p *Program) carries(t types.Type) bool {
	t = types.Unalias(t)
	if is, ok := p.carry[t]; ok {
		return is
	}
	p.carry[t] = false // within a recursion it is what the rest says
	p.carrying = append(p.carrying, t)
	first := len(p.carrying) == 1
	is := p.mayLead(t)
	p.carry[t] = is
	if first {
		if is { // what was found not to lead anywhere by way of this is not known after all
			for _, other := range p.carrying {
				if !p.carry[other] {
					delete(p.carry, other)
				}
			}
		}
		p.carrying = nil
	}
	return is
}

func (p *Program) mayLead(t types.Type) bool {
	if isError(t) {
		return false
	}
	if named, ok := t.(*types.Named); ok {
		if role := p.role(named); role == lockRole || role == groupRole || isCond(named) {
			return true
		}
		for i := range named.TypeArgs().Len() {
			if p.carries(named.TypeArgs().At(i)) {
				return true
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan, *types.Signature, *types.Interface:
		return true
	case *types.Pointer:
		return p.carries(u.Elem())
	case *types.Slice:
		return p.carries(u.Elem())
	case *types.Array:
		return p.carries(u.Elem())
	case *types.Map:
		return p.carries(u.Elem()) || p.carries(u.Key())
	case *types.Struct:
		for f := range u.Fields() {
			// What is in another package's own fields is theirs to look after.
			if (f.Exported() || f.Pkg() == p.Pkg.Pkg) && p.carries(f.Type()) {
				return true
			}
		}
	case *types.Tuple:
		for v := range u.Variables() {
			if p.carries(v.Type()) {
				return true
			}
		}
	}
	return false
}

// writes reports whether a literal writes to its i-th variable.
func (p *Program) writes(fn *ssa.Function, i int) bool {
	if i >= len(fn.FreeVars) || fn.Synthetic != "" {
		return false // a method value has its receiver there
	}
	v := fn.FreeVars[i]
	if is, ok := p.written[v]; ok {
		return is
	}
	p.written[v] = false
	is := false
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			// Of a variable that is a struct; what is behind a pointer was loaded first.
			is = is || !p.onlyLoaded(r.(ssa.Value))
		case *ssa.MakeClosure:
			for j, b := range r.Bindings {
				is = is || b == v && p.writes(r.Fn.(*ssa.Function), j)
			}
		default:
			is = true
		}
	}
	p.written[v] = is
	return is
}

// onlyLoaded reports whether an address is only loaded from, or is that of a primitive.
func (p *Program) onlyLoaded(addr ssa.Value) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if !p.onlyLoaded(r.(ssa.Value)) {
				return false
			}
		case ssa.CallInstruction:
			if fn := r.Common().StaticCallee(); fn == nil || p.opKind(fn) == noOp {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// cellOf names what an address stands for: a field, a global or a variable.
func cellOf(addr ssa.Value) any {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		t := a.X.Type().Underlying().(*types.Pointer).Elem()
		if named, ok := types.Unalias(t).(*types.Named); ok {
			t = named.Origin()
		}
		if s, ok := t.Underlying().(*types.Struct); ok {
			return s.Field(a.Field)
		}
	case *ssa.Global, *ssa.Alloc:
		return a
	case *ssa.ChangeType:
		return cellOf(a.X)
	case *ssa.Convert:
		return cellOf(a.X)
	case *ssa.FreeVar:
		if v := boundTo(a); v != nil {
			return cellOf(v)
		}
	}
	return nil
}

// boundTo returns the value that a literal's variable stands for.
func boundTo(fv *ssa.FreeVar) ssa.Value {
	fn := fv.Parent()
	if fn.Parent() == nil {
		return nil
	}
	for i, v := range fn.FreeVars {
		if v != fv {
			continue
		}
		for _, b := range fn.Parent().Blocks {
			for _, instr := range b.Instrs {
				if m, ok := instr.(*ssa.MakeClosure); ok && m.Fn == fn {
					return m.Bindings[i]
				}
			}
		}
	}
	return nil
}

func isError(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == nil && named.Obj().Name() == "error"
}

func isContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}

func isStd(fn *types.Func) bool { return fn.Pkg() != nil && known.Standard(fn.Pkg().Path()) }
