// Package lint runs gorolint on a pinned module with all rules, and keeps what it found, so
// that nothing is run twice: neither a module whose tool is the same, nor those before the one
// at which somebody broke off.
package lint

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/internal/wholefile"
	"github.com/gorolint/gorolint/tools/corpus/internal/table"
)

// form grows when this package makes another result of the same findings.
const form = 1

// A Finding is one finding, with what is needed to look at it.
type Finding struct {
	Key     table.Key
	Line    int
	Message string
}

// A Result is what came of one module.
type Result struct {
	Module   string
	Packages int
	Lines    int // of code, without tests, what is generated, blank lines and comments
	Findings []Finding
	Failures []format.Error // packages that could not be analysed
}

// Keys returns the keys of the findings.
func (r *Result) Keys() []table.Key {
	var keys []table.Key
	for _, f := range r.Findings {
		keys = append(keys, f.Key)
	}
	return keys
}

// A Linter runs gorolint.
type Linter struct {
	Cache   string            // folder for the modules and results
	Tiers   map[string]string // of the rules, by name
	Mixed   []string          // rules of the bug tier that report more with -advice
	Procs   int               // how many processes the go command may start at a time
	Memory  int               // gigabytes of address space for each of them
	Timeout time.Duration     // for a module

	tool string // the program
	id   string // changes whenever it may find something else
}

// Use sets the program to run; the empty name builds it from the module of the current folder.
func (l *Linter) Use(ctx context.Context, tool string) error {
	if tool == "" {
		tool = filepath.Join(l.Cache, "bin", "gorolint")
		// Neither the commit nor the folder is to be in it: what it finds does not depend on them.
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", tool, "github.com/gorolint/gorolint/cmd/gorolint")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building gorolint, which has to be asked for in a folder of its repository: %w\n%s", err, bytes.TrimSpace(out))
		}
	}
	tool, err := filepath.Abs(tool)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(tool)
	if err != nil {
		return fmt.Errorf("reading the tool: %w", err)
	}
	version, err := exec.CommandContext(ctx, "go", "version").Output()
	if err != nil {
		return fmt.Errorf("asking the go command for its version: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(data, "%s%d", version, form))
	l.tool, l.id = tool, hex.EncodeToString(sum[:6])
	return nil
}

// Run returns what is found in a module, from the cache where it is there. The error is of
// type [*pinned.FetchError] if the module cannot be had, and tells if none of it can be loaded.
func (l *Linter) Run(ctx context.Context, m pinned.Module) (*Result, error) {
	file := filepath.Join(l.Cache, "results", m.Name()+"."+l.id+".json")
	if data, err := os.ReadFile(file); err == nil {
		r := new(Result)
		if err := json.Unmarshal(data, r); err == nil {
			return r, nil // what is broken is made anew
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, l.Timeout, fmt.Errorf("it took longer than %v; give it more by -timeout", l.Timeout))
	defer cancel()
	dir, err := l.Dir(ctx, m)
	if err != nil {
		return nil, err
	}
	r, err := l.module(ctx, dir)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("%v: %w", m, err)
	}
	r.Module = m.String()
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return nil, fmt.Errorf("keeping a result: %w", err)
	}
	return r, wholefile.Write(file, data)
}

// Dir returns the folder of a module's source.
func (l *Linter) Dir(ctx context.Context, m pinned.Module) (string, error) {
	return pinned.Fetch(ctx, m, filepath.Join(l.Cache, "src"))
}

func (l *Linter) module(ctx context.Context, dir string) (*Result, error) {
	r := new(Result)
	var err error
	if r.Packages, r.Lines, err = size(ctx, dir, l.env()); err != nil {
		return nil, err
	}
	report, err := l.gorolint(ctx, dir, "-advice", "./...")
	if err != nil {
		return nil, err
	}
	for _, e := range report.Errors {
		if e.Package == "" {
			return nil, fmt.Errorf("it cannot be loaded: %s", e.Message)
		}
	}
	r.Failures = report.Errors
	proven, err := l.proven(ctx, dir, report.Findings)
	if err != nil {
		return nil, err
	}
	for _, f := range report.Findings {
		tier := l.Tiers[f.Rule]
		if slices.Contains(l.Mixed, f.Rule) && !proven[place{f.Rule, f.Position}] {
			tier = "advice"
		}
		r.Findings = append(r.Findings, Finding{
			table.Key{Rule: f.Rule, Tier: tier, File: f.Position.File, Function: f.Function, Op: f.Op}, f.Position.Line, f.Message,
		})
	}
	return r, nil
}

type place struct {
	rule string
	format.Position
}

// proven returns which findings of the mixed rules are there without -advice as well: only a
// second run can tell, of the packages with such findings.
func (l *Linter) proven(ctx context.Context, dir string, findings []format.Finding) (map[place]bool, error) {
	args := []string{"-rules=" + strings.Join(l.Mixed, ",")}
	for _, f := range findings {
		if pkg := "./" + filepath.ToSlash(filepath.Dir(f.Position.File)); slices.Contains(l.Mixed, f.Rule) && !slices.Contains(args, pkg) {
			args = append(args, pkg)
		}
	}
	if len(args) == 1 {
		return nil, nil
	}
	report, err := l.gorolint(ctx, dir, args...)
	if err != nil {
		return nil, err
	}
	places := make(map[place]bool)
	for _, f := range report.Findings {
		places[place{f.Rule, f.Position}] = true
	}
	return places, nil
}

// gorolint runs the tool, nicely and within limits, on what is there for all platforms alike.
func (l *Linter) gorolint(ctx context.Context, dir string, args ...string) (*format.Report, error) {
	limited := []string{"-c", `ulimit -v "$0" && exec nice "$@"`, strconv.Itoa(l.Memory << 20), l.tool, "-config=off", "-format=json"}
	cmd := exec.CommandContext(ctx, "sh", append(limited, args...)...)
	cmd.Dir, cmd.Env = dir, l.env()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // so that it ends what it has started
	cmd.WaitDelay = 10 * time.Second
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !(ok && exit.Exited()) {
		return nil, fmt.Errorf("running gorolint: %w", err)
	}
	report := new(format.Report)
	if err := json.Unmarshal(out, report); err != nil {
		return nil, fmt.Errorf("gorolint gave no report: %s", strings.TrimSpace(stderr.String()))
	}
	if report.Version != format.Version {
		return nil, fmt.Errorf("the report is of version %d, and this program reads version %d; build both from one commit", report.Version, format.Version)
	}
	return report, nil
}

func (l *Linter) env() []string { return pinned.Env("-p=" + strconv.Itoa(l.Procs)) }
