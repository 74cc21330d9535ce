package report

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/known"
)

// unknownRows reports rows of the configuration that are about the package, and name what
// it does not have or count its arguments wrongly: they would do nothing, unseen.
func unknownRows(pass *analysis.Pass, cfg *config.Config) {
	if cfg.Known == "" || len(pass.Files) == 0 || strings.HasSuffix(pass.Pkg.Name(), "_test") {
		return
	}
	table, err := known.Parse("row", strings.NewReader(cfg.Known))
	if err != nil {
		return // the analysis fails by it, and says so
	}
	at := slices.MinFunc(pass.Files, func(a, b *ast.File) int {
		return strings.Compare(pass.Fset.File(a.FileStart).Name(), pass.Fset.File(b.FileStart).Name())
	}).Name
	for _, name := range table.Names(config.ImportPath(pass.Pkg)) {
		if problem := misfit(table, name, pass.Pkg); problem != "" && !leftOut(pass, name) {
			pass.Report(analysis.Diagnostic{
				Pos: at.Pos(), End: at.End(),
				Message: fmt.Sprintf("the configuration has a row about %s, %s (%s)", name, problem, pass.Analyzer.Name),
				URL:     pass.Analyzer.URL,
			})
		}
	}
}

// leftOut reports whether a file that this build leaves out, say for its platform, has the
// last word of the symbol in it, and may so declare it.
func leftOut(pass *analysis.Pass, symbol string) bool {
	word := []byte(symbol[strings.LastIndexByte(symbol, '.')+1:])
	return slices.ContainsFunc(pass.IgnoredFiles, func(name string) bool {
		text, err := pass.ReadFile(name)
		return err == nil && bytes.Contains(text, word)
	})
}

// misfit says why a row about the package cannot be right, or "".
func misfit(table *known.Table, symbol string, pkg *types.Package) string {
	obj := lookUp(symbol, pkg)
	if obj == nil {
		return "and this package has no such thing; write the name as in example.com/app/safe.Go, (*example.com/app/pool.Pool).Go or (example.com/app/pool.Runner).Go"
	}
	fn, ok := obj.(*types.Func)
	if !ok {
		return ""
	}
	params, results := fn.Signature().Params().Len(), fn.Signature().Results().Len()
	if k := table.Func(symbol); k != nil && !k.Fits(params, results) {
		return fmt.Sprintf("and names a parameter or result beyond those that it has (parameters: %d, results: %d); they are counted from 0, the receiver left out", params, results)
	}
	return ""
}

// lookUp returns what a symbol of the package stands for, or nil.
func lookUp(symbol string, pkg *types.Package) types.Object {
	inner, ok := strings.CutPrefix(symbol, "(")
	if !ok {
		return pkg.Scope().Lookup(symbol[strings.LastIndexByte(symbol, '.')+1:])
	}
	recv, name, _ := strings.Cut(inner, ").")
	owner, ok := pkg.Scope().Lookup(recv[strings.LastIndexByte(recv, '.')+1:]).(*types.TypeName)
	if !ok {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(owner.Type(), true, pkg, name)
	if fn, ok := obj.(*types.Func); ok && known.Bare(fn.FullName()) != symbol {
		return nil // it has a pointer too many or too few, or is of an embedded type
	}
	return obj
}
