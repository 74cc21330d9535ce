package unclosedchan

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

// Analyzer reports receives that wait for a close which nobody makes.
var Analyzer = &analysis.Analyzer{
	Name:     "unclosedchan",
	Doc:      report.Doc(doc, "unclosedchan"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/unclosedchan",
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
