//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A module is one of those that the tools are run on.
type module struct {
	path string // with its version
	dir  string // where all that is made of it lies
	root file   // of a package that no other imports
	leaf file   // of the one that most others import
}

// A file is one to be changed.
type file struct {
	name string
	pkg  string // import path
	uses int    // how many packages of the module import it, by way of others too
}

func (m *module) src() string      { return filepath.Join(m.dir, "src") }
func (m *module) compiled() string { return filepath.Join(m.dir, "compiled") } // a build cache in which everything is compiled and nothing vetted

// work is a copy of it that one tool uses.
func (m *module) work(t *tool) string {
	return filepath.Join(m.dir, "cache-"+strings.ReplaceAll(t.name, " ", ""))
}

// env is the environment of a run: the same for all, with a cache of its own.
func env(cache string) []string {
	return []string{
		"GOCACHE=" + cache,
		"GOLANGCI_LINT_CACHE=" + filepath.Join(cache, "golangci-lint"),
		"STATICCHECK_CACHE=" + filepath.Join(cache, "staticcheck"),
		"GOFLAGS=", "GOWORK=off",
	}
}

// prepare copies and compiles the module, unless that is done, and chooses the files.
func (m *module) prepare() error {
	if err := os.MkdirAll(m.dir, 0o777); err != nil {
		return err
	}
	done := filepath.Join(m.dir, "ready") // names what is already there, which is of no use elsewhere
	want := runtime.Version() + " " + m.src()
	if have, _ := os.ReadFile(done); string(have) != want {
		if err := m.fetch(); err != nil {
			return err
		}
		if err := os.WriteFile(done, []byte(want), 0o666); err != nil {
			return err
		}
	}
	return m.choose()
}

// fetch copies the module, and compiles all that go vet needs compiled. What
// it makes is the common ground of all runs: every cold run gets a fresh copy
// of this cache. So nobody has a vet result, everybody has every compiled
// package, and neither go vet nor a tool is treated otherwise than the rest,
// as would be so if each had to be made cold by a trick of its own (another
// build ID for a tool, a flag for another).
func (m *module) fetch() error {
	log.Printf("fetching %s", m.path)
	out, err := goCommand(os.TempDir(), []string{"GOFLAGS="}, "mod", "download", "-json", m.path)
	if err != nil {
		return err
	}
	var info struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &info); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(m.src()), os.RemoveAll(m.compiled())); err != nil {
		return err
	}
	if err := os.CopyFS(m.src(), os.DirFS(info.Dir)); err != nil {
		return err
	}
	if err := m.dropFolders(); err != nil {
		return err
	}
	log.Printf("compiling it, with its tests and all that they import")
	_, err = goCommand(m.src(), env(m.compiled()), "list", "-export", "-test", "-deps", "./...")
	return err
}

// dropFolders takes out of go.mod the modules that are replaced by folders of the
// repository, which are no part of the module, so that the versions are used that others use.
func (m *module) dropFolders() error {
	out, err := goCommand(m.src(), env(m.compiled()), "mod", "edit", "-json")
	if err != nil {
		return err
	}
	var mod struct {
		Replace []struct{ Old, New struct{ Path string } }
	}
	if err := json.Unmarshal([]byte(out), &mod); err != nil {
		return err
	}
	edit := []string{"mod", "edit"}
	for _, r := range mod.Replace {
		if strings.HasPrefix(r.New.Path, ".") {
			edit = append(edit, "-dropreplace="+r.Old.Path)
		}
	}
	if len(edit) == 2 {
		return nil
	}
	if _, err := goCommand(m.src(), env(m.compiled()), edit...); err != nil {
		return err
	}
	_, err = goCommand(m.src(), env(m.compiled()), "list", "-mod=mod", "-test", "-deps", "./...") // notes their sums
	return err
}

// choose finds the root and the leaf package: of roots the one that imports most of the
// module, of leaves the one that most of it import.
func (m *module) choose() error {
	out, err := goCommand(m.src(), env(m.compiled()), "list", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "./...")
	if err != nil {
		return err
	}
	all := make(map[string]*listed)
	imported := make(map[string]bool)
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		p := new(listed)
		if err := dec.Decode(p); err != nil {
			return err
		}
		all[p.ImportPath] = p
		for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			imported[i] = imported[i] || i != p.ImportPath
		}
	}
	uses, depth := make(map[string]int), make(map[string]int)
	for path := range all {
		seen := make(map[string]bool)
		reach(all, path, seen)
		depth[path] = len(seen)
		for dep := range seen {
			if dep != path {
				uses[dep]++
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(all)) {
		p := all[path]
		if len(p.GoFiles) == 0 {
			continue
		}
		here := file{filepath.Join(p.Dir, p.GoFiles[0]), path, uses[path]}
		if !imported[path] && (m.root.name == "" || depth[path] > depth[m.root.pkg]) {
			m.root = here
		}
		if m.leaf.name == "" || here.uses > m.leaf.uses {
			m.leaf = here
		}
	}
	if m.root.name == "" {
		return fmt.Errorf("%s: there is no package that no other imports", m.path)
	}
	// A run that was broken off may have left them changed.
	return errors.Join(m.root.restore(), m.leaf.restore())
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir                    string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

// reach notes a package and those of the same module that it imports.
func reach(all map[string]*listed, path string, seen map[string]bool) {
	p := all[path]
	if p == nil || seen[path] {
		return
	}
	seen[path] = true
	for _, i := range p.Imports {
		reach(all, i, seen)
	}
}

// line is what is inserted. At the top of a file every position in it moves.
const line = "// A line more.\n"

func (f file) restore() error { return f.change("", "") }

// change puts lines at the top and at the end of the file as it was.
func (f file) change(top, end string) error {
	data, err := os.ReadFile(f.name)
	if err != nil {
		return err
	}
	text := strings.TrimSuffix(strings.TrimPrefix(string(data), line), line)
	return os.WriteFile(f.name, []byte(top+text+end), 0o666)
}
