package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/baseline"
	"github.com/gorolint/gorolint/internal/testmod"
)

// TestFixDrivers mends the same code through all drivers: the command, go vet, go fix and golangci-lint. All
// make the same of it.
func TestFixDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it some times")
	}
	tool := buildTool(t, "")
	drivers := map[string][]string{
		"the command": {tool, "-fix", "./..."},
		"go vet":      {"go", "vet", "-vettool=" + tool, "-fix", "./..."},
		"go fix":      {"go", "fix", "-fixtool=" + tool, "./..."},
	}
	if linter := os.Getenv(golangci); linter != "" {
		config, err := filepath.Abs(filepath.Join("..", "..", ".golangci-plugin.yml"))
		if err != nil {
			t.Fatal(err)
		}
		drivers["golangci-lint"] = []string{linter, "run", "--allow-parallel-runners", "--fix", "-c", config, "./..."}
	}
	mended := make(map[string]map[string]string)
	for name, args := range drivers {
		root := t.TempDir()
		testmod.Workspace(t, filepath.Join("..", "..", "testdata"), root)
		dir := filepath.Join(root, "fixes")
		before := testmod.Sources(t, dir)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		cmd.Env = slices.Concat(os.Environ(), []string{"GOFLAGS=", "GOWORK=off", "PWD=" + dir, "GOLANGCI_LINT_CACHE=" + t.TempDir()})
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > exitFindings {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		mended[name] = testmod.Sources(t, dir)
		for file, text := range mended[name] {
			if text == before[file] {
				delete(mended[name], file)
			}
		}
	}
	want := mended["the command"]
	if len(want) == 0 {
		t.Fatal("the command mends nothing")
	}
	for name, got := range mended {
		for file, text := range want {
			if got[file] != text {
				t.Errorf("%s makes of %s:\n%s", name, file, got[file])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s mends %d files, the command %d", name, len(got), len(want))
		}
	}
}

// What is in the baseline is not mended, and what is new is.
func TestFixBaseline(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it some times")
	}
	tool := buildTool(t, "")
	root := t.TempDir()
	testmod.Workspace(t, filepath.Join("..", "..", "testdata"), root)
	dir := filepath.Join(root, "fixes")
	before := testmod.Sources(t, dir)
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(tool, args...)
		cmd.Dir = dir
		cmd.Env = slices.Concat(os.Environ(), []string{"GOFLAGS=", "GOWORK=off", "PWD=" + dir})
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	run("-baseline=base.json", "-write-baseline", "./...")
	run("-baseline=base.json", "-fix", "./...")
	for file, text := range testmod.Sources(t, dir) {
		if before[file] != text {
			t.Errorf("%s is changed to:\n%s", file, text)
		}
	}
	b, err := baseline.Read(filepath.Join(dir, "base.json"))
	if err != nil {
		t.Fatal(err)
	}
	first := b.Entries()[0]
	if err := b.Update([]baseline.Entry{first}, nil, b.Flags).Write(filepath.Join(dir, "base.json")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "-baseline=base.json", "-fix", "-diff", "./...")
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	if n := strings.Count(string(out), "\n--- "); !strings.HasPrefix(string(out), "--- ") || n != 0 {
		t.Errorf("without %v in the baseline, it would change %d more files:\n%s", first, n, out)
	}
}
