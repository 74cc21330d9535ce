package book

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/gorolint/gorolint/internal/format"
)

// JSON writes the ledger as one JSON object; see [Book].
func JSON(w io.Writer, b *Book) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(b)
}

// Text writes the ledger as a table, package by package, with the findings below the
// launches they are about, and then the summary.
func Text(w io.Writer, b *Book) error {
	var out strings.Builder
	table := [][]string{{"place", "goroutine", "how many", "join", "stop", "finite", "errors", "bounds", "unknown"}}
	for i := range b.Launches {
		table = append(table, row(&b.Launches[i]))
	}
	lines := align(table)
	if len(b.Launches) > 0 {
		out.WriteString("  " + lines[0] + "\n")
	}
	for i, l := range b.Launches {
		if i == 0 || b.Launches[i-1].Package != l.Package {
			out.WriteString(l.Package + "\n")
		}
		out.WriteString("  " + lines[i+1] + "\n")
		b.writeFindings(&out, "      ", l.Findings)
	}
	if loose := b.Loose(); len(loose) > 0 {
		out.WriteString("findings that are about no launch\n")
		b.writeFindings(&out, "  ", loose)
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	b.writeSummary(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

func (b *Book) writeFindings(out *strings.Builder, indent string, indexes []int) {
	for _, i := range indexes {
		fmt.Fprintf(out, "%s%v: %s\n", indent, b.Findings[i].Position, b.Findings[i].Message)
	}
}

func row(l *Launch) []string {
	codes := make([]string, len(l.Unknown))
	for i, u := range l.Unknown {
		codes[i] = u.Code
	}
	return []string{
		l.Position.String(), l.Runs(), l.HowMany, l.Join.short(l.Position.File), l.Stop.short(l.Position.File),
		l.Finite, l.Errors, l.Bounds, strings.Join(codes, ", "),
	}
}

// Runs names what runs in the goroutine.
func (l *Launch) Runs() string {
	name := "not known"
	if len(l.Bodies) > 0 {
		name = l.Bodies[0].Name
		if len(l.Bodies) > 1 || !l.All {
			name += ", …"
		}
	}
	if l.Helper != "" {
		name += " by " + l.Helper
	}
	return name
}

// short is the answer with its first evidence: where others wait or signal, with the file
// where that is another one.
func (a Answer) short(file string) string {
	switch {
	case a.Answer == "no":
		return "none"
	case len(a.Evidence) == 0:
		return a.Answer
	}
	e := a.Evidence[0]
	at := e.Other
	if at == nil {
		at = e.Goroutine
	}
	if at == nil {
		return e.What
	}
	if at.File == file {
		return fmt.Sprintf("%s :%d", e.What, at.Line)
	}
	return fmt.Sprintf("%s %s:%d", e.What, path.Base(at.File), at.Line)
}

// align pads the cells of a table; the last column is not padded.
func align(table [][]string) []string {
	var widths []int
	for _, cells := range table {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	lines := make([]string, len(table))
	for n, cells := range table {
		var b strings.Builder
		for i, c := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			b.WriteString(c)
			b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c)))
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

func (b *Book) writeSummary(out *strings.Builder) {
	line := func(name string, s Summary) []string {
		return []string{name, fmt.Sprint(s.Launches), fmt.Sprint(s.Joined.Yes), fmt.Sprint(s.Stopped.Yes), fmt.Sprint(s.Finite.Yes), fmt.Sprint(s.Unknown), fmt.Sprint(s.Findings)}
	}
	table := [][]string{{"package", "launches", "joined", "stopped", "finite", "not known in full", "with findings"}}
	for _, p := range b.Packages {
		table = append(table, line(p.Path, p.Summary))
	}
	if len(b.Packages) != 1 {
		table = append(table, line("all", b.Summary))
	}
	for _, l := range align(table) {
		out.WriteString(l + "\n")
	}
	if len(b.Reasons) == 0 {
		return
	}
	table = [][]string{{"unknown", "launches", "why"}}
	for _, r := range b.Reasons {
		table = append(table, []string{r.Code, fmt.Sprint(r.Launches), r.Meaning})
	}
	out.WriteString("\n")
	for _, l := range align(table) {
		out.WriteString(l + "\n")
	}
}

// At is a position, for a field that may have none.
func At(p format.Position) *format.Position {
	if p.File == "" {
		return nil
	}
	return &p
}
