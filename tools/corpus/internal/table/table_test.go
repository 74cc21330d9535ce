package table

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const text = `- module: example.com/a
  version: v1.0.0
  findings:
    - rule: barego
      tier: bug
      file: a/a.go
      function: New
      op: go s.loop
      label: "true"
      readings: true, by design
      note: a loop: without an end
    - rule: groupctx
      tier: advice
      file: a/b.go
      count: 3
      readings: -, -
`

func TestParse(t *testing.T) {
	got, err := Parse([]byte(text))
	if err == nil {
		t.Fatal("a colon in a plain sentence is read")
	}
	got, err = Parse([]byte(strings.Replace(text, "loop: without", "loop without", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := Table{{"example.com/a", "v1.0.0", []Row{
		{Key{"barego", "bug", "a/a.go", "New", "go s.loop"}, 0, "true", Readings{True, Design}, "a loop without an end"},
		{Key{"groupctx", "advice", "a/b.go", "", ""}, 3, "", Readings{Unread, Unread}, ""},
	}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEncode(t *testing.T) {
	want := Table{{"example.com/a", "v1.0.0", []Row{
		{Key{"barego", "bug", "a/a.go", "var true", "<-a: b"}, 0, "true", Readings{Wrong, Unread}, "`Run`: " + strings.Repeat("a long sentence, ", 20) + "# and no end"},
		{Key{"groupctx", "advice", "a/b.go", "", ""}, 3, "", Readings{Unread, Unread}, ""},
	}}}
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v from\n%s", got, err, data)
	}
	if !strings.HasPrefix(string(data), "# ") {
		t.Errorf("no comment at the top: %s", data)
	}
}

func TestMistakes(t *testing.T) {
	const row = "- module: m\n  version: v1.0.0\n  findings:\n    - rule: barego\n      tier: bug\n      file: a.go\n      readings: -, -\n"
	for _, test := range []struct{ old, new, want string }{
		{"", "", ""},
		{"readings: -, -", "readings: true, maybe", `line 7: "maybe" is no verdict; write true, by design, wrong, or -`},
		{"readings: -, -", "readings: true", `line 7: readings are "true"; write two`},
		{"      readings: -, -\n", "", "line 4: the finding has no readings; write -, -"},
		{"readings: -, -", "readings: true, -", "line 4: the finding has been read; add a note"},
		{"tier: bug", "tier: policy", `line 4: the tier is "policy"; it is bug or advice`},
		{"rule: barego", `rule: ""`, "line 4: give the finding a rule and a file"},
		{"file: a.go", "file: a.go\n      count: -2", "line 4: the count is -2"},
		{"file: a.go", "file: a.go\n      label: yes", `line 4: the label is "yes"`},
		{"file: a.go", "file: a.go\n      line: 3", "line 7: field line not found"},
		{"  version: v1.0.0\n", "", "line 1: give the module a path and a version"},
		{"- module: m\n", "- module: m\n  version: v1.0.0\n- module: m\n", "line 3: m is there twice"},
		{"  findings:", " findings:", "L1"},
	} {
		_, err := Parse([]byte(strings.Replace(row, test.old, test.new, 1)))
		if got := fmt.Sprint(err); err == nil && test.want != "" || err != nil && (test.want == "" || !strings.Contains(got, test.want)) {
			t.Errorf("%q: %v, want %s", test.new, err, test.want)
		}
	}
	if got, err := Parse(nil); len(got) > 0 || err != nil {
		t.Errorf("an empty table: %v, %v", got, err)
	}
}

// keys are the rules of some findings that have nothing else.
func keys(rules string) (out []Key) {
	for _, r := range strings.Fields(rules) {
		out = append(out, Key{Rule: r})
	}
	return out
}

func TestCompare(t *testing.T) {
	row := func(rule string, n int) Row { return Row{Key: Key{Rule: rule}, Count: n} }
	for _, test := range []struct {
		rows             []Row
		found, new, gone string
	}{
		{nil, "", "", ""},
		{nil, "b a b", "a b b", ""},
		{[]Row{row("a", 0)}, "a", "", ""},
		{[]Row{row("a", 0)}, "", "", "a"},
		{[]Row{row("a", 2), row("b", 0), row("a", 0)}, "a b a a", "", ""},
		{[]Row{row("a", 2), row("b", 0), row("a", 0)}, "a c", "c", "a a b"},
		{[]Row{row("a", 2)}, "a a a", "a", ""},
	} {
		got := Compare(test.rows, keys(test.found))
		want := Difference{keys(test.new), keys(test.gone)}
		if !reflect.DeepEqual(got, want) || got.None() != (test.new+test.gone == "") {
			t.Errorf("%v and %s: %v, want %v", test.rows, test.found, got, want)
		}
	}
	bug, advice := Key{Rule: "groupctx", Tier: "bug"}, Key{Rule: "groupctx", Tier: "advice"}
	if d := Compare([]Row{{Key: bug}}, []Key{advice}); len(d.New) != 1 || len(d.Gone) != 1 {
		t.Errorf("another tier: %v", d)
	}
}

func TestUpdate(t *testing.T) {
	read := func(rule string, n int) Row {
		return Row{Key: Key{Rule: rule, File: "f"}, Count: n, Readings: Readings{True, True}, Note: "n"}
	}
	unread := func(rule string, n int) Row {
		return Row{Key: Key{Rule: rule, File: "f"}, Count: n, Readings: Readings{Unread, Unread}}
	}
	found := func(rules string) []Key {
		out := keys(rules)
		for i := range out {
			out[i].File = "f"
		}
		return out
	}
	have := Table{
		{"m", "v1", []Row{read("b", 3), read("c", 0), read("b", 0)}},
		{"z", "v1", []Row{read("a", 0)}},
	}
	for _, test := range []struct {
		path, version, found string
		want                 Table
	}{
		{"m", "v1", "b b b b c", Table{{"m", "v1", []Row{read("b", 3), read("b", 0), read("c", 0)}}, have[1]}},
		{"m", "v1", "b b d d a", Table{{"m", "v1", []Row{unread("a", 0), read("b", 2), unread("d", 2)}}, have[1]}},
		{"m", "v1", "", Table{have[1]}},
		{"m", "v2", "c", Table{{"m", "v2", []Row{unread("c", 0)}}, have[1]}},
		{"n", "v1", "c", Table{have[0], {"n", "v1", []Row{unread("c", 0)}}, have[1]}},
	} {
		got := have.Update(test.path, test.version, found(test.found))
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s %s %s: got %v, want %v", test.path, test.version, test.found, got, test.want)
		}
	}
}
