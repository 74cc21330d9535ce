package format

import (
	"io"
	"strings"

	"github.com/gorolint/gorolint/internal/config"
)

// A Run is what a report does not say of itself: what was run, and where.
type Run struct {
	Version  string // of gorolint, as in v1.2.3
	Rules    []Rule // those that ran, in their order
	Dir      string // from which the report names files
	Root     string // from which services name files; see [Root]
	ReadFile func(name string) ([]byte, error)
}

// A Rule is what a report says of a rule.
type Rule struct {
	Name string
	Doc  string // a doc comment, whose first line is "name: summary"
	URL  string
	Tier config.Tier
}

// rule returns the rule of a name and its index; of one that did not run the
// index is -1.
func (r *Run) rule(name string) (Rule, int) {
	for i, rule := range r.Rules {
		if rule.Name == name {
			return rule, i
		}
	}
	return Rule{Name: name}, -1
}

// A Printer writes a report.
type Printer func(w io.Writer, r *Report, run *Run) error

// plain makes a printer of one that needs to know nothing of the run.
func plain(print func(io.Writer, *Report) error) Printer {
	return func(w io.Writer, r *Report, _ *Run) error { return print(w, r) }
}

var printers = [...]struct {
	name  string
	print Printer
}{
	{"text", plain(Text)},
	{"json", plain(JSON)},
	{"sarif", SARIF},
	{"github", GitHub},
}

// Names returns the names of the formats.
func Names() []string {
	var names []string
	for _, p := range printers {
		names = append(names, p.name)
	}
	return names
}

// Named returns the printer of a format; nil if there is no such format.
func Named(name string) Printer {
	for _, p := range printers {
		if p.name == name {
			return p.print
		}
	}
	return nil
}

// sentence returns a finding's message without the name of its rule, which
// other formats have a place for.
func sentence(f Finding) string { return strings.TrimSuffix(f.Message, " ("+f.Rule+")") }
