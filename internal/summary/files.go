package summary

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// leftOutNames reports whether a Go file that this build leaves out (another
// GOOS, a build tag, cgo) mentions a name. Such files are scanned, not parsed or
// checked: what they do to a field or function of that name is not known.
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
			f, _ := parser.ParseFile(token.NewFileSet(), file, data, parser.PackageClauseOnly)
			if f != nil && f.Name.Name == pass.Pkg.Name() {
				identifiers(data, names)
			}
		}
	}
	return func(name string) bool {
		if names == nil {
			read()
		}
		return names[name]
	}
}

// identifiers adds those of a file to names.
func identifiers(source []byte, names map[string]bool) {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(source)), source, nil, 0)
	for {
		switch _, tok, text := s.Scan(); tok {
		case token.IDENT:
			names[text] = true
		case token.EOF:
			return
		}
	}
}

// linkedNames returns the functions that something other than Go calls may name:
// by a go:linkname or cgo export directive.
func linkedNames(pass *analysis.Pass) map[string]bool {
	names := make(map[string]bool)
	for _, f := range pass.Files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				for _, directive := range []string{"//go:linkname ", "//export ", "//go:wasmexport "} {
					if rest, ok := strings.CutPrefix(c.Text, directive); ok {
						name, _, _ := strings.Cut(rest, " ")
						names[name] = true
					}
				}
			}
		}
	}
	return names
}

// hasAssembly reports whether assembly of the package may call its functions.
func hasAssembly(pass *analysis.Pass) bool {
	for _, f := range pass.OtherFiles {
		if strings.HasSuffix(f, ".s") || strings.HasSuffix(f, ".S") {
			return true
		}
	}
	return false
}

// worthBuilding reports whether the files contain anything that goroutines are
// about: without a launch, channel, context, lock, func value, panic, endless loop or maker of errors
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
			case *ast.FuncDecl:
				found = found || makesError(n)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "panic" || id.Name == "recover") {
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

// makesError reports whether a function returns an error and nothing else, which looks as if it were never nil.
func makesError(fn *ast.FuncDecl) bool {
	results := fn.Type.Results
	if fn.Recv != nil || fn.Body == nil || results == nil || len(results.List) != 1 || len(results.List[0].Names) > 0 {
		return false
	}
	if id, ok := results.List[0].Type.(*ast.Ident); !ok || id.Name != "error" {
		return false
	}
	something := true
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			_, name := ret.Results[0].(*ast.Ident)
			something = something && !name
		}
		return something
	})
	return something
}
