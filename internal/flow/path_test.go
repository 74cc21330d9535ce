package flow_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
)

// TestPath looks for a way from the call of a, or from the entry, to a return
// without a call of b.
func TestPath(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       bool
	}{
		{"straight", "a()", true},
		{"through b", "a(); b()", false},
		{"from the entry", "b()", false},
		{"early return", "a(); if x { return }; b()", true},
		{"both branches", "a(); if x { b() } else { b() }", false},
		{"one branch", "a(); if x { b() }", true},
		{"decided before", "a(); if x { b() }; if !x { b() }", false},
		{"decided before a", "if !x { return }; a(); if x { b() }", false},
		{"decided by the way to a", "if x { a() }; c(); if x { b() }", false},
		{"decided before a loop", "if x { c() }; for range n { a(); if x { b() } }", true},
		{"decided otherwise", "a(); if x { b() }; if y { b() }", true},
		{"same comparison", "a(); if n == 0 { b() }; if n != 0 { b() }", false},
		{"other comparison", "a(); if n == 0 { b() }; if n != 1 { b() }", true},
		{"flag", "a(); done := false; if x { b(); done = true }; if !done { b() }", false},
		{"flag the other way", "a(); done := false; if x { b(); done = true }; if done { c() }", true},
		{"loop that may not run", "a(); for range n { b() }", true},
		{"endless loop", "a(); for { c() }", false},
		{"loop decides anew", "a(); for range n { y = d2(); if y { b(); return } }", true},
		{"panic", "a(); if x { panic(1) }; b()", false},
		{"and", "a(); if x && y { b(); return }; if x { if y { return } }; b()", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			fn := build(t, strings.ReplaceAll(test.body, "d2()", "n > len(s)"))
			var from ssa.Instruction
			for instr := range flow.Instrs(fn) {
				if calleeName(instr) == "a" {
					from = instr
				}
			}
			isB := func(i ssa.Instruction) bool { return calleeName(i) == "b" }
			way := flow.Search{To: flow.IsReturn, Past: isB}.Path(fn, from)
			if (way != nil) != test.want {
				t.Errorf("found %v, want %v", way, test.want)
			}
			if way != nil && !flow.IsReturn(way[len(way)-1]) {
				t.Errorf("the way ends with %v", way[len(way)-1])
			}
		})
	}
}

// TestPathDecided: what is known of a condition shuts a branch.
func TestPathDecided(t *testing.T) {
	fn := build(t, "if always { b() }")
	isB := func(i ssa.Instruction) bool { return calleeName(i) == "b" }
	s := flow.Search{To: flow.IsReturn, Past: isB}
	if s.Path(fn, nil) == nil {
		t.Error("no way, though nothing is decided")
	}
	s.Decided = func(cond ssa.Value) (val, known bool) { return true, cond.Name() == "always" }
	if way := s.Path(fn, nil); way != nil {
		t.Errorf("found %v", way)
	}
}

// TestPathBudget: a search that would take too long finds nothing, in time.
func TestPathBudget(t *testing.T) {
	var body strings.Builder
	body.WriteString("a()\n")
	for i := range 30 { // 2³⁰ ways, all of them through b
		body.WriteString("k := n > " + string(rune('0'+i%10)) + "; _ = k; if s[" + string(rune('0'+i%10)) + "] > n { c() } else { d() }\n")
	}
	src := strings.ReplaceAll(body.String(), "k := ", "k = ") + "b()"
	fn := build(t, "var k bool\n"+src)
	isB := func(i ssa.Instruction) bool { return calleeName(i) == "b" }
	if way := (flow.Search{To: flow.IsReturn, Past: isB}).Path(fn, nil); way != nil {
		t.Errorf("found %v", way)
	}
}
