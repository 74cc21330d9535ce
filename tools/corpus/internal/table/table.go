// Package table keeps what people thought of the findings in public modules, as a file that
// can be read in a diff, and compares it with what is found.
package table

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Verdict is what a reader thinks of a finding.
type Verdict string

const (
	True   Verdict = "true"      // the claim holds, and a careful maintainer who is shown it would change the code
	Design Verdict = "by design" // the claim holds, and would be left
	Wrong  Verdict = "wrong"     // the claim does not hold
	Unread Verdict = "-"         // nobody has read it yet
)

// Labels are what somebody thought of the code who had not seen the tool's report.
const (
	LabelTrue  = "true"
	LabelMaybe = "may be"
	LabelFalse = "not to be reported"
)

// Readings are what two people thought, who did not see each other's verdict.
type Readings [2]Verdict

func (r Readings) String() string { return string(r[0]) + ", " + string(r[1]) }

// Read returns how many of the readings there are.
func (r Readings) Read() (n int) {
	for _, v := range r {
		if v != Unread {
			n++
		}
	}
	return n
}

// MarshalYAML implements [yaml.Marshaler].
func (r Readings) MarshalYAML() (any, error) { return r.String(), nil }

// UnmarshalYAML implements [yaml.Unmarshaler].
func (r *Readings) UnmarshalYAML(n *yaml.Node) error {
	words := strings.Split(n.Value, ",")
	if len(words) != len(r) {
		return fmt.Errorf("line %d: readings are %q; write two, as in true, by design", n.Line, n.Value)
	}
	for i, w := range words {
		r[i] = Verdict(strings.TrimSpace(w))
		if !slices.Contains([]Verdict{True, Design, Wrong, Unread}, r[i]) {
			return fmt.Errorf("line %d: %q is no verdict; write true, by design, wrong, or - if nobody has read it", n.Line, r[i])
		}
	}
	return nil
}

// A Key is what a finding in a module is known by, wherever its line may be.
type Key struct {
	Rule     string `yaml:"rule"`
	Tier     string `yaml:"tier"` // bug or advice
	File     string `yaml:"file"` // from the module's folder, with slashes
	Function string `yaml:"function,omitempty"`
	Op       string `yaml:"op,omitempty"`
}

func (k Key) compare(l Key) int {
	return cmp.Or(strings.Compare(k.File, l.File), strings.Compare(k.Function, l.Function),
		strings.Compare(k.Rule, l.Rule), strings.Compare(k.Op, l.Op), strings.Compare(k.Tier, l.Tier))
}

func (k Key) String() string {
	text := k.File
	for _, part := range []string{k.Function, k.Op} {
		if part != "" {
			text += ", " + part
		}
	}
	if k.Tier == "advice" {
		return text + " (" + k.Rule + ", advice)"
	}
	return text + " (" + k.Rule + ")"
}

// A Row is what was thought of one finding, or of several of one key.
type Row struct {
	Key      `yaml:",inline"`
	Count    int      `yaml:"count,omitempty"` // 1 where it is not said
	Label    string   `yaml:"label,omitempty"`
	Readings Readings `yaml:"readings"`
	Note     string   `yaml:"note,omitempty"` // a sentence
}

// N returns how many findings the row is about.
func (r Row) N() int { return max(r.Count, 1) }

// A Module has the rows of one module.
type Module struct {
	Path    string `yaml:"module"`
	Version string `yaml:"version"`
	Rows    []Row  `yaml:"findings,omitempty"`
}

// A Table has the modules in which something is found.
type Table []Module

// Parse reads a table. The error names the lines that are wrong, and says what to do about
// them.
func Parse(data []byte) (Table, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		return nil, err
	}
	var t Table
	if err := yaml.Load(data, &t, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	if err := t.check(lines(&root)); err != nil {
		return nil, err
	}
	return t, nil
}

// lines returns where the modules begin, and the rows of each. It is called for what has been
// read as a table.
func lines(n *yaml.Node) (modules []int, rows [][]int) {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for _, m := range n.Content {
		var of []int
		for i := 1; i < len(m.Content); i += 2 {
			if m.Content[i-1].Value != "findings" {
				continue
			}
			for _, row := range m.Content[i].Content {
				of = append(of, row.Line)
			}
		}
		modules, rows = append(modules, m.Line), append(rows, of)
	}
	return modules, rows
}

