package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/gorolint/gorolint/internal/flow"
)

// control tells what the behaviour of the package depends on: a branch that only
// writes to other places is no choice. It is found backwards, from branches,
// sizes and what is sent, over all that their values are made of.
type control struct {
	p      *Program
	cells  map[any]bool // fields, variables and globals, see cellOf
	maps   typeutil.Map // types of maps
	elems  typeutil.Map // types of elements of slices
	marked map[ssa.Value]bool
	work   []ssa.Value

	stores  map[any][]ssa.Value // what is stored where
	updates typeutil.Map        // type of map: []*ssa.MapUpdate
	calls   map[*ssa.Function][]*ssa.CallCommon
	methods map[string][]*ssa.Function
	asValue map[*ssa.Function]bool // other than called
}

func newControl(p *Program) *control {
	c := &control{
		p:       p,
		cells:   make(map[any]bool),
		marked:  make(map[ssa.Value]bool),
		stores:  make(map[any][]ssa.Value),
		calls:   make(map[*ssa.Function][]*ssa.CallCommon),
		methods: make(map[string][]*ssa.Function),
		asValue: make(map[*ssa.Function]bool),
	}
	for _, fn := range p.Funcs {
		if fn.Signature.Recv() != nil {
			c.methods[fn.Name()] = append(c.methods[fn.Name()], fn)
		}
		for instr := range flow.Instrs(fn) {
			c.index(instr)
		}
	}
	for _, fn := range p.Funcs {
		for instr := range flow.Instrs(fn) {
			c.sink(instr)
		}
	}
	for len(c.work) > 0 {
		v := c.work[len(c.work)-1]
		c.work = c.work[:len(c.work)-1]
		c.follow(v)
	}
	return c
}

// on reports whether anything depends on what is stored at an address.
func (c *control) on(addr ssa.Value) bool {
	key := cellOf(addr)
	if key == nil || c.cells[key] {
		return true
	}
	ptr, ok := addr.Type().Underlying().(*types.Pointer)
	return !ok || c.onFields(ptr.Elem())
}

// onFields reports whether anything depends on a field of a struct.
func (c *control) onFields(t types.Type) bool {
	for _, f := range fieldsOf(t, nil) {
		if c.cells[f] {
			return true
		}
	}
	return false
}

// onContents reports whether anything depends on what a function may write to by way
// of an argument.
func (c *control) onContents(a ssa.Value) bool {
	switch u := a.Type().Underlying().(type) {
	case *types.Pointer:
		if aggregate(u.Elem()) {
			return c.onFields(u.Elem())
		}
		return c.on(a)
	case *types.Slice:
		return c.elems.At(u.Elem()) != nil
	case *types.Map:
		return c.maps.At(u) != nil
	}
	return false
}

// fieldsOf lists the fields of a struct, those of its structs included.
func fieldsOf(t types.Type, out []*types.Var) []*types.Var {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		t = named.Origin()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || len(out) > largest {
		return out
	}
	for f := range s.Fields() {
		out = append(out, f)
		out = fieldsOf(f.Type(), out)
	}
	return out
}

func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// index notes what writes where, and who calls whom.
func (c *control) index(instr ssa.Instruction) {
	store := func(addr, val ssa.Value) {
		if key := cellOf(addr); key != nil {
			c.stores[key] = append(c.stores[key], val)
		}
		for _, f := range fieldsOf(val.Type(), nil) {
			c.stores[f] = append(c.stores[f], val)
		}
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		store(instr.Addr, instr.Val)
	case *ssa.MapUpdate:
		list, _ := c.updates.At(instr.Map.Type().Underlying()).([]*ssa.MapUpdate)
		c.updates.Set(instr.Map.Type().Underlying(), append(list, instr))
	case ssa.CallInstruction:
		common := instr.Common()
		if fn := common.StaticCallee(); fn != nil {
			c.calls[origin(fn)] = append(c.calls[origin(fn)], common)
			switch c.p.opKind(fn) {
			case opAtomicStore, opAtomicAdd, opAtomicSwap, opAtomicCAS:
				for _, a := range common.Args[1:] {
					store(common.Args[0], a)
				}
			}
		}
	}
	for i, op := range instr.Operands(nil) {
		fn, ok := (*op).(*ssa.Function)
		if !ok {
			continue
		}
		if call, is := instr.(ssa.CallInstruction); is && i == 0 && !call.Common().IsInvoke() {
			continue
		}
		if mc, is := instr.(*ssa.MakeClosure); is && onlyCalled(mc) {
			continue
		}
		c.asValue[origin(fn)] = true
	}
}

// onlyCalled reports whether nothing is done with a literal but to call it.
func onlyCalled(mc *ssa.MakeClosure) bool {
	for _, r := range *mc.Referrers() {
		call, ok := r.(ssa.CallInstruction)
		if !ok || call.Common().Value != mc {
			return false
		}
		for _, a := range call.Common().Args {
			if a == mc {
				return false
			}
		}
	}
	return true
}

