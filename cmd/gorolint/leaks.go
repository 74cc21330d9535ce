package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/leakprofile"
	"github.com/gorolint/gorolint/internal/site"
)

// A fileList is a flag that names files, separated by commas or given again.
type fileList []string

func (l *fileList) String() string { return strings.Join(*l, ",") }

func (l *fileList) Set(value string) error {
	for name := range strings.SplitSeq(value, ",") {
		if name == "" {
			return errors.New("it names no file")
		}
		if name == stdin && slices.Contains(*l, stdin) {
			return errors.New("the standard input can be read only once")
		}
		*l = append(*l, name)
	}
	return nil
}

// stdin is the name that stands for the standard input.
const stdin = "-"

// readProfiles reads the leak profiles. If it is interrupted, the goroutine that reads may stay:
// a terminal or pipe may never give anything, and the process is about to end.
func readProfiles(ctx context.Context, names []string) ([]*leakprofile.Profile, error) {
	type result struct {
		profiles []*leakprofile.Profile
		err      error
	}
	read := make(chan result, 1)
	go func() {
		var r result
		for _, name := range names {
			var p *leakprofile.Profile
			if p, r.err = readProfile(name); r.err != nil {
				r.err = fmt.Errorf("-leakprofile=%s: %w", name, r.err)
				break
			}
			r.profiles = append(r.profiles, p)
		}
		read <- r
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-read:
		return r.profiles, r.err
	}
}

