package robust

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/testmod"
	"github.com/gorolint/gorolint/internal/testrun"
)

// largest is how many bytes of source a seed may have: many small ones say more, and sooner.
const largest = 5 << 10

// seeds returns the files of the test data that type-check by themselves, as packages of their own.
func seeds(f *testing.F, r *testrun.Runner) (out []string) {
	f.Helper()
	sources := testmod.Sources(f, "../../testdata/src")
	file := filepath.Join(f.TempDir(), "p.go")
	for _, name := range sortedKeys(sources) {
		text := sources[name]
		if len(text) > largest || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			f.Fatal(err)
		}
		pkg, err := r.Check("example.com/p", []string{file}, nil)
		r.Forget(pkg)
		if err == nil {
			out = append(out, text)
		}
	}
	return out
}

func sortedKeys(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// FuzzSource changes the test data, statement by statement, and runs all rules over what type-checks
// still. It may find anything, but twice the same, and must come to an end without a panic.
func FuzzSource(f *testing.F) {
	r := testrun.New(f)
	testrun.Set(f, config.Analyzer, "fixes", "false") // of which each trial takes as long as the rest: only some are fixed
	files := seeds(f, r)
	if len(files) < 50 {
		f.Fatalf("only %d seeds", len(files))
	}
	for i := range files {
		f.Add(uint16(i), []byte(nil))
		for op := range byte(operators) {
			if int(op) == i%operators { // each somewhere
				first := op
				if i%3 == 0 {
					first += 4 * operators // the same, and sets the bit for fixes
				}
				f.Add(uint16(i), []byte{first, byte(7 * i), byte(3 * i), op + 1, byte(5 * i), byte(i)})
			}
		}
	}
	r.Limit = 3 * time.Minute // beside other workers
	file := filepath.Join(f.TempDir(), "p.go")
	f.Fuzz(func(t *testing.T, seed uint16, ops []byte) {
		text, ok := mutated(files[int(seed)%len(files)], files[int(seed>>8)%len(files)], ops)
		if !ok {
			t.Skip()
		}
		name := fmt.Sprintf("%s.%d.go", strings.TrimSuffix(file, ".go"), os.Getpid()) // workers share the folder's name
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
		pkg, err := r.Check("example.com/p", []string{name}, nil)
		defer r.Forget(pkg)
		if err != nil {
			t.Skip()
		}
		// The fuzzer gives each call ten seconds, whatever else the machine does: not all are
		// looked at twice, nor fixed.
		analyse := r.Analyse
		switch {
		case len(ops) == 0 || ops[0]&0x80 != 0:
			analyse = r.Twice
		case ops[0]&0x40 != 0:
			testrun.Set(t, config.Analyzer, "fixes", "true")
		}
		if _, err := analyse(pkg); err != nil {
			t.Errorf("%v\nin\n%s", err, text)
		}
	})
}

// operators is how many there are in mutated.
const operators = 18

// most bounds the changes to one file.
const most = 12

// mutated returns a source after changes, each told by three bytes: what to do, to which statement, and
// with which other. Donor is where statements come from that are pasted in.
func mutated(source, donor string, ops []byte) ([]byte, bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	for n := 0; len(ops) >= 3 && n < most; n++ {
		op, i, j := ops[0]%operators, int(ops[1]), int(ops[2])
		ops = ops[3:]
		places := statements(file)
		if len(places) == 0 {
			return nil, false
		}
		at := places[i%len(places)]
		stmt := at.get()
		other := places[j%len(places)]
		switch op {
		case 0:
			at.set()
		case 1:
			at.set(stmt, block(clone(stmt)))
		case 2: // a copy of another one, in scope or not
			at.set(block(clone(other.get())), stmt)
		case 3:
			at.set(&ast.GoStmt{Call: call(stmt)})
		case 4:
			at.set(&ast.DeferStmt{Call: call(stmt)})
		case 5:
			at.set(&ast.ForStmt{Body: block(stmt)})
		case 6:
			at.set(&ast.RangeStmt{X: &ast.BasicLit{Kind: token.INT, Value: "3"}, Body: block(stmt)})
		case 7:
			at.set(&ast.IfStmt{Cond: unknown(), Body: block(stmt)})
		case 8:
			at.set(&ast.SelectStmt{Body: block(&ast.CommClause{Body: []ast.Stmt{stmt}})})
		case 9:
			at.set(&ast.IfStmt{Cond: unknown(), Body: block(&ast.ReturnStmt{})}, stmt)
		case 10:
			at.set(&ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent("panic"), Args: []ast.Expr{ast.NewIdent("nil")}}}, stmt)
		case 11: // call, go and defer change places
			switch s := stmt.(type) {
			case *ast.GoStmt:
				at.set(&ast.ExprStmt{X: s.Call})
			case *ast.DeferStmt:
				at.set(&ast.GoStmt{Call: s.Call})
			case *ast.ExprStmt:
				if c, ok := s.X.(*ast.CallExpr); ok {
					at.set(&ast.DeferStmt{Call: c})
				}
			}
		case 12: // the function calls itself
			if c := recursion(at.fn); c != nil {
				at.set(&ast.ExprStmt{X: c}, stmt)
			}
		case 13:
			if c := recursion(at.fn); c != nil {
				at.set(&ast.GoStmt{Call: c}, stmt)
			}
		case 14:
			branch := []token.Token{token.BREAK, token.CONTINUE}[j%2]
			at.set(&ast.IfStmt{Cond: unknown(), Body: block(&ast.BranchStmt{Tok: branch})}, stmt)
		case 15: // a goto back, which makes loops that no for makes
			label := ast.NewIdent(fmt.Sprintf("back%d", n))
			at.set(&ast.LabeledStmt{Label: label, Stmt: stmt}, &ast.IfStmt{Cond: unknown(), Body: block(&ast.BranchStmt{Tok: token.GOTO, Label: label})})
		case 16: // a func literal that is kept in a variable
			f := ast.NewIdent(fmt.Sprintf("f%d", n))
			at.set(&ast.AssignStmt{Lhs: []ast.Expr{f}, Tok: token.DEFINE, Rhs: []ast.Expr{call(stmt).Fun}}, &ast.ExprStmt{X: &ast.CallExpr{Fun: f}}, &ast.GoStmt{Call: &ast.CallExpr{Fun: f}})
		case 17: // a declaration of another file
			from, err := parser.ParseFile(fset, "q.go", donor, parser.SkipObjectResolution)
			if err != nil {
				return nil, false
			}
			if list := from.Decls; len(list) > 0 {
				file.Decls = append(file.Decls, list[j%len(list)])
			}
		}
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, clean(file)); err != nil {
		return nil, false
	}
	return b.Bytes(), true
}

