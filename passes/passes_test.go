package passes_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/passes"
)

// packages lists the test data of each rule: its mistakes and cures, and the
// real idioms that must stay silent.
var packages = map[string][]string{
	"barego":        {"barego", "barego/lib", "barego/ok", "barego/mainok", "barego/mainbad", "barego/tags", "barego/testfiles"},
	"unclosedchan":  {"unclosedchan", "unclosedchan/lib", "unclosedchan/ok"},
	"recursivego":   {"recursivego", "recursivego/lib", "recursivego/ok"},
	"missingwait":   {"missingwait"},
	"goroutineleak": {"goroutineleak"},
	"lockleak":      {"lockleak"},
	"unguardedsend": {"unguardedsend", "unguardedsend/lib"},
	"unstopped":     {"unstopped", "unstopped/lib", "unstopped/ok", "unstopped/mainok"},
	"groupctx":      nil, // errgroup is no part of std: TestFrameworks
}

// advice are the rules that are on only with the advice tier.
var advice = []string{"unguardedsend", "unstopped"}

// setAdvice turns the advice tier on until the test ends.
func setAdvice(t *testing.T) {
	t.Helper()
	set := func(on string) {
		if err := config.Analyzer.Flags.Set("advice", on); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	t.Cleanup(func() { set("false") })
}

func TestRules(t *testing.T) {
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range passes.All() {
		t.Run(a.Name, func(t *testing.T) {
			if slices.Contains(advice, a.Name) {
				setAdvice(t)
			}
			dirs, ok := packages[a.Name]
			if !ok {
				t.Fatalf("no test data for %s", a.Name)
			}
			if len(dirs) > 0 {
				analysistest.Run(t, testdata, a, dirs...)
			}
		})
	}
}

// TestNoFalseReports runs all rules over a folder for each false report ever
// found: correct code, without a single want.
func TestNoFalseReports(t *testing.T) {
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := os.ReadDir(filepath.Join(testdata, "src", "false"))
	if err != nil {
		t.Fatal(err)
	}
	var pkgs []string
	for _, d := range dirs {
		pkgs = append(pkgs, "false/"+d.Name())
	}
	for _, a := range passes.All() {
		analysistest.Run(t, testdata, a, pkgs...)
	}
}
