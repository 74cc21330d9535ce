package vetrun

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gorolint/gorolint/internal/config"
)

// Values of the driver flag: what a unit is part of.
const (
	driverFlag = "-gorolint." + config.DriverFlag

	// driverMain marks a run of the gorolint command by a go command that needs
	// it, see [Prepare]: packages of the main modules are analysed in full
	// wherever they stand in the import graph.
	driverMain = "main"
	// driverWhole marks such a run in which this holds for packages that are vetted
	// with their tests besides, too. See [leave].
	driverWhole = "whole"
	// driverAll marks such a run that was asked about other modules or about
	// the standard library: it does the same with their packages.
	driverAll = "all"
)

// IsUnit reports whether args are those by which the go command speaks to a
// vet tool: one of the two questions, or the name of a unit's .cfg file.
func IsUnit(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return arg == "-V=full" || arg == "--V=full" || arg == "-flags" || arg == "--flags"
	}) || cfgFile(args) != ""
}

func cfgFile(args []string) string {
	if n := len(args); n > 0 && strings.HasSuffix(args[n-1], ".cfg") {
		return args[n-1]
	}
	return ""
}

// A Unit says how [unitchecker.Main] is to be called for one invocation.
type Unit struct {
	Args      []string             // command line, without the program's name
	Analyzers []*analysis.Analyzer // what to run
	Done      bool                 // nothing is left to run
	Run       func() error         // if there is one, it does all that is left, unless it returns an error; see [analyse]
	Size      int64                // bytes in the Go files of the package, if it is one
}

// Prepare makes of a vet tool's command line what [unitchecker.Main] is to be
// given, having done three things that it would not do by itself. Most units do not come to it:
// see [analyse].
//
//   - A dependency is needed for its facts alone, so only the analyzers that
//     make facts run. (unitchecker means to do so, but keeps every analyzer
//     that requires one which makes facts.)
//   - A dependency in the standard library has no facts either, so that its
//     exported types are all that is left to write. See [writeTypes].
//   - Go before 1.26.11 leaves out of its cache key whether a package is a
//     target or a dependency: one that was seen first as a dependency is
//     silent later, as a target. Under the gorolint command and such a Go the
//     packages of main modules are therefore always analysed as targets, and the
//     command drops what was not asked for. (Of those with tests, see [leave].) This
//     must not be done with -fix, as fixes of a unit that is not a target go
//     straight into the files.
func Prepare(args []string, analyzers []*analysis.Analyzer) (unit Unit, err error) {
	unit = Unit{Args: args, Analyzers: analyzers}
	file := cfgFile(args)
	if file == "" {
		return unit, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return unit, err
	}
	var cfg unitchecker.Config
	if err := json.Unmarshal(data, &cfg); err != nil {
		return unit, fmt.Errorf("cannot decode %s: %w", file, err)
	}
	defer func() {
		if !unit.Done {
			unit.Size = sizeOf(&cfg)
		}
	}()
	unit.Run = func() error { return analyse(&cfg, args[:len(args)-1], unit.Analyzers) }
	driver := driverOf(args)
	if !cfg.VetxOnly {
		if driver == driverMain && isTested(&cfg) {
			unit.Analyzers = append(slices.Clip(analyzers), testsOf())
		}
		return unit, nil
	}
	std := isStd(&cfg, os.Getenv("GOROOT"))
	target := driver == driverAll || (driver == driverMain || driver == driverWhole) && isMain(&cfg)
	target = target && !isIntermediate(cfg.ID)
	switch {
	case target && driver == driverMain && cfg.Stdout != "" && hasTests(&cfg):
		unit.Args = slices.Clone(args)
		if unit.Args[len(args)-1], err = leave(&cfg, file, data); err != nil {
			return unit, err
		}
	case target:
		unit.Args = slices.Clone(args)
		unit.Args[len(args)-1], err = rewrite(file, data, "VetxOnly", "false")
		cfg.VetxOnly = false
		return unit, err
	case std && driver != driverAll:
		// If it fails, unitchecker will too, and says so in the usual way.
		unit.Done = writeTypes(&cfg) == nil
	}
	unit.Analyzers = factsOnly(analyzers)
	return unit, nil
}

