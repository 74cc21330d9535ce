package explore

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// kind is the kind of an abstract value.
type kind uint8

const (
	unset     kind = iota
	number         // an integer or bool: n
	text           // a string: x.s
	null           // nil
	symbol         // not known: n is its number
	later          // becomes a symbol when it is used; n tells whether it is free
	expr           // x.op over x.vs, of which one is not known
	pointer        // to cell m of object n
	slice          // of object n from cell m; x.vs are its length and capacity
	function       // x.fn with the bindings x.vs
	iface          // a value x.vs[0] of type x.typ
	record         // a struct or array by its cells, or a tuple by its parts
	channel        // object n
	mapping        // object n
	ctx            // context, object n
	cancel         // the func that cancels context n
	iterator       // object n
	onced          // a func that calls x.vs[0] at most once; its Once and result are in object n
	primitive      // a lock, group, once or condition in its cell: n and m are its counters
	rlocker        // (*sync.RWMutex).RLocker of the lock in cell m of object n
)

// A value is abstract. It is immutable.
type value struct {
	k    kind
	n, m int
	x    *extra
}

// extra is what few values have.
type extra struct {
	op  token.Token
	fn  *ssa.Function
	typ types.Type
	s   string
	vs  []value

	size int // see [value.weight]; 0 as long as nobody asked
}

func num(n int) value { return value{k: number, n: n} }

func boolean(b bool) value {
	if b {
		return num(1)
	}
	return num(0)
}

func rec(vs ...value) value { return value{k: record, x: &extra{vs: vs}} }

func closure(fn *ssa.Function, binds []value) value {
	return value{k: function, x: &extra{fn: fn, vs: binds}}
}

// concrete reports whether v is a plain constant, which compares by itself.
func (v value) concrete() bool { return v.k == number || v.k == text || v.k == null }

// known reports whether v is something that is told apart from others, and not a symbol.
func (v value) known() bool { return v.k != symbol && v.k != expr && v.k != unset && v.k != later }

// parts returns the cells of a record.
func (v value) parts() []value {
	if v.x == nil {
		return nil
	}
	return v.x.vs
}

// weight returns how many values make up v, where one that stands in several places counts as often as it
// does: whatever looks at all of v takes as long. More than maxWeight are not counted.
func (v value) weight() int {
	if len(v.parts()) == 0 {
		return 1
	}
	if v.x.size == 0 {
		n := 1
		for _, p := range v.x.vs {
			if n += p.weight(); n > maxWeight {
				break
			}
		}
		v.x.size = n
	}
	return v.x.size
}

// constValue returns the value of a constant, or ok = false if it is of no
// interest (a float, a complex number).
func constValue(c *ssa.Const) (v value, ok bool) {
	if c.Value == nil {
		return value{}, false // nil, or the zero value of a type
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return boolean(constant.BoolVal(c.Value)), true
	case constant.String:
		return value{k: text, x: &extra{s: constant.StringVal(c.Value)}}, true
	case constant.Int:
		if n, exact := constant.Int64Val(c.Value); exact {
			return num(int(n)), true
		}
	}
	return value{}, false
}

// A layout is a type as a row of cells.
type layout []types.Type

const (
	// largest is how many cells a layout may have; a larger type is one cell
	// of which nothing is known.
	largest = 256
	// longest array that is kept by its elements.
	longest = 16
)

// layoutOf flattens structs and short arrays. A type with a type argument is laid
// out as its generic origin, whose code runs over all its instances.
func (p *Program) layoutOf(t types.Type) layout {
	t = types.Unalias(t)
	if l, ok := p.layouts[t]; ok {
		return l
	}
	p.layouts[t] = layout{t} // for a type that is wrong enough to hold itself
	l := p.flatten(t)
	if len(l) > largest {
		l = layout{t}
	}
	p.layouts[t] = l
	return l
}

