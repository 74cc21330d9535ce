package doc

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/tools/corpus/internal/lint"
	"github.com/gorolint/gorolint/tools/corpus/internal/table"
)

// row is a row without a file's folder.
func row(rule, tier, function, op string, n int, label string, first, second table.Verdict, note string) table.Row {
	return table.Row{Key: table.Key{Rule: rule, Tier: tier, File: "a.go", Function: function, Op: op}, Count: n, Label: label,
		Readings: table.Readings{first, second}, Note: note}
}

func modules() []Module {
	return []Module{
		{
			pinned.Module{Path: "example.com/a", Version: "v1.0.0", Kind: "server"},
			&lint.Result{Packages: 3, Lines: 1500, Failures: []format.Error{{Package: "example.com/a/bad", Message: "m"}}},
			[]table.Row{
				row("barego", "bug", "New", "go s.loop", 2, "true", table.True, table.True, "a loop | without an end"),
				row("barego", "bug", "Old", "", 0, "", table.True, table.Design, "once"),
				row("barego", "bug", "", "go func", 0, "may be", table.Design, table.Design, "ends with the process"),
				row("groupctx", "advice", "Wait", "f()", 0, "", table.Wrong, table.Design, "no"),
				row("lockleak", "bug", "Get", "mu.Lock()", 0, "true", table.True, table.Unread, "kept"),
				row("losterror", "advice", "Get", "go get", 3, "", table.Unread, table.Unread, ""),
			},
		},
		{pinned.Module{Path: "example.com/b", Version: "v0.2.0", Kind: "client"}, &lint.Result{Packages: 1, Lines: 1234567}, nil},
		{pinned.Module{Path: "example.com/c", Version: "v0.3.0", Kind: "generated"}, &lint.Result{Packages: 1}, nil},
	}
}

// The page is compared as a whole; GOROLINT_UPDATE=1 writes it.
func TestRender(t *testing.T) {
	got, err := Render(modules(), []string{"lockleak", "barego", "groupctx", "losterror", "tinytask"})
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "findings.md")
	if os.Getenv("GOROLINT_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTally(t *testing.T) {
	for _, test := range []struct {
		first, second table.Verdict
		want          tally
		precision     string
	}{
		{table.True, table.True, tally{n: 1, both: 1}, "100 %"},
		{table.True, table.Design, tally{n: 1, one: 1}, "0–100 %"},
		{table.Wrong, table.True, tally{n: 1, one: 1}, "0–100 %"},
		{table.Design, table.Design, tally{n: 1, design: 1}, "0 %"},
		{table.Design, table.Wrong, tally{n: 1, wrong: 1}, "0 %"},
		{table.True, table.Unread, tally{n: 1, open: 1}, "–"},
		{table.Unread, table.Unread, tally{n: 1, open: 1}, "–"},
	} {
		var got tally
		got.add(table.Row{Readings: table.Readings{test.first, test.second}})
		if got != test.want || got.precision() != test.precision {
			t.Errorf("%s, %s: %+v, %s, want %+v, %s", test.first, test.second, got, got.precision(), test.want, test.precision)
		}
	}
	if got, want := (tally{n: 9, both: 4, one: 2, open: 2}).precision(), "57–86 %"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1002003: "1,002,003"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
