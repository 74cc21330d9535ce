// Package ledger lists every launch as the model sees it, one diagnostic a
// launch: the line that people read, with the reasons for what is not known
// as its category; or, for `gorolint report`, a record of all that is known.
package ledger

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/model"
)

// Analyzer reports a line for each launch if -gorolint.debug is set, and what went wrong, or a record
// (package book reads it) if -gorolint.ledger is. It makes no findings: drivers tell it
// by its name.
var Analyzer = &analysis.Analyzer{
	Name:     "launches",
	Doc:      "launches: list every launch of a goroutine as the model sees it (with -gorolint.debug)",
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint",
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	cfg := pass.ResultOf[config.Analyzer].(*config.Config)
	if !cfg.Debug && !cfg.Ledger {
		return nil, nil
	}
	pkg := pass.ResultOf[model.Analyzer].(*model.Package)
	for _, l := range pkg.Launches {
		if cfg.Ledger {
			if err := record(pass, l); err != nil {
				return nil, err
			}
			continue
		}
		pass.Report(analysis.Diagnostic{Pos: l.Pos(), Category: l.Codes(), Message: l.Line()})
	}
	if cfg.Debug && !cfg.Ledger {
		fault.Report(pass, pkg.Faults)
	}
	return nil, nil
}
