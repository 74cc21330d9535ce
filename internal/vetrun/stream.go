package vetrun

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Diagnostic is what an analyzer reported.
type Diagnostic struct {
	Package  string // import path, also of what stands in a test file
	Analyzer string
	Category string
	Pos, End Position
	Message  string
	Related  []Related
}

// Related is another place that a diagnostic speaks of.
type Related struct {
	Pos, End Position
	Message  string
}

// A Position is a place in a file; the columns count bytes from one.
type Position struct {
	File         string // absolute
	Line, Column int
}

func (p Position) compare(q Position) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

func (d Diagnostic) compare(e Diagnostic) int {
	return cmp.Or(d.Pos.compare(e.Pos), strings.Compare(d.Analyzer, e.Analyzer),
		strings.Compare(d.Message, e.Message), d.End.compare(e.End))
}

// unitResult is what one unit of the go vet run printed.
type unitResult struct {
	id          string
	diagnostics []Diagnostic
	errors      map[string]string // by analyzer
}

// readStream reads what `go vet -json` prints: one JSON object after the
// other, each of the form
//
//	{unit ID: {analyzer: [diagnostic, …] or {"error": text}}}
//
// and {} for a unit without findings.
func readStream(r io.Reader, progress func(done int)) ([]unitResult, error) {
	var units []unitResult
	dec := json.NewDecoder(r)
	for done := 1; ; done++ {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return units, nil
		} else if err != nil {
			return units, err
		}
		if progress != nil {
			progress(done)
		}
		for id, results := range tree {
			unit, err := decodeUnit(id, results)
			if err != nil {
				return units, err
			}
			units = append(units, unit)
		}
	}
}

func decodeUnit(id string, results map[string]json.RawMessage) (unitResult, error) {
	unit := unitResult{id: id}
	for analyzer, raw := range results {
		if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '{' {
			var failure struct {
				Error string `json:"error"`
			}
			if err := json.Unmarshal(raw, &failure); err != nil {
				return unit, fmt.Errorf("unit %s, analyzer %s: %w", id, analyzer, err)
			}
			if unit.errors == nil {
				unit.errors = make(map[string]string)
			}
			unit.errors[analyzer] = failure.Error
			continue
		}
		type place struct{ Posn, End, Message string }
		var list []struct {
			place
			Category string
			Related  []place
		}
		if err := json.Unmarshal(raw, &list); err != nil {
			return unit, fmt.Errorf("unit %s, analyzer %s: %w", id, analyzer, err)
		}
		for _, d := range list {
			diag := Diagnostic{
				Analyzer: analyzer,
				Category: d.Category,
				Pos:      parsePosition(d.Posn),
				End:      parsePosition(d.End),
				Message:  d.Message,
			}
			for _, r := range d.Related {
				diag.Related = append(diag.Related, Related{parsePosition(r.Posn), parsePosition(r.End), r.Message})
			}
			unit.diagnostics = append(unit.diagnostics, diag)
		}
	}
	return unit, nil
}

// parsePosition reads "file:line:column", of which the column, or both
// numbers, may be missing.
func parsePosition(s string) Position {
	file, column, ok := cutNumber(s)
	if !ok {
		return Position{File: s}
	}
	if rest, line, ok := cutNumber(file); ok {
		return Position{rest, line, column}
	}
	return Position{File: file, Line: column}
}

func cutNumber(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// merge returns the diagnostics of the units whose packages match, sorted, and
// each once: a package's files are seen again in its test variant. Where the
// variants word a report on the same position differently, that of the
// simplest one is kept.
func merge(units []unitResult, matches func(path string) bool) []Diagnostic {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b unitResult) int {
		return cmp.Or(cmp.Compare(len(a.id), len(b.id)), strings.Compare(a.id, b.id))
	})
	type spot struct {
		pos      Position
		analyzer string
	}
	owner := make(map[spot]string) // ID of the unit whose reports are kept
	var all []Diagnostic
	for _, unit := range units {
		if isIntermediate(unit.id) || !matches(importPath(unit.id, matches)) {
			continue
		}
		name, _, _ := strings.Cut(unit.id, " [")
		for _, d := range unit.diagnostics {
			at := spot{d.Pos, d.Analyzer}
			if _, ok := owner[at]; !ok {
				owner[at] = unit.id
			}
			if owner[at] == unit.id {
				d.Package = name
				if strings.HasSuffix(d.Pos.File, "_test.go") {
					d.Package = strings.TrimSuffix(name, "_test") // that of an external test is that of what it tests
				}
				all = append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, Diagnostic.compare)
	return slices.CompactFunc(all, func(a, b Diagnostic) bool { return a.compare(b) == 0 })
}
