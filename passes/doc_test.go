package passes_test

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/passes"
)

func TestValidate(t *testing.T) {
	if err := analysis.Validate(passes.All()); err != nil {
		t.Error(err)
	}
}

// TestList: passes.go is the one list, so each folder beside it is on it.
func TestList(t *testing.T) {
	listed := make(map[string]bool)
	for _, a := range passes.All() {
		listed[a.Name] = true
		if _, err := os.Stat(filepath.Join(a.Name, "doc.go")); err != nil {
			t.Errorf("rule %s has no package of its name: %v", a.Name, err)
		}
	}
	dirs, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if d.IsDir() && !listed[d.Name()] {
			t.Errorf("package %s is not on the list of passes.go", d.Name())
		}
	}
}

// TestTiers holds README.md to the tiers of the rules, which its table marks.
func TestTiers(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tier := range passes.Tiers() {
		_, text, ok := strings.Cut(string(readme), "| [`"+name+"`](passes/"+name+"/doc.go) | ")
		if !ok {
			t.Errorf("README.md has no row for %s", name)
			continue
		}
		mark := config.Bug // has none
		for _, t := range []config.Tier{config.Advice, config.Policy} {
			if strings.HasPrefix(text, "("+t.String()+") ") {
				mark = t
			}
		}
		if mark != tier {
			t.Errorf("README.md says that %s is of the tier %v, and it is of %v", name, mark, tier)
		}
	}
}

// TestDoc holds each rule's doc.go, the one text behind help, pkg.go.dev and
// the rule's page, to its form.
func TestDoc(t *testing.T) {
	for _, a := range passes.All() {
		t.Run(a.Name, func(t *testing.T) {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(a.Name, "doc.go"), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name.Name != a.Name {
				t.Errorf("the package is named %s", f.Name.Name)
			}
			whole := f.Doc.Text()
			if want := "Package " + a.Name + " defines an Analyzer "; !strings.HasPrefix(whole, want) {
				t.Errorf("the package comment does not begin with %q", want)
			}
			if len(f.Decls) > 0 {
				t.Errorf("doc.go holds more than the package comment")
			}
			checkSections(t, a, whole)
			checkSummary(t, a)
			checkCode(t, a.Doc)
			if want := "https://pkg.go.dev/github.com/gorolint/gorolint/passes/" + a.Name; a.URL != want {
				t.Errorf("URL is %s, want %s", a.URL, want)
			}
		})
	}
}

// checkSections: one heading, "Analyzer name", and the text under it is Doc.
func checkSections(t *testing.T, a *analysis.Analyzer, whole string) {
	t.Helper()
	_, section, ok := strings.Cut(whole, "\n# Analyzer "+a.Name+"\n\n")
	if !ok {
		t.Fatalf("no section # Analyzer %s", a.Name)
	}
	if strings.TrimSpace(section) != a.Doc {
		t.Errorf("Doc is not the text of the section")
	}
	headings := 0
	for _, block := range new(comment.Parser).Parse(whole).Content {
		if _, ok := block.(*comment.Heading); ok {
			headings++
		}
	}
	if headings != 1 {
		t.Errorf("the package comment has %d headings, want one", headings)
	}
}

// checkSummary: what lists show is the first line.
func checkSummary(t *testing.T, a *analysis.Analyzer) {
	t.Helper()
	lines := strings.Split(a.Doc, "\n")
	summary, ok := strings.CutPrefix(lines[0], a.Name+": ")
	switch {
	case !ok:
		t.Errorf("the first line does not start with %q: %s", a.Name+": ", lines[0])
	case summary == "" || summary[0] < 'a' || summary[0] > 'z' || strings.HasSuffix(summary, "."):
		t.Errorf("the summary is not lower case without a full stop: %s", summary)
	case len(lines[0]) > 80:
		t.Errorf("the first line has %d characters, want at most 80", len(lines[0]))
	case len(lines) < 3 || lines[1] != "":
		t.Errorf("there is nothing below the first line")
	}
}

// checkCode: the mistake with its message, then its cure; both are Go.
func checkCode(t *testing.T, doc string) {
	t.Helper()
	var wrong, right bool
	for _, block := range new(comment.Parser).Parse(doc).Content {
		code, ok := block.(*comment.Code)
		if !ok {
			continue
		}
		switch {
		case strings.HasPrefix(code.Text, "// WRONG\n"):
			wrong = true
			if right {
				t.Errorf("RIGHT stands before WRONG")
			}
			if !strings.Contains(code.Text, `// "`) {
				t.Errorf("the WRONG code does not show the message:\n%s", code.Text)
			}
		case strings.HasPrefix(code.Text, "// RIGHT\n"):
			right = true
		default:
			t.Errorf("code is neither WRONG nor RIGHT:\n%s", code.Text)
		}
		src := "package p\n" + strings.ReplaceAll(code.Text, "…\n", "\n")
		if _, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution); err != nil {
			t.Errorf("%v in:\n%s", err, code.Text)
		}
	}
	if !wrong || !right {
		t.Errorf("code to show: WRONG %t, RIGHT %t, want both", wrong, right)
	}
}

// TestThin: a rule is one short file, and leaves the analysis to the model.
func TestThin(t *testing.T) {
	for _, a := range passes.All() {
		files, err := filepath.Glob(filepath.Join(a.Name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(text), "\n"); n > 150 {
				t.Errorf("%s has %d lines, want at most 150", file, n)
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, imp := range f.Imports {
				if strings.HasPrefix(imp.Path.Value, `"golang.org/x/tools/go/ssa`) {
					t.Errorf("%s imports %s: a rule takes its claims from the model", file, imp.Path.Value)
				}
			}
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name == "init" {
					t.Errorf("%s has an init function", file)
				}
			}
		}
	}
}
