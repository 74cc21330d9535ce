package report

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// Doc returns the section "# Analyzer name" of the package comment in source,
// from its second paragraph: a one-line summary, a blank line, the text. If
// there is no such section it says so, which a test of all rules looks for.
func Doc(source, name string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return fmt.Sprintf("%s: broken doc.go: %v", name, err)
	}
	_, text, ok := strings.Cut(docText(f), "# Analyzer "+name+"\n\n")
	if !ok {
		return name + ": doc.go has no section about this analyzer"
	}
	return strings.TrimSpace(text)
}

func docText(f *ast.File) string {
	if f.Doc == nil {
		return ""
	}
	return f.Doc.Text()
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
