package conffile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/conffile"
)

var (
	keys  = []conffile.Key{{"rules", conffile.List}, {"advice", conffile.Bool}, {"toy.limit", conffile.Int}, {"toy.word", conffile.Text}}
	rules = []string{"one", "two"}
)

// The mistakes are told by the transcripts of the command; here is what comes out of a right file.
func TestParse(t *testing.T) {
	const text = "\ufeff# A comment.\n" + `
rules: [-one, "two"]
`
	if _, err := conffile.Parse("f", strings.NewReader(text), keys, rules); err == nil || err.Error() != "f:3:8: this list mixes rules to run with rules to leave out; use either [a, b] or [-a, -b]" {
		t.Errorf("got %v", err)
	}
	for text, want := range map[string]string{
		"toy:\n\tlimit: 1\n":           "f:2:1: this line is indented by a tab, which YAML does not take; use spaces",
		"toy:\n  limit: 1\n word: a\n": "f:3:2: this is no YAML: did not find expected key",
	} {
		if _, err := conffile.Parse("f", strings.NewReader(text), keys, rules); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	f, err := conffile.Parse("f", strings.NewReader(`
advice: true
rules:
  - one
  - two
toy: {limit: 7, word: "a, 'b'\nc"}
exclude:
  - {paths: ["a/**"], reason: "x < y, \"z\"\nw"}
packages:
  - packages: [a.b/..., -a.b/c]
    advice: false
known:
  - launch  a.b/c.F   func=0,1   # why
  - |
    # A comment.
    blocks a.b/c.G until=arg0
`), keys, rules)
	if err != nil {
		t.Fatal(err)
	}
	want := []conffile.Setting{
		{"advice", "true"},
		{"rules", "one,two"},
		{"toy.limit", "7"},
		{"toy.word", "a, 'b'\nc"},
		{"exclude", `[{"paths":["a/**"],"reason":"x < y, \"z\"\nw"}]`},
		{"known", "launch a.b/c.F func=0,1\nblocks a.b/c.G until=arg0"},
	}
	if !slices.Equal(f.Settings, want) {
		t.Errorf("got %q\nwant %q", f.Settings, want)
	}
	if len(f.Packages) != 1 || len(f.Packages[0].Packages) != 2 || f.Packages[0].Advice == nil || *f.Packages[0].Advice || f.Packages[0].Strict != nil {
		t.Errorf("packages: %+v", f.Packages)
	}
}

// Whatever is in a file, it is read or refused.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "rules: [one]", "known: [launch a.F func=0]", "a: &a [*a]", "? [x]\n: y", "toy:\n  <<: {limit: 1}", "%YAML 1.2\n---\n", "!!map {}", "exclude: [{reason: x, paths: [a]}]", "known:\n- >\n  launch\n  a.F"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := conffile.Parse("f", strings.NewReader(text), keys, rules)
		if (file == nil) == (err == nil) {
			t.Errorf("got %v, %v", file, err)
		}
	})
}

func TestFind(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		".gorolint.yml", // of nobody: it is outside of all modules
		"mod/go.mod", "mod/.gorolint.yml", "mod/a/b/x.go", "mod/c/.gorolint.yaml", "mod/c/d/x.go",
		"mod/nested/go.mod",
		"work/go.work", "work/.gorolint.yml", "work/m/go.mod", "work/m/p/x.go",
		"both/go.mod", "both/.gorolint.yml", "both/.gorolint.yaml", "none/x.go",
	} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ dir, gowork, want string }{
		{"mod", "", "mod/.gorolint.yml"},
		{"mod/a/b", "", "mod/.gorolint.yml"},
		{"mod/c/d", "", "mod/c/.gorolint.yaml"},
		{"mod/nested", "", ""},
		{"work/m/p", "", "work/.gorolint.yml"},
		{"work/m/p", "off", ""},
		{"work/m/p", filepath.Join(root, "work/go.work"), "work/.gorolint.yml"},
		{"work/m/p", filepath.Join(root, "other/go.work"), ""},
		{"none", "", ""},
		{".", "", ".gorolint.yml"},
	} {
		got, err := conffile.Find(filepath.Join(root, test.dir), test.gowork)
		if err != nil {
			t.Error(err)
		}
		if test.want != "" {
			test.want = filepath.Join(root, test.want)
		}
		if got != test.want {
			t.Errorf("%s with GOWORK=%s: found %q, want %q", test.dir, test.gowork, got, test.want)
		}
	}
	if _, err := conffile.Find(filepath.Join(root, "both"), ""); err == nil || !strings.Contains(err.Error(), "keep one of them") {
		t.Errorf("two files: %v", err)
	}
}
