package ref_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/ref"
)

// libSource is another package, of which no more is known than facts say.
const libSource = `package lib

type Context interface{ Done() <-chan struct{} }

type Group struct{ n int }

func (*Group) Add()  {}
func (*Group) Done() {}
func (*Group) Wait() {}

func Close(ch chan int)          {} // has a fact: closes
func CloseAll(chs []chan int)    {} // has a fact: closes
func Recv(ch chan int)           {} // has a fact: receives
func Send(ch chan int)           {} // has a fact: sends
func Harmless(ch chan int)       {} // analysed, without a fact
func Unknown(ch chan int)        {} // not analysed
func UnknownRecv(ch <-chan int)  {} // not analysed
func UnknownSend(ch chan<- int)  {} // not analysed
func Same(ch chan int) chan int  { return ch } // has a fact: the same
func After() <-chan int          { return nil } // has a fact: a timer
func New() chan int              { return nil } // not analysed
func Never() Context             { return nil } // has a fact: never done
func Values(ctx Context) Context { return ctx } // has a fact: the same
func Cancel(ctx Context) Context { return ctx } // not analysed
func Do(f func())                {} // has a fact: calls
func Hook()                      {}
func Any(v any)                  {} // not analysed
func Each(f func(ch chan int))   {} // not analysed: may call it with anything

type Box struct{ Ch chan int }

var NeverStop chan int // never closed nor sent on
var Shared chan int
`

var facts = map[string]*fact.Func{
	"Close":    {Params: []fact.Param{{Index: 0, Effect: fact.Closes}}},
	"CloseAll": {Params: []fact.Param{{Index: 0, Effect: fact.Closes}}},
	"Recv":     {Params: []fact.Param{{Index: 0, Effect: fact.Receives}}},
	"Send":     {Params: []fact.Param{{Index: 0, Effect: fact.Sends}}},
	"Same":     {Results: []fact.Result{{Kind: fact.SameAs, Arg: 0}}},
	"After":    {Results: []fact.Result{{Kind: fact.Timer}}},
	"Never":    {Results: []fact.Result{{Kind: fact.Never}}},
	"Values":   {Results: []fact.Result{{Kind: fact.SameAs, Arg: 0}}},
	"Do":       {Params: []fact.Param{{Index: 0, Effect: fact.Calls}}},
	"Harmless": nil,
}

// env is the world around the package under test.
func env(leftOut string) ref.Env {
	isGroup := func(t types.Type) bool {
		named, ok := types.Unalias(t).(*types.Named)
		return ok && named.Obj().Name() == "Group" && named.Obj().Pkg().Name() == "lib"
	}
	return ref.Env{
		Outside: func(fn *types.Func) ref.Outside {
			f, analysed := facts[fn.Name()]
			switch {
			case fn.Pkg() == nil, fn.Signature().Recv() != nil && isGroup(deref(fn.Signature().Recv().Type())):
				return ref.Outside{}
			case analysed:
				return ref.Outside{Func: f}
			}
			return ref.Outside{Default: fact.Keeps}
		},
		Group: isGroup,
		GroupOp: func(fn *types.Func) (ref.OpKind, bool) {
			if !isGroup(deref(fn.Signature().Recv().Type())) {
				return 0, false
			}
			kind, ok := map[string]ref.OpKind{"Add": ref.Add, "Done": ref.Done, "Wait": ref.Wait}[fn.Name()]
			return kind, ok
		},
		About:      func(_ *ssa.Function, f func()) bool { f(); return true },
		Whole:      func(f func()) bool { f(); return true },
		FieldTimer: func(*types.Var) bool { return false },
		NeverVar:   func(v *types.Var) bool { return v.Name() == "NeverStop" },
		LeftOut:    func(name string) bool { return name == leftOut },
	}
}

