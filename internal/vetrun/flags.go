package vetrun

import (
	"flag"
	"io"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// unitFlags are what a vet tool's command line says.
type unitFlags struct {
	analyzers []*analysis.Analyzer // that are to run
	json, fix bool
}

// parseFlags sets the flags of analyzers, and tells which of them are to run: if some are switched on
// by name, these; else all that are not switched off. What unitchecker alone can read is an error.
func parseFlags(args []string, analyzers []*analysis.Analyzer) (unitFlags, error) {
	var flags unitFlags
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	for _, a := range analyzers {
		fs.Bool(a.Name, false, "")
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, "") })
	}
	fs.BoolVar(&flags.json, "json", false, "")
	fs.BoolVar(&flags.fix, "fix", false, "")
	fs.Bool("diff", false, "")
	fs.Int("c", -1, "")
	if err := fs.Parse(args); err != nil {
		return flags, err
	}
	switched := make(map[string]bool)
	anyOn := false
	fs.Visit(func(f *flag.Flag) {
		if slices.ContainsFunc(analyzers, func(a *analysis.Analyzer) bool { return a.Name == f.Name }) {
			on := f.Value.String() == "true"
			switched[f.Name] = on
			anyOn = anyOn || on
		}
	})
	for _, a := range analyzers {
		if on, ok := switched[a.Name]; on || !ok && !anyOn {
			flags.analyzers = append(flags.analyzers, a)
		}
	}
	return flags, nil
}
