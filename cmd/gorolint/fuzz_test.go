package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/conffile"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/passes"
)

// FuzzConfig reads configurations as the command does. One that is refused says where and why; one that
// is taken makes flags that say the same when they are given on the command line.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		"", "# nothing\n", "advice: true\n", "rules: [barego, losterror]\n", "rules: [-barego]\n", "rules: [nobody]\n", "rules:\n- -unboundedgo\n", "tests: yes\n", "strict: 1\n",
		"barego: {strict: true}\n", "tinytask: {limit: 3}\n", "tinytask:\n  limit: x\n", "tags: [a, b]\n", "nolint: false\n",
		"nakedgo:\n  packages: [example.com/..., -example.com/x]\n  helper: example.com/safe.Go\n  message: \"see, 'the' \\\"book\\\"\"\n",
		"unrecovered: {packages: ['*/...'], recoverers: [a.b]}\n",
		"exclude:\n  - paths: [a/**, '*.pb.go']\n    rules: [barego]\n    reason: theirs\n  - functions: ['(*T).M']\n    reason: x\n",
		"packages:\n  - packages: [./cmd/...]\n    advice: false\n    rules: [-barego]\n",
		"known:\n  - launch example.com/safe.Go func=0 recovers # why\n  - |\n    blocks a.b/c.G until=arg0\n",
		"a: &a [*a]\n", "<<: {rules: [barego]}\n", "? [x]\n: y\n", "rules: !!binary aGk=\n", "advice: true\n---\nadvice: false\n", "\xff", "advice: true\nadvice: false\n", "x: {" + strings.Repeat("[", 100) + "\n", "rules: [\"a\\0b\"]\n", "\ufeffadvice: true\n", "exclude: [{paths: ['['], reason: r}]\n",
	} {
		f.Add([]byte(text))
	}
	c := command{analyzers: analyzers(), dir: f.TempDir(), blocking: passes.Blocking(), staying: passes.Staying(), tiers: passes.Tiers(), stdout: io.Discard, stderr: io.Discard}
	parse := func(t *testing.T, args ...string) ([]string, error) {
		for _, a := range c.analyzers {
			a.Flags.VisitAll(func(f *flag.Flag) {
				if err := a.Flags.Set(f.Name, f.DefValue); err != nil {
					t.Fatal(err)
				}
			})
		}
		opts, err := c.parse(args)
		if err != nil {
			return nil, err
		}
		return opts.tool, nil
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		name := filepath.Join(t.TempDir(), "f.yml")
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
		tool, err := parse(t, "-config="+name)
		if mistakes, ok := errors.AsType[conffile.Mistakes](err); ok {
			lines := 1 + bytes.Count(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\n")) + bytes.Count(text, []byte("\r"))
			for _, m := range mistakes {
				if m.Message == "" || m.Line > lines || strings.Contains(m.Message, "\n") {
					t.Errorf("a file of %d lines has this mistake: %v", lines, m)
				}
			}
			return
		} else if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without words")
			}
			return
		}
		var args []string
		for _, arg := range tool {
			args = append(args, "-"+strings.TrimPrefix(arg[1:], config.Analyzer.Name+"."))
		}
		again, err := parse(t, append(args, "-config=off")...)
		if err != nil {
			t.Fatalf("the flags %q, of the file, are refused: %v", args, err)
		}
		if !slices.Equal(again, tool) {
			t.Errorf("the flags are %q, and become %q", tool, again)
		}
	})
}
