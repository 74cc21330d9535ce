package vetrun

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gorolint/gorolint/internal/config"
)

// errLeft says that something is to be done that only unitchecker does.
var errLeft = errors.New("left to unitchecker")

// analyse does what unitchecker would do with a unit, in less time:
//
//   - Functions of tests in which nothing is to be reported are not checked: see [sources.empty].
//     They are more than half of many packages.
//   - Which packages the facts of imports may be about is known from reading their types;
//     unitchecker walks all that they lead to.
//   - Facts that are only passed on are written as they came.
//
// With an error unitchecker is to do the unit, which writes all anew, or tells what is wrong in its own way. To it are left
// text instead of JSON, which the go command does not ask for since Go 1.26, and fixes.
func analyse(cfg *unitchecker.Config, args []string, analyzers []*analysis.Analyzer) error {
	flags, err := parseFlags(args, analyzers)
	if err != nil {
		return err
	}
	if !cfg.VetxOnly && (flags.fix || !flags.json) {
		return errLeft
	}
	src, err := parseUnit(cfg)
	if err != nil {
		return err
	}
	settings, err := src.settings()
	if err != nil {
		return err
	}
	if !settings.Tests {
		src.empty()
	}
	imp := newVetxImporter(cfg, src.fset)
	imports, err := imp.importAll(src.files)
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
		Fset:         src.fset,
		Files:        src.files,
		OtherFiles:   cfg.NonGoFiles,
		IgnoredFiles: cfg.IgnoredFiles,
		TypesSizes:   sizes(),
		ReadFile:     os.ReadFile,
		Module:       moduleOf(cfg),
	}
	facts.give(pass)
	if pass.Pkg, pass.TypesInfo, err = src.check(imp); err != nil {
		return err
	}
	facts.pkg = pass.Pkg
	unfixed := *settings
	unfixed.Fixes = false
	found, err := runAll(pass, flags.analyzers, map[*analysis.Analyzer]any{config.Analyzer: &unfixed})
	if err != nil {
		return err
	}
	if settings.Fixes && config.Fixable(src.files) && slices.ContainsFunc(found, finding.isRules) {
		return errLeft
	}
	data, err := facts.encode()
	if err != nil {
		return err
	}
	if cfg.VetxOutput != "" {
		if err := writeVetx(cfg.VetxOutput, src.fset, pass.Pkg, data); err != nil {
			return err
		}
	}
	if cfg.VetxOnly {
		return nil
	}
	return printJSON(cfg, src.fset, found)
}

// A finding is a diagnostic of an analyzer.
type finding struct {
	analyzer *analysis.Analyzer
	analysis.Diagnostic
}

// isRules reports whether it is more than a note to the command.
func (f finding) isRules() bool { return f.analyzer.Name != noteTested }

// runAll runs analyzers and what they require, but for those that have results already, and returns what the
// former report.
func runAll(pass *analysis.Pass, analyzers []*analysis.Analyzer, results map[*analysis.Analyzer]any) (found []finding, err error) {
	var run func(a *analysis.Analyzer) error
	run = func(a *analysis.Analyzer) error {
		if _, done := results[a]; done {
			return nil
		}
		own := *pass
		own.Analyzer, own.ResultOf = a, make(map[*analysis.Analyzer]any)
		own.Report = func(d analysis.Diagnostic) { found = append(found, finding{a, d}) }
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
			return nil, err
		}
	}
	return slices.DeleteFunc(found, func(f finding) bool { return !slices.Contains(analyzers, f.analyzer) }), nil
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

func moduleOf(cfg *unitchecker.Config) *analysis.Module {
	if cfg.Module == nil && cfg.ModulePath != "" { // Go before 1.27
		return &analysis.Module{Path: cfg.ModulePath, Version: cfg.ModuleVersion, GoVersion: cfg.GoVersion}
	}
	return cfg.Module
}
