package robust

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/gorolint/gorolint/internal/testrun"
)

// whole is set in the environment to have all of GOROOT analysed, rather than a small part.
const whole = "GOROLINT_GOROOT"

// part is of how many files of GOROOT/test one is in the small part.
const part = 12

// TestGoTests runs all rules over the programs of GOROOT/test that type-check, each twice: they
// have about everything that the language can do. Nothing may panic or go on for ever, and the
// second time has to find what the first did.
func TestGoTests(t *testing.T) {
	root := filepath.Join(goroot(t), "test")
	if _, err := os.Stat(root); err != nil {
		t.Skip("this Go comes without its tests:", err)
	}
	r := testrun.New(t)
	r.Limit = 5 * time.Minute // for machines that do much else
	var checked, left, findings int
	type slow struct {
		took time.Duration
		name string
	}
	var slowest []slow
	for i, dir := range goTests(t, root) {
		if os.Getenv(whole) == "" && i%part != 0 {
			continue
		}
		pkgs := dir.check(r)
		for _, pkg := range pkgs {
			if pkg == nil {
				left++
				continue
			}
			checked++
			start := time.Now()
			found, err := r.Twice(pkg)
			slowest = append(slowest, slow{time.Since(start), pkg.PkgPath})
			if err != nil {
				t.Errorf("%s: %v", pkg.PkgPath, err)
			}
			findings += len(found)
		}
		r.Forget(pkgs...)
	}
	slices.SortFunc(slowest, func(a, b slow) int { return cmp.Compare(b.took, a.took) })
	for _, s := range slowest[:min(5, len(slowest))] {
		t.Logf("%v for both times: %s", s.took.Round(time.Millisecond), s.name)
	}
	t.Logf("%d packages, %d more that do not type-check, %d launches and findings", checked, left, findings)
	if checked < 50 || findings < 10 {
		t.Errorf("that is too little: this test shows nothing")
	}
}

func goroot(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "env", "GOROOT")
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN="+runtime.Version())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// A goTest is one program of GOROOT/test: a file, or the packages in a folder.
type goTest struct {
	name  string
	files []string
	dir   bool
}

// goTests lists them. A folder that is named x.dir has packages that import each other.
func goTests(t *testing.T, root string) (out []goTest) {
	t.Helper()
	dirs := make(map[string][]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if dir, _, ok := strings.Cut(rel, ".dir/"); ok {
			dirs[dir+".dir"] = append(dirs[dir+".dir"], path)
		} else {
			out = append(out, goTest{name: strings.TrimSuffix(rel, ".go"), files: []string{path}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		out = append(out, goTest{name, dirs[name], true})
	}
	return out
}

// check type-checks the packages of a test, and returns nil for each that is none. Each file of a
// folder is a package that others there import by the file's name.
func (g goTest) check(r *testrun.Runner) (out []*packages.Package) {
	byName := make(map[string]*packages.Package)
	var load func(file string) (*packages.Package, error)
	load = func(file string) (*packages.Package, error) {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		if pkg, ok := byName[name]; ok {
			if pkg == nil {
				return nil, errors.New("it does not type-check, or imports itself")
			}
			return pkg, nil
		}
		byName[name] = nil
		path := "test/" + g.name
		if g.dir {
			path += "/" + name
		}
		pkg, err := r.Check(path, []string{file}, func(path string) (*packages.Package, error) {
			if i := slices.IndexFunc(g.files, func(other string) bool { return g.dir && filepath.Base(other) == filepath.Base(path)+".go" }); i >= 0 && strings.HasPrefix(path, ".") {
				return load(g.files[i])
			}
			return nil, nil
		})
		if err != nil {
			return nil, err
		}
		byName[name] = pkg
		return pkg, nil
	}
	for _, file := range g.files {
		pkg, _ := load(file)
		out = append(out, pkg)
	}
	return out
}

// TestGoPackages runs all rules over the packages of GOROOT/src as if they were anybody's, each twice, so
// that what they tell importers is found out as well. Those that need cgo are left out.
func TestGoPackages(t *testing.T) {
	patterns := []string{"sync/...", "context", "net/http/httputil", "os/signal", "go/token"}
	if os.Getenv(whole) != "" {
		patterns = []string{"std", "cmd"}
	}
	r := testrun.New(t, patterns...)
	r.Limit = 20 * time.Minute // for machines that do much else
	cmd := exec.Command("go", append([]string{"list", "-f", "{{if not .CgoFiles}}{{.ImportPath}}{{range .GoFiles}}\t{{$.Dir}}/{{.}}{{end}}{{end}}"}, patterns...)...)
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN="+runtime.Version())
	list, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var checked, left, findings int
	for line := range strings.Lines(string(list)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) < 2 || fields[0] == "unsafe" {
			continue
		}
		pkg, err := r.Check("example.com/"+fields[0], fields[1:], nil)
		if err != nil {
			left++
			r.Forget(pkg)
			continue
		}
		checked++
		start := time.Now()
		found, err := r.Twice(pkg)
		if err != nil {
			t.Errorf("%s: %v", fields[0], err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Logf("%v for both times: %s", took.Round(time.Second), fields[0])
		}
		findings += len(found)
		r.Forget(pkg)
	}
	t.Logf("%d packages, %d more that do not type-check so, %d launches and findings", checked, left, findings)
	if checked < 5 || findings == 0 {
		t.Errorf("that is too little: this test shows nothing")
	}
}

// TestGoSource runs the command over the packages of GOROOT/src, with their tests, as the go command
// knows them, and again with nothing in the cache, and the small part with one processor: it has to print the same.
func TestGoSource(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a part of the standard library twice")
	}
	patterns, limit, processors := []string{"sync", "context", "os/exec", "log/slog"}, 10*time.Minute, "GOMAXPROCS=1"
	if os.Getenv(whole) != "" {
		patterns, limit, processors = []string{"std", "cmd"}, 3*time.Hour, "GOMAXPROCS="
	}
	bin := t.TempDir()
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "go.mod"), []byte("module example.com/empty\n\ngo 1.26.0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var printed [2]string
	for i, env := range []string{"GOMAXPROCS=", processors} {
		// Another mark makes another program of it, with results of its own.
		tool := filepath.Join(bin, fmt.Sprintf("gorolint%d", i))
		build := exec.Command("go", "build", "-buildvcs=false", fmt.Sprintf("-ldflags=-X main.mark=robust%d", i), "-o", tool, "../../cmd/gorolint")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building the command: %v\n%s", err, out)
		}
		cmd := exec.Command(tool, slices.Concat([]string{"-strict", "-advice", "-tests", "-debug", "-exit-zero"}, patterns)...)
		cmd.Dir = work
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PWD="+work, env)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		over := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		start := time.Now()
		err := cmd.Run()
		if !over.Stop() {
			t.Fatalf("it has not ended after %v", limit)
		}
		if err != nil {
			t.Errorf("%v\n%s", err, stderr.Bytes())
		}
		for line := range strings.Lines(stderr.String()) {
			if strings.Contains(line, "bug of gorolint") {
				t.Error(line)
			}
		}
		printed[i] = stderr.String() + stdout.String()
		t.Logf("%d findings and launches in %v", strings.Count(printed[i], "\n"), time.Since(start).Round(time.Second))
	}
	if printed[0] != printed[1] {
		t.Errorf("the second run printed\n%s\nwant\n%s", printed[1], printed[0])
	}
	if len(printed[0]) < 1000 {
		t.Errorf("that is too little: this test shows nothing:\n%s", printed[0])
	}
}
