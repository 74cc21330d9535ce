package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/coretype"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// size says how large a collection can get, or how often a loop goes round.
type size uint8

const (
	unsized size = iota // nothing is known of it
	few                 // as many as the code says: a literal, a table, a constant
	many                // as many as there are items from outside
)

// larger returns the size of what is made of two parts: many if one of them is.
func larger(a, c size) size {
	switch {
	case a == many || c == many:
		return many
	case a == unsized || c == unsized:
		return unsized
	}
	return few
}

// maxSized bounds the values that the search for one size visits.
const maxSized = 300

// A sizer finds out how large a collection can get: where it is filled, and by
// whom it is passed.
type sizer struct {
	b    *builder
	seen map[ssa.Value]bool
	from ssa.Value // of many: the parameter, call or receive that decides

	field string // and the field of it, with a dot, if it is a struct
	paged bool   // what decides is asked again and again for more
}

func (b *builder) sizer() *sizer { return &sizer{b: b, seen: make(map[ssa.Value]bool)} }

// many notes what decides.
func (z *sizer) many(from ssa.Value) size {
	if z.from == nil {
		z.from = from
	}
	return many
}

// of returns the size of the collection v.
func (z *sizer) of(v ssa.Value) size {
	v = ref.Strip(v)
	if z.seen[v] {
		return few // a cycle adds nothing
	}
	z.seen[v] = true
	if len(z.seen) > maxSized {
		return unsized
	}
	if isArray(v.Type()) {
		return few
	}
	switch x := v.(type) {
	case *ssa.Const:
		return few
	case *ssa.Phi:
		if cutShort(x) {
			return unsized
		}
		out := few
		for _, e := range x.Edges {
			out = larger(out, z.of(e))
		}
		return out
	case *ssa.Slice:
		return z.slice(x)
	case *ssa.MakeSlice:
		return z.length(x.Len)
	case *ssa.MakeMap:
		return z.filled(x)
	case *ssa.Alloc:
		return z.stored(x)
	case *ssa.FreeVar:
		if outer := ref.Captured(x); outer != nil {
			return z.of(outer)
		}
	case *ssa.Parameter:
		return z.param(x)
	case *ssa.UnOp:
		if x.Op == token.MUL {
			return z.load(x.X)
		}
	case *ssa.Field:
		return z.holder(x.X)
	case *ssa.Extract:
		if call, ok := x.Tuple.(*ssa.Call); ok {
			return z.result(call, x.Index)
		}
	case *ssa.Call:
		return z.result(x, 0)
	case *ssa.Lookup:
		return z.holder(x.X)
	case *ssa.Convert:
		return z.of(x.X)
	case *ssa.TypeAssert:
		return z.of(x.X)
	case *ssa.MakeInterface:
		return z.of(x.X)
	}
	return unsized
}

func isArray(t types.Type) bool {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := types.Unalias(t).Underlying().(*types.Array)
	return ok
}

// slice is few if it ends at a constant. One that ends at a variable is a batch,
// a half or a head, of a size that its author had in mind.
func (z *sizer) slice(x *ssa.Slice) size {
	switch end := x.High.(type) {
	case nil:
		return z.of(x.X)
	case *ssa.Const:
		return few
	default:
		if of := lenOf(end); of != nil {
			return z.of(of)
		}
	}
	return unsized
}

// cutShort reports whether a slice was cut at its end where it was too long.
func cutShort(x *ssa.Phi) bool {
	return slices.ContainsFunc(x.Edges, func(e ssa.Value) bool {
		part, ok := e.(*ssa.Slice)
		return ok && part.High != nil && slices.Contains(x.Edges, part.X)
	})
}

// length is the size that an integer stands for.
func (z *sizer) length(n ssa.Value) size {
	if _, ok := n.(*ssa.Const); ok {
		return few
	}
	if of := lenOf(n); of != nil {
		return z.of(of)
	}
	return unsized
}

// lenOf returns what n is the length of, or nil.
func lenOf(n ssa.Value) ssa.Value {
	if call, ok := ref.Strip(n).(*ssa.Call); ok && isBuiltin(call, "len") {
		return call.Call.Args[0]
	}
	return nil
}

