package passes_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// frameworks is set in the environment to have the tests run that need
// testdata/frameworks.
const frameworks = "GOROLINT_FRAMEWORKS"

// frameworksRules are the folders there with mistakes and cures, each named after a rule.
var frameworksRules = []string{"barego", "groupctx", "missingwait", "recursivego", "lostctx", "losterror", "unstopped", "unboundedgo", "tinytask", "unrecovered"}

// frameworksFlags are for the rules that are off by default: the others run
// together, these each over its own folder.
var frameworksFlags = map[string][]string{
	"lostctx":     {"-rules=lostctx"},
	"losterror":   {"-rules=losterror"},
	"tinytask":    {"-rules=tinytask"},
	"unboundedgo": {"-rules=unboundedgo", "-unboundedgo.strict"},
	"unstopped":   {"-rules=unstopped"},
	"unrecovered": {"-unrecovered.packages=..."},
}

func frameworksPatterns(rules []string) (patterns []string) {
	for _, rule := range rules {
		patterns = append(patterns, "./"+rule)
	}
	return patterns
}

// needFrameworks returns the folder of the module and what the go command needs
// in its environment there, or skips the test.
func needFrameworks(t *testing.T) (dir string, env []string) {
	t.Helper()
	if os.Getenv(frameworks) == "" {
		t.Skipf("set %s=1 to compile some hundred packages of libraries, which takes minutes the first time", frameworks)
	}
	dir, err := filepath.Abs("../testdata/frameworks")
	if err != nil {
		t.Fatal(err)
	}
	env = []string{"GOWORK=off", "GOFLAGS=-mod=readonly"}
	list := exec.Command("go", append([]string{"list", "-deps"}, frameworksPatterns(frameworksRules)...)...)
	list.Dir, list.Env = dir, append(os.Environ(), env...)
	if out, err := list.CombinedOutput(); err != nil {
		t.Skipf("the modules of testdata/frameworks are not at hand (run `go mod download` there): %v\n%s", err, out)
	}
	return dir, env
}

// TestFrameworks runs all rules, those of the advice tier by name, over code that
// uses real libraries. It goes
// through the command, which keeps what it learned of the libraries in the go
// command's cache: analysistest would type-check all of them from source.
func TestFrameworks(t *testing.T) {
	dir, env := needFrameworks(t)
	tool := buildTool(t)

	var rest []string
	for _, rule := range frameworksRules {
		if flags := frameworksFlags[rule]; flags != nil {
			runFrameworks(t, dir, env, tool, flags, []string{rule})
		} else {
			rest = append(rest, rule)
		}
	}
	runFrameworks(t, dir, env, tool, nil, rest)
	runFrameworks(t, dir, env, tool, []string{"-advice", "-unboundedgo.strict"}, []string{"rows"})
}

// runFrameworks runs the command over the folders of some rules.
func runFrameworks(t *testing.T, dir string, env []string, tool string, flags, rules []string) {
	t.Helper()
	cmd := exec.Command(tool, slices.Concat([]string{"-format=json"}, flags, frameworksPatterns(rules))...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("gorolint: %v, want exit code 1 (findings)\n%s", err, &stderr)
	}
	var got struct {
		Findings []struct {
			Message  string
			Position struct {
				File string
				Line int
			}
		}
		Errors []any
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("gorolint -format=json: %v", err)
	}
	if len(got.Errors) > 0 {
		t.Errorf("errors: %v", got.Errors)
	}

	want := wanted(t, dir, rules)
	for _, f := range got.Findings {
		place := fmt.Sprintf("%s:%d", filepath.ToSlash(f.Position.File), f.Position.Line)
		i := slices.IndexFunc(want[place], func(rx *regexp.Regexp) bool { return rx.MatchString(f.Message) })
		if i < 0 {
			t.Errorf("%s: not wanted: %s", place, f.Message)
			continue
		}
		want[place] = slices.Delete(want[place], i, i+1)
	}
	for place, rest := range want {
		for _, rx := range rest {
			t.Errorf("%s: nothing is reported that matches %s", place, rx)
		}
	}
}

var wantComment = regexp.MustCompile("// want ((?:`[^`]*` ?)+)$")

// wanted reads the want comments of the Go files in some folders of dir.
func wanted(t *testing.T, dir string, folders []string) map[string][]*regexp.Regexp {
	t.Helper()
	want := make(map[string][]*regexp.Regexp)
	n := 0
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(text), "\n") {
				m := wantComment.FindStringSubmatch(line)
				if m == nil {
					if strings.Contains(line, "// want") {
						t.Errorf("%s:%d: a want comment that this test cannot read", file, i+1)
					}
					continue
				}
				for _, rx := range strings.Split(strings.Trim(m[1], "` "), "` `") {
					place := fmt.Sprintf("%s/%s:%d", folder, filepath.Base(file), i+1)
					want[place] = append(want[place], regexp.MustCompile(rx))
					n++
				}
			}
		}
	}
	if n == 0 {
		t.Errorf("no want comments in %s", dir)
	}
	return want
}
