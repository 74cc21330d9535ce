// Package format writes a report for people and for programs.
package format

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Version is the version of the JSON form. It grows when a field goes or
// changes its meaning; fields may be added under the same version.
const Version = 1

// A Report is the outcome of one run, and also the form of -format=json: one
// object, on several lines, with the fields as they are tagged here. The lists
// are never null.
type Report struct {
	Version  int       `json:"version"`  // of this form: 1
	Findings []Finding `json:"findings"` // sorted by confirmed, file, line, column, rule
	Errors   []Error   `json:"errors"`   // what was not analysed; any makes the exit code 2

	// Leaks are what a leak profile lists and no rule reports. There is no such field
	// where there was no profile.
	Leaks []Leak `json:"leaks,omitzero"`
}

// A Finding is one report of a rule.
type Finding struct {
	Rule     string    `json:"rule"`               // as in barego
	Category string    `json:"category,omitempty"` // the pattern that cures it: group, pool, singleton
	Message  string    `json:"message"`            // as in the text form, with the rule at the end
	URL      string    `json:"url,omitempty"`      // the rule's page
	Package  string    `json:"package"`            // import path
	Function string    `json:"function,omitempty"` // as in Serve, (*Server).Serve or var handlers
	Op       string    `json:"op,omitempty"`       // what stands there, as in go s.loop or results <-
	Position Position  `json:"position"`           // where it stands
	End      Position  `json:"end"`                // just behind what is marked
	Related  []Related `json:"related"`            // other places that belong to it, in the rule's order

	Confirmed     int `json:"confirmed,omitempty"`     // goroutines that a leak profile shows to be blocked so
	ConfirmedLine int `json:"confirmedLine,omitempty"` // the line where they are blocked, if the source has changed since
}

// Related is another place that belongs to a finding. Where it is a step on the way
// there, its message begins with the step's number: 1. the goroutine starts here.
type Related struct {
	Message  string   `json:"message"`
	Position Position `json:"position"`
	End      Position `json:"end"`
}

// A Position is a place in a file.
type Position struct {
	File   string `json:"file"`   // relative to the current folder where that is shorter, with slashes
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // in bytes, from 1
}

func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// An Error says what could not be analysed, and why.
type Error struct {
	Package string `json:"package,omitempty"` // import path; none where it is about the whole run
	Message string `json:"message"`           // may have several lines
}

func (e Error) String() string {
	if e.Package == "" {
		return e.Message
	}
	return e.Package + ": " + e.Message
}

// New returns a report of the findings and errors, in order, without null lists
// and with the name of its rule at the end of every message.
func New(findings []Finding, errors []Error) *Report {
	r := &Report{Version: Version, Findings: nonNil(findings), Errors: nonNil(errors)}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Related = nonNil(f.Related)
		if suffix := " (" + f.Rule + ")"; !strings.HasSuffix(f.Message, suffix) {
			f.Message += suffix
		}
	}
	r.Sort()
	return r
}

// Sort brings the findings into order: first those that are confirmed, by the number of
// goroutines, then by file, line, column and rule.
func (r *Report) Sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Confirmed, a.Confirmed),
			a.Position.Compare(b.Position),
			strings.Compare(a.Rule, b.Rule),
		)
	})
}

// Text writes the findings as lines
//
//	path:line:column: message (rule)
//
// each with its related places below, indented by a tab, and then the leaks. Errors are not among
// them: they go to another stream, through [Errors].
func Text(w io.Writer, r *Report) error {
	var text strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&text, "%v: %s\n", f.Position, f.Message)
		if seen := confirmed(f); seen != "" {
			fmt.Fprintf(&text, "\t%s\n", seen)
		}
		for _, rel := range f.Related {
			fmt.Fprintf(&text, "\t%v: %s\n", rel.Position, rel.Message)
		}
	}
	writeLeaks(&text, r.Leaks)
	_, err := io.WriteString(w, text.String())
	return err
}

// Errors writes the errors, further lines of one indented by a tab.
func Errors(w io.Writer, r *Report) error {
	var text strings.Builder
	for _, e := range r.Errors {
		text.WriteString("gorolint: ")
		text.WriteString(strings.ReplaceAll(strings.ReplaceAll(e.String(), "\n\t", "\n"), "\n", "\n\t"))
		text.WriteString("\n")
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// JSON writes the report as one JSON object; see [Report].
func JSON(w io.Writer, r *Report) error {
	out := *r
	out.Findings, out.Errors = nonNil(r.Findings), nonNil(r.Errors) // a baseline may have taken out all
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(out)
}

// nonNil returns a copy of the list that is printed as [] where it is empty.
func nonNil[T any](list []T) []T { return append([]T{}, list...) }

// Path returns how a file is named in a report made in the given folder:
// relative to it where that is shorter, and with slashes.
func Path(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && len(rel) < len(file) {
		file = rel
	}
	return filepath.ToSlash(file)
}