func isBuiltin(call *ssa.Call, name string) bool {
	built, ok := call.Call.Value.(*ssa.Builtin)
	return ok && built.Name() == name
}

// filled is the size of a map, told by the loops in which it is filled.
func (z *sizer) filled(m *ssa.MakeMap) size {
	out := few
	if tiny(m.Type()) {
		return few
	}
	for _, r := range *m.Referrers() {
		switch r := r.(type) {
		case *ssa.MapUpdate:
			if _, constant := r.Key.(*ssa.Const); !constant && r.Map == m {
				out = larger(out, z.rounds(r.Block()))
			}
		case ssa.CallInstruction:
			if call, ok := r.(*ssa.Call); !ok || !isBuiltin(call, "len") && !isBuiltin(call, "delete") && !isBuiltin(call, "clear") {
				out = larger(out, unsized)
			}
		case *ssa.Store, *ssa.MakeInterface, *ssa.MakeClosure:
			out = larger(out, unsized)
		}
	}
	return out
}

// tiny reports whether a map can have no more than some hundreds of keys.
func tiny(t types.Type) bool {
	key, ok := coretype.Of(t).(*types.Map).Key().Underlying().(*types.Basic)
	return ok && (key.Kind() == types.Bool || key.Kind() == types.Uint8 || key.Kind() == types.Int8)
}

// rounds is how often control gets to a block, told by the loops around it.
func (z *sizer) rounds(blk *ssa.BasicBlock) size {
	out := few
	for _, loop := range flow.Nest(blk) {
		out = larger(out, z.loop(loop))
	}
	return out
}

// stored is the size of the largest of what is stored in a local variable.
func (z *sizer) stored(addr ssa.Value) size {
	out := few
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == addr {
				out = larger(out, z.of(r.Val))
			}
		case *ssa.MakeClosure:
			if fn := r.Fn.(*ssa.Function); ref.Target(fn) == fn {
				for i, bound := range r.Bindings {
					if bound == addr {
						out = larger(out, z.stored(fn.FreeVars[i]))
					}
				}
			}
		case ssa.CallInstruction:
			out = larger(out, z.passedTo(r))
		case *ssa.MakeInterface:
			for _, u := range *r.Referrers() {
				if call, ok := u.(ssa.CallInstruction); ok {
					out = larger(out, z.passedTo(call))
				} else {
					out = larger(out, unsized)
				}
			}
		}
	}
	return out
}

// passedTo is the size of what a call may put into what its argument points to:
// other packages decode, query and bind.
func (z *sizer) passedTo(call ssa.CallInstruction) size {
	obj := z.b.view.Callee(call.Common())
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == z.b.view.Pkg.Pkg || call.Value() == nil {
		return unsized
	}
	return z.many(call.Value())
}

// load is the size of what an address holds.
func (z *sizer) load(addr ssa.Value) size {
	switch x := addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return z.of(x)
	case *ssa.FieldAddr:
		s := z.holder(x.X)
		if s == many && z.field == "" {
			z.field = "." + ref.Field(x).Name()
		}
		return s
	case *ssa.Global:
		return z.global(x)
	}
	return unsized
}

// holder is the size of a collection in a field, told by where the struct comes
// from: that of a message or request is as large as its sender likes. A field of
// the receiver, or of another thing with methods of this package, is state of the
// program, and unsized.
func (z *sizer) holder(x ssa.Value) size {
	x = ref.Strip(x)
	switch h := x.(type) {
	case *ssa.Parameter:
		if z.b.acts(h.Type()) || z.b.configures(h.Type()) {
			return unsized
		}
		return z.param(h)
	case *ssa.Call, *ssa.Extract:
		return z.of(h)
	case *ssa.FieldAddr:
		return z.holder(h.X)
	case *ssa.Field:
		return z.holder(h.X)
	case *ssa.UnOp:
		if at, ok := h.X.(*ssa.FieldAddr); ok {
			return z.holder(at.X)
		}
	case *ssa.Alloc:
		return z.stored(h)
	}
	return unsized
}

// configures reports whether a type is one of settings, by its name.
func (b *builder) configures(t types.Type) bool {
	named, ok := types.Unalias(pointee(t)).(*types.Named)
	return ok && b.view.Settings(named.Obj().Name())
}

