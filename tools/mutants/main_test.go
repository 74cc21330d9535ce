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

const small = `     operator    reach  made  found         as a bug  as advice  silent on the original
        close    local     1      1  100 %         1          0                       1
         wait    local     1      1  100 %         1          0                       1
         done    local     1      1  100 %         1          0                       1
     stopcase    local     1      1  100 %         1          0                       1
     unbuffer    local     1      1  100 %         1          0                       1
  earlyreturn    local     1      1  100 %         1          0                       1
       unlock  package     2      0    0 %         0          0                       2
    recursion    local     1      1  100 %         1          0                       1
          all    local     7      7  100 %         7          0                       7
          all  package     2      0    0 %         0          0                       2
          all              9      7   78 %         7          0                       9

module  made  found
small   9     7

2 are not found; what is not known of the launches concerned (there may be several reasons):
no launch  2  unlock 2

example.com/small unlock (*counter).add c.mu.Unlock() (package)
	small small.go:76
example.com/small unlock (*counter).get c.mu.Unlock() (package)
	small small.go:82
`
