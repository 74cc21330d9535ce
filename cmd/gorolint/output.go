package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/wholefile"
)

// checkOutput says what is wrong with the flags that decide how and where the report is printed.
func checkOutput(opts *options) error {
	if format.Named(opts.format) == nil {
		names := format.Names()
		last := len(names) - 1
		return usagef("there is no format %q; use -format=%s or %s", opts.format, strings.Join(names[:last], ", "), names[last])
	}
	if opts.diff && (opts.output != "" || opts.format != "text") {
		return usagef("-fix -diff prints changes and makes no report; leave out -format and -o, or send the changes to a file by >")
	}
	return nil
}

// toFile reports whether the report goes to a file.
func (opts *options) toFile() bool { return opts.output != "" && opts.output != "-" }

// foretell returns an error if the report, or the baseline, could not be written to its file,
// before it costs a run.
func foretell(opts *options) error {
	if opts.toFile() {
		if err := writable("-o", opts.output); err != nil {
			return err
		}
	}
	if opts.writeBaseline || opts.pruneBaseline {
		return writable("-baseline", opts.baseline)
	}
	return nil
}

func writable(flag, name string) error {
	err := wholefile.Check(name)
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%s: there is no folder %s; make it first", flag, filepath.Dir(name))
	} else if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// print prints the report in its format, to where it is to go.
func (c *command) print(opts *options, report *format.Report) error {
	run, err := c.described(opts, report)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := format.Named(opts.format)(&text, report, run); err != nil {
		return fmt.Errorf("printing the findings: %w", err)
	}
	return c.deliver(opts, text.Bytes())
}

// deliver writes what is finished to where it is to go.
func (c *command) deliver(opts *options, data []byte) error {
	if opts.toFile() {
		if err := wholefile.Write(opts.output, data); err != nil {
			return fmt.Errorf("-o: %w", err)
		}
		return nil
	}
	if _, err := c.stdout.Write(data); err != nil {
		return fmt.Errorf("printing the findings: %w", err)
	}
	return nil
}

// described says what runs, and where, for those formats that tell it.
func (c *command) described(opts *options, report *format.Report) (*format.Run, error) {
	enabled, err := config.Parse(opts.rules)
	if err != nil {
		return nil, err
	}
	enabled.Advice = opts.advice
	found := make(map[string]bool) // also by what a configuration says of some packages
	for _, f := range report.Findings {
		found[f.Rule] = true
	}
	run := &format.Run{Version: version(), Dir: c.dir, Root: format.Root(c.dir), ReadFile: os.ReadFile}
	for _, a := range c.rules() {
		if tier := c.tiers[a.Name]; found[a.Name] || enabled.Enabled(a.Name, tier) {
			run.Rules = append(run.Rules, format.Rule{Name: a.Name, Doc: a.Doc, URL: a.URL, Tier: tier})
		}
	}
	return run, nil
}