// driverOf returns the value of the driver flag, or "" where the unit is not
// part of a run of the gorolint command that only reads.
func driverOf(args []string) string {
	var driver string
	var json bool
	for _, arg := range args {
		switch name, value, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "="); "-" + strings.TrimPrefix(name, "-") {
		case driverFlag:
			driver = value
		case "-json":
			json = value == "" || value == "true"
		case "-fix":
			return ""
		}
	}
	if !json {
		return ""
	}
	return driver
}

// sizeOf returns how many bytes the Go files of a unit have together. What cannot be read is left to those who want to read it.
func sizeOf(cfg *unitchecker.Config) (bytes int64) {
	for _, name := range cfg.GoFiles {
		if !filepath.IsAbs(name) {
			name = filepath.Join(cfg.Dir, name)
		}
		if info, err := os.Stat(name); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// isMain reports whether the unit belongs to a main module: these alone have
// a path and no version. (A module replaced by a folder keeps its version.)
func isMain(cfg *unitchecker.Config) bool {
	if m := cfg.Module; m != nil {
		return m.Main
	}
	return cfg.ModulePath != "" && cfg.ModuleVersion == ""
}

// isStd reports whether the unit belongs to the standard library. A package
// of GOROOT is of no module, unless GOROOT/src itself is the main module.
func isStd(cfg *unitchecker.Config, goroot string) bool {
	if goroot == "" || cfg.Module != nil && cfg.Module.Path != "" || cfg.ModulePath != "" {
		return false
	}
	rel, err := filepath.Rel(filepath.Join(goroot, "src"), cfg.Dir)
	return err == nil && filepath.IsLocal(rel)
}

// isIntermediate reports whether id names a package rebuilt for another
// package's test, as in "p [q.test]". No pattern ever asks for these.
func isIntermediate(id string) bool {
	name, variant, ok := strings.Cut(id, " [")
	return ok && variant != name+".test]" && variant != strings.TrimSuffix(name, "_test")+".test]"
}

// importPath returns the import path of the package that a unit is, or is a
// test variant of. An external test's unit is "p_test", with or without its
// variant; a package may also have such a name of its own, and only a list of
// those that exist can tell.
func importPath(id string, exists func(path string) bool) string {
	name, _, _ := strings.Cut(id, " [")
	if p, ok := strings.CutSuffix(name, "_test"); ok && !exists(name) && exists(p) {
		return p
	}
	return name
}

// factsOnly returns analyzers of the same names and flags, so that the same
// command line fits them, which do nothing but require those that make facts.
func factsOnly(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	stubs := make([]*analysis.Analyzer, len(analyzers))
	for i, a := range analyzers {
		stubs[i] = &analysis.Analyzer{
			Name:     a.Name,
			Doc:      a.Doc,
			Flags:    shareFlags(&a.Flags),
			Requires: makeFacts(a),
			Run:      func(*analysis.Pass) (any, error) { return nil, nil },
		}
	}
	return stubs
}

// shareFlags returns a set with the same flags: setting one sets the other.
func shareFlags(fs *flag.FlagSet) flag.FlagSet {
	var shared flag.FlagSet
	fs.VisitAll(func(f *flag.Flag) { shared.Var(f.Value, f.Name, f.Usage) })
	return shared
}

// makeFacts returns the analyzers nearest to a, itself included, that have facts.
func makeFacts(a *analysis.Analyzer) []*analysis.Analyzer {
	if len(a.FactTypes) > 0 {
		return []*analysis.Analyzer{a}
	}
	var found []*analysis.Analyzer
	for _, req := range a.Requires {
		for _, f := range makeFacts(req) {
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	return found
}
