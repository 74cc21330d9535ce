package coretype

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

const source = `package p

type list []int
type ints interface{ ~[]int }
type more interface { ints; Len() int }

func f[
	a any,
	b ~[]int,
	c []int | list,
	d more,
	e ~[]int | ~map[int]int,
	g interface{ comparable; ~struct{ f chan int } },
	h chan int,
	i comparable,
	j ~[]k, k any,
	l interface{ M() l },
]() {}

type n list
`

func TestOf(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"a": "any", "b": "[]int", "c": "[]int", "d": "[]int", "e": "~[]int | ~map[int]int",
		"g": "struct{f chan int}", "h": "chan int", "i": "interface{comparable}", "j": "[]k", "k": "any", "l": "interface{M() l}",
	}
	for p := range pkg.Scope().Lookup("f").Type().(*types.Signature).TypeParams().TypeParams() {
		name := p.Obj().Name()
		if got := types.TypeString(Of(p), types.RelativeTo(pkg)); got != want[name] {
			t.Errorf("%s: %s, want %s", name, got, want[name])
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("not seen: %v", want)
	}
	if got := Of(pkg.Scope().Lookup("n").Type()).String(); got != "[]int" {
		t.Errorf("n: %s", got)
	}
}
