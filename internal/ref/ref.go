// Package ref answers what a channel, func, context or group value of one
// package may refer to, and who else may do something to it.
//
// It is an inclusion-based points-to analysis (Andersen, 1994) over the SSA
// form of one package, insensitive to calls and to the instance of a struct:
// all channels ever stored in field T.f, in any instance, are what a load of
// T.f may yield. That is safe for claims of absence ("nobody closes it"):
// merging only adds closers. It must not be used for claims of presence,
// number or order.
//
// Whatever flows in from outside the package is an External object, and
// whatever flows out of sight has escaped: about those, absence is unknown.
package ref

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/gorolint/gorolint/internal/fact"
)

// An ObjectKind tells what an Object is.
type ObjectKind uint8

const (
	// Chan is made by a make(chan T) of this package.
	Chan ObjectKind = iota
	// Func is a function or closure of this or another package.
	Func
	// Cell is a variable: local, captured, package-level, or a field.
	Cell
	// Container is a slice, map or array made in this package.
	Container
	// Context is a context made by a call whose lifetime is known.
	Context
	// Dynamic is a value of concrete type in an interface.
	Dynamic
	// Param is what the caller of an exported function passes.
	Param
	// Nil is what a channel variable holds before it is set: nothing ever
	// happens to it.
	Nil
	// External is anything else from outside the package.
	External
)

// An Object is a thing that values refer to, named by where it was made.
type Object struct {
	Kind   ObjectKind
	Site   ssa.Value     // the instruction that made it; nil for fields, Param and External
	Var    *types.Var    // Cell: the field or package variable, if it is one
	Fn     *ssa.Function // Func: the function; Param: the function it is passed to
	Bound  ssa.Value     // Func: the receiver bound by a method value
	Index  int           // Param: index of the parameter
	Type   types.Type    // Dynamic: the concrete type
	Mortal bool          // Context: it can end. Chan objects that are Timers never close
	Timer  bool          // a channel that only the runtime sends on
	Why    string        // External: the reason code

	content *node // what is stored in a Cell or Container, or sent over a Chan

	ops     []Op   // operations on a Chan or Cell, after solve
	escaped Escape // what may be done to it out of sight
	kept    Escape // as escaped, but only what this package let happen
	via     []fact.Result
}

// Reasons of external objects that callers tell apart.
const (
	FromResult = "result of another package"
	FromField  = "field of another package"
)

// Escape says what may be done to an object where we cannot see it.
type Escape uint8

const (
	// MayReceive: somebody out of sight may receive from the channel.
	MayReceive Escape = 1 << iota
	// MaySend: somebody out of sight may send on it or close it.
	MaySend
)

// OpKind is an operation on a channel, group or lock.
type OpKind uint8

const (
	// Send is a send statement or a send case of a select.
	Send OpKind = iota
	// Receive is a receive expression, range or select case.
	Receive
	// Close closes a channel.
	Close
	// Done marks one launch of a group as ended.
	Done
	// Wait waits for a group.
	Wait
	// Add adds to a group's counter, or launches into it.
	Add
	// Call is a call of a func value.
	Call
	// Launch runs a func value in a new goroutine.
	Launch
)

// An Op is one operation on an object.
type Op struct {
	Kind  OpKind
	Fn    *ssa.Function
	Instr ssa.Instruction
}

// Outside is what is known of a function that is not of this package.
type Outside struct {
	Func    *fact.Func  // nil if nothing special is known
	Default fact.Effect // what it does to parameters that Func does not list
}

// Env is what ref needs to know of the world around the package.
type Env struct {
	// Outside tells what is known of a function of another package.
	Outside func(*types.Func) Outside
	// Said tells what a directive says of a function, of this package or another; nil if
	// none does.
	Said func(*types.Func) *fact.Func
	// Holder returns a function that stands for the one that is loaded from a field or
	// variable, if a directive says something of that; else nil.
	Holder func(ssa.Value) *types.Func
	// Group reports whether t is a group type, and the roles of its methods.
	Group func(t types.Type) bool
	// GroupOp tells which operation on its receiver a method of a group is.
	GroupOp func(*types.Func) (OpKind, bool)
	// FieldTimer reports whether a field of another package holds a channel
	// that only the runtime sends on.
	FieldTimer func(*types.Var) bool
	// NeverVar reports whether a package variable holds a channel or context that never ends.
	NeverVar func(*types.Var) bool
	// LeftOut reports whether a file that this build leaves out mentions the name.
	LeftOut func(name string) bool
	// About runs f, in which an instruction of a function is looked at, and Whole what is about
	// all of the package. Both report whether f ran to its end: a panic is a bug of this package.
	About func(fn *ssa.Function, f func()) bool
	Whole func(f func()) bool
}

