package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/testmod"
)

// golangci is set in the environment to the path of a golangci-lint with the
// plugin in it, as testdata/golangci builds it.
const golangci = "GOROLINT_GOLANGCI"

// TestDrivers runs the real rules through all drivers: the command twice, the
// second time with one processor and nothing in the cache; go vet with the same
// program; and golangci-lint. The command must print the same bytes, and the
// others find the same.
func TestDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and analyses all test data three times")
	}
	tool := buildTool(t, "")
	data := t.TempDir()
	patterns := workspace(t, data)
	vendored := t.TempDir()
	vendoring(t, vendored)
	for _, test := range []struct {
		name     string
		dir      string
		patterns []string
		flags    []string
		findings int // at least
		again    bool
	}{
		{"all test data, in a workspace of many modules", data, patterns, nil, 50, false},
		{"all test data, strict and with tests", data, patterns, []string{"-strict", "-tests"}, 100, true},
		{"with a team's law", data, []string{"./nakedgo/...", "./unrecovered/..."}, []string{"-nakedgo.packages=nakedgo/...", "-nakedgo.helper=nakedgo/safe.Go", "-unrecovered.packages=unrecovered/..."}, 40, false},
		{"with a build tag", data, patterns, []string{"-tags=trace"}, 50, false},
		{"vendored", vendored, []string{"./..."}, nil, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, err := filepath.EvalSymlinks(test.dir)
			if err != nil {
				t.Fatal(err)
			}
			args := slices.Concat([]string{"-format=json"}, test.flags, test.patterns)
			printed := runTool(t, dir, nil, tool, args...)
			if test.again {
				again := buildTool(t, "again") // another program to the go command, with results of its own
				if second := runTool(t, dir, []string{"GOMAXPROCS=1"}, again, args...); !bytes.Equal(printed, second) {
					t.Errorf("the second run printed\n%s\nwant\n%s", second, printed)
				}
			}
			var report format.Report
			if err := json.Unmarshal(printed, &report); err != nil {
				t.Fatalf("%v in\n%s", err, printed)
			}
			if len(report.Findings) < test.findings || len(report.Errors) > 0 {
				t.Errorf("%d findings, want %d, and these errors: %v", len(report.Findings), test.findings, report.Errors)
			}
			command := make(map[string]bool)
			for _, f := range report.Findings {
				command[fmt.Sprintf("%s %s", filepath.Join(dir, f.Position.String()), f.Message)] = true
			}
			same(t, "go vet", vetFindings(t, dir, tool, test.flags, test.patterns), command)
			if linter := os.Getenv(golangci); linter != "" {
				same(t, "golangci-lint", lintFindings(t, dir, linter, test.flags, test.patterns), command)
			}
		})
	}
}

// same reports the differences between what a driver and the command found.
func same(t *testing.T, driver string, got, command map[string]bool) {
	t.Helper()
	for f := range command {
		if !got[f] {
			t.Errorf("%s does not find %s", driver, f)
		}
	}
	for f := range got {
		if !command[f] {
			t.Errorf("only %s finds %s", driver, f)
		}
	}
}

// vendoring makes a module whose finding hangs on a helper in a vendored one.
func vendoring(t *testing.T, root string) {
	t.Helper()
	for name, text := range map[string]string{
		"go.mod":                               "module example.com/app\n\ngo 1.26.0\n\nrequire example.com/safe v1.0.0\n",
		"app.go":                               "package app\n\nimport \"example.com/safe\"\n\nfunc Start() {\n\tsafe.Go(func() {\n\t\tfor {\n\t\t}\n\t})\n}\n",
		"vendor/modules.txt":                   "# example.com/safe v1.0.0\n## explicit; go 1.26.0\nexample.com/safe\n",
		"vendor/example.com/safe/safe.go":      "package safe\n\nfunc Go(f func()) {\n\tgo func() {\n\t\tdefer func() { _ = recover() }()\n\t\tf()\n\t}()\n}\n",
		"vendor/example.com/safe/never/not.go": "package never\n\nfunc init() { for {} }\n",
	} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// workspace lays the test data out as modules, and returns patterns for all
// packages.
func workspace(t *testing.T, root string) (patterns []string) {
	t.Helper()
	for _, name := range testmod.Workspace(t, filepath.Join("..", "..", "testdata"), root) {
		patterns = append(patterns, "./"+name+"/...")
	}
	if err := os.RemoveAll(filepath.Join(root, "directives", "byrule")); err != nil { // not for golangci-lint
		t.Fatal(err)
	}
	return patterns
}

// buildTool builds the program; another mark makes another program of it.
func buildTool(t *testing.T, mark string) string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "gorolint")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-X main.mark="+mark, "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the command: %v\n%s", err, out)
	}
	return tool
}

