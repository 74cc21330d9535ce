// Package baseline keeps the findings that a code base had when it took gorolint up, so that
// only new ones are reported. It knows them by rule, package, function and operation, and how
// often each occurs, so that neither moved lines nor a new wording make an old finding new.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/site"
	"github.com/gorolint/gorolint/internal/wholefile"
)

// Version is the version of the file's form.
const Version = 1

// A Key is what findings are known by.
type Key struct {
	Rule     string `json:"rule"`
	Package  string `json:"package"`
	Function string `json:"function,omitempty"`
	Op       string `json:"op,omitempty"`
}

// KeyOf returns the key of a finding.
func KeyOf(f format.Finding) Key { return Key{f.Rule, f.Package, f.Function, f.Op} }

// Hash returns the key's short name, by which the analyzers know it.
func (k Key) Hash() string {
	return site.Place{Function: k.Function, Op: k.Op}.Hash(k.Rule, k.Package)
}

func (k Key) compare(l Key) int {
	return cmp.Or(strings.Compare(k.Package, l.Package), strings.Compare(k.Function, l.Function),
		strings.Compare(k.Rule, l.Rule), strings.Compare(k.Op, l.Op))
}

func (k Key) String() string {
	text := k.Package
	if k.Function != "" {
		text += ", " + k.Function
	}
	if k.Op != "" {
		text += ", " + k.Op
	}
	return text + " (" + k.Rule + ")"
}

// An Entry is a key, and how many findings have it.
type Entry struct {
	Key
	Count int `json:"count"`
}

// A Baseline holds findings. The nil baseline holds none.
type Baseline struct {
	// Flags are those with which it was made, as far as they decide what there is to be
	// found: with others nobody can tell what is gone.
	Flags []string

	counts map[Key]int
}

// Of returns a baseline of findings.
func Of(findings []format.Finding, flags []string) *Baseline {
	b := &Baseline{flags, make(map[Key]int)}
	for _, f := range findings {
		b.counts[KeyOf(f)]++
	}
	return b
}

// Entries returns what the baseline holds, sorted by package and function.
func (b *Baseline) Entries() []Entry {
	if b == nil {
		return nil
	}
	var out []Entry
	for k, n := range b.counts {
		out = append(out, Entry{k, n})
	}
	slices.SortFunc(out, func(a, b Entry) int { return a.compare(b.Key) })
	return out
}

// Len returns how many findings the baseline holds.
func (b *Baseline) Len() (n int) {
	for _, e := range b.Entries() {
		n += e.Count
	}
	return n
}

// Filter returns the findings that the baseline does not hold: of those with one key the
// last ones, if there are more than it has. Gone is what it holds and nothing was found of.
func (b *Baseline) Filter(findings []format.Finding) (news []format.Finding, gone []Entry) {
	if b == nil {
		return findings, nil
	}
	left := maps.Clone(b.counts)
	for _, f := range findings {
		if k := KeyOf(f); left[k] > 0 {
			left[k]--
		} else {
			news = append(news, f)
		}
	}
	maps.DeleteFunc(left, func(_ Key, n int) bool { return n == 0 })
	return news, (&Baseline{counts: left}).Entries()
}

// Update returns the baseline without what is gone and with further findings, as made with
// the given flags.
func (b *Baseline) Update(gone []Entry, news []format.Finding, flags []string) *Baseline {
	out := Of(news, flags)
	for _, e := range b.Entries() {
		out.counts[e.Key] += e.Count
	}
	for _, e := range gone {
		out.counts[e.Key] -= e.Count
	}
	maps.DeleteFunc(out.counts, func(_ Key, n int) bool { return n <= 0 })
	return out
}

// file is the form of the file: one object, in which each entry has a line to itself, so
// that two branches that change it can be merged.
type file struct {
	Version  int      `json:"version"`
	Flags    []string `json:"flags"`
	Findings []Entry  `json:"findings"`
}

// missing is the error of a baseline that is not there.
type missing string

func (m missing) Error() string {
	return fmt.Sprintf("there is no baseline %s; -write-baseline makes it", string(m))
}

func (missing) Unwrap() error { return fs.ErrNotExist }

// Read reads a baseline. The error says what to do about it; it wraps [fs.ErrNotExist] if
// there is no such file.
func Read(name string) (*Baseline, error) {
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missing(name)
	case err != nil:
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	b, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("the baseline %s cannot be read: %w; mend it, or delete it and make it anew by -write-baseline", name, err)
	}
	return b, nil
}

// maxCount is far more than there is to be found in one function; sums of it do not overflow.
const maxCount = 1 << 30

func parse(data []byte) (*Baseline, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		at := dec.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = syntax.Offset
		} else if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			at = wrong.Offset
		} else if errors.Is(err, io.ErrUnexpectedEOF) {
			at = int64(len(data))
		}
		return nil, fmt.Errorf("line %d: %w", lineAt(data, at), err)
	}
	if dec.More() {
		return nil, fmt.Errorf("line %d: something follows its end", lineAt(data, dec.InputOffset()))
	}
	if f.Version != Version {
		return nil, fmt.Errorf("it has version %d, and this gorolint knows version %d", f.Version, Version)
	}
	b := &Baseline{f.Flags, make(map[Key]int)}
	for i, e := range f.Findings {
		if e.Rule == "" || e.Package == "" || e.Count < 1 {
			return nil, fmt.Errorf("finding %d has no rule, package or count", i+1)
		}
		if e.Count > maxCount {
			return nil, fmt.Errorf("finding %d is there %d times, which no code has", i+1, e.Count)
		}
		b.counts[e.Key] += e.Count
	}
	return b, nil
}

// lineAt returns the line of an offset, from 1.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// Write writes the baseline, whole or not at all.
func (b *Baseline) Write(name string) error {
	var text bytes.Buffer
	flags, err := json.Marshal(append([]string{}, b.Flags...))
	if err != nil {
		return err
	}
	fmt.Fprintf(&text, "{\n\t\"version\": %d,\n\t\"flags\": %s,\n\t\"findings\": [", Version, flags)
	for i, e := range b.Entries() {
		if i > 0 {
			text.WriteString(",")
		}
		text.WriteString("\n\t\t")
		line, err := encode(e)
		if err != nil {
			return err
		}
		text.Write(line)
	}
	text.WriteString("\n\t]\n}\n")
	return wholefile.Write(name, text.Bytes())
}

// encode is json.Marshal without the escapes for HTML, which make an operator unreadable.
func encode(e Entry) ([]byte, error) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e)
	return bytes.TrimSpace(line.Bytes()), err
}
