// Package trial runs gorolint on the mutants of a module, and sees which of them it finds.
package trial

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/tools/mutants/internal/mutate"
)

// A Module is the source of a module in a folder of its own.
type Module struct {
	Name string // as in path@version
	Dir  string

	packages []*packages.Package
	imports  map[string]map[string]bool // of each package, all that it is made of in the module
}

// Load reads the packages of the module that can be broken.
func (m *Module) Load(ctx context.Context) error {
	cfg := &packages.Config{
		Context: ctx,
		Dir:     m.Dir,
		Env:     pinned.Env(),
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes |
			packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule,
	}
	list, err := packages.Load(cfg, "./...")
	if err != nil {
		return fmt.Errorf("loading %s: %w", m.Name, err)
	}
	m.imports = make(map[string]map[string]bool)
	byPath := make(map[string]*packages.Package)
	for _, p := range list {
		byPath[p.PkgPath] = p
	}
	var all func(p *packages.Package) map[string]bool
	all = func(p *packages.Package) map[string]bool {
		if set := m.imports[p.PkgPath]; set != nil {
			return set
		}
		set := make(map[string]bool)
		m.imports[p.PkgPath] = set
		for path := range p.Imports {
			if q := byPath[path]; q != nil {
				set[path] = true
				for path := range all(q) {
					set[path] = true
				}
			}
		}
		return set
	}
	for _, p := range list {
		all(p)
		// What cgo makes of a file is not what stands in it.
		if len(p.Errors) == 0 && !p.IllTyped && slices.Equal(p.GoFiles, p.CompiledGoFiles) {
			m.packages = append(m.packages, p)
		}
	}
	slices.SortFunc(m.packages, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	if len(m.packages) == 0 {
		return fmt.Errorf("loading %s: no package of it compiles here%s", m.Name, firstError(list))
	}
	return nil
}

func firstError(list []*packages.Package) string {
	for _, p := range list {
		for _, e := range p.Errors {
			return ": " + e.Error()
		}
	}
	return ""
}

// A Sample is a mutant that was chosen, with the package that it is of.
type Sample struct {
	mutate.Mutant
	Package string // import path

	text []byte // of the file, broken
}

// Sample chooses at most n mutants of each operator, one of a function: those of the smallest hashes, so that the same are
// chosen every time, and so that others stay when some go. Those that do not compile are none. Skip says which are to be left out.
func (m *Module) Sample(operators []mutate.Operator, n int, skip func(pkg, id string) bool) (samples []*Sample, err error) {
	pkgs := make(map[string]*mutate.Package)
	types := make(map[string]*packages.Package)
	for _, p := range m.packages {
		pkgs[p.PkgPath] = mutate.New(p.Fset, p.Syntax, p.Types, p.TypesInfo)
		types[p.PkgPath] = p
	}
	module, _, _ := strings.Cut(m.Name, "@")
	for _, op := range operators {
		var all []*Sample
		for _, p := range m.packages {
			for _, mutant := range op.Mutants(pkgs[p.PkgPath]) {
				if !skip(p.PkgPath, mutant.ID()) {
					all = append(all, &Sample{Mutant: mutant, Package: p.PkgPath})
				}
			}
		}
		key := func(s *Sample) uint64 {
			h := fnv.New64a()
			fmt.Fprint(h, module, "\x00", s.Package, "\x00", s.ID())
			return h.Sum64()
		}
		slices.SortStableFunc(all, func(a, b *Sample) int {
			switch x, y := key(a), key(b); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		taken := make(map[string]bool) // functions
		for _, s := range all {
			if len(taken) == n {
				break
			}
			fn := s.Package + " " + s.Function
			if taken[fn] {
				continue
			}
			ok, err := s.compile(types[s.Package])
			if err != nil {
				return nil, err
			}
			if ok {
				taken[fn] = true
				samples = append(samples, s)
			}
		}
	}
	return samples, nil
}

// compile breaks the file and reports whether the package still type-checks.
func (s *Sample) compile(p *packages.Package) (bool, error) {
	text, err := os.ReadFile(s.File)
	if err != nil {
		return false, err
	}
	s.text = mutate.Apply(text, s.Edits)
	fset := p.Fset
	file, err := parser.ParseFile(fset, s.File, s.text, parser.SkipObjectResolution)
	if err != nil {
		return false, nil
	}
	var files []*ast.File
	for _, f := range p.Syntax {
		if fset.Position(f.FileStart).Filename == s.File {
			f = file
		}
		files = append(files, f)
	}
	var failed error
	cfg := types.Config{
		Importer: importer(p.Imports),
		Sizes:    p.TypesSizes,
		Error:    func(err error) { failed = errors.Join(failed, err) },
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		cfg.GoVersion = "go" + p.Module.GoVersion
	}
	cfg.Check(p.PkgPath, fset, files, nil)
	return failed == nil, nil
}

// An importer knows what a package imports.
type importer map[string]*packages.Package

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := i[path]; p != nil && p.Types != nil {
		return p.Types, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// base is how a file is named within the module.
func (m *Module) base(file string) string {
	if rel, err := filepath.Rel(m.Dir, file); err == nil {
		return filepath.ToSlash(rel)
	}
	return file
}
