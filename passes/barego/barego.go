package barego

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/report"
)

//go:embed doc.go
var doc string

// Tier says how sure and how welcome its reports are.
const Tier = config.Bug

// Analyzer reports goroutines that nobody waits for, nothing stops, and that
// never end.
var Analyzer = &analysis.Analyzer{
	Name:     "barego",
	Doc:      report.Doc(doc, "barego"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/barego",
	Flags:    report.StrictFlag("barego", "also report launches that end, or live as long as the process, but that nobody waits for or can stop"),
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