// runTool returns what a program prints, and fails if it ends with anything but
// "clean" or "findings".
func runTool(t *testing.T, dir string, env []string, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{"GOFLAGS=", "GOWORK=", "PWD=" + dir}, env)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != exitFindings) {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.Bytes())
	}
	return out
}

// vetFindings runs go vet -json, which prints an object for each package, with
// a comment before it.
func vetFindings(t *testing.T, dir, tool string, flags, patterns []string, env ...string) map[string]bool {
	t.Helper()
	args := []string{"vet", "-vettool=" + tool, "-json"}
	for _, f := range flags {
		if f == "-strict" || f == "-tests" || strings.Contains(f, "packages=") && !strings.Contains(f, "gorolint.") || strings.Contains(f, "helper=") {
			f = "-gorolint." + f[1:]
		}
		args = append(args, f)
	}
	printed := runTool(t, dir, env, "go", slices.Concat(args, patterns)...)
	var text bytes.Buffer
	for line := range bytes.Lines(printed) {
		if !bytes.HasPrefix(line, []byte("#")) {
			text.Write(line)
		}
	}
	found := make(map[string]bool)
	dec := json.NewDecoder(&text)
	for {
		var byPackage map[string]map[string]json.RawMessage
		if err := dec.Decode(&byPackage); err == io.EOF {
			return found
		} else if err != nil {
			t.Fatalf("%v in what go vet printed:\n%s", err, printed)
		}
		for _, byAnalyzer := range byPackage {
			for _, name := range slices.Sorted(maps.Keys(byAnalyzer)) {
				var list []struct{ Posn, Message string }
				if err := json.Unmarshal(byAnalyzer[name], &list); err != nil {
					t.Fatalf("%s: %v in %s", name, err, byAnalyzer[name])
				}
				for _, d := range list {
					found[d.Posn+" "+d.Message] = true
				}
			}
		}
	}
}

// setText gives a setting of a rule a value, in place of none.
func setText(t *testing.T, config []byte, name, value string) []byte {
	t.Helper()
	rule, key, nested := strings.Cut(name, ".")
	if !nested { // a list, with its brackets
		old := []byte("\n          " + name + ": []")
		if !bytes.Contains(config, old) {
			t.Fatalf("no setting for %s in .golangci-plugin.yml", name)
		}
		return bytes.Replace(config, old, []byte("\n          "+name+": "+value), 1)
	}
	before, after, ok := bytes.Cut(config, []byte("\n          "+rule+":"))
	for _, none := range []string{"[]", `""`} {
		old := []byte("\n            " + key + ": " + none)
		if ok && bytes.Contains(after, old) {
			after = bytes.Replace(after, old, []byte("\n            "+key+": "+none[:1]+value+none[1:]), 1)
			return slices.Concat(before, []byte("\n          "+rule+":"), after)
		}
	}
	t.Fatalf("no setting for %s in .golangci-plugin.yml", name)
	return nil
}

// lintFindings runs golangci-lint with .golangci-plugin.yml.
func lintFindings(t *testing.T, dir, linter string, flags, patterns []string) map[string]bool {
	t.Helper()
	config, err := os.ReadFile(filepath.Join("..", "..", ".golangci-plugin.yml"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"run", "--allow-parallel-runners", "--output.json.path=stdout", "--show-stats=false"}
	for _, f := range flags {
		if tags, ok := strings.CutPrefix(f, "-tags="); ok {
			args = append(args, "--build-tags="+tags)
			continue
		}
		if name, value, ok := strings.Cut(f[1:], "="); ok {
			config = setText(t, config, name, value)
			continue
		}
		key := "\n          " + f[1:] + ": "
		if !bytes.Contains(config, []byte(key+"false")) {
			t.Fatalf("no setting for %s in .golangci-plugin.yml", f)
		}
		config = bytes.Replace(config, []byte(key+"false"), []byte(key+"true"), 1)
	}
	file := filepath.Join(dir, ".golangci.yml")
	if err := os.WriteFile(file, config, 0o666); err != nil {
		t.Fatal(err)
	}
	printed := runTool(t, dir, []string{"GOLANGCI_LINT_CACHE=" + t.TempDir()}, linter, slices.Concat(args, patterns)...)
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(printed, &report); err != nil {
		t.Fatalf("%v in what golangci-lint printed:\n%s", err, printed)
	}
	found := make(map[string]bool)
	for _, i := range report.Issues {
		if i.FromLinter != "gorolint" {
			t.Errorf("golangci-lint says: %s: %s", i.FromLinter, i.Text)
		}
		found[fmt.Sprintf("%s:%d:%d %s", filepath.Join(dir, i.Pos.Filename), i.Pos.Line, i.Pos.Column, i.Text)] = true
	}
	return found
}
