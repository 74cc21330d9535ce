package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/doc/comment"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
)

// help prints the overview, or the page of the rule that args name.
func (c *command) help(args []string) error {
	if len(args) > 1 {
		return usagef("help takes one rule, as in gorolint help %s", args[0])
	}
	var page []byte
	if len(args) == 0 {
		page = c.overview()
	} else if args[0] == "report" {
		page = c.reportHelp()
	} else if rule := c.rule(args[0]); rule != nil {
		page = rulePage(rule)
	} else {
		return c.noRule(args[0])
	}
	_, err := c.stdout.Write(page)
	return err
}

// overview lists the flags and rules.
func (c *command) overview() []byte {
	var b bytes.Buffer
	b.WriteString(`Gorolint reports goroutines that nobody waits for or ends, whose errors are
lost, or of which there can be too many.

Usage:

	gorolint [flags] [packages]         analyse packages; the default is ./...
	gorolint report [flags] [packages]  list every launch; gorolint help report says how
	gorolint help [rule]                show this, or what a rule reports
	go vet -vettool=FILE [packages]     as the first, FILE being this program's

Exit code: 0 nothing found, 1 findings, 2 called wrongly or code that could
not be analysed.

Flags:

`)
	c.flags(new(options)).VisitAll(func(f *flag.Flag) { writeFlag(&b, f.Name, f) })
	b.WriteString("\nRules:\n\n")
	rules := c.rules()
	width := 0
	for _, a := range rules {
		width = max(width, len(a.Name))
	}
	for _, a := range rules {
		tier := ""
		if t := c.tiers[a.Name]; t != config.Bug {
			tier = fmt.Sprintf(" (%s)", t)
		}
		fmt.Fprintf(&b, "\t%-*s  %s%s\n", width, a.Name, summary(a), tier)
	}
	b.WriteString("\nThose of advice run with -advice, or if -rules names them;\nthose of policy where their flags say.\n")
	return b.Bytes()
}

// summary returns the first line of a rule's text, without the rule's name.
func summary(a *analysis.Analyzer) string {
	line, _, _ := strings.Cut(a.Doc, "\n")
	return strings.TrimPrefix(line, a.Name+": ")
}

// rulePage renders a rule's text, which is a doc comment, for a terminal.
func rulePage(a *analysis.Analyzer) []byte {
	var b bytes.Buffer
	var printer comment.Printer
	b.Write(printer.Text(new(comment.Parser).Parse(a.Doc)))
	if a.URL != "" {
		fmt.Fprintf(&b, "\n%s\n", a.URL)
	}
	first := true
	a.Flags.VisitAll(func(f *flag.Flag) {
		if first {
			b.WriteString("\nFlags:\n\n")
			first = false
		}
		writeFlag(&b, a.Name+"."+f.Name, f)
	})
	return b.Bytes()
}

func writeFlag(b *bytes.Buffer, name string, f *flag.Flag) {
	kind, usage := flag.UnquoteUsage(f)
	fmt.Fprintf(b, "\t-%s", name)
	if kind != "" {
		fmt.Fprintf(b, "=%s", strings.ReplaceAll(kind, " or ", "|"))
	}
	fmt.Fprintf(b, "\n\t\t%s", usage)
	if f.DefValue != "" && f.DefValue != "false" {
		fmt.Fprintf(b, " (default %s)", f.DefValue)
	}
	b.WriteString("\n")
}
