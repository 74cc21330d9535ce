//go:build unix

package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A page is what is written of it all.
type page struct {
	date    time.Time
	modules []*module
	tools   []*tool
	results *results
	units   []unit
	n       int
	others  int    // how many runs of the other linters, if they are fewer
	flags   string // of the command, besides the usual ones
}

func (p *page) write(w io.Writer) error {
	var b strings.Builder
	runs := "one run each"
	if p.n > 1 {
		runs = fmt.Sprintf("medians of %d runs", p.n)
	}
	if p.others > 0 {
		runs += fmt.Sprintf(", of the other linters of %d", p.others)
	}
	fmt.Fprintf(&b, `# What gorolint costs

This page is written by

`+"```sh\ngo run ./bench -n %d%s -docs docs\n```"+`

%s, %s, %s/%s, %d processors; %s. `+"`go doc ./bench`"+` says what is measured: CPU seconds of all processes together, and the memory of
the largest single one. *nop* is a vet tool that does nothing: what the go command and the driver of x/tools cost, whatever the tool.%s

## What was to be reached

`, p.n, p.flags, p.date.Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runs, p.versions())
	p.goals(&b)
	for _, m := range p.modules {
		p.module(&b, m)
	}
	p.growth(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// versions says which versions of the other linters there are.
func (p *page) versions() string {
	var versions []string
	for _, t := range p.tools {
		if name, _, _ := strings.Cut(t.name, " "); t.from != "" {
			versions = append(versions, name+" is "+t.from)
		}
	}
	if len(versions) == 0 {
		return ""
	}
	return " " + strings.Join(slices.Compact(versions), ", ") + "."
}

func (p *page) tool(name string) *tool {
	i := slices.IndexFunc(p.tools, func(t *tool) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return p.tools[i]
}

// cost returns the median, and whether there is one.
func (p *page) cost(m *module, t *tool, state string) (cost, bool) {
	if t == nil {
		return cost{}, false
	}
	runs := p.results.costs(m, t, state)
	if len(runs) == 0 {
		return cost{}, false
	}
	return median(runs), true
}

// goals sets gorolint beside the others where it has a goal.
func (p *page) goals(b *strings.Builder) {
	cpu := func(c cost) float64 { return c.CPU.Seconds() }
	memory := func(c cost) float64 { return float64(c.RSS >> 20) }
	vet, nop, own, static := p.tool(govet), p.tool(nop), p.tool(gorolint), p.tool(staticcheck)
	row(b, "", "goal", names(p.modules)...)
	rule(b, 2+len(p.modules))
	for _, g := range []struct {
		what      string
		goal      string
		over, sub *tool
		state     string
		of        func(cost) float64
		reached   func(ratio float64) bool
	}{
		{"CPU, cold: gorolint ÷ nop", "≤ 1.10", own, nop, "cold", cpu, func(r float64) bool { return r < 1.105 }},
		{"CPU, warm: gorolint ÷ go vet", "≤ 1.10", own, vet, "warm", cpu, func(r float64) bool { return r < 1.105 }},
		{"peak memory, cold: gorolint ÷ go vet", "≤ 1.00", own, vet, "cold", memory, func(r float64) bool { return r < 1.005 }},
		{"CPU, cold: staticcheck ÷ gorolint", "≥ 1.30", static, own, "cold", cpu, func(r float64) bool { return r >= 1.295 }},
	} {
		var cells []string
		for _, m := range p.modules {
			over, ok1 := p.cost(m, g.over, g.state)
			sub, ok2 := p.cost(m, g.sub, g.state)
			if !ok1 || !ok2 {
				cells = append(cells, "–")
				continue
			}
			ratio := g.of(over) / g.of(sub)
			cell := fmt.Sprintf("%.2f", ratio)
			if !g.reached(ratio) {
				cell = "**" + cell + "**, missed"
			}
			cells = append(cells, cell)
		}
		row(b, g.what, g.goal, cells...)
	}
}

func names(modules []*module) (out []string) {
	for _, m := range modules {
		path, _, _ := strings.Cut(m.path, "@")
		out = append(out, strings.TrimPrefix(strings.TrimPrefix(path, "github.com/"), "google.golang.org/"))
	}
	return out
}

// module is the table of one module.
func (p *page) module(b *strings.Builder, m *module) {
	path, version, _ := strings.Cut(m.path, "@")
	fmt.Fprintf(b, "\n## %s %s\n\nRoot is `%s`, leaf is `%s`, which %d packages of the module import, by way of others too.\n\nCPU seconds, and how many times those of go vet:\n\n", path, version, m.root.pkg, m.leaf.pkg, m.leaf.uses)
	var heads []string
	for _, s := range states {
		heads = append(heads, s.name, "×")
	}
	row(b, "", heads[0], heads[1:]...)
	rule(b, 1+len(heads))
	for _, t := range p.tools {
		var cells []string
		for _, s := range states {
			c, ok := p.cost(m, t, s.name)
			base, _ := p.cost(m, p.tools[0], s.name)
			if !ok {
				cells = append(cells, "–", "–")
				continue
			}
			cells = append(cells, fmt.Sprintf("%.2f", c.CPU.Seconds()), fmt.Sprintf("%.2f", c.CPU.Seconds()/base.CPU.Seconds()))
		}
		row(b, t.name, cells[0], cells[1:]...)
	}
	b.WriteString("\nMB of the largest process, compilers included:\n\n")
	heads = nil
	for _, s := range states {
		heads = append(heads, s.name)
	}
	row(b, "", heads[0], heads[1:]...)
	rule(b, 1+len(heads))
	for _, t := range p.tools {
		var cells []string
		for _, s := range states {
			cell := "–"
			if c, ok := p.cost(m, t, s.name); ok {
				cell = fmt.Sprint(c.RSS >> 20)
			}
			cells = append(cells, cell)
		}
		row(b, t.name, cells[0], cells[1:]...)
	}
}

func row(b *strings.Builder, first, second string, more ...string) {
	fmt.Fprintf(b, "| %s | %s |\n", first, strings.Join(append([]string{second}, more...), " | "))
}

func rule(b *strings.Builder, columns int) {
	b.WriteString("|---|" + strings.Repeat("---:|", columns-1) + "\n")
}

// classes are the numbers of lines by which packages are put together.
var classes = []int{0, 300, 1000, 3000, 10000, 30000, 100000}

// growth is the table of what packages take by their size.
func (p *page) growth(b *strings.Builder) {
	b.WriteString(`
## How it grows

What each package of these modules takes, with the tests in its folder, when everything that it imports has been vetted: one process
each. All lines count, those of tests as well, which are checked for types and not analysed. *Own* is what gorolint takes more than nop.

![CPU seconds of packages by their lines](cost.svg)

`)
	row(b, "lines", "packages", "nop: ms per 1000 lines", "gorolint: ms per 1000 lines", "own: ms per 1000 lines", "nop: largest MB", "gorolint: largest MB")
	rule(b, 7)
	for i, from := range classes {
		type sum struct {
			n, lines int
			cpu      time.Duration
			rss      int64
		}
		sums := make(map[string]*sum)
		for _, name := range []string{nop, gorolint} {
			s := new(sum)
			sums[name] = s
			for _, u := range p.units {
				if u.tool == name && u.Lines >= from && (i+1 == len(classes) || u.Lines < classes[i+1]) {
					s.n++
					s.lines += u.Lines
					s.cpu += u.CPU
					s.rss = max(s.rss, u.RSS)
				}
			}
		}
		a, g := sums[nop], sums[gorolint]
		if a.n == 0 || g.n == 0 {
			continue
		}
		size := fmt.Sprintf("from %d", from)
		if i+1 < len(classes) {
			size = fmt.Sprintf("%d to %d", from, classes[i+1]-1)
		}
		per := func(s *sum) float64 { return float64(s.cpu.Microseconds()) / float64(s.lines) }
		row(b, size, fmt.Sprint(g.n), fmt.Sprintf("%.1f", per(a)), fmt.Sprintf("%.1f", per(g)), fmt.Sprintf("%.1f", per(g)-per(a)),
			fmt.Sprint(a.rss>>20), fmt.Sprint(g.rss>>20))
	}
	b.WriteString("\nThose that take gorolint longest:\n\n")
	row(b, "package", "lines", "nop: CPU s", "gorolint: CPU s", "nop: MB", "gorolint: MB")
	rule(b, 6)
	longest := slices.DeleteFunc(slices.Clone(p.units), func(u unit) bool { return u.tool != gorolint })
	slices.SortStableFunc(longest, func(a, b unit) int { return cmp.Compare(b.CPU, a.CPU) })
	for _, u := range longest[:min(10, len(longest))] {
		i := slices.IndexFunc(p.units, func(v unit) bool { return v.tool == nop && v.ID == u.ID && v.Lines == u.Lines })
		if i < 0 {
			continue
		}
		v := p.units[i]
		row(b, "`"+u.ID+"`", fmt.Sprint(u.Lines), fmt.Sprintf("%.2f", v.CPU.Seconds()), fmt.Sprintf("%.2f", u.CPU.Seconds()), fmt.Sprint(v.RSS>>20), fmt.Sprint(u.RSS>>20))
	}
}