// A place is where a statement stands.
type place struct {
	list  *[]ast.Stmt
	index int
	fn    *ast.FuncDecl // around it
}

func (p place) get() ast.Stmt { return (*p.list)[p.index] }

// set puts statements in its stead.
func (p place) set(stmts ...ast.Stmt) {
	*p.list = slices.Replace(slices.Clone(*p.list), p.index, p.index+1, stmts...)
}

func statements(file *ast.File) (out []place) {
	for _, decl := range file.Decls {
		fn, _ := decl.(*ast.FuncDecl)
		add := func(list *[]ast.Stmt) {
			for i := range *list {
				out = append(out, place{list, i, fn})
			}
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BlockStmt:
				if !slices.ContainsFunc(n.List, isClause) {
					add(&n.List)
				}
			case *ast.CaseClause:
				add(&n.Body)
			case *ast.CommClause:
				add(&n.Body)
			}
			return true
		})
	}
	return out
}

// isClause reports whether a statement is a case, which stands in no other block.
func isClause(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

func block(stmts ...ast.Stmt) *ast.BlockStmt { return &ast.BlockStmt{List: stmts} }

// call is the call of a func literal that does the statement.
func call(s ast.Stmt) *ast.CallExpr {
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block(s)}}
}

// unknown is a condition of which nothing is known.
func unknown() ast.Expr {
	recovered := &ast.CallExpr{Fun: ast.NewIdent("recover")}
	return &ast.BinaryExpr{X: recovered, Op: token.NEQ, Y: ast.NewIdent("nil")}
}

