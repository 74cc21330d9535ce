package vetrun

import (
	"encoding/json"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// A package with tests in its folder is vetted twice: with them, as a target, and
// without, for those that import it, and then never as a target. So the second may stay a
// dependency, contrary to what [Prepare] does with others; to analyse it takes as long
// as the first, and finds the same. Only, if the tests are deleted, it becomes a target, and the go
// command has nothing but its silence in its cache. Therefore both say what they are, in
// results that are cached like others, and a run in which one was left so, and not vetted with its
// tests, is made once more with [driverWhole].
const (
	noteLeft   = "gorolintleft"   // of a dependency that is vetted with its tests as well
	noteTested = "gorolinttested" // of a target with tests
)

// leave makes of a unit a dependency, and says so.
func leave(cfg *unitchecker.Config, file string, data []byte) (string, error) {
	note, err := json.Marshal(map[string]any{cfg.ID: map[string]any{
		noteLeft: []map[string]string{{"posn": cfg.GoFiles[0], "message": noteLeft}},
	}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(cfg.Stdout, append(note, '\n'), 0o666); err != nil {
		return "", err
	}
	return rewrite(file, data, "Stdout", `""`) // a dependency has nothing else to say
}

// testsOf is an analyzer that says of a target that it has tests.
func testsOf() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: noteTested,
		Doc:  noteTested + ": tell the gorolint command that a package is vetted with its tests",
		Run: func(pass *analysis.Pass) (any, error) {
			pass.Reportf(pass.Files[0].Package, noteTested)
			return nil, nil
		},
	}
}

// isTested reports whether tests are among a unit's files.
func isTested(cfg *unitchecker.Config) bool {
	for _, name := range cfg.GoFiles {
		if strings.HasSuffix(name, "_test.go") {
			return true
		}
	}
	return false
}

// hasTests reports whether a package has tests in its folder that belong to it. It need not
// be right where tags are set: the command sees that a package is missing.
func hasTests(cfg *unitchecker.Config) bool {
	entries, err := os.ReadDir(cfg.Dir)
	if err != nil {
		return false
	}
	own := packageOf(cfg.GoFiles[0])
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if match, err := build.Default.MatchFile(cfg.Dir, e.Name()); err == nil && match && packageOf(filepath.Join(cfg.Dir, e.Name())) == own {
			return own != ""
		}
	}
	return false
}

// packageOf returns the name in a file's package clause, or "".
func packageOf(file string) string {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	return f.Name.Name
}

// takeNotes takes the notes out of a run's results, and returns the packages that were
// left and not vetted with their tests.
func (v *vetting) takeNotes() (missing []string) {
	var left []string
	tested := make(map[string]bool)
	for i := range v.units {
		u := &v.units[i]
		rest := u.diagnostics[:0]
		for _, d := range u.diagnostics {
			switch d.Analyzer {
			case noteLeft:
				left = append(left, u.id)
			case noteTested:
				tested[importPath(u.id, func(string) bool { return true })] = true
			default:
				rest = append(rest, d)
			}
		}
		u.diagnostics = rest
	}
	for _, id := range left {
		if !tested[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

// rewrite writes a copy of a unit's configuration with another value of a field, beside the
// original in the go command's work folder.
func rewrite(file string, data []byte, field, value string) (string, error) {
	var fields map[string]json.RawMessage // with those that unitchecker does not know
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", fmt.Errorf("cannot decode %s: %w", file, err)
	}
	fields[field] = json.RawMessage(value)
	data, err := json.Marshal(fields)
	if err != nil {
		return "", err
	}
	file = strings.TrimSuffix(file, ".cfg") + ".target.cfg"
	return file, os.WriteFile(file, data, 0o666)
}
