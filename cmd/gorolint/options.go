package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/conffile"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
)

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
	output   string
	exitZero bool
	baseline string
	patterns []string

	writeBaseline, pruneBaseline bool

	tool []string // flags for the analyzers: those of the config and of the rules

	leakprofiles fileList

	config   string // the file, off, or "" to look for one
	confFile string // the file that was read, or ""
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
	fs.StringVar(&opts.config, "config", "", "read the configuration from this `file`, or none if it is off; by default a .gorolint.yml of this folder, or above it in the module")
	fs.StringVar(&opts.tags, "tags", "", "comma-separated build `tags`")
	fs.StringVar(&opts.format, "format", "text", "how to print: `"+strings.Join(format.Names(), " or ")+"`")
	fs.StringVar(&opts.output, "o", "", "print to this `file`, which is written whole or not at all; - is the standard output")
	fs.BoolVar(&opts.exitZero, "exit-zero", false, "exit with 0 if there are findings, for jobs that upload them")
	fs.StringVar(&opts.baseline, "baseline", "", "report only what this `file` does not hold")
	fs.BoolVar(&opts.writeBaseline, "write-baseline", false, "with -baseline: put all that is found into the file, and report nothing")
	fs.BoolVar(&opts.pruneBaseline, "prune-baseline", false, "with -baseline: take out of the file what is gone")
	fs.BoolVar(&opts.fix, "fix", false, "mend what can be mended, and report what is left")
	fs.BoolVar(&opts.diff, "diff", false, "with -fix: print the changes instead of making them")
	fs.Var(&opts.leakprofiles, "leakprofile", "goroutine or goroutineleak profile of the program, a pprof `file`, or - for stdin: findings that are in it come first, and leaks that are no findings last")
	fs.BoolVar(&opts.debug, "debug", false, "print every launch as the model sees it, and what it does not know, to stderr")
	fs.BoolVar(&opts.nolint, "nolint", true, "honour //nolint, //nolint:gorolint and //nolint:RULE comments")
	fs.BoolVar(&opts.version, "V", false, "print the version and exit")
	config.Analyzer.Flags.VisitAll(func(f *flag.Flag) {
		if strings.Contains(f.Name, ".") || f.Name == "exclude" || f.Name == "packages" || f.Name == "known" { // those of the policy rules, and what a configuration holds
			fs.Var(f.Value, f.Name, f.Usage)
		}
	})
	for _, a := range c.rules() {
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	return fs
}

// own are the flags that the analyzers do not see.
var own = []string{"tags", "format", "o", "exit-zero", "V", "fix", "diff", "baseline", "write-baseline", "prune-baseline", "leakprofile", "config"}

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
			return nil, usagef("there is no flag %s%s", name, c.nearFlag(fs, name))
		}
		return nil, usagef("%v; gorolint help lists the flags", err)
	}
	if opts.version {
		return opts, nil
	}
	configured, err := c.configure(fs, opts.config)
	if err != nil {
		return nil, err
	}
	opts.confFile = configured
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
	if opts.baseline == "" && (opts.writeBaseline || opts.pruneBaseline) {
		return nil, usagef("-write-baseline and -prune-baseline change the file that -baseline names; say -baseline=FILE as well")
	}
	if opts.writeBaseline && opts.fix {
		return nil, usagef("-fix mends what -write-baseline would keep; use one after the other")
	}
	if opts.diff && len(opts.leakprofiles) > 0 {
		return nil, usagef("-leakprofile marks findings, and -diff prints none; use one of them")
	}
	if err := checkOutput(opts); err != nil {
		return nil, err
	}
	if _, err := config.Parse(opts.rules); err != nil {
		return nil, usageError(err.Error())
	}
	if shared, err := config.Read(&config.Analyzer.Flags); err != nil {
		return nil, usageError(err.Error())
	} else if err := checkKnown(shared.Known); err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(opts.rules, ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "-")
		if name != "" && c.rule(name) == nil {
			return nil, c.noRule(name)
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

// noRule is the error about a rule that does not exist.
func (c *command) noRule(name string) error {
	var names []string
	for _, a := range c.rules() {
		names = append(names, a.Name)
	}
	if near := conffile.Nearest(name, names); near != "" {
		return usagef("there is no rule %q; did you mean %s?", name, near)
	}
	return usagef("there is no rule %q; gorolint help lists the rules", name)
}

// nearFlag says which flag somebody may have meant by one that does not exist.
func (c *command) nearFlag(fs *flag.FlagSet, name string) string {
	name = strings.TrimLeft(name, "-")
	if name == "version" || name == "v" {
		return "; -V prints the version"
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if near := conffile.Nearest(name, names); near != "" && len(name) > 2 {
		return "; did you mean -" + near + "?"
	}
	return "; gorolint help lists the flags"
}
