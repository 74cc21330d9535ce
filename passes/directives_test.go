package passes_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/report"
	"github.com/gorolint/gorolint/passes"
)

// TestDirectives runs all rules as one, since the comments that it reads are
// about several.
func TestDirectives(t *testing.T) {
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, testdata, allRules(), "directives", "directives/byrule")
}

// allRules returns all rules, and what reports wrong directives, as one analyzer.
func allRules() *analysis.Analyzer {
	rules := append(passes.All(), report.Directives(passes.Names()))
	return &analysis.Analyzer{
		Name:     "all",
		Doc:      "all rules",
		Requires: []*analysis.Analyzer{config.Analyzer, model.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, rule := range rules {
				p := *pass
				p.Analyzer = rule
				if _, err := rule.Run(&p); err != nil {
					return nil, err
				}
			}
			return nil, nil
		},
	}
}
