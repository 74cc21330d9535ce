package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/slip"
)

// options are the command line, read.
type options struct {
	patterns []string
	tool     []string // flags for the analyzers: those of the config and of the rules

	// What is looked for, besides what is in tool.
	rules    string
	advice   bool
	strict   bool
	tests    bool
	nolint   bool
	tags     string
	config   string // the file, off, or "" to look for one
	confFile string // the file that was read, or ""

	// What is done with it.
	fix, diff                    bool
	leakprofiles                 fileList
	baseline                     string
	writeBaseline, pruneBaseline bool
	format                       string
	output                       string
	exitZero                     bool
	debug                        bool
	version                      bool
}

// records are the shared flags whose values are lists of records. A configuration has its own
// forms for them.
var records = []string{"exclude", "packages", "known"}

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
	fs.BoolVar(&opts.debug, "debug", false, "print every launch as the model sees it, what it does not know, and what went wrong in the analysis, to stderr")
	fs.BoolVar(&opts.nolint, "nolint", true, "honour //nolint, //nolint:gorolint and //nolint:RULE comments")
	fs.BoolVar(&opts.version, "V", false, "print the version and exit")
	config.Analyzer.Flags.VisitAll(func(f *flag.Flag) {
		if strings.Contains(f.Name, ".") || slices.Contains(records, f.Name) { // those with a dot are of the policy rules
			share(fs, f.Name, f)
		}
	})
	for _, a := range c.rules() {
		a.Flags.VisitAll(func(f *flag.Flag) { share(fs, a.Name+"."+f.Name, f) })
	}
	return fs
}

// share makes a flag of another set one of this one as well, with the same value and default.
func share(fs *flag.FlagSet, name string, f *flag.Flag) {
	fs.Var(f.Value, name, f.Usage)
	fs.Lookup(name).DefValue = f.DefValue
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
		if name, ok := undefined(err); ok {
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
	if first := fs.Arg(0); first == "report" || first == "help" {
		return nil, usagef("%s is a command and comes first, as in gorolint %s, with its flags behind it; a package of that name is ./%s", first, first, first)
	}
	if err := c.settle(fs, opts); err != nil {
		return nil, err
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
	return opts, checkOutput(opts)
}

// undefined returns the name of a flag that there is not, if that is the error.
func undefined(err error) (name string, ok bool) {
	return strings.CutPrefix(err.Error(), "flag provided but not defined: ")
}

// settle completes what was read from a command line: by the configuration, the packages and the
// flags for the analyzers, all of which it checks.
func (c *command) settle(fs *flag.FlagSet, opts *options) error {
	var err error
	if opts.confFile, err = c.configure(fs, opts.config); err != nil {
		return err
	}
	opts.patterns = fs.Args()
	for _, p := range opts.patterns {
		if strings.HasPrefix(p, "-") {
			return usagef("%s stands behind a package; put the flags before the packages", p)
		}
	}
	if len(opts.patterns) == 0 {
		opts.patterns = []string{"./..."}
	}
	if _, err := config.Parse(opts.rules); err != nil {
		return usageError(err.Error())
	}
	all, err := config.Read(&config.Analyzer.Flags)
	if err != nil {
		return usageError(err.Error())
	}
	if err := checkKnown(all.Known); err != nil {
		return err
	}
	for _, name := range append(strings.Split(opts.rules, ","), all.RulesWhere()...) {
		name = strings.TrimPrefix(strings.TrimSpace(name), "-")
		if name != "" && c.rule(name) == nil {
			return c.noRule(name)
		}
	}
	fs.Visit(func(f *flag.Flag) {
		name := f.Name
		switch {
		case slices.Contains(own, name), f.Value.String() == f.DefValue:
			return
		case config.Analyzer.Flags.Lookup(name) != nil:
			name = config.Analyzer.Name + "." + name
		}
		opts.tool = append(opts.tool, fmt.Sprintf("-%s=%s", name, f.Value))
	})
	return nil
}

// noRule is the error about a rule that does not exist.
func (c *command) noRule(name string) error {
	if near := slip.Nearest(name, c.ruleNames()); near != "" {
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
	if near := slip.Nearest(name, names); near != "" && len(name) > 2 {
		return "; did you mean -" + near + "?"
	}
	return "; gorolint help lists the flags"
}
