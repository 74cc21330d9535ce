package vetrun

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gorolint/gorolint/internal/config"
)

// sources are the files of a unit.
type sources struct {
	cfg     *unitchecker.Config
	fset    *token.FileSet
	files   []*ast.File
	emptied []*ast.File // see empty
}

func parseUnit(cfg *unitchecker.Config) (src *sources, err error) {
	src = &sources{cfg: cfg, fset: token.NewFileSet()}
	src.files, err = parseFiles(cfg, src.fset, parser.ParseComments)
	return src, err
}

// settings returns the configuration that holds in the package. Its analyzer needs no more than the package's names.
func (s *sources) settings() (*config.Config, error) {
	c, err := config.Analyzer.Run(&analysis.Pass{
		Analyzer: config.Analyzer,
		Pkg:      types.NewPackage(s.cfg.ImportPath, s.files[0].Name.Name),
	})
	if err != nil {
		return nil, err
	}
	return c.(*config.Config), nil
}

// empty takes away the bodies of functions in test files: nothing is to be reported there, and what a test does is no
// evidence about other files (see [summary.Package.View]). Their declarations stay, for those who import them.
func (s *sources) empty() {
	for _, f := range s.files {
		if !strings.HasSuffix(s.fset.File(f.FileStart).Name(), "_test.go") {
			continue
		}
		s.emptied = append(s.emptied, f)
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				fn.Body.List = nil
				if fn.Type.Results != nil { // an endless loop is the shortest that needs no return
					fn.Body.List = []ast.Stmt{&ast.ForStmt{For: fn.Body.Lbrace, Body: &ast.BlockStmt{Lbrace: fn.Body.Lbrace, Rbrace: fn.Body.Lbrace}}}
				}
			}
		}
	}
}

// check type-checks the files. That an import is not used is no mistake in a file that was emptied.
func (s *sources) check(imp types.Importer) (pkg *types.Package, info *types.Info, err error) {
	info = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: imp, Sizes: sizes(), GoVersion: s.cfg.GoVersion}
	conf.Error = func(e error) {
		if wrong, ok := errors.AsType[types.Error](e); ok && wrong.Soft && s.isUnused(wrong.Pos) {
			return
		}
		if err == nil {
			err = e
		}
	}
	pkg, _ = conf.Check(s.cfg.ImportPath, s.fset, s.files, info)
	return pkg, info, err
}

// isUnused reports whether pos is that of an import which a file may have needed before it was emptied.
func (s *sources) isUnused(pos token.Pos) bool {
	return slices.ContainsFunc(s.emptied, func(f *ast.File) bool {
		return slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return spec.Pos() <= pos && pos < spec.End() })
	})
}
