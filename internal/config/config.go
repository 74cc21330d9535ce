// Package config holds the pseudo-analyzer "gorolint", which owns the flags
// that all rules share. Every rule requires it, so that one set of flags
// (-gorolint.advice, -gorolint.rules, …) means the same in every driver.
//
// Configuration reaches the analyzers as flags only: the go command's cache
// key covers flags, but neither files nor the environment.
package config

import (
	"flag"
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Tier says how sure and how welcome a rule's reports are.
type Tier int

const (
	// Bug rules make proven claims and are on by default.
	Bug Tier = iota
	// Advice rules are true but a matter of judgement; -gorolint.advice turns them on.
	Advice
	// Policy rules are a team's own law, on once they are configured.
	Policy
)

func (t Tier) String() string { return [...]string{Bug: "bug", Advice: "advice", Policy: "policy"}[t] }

// A Config is the value of the shared flags for one run.
type Config struct {
	Advice bool // report the advice tier too
	Strict bool // turn on every rule's strict flag
	Tests  bool // report in _test.go files too
	Debug  bool // report every launch as the model sees it
	Ledger bool // report every launch as a record, for gorolint report
	Nolint bool // honour //nolint comments, as golangci-lint does by itself
	Fixes  bool // suggest fixes, each of which is tried first

	// Probe, if there is one, is called wherever a part of the analysis turns to a function, or with
	// no name to the package: see package fault. No flag sets it; tests do.
	Probe func(part, fn string)

	unfixed map[string]bool // hashes of the places whose findings are left as they are

	NakedGo     NakedGo
	Unrecovered Unrecovered
	Known       string // rows to add to the table of known functions

	excludes []Exclude
	policies []PackagePolicy

	only    map[string]bool // the rules asked for by name; nil means all
	without map[string]bool // the rules switched off by name
}

// DriverFlag is the flag by which the gorolint command tells the units of its
// own `go vet` run what they are part of (package vetrun has the values). Rules
// do not look at it; it is declared here because the go command forwards only
// flags that the tool declares, and caches results by them.
const DriverFlag = "driver"

// LedgerFlag is the flag by which `gorolint report` asks its units for a record
// of every launch instead of a line.
const LedgerFlag = "ledger"

// UnfixedFlag is the flag by which the command tells what is in its baseline, as hashes of
// package site, divided by commas: no fix is suggested for that.
const UnfixedFlag = "unfixed"

// Unfixed reports whether the findings of a hash are to be left as they are.
func (c *Config) Unfixed(hash string) bool { return c.unfixed[hash] }

// Analyzer evaluates the shared flags; its result is the *Config that holds in the package.
var Analyzer = &analysis.Analyzer{
	Name:       "gorolint",
	Doc:        "gorolint: the flags that all gorolint rules share\n\nIt reports nothing itself.",
	URL:        "https://pkg.go.dev/github.com/gorolint/gorolint",
	Flags:      flags(),
	Run:        run,
	ResultType: reflect.TypeFor[*Config](),
}

func flags() flag.FlagSet {
	fs := flag.NewFlagSet("gorolint", flag.ContinueOnError)
	fs.Bool("advice", false, "also report the advice tier: true, but a matter of judgement")
	fs.Bool("strict", false, "turn on the strict flag of every rule")
	fs.Bool("tests", false, "also report in _test.go files")
	fs.Bool("debug", false, "report every launch as the model sees it")
	fs.Bool("nolint", true, "honour //nolint, //nolint:gorolint and //nolint:RULE comments")
	fs.Bool("fixes", true, "suggest fixes; each is tried first, which takes as long as the package did")
	fs.String("rules", "", "comma-separated rules to run (a,b), or to leave out (-a,-b)")
	policyFlags(fs)
	fs.String(UnfixedFlag, "", "set by the gorolint command: findings of its baseline, which -fix leaves alone")
	whereFlags(fs)
	fs.Bool(LedgerFlag, false, "set by gorolint report, for its own runs of go vet")
	fs.String(DriverFlag, "", "set by the gorolint command, for its own runs of go vet")
	return *fs
}

func run(pass *analysis.Pass) (any, error) {
	c, err := Read(&pass.Analyzer.Flags)
	if err != nil {
		return nil, err
	}
	return c.in(ImportPath(pass.Pkg)), nil
}

// MaxFixed bounds the bytes of source of a package in which fixes are tried: each trial checks and
// models all of it again.
const MaxFixed = 1 << 20

// Fixable reports whether fixes are tried in a package of these files.
func Fixable(files []*ast.File) bool {
	size := 0
	for _, f := range files {
		size += int(f.FileEnd - f.FileStart)
	}
	return size <= MaxFixed
}

// ImportPath returns the path by which a package is imported, or that of the
// package whose test it is.
func ImportPath(pkg *types.Package) string {
	path, _, _ := strings.Cut(pkg.Path(), " ")
	if strings.HasSuffix(pkg.Name(), "_test") {
		path = strings.TrimSuffix(path, "_test")
	}
	return path
}

// Read returns the configuration that the flags of [Analyzer] ask for, or an error
// that says which of them is wrong.
func Read(fs *flag.FlagSet) (*Config, error) {
	c, err := Parse(text(fs, "rules"))
	if err != nil {
		return nil, err
	}
	if err := c.policy(fs); err != nil {
		return nil, err
	}
	if err := c.where(fs); err != nil {
		return nil, err
	}
	c.Advice = set(fs, "advice")
	c.Strict = set(fs, "strict")
	c.Tests = set(fs, "tests")
	c.Debug = set(fs, "debug")
	c.Ledger = set(fs, LedgerFlag)
	c.Nolint = set(fs, "nolint")
	c.Fixes = set(fs, "fixes")
	c.unfixed = make(map[string]bool)
	for _, hash := range split(text(fs, UnfixedFlag)) {
		c.unfixed[hash] = true
	}
	return c, nil
}

func set(fs *flag.FlagSet, name string) bool {
	on, _ := fs.Lookup(name).Value.(flag.Getter).Get().(bool)
	return on
}

func text(fs *flag.FlagSet, name string) string { return fs.Lookup(name).Value.String() }

// Parse returns the configuration that a -rules value asks for. It returns an
// error if the value mixes rules to run with rules to leave out. Whether the
// rules exist is the driver's business: this package knows none by name.
func Parse(rules string) (*Config, error) {
	c := new(Config)
	for name := range strings.SplitSeq(rules, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		set := &c.only
		if strings.HasPrefix(name, "-") {
			set, name = &c.without, name[1:]
		}
		if *set == nil {
			*set = make(map[string]bool)
		}
		(*set)[name] = true
	}
	if c.only != nil && c.without != nil {
		return nil, fmt.Errorf("-rules=%s mixes rules to run with rules to leave out; use either a,b or -a,-b", rules)
	}
	return c, nil
}

// Enabled reports whether a rule of the given tier is to run. A rule asked
// for by name runs whatever its tier.
func (c *Config) Enabled(rule string, tier Tier) bool {
	if c.only != nil {
		return c.only[rule]
	}
	return !c.without[rule] && (tier != Advice || c.Advice)
}
