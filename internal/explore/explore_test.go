package explore

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// TestExplore explores snippets. A line at which a goroutine of a leak stands is marked
// by a comment "stuck"; a snippet without such a line must stay silent.
func TestExplore(t *testing.T) {
	for _, group := range snippets {
		for _, sn := range group.snippets {
			t.Run(group.name+"/"+sn.name, func(t *testing.T) {
				t.Parallel()
				want, got := marked(sn.src), explored(t, sn.src)
				if !slices.Equal(want, got) {
					t.Errorf("stuck in lines %v, want %v\n%s", got, want, numbered(sn.src))
				}
			})
		}
	}
}

type snippet struct{ name, src string }

// marked returns the lines of a snippet that are marked.
func marked(src string) (lines []int) {
	for i, l := range strings.Split(src, "\n") {
		if strings.Contains(l, "// stuck") {
			lines = append(lines, i+1)
		}
	}
	return lines
}

func numbered(src string) string {
	var b strings.Builder
	for i, l := range strings.Split(src, "\n") {
		fmt.Fprintf(&b, "%3d %s\n", i+1, l)
	}
	return b.String()
}

// explored returns the lines at which goroutines get stuck.
func explored(t *testing.T, src string) (lines []int) {
	t.Helper()
	p, fset := program(t, src)
	for _, fn := range p.Roots() {
		for _, l := range p.Explore(fn).Leaks {
			for _, m := range l.Stuck {
				lines = append(lines, fset.Position(m.Pos).Line)
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

var deps = struct {
	sync.Mutex
	fset *token.FileSet
	types.Importer
}{fset: token.NewFileSet()}

// imports are the packages that snippets may use.
var imports = []string{
	"bytes", "context", "encoding/json", "errors", "fmt", "io", "log", "os", "path/filepath", "slices", "sort", "strings",
	"sync", "sync/atomic", "time",
}

// program builds a snippet: a file without its package clause and imports.
func program(t *testing.T, src string) (*Program, *token.FileSet) {
	t.Helper()
	deps.Lock()
	defer deps.Unlock()
	if deps.Importer == nil {
		deps.Importer = importer.Default()
	}
	head := "package p;"
	for _, path := range imports {
		if strings.Contains(src, path[strings.LastIndex(path, "/")+1:]+".") {
			head += fmt.Sprintf("import %q;", path)
		}
	}
	f, err := parser.ParseFile(deps.fset, t.Name(), head+src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: deps.Importer}
	pkg, _, err := ssautil.BuildPackage(conf, deps.fset, types.NewPackage("example.com/p", "p"), []*ast.File{f}, ssa.BuilderMode(0))
	if err != nil {
		t.Fatal(err)
	}
	var funcs []*ssa.Function
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Pkg == pkg && fn.Synthetic == "" {
			funcs = append(funcs, fn)
		}
	}
	slices.SortFunc(funcs, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	table := known.Default()
	return NewProgram(pkg, funcs, Env{
		Outside: func(*types.Func) ref.Outside { return ref.Outside{Default: fact.Keeps} },
		Known:   func(fn *types.Func) *known.Func { return table.Func(fn.FullName()) },
		Group:   func(t types.Type) *known.Group { return table.Group(types.TypeString(t, nil)) },
	}), deps.fset
}

var snippets = []struct {
	name     string
	snippets []snippet
}{
	{"suspect", []snippet{
		{"open flag in a loop under a lock", `
type S struct { mu sync.Mutex; going bool }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if s.going {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
			time.Sleep(1)
		}
	}()
	<-ch
}`},
		{"open atomic in a loop", `
type S struct { going atomic.Bool; mu sync.Mutex }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for !s.going.Load() {
			s.mu.Lock()
			s.mu.Unlock()
		}
		ch <- 1
	}()
	<-ch
}`},
		{"open queue in a loop", `
type S struct { mu sync.Mutex; queue []int }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if len(s.queue) > 0 {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
		}
	}()
	<-ch
}`},
		{"open map in a loop", `
type S struct { mu sync.Mutex; known map[string]bool }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if s.known["a"] {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
		}
	}()
	<-ch
}`},
		{"pure call asked twice", `
func f(name string) {
	var mu sync.Mutex
	if strings.HasPrefix(name, "x") {
		mu.Lock()
	}
	if strings.HasPrefix(name, "x") {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
		{"own pure call asked twice", `
func long(name string) bool { return len(name) > 3 }
func f(name string) {
	var mu sync.Mutex
	if long(name) {
		mu.Lock()
	}
	if long(name) {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
		{"own pure method asked twice", `
type opts struct { safe bool }
func (o *opts) isSafe() bool { return o.safe }
func f(o *opts) {
	var mu sync.Mutex
	if o.isSafe() {
		mu.Lock()
	}
	if o.isSafe() {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
		{"skipped write to a map", `
func f(c bool) {
	ch := make(chan int)
	m := make(map[string]int)
	go func() { <-ch }()
	if c {
		m["x"] = 1
	} else {
		m["x"] = 2
	}
	if m["x"] > 0 {
		close(ch)
	}
}`},
		{"skipped write behind a getter", `
type S struct { mu sync.Mutex; n int }
func (s *S) get() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }
func f(c bool) {
	ch := make(chan int)
	s := new(S)
	go func() { <-ch }()
	if c {
		s.n = 1
	} else {
		s.n = 2
	}
	if s.get() > 0 {
		close(ch)
	}
}`},
		{"skipped write of a whole struct", `
type S struct { n int }
func f(c bool) {
	ch := make(chan int)
	s := new(S)
	go func() { <-ch }()
	if c {
		*s = S{1}
	} else {
		*s = S{2}
	}
	if s.n > 0 {
		close(ch)
	}
}`},
		{"skipped write sent", `
func f(c bool) {
	ch, nums := make(chan int), make(chan int, 1)
	go func() { <-ch }()
	var n int
	p := &n
	if c {
		*p = 1
	} else {
		*p = 2
	}
	nums <- n
	if <-nums > 0 {
		close(ch)
	}
}`},
		{"written by outside", `
func f(text []byte) {
	ch := make(chan int)
	var v struct{ N int }
	json.Unmarshal(text, &v)
	if v.N > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"written by outside twice", `
func f(text string) {
	ch := make(chan int)
	var n int
	fmt.Sscan(text, &n)
	n = 0
	fmt.Sscan(text, &n)
	if n > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"written by a callback", `
func f(each func(func(int))) {
	ch := make(chan int)
	found := false
	each(func(int) { found = true })
	if found {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"made by a callback", `
func f(each func(func(int))) {
	var ch chan int
	each(func(int) { ch = make(chan int, 1) })
	go func() { <-ch }()
}`},
		{"delete by another name of the key", `
func f(names []string) {
	m := make(map[string]bool)
	done := make(chan string)
	for _, n := range names {
		m[strings.ToLower(n)] = true
		go func() { done <- n }()
	}
	for len(m) > 0 {
		delete(m, strings.ToLower(<-done))
	}
}`},
		{"copied into", `
func f(text []byte) {
	ch := make(chan int)
	buf := make([]byte, 2)
	copy(buf, text)
	if buf[0] > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"cleared", `
func f() {
	ch := make(chan int)
	m := map[int]int{1:1}
	go func() { <-ch }()
	clear(m)
	if len(m) == 0 {
		close(ch)
	}
}`},
	}},
}
