//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestChange(t *testing.T) {
	const text = "package p\n\nfunc F() {}\n"
	f := file{name: filepath.Join(t.TempDir(), "p.go")}
	if err := os.WriteFile(f.name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ top, end, want string }{
		{line, "", line + text},
		{"", line, text + line}, // as of a run that was broken off before
		{"", "", text},
	} {
		if err := f.change(test.top, test.end); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(f.name)
		if err != nil || string(got) != test.want {
			t.Errorf("%q, %q: %q, %v; want %q", test.top, test.end, got, err, test.want)
		}
	}
}

// What was measured is there again for the next run, but not for another build of a tool.
func TestResults(t *testing.T) {
	name := filepath.Join(t.TempDir(), "results.jsonl")
	m, old, now := &module{path: "m@v1"}, &tool{name: nop, id: "1"}, &tool{name: nop, id: "2"}
	for i := range 3 {
		r, err := openResults(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.costs(m, old, "cold"); len(got) != i {
			t.Errorf("%d results, want %d", len(got), i)
		}
		if got := r.costs(m, now, "cold"); len(got) != 0 {
			t.Errorf("%d results of another build", len(got))
		}
		if err := r.add(m, old, "cold", cost{time.Second, 1}); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGoals(t *testing.T) {
	m := &module{path: "github.com/some/module@v1.0.0"}
	p := page{modules: []*module{m}, results: new(results), n: 1}
	for _, one := range []struct {
		name       string
		cold, warm time.Duration
		mb         int64
	}{
		{govet, 12 * time.Second, time.Second, 100},
		{nop, 10 * time.Second, time.Second, 80},
		{gorolint, 11 * time.Second, 1200 * time.Millisecond, 101},
	} {
		p.tools = append(p.tools, &tool{name: one.name})
		p.results.list = append(p.results.list,
			result{Module: m.path, Tool: one.name, State: "cold", Cost: cost{one.cold, one.mb << 20}},
			result{Module: m.path, Tool: one.name, State: "warm", Cost: cost{one.warm, one.mb << 20}})
	}
	var text strings.Builder
	p.goals(&text)
	for _, want := range []string{
		"| goal | some/module |",
		"÷ nop | ≤ 1.10 | 1.10 |",
		"warm: gorolint ÷ go vet | ≤ 1.10 | **1.20**, missed |",
		"÷ go vet | ≤ 1.00 | **1.01**, missed |",
		"staticcheck ÷ gorolint | ≥ 1.30 | – |",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("there is no %q in\n%s", want, &text)
		}
	}
}

// Equal factors are equal distances, and what is beyond the edges lies on them.
func TestPlace(t *testing.T) {
	for _, test := range []struct{ v, want float64 }{{1, 0}, {10, 50}, {100, 100}, {0.5, 0}, {1000, 100}} {
		if got := place(test.v, 1, 100, 0, 100); got != test.want {
			t.Errorf("%v lies at %v, want %v", test.v, got, test.want)
		}
	}
}

func TestReach(t *testing.T) {
	all := map[string]*listed{
		"m/a": {Imports: []string{"m/b", "other"}},
		"m/b": {Imports: []string{"m/c"}, TestImports: []string{"m/a"}},
		"m/c": {},
	}
	seen := make(map[string]bool)
	reach(all, "m/a", seen)
	if len(seen) != 3 || !seen["m/c"] {
		t.Errorf("m/a reaches %v", seen)
	}
}
