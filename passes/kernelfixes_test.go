package passes_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
)

// The floors for the fixes of findings at an operation on a channel, in percent. The programs of a few
// statements in the group micro have nothing that a fix could keep.
const (
	fixedFloor = 60 // of them that carry a fix
	curedFloor = 95 // of those that cure
)

// A fixedFinding is a finding at an operation on a channel, and what became of it.
type fixedFinding struct {
	kernel    *kernel
	file      string
	line      int
	rule, fix string
	functions []string // in which the runtime saw goroutines leak at its line
	leaks     int      // runs of the mended program that still leak there
	runs      int
}

// TestKernelFixes mends Go's leak kernels, builds them, and asks the leak profile whether the goroutines that
// findings with a fix are about are gone. GOROLINT_RUNS says how often each one runs.
func TestKernelFixes(t *testing.T) {
	if testing.Short() {
		t.Skip("runs each of Go's leak kernels some times")
	}
	runs := 3
	if n, err := strconv.Atoi(os.Getenv("GOROLINT_RUNS")); err == nil {
		runs = n
	}
	dir, _ := kernelModule(t)
	fset := token.NewFileSet()
	kernels := readKernels(t, fset, dir)
	tool := buildTool(t)
	findings := channelFindings(t, fset, dir, kernels, vetJSON(t, tool, dir, []string{"GOFLAGS=", "GOWORK=off"}, "./..."))
	before := buildKernels(t, dir)
	for _, f := range findings {
		for run := range 3 {
			for function, lines := range leakedIn(runKernel(before, f.kernel, run), filepath.Base(f.file)) {
				if slices.Contains(lines, f.line) && !slices.Contains(f.functions, function) {
					f.functions = append(f.functions, function)
				}
			}
		}
	}

	mend := exec.Command(tool, "-fix", "./...")
	mend.Dir, mend.Env = dir, kernelEnv(dir)
	if out, err := mend.CombinedOutput(); mend.ProcessState == nil || mend.ProcessState.ExitCode() > 1 {
		t.Fatalf("gorolint -fix: %v\n%s", err, out)
	}
	after := buildKernels(t, dir) // none breaks the build
	for _, f := range findings {
		if f.fix == "" {
			continue
		}
		for f.runs = 0; f.runs < runs; f.runs++ {
			leaked := leakedIn(runKernel(after, f.kernel, f.runs), filepath.Base(f.file))
			if slices.ContainsFunc(f.functions, func(fn string) bool { return len(leaked[fn]) > 0 }) || len(f.functions) == 0 && len(leaked) > 0 {
				f.leaks++
			}
		}
	}
	t.Log("\n" + fixTable(t, findings))
}

// kernelModule copies Go's kernels as a module, and returns its folder and that of the runtime's tests.
func kernelModule(t *testing.T) (dir, runtimeDir string) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	runtimeDir = filepath.Join(strings.TrimSpace(string(out)), "src", "runtime")
	source := filepath.Join(runtimeDir, "testdata", "testgoroutineleakprofile")
	if _, err := os.Stat(source); err != nil {
		t.Skipf("this Go has no leak kernels, or was shipped without its testdata: %v", err)
	}
	// Packages of the standard library are not analysed, so it becomes a module.
	dir = filepath.Join(t.TempDir(), "kernels")
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/kernels\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir, runtimeDir
}

func kernelEnv(dir string) []string {
	return append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PWD="+dir)
}

// A vetFinding is what is read of a diagnostic of go vet -json.
type vetFinding struct {
	Posn    string
	Message string
	Fixes   []struct{ Message string } `json:"suggested_fixes"`
}

// vetJSON returns what go vet says with the tool, by analyzer; args are flags and patterns.
func vetJSON(t *testing.T, tool, dir string, env []string, args ...string) map[string][]vetFinding {
	t.Helper()
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + tool, "-json"}, args...)...)
	cmd.Dir, cmd.Env = dir, append(append(os.Environ(), "PWD="+dir), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go vet: %v", err)
	}
	findings := make(map[string][]vetFinding)
	dec := json.NewDecoder(strings.NewReader(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(string(out), "")))
	for {
		var unit map[string]map[string][]vetFinding
		if err := dec.Decode(&unit); err == io.EOF {
			return findings
		} else if err != nil {
			t.Fatal(err)
		}
		for _, byAnalyzer := range unit {
			for name, list := range byAnalyzer {
				findings[name] = append(findings[name], list...)
			}
		}
	}
}

