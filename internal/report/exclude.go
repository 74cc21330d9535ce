package report

import (
	"go/ast"
	"go/token"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/site"
)

// Excluded reports whether the configuration leaves out a finding of the rule at pos.
func Excluded(pass *analysis.Pass, cfg *config.Config, rule string, pos token.Pos) bool {
	if !cfg.HasExcludes() {
		return false
	}
	f := fileAt(pass, pos)
	return f != nil && cfg.Excluded(rule, placeOf(pass, f, pos))
}

// fileAt returns the file that pos is in, or nil.
func fileAt(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// placeOf returns where pos is. The path is made of the package's and the module's: the
// folder of the module is not known here, and differs from machine to machine.
func placeOf(pass *analysis.Pass, f *ast.File, pos token.Pos) config.Place {
	pkg := config.ImportPath(pass.Pkg)
	dir := pkg
	if pass.Module != nil && pass.Module.Path != "" {
		dir = strings.TrimPrefix(strings.TrimPrefix(pkg, pass.Module.Path), "/")
	}
	return config.Place{
		Package:  pkg,
		Path:     path.Join(dir, filepath.Base(model.Written(pass.Fset, f))),
		Function: site.Of(f, pos).Function,
	}
}