// acts reports whether a type is one of this package that has methods.
func (b *builder) acts(t types.Type) bool {
	named, ok := types.Unalias(pointee(t)).(*types.Named)
	return ok && named.Obj().Pkg() == b.view.Pkg.Pkg && named.NumMethods() > 0
}

// global is few if only the initialiser of the package sets the variable.
func (z *sizer) global(g *ssa.Global) size {
	if obj := g.Object(); obj == nil || g.Pkg != z.b.view.Pkg {
		return unsized
	}
	for _, fn := range z.b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			if !isInit(fn) && fn != z.b.view.Pkg.Func("init") && slices.ContainsFunc(z.b.changed(instr), func(v variable) bool { return v.global == g }) {
				return unsized
			}
		}
	}
	return few
}

// param is the size of what callers pass: that of exported functions is up to
// them, but for a variadic parameter, whose arguments they write one by one.
func (z *sizer) param(p *ssa.Parameter) size {
	fn := p.Parent()
	if fn.Signature.Variadic() && fn.Params[len(fn.Params)-1] == p {
		return few
	}
	if obj := fn.Object(); obj != nil && (z.b.view.Refs.Exported(obj) || obj.Exported() && fn.Signature.Recv() != nil) {
		return z.many(p)
	}
	uses := z.b.callers[fn]
	if len(uses) == 0 {
		return unsized
	}
	out := few
	for _, u := range uses {
		if arg := z.b.passed(u, p); arg != nil && !u.value {
			out = larger(out, z.of(arg))
		} else {
			out = larger(out, unsized)
		}
	}
	return out
}

// result is the size of what a call returns.
func (z *sizer) result(call *ssa.Call, index int) size {
	if isBuiltin(call, "append") {
		return z.appended(call)
	}
	if isBuiltin(call, "make") {
		return unsized
	}
	obj := z.b.view.Callee(&call.Call)
	if obj != nil && obj.Pkg() != z.b.view.Pkg.Pkg {
		return z.foreign(call, obj)
	}
	fns, _ := z.b.view.Refs.Funcs(&call.Call)
	if len(fns) == 0 {
		return unsized
	}
	out := few
	for _, fn := range fns {
		if !z.b.view.Refs.Has(fn) {
			return unsized
		}
		for instr := range flow.Instrs(fn) {
			if ret, ok := instr.(*ssa.Return); ok && index < len(ret.Results) {
				out = larger(out, z.of(ret.Results[index]))
			}
		}
	}
	return out
}

// appended is the size of a slice to which a call appends. What is appended only if it is
// not known yet are kinds rather than items.
func (z *sizer) appended(call *ssa.Call) size {
	if onceEach(call) {
		return unsized
	}
	out := larger(z.of(call.Call.Args[0]), z.rounds(call.Block()))
	if len(call.Call.Args) > 1 {
		out = larger(out, z.of(call.Call.Args[1]))
	}
	if asked, ok := z.from.(*ssa.Call); ok {
		z.paged = z.paged || slices.ContainsFunc(flow.Nest(call.Block()), func(loop []*ssa.BasicBlock) bool { return slices.Contains(loop, asked.Block()) })
	}
	return out
}

// onceEach reports whether an instruction in a loop runs only if a map has not, or has,
// something in it.
func onceEach(at ssa.Instruction) bool {
	nest := flow.Nest(at.Block())
	if len(nest) == 0 {
		return false
	}
	for branch := range tests(at) {
		if !slices.Contains(nest[0], branch.Block()) {
			return false
		}
		cond := branch.Cond
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond = not.X
		}
		if found, ok := cond.(*ssa.Extract); ok {
			cond = found.Tuple
		}
		if _, ok := cond.(*ssa.Lookup); ok {
			return true
		}
	}
	return false
}

// iterator is how many items an iterator yields.
func (z *sizer) iterator(v ssa.Value) size {
	switch x := ref.Strip(v).(type) {
	case *ssa.Parameter:
		return z.param(x)
	case *ssa.Call:
		if callee := x.Call.StaticCallee(); callee != nil && !z.b.view.Refs.Has(ref.Target(callee)) {
			return z.foreign(x, callee.Object())
		}
	}
	return unsized
}

