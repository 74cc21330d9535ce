// Package book holds the ledger as plain data: what is known of each launch, and the
// whole of it with its summary, for people and for programs. It knows neither the
// analysis that makes the entries nor any rule by name.
package book

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/format"
)

// Version is the version of the JSON form. It grows when a field goes or changes
// its meaning; fields may be added under the same version.
const Version = 1

// A Book is the ledger of one run, and also the form of `gorolint report -format=json`:
// one object, with the fields as they are tagged here and in [format.Report]. The lists
// are never null.
type Book struct {
	Version  int              `json:"version"`  // of this form: 1
	Summary  Summary          `json:"summary"`  // of all packages
	Packages []Package        `json:"packages"` // their summaries, sorted by import path
	Reasons  []Reason         `json:"reasons"`  // what kept answers unknown, the most frequent first
	Launches []Launch         `json:"launches"` // sorted by package, file, line, column
	Findings []format.Finding `json:"findings"` // of the rules, in the same run; sorted as they are there
	Errors   []format.Error   `json:"errors"`   // what was not analysed; any makes the exit code 2
}

// A Summary counts launches by their answers.
type Summary struct {
	Launches int   `json:"launches"`
	Joined   Count `json:"joined"`   // somebody waits for the goroutine
	Stopped  Count `json:"stopped"`  // something ends it
	Finite   Count `json:"finite"`   // it ends by itself
	Unknown  int   `json:"unknown"`  // launches of which something is not known, for a reason that they name
	Findings int   `json:"findings"` // launches that a finding is about
}

// A Count says how often each answer was given.
type Count struct {
	Yes     int `json:"yes"`
	No      int `json:"no"`
	Unknown int `json:"unknown"`
}

// A Package is the summary of one package.
type Package struct {
	Path string `json:"path"`
	Summary
}

// A Reason says how many launches have something unknown for it.
type Reason struct {
	Code     string `json:"code"`
	Meaning  string `json:"meaning"`
	Launches int    `json:"launches"`
}

// A Launch is a place where a goroutine starts, with the answers to the three
// questions. docs/definitions.md says what the words mean.
type Launch struct {
	Package  string          `json:"package"`          // import path
	Position format.Position `json:"position"`         // where it is launched
	Function Func            `json:"function"`         // that launches
	Helper   string          `json:"helper,omitempty"` // by which it launches; none for a go statement
	Bodies   []Func          `json:"bodies"`           // what runs in the goroutine, as far as it is known
	All      bool            `json:"allBodies"`        // they are all
	HowMany  string          `json:"howMany"`          // once, fixed loop, per item, per request, in an endless loop

	// Lifetime: who waits for it, and what ends it?
	Join    Answer `json:"join"`
	Stop    Answer `json:"stop"`
	Finite  string `json:"finite"`          // yes, no, unknown: whether it ends by itself
	Process bool   `json:"process"`         // it is meant to live as long as the process
	Owner   *Owner `json:"owner,omitempty"` // who keeps it, if a helper of another package launches it

	Errors string `json:"errors"` // none, kept, told, seen, lost, unknown: where its errors go
	Bounds string `json:"bounds"` // process, limit, call: what bounds their number; unbounded: nothing does; unknown

	Unknown  []Reasoned `json:"unknown"`  // why an answer is not known
	Ties     []Tie      `json:"ties"`     // channels, groups, contexts and locks that it shares
	Findings []int      `json:"findings"` // indexes of those that are about it
	Claims   []Claim    `json:"-"`
}

// An Answer is yes, no or unknown, with the evidence for yes.
type Answer struct {
	Answer   string     `json:"answer"`
	Evidence []Evidence `json:"evidence"`
}

// Evidence has the places of both ends. One of them may be missing where it is not in
// this package.
type Evidence struct {
	What      string           `json:"what"`                // wait, receive, close, send; ctx: a context; owner: a method of its owner; helper: what launches it waits
	AtEnd     bool             `json:"atEnd,omitempty"`     // the goroutine signals when it ends, not before
	Goroutine *format.Position `json:"goroutine,omitempty"` // what the goroutine does: it signals, or looks for the signal
	Other     *format.Position `json:"other,omitempty"`     // what others do: they wait, or give the signal
}

// A Func is a function.
type Func struct {
	Name     string           `json:"name"` // as in Serve, (*Server).Serve, or Serve.func1 for a literal in it
	Position *format.Position `json:"position,omitempty"`
}

// An Owner is known by its methods.
type Owner struct {
	Join []string `json:"join"` // those that wait for the goroutine
	Stop []string `json:"stop"` // those that end it
}

// Reasoned is a reason for something unknown, in words.
type Reasoned struct {
	Code    string `json:"code"`
	Meaning string `json:"meaning"`
}

// A Tie is a channel, group, context or lock by which the goroutine and others may wait for each
// other.
type Tie struct {
	Kind string          `json:"kind"` // channel, group, context, lock
	Name string          `json:"name,omitempty"`
	Made format.Position `json:"made"` // where it is made, or the field or variable declared
	Uses []Use           `json:"uses"` // what its package does with it
}