// A Graph is the solved analysis of one package.
type Graph struct {
	env     Env
	pkg     *types.Package
	main    bool // package main: nobody imports its names
	prog    *ssa.Program
	funcs   map[*ssa.Function]bool // functions with a body here
	nodes   map[any]*node
	tracked map[types.Type]bool

	work   []*node
	broken bool // a panic was recovered

	externals map[string]*Object
	none      *Object
	away      *node        // what is stored out of sight
	literals  typeutil.Map // struct types that have no name, each to its first spelling
	lostCalls map[ssa.CallInstruction]bool
	methods   map[string][]*ssa.Function // by name, in source order
	wild      []wildOp
	funcObjs  map[*ssa.Function][]*Object

	pending []opRef
	calls   map[*node][]ssa.CallInstruction
	done    map[callKey]bool
}

type (
	fieldKey  struct{ v *types.Var }
	resultKey struct {
		fn *ssa.Function
		i  int
	}
	extractKey struct {
		tuple ssa.Value
		i     int
	}
	callKey struct {
		call ssa.CallInstruction
		obj  *Object
	}
	opRef struct {
		op Op
		n  *node
		t  types.Type
	}
)

// A wildOp is an operation on a channel that could not be followed back to
// where it is made: it may be any channel of that type.
type wildOp struct {
	op   Op
	elem types.Type
}

// A node is a set of objects that grows: the value of an expression.
type node struct {
	set    []*Object
	has    map[*Object]bool // set, for large ones; else nil
	succ   []*node
	linked map[*node]bool // succ as a set
	loads  []*node        // each gets the content of this node's objects
	stores []*node        // each flows into the content of this node's objects
	sink   Escape         // what reaches this node is out of sight
	queued int            // how many of set have been propagated
	dirty  bool
}

// Objects returns what v may refer to; nothing, if v is no value that the
// analysis follows. The order is that of discovery, which is
// deterministic.
func (g *Graph) Objects(v ssa.Value) []*Object {
	if n := g.nodes[v]; n != nil {
		return n.set
	}
	return nil
}

// Ops returns the operations on the object that this package contains.
func (o *Object) Ops() []Op { return o.ops }

// Escaped says what may be done to the object out of sight.
func (o *Object) Escaped() Escape { return o.escaped }

// Kept says what may be done out of sight because of what this package does:
// it differs from Escaped for what came in from outside.
func (o *Object) Kept() Escape { return o.kept }

// Via returns what is known of the results of the object's methods, for an
// object that another package's function returned.
func (o *Object) Via() []fact.Result { return o.via }

// Held returns the type of what a Cell holds; nil if that is not known.
func (o *Object) Held() types.Type {
	if o.Var != nil {
		return o.Var.Type()
	}
	if o.Site == nil {
		return nil
	}
	if p, ok := types.Unalias(o.Site.Type()).Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	if results, ok := o.Site.Type().(*types.Tuple); ok && results.Len() > 0 {
		if p, ok := types.Unalias(results.At(0).Type()).Underlying().(*types.Pointer); ok {
			return p.Elem() // a group that a call made
		}
	}
	return nil
}

// Pos is the position at which the object was made or declared.
func (o *Object) Pos() token.Pos {
	switch {
	case o.Site != nil:
		return o.Site.Pos()
	case o.Var != nil:
		return o.Var.Pos()
	case o.Fn != nil:
		return o.Fn.Pos()
	}
	return token.NoPos
}

// Unknown is the reason code of an external object, or of an object that
// escaped; "" if everything that happens to it is in sight.
func (o *Object) Unknown() string {
	switch {
	case o.Kind == External:
		return o.Why
	case o.Kind == Param:
		return "param"
	case o.escaped != 0:
		return "escapes"
	}
	return ""
}
