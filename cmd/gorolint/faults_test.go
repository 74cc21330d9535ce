package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/passes"
)

// asFaulty is set in the environment of the processes in which this test binary is the real
// program with a bug in it: "PART of FUNCTION" says where it panics.
const asFaulty = "GOROLINT_TEST_FAULT"

// runFaulty is the program with a bug.
func runFaulty(where string) int {
	whole := config.Analyzer.Run
	config.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		out, err := whole(pass)
		if cfg, ok := out.(*config.Config); ok {
			cfg.Probe = func(part, fn string) {
				if part+" of "+pass.Pkg.Name()+"."+fn == where {
					var none []int
					_ = none[len(fn)]
				}
			}
		}
		return out, err
	}
	return run(os.Args[1:], analyzers(), passes.Tiers())
}

const faulty = `
-- go.mod --
module example.com/faulty

go 1.26.0
-- lib/lib.go --
package lib

import "log"

// Go launches what it is given.
func Go(f func()) { go f() }

// Again does the same.
func Again(f func()) { go f() }

// Save tells of its error.
func Save() error {
	err := save()
	if err != nil {
		log.Println(err)
	}
	return err
}

func save() error { return nil }

func Leaks() {
	go func() {
		for {
		}
	}()
}

func Same() {
	go func() {
		for {
		}
	}()
}
-- app/app.go --
package app

import "example.com/faulty/lib"

func Helped() {
	lib.Go(func() {
		for {
		}
	})
}

func HelpedAgain() {
	lib.Again(func() {
		for {
		}
	})
}

func Saves() {
	go lib.Save()
}

func Sends(ask func() (int, bool)) (int, bool) {
	answers := make(chan int)
	go func() {
		n, _ := ask()
		answers <- n
	}()
	n, ok := ask()
	if !ok {
		return 0, false
	}
	return n + <-answers, true
}

func SendsAgain(ask func() (int, bool)) (int, bool) {
	answers := make(chan int)
	go func() {
		n, _ := ask()
		answers <- n
	}()
	n, ok := ask()
	if !ok {
		return 0, false
	}
	return n + <-answers, true
}
`

// TestFaults: where a bug of gorolint makes the analysis of something panic, that is passed
// over in silence, with all that hangs on it, and the rest is found as ever. Only -debug tells.
func TestFaults(t *testing.T) {
	all := []string{"lib/lib.go:23", "lib/lib.go:30", "app/app.go:6", "app/app.go:13", "app/app.go:27", "app/app.go:40"}
	for _, test := range []struct {
		where string
		lost  []string // of all
		says  string   // with -debug, where
	}{
		{where: "nothing"},
		{"the end of lib.Leaks$1", all[:1], "lib/lib.go:23:5: the end of Leaks$1 went wrong, which is a bug of gorolint, and what hangs on it is left out: runtime error: index out of range [7] with length 0 (gorolint.runFaulty.func"},
		{"a launch of lib.Leaks", all[:1], "lib/lib.go:22:6: a launch of Leaks went wrong"},
		{"a claim of lib.Leaks", all[:1], "lib/lib.go:22:6: a claim of Leaks went wrong"},
		{"the tracking of values of lib.Leaks", all[:1], "lib/lib.go:22:6: the tracking of values of Leaks went wrong"},
		{"the search for leaks of app.Sends", all[4:5], "app/app.go:23:6: the search for leaks of Sends went wrong"},
		// What a function of another package does is not known then, be it harmful or not.
		{"the fact of lib.Go", all[2:3], "lib/lib.go:6:6: the fact of Go went wrong"},
		{"the fact of lib.Save", nil, "lib/lib.go:12:6: the fact of Save went wrong"},
		// A package of which nothing is known.
		{"the building of SSA of lib.", all[:4], "lib/lib.go:1:9: the building of SSA of this package went wrong"},
		{"the tracking of values of lib.", all[:4], "lib/lib.go:1:9: the tracking of values of this package went wrong"},
		{"the search for launches of lib.", all[:4], "lib/lib.go:1:9: the search for launches of this package went wrong"},
		{"the export of facts of lib.", all[:4], "lib/lib.go:1:9: the export of facts of this package went wrong"},
		{"the reading of directives of lib.", all[:4], "lib/lib.go:1:9: the reading of directives of this package went wrong"},
		{"what is claimed of lib.", all[:2], "lib/lib.go:1:9: what is claimed of this package went wrong"},
		{"the model of lib.", all[:2], "lib/lib.go:1:9: the model of this package went wrong"},
		{"the report of app.Sends", all[4:5], "app/app.go:27:11: the report of Sends went wrong"},
		{"the report of app.", all[2:], "app/app.go:1:9: the report of this package went wrong"},
	} {
		t.Run(test.where, func(t *testing.T) {
			t.Parallel()
			root := faultyModule(t)
			stdout, _ := faultyRun(t, root, test.where, "-advice", "-debug=false", "./...")
			debugged, stderr := faultyRun(t, root, test.where, "-advice", "-debug", "./...")
			if stdout != debugged {
				t.Errorf("with -debug it prints\n%s\nand without\n%s", debugged, stdout)
			}
			for _, line := range all {
				want := true
				for _, lost := range test.lost {
					want = want && line != lost
				}
				if got := strings.Contains(stdout, line+":"); got != want {
					t.Errorf("found in %s: %v, want %v", line, got, want)
				}
			}
			for line := range strings.Lines(stdout) {
				if strings.HasPrefix(line, "app/app.go:20:") {
					t.Errorf("a wrong report: %s", line)
				}
			}
			if told := strings.Contains(stderr, "bug of gorolint"); told != (test.says != "") || !strings.Contains(stderr, test.says) {
				t.Errorf("-debug says\n%s\nwant %q", stderr, test.says)
			}
		})
	}
}

// TestFaultyFix: a bug in what looks for fixes costs the fix, and not the finding.
func TestFaultyFix(t *testing.T) {
	root := faultyModule(t)
	file := filepath.Join(root, "app", "app.go")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := faultyRun(t, root, "the fix of a finding of app.Sends", "-fix", "-debug", "-rules=goroutineleak", "./...")
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(stdout, "app/app.go:27:") || strings.Contains(stdout, "app/app.go:40:") {
		t.Errorf("found:\n%s", stdout)
	}
	if n := bytes.Count(after, []byte("make(chan int, 1)")); n != 1 || bytes.Equal(before, after) {
		t.Errorf("%d of the two channels have room now:\n%s", n, after)
	}
	if want := "app/app.go:27:11: the fix of a finding of Sends went wrong"; !strings.Contains(stderr, want) {
		t.Errorf("-debug says\n%s\nwant %q", stderr, want)
	}
}

// faultyModule writes the module. Where it stands keeps results of other runs out of the cache,
// whose key does not cover the environment.
func faultyModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(faulty)).Files {
		name := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		text := string(f.Data) + "\n// " + root + "\n"
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func faultyRun(t *testing.T, root, where string, args ...string) (stdout, stderr string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), asFaulty+"="+where, "GOFLAGS=", "GOWORK=", "PWD="+root)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != exitFindings) {
		t.Fatalf("%v: %v\n%s", args, err, errs.Bytes())
	}
	return out.String(), errs.String()
}
