package main

import (
	"encoding/json"
	"fmt"
	goversion "go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gorolint/gorolint/internal/format"
)

// TestBear has the command and go vet with the real rules look at modules that are out of the ordinary:
// those in testdata/bear. Each line behind a dollar sign there is a run, with flags, patterns and
// settings of the environment. A line of source that ends in
//
//	// want RULE
//
// must have a finding of the rule in every run, or in those listed behind "in", counted from 1. No
// other line may have one.
func TestBear(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and analyses a dozen modules twice")
	}
	files, err := filepath.Glob("testdata/bear/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no modules: %v", err)
	}
	tool := buildTool(t, "")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath("gcc"); err != nil && name == "cgo" {
				t.Skip("no C compiler:", err)
			}
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				if m := release.FindSubmatch(f.Data); f.Name == "go.mod" && goversion.Compare(runtime.Version(), "go"+string(m[1])) < 0 {
					t.Skipf("it needs Go %s", m[1])
				}
			}
			root, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				write(t, filepath.Join(root, f.Name), string(f.Data))
			}
			run := 0
			for line := range strings.Lines(string(archive.Comment)) {
				if line, ok := strings.CutPrefix(line, "$"); ok {
					run++
					bear(t, root, tool, run, strings.Fields(line), wanted(t, archive, run))
				}
			}
			if run == 0 {
				t.Error("there is no run")
			}
		})
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

var release = regexp.MustCompile(`(?m)^go ([0-9.]+)$`)

var want = regexp.MustCompile(`// want (\w+)(?: in ([0-9,]+))?$`)

// wanted returns the findings that a run must have, as file:line rule.
func wanted(t *testing.T, archive *txtar.Archive, run int) map[string]bool {
	t.Helper()
	out := make(map[string]bool)
	for _, f := range archive.Files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			m := want.FindStringSubmatch(line)
			if m == nil {
				if strings.Contains(line, "// want") {
					t.Errorf("%s:%d: nobody understands %q", f.Name, i+1, line)
				}
				continue
			}
			if m[2] == "" || slices.Contains(strings.Split(m[2], ","), strconv.Itoa(run)) {
				out[fmt.Sprintf("%s:%d %s", f.Name, i+1, m[1])] = true
			}
		}
	}
	return out
}

// bear does one run, by the command and by go vet.
func bear(t *testing.T, root, tool string, run int, args []string, want map[string]bool) {
	t.Helper()
	env, flags, patterns := []string{"GOFLAGS="}, []string(nil), []string(nil)
	for _, arg := range args {
		switch {
		case strings.HasPrefix(arg, "-mod="): // which only the go command has
			env = append(env, "GOFLAGS="+arg)
		case strings.HasPrefix(arg, "-"):
			flags = append(flags, arg)
		case strings.Contains(arg, "="):
			env = append(env, arg)
		default:
			patterns = append(patterns, arg)
		}
	}
	all := patterns == nil
	if all {
		patterns = []string{"./..."}
		if _, err := os.Stat(filepath.Join(root, "go.work")); err == nil {
			patterns = []string{"./app/...", "./lib/..."}
		}
	}
	printed := runTool(t, root, env, tool, slices.Concat([]string{"-format=json"}, flags, patterns)...)
	var report format.Report
	if err := json.Unmarshal(printed, &report); err != nil {
		t.Fatalf("%v in\n%s", err, printed)
	}
	for _, e := range report.Errors {
		t.Errorf("run %d: %s: %s", run, e.Package, e.Message)
	}
	got := make(map[string]bool)
	places := make(map[string]bool)
	for _, f := range report.Findings {
		got[fmt.Sprintf("%s:%d %s", f.Position.File, f.Position.Line, f.Rule)] = true
		places[fmt.Sprintf("%s:%d", f.Position.File, f.Position.Line)] = true
	}
	for f := range want {
		if !got[f] {
			t.Errorf("run %d: not found: %s", run, f)
		}
	}
	for f := range got {
		if !want[f] {
			t.Errorf("run %d: a wrong report: %s\n%s", run, f, printed)
		}
	}
	if !all {
		return // Go before 1.26.11 may tell of more: see vetrun.Prepare
	}
	for i, f := range flags {
		if f == "-advice" {
			flags[i] = "-gorolint.advice"
		}
	}
	vetted := make(map[string]bool)
	for f := range vetFindings(t, root, tool, flags, patterns, env...) {
		at, _, _ := strings.Cut(strings.TrimPrefix(f, root+string(filepath.Separator)), " ")
		file, rest, _ := strings.Cut(at, ":")
		line, _, _ := strings.Cut(rest, ":")
		vetted[filepath.ToSlash(file)+":"+line] = true
	}
	same(t, "go vet", vetted, places)
}
