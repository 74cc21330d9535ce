package unrecovered

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
const Tier = config.Policy

// Analyzer reports goroutines that do not recover from their panics.
var Analyzer = &analysis.Analyzer{
	Name:     "unrecovered",
	Doc:      report.Doc(doc, "unrecovered"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/unrecovered",
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
