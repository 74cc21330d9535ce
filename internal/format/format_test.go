package format

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func report() *Report {
	at := func(file string, line, column int) Position { return Position{file, line, column} }
	return New([]Finding{
		{Rule: "b", Message: "second (b)", Position: at("a.go", 3, 2), Related: []Related{{Message: "<-ch there", Position: at("c.go", 1, 1)}}},
		{Rule: "a", Message: "first", Position: at("a.go", 3, 2)},
		{Rule: "z", Message: "zeroth", Position: at("a.go", 3, 1)},
	}, []Error{
		{Package: "m/p", Message: "p.go:1:1: bad\n\tand worse\nso it ends"},
		{Message: "no go.mod"},
	})
}

func TestText(t *testing.T) {
	var out, errs strings.Builder
	if err := Text(&out, report()); err != nil {
		t.Fatal(err)
	}
	if err := Errors(&errs, report()); err != nil {
		t.Fatal(err)
	}
	const want = `a.go:3:1: zeroth (z)
a.go:3:2: first (a)
a.go:3:2: second (b)
	c.go:1:1: <-ch there
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	const wantErrs = `gorolint: m/p: p.go:1:1: bad
	and worse
	so it ends
gorolint: no go.mod
`
	if errs.String() != wantErrs {
		t.Errorf("got\n%s\nwant\n%s", errs.String(), wantErrs)
	}
}

func TestJSON(t *testing.T) {
	var out strings.Builder
	if err := JSON(&out, report()); err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != 1 || len(got.Findings) != 3 || len(got.Errors) != 2 {
		t.Errorf("got %+v", got)
	}
	if strings.Contains(out.String(), "null") || !strings.Contains(out.String(), "<-ch there") {
		t.Errorf("null or escapes in\n%s", out.String())
	}
}

func TestPath(t *testing.T) {
	dir := filepath.FromSlash("/home/u/m")
	for file, want := range map[string]string{
		"/home/u/m/a/b.go":    "a/b.go",
		"/home/u/lib/b.go":    "../lib/b.go",
		"/usr/go/src/a.go":    "/usr/go/src/a.go",
		"/home/u/m/../n/c.go": "../n/c.go",
	} {
		if got := Path(dir, filepath.FromSlash(file)); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

func TestConfirmed(t *testing.T) {
	at := func(line int) Position { return Position{"a.go", line, 2} }
	r := New([]Finding{
		{Rule: "a", Message: "first", Position: at(1)},
		{Rule: "a", Message: "second", Position: at(2), Confirmed: 1, ConfirmedLine: 3},
		{Rule: "a", Message: "third", Position: at(3), Confirmed: 40, Related: []Related{{Message: "there", Position: at(4)}}},
	}, nil)
	r.Leaks = []Leak{
		{Goroutines: 2, Function: "m.F", File: "f.go", Line: 7, Wait: "send", Launches: []Launch{{at(5), "once", []string{"body"}}}},
		{Goroutines: 1, Function: "m.G", File: "g.go", Line: 8, Reason: "no launch in these packages"},
	}
	var out strings.Builder
	if err := Text(&out, r); err != nil {
		t.Fatal(err)
	}
	const want = `a.go:3:2: third (a)
	confirmed at run time, 40 goroutines
	a.go:4:2: there
a.go:2:2: second (a)
	confirmed at run time, 1 goroutine (on line 3 in the program that ran)
a.go:1:2: first (a)
leaks in the profile that no rule reports:
f.go:7: 2 goroutines blocked in a send, in m.F
	a.go:5:2: once
g.go:8: 1 goroutine blocked, in m.G
	no launch in these packages
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	// The list is there if there was a profile, even if it is empty.
	for _, test := range []struct {
		leaks []Leak
		want  bool
	}{{nil, false}, {[]Leak{}, true}} {
		out.Reset()
		if err := JSON(&out, &Report{Leaks: test.leaks}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), `"leaks": []`); got != test.want || strings.Contains(out.String(), "null") {
			t.Errorf("of %v is printed\n%s", test.leaks, out.String())
		}
	}
}
