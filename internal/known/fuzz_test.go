package known_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/known"
)

// FuzzParse reads whatever tables. One that is refused says so by its lines; one that is taken can be
// asked about everything that it names, and says the same with its comments and spaces left out.
func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("known.txt")
	if err != nil {
		f.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if row, _, _ := strings.Cut(line, "#"); strings.TrimSpace(row) != "" {
			if n++; n%7 == 0 {
				f.Add(line)
			}
		}
	}
	for _, s := range []string{
		"", "#", "launch", "launch a.b/c.F", "launch a.b/c.F func=", "launch a.b/c.F func=-1", "launch a.b/c.F func=99999999999999999999", "launch a.b/c.F func=0…", "launch a.b/c.F func=0,1,2,3 func=4",
		"launch (*a.b/c.T).Go func=0 join=Wait limit=self\nlaunch (*a.b/c.T).Go func=0\n", "blocks a.b/c.F until=arg0.Done,recv.ctx,peer,never", "blocks a.b/c.F until=argx", "type a.b/c.T", "group a.b/c.T go=Go wait=Wait done=Done add=Add",
		"timer (a.b/c.T).C", "never a.b/c.V", "derive a.b/c.F from=0 result=1 cancel", "exits a.b/c.F kind=panic", "launch a.b/c.F[T].G func=0", "launch ((a.b).T).F func=0", "launch a.b/c.F func=0\x00", "noctx 0.A use=(\x10.A).A", "\xff\xfe", strings.Repeat("launch a.b/c.F func=0\n", 100),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, err := known.Parse("rows", strings.NewReader(text))
		if err != nil {
			lines := 1 + strings.Count(text, "\n")
			for line := range strings.Lines(err.Error()) {
				var at int
				if _, err := fmt.Sscanf(line, "rows:%d:", &at); err != nil || at < 1 || at > lines {
					t.Errorf("of %d lines, the error is about %q", lines, line)
				}
			}
			return
		}
		ask(table, text)
		merged, err := known.With(text)
		if err != nil {
			t.Fatalf("it is taken, and as a team's rows it is not: %v", err)
		}
		ask(merged, text)
		var plain strings.Builder
		for line := range strings.Lines(text) {
			row, _, _ := strings.Cut(line, "#")
			plain.WriteString(strings.Join(strings.Fields(row), "  ") + " # " + "\n")
		}
		if _, err := known.Parse("rows", strings.NewReader(plain.String())); err != nil {
			t.Errorf("with other spaces it is refused: %v", err)
		}
	})
}

// ask asks a table all there is to ask about each word of a text.
func ask(table *known.Table, text string) {
	for _, word := range strings.Fields(text) {
		if k := table.Func(word); k != nil {
			k.Fits(0, 0)
			k.Fits(3, 2)
		}
		table.Group(word)
		table.Field(word)
		table.Var(word)
		table.Request(word)
		table.Settings(word)
		table.FewOf(word)
		table.UncheckedMethod(word, true)
		table.Package(word)
		path := word[:max(0, strings.LastIndexByte(word, '.'))]
		table.Package(path)
		table.Names(strings.TrimLeft(path, "(*"))
	}
}
