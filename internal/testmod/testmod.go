// Package testmod lays the test data, which is made for analysistest, out as
// modules, for tests that go through the go command, and reads them.
package testmod

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Workspace copies the folders of testdata/src, and further ones, into root, each
// as a module of the folder's name, in one workspace. It returns their names.
// Testdata is the path of the folder testdata.
func Workspace(t testing.TB, testdata, root string, more ...string) []string {
	t.Helper()
	src := filepath.Join(testdata, "src")
	if err := os.CopyFS(root, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	dirs, err := os.ReadDir(src)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range dirs {
		names = append(names, d.Name())
	}
	for _, m := range more {
		if err := os.CopyFS(filepath.Join(root, m), os.DirFS(filepath.Join(testdata, m))); err != nil {
			t.Fatal(err)
		}
	}
	work := "go 1.26.0\n"
	for _, name := range append(names, more...) {
		mod := fmt.Sprintf("module %s\n\ngo 1.26.0\n", name)
		if err := os.WriteFile(filepath.Join(root, name, "go.mod"), []byte(mod), 0o666); err != nil {
			t.Fatal(err)
		}
		work += "use ./" + name + "\n"
	}
	if err := os.WriteFile(filepath.Join(root, "go.work"), []byte(work), 0o666); err != nil {
		t.Fatal(err)
	}
	return names
}

// Sources returns the Go files below a folder, by their path from there.
func Sources(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
