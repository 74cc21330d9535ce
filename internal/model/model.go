// Package model knows every launch of a package with its evidence, and makes
// the claims that the rules report: each defect once, by the rule that owns it.
package model

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// Analyzer builds the model of the package under test. Its result is a *Package.
var Analyzer = &analysis.Analyzer{
	Name:       "goromodel",
	Doc:        "goromodel: every launch of a package with its evidence, and the claims about it\n\nIt reports nothing itself.",
	URL:        "https://pkg.go.dev/github.com/gorolint/gorolint",
	Run:        run,
	Requires:   []*analysis.Analyzer{config.Analyzer, summary.Analyzer},
	ResultType: reflect.TypeFor[*Package](),
}

// A Package is the model of one package.
type Package struct {
	Launches []*Launch
	Claims   []*Claim
	Faults   []fault.Fault // what went wrong, about which there is neither a launch in full nor a claim

	sum *summary.Package
	cfg *config.Config
}

// An Answer to one of the three questions.
type Answer uint8

const (
	// Unknown is silence.
	Unknown Answer = iota
	// Yes is proven.
	Yes
	// No is proven.
	No
)

func (a Answer) String() string { return [...]string{"unknown", "yes", "no"}[a] }

// A Reason is the code of what keeps an answer unknown.
type Reason string

const (
	// NoBody: what runs in the goroutine is not known.
	NoBody Reason = "body"
	// CallersBody: a func of the caller runs; the calls are launches of their own.
	CallersBody Reason = "param"
	// EndsProcess: the body ends the process when it ends, as main would.
	EndsProcess Reason = "exits"
	// Blocked: it blocks on a channel, which is not this model's proof yet.
	Blocked Reason = "blocked"
	// Callback: the body calls a func that is not known.
	Callback Reason = "callback"
	// OutOfSight: a channel or group is handed to where it cannot be followed.
	OutOfSight Reason = "escapes"
	// ManyCallers: nothing is known of how often the launching function runs.
	ManyCallers Reason = "callers"
	// Helper: a helper of another package launches it, and may wait for it.
	Helper Reason = "helper"
	// HandsOver: the body gives up a lock or signals a condition.
	HandsOver Reason = "hand-over"
	// Recovered: looking at it went wrong, which is a bug of gorolint.
	Recovered Reason = "recovered"
	// Waited: it never ends, and somebody waits for it all the same.
	Waited Reason = "waited"
	// Depends: it ends with an operation of another package that may not end.
	Depends Reason = "external"
	// Unsearched: the search for a leak was broken off, or there was no budget for it.
	Unsearched Reason = "budget"
)

// Evidence for a join or a stop, with the positions of both ends.
type Evidence struct {
	Kind   ref.OpKind
	What   string // "wait", "receive", "ctx"
	AtEnd  bool   // the signal is sure to come at the end of the goroutine, not before
	Signal token.Pos
	Waits  token.Pos
}

// Multiplicity says how many goroutines one launch can make.
type Multiplicity uint8

const (
	// Once per call of the launching function.
	Once Multiplicity = iota
	// Fixed: a loop that counts from one constant to another.
	Fixed
	// PerItem: one for each item of a collection, or each message of a channel.
	PerItem
	// PerRequest: one for each request that a handler serves.
	PerRequest
	// Repeated: an endless loop launches again and again.
	Repeated
)

func (m Multiplicity) String() string {
	return [...]string{"once", "fixed loop", "per item", "per request", "in an endless loop"}[m]
}

// A Launch is a place where a goroutine starts, with its evidence.
type Launch struct {
	*summary.Launch

	Join    Answer
	Joins   []Evidence
	Stop    Answer
	Stops   []Evidence
	Finite  Answer
	Process Answer // process-lifetime
	Mult    Multiplicity
	Unknown []Reason // why an answer is not known; every rule looks here first
	Detail  *Detail  // what only the ledger asks for; nil for all others

	funcs  []*ssa.Function // of the package, that run in the goroutine
	ending *summary.Ending // how it ends, if all bodies agree; nil if not known
	fset   *token.FileSet
}

// Line describes the launch in one line: how many, who waits, what stops it,
// whether it ends by itself, and what is not known.
func (l *Launch) Line() string {
	var b strings.Builder
	b.WriteString(l.Mult.String())
	part := func(name string, a Answer, ev []Evidence) {
		fmt.Fprintf(&b, " · %s: ", name)
		switch {
		case len(ev) > 0:
			b.WriteString(ev[0].What)
			if pos := ev[0].Waits; pos.IsValid() {
				p := l.fset.Position(pos)
				fmt.Fprintf(&b, " %s:%d", filepath.Base(p.Filename), p.Line)
			}
		case a == No:
			b.WriteString("none")
		default:
			b.WriteString(a.String())
		}
	}
	part("join", l.Join, l.Joins)
	part("stop", l.Stop, l.Stops)
	fmt.Fprintf(&b, " · finite: %s", l.Finite)
	if l.Process == Yes {
		b.WriteString(" · process-lifetime")
	}
	if l.Helper != "" {
		fmt.Fprintf(&b, " · by %s", l.Helper)
	}
	if len(l.Unknown) > 0 {
		fmt.Fprintf(&b, " · unknown: %s", l.Codes())
	}
	return b.String()
}

// Codes lists the reasons for what is not known.
func (l *Launch) Codes() string {
	s := make([]string, len(l.Unknown))
	for i, r := range l.Unknown {
		s[i] = string(r)
	}
	return strings.Join(s, ", ")
}

func (l *Launch) unknown(r Reason) {
	for _, have := range l.Unknown {
		if have == r {
			return
		}
	}
	l.Unknown = append(l.Unknown, r)
}

