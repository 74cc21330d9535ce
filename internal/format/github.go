package format

import (
	"fmt"
	"io"
	"strings"

	"github.com/gorolint/gorolint/internal/config"
)

// GitHub writes the report as workflow commands, lines that GitHub Actions
// makes annotations of:
//
//	::error file=F,line=L,endLine=L,col=C,endColumn=C,title=T::message
//
// A finding is an error, a warning or a notice if its rule is of the bug, policy
// or advice tier. Files are named from the top of the repository, and related
// places are further lines of the message. Leaks that no rule reports are warnings. What could not be analysed is an error
// without a place.
func GitHub(w io.Writer, r *Report, run *Run) error {
	var text strings.Builder
	lines := newLineReader(run)
	for _, f := range r.Findings {
		rule, _ := run.rule(f.Rule)
		file, _ := run.fromRoot(f.Position.File)
		fmt.Fprintf(&text, "::%s file=%s,line=%d", command(rule.Tier), escapeProperty(file), f.Position.Line)
		switch {
		case f.End.Line > f.Position.Line: // of several lines GitHub wants no columns
			fmt.Fprintf(&text, ",endLine=%d", f.End.Line)
		default:
			fmt.Fprintf(&text, ",endLine=%d,col=%d", f.Position.Line, lines.column(f.Position))
			if f.End.Line == f.Position.Line && f.End.Column > f.Position.Column {
				fmt.Fprintf(&text, ",endColumn=%d", lines.column(f.End))
			}
		}
		message := []string{sentence(f)}
		if seen := confirmed(f); seen != "" {
			message = append(message, seen)
		}
		for _, rel := range f.Related {
			file, _ := run.fromRoot(rel.Position.File)
			message = append(message, fmt.Sprintf("%s:%d:%d: %s", file, rel.Position.Line, rel.Position.Column, rel.Message))
		}
		fmt.Fprintf(&text, ",title=%s::%s\n", escapeProperty("gorolint: "+f.Rule), escapeData(strings.Join(message, "\n")))
	}
	for _, l := range r.Leaks {
		file, _ := run.fromRoot(l.File)
		fmt.Fprintf(&text, "::warning file=%s,line=%d,title=%s::%s\n", escapeProperty(file), l.Line,
			escapeProperty("gorolint: "+leaksTitle), escapeData(strings.Join(append([]string{l.String()}, l.details()...), "\n")))
	}
	for _, e := range r.Errors {
		fmt.Fprintf(&text, "::error title=%s::%s\n", escapeProperty("gorolint: not analysed"), escapeData(e.String()))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func command(t config.Tier) string {
	return [...]string{config.Bug: "error", config.Advice: "notice", config.Policy: "warning"}[t]
}

// escapeData escapes what stands behind the second pair of colons.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty escapes what stands behind an equals sign.
func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
