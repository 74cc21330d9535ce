package vetrun

import (
	"encoding/gob"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// dependency does for a package that is needed for its facts alone what unitchecker would do, in less time:
//
//   - Which packages the facts of imports may be about is known from reading their types;
//     unitchecker walks all that they lead to.
//   - Facts that are only passed on are written as they came.
//
// The analyzers are those of [factsOnly]. With an error nothing was written; unitchecker then tells what is wrong, in its own way.
func dependency(cfg *unitchecker.Config, args []string, analyzers []*analysis.Analyzer) error {
	if cfg.VetxOutput == "" {
		return nil
	}
	if err := parseFlags(args, analyzers); err != nil {
		return err
	}
	fset := token.NewFileSet()
	files, err := parseFiles(cfg, fset, parser.ParseComments)
	if err != nil {
		return err
	}
	imp := newVetxImporter(cfg, fset)
	imports, err := imp.importAll(files)
	if err != nil {
		return err
	}
	for _, a := range analyzers {
		registerFacts(a)
	}
	facts, err := readFacts(imports, imp)
	if err != nil {
		return err
	}
	pass := &analysis.Pass{
		Fset:         fset,
		Files:        files,
		OtherFiles:   cfg.NonGoFiles,
		IgnoredFiles: cfg.IgnoredFiles,
		TypesSizes:   sizes(),
		Report:       func(analysis.Diagnostic) {}, // of a package that nobody asked about
		ReadFile:     os.ReadFile,
		Module:       moduleOf(cfg),
	}
	facts.give(pass)
	if pass.Pkg, pass.TypesInfo, err = check(cfg, pass, imp); err != nil {
		return err
	}
	facts.pkg = pass.Pkg
	if err := runAll(pass, analyzers); err != nil {
		return err
	}
	data, err := facts.encode()
	if err != nil {
		return err
	}
	return writeVetx(cfg.VetxOutput, fset, pass.Pkg, data)
}

func check(cfg *unitchecker.Config, pass *analysis.Pass, imp types.Importer) (*types.Package, *types.Info, error) {
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: imp, Sizes: pass.TypesSizes, GoVersion: cfg.GoVersion}
	pkg, err := conf.Check(cfg.ImportPath, pass.Fset, pass.Files, info)
	return pkg, info, err
}

// runAll runs analyzers and what they require.
func runAll(pass *analysis.Pass, analyzers []*analysis.Analyzer) error {
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer) error
	run = func(a *analysis.Analyzer) error {
		if _, done := results[a]; done {
			return nil
		}
		own := *pass
		own.Analyzer, own.ResultOf = a, make(map[*analysis.Analyzer]any)
		for _, req := range a.Requires {
			if err := run(req); err != nil {
				return err
			}
			own.ResultOf[req] = results[req]
		}
		res, err := a.Run(&own)
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		results[a] = res
		return nil
	}
	for _, a := range analyzers {
		if err := run(a); err != nil {
			return err
		}
	}
	return nil
}

// registerFacts tells gob the types of the facts that a and those that it requires have.
func registerFacts(a *analysis.Analyzer) {
	for _, f := range a.FactTypes {
		gob.Register(f)
	}
	for _, req := range a.Requires {
		registerFacts(req)
	}
}

// parseFlags sets the flags of analyzers as a vet tool's command line says. Which analyzers it switches on is of no
// matter to facts. What it cannot read is an error.
func parseFlags(args []string, analyzers []*analysis.Analyzer) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	for _, a := range analyzers {
		fs.Bool(a.Name, false, "")
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, "") })
	}
	for _, name := range []string{"json", "fix", "diff"} { // what becomes of diagnostics, of which there are none
		fs.Bool(name, false, "")
	}
	fs.Int("c", -1, "")
	return fs.Parse(args)
}

func moduleOf(cfg *unitchecker.Config) *analysis.Module {
	if cfg.Module == nil && cfg.ModulePath != "" { // Go before 1.27
		return &analysis.Module{Path: cfg.ModulePath, Version: cfg.ModuleVersion, GoVersion: cfg.GoVersion}
	}
	return cfg.Module
}
