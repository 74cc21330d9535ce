package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gorolint/gorolint/internal/conffile"
	"github.com/gorolint/gorolint/internal/format"
)

// ours is a module whose goroutines hide behind interfaces of its own.
const ours = `
-- go.mod --
module example.com/m

go 1.26.0
-- safe/safe.go --
package safe

// A Runner launches somewhere else.
type Runner interface {
	Go(func())
	Wait()
}

// A Queue waits for others.
type Queue interface{ Loop() }

// A Conn has a goroutine, behind an interface.
type Conn struct{ impl interface{ Close() } }

var dial func() interface{ Close() }

// Dial starts it.
func Dial() *Conn { return &Conn{dial()} }

// Close ends it.
func (c *Conn) Close() { c.impl.Close() }

// A Group is waited for, behind an interface.
type Group struct{ impl Runner }

func (g *Group) Go(f func()) { g.impl.Go(f) }

func (g *Group) Wait() { g.impl.Wait() }

// Hand hands f on.
func Hand(r Runner, f func()) { r.Go(f) }
-- safe/elsewhere.go --
//go:build plan9

package safe

func Elsewhere(f func()) {}
-- p/p.go --
package p

import "example.com/m/safe"

func Launch(r safe.Runner) {
	r.Go(func() {
		for {
		}
	})
}

func Handed(r safe.Runner) {
	safe.Hand(r, func() {
		for {
		}
	})
}

func Ends(r safe.Runner, m map[string]int) {
	r.Go(func() { m["a"]++ })
	r.Wait()
}

func Loops(q safe.Queue) {
	go func() {
		defer func() { _ = recover() }()
		q.Loop()
	}()
}

func Stopped(fail bool) {
	c := safe.Dial()
	if fail {
		return
	}
	c.Close()
}

func Unwaited(done func()) {
	var g safe.Group
	g.Go(done)
}

func Waited(done func()) {
	var g safe.Group
	g.Go(done)
	g.Wait()
}

// A starter is of this package itself.
type starter interface{ Start(func()) }

func Start(s starter) {
	s.Start(func() {
		for {
		}
	})
}
`

// The real rules know of a team's own functions what its configuration says, the same in all
// drivers and in the facts of other packages; and do not without it.
func TestKnownRows(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	tool := buildTool(t, "")
	for _, test := range []struct {
		name  string
		known string // in the file
		want  []string
	}{
		{"none", "", nil},
		{"launch", "- launch (example.com/m/safe.Runner).Go func=0 join=Wait",
			[]string{"p/p.go:13:2 barego", "p/p.go:20:2 unrecovered", "p/p.go:6:2 barego"}},
		{"launch that recovers", "- launch (example.com/m/safe.Runner).Go func=0 recovers", []string{"p/p.go:13:2 barego", "p/p.go:6:2 barego"}},
		{"blocks", "- blocks (example.com/m/safe.Queue).Loop until=never forever", []string{"p/p.go:25:2 barego"}},
		{"blocks until its own end", "- blocks (example.com/m/safe.Queue).Loop until=peer forever", nil},
		{"starts", "- starts example.com/m/safe.Dial stop=result.Close", []string{"p/p.go:32:7 unstopped"}},
		{"group", "- group example.com/m/safe.Group go=Go wait=Wait\n- launch (*example.com/m/safe.Group).Go func=0 join=Wait recovers", []string{"p/p.go:41:2 missingwait"}},
		{"an interface of the package itself", "- launch (example.com/m/p.starter).Start func=0", []string{"p/p.go:54:2 barego"}},
		{"names what does not exist", "- launch (example.com/m/safe.Runner).Run func=0\n- launch example.com/m/safe.None func=0\n- launch (*example.com/m/safe.Runner).Go func=0",
			[]string{"safe/safe.go:1:9 directive", "safe/safe.go:1:9 directive", "safe/safe.go:1:9 directive"}},
		{"names what another platform has", "- launch example.com/m/safe.Elsewhere func=0", nil},
		{"counts wrongly", "- launch (example.com/m/safe.Runner).Go func=1\n- blocks (example.com/m/safe.Queue).Loop until=arg0 forever",
			[]string{"safe/safe.go:1:9 directive", "safe/safe.go:1:9 directive"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			config := "advice: true\nunrecovered:\n  packages: [example.com/m/p]\nknown:\n" + test.known + "\n"
			files := txtar.Parse([]byte(ours)).Files
			for _, f := range append(files, txtar.File{Name: ".gorolint.yml", Data: []byte(config)}) {
				name := filepath.Join(dir, f.Name)
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			printed := runTool(t, dir, nil, tool, "-format=json", "./...")
			var report format.Report
			if err := json.Unmarshal(printed, &report); err != nil {
				t.Fatalf("%v in\n%s", err, printed)
			}
			var got []string
			command := make(map[string]bool)
			for _, f := range report.Findings {
				got = append(got, fmt.Sprintf("%s %s", f.Position, f.Rule))
				command[fmt.Sprintf("%s %s", filepath.Join(dir, f.Position.String()), f.Message)] = true
			}
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if len(report.Errors) > 0 {
				t.Errorf("errors: %v", report.Errors)
			}
			rows := strings.TrimPrefix(strings.ReplaceAll(test.known, "\n- ", "\n"), "- ")
			flags := []string{"-gorolint.advice", "-gorolint.unrecovered.packages=example.com/m/p", "-gorolint.known=" + rows}
			same(t, "go vet", vetFindings(t, dir, tool, flags, []string{"./..."}), command)
			if linter := os.Getenv(golangci); linter != "" {
				flags := []string{"-advice", "-unrecovered.packages=example.com/m/p"}
				if rows != "" {
					list, err := json.Marshal(strings.Split(rows, "\n"))
					if err != nil {
						t.Fatal(err)
					}
					flags = append(flags, "-known="+string(list))
				}
				same(t, "golangci-lint", lintFindings(t, dir, linter, flags, []string{"./..."}), command)
			}
		})
	}
}

// The configuration that README.md shows is one, and has every key.
func TestShownConfiguration(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "\n## Configuration\n")
	_, shown, _ = strings.Cut(shown, "```yaml\n")
	shown, _, ok := strings.Cut(shown, "```\n")
	if !ok {
		t.Fatal("README.md shows none")
	}
	c := command{analyzers: analyzers()}
	keys := c.keys(c.flags(new(options)))
	file, err := conffile.Parse("README.md", strings.NewReader(shown), keys, c.ruleNames())
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Packages) == 0 {
		t.Error("it shows no entry of packages")
	}
	for _, k := range append(keys, conffile.Key{Name: "exclude"}, conffile.Key{Name: "known"}) {
		if !slices.ContainsFunc(file.Settings, func(s conffile.Setting) bool { return s.Flag == k.Name }) {
			t.Errorf("it does not show %s", k.Name)
		}
	}
}