// channelFindings returns those that stand at an operation on a channel, in a kernel.
func channelFindings(t *testing.T, fset *token.FileSet, dir string, kernels []*kernel, all map[string][]vetFinding) (out []*fixedFinding) {
	t.Helper()
	for _, rule := range []string{"goroutineleak", "unclosedchan", "unguardedsend"} {
		for _, v := range all[rule] {
			file, place, _ := strings.Cut(v.Posn, ".go:")
			file += ".go"
			text, _, _ := strings.Cut(place, ":")
			line, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			f := &fixedFinding{file: file, line: line, rule: rule}
			for _, k := range kernels {
				if k.file == filepath.ToSlash(rel) && k.covers(fset, line) {
					f.kernel = k
				}
			}
			if f.kernel == nil || !onChannel(t, file, line) {
				continue
			}
			if len(v.Fixes) > 0 {
				f.fix = v.Fixes[0].Message
			}
			out = append(out, f)
		}
	}
	return out
}

// covers reports whether a line is in one of the kernel's functions.
func (k *kernel) covers(fset *token.FileSet, line int) bool {
	return slices.ContainsFunc(k.funcs, func(n ast.Node) bool {
		return fset.Position(n.Pos()).Line <= line && line <= fset.Position(n.End()).Line
	})
}

// onChannel reports whether a send, a receive, a range or a select begins in a line.
func onChannel(t *testing.T, file string, line int) (on bool) {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.RangeStmt, *ast.SelectStmt:
			on = on || fset.Position(n.Pos()).Line == line
		case *ast.UnaryExpr:
			on = on || n.Op == token.ARROW && fset.Position(n.Pos()).Line == line
		}
		return true
	})
	return on
}

// leakedIn returns the lines at which goroutines of a profile leak in a file, by the function that they stand in.
func leakedIn(profile, file string) map[string][]int {
	leaked := make(map[string][]int)
	for _, stack := range leakStack.FindAllStringSubmatch(profile, -1) {
		for _, frame := range leakFrame.FindAllStringSubmatch(stack[2], -1) {
			if frame[1] != "" || filepath.Base(frame[3]) != file {
				continue
			}
			line, _ := strconv.Atoi(frame[4])
			leaked[frame[2]] = append(leaked[frame[2]], line)
			break // the innermost in the file
		}
	}
	return leaked
}

// fixTable lists the findings and counts them; it fails the test below a floor.
func fixTable(t *testing.T, findings []*fixedFinding) string {
	t.Helper()
	type count struct{ all, fixed, cured int }
	counts := make(map[string]*count)
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kernel\tfinding\tfix\tleaks in runs")
	for _, f := range findings {
		group := f.kernel.group
		if counts[group] == nil {
			counts[group] = new(count)
		}
		c := counts[group]
		c.all++
		result := ""
		if f.fix != "" {
			c.fixed++
			result = fmt.Sprintf("%d of %d", f.leaks, f.runs)
			if f.leaks == 0 {
				c.cured++
			}
		}
		fmt.Fprintf(w, "%s\t%s %s:%d\t%s\t%s\n", f.kernel.name, f.rule, filepath.Base(f.file), f.line, f.fix, result)
	}
	fmt.Fprintln(w, "\ngroup\tfindings\twith a fix\tcured")
	var sum count
	for _, group := range []string{"patterns", "goker", "micro"} {
		if c := counts[group]; c != nil {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", group, c.all, c.fixed, c.cured)
			if group != "micro" {
				sum.all, sum.fixed, sum.cured = sum.all+c.all, sum.fixed+c.fixed, sum.cured+c.cured
			}
		}
	}
	w.Flush()
	if sum.fixed*100 < fixedFloor*sum.all {
		t.Errorf("%d of %d findings at a channel carry a fix, less than %d %%", sum.fixed, sum.all, fixedFloor)
	}
	if sum.cured*100 < curedFloor*sum.fixed {
		t.Errorf("%d of %d fixes cure, less than %d %%", sum.cured, sum.fixed, curedFloor)
	}
	return b.String()
}
