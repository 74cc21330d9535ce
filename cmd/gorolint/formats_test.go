package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What the real rules find is in the SARIF form, and the steps of a witness are its code
// flow: how they are numbered is up to the rules, and read by the format.
func TestSARIFOfRules(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	dir, err := filepath.Abs(filepath.Join("..", "..", "examples", "leaky"))
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID            string
						Configuration struct{ Level string } `json:"defaultConfiguration"`
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				CodeFlows []struct {
					ThreadFlows []struct {
						Locations []struct {
							Location struct{ Message struct{ Text string } }
						}
					}
				}
			}
		}
	}
	tool := buildTool(t, "")
	if err := json.Unmarshal(runTool(t, dir, nil, tool, "-advice", "-format=sarif", "./..."), &log); err != nil {
		t.Fatal(err)
	}
	levels := make(map[string]string)
	for _, r := range log.Runs[0].Tool.Driver.Rules {
		levels[r.ID] = r.Configuration.Level
	}
	for rule, want := range map[string]string{"goroutineleak": "error", "losterror": "note", "nakedgo": "warning", "directive": "error"} {
		if levels[rule] != want {
			t.Errorf("%s has level %q, want %s", rule, levels[rule], want)
		}
	}
	var steps []string
	for _, r := range log.Runs[0].Results {
		if id := log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("a finding of %s leads to %s", r.RuleID, id)
		}
		for _, flow := range r.CodeFlows {
			for _, thread := range flow.ThreadFlows {
				for _, l := range thread.Locations {
					what, _, _ := strings.Cut(l.Location.Message.Text, ":")
					steps = append(steps, what)
				}
			}
		}
	}
	want := []string{"the goroutine starts here", "this case is taken", "returns here", "this goroutine can block for ever sending to pages"}
	if !slices.Equal(steps, want) {
		t.Errorf("the steps of the witness are %q, want %q", steps, want)
	}
}

// A run that is interrupted leaves the file as it was, and nothing beside it.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such signals here")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			dir, bin := t.TempDir(), t.TempDir()
			begun, out := filepath.Join(bin, "begun"), filepath.Join(dir, "out.sarif")
			// A go command that takes its time.
			script := "#!/bin/sh\n: >" + begun + "\nexec sleep 60\n"
			if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(out, []byte("old"), 0o666); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(self, "-format=sarif", "-o", out)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), asTool+"=1", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			var stderr strings.Builder
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for range 500 {
				if _, err := os.Stat(begun); err == nil {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitFailed || stderr.String() != "gorolint: interrupted\n" {
				t.Errorf("exit code %d, and it said %q", code, stderr.String())
			}
			if text, err := os.ReadFile(out); err != nil || string(text) != "old" {
				t.Errorf("the file holds %q, %v", text, err)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 1 {
				t.Errorf("something is left: %v", entries)
			}
		})
	}
}

// A profile that never comes does not hold up an interrupt.
func TestInterruptedReading(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such signals here")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-leakprofile=-")
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), asTool+"=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	// More than a pipe holds: once it is written, the program reads.
	if _, err := stdin.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || stderr.String() != "gorolint: interrupted\n" {
		t.Errorf("exit code %d, and it said %q", code, stderr.String())
	}
}
