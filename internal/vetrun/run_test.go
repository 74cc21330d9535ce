package vetrun

import (
	"bytes"
	"go/ast"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gorolint/gorolint/internal/config"
)

// asUnitchecker makes the test program a vet tool of x/tools alone.
const asUnitchecker = "GOROLINT_UNITCHECKER"

func TestMain(m *testing.M) {
	if os.Getenv(asUnitchecker) != "" {
		unitchecker.Main(reporters()...)
	}
	os.Exit(m.Run())
}

// reporters report all functions, with all that the go command may be told of, and all calls, for which another asks too.
func reporters() []*analysis.Analyzer {
	hidden := &analysis.Analyzer{
		Name: "hidden", Doc: "hidden: report to nobody",
		Run: func(pass *analysis.Pass) (any, error) {
			pass.Reportf(pass.Files[0].Package, "nobody asked")
			return nil, nil
		},
	}
	calls := &analysis.Analyzer{
		Name: "calls", Doc: "calls: report calls",
		Run: func(pass *analysis.Pass) (any, error) {
			for _, f := range pass.Files {
				ast.Inspect(f, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok {
						pass.Reportf(call.Lparen, "a call")
					}
					return true
				})
			}
			return nil, nil
		},
	}
	return []*analysis.Analyzer{config.Analyzer, {
		Name: "more", Doc: "more: report nothing, of its own", Requires: []*analysis.Analyzer{calls, hidden},
		Run: func(*analysis.Pass) (any, error) { return nil, nil },
	}, {
		Name: "funcs", Doc: "funcs: report functions", Requires: []*analysis.Analyzer{config.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, f := range pass.Files {
				for _, decl := range f.Decls {
					if fn, ok := decl.(*ast.FuncDecl); ok {
						d := analysis.Diagnostic{Pos: fn.Pos(), End: fn.End(), Category: "c", Message: fn.Name.Name + " <&>"}
						if fn.Type.Results != nil {
							d.Related = []analysis.RelatedInformation{{Pos: fn.Type.Results.Pos(), Message: "it returns"}}
						}
						if pass.ResultOf[config.Analyzer].(*config.Config).Fixes && config.Fixable(pass.Files) {
							d.SuggestedFixes = []analysis.SuggestedFix{{Message: "rename", TextEdits: []analysis.TextEdit{{Pos: fn.Name.Pos(), End: fn.Name.End(), NewText: []byte("g")}}}}
						}
						pass.Report(d)
					}
				}
			}
			return nil, nil
		},
	}, calls}
}

// What is printed about a unit is what unitchecker prints, and so are its types.
func TestAnalyse(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		source string
		args   []string
		left   bool // to unitchecker
	}{
		"findings":                            {"package p\n\nfunc f() {}\n\nfunc (T) g() int { f(); return 1 }\n\ntype T int\n", []string{"-json", "-gorolint.fixes=false"}, false},
		"nothing":                             {"package p\n", []string{"-json"}, false},
		"one asked for":                       {"package p\n\nfunc f() { f() }\n", []string{"-json", "-calls", "-gorolint.fixes=false"}, false},
		"one switched off":                    {"package p\n\nfunc f() { f() }\n", []string{"-json", "-funcs=false", "-c=2", "-gorolint.fixes=false"}, false},
		"fixes":                               {"package p\n\nfunc f() { f() }\n", []string{"-json"}, true},
		"fixes of what is too large for them": {"package p\n\nfunc f() {}\n" + strings.Repeat("//\n", config.MaxFixed/3), []string{"-json"}, false},
		"fixes made":                          {"package p\n\nfunc f() {}\n", []string{"-json", "-fix", "-diff", "-gorolint.fixes=false"}, true},
		"text":                                {"package p\n", nil, true},
		"unknown flag":                        {"package p\n", []string{"-json", "-v"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			stdout := filepath.Join(dir, "stdout")
			file := writeUnit(t, dir, "p", test.source, unitchecker.Config{Stdout: stdout})
			vetx := strings.TrimSuffix(file, ".cfg") + ".vetx"
			// leftover returns what a run left, and takes it away.
			leftover := func() (out, types []byte) {
				out, _ = os.ReadFile(stdout)
				types, _ = os.ReadFile(vetx)
				os.Remove(stdout)
				os.Remove(vetx)
				return out, types
			}
			unit, err := Prepare(append(slices.Clone(test.args), file), reporters())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { config.Analyzer.Flags.Set("fixes", "true") })
			err = unit.Run()
			out, types := leftover()
			if test.left {
				if err == nil || len(out)+len(types) > 0 {
					t.Errorf("it was not left to unitchecker: %v, %q", err, out)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(exe, append(slices.Clone(test.args), file)...)
			cmd.Env = append(os.Environ(), asUnitchecker+"=1")
			if msg, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("unitchecker: %v\n%s", err, msg)
			}
			wantOut, wantTypes := leftover()
			if !bytes.Equal(out, wantOut) || len(out) == 0 {
				t.Errorf("printed\n%s\nwant\n%s", out, wantOut)
			}
			if !bytes.Equal(types, wantTypes) || len(types) == 0 {
				t.Error("the types are others")
			}
		})
	}
	if on := config.Analyzer.Flags.Lookup("fixes").Value.String(); on != "true" {
		t.Errorf("fixes are %s after it", on)
	}
}

