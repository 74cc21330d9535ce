package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/pinned"
)

// A Linter is a gorolint to be tried.
type Linter struct {
	File  string                 // the program
	Tiers map[string]config.Tier // of its rules
}

// An Outcome is what became of one mutant. It is also the form in which outcomes are written for programs.
type Outcome struct {
	Module   string   `json:"module"`
	Package  string   `json:"package"`
	Operator string   `json:"operator"`
	Reach    string   `json:"reach"`
	File     string   `json:"file"` // within the module
	Line     int      `json:"line"`
	Function string   `json:"function"`
	What     string   `json:"what"`
	Found    []string `json:"found"`   // the rules that report it, those of bugs first
	Tier     string   `json:"tier"`    // of the first of them
	Silent   bool     `json:"silent"`  // the original has no finding in the functions concerned; if it has, the mutant decides nothing
	Reasons  []string `json:"reasons"` // of a miss: the codes of what is not known of the launches concerned
	Ledger   []string `json:"ledger"`  // of a miss: their lines
	Failure  string   `json:"failure,omitempty"`
}

// missed reports whether the mutant should have been found, and was not.
func (o *Outcome) missed() bool { return o.Silent && len(o.Found) == 0 }

// ID names the mutant in a list of those that are thrown out.
func (o *Outcome) ID() string { return o.Operator + " " + o.Function + " " + o.What }

// Run tries the samples. Every run of the linter has at most one mutant of a package, and none of two packages of
// which one is made of the other: what a package is analysed with is then the same as if its mutant were alone. The broken files are written below the folder
// work, and stay there.
func (l *Linter) Run(ctx context.Context, m *Module, samples []*Sample, work string, progress func(string)) ([]Outcome, error) {
	if len(samples) == 0 {
		return nil, nil
	}
	overlay, err := m.overlay(work, samples, nil)
	if err != nil {
		return nil, err
	}
	original, err := l.report(ctx, m, overlay, samples)
	if err != nil {
		return nil, err
	}
	before := original.byPackage()
	rounds := m.rounds(samples)
	outcomes := make(map[*Sample]Outcome)
	for i, round := range rounds {
		progress(fmt.Sprintf("%s: run %d of %d, %d mutants", m.Name, i+1, len(rounds), len(round)))
		overlay, err := m.overlay(work, round, round)
		if err != nil {
			return nil, err
		}
		r, err := l.report(ctx, m, overlay, round)
		if err != nil {
			return nil, err
		}
		after := r.byPackage()
		for _, s := range round {
			outcomes[s] = l.judge(m, s, before[s.Package], after[s.Package])
		}
	}
	out := make([]Outcome, 0, len(samples))
	for _, s := range samples {
		out = append(out, outcomes[s])
	}
	return out, nil
}

// rounds puts the samples into as few runs as it takes.
func (m *Module) rounds(samples []*Sample) (rounds [][]*Sample) {
	for _, s := range samples {
		fits := func(round []*Sample) bool {
			return !slices.ContainsFunc(round, func(t *Sample) bool {
				return s.Package == t.Package || m.imports[s.Package][t.Package] || m.imports[t.Package][s.Package]
			})
		}
		if i := slices.IndexFunc(rounds, fits); i >= 0 {
			rounds[i] = append(rounds[i], s)
		} else {
			rounds = append(rounds, []*Sample{s})
		}
	}
	return rounds
}

// overlay writes the broken files into a folder, and what tells the go command to take them. The packages in question lose
// their tests: those change no verdict on other code, and cost more to compile and analyse than all the rest.
func (m *Module) overlay(dir string, of, broken []*Sample) (string, error) {
	var overlay struct{ Replace map[string]string }
	overlay.Replace = make(map[string]string)
	for _, s := range of {
		tests, err := filepath.Glob(filepath.Join(filepath.Dir(s.File), "*_test.go"))
		if err != nil {
			return "", err
		}
		for _, name := range tests {
			overlay.Replace[name] = ""
		}
	}
	for _, s := range broken {
		h := fnv.New64a()
		io.WriteString(h, s.Package+" "+s.ID())
		name := filepath.Join(dir, fmt.Sprintf("%x", h.Sum64()), filepath.Base(s.File))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return "", err
		}
		// The go command knows a result by the file's text, not by its name, and would replay it with the name of a
		// file that may be gone. So no other file has this text.
		text := fmt.Appendf(slices.Clip(s.text), "\n// %s\n", name)
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return "", err
		}
		overlay.Replace[s.File] = name
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, data, 0o666)
}

