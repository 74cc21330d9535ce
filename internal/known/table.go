package known

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Table is what is known of functions, types, fields and variables.
// It does not change once it is made.
//
// It keeps its rows as text and reads their options when it is asked: a process
// looks up a handful of them, and there are hundreds of processes.
type Table struct {
	rows []row
	last map[string]int // from a symbol to its last row; row.prev leads on
	pkgs map[string]bool
	pkg  string // of the last row
}

//go:embed known.txt
var knownText string

// builtin indexes the embedded table on first use. It checks nothing: that the
// rows are right is for a test to see.
var builtin = sync.OnceValue(func() *Table {
	t := newTable(strings.Count(knownText, "\n"))
	for r := range scan(knownText) {
		t.add(r)
	}
	return t
})

// Default returns the embedded table.
func Default() *Table { return builtin() }

// With returns the embedded table with more rows, as those of a team's configuration,
// which are right where both say something. It reads them anew each time: they are
// few, and a process of the vet tool asks once.
func With(rows string) (*Table, error) {
	if rows == "" {
		return Default(), nil
	}
	more, err := parse("row", rows)
	if err != nil {
		return nil, fmt.Errorf("-known: %w", err)
	}
	return Default().Merge(more), nil
}

// Names returns the symbols of a package that the table has rows about, in their order.
func (t *Table) Names(pkg string) (names []string) {
	for _, r := range t.rows {
		if PkgOf(r.sym) == pkg && !slices.Contains(names, r.sym) {
			names = append(names, r.sym)
		}
	}
	return names
}

// Parse reads a table, by the grammar in the package's documentation. The error
// lists every row that is wrong, each as "file:line: what; what to write instead".
func Parse(file string, r io.Reader) (*Table, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return parse(file, string(text))
}

// Merge returns a table with the rows of both; where both say something about
// the same verb and symbol, other is right.
func (t *Table) Merge(other *Table) *Table {
	m := newTable(len(t.rows) + len(other.rows))
	for _, from := range []*Table{t, other} {
		for _, r := range from.rows {
			m.add(r)
		}
	}
	return m
}

// newTable returns an empty table with room for n rows.
func newTable(n int) *Table {
	return &Table{
		rows: make([]row, 0, n),
		last: make(map[string]int, n),
		pkgs: make(map[string]bool),
	}
}

// add takes in a row. Only what makes tables may call it.
func (t *Table) add(r row) {
	r.prev = -1
	if i, ok := t.last[r.sym]; ok {
		r.prev = i
	}
	t.last[r.sym] = len(t.rows)
	t.rows = append(t.rows, r)
	if pkg := PkgOf(r.sym); pkg != t.pkg { // most rows are about the same one as the row before
		t.pkg, t.pkgs[pkg] = pkg, true
	}
}

// of calls yield for the rows of a symbol, later rows last, so that what they
// say replaces what earlier ones of their verb said. It reports whether there are any.
func (t *Table) of(sym string, yield func(verb string, o options)) bool {
	i, ok := t.last[sym]
	if ok {
		t.upTo(i, yield)
	}
	return ok
}

func (t *Table) upTo(i int, yield func(verb string, o options)) {
	if i < 0 {
		return
	}
	r := &t.rows[i]
	t.upTo(r.prev, yield)
	if o, err := r.options(); err == nil {
		yield(r.verb, o)
	}
}

// Func returns what is known of the function with that full name, as
// [go/types.Func.FullName] prints it (type arguments are ignored), or nil.
func (t *Table) Func(fullName string) *Func {
	name := Bare(fullName)
	if _, ok := t.last[name]; !ok {
		return nil
	}
	f := &Func{Name: name, Signals: -1}
	t.of(name, f.set)
	return f
}

// set takes what a row says of a function.
func (f *Func) set(verb string, o options) {
	if o.method != "" {
		f.Method = o.method
	}
	f.Recovers = f.Recovers || o.has(optRecovers)
	switch verb {
	case "launch":
		f.Launch = &Launch{Func: o.fn, Join: o.join, Limit: o.limit, Delay: o.has(optDelay), Ctx: o.ctx}
	case "joins":
		f.Joins, f.Bounded, f.Abandons = o.fn, o.has(optBounded), o.has(optAbandons)
	case "runs":
		f.Runs, f.Passes = o.fn, o.has(optPasses)
	case "later":
		f.Later = o.fn
	case "handler":
		f.Handler = o.fn
	case "once":
		f.Once = o.fn
	case "oncefunc":
		f.OnceFunc = o.fn
	case "starts":
		f.Starts = o.stop
	case "exits":
		f.Exits = max(o.exit, ExitProcess)
	case "endless":
		f.Endless = true
	case "recovers":
		f.Recoverer = true
	case "blocks":
		f.Blocks = &Blocks{Until: o.until, Forever: o.has(optForever), Depends: o.has(optDepends), Single: o.has(optSingle)}
	case "derive":
		f.Derive = &Derive{From: o.from, Result: o.result, Cancel: o.has(optCancel), Timeout: o.has(optTimeout)}
	case "request":
		f.Request = true
	case "next":
		f.Next, f.Messages = true, o.has(optMessages)
	case "few":
		f.Few = true
	case "signals":
		f.Signals = o.ch
	case "noctx":
		f.NoCtx = o.use
	case "cheap":
		f.Cost = o.cost
	case "unchecked":
		f.Unchecked = !o.has(optBlank)
	case "fails":
		f.Fails = true
	case "timer":
		f.Timer = true
	case "never":
		f.Never = true
	}
}

