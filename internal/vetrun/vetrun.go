// Package vetrun runs the analyzers over packages by way of
//
//	go vet -vettool=self -json
//
// so that the go command loads the packages, caches the results and replays
// them, and no process ever holds more than one package in full.
//
// One half works in the parent: [Run] starts the go command, reads its stream
// of results, merges and filters them. The other half works in the units that
// the go command starts: [Prepare] makes the command line of a unit fit for
// x/tools' unitchecker.
package vetrun

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Options say what to run on what.
type Options struct {
	Tool     string   // path of the vet tool, i.e. of this program
	Dir      string   // folder in which the patterns are read
	Patterns []string // packages, as the go command names them
	Tags     string   // build tags, comma-separated
	Flags    []string // flags for the tool, as in -barego.strict=true

	// Progress, if set, is called for every package that is done, from one
	// goroutine.
	Progress func(done int)
}

// A Result is what a run found, in the order of file, line, column, analyzer.
type Result struct {
	Diagnostics []Diagnostic
	Failures    []Failure
}

// A Failure is something that kept code from being analysed.
type Failure struct {
	Package string // import path, or "" where it is about the whole run
	Message string // may have several lines
	Detail  string // all that is known, for those who look into it; may be empty

	consequence bool // it failed because something that it imports did
}

// Run analyses the packages. What could not be analysed is in the result; the
// error is for a run in which nothing could.
func Run(ctx context.Context, opts Options) (*Result, error) {
	env, err := goEnv(ctx, opts.Dir)
	if err != nil {
		return nil, err
	}
	if err := env.check(toolVersion()); err != nil {
		return nil, err
	}
	var run *vetting
	if env.plain(opts) {
		// The usual case needs no go list, which takes a fifth of a run
		// whose results are cached.
		run, err = goVet(ctx, opts, env.driver(driverMain), opts.Patterns, func(string) bool { return true })
		if err != nil {
			return nil, err
		}
		if run.clean() && env.allMatch(opts, run.units) {
			return &Result{Diagnostics: merge(run.units, func(string) bool { return true })}, nil
		}
	}

	list, err := goList(ctx, opts, listRoots)
	if err != nil {
		return nil, err
	}
	failures := list.failures()
	patterns := opts.Patterns
	if len(failures) > 0 {
		patterns = list.healthy()
	}
	if len(patterns) == 0 {
		return &Result{Failures: failures}, nil
	}
	if run == nil || len(failures) > 0 {
		if run, err = goVet(ctx, opts, env.driver(list.driver()), patterns, list.matches); err != nil {
			return nil, err
		}
	}
	if run.refused() {
		// One package that cannot be loaded stops the go command before it
		// has vetted any. Look further than the roots for what is broken, and
		// go on without it.
		deep, err := goList(ctx, opts, listImports)
		if err != nil {
			return nil, err
		}
		if broken := deep.failures(); len(broken) > 0 {
			failures, patterns = broken, deep.healthy()
			if len(patterns) == 0 {
				return &Result{Failures: failures}, nil
			}
			if run, err = goVet(ctx, opts, env.driver(deep.driver()), patterns, list.matches); err != nil {
				return nil, err
			}
		}
	}
	failures = append(failures, run.failures(list)...)
	slices.SortStableFunc(failures, Failure.compare)
	return &Result{
		Diagnostics: merge(run.units, list.matches),
		Failures:    slices.CompactFunc(failures, func(a, b Failure) bool { return a.compare(b) == 0 }),
	}, nil
}

// goVet runs the tool over the patterns, with a value of the driver flag, so that all packages
// that match are vetted: see [leave].
func goVet(ctx context.Context, opts Options, driver string, patterns []string, matches func(path string) bool) (*vetting, error) {
	run, err := goVetOnce(ctx, opts, driver, patterns)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(run.takeNotes(), matches) {
		return goVetOnce(ctx, opts, driverWhole, patterns)
	}
	return run, nil
}

func goVetOnce(ctx context.Context, opts Options, driver string, patterns []string) (*vetting, error) {
	cmd := vetCommand(ctx, opts, patterns, "-json", driverFlag+"="+driver)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, startError(err)
	}
	units, streamErr := readStream(stdout, opts.Progress)
	if streamErr != nil {
		io.Copy(io.Discard, stdout) // let it end; the error is the stream's
	}
	err = cmd.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var exit *exec.ExitError
	switch {
	case streamErr != nil:
		return nil, fmt.Errorf("reading the output of go vet: %w\n%s", streamErr, stderr.String())
	case err != nil && !errors.As(err, &exit):
		return nil, fmt.Errorf("running go vet: %w", err)
	}
	return &vetting{units: units, stderr: stderr.String(), failed: err != nil}, nil
}

// vetCommand is go vet with the tool and with flags of its own besides those that are asked for.
func vetCommand(ctx context.Context, opts Options, patterns []string, flags ...string) *exec.Cmd {
	args := slices.Concat([]string{"vet", "-vettool=" + opts.Tool}, flags, tagFlags(opts), opts.Flags, []string{"--"}, patterns)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = opts.Dir
	return cmd
}

func tagFlags(opts Options) []string {
	if opts.Tags == "" {
		return nil
	}
	return []string{"-tags=" + opts.Tags}
}

// startError explains why the go command could not be started.
func startError(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("the go command was not found; gorolint runs through it: install Go from https://go.dev/dl and put it on the PATH")
	}
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("the go command could not be started: %w", err)
	}
	return err
}