func (t Table) check(modules []int, rows [][]int) error {
	var wrong []error
	seen := make(map[string]bool)
	for i, m := range t {
		if m.Path == "" || m.Version == "" {
			wrong = append(wrong, fmt.Errorf("line %d: give the module a path and a version", modules[i]))
		}
		if seen[m.Path] {
			wrong = append(wrong, fmt.Errorf("line %d: %s is there twice; put its findings together", modules[i], m.Path))
		}
		seen[m.Path] = true
		for j, r := range m.Rows {
			switch {
			case r.Rule == "" || r.File == "":
				wrong = append(wrong, fmt.Errorf("line %d: give the finding a rule and a file", rows[i][j]))
			case r.Tier != "bug" && r.Tier != "advice":
				wrong = append(wrong, fmt.Errorf("line %d: the tier is %q; it is bug or advice", rows[i][j], r.Tier))
			case r.Count < 0:
				wrong = append(wrong, fmt.Errorf("line %d: the count is %d; leave it out for one finding", rows[i][j], r.Count))
			case !slices.Contains([]string{"", LabelTrue, LabelMaybe, LabelFalse}, r.Label):
				wrong = append(wrong, fmt.Errorf("line %d: the label is %q; it is true, may be or not to be reported", rows[i][j], r.Label))
			case r.Readings[0] == "":
				wrong = append(wrong, fmt.Errorf("line %d: the finding has no readings; write -, - if nobody has read it", rows[i][j]))
			case r.Readings.Read() > 0 && r.Note == "":
				wrong = append(wrong, fmt.Errorf("line %d: the finding has been read; add a note that says why", rows[i][j]))
			}
		}
	}
	return errors.Join(wrong...)
}

// Encode returns the text of a table.
func (t Table) Encode() ([]byte, error) {
	var text bytes.Buffer
	text.WriteString("# What two readers thought of the findings in public modules; CONTRIBUTING.md says how it is\n" +
		"# made and compared. Verdicts: true, by design, wrong, and - where nobody has read it.\n")
	body, err := yaml.Dump(t, yaml.WithV4Defaults(), yaml.WithLineWidth(-1))
	text.Write(body)
	return text.Bytes(), err
}

// Rows returns the rows about a version of a module.
func (t Table) Rows(path, version string) []Row {
	for _, m := range t {
		if m.Path == path && m.Version == version {
			return m.Rows
		}
	}
	return nil
}

// A Difference is what is found and is not in the table, and the other way round. Each key is
// there as often as it is too many.
type Difference struct {
	New, Gone []Key
}

// None reports whether there is no difference.
func (d Difference) None() bool { return len(d.New)+len(d.Gone) == 0 }

// Compare sets the rows of a module beside the keys of what is found in it.
func Compare(rows []Row, found []Key) Difference {
	left := make(map[Key]int)
	for _, r := range rows {
		left[r.Key] += r.N()
	}
	var d Difference
	for _, k := range found {
		if left[k]--; left[k] < 0 {
			d.New = append(d.New, k)
		}
	}
	for k, n := range left {
		for range n {
			d.Gone = append(d.Gone, k)
		}
	}
	slices.SortFunc(d.New, Key.compare)
	slices.SortFunc(d.Gone, Key.compare)
	return d
}

// Update returns the table with the rows of a module brought up to what is found: what is gone
// is taken out, and what is new is there unread. Of several rows with one key the last ones
// lose what is gone.
func (t Table) Update(path, version string, found []Key) Table {
	old := t.Rows(path, version)
	left := make(map[Key]int)
	for _, k := range found {
		left[k]++
	}
	var rows []Row
	for _, r := range old {
		if n := min(r.N(), left[r.Key]); n > 0 {
			left[r.Key] -= n
			if r.Count = n; n == 1 {
				r.Count = 0
			}
			rows = append(rows, r)
		}
	}
	for _, k := range found {
		n := left[k]
		if n == 0 {
			continue
		}
		left[k] = 0
		if n == 1 {
			n = 0
		}
		rows = append(rows, Row{Key: k, Count: n, Readings: Readings{Unread, Unread}})
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.compare(b.Key) })

	out := slices.DeleteFunc(slices.Clone(t), func(m Module) bool { return m.Path == path })
	if len(rows) > 0 {
		out = append(out, Module{path, version, rows})
	}
	slices.SortFunc(out, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return out
}
