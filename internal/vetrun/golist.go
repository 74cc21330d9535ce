package vetrun

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// goCommand runs the go command and returns what it prints. The error has the
// text that it printed on stderr, without the "go: " at the line's beginning.
func goCommand(ctx context.Context, dir string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", "", ctx.Err()
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return out.String(), errs.String(), fmt.Errorf("%s", cleanGo(errs.String()))
	} else if err != nil {
		return "", "", startError(err)
	}
	return out.String(), errs.String(), nil
}

// cleanGo takes the go command's name off its messages.
func cleanGo(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, "go: "), "warning: ")
	}
	return strings.Join(lines, "\n")
}

// environment is what the go command says of itself and the module it is in.
type environment struct {
	GOVERSION string
	GOROOT    string
	GOMOD     string // go.mod of the main module; none or the null device where there is no module
	GOWORK    string // go.work; none or "off" where there is no workspace
}

func goEnv(ctx context.Context, dir string) (*environment, error) {
	out, _, err := goCommand(ctx, dir, "env", "-json", "GOVERSION", "GOROOT", "GOMOD", "GOWORK")
	if err != nil {
		return nil, loadError(err)
	}
	env := new(environment)
	if err := json.Unmarshal([]byte(out), env); err != nil {
		return nil, fmt.Errorf("reading the output of go env: %w", err)
	}
	return env, nil
}

// driver returns the value of the driver flag for a go command that needs one: those
// since Go 1.26.11 do not confuse targets and dependencies.
func (env *environment) driver(value string) string {
	v, _, _ := strings.Cut(env.GOVERSION, " ")
	if version.IsValid(v) && version.Compare(v, "go1.26.11") >= 0 {
		return ""
	}
	return value
}

// plain reports whether what is asked for is ./... in the one main module, so
// that all packages that match belong to it.
func (env *environment) plain(opts Options) bool {
	if !slices.Equal(opts.Patterns, []string{"./..."}) || env.GOWORK != "" && env.GOWORK != "off" || env.GOMOD == "" {
		return false
	}
	rel, err := filepath.Rel(filepath.Dir(env.GOMOD), opts.Dir)
	if err != nil || !filepath.IsLocal(rel) || slices.Contains(elements(rel), "vendor") {
		return false
	}
	rel, err = filepath.Rel(env.GOROOT, opts.Dir)
	return err == nil && !filepath.IsLocal(rel)
}

// allMatch reports whether it is plain that all packages in which something
// was reported match ./... . Others are analysed, too: those of the main module
// that match no pattern, but are imported by name.
func (env *environment) allMatch(opts Options, units []unitResult) bool {
	for _, unit := range units {
		if isIntermediate(unit.id) {
			return false
		}
		for _, d := range unit.diagnostics {
			rel, err := filepath.Rel(opts.Dir, d.Pos.File)
			if err != nil || !filepath.IsLocal(rel) || slices.ContainsFunc(elements(rel), func(name string) bool {
				return name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
			}) {
				return false
			}
		}
	}
	if len(units) == 0 {
		return true
	}
	// A module may also name folders that ./... leaves out.
	gomod, err := os.ReadFile(env.GOMOD)
	return err == nil && !bytes.Contains(gomod, []byte("ignore"))
}

func elements(path string) []string { return strings.Split(filepath.ToSlash(path), "/") }

// toolVersion returns the Go release that this program was built with.
func toolVersion() string {
	v, _, _ := strings.Cut(runtime.Version(), " ") // there may be a list of experiments
	return v
}

// check returns an error if a tool built with the given release cannot read
// the code of the go command's: go/types refuses language versions newer than
// its own, and every package of a newer standard library has one.
func (env *environment) check(tool string) error {
	v, _, _ := strings.Cut(env.GOVERSION, " ")
	if version.IsValid(v) && version.IsValid(tool) && version.Compare(version.Lang(v), version.Lang(tool)) > 0 {
		return fmt.Errorf("this gorolint was built with %s and cannot read the code of the go command in use, %s; "+
			"build it again with that one: go install github.com/gorolint/gorolint/cmd/gorolint@latest", tool, v)
	}
	return nil
}

// How far goList looks.
const (
	listRoots   = iota // at the packages that match
	listImports        // at all that they import, too: takes longer
)

// A listing is what `go list` says of the patterns.
type listing struct {
	packages []listedPackage
	paths    map[string]bool // import paths of all packages
	warnings []Failure       // patterns without packages
}

