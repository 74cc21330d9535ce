// Package doc writes docs/findings.md: the remarks are a template, and all figures come from
// the table of verdicts and from a run.
package doc

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/tools/corpus/internal/lint"
	"github.com/gorolint/gorolint/tools/corpus/internal/table"
)

//go:embed findings.md.tmpl
var remarks string

// A Module is a pinned one with what came of it and what was thought of that.
type Module struct {
	pinned.Module
	Result *lint.Result
	Rows   []table.Row
}

// Render returns the page. The rows of each module are to agree with its result. Rules are the
// names of all, in the order in which they are shown.
func Render(modules []Module, rules []string) (string, error) {
	tmpl, err := template.New("findings.md").Parse(remarks)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = tmpl.Execute(&text, page{modules, rules})
	return text.String(), err
}

// A page has a method for each figure and table that the template asks for.
type page struct {
	modules []Module
	rules   []string
}

// Modules returns the number of modules.
func (p page) Modules() int { return len(p.modules) }

// Lines returns the lines of code of all modules.
func (p page) Lines() string { return thousands(p.lines()) }

func (p page) lines() (n int) {
	for _, m := range p.modules {
		n += m.Result.Lines
	}
	return n
}

// Read returns how many of the reports have been read twice, once and not at all.
func (p page) Read() string {
	var read [3]int
	for _, m := range p.modules {
		for _, r := range m.Rows {
			read[r.Readings.Read()] += r.N()
		}
	}
	text := fmt.Sprintf("%d reports, of which %d have been read twice", read[0]+read[1]+read[2], read[2])
	if read[1] > 0 {
		text += fmt.Sprintf(", %d only once", read[1])
	}
	if read[0] > 0 {
		text += fmt.Sprintf(", %d by nobody yet", read[0])
	}
	return text
}

// Labels returns how the readings go together with the labels that say yes or no.
func (p page) Labels() string {
	var n, first, second int
	for _, m := range p.modules {
		for _, r := range m.Rows {
			if r.Label != table.LabelTrue && r.Label != table.LabelFalse {
				continue
			}
			n += r.N()
			for i, count := range []*int{&first, &second} {
				if (r.Label == table.LabelTrue) == (r.Readings[i] == table.True) {
					*count += r.N()
				}
			}
		}
	}
	return fmt.Sprintf("Of the %d reports whose label says yes or no, the first reading agrees with it in %d and the second in %d", n, first, second)
}

// A tally counts what was thought of some reports.
type tally struct {
	n, both, one, design, wrong, open int
}

func (t *tally) add(r table.Row) {
	n := r.N()
	t.n += n
	a, b := r.Readings[0], r.Readings[1]
	switch {
	case r.Readings.Read() < len(r.Readings):
		t.open += n
	case a == table.True && b == table.True:
		t.both += n
	case a == table.True || b == table.True:
		t.one += n
	case a == table.Wrong || b == table.Wrong:
		t.wrong += n
	default:
		t.design += n
	}
}

// precision returns the share of true ones among those read twice: of those that both call so,
// to those that at least one does.
func (t tally) precision() string {
	read := t.n - t.open
	if read == 0 {
		return "–"
	}
	percent := func(n int) int { return (200*n + read) / (2 * read) }
	low, high := percent(t.both), percent(t.both+t.one)
	if low == high {
		return fmt.Sprintf("%d %%", low)
	}
	return fmt.Sprintf("%d–%d %%", low, high)
}

// Precision returns the table of verdicts by rule.
func (p page) Precision() string {
	var text strings.Builder
	text.WriteString("| tier | rule | reports | true by both | true by one | by design | wrong | not read twice | true | per thousand lines |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, tier := range []string{"bug", "advice"} {
		var total tally
		for _, rule := range p.rules {
			var t tally
			for _, m := range p.modules {
				for _, r := range m.Rows {
					if r.Tier == tier && r.Rule == rule {
						t.add(r)
						total.add(r)
					}
				}
			}
			if t.n > 0 {
				p.tally(&text, tier, "`"+rule+"`", t)
			}
		}
		p.tally(&text, tier, "all", total)
	}
	return text.String()
}

func (p page) tally(text *strings.Builder, tier, rule string, t tally) {
	fmt.Fprintf(text, "| %s | %s | %d | %d | %d | %d | %d | %d | %s | %s |\n",
		tier, rule, t.n, t.both, t.one, t.design, t.wrong, t.open, t.precision(), density(t.n, p.lines()))
}

// Density returns the table of findings by module.
func (p page) Density() string {
	var text strings.Builder
	text.WriteString("| module | kind | lines | bug tier | per thousand | advice | per thousand |\n|---|---|--:|--:|--:|--:|--:|\n")
	var sum [2]int
	for _, m := range p.modules {
		n := m.counts()
		sum[0] += n[0]
		sum[1] += n[1]
		name := m.Path + " " + m.Version
		if f := len(m.Result.Failures); f > 0 {
			name += fmt.Sprintf(" (%d of %d packages cannot be loaded)", f, m.Result.Packages)
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %d | %s | %d | %s |\n", cell(name), m.Kind,
			thousands(m.Result.Lines), n[0], density(n[0], m.Result.Lines), n[1], density(n[1], m.Result.Lines))
	}
	fmt.Fprintf(&text, "| all | | %s | %d | %s | %d | %s |\n", p.Lines(), sum[0], density(sum[0], p.lines()), sum[1], density(sum[1], p.lines()))
	return text.String()
}

// counts returns the number of findings of the bug tier and of advice.
func (m Module) counts() (n [2]int) {
	for _, r := range m.Rows {
		if r.Tier == "bug" {
			n[0] += r.N()
		} else {
			n[1] += r.N()
		}
	}
	return n
}

// Findings returns the table of the findings of a tier.
func (p page) Findings(tier string) string {
	var text strings.Builder
	text.WriteString("| module | rule | where | label | reading 1 | reading 2 | |\n|---|---|---|---|---|---|---|\n")
	for _, m := range p.modules {
		for _, r := range m.Rows {
			if r.Tier != tier {
				continue
			}
			fmt.Fprintf(&text, "| %s | `%s` | %s | %s | %s | %s | %s |\n",
				cell(m.Path), r.Rule, where(r), or(r.Label, "–"), verdict(r.Readings[0]), verdict(r.Readings[1]), cell(r.Note))
		}
	}
	return text.String()
}

// Silent returns the modules without a finding.
func (p page) Silent() string {
	var names []string
	for _, m := range p.modules {
		if m.counts() == [2]int{} {
			names = append(names, m.Path+" "+m.Version)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ",\n")
}

// Never returns the rules that report nothing anywhere.
func (p page) Never() string {
	var names []string
	for _, rule := range p.rules {
		if !slices.ContainsFunc(p.modules, func(m Module) bool {
			return slices.ContainsFunc(m.Rows, func(r table.Row) bool { return r.Rule == rule })
		}) {
			names = append(names, "`"+rule+"`")
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func where(r table.Row) string {
	text := r.File
	for _, part := range []string{r.Function, r.Op} {
		if part != "" {
			text += ", `" + part + "`"
		}
	}
	if r.N() > 1 {
		text += fmt.Sprintf(" (%d reports)", r.N())
	}
	return cell(text)
}

func verdict(v table.Verdict) string {
	if v == table.Unread {
		return "–"
	}
	return string(v)
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// cell makes a text fit for a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}

func density(n, lines int) string {
	if lines == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", 1000*float64(n)/float64(lines))
}

// thousands writes a number with a comma between each three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
