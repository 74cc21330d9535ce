package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/page"
)

// reportShared are the flags that `gorolint report` has in common with the command itself,
// besides those of the rules: they say what to look at, not what to do with it.
var reportShared = slices.Concat([]string{"rules", "advice", "strict", "tests", "tags", "nolint", "config"}, records)

// reportFlags declares the flags of `gorolint report`, to be read into opts.
func (c *command) reportFlags(opts *options) *flag.FlagSet {
	fs := flag.NewFlagSet("gorolint report", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	c.flags(opts).VisitAll(func(f *flag.Flag) {
		if slices.Contains(reportShared, f.Name) || strings.Contains(f.Name, ".") {
			share(fs, f.Name, f)
		}
	})
	fs.StringVar(&opts.format, "format", "text", "how to print: `text or json or html`, which is one page that fetches nothing")
	fs.StringVar(&opts.output, "o", "", "print to this `file`, which is written whole or not at all; - is the standard output")
	return fs
}

// parseReport reads the command line of `gorolint report`.
func (c *command) parseReport(args []string) (*options, error) {
	opts := new(options)
	fs := c.reportFlags(opts)
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil, err
	} else if err != nil {
		if name, ok := undefined(err); ok {
			return nil, usagef("gorolint report has no flag %s; gorolint help report lists its flags", name)
		}
		return nil, usagef("%v; gorolint help report lists the flags", err)
	}
	if !slices.Contains([]string{"text", "json", "html"}, opts.format) {
		return nil, usagef("there is no format %q of the report; use -format=text, -format=json or -format=html", opts.format)
	}
	if err := c.settle(fs, opts); err != nil {
		return nil, err
	}
	return opts, foretell(opts)
}

// report prints the ledger and returns the exit code: findings are part of it, and
// no failure.
func (c *command) report(ctx context.Context, args []string) int {
	opts, err := c.parseReport(args)
	if errors.Is(err, flag.ErrHelp) {
		return c.exit(c.help([]string{"report"}))
	} else if err != nil {
		return c.exit(err)
	}
	ledger, err := c.book(ctx, opts)
	if err != nil {
		return c.exit(err)
	}
	if err := format.Errors(c.stderr, &format.Report{Errors: ledger.Errors}); err != nil {
		return c.exit(err)
	}
	if len(ledger.Errors) > 0 && len(ledger.Launches)+len(ledger.Findings) == 0 {
		return exitFailed // a report of nothing would only hide it
	}
	var out bytes.Buffer
	switch opts.format {
	case "json":
		err = book.JSON(&out, ledger)
	case "html":
		err = page.Write(&out, ledger, version(), os.ReadFile)
	default:
		err = book.Text(&out, ledger)
	}
	if err == nil {
		err = c.deliver(opts, out.Bytes())
	}
	switch {
	case err != nil:
		return c.exit(fmt.Errorf("writing the report: %w", err))
	case len(ledger.Errors) > 0:
		return exitFailed
	}
	return exitClean
}

// book runs the rules, with a record of each launch, and returns the ledger.
func (c *command) book(ctx context.Context, opts *options) (*book.Book, error) {
	report, launches, err := c.analyse(ctx, opts, shared(config.LedgerFlag, "true"))
	if err != nil {
		return nil, err
	}
	var records []book.Launch
	for _, l := range launches {
		record, err := book.Decode(l.line)
		if err != nil {
			return nil, err
		}
		record.Package = l.pkg
		record.Rename(func(file string) string { return format.Path(c.dir, file) })
		records = append(records, *record)
	}
	return book.New(records, report), nil
}

// reportHelp is what `gorolint help report` prints.
func (c *command) reportHelp() []byte {
	var b bytes.Buffer
	b.WriteString(`Gorolint report lists every launch of a goroutine with what is known of it: who
waits for it, what ends it, where its errors go, how many of it there can be,
what ties it to others, and what the rules find. docs/definitions.md has the
words of the table.

Usage:

	gorolint report [flags] [packages]

Exit code: 0 the report is written, with findings or without; 2 called wrongly
or code that could not be analysed, the report of the rest being written.

Flags:

`)
	c.reportFlags(new(options)).VisitAll(func(f *flag.Flag) { writeFlag(&b, f.Name, f) })
	return b.Bytes()
}