// foreign is the size of what another package returns. A call that can fail reads,
// asks or decodes, and what comes is up to the other side; so is what belongs to a
// request. Where the package takes apart or rearranges what it is given, there are
// as many as in that. What it has at hand may be few: nodes, folders, addresses.
func (z *sizer) foreign(call *ssa.Call, callee types.Object) size {
	if k := z.b.view.Known(z.b.view.Callee(&call.Call)); k != nil && k.Few {
		return few
	}
	if !rearranges(callee.Pkg()) {
		if canFail(callee) || z.b.ofRequest(call) {
			return z.many(call)
		}
		return unsized
	}
	for _, arg := range call.Call.Args {
		if basic, ok := types.Unalias(arg.Type()).Underlying().(*types.Basic); ok && basic.Info()&types.IsInteger != 0 {
			if _, ok := arg.(*ssa.Const); !ok {
				return unsized // into how many parts, the caller works out
			}
		}
	}
	for _, arg := range call.Call.Args {
		switch t := types.Unalias(arg.Type()).Underlying().(type) {
		case *types.Slice, *types.Map:
			return z.of(arg)
		case *types.Signature:
			return z.iterator(arg)
		case *types.Basic:
			if t.Info()&types.IsString != 0 {
				if z.of(arg) == many {
					z.from = nil
					return z.many(call)
				}
				return unsized
			}
		}
	}
	return unsized
}

// canFail reports whether a function returns an error.
func canFail(fn types.Object) bool {
	sig, ok := fn.Type().(*types.Signature)
	return ok && returnsError(sig)
}

// ofRequest reports whether a call is of a method of a request, or of a part of one.
func (b *builder) ofRequest(call *ssa.Call) bool {
	if len(call.Call.Args) == 0 {
		return call.Call.IsInvoke() && b.view.Request(call.Call.Value.Type())
	}
	p, ok := root(call.Call.Args[0]).(*ssa.Parameter)
	return ok && b.view.Request(p.Type())
}

// rearranges reports whether what a package returns comes from its arguments alone.
func rearranges(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	switch pkg.Path() {
	case "slices", "maps", "strings", "bytes":
		return true
	}
	return false
}

// loop is how often a loop goes round.
func (z *sizer) loop(loop []*ssa.BasicBlock) size {
	over, n := z.b.items(loop)
	switch {
	case n != unsized:
		if n == many {
			return z.many(over)
		}
		return n
	case over != nil:
		return z.of(over)
	}
	return unsized
}

// items tells what a loop goes over: the collection or channel whose items it
// takes one by one. Where it goes over none, it may be known how often it goes
// round.
func (b *builder) items(loop []*ssa.BasicBlock) (over ssa.Value, n size) {
	for branch := range flow.Exits(loop) {
		switch c := branch.Cond.(type) {
		case *ssa.Extract:
			if next, ok := c.Tuple.(*ssa.Next); ok {
				return next.Iter.(*ssa.Range).X, unsized
			}
			if flow.Received(c) {
				return c.Tuple, many
			}
		case *ssa.Call:
			if k := b.view.Known(b.view.Callee(&c.Call)); k != nil && k.Next {
				return c, many
			}
		case *ssa.BinOp:
			if _, load := c.X.(*ssa.UnOp); load || !flow.Counts(c, loop) {
				continue
			}
			if of := lenOf(c.Y); of != nil {
				if !stepsByOne(c.X) {
					continue // takes parts of it
				}
				return of, unsized
			}
			if _, ok := c.Y.(*ssa.Const); ok && !flow.FromConst(c, loop) {
				continue
			}
			return nil, few // to a number: that of workers, attempts, partitions
		}
	}
	return nil, unsized
}

// stepsByOne reports whether the counter of a loop goes up by one.
func stepsByOne(counter ssa.Value) bool {
	step := func(v ssa.Value) bool {
		add, ok := v.(*ssa.BinOp)
		if !ok || add.Op != token.ADD {
			return false
		}
		k, ok := add.Y.(*ssa.Const)
		if !ok {
			return false
		}
		n, ok := constInt(k)
		return ok && n == 1
	}
	if phi, ok := counter.(*ssa.Phi); ok {
		return slices.ContainsFunc(phi.Edges, step)
	}
	return step(counter)
}
