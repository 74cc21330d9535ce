package known

import (
	_ "embed"
	"io"
	"strings"
	"sync"
)

// Table is what is known of functions, types, fields and variables.
// It does not change once it is made.
type Table struct {
	rows   []row
	funcs  map[string]*Func
	values map[string]*Value
	types  map[string]*typ
	pkgs   map[string]bool
}

// Func is what is known of a function or method. Several may hold at once:
// (*sync.Once).Do both runs its argument and does so once.
type Func struct {
	Name string

	Launch *Launch // runs its argument in a goroutine and returns
	Starts []End   // starts goroutines of its own, and these end them

	Joins    []int // arguments it runs in goroutines that it waits for
	Bounded  bool  // Joins: only so many at a time
	Runs     []int // arguments it calls before it returns, and does not keep
	Later    []int // arguments it keeps and calls on a later occasion
	Handler  []int // arguments it keeps and runs once per request or event
	Once     []int // arguments it calls unless it has done so before
	OnceFunc []int // arguments that the func it returns calls at most once

	// Method is called, where the arguments above are values and not funcs.
	Method string

	Exits   Exit    // never returns
	Endless bool    // never returns and cannot be stopped
	Blocks  *Blocks // may block without bound
	Timer   bool    // its result is a channel that only a timer sends on
	Never   bool    // its result is a context or channel that never ends
	Derive  *Derive // its result is a context that ends with another
	Request bool    // its result belongs to one request
	Signals int     // the channel argument that it keeps and sends on, or -1
}

// Launch says how a function runs its arguments in new goroutines.
type Launch struct {
	Func  []int  // the arguments
	Join  []End  // what waits for the goroutine: (*T).Wait of the receiver, or the result
	Limit string // method of the receiver that bounds their number, Self, or ""
	Delay bool   // the goroutine starts later
	Ctx   int    // the argument that is the goroutine's context, or -1
}

// Self is the Limit of launchers that are always bounded, such as pools.
const Self = "self"

// Blocks says what ends a call that may block without bound.
type Blocks struct {
	Until   []End
	Forever bool // it returns no sooner, unless something fails
	Depends bool // whether it blocks is up to the values handed to it
}

// Derive says that a result is, or carries, a context made from another.
type Derive struct {
	From    int  // the argument that is, or carries, the parent, or Recv
	Result  int  // the result that is, or carries, the child
	Cancel  bool // somebody can end it sooner
	Timeout bool // it ends by itself
}

// Value is what is known of a variable or a field.
type Value struct {
	Name  string
	Timer bool // a channel that only a timer sends on
	Never bool // a channel or context that never ends
}

// Group is a type that counts goroutines, with the methods that do so.
type Group struct {
	Type                             string
	Go, Wait, Add, Done, Limit, Stop []string
}

// Exit says what a function that never returns takes down with it.
type Exit uint8

const (
	Returns       Exit = iota
	ExitProcess        // os.Exit
	ExitGoroutine      // runtime.Goexit
	ExitPanic          // log.Panic
)

// End is an event that ends a wait or a goroutine.
type End struct {
	Kind EndKind
	At   Place  // of what: for EndSignal, EndCtx and EndCall
	Name string // the method called or field set: for EndCall
}

// EndKind is a kind of [End].
type EndKind uint8

const (
	EndNever  EndKind = iota // nothing ends it
	EndPeer                  // the other side answers, hangs up or fails
	EndGroup                 // the others who take part do theirs
	EndSignal                // At is a context that is cancelled, a channel that is closed, a func that is called
	EndCtx                   // At carries a context that is cancelled
	EndCall                  // method Name of At is called, or its field set
)

// Place is the receiver, an argument or a result of a call.
type Place struct {
	Of Part
	N  int // which argument or result
}

// Part is a part of a call.
type Part uint8

const (
	Receiver Part = iota
	Argument
	Result
)

// Recv stands for the receiver where a number stands for an argument.
const Recv = -1

// typ is what is known of a type.
type typ struct {
	group   *Group
	request bool
}

//go:embed known.txt
var knownText string

// builtin parses the embedded table on first use. A test sees to it that there
// are no errors; if there were, the rows without one would still hold.
var builtin = sync.OnceValue(func() *Table {
	t, _ := parse("known.txt", knownText)
	return t
})

// Default returns the embedded table.
func Default() *Table { return builtin() }

// Parse reads a table, by the grammar in the package's documentation. The error
// lists every row that is wrong, each as "file:line: what; what to write instead".
func Parse(file string, r io.Reader) (*Table, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	t, err := parse(file, string(text))
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Merge returns a table with the rows of both; where both say something about
// the same verb and symbol, other is right.
func (t *Table) Merge(other *Table) *Table {
	m := newTable(len(t.rows) + len(other.rows))
	for _, r := range t.rows {
		m.add(r)
	}
	for _, r := range other.rows {
		m.add(r)
	}
	return m
}

// Func returns what is known of the function with that full name, as
// [go/types.Func.FullName] prints it (type arguments are ignored), or nil.
func (t *Table) Func(fullName string) *Func { return t.funcs[bare(fullName)] }

// Var returns what is known of the variable "pkg.Var", or nil.
func (t *Table) Var(name string) *Value { return t.values[bare(name)] }

// Field returns what is known of the field "(pkg.T).F", or nil.
func (t *Table) Field(name string) *Value { return t.values[bare(name)] }

// Request reports whether values of the type, as [go/types.TypeString] prints
// it, belong to one request.
func (t *Table) Request(typ string) bool {
	k := t.types[bare(typ)]
	return k != nil && k.request
}

// Group returns the methods of a type that counts goroutines, or nil. It takes
// the type or a pointer to it.
func (t *Table) Group(typ string) *Group {
	if k := t.types[strings.TrimPrefix(bare(typ), "*")]; k != nil {
		return k.group
	}
	return nil
}

// Package reports whether the table has a row about the package: a cheap look
// before one spells out the names of its functions.
func (t *Table) Package(path string) bool { return t.pkgs[path] }

// bare returns a name without its type arguments and parameters:
// (*pool.ResultPool[T]).Go becomes (*pool.ResultPool).Go.
func bare(name string) string {
	open := strings.IndexByte(name, '[')
	if open < 0 {
		return name
	}
	var b strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
