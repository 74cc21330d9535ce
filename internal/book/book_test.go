package book_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/format"
)

func at(file string, line, column int) format.Position {
	return format.Position{File: file, Line: line, Column: column}
}

func launch(pkg string, pos format.Position, join, stop, finite string) book.Launch {
	return book.Launch{
		Package: pkg, Position: pos, Function: book.Func{Name: "F"}, HowMany: "once", Finite: finite, Errors: "unknown", Bounds: "unknown",
		Join: book.Answer{Answer: join, Evidence: []book.Evidence{}}, Stop: book.Answer{Answer: stop, Evidence: []book.Evidence{}},
	}
}

// example is a ledger of three launches, the last first, and four findings.
func example() *book.Book {
	claimed := launch("b", at("b/b.go", 9, 2), "unknown", "no", "no")
	claimed.Claims = []book.Claim{{Rule: "toy", Position: at("b/b.go", 20, 7)}}
	claimed.Unknown = []book.Reasoned{{Code: "escapes", Meaning: "it goes away"}, {Code: "budget", Meaning: "it takes long"}}
	other := launch("a", at("a/a.go", 8, 2), "yes", "yes", "unknown")
	other.Join.Evidence = []book.Evidence{{What: "wait", Other: book.At(at("a/wait.go", 3, 1))}}
	other.Unknown = []book.Reasoned{{Code: "budget", Meaning: "it takes long"}}
	other.Helper = "Go"
	return book.New([]book.Launch{claimed, other, launch("a", at("a/a.go", 4, 2), "no", "no", "yes")}, format.New([]format.Finding{
		{Rule: "toy", Message: "at the place of the claim", Position: at("b/b.go", 20, 3)},
		{Rule: "other", Message: "there too, by another rule", Position: at("b/b.go", 20, 3)},
		{Rule: "toy", Message: "speaks of it", Position: at("a/a.go", 30, 1), Related: []format.Related{{Position: at("a/a.go", 8, 5)}}},
		{Rule: "toy", Message: "at it", Position: at("a/a.go", 8, 2)},
	}, nil))
}

func TestNew(t *testing.T) {
	b := example()
	about := make(map[format.Position][]string)
	var order []int
	for _, l := range b.Launches {
		order = append(order, l.Position.Line)
		for _, i := range l.Findings {
			about[l.Position] = append(about[l.Position], b.Findings[i].Message)
		}
	}
	if want := []int{4, 8, 9}; !reflect.DeepEqual(order, want) {
		t.Errorf("the launches are in the order %v, want %v", order, want)
	}
	if want := map[format.Position][]string{
		at("a/a.go", 8, 2): {"at it (toy)", "speaks of it (toy)"},
		at("b/b.go", 9, 2): {"at the place of the claim (toy)"},
	}; !reflect.DeepEqual(about, want) {
		t.Errorf("findings beside launches: %v, want %v", about, want)
	}
	if loose := b.Loose(); len(loose) != 1 || b.Findings[loose[0]].Rule != "other" {
		t.Errorf("findings about no launch: %v", loose)
	}
	if want := (book.Summary{
		Launches: 3, Joined: book.Count{Yes: 1, No: 1, Unknown: 1}, Stopped: book.Count{Yes: 1, No: 2}, Finite: book.Count{Yes: 1, No: 1, Unknown: 1}, Unknown: 2, Findings: 2,
	}); b.Summary != want {
		t.Errorf("the summary is %+v, want %+v", b.Summary, want)
	}
	if len(b.Packages) != 2 || b.Packages[0].Path != "a" || b.Packages[0].Launches != 2 {
		t.Errorf("the packages are %+v", b.Packages)
	}
	if want := []book.Reason{{"budget", "it takes long", 2}, {"escapes", "it goes away", 1}}; !reflect.DeepEqual(b.Reasons, want) {
		t.Errorf("the reasons are %v, want %v", b.Reasons, want)
	}
}

func TestText(t *testing.T) {
	var out strings.Builder
	if err := book.Text(&out, example()); err != nil {
		t.Fatal(err)
	}
	const want = `  place       goroutine        how many  join            stop  finite   errors   bounds   unknown
a
  a/a.go:4:2  not known        once      none            none  yes      unknown  unknown
  a/a.go:8:2  not known by Go  once      wait wait.go:3  yes   unknown  unknown  unknown  budget
      a/a.go:8:2: at it (toy)
      a/a.go:30:1: speaks of it (toy)
b
  b/b.go:9:2  not known        once      unknown         none  no       unknown  unknown  escapes, budget
      b/b.go:20:3: at the place of the claim (toy)
findings that are about no launch
  b/b.go:20:3: there too, by another rule (other)

package  launches  joined  stopped  finite  not known in full  with findings
a        2         1       1        1       1                  1
b        1         0       0        0       1                  1
all      3         1       1        1       2                  2

unknown  launches  why
budget   2         it takes long
escapes  1         it goes away
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &out, want)
	}
}

// What a record holds comes through a diagnostic's message as it was.
func TestWire(t *testing.T) {
	l := &example().Launches[2]
	message, err := book.Encode(l)
	if err != nil {
		t.Fatal(err)
	}
	got, err := book.Decode(message)
	if err != nil || !reflect.DeepEqual(got, l) {
		t.Errorf("got %+v, %v; want %+v", got, err, l)
	}
	if _, err := book.Decode("once · join: none"); err == nil || !strings.Contains(err.Error(), "reading a record of the ledger") {
		t.Errorf("a line is read as a record: %v", err)
	}
}

func TestJSON(t *testing.T) {
	var out strings.Builder
	if err := book.JSON(&out, example()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), `"related": null`) || !strings.Contains(out.String(), `"related": []`) {
		t.Errorf("what is related to a finding is null in\n%s", out.String())
	}
}

func TestRename(t *testing.T) {
	l := &example().Launches[1]
	l.Ties = []book.Tie{{Made: at("t.go", 1, 1), Uses: []book.Use{{Position: at("u.go", 1, 1)}}}}
	l.Rename(func(file string) string { return "x/" + file })
	for _, p := range []format.Position{l.Position, *l.Join.Evidence[0].Other, l.Ties[0].Made, l.Ties[0].Uses[0].Position} {
		if !strings.HasPrefix(p.File, "x/") {
			t.Errorf("%v keeps its name", p)
		}
	}
}
