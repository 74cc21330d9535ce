package flow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/gorolint/gorolint/internal/flow"
)

// prelude declares what the functions under test call: a to d do something,
// stop is where control stops, exit where it ends.
const prelude = `package p

func a()    {}
func b()    {}
func c()    {}
func d()    {}
func stop() {}
func exit() {}
`

// build returns the SSA form of func f(x, y, always, never bool, n int, s []int)
// with the given body.
func build(t *testing.T, body string) *ssa.Function {
	t.Helper()
	fset := token.NewFileSet()
	src := prelude + "func f(x, y, always, never bool, n int, s []int) {\n" + body + "\n}\n"
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", ""), []*ast.File{f}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Func("f")
}

func calleeName(instr ssa.Instruction) string {
	if call, ok := instr.(*ssa.Call); ok {
		if fn := call.Call.StaticCallee(); fn != nil {
			return fn.Name()
		}
	}
	return ""
}

// gates stop at calls of stop and exit, and shut the branches that "always" and
// "never" rule out.
var gates = flow.Gates{
	Stop: func(instr ssa.Instruction) bool {
		name := calleeName(instr)
		return name == "stop" || name == "exit"
	},
	Open: func(b *ssa.BasicBlock, i int) bool {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if p, ok := branch.Cond.(*ssa.Parameter); ok {
				return !(p.Name() == "always" && i == 1) && !(p.Name() == "never" && i == 0)
			}
		}
		return true
	},
}

func ends(instr ssa.Instruction) bool { return calleeName(instr) == "exit" }

// calls names what is called in the blocks, each once, sorted.
func calls(blocks []*ssa.BasicBlock) string {
	var names []string
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if name := calleeName(instr); name != "" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

func TestExplore(t *testing.T) {
	for _, test := range []struct {
		name, body string
		returns    bool
		reached    string // the calls that control gets to
	}{
		{"straight", `a(); b()`, true, "a b"},
		{"empty", ``, true, ""},
		{"stopped", `a(); stop(); b()`, false, "a stop"},
		{"stopped on one way", `if x { stop(); a() }; b()`, true, "b stop"},
		{"stopped on both ways", `if x { a(); stop() } else { stop() }; b()`, false, "a stop"},
		{"early return", `if x { a(); return }; stop(); b()`, true, "a stop"},
		{"branch never taken", `if never { a(); return }; b(); stop()`, false, "b stop"},
		{"branch always taken", `if always { a(); return }; stop()`, true, "a"},
		{"else never taken", `if always { stop() } else { a() }; b()`, false, "stop"},
		{"shut loop", `for always { a() }; b()`, false, "a"},
		{"loop never entered", `for never { a() }; b()`, true, "b"},
		{"endless loop", `for { a() }`, false, "a"},
		{"endless loop left", `for { a(); if x { break } }; b()`, true, "a b"},
		{"endless loop left by stop only", `for { a(); if x { stop(); break } }; b()`, false, "a stop"},
		{"second round stops", `for { if x { return }; stop() }`, true, "stop"},
		{"a panic is no return", `if x { a(); panic(1) }; stop()`, false, "a stop"},
		{"a panic alone", `a(); panic(1)`, false, "a"},
		{"switch", `switch n { case 1: a(); case 2: stop(); default: return }; b()`, true, "a b stop"},
		{"goto", `again: a(); if x { goto again }; b()`, true, "a b"},
		{"unreachable from the start", `stop(); for { a() }`, false, "stop"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fn := build(t, test.body)
			r := flow.Explore(fn, gates)
			if r.Returns != test.returns {
				t.Errorf("Returns = %t", r.Returns)
			}
			var reached []string
			stops := 0
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					name := calleeName(instr)
					if name == "" {
						continue
					}
					if r.Reached(instr) {
						reached = append(reached, name)
						if name == "stop" {
							stops++
						}
						if !r.Entered(b) {
							t.Errorf("%s is reached in a block that is not entered", name)
						}
					}
				}
			}
			slices.Sort(reached)
			if got := strings.Join(slices.Compact(reached), " "); got != test.reached {
				t.Errorf("reached %q, want %q", got, test.reached)
			}
			if len(r.Stops) != stops {
				t.Errorf("%d stops, want %d", len(r.Stops), stops)
			}
			for _, instr := range r.Stops {
				if calleeName(instr) != "stop" || !r.Reached(instr) {
					t.Errorf("stopped at %s", instr)
				}
			}
		})
	}
}

// TestExploreNoBody: of a function without a body nothing is known, so it returns.
func TestExploreNoBody(t *testing.T) {
	fn := build(t, `a()`)
	declared := fn.Prog.NewFunction("external", fn.Signature, "")
	if r := flow.Explore(declared, gates); !r.Returns {
		t.Error("a function without a body does not return")
	}
}

