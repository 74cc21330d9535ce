package baseline_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/baseline"
	"github.com/gorolint/gorolint/internal/format"
)

// FuzzRead reads whatever files. One that is refused says so in one line; one that is taken is the same
// once it is written and read again, filters, and counts no less than nothing.
func FuzzRead(f *testing.F) {
	whole := filepath.Join(f.TempDir(), "whole.json")
	if err := baseline.Of(old, []string{"-advice"}).Write(whole); err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(whole)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Add(append(bytes.Clone(text), text...))
	f.Add(bytes.ReplaceAll(text, []byte(`"count": 2`), []byte(`"count": 9223372036854775807`)))
	for _, s := range []string{
		"", "null", "[]", "{}", `{"version":1}`, `{"version":1,"flags":null,"findings":null}`, `{"version":2,"flags":[],"findings":[]}`,
		`{"version":1,"findings":[{"rule":"a","package":"b","count":1},{"rule":"a","package":"b","count":9223372036854775807}]}`,
		`{"version":1,"findings":[{"rule":"a","package":"b","function":"\ud800","count":1}]}`, `{"Version":1,"FINDINGS":[]}`, "\xef\xbb\xbf{}", `{"version":1e0}`,
		`{"version":1,"findings":[{"rule":"a","package":"b","op":"<- & > \u2028","count":3}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		name := filepath.Join(t.TempDir(), "b.json")
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
		b, err := baseline.Read(name)
		if err != nil {
			if !strings.Contains(err.Error(), "b.json") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is %q", err)
			}
			return
		}
		var found []format.Finding
		for _, e := range b.Entries() {
			if e.Count < 1 {
				t.Errorf("%d of %v", e.Count, e.Key)
			}
			found = append(found, format.Finding{Rule: e.Rule, Package: e.Package, Function: e.Function, Op: e.Op})
		}
		if n := b.Len(); n < len(found) {
			t.Errorf("%d findings in %d entries", n, len(found))
		}
		if news, _ := b.Filter(found); len(news) > 0 {
			t.Errorf("it does not hold %v, which it lists", news)
		}
		if err := b.Write(name); err != nil {
			t.Fatal(err)
		}
		again, err := baseline.Read(name)
		if err != nil {
			t.Fatalf("%v, of what was written for %q", err, text)
		}
		one, two := b.Entries(), again.Entries()
		if len(one) != len(two) {
			t.Fatalf("%v was written, and %v read", one, two)
		}
		for i := range one {
			if one[i] != two[i] {
				t.Errorf("%v was written, and %v read", one[i], two[i])
			}
		}
	})
}
