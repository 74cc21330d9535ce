package trial

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gorolint/gorolint/tools/mutants/internal/mutate"
)

// A tally counts outcomes. Those in functions of which the original is reported already decide nothing: there is one report of a
// goroutine at most.
type tally struct{ made, found, bug, already int }

func (t *tally) add(o Outcome) {
	if !o.Silent {
		t.already++
		return
	}
	t.made++
	if len(o.Found) > 0 {
		t.found++
		if o.Tier == "bug" {
			t.bug++
		}
	}
}

func (t tally) row(w io.Writer, name, reach string) {
	if t.made+t.already == 0 {
		return
	}
	fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%.0f %%\t%d\t%d\t%d\t\n", name, reach, t.made, t.found, 100*float64(t.found)/float64(max(t.made, 1)), t.bug, t.found-t.bug, t.already)
}

// Print writes the tables: by operator and reach, by module, and of the misses by reason.
func Print(w io.Writer, operators []mutate.Operator, outcomes []Outcome, misses bool) error {
	var failed []Outcome
	outcomes = slices.DeleteFunc(slices.Clone(outcomes), func(o Outcome) bool {
		if o.Failure != "" {
			failed = append(failed, o)
		}
		return o.Failure != ""
	})
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "operator\treach\tmade\tfound\t\tas a bug\tas advice\treported already\t\n")
	sum := func(pick func(Outcome) bool) (t tally) {
		for _, o := range outcomes {
			if pick(o) {
				t.add(o)
			}
		}
		return t
	}
	reaches := []mutate.Reach{mutate.InFunction, mutate.InPackage, mutate.Outside}
	for _, op := range operators {
		for _, reach := range reaches {
			sum(func(o Outcome) bool { return o.Operator == op.Name && o.Reach == string(reach) }).row(table, op.Name, string(reach))
		}
	}
	for _, reach := range reaches {
		sum(func(o Outcome) bool { return o.Reach == string(reach) }).row(table, "all", string(reach))
	}
	sum(func(Outcome) bool { return true }).row(table, "all", "")
	table.Flush()

	byModule := make(map[string]bool)
	for _, o := range outcomes {
		byModule[o.Module] = true
	}
	fmt.Fprintln(&text)
	table = tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "module\tmade\tfound\n")
	for _, name := range slices.Sorted(maps.Keys(byModule)) {
		t := sum(func(o Outcome) bool { return o.Module == name })
		fmt.Fprintf(table, "%s\t%d\t%d\n", name, t.made, t.found)
	}
	table.Flush()

	reasons := make(map[string]int)
	perOperator := make(map[string]map[string]int)
	n := 0
	for _, o := range outcomes {
		if !o.missed() {
			continue
		}
		n++
		for _, r := range o.Reasons {
			reasons[r]++
			if perOperator[r] == nil {
				perOperator[r] = make(map[string]int)
			}
			perOperator[r][o.Operator]++
		}
	}
	if n > 0 {
		fmt.Fprintf(&text, "\n%d are not found; what is not known of the launches concerned (there may be several reasons):\n", n)
		table = tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
		names := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
			return cmp.Or(cmp.Compare(reasons[b], reasons[a]), strings.Compare(a, b))
		})
		for _, r := range names {
			var parts []string
			for _, op := range slices.Sorted(maps.Keys(perOperator[r])) {
				parts = append(parts, fmt.Sprintf("%s %d", op, perOperator[r][op]))
			}
			fmt.Fprintf(table, "%s\t%d\t%s\n", r, reasons[r], strings.Join(parts, ", "))
		}
		table.Flush()
	}
	if misses && n > 0 {
		fmt.Fprintln(&text)
		for _, o := range outcomes {
			if !o.missed() {
				continue
			}
			fmt.Fprintf(&text, "%s %s (%s)\n\t%s %s:%d\n", o.Package, o.ID(), o.Reach, o.Module, o.File, o.Line)
			for _, line := range o.Ledger {
				fmt.Fprintf(&text, "\t%s\n", line)
			}
		}
	}
	if len(failed) > 0 {
		fmt.Fprintf(&text, "\n%d could not be analysed:\n", len(failed))
		for _, o := range failed {
			fmt.Fprintf(&text, "%s %s: %s\n", o.Package, o.ID(), strings.ReplaceAll(o.Failure, "\n", "\n\t"))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// Keep writes the broken files below a folder, each with the original beside it.
func Keep(dir string, samples []*Sample) error {
	for i, s := range samples {
		name := filepath.Join(dir, strings.NewReplacer("/", "_").Replace(s.Package), fmt.Sprintf("%s-%d", s.Operator, i), filepath.Base(s.File))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		original, err := os.ReadFile(s.File)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name+".orig", original, 0o666); err != nil {
			return err
		}
		if err := os.WriteFile(name, s.text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
