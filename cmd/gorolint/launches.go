package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/format"
)

// A launch is one line of the ledger.
type launch struct {
	position format.Position
	pkg      string   // import path
	line     string   // the launch as the model sees it, or its record
	unknown  []string // codes of the reasons for what is not known about it
}

// newLaunch reads a diagnostic of the ledger, whose category has the codes.
func newLaunch(position format.Position, pkg, line, codes string) launch {
	l := launch{position: position, pkg: pkg, line: line}
	for code := range strings.SplitSeq(codes, ",") {
		if code = strings.TrimSpace(code); code != "" && !slices.Contains(l.unknown, code) {
			l.unknown = append(l.unknown, code)
		}
	}
	return l
}

// printLaunches writes the launches, and then how many of them each reason cost.
func printLaunches(w io.Writer, launches []launch) {
	lost := make(map[string]int)
	unknown := 0
	for _, l := range launches {
		fmt.Fprintf(w, "%v: %s\n", l.position, l.line)
		for _, code := range l.unknown {
			lost[code]++
		}
		if len(l.unknown) > 0 {
			unknown++
		}
	}
	fmt.Fprintf(w, "%d launches, %d not known in full\n", len(launches), unknown)
	type row struct {
		code string
		n    int
	}
	var rows []row
	width := len("reason")
	for code, n := range lost {
		rows = append(rows, row{code, n})
		width = max(width, len(code))
	}
	if len(rows) == 0 {
		return
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.code, b.code))
	})
	fmt.Fprintf(w, "%-*s  launches lost\n", width, "reason")
	for _, r := range rows {
		fmt.Fprintf(w, "%-*s  %d\n", width, r.code, r.n)
	}
}