// Var returns what is known of the variable "pkg.Var", or nil.
func (t *Table) Var(name string) *Value { return t.value(name) }

// Field returns what is known of the field "(pkg.T).F", or nil.
func (t *Table) Field(name string) *Value { return t.value(name) }

func (t *Table) value(name string) *Value {
	v := Value{Name: Bare(name)}
	t.of(v.Name, func(verb string, _ options) {
		v.Timer = v.Timer || verb == "timer"
		v.Never = v.Never || verb == "never"
		v.Unchecked = v.Unchecked || verb == "unchecked"
	})
	if !v.Timer && !v.Never && !v.Unchecked {
		return nil
	}
	return &v
}

// UncheckedMethod reports whether the error of a method is one that nobody looks
// at, whatever its type is; blank whether that is so if it is assigned to _. Whether the
// method is exported makes no difference.
func (t *Table) UncheckedMethod(name string, blank bool) (is bool) {
	name = strings.ToUpper(name[:1]) + name[1:]
	found := func(verb string, o options) { is = is || verb == "unchecked" && (blank || !o.has(optBlank)) }
	t.of("."+name, found)
	for i := 1; i <= len(name) && !is; i++ {
		if i == len(name) || 'A' <= name[i] && name[i] <= 'Z' {
			t.of("."+name[:i]+"*", found)
		}
	}
	return is
}

// FewOf reports whether a name is one for many of what somebody has set up: its last word
// says so.
func (t *Table) FewOf(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 {
		return false
	}
	word := strings.ToLower(words[len(words)-1])
	singular := []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es"), strings.TrimSuffix(word, "ies") + "y"}
	return slices.ContainsFunc(singular, func(word string) bool { return t.hasRow("few", "."+word) })
}

// Settings reports whether values of a type of that name hold what somebody wrote down.
func (t *Table) Settings(typeName string) bool {
	return slices.ContainsFunc(wordsOf(typeName), func(word string) bool {
		return t.hasRow("settings", "."+word) || t.hasRow("settings", "."+strings.TrimSuffix(word, "s"))
	})
}

// wordsOf splits a name, or a path of names, into its words.
func wordsOf(name string) []string {
	upper := func(i int) bool { return 0 <= i && i < len(name) && 'A' <= name[i] && name[i] <= 'Z' }
	lower := func(i int) bool { return i < len(name) && 'a' <= name[i] && name[i] <= 'z' }
	var text strings.Builder
	for i, r := range name {
		if upper(i) && (!upper(i-1) || lower(i+1)) { // of HTTPAddrs the A
			text.WriteByte(' ')
		}
		text.WriteRune(r)
	}
	return strings.FieldsFunc(text.String(), func(r rune) bool { return r == ' ' || r == '.' || r == '_' })
}

func (t *Table) hasRow(verb, sym string) (has bool) {
	t.of(sym, func(v string, _ options) { has = has || v == verb })
	return has
}

// Request reports whether values of the type, as [go/types.TypeString] prints
// it, belong to one request.
func (t *Table) Request(typ string) (is bool) {
	t.of(Bare(typ), func(verb string, _ options) { is = is || verb == "request" })
	return is
}

// Group returns the methods of a type that counts goroutines, or nil. It takes
// the type or a pointer to it.
func (t *Table) Group(typ string) (g *Group) {
	t.of(strings.TrimPrefix(Bare(typ), "*"), func(verb string, o options) {
		if verb == "group" {
			g = o.group
		}
	})
	return g
}

// Package reports whether the table has a row about the package: a cheap look
// before one spells out the names of its functions.
func (t *Table) Package(path string) bool { return t.pkgs[path] }

// PkgOf returns the import path in a symbol.
func PkgOf(sym string) string {
	if recv, _, ok := strings.Cut(sym, ")."); ok {
		sym = strings.TrimPrefix(recv, "(")
	}
	sym = strings.TrimPrefix(sym, "*")
	return sym[:max(0, strings.LastIndexByte(sym, '.'))]
}

// Bare returns a name without its type arguments and parameters:
// (*pool.ResultPool[T]).Go becomes (*pool.ResultPool).Go.
func Bare(name string) string {
	if strings.IndexByte(name, '[') < 0 {
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
