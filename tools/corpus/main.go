// Corpus runs gorolint with all rules on the public modules of internal/pinned, and compares
// what it finds with a table of what people thought of it:
//
//	go run ./tools/corpus [flags] [module...]
//
// A line that begins with + is a finding that the table does not have, one with - a finding that
// is gone. The exit code is 0 if there is neither, 1 if there is, and 2 if it was called wrongly
// or a module cannot be had or loaded; go run prints that number and exits with 1.
//
// Modules and results are kept in a cache folder, so that a run that was broken off goes on
// where it was, and only another tool runs anew.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/internal/wholefile"
	"github.com/gorolint/gorolint/passes"
	"github.com/gorolint/gorolint/tools/corpus/internal/doc"
	"github.com/gorolint/gorolint/tools/corpus/internal/lint"
	"github.com/gorolint/gorolint/tools/corpus/internal/table"
)

// mixed are the rules of the bug tier that say more with -advice: groupctx does about a context
// that is used after Wait and not proven to matter.
var mixed = []string{"groupctx"}

type options struct {
	table, page, cache, tool string
	ci, update, unread       bool
	modules                  []string
	linter                   lint.Linter
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	opts := new(options)
	flags := flag.NewFlagSet("corpus", flag.ExitOnError)
	flags.StringVar(&opts.table, "table", "tools/corpus/findings.yml", "the `file` with the verdicts")
	flags.BoolVar(&opts.update, "update", false, "bring the table up to what is found: new findings are there unread, and what is gone is taken out")
	flags.StringVar(&opts.page, "print", "", "write the page of findings to this `file`, if all modules are as the table says")
	flags.BoolVar(&opts.unread, "unread", false, "print the findings that lack a reading, with their places")
	flags.BoolVar(&opts.ci, "ci", false, "look only at the modules for CI, and pass by those that cannot be fetched")
	flags.StringVar(&opts.cache, "cache", "", "keep modules and results in this `folder`; by default one of the user's cache")
	flags.StringVar(&opts.tool, "tool", "", "run this `file`, a gorolint; by default it is built")
	flags.IntVar(&opts.linter.Procs, "p", 2, "run so many `processes` at a time")
	flags.IntVar(&opts.linter.Memory, "memory", 16, "`gigabytes` of address space for each process, of which it uses a part")
	flags.DurationVar(&opts.linter.Timeout, "timeout", time.Hour, "how long a module may take")
	flags.Parse(os.Args[1:])
	opts.modules = flags.Args()

	same, err := run(ctx, opts, os.Stdout, os.Stderr)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	case !same:
		os.Exit(1)
	}
}

// run reports whether what is found is what the table has.
func run(ctx context.Context, opts *options, out, log io.Writer) (same bool, err error) {
	modules, err := choose(opts)
	if err != nil {
		return false, err
	}
	tab, err := read(opts.table)
	if err != nil {
		return false, err
	}
	if opts.cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return false, fmt.Errorf("%w; name a folder by -cache", err)
		}
		opts.cache = filepath.Join(dir, "gorolint-corpus")
	}
	l := &opts.linter
	l.Cache, l.Mixed, l.Tiers = opts.cache, mixed, make(map[string]string)
	for rule, tier := range passes.Tiers() {
		l.Tiers[rule] = tier.String()
	}
	if err := l.Use(ctx, opts.tool); err != nil {
		return false, err
	}

	c := &comparison{opts: opts, out: out, log: log, table: tab}
	if err := c.strangers(); err != nil {
		return false, err
	}
	for i, m := range modules {
		fmt.Fprintf(log, "%d of %d: %v\n", i+1, len(modules), m)
		if err := c.module(ctx, m); err != nil {
			return false, err
		}
	}
	return c.finish()
}

// choose returns the modules to look at.
func choose(opts *options) ([]pinned.Module, error) {
	all, err := pinned.Modules()
	if err != nil {
		return nil, err
	}
	if opts.ci && len(opts.modules) > 0 || opts.page != "" && (opts.ci || len(opts.modules) > 0) {
		return nil, errors.New("-ci, -print and the names of modules each say what to look at; use one of them")
	}
	if opts.ci {
		return slices.DeleteFunc(all, func(m pinned.Module) bool { return !m.CI }), nil
	}
	return pinned.Find(all, opts.modules)
}

// read returns the table of a file; one that is not there is empty, and -update makes it.
func read(name string) (table.Table, error) {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the table: %w", err)
	}
	t, err := table.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("the table %s cannot be read: %w", name, err)
	}
	return t, nil
}

