package summary_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/summary"
)

// TestFacts holds every fact of the packages, each of which sees of those below it
// no more than their facts.
func TestFacts(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, testdata, summary.Analyzer, "summary/lib", "summary/user", "summary/deep", "summary/owns", "summary/owned", "summary/said", "summary/saiduser")
}