// sink marks what an instruction depends on by itself.
func (c *control) sink(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.If:
		c.mark(instr.Cond)
	case *ssa.MakeChan:
		c.mark(instr.Size)
	case *ssa.MakeSlice:
		if c.p.carries(instr.Type()) {
			c.mark(instr.Len)
		}
	case *ssa.IndexAddr:
		if c.p.carries(instr.Type()) {
			c.mark(instr.Index)
		}
	case *ssa.Index:
		if c.p.carries(instr.Type()) {
			c.mark(instr.Index)
		}
	case *ssa.Lookup:
		if c.p.carries(instr.Type()) {
			c.mark(instr.Index)
		}
	case *ssa.Slice:
		if c.p.carries(instr.Type()) {
			for _, op := range instr.Operands(nil)[1:] {
				c.mark(*op)
			}
		}
	case *ssa.MapUpdate:
		if c.p.carries(instr.Map.Type()) {
			c.mark(instr.Key)
		}
	case *ssa.Send:
		c.mark(instr.X)
	case *ssa.Select:
		for _, st := range instr.States {
			c.mark(st.Send)
		}
	case *ssa.Return:
		if c.asValue[origin(instr.Parent())] {
			for _, r := range instr.Results {
				c.mark(r)
			}
		}
	case ssa.CallInstruction:
		c.sinkCall(instr.Common())
	}
	// An address that goes elsewhere may be read there.
	if v, ok := instr.(ssa.Value); ok {
		ptr, ok := v.Type().Underlying().(*types.Pointer)
		if key := cellOf(v); ok && key != nil && !aggregate(ptr.Elem()) && c.leaves(v) {
			c.cell(key)
		}
	}
}

func (c *control) sinkCall(common *ssa.CallCommon) {
	fn := common.StaticCallee()
	switch {
	case common.IsInvoke():
		if len(c.methods[common.Method.Name()]) == 0 {
			return
		}
	case fn == nil:
		if _, ok := common.Value.(*ssa.Builtin); ok {
			return
		}
	default:
		if c.p.opKind(fn) == opAdd {
			c.mark(common.Args[1])
		}
		return // what its parameters do is seen there
	}
	for _, a := range common.Args {
		c.mark(a)
	}
}

// leaves reports whether an address is used for more than to load, store or
// operate on.
func (c *control) leaves(addr ssa.Value) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
		case *ssa.MakeClosure: // its variables are known by what they are bound to
			if _, ok := addr.(*ssa.Alloc); !ok {
				return true
			}
		case *ssa.Store:
			if r.Val == addr {
				return true
			}
		case ssa.CallInstruction:
			fn := r.Common().StaticCallee()
			if fn == nil {
				return true
			}
			switch c.p.opKind(fn) {
			case opAtomicLoad, opAtomicStore, opAtomicAdd, opAtomicSwap, opAtomicCAS:
			default:
				return true
			}
		default:
			return true
		}
	}
	return false
}

func (c *control) mark(v ssa.Value) {
	if v == nil || c.marked[v] {
		return
	}
	switch v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin:
		return
	}
	c.marked[v] = true
	c.work = append(c.work, v)
}

// cell marks what is stored in a cell.
func (c *control) cell(key any) {
	if c.cells[key] {
		return
	}
	c.cells[key] = true
	for _, v := range c.stores[key] {
		c.mark(v)
	}
}

// follow marks what a marked value is made of.
func (c *control) follow(v ssa.Value) {
	switch u := v.Type().Underlying().(type) {
	case *types.Map:
		if c.maps.Set(u, true) == nil {
			list, _ := c.updates.At(u).([]*ssa.MapUpdate)
			for _, up := range list {
				c.mark(up.Key)
				c.mark(up.Value)
			}
		}
	case *types.Slice:
		c.elems.Set(u.Elem(), true)
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		fn := v.Parent()
		for i, par := range fn.Params {
			if par != v {
				continue
			}
			for _, call := range c.calls[origin(fn)] {
				if i < len(call.Args) {
					c.mark(call.Args[i])
				}
			}
		}
		return
	case *ssa.FreeVar:
		if b := boundTo(v); b != nil {
			c.mark(b)
		}
		return
	case *ssa.Call:
		common := v.Common()
		if common.IsInvoke() {
			for _, fn := range c.methods[common.Method.Name()] {
				c.results(fn)
			}
			return
		}
		if fn := common.StaticCallee(); fn != nil {
			if c.p.opKind(fn) != noOp {
				c.load(common.Args[0], common.Args[0].Type())
				return
			}
			if c.p.inside(fn) {
				c.results(origin(fn))
				return
			}
		}
	case *ssa.UnOp:
		c.load(v.X, v.Type())
	case *ssa.FieldAddr:
		// What lies there is marked where it is loaded.
		c.mark(v.X)
		return
	}
	if instr, ok := v.(ssa.Instruction); ok {
		for _, op := range instr.Operands(nil) {
			c.mark(*op)
		}
	}
}

// load marks what is read at an address.
func (c *control) load(addr ssa.Value, t types.Type) {
	if key := cellOf(addr); key != nil {
		c.cell(key)
	}
	for _, f := range fieldsOf(t, nil) {
		c.cell(f)
	}
}

func (c *control) results(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			for _, r := range ret.Results {
				c.mark(r)
			}
		}
	}
}
