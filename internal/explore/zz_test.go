package explore

import (
	"fmt"
	"go/types"
	"os"
	"sort"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

func TestZZ(t *testing.T) {
	dir := os.Getenv("ZZ_DIR")
	if dir == "" {
		t.Skip()
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: dir, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")}, os.Getenv("ZZ_PKG"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pk := range pkgs {
		start := time.Now()
		prog := ssa.NewProgram(pk.Fset, ssa.BuilderMode(0))
		for _, imp := range pk.Types.Imports() {
			prog.CreatePackage(imp, nil, nil, true)
		}
		pkg := prog.CreatePackage(pk.Types, pk.Syntax, pk.TypesInfo, false)
		pkg.Build()
		ssaTime := time.Since(start)
		var funcs []*ssa.Function
		for fn := range ssautil.AllFunctions(prog) {
			if fn.Pkg == pkg && fn.Synthetic == "" {
				funcs = append(funcs, fn)
			}
		}
		sort.Slice(funcs, func(i, j int) bool { return funcs[i].Pos() < funcs[j].Pos() })
		tab := known.Default()
		env := Env{Callees: func(*ssa.CallCommon) []*ssa.Function { return nil }, Outside: func(fn *types.Func) ref.Outside { return ref.Outside{Default: fact.Keeps} }, Known: func(fn *types.Func) *known.Func { return tab.Func(fn.FullName()) }, Group: func(t types.Type) *known.Group { return tab.Group(types.TypeString(t, nil)) }}
		for range 1 {
			start = time.Now()
			p := NewProgram(pkg, funcs, env)
			total, leaks, n := 0, 0, 0
			for _, fn := range p.Roots() {
				n++
				if w := os.Getenv("ZZ_FN"); w != "" && fn.Name() != w {
					continue
				}
				st := time.Now()
				res := p.Explore(fn)
				l, s := res.Leaks, res.States
				if s > 300 {
					fmt.Println("  ", fn, s, time.Since(st))
				}
				total += s
				if total > p.Budget() {
					break
				}
				leaks += len(l)
			}
			d := time.Since(start)
			fmt.Printf("%s budget %d ssa %v roots %d states %d leaks %d time %v %v/state\n", pk.PkgPath, p.Budget(), ssaTime, n, total, leaks, d, d/time.Duration(max(1, total)))
		}
	}
}
