package unboundedgo

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
const Tier = config.Advice

// Analyzer reports launches whose number only the input decides.
var Analyzer = &analysis.Analyzer{
	Name:     "unboundedgo",
	Doc:      report.Doc(doc, "unboundedgo"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/unboundedgo",
	Flags:    report.StrictFlag("unboundedgo", "also report those for each item of a list that is at hand, which may be a short one"),
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
