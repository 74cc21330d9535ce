package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The whole way, over a module of a few functions without dependencies. With GOROLINT_UPDATE set it writes the golden file.
func TestSmall(t *testing.T) {
	var out bytes.Buffer
	opts := options{n: 10, dir: t.TempDir(), modules: []string{"./testdata/small"}, misses: true, page: filepath.Join(t.TempDir(), "page.md")}
	if err := run(t.Context(), opts, &out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/small.txt"
	if os.Getenv("GOROLINT_UPDATE") != "" {
		if err := os.WriteFile(golden, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if data, err := os.ReadFile(opts.page); err != nil || !bytes.Contains(data, want) {
		t.Errorf("the page has other tables, or none: %v\n%s", err, data)
	}
}

func TestChoose(t *testing.T) {
	if _, err := choose("close,nothing"); err == nil {
		t.Error("no error for an operator that there is not")
	}
	if ops, err := choose("wait,close"); err != nil || len(ops) != 2 || ops[0].Name != "wait" {
		t.Errorf("got %v, %v", ops, err)
	}
}

func TestLines(t *testing.T) {
	got := lines("# head\n\n a b # why\nc\n")
	if len(got) != 2 || got[0] != "a b" || got[1] != "c" {
		t.Errorf("got %q", got)
	}
}