type ledger struct{ book.Book }

// report has the linter look at the packages of samples.
func (l *Linter) report(ctx context.Context, m *Module, overlay string, samples []*Sample) (*ledger, error) {
	args := []string{"report", "-format=json", "-advice", "-nolint=false", "-config=off"}
	var paths []string
	for _, s := range samples {
		paths = append(paths, s.Package)
	}
	slices.Sort(paths)
	args = append(args, slices.Compact(paths)...)
	cmd := exec.CommandContext(ctx, l.File, args...)
	cmd.Dir, cmd.Env = m.Dir, pinned.Env("-overlay="+overlay)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && stdout.Len() == 0 {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("running gorolint on %s: %w\n%s", m.Name, err, stderr.String())
	}
	r := new(ledger)
	if err := json.Unmarshal(stdout.Bytes(), &r.Book); err != nil {
		return nil, fmt.Errorf("reading the report of gorolint on %s: %w", m.Name, err)
	}
	return r, nil
}

// A view is what the linter says of one package.
type view struct {
	findings []format.Finding
	launches []book.Launch
	errors   []format.Error
}

func (r *ledger) byPackage() map[string]view {
	views := make(map[string]view)
	for _, f := range r.Findings {
		v := views[f.Package]
		v.findings = append(v.findings, f)
		views[f.Package] = v
	}
	for _, f := range r.Launches {
		v := views[f.Package]
		v.launches = append(v.launches, f)
		views[f.Package] = v
	}
	for _, e := range r.Errors {
		v := views[e.Package]
		v.errors = append(v.errors, e)
		views[e.Package] = v
	}
	return views
}

// judge compares what is said of a package before and after.
func (l *Linter) judge(m *Module, s *Sample, before, after view) Outcome {
	o := Outcome{
		Module: m.Name, Package: s.Package, Operator: s.Operator, Reach: string(s.Reach), File: m.base(s.File), Line: s.Line,
		Function: s.Function, What: s.What, Silent: true, Found: []string{}, Reasons: []string{}, Ledger: []string{},
	}
	var failures []error
	for _, e := range after.errors {
		failures = append(failures, errors.New(e.Message))
	}
	if err := errors.Join(failures...); err != nil {
		o.Failure = err.Error()
		return o
	}
	concerned := func(f format.Finding) bool { return slices.Contains(s.Concerned, f.Function) }
	if slices.ContainsFunc(before.findings, concerned) {
		o.Silent = false
		return o
	}
	var found []string
	for _, f := range after.findings {
		if concerned(f) {
			found = append(found, f.Rule)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	slices.SortStableFunc(found, func(a, b string) int { return int(l.Tiers[a]) - int(l.Tiers[b]) })
	if len(found) > 0 {
		o.Found, o.Tier = found, fmt.Sprint(l.Tiers[found[0]])
		return o
	}
	for _, launch := range after.launches {
		if !slices.ContainsFunc(append(launch.Bodies, launch.Function), func(f book.Func) bool { return slices.Contains(s.Concerned, declared(f.Name)) }) {
			continue
		}
		var codes []string
		for _, u := range launch.Unknown {
			codes = append(codes, u.Code)
			o.Reasons = append(o.Reasons, u.Code)
		}
		if len(codes) == 0 {
			codes = append(codes, "none")
		}
		o.Ledger = append(o.Ledger, fmt.Sprintf("%s:%d: %s · join: %s · stop: %s · finite: %s · unknown: %s",
			filepath.Base(launch.Position.File), launch.Position.Line, launch.HowMany, launch.Join.Answer, launch.Stop.Answer, launch.Finite, strings.Join(codes, ", ")))
	}
	slices.Sort(o.Reasons)
	o.Reasons = slices.Compact(o.Reasons)
	if len(o.Reasons) == 0 {
		if len(o.Ledger) == 0 {
			o.Reasons = append(o.Reasons, "no launch")
		} else {
			o.Reasons = append(o.Reasons, "none named")
		}
	}
	return o
}

// declared is the declaration that a function is in: a literal is named F.func1.
func declared(name string) string {
	if i := strings.Index(name, ".func"); i > 0 {
		name = name[:i]
	}
	if i := strings.IndexByte(name, '['); i > 0 { // of an instance
		if j := strings.IndexByte(name[i:], ']'); j > 0 {
			name = name[:i] + name[i+j+1:]
		}
	}
	return name
}
