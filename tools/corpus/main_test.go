package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorolint/gorolint/internal/pinned"
)

// A bench is a pinned module whose source is made up, and a script in place of the tool.
type bench struct {
	t      *testing.T
	dir    string
	module pinned.Module
}

func newBench(t *testing.T) *bench {
	t.Helper()
	all, err := pinned.Modules()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t, t.TempDir(), all[0]}
	src := filepath.Join("cache", "src", b.module.Name())
	b.write(filepath.Join(src, "go.mod"), "module "+b.module.Path+"\n\ngo 1.26.0\n", 0o666)
	b.write(filepath.Join(src, "a.go"), "package a\n", 0o666)
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *bench) write(name, text string, mode os.FileMode) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o777); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path(name), []byte(text), mode); err != nil {
		b.t.Fatal(err)
	}
}

// run runs the command on the module, with a tool that finds the given functions.
func (b *bench) run(change func(*options), functions ...string) (same bool, out string, err error) {
	b.t.Helper()
	var findings []string
	for _, f := range functions {
		findings = append(findings, `{"rule":"barego","message":"m","function":"`+f+`","op":"go func","position":{"file":"a.go","line":7,"column":1}}`)
	}
	b.write("tool", "#!/bin/sh\necho '{\"version\":1,\"findings\":["+strings.Join(findings, ",")+"],\"errors\":[]}'\n", 0o777)
	opts := &options{table: b.path("table.yml"), cache: b.path("cache"), tool: b.path("tool"), modules: []string{b.module.Path}}
	opts.linter.Procs, opts.linter.Memory, opts.linter.Timeout = 1, 16, time.Minute
	if change != nil {
		change(opts)
	}
	var text strings.Builder
	same, err = run(b.t.Context(), opts, &text, io.Discard)
	return same, text.String(), err
}

func (b *bench) read(name string) string {
	b.t.Helper()
	data, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(data)
}

func TestRun(t *testing.T) {
	b := newBench(t)
	same, out, err := b.run(nil)
	if want := "1 modules, 1 lines, 0 findings: 0 new, 0 gone, 0 without two readings\n"; !same || err != nil || out != want {
		t.Errorf("nothing: %t, %v, %s", same, err, out)
	}

	want := b.module.String() + "\n\t+ a.go, F, go func (barego)\n\t+ a.go, G, go func (barego)\n" +
		"1 modules, 1 lines, 2 findings: 2 new, 0 gone, 0 without two readings\n"
	if same, out, err = b.run(nil, "F", "G"); same || err != nil || out != want {
		t.Errorf("new ones: %t, %v, %s", same, err, out)
	}

	update := func(o *options) { o.update = true }
	if same, out, err = b.run(update, "F", "G"); !same || err != nil || !strings.Contains(out, "0 new, 0 gone, 2 without two readings") {
		t.Errorf("updated: %t, %v, %s", same, err, out)
	}
	if same, _, err = b.run(nil, "F", "G"); !same || err != nil {
		t.Errorf("after the update: %t, %v", same, err)
	}
	if same, out, err = b.run(nil, "G", "H"); same || err != nil || !strings.Contains(out, "+ a.go, H") || !strings.Contains(out, "- a.go, F") {
		t.Errorf("others: %t, %v, %s", same, err, out)
	}

	place := filepath.Join(b.path("cache"), "src", b.module.Name(), "a.go") + ":7: m"
	if _, out, err = b.run(func(o *options) { o.unread = true }, "F", "G"); err != nil || strings.Count(out, place) != 2 {
		t.Errorf("unread: %v, %s", err, out)
	}
	b.write("table.yml", strings.Replace(b.read("table.yml"), "readings: -, -", "readings: true, true\n    note: n", 1), 0o666)
	if _, out, err = b.run(func(o *options) { o.unread = true }, "F", "G"); err != nil || strings.Count(out, place) != 1 {
		t.Errorf("one unread: %v, %s", err, out)
	}
}

// What is not pinned any more is a difference as well.
func TestStrangers(t *testing.T) {
	b := newBench(t)
	b.write("table.yml", "- module: "+b.module.Path+"\n  version: v0.0.0\n  findings:\n  - rule: barego\n    tier: bug\n    file: a.go\n    readings: -, -\n", 0o666)
	same, out, err := b.run(nil)
	if same || err != nil || !strings.Contains(out, b.module.Path+" v0.0.0 is in the table and not pinned") {
		t.Errorf("%t, %v, %s", same, err, out)
	}
	if same, _, err := b.run(func(o *options) { o.update = true }); !same || err != nil {
		t.Errorf("updated: %t, %v", same, err)
	}
	if text := b.read("table.yml"); strings.Contains(text, "barego") {
		t.Errorf("left: %s", text)
	}
}

func TestMistakes(t *testing.T) {
	b := newBench(t)
	b.write("broken.yml", "- module: m\n  wrong: 1\n", 0o666)
	for _, test := range []struct {
		change func(*options)
		want   string
	}{
		{func(o *options) { o.modules = []string{"example.com/other"} }, "example.com/other is not among the pinned modules"},
		{func(o *options) { o.ci = true }, "each say what to look at; use one"},
		{func(o *options) { o.page = b.path("page.md") }, "each say what to look at; use one"},
		{func(o *options) { o.table = b.path("broken.yml") }, "broken.yml cannot be read: yaml: construct errors: line 2: field wrong not found"},
		{func(o *options) { o.tool = b.path("nowhere") }, "reading the tool"},
		{func(o *options) { b.write("other", "#!/bin/sh\nexit 2\n", 0o777); o.tool = b.path("other") }, "1 modules could not be looked at"},
	} {
		if _, _, err := b.run(test.change); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

// CI passes by what cannot be fetched, and says so.
func TestCI(t *testing.T) {
	b := newBench(t)
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOMODCACHE", t.TempDir())
	same, out, err := b.run(func(o *options) { o.ci, o.modules = true, nil })
	if !same || err != nil || strings.Count(out, "SKIPPED: downloading ") < 2 || !strings.Contains(out, "0 modules") {
		t.Errorf("%t, %v, %s", same, err, out)
	}
	if _, _, err := b.run(func(o *options) { o.modules = nil }); err == nil {
		t.Error("without -ci it is an error")
	}
}
