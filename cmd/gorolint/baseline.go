package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/baseline"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/vetrun"
)

// readBaseline reads the baseline that the flags name; nil if they name none, or one that is
// to be made.
func readBaseline(opts *options) (*baseline.Baseline, error) {
	if opts.baseline == "" {
		return nil, nil
	}
	b, err := baseline.Read(opts.baseline)
	switch {
	case opts.writeBaseline && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case opts.pruneBaseline && !slices.Equal(b.Flags, deciding(opts)):
		return nil, usagef("%s was made with %s, so that nobody can tell what is gone; use -prune-baseline with the same, or -write-baseline", opts.baseline, flagList(b.Flags))
	}
	return b, nil
}

func flagList(flags []string) string {
	if len(flags) == 0 {
		return "no flags"
	}
	return strings.Join(flags, " ")
}

// indifferent are flags that do not decide what there is to be found.
var indifferent = []string{"gorolint.debug", "gorolint.nolint", "gorolint.exclude"}

// deciding returns the flags that decide what there is to be found.
func deciding(opts *options) []string {
	flags := slices.DeleteFunc(slices.Clone(opts.tool), func(f string) bool {
		name, _, _ := strings.Cut(strings.TrimPrefix(f, "-"), "=")
		return slices.Contains(indifferent, name)
	})
	if opts.tags != "" {
		flags = append(flags, "-tags="+opts.tags)
	}
	slices.Sort(flags)
	return flags
}

// applyBaseline takes out of the report what the baseline holds. It tells of what is gone, and
// brings the file up to date where the flags ask for that: with -prune-baseline by what is gone,
// with -write-baseline by what is new, too, which is then reported no more.
func (c *command) applyBaseline(ctx context.Context, opts *options, b *baseline.Baseline, report *format.Report) error {
	if opts.baseline == "" {
		return nil
	}
	news, gone := b.Filter(report.Findings)
	gone, err := c.lookedFor(ctx, opts, b, gone)
	if err != nil {
		return err
	}
	write := opts.writeBaseline || opts.pruneBaseline && len(gone) > 0
	if write && len(report.Errors) > 0 {
		return fmt.Errorf("some code could not be analysed, so that %s is left as it is; mend that, or leave the code out", opts.baseline)
	}
	report.Findings = news
	if write {
		var accepted []format.Finding
		if opts.writeBaseline {
			accepted, report.Findings = news, nil
		}
		b = b.Update(gone, accepted, deciding(opts))
		if err := b.Write(opts.baseline); err != nil {
			return fmt.Errorf("the baseline: %w", err)
		}
	}
	c.tellBaseline(opts, b, gone, write)
	return nil
}

// lookedFor returns those of the entries of which nothing was found that could have been: their
// packages were analysed, with the flags of the baseline, or are not there any more.
func (c *command) lookedFor(ctx context.Context, opts *options, b *baseline.Baseline, gone []baseline.Entry) ([]baseline.Entry, error) {
	if len(gone) == 0 || !slices.Equal(b.Flags, deciding(opts)) {
		return nil, nil
	}
	run, err := c.vetting(opts)
	if err != nil {
		return nil, err
	}
	var packages []string
	for _, e := range gone {
		packages = append(packages, e.Package)
	}
	covered, err := vetrun.Cover(ctx, run, slices.Compact(packages))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(gone, func(e baseline.Entry) bool { return !covered[e.Package] }), nil
}

// tellBaseline says what is gone, and what has been done.
func (c *command) tellBaseline(opts *options, b *baseline.Baseline, gone []baseline.Entry, written bool) {
	if len(gone) > 0 {
		what := "-prune-baseline takes it out"
		if written {
			what = "taken out"
		}
		fmt.Fprintf(c.stderr, "gorolint: gone since %s was made (%s):\n", opts.baseline, what)
		for _, e := range gone {
			fmt.Fprintf(c.stderr, "\t%d × %v\n", e.Count, e.Key)
		}
	}
	if opts.writeBaseline {
		fmt.Fprintf(c.stderr, "gorolint: %s holds %d findings now\n", opts.baseline, b.Len())
	}
}

// longestFlag is how long a flag may be: Linux allows 128 KiB for each argument of a program.
const longestFlag = 120 << 10

// unfixedFlag is the flag that tells the analyzers what is in the baseline.
func unfixedFlag(b *baseline.Baseline) (string, error) {
	var hashes []string
	for _, e := range b.Entries() {
		hashes = append(hashes, e.Hash())
	}
	flag := shared(config.UnfixedFlag, strings.Join(hashes, ","))
	if len(flag) > longestFlag {
		return "", fmt.Errorf("the baseline holds %d kinds of findings, too many to keep -fix away from them; run -fix without it, on some packages at a time", len(hashes))
	}
	return flag, nil
}
