package fix

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// cures reports whether the package compiles with the edits, the claim is gone, and
// nothing is claimed that was not before; what only the strict flags report does not count.
func (f *Fixer) cures(c *model.Claim, edits []analysis.TextEdit) bool {
	var after *trial
	f.about(c, func() { after = f.edited(edits) })
	if after == nil {
		return false
	}
	left := make(map[string]int)
	for _, c := range f.pkg.Claims {
		left[f.key(f.pass.Files, c)]++
	}
	left[f.key(f.pass.Files, c)]--
	for _, now := range after.claims {
		if now.Strict {
			continue
		}
		k := f.key(after.files, now)
		if left[k]--; left[k] < 0 {
			return false
		}
	}
	return true
}

// key names a claim in a way that edits of other lines do not change.
func (f *Fixer) key(files []*ast.File, c *model.Claim) string {
	fn := ""
	for _, file := range files {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Pos() <= c.Pos && c.Pos < d.End() {
				fn = d.Name.Name
				if d.Recv != nil && len(d.Recv.List) > 0 {
					fn = types.ExprString(d.Recv.List[0].Type) + "." + fn
				}
			}
		}
	}
	return c.Rule + " " + fn
}

// A trial is the package with edits.
type trial struct {
	files  []*ast.File
	claims []*model.Claim
}

// edited checks and models the package with edits; nil if it does not compile.
func (f *Fixer) edited(edits []analysis.TextEdit) *trial {
	byFile := make(map[*token.File][]analysis.TextEdit)
	for _, e := range edits {
		file := f.pass.Fset.File(e.Pos)
		byFile[file] = append(byFile[file], e)
	}
	files := slices.Clone(f.pass.Files)
	for file, edits := range byFile {
		i := slices.IndexFunc(files, func(a *ast.File) bool { return f.pass.Fset.File(a.FileStart) == file })
		src := f.source(edits[0].Pos)
		if i < 0 || src == nil {
			return nil
		}
		text := applied(src, file.Offset, edits)
		if text == nil {
			return nil
		}
		parsed, err := parser.ParseFile(f.pass.Fset, file.Name(), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		files[i] = parsed
	}
	pkg, info, err := f.check(files)
	if err != nil {
		return nil
	}
	after := f.pkg.Again(f.pass.Fset, files, pkg, info)
	if len(after.Faults) > len(f.pkg.Faults) {
		return nil // a claim may be gone because nothing is known any more
	}
	return &trial{files, after.Claims}
}

// check type-checks files as the package, with what that imports already.
func (f *Fixer) check(files []*ast.File) (*types.Package, *types.Info, error) {
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	if f.loaded == nil {
		f.loaded = imports(f.pass.Pkg)
	}
	conf := &types.Config{Importer: f.loaded, Sizes: f.pass.TypesSizes, GoVersion: f.pass.Pkg.GoVersion()}
	pkg, err := conf.Check(f.pass.Pkg.Path(), f.pass.Fset, files, info)
	return pkg, info, err
}

// importer finds packages among those that are loaded.
type importer map[string]*types.Package

var errNotLoaded = errors.New("package is not among what is imported already")

// Import returns a package that is loaded.
func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, errNotLoaded
}

// imports returns all packages that pkg imports, directly or not.
func imports(pkg *types.Package) map[string]*types.Package {
	all := make(map[string]*types.Package)
	var visit func(p *types.Package)
	visit = func(p *types.Package) {
		for _, imp := range p.Imports() {
			if have := all[imp.Path()]; have == nil {
				all[imp.Path()] = imp
				visit(imp)
			}
		}
	}
	visit(pkg)
	return all
}
