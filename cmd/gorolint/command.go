package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/baseline"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/site"
	"github.com/gorolint/gorolint/internal/vetrun"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitFailed   = 2 // called wrongly, or code that could not be analysed
)

// ledgerName is the analyzer that reports every launch when -debug is set.
// Its diagnostics are no findings.
const ledgerName = "launches"

// A command is the program as people call it.
type command struct {
	analyzers      []*analysis.Analyzer
	blocking       []string               // rules that a goroutine which is blocked where they report confirms
	staying        []string               // rules that a goroutine which was launched where they report confirms
	tiers          map[string]config.Tier // of those that are rules
	dir            string                 // the current folder, from which files are named
	stdout, stderr io.Writer
	terminal       bool // stderr is one
}

// rules returns the analyzers that report findings.
func (c *command) rules() []*analysis.Analyzer {
	return slices.DeleteFunc(slices.Clone(c.analyzers), func(a *analysis.Analyzer) bool {
		return a == config.Analyzer || a.Name == ledgerName
	})
}

func (c *command) rule(name string) *analysis.Analyzer {
	for _, a := range c.rules() {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// run does what args ask for and returns the exit code.
func (c *command) run(ctx context.Context, args []string) int {
	if len(args) > 0 && args[0] == "help" {
		return c.exit(c.help(args[1:]))
	}
	if len(args) > 0 && args[0] == "report" {
		return c.report(ctx, args[1:])
	}
	if len(args) == 1 && args[0] == "version" { // as go and others have it
		args = []string{"-V"}
	}
	opts, err := c.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return c.exit(c.help(nil))
	} else if err != nil {
		return c.exit(err)
	}
	if opts.version {
		fmt.Fprintf(c.stdout, "gorolint %s (built with %s)\n", version(), runtime.Version())
		return exitClean
	}
	if err := foretell(opts); err != nil {
		return c.exit(err)
	}
	base, err := readBaseline(opts)
	if err != nil {
		return c.exit(err)
	}
	profiles, err := readProfiles(ctx, opts.leakprofiles)
	if err != nil {
		return c.exit(err)
	}
	if opts.fix {
		changes, err := c.mend(ctx, opts, base)
		if err != nil {
			return c.exit(err)
		}
		if opts.diff {
			io.WriteString(c.stdout, changes)
			switch {
			case changes == "":
				fmt.Fprintln(c.stderr, "gorolint: nothing here has a fix; without -fix the findings are shown")
			case !opts.exitZero:
				return exitFindings
			}
			return exitClean
		}
	}
	report, launches, err := c.analyse(ctx, opts)
	if err != nil {
		return c.exit(err)
	}
	if opts.debug {
		c.printConfiguration(opts)
		printLaunches(c.stderr, launches)
	}
	if len(profiles) > 0 {
		confirmer := confirmer{dir: c.dir, blocking: c.blocking, staying: c.staying}
		confirmer.confirm(report, launches, profiles)
	}
	if err := format.Errors(c.stderr, report); err != nil {
		return c.exit(err)
	}
	if err := c.applyBaseline(ctx, opts, base, report); err != nil {
		return c.exit(err)
	}
	if err := c.print(opts, report); err != nil {
		return c.exit(err)
	}
	switch {
	case len(report.Errors) > 0:
		return exitFailed
	case len(report.Findings)+len(report.Leaks) > 0 && !opts.exitZero:
		return exitFindings
	}
	return exitClean
}

// exit prints what went wrong, if anything, and returns the exit code.
func (c *command) exit(err error) int {
	if err == nil {
		return exitClean
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	format.Errors(c.stderr, format.New(nil, failures(err)))
	return exitFailed
}

// vetting returns how the analyzers are to be run, with further flags.
func (c *command) vetting(opts *options, flags ...string) (vetrun.Options, error) {
	self, err := os.Executable()
	if err != nil {
		return vetrun.Options{}, fmt.Errorf("finding this program's own file, which go vet is to run: %w", err)
	}
	return vetrun.Options{Tool: self, Dir: c.dir, Patterns: opts.patterns, Tags: opts.tags, Flags: slices.Concat(opts.tool, flags)}, nil
}

// mend applies the suggested fixes or, with -diff, returns what they would change. What is in
// the baseline is left as it is.
func (c *command) mend(ctx context.Context, opts *options, base *baseline.Baseline) (string, error) {
	var flags []string
	if base.Len() > 0 {
		unfixed, err := unfixedFlag(base)
		if err != nil {
			return "", err
		}
		flags = append(flags, unfixed)
	}
	run, err := c.vetting(opts, flags...)
	if err != nil {
		return "", err
	}
	return vetrun.Fix(ctx, run, opts.diff)
}

// analyse runs the rules, with further flags, and returns what they found, and the ledger's lines.
func (c *command) analyse(ctx context.Context, opts *options, flags ...string) (*format.Report, []launch, error) {
	// Nobody is to see fixes; but who asks for them and for what goes wrong means them as well.
	flags = append(flags, shared("fixes", strconv.FormatBool(opts.fix && opts.debug)))
	if len(opts.leakprofiles) > 0 {
		flags = append(flags, shared("debug", "true")) // for the launches
	}
	run, err := c.vetting(opts, flags...)
	if err != nil {
		return nil, nil, err
	}
	progress := newProgress(c.stderr, c.terminal)
	run.Progress = progress.set
	result, err := vetrun.Run(ctx, run)
	progress.stop()
	if err != nil {
		return nil, nil, err
	}

	var findings []format.Finding
	var launches []launch
	var places site.Reader
	for _, d := range result.Diagnostics {
		if d.Category == fault.Category {
			if opts.debug {
				fmt.Fprintf(c.stderr, "%v: %s\n", c.position(d.Pos), d.Message)
			}
			continue
		}
		if d.Analyzer == ledgerName {
			launches = append(launches, newLaunch(c.position(d.Pos), d.Package, d.Message, d.Category))
			continue
		}
		place, err := places.At(d.Pos.File, d.Pos.Line, d.Pos.Column)
		if err != nil {
			return nil, nil, err
		}
		f := format.Finding{
			Rule:     d.Analyzer,
			Category: d.Category,
			Message:  d.Message,
			Package:  d.Package,
			Function: place.Function,
			Op:       place.Op,
			Position: c.position(d.Pos),
			End:      c.position(d.End),
		}
		if rule := c.rule(d.Analyzer); rule != nil {
			f.URL = rule.URL
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, format.Related{
				Message:  r.Message,
				Position: c.position(r.Pos),
				End:      c.position(r.End),
			})
		}
		findings = append(findings, f)
	}
	var failures []format.Error
	for _, f := range result.Failures {
		if opts.debug && f.Detail != "" {
			f.Message = f.Detail
		}
		failures = append(failures, format.Error{Package: f.Package, Message: f.Message})
	}
	return format.New(findings, failures), launches, nil
}

func (c *command) position(p vetrun.Position) format.Position {
	return format.Position{File: format.Path(c.dir, p.File), Line: p.Line, Column: p.Column}
}

// shared is a flag that all rules share, as the analyzers take it.
func shared(name, value string) string {
	return fmt.Sprintf("-%s.%s=%s", config.Analyzer.Name, name, value)
}

// stamp is the version where the go command cannot tell it, as in a build from an archive of the
// source: -ldflags "-X main.stamp=v1.2.3".
var stamp string

// version returns the version of the module that this program was built from.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(stamp, info)
}

const unversioned = "(devel)"

func versionOf(stamp string, info *debug.BuildInfo) string {
	switch {
	case info != nil && info.Main.Version != "" && info.Main.Version != unversioned:
		return info.Main.Version
	case stamp != "":
		return stamp
	}
	return unversioned
}
