package config_test

import (
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/config"
)

func read(t *testing.T, args ...string) (*config.Config, error) {
	t.Helper()
	fs := config.Analyzer.Flags
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		old := fs.Lookup(name).Value.String()
		if err := fs.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := fs.Set(name, old); err != nil {
				t.Error(err)
			}
		})
	}
	return config.Read(&fs)
}

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		patterns string
		match    []string
		not      []string
	}{
		{"a.b/c", []string{"a.b/c"}, []string{"a.b", "a.b/c/d", "a.b/cd", ""}},
		{"a.b/c/...", []string{"a.b/c", "a.b/c/d", "a.b/c/d/e"}, []string{"a.b", "a.b/cd", "a.b/d/c"}},
		{"...", []string{"a.b/c", "main"}, nil},
		{"a.b/.../c", []string{"a.b/x/c", "a.b/x/y/c"}, []string{"a.b/c", "a.b/x/cd"}},
		{"a.b/.../c/...", []string{"a.b/x/c", "a.b/x/y/c/z"}, []string{"a.b/c", "a.b/x/cd"}},
		{"a.b/c...", []string{"a.b/c", "a.b/cd", "a.b/c/d"}, []string{"a.b/d"}},
		{"a.b/... , -a.b/c/..., c.d", []string{"a.b", "a.b/d", "c.d"}, []string{"a.b/c", "a.b/c/d", "c.d/e"}},
		{"", nil, []string{"a.b", ""}},
	} {
		c, err := read(t, "unrecovered.packages="+test.patterns)
		if err != nil {
			t.Errorf("%s: %v", test.patterns, err)
			continue
		}
		for _, path := range test.match {
			if !c.Unrecovered.In.Match(path) {
				t.Errorf("%s does not match %s", test.patterns, path)
			}
		}
		for _, path := range test.not {
			if c.Unrecovered.In.Match(path) {
				t.Errorf("%s matches %s", test.patterns, path)
			}
		}
	}
}

func TestPolicyErrors(t *testing.T) {
	for _, test := range []struct{ flag, want string }{
		{"unrecovered.packages=./...", `-unrecovered.packages: "./..." is no import path; write it in full, as in example.com/app/...`},
		{"unrecovered.packages=a.b/..., ../c", `"../c" is no import path`},
		{"unrecovered.packages=-./c", `"-./c" is no import path`},
		{"unrecovered.packages=a.b/*", `"a.b/*" is no pattern of import paths, in which ... stands for anything`},
		{"unrecovered.packages=^a.b", `"^a.b" is no pattern`},
		{"unrecovered.packages=-a.b", `"-a.b" only leaves packages out; say which there are, as in ...,-a.b`},
		{"unrecovered.recoverers=Recover", `-unrecovered.recoverers: "Recover" is no full name of a function; write it as in example.com/app/safe.Go or (*example.com/app/pool.Pool).Go`},
		{"unrecovered.recoverers=a.b/c.", `"a.b/c." is no full name`},
		{"unrecovered.recoverers=(*a.b/c.T)", `"(*a.b/c.T)" is no full name`},
		{"unrecovered.recoverers=(*a.b/c.T[int]).F", `"(*a.b/c.T[int]).F" is no full name`},
		{"unrecovered.recoverers=a.b/c.T().F", `"a.b/c.T().F" is no full name`},
		{"unrecovered.recoverers=a.b/....F", `"a.b/....F" is no full name`},
		{"unrecovered.recoverers=a.b/c.F", "-unrecovered.recoverers without -unrecovered.packages does nothing"},
		{"nakedgo.packages=a.b", "-nakedgo.packages without -nakedgo.helper; say what to launch by instead"},
		{"nakedgo.helper=a.b/c.F,a.b/c.G", "-nakedgo.helper names 2 functions"},
		{"nakedgo.helper=a.b/c.F", "the flags of nakedgo without -nakedgo.packages do nothing"},
		{"nakedgo.message=no", "the flags of nakedgo without -nakedgo.packages do nothing"},
	} {
		t.Run(test.flag, func(t *testing.T) {
			if _, err := read(t, test.flag); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
