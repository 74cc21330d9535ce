package passes_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/testrun"
	"github.com/gorolint/gorolint/passes/unboundedgo"
)

// TestSaid runs all rules over functions that directives describe, and once more with the
// directives taken out, so that each of them is seen to matter. What is expected then
// stands behind the word without.
func TestSaid(t *testing.T) {
	setAdvice(t)
	testrun.Set(t, unboundedgo.Analyzer, "strict", "true")
	set(t, map[string]string{"unrecovered.packages": "said/recovered"})
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	sources := make(map[string][]byte)
	for _, name := range []string{"said/said.go", "said/own.go", "said/recovered/recovered.go", "said/lib/lib.go"} {
		if sources[name], err = os.ReadFile(filepath.Join(testdata, "src", name)); err != nil {
			t.Fatal(err)
		}
	}
	without := regexp.MustCompile(`( // )?\bwithout (.*)`)
	directive := regexp.MustCompile(`//gorolint:`)
	want := regexp.MustCompile(`// want [^\n]*`)
	for _, test := range []struct {
		name   string
		source func([]byte) []byte
	}{
		{"with", func(src []byte) []byte { return without.ReplaceAll(src, nil) }},
		{"without", func(src []byte) []byte {
			var out []byte
			for line := range bytes.Lines(src) {
				m := without.FindSubmatch(line)
				line = want.ReplaceAll(without.ReplaceAll(line, nil), nil)
				line = directive.ReplaceAll(line, []byte("//"))
				if m != nil {
					line = append(bytes.TrimRight(line, "\n"), " // want "+string(m[2])+"\n"...)
				}
				out = append(out, line...)
			}
			return out
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := make(map[string]string)
			for name, src := range sources {
				files[name] = string(test.source(src))
			}
			dir, cleanup, err := analysistest.WriteFiles(files)
			if err != nil {
				t.Fatal(err)
			}
			defer cleanup()
			analysistest.Run(t, dir, allRules(), "said", "said/lib", "said/recovered")
		})
	}
}
