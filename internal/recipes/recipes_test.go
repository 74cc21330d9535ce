package recipes

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// root is the folder of the repository.
const root = "../.."

// An action is a composite action of GitHub's, as far as action.yml has it.
type action struct {
	Name, Description, Author string
	Branding                  struct{ Icon, Color string }
	Inputs                    map[string]struct {
		Description string
		Default     *string
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, If, Uses, Shell, Run string
	WorkingDirectory               string `yaml:"working-directory"`
	With, Env                      map[string]string
}

// decode reads YAML and refuses keys that have no place in v.
func decode(t *testing.T, data []byte, v any) {
	t.Helper()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(v); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	decode(t, read(t, "action.yml"), &a)
	return a
}

// script returns the step of a name.
func (a action) script(t *testing.T, name string) step {
	t.Helper()
	i := slices.IndexFunc(a.Runs.Steps, func(s step) bool { return s.Name == name })
	if i < 0 || a.Runs.Steps[i].Run == "" {
		t.Fatalf("action.yml has no script %q", name)
	}
	return a.Runs.Steps[i]
}

func TestAction(t *testing.T) {
	a := readAction(t)
	if a.Runs.Using != "composite" {
		t.Errorf("it runs using %q", a.Runs.Using)
	}
	text := string(read(t, "action.yml"))
	used := make(map[string]bool)
	for _, m := range regexp.MustCompile(`\binputs\.([\w-]+)`).FindAllStringSubmatch(text, -1) {
		used[m[1]] = true
	}
	for name, in := range a.Inputs {
		if !used[name] {
			t.Errorf("the input %s is not used", name)
		}
		if in.Description == "" || in.Default == nil {
			t.Errorf("the input %s has no description or no default", name)
		}
		delete(used, name)
	}
	for name := range used {
		t.Errorf("there is no input %s", name)
	}
	ids := make(map[string]bool)
	for _, s := range a.Runs.Steps {
		for _, m := range regexp.MustCompile(`\bsteps\.([\w-]+)\.outputs`).FindAllStringSubmatch(strings.Join(slices.Collect(maps.Values(s.Env)), " "), -1) {
			if !ids[m[1]] {
				t.Errorf("%s: no step before it is called %s", s.Name, m[1])
			}
		}
		ids[s.ID] = true
		switch {
		case s.Uses != "":
			if !regexp.MustCompile(`^[\w-]+/[\w/-]+@v\d+$`).MatchString(s.Uses) {
				t.Errorf("%s: %s is not pinned by a tag", s.Name, s.Uses)
			}
		case s.Shell != "bash":
			t.Errorf("%s: a composite action has to name its shell", s.Name)
		case strings.Contains(s.Run, "${{"):
			// What somebody puts into an input would be run as a script.
			t.Errorf("%s: the script has an expression in it; pass it by env", s.Name)
		}
		for name := range s.Env {
			if !strings.Contains(s.Run, "$"+name) && !strings.Contains(s.Run, "${"+name) {
				t.Errorf("%s: the script does not use %s", s.Name, name)
			}
		}
	}
}

// bash runs a step's script as GitHub does, and returns what it prints and what it
// writes to GITHUB_OUTPUT. RUNNER_TEMP is a mere word unless env has a folder for it.
func bash(t *testing.T, s step, dir string, env ...string) (out, outputs string, err error) {
	t.Helper()
	shell, lookErr := exec.LookPath("bash")
	if lookErr != nil {
		t.Skip("no bash here")
	}
	temp := t.TempDir()
	script, file := filepath.Join(temp, "step.sh"), filepath.Join(temp, "output")
	if err := os.WriteFile(script, []byte(s.Run), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(shell, "--noprofile", "--norc", "-e", "-o", "pipefail", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD="+dir, "GITHUB_OUTPUT="+file, "RUNNER_TEMP=RUNNER_TEMP")
	for name := range s.Env {
		cmd.Env = append(cmd.Env, name+"=")
	}
	cmd.Env = append(cmd.Env, env...)
	printed, err := cmd.CombinedOutput()
	data, readErr := os.ReadFile(file)
	if readErr != nil && !errors.Is(readErr, os.ErrNotExist) {
		t.Fatal(readErr)
	}
	return string(printed), string(data), err
}

// program puts a shell script that is called like a program into a folder of its own,
// and returns the folder.
func program(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text), 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

func path(dir string) string { return "PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH") }

func TestActionInstalls(t *testing.T) {
	install := readAction(t).script(t, "Install gorolint")

	t.Run("the tool of the module", func(t *testing.T) {
		out, outputs, err := bash(t, install, absolute(t, filepath.Join(root, "examples/leaky")))
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		tool, ok := strings.CutPrefix(strings.TrimSpace(outputs), "tool=")
		if _, err := os.Stat(tool); !ok || err != nil {
			t.Errorf("the outputs are %q: %v", outputs, err)
		}
		if !strings.Contains(out, "gorolint is a tool of this module\ngorolint ") {
			t.Errorf("it printed %s", out)
		}
	})

	// A go command that has no such tool, and installs a program which prints how
	// it was installed.
	goCommand := program(t, "go", `
case "$1 $2" in
"tool -n") echo "go: no such tool" >&2; exit 2;;
"env GOVERSION") echo "$FAKE_VERSION";;
"env GOEXE") ;;
"install "*) mkdir -p "$GOBIN"
	echo "GOTOOLCHAIN=$GOTOOLCHAIN $2" >"$GOBIN/how"
	printf '#!/bin/sh\ncat "${0%%/*}/how"\n' >"$GOBIN/gorolint"
	chmod +x "$GOBIN/gorolint";;
*) echo "unexpected: go $*" >&2; exit 1;;
esac
`)
	for _, test := range []struct{ name, version, release, want string }{
		{"latest", "", "go1.26.8", "GOTOOLCHAIN=go1.26.8+auto github.com/gorolint/gorolint/cmd/gorolint@latest\n"},
		{"a version", "v1.2.3", "go1.27.1", "GOTOOLCHAIN=go1.27.1+auto github.com/gorolint/gorolint/cmd/gorolint@v1.2.3\n"},
		{"a Go of one's own", "", "devel go1.28-abcdef", "GOTOOLCHAIN=local github.com/gorolint/gorolint/cmd/gorolint@latest\n"},
		{"an injection", "$(touch injected); `touch injected`", "go1.26.8", "GOTOOLCHAIN=go1.26.8+auto github.com/gorolint/gorolint/cmd/gorolint@$(touch injected); `touch injected`\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, temp := t.TempDir(), t.TempDir()
			out, outputs, err := bash(t, install, dir, path(goCommand), "GOTOOLCHAIN=local", "RUNNER_TEMP="+temp, "VERSION="+test.version, "FAKE_VERSION="+test.release)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if out != test.want {
				t.Errorf("it printed %q, want %q", out, test.want)
			}
			if want := "tool=" + temp + "/gorolint-bin/gorolint\n"; outputs != want {
				t.Errorf("the outputs are %q, want %q", outputs, want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

func TestActionRuns(t *testing.T) {
	run := readAction(t).script(t, "Run gorolint")
	tool := filepath.Join(program(t, "gorolint", "for arg; do echo \"<$arg>\"; done\nexit ${FAKE_CODE:-0}\n"), "gorolint")
	for _, test := range []struct {
		name    string
		env     []string
		want    string
		outputs string
		fails   bool
	}{
		{"plain", []string{"PACKAGES=./..."}, "<-format=github> <./...>", "", false},
		{"findings", []string{"PACKAGES=./...", "FAKE_CODE=1"}, "<-format=github> <./...>", "", true},
		{"words", []string{"PACKAGES= ./a/...\n./b ", "ARGS=-advice\n-tags=x,y"}, "<-advice> <-tags=x,y> <-format=github> <./a/...> <./b>", "", false},
		{"nothing of the shell's", []string{"PACKAGES=./*", "ARGS=-tags=$(touch injected);`touch injected`"}, "<-tags=$(touch> <injected);`touch> <injected`> <-format=github> <./*>", "", false},
		{"baseline", []string{"PACKAGES=./...", "BASELINE=my baseline.json"}, "<-baseline=my baseline.json> <-format=github> <./...>", "", false},
		{"SARIF", []string{"PACKAGES=./...", "SARIF=true"}, "<-format=sarif> <-o=RUNNER_TEMP/gorolint.sarif> <-exit-zero> <./...>", "sarif-file=RUNNER_TEMP/gorolint.sarif\n", false},
		{"SARIF of what cannot be analysed", []string{"PACKAGES=./...", "SARIF=true", "FAKE_CODE=2"}, "<-format=sarif> <-o=RUNNER_TEMP/gorolint.sarif> <-exit-zero> <./...>", "sarif-file=RUNNER_TEMP/gorolint.sarif\n", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			out, outputs, err := bash(t, run, dir, append(test.env, "TOOL="+tool)...)
			if got := strings.Join(strings.Split(strings.TrimSpace(out), "\n"), " "); got != test.want {
				t.Errorf("gorolint is given %s, want %s", got, test.want)
			}
			if outputs != test.outputs {
				t.Errorf("the outputs are %q, want %q", outputs, test.outputs)
			}
			if (err != nil) != test.fails {
				t.Errorf("the step ends with %v", err)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

// TestActionFinds runs the script with gorolint itself.
func TestActionFinds(t *testing.T) {
	run := readAction(t).script(t, "Run gorolint")
	bin := install(t)
	dir, temp := sample(t), t.TempDir()
	env := []string{"TOOL=" + filepath.Join(bin, "gorolint"), "PACKAGES=./...", "RUNNER_TEMP=" + temp}
	need(t, bin, "exit-zero")

	out, _, err := bash(t, run, dir, env...)
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 || !strings.Contains(out, "file=walk.go,line=19,") {
		t.Errorf("%v, and it printed\n%s", err, out)
	}

	out, outputs, err := bash(t, run, dir, append(env, "SARIF=true")...)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, file, _ := strings.Cut(strings.TrimSpace(outputs), "=")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct{ Results []struct{ RuleID string } }
	}
	if err := json.Unmarshal(data, &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) != 4 {
		t.Errorf("%v in\n%s", err, data)
	}
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	abs, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// install builds gorolint as pre-commit does, by go install ./... in a clone, and returns the folder.
func install(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the program")
	}
	bin := t.TempDir()
	cmd := exec.Command("go", "install", "-buildvcs=false", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOBIN="+bin)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// need skips a test for a flag that gorolint does not have.
func need(t *testing.T, bin, name string) {
	t.Helper()
	out, err := exec.Command(filepath.Join(bin, "gorolint"), "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "\n\t-"+name) {
		t.Skipf("gorolint has no flag -%s", name)
	}
}

// sample copies examples/leaky to a repository of its own.
func sample(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "examples/leaky"))); err != nil {
		t.Fatal(err)
	}
	mod := "module example.com/sample\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.24.0\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Skipf("no git here: %v\n%s", err, out)
	}
	return dir
}

// sh runs a line of the shell in a folder, with the programs of another, and
// returns what it prints to stdout and its exit code.
func sh(t *testing.T, dir, bin, line string) (string, int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD="+dir, path(bin))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if err != nil && !ok {
		t.Fatal(err)
	}
	if stderr.Len() > 0 {
		t.Errorf("%s: %s", line, stderr.Bytes())
	}
	if ok {
		return string(out), exit.ExitCode()
	}
	return string(out), 0
}

// TestHooks runs the pre-commit hooks as pre-commit does: the entry with its args, which
// people replace by their own, from the root of a repository, and without the names of files.
func TestHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language string
		Args, Types                            []string
		PassFilenames                          *bool `yaml:"pass_filenames"`
	}
	decode(t, read(t, ".pre-commit-hooks.yaml"), &hooks)
	bin := install(t)
	want := map[string]struct {
		code     int
		findings int
		changed  bool
	}{
		"gorolint":     {1, 4, false},
		"gorolint-fix": {1, 0, true}, // pre-commit fails a hook that changes files, too
	}
	for _, h := range hooks {
		t.Run(h.ID, func(t *testing.T) {
			if h.Name == "" || h.Description == "" || h.Language != "golang" || h.PassFilenames == nil || *h.PassFilenames {
				t.Errorf("%+v", h)
			}
			w, ok := want[h.ID]
			if !ok {
				t.Fatal("no test for it")
			}
			dir := sample(t)
			before := files(t, dir)
			out, code := sh(t, dir, bin, strings.Join(append([]string{h.Entry}, h.Args...), " "))
			if code != w.code {
				t.Errorf("exit code %d, want %d; it printed\n%s", code, w.code, out)
			}
			if n := len(regexp.MustCompile(`(?m)^\w+\.go:\d+:\d+: .* \(\w+\)$`).FindAllString(out, -1)); w.findings > 0 && n != w.findings {
				t.Errorf("%d findings, want %d in\n%s", n, w.findings, out)
			}
			if changed := !maps.Equal(before, files(t, dir)); changed != w.changed {
				t.Errorf("files were changed: %t", changed)
			}
		})
	}
	if len(hooks) != len(want) {
		t.Errorf("%d hooks, want %d", len(hooks), len(want))
	}
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(data)
	}
	return out
}

// A block is a piece of code in a document.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^[ \t]*```(\\w*)\n(.*?)^[ \t]*```$")

func blocks(t *testing.T, name string) []block {
	t.Helper()
	var out []block
	for _, m := range fence.FindAllStringSubmatch(string(read(t, name)), -1) {
		out = append(out, block{m[1], m[2]})
	}
	return out
}

// TestBlocks parses the YAML and JSON in the documents.
func TestBlocks(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	parsed := 0
	for _, name := range names {
		name, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks(t, name) {
			var v any
			switch b.language {
			case "yaml":
				err = yaml.Unmarshal([]byte(b.text), &v)
			case "json":
				err = json.Unmarshal([]byte(b.text), &v)
			default:
				continue
			}
			parsed++
			if err != nil {
				t.Errorf("%s: %v in\n%s", name, err, b.text)
			}
		}
	}
	if parsed == 0 {
		t.Error("no blocks")
	}
}

// TestActionInputs has the inputs that docs/ci.md names.
func TestActionInputs(t *testing.T) {
	a := readAction(t)
	type job struct {
		Steps []struct {
			Uses string
			With map[string]any
		}
	}
	uses := 0
	for _, b := range blocks(t, "docs/ci.md") {
		var workflow struct{ Jobs map[string]job }
		if b.language != "yaml" || yaml.Unmarshal([]byte(b.text), &workflow) != nil {
			continue
		}
		for _, j := range workflow.Jobs {
			for _, s := range j.Steps {
				if !strings.HasPrefix(s.Uses, "gorolint/gorolint@") {
					continue
				}
				uses++
				for name := range s.With {
					if _, ok := a.Inputs[name]; !ok {
						t.Errorf("docs/ci.md gives the action %s, which it does not have", name)
					}
				}
			}
		}
	}
	if uses == 0 {
		t.Error("docs/ci.md does not show the action")
	}
}

// TestVim has Vim read the findings by the errorformat of docs/ci.md, which is also that
// of reviewdog and efm-langserver: a line for each finding, none for its related places.
func TestVim(t *testing.T) {
	vim, err := exec.LookPath("vim")
	if err != nil {
		t.Skip("no vim here")
	}
	bin, dir := install(t), sample(t)
	var settings string
	for _, b := range blocks(t, "docs/ci.md") {
		if b.language == "vim" {
			settings += b.text
		}
	}
	script := filepath.Join(t.TempDir(), "vimrc")
	err = os.WriteFile(script, []byte("set nocompatible\n"+settings+`
silent make
for q in getqflist()
	call writefile([q.valid . " " . bufname(q.bufnr) . ":" . q.lnum . ":" . q.col], "quickfix", "a")
endfor
qa!
`), 0o666)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), vim, "-es", "-u", "NONE", "-S", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "PWD="+dir, path(bin))
	out, err := cmd.CombinedOutput()
	got, readErr := os.ReadFile(filepath.Join(dir, "quickfix"))
	if readErr != nil {
		t.Skipf("this vim has no quickfix list: %v\n%s", err, out)
	}
	if want := "1 cache.go:23:2\n1 fetch.go:13:3\n1 resize.go:14:4\n1 walk.go:19:3\n"; string(got) != want {
		t.Errorf("the quickfix list is\n%swant\n%s", got, want)
	}
}

// TestErrorformat has the recipes for programs that read the text form leave out
// related places in the same way.
func TestErrorformat(t *testing.T) {
	doc := string(read(t, "docs/ci.md"))
	for _, want := range []string{
		"-efm='%-G%\\s%.%#' -efm='%f:%l:%c: %m'",        // reviewdog
		"lint-formats: ['%-G%\\s%.%#', '%f:%l:%c: %m']", // efm-langserver
		"errorformat=%-G%\\\\s%.%#,%f:%l:%c:\\ %m",      // Vim
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("docs/ci.md does not say %s", want)
		}
	}
}

// TestGitLab runs the script of the GitLab recipe, and looks at the report.
func TestGitLab(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("no jq here")
	}
	var script []string
	for _, b := range blocks(t, "docs/ci.md") {
		var jobs map[string]struct {
			Script    []string
			Artifacts struct{ Reports map[string]string }
		}
		if b.language == "yaml" && yaml.Unmarshal([]byte(b.text), &jobs) == nil {
			for _, j := range jobs {
				if j.Artifacts.Reports["codequality"] == "gl-code-quality.json" {
					script = j.Script
				}
			}
		}
	}
	if len(script) == 0 {
		t.Fatal("docs/ci.md has no such job")
	}
	bin, dir := install(t), sample(t)
	need(t, bin, "exit-zero")
	for _, line := range script {
		if strings.Contains(line, "go install") || strings.Contains(line, "apt-get") {
			continue // it is here
		}
		if out, code := sh(t, dir, bin, line); code != 0 {
			t.Fatalf("%s: exit code %d\n%s", line, code, out)
		}
	}
	f, err := os.Open(filepath.Join(dir, "gl-code-quality.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	codeQuality(t, f, 4)
}

// codeQuality checks a report in GitLab's form.
func codeQuality(t *testing.T, r io.Reader, want int) {
	t.Helper()
	var issues []struct {
		Description string `json:"description"`
		CheckName   string `json:"check_name"`
		Fingerprint string `json:"fingerprint"`
		Severity    string `json:"severity"`
		Location    struct {
			Path  string `json:"path"`
			Lines struct {
				Begin int `json:"begin"`
			} `json:"lines"`
		} `json:"location"`
	}
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) != want {
		t.Errorf("%d issues, want %d", len(issues), want)
	}
	seen := make(map[string]bool)
	for _, i := range issues {
		if i.Description == "" || i.CheckName == "" || i.Fingerprint == "" || i.Location.Path == "" || i.Location.Lines.Begin == 0 {
			t.Errorf("something is missing in %+v", i)
		}
		if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
			t.Errorf("GitLab knows no severity %q", i.Severity)
		}
		if seen[i.Fingerprint] {
			t.Errorf("the fingerprint %s comes twice", i.Fingerprint)
		}
		seen[i.Fingerprint] = true
	}
}
