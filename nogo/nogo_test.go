package nogo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/gcexportdata"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/testmod"
	"github.com/gorolint/gorolint/internal/vetrun"
	"github.com/gorolint/gorolint/nogo"
	"github.com/gorolint/gorolint/passes"
)

// asRule is set in the environment of a process that is to be a vet tool with
// one rule and the shared flags, and nothing else.
const asRule = "GOROLINT_NOGO_RULE"

func TestMain(m *testing.M) {
	name := os.Getenv(asRule)
	if name == "" {
		os.Exit(m.Run())
	}
	for _, a := range passes.All() {
		if a.Name == name {
			unitchecker.Main(a, nogo.Analyzer) // ends the process
		}
	}
	fmt.Fprintln(os.Stderr, "no such rule:", name)
	os.Exit(2)
}

// policy are the flags that the rules of the policy tier need.
var policy = []string{"-nakedgo.packages=nakedgo/...", "-nakedgo.helper=nakedgo/safe.Go", "-unrecovered.packages=unrecovered/..."}

// TestRules runs each rule alone, as nogo does: package by package, from source and
// from what the packages that it imports left, of which those of the standard library
// left no facts. It has to find what the command finds. Then it runs each rule
// where no import left any facts, as a library built without nogo does: it may find
// less there, or say it in other words, but nothing else, and must not fail.
func TestRules(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the test data and runs every rule over it twice")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	testmod.Workspace(t, filepath.Join("..", "testdata"), root)
	addErrgroup(t, root)

	var patterns []string
	for _, a := range passes.All() {
		patterns = append(patterns, "./"+a.Name+"/...")
	}
	command := commandFindings(t, root, patterns)
	packages := list(t, root, patterns)
	typesOnly := t.TempDir()
	writeTypes(t, packages, typesOnly)

	var lost int
	for _, a := range passes.All() {
		t.Run(a.Name, func(t *testing.T) {
			want := command[a.Name]
			if len(want) == 0 {
				t.Error("the command finds nothing: this test shows nothing")
			}
			got := make(map[string]bool)
			bare := make(map[string]bool)
			left := t.TempDir()
			for i, p := range packages {
				// What it imports comes before it.
				if p.Standard || p.Module.Path != a.Name {
					continue
				}
				facts := func(j int) string {
					if file := vetx(left, j); exists(file) {
						return file
					}
					return vetx(typesOnly, j)
				}
				maps.Copy(got, unit(t, a, packages, i, facts, vetx(left, i)))
				maps.Copy(bare, unit(t, a, packages, i, func(j int) string { return vetx(typesOnly, j) }, ""))
			}
			for f := range want {
				if !got[f] {
					t.Errorf("alone it does not find %s", f)
				}
				if !bare[f] {
					lost++
				}
			}
			for f := range got {
				if !want[f] && !leftOut(f) {
					t.Errorf("only alone it finds %s", f)
				}
			}
			places := make(map[string]bool)
			for f := range want {
				places[place(f)] = true
			}
			for f := range bare {
				if !places[place(f)] && !leftOut(f) && a.Name != "unguardedsend" { // which is about what is handed to code out of sight
					t.Errorf("only without facts it finds %s", f)
				}
			}
		})
	}
	t.Logf("%d findings are lost where no import has facts", lost)
	if lost == 0 {
		t.Error("nothing is lost without facts: they were there")
	}
}

// place returns where a finding stands.
func place(finding string) string {
	at, _, _ := strings.Cut(finding, " ")
	return at
}

// leftOut reports whether a finding is in test data about files that the build leaves
// out. Nogo does not tell of those: it is the one thing in which rules are wrong under
// it, and docs/ci.md says so.
func leftOut(finding string) bool { return strings.Contains(finding, "/tags/") }

// TestFlags has every rule reached by nogo's configuration, which names an
// analyzer and its flags.
func TestFlags(t *testing.T) {
	if err := analysis.Validate(append(passes.All(), nogo.Analyzer)); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"advice", "strict", "nakedgo.packages", "unrecovered.packages"} {
		if nogo.Analyzer.Flags.Lookup(name) == nil {
			t.Errorf("no flag %s", name)
		}
	}
	for _, a := range passes.All() {
		if !slices.Contains(a.Requires, nogo.Analyzer) {
			t.Errorf("%s does not look at the shared flags", a.Name)
		}
		a.Flags.VisitAll(func(f *flag.Flag) {
			if strings.HasPrefix(f.Name, "-") {
				t.Errorf("%s: nogo refuses the flag %q", a.Name, f.Name)
			}
		})
	}
}

