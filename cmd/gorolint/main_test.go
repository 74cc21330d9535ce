package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/report"
)

// asTool is set in the environment of the processes in which this test binary
// is the program under test.
const asTool = "GOROLINT_TEST_AS_TOOL"

func TestMain(m *testing.M) {
	if os.Getenv(asTool) != "" {
		os.Exit(run(os.Args[1:], toys(), map[string]config.Tier{"toycall": config.Advice}))
	}
	if where := os.Getenv(asFaulty); where != "" {
		os.Exit(runFaulty(where))
	}
	os.Exit(m.Run())
}

// toys are rules that find something in any program, so that the driver is
// tested apart from the real ones.
func toys() []*analysis.Analyzer {
	facts := &analysis.Analyzer{
		Name:      "toyfacts",
		Doc:       "toyfacts: functions that launch",
		FactTypes: []analysis.Fact{new(launches)},
		Run: func(pass *analysis.Pass) (any, error) {
			eachGo(pass, func(decl *ast.FuncDecl, _ *ast.GoStmt) {
				pass.ExportObjectFact(pass.TypesInfo.Defs[decl.Name], new(launches))
			})
			return nil, nil
		},
	}
	toygo := &analysis.Analyzer{
		Name: "toygo",
		Doc: `toygo: report every go statement

This is wrong:

	go f() // here is a go statement

Do not use it.`,
		URL:      "https://example.com/toygo",
		Requires: []*analysis.Analyzer{config.Analyzer},
	}
	toygo.Flags.Int("limit", 3, "how `many`, which it does not look at")
	verb := toygo.Flags.String("verb", "is", "the `word` in the middle")
	toygo.Run = func(pass *analysis.Pass) (any, error) {
		eachGo(pass, func(decl *ast.FuncDecl, stmt *ast.GoStmt) {
			if test := strings.HasSuffix(pass.Fset.File(stmt.Pos()).Name(), "_test.go"); test && !pass.ResultOf[config.Analyzer].(*config.Config).Tests {
				return
			}
			if !pass.ResultOf[config.Analyzer].(*config.Config).Enabled("toygo", config.Bug) {
				return
			}
			if report.Excluded(pass, pass.ResultOf[config.Analyzer].(*config.Config), "toygo", stmt.Pos()) {
				return
			}
			pass.Report(analysis.Diagnostic{
				Pos: stmt.Pos(), End: stmt.Pos() + 2, Category: "group",
				Message: "here " + *verb + " a go statement (toygo)",
				Related: []analysis.RelatedInformation{{Pos: decl.Name.Pos(), Message: "in " + decl.Name.Name}},
				SuggestedFixes: []analysis.SuggestedFix{{
					Message:   "Call it in place",
					TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.Call.Pos()}},
				}},
			})
		})
		return nil, nil
	}
	toycall := &analysis.Analyzer{
		Name:     "toycall",
		Doc:      "toycall: report calls of functions that launch",
		Requires: []*analysis.Analyzer{config.Analyzer, facts},
		Run: func(pass *analysis.Pass) (any, error) {
			c := pass.ResultOf[config.Analyzer].(*config.Config)
			if !c.Enabled("toycall", config.Advice) {
				return nil, nil
			}
			for id, obj := range pass.TypesInfo.Uses {
				if fn, ok := obj.(*types.Func); ok && pass.ImportObjectFact(fn, new(launches)) {
					pass.Reportf(id.Pos(), "%s launches", fn.Name())
				}
			}
			return nil, nil
		},
	}
	ledger := &analysis.Analyzer{
		Name:     ledgerName,
		Doc:      "launches: the ledger",
		Requires: []*analysis.Analyzer{config.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.ResultOf[config.Analyzer].(*config.Config).Ledger {
				var err error
				eachGo(pass, func(decl *ast.FuncDecl, stmt *ast.GoStmt) {
					if test := strings.HasSuffix(pass.Fset.File(stmt.Pos()).Name(), "_test.go"); !test || pass.ResultOf[config.Analyzer].(*config.Config).Tests {
						err = errors.Join(err, toyRecord(pass, decl, stmt))
					}
				})
				return nil, err
			}
			if pass.ResultOf[config.Analyzer].(*config.Config).Debug {
				eachGo(pass, func(decl *ast.FuncDecl, stmt *ast.GoStmt) {
					codes := "toy"
					if decl.Name.Name == "main" {
						codes = "toy,main"
					}
					pass.Report(analysis.Diagnostic{Pos: stmt.Pos(), Category: codes, Message: "once · join: none"})
				})
			}
			return nil, nil
		},
	}
	crash := &analysis.Analyzer{
		Name: "toycrash",
		Doc:  "toycrash: crash where the package is named crash, fail where it is named fail",
		Run: func(pass *analysis.Pass) (any, error) {
			switch pass.Pkg.Name() {
			case "crash":
				panic("a toy is broken")
			case "fail":
				return nil, errors.New("the toy does not know what to do")
			}
			return nil, nil
		},
	}
	return []*analysis.Analyzer{config.Analyzer, ledger, toygo, toycall, crash}
}

