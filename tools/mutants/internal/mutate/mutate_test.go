package mutate_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/gorolint/gorolint/tools/mutants/internal/mutate"
)

// Each operator has a package of that name in testdata, in which a comment says of what line a mutant is made, and how far
// what it breaks goes. A line without one is left alone.
func TestOperators(t *testing.T) {
	for _, op := range mutate.Operators() {
		t.Run(op.Name, func(t *testing.T) {
			p := load(t, "./testdata/"+op.Name)
			mutants := op.Mutants(mutate.New(p.Fset, p.Syntax, p.Types, p.TypesInfo))
			var got []string
			for _, m := range mutants {
				got = append(got, fmt.Sprintf("%d: %s", m.Line, m.Reach))
				if !slices.Contains(m.Concerned, m.Function) {
					t.Errorf("%s: %s is not among the functions concerned, %q", m.ID(), m.Function, m.Concerned)
				}
				if err := compile(p, m); err != nil {
					t.Errorf("%s, line %d: %v", m.ID(), m.Line, err)
				}
			}
			if want := wanted(p); !slices.Equal(got, want) {
				t.Errorf("got %q\nwant %q", got, want)
			}
		})
	}
}

// wanted reads the comments.
func wanted(p *packages.Package) (want []string) {
	for _, f := range p.Syntax {
		for _, group := range f.Comments {
			for _, c := range group.List {
				if reach, ok := strings.CutPrefix(c.Text, "// broken: "); ok {
					want = append(want, fmt.Sprintf("%d: %s", p.Fset.Position(c.Pos()).Line, reach))
				}
			}
		}
	}
	return want
}

func load(t *testing.T, pattern string) *packages.Package {
	t.Helper()
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || len(list[0].Errors) > 0 {
		t.Fatalf("%s: %v", pattern, list[0].Errors)
	}
	return list[0]
}

// compile type-checks a package with a mutant in the place of one file.
func compile(p *packages.Package, m mutate.Mutant) error {
	text, err := os.ReadFile(m.File)
	if err != nil {
		return err
	}
	var files []*ast.File
	for _, f := range p.Syntax {
		if p.Fset.Position(f.FileStart).Filename == m.File {
			if f, err = parser.ParseFile(p.Fset, m.File, mutate.Apply(text, m.Edits), 0); err != nil {
				return err
			}
		}
		files = append(files, f)
	}
	_, err = (&types.Config{Importer: imports(p.Imports)}).Check(p.PkgPath, p.Fset, files, nil)
	return err
}

type imports map[string]*packages.Package

func (i imports) Import(path string) (*types.Package, error) {
	if p := i[path]; p != nil {
		return p.Types, nil
	}
	return nil, errors.New("not imported")
}

func TestApply(t *testing.T) {
	got := mutate.Apply([]byte("abcdef"), []mutate.Edit{{0, 1, "x"}, {2, 2, "-"}, {4, 6, ""}})
	if string(got) != "xb-cd" {
		t.Errorf("got %q", got)
	}
}
