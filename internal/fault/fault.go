// Package fault turns bugs of the analysis into silence. A panic costs what was to be found
// out about one function, or one package, and is noted for those who look into it.
package fault

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Category marks the diagnostics that tell of faults (with -gorolint.debug). They are no findings.
const Category = "fault"

// A Fault is a panic that was recovered.
type Fault struct {
	Part string    // of the analysis, as in "the search for leaks"
	Func string    // the function that it looked at; "" if it was the package
	Pos  token.Pos // of that function, or none
	What string    // the value of the panic, in one line
	Code string    // where in gorolint that was
}

func (f Fault) String() string {
	of := "of this package"
	if f.Func != "" {
		of = "of " + f.Func
	}
	return fmt.Sprintf("%s %s went wrong, which is a bug of gorolint, and what hangs on it is left out: %s (%s)", f.Part, of, f.What, f.Code)
}

// A Log notes faults, each once.
type Log struct {
	probe  func(part, fn string)
	faults []Fault
}

// New returns an empty log. A probe, if there is one, is called first wherever a part of the
// analysis turns to a function; what it panics with counts as that part's own. Tests have one.
func New(probe func(part, fn string)) *Log { return &Log{probe: probe} }

// Guard runs f, in which a part of the analysis looks at a function, or at the package if that has
// no name. It reports whether f ran to its end; if not, that is noted. The name is asked for at
// need, which as a rule there is none of.
func (l *Log) Guard(part string, fn func() string, pos token.Pos, f func()) (ok bool) {
	defer func() {
		if ok {
			return
		}
		// An f that is left by runtime.Goexit, as a test that gives up is, has nothing to tell.
		if r := recover(); r != nil {
			l.note(Fault{Part: part, Func: fn(), Pos: pos, What: line(r), Code: origin()})
		}
	}()
	if l.probe != nil {
		l.probe(part, fn())
	}
	f()
	return true
}

func (l *Log) note(f Fault) {
	if !slices.Contains(l.faults, f) {
		l.faults = append(l.faults, f)
	}
}

// ThePackage is the name of what is no function.
func ThePackage() string { return "" }

// Faults returns what was noted so far.
func (l *Log) Faults() []Fault { return l.faults }

// Report tells a driver of faults. Those about the package stand at its name in the file that
// comes first, whatever order the files were read in.
func Report(pass *analysis.Pass, faults []Fault) {
	if len(pass.Files) == 0 {
		return
	}
	first := slices.MinFunc(pass.Files, func(a, b *ast.File) int {
		return strings.Compare(pass.Fset.File(a.FileStart).Name(), pass.Fset.File(b.FileStart).Name())
	})
	for _, f := range faults {
		pos := f.Pos
		if !pos.IsValid() {
			pos = first.Name.Pos()
		}
		pass.Report(analysis.Diagnostic{Pos: pos, Category: Category, Message: f.String()})
	}
}

// longest bounds the words of a panic that are kept.
const longest = 200

// line says in one line what a panic was about.
func line(value any) string {
	words := strings.Join(strings.Fields(fmt.Sprint(value)), " ")
	if len(words) > longest {
		words = strings.ToValidUTF8(words[:longest], "") + "…"
	}
	return words
}

// origin names the code that panicked: of the functions that were running, the innermost that
// is not of the runtime.
func origin() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicked := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(frame.Function, "runtime."):
			return fmt.Sprintf("%s, %s:%d", path.Base(frame.Function), path.Base(frame.File), frame.Line)
		}
		if !more {
			return "somewhere"
		}
	}
}
