package robust

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/testrun"
)

// wants matches the end of a line that must have a finding of a rule.
var wants = regexp.MustCompile(`// want (\w+)$`)

// check analyses a package of one file. The lines that say so must have a finding, and no others.
func check(t *testing.T, r *testrun.Runner, source string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	pkg, err := r.Check("example.com/p", []string{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Forget(pkg)
	start := time.Now()
	found, err := r.Twice(pkg)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d lines, %v for both times", strings.Count(source, "\n"), time.Since(start).Round(time.Millisecond))
	want := make(map[string]bool)
	line := 0
	for text := range strings.Lines(source) {
		line++
		if m := wants.FindStringSubmatch(strings.TrimSuffix(text, "\n")); m != nil {
			want[fmt.Sprintf("p.go:%d %s", line, m[1])] = true
		}
	}
	for _, f := range found {
		var file, rule string
		var line, column int
		at, text, _ := strings.Cut(f, ": ")
		rule, text, _ = strings.Cut(text, ": ")
		if rule == "launches" {
			continue
		}
		if _, err := fmt.Sscanf(strings.ReplaceAll(at, ":", " "), "%s %d %d", &file, &line, &column); err != nil {
			t.Fatalf("%v in %s", err, f)
		}
		key := fmt.Sprintf("%s:%d %s", file, line, rule)
		if !want[key] {
			t.Errorf("a wrong report: %s %s", key, text)
		}
		want[key] = false
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if want[key] {
			t.Errorf("not found: %s", key)
		}
	}
	if len(want) == 0 {
		t.Error("this test shows nothing: it wants nothing")
	}
}

// proven leaves out the reports that are no claim about what can happen.
func proven(t *testing.T) *testrun.Runner {
	t.Helper()
	r := testrun.New(t)
	testrun.Set(t, config.Analyzer, "strict", "false")
	testrun.Set(t, config.Analyzer, "advice", "false")
	return r
}

// TestRecursiveTypes: types that hold themselves, in each way that there is.
func TestRecursiveTypes(t *testing.T) {
	r := proven(t)
	for name, decl := range map[string]string{
		"slice":              "type T []T",
		"map":                "type T map[string]T",
		"key":                "type T map[*T]T",
		"channel":            "type T chan T",
		"func":               "type T func(T) T",
		"pointer":            "type T *T",
		"struct":             "type T struct{ next *T; more []T; c chan T }",
		"array":              "type T [3]*T",
		"interface":          "type T interface{ M() T }",
		"two":                "type T []U; type U map[string]T",
		"three":              "type T []U; type U struct{ v V }; type V [2]*T",
		"generic":            "type G[P any] struct{ next *G[P]; p []P }; type T G[G[int]]",
		"generic slice":      "type G[P any] []G[P]; type T = G[int]",
		"generic by itself":  "type G[P any] struct{ p P }; type T struct{ g *G[T] }",
		"bounded by itself":  "type G[P interface{ M() P }] struct{ p []P; next *G[P] }; type T struct{ g *G[N] }; type N struct{}; func (N) M() N { return N{} }",
		"embedded":           "type T struct{ *U }; type U struct{ *T }",
		"method":             "type T struct{ t []T }; func (t T) M() T { return t }",
		"alias of a pointer": "type A = *T; type T struct{ a A; f func(A) A }",
	} {
		t.Run(name, func(t *testing.T) {
			check(t, r, "package p\n\nimport \"sync\"\n\n"+decl+`

var pkg T

type holder struct {
	mu sync.Mutex
	t  T
	ts []T
}

func make1() (t T) { return t }

func (h *holder) get() T {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.t
}

func Leaks(give bool) (out T) {
	c := make(chan T)
	go func() {
		c <- make1() // want goroutineleak
	}()
	if give {
		out = <-c
	}
	return out
}

func LeaksNot(h *holder, give bool) (out T) {
	c := make(chan T, 1)
	t := h.get()
	ts := []T{t, make1(), pkg}
	m := map[string]T{"t": t}
	go func() {
		h.mu.Lock()
		h.ts = append(h.ts, ts...)
		h.mu.Unlock()
		c <- m["t"]
	}()
	if give {
		out = <-c
	}
	pkg = out
	return out
}

func Calls(h *holder) *T {
	t := new(T)
	*t = LeaksNot(h, true)
	return t
}

func CallsAll(h *holder) (ts []T, m map[string]T) {
	var t T
	p := &t
	*p = *Calls(h)
	return append(ts, t), m
}
`)
		})
	}
}

// TestTypeParameters: whatever can be done to values of type parameters that stand for what the language
// has operators for, zero values among them, whose constants have no value of their own.
func TestTypeParameters(t *testing.T) {
	check(t, proven(t), `package p

import (
	"context"
	"sync"
	"time"
)

func Leaks[B ~bool, N ~int, S ~string, P interface{ *E }, E any, F ~func(int) int, A ~[3]int, L sync.Locker, C context.Context](give bool, f F, l L, ctx C) (out int) {
	c := make(chan int)
	var b B
	var n N
	var s S
	var p P
	var a A
	var e E
	go func() {
		c <- f(1) // want goroutineleak
	}()
	if b {
		out++
	}
	if !b && n == 0 && s == "" && p == nil {
		out--
	}
	for i := n; i < n+3; i++ {
		out += a[i%3]
	}
	for i := range n {
		out += int(i)
	}
	for i := range a {
		out += a[i] + len(s)
	}
	for range s {
		out++
	}
	l.Lock()
	e, _ = any(s).(E)
	if p != nil {
		e = *p
		*p = e
	}
	l.Unlock()
	a[1] = int(n)
	time.Sleep(time.Duration(n))
	if give {
		select {
		case v := <-c:
			return v
		case <-ctx.Done():
		}
	}
	return out
}

func LeaksNot[B ~bool, N ~int, M ~map[N]chan B, R ~<-chan N](give bool, r R, m M) (n N) {
	c := make(chan N, n+1)
	var b B
	go func() {
		for b {
			b = <-m[n]
		}
		c <- <-r
	}()
	for k := range m {
		delete(m, k)
	}
	for v := range r {
		n += v
		if b {
			break
		}
	}
	clear(m)
	if give {
		n = <-c
	}
	return min(n, max(n, 3))
}

func Locks[L interface { *M; sync.Locker }, M any](m *M, once *sync.Once) {
	l := L(m)
	l.Lock()
	defer l.Unlock()
	once.Do(func() {
		go func() { // want barego
			for {
				l.Lock()
				l.Unlock()
			}
		}()
	})
}
`)
}

// TestNesting: code that no human writes, and generators do.
func TestNesting(t *testing.T) {
	r := proven(t)
	body := func(inner string) string {
		return `
func Around(give bool, n int) int {
	c := make(chan int, 1)
	go func() {
		c <- n
	}()
	` + inner + `
	go func() { // want barego
		for {
		}
	}()
	go func() {
		for range n {
		}
	}()
	if give {
		return <-c
	}
	return 0
}
`
	}
	nest := func(open, core, shut string, n int) string {
		return strings.Repeat(open, n) + core + strings.Repeat(shut, n)
	}
	endless := func(open, shut string, n int) string {
		return "\nfunc Deep(n int, give bool) {\n\t" + nest(open, "go func() { // want barego\n\t\tfor {\n\t\t}\n\t}()\n", shut, n) +
			"\n}\n\nfunc DeepNot(n int, give bool) {\n\t" + nest(open, "go func() {\n\t\tfor range 3 {\n\t\t}\n\t}()\n", shut, n) + "\n}\n"
	}
	for name, source := range map[string]string{
		"parentheses":     body("n = " + nest("(", "n", ")", 10000)),
		"operators":       body("n = n" + strings.Repeat(" +n", 20000)),
		"calls":           body("n = "+nest("id(", "n", ")", 3000)) + "\nfunc id(n int) int { return n }\n",
		"pointers":        body("var p " + strings.Repeat("*", 3000) + "int; _ = p"),
		"slices":          body("var p " + strings.Repeat("[]", 3000) + "int; _ = p; _ = append(p, nil)"),
		"channels":        body("var p " + strings.Repeat("chan ", 1000) + "int; _ = p; _ = len(p)"),
		"structs":         body("var p " + nest("struct{ f ", "int", " }", 1000) + "; _ = p"),
		"funcs of funcs":  body("var f " + nest("func(", "int", ")", 1000) + "; _ = f"),
		"literals":        body("p := " + strings.Repeat("[]", 500) + "int" + nest("{", "1, 2", "}", 500) + "; _ = p"),
		"else":            body("if n == 1 {\n\tn++\n\t}" + strings.Repeat(" else if n == 1 {\n\tn++\n\t}", 3000)),
		"cases":           body("switch n {\n" + numbered("\tcase %d:\n\tn++\n", 5000) + "}"),
		"select cases":    body("d := make(chan int, 1)\nselect {\n" + strings.Repeat("\tcase d <- n:\n\tn++\n", 500) + "\tdefault:\n}"),
		"statements":      body(strings.Repeat("n++\n\t", 20000)),
		"branches":        body(strings.Repeat("if n > 1 {\n\tn--\n\t}\n\t", 3000)),
		"blocks":          endless("{\n", "}\n", 2000),
		"ifs":             endless("if n > 1 {\n", "}\n", 500),
		"loops":           endless("for n > 1 {\n", "}\n", 200),
		"selects":         endless("select {\n\tdefault:\n", "}\n", 300),
		"defers":          body(strings.Repeat("defer func() { n++ }()\n\t", 2000)),
		"func literals":   endless("func() {\n", "}()\n", 300),
		"goroutines":      endless("go func() {\n", "}()\n", 50),
		"locks":           "\nimport \"sync\"\n" + body("var mu sync.Mutex\n\t"+strings.Repeat("mu.Lock()\n\tn++\n\tmu.Unlock()\n\t", 2000)+"_ = &mu"),
		"a chain of func": numbered("\nfunc f%d(n int) int { return f%[2]d(n) + 1 }\n", 3000) + "\nfunc f3000(n int) int { return n }\n" + body("n = f0(n)"),
		"a ring of func":  numbered("\nfunc f%d(n int) int { if n > 1 { return f%[2]d(n - 1) }; return n }\n", 1000) + "\nfunc f1000(n int) int { return f0(n) }\n" + body("n = f0(n)"),
	} {
		t.Run(name, func(t *testing.T) { check(t, r, "package p\n"+source) })
	}
}

// numbered repeats a form with each number and the next.
func numbered(form string, n int) string {
	var b strings.Builder
	for i := range n {
		if strings.Contains(form, "[2]") {
			fmt.Fprintf(&b, form, i, i+1)
		} else {
			fmt.Fprintf(&b, form, i)
		}
	}
	return b.String()
}

// TestGrowing: values that grow with each turn of a loop, so that what is known of them grows as well.
func TestGrowing(t *testing.T) {
	r := proven(t)
	for name, test := range map[string]struct{ before, turn, after string }{
		"lists in a map":        {"m := make(map[byte][]string)", "m[key[0]] = append(m[key[0]], key)", "for _, l := range m { wg.Go(func() { _ = len(l) }) }"},
		"a list":                {"var l []string", "l = append(l, key)", ""},
		"a list by itself":      {"l := []any{keys}", "l = append(l, l)", ""},
		"a number":              {"n := len(keys)", "n += n + len(key)", ""},
		"a text":                {"s := keys[0]", "s += s + key", ""},
		"a linked list":         {"type T struct { next *T; key string }; var l *T", "l = &T{l, key}", ""},
		"a tree":                {"type T struct { left, right *T }; var l *T", "l = &T{l, l}", ""},
		"structs":               {"type T struct { a, b any }; var l T", "l = T{l, l}", ""},
		"maps in a map":         {"m := make(map[string]any)", "m[key] = map[string]any{key: m[key]}", ""},
		"funcs":                 {"f := func() string { return keys[0] }", "g := f; f = func() string { return g() + key }; _ = f()", ""},
		"funcs by two":          {"f := func() string { return keys[0] }", "g := f; f = func() string { return g() + g() }; _ = f()", ""},
		"channels":              {"ch := make(chan any, 1)", "next := make(chan any, 1); next <- ch; ch = next", ""},
		"channels in a list":    {"var l []chan string", "l = append(l, make(chan string, 1)); l[0] <- key; <-l[0]", ""},
		"locks":                 {"var l []*sync.Mutex", "l = append(l, new(sync.Mutex)); for _, m := range l { m.Lock(); m.Unlock() }", ""},
		"contexts":              {"ctx := context.Background()", "ctx = context.WithValue(ctx, key, ctx)", ""},
		"goroutines":            {"ch := make(chan string, 1)", "go func() { ch <- key; <-ch }()", ""},
		"what it does not know": {"var m sync.Map", "v, _ := m.Load(key); m.Store(v, []any{v, m.LoadOrStore})", ""},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, r, `package p

import (
	"context"
	"sync"
)

func Grow(keys []string, give bool) (out int) {
	c := make(chan int)
	go func() { c <- 1 }() // want goroutineleak
	if give {
		out = <-c
	}
	`+test.before+`
	for _, key := range append(keys, "") {
		key := key
		for out < 1 {
			`+test.turn+`
		}
	}
	return out
}

func GrowOn(keys []string) {
	`+test.before+`
	for _, key := range keys {
		for {
			`+test.turn+`
		}
	}
	var wg sync.WaitGroup
	`+cmp.Or(test.after, "for _, key := range keys { wg.Go(func() { _ = len(key) }) }")+`
	wg.Wait()
}

var _ sync.Mutex
var _ context.Context
`)
		})
	}
}
