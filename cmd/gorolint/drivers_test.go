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
)

// TestDrivers runs the real rules over all test data: the command twice, the
// second time with one processor and nothing in the cache, and go vet with the
// same program. The command must print the same bytes, and go vet find the same.
func TestDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and analyses all test data three times")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	patterns := workspace(t, root)
	tool := buildTool(t, "")
	for _, flags := range [][]string{{"-strict", "-tests"}, {"-tags=trace"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			args := slices.Concat([]string{"-format=json"}, flags, patterns)
			first := runTool(t, root, nil, tool, args...)
			if flags[0] == "-strict" {
				again := buildTool(t, "again") // another program to the go command, with results of its own
				if second := runTool(t, root, []string{"GOMAXPROCS=1"}, again, args...); !bytes.Equal(first, second) {
					t.Errorf("the second run printed\n%s\nwant\n%s", second, first)
				}
			}
			var report format.Report
			if err := json.Unmarshal(first, &report); err != nil {
				t.Fatalf("%v in\n%s", err, first)
			}
			if len(report.Findings) < 50 || len(report.Errors) > 0 {
				t.Errorf("%d findings and these errors: %v", len(report.Findings), report.Errors)
			}
			command := make(map[string]bool)
			for _, f := range report.Findings {
				command[fmt.Sprintf("%s %s", filepath.Join(root, f.Position.String()), f.Message)] = true
			}
			vetFlags := []string{"vet", "-vettool=" + tool, "-json"}
			for _, f := range flags {
				if f == "-strict" || f == "-tests" {
					f = "-gorolint." + f[1:]
				}
				vetFlags = append(vetFlags, f)
			}
			vet := vetFindings(t, runTool(t, root, nil, "go", slices.Concat(vetFlags, patterns)...))
			for f := range command {
				if !vet[f] {
					t.Errorf("go vet does not find %s", f)
				}
			}
			for f := range vet {
				if !command[f] {
					t.Errorf("only go vet finds %s", f)
				}
			}
		})
	}
}

// workspace copies the test data, which is laid out as for analysistest, into a
// workspace with a module for each of its folders, and returns patterns for all
// packages.
func workspace(t *testing.T, root string) (patterns []string) {
	t.Helper()
	src := filepath.Join("..", "..", "testdata", "src")
	if err := os.CopyFS(root, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	dirs, err := os.ReadDir(src)
	if err != nil {
		t.Fatal(err)
	}
	work := "go 1.26.0\n"
	for _, d := range dirs {
		mod := fmt.Sprintf("module %s\n\ngo 1.26.0\n", d.Name())
		if err := os.WriteFile(filepath.Join(root, d.Name(), "go.mod"), []byte(mod), 0o666); err != nil {
			t.Fatal(err)
		}
		work += "use ./" + d.Name() + "\n"
		patterns = append(patterns, d.Name()+"/...")
	}
	if err := os.WriteFile(filepath.Join(root, "go.work"), []byte(work), 0o666); err != nil {
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
	if name == "go" { // go vet -json prints to stderr up to Go 1.24
		return append(out, stderr.Bytes()...)
	}
	return out
}

// vetFindings reads what go vet -json prints: objects one after the other, with
// a comment before each.
func vetFindings(t *testing.T, printed []byte) map[string]bool {
	t.Helper()
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
