package known

import "strings"

// newTable returns an empty table with room for n rows.
func newTable(n int) *Table {
	return &Table{
		rows:   make([]row, 0, n),
		funcs:  make(map[string]*Func, n),
		values: make(map[string]*Value),
		types:  make(map[string]*typ),
		pkgs:   make(map[string]bool),
	}
}

// add takes in a row; what it says replaces what an earlier row with its verb
// said. Only [parse] and [Table.Merge], which make tables, may call it.
func (t *Table) add(r row) {
	t.rows = append(t.rows, r)
	t.pkgs[pkgOf(r.sym)] = true
	o := &r.opts
	switch {
	case r.verb == "group":
		t.typ(strings.TrimPrefix(r.sym, "*")).group = o.group
		return
	case r.verb == "request" && !strings.HasPrefix(r.sym, "("):
		t.typ(r.sym).request = true
		return
	}
	f := t.fn(r.sym)
	if o.method != "" {
		f.Method = o.method
	}
	switch r.verb {
	case "launch":
		f.Launch = &Launch{Func: o.fn, Join: o.join, Limit: o.limit, Delay: o.has(wordDelay), Ctx: o.ctx}
	case "joins":
		f.Joins, f.Bounded = o.fn, o.has(wordBounded)
	case "runs":
		f.Runs = o.fn
	case "later":
		f.Later = o.fn
	case "handler":
		f.Handler = o.fn
	case "once":
		f.Once = o.fn
	case "oncefunc":
		f.OnceFunc = o.fn
	case "starts":
		f.Starts = o.end
	case "exits":
		f.Exits = max(o.exit, ExitProcess)
	case "endless":
		f.Endless = true
	case "blocks":
		f.Blocks = &Blocks{Until: o.until, Forever: o.has(wordForever), Depends: o.has(wordDepends)}
	case "derive":
		f.Derive = &Derive{From: o.from, Result: o.result, Cancel: o.has(wordCancel), Timeout: o.has(wordTimeout)}
	case "request":
		f.Request = true
	case "signals":
		f.Signals = o.ch
	// Whether the symbol is a func, a variable or a field, its spelling does
	// not tell; so it goes under both, and nobody asks for the wrong one.
	case "timer":
		f.Timer, t.value(r.sym).Timer = true, true
	case "never":
		f.Never, t.value(r.sym).Never = true, true
	}
}

func (o *options) has(w wordSet) bool { return o.words&w != 0 }

// fn returns the entry of a function, making it if need be; value and typ do so
// for variables, fields and types.
func (t *Table) fn(name string) *Func {
	f := t.funcs[name]
	if f == nil {
		f = &Func{Name: name, Signals: -1}
		t.funcs[name] = f
	}
	return f
}

func (t *Table) value(name string) *Value {
	v := t.values[name]
	if v == nil {
		v = &Value{Name: name}
		t.values[name] = v
	}
	return v
}

func (t *Table) typ(name string) *typ {
	k := t.types[name]
	if k == nil {
		k = new(typ)
		t.types[name] = k
	}
	return k
}

// pkgOf returns the import path in a symbol.
func pkgOf(sym string) string {
	if recv, _, ok := strings.Cut(sym, ")."); ok {
		sym = strings.TrimPrefix(recv, "(")
	}
	sym = strings.TrimPrefix(sym, "*")
	return sym[:max(0, strings.LastIndexByte(sym, '.'))]
}
