package plugin_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// golangci is set in the environment to the path of a golangci-lint with the
// plugin in it, as testdata/golangci builds it.
const golangci = "GOROLINT_GOLANGCI"

const leaky = `package leaky

func spin() {
	for {
	}
}

func F() {
	go spin()
	go spin() //nolint:gorolint // on purpose
	spin()    //nolint:gorolint // nothing here
}
`

// TestGolangci runs the real golangci-lint with the plugin in it.
func TestGolangci(t *testing.T) {
	linter := os.Getenv(golangci)
	if linter == "" {
		t.Skipf("set %s to a golangci-lint with the plugin, which go -C testdata/golangci build -o FILE makes", golangci)
	}
	shown, err := os.ReadFile("../.golangci-plugin.yml")
	if err != nil {
		t.Fatal(err)
	}
	replace := func(old, new string) string {
		if !bytes.Contains(shown, []byte(old)) {
			t.Fatalf("no %q in .golangci-plugin.yml", old)
		}
		return strings.Replace(string(shown), old, new, 1)
	}
	const found, clean, failed = 1, 0, 3
	for _, test := range []struct {
		name, config string
		args         []string
		code         int
		want, not    []string
	}{
		{"verify", string(shown), []string{"config", "verify"}, clean, nil, nil},
		{"nolint", string(shown), []string{"run"}, found, []string{"leaky.go:9:2: goroutine spin loops for ever", "(barego) (gorolint)", "1 issues"}, []string{"leaky.go:10", "related information"}},
		{"nolintlint", replace("    - gorolint\n", "    - gorolint\n    - nolintlint\n") + "\n", []string{"run"}, found, []string{"leaky.go:9:2", "leaky.go:11"}, []string{"leaky.go:10"}},
		{"rules", replace("rules: []", "rules: [-barego]"), []string{"run"}, clean, nil, []string{"leaky.go:9"}},
		{"exclude", replace("exclude: []", "exclude: [{paths: ['*.go'], reason: 'commas, too'}]"), []string{"run"}, clean, nil, []string{"leaky.go:9"}},
		{"exclude elsewhere", replace("exclude: []", "exclude: [{paths: ['sub/*.go'], reason: 'commas, too'}]"), []string{"run"}, found, []string{"leaky.go:9"}, nil},
		{"packages", replace("packages: [] # what", "packages: [{packages: [example.com/leaky], rules: [-barego]}] # what"), []string{"run"}, clean, nil, []string{"leaky.go:9"}},
		{"unknown key", replace("advice: false", "advise: false"), []string{"run"}, failed, []string{`unknown field "advise"`}, nil},
		{"unknown rule", replace("rules: []", "rules: [bargo]"), []string{"run"}, failed, []string{`there is no rule "bargo"`}, nil},
		{"wrong type", replace("advice: false", "advice: perhaps"), []string{"run"}, failed, []string{"advice"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			config := test.config
			if test.name == "nolintlint" {
				config = strings.Replace(config, "    custom:\n", "    nolintlint:\n      allow-unused: false\n    custom:\n", 1)
			}
			if err := os.Mkdir(filepath.Join(dir, "tests"), 0o777); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{
				"go.mod":              "module example.com/leaky\n\ngo 1.26.0\n",
				"leaky.go":            leaky,
				"tests/tests_test.go": "package tests_test\n", // of a package without files
				".golangci.yml":       config,
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(linter, append(test.args, "-c", ".golangci.yml")...)
			if test.args[0] == "run" {
				cmd.Args = append(cmd.Args, "--allow-parallel-runners", "./...")
			}
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=", "GOLANGCI_LINT_CACHE="+t.TempDir())
			out, err := cmd.CombinedOutput()
			code := 0
			if exit, ok := errors.AsType[*exec.ExitError](err); ok {
				code = exit.ExitCode()
			} else if err != nil {
				t.Fatal(err)
			}
			if code != test.code {
				t.Errorf("exit code %d, want %d; it printed\n%s", code, test.code, out)
			}
			for _, w := range test.want {
				if !bytes.Contains(out, []byte(w)) {
					t.Errorf("no %q in what it printed:\n%s", w, out)
				}
			}
			for _, n := range test.not {
				if bytes.Contains(out, []byte(n)) {
					t.Errorf("%q in what it printed:\n%s", n, out)
				}
			}
		})
	}
}
