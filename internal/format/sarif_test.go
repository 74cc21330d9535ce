package format

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/config"
)

// source has what a column in bytes and one in UTF-16 code units differ by: letters of two and
// three bytes, and one of four, which is two code units.
const source = "package p\r\n\r\nfunc F() {\r\n\tnimm(\"größe 日本 🙂\"); go schleife()\r\n\treturn\r\n}\r\n"

// testRun is a run in the folder m of a repository that is nowhere.
func testRun() *Run {
	return &Run{
		Version: "v1.2.3",
		Dir:     filepath.FromSlash("/repo/m"),
		Root:    filepath.FromSlash("/repo"),
		Rules: []Rule{
			{
				Name: "toy",
				Doc:  "toy: report a toy that runs, and is not a bargain\n\nToys run. Some of them\nlead to code:\n\n\tgo toy() // *wrong*\n\nOr to lists:\n\n  - one\n  - two",
				URL:  "https://example.com/toy",
				Tier: config.Bug,
			},
			{Name: "law", Doc: "law: report what is against it", Tier: config.Policy},
			{Name: "hint", Doc: "hint: report more\n\nIt is more.", Tier: config.Advice},
		},
		ReadFile: func(name string) ([]byte, error) {
			if filepath.ToSlash(name) == "/repo/m/größe.go" {
				return []byte(source), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

func testReport() *Report {
	at := func(file string, line, column int) Position { return Position{file, line, column} }
	launch := strings.Index(strings.Split(source, "\n")[3], "go schleife") + 1
	r := New([]Finding{
		{
			Rule: "toy", Message: "schleife runs, for ever [i](1); wind it down (group) (toy)",
			Package: "example.com/m", Function: "(*T).F", Op: "go schleife", Confirmed: 2,
			Position: at("größe.go", 4, launch), End: at("größe.go", 4, launch+2),
			Related: []Related{
				{"made here: a[i]", at("größe.go", 3, 6), at("größe.go", 3, 7)},
				{"1. starts here", at("größe.go", 4, 2), at("größe.go", 4, 6)},
				{"2. returns a[i](4)", at("größe.go", 5, 2), at("größe.go", 5, 2)},
				{"4. is no step", at("größe.go", 6, 1), at("größe.go", 6, 2)},
			},
		},
		{
			Rule: "law", Message: "against the law. (law)", Package: "example.com/m", Function: "var x",
			Position: at("../lib: a/100%.go", 1, 2), End: at("../lib: a/100%.go", 3, 4),
		},
		{Rule: "hint", Message: "better so", Package: "std", Position: at("/usr/go/a b.go", 7, 3), End: at("/usr/go/a b.go", 7, 9)},
		{Rule: "gone", Message: "of a rule that did not run", Position: at("größe.go", 99, 9)},
	}, []Error{{Package: "example.com/bad", Message: "bad.go:1:1: 100% bad\nand worse"}, {Message: "no go.mod"}})
	r.Leaks = []Leak{{Goroutines: 3, Function: "m.G", File: "größe.go", Line: 2, Wait: "send", Reason: "no launch in these packages"}}
	return r
}

func printed(t *testing.T, print Printer, r *Report, run *Run) string {
	t.Helper()
	var out strings.Builder
	if err := print(&out, r, run); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// golden compares text with a file in testdata, or writes it with GOROLINT_UPDATE=1.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	want, err := os.ReadFile(name)
	if got == string(want) {
		return
	}
	if os.Getenv("GOROLINT_UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: %v; got\n%s\nwant\n%s", name, err, got, want)
}

func TestSARIF(t *testing.T) {
	golden(t, "report.sarif", printed(t, SARIF, testReport(), testRun()))
	golden(t, "empty.sarif", printed(t, SARIF, New(nil, nil), &Run{Version: "(devel)", Root: "/"}))
}

func TestGitHub(t *testing.T) {
	golden(t, "report.github", printed(t, GitHub, testReport(), testRun()))
	if got := printed(t, GitHub, New(nil, nil), testRun()); got != "" {
		t.Errorf("of nothing it prints %q", got)
	}
}

func TestSemantic(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3",
		"v0.0.0-20261128065000-e6783631234a+dirty": "0.0.0-20261128065000-e6783631234a+dirty",
		"(devel)": "0.0.0-devel",
		"":        "0.0.0-devel",
	} {
		if got := semantic(version); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for message, want := range map[string][2]string{
		"this blocks; nobody looks; close it (group) (toy)": {"this blocks; nobody looks.", "Close it (group)."},
		"this goes past safe.Go; safe.Go is ours. (toy)":    {"this goes past safe.Go.", "safe.Go is ours."},
		"no remedy": {"no remedy.", ""},
	} {
		if what, cure := sentences(Finding{Rule: "toy", Message: message}); what != want[0] || cure != want[1] {
			t.Errorf("%s: %q and %q, want %q", message, what, cure, want)
		}
	}
}

func TestColumn(t *testing.T) {
	text := strings.Split(source, "\n")[3]
	for _, test := range []struct {
		line, column, want int
	}{
		{1, 9, 9},
		{4, 1, 1},
		{4, strings.Index(text, "ße") + 1, 11},
		{4, strings.Index(text, "本") + 1, 15},
		{4, strings.Index(text, "🙂") + 1, 17},
		{4, strings.Index(text, `");`) + 1, 19},
		{4, len(text), 36},     // behind its last letter
		{4, len(text) + 7, 51}, // as it was, of a file that has changed
		{100, 5, 5},
		{4, 0, 0},
	} {
		l := newLineReader(testRun())
		if got := l.column(Position{"größe.go", test.line, test.column}); got != test.want {
			t.Errorf("%d:%d: %d, want %d", test.line, test.column, got, test.want)
		}
		if got := l.column(Position{"none.go", test.line, test.column}); got != test.column {
			t.Errorf("%d:%d of a file that cannot be read: %d", test.line, test.column, got)
		}
	}
	if got := utf16Len([]byte("a\xff\xf0\x9f🙂")); got != 6 {
		t.Errorf("of bytes that are no text: %d, want one for each, and 6", got)
	}
}

// fingerprints returns those of a report's findings, by their messages.
func fingerprints(t *testing.T, findings ...Finding) map[string]string {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(printed(t, SARIF, New(findings, nil), testRun())), &log); err != nil {
		t.Fatal(err)
	}
	prints := make(map[string]string)
	for _, r := range log.Runs[0].Results {
		prints[r.Message.Text] = r.Fingerprints["gorolint/v1"]
	}
	return prints
}

// A fingerprint stays when lines and files move and words change, and changes with all that
// a finding is known by.
func TestFingerprint(t *testing.T) {
	base := Finding{Rule: "toy", Message: "m", Package: "p", Function: "F", Op: "go f", Position: Position{"größe.go", 4, 2}}
	want := fingerprints(t, base)["m."]
	for name, test := range map[string]struct {
		change func(f *Finding)
		same   bool
	}{
		"line":     {func(f *Finding) { f.Position.Line = 5 }, true},
		"column":   {func(f *Finding) { f.Position.Column = 7 }, true},
		"file":     {func(f *Finding) { f.Position.File = "b.go" }, true},
		"related":  {func(f *Finding) { f.Related = []Related{{Message: "1. here"}} }, true},
		"category": {func(f *Finding) { f.Category = "pool" }, true},
		"rule":     {func(f *Finding) { f.Rule = "law" }, false},
		"package":  {func(f *Finding) { f.Package = "q" }, false},
		"function": {func(f *Finding) { f.Function = "G" }, false},
		"op":       {func(f *Finding) { f.Op = "go g" }, false},
	} {
		f := base
		test.change(&f)
		if got := fingerprints(t, f)["m."]; (got == want) != test.same || got == "" {
			t.Errorf("another %s: %s, before it %s", name, got, want)
		}
	}
	second := base
	second.Message, second.Position.Line = "n", 5
	other := base
	other.Message, other.Op, other.Position.Line = "o", "select", 1
	prints := fingerprints(t, second, other, base)
	if prints["m."] != want || prints["n."] == want || prints["o."] == want || prints["n."] == prints["o."] {
		t.Errorf("of three findings: %v; the first was %s alone", prints, want)
	}
}

func TestRoot(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	mkdir := func(name string) string {
		name = filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(name, 0o777); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write := func(dir, name string) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	repo := mkdir("repo")
	mkdir("repo/.git")
	module := mkdir("repo/m/p")
	write(filepath.Dir(module), "go.mod")
	submodule := mkdir("repo/sub")
	write(submodule, ".git")
	alone := mkdir("alone/p")
	write(filepath.Dir(alone), "go.mod")
	bare := mkdir("bare/p")
	if err := os.Symlink(module, filepath.Join(bare, "link")); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		repo:                               repo,
		module:                             repo,
		submodule:                          submodule,
		alone:                              filepath.Dir(alone),
		bare:                               bare,
		filepath.Join(bare, "link"):        repo,
		filepath.Join(repo, "no", "where"): repo,
	} {
		if got := Root(dir); got != want {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}

	// What a link leads to is in the repository, even if the link is not.
	write(module, "a.go")
	run := Run{Dir: filepath.Join(bare, "link"), Root: repo}
	if uri, relative := run.uri("a.go"); uri != "m/p/a.go" || !relative {
		t.Errorf("a.go is %s", uri)
	}
	if uri, relative := run.uri(filepath.ToSlash(filepath.Join(bare, "b.go"))); relative || !strings.HasSuffix(uri, "/bare/p/b.go") {
		t.Errorf("b.go is %s", uri)
	}
}

func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"/":              "file:///",
		"/a b/c#d?e%.go": "file:///a%20b/c%23d%3Fe%25.go",
		"C:/Go/größe.go": "file:///C:/Go/gr%C3%B6%C3%9Fe.go",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range Names() {
		if Named(name) == nil {
			t.Errorf("no printer of %s", name)
		}
	}
	if Named("xml") != nil || len(Names()) == 0 {
		t.Error("wrong printers")
	}
}

// What a profile confirms comes first, and keeps its fingerprint.
func TestFingerprintsOfConfirmed(t *testing.T) {
	findings := []Finding{
		{Rule: "r", Package: "p", Op: "ch <-", Position: Position{"a.go", 1, 1}},
		{Rule: "r", Package: "p", Op: "ch <-", Position: Position{"a.go", 2, 1}},
	}
	before := partialFingerprints(findings)
	findings[1].Confirmed = 3
	r := New(findings, nil)
	if after := partialFingerprints(r.Findings); r.Findings[0].Position.Line != 2 || after[0] != before[1] || after[1] != before[0] {
		t.Errorf("got %v, and %v before", after, before)
	}
}
