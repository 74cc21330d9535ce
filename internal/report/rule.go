package report

import (
	"flag"
	"strings"
)

// Doc returns the section "# Analyzer name" of the package comment in source,
// from its second paragraph: a one-line summary, a blank line, the text. If
// there is no such section it says so, which a test of all rules looks for.
//
// It cuts the text itself: every process of a vet tool does so for each rule
// before it does anything else, and the parser takes ten times as long.
func Doc(source, name string) string {
	comment, _, _ := strings.Cut(source, "\npackage ")
	_, text, ok := strings.Cut(comment, "\n// # Analyzer "+name+"\n//\n")
	if !ok {
		return name + ": doc.go has no section about this analyzer"
	}
	text = strings.ReplaceAll("\n"+text, "\n//", "\n")
	text = strings.ReplaceAll(text, "\n ", "\n")
	return strings.TrimSpace(text)
}

// LimitFlag returns the flags of a rule that has a limit, a number.
func LimitFlag(rule string, limit int, usage string) flag.FlagSet {
	fs := flag.NewFlagSet(rule, flag.ContinueOnError)
	fs.Int("limit", limit, usage)
	return *fs
}

// StrictFlag returns the flags of a rule that has a strict mode.
func StrictFlag(rule, usage string) flag.FlagSet {
	fs := flag.NewFlagSet(rule, flag.ContinueOnError)
	fs.Bool("strict", false, usage)
	return *fs
}
