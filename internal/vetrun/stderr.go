package vetrun

import (
	"slices"
	"strings"
)

// vetting is what one run of go vet left.
type vetting struct {
	units  []unitResult
	stderr string
	failed bool // the exit code was not zero
}

// refused reports whether go vet gave up before it ran the tool on anything:
// then all it printed stands outside the sections of packages.
func (v *vetting) refused() bool {
	return v.failed && len(v.units) == 0 && !strings.Contains("\n"+v.stderr, "\n# ")
}

// failures returns what stderr and the units say went wrong.
func (v *vetting) failures(list *listing) []Failure {
	failures := digest(v.stderr)
	for _, unit := range v.units {
		path, target := splitID(unit.id)
		if !target || !list.matches(path) {
			continue
		}
		for analyzer, text := range unit.errors {
			failures = append(failures, Failure{path, analyzer + ": " + text + " (this is a mistake in gorolint; please report it)"})
		}
	}
	if v.failed && len(failures) == 0 {
		failures = append(failures, Failure{Message: "go vet failed and did not say why; run it with -x to see the command that fails"})
	}
	return failures
}

// digest makes failures of what go vet prints on stderr: sections, each below
// a line "# package" (or "# [package]" for a test variant), and lines of the
// go command itself.
func digest(stderr string) []Failure {
	var failures []Failure
	var pkg string
	var lines []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
			failures = append(failures, Failure{pkg, text})
		}
		lines = nil
	}
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "# "):
			flush()
			pkg, _ = splitID(strings.Trim(strings.TrimPrefix(line, "# "), "[]"))
		case strings.HasPrefix(line, "go: downloading "):
		default:
			lines = append(lines, line)
		}
	}
	flush()
	return slices.CompactFunc(failures, func(a, b Failure) bool { return a == b })
}