// addErrgroup adds the mistakes of groupctx, which are about a library.
func addErrgroup(t *testing.T, root string) {
	t.Helper()
	dir := filepath.Join(root, "groupctx")
	sums, err := os.ReadFile(filepath.Join("..", "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module groupctx\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.24.0\n",
		"go.sum": string(sums),
		"groupctx.go": `package groupctx

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func Thrown(ctx context.Context, fetch func(context.Context) error) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx) })
	return g.Wait()
}

func Used(ctx context.Context, fetch func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx) })
	return g.Wait()
}
`,
	} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	work, err := os.OpenFile(filepath.Join(root, "go.work"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = work.WriteString("use ./groupctx\n")
	if err := errors.Join(err, work.Close()); err != nil {
		t.Fatal(err)
	}
}

// output returns what a program prints to stdout. It may end with exit code 1,
// if that stands for findings.
func output(t *testing.T, dir string, findings bool, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !(ok && findings && exit.ExitCode() == 1) {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.Bytes())
	}
	return out
}

// commandFindings returns what the command finds in the test data of each rule.
func commandFindings(t *testing.T, root string, patterns []string) map[string]map[string]bool {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "gorolint")
	output(t, filepath.Join("..", "cmd", "gorolint"), false, "go", "build", "-buildvcs=false", "-o", tool, ".")
	printed := output(t, root, true, tool, slices.Concat([]string{"-format=json", "-advice"}, policy, patterns)...)
	var report format.Report
	if err := json.Unmarshal(printed, &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Errors) > 0 {
		t.Fatal(report.Errors)
	}
	found := make(map[string]map[string]bool)
	for _, f := range report.Findings {
		if !strings.HasPrefix(f.Position.File, f.Rule+"/") {
			continue // in the test data of another rule
		}
		if found[f.Rule] == nil {
			found[f.Rule] = make(map[string]bool)
		}
		found[f.Rule][filepath.Join(root, f.Position.String())+" "+f.Message] = true
	}
	return found
}

// A listed package is one that go list prints.
type listed struct {
	ImportPath, Dir, Export string
	Standard                bool
	GoFiles, Deps           []string
	Imports                 []string
	Module                  *struct{ Path string }
}

// list returns the packages and all that they import, what is imported first.
func list(t *testing.T, root string, patterns []string) []listed {
	t.Helper()
	out := output(t, root, false, "go", slices.Concat([]string{"list", "-export", "-deps",
		"-json=ImportPath,Dir,Export,Standard,GoFiles,Deps,Imports,Module"}, patterns)...)
	var all []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// vetx names the file that a package leaves for those that import it.
func vetx(dir string, i int) string { return filepath.Join(dir, fmt.Sprintf("%d.vetx", i)) }

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// writeTypes writes a file for each package with its types, from the compiler's export
// data, and no facts.
func writeTypes(t *testing.T, packages []listed, dir string) {
	t.Helper()
	fset := token.NewFileSet()
	imports := make(map[string]*types.Package)
	for i, p := range packages {
		if p.Export == "" { // unsafe
			continue
		}
		f, err := os.Open(p.Export)
		if err != nil {
			t.Fatal(err)
		}
		in, err := gcexportdata.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		pkg, err := gcexportdata.Read(in, fset, imports, p.ImportPath)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := vetrun.WriteVetx(vetx(dir, i), fset, pkg); err != nil {
			t.Fatal(err)
		}
	}
}

// unit runs a rule on a package and returns what it finds. The imported packages left
// the files that imported names; the package's own is kept if it has a name.
func unit(t *testing.T, a *analysis.Analyzer, packages []listed, i int, imported func(int) string, own string) map[string]bool {
	t.Helper()
	p := packages[i]
	if own == "" {
		own = filepath.Join(t.TempDir(), "own.vetx")
	}
	cfg := unitchecker.Config{
		ID:          p.ImportPath,
		Compiler:    "gc",
		Dir:         p.Dir,
		ImportPath:  p.ImportPath,
		GoVersion:   "go1.26",
		ImportMap:   make(map[string]string),
		Standard:    make(map[string]bool),
		PackageVetx: make(map[string]string),
		VetxOutput:  own,
	}
	for _, name := range p.GoFiles {
		cfg.GoFiles = append(cfg.GoFiles, filepath.Join(p.Dir, name))
	}
	for _, path := range p.Imports {
		cfg.ImportMap[path] = path
	}
	for j, q := range packages[:i] {
		if slices.Contains(p.Deps, q.ImportPath) && q.Export != "" {
			cfg.PackageVetx[q.ImportPath] = imported(j)
			cfg.Standard[q.ImportPath] = q.Standard
		}
	}
	data, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "vet.cfg")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}

	args := []string{"-json", "-gorolint.advice", "-gorolint.fixes=false"}
	for _, f := range policy {
		args = append(args, "-gorolint."+f[1:])
	}
	cmd := exec.Command(os.Args[0], append(args, file)...)
	cmd.Env = append(os.Environ(), asRule+"="+a.Name)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s on %s: %v\n%s", a.Name, p.ImportPath, err, stderr.Bytes())
	}
	found := make(map[string]bool)
	var tree map[string]map[string]json.RawMessage
	if err := json.Unmarshal(out, &tree); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	for _, byAnalyzer := range tree {
		for name, raw := range byAnalyzer {
			var list []struct{ Posn, Message string }
			if err := json.Unmarshal(raw, &list); err != nil {
				t.Errorf("%s on %s: %s: %s", a.Name, p.ImportPath, name, raw)
			}
			for _, d := range list {
				found[d.Posn+" "+d.Message] = true
			}
		}
	}
	return found
}