func readProfile(name string) (*leakprofile.Profile, error) {
	var r io.Reader = os.Stdin
	if name != stdin {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, errors.New("there is no such file; take a profile of the running program, as gorolint's README shows")
		case err != nil:
			return nil, err
		case info.IsDir():
			return nil, errors.New("this is a folder; name the profile in it")
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	return leakprofile.Read(r, leakprofile.Limit)
}

// A role is what a place in the source means for a profile: it belongs to a finding or is a launch.
type role struct {
	finding, launch int  // index, or -1
	other           bool // somebody may be blocked here, too, once it has come to the finding
}

// A confirmer sets what was found beside what happened at run time.
type confirmer struct {
	dir               string
	blocking, staying []string // as in command
	places            []leakprofile.Place
	roles             []role
	sites             site.Reader
	mains             map[string]bool // by file
}

// confirm marks the findings that are in the profiles, and lists the leaks that are not
// among the findings.
func (c *confirmer) confirm(report *format.Report, launches []launch, profiles []*leakprofile.Profile) {
	c.collect(report, launches)
	matcher := leakprofile.NewMatcher(c.places)
	report.Leaks = []format.Leak{}
	for _, p := range profiles {
		seen := make(map[int]sighting)
		var rest []leakprofile.Stack
		for _, stack := range p.Stacks {
			hits, _ := c.findings(matcher, stack)
			for i, line := range hits {
				seen[i] = seen[i].add(stack.Count, line)
			}
			if len(hits) == 0 {
				rest = append(rest, stack)
			}
		}
		// Several profiles may be of one program, and list the same goroutines: the most counts.
		for i, s := range seen {
			if f := &report.Findings[i]; s.count > f.Confirmed {
				f.Confirmed, f.ConfirmedLine = s.count, s.line
			}
		}
		if p.Kind != leakprofile.Leaks {
			continue // a goroutine that waits need not leak
		}
		var leaks []format.Leak
		for _, stack := range rest {
			_, others := c.findings(matcher, stack)
			if !slices.ContainsFunc(others, func(i int) bool { return seen[i].count > 0 }) {
				leaks = append(leaks, c.leak(matcher, stack, launches))
			}
		}
		report.Leaks = mergeLeaks(report.Leaks, leaks)
	}
	report.Sort()
}

// A sighting is how many goroutines confirm a finding, and on which line where it is another one.
type sighting struct{ count, line int }

func (s sighting) add(count, line int) sighting {
	if s.count > 0 && s.line == 0 {
		line = 0 // some are on its own
	}
	return sighting{s.count + count, line}
}

// collect gathers the places of findings and launches.
func (c *confirmer) collect(report *format.Report, launches []launch) {
	lines := make(map[string]bool) // on which something is launched
	for i, l := range launches {
		p := c.place(l.pkg, l.position)
		p.Launch = true
		c.add(p, role{finding: -1, launch: i})
		lines[line(l.position)] = true
	}
	for i, f := range report.Findings {
		p := c.place(f.Package, f.Position)
		own := role{finding: i, launch: -1}
		if slices.Contains(c.blocking, f.Rule) {
			c.add(p, own)
			for _, r := range f.Related {
				end := c.place(f.Package, r.Position)
				end.Strict = true
				// A finding at a launch is about what blocks elsewhere.
				c.add(end, role{finding: i, launch: -1, other: p.Blocks()})
			}
		}
		if slices.Contains(c.staying, f.Rule) && lines[line(f.Position)] {
			p.Launch = true
			c.add(p, own)
		}
	}
}

func line(p format.Position) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

func (c *confirmer) add(p leakprofile.Place, r role) {
	c.places = append(c.places, p)
	c.roles = append(c.roles, r)
}

func (c *confirmer) place(pkg string, pos format.Position) leakprofile.Place {
	file := filepath.FromSlash(pos.File)
	if !filepath.IsAbs(file) {
		file = filepath.Join(c.dir, file)
	}
	at, _ := c.sites.At(file, pos.Line, pos.Column) // what cannot be read has no name, and is not found in a profile
	return leakprofile.Place{Package: pkg, Main: c.isMain(file), Function: at.Function, Op: at.Op, File: file, Line: pos.Line}
}

// isMain reports whether a file is of a program.
func (c *confirmer) isMain(file string) bool {
	main, ok := c.mains[file]
	if !ok {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		main = err == nil && f.Name.Name == "main"
		if c.mains == nil {
			c.mains = make(map[string]bool)
		}
		c.mains[file] = main
	}
	return main
}

// findings returns the findings that a stack confirms, with the line that the profile has for each,
// or 0 where that is its own; and those at whose other end it is blocked.
func (c *confirmer) findings(m *leakprofile.Matcher, s leakprofile.Stack) (hits map[int]int, others []int) {
	hits = make(map[int]int)
	blocked, moved := m.Blocked(s)
	for _, i := range blocked {
		switch r := c.roles[i]; {
		case r.finding < 0:
		case r.other:
			others = append(others, r.finding)
		default:
			hits[r.finding] = moved
		}
	}
	for _, i := range m.Launched(s) {
		if r := c.roles[i]; r.finding >= 0 {
			hits[r.finding] = 0
		}
	}
	return hits, others
}

// leak describes a stack that no finding explains.
func (c *confirmer) leak(m *leakprofile.Matcher, s leakprofile.Stack, launches []launch) format.Leak {
	frame, known := m.Own(s)
	leak := format.Leak{Goroutines: s.Count, Function: frame.Name, File: frame.File, Line: frame.Line, Wait: string(s.Wait), Launches: []format.Launch{}}
	if file, ok := m.Local(frame); ok {
		leak.File = format.Path(c.dir, file)
	}
	for _, i := range m.Launched(s) {
		if r := c.roles[i]; r.launch >= 0 {
			l := launches[r.launch]
			leak.Launches = append(leak.Launches, format.Launch{Position: l.position, Line: l.line, Unknown: append([]string{}, l.unknown...)})
		}
	}
	switch {
	case len(leak.Launches) > 0:
	case known:
		leak.Reason = "which launch it is cannot be told from the profile"
	default:
		leak.Reason = "no launch in these packages"
	}
	return leak
}

// mergeLeaks adds the leaks of one more profile. Those at the same place are one; again the
// most counts.
func mergeLeaks(leaks, more []format.Leak) []format.Leak {
	type key struct {
		function, file string
		line           int
		wait, launches string
	}
	keyOf := func(l format.Leak) key { return key{l.Function, l.File, l.Line, l.Wait, fmt.Sprint(l.Launches)} }
	sums := make(map[key]format.Leak)
	for _, l := range more {
		l.Goroutines += sums[keyOf(l)].Goroutines
		sums[keyOf(l)] = l
	}
	for _, l := range leaks {
		l.Goroutines = max(l.Goroutines, sums[keyOf(l)].Goroutines)
		sums[keyOf(l)] = l
	}
	leaks = leaks[:0]
	for _, l := range sums {
		leaks = append(leaks, l)
	}
	slices.SortFunc(leaks, func(a, b format.Leak) int {
		return cmp.Or(cmp.Compare(b.Goroutines, a.Goroutines), strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Function, b.Function), strings.Compare(a.Wait, b.Wait), strings.Compare(fmt.Sprint(a.Launches), fmt.Sprint(b.Launches)))
	})
	return leaks
}
