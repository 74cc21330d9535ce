package baseline_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/baseline"
	"github.com/gorolint/gorolint/internal/format"
)

func finding(rule, function, op string, line int) format.Finding {
	return format.Finding{Rule: rule, Package: "a.b/c", Function: function, Op: op, Position: format.Position{File: "c.go", Line: line}}
}

var old = []format.Finding{
	finding("barego", "F", "go f", 3),
	finding("barego", "F", "go f", 5),
	finding("goroutineleak", "F", "ch <-", 5),
	finding("barego", "(*T).M", "go t.loop", 9),
}

func TestFilter(t *testing.T) {
	for _, test := range []struct {
		name     string
		findings []format.Finding
		news     []int // lines
		gone     string
	}{
		{"the same", old, nil, ""},
		{"moved", []format.Finding{
			finding("barego", "F", "go f", 13), finding("barego", "F", "go f", 15),
			finding("goroutineleak", "F", "ch <-", 15), finding("barego", "(*T).M", "go t.loop", 1),
		}, nil, ""},
		{"another of a kind", append([]format.Finding{}, append(old, finding("barego", "F", "go f", 7))...), []int{7}, ""},
		{"another rule, function, op", append([]format.Finding{
			finding("lockleak", "F", "go f", 1), finding("barego", "G", "go f", 2), finding("barego", "F", "go g", 3),
		}, old...), []int{1, 2, 3}, ""},
		{"one of two gone", old[1:], nil, "a.b/c, F, go f (barego)"},
		{"all gone", nil, nil, "a.b/c, (*T).M, go t.loop (barego); a.b/c, F, go f (barego); a.b/c, F, ch <- (goroutineleak)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			news, gone := baseline.Of(old, nil).Filter(test.findings)
			var lines []int
			for _, f := range news {
				lines = append(lines, f.Position.Line)
			}
			if len(lines) != len(test.news) {
				t.Fatalf("new are lines %v, want %v", lines, test.news)
			}
			for i := range lines {
				if lines[i] != test.news[i] {
					t.Errorf("new are lines %v, want %v", lines, test.news)
				}
			}
			var names []string
			for _, e := range gone {
				names = append(names, e.String())
			}
			if got := strings.Join(names, "; "); got != test.gone {
				t.Errorf("gone: %s, want %s", got, test.gone)
			}
			if news, gone := baseline.Of(old, nil).Update(gone, news, nil).Filter(test.findings); len(news)+len(gone) > 0 {
				t.Errorf("brought up to date it still differs: %v, %v", news, gone)
			}
		})
	}
}

func TestFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.json")
	want := append([]format.Finding{finding("missingwait", "", "m[\"<&>\"] <-", 1)}, old...)
	if err := baseline.Of(want, []string{"-advice=true"}).Write(name); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(text), "\n"); lines != 4+4+2 {
		t.Errorf("%d lines:\n%s", lines, text)
	}
	b, err := baseline.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if news, gone := b.Filter(want); len(news)+len(gone) > 0 {
		t.Errorf("read again it differs: %v, %v", news, gone)
	}
	if len(b.Flags) != 1 || b.Flags[0] != "-advice=true" {
		t.Errorf("read again it has flags %q", b.Flags)
	}
	if err := b.Write(name); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(name); string(again) != string(text) {
		t.Errorf("written again:\n%s\nwas:\n%s", again, text)
	}
}

func TestReadErrors(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.json")
	if _, err := baseline.Read(name); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "-write-baseline makes it") {
		t.Errorf("a file that is not there: %v", err)
	}
	for text, want := range map[string]string{
		``:                               "line 1: EOF",
		"{\n\"version\": 1,\n":           "line 3: unexpected EOF",
		`[]`:                             "cannot unmarshal array",
		`{"version": 2, "findings": []}`: "it has version 2, and this gorolint knows version 1",
		`{"findings": []}`:               "it has version 0",
		`{"version": 1, "x": 1}`:         `unknown field "x"`,
		`{"version": 1} {}`:              "something follows its end",
		`{"version": 1, "findings": [{"rule": "barego", "package": "p", "count": 0}]}`: "finding 1 has no rule, package or count",
		`{"version": 1, "findings": [{"rule": "barego", "count": 1}]}`:                 "finding 1 has no",
		`{"version": 1, "findings": [{"rule": 7}]}`:                                    "cannot unmarshal number",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := baseline.Read(name); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "delete it and make it anew by -write-baseline") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// Nobody depends on a hash of the past, but two keys must not share one.
func TestHash(t *testing.T) {
	seen := make(map[string]baseline.Key)
	for _, k := range []baseline.Key{{"a", "b", "c", "d"}, {"a", "b", "cd", ""}, {"a", "b", "", "cd"}, {"ab", "", "c", "d"}} {
		if other, ok := seen[k.Hash()]; ok {
			t.Errorf("%v and %v have the same hash", k, other)
		}
		seen[k.Hash()] = k
	}
}
