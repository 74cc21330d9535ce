package leakprofile

import (
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A Place is one in the source.
type Place struct {
	Package  string // import path
	Main     bool   // the package is a program, which calls itself main in profiles
	Function string // as internal/site names it
	Op       string // as internal/site names it
	File     string
	Line     int
	Launch   bool // a goroutine is launched here, rather than blocked
	Strict   bool // counts only on this line and in this operation
}

// Blocks reports whether the operation at the place is one that can block by itself.
func (p Place) Blocks() bool { w := waitOfOp(p.Op); return w != "" && w != launch }

// A Matcher finds places by the stacks of goroutines, from one goroutine. The source may have moved since the
// program was built, and have been elsewhere then.
type Matcher struct {
	places   []Place
	packages map[string]bool  // that have places
	files    map[string][]int // places by the last element of their file
	programs []Place          // one for each package main
	sources  map[string]*source
}

// NewMatcher returns a matcher for the places. What its methods return are indices in that list.
func NewMatcher(places []Place) *Matcher {
	m := &Matcher{places: places, packages: make(map[string]bool), files: make(map[string][]int), sources: make(map[string]*source)}
	for i, p := range places {
		if p.Main && !m.packages[p.Package] {
			m.programs = append(m.programs, p)
		}
		m.packages[p.Package] = true
		m.files[filepath.Base(p.File)] = append(m.files[filepath.Base(p.File)], i)
	}
	return m
}

// Blocked returns the places at which the goroutines are blocked: those on the line of a frame,
// the innermost that has any. Where the source has changed, it returns those in the same function
// that wait in the same way, and the line that the profile has for them: as far below the
// beginning of the function, or if there is none, next to it.
func (m *Matcher) Blocked(s Stack) (hits []int, moved int) {
	own := m.ownFrames(s)
	if len(own) == 0 {
		return nil, 0
	}
	f := own[0]
	shifted := m.shifted(f)
	if !shifted {
		if hits := m.onLine(own, s.Wait); len(hits) > 0 {
			return hits, 0
		}
	}
	if likely := f.Package != "main" || m.sureProgram(f); likely && s.Wait != "" {
		if hits := m.inFunction(f, s.Wait); len(hits) > 0 {
			return hits, f.Line
		}
	}
	if shifted { // as far as one can see
		return m.onLine(own, s.Wait), 0
	}
	return nil, 0
}

// onLine returns the places on the line of a frame, the innermost that has any.
func (m *Matcher) onLine(own []*Frame, wait Wait) (hits []int) {
	for i, f := range own {
		for j, p := range m.in(f) {
			if !p.Launch && p.Line == f.Line && f.in(p.Function) && fits(p, wait, i == 0) {
				hits = append(hits, j)
			}
		}
		if len(hits) > 0 {
			break
		}
	}
	return hits
}

// inFunction returns the places in the function of a frame that can be where it stood.
func (m *Matcher) inFunction(f *Frame, wait Wait) []int {
	var below, plain, strict []int
	changed := true // another operation does not stand there now
	for j, p := range m.in(f) {
		if p.Launch || !f.in(p.Function) {
			continue
		}
		// As far below the beginning of the function, where both are known.
		src, line := m.source(p.File), f.Line
		if start := src.start(p.Line); start > 0 && f.Start > 0 {
			line += start - f.Start
		}
		changed = changed && !src.has(line, wait)
		if !agree(waitOfOp(p.Op), wait) {
			continue
		}
		if p.Line == line {
			below = append(below, j)
		}
		if p.Strict {
			strict = append(strict, j)
		} else {
			plain = append(plain, j)
		}
	}
	switch {
	case len(below) > 0:
		return below
	case !changed:
		return nil
	case len(plain) > 0:
		return m.nearest(plain, f.Line)
	}
	return m.nearest(strict, f.Line)
}

// shifted reports whether the function of a frame does not begin where it did.
func (m *Matcher) shifted(f *Frame) bool {
	for _, p := range m.in(f) {
		src := m.source(p.File)
		return f.Start > 0 && len(src.funcs) > 0 && src.start(f.Line) != f.Start
	}
	return false
}

func (m *Matcher) source(file string) *source {
	s, ok := m.sources[file]
	if !ok {
		s = readSource(file)
		m.sources[file] = s
	}
	return s
}

// fits reports whether a goroutine that is blocked in some way on the line of a place can be
// blocked in what stands there. Innermost says that no call lies between.
func fits(p Place, wait Wait, innermost bool) bool {
	op := waitOfOp(p.Op)
	switch {
	case op == launch:
		return false
	case p.Strict:
		return innermost && op != "" && agree(op, wait)
	case op == "" || wait == "":
		return true
	case innermost:
		return agree(op, wait)
	}
	return op == Group || op == Lock // calls, which others may stand behind
}

// Launched returns the launches that the goroutines may come from: all on one line, unless the
// stack does not tell them apart.
func (m *Matcher) Launched(s Stack) (hits []int) {
	const callLines = 2 // a literal may begin some lines below the call that it is passed to
	own := m.ownFrames(s)
	for _, f := range own {
		if !f.Closure || f.Start == 0 {
			continue
		}
		for j, p := range m.in(f) {
			if p.Launch && p.Line <= f.Start && f.Start <= p.Line+callLines && f.in(p.Function) {
				hits = append(hits, j)
			}
		}
		if len(hits) > 0 {
			return m.nearest(hits, f.Start)
		}
	}
	if len(own) == 0 {
		return nil
	}
	entry := own[len(own)-1]
	if entry.Closure {
		for j, p := range m.in(entry) {
			if p.Launch && p.Op != "" && (p.Op == "go func" || !strings.HasPrefix(p.Op, "go ")) && entry.in(p.Function) {
				hits = append(hits, j)
			}
		}
		return m.ifOne(hits)
	}
	if outer := len(s.Frames) - 1 - slices.Index(s.Frames, entry); outer > 1 {
		return nil // a library calls it, from a goroutine of its own
	}
	for j, p := range m.places {
		if p.Launch && len(entry.around) > 0 && calledName(p.Op) == entry.around[len(entry.around)-1] {
			hits = append(hits, j)
		}
	}
	if near := slices.DeleteFunc(slices.Clone(hits), func(j int) bool { return !m.samePackage(entry, m.places[j]) }); len(near) > 0 {
		return near
	}
	return m.ifOne(hits)
}

// calledName returns the last name in go s.loop.
func calledName(op string) string {
	name, ok := strings.CutPrefix(op, "go ")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "[")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// Own returns the innermost frame that people wrote who can change it: of a package that has
// places; where there is none, of one outside the standard library. Known says that it is the former.
func (m *Matcher) Own(s Stack) (f *Frame, known bool) {
	if own := m.ownFrames(s); len(own) > 0 {
		return own[0], true
	}
	for _, f := range s.Frames {
		if first, _, _ := strings.Cut(f.Package, "/"); f.Package == "main" || strings.Contains(first, ".") {
			return f, false
		}
	}
	if len(s.Frames) == 0 {
		return new(Frame), false
	}
	return s.Frames[len(s.Frames)-1], false
}

// Local returns the file of a frame as places have it, or as the frame has it.
func (m *Matcher) Local(f *Frame) (file string, known bool) {
	for _, p := range m.places {
		if m.samePackage(f, p) {
			return filepath.Join(filepath.Dir(p.File), path.Base(f.File)), true
		}
	}
	return f.File, false
}

// ownFrames returns the frames of packages that have places.
func (m *Matcher) ownFrames(s Stack) []*Frame {
	return slices.DeleteFunc(slices.Clone(s.Frames), func(f *Frame) bool {
		return !m.packages[f.Package] && !m.packages[strings.TrimSuffix(f.Package, "_test")] && m.program(f) == ""
	})
}

// in yields the places in the file of a frame.
func (m *Matcher) in(f *Frame) iter.Seq2[int, Place] {
	return func(yield func(int, Place) bool) {
		for _, i := range m.files[path.Base(f.File)] {
			if p := m.places[i]; m.samePackage(f, p) && !yield(i, p) {
				return
			}
		}
	}
}

func (m *Matcher) samePackage(f *Frame, p Place) bool {
	if f.Package == "main" {
		return p.Main && p.Package == m.program(f)
	}
	return f.Package == p.Package || strings.TrimSuffix(f.Package, "_test") == p.Package
}

// program returns the import path of the package main that a frame is of, or "": the one
// whose folder ends most like that of the frame's file, or the only one.
func (m *Matcher) program(f *Frame) string {
	if f.Package != "main" {
		return ""
	}
	best, _ := m.mostLike(f)
	return best
}

// sureProgram reports whether the folder of a program's frame is like that of one here.
func (m *Matcher) sureProgram(f *Frame) bool {
	_, likeness := m.mostLike(f)
	return likeness > 0
}

// mostLike also returns how much the folders are alike; not at all if that is less than 1.
func (m *Matcher) mostLike(f *Frame) (program string, most int) {
	dir := withoutVersion(path.Dir(f.File))
	most = -1
	if !strings.HasPrefix(dir, "/") && !strings.Contains(dir, ":") {
		most = 0 // -trimpath leaves the import path, and that of another program is not like any
	}
	several := false
	for _, p := range m.programs {
		n := max(common(dir, p.Package), common(dir, filepath.ToSlash(filepath.Dir(p.File))))
		switch {
		case n > most:
			program, most, several = p.Package, n, false
		case n == most:
			several = true
		}
	}
	if several {
		return "", most
	}
	return program, most
}

// withoutVersion cuts the @v1.2.3 of a module that -trimpath leaves in the path of a file.
func withoutVersion(dir string) string {
	before, after, ok := strings.Cut(dir, "@")
	if !ok {
		return dir
	}
	_, below, ok := strings.Cut(after, "/")
	if !ok {
		return before
	}
	return before + "/" + below
}

// common counts the elements at the end of both paths that are the same.
func common(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

// nearest keeps the hits that are next to a line.
func (m *Matcher) nearest(hits []int, line int) (out []int) {
	best := 0
	for _, j := range hits {
		d := max(m.places[j].Line-line, line-m.places[j].Line)
		if len(out) == 0 || d < best {
			out, best = nil, d
		}
		if d == best {
			out = append(out, j)
		}
	}
	return out
}

// ifOne returns the hits if all are on one line.
func (m *Matcher) ifOne(hits []int) []int {
	for _, j := range hits {
		if m.places[j].Line != m.places[hits[0]].Line || m.places[j].File != m.places[hits[0]].File {
			return nil
		}
	}
	return hits
}