func run(pass *analysis.Pass) (any, error) {
	sum := pass.ResultOf[summary.Analyzer].(*summary.Package)
	out := new(Package)
	sum.Whole("the model", func() {
		out = of(pass.Fset, pass.Files, sum, pass.ResultOf[config.Analyzer].(*config.Config))
	})
	out.Faults = sum.Faults()
	return out, nil
}

// Again returns the model of the package with other sources, checked anew: what would
// be claimed if they were edited so.
func (p *Package) Again(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info) *Package {
	sum := p.sum.Again(files, pkg, info)
	out := of(fset, files, sum, p.cfg)
	out.Faults = sum.Faults()
	return out
}

func of(fset *token.FileSet, files []*ast.File, sum *summary.Package, cfg *config.Config) *Package {
	hidden := hiddenFiles(fset, files)
	out := &Package{sum: sum, cfg: cfg}
	add := func(p *Package, tests bool) {
		for _, l := range p.Launches {
			if f := file(fset, l.Pos()); !hidden[f] && strings.HasSuffix(f, "_test.go") == tests {
				out.Launches = append(out.Launches, l)
			}
		}
		for _, c := range p.Claims {
			if f := file(fset, c.Pos); !hidden[f] && strings.HasSuffix(f, "_test.go") == tests {
				out.Claims = append(out.Claims, c)
			}
		}
	}
	plain, tests := false, false
	for _, f := range files {
		if strings.HasSuffix(file(fset, f.Pos()), "_test.go") {
			tests = true
		} else {
			plain = true
		}
	}
	if plain {
		add(build(sum.View(false), cfg), false)
	}
	if tests && cfg.Tests {
		add(build(sum.View(true), cfg), true)
	}
	sort.SliceStable(out.Launches, func(i, j int) bool { return out.Launches[i].Pos() < out.Launches[j].Pos() })
	sort.SliceStable(out.Claims, func(i, j int) bool { return out.Claims[i].Pos < out.Claims[j].Pos })
	return out
}

func file(fset *token.FileSet, pos token.Pos) string { return fset.File(pos).Name() }

// hiddenFiles returns the generated files: they are evidence, but nobody is
// to mend them by hand.
func hiddenFiles(fset *token.FileSet, files []*ast.File) map[string]bool {
	hidden := make(map[string]bool)
	for _, f := range files {
		if Generated(fset, f) {
			hidden[file(fset, f.Pos())] = true
		}
	}
	return hidden
}

// builder makes the model of one view.
type builder struct {
	view          *summary.View
	cfg           *config.Config
	callers       map[*ssa.Function][]use
	process       map[*ssa.Function]Answer
	asking        map[*ssa.Function]bool // see startsOnce: asked about since the first, and still being looked at
	askedAgain    bool                   // see startsOnce: one that was being looked at was asked about
	finite        map[*ssa.Function]Answer
	loopsOf       map[*ssa.Function]*flow.Loops
	costs         map[*ssa.Function]cost
	stopsOf       map[*ssa.Function]*stopsFound
	locks         map[token.Pos][]lockOp // for the ledger; nil until asked
	defaultClient Answer                 // whether the package sets http.DefaultClient; Unknown until asked
}

func build(v *summary.View, cfg *config.Config) *Package {
	p := new(Package)
	if v.Broken() {
		return p
	}
	b := &builder{view: v, cfg: cfg, process: make(map[*ssa.Function]Answer), asking: make(map[*ssa.Function]bool), finite: make(map[*ssa.Function]Answer), loopsOf: make(map[*ssa.Function]*flow.Loops), costs: make(map[*ssa.Function]cost), stopsOf: make(map[*ssa.Function]*stopsFound)}
	v.Whole("what is claimed", func() {
		b.callers = b.uses()
		for _, s := range v.Launches() {
			l := b.nothing(s)
			v.About("a launch", s.Fn, func() { l = b.launch(s) })
			p.Launches = append(p.Launches, l)
		}
		p.Claims = b.claims(p.Launches)
		if cfg.Ledger {
			for _, l := range p.Launches {
				b.detail(l, p.Claims)
			}
		}
	})
	v.Whole("the leaving out of what is not known", func() { b.leaveOut(p) })
	if v.Broken() {
		p.Claims, p.Launches = nil, nil
		for _, s := range v.Launches() {
			p.Launches = append(p.Launches, b.nothing(s))
		}
	}
	return p
}

// nothing is a launch of which nothing is known.
func (b *builder) nothing(s *summary.Launch) *Launch {
	return &Launch{Launch: s, fset: b.view.Fset(), Unknown: []Reason{Recovered}}
}

// leaveOut drops what would be said of functions about which something went wrong.
func (b *builder) leaveOut(p *Package) {
	silent := b.view.Silent()
	if len(silent) == 0 {
		return
	}
	within := func(pos token.Pos) bool {
		for fn := range silent {
			if at := fn.Syntax(); at != nil && at.Pos() <= pos && pos < at.End() {
				return true
			}
		}
		return false
	}
	about := func(l *Launch) bool {
		return silent[outermost(l.Fn)] || slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return silent[outermost(body.Fn)] })
	}
	p.Claims = slices.DeleteFunc(p.Claims, func(c *Claim) bool {
		return within(c.Pos) || c.Launch != nil && about(c.Launch) || slices.ContainsFunc(c.Covers, about) ||
			slices.ContainsFunc(c.Where, func(at Place) bool { return within(at.Pos) })
	})
	for i, l := range p.Launches {
		if about(l) {
			p.Launches[i] = b.nothing(l.Launch)
		}
	}
}