// recursion is a call of a function by itself, with its own parameters, or nil.
func recursion(fn *ast.FuncDecl) *ast.CallExpr {
	if fn == nil {
		return nil
	}
	c := &ast.CallExpr{Fun: ast.NewIdent(fn.Name.Name)}
	if fn.Recv != nil {
		if len(fn.Recv.List) == 0 || len(fn.Recv.List[0].Names) == 0 {
			return nil
		}
		c.Fun = &ast.SelectorExpr{X: ast.NewIdent(fn.Recv.List[0].Names[0].Name), Sel: ast.NewIdent(fn.Name.Name)}
	}
	for _, p := range fn.Type.Params.List {
		if _, variadic := p.Type.(*ast.Ellipsis); variadic {
			return c
		}
		for _, name := range p.Names {
			c.Args = append(c.Args, ast.NewIdent(name.Name))
		}
	}
	return c
}

// clone is a statement written and read again, so that no node stands in a tree twice.
func clone(s ast.Stmt) ast.Stmt {
	var b bytes.Buffer
	fset := token.NewFileSet()
	if err := format.Node(&b, fset, s); err != nil {
		return &ast.EmptyStmt{}
	}
	file, err := parser.ParseFile(fset, "s.go", "package p\nfunc _() {\n"+b.String()+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return &ast.EmptyStmt{}
	}
	return file.Decls[0].(*ast.FuncDecl).Body.List[0]
}

// clean drops the comments, whose places are not what they were.
func clean(file *ast.File) *ast.File {
	file.Comments, file.Doc = nil, nil
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			n.Doc = nil
		case *ast.GenDecl:
			n.Doc = nil
		case *ast.Field:
			n.Doc, n.Comment = nil, nil
		case *ast.ValueSpec:
			n.Doc, n.Comment = nil, nil
		case *ast.TypeSpec:
			n.Doc, n.Comment = nil, nil
		case *ast.ImportSpec:
			n.Doc, n.Comment = nil, nil
		}
		return true
	})
	return file
}

// FuzzDirectives puts a comment where directives stand: above a function, a method, a field, a
// variable and a launch, behind a statement, and on top.
func FuzzDirectives(f *testing.F) {
	for _, verb := range []string{"ignore barego", "ignore barego why", "ignore barego,goroutineleak // why", "ignore", "launches f", "launches f join=Wait", "blocks-until ctx", "blocks-until done,ctx", "runs f", "joins f bounded", "exits", "recovers", "once f", "later f", "handler f", "starts stop=result.Close", "endless", "signals c", "timer", "never", "nothing known", "launches f g h", "launches  f=1,2", "blocks until=arg0.M", "launch func=0", ""} {
		f.Add("//gorolint:" + verb)
		f.Add("// gorolint:" + verb)
	}
	for _, text := range []string{"//nolint", "//nolint:all", "//nolint:barego // why", "//nolint:barego,,", "// nolint:gorolint", "/*nolint*/", "//line x.go:1", "//line :1:1", "/*line x.go:9:9*/", "//line \x00:1", "//export F", "//go:linkname F x.F", "//go:build no"} {
		f.Add(text)
	}
	r := testrun.New(f)
	file := filepath.Join(f.TempDir(), "p.go")
	f.Fuzz(func(t *testing.T, comment string) {
		if strings.ContainsAny(comment, "\n\r") || !strings.HasPrefix(comment, "//") && !strings.HasPrefix(comment, "/*") {
			t.Skip()
		}
		text := strings.ReplaceAll(`@
package p

import "context"

@
type T struct {
	@
	f func(func()) @
	done chan bool
}

@
var v func(f func()) @

@
func F(ctx context.Context, f func(), done chan bool, fs ...func()) (c chan int, err error) { @
	@
	go func() { @
		@
		for { @
		} @
	}() @
	@
	v(f)
	return nil, nil @
}

@
func (t *T) M(f func()) { @
	F(context.Background(), f, t.done) @
	t.f(f)
	@
}
`, "@", comment)
		name := fmt.Sprintf("%s.%d.go", strings.TrimSuffix(file, ".go"), os.Getpid())
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		pkg, err := r.Check("example.com/p", []string{name}, nil)
		defer r.Forget(pkg)
		if err != nil {
			t.Skip()
		}
		if _, err := r.Twice(pkg); err != nil {
			t.Errorf("%v\nwith %q", err, comment)
		}
	})
}
