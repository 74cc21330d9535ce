package goroutineleak

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

// Analyzer reports operations at which a goroutine can block for ever.
var Analyzer = &analysis.Analyzer{
	Name:     "goroutineleak",
	Doc:      report.Doc(doc, "goroutineleak"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/goroutineleak",
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