// toyRecord reports what `gorolint report` asks for: in main nobody waits, elsewhere that
// is not known.
func toyRecord(pass *analysis.Pass, decl *ast.FuncDecl, stmt *ast.GoStmt) error {
	at := func(pos token.Pos) format.Position {
		p := pass.Fset.Position(pos)
		return format.Position{File: p.Filename, Line: p.Line, Column: p.Column}
	}
	end := decl.Body.Rbrace
	l := &book.Launch{
		Position: at(stmt.Pos()), HowMany: "once", Finite: "yes", Errors: "none", Bounds: "unknown", All: true,
		Function: book.Func{Name: decl.Name.Name, Position: book.At(at(decl.Pos()))},
		Bodies:   []book.Func{{Name: types.ExprString(stmt.Call.Fun)}},
		Join:     book.Answer{Answer: "no", Evidence: []book.Evidence{}},
		Stop:     book.Answer{Answer: "yes", Evidence: []book.Evidence{{What: "close", Goroutine: book.At(at(stmt.Pos())), Other: book.At(at(end))}}},
		Unknown:  []book.Reasoned{}, Ties: []book.Tie{},
	}
	if decl.Name.Name != "main" {
		l.Join.Answer, l.Unknown = "unknown", []book.Reasoned{{Code: "toy", Meaning: "a toy knows nothing"}}
	}
	message, err := book.Encode(l)
	pass.Report(analysis.Diagnostic{Pos: stmt.Pos(), Message: message})
	return err
}

type launches struct{}

func (*launches) AFact() {}

func eachGo(pass *analysis.Pass, f func(*ast.FuncDecl, *ast.GoStmt)) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
				ast.Inspect(decl, func(n ast.Node) bool {
					if stmt, ok := n.(*ast.GoStmt); ok {
						f(decl, stmt)
					}
					return true
				})
			}
		}
	}
}

// TestTranscripts replays the transcripts in testdata: each is a txtar archive
// with the files of one or more modules, whose comment tells what commands
// print there. A command stands behind a dollar sign, with its exit code
// behind an arrow, and what it prints follows, stderr first:
//
//	$ gorolint ./... --> 1
//	a/a.go:3:12: here is a go statement (toygo)
//
// "cd FOLDER" goes elsewhere for the commands below. Lines beginning with a
// number sign explain. Run with GOROLINT_UPDATE=1 to write the transcripts
// anew.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "gorolint")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			root, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				name := filepath.Join(root, f.Name)
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			got := replay(t, root, bin, string(archive.Comment))
			if got == string(archive.Comment) {
				return
			}
			if os.Getenv("GOROLINT_UPDATE") != "" {
				archive.Comment = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("the transcript is now:\n%s\nwant:\n%s", got, archive.Comment)
		})
	}
}

// replay runs the commands of a transcript and returns it with what they
// print now.
func replay(t *testing.T, root, bin, transcript string) string {
	var out strings.Builder
	dir := root
	for line := range strings.Lines(transcript) {
		line = strings.TrimSuffix(line, "\n")
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "#"), line == "" && !strings.HasSuffix(out.String(), "\n\n"):
			out.WriteString(line + "\n")
		case isCommand:
			command, _, _ = strings.Cut(command, " --> ")
			if folder, ok := strings.CutPrefix(command, "cd "); ok {
				dir = filepath.Join(root, folder)
				out.WriteString(line + "\n")
				break
			}
			stdout, stderr, code := shell(t, dir, bin, command)
			printed := clean(stderr+stdout, root)
			if strings.HasPrefix(command, "go vet ") {
				printed = sortFindings(printed)
			}
			fmt.Fprintf(&out, "$ %s --> %d\n%s", command, code, printed)
		}
	}
	return out.String()
}

func shell(t *testing.T, dir, bin, command string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asTool+"=1", "PWD="+dir, "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "GO111MODULE=",
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	} else if ok {
		code = exit.ExitCode()
	}
	return out.String(), errs.String(), code
}

var blankLines = regexp.MustCompile(`\n\n+`)

// clean makes output the same on every machine.
func clean(text, root string) string {
	text = strings.ReplaceAll(text, root, "ROOT")
	return blankLines.ReplaceAllString(text, "\n")
}

// related matches a line of go vet's about a finding's related position, which
// follows the finding's own.
var related = regexp.MustCompile(`^\S+: \t`)

// sortFindings sorts what go vet prints, since it orders neither analyzers nor
// packages; each finding keeps the lines of its related positions.
func sortFindings(text string) string {
	var findings []string
	for line := range strings.Lines(text) {
		if last := len(findings) - 1; last >= 0 && related.MatchString(line) {
			findings[last] += line
		} else {
			findings = append(findings, line)
		}
	}
	slices.Sort(findings)
	return strings.Join(findings, "")
}

// The command says the same on every run, whether results are cached or not,
// and however many processors there are.
func TestSameBytes(t *testing.T) {
	root := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/same\n\ngo 1.26.0\n")
	// A name that is new on every run keeps old results out of the cache.
	unique := filepath.Base(root)
	for i := range 6 {
		write(fmt.Sprintf("p%d/p.go", i), fmt.Sprintf("package p // %s\n\nfunc F() { go F(); go F() }\n", unique))
		write(fmt.Sprintf("p%d/p_test.go", i), "package p\n\nfunc g() { go F() }\n")
	}
	var first string
	for _, env := range []string{"", "GOMAXPROCS=1", ""} {
		cmd := exec.Command(self, "-tests", "-advice", "-format=json", "./...")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), asTool+"=1", "GOFLAGS=", "GOWORK=", "PWD="+root, env)
		if env == "" {
			cmd.Env = cmd.Env[:len(cmd.Env)-1]
		}
		out, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFindings {
			t.Fatalf("%v\n%s", err, out)
		}
		if first == "" {
			first = string(out)
		}
		if string(out) != first {
			t.Errorf("with %q:\n%s\nwant:\n%s", env, out, first)
		}
	}
}
