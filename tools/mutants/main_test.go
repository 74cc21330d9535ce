package main

import (
	"bytes"
	"testing"
)

// The whole way, over a module of a few functions without dependencies.
func TestSmall(t *testing.T) {
	var out bytes.Buffer
	opts := options{n: 10, dir: t.TempDir(), modules: []string{"./testdata/small"}, misses: true}
	if err := run(t.Context(), opts, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != small {
		t.Errorf("got\n%s\nwant\n%s", got, small)
	}
}

const small = ``
