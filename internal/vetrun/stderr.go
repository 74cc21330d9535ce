package vetrun

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// vetting is what one run of go vet left.
type vetting struct {
	units  []unitResult
	stderr string
	failed bool // the exit code was not zero
}

// refused reports whether go vet gave up before it ran the tool on anything:
// then it printed lines of its own and nothing about any unit.
func (v *vetting) refused() bool {
	if !v.failed || len(v.units) > 0 {
		return false
	}
	return !slices.ContainsFunc(digest(v.stderr), func(f Failure) bool { return f.Package != "" })
}

// clean reports whether go vet had nothing to complain of.
func (v *vetting) clean() bool {
	return !v.failed && len(digest(v.stderr)) == 0 &&
		!slices.ContainsFunc(v.units, func(u unitResult) bool { return len(u.errors) > 0 })
}

// failures returns what stderr and the units say went wrong.
func (v *vetting) failures(list *listing) []Failure {
	failures := digest(v.stderr)
	for i, f := range failures {
		failures[i].Package = importPath(f.Package, list.matches)
	}
	for _, unit := range v.units {
		path := importPath(unit.id, list.matches)
		if isIntermediate(unit.id) || !list.matches(path) {
			continue
		}
		for analyzer, text := range unit.errors {
			failures = append(failures, Failure{Package: path, Message: fmt.Sprintf("%s: %s%s", analyzer, text, pleaseReport)})
		}
	}
	if v.failed && len(failures) == 0 {
		failures = append(failures, Failure{Message: "go vet failed and did not say why; see what go vet prints on the same packages"})
	}
	return failures
}

const pleaseReport = "\nthis is a mistake in gorolint; please report it at https://github.com/gorolint/gorolint/issues"

// digest makes failures of what go vet prints on stderr: sections, each below
// a line "# package" (or "# [package]" for a test variant), lines of the go
// command itself, and for a dependency whose unit failed in silence
//
//	package: tool: exit status 1
func digest(stderr string) []Failure {
	var failures []Failure
	var silent []string
	var pkg string
	var lines []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
			failures = append(failures, explain(pkg, text))
		}
		lines = nil
	}
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\r\n")
		switch header, isHeader := strings.CutPrefix(line, "# "); {
		case isHeader:
			flush()
			pkg, _, _ = strings.Cut(strings.TrimSuffix(strings.TrimPrefix(header, "["), "]"), " [")
		case isProgress(line):
		default:
			if m := exitLine().FindStringSubmatch(line); m != nil {
				silent = append(silent, m[1])
				break
			}
			if pkg == "" {
				line = strings.TrimPrefix(line, "go: ")
			}
			lines = append(lines, line)
		}
	}
	flush()

	// A dependency that failed in silence makes those that import it fail in
	// the same way: the first is enough, if nothing else tells the cause.
	causeKnown := slices.ContainsFunc(failures, func(f Failure) bool { return !f.consequence })
	if len(silent) > 0 && !causeKnown {
		failures = append(failures, Failure{Package: silent[0],
			Message: "could not be analysed where it is imported, and go vet does not say why; gorolint " + silent[0] + " does"})
	}
	return failures
}

// isProgress reports whether a line of the go command says what it does, and not that something is wrong: it fetches a
// module, or looks for one that go.mod lacks, as it may with -mod=mod.
func isProgress(line string) bool {
	return slices.ContainsFunc([]string{"downloading ", "finding ", "found "}, func(what string) bool { return strings.HasPrefix(line, "go: "+what) })
}

var (
	exitLine  = expression(`^(\S+)(?: \[\S+\])?: .*: exit status \d+$`)
	noVetx    = expression(`could not import \S+ \(no package vetx file for "([^"]+)"\)`)
	toolNames = expression(`(?m)^(?:vet|gorolint(?:\.exe)?): `)
)

// expression returns a regular expression that is compiled when it is asked for: no unit asks, and
// there are hundreds of those.
func expression(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// explain makes a failure of a section's text.
func explain(pkg, text string) Failure {
	text = toolNames().ReplaceAllString(text, "")
	if m := noVetx().FindStringSubmatch(text); m != nil {
		return Failure{Package: pkg, Message: fmt.Sprintf("not analysed, because %s, which it imports, could not be", m[1]), consequence: true}
	}
	if i := crash(text); i >= 0 {
		what, _, _ := strings.Cut(text[i:], "\n")
		return Failure{Package: pkg, Message: what + pleaseReport, Detail: text}
	}
	return Failure{Package: pkg, Message: text}
}

// crash returns where in a text a crash of the tool is told, or -1.
func crash(text string) int {
	for _, sign := range []string{"panic: ", "fatal error: "} {
		if i := strings.Index("\n"+text, "\n"+sign); i >= 0 && strings.Contains(text, "\ngoroutine ") {
			return i
		}
	}
	return -1
}

func (f Failure) compare(g Failure) int {
	return cmp.Or(strings.Compare(f.Package, g.Package), strings.Compare(f.Message, g.Message))
}
