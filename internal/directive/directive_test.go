package directive_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/directive"
)

const head = `package p

import ("context"; "io")

var _ context.Context; var _ io.Reader

type T struct{}
func (T) Close() {}
func (T) Wait() {}

`

// read returns the rows about the declarations of a source, "name: row; row", and its problems.
func read(t *testing.T, imp types.Importer, src string) (rows, problems []string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", head+src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Defs: make(map[*ast.Ident]types.Object)}
	conf := types.Config{Importer: imp}
	if _, err := conf.Check("p", fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	said, wrong := directive.Read(f, info)
	for _, s := range said {
		rows = append(rows, s.Obj.Name()+": "+strings.Join(s.Rows, "; "))
	}
	for _, p := range wrong {
		problems = append(problems, p.Message)
	}
	return rows, problems
}

// Which verbs there are is said without those that a directive cannot have.
func TestVerbs(t *testing.T) {
	_, problems := read(t, importer.ForCompiler(token.NewFileSet(), "source", nil), "//gorolint:nonsense f\nfunc F(f func()) {}")
	if len(problems) != 1 || !strings.Contains(problems[0], "the verbs are launches, blocks-until, launch, joins, ") || strings.Contains(problems[0], "settings") || strings.Contains(problems[0], "request") || strings.Contains(problems[0], "group") {
		t.Errorf("got %q", problems)
	}
}

// TestRows has the row of the known table that a directive means.
func TestRows(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, test := range []struct{ directive, decl, want string }{
		{"launches f", "func F(f func()) {}", "F: launch func=0"},
		{"launch f", "func F(f func()) {}", "F: launch func=0"},
		{"launches f,g", "func F(n int, f, g func()) {}", "F: launch func=1,2"},
		{"launches f g", "func F(f, g func()) {}", "F: launch func=0,1"},
		{"launches f, g delay", "func F(f, g func()) {}", "F: launch func=0,1 delay"},
		{"launches delay", "func F(delay func()) {}", "F: launch func=0"},
		{"launches func=f", "func F(f func()) {}", "F: launch func=0"},
		{"launches arg0", "func F(func()) {}", "F: launch func=0"},
		{"launches fs", "func F(fs ...func()) {}", "F: launch func=0…"},
		{"launches f join=Wait", "func (t T) F(f func()) {}", "F: launch func=0 join=Wait"},
		{"launches f join=t.Wait,result", "func (t T) F(f func()) chan int { return nil }", "F: launch func=0 join=recv.Wait,result0"},
		{"launches r method=Read", "func F(r io.Reader) {}", "F: launch func=0 method=Read"},
		{"runs f // or not", "func F(f func()) {}", "F: runs func=0"},
		{"blocks-until ctx", "func F(ctx context.Context) {}", "F: blocks until=arg0"},
		{"blocks until=ctx forever", "func F(ctx context.Context) {}", "F: blocks until=arg0 forever"},
		{"blocks-until group", "func F(group chan int) {}", "F: blocks until=arg0"},
		{"blocks-until group", "func F() {}", "F: blocks until=group"},
		{"blocks-until t.Close, peer", "func (t T) F() {}", "F: blocks until=recv.Close,peer"},
		{"blocks-until recv.Close", "func (T) F() {}", "F: blocks until=recv.Close"},
		{"starts c.Close", "func F() (c io.Closer, err error) { return nil, nil }", "F: starts stop=result0.Close"},
		{"exits", "func F() {}", "F: exits"},
		{"exits goroutine", "func F() {}", "F: exits kind=goroutine"},
		{"recovers", "func (T) F() {}", "F: recovers"},
		{"derive ctx result=child cancel", "func F(ctx context.Context) (child context.Context, stop func()) { return nil, nil }", "F: derive from=0 result=0 cancel"},
		{"signals c", "func F(c chan<- int) {}", "F: signals chan=0"},
		{"cheap 50", "func F() {}", "F: cheap cost=50"},
		{"noctx example.com/p.With", "func F() {}", "F: noctx use=example.com/p.With"},
		{"launches f join=", "func F(f func()) {}", "join has no value; write join=…"},
		{" launches f", "func F(f func()) {}", "this directive has a space behind its colon and says nothing; write //gorolint:launches f"},
		{" f", "func F(f func()) {}", "this directive has no verb; write //gorolint:launches f, or another of the verbs in README.md"},
		{"launches:f", "func F(f func()) {}", "this directive has a colon behind launches and says nothing; write //gorolint:launches f"},
		{"launchs f", "func F(f func()) {}", `this directive has an unknown verb "launchs"; is launches meant?`},
		{"launches f join=Stop", "func (t T) F(f func()) {}", "F has no parameter Stop, and its receiver no such method; it has f"},
		{"launches f", "var F func(f func())", "F: launch func=0"},
		{"launches f", "var F = func(f func()) {}", "F: launch func=0"},
	} {
		rows, problems := read(t, imp, "//gorolint:"+test.directive+"\n"+test.decl)
		if got := strings.Join(append(rows, problems...), " | "); got != test.want {
			t.Errorf("%s on %s\n got %s\nwant %s", test.directive, test.decl, got, test.want)
		}
	}
}

// TestPlaces has the places where a directive may stand.
func TestPlaces(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	rows, problems := read(t, imp, `
// F is documented.
//
//gorolint:runs f
//gorolint:exits panic
func F(f func()) {}

type I interface {
	//gorolint:endless
	Above()
	Behind() //gorolint:endless
}

type S struct {
	A, B func() //gorolint:exits
	inner struct {
		//gorolint:recovers
		C func()
	}
}

var (
	//gorolint:next
	X func() int
	Y func() int //gorolint:few
)

func G() {
	var local func() //gorolint:endless
	_ = local
}

//gorolint:ignore barego not for this package
func H() {}

// Of what looks like a directive with a space, prose is none.
//
// gorolint:runs f
func K(f func()) {}

// gorolint:runs what it is given.
func L(f func()) {}
`)
	want := "F: runs func=0; exits kind=panic|Above: endless|Behind: endless|A: exits|B: exits|C: recovers|X: next|Y: few"
	if got := strings.Join(rows, "|"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if len(problems) != 2 || !strings.Contains(problems[0], "stands at no declaration") || problems[1] != directive.NoSpace+"runs" {
		t.Errorf("got problems %q, want one about the local variable and one about a space", problems)
	}
}

// TestReadme reads each directive that README.md shows.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	seen := make(map[string]bool)
	for _, m := range regexp.MustCompile("//gorolint:[a-z-]+[^`\n|]*").FindAllString(string(text), -1) {
		if strings.HasPrefix(m, directive.Prefix+directive.Ignore) || seen[m] {
			continue
		}
		seen[m] = true
		_, problems := read(t, imp, m+"\nfunc F(ctx context.Context, f func()) (child context.Context, c io.Closer, err error) { return nil, nil, nil }")
		if len(problems) > 0 {
			t.Errorf("%s: %s", m, problems[0])
		}
	}
	if len(seen) < 10 {
		t.Errorf("found %d directives, want a table of them", len(seen))
	}
}
