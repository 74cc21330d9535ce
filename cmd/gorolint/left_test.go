package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A package that others import is vetted with its tests alone, as long as it has some.
func TestDeletedTests(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module m\n\ngo 1.26\n",
		"p/p.go":      "package p\n\nfunc F() { go F() }\n",
		"p/p_test.go": "package p\n\nvar _ = F\n",
		"q/q.go":      "package q\n\nimport \"m/p\"\n\nvar _ = p.F\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	run := func(found bool, args ...string) {
		t.Helper()
		cmd := exec.Command(self, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), asTool+"=1", "GOFLAGS=", "GOWORK=off")
		out, _ := cmd.CombinedOutput() // fails where something is found
		want := ""
		if found {
			want = "p/p.go:3:12: here is a go statement (toygo)\n\tp/p.go:3:6: in F\n"
		}
		if string(out) != strings.ReplaceAll(want, "/", string(filepath.Separator)) {
			t.Errorf("%s printed\n%s\nwant\n%s", args, out, want)
		}
	}
	run(false, "./q")
	run(true, "./...")
	run(true, "./p")
	if err := os.Remove(filepath.Join(dir, "p", "p_test.go")); err != nil {
		t.Fatal(err)
	}
	run(false, "./q")
	run(true, "./...")
	run(true, "./p")
}