// A Use is one operation on what ties.
type Use struct {
	Do        string          `json:"do"`                  // as in send, close, wait, lock
	Function  string          `json:"function"`            // in which it stands
	Position  format.Position `json:"position"`            // where
	Goroutine bool            `json:"goroutine,omitempty"` // the goroutine itself does it
}

// A Claim is the place of a finding about the launch.
type Claim struct {
	Rule     string
	Position format.Position
}

// New returns the ledger of the launches, in order, with each finding at the launches
// that it is about.
func New(launches []Launch, report *format.Report) *Book {
	b := &Book{Version: Version, Findings: report.Findings, Errors: report.Errors, Launches: slices.Clone(launches)}
	slices.SortStableFunc(b.Launches, func(x, y Launch) int {
		return cmp.Or(strings.Compare(x.Package, y.Package), x.Position.Compare(y.Position))
	})
	// A launch and a finding about it may name different columns of one call.
	type place struct {
		rule, file string
		line       int
	}
	at := make(map[place][]int) // findings by rule and line, and without the rule by all lines that they speak of
	note := func(rule string, p format.Position, finding int) {
		key := place{rule, p.File, p.Line}
		at[key] = append(at[key], finding)
	}
	for i, f := range b.Findings {
		note(f.Rule, f.Position, i)
		note("", f.Position, i)
		for _, r := range f.Related {
			note("", r.Position, i)
		}
	}
	reasons := make(map[string]*Reason)
	for i := range b.Launches {
		l := &b.Launches[i]
		l.Findings = slices.Clone(at[place{"", l.Position.File, l.Position.Line}])
		for _, c := range l.Claims {
			l.Findings = append(l.Findings, at[place{c.Rule, c.Position.File, c.Position.Line}]...)
		}
		slices.Sort(l.Findings)
		l.Findings = nonNil(slices.Compact(l.Findings))
		if n := len(b.Packages); n == 0 || b.Packages[n-1].Path != l.Package {
			b.Packages = append(b.Packages, Package{Path: l.Package})
		}
		b.Summary.add(l)
		b.Packages[len(b.Packages)-1].Summary.add(l)
		for _, u := range l.Unknown {
			if reasons[u.Code] == nil {
				reasons[u.Code] = &Reason{Code: u.Code, Meaning: u.Meaning}
			}
			reasons[u.Code].Launches++
		}
	}
	for _, r := range reasons {
		b.Reasons = append(b.Reasons, *r)
	}
	slices.SortFunc(b.Reasons, func(x, y Reason) int {
		return cmp.Or(cmp.Compare(y.Launches, x.Launches), strings.Compare(x.Code, y.Code))
	})
	b.Packages, b.Reasons, b.Launches = nonNil(b.Packages), nonNil(b.Reasons), nonNil(b.Launches)
	b.Findings, b.Errors = nonNil(b.Findings), nonNil(b.Errors)
	return b
}

// Loose are the indexes of the findings that are about no launch of the ledger.
func (b *Book) Loose() (out []int) {
	about := make(map[int]bool)
	for _, l := range b.Launches {
		for _, i := range l.Findings {
			about[i] = true
		}
	}
	for i := range b.Findings {
		if !about[i] {
			out = append(out, i)
		}
	}
	return out
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Summary) add(l *Launch) {
	s.Launches++
	s.Joined.add(l.Join.Answer)
	s.Stopped.add(l.Stop.Answer)
	s.Finite.add(l.Finite)
	if len(l.Unknown) > 0 {
		s.Unknown++
	}
	if len(l.Findings) > 0 {
		s.Findings++
	}
}

func (c *Count) add(answer string) {
	switch answer {
	case "yes":
		c.Yes++
	case "no":
		c.No++
	default:
		c.Unknown++
	}
}

// Rename names the file of every position of the launch anew.
func (l *Launch) Rename(name func(file string) string) {
	for p := range l.positions {
		p.File = name(p.File)
	}
}

// positions yields every position of the launch.
func (l *Launch) positions(yield func(*format.Position) bool) {
	all := []*format.Position{&l.Position, l.Function.Position}
	for i := range l.Bodies {
		all = append(all, l.Bodies[i].Position)
	}
	for _, a := range []*Answer{&l.Join, &l.Stop} {
		for i := range a.Evidence {
			all = append(all, a.Evidence[i].Goroutine, a.Evidence[i].Other)
		}
	}
	for i := range l.Ties {
		t := &l.Ties[i]
		all = append(all, &t.Made)
		for j := range t.Uses {
			all = append(all, &t.Uses[j].Position)
		}
	}
	for i := range l.Claims {
		all = append(all, &l.Claims[i].Position)
	}
	for _, p := range all {
		if p != nil && p.File != "" && !yield(p) {
			return
		}
	}
}
