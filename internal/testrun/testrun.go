// Package testrun type-checks source and runs all rules over it in this process, for
// tests that do so thousands of times, with what goes wrong as errors.
package testrun

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/ledger"
	"github.com/gorolint/gorolint/internal/report"
	"github.com/gorolint/gorolint/passes"
)

// A Runner has the exported types of the standard library, of the release that it was built with,
// and perhaps of more packages.
type Runner struct {
	Limit time.Duration // for one package, after which it counts as one that never ends

	fset    *token.FileSet
	std     types.Importer
	exports map[string]string // files of export data
	all     []*analysis.Analyzer
}

// New returns a runner, with all rules on until the test ends, and what goes wrong told. Packages that
// are not of std can be imported if they match one of the patterns. The flags are
// the analyzers' own, so tests that use it must not run in parallel.
func New(t testing.TB, patterns ...string) *Runner {
	t.Helper()
	for _, name := range []string{"strict", "advice", "tests", "debug"} {
		Set(t, config.Analyzer, name, "true")
	}
	r := &Runner{Limit: time.Minute, fset: token.NewFileSet(), exports: make(map[string]string)}
	r.all = append([]*analysis.Analyzer{ledger.Analyzer, report.Directives(passes.Names())}, passes.All()...)
	cmd := exec.Command("go", append([]string{"list", "-export", "-f", "{{.ImportPath}}={{.Export}}", "std"}, patterns...)...)
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN="+runtime.Version())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list std: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		if name, file, ok := strings.Cut(strings.TrimSpace(line), "="); ok && file != "" {
			r.exports[name] = file
		}
	}
	r.std = importer.ForCompiler(r.fset, "gc", func(name string) (io.ReadCloser, error) {
		file, ok := r.exports[name]
		if !ok {
			return nil, fmt.Errorf("no package %q in std", name)
		}
		return os.Open(file)
	})
	return r
}

// Set sets a flag of an analyzer until the test ends: of a rule, or of [config.Analyzer] if all rules share it.
func Set(t testing.TB, of *analysis.Analyzer, name, value string) {
	t.Helper()
	old := of.Flags.Lookup(name).Value.String()
	if err := of.Flags.Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := of.Flags.Set(name, old); err != nil {
			t.Error(err)
		}
	})
}

// Check parses and type-checks files as the package of an import path. What it imports is looked
// for in local first, and then in std. Variables and imports that nothing uses are no error here.
func (r *Runner) Check(pkgPath string, files []string, local func(path string) (*packages.Package, error)) (*packages.Package, error) {
	pkg := &packages.Package{ID: pkgPath, PkgPath: pkgPath, GoFiles: files, CompiledGoFiles: files, Fset: r.fset, Imports: make(map[string]*packages.Package), TypesSizes: types.SizesFor("gc", runtime.GOARCH)}
	for _, name := range files {
		f, err := parser.ParseFile(r.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if f != nil {
			pkg.Syntax = append(pkg.Syntax, f)
		}
		if err != nil {
			return pkg, err
		}
	}
	pkg.TypesInfo = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	var hard error
	conf := types.Config{
		Importer: importFunc(func(name string) (*types.Package, error) {
			if local != nil {
				if p, err := local(name); err != nil {
					return nil, err
				} else if p != nil {
					pkg.Imports[name] = p
					return p.Types, nil
				}
			}
			for _, vendored := range []string{"", "vendor/", "cmd/vendor/"} {
				if _, ok := r.exports[vendored+name]; ok {
					return r.std.Import(vendored + name)
				}
			}
			return nil, fmt.Errorf("no package %q", name)
		}),
		Sizes: pkg.TypesSizes,
		Error: func(err error) {
			if text := err.Error(); !strings.Contains(text, "declared and not used") && !strings.Contains(text, "imported and not used") {
				hard = errors.Join(hard, err)
			}
		},
	}
	pkg.Types, _ = conf.Check(pkgPath, r.fset, pkg.Syntax, pkg.TypesInfo)
	pkg.Name = pkg.Types.Name()
	return pkg, hard
}

type importFunc func(string) (*types.Package, error)

func (f importFunc) Import(name string) (*types.Package, error) {
	if name == "unsafe" {
		return types.Unsafe, nil
	}
	return f(name)
}

// Forget lets go of what packages, some of which may be nil, were parsed from, for tests that check millions.
func (r *Runner) Forget(pkgs ...*packages.Package) {
	for _, pkg := range pkgs {
		if pkg == nil {
			continue
		}
		for _, f := range pkg.Syntax {
			if file := r.fset.File(f.FileStart); file != nil {
				r.fset.RemoveFile(file)
			}
		}
	}
}

// Analyse runs all rules and the ledger over a package, and returns what they report, sorted, with its related
// places and edits. It is an error if one of them fails, panics, whoever recovered that,
// or does not end.
func (r *Runner) Analyse(pkg *packages.Package) ([]string, error) {
	type outcome struct {
		found []string
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var out outcome
		defer func() {
			if p := recover(); p != nil {
				out.err = fmt.Errorf("a panic that nobody recovers: %v\n%s", p, debug.Stack())
			}
			done <- out
		}()
		out.found, out.err = r.analyse(pkg)
	}()
	timer := time.NewTimer(r.Limit)
	defer timer.Stop()
	select {
	case out := <-done:
		return out.found, out.err
	case <-timer.C:
		stacks := make([]byte, 1<<20)
		return nil, fmt.Errorf("it has not ended after %v:\n%s", r.Limit, stacks[:runtime.Stack(stacks, true)])
	}
}

// Twice analyses a package two times, and reports it if the second time something else is found.
func (r *Runner) Twice(pkg *packages.Package) ([]string, error) {
	first, err := r.Analyse(pkg)
	if err != nil {
		return nil, err
	}
	second, err := r.Analyse(pkg)
	if err == nil && !slices.Equal(first, second) {
		err = fmt.Errorf("found at first\n%s\nand then\n%s", strings.Join(first, "\n"), strings.Join(second, "\n"))
	}
	return first, err
}

func (r *Runner) analyse(pkg *packages.Package) ([]string, error) {
	graph, err := checker.Analyze(r.all, []*packages.Package{pkg}, &checker.Options{Sequential: true, SanityCheck: true})
	if err != nil {
		return nil, err
	}
	var found []string
	for _, act := range graph.Roots {
		if act.Err != nil {
			err = errors.Join(err, fmt.Errorf("%v: %w", act, act.Err))
		}
		for _, d := range act.Diagnostics {
			if d.Category == fault.Category {
				err = errors.Join(err, errors.New(d.Message))
				continue
			}
			found = append(found, r.text(act.Analyzer.Name, d))
		}
	}
	slices.Sort(found)
	return found, err
}

// text is all that a diagnostic says.
func (r *Runner) text(rule string, d analysis.Diagnostic) string {
	at := func(pos token.Pos) string {
		p := r.fset.Position(pos)
		return fmt.Sprintf("%s:%d:%d", path.Base(filepath.ToSlash(p.Filename)), p.Line, p.Column)
	}
	s := fmt.Sprintf("%s: %s: %s", at(d.Pos), rule, d.Message)
	for _, rel := range d.Related {
		s += fmt.Sprintf("; %s: %s", at(rel.Pos), rel.Message)
	}
	for _, fix := range d.SuggestedFixes {
		s += "; fix: " + fix.Message
		for _, e := range fix.TextEdits {
			s += fmt.Sprintf(" %s-%s %q", at(e.Pos), at(e.End), e.NewText)
		}
	}
	return s
}
