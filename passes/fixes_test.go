package passes_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorolint/gorolint/internal/testmod"
)

// TestFixes applies every fix of all test data, builds and vets the result, and runs the rules again: what
// carried a fix is gone, and nothing new has come. Then it asks the runtime about each mistake all of
// whose findings were mended: it is none any more.
func TestFixes(t *testing.T) {
	if testing.Short() {
		t.Skip("vets all test data several times, and runs mended mistakes")
	}
	root := t.TempDir()
	var patterns []string
	for _, name := range testmod.Workspace(t, "../testdata", root, "witness", "oracle") {
		patterns = append(patterns, "./"+name+"/...")
	}
	env := []string{"GOFLAGS=", "GOWORK="}
	run := func(dir, name string, args ...string) ([]byte, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, append(append(os.Environ(), "PWD="+dir), env...)
		return cmd.CombinedOutput()
	}
	tool := buildTool(t)
	vetted := standardVet(t, root, env, patterns)
	before := vetJSON(t, tool, root, env, append([]string{"-gorolint.advice"}, patterns...)...)
	mended := mendedMistakes(t, root, before)
	if len(mended) == 0 {
		t.Fatal("no mistake carries a fix")
	}

	for was := testmod.Sources(t, root); ; was = testmod.Sources(t, root) {
		args := append([]string{"-advice", "-fix"}, patterns...)
		if out, err := run(root, tool, args...); err != nil && !strings.Contains(err.Error(), "exit status 1") {
			t.Fatalf("gorolint -fix: %v\n%s", err, out)
		}
		// Fixes that touch the same lines are not made at once.
		if maps.Equal(was, testmod.Sources(t, root)) {
			break
		}
	}
	if out, err := run(root, "go", append([]string{"build", "-buildvcs=false", "-o", os.DevNull}, patterns...)...); err != nil {
		t.Fatalf("the mended test data does not build: %v\n%s", err, out)
	}
	for what, n := range standardVet(t, root, env, patterns) {
		if n > vetted[what] {
			t.Errorf("go vet says of the mended test data, and not of the other: %s", what)
		}
	}
	after := vetJSON(t, tool, root, env, append([]string{"-gorolint.advice"}, patterns...)...)
	had, fixes := counts(before)
	has, left := counts(after)
	for key, n := range has {
		if n > had[key]-fixes[key] {
			t.Errorf("%s: %d findings before, %d of them with a fix, and %d after", key, had[key], fixes[key], n)
		}
	}
	for key := range left {
		t.Errorf("%s: a finding still carries a fix", key)
	}
	total := 0
	for _, n := range fixes {
		total += n
	}
	t.Logf("%d findings with a fix", total)
	askRuntime(t, root, env, mended)
}

// counts counts findings, and those with a fix, by file and rule.
func counts(findings map[string][]vetFinding) (all, fixes map[string]int) {
	all, fixes = make(map[string]int), make(map[string]int)
	for rule, list := range findings {
		for _, f := range unique(list) {
			file, _, _ := strings.Cut(f.Posn, ".go:")
			key := rule + " " + filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
			all[key]++
			if len(f.Fixes) > 0 {
				fixes[key]++
			}
		}
	}
	return all, fixes
}

// unique drops what is said of a package and of its test variant.
func unique(list []vetFinding) (out []vetFinding) {
	seen := make(map[string]bool)
	for _, f := range list {
		if !seen[f.Posn] {
			seen[f.Posn] = true
			out = append(out, f)
		}
	}
	return out
}

// standardVet counts what go vet itself says, without the places.
func standardVet(t *testing.T, root string, env, patterns []string) map[string]int {
	t.Helper()
	cmd := exec.Command("go", append([]string{"vet"}, patterns...)...)
	cmd.Dir, cmd.Env = root, append(append(os.Environ(), "PWD="+root), env...)
	out, _ := cmd.CombinedOutput()
	said := make(map[string]int)
	for _, m := range regexp.MustCompile(`(?m)^(\S+\.go):\d+:\d+: (.*)$`).FindAllStringSubmatch(string(out), -1) {
		said[m[1]+": "+m[2]]++
	}
	return said
}

// mendedMistakes returns the mistakes of the witness, as it names them, all of whose findings carry a fix.
func mendedMistakes(t *testing.T, root string, findings map[string][]vetFinding) (mended []string) {
	t.Helper()
	fixed := make(map[string]bool)
	for rule, list := range findings {
		for _, f := range unique(list) {
			path, place, _ := strings.Cut(f.Posn, ".go:")
			text, _, _ := strings.Cut(place, ":")
			line, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			if rel, err := filepath.Rel(root, filepath.Dir(path)); err != nil || rel != rule {
				continue // of other rules' data, or of the folder ok
			}
			if name := declaredAt(t, path+".go", line); strings.HasSuffix(name, "Mistake") {
				key := rule + "." + name
				all, seen := fixed[key]
				fixed[key] = (all || !seen) && len(f.Fixes) > 0
			}
		}
	}
	for name, all := range fixed {
		if all {
			mended = append(mended, name)
		}
	}
	slices.Sort(mended)
	return mended
}

// declaredAt names the function that a line is in, with its receiver's type.
func declaredAt(t *testing.T, file string, line int) string {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fset.Position(fn.Pos()).Line <= line && line <= fset.Position(fn.End()).Line {
			return receiver(fn) + fn.Name.Name
		}
	}
	return ""
}

// askRuntime runs mistakes that are mended: the oracle must not see any more what it saw.
func askRuntime(t *testing.T, root string, env, mended []string) {
	t.Helper()
	command, cases := buildWitness(t, root, append(leakEnv(env), "WITNESS_MENDED=1"))
	var wg sync.WaitGroup
	var mu sync.Mutex
	asked := make(map[string]int)
	slots := make(chan struct{}, 4)
	for _, c := range cases {
		if c.Oracle == "none" || !slices.Contains(mended, c.Func) {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out, err := command("run", c.Func).Output()
			if err == nil {
				err = json.Unmarshal(out, c)
			}
			switch {
			case err != nil:
				t.Errorf("%s, mended: %v", c.Func, err)
			case c.bad():
				t.Errorf("%s, mended: the oracle %s still saw %v, peaks %v", c.Func, c.Oracle, c.Seen, c.Peaks)
			}
			mu.Lock()
			asked[c.rule()]++
			mu.Unlock()
		})
	}
	wg.Wait()
	t.Logf("mended mistakes that the runtime was asked about, by rule: %s", fmt.Sprint(asked))
}
