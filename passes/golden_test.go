package passes_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/testmod"
)

// TestGolden makes the fixes of testdata/src/fixes and compares each file with that of its
// name and .golden; a file without one stays as it is. GOROLINT_UPDATE writes them.
func TestGolden(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the command")
	}
	root := t.TempDir()
	testmod.Workspace(t, "../testdata", root)
	golden(t, "../testdata/src/fixes", filepath.Join(root, "fixes"), []string{"GOFLAGS=", "GOWORK="})
}

// TestFrameworksGolden does so for code that uses libraries.
func TestFrameworksGolden(t *testing.T) {
	dir, env := needFrameworks(t)
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(data, []byte("../"), []byte(filepath.ToSlash(filepath.Dir(dir))+"/"))
		if err := os.WriteFile(filepath.Join(root, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(root, "fixes"), os.DirFS(filepath.Join(dir, "fixes"))); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join(dir, "fixes"), filepath.Join(root, "fixes"), env)
}

// golden mends a copy of a folder.
func golden(t *testing.T, src, copied string, env []string) {
	t.Helper()
	run := func(args ...string) []byte {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = copied, append(append(os.Environ(), "PWD="+copied), env...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return out
	}
	tool := buildTool(t)
	diff := run(tool, "-advice", "-unboundedgo.strict", "-fix", "-diff", "./...")
	before := testmod.Sources(t, copied)
	run(tool, "-advice", "-unboundedgo.strict", "-fix", "./...")
	after := testmod.Sources(t, copied)
	if out := run("go", "vet", "./..."); len(out) > 0 {
		t.Errorf("go vet of what is mended: %s", out)
	}
	mended := 0
	for name, got := range after {
		file := filepath.Join(src, filepath.FromSlash(name)) + ".golden"
		changed := got != before[name]
		if changed != bytes.Contains(diff, []byte("+++ "+filepath.ToSlash(filepath.Join(filepath.Base(copied), name)))) && changed != bytes.Contains(diff, []byte(filepath.ToSlash(name))) {
			t.Errorf("%s: -diff and -fix differ on whether it changes", name)
		}
		if !changed {
			if _, err := os.Stat(file); err == nil {
				t.Errorf("%s: nothing is mended, and there is a golden file", name)
			}
			continue
		}
		mended++
		if os.Getenv("GOROLINT_UPDATE") != "" {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is mended otherwise than its golden file says:\n%s", name, got)
		}
	}
	if mended == 0 {
		t.Error("nothing was mended")
	}
}
