package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/page"
)

// hostile is what a source line, a name or a message may hold.
const hostile = `</script><script>document.title="broken"</script><img src=x onerror=alert(1)><!--`

// ledger is one of n launches in three packages, of which the first three are told by more than their number.
func ledger(n int) *book.Book {
	at := func(i, line int) format.Position {
		return format.Position{File: fmt.Sprintf("p%d/p.go", i%3), Line: line, Column: 2}
	}
	var launches []book.Launch
	for i := range n {
		pos, send, recv := at(i, 10*i+10), at(i, 10*i+12), at(i, 10*i+15)
		l := book.Launch{
			Package: fmt.Sprintf("example.com/p%d", i%3), Position: pos, HowMany: "once",
			Function: book.Func{Name: fmt.Sprintf("Start%d", i), Position: book.At(at(i, 10*i+8))},
			Bodies:   []book.Func{{Name: fmt.Sprintf("Start%d.func1", i), Position: book.At(pos)}}, All: true,
			Join:   book.Answer{Answer: "yes", Evidence: []book.Evidence{{What: "receive", AtEnd: true, Goroutine: book.At(send), Other: book.At(recv)}}},
			Stop:   book.Answer{Answer: "no", Evidence: []book.Evidence{}},
			Finite: "yes", Errors: "none", Bounds: "call", Unknown: []book.Reasoned{},
			Ties: []book.Tie{{Kind: "channel", Name: "done", Made: at(i, 10*i+9), Uses: []book.Use{
				{Do: "send", Function: fmt.Sprintf("Start%d.func1", i), Position: send, Goroutine: true},
				{Do: "receive", Function: fmt.Sprintf("Start%d", i), Position: recv},
			}}},
		}
		switch i {
		case 1:
			l.Join = book.Answer{Answer: "unknown", Evidence: []book.Evidence{}}
			l.Unknown = []book.Reasoned{{Code: "callback", Meaning: "it calls a func that is not known"}}
		case 2:
			l.Join = book.Answer{Answer: "no", Evidence: []book.Evidence{}}
			l.Finite, l.Helper = "no", hostile
		case 4: // two ties of the same two: their boxes would stand on each other
			also := l.Ties[0]
			also.Kind, also.Made = "group", at(i, 10*i+7)
			l.Ties = append(l.Ties, also)
		}
		launches = append(launches, l)
	}
	findings := []format.Finding{
		{Rule: "toy", Message: "it never ends " + hostile, Position: at(2, 30), Package: "example.com/p2"},
		{Rule: "toy", Message: "a finding of no launch", Position: at(0, 7), Package: "example.com/p0"},
	}
	return book.New(launches, format.New(findings, nil))
}

// source is a file of 50,000 lines.
func source(string) ([]byte, error) {
	var b bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&b, "\tline %d %s\n", i+1, hostile)
	}
	return b.Bytes(), nil
}

func write(t *testing.T, b *book.Book, read func(string) ([]byte, error)) string {
	t.Helper()
	var out strings.Builder
	if err := page.Write(&out, b, "v1.2.3", read); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The page allows what it brings along, and nothing else.
func TestPolicy(t *testing.T) {
	text := write(t, ledger(3), source)
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if policy == nil {
		t.Fatal("there is no policy")
	}
	allowed := html.UnescapeString(policy[1])
	for _, part := range []string{"style", "script"} {
		m := regexp.MustCompile(`(?s)<`+part+`>(.*?)</`+part+`>`).FindAllStringSubmatch(text, -1)
		if len(m) != 1 {
			t.Fatalf("%d elements <%s>, want 1", len(m), part)
		}
		sum := sha256.Sum256([]byte(m[0][1]))
		if want := part + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(allowed, want) {
			t.Errorf("the policy %s lacks %s", allowed, want)
		}
	}
	if !strings.HasPrefix(allowed, "default-src 'none';") {
		t.Errorf("the policy allows more than nothing: %s", allowed)
	}
	if found := regexp.MustCompile(`(?:src|href)="(?:https?:)?//`).FindString(text); found != "" {
		t.Errorf("the page names something to fetch: %s", found)
	}
}

func TestEscaped(t *testing.T) {
	text := write(t, ledger(3), source)
	if n := strings.Count(text, "</script>"); n != 2 {
		t.Errorf("%d ends of scripts, want 2: what the source holds gets out of the data", n)
	}
	if strings.Contains(text, "<img") {
		t.Error("a tag of the source is one of the page")
	}
}

// Each line is there once, however many places are near it, and there is an end to them.
func TestSize(t *testing.T) {
	text := write(t, ledger(3), source)
	if n := strings.Count(text, `"12":"`); n != 1 {
		t.Errorf("line 12 of the first file is there %d times", n)
	}
	long := func(string) ([]byte, error) { return bytes.Repeat([]byte(strings.Repeat("x", 100_000)+"\n"), 50), nil }
	if text := write(t, ledger(3), long); len(text) > 200_000 {
		t.Errorf("%d bytes for lines that are too long to read", len(text))
	}
	if text := write(t, ledger(4000), source); len(text) > 20<<20 || !strings.Contains(text, `"cut":true`) {
		t.Errorf("%d bytes for 4000 launches", len(text))
	}
}

// A file that is gone costs its lines.
func TestNoSource(t *testing.T) {
	none := func(string) ([]byte, error) { return nil, errors.Join(fs.ErrNotExist) }
	if text := write(t, ledger(3), none); !strings.Contains(text, `"source":[{},{},{}]`) {
		t.Error("there is a source that cannot be read")
	}
	if text := write(t, book.New(nil, format.New(nil, nil)), none); !strings.Contains(text, "No launches in no package") {
		t.Error("an empty ledger does not say so")
	}
}