// A comparison is what has been seen of a run.
type comparison struct {
	opts  *options
	out   io.Writer // what is compared
	log   io.Writer // how far it is, and what went wrong
	table table.Table

	done         []doc.Module
	found, lines int
	news, gone   int
	unread       int
	failed       []error // modules that cannot be had or loaded
}

// strangers deals with rows about what is not pinned any more.
func (c *comparison) strangers() error {
	all, err := pinned.Modules()
	if err != nil {
		return err
	}
	for _, t := range slices.Clone(c.table) {
		if slices.ContainsFunc(all, func(m pinned.Module) bool { return m.Path == t.Path && m.Version == t.Version }) {
			continue
		}
		if c.opts.update {
			c.table = c.table.Update(t.Path, t.Version, nil)
			continue
		}
		fmt.Fprintf(c.out, "%s %s is in the table and not pinned\n", t.Path, t.Version)
		for _, r := range t.Rows {
			c.gone += r.N()
		}
	}
	return nil
}

// module looks at one module. The error ends the run.
func (c *comparison) module(ctx context.Context, m pinned.Module) error {
	r, err := c.opts.linter.Run(ctx, m)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, ok := errors.AsType[*pinned.FetchError](err); ok && c.opts.ci {
		fmt.Fprintf(c.out, "SKIPPED: %v\n", err)
		return nil
	}
	if err != nil {
		fmt.Fprintln(c.log, err)
		c.failed = append(c.failed, err)
		return nil
	}
	for _, e := range r.Failures {
		fmt.Fprintf(c.log, "not analysed: %v\n", e)
	}
	if c.opts.update {
		c.table = c.table.Update(m.Path, m.Version, r.Keys())
	}
	rows := c.table.Rows(m.Path, m.Version)
	c.compare(m, rows, r)
	if c.opts.unread {
		if err := c.printUnread(ctx, m, rows, r); err != nil {
			return err
		}
	}
	c.done = append(c.done, doc.Module{Module: m, Result: r, Rows: rows})
	c.found += len(r.Findings)
	c.lines += r.Lines
	return nil
}

// compare prints the difference of a module.
func (c *comparison) compare(m pinned.Module, rows []table.Row, r *lint.Result) {
	d := table.Compare(rows, r.Keys())
	if !d.None() {
		fmt.Fprintln(c.out, m)
	}
	for _, k := range d.New {
		fmt.Fprintln(c.out, "\t+", k)
	}
	for _, k := range d.Gone {
		fmt.Fprintln(c.out, "\t-", k)
	}
	c.news += len(d.New)
	c.gone += len(d.Gone)
	for _, row := range rows {
		if row.Readings.Read() < len(row.Readings) {
			c.unread += row.N()
		}
	}
}

// printUnread prints the findings whose rows lack a reading.
func (c *comparison) printUnread(ctx context.Context, m pinned.Module, rows []table.Row, r *lint.Result) error {
	dir, err := c.opts.linter.Dir(ctx, m)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Readings.Read() == len(row.Readings) {
			continue
		}
		fmt.Fprintf(c.out, "%v, %s, readings %v\n", m, row.Function, row.Readings)
		for _, f := range r.Findings {
			if f.Key == row.Key {
				fmt.Fprintf(c.out, "\t%s:%d: %s\n", filepath.Join(dir, filepath.FromSlash(f.Key.File)), f.Line, f.Message)
			}
		}
	}
	return nil
}

// finish writes what was asked for, and says how it went.
func (c *comparison) finish() (same bool, err error) {
	fmt.Fprintf(c.out, "%d modules, %d lines, %d findings: %d new, %d gone, %d without two readings\n",
		len(c.done), c.lines, c.found, c.news, c.gone, c.unread)
	if c.opts.update {
		text, err := c.table.Encode()
		if err != nil {
			return false, err
		}
		if err := wholefile.Write(c.opts.table, text); err != nil {
			return false, err
		}
	}
	if n := len(c.failed); n > 0 {
		return false, fmt.Errorf("%d modules could not be looked at; see above", n)
	}
	same = c.news+c.gone == 0
	if c.opts.page == "" {
		return same, nil
	}
	if !same {
		return false, fmt.Errorf("%s is not written, as the table says otherwise; -update brings it up to what is found", c.opts.page)
	}
	text, err := doc.Render(c.done, rules())
	if err != nil {
		return false, err
	}
	if err := wholefile.Write(c.opts.page, []byte(text)); err != nil {
		return false, err
	}
	return true, nil
}

// rules returns the names of the rules that say something without being told more.
func rules() []string {
	tiers := passes.Tiers()
	return slices.DeleteFunc(passes.Names(), func(rule string) bool { return tiers[rule] == config.Policy })
}