func deref(t types.Type) types.Type {
	if p, ok := t.(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// libImporter knows package lib, and unsafe.
type libImporter struct{ lib *types.Package }

func (i libImporter) Import(path string) (*types.Package, error) {
	switch path {
	case "lib":
		return i.lib, nil
	case "unsafe":
		return types.Unsafe, nil
	}
	return nil, fmt.Errorf("no package %s here", path)
}

// probes are functions that do nothing to what they are given: a call of one
// marks the value that a test asks about.
const probes = `
func probe(ch chan int)        {}
func probeRecv(ch <-chan int)  {}
func probeFunc(f func())       {}
func cond() bool               { return true }
func work()                    {}
`

// A probed value, and the graph to ask.
type probed struct {
	graph *ref.Graph
	v     ssa.Value
}

// analyse builds a package, of the given source, and returns the one value that
// a probe in it marks. leftOut is a name that a file outside the build mentions.
func analyse(t *testing.T, name, src, leftOut string) probed {
	t.Helper()
	fset := token.NewFileSet()
	parse := func(name, src string) *ast.File {
		f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	lib, err := new(types.Config).Check("lib", fset, []*ast.File{parse("lib.go", libSource)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	header := "package " + name + "\n"
	for _, imp := range []string{"lib", "unsafe"} {
		if strings.Contains(src, imp+".") {
			header += fmt.Sprintf("import %q\n", imp)
		}
	}
	f := parse("p.go", header+src+probes)
	pkg, info, err := ssautil.BuildPackage(&types.Config{Importer: libImporter{lib}}, fset, types.NewPackage(name, name), []*ast.File{f}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var funcs []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		funcs = append(funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(pkg.Func("init"))
	for _, decl := range f.Decls {
		if decl, ok := decl.(*ast.FuncDecl); ok {
			if fn := pkg.Prog.FuncValue(info.Defs[decl.Name].(*types.Func)); fn != nil {
				add(fn)
			}
		}
	}
	g := ref.Build(pkg, funcs, env(leftOut))
	var out []probed
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if ok && call.Call.StaticCallee() != nil && strings.HasPrefix(call.Call.StaticCallee().Name(), "probe") {
					out = append(out, probed{g, call.Call.Args[0]})
				}
			}
		}
	}
	if len(out) != 1 {
		t.Fatalf("the source has %d probes, want one", len(out))
	}
	return out[0]
}

// can lists what can happen to a channel: "received", that a receive from it
// succeeds, "closed", and "sent", that a send succeeds.
func can(p probed) (list string, verdicts []ref.Verdict) {
	var on []string
	for _, q := range []struct {
		name string
		v    ref.Verdict
	}{{"received", p.graph.Received(p.v)}, {"closed", p.graph.Closed(p.v)}, {"sent", p.graph.Sent(p.v)}} {
		if !q.v.No {
			on = append(on, q.name)
			verdicts = append(verdicts, q.v)
		}
	}
	return strings.Join(on, " "), verdicts
}

const all = "received closed sent"

func TestChannels(t *testing.T) {
	for _, test := range []struct {
		name, src string
		can       string
		reason    string // of all that can happen; "" if operations in sight do it
	}{
		// Operations in sight.
		{"made only", `func f() { ch := make(chan int); probe(ch) }`, "", ""},
		{"closed", `func f() { ch := make(chan int); close(ch); probe(ch) }`, "received closed", ""},
		{"closed later", `func f() { ch := make(chan int); probe(ch); defer close(ch) }`, "received closed", ""},
		{"sent on", `func f() { ch := make(chan int); ch <- 1; probe(ch) }`, "received", ""},
		{"received from", `func f() { ch := make(chan int); <-ch; probe(ch) }`, "sent", ""},
		{"received with ok", `func f() { ch := make(chan int); _, ok := <-ch; _ = ok; probe(ch) }`, "sent", ""},
		{"ranged over", `func f() { ch := make(chan int); for range ch { }; probe(ch) }`, "sent", ""},
		{"select send", `func f() { ch := make(chan int); select { case ch <- 1: default: }; probe(ch) }`, "received", ""},
		{"select receive", `func f() { ch := make(chan int); select { case <-ch: case v := <-ch: _ = v }; probe(ch) }`, "sent", ""},
		{"buffer", `func f() { ch := make(chan int, 1); probe(ch) }`, "sent", ""},
		{"no buffer, said so", `func f() { ch := make(chan int, 0); probe(ch) }`, "", ""},
		{"buffer of unknown size", `func f() { for n := range 3 { ch := make(chan int, n); probe(ch) } }`, "sent", ""},
		{"len and cap are nothing", `func f() { ch := make(chan int); _ = len(ch) + cap(ch); probe(ch) }`, "", ""},
		{"another channel", `func f() { ch, other := make(chan int), make(chan int); close(other); <-other; probe(ch) }`, "", ""},

		// The ways that a value takes.
		{"alias", `func f() { ch := make(chan int); c := ch; close(c); probe(ch) }`, "received closed", ""},
		{"one of two", `func f() { ch, c := make(chan int), make(chan int); if cond() { c = ch }; close(c); probe(ch) }`, "received closed", ""},
		{"captured", `func f() { ch := make(chan int); func() { close(ch) }(); probe(ch) }`, "received closed", ""},
		{"captured and launched", `func f() { ch := make(chan int); go func() { defer close(ch) }(); probe(ch) }`, "received closed", ""},
		{"captured, set later", `func f() { var ch chan int; g := func() { close(ch) }; ch = make(chan int); probe(ch); g() }`, "received closed", ""},
		{"argument", `func f() { ch := make(chan int); g(ch); probe(ch) }; func g(c chan int) { close(c) }`, "received closed", ""},
		{"argument of a literal", `func f() { ch := make(chan int); func(c chan<- int) { close(c) }(ch); probe(ch) }`, "received closed", ""},
		{"result", `func f() { ch := mk(); close(ch) }; func mk() chan int { ch := make(chan int); probe(ch); return ch }`, "received closed", ""},
		{"second result", `func f() { _, ch := mk(); close(ch) }; func mk() (int, chan int) { ch := make(chan int); probe(ch); return 0, ch }`, "received closed", ""},
		{"func value", `func f() { ch := make(chan int); g := stop; g(ch); probe(ch) }; func stop(c chan int) { close(c) }`, "received closed", ""},
		{"func in a map", `var m = map[string]func(chan int){"a": stop}; func f() { ch := make(chan int); m["a"](ch); probe(ch) }; func stop(c chan int) { close(c) }`, "received closed", ""},
		{"func in a field", `type s struct{ g func(chan int) }; func f() { ch := make(chan int); v := &s{stop}; v.g(ch); probe(ch) }; func stop(c chan int) { close(c) }`, "received closed", ""},
		{"returned closure", `func f() { ch := make(chan int); probe(ch); mk(ch)() }; func mk(c chan int) func() { return func() { close(c) } }`, "received closed", ""},
		{"method", `type s struct{ ch chan int }; func (v *s) stop() { close(v.ch) }; func f() { v := &s{make(chan int)}; v.stop(); probe(v.ch) }`, "received closed", ""},
		{"method value", `type s struct{ ch chan int }; func (v *s) stop() { close(v.ch) }; func f() { v := &s{make(chan int)}; probe(v.ch); g := v.stop; g() }`, "received closed", ""},
		{"method expression", `type s struct{ n int }; func (v *s) stop(c chan int) { close(c) }; func f() { ch := make(chan int); probe(ch); (*s).stop(nil, ch) }`, "received closed", ""},
		{"interface", `type stopper interface{ stop(chan int) }; type s struct{ n int }; func (s) stop(c chan int) { close(c) }; func f() { var v stopper = s{}; ch := make(chan int); probe(ch); v.stop(ch) }`, "received closed", ""},
		{"package variable", `var ch = make(chan int); func f() { close(ch) }; func g() { probe(ch) }`, "received closed", ""},
		{"package variable, untouched", `var ch = make(chan int); func g() { probe(ch) }`, "", ""},
		{"through a pointer", `func f() { ch := make(chan int); g(&ch); probe(ch) }; func g(p *chan int) { close(*p) }`, "received closed", ""},
		{"slice", `func f() { ch := make(chan int); for _, c := range []chan int{ch} { close(c) }; probe(ch) }`, "received closed", ""},
		{"appended", `func f() { var cs []chan int; ch := make(chan int); cs = append(cs, ch); close(cs[0]); probe(ch) }`, "received closed", ""},
		{"copied", `func f() { cs := make([]chan int, 1); ch := make(chan int); copy(cs, []chan int{ch}); close(cs[0]); probe(ch) }`, "received closed", ""},
		{"array", `func f() { var cs [2]chan int; ch := make(chan int); cs[1] = ch; close(cs[1]); probe(ch) }`, "received closed", ""},
		{"array value", `func f() { ch := make(chan int); for _, c := range [1]chan int{ch} { close(c) }; probe(ch) }`, "received closed", ""},
		{"map", `func f() { ch := make(chan int); m := map[int]chan int{1: ch}; if c, ok := m[1]; ok { close(c) }; probe(ch) }`, "received closed", ""},
		{"map, ranged over", `func f() { ch := make(chan int); m := map[int]chan int{}; m[1] = ch; for _, c := range m { close(c) }; probe(ch) }`, "received closed", ""},
		{"map key", `func f() { ch := make(chan int); m := map[chan int]bool{ch: true}; for c := range m { close(c) }; probe(ch) }`, "received closed", ""},
		{"channel of channels", `func f() { cs := make(chan chan int, 1); ch := make(chan int); cs <- ch; c := <-cs; close(c); probe(ch) }`, "received closed", ""},
		{"channel of channels, in a select", `func f() { cs := make(chan chan int, 1); ch := make(chan int); cs <- ch; select { case c := <-cs: close(c) }; probe(ch) }`, "received closed", ""},
		{"slice, untouched", `func f() { ch := make(chan int); cs := []chan int{ch}; _ = cs[0]; probe(ch) }`, "", ""},
		{"direction", `func f() { ch := make(chan int); var c chan<- int = ch; close(c); probe(ch) }`, "received closed", ""},
		{"named type", `type signal chan int; func f() { ch := make(chan int); close(signal(ch)); probe(ch) }`, "received closed", ""},

		// Fields: one for all instances.
		{"field", `type s struct{ ch chan int }; func f(v *s) { v.ch = make(chan int); probe(v.ch) }; func g(v *s) { close(v.ch) }`, "received closed", ""},
		{"field, untouched", `type s struct{ ch, other chan int }; func f(v *s) { v.ch = make(chan int); probe(v.ch) }; func g(v *s) { close(v.other) }`, "", ""},
		{"field of a copy", `type s struct{ ch chan int }; func f(v *s) { v.ch = make(chan int); c := *v; close(c.ch); probe(v.ch) }`, "received closed", ""},
		{"field of a value", `type s struct{ ch chan int }; func f() { probe(mk().ch) }; func mk() s { return s{make(chan int)} }; func g() { close(mk().ch) }`, "received closed", ""},
		{"embedded", `type in struct{ ch chan int }; type s struct{ *in }; func f(v *s) { v.ch = make(chan int); probe(v.in.ch) }; func g(v s) { close(v.ch) }`, "received closed", ""},
		{"nested", `type in struct{ ch chan int }; type s struct{ in in }; func f(v *s) { v.in.ch = make(chan int); probe(v.in.ch) }; func g(v *s) { i := v.in; close(i.ch) }`, "received closed", ""},
		{"struct conversion", `type a struct{ ch chan int }; type b a; func f(v a) { v.ch = make(chan int); probe(v.ch); g(b(v)) }; func g(v b) { close(v.ch) }`, "received closed", ""},
		{"pointer conversion", `type a struct{ ch chan int }; type b a; func f(v *a) { v.ch = make(chan int); probe(v.ch); g((*b)(v)) }; func g(v *b) { close(v.ch) }`, "received closed", ""},
		{"struct conversion from a literal type", `type a struct{ ch chan int }; func f(v a) { v.ch = make(chan int); probe(v.ch); g(v) }; func g(v struct{ ch chan int }) { close(v.ch) }`, "received closed", ""},
		{"generic struct", `type q[T any] struct{ ch chan int; v T }; func (p *q[T]) stop() { close(p.ch) }; func f() { p := &q[string]{ch: make(chan int)}; probe(p.ch); p.stop() }`, "received closed", ""},
		{"generic struct, another instance", `type q[T any] struct{ ch chan int; v T }; func f() { p := &q[string]{ch: make(chan int)}; probe(p.ch) }; func g(p *q[int]) { close(p.ch) }`, "received closed", ""},
		{"generic struct, field of its type", `type q[T any] struct{ ch chan T }; func (p *q[T]) stop() { close(p.ch) }; func f() { p := &q[int]{make(chan int)}; probe(p.ch); p.stop() }`, "received closed", ""},
		{"generic struct, field of its type, another instance", `type q[T any] struct{ ch chan T }; func f() { p := &q[int]{make(chan int)}; probe(p.ch) }; func g(p *q[string]) { close(p.ch) }`, "received closed", ""},
		{"generic struct, untouched", `type q[T any] struct{ ch chan int; v T }; func f() { p := &q[string]{ch: make(chan int)}; probe(p.ch) }; func g(p *q[int]) { _ = p.ch }`, "", ""},
		{"generic function", `func stop[T any](c chan T) { close(c) }; func f() { ch := make(chan int); stop(ch); probe(ch) }`, "received closed", ""},
		{"type parameter of any type", `func keep[T any](v T) { w := v; _ = w }; func f() { ch := make(chan int); keep(ch); probe(ch) }`, all, "escapes"},

		// Out of sight.
		{"parameter of an exported function", `func F(ch chan int) { probe(ch) }`, all, "param"},
		{"receive-only parameter", `func F(ch <-chan int) { probeRecv(ch) }`, all, "param"},
		{"parameter of an exported method", `type s struct{}; func (s) Stop(ch chan int) { probe(ch) }`, all, "param"},
		{"parameter of a function that nobody calls", `func f(ch chan int) { probe(ch) }`, all, "untracked"},
		{"result of an exported function", `func New() chan int { ch := make(chan int); probe(ch); return ch }`, all, "escapes"},
		{"receive-only result", `func New() <-chan int { ch := make(chan int); probe(ch); return ch }`, "sent", "escapes"},
		{"send-only result", `func New() chan<- int { ch := make(chan int); probe(ch); return ch }`, "received closed", "escapes"},
		{"receive-only result of a method", `type S struct{ ch chan int }; func (s *S) C() <-chan int { return s.ch }; func f() *S { s := &S{make(chan int)}; probe(s.ch); return s }`, "sent", "escapes"},
		{"exported variable", `var Ch chan int; func f() { ch := make(chan int); probe(ch); Ch = ch }`, all, "escapes"},
		{"exported field", `type s struct{ Ch chan int }; func f(v *s) { ch := make(chan int); probe(ch); v.Ch = ch }`, all, "escapes"},
		{"exported receive-only field", `type s struct{ Ch <-chan int }; func f(v *s) { ch := make(chan int); probe(ch); v.Ch = ch }`, "sent", "escapes"},
		{"what comes from an exported field", `type S struct{ Ch chan int }; func f(v *S) { probe(v.Ch) }`, all, "exported variable"},
		{"interface value", `func f() { ch := make(chan int); var v any = ch; _ = v; probe(ch) }`, all, "escapes"},
		{"panic", `func f() { ch := make(chan int); probe(ch); panic(ch) }`, all, "escapes"},
		{"unsafe", `type s struct{ ch chan int }; func f(v *s) { v.ch = make(chan int); probe(v.ch); _ = unsafe.Pointer(v) }`, all, "unsafe"},
		{"exported function closes what it gets from a closure", `func Stop() func() { ch := make(chan int); probe(ch); return func() { close(ch) } }`, "received closed", ""},
		{"channel sent to an exported function", `func F(cs chan<- chan int) { ch := make(chan int); probe(ch); cs <- ch }`, all, "escapes"},
		{"stored in a parameter's map", `func F(m map[int]chan int) { ch := make(chan int); probe(ch); m[1] = ch }`, all, "escapes"},
		{"unknown func value", `func F(g func(chan int)) { ch := make(chan int); probe(ch); g(ch) }`, all, "escapes"},
		{"unknown interface", `type i interface{ m(chan int) }; func F(v i) { ch := make(chan int); probe(ch); v.m(ch) }`, all, "escapes"},

		// Other packages.
		{"fact: closes", `func f() { ch := make(chan int); probe(ch); lib.Close(ch) }`, "received closed", ""},
		{"fact: receives", `func f() { ch := make(chan int); probe(ch); lib.Recv(ch) }`, "sent", ""},
		{"fact: sends", `func f() { ch := make(chan int); probe(ch); lib.Send(ch) }`, "received", ""},
		{"fact: launched", `func f() { ch := make(chan int); probe(ch); go lib.Close(ch) }`, "received closed", ""},
		{"fact: deferred", `func f() { ch := make(chan int); probe(ch); defer lib.Close(ch) }`, "received closed", ""},
		{"fact: by a func value", `func f() { ch := make(chan int); probe(ch); g := lib.Close; g(ch) }`, "received closed", ""},
		{"fact: closes the elements", `func f() { ch := make(chan int); probe(ch); lib.CloseAll([]chan int{ch}) }`, "received closed", ""},
		{"fact: the same", `func f() { ch := make(chan int); probe(ch); close(lib.Same(ch)) }`, "received closed", ""},
		{"fact: calls", `func f() { ch := make(chan int); probe(ch); lib.Do(func() { close(ch) }) }`, "received closed", ""},
		{"analysed, no fact", `func f() { ch := make(chan int); probe(ch); lib.Harmless(ch) }`, "", ""},
		{"not analysed", `func f() { ch := make(chan int); probe(ch); lib.Unknown(ch) }`, all, "escapes"},
		{"not analysed, receive-only", `func f() { ch := make(chan int); probe(ch); lib.UnknownRecv(ch) }`, "sent", "escapes"},
		{"not analysed, send-only", `func f() { ch := make(chan int); probe(ch); lib.UnknownSend(ch) }`, "received closed", "escapes"},
		{"handed over as any", `func f() { ch := make(chan int); probe(ch); lib.Any(ch) }`, all, "escapes"},
		{"called from there", `func f() { lib.Each(func(ch chan int) { probe(ch) }) }`, all, "called from outside"},
		{"result of another package", `func f() { probe(lib.New()) }`, all, "result of another package"},
		{"field of another package", `func f(b *lib.Box) { probe(b.Ch) }`, all, "field of another package"},
		{"stored in a field of another package", `func f(b *lib.Box) { ch := make(chan int); probe(ch); b.Ch = ch }`, all, "escapes"},
		{"variable of another package", `func f() { probe(lib.Shared) }`, all, "variable of another package"},
		// How large a buffer the others made, is not known.
		{"variable that holds nothing that ends", `func f() { probe(lib.NeverStop) }`, "sent", ""},
		{"timer", `func f() { probeRecv(lib.After()) }`, "received sent", ""},
		{"timer or own", `func f() { var c <-chan int = make(chan int); if cond() { c = lib.After() }; probeRecv(c) }`, "received sent", ""},

		// Nil channels: nothing ever happens to them.
		{"nil", `func f() { probe(nil) }`, "", ""},
		{"nil variable", `func f() { var ch chan int; probe(ch) }`, "", ""},
		{"nil variable, captured", `func f() { var ch chan int; func() { close(ch) }(); probe(ch) }`, "", ""},
		{"nil or made", `func f() { var ch chan int; if cond() { ch = make(chan int); close(ch) }; probe(ch) }`, "received closed", ""},
		{"operations on another nil", `func f() { var ch, other chan int; func() { close(other); <-other }(); func() { probe(ch) }() }`, "", ""},
		{"nil field", `type s struct{ ch chan int }; func f(v *s) { probe(v.ch) }; func g(v *s) { close(v.ch) }`, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := analyse(t, "p", test.src, "")
			got, verdicts := can(p)
			if got != test.can {
				t.Errorf("can be %q, want %q, in %s", got, test.can, test.src)
			}
			for _, v := range verdicts {
				if v.Reason != test.reason {
					t.Errorf("reason %q, want %q, in %s", v.Reason, test.reason, test.src)
				}
			}
		})
	}
}

// TestMainPackage: nobody imports package main, so that only methods, which interfaces
// reach, can be called from elsewhere.
func TestMainPackage(t *testing.T) {
	for _, test := range []struct{ name, src, can string }{
		{"exported function", `func main() { ch := make(chan int); F(ch) }; func F(ch chan int) { probe(ch) }`, ""},
		{"exported result", `func main() { New() }; func New() chan int { ch := make(chan int); probe(ch); return ch }`, ""},
		{"exported variable", `var Ch = make(chan int); func main() { probe(Ch) }`, ""},
		{"exported field", `type S struct{ Ch chan int }; func main() { s := S{make(chan int)}; probe(s.Ch) }`, ""},
		{"exported method", `type S struct{}; func (S) M(ch chan int) { probe(ch) }; func main() { S{}.M(make(chan int)) }`, all},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := can(analyse(t, "main", test.src, "")); got != test.can {
				t.Errorf("can be %q, want %q, in %s", got, test.can, test.src)
			}
		})
	}
}

// TestLeftOut: what a file outside the build does to a name is not known.
func TestLeftOut(t *testing.T) {
	for _, test := range []struct{ name, src, leftOut, can string }{
		{"field", `type s struct{ ch chan int }; func f(v *s) { v.ch = make(chan int); probe(v.ch) }`, "ch", all},
		{"another name", `type s struct{ ch chan int }; func f(v *s) { v.ch = make(chan int); probe(v.ch) }`, "chan", ""},
		{"variable", `var ch = make(chan int); func f() { probe(ch) }`, "ch", all},
		{"function", `func f() { g(make(chan int)) }; func g(ch chan int) { probe(ch) }`, "g", all},
		{"function that returns it", `func f() { g() }; func g() chan int { ch := make(chan int); probe(ch); return ch }`, "g", all},
		{"local variable", `func f() { ch := make(chan int); probe(ch) }`, "ch", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := can(analyse(t, "p", test.src, test.leftOut)); got != test.can {
				t.Errorf("can be %q, want %q, in %s", got, test.can, test.src)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name, src string
		never     bool
	}{
		{"never", `func f() { probeCtx(lib.Never()) }`, true},
		{"derived from one", `func f() { probeCtx(lib.Values(lib.Values(lib.Never()))) }`, true},
		{"what another package makes of it", `func f() { probeCtx(lib.Cancel(lib.Never())) }`, false},
		{"parameter of an exported function", `func F(ctx lib.Context) { probeCtx(ctx) }`, false},
		{"derived from a parameter", `func F(ctx lib.Context) { probeCtx(lib.Values(ctx)) }`, false},
		{"parameter that is always one", `func f() { g(lib.Never()) }; func g(ctx lib.Context) { probeCtx(ctx) }`, true},
		{"parameter that is not always one", `func f() { g(lib.Never()); g(lib.Cancel(nil)) }; func g(ctx lib.Context) { probeCtx(ctx) }`, false},
		{"parameter of nobody", `func g(ctx lib.Context) { probeCtx(ctx) }`, false},
		{"one of two", `func F(ctx lib.Context) { if cond() { ctx = lib.Never() }; probeCtx(ctx) }`, false},
		{"field", `type s struct{ ctx lib.Context }; func f() { v := &s{lib.Never()}; probeCtx(v.ctx) }`, true},
		{"field set again", `type s struct{ ctx lib.Context }; func f() { v := &s{lib.Never()}; probeCtx(v.ctx) }; func (v *s) set(ctx lib.Context) { v.ctx = lib.Cancel(ctx) }`, false},
		{"exported field", `type s struct{ Ctx lib.Context }; func f() { v := &s{lib.Never()}; probeCtx(v.Ctx) }`, false},
		{"captured", `func f() { ctx := lib.Never(); func() { probeCtx(ctx) }() }`, true},
		{"captured, set again", `func f() { ctx := lib.Never(); func() { probeCtx(ctx) }(); func() { ctx = lib.Cancel(ctx) }() }`, false},
		{"own type", `type own struct{ ch chan struct{} }; func (o own) Done() <-chan struct{} { return o.ch }; func f() { probeCtx(own{}) }`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := analyse(t, "p", test.src+"\nfunc probeCtx(ctx lib.Context) {}\n", "")
			if got := p.graph.Ends(p.v); got.No != test.never {
				t.Errorf("never ends: %t, want %t, in %s", got.No, test.never, test.src)
			}
		})
	}
}

func TestFuncsOf(t *testing.T) {
	for _, test := range []struct {
		name, src string
		fns       string // sorted
		all       bool
	}{
		{"function", `func f() { probeFunc(work) }`, "work", true},
		{"literal", `func f() { probeFunc(func() {}) }`, "f$1", true},
		{"variable", `func f() { g := work; probeFunc(g) }`, "work", true},
		{"one of two", `func f() { g := work; if cond() { g = func() {} }; probeFunc(g) }`, "f$1 work", true},
		{"captured variable", `func f() { g := work; func() { probeFunc(g) }(); func() { g = func() {} }() }`, "f$2$1 work", true},
		{"field", `type s struct{ g func() }; func f(v *s) { v.g = work; probeFunc(v.g) }; func h(v *s) { v.g = func() {} }`, "h$1 work", true},
		{"exported field", `type s struct{ G func() }; func f(v *s) { v.G = work; probeFunc(v.G) }`, "work", false},
		{"map", `var m = map[int]func(){1: work, 2: g}; func f() { probeFunc(m[1]) }; func g() {}`, "g work", true},
		{"slice", `func f() { for _, g := range []func(){work, f} { probeFunc(g) } }`, "f work", true},
		{"method value", `type s struct{}; func (s) m() {}; func f(v s) { probeFunc(v.m) }`, "m", true},
		{"method value of a pointer", `type s struct{}; func (*s) m() {}; func f(v s) { probeFunc(v.m) }`, "m", true},
		{"promoted method value", `type in struct{}; func (in) m() {}; type s struct{ in }; func f(v s) { probeFunc(v.m) }`, "m", true},
		{"generic function", `func g[T any]() {}; func f() { probeFunc(g[int]) }`, "g", true},
		{"method of a generic type", `type q[T any] struct{}; func (q[T]) m() {}; func f(v q[int]) { probeFunc(v.m) }`, "m", true},
		{"result", `func f() { probeFunc(mk()) }; func mk() func() { return work }`, "work", true},
		{"parameter", `func f() { g(work) }; func g(h func()) { probeFunc(h) }`, "work", true},
		{"parameter of an exported function", `func F(h func()) { probeFunc(h) }`, "", false},
		{"parameter, also from inside", `func F(h func()) { probeFunc(h) }; func f() { F(work) }`, "work", false},
		{"named type", `type task func(); func f() { g := task(work); probeFunc(g) }`, "work", true},
		{"of another package", `func f() { probeFunc(lib.Hook) }`, "Hook", true},
		{"nil", `func f() { var g func(); probeFunc(g) }`, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := analyse(t, "p", test.src, "")
			fns, all := p.graph.FuncsOf(p.v)
			var names []string
			for _, fn := range fns {
				names = append(names, fn.Name())
			}
			slices.Sort(names)
			if got := strings.Join(slices.Compact(names), " "); got != test.fns || all != test.all {
				t.Errorf("funcs %q (all %t), want %q (%t), in %s", got, all, test.fns, test.all, test.src)
			}
		})
	}
}

// TestOps: a verdict names the operations in sight, with the function they are in.
func TestOps(t *testing.T) {
	p := analyse(t, "p", `
func f() { ch := make(chan int); probe(ch); go put(ch); go stop(ch); <-ch }
func put(ch chan int) { ch <- 1 }
func stop(ch chan int) { close(ch) }
`, "")
	for _, test := range []struct {
		name string
		v    ref.Verdict
		want string
	}{
		{"Received", p.graph.Received(p.v), "put stop"},
		{"Closed", p.graph.Closed(p.v), "stop"},
		{"Sent", p.graph.Sent(p.v), "f"},
	} {
		var in []string
		for _, op := range test.v.Ops {
			in = append(in, op.Fn.Name())
			if op.Instr.Parent() != op.Fn {
				t.Errorf("%s: %v is not in %v", test.name, op.Instr, op.Fn)
			}
		}
		slices.Sort(in)
		if got := strings.Join(in, " "); got != test.want {
			t.Errorf("%s by operations in %q, want %q", test.name, got, test.want)
		}
	}
}

// TestGroups: the methods of groups are operations on the group.
func TestGroups(t *testing.T) {
	for _, test := range []struct {
		name, src string
		kinds     string
	}{
		{"local", `func f() { var g lib.Group; g.Add(); go func() { defer g.Done() }(); probeGroup(&g); g.Wait() }`, "add done wait"},
		{"argument", `func f() { var g lib.Group; h(&g); probeGroup(&g) }; func h(g *lib.Group) { g.Done() }`, "done"},
		{"field", `type s struct{ g lib.Group }; func f(v *s) { probeGroup(&v.g) }; func (v *s) wait() { v.g.Wait() }`, "wait"},
		{"embedded", `type s struct{ lib.Group }; func f(v *s) { probeGroup(&v.Group) }; func (v *s) wait() { v.Wait() }`, "wait"},
		{"another", `func f() { var g, h lib.Group; h.Wait(); probeGroup(&g) }`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := analyse(t, "p", test.src+"\nfunc probeGroup(g *lib.Group) {}\n", "")
			names := map[ref.OpKind]string{ref.Add: "add", ref.Done: "done", ref.Wait: "wait"}
			var got []string
			for _, o := range p.graph.Objects(p.v) {
				for _, op := range o.Ops() {
					got = append(got, names[op.Kind])
				}
			}
			slices.Sort(got)
			if got := strings.Join(slices.Compact(got), " "); got != test.kinds {
				t.Errorf("operations %q, want %q, in %s", got, test.kinds, test.src)
			}
		})
	}
}

// TestDeterministic: objects come in one order.
func TestDeterministic(t *testing.T) {
	const src = `
var m = map[string]func(){}
func f() { probeFunc(m["a"]) }
func g() { m["b"] = work; m["c"] = func() {}; m["d"] = f; m["e"] = func() { work() } }
`
	var first string
	for range 10 {
		p := analyse(t, "p", src, "")
		var names []string
		for _, o := range p.graph.Objects(p.v) {
			names = append(names, fmt.Sprint(o.Kind, o.Fn))
		}
		got := strings.Join(names, " ")
		if first == "" {
			first = got
		}
		if got != first || len(names) < 4 {
			t.Fatalf("objects %s, then %s", first, got)
		}
	}
}
