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
	set := make(map[string]string) // the flags that are given
	fs.Visit(func(f *flag.Flag) { set[f.Name] = f.Value.String() })
	anyOn := slices.ContainsFunc(analyzers, func(a *analysis.Analyzer) bool { return set[a.Name] == "true" })
	for _, a := range analyzers {
		if value, ok := set[a.Name]; value == "true" || !ok && !anyOn {
			flags.analyzers = append(flags.analyzers, a)
		}
	}
	return flags, nil
}
