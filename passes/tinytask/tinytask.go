package tinytask

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/report"
)

//go:embed doc.go
var doc string

// limit is what a launch costs at the least, in simple instructions, going by
// BenchmarkTask.
const limit = 1000

// Tier says how sure and how welcome its reports are.
const Tier = config.Advice

// Analyzer reports goroutines whose launch costs more than what they do.
var Analyzer = &analysis.Analyzer{
	Name:     "tinytask",
	Doc:      report.Doc(doc, "tinytask"),
	URL:      "https://pkg.go.dev/github.com/gorolint/gorolint/passes/tinytask",
	Flags:    report.LimitFlag("tinytask", limit, "report goroutines that do no more than so many simple instructions"),
	Run:      run,
	Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
}

func run(pass *analysis.Pass) (any, error) {
	return report.Claims(pass, Tier)
}
