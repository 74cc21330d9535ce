package ledger

import (
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/model"
)

// A recorder writes launches down.
type recorder struct{ fset *token.FileSet }

// launch writes down what the model knows. Files are named as the go command names them.
func (r recorder) launch(l *model.Launch) *book.Launch {
	out := &book.Launch{
		Position: r.position(l.Pos()),
		Function: r.function(l.Fn),
		Helper:   l.Helper,
		Bodies:   []book.Func{},
		All:      l.All && len(l.Bodies) > 0,
		HowMany:  l.Mult.String(),
		Join:     book.Answer{Answer: l.Join.String(), Evidence: r.evidence(l, l.Joins)},
		Stop:     book.Answer{Answer: l.Stop.String(), Evidence: r.evidence(l, l.Stops)},
		Finite:   l.Finite.String(),
		Process:  l.Process == model.Yes,
		Errors:   "unknown",
		Bounds:   "unknown",
		Unknown:  []book.Reasoned{},
		Ties:     []book.Tie{},
	}
	if len(l.Owner.Join)+len(l.Owner.Stop) > 0 {
		out.Owner = &book.Owner{Join: append([]string{}, l.Owner.Join...), Stop: append([]string{}, l.Owner.Stop...)}
	}
	for _, body := range l.Bodies {
		out.Bodies = append(out.Bodies, r.function(body.Fn))
	}
	for _, reason := range l.Unknown {
		out.Unknown = append(out.Unknown, book.Reasoned{Code: string(reason), Meaning: Meaning(reason)})
	}
	if d := l.Detail; d != nil {
		out.Errors = errorsWord(d.Errors)
		out.Bounds = boundWord(d.Bound)
		for _, c := range d.Claims {
			out.Claims = append(out.Claims, book.Claim{Rule: c.Rule, Position: r.position(c.Pos)})
		}
		for _, t := range d.Ties {
			out.Ties = append(out.Ties, r.tie(t))
		}
	}
	return out
}

// maxEvidence and maxUses bound what a record says of one launch: a channel may be used in as
// many places as a program has.
const (
	maxEvidence = 8
	maxUses     = 24
)

// evidence has the goroutine's end first. What ends a context is not at hand, and where a helper
// waits, both ends are the call of it.
func (r recorder) evidence(l *model.Launch, list []model.Evidence) []book.Evidence {
	out := []book.Evidence{}
	for _, e := range list {
		ev := book.Evidence{What: e.What, AtEnd: e.AtEnd, Goroutine: r.at(e.Signal), Other: r.at(e.Waits)}
		if e.What == "ctx" {
			ev.Goroutine, ev.Other = ev.Other, nil
		}
		if len(out) == maxEvidence {
			break
		}
		out = append(out, ev)
	}
	return out
}

func (r recorder) tie(t model.Tie) book.Tie {
	kind := [...]string{model.ChannelTie: "channel", model.GroupTie: "group", model.ContextTie: "context", model.LockTie: "lock"}[t.Kind]
	out := book.Tie{Kind: kind, Name: t.Name, Made: r.position(t.Made), Uses: []book.Use{}}
	for _, u := range t.Uses {
		if len(out.Uses) < maxUses {
			out.Uses = append(out.Uses, book.Use{Do: u.Do, Function: name(u.Fn), Position: r.position(u.Pos), Goroutine: u.Inside})
		}
	}
	return out
}

func (r recorder) function(fn *ssa.Function) book.Func {
	return book.Func{Name: name(fn), Position: r.at(fn.Pos())}
}

// name is that of a function in its package, or with the package's name in others; literals are
// counted as stack traces do.
func name(fn *ssa.Function) string {
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	full := fn.String()
	if fn.Pkg != nil {
		full = fn.RelString(fn.Pkg.Pkg)
	}
	outer, literal, ok := strings.Cut(full, "$")
	if !ok {
		return full
	}
	return outer + ".func" + strings.ReplaceAll(literal, "$", ".")
}

func (r recorder) at(pos token.Pos) *format.Position { return book.At(r.position(pos)) }

// position is where something stands; of what is in another package only the line may be known.
func (r recorder) position(pos token.Pos) format.Position {
	if !pos.IsValid() {
		return format.Position{}
	}
	p := r.fset.Position(pos)
	return format.Position{File: filepath.ToSlash(p.Filename), Line: p.Line, Column: p.Column}
}

func errorsWord(e model.Errors) string {
	return [...]string{model.ErrorsUnknown: "unknown", model.NoErrors: "none", model.ErrorsKept: "kept", model.ErrorsTold: "told", model.ErrorsSeen: "seen", model.ErrorsLost: "lost"}[e]
}

func boundWord(b model.Bound) string {
	return [...]string{model.BoundUnknown: "unknown", model.ByProcess: "process", model.ByLimit: "limit", model.ByCall: "call", model.Boundless: "unbounded"}[b]
}

// Meaning says a reason in words.
func Meaning(r model.Reason) string {
	switch r {
	case model.NoBody:
		return "what runs in the goroutine is not known"
	case model.CallersBody:
		return "it runs a func of the caller; each call is a launch of its own"
	case model.EndsProcess:
		return "its body ends the process when it ends, as main would"
	case model.Blocked:
		return "it blocks on a channel that the analysis cannot judge"
	case model.Callback:
		return "it calls a func that is not known"
	case model.OutOfSight:
		return "a channel or group is handed to where it cannot be followed"
	case model.ManyCallers:
		return "how often the launching function runs is not known"
	case model.Helper:
		return "a helper of another package launches it, and may wait for it"
	case model.HandsOver:
		return "it gives up a lock or signals a condition, for which somebody may wait"
	case model.Recovered:
		return "looking at it went wrong, which is a bug of gorolint"
	case model.Waited:
		return "it never ends, and somebody waits for it all the same"
	case model.Depends:
		return "it ends with an operation of another package that may not end"
	case model.Unsearched:
		return "the search for a leak was broken off, or there was no budget for it"
	}
	return string(r)
}

// record hands a record to the driver.
func record(pass *analysis.Pass, l *model.Launch) error {
	message, err := book.Encode(recorder{pass.Fset}.launch(l))
	if err != nil {
		return err
	}
	pass.Report(analysis.Diagnostic{Pos: l.Pos(), Category: l.Codes(), Message: message})
	return nil
}
