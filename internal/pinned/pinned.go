// Package pinned has the public modules that gorolint is measured on, and fetches them: the
// same source for everybody, whenever it is asked for.
package pinned

import (
	_ "embed"
	"fmt"
	"strings"
)

// A Module is one version of a public module.
type Module struct {
	Path    string
	Version string
	Kind    string // as in server or client
	CI      bool   // it is among the few that every CI run looks at
}

// String returns path@version, as the go command reads it.
func (m Module) String() string { return m.Path + "@" + m.Version }

// Name returns a name for files and folders about the module.
func (m Module) Name() string { return strings.ReplaceAll(m.Path, "/", "_") + "@" + m.Version }

//go:embed modules.txt
var list string

// Modules returns all pinned modules, in the order of the list.
func Modules() ([]Module, error) { return parse(list) }

// Find returns the modules that the arguments name, each by its path, with or without its
// version, in the order of the arguments. Without arguments it returns all.
func Find(all []Module, names []string) ([]Module, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []Module
	for _, name := range names {
		path, version, _ := strings.Cut(name, "@")
		found := false
		for _, m := range all {
			if m.Path == path && (version == "" || m.Version == version) {
				out, found = append(out, m), true
			}
		}
		if !found {
			return nil, fmt.Errorf("%s is not among the pinned modules: name one by its path as in internal/pinned/modules.txt, or add it there", name)
		}
	}
	return out, nil
}

func parse(text string) ([]Module, error) {
	var out []Module
	seen := make(map[string]bool)
	n := 0
	for line := range strings.Lines(text) {
		n++
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		m := Module{}
		switch {
		case len(f) == 3:
		case len(f) == 4 && f[3] == "ci":
			m.CI = true
		default:
			return nil, fmt.Errorf("modules.txt:%d: want path, version, kind and perhaps the word ci, have %q", n, strings.TrimSpace(line))
		}
		m.Path, m.Version, m.Kind = f[0], f[1], f[2]
		if !strings.HasPrefix(m.Version, "v") {
			return nil, fmt.Errorf("modules.txt:%d: %s is no version; pin one as in v1.2.3", n, m.Version)
		}
		if seen[m.Path] {
			return nil, fmt.Errorf("modules.txt:%d: %s is there twice; leave one version of it", n, m.Path)
		}
		seen[m.Path] = true
		out = append(out, m)
	}
	return out, nil
}