func TestLoop(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       string // the calls in the cycle; "none" if there is none
	}{
		{"none", `a()`, "none"},
		{"endless", `a(); for { b() }`, "b"},
		{"condition", `for x { a() }; b()`, "a"},
		{"first of two", `for x { a() }; for y { b() }`, "a"},
		{"nested: all of it", `for x { a(); for y { b() } }`, "a b"},
		{"never entered", `for never { a() }`, "none"},
		{"never gone round", `for { a(); if always { return }; b() }`, "none"},
		{"stopped in it", `for { a(); stop() }`, "none"},
		{"stopped before it", `stop(); for { a() }`, "none"},
		{"stopped on one way round", `for { if x { stop() }; a() }`, "a"},
		{"by goto", `again: a(); if x { goto again }`, "a"},
		{"counted", `for i := 0; i < n; i++ { a() }`, "none"},
		{"counted by range", `for range n { a() }`, "none"},
		{"over a slice", `for range s { a() }`, "none"},
		{"endless after a counted one", `for range s { a() }; for { b() }`, "b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := flow.Explore(build(t, test.body), gates)
			got := "none"
			if loop := r.Loop(); loop != nil {
				got = calls(loop)
			}
			if got != test.want {
				t.Errorf("loop of %s, want %s", got, test.want)
			}
		})
	}
}

func TestTrap(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       string
	}{
		{"none", `a()`, "none"},
		{"endless", `for { a() }`, "a"},
		{"endless on one way", `if x { return }; for { a() }`, "a"},
		{"left by break", `for { a(); if x { break } }`, "none"},
		{"left by return", `for { a(); if x { return } }`, "none"},
		{"left by panic", `for { a(); if x { panic(1) } }`, "none"},
		{"left by exit", `for { a(); if x { exit() } }`, "none"},
		{"not left by stop", `if y { return }; for { a(); if x { stop(); return } }`, "a"},
		{"way out shut", `if y { return }; for { a(); if never { return } }`, "a"},
		{"second loop", `for x { a() }; if y { return }; for { b() }`, "b"},
		{"inner loop", `for { a(); if x { return }; if y { for { b() } } }`, "b"},
		{"inner loop left", `for { a(); for y { b() }; if x { return } }`, "none"},
		{"not reached", `if never { for { a() } }`, "none"},
		{"behind a stop", `if x { stop(); for { a() } }`, "none"},
		{"condition", `for x { a() }`, "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := flow.Explore(build(t, test.body), gates)
			got := "none"
			if loop := r.Trap(ends); loop != nil {
				got = calls(loop)
			}
			if got != test.want {
				t.Errorf("trapped in %s, want %s", got, test.want)
			}
		})
	}
}

func TestLoopsOf(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       map[string]string // call: the calls of the loop around it
	}{
		{"none", `a(); if x { b() }`, map[string]string{"a": "none", "b": "none"}},
		{"one", `a(); for x { b() }; c()`, map[string]string{"a": "none", "b": "b", "c": "none"}},
		{"one block", `for { a() }`, map[string]string{"a": "a"}},
		{"nested", `for x { a(); for y { b() } }; c()`, map[string]string{"a": "a b", "b": "a b", "c": "none"}},
		{"two", `for x { a() }; for y { b() }`, map[string]string{"a": "a", "b": "b"}},
		{"left in the middle", `for { a(); if x { b(); return }; c() }`, map[string]string{"a": "a c", "b": "none", "c": "a c"}},
		{"by goto into each other", `one: a(); if x { goto two }; return; two: b(); goto one`, map[string]string{"a": "a b", "b": "a b"}},
		{"range", `for range s { a() }; b()`, map[string]string{"a": "a", "b": "none"}},
		{"gates do not matter", `for never { a() }; stop(); for { b() }`, map[string]string{"a": "a", "b": "b", "stop": "none"}},
		{"round a continue", `for x { a(); if y { b(); continue }; c() }`, map[string]string{"a": "a b c", "b": "a b c", "c": "a b c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fn := build(t, test.body)
			loops := flow.LoopsOf(fn)
			got := make(map[string]string)
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					name := calleeName(instr)
					if name == "" {
						continue
					}
					got[name] = "none"
					if around := loops.Around(b); around != nil {
						got[name] = calls(around)
						if !slices.Contains(around, b) {
							t.Errorf("the loop around %s is without it", name)
						}
					}
				}
			}
			for name, want := range test.want {
				if got[name] != want {
					t.Errorf("around %s: loop of %q, want %q", name, got[name], want)
				}
			}
			if len(got) != len(test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCounted(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       bool
	}{
		{"to a constant", `for i := 0; i < 4; i++ { a() }`, true},
		{"to a variable", `for i := 0; i < n; i++ { a() }`, true},
		{"downwards", `for i := n; i > 0; i-- { a() }`, true},
		{"over a slice", `for range s { a() }`, true},
		{"over a string", `for range "string" { a() }`, true},
		{"over a map", `for range map[int]int{} { a() }`, true},
		{"over an integer", `for range n { a() }`, true},
		{"break at a count", `i := 0; for { i++; if i > n { break }; a() }`, true},
		{"endless", `for { a() }`, false},
		{"counts nothing that ends it", `i := 0; for { i++; if i > n { b() }; a() }`, false},
		{"flag", `for x { a() }`, false},
		{"unchanged", `for n > 0 { a() }`, false},
		{"channel", `for range make(chan int) { a() }`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			fn := build(t, test.body)
			loops := flow.LoopsOf(fn)
			for _, b := range fn.Blocks {
				if calls([]*ssa.BasicBlock{b}) != "a" {
					continue
				}
				loop := loops.Around(b)
				if loop == nil {
					t.Fatal("no loop")
				}
				if got := flow.Counted(loop); got != test.want {
					t.Errorf("Counted = %t", got)
				}
				return
			}
			t.Fatal("no block calls just a")
		})
	}
}
