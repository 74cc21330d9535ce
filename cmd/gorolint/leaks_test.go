package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/format"
)

// TestLeakProfile builds a program that leaks, runs it, and gives what the runtime says about
// it to the command with the real rules.
func TestLeakProfile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program, and one that leaks")
	}
	tool := buildTool(t, "")
	dir := leaky(t)
	profiles := leakProfiles(t, dir)
	trimmed := leakProfiles(t, dir, "-trimpath")

	// The source has been moved and edited since.
	moved := leaky(t)
	edit(t, filepath.Join(moved, "crawl", "crawl.go"), func(text string) string {
		return strings.Replace(text, "import (", "// What follows has moved.\n\nimport (", 1)
	})

	type found struct {
		rule, function, op string
		confirmed          int
	}
	confirmed := []found{
		{"unclosedchan", "Sum", "range jobs", 8},
		{"goroutineleak", "First", "pages <-", 3},
		{"lockleak", "(*Cache).put", "c.mu.Lock()", 1},
		{"missingwait", "Wait", "go func", 1},              // seen at its Wait
		{"lockleak", "(*Bank).Withdraw", "b.in.Lock()", 1}, // the other lock belongs to it
	}
	// A loop over a ticker waits, and is no leak to the runtime.
	leaks := append(slices.Clone(confirmed), found{"goroutineleak", "Never", "late <-", 0}, found{"barego", "Watch", "go func", 0})
	all := slices.Insert(slices.Clone(confirmed), 3, found{"barego", "Watch", "go func", 1})
	all = append(all, found{"goroutineleak", "Never", "late <-", 0})
	for _, test := range []struct {
		name  string
		dir   string
		file  string
		want  []found
		moved bool
		leaks bool
	}{
		{"of leaks", dir, filepath.Join(profiles, "goroutineleak"), leaks, false, true},
		{"of all goroutines", dir, filepath.Join(profiles, "goroutine"), all, false, false},
		{"both", dir, filepath.Join(profiles, "goroutineleak") + "," + filepath.Join(profiles, "goroutine"), all, false, true},
		{"of a trimmed program", dir, filepath.Join(trimmed, "goroutineleak"), leaks, false, true},
		{"of an older program", moved, filepath.Join(trimmed, "goroutineleak"), leaks, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var report format.Report
			printed := runTool(t, test.dir, []string{"GOWORK=off"}, tool, "-format=json", "-leakprofile="+test.file, "./...")
			if err := json.Unmarshal(printed, &report); err != nil {
				t.Fatalf("%v in\n%s", err, printed)
			}
			var got []found
			for _, f := range report.Findings {
				got = append(got, found{f.Rule, f.Function, f.Op, f.Confirmed})
				if moved := f.ConfirmedLine != 0; f.Confirmed > 0 && moved != test.moved {
					t.Errorf("%s is seen on line %d, and stands on line %d", f.Op, f.ConfirmedLine, f.Position.Line)
				} else if at := blockedLine(f); moved && f.ConfirmedLine != at-2 {
					t.Errorf("%s was on line %d, and is on line %d", f.Op, f.ConfirmedLine, at)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
			checkLeaks(t, report.Leaks, test.leaks)
		})
	}

	text := string(runTool(t, dir, []string{"GOWORK=off"}, tool, "-leakprofile="+filepath.Join(trimmed, "goroutineleak"), "./..."))
	for _, want := range []string{
		"(unclosedchan)\n\tconfirmed at run time, 8 goroutines\n\tcrawl",
		"\nleaks in the profile that no rule reports:\nmain.go:",
		": 2 goroutines blocked in a receive, in example.com/leaky/crawl.(*Stuck).Run\n\tcrawl/crawl.go:",
		"1 goroutine blocked in a receive, in example.com/feed.Poll.func1\n\tno launch in these packages\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}

	// Leaks alone are findings, too.
	cmd := exec.Command(tool, "-rules=nakedgo", "-leakprofile="+filepath.Join(profiles, "goroutineleak"), "./...")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PWD="+dir)
	if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != exitFindings || strings.Count(string(out), " blocked in a ") != 9 {
		t.Errorf("without findings: %v\n%s", cmd.ProcessState, out)
	}
}

// blockedLine returns the line of a finding's operation or, where it stands at a launch, of the
// place where somebody waits.
func blockedLine(f format.Finding) int {
	if !strings.HasPrefix(f.Op, "go ") {
		return f.Position.Line
	}
	return f.Related[len(f.Related)-1].Position.Line
}

// checkLeaks holds that the leaks are those of the program that no rule reports, with their
// launches where these are its own.
func checkLeaks(t *testing.T, leaks []format.Leak, listed bool) {
	t.Helper()
	if !listed {
		if leaks == nil || len(leaks) > 0 {
			t.Errorf("leaks %+v, want an empty list", leaks)
		}
		return
	}
	if len(leaks) != 3 {
		t.Fatalf("leaks %+v, want 3", leaks)
	}
	own, task, feed := leaks[0], leaks[1], leaks[2]
	if own.Function != "main.ask.func1" || own.Goroutines != 5 || own.File != "main.go" || len(own.Launches) != 1 || own.Launches[0].Position.File != "main.go" {
		t.Errorf("the leak of the program itself is %+v", own)
	}
	if task.Function != "example.com/leaky/crawl.(*Stuck).Run" || task.Goroutines != 2 || task.Wait != "receive" || task.File != "crawl/crawl.go" ||
		len(task.Launches) != 1 || !slices.Contains(task.Launches[0].Unknown, "body") || !strings.Contains(task.Launches[0].Line, "stop: unknown") {
		t.Errorf("the leak of a task is %+v", task)
	}
	if feed.Function != "example.com/feed.Poll.func1" || feed.Goroutines != 1 || len(feed.Launches) != 0 || feed.Reason != "no launch in these packages" {
		t.Errorf("the leak of a library is %+v", feed)
	}
}

// leaky copies the program that leaks to a folder of its own.
func leaky(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "leaky"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// leakProfiles builds and runs the program, and returns the folder with its profiles.
func leakProfiles(t *testing.T, dir string, flags ...string) string {
	t.Helper()
	out := t.TempDir()
	program := filepath.Join(out, "leaky")
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PWD="+dir)
	if strings.HasPrefix(runtime.Version(), "go1.26") {
		env = append(env, "GOEXPERIMENT=goroutineleakprofile") // later releases have it always
	}
	build := exec.Command("go", slices.Concat([]string{"build", "-buildvcs=false", "-o", program}, flags, []string{"."})...)
	build.Dir, build.Env = dir, env
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, text)
	}
	run := exec.Command(program, "goroutineleak", "goroutine")
	run.Dir = out
	if text, err := run.CombinedOutput(); err != nil {
		t.Fatalf("running the program: %v\n%s", err, text)
	}
	return out
}

func edit(t *testing.T, name string, change func(string) string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := change(string(data))
	if text == string(data) {
		t.Fatalf("nothing to edit in %s", name)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
