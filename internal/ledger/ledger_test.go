package ledger_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/ledger"
	"github.com/gorolint/gorolint/internal/model"
)

// debug turns -gorolint.debug on for the length of a test. The flags are the
// analyzer's own, so tests that do this must not run in parallel.
func debug(t *testing.T) {
	t.Helper()
	set := func(value string) {
		if err := config.Analyzer.Flags.Set("debug", value); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	t.Cleanup(func() { set("false") })
}

func testdata(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestModel holds the model by the line of every launch.
func TestModel(t *testing.T) {
	debug(t)
	results := analysistest.Run(t, testdata(t), ledger.Analyzer, "model", "model/lib", "model/app")

	codes := make(map[string]bool)
	for _, r := range results {
		for _, d := range r.Diagnostics {
			for code := range strings.SplitSeq(d.Category, ", ") {
				codes[code] = true
			}
			checkEvidence(t, r.Pass, d)
		}
	}
	for _, reason := range reasons {
		if !codes[string(reason)] {
			t.Errorf("no launch of the test data has the reason %q", reason)
		}
		delete(codes, string(reason))
	}
	delete(codes, "")
	delete(codes, string(model.Recovered)) // only a bug of ours makes it
	for code := range codes {
		t.Errorf("reason %q is not listed in this test", code)
	}
}

// reasons are all that the test data must show.
var reasons = []model.Reason{
	model.NoBody, model.CallersBody, model.EndsProcess, model.Blocked, model.Callback, model.OutOfSight,
	model.ManyCallers, model.Helper, model.HandsOver, model.Waited, model.Depends, model.Unsearched,
}

var (
	place = regexp.MustCompile(`(join|stop): (\w+) (\w+\.go):(\d+)`)
	// What the line that the evidence names must have on it.
	shows = map[string]*regexp.Regexp{
		"wait":    regexp.MustCompile(`\.Wait\(\)`),
		"receive": regexp.MustCompile(`<-|range `),
		"close":   regexp.MustCompile(`close\(`),
		"send":    regexp.MustCompile(`<-`),
		"owner":   regexp.MustCompile(`\.(Wait|Stop)\(`),
		"helper":  regexp.MustCompile(`(?i)joined\(|Wait\(|Run\(|Parallel\(`),
		"ctx":     regexp.MustCompile(`(?i)ctx`),
	}
)

// checkEvidence goes to the line that a launch's evidence names: it must hold
// the operation that is said to be there, and stand in the function that
// launches, or be marked as "for" that function.
func checkEvidence(t *testing.T, pass *analysis.Pass, d analysis.Diagnostic) {
	t.Helper()
	launcher := funcAt(pass, pass.Fset.Position(d.Pos))
	for _, m := range place.FindAllStringSubmatch(d.Message, -1) {
		what, at := m[2], token.Position{Filename: m[3]}
		at.Line, _ = strconv.Atoi(m[4])
		at.Filename = filepath.Join(filepath.Dir(pass.Fset.Position(d.Pos).Filename), at.Filename)
		text, err := os.ReadFile(at.Filename)
		if err != nil {
			t.Errorf("%s: %v", d.Message, err)
			continue
		}
		lines := strings.Split(string(text), "\n")
		if at.Line < 1 || at.Line > len(lines) {
			t.Errorf("%s: there is no such line", d.Message)
			continue
		}
		code, comment, _ := strings.Cut(lines[at.Line-1], "//")
		if rx := shows[what]; rx == nil || !rx.MatchString(code) {
			t.Errorf("%s: that line shows no %s: %s", d.Message, what, code)
		}
		if fn := funcAt(pass, at); fn != launcher && !strings.Contains(comment, " for "+launcher) {
			t.Errorf("%s (launched in %s): that line stands in %s: %s", d.Message, launcher, fn, code)
		}
	}
}

// funcAt returns the name of the declared function around a line.
func funcAt(pass *analysis.Pass, at token.Position) string {
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			from, to := pass.Fset.Position(decl.Pos()), pass.Fset.Position(decl.End())
			if fn, ok := decl.(*ast.FuncDecl); ok && from.Filename == at.Filename && from.Line <= at.Line && at.Line <= to.Line {
				return fn.Name.Name
			}
		}
	}
	return ""
}

// TestSilent: without -gorolint.debug nothing is listed.
func TestSilent(t *testing.T) {
	results := analysistest.Run(nothing{t}, testdata(t), ledger.Analyzer, "model/app")
	for _, r := range results {
		if len(r.Diagnostics) > 0 {
			t.Errorf("%d launches are listed without -gorolint.debug", len(r.Diagnostics))
		}
	}
}

// nothing drops the errors about want comments, which are for TestModel.
type nothing struct{ *testing.T }

func (nothing) Errorf(string, ...any) {}
