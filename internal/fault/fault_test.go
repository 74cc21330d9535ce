package fault

import (
	"errors"
	"go/token"
	"strings"
	"testing"
)

func named(name string) func() string { return func() string { return name } }

func TestGuard(t *testing.T) {
	var asked []string
	l := New(func(part, fn string) { asked = append(asked, part+" "+fn) })
	if !l.Guard("the end", named("F"), 1, func() {}) {
		t.Error("what went well counts as a fault")
	}
	for range 2 { // noted once
		if l.Guard("the end", named("F"), 7, func() { _ = []int{}[len(asked)] }) {
			t.Error("a panic is no fault")
		}
	}
	l.Guard("the end", ThePackage, token.NoPos, func() { panic(errors.New("several\n\tlines " + strings.Repeat("ä", 300))) })
	faults := l.Faults()
	if len(faults) != 3 { // the index differs
		t.Fatalf("%d faults: %v", len(faults), faults)
	}
	got := faults[0].String()
	for _, want := range []string{"the end of F went wrong", "index out of range [2] with length 0", "fault.TestGuard.func", "fault_test.go:"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if got := faults[2].String(); strings.ContainsAny(got, "\n\t") || !strings.Contains(got, "of this package") || len(got) > 500 {
		t.Errorf("%q is no short line about the package", got)
	}
	if want := "the end F"; len(asked) != 4 || asked[0] != want {
		t.Errorf("the probe was called with %q", asked)
	}
}

// TestGuards: the innermost guard keeps a fault from those around it.
func TestGuards(t *testing.T) {
	l := New(nil)
	after := false
	if !l.Guard("outer", named("F"), 1, func() {
		l.Guard("inner", named("G"), 2, func() { panic("no") })
		after = true
	}) || !after {
		t.Error("the outer part did not go on")
	}
	if f := l.Faults(); len(f) != 1 || f[0].Func != "G" {
		t.Errorf("faults: %v", f)
	}
}

// TestPanicNil: a panic is one whatever its value.
func TestPanicNil(t *testing.T) {
	l := New(nil)
	if l.Guard("part", named("F"), 1, func() { panic(nil) }) || len(l.Faults()) != 1 {
		t.Errorf("faults: %v", l.Faults())
	}
}
