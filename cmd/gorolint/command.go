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
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
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

// options are the command line, read.
type options struct {
	rules    string
	advice   bool
	strict   bool
	tests    bool
	debug    bool
	nolint   bool
	version  bool
	fix      bool
	diff     bool
	tags     string
	format   string
	patterns []string
	tool     []string // flags for the analyzers: those of the config and of the rules
}

// A usageError is a mistake in how the command was called.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// flags declares the command's flags, to be read into opts.
func (c *command) flags(opts *options) *flag.FlagSet {
	fs := flag.NewFlagSet("gorolint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&opts.rules, "rules", "", "comma-separated `rules` to run (a,b), or to leave out (-a,-b)")
	fs.BoolVar(&opts.advice, "advice", false, "also report the advice tier: true, but a matter of judgement")
	fs.BoolVar(&opts.strict, "strict", false, "turn on the strict flag of every rule")
	fs.BoolVar(&opts.tests, "tests", false, "also report in _test.go files")
	fs.StringVar(&opts.tags, "tags", "", "comma-separated build `tags`")
	fs.StringVar(&opts.format, "format", "text", "how to print: `text or json`")
	fs.BoolVar(&opts.fix, "fix", false, "mend what can be mended, and report what is left")
	fs.BoolVar(&opts.diff, "diff", false, "with -fix: print the changes instead of making them")
	fs.BoolVar(&opts.debug, "debug", false, "print every launch as the model sees it, and what it does not know, to stderr")
	fs.BoolVar(&opts.nolint, "nolint", true, "honour //nolint, //nolint:gorolint and //nolint:RULE comments")
	fs.BoolVar(&opts.version, "V", false, "print the version and exit")
	config.Analyzer.Flags.VisitAll(func(f *flag.Flag) {
		if strings.Contains(f.Name, ".") { // those of the policy rules
			fs.Var(f.Value, f.Name, f.Usage)
		}
	})
	for _, a := range c.rules() {
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	return fs
}

// own are the flags that the analyzers do not see.
var own = []string{"tags", "format", "V", "fix", "diff"}

// parse reads the command line. The error is flag.ErrHelp or a usageError.
func (c *command) parse(args []string) (*options, error) {
	opts := new(options)
	fs := c.flags(opts)
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil, err
	} else if err != nil {
		const unknown = "flag provided but not defined: "
		if name, ok := strings.CutPrefix(err.Error(), unknown); ok {
			if rule := strings.TrimLeft(name, "-"); c.rule(rule) != nil {
				return nil, usagef("there is no flag %s; to run that rule alone say -rules=%s", name, rule)
			}
			return nil, usagef("there is no flag %s; gorolint help lists the flags", name)
		}
		return nil, usagef("%v; gorolint help lists the flags", err)
	}
	opts.patterns = fs.Args()
	for _, p := range opts.patterns {
		if strings.HasPrefix(p, "-") {
			return nil, usagef("%s stands behind a package; put the flags before the packages", p)
		}
	}
	if len(opts.patterns) == 0 {
		opts.patterns = []string{"./..."}
	}
	if opts.diff && !opts.fix {
		return nil, usagef("-diff shows what -fix would change; use them together")
	}
	if opts.format != "text" && opts.format != "json" {
		return nil, usagef("there is no format %q; use -format=text or -format=json", opts.format)
	}
	if _, err := config.Parse(opts.rules); err != nil {
		return nil, usageError(err.Error())
	}
	if _, err := config.Read(&config.Analyzer.Flags); err != nil {
		return nil, usageError(err.Error())
	}
	for name := range strings.SplitSeq(opts.rules, ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "-")
		if name != "" && c.rule(name) == nil {
			return nil, usagef("there is no rule %q; gorolint help lists the rules", name)
		}
	}
	fs.Visit(func(f *flag.Flag) {
		name := f.Name
		switch {
		case slices.Contains(own, name):
			return
		case config.Analyzer.Flags.Lookup(name) != nil:
			name = config.Analyzer.Name + "." + name
		}
		opts.tool = append(opts.tool, fmt.Sprintf("-%s=%s", name, f.Value))
	})
	return opts, nil
}

// run does what args ask for and returns the exit code.
func (c *command) run(ctx context.Context, args []string) int {
	if len(args) > 0 && args[0] == "help" {
		return c.exit(c.help(args[1:]))
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
	if opts.fix {
		changes, err := c.mend(ctx, opts)
		if err != nil {
			return c.exit(err)
		}
		if opts.diff {
			io.WriteString(c.stdout, changes)
			if changes != "" {
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
		printLaunches(c.stderr, launches)
	}
	if err := format.Errors(c.stderr, report); err != nil {
		return c.exit(err)
	}
	print := format.Text
	if opts.format == "json" {
		print = format.JSON
	}
	if err := print(c.stdout, report); err != nil {
		return c.exit(fmt.Errorf("printing the findings: %w", err))
	}
	switch {
	case len(report.Errors) > 0:
		return exitFailed
	case len(report.Findings) > 0:
		return exitFindings
	}
	return exitClean
}

// exit prints what went wrong, if anything, and returns the exit code.
func (c *command) exit(err error) int {
	if err == nil {
		return exitClean
	}
	format.Errors(c.stderr, format.New(nil, []format.Error{{Message: err.Error()}}))
	return exitFailed
}

// vetting returns how the analyzers are to be run.
func vetting(opts *options) (vetrun.Options, error) {
	self, err := os.Executable()
	if err != nil {
		return vetrun.Options{}, fmt.Errorf("finding this program's own file, which go vet is to run: %w", err)
	}
	dir, err := os.Getwd()
	if err != nil {
		return vetrun.Options{}, err
	}
	return vetrun.Options{Tool: self, Dir: dir, Patterns: opts.patterns, Tags: opts.tags, Flags: opts.tool}, nil
}

// mend applies the suggested fixes or, with -diff, returns what they would change.
func (c *command) mend(ctx context.Context, opts *options) (string, error) {
	run, err := vetting(opts)
	if err != nil {
		return "", err
	}
	return vetrun.Fix(ctx, run, opts.diff)
}

// analyse runs the rules and returns what they found, and the ledger's lines.
func (c *command) analyse(ctx context.Context, opts *options) (*format.Report, []launch, error) {
	run, err := vetting(opts)
	if err != nil {
		return nil, nil, err
	}
	dir := run.Dir
	run.Flags = append(run.Flags, "-"+config.Analyzer.Name+".fixes=false") // nobody is to see them
	progress := newProgress(c.stderr, c.terminal)
	run.Progress = progress.set
	result, err := vetrun.Run(ctx, run)
	progress.stop()
	if err != nil {
		return nil, nil, err
	}

	var findings []format.Finding
	var launches []launch
	for _, d := range result.Diagnostics {
		if d.Analyzer == ledgerName {
			launches = append(launches, newLaunch(position(dir, d.Pos), d.Message, d.Category))
			continue
		}
		f := format.Finding{
			Rule:     d.Analyzer,
			Category: d.Category,
			Message:  d.Message,
			Position: position(dir, d.Pos),
			End:      position(dir, d.End),
		}
		if rule := c.rule(d.Analyzer); rule != nil {
			f.URL = rule.URL
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, format.Related{
				Message:  r.Message,
				Position: position(dir, r.Pos),
				End:      position(dir, r.End),
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

func position(dir string, p vetrun.Position) format.Position {
	return format.Position{File: format.Path(dir, p.File), Line: p.Line, Column: p.Column}
}

// version returns the version of the module that this program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