type listedPackage struct {
	ImportPath string
	Standard   bool
	Module     *struct{ Main bool }
	Error      *packageError
	DepsErrors []*packageError
}

type packageError struct {
	ImportStack []string
	Pos         string
	Err         string
}

func (e *packageError) String() string {
	var text strings.Builder
	if e.Pos != "" {
		text.WriteString(e.Pos + ": ")
	}
	text.WriteString(strings.TrimSpace(e.Err))
	if n := len(e.ImportStack); n > 1 {
		fmt.Fprintf(&text, "\n\timported by way of %s", strings.Join(e.ImportStack, " -> "))
	}
	return text.String()
}

func goList(ctx context.Context, opts Options, depth int) (*listing, error) {
	args := []string{"list", "-e"}
	if depth == listRoots {
		args = append(args, "-find", "-json=ImportPath,Standard,Module,Error")
	} else {
		args = append(args, "-json=ImportPath,Standard,Module,Error,DepsErrors")
	}
	args = append(args, tagFlags(opts)...)
	args = append(args, "--")
	args = append(args, opts.Patterns...)
	out, stderr, err := goCommand(ctx, opts.Dir, args...)
	if err != nil {
		return nil, loadError(err)
	}
	list := &listing{paths: make(map[string]bool)}
	dec := json.NewDecoder(strings.NewReader(out))
	for {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the output of go list: %w", err)
		}
		list.packages = append(list.packages, p)
		list.paths[p.ImportPath] = true
	}
	for line := range strings.Lines(stderr) {
		if strings.Contains(line, "matched no packages") {
			list.warnings = append(list.warnings, Failure{Message: cleanGo(line) + "; name a folder or pattern that has Go files, as in gorolint ./..."})
		}
	}
	return list, nil
}

// loadError explains the error of a go command that loads packages.
func loadError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return errors.New(explainLoad(err.Error()))
}

// explainLoad adds the next step where the go command does not say it, or not
// in words that fit.
func explainLoad(text string) string {
	switch {
	case strings.Contains(text, "go.mod file not found"),
		strings.Contains(text, "cannot find main module"),
		strings.Contains(text, "does not contain main module"):
		return "no go.mod here or above; run gorolint in a module's folder, or make one with go mod init"
	case strings.Contains(text, "does not contain modules listed in go.work"):
		return text + "; add the module to the workspace with go work use, or run with GOWORK=off"
	case strings.Contains(text, "requires go >= "):
		return text + "; use that Go, or set GOTOOLCHAIN=auto"
	}
	return text
}

// Cover returns those of some packages, named by import paths, that the patterns name or that
// are not there any more.
func Cover(ctx context.Context, opts Options, packages []string) (map[string]bool, error) {
	list, err := goList(ctx, opts, listRoots)
	if err != nil {
		return nil, err
	}
	covered := maps.Clone(list.paths)
	opts.Patterns = slices.DeleteFunc(slices.Clone(packages), list.matches)
	if len(opts.Patterns) == 0 {
		return covered, nil
	}
	rest, err := goList(ctx, opts, listRoots)
	if err != nil {
		return nil, err
	}
	for _, p := range rest.packages {
		if p.Error != nil {
			covered[p.ImportPath] = true
		}
	}
	return covered, nil
}

func (l *listing) matches(path string) bool { return l.paths[path] }

// driver returns the value of the driver flag that fits the packages.
func (l *listing) driver() string {
	if slices.ContainsFunc(l.packages, func(p listedPackage) bool {
		return p.Standard || p.Module != nil && !p.Module.Main
	}) {
		return driverAll
	}
	return driverMain
}

// healthy returns the import paths of the packages that can be loaded.
func (l *listing) healthy() []string {
	var paths []string
	for _, p := range l.packages {
		if p.Error == nil && len(p.DepsErrors) == 0 {
			paths = append(paths, p.ImportPath)
		}
	}
	return paths
}

func (l *listing) failures() []Failure {
	failures := slices.Clone(l.warnings)
	for _, p := range l.packages {
		errs := p.DepsErrors
		if p.Error != nil {
			errs = []*packageError{p.Error}
		}
		for _, e := range errs {
			failures = append(failures, Failure{Package: p.ImportPath, Message: explainLoad(e.String())})
		}
	}
	return failures
}
