package passes_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/testrun"
	"github.com/gorolint/gorolint/passes"
	"github.com/gorolint/gorolint/passes/nakedgo"
)

// packages lists the test data of each rule: its mistakes and cures, and the
// real idioms that must stay silent.
var packages = map[string][]string{
	"barego":        {"barego", "barego/lib", "barego/ok", "barego/mainok", "barego/mainbad", "barego/cmd/tool", "barego/cmd/internal/hub", "barego/tags", "barego/testfiles"},
	"unclosedchan":  {"unclosedchan", "unclosedchan/lib", "unclosedchan/ok"},
	"recursivego":   {"recursivego", "recursivego/lib", "recursivego/ok"},
	"missingwait":   {"missingwait"},
	"goroutineleak": {"goroutineleak"},
	"lockleak":      {"lockleak"},
	"unguardedsend": {"unguardedsend", "unguardedsend/lib"},
	"unboundedgo":   {"unboundedgo/pages", "unboundedgo/lib"},
	"dupdaemon":     {"dupdaemon", "dupdaemon/ok"},
	"lostctx":       {"lostctx", "lostctx/lib", "lostctx/ok"},
	"tinytask":      {"tinytask", "tinytask/lib", "tinytask/ok"},
	"losterror":     {"losterror", "losterror/lib", "losterror/ok", "losterror/servertest", "losterror/tests/app", "losterror/internal/testserver"},
	"nakedgo":       {"nakedgo", "nakedgo/safe", "nakedgo/tools/gen", "nakedgo/ok"},
	"unrecovered":   {"unrecovered", "unrecovered/lib", "unrecovered/ok"},
	"unstopped":     {"unstopped", "unstopped/lib", "unstopped/ok", "unstopped/mainok"},
	"groupctx":      nil, // errgroup is no part of std: TestFrameworks
}

// strictly lists those that are looked at with the rule's strict flag.
var strictly = map[string][]string{
	"unboundedgo": {"unboundedgo", "unboundedgo/ok"},
}

// advice are the rules that are on only with the advice tier.
var advice = []string{"dupdaemon", "lostctx", "losterror", "tinytask", "unboundedgo", "unguardedsend", "unstopped"}

// settings are the flags with which the rules of the policy tier are tested.
var settings = map[string]map[string]string{
	"nakedgo": {
		"nakedgo.packages":  "nakedgo/..., -nakedgo/tools/...",
		"nakedgo.helper":    "nakedgo/safe.Go",
		"nakedgo.launchers": "nakedgo/ok.serve, (*nakedgo/ok.pool).start, (*nakedgo/ok.list).each",
	},
	"unrecovered": {
		"unrecovered.packages":   "unrecovered, unrecovered/ok",
		"unrecovered.recoverers": "(unrecovered/ok.guard).Catch",
	},
}

// set sets flags of the config until the test ends.
func set(t *testing.T, flags map[string]string) {
	t.Helper()
	for name, value := range flags {
		testrun.Set(t, config.Analyzer, name, value)
	}
}

// setAdvice turns the advice tier on until the test ends.
func setAdvice(t *testing.T) {
	t.Helper()
	set(t, map[string]string{"advice": "true"})
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
			set(t, settings[a.Name])
			dirs, ok := packages[a.Name]
			if !ok {
				t.Fatalf("no test data for %s", a.Name)
			}
			if len(dirs) > 0 {
				analysistest.Run(t, testdata, a, dirs...)
			}
			if dirs := strictly[a.Name]; len(dirs) > 0 {
				testrun.Set(t, a, "strict", "true")
				analysistest.Run(t, testdata, a, dirs...)
			}
		})
	}
}

// TestNakedGoMessage has the remedy in a team's own words.
func TestNakedGoMessage(t *testing.T) {
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	set(t, map[string]string{
		"nakedgo.packages": "nakedgo/own",
		"nakedgo.helper":   "nakedgo/safe.Go",
		"nakedgo.message":  "see the handbook, chapter 3",
	})
	analysistest.Run(t, testdata, nakedgo.Analyzer, "nakedgo/own")
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
