package summary

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// leftOutNames reports whether a Go file that this build leaves out (another
// GOOS, a build tag, cgo) mentions a name. Such files are parsed, not checked:
// what they do to a field or function of that name is not known.
func leftOutNames(pass *analysis.Pass) func(string) bool {
	var names map[string]bool
	read := func() {
		names = make(map[string]bool)
		for _, file := range pass.IgnoredFiles {
			if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := pass.ReadFile(file)
			if err != nil {
				continue
			}
			f, _ := parser.ParseFile(token.NewFileSet(), file, data, parser.SkipObjectResolution)
			if f == nil || f.Name.Name != pass.Pkg.Name() {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					names[id.Name] = true
				}
				return true
			})
		}
	}
	return func(name string) bool {
		if names == nil {
			read()
		}
		return names[name]
	}
}

// worthBuilding reports whether the files contain anything that goroutines are
// about: without a launch, channel, context, lock, func value or endless loop
// there is nothing to tell importers.
func worthBuilding(files []*ast.File) bool {
	for _, f := range files {
		for _, imp := range f.Imports {
			switch path := strings.Trim(imp.Path.Value, `"`); path {
			case "sync", "context", "os", "log", "time", "runtime":
				return true
			default:
				if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
					return true // may call something that has a fact
				}
			}
		}
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt, *ast.ChanType, *ast.SendStmt, *ast.SelectStmt, *ast.FuncType:
				if ft, ok := n.(*ast.FuncType); !ok || ft.Func == token.NoPos {
					found = true
				}
			case *ast.ForStmt:
				found = found || n.Cond == nil
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" {
					found = true
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}