// Of test files only the declarations are looked at, unless something is to be reported there.
func TestEmptied(t *testing.T) {
	const tests = `package p

import (
	"low"
	other "low"
	_ "low"
)

func init() { undeclared() }
func One() int { return "one" }
func Generic[E any](e E) E { return low.Generic(e) }
func (T) Method() error { return other.Missing }

var Lit = func() int { return 1 }
`
	for name, test := range map[string]struct {
		source, tests string
		args          []string
		err           string
	}{
		"as a rule":                    {"package p\n\ntype T int\n", tests, nil, ""},
		"asked about":                  {"package p\n\ntype T int\n", tests, []string{"-gorolint.tests"}, "undeclared"},
		"asked about for this package": {"package p\n\ntype T int\n", tests, []string{`-gorolint.packages=[{"packages": ["p"], "tests": true}]`}, "undeclared"},
		"asked about for another":      {"package p\n\ntype T int\n", tests, []string{`-gorolint.packages=[{"packages": ["q"], "tests": true}]`}, ""},
		"wrong outside of functions":   {"package p\n\ntype T int\n", "package p\n\nfunc F(undeclared) {}\n", nil, "undeclared"},
		"wrong in a variable":          {"package p\n\ntype T int\n", "package p\n\nvar F = func() { x := 1 }\n", nil, "declared and not used"},
		"import that is not there":     {"package p\n\ntype T int\n", "package p\n\nimport \"none\"\n", nil, "none"},
		"wrong elsewhere":              {"package p\n\nimport \"low\"\n\ntype T int\n", tests, nil, "imported and not used"},
		"wrong function":               {"package p\n\ntype T int\n\nfunc f() { undeclared() }\n", tests, nil, "undeclared"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() {
				config.Analyzer.Flags.Set("tests", "false")
				config.Analyzer.Flags.Set("packages", "")
			})
			dir := t.TempDir()
			low := writeUnit(t, dir, "low", "package low\n\nfunc Generic[E any](e E) E { return e }\n", unitchecker.Config{VetxOnly: true})
			if unit, err := Prepare([]string{low}, nil); err != nil || unit.Run() != nil {
				t.Fatal("no low")
			}
			testFile := filepath.Join(dir, "p_test.go")
			if err := os.WriteFile(testFile, []byte(test.tests), 0o666); err != nil {
				t.Fatal(err)
			}
			file := writeUnit(t, dir, "p", test.source, unitchecker.Config{
				GoFiles:     []string{testFile},
				ImportMap:   map[string]string{"low": "low"},
				PackageVetx: map[string]string{"low": filepath.Join(dir, "low.vetx")},
				Stdout:      filepath.Join(dir, "stdout"),
			})
			var exported []string
			look := &analysis.Analyzer{Name: "look", Doc: "look: list what a package has", Run: func(pass *analysis.Pass) (any, error) {
				for _, name := range pass.Pkg.Scope().Names() {
					exported = append(exported, types.ObjectString(pass.Pkg.Scope().Lookup(name), types.RelativeTo(pass.Pkg)))
				}
				return nil, nil
			}}
			unit, err := Prepare(slices.Concat([]string{"-json"}, test.args, []string{file}), []*analysis.Analyzer{config.Analyzer, look})
			if err != nil {
				t.Fatal(err)
			}
			err = unit.Run()
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want one about %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"func Generic[E any](e E) E", "var Lit func() int", "func One() int", "type T int"}; !slices.Equal(exported, want) {
				t.Errorf("the package has %q, want %q", exported, want)
			}
		})
	}
}