func (p *Program) flatten(t types.Type) layout {
	if named, ok := t.(*types.Named); ok {
		if p.role(named) != noPrimitive {
			return layout{t}
		}
		if o := named.Origin(); o != named {
			return p.layoutOf(o)
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if isCond(t) {
			return layout{u.Field(condLocker(u)).Type(), t}
		}
		l := layout{}
		for f := range u.Fields() {
			l = append(l, p.layoutOf(f.Type())...)
			if len(l) > largest {
				break
			}
		}
		return l
	case *types.Array:
		if u.Len() > longest {
			return layout{t}
		}
		l := layout{}
		elem := p.layoutOf(u.Elem())
		for range u.Len() {
			l = append(l, elem...)
		}
		return l
	}
	return layout{t}
}

// offset returns the first cell of a field and how many it has.
func (p *Program) offset(t types.Type, field int) (first, size int) {
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		t = named.Origin()
	}
	u, ok := t.Underlying().(*types.Struct)
	if !ok {
		return 0, 1
	}
	if isCond(t) {
		return 0, 1
	}
	if l := p.layoutOf(t); len(l) == 1 && l[0] == t {
		return 0, 1
	}
	for i := range field {
		first += len(p.layoutOf(u.Field(i).Type()))
	}
	return first, len(p.layoutOf(u.Field(field).Type()))
}

// opaque reports whether a struct or array is too large to be kept by its parts: it is
// one cell, of which nothing is known.
func (p *Program) opaque(t types.Type) bool {
	if !aggregate(t) {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && p.role(named) != noPrimitive {
		return false
	}
	l := p.layoutOf(t)
	if len(l) != 1 {
		return false
	}
	_, isStruct := l[0].Underlying().(*types.Struct)
	_, isArray := l[0].Underlying().(*types.Array)
	if named, ok := types.Unalias(l[0]).(*types.Named); ok && p.role(named) != noPrimitive {
		return false // a struct around a lock
	}
	return isStruct || isArray
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// aggregate reports whether values of the type are records.
func aggregate(t types.Type) bool {
	if isTypeParam(t) {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// primitiveRole tells the types whose cells are primitives.
type primitiveRole uint8

const (
	noPrimitive primitiveRole = iota
	lockRole                  // sync.Mutex, sync.RWMutex, sync.Once
	groupRole                 // sync.WaitGroup and the groups that are known
	atomicRole                // of sync/atomic: its cell is the value itself
	opaqueRole                // others of sync: nothing is known of them
)

func (p *Program) role(t *types.Named) primitiveRole {
	obj := t.Obj()
	if obj.Pkg() == nil {
		return noPrimitive
	}
	switch obj.Pkg().Path() {
	case "sync":
		switch obj.Name() {
		case "Mutex", "RWMutex", "Once":
			return lockRole
		case "WaitGroup":
			return groupRole
		case "Cond":
			return noPrimitive
		}
		if _, ok := t.Underlying().(*types.Struct); ok {
			return opaqueRole
		}
	case "sync/atomic":
		return atomicRole
	}
	if obj.Pkg() != p.Pkg.Pkg {
		if g := p.Env.Group(t); g != nil && len(g.Go) > 0 && len(g.Wait) > 0 {
			return groupRole
		}
	}
	return noPrimitive
}

func isCond(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" && named.Obj().Name() == "Cond"
}

// condLocker is the index of the field L of sync.Cond.
func condLocker(s *types.Struct) int {
	for i := range s.NumFields() {
		if s.Field(i).Name() == "L" {
			return i
		}
	}
	return 0
}

// zero returns the zero value of a type.
func (p *Program) zero(t types.Type) value {
	if aggregate(t) {
		return value{k: record, x: &extra{vs: p.zeroCells(t)}}
	}
	return p.zeroCell(t)
}

func (p *Program) zeroCells(t types.Type) []value {
	l := p.layoutOf(t)
	cells := make([]value, len(l))
	for i, c := range l {
		cells[i] = p.zeroCell(c)
	}
	return cells
}

// zeroCell returns the zero value of a type that fills one cell.
func (p *Program) zeroCell(t types.Type) value {
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		switch p.role(named) {
		case lockRole, groupRole, opaqueRole:
			return value{k: primitive}
		case atomicRole:
			switch named.Obj().Name() {
			case "Pointer", "Value":
				return value{k: null}
			}
			return num(0)
		}
		if isCond(t) {
			return value{k: primitive}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch info := u.Info(); {
		case info&(types.IsInteger|types.IsBoolean) != 0:
			return num(0)
		case info&types.IsString != 0:
			return value{k: text, x: &extra{}}
		}
		if u.Kind() == types.UnsafePointer || u.Kind() == types.UntypedNil {
			return value{k: null}
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		if _, ok := t.(*types.TypeParam); ok {
			return value{}
		}
		return value{k: null}
	}
	return value{} // of no interest, or not known: read as a symbol
}
