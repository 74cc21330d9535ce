package explore

import (
	"go/types"
	"sync"

	"golang.org/x/tools/go/ssa"

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
	// Callee returns the declared function that is called, or the one that stands for a func which a
	// directive is about, or nil.
	Callee func(*ssa.CallCommon) *types.Func
	// Exits reports whether a call ends the process or the goroutine, whatever its body shows.
	Exits func(*ssa.CallCommon) bool
	// Fails reports whether what a function returns is an error that is never nil.
	Fails func(*ssa.Function) bool
	// Unseen reports whether nothing is known of a function, as its package was not analysed.
	Unseen func(*ssa.Function) bool
	// Group returns the methods of a type that counts goroutines, or nil.
	Group func(types.Type) *known.Group
	// Timer reports whether nothing but timers sends on a channel.
	Timer func(ssa.Value) bool
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
	holding   map[*types.Named]bool // see holds
	carrying  []types.Type          // that are being looked at
	externals map[*ssa.Function]*external
	said      map[*ssa.Function]bool // see saidToLaunch
	printed   map[types.Type]bool    // see touches
	kinds     map[*ssa.Function]opKind
	control   *control
	mentioned map[*ssa.Function][]*ssa.Function // see mentions
	keeps     map[*ssa.Function]bool            // see Keepers
	taken     map[*ssa.Function]map[any]bool    // see locksTaken
	lockers   map[*ssa.Function]bool            // functions that lock something themselves
	written   map[*ssa.FreeVar]bool
	enums     map[*types.Named][]value // see enumOf
	involved  map[*ssa.Function]bool   // see passesBy
	exiting   map[*ssa.CallCommon]bool
	timers    bool // a func is started by a timer

	unlockable func() bool
	arena      arena // of the search that goes on
}

// NewProgram returns the package with its functions, literals included.
func NewProgram(pkg *ssa.Package, funcs []*ssa.Function, env Env) *Program {
	p := &Program{
		Pkg: pkg, Funcs: funcs, Env: env,
		layouts:   make(map[types.Type]layout),
		codes:     make(map[*ssa.Function]*code),
		plains:    make(map[*ssa.Function]bool),
		carry:     make(map[types.Type]bool),
		holding:   make(map[*types.Named]bool),
		externals: make(map[*ssa.Function]*external),
		said:      make(map[*ssa.Function]bool),
		enums:     make(map[*types.Named][]value),
		printed:   make(map[types.Type]bool),
		kinds:     make(map[*ssa.Function]opKind),
		exiting:   make(map[*ssa.CallCommon]bool),
	}
	p.written = make(map[*ssa.FreeVar]bool)
	p.unlockable = sync.OnceValue(func() bool { return unlockable(p) })
	for _, fn := range funcs {
		for instr := range flow.Instrs(fn) {
			p.timers = p.timers || calls(instr, "time.AfterFunc")
		}
	}
	return p
}

// exits reports whether a call never returns, whatever its body does.
func (p *Program) exits(c *ssa.CallCommon) bool {
	is, ok := p.exiting[c]
	if !ok {
		is = p.Env.Exits != nil && p.Env.Exits(c)
		p.exiting[c] = is
	}
	return is
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
	id     int // among those of the package
	number map[ssa.Value]int
	regs   int // how many registers it needs
	order  []ssa.Value
	liveAt [][][]int                              // by block and instruction: see there
	live   map[*ssa.BasicBlock]map[ssa.Value]bool // at the end of a block
	heads  map[*ssa.BasicBlock]bool               // of loops
	loops  map[*ssa.BasicBlock]bool               // where it is decided whether a loop goes round
	each   map[*ssa.BasicBlock]bool               // see launchesEach
	skips  map[*ssa.BasicBlock]*skip              // of the branches that do not matter
}

func (p *Program) code(fn *ssa.Function) *code {
	if c := p.codes[fn]; c != nil {
		return c
	}
	c := &code{fn: fn, id: len(p.codes), number: make(map[ssa.Value]int), liveAt: make([][][]int, len(fn.Blocks))}
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

// calls reports whether an instruction is a call of a function of that name.
func calls(instr ssa.Instruction, name string) bool {
	c, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn := c.Common().StaticCallee()
	return fn != nil && fn.String() == name
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

func isStd(fn *types.Func) bool { return fn.Pkg() != nil && known.Standard(fn.Pkg().Path()) }
