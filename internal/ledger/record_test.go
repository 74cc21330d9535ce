package ledger_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/ledger"
)

// records returns those of the launches in packages of the test data.
func records(t *testing.T, packages ...string) (out []*book.Launch) {
	t.Helper()
	set := func(value string) {
		if err := config.Analyzer.Flags.Set(config.LedgerFlag, value); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	t.Cleanup(func() { set("false") })
	for _, r := range analysistest.Run(nothing{t}, testdata(t), ledger.Analyzer, packages...) {
		for _, d := range r.Diagnostics {
			l, err := book.Decode(d.Message)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, l)
		}
	}
	return out
}

// TestRecords holds the answers that a record has beside those of the line: where errors
// go, what bounds, what is claimed, and what ties.
func TestRecords(t *testing.T) {
	want := map[string]string{
		"Waits":     "errors none, bounds call, claims [], group group: go-done add wait; lock mu: go-lock go-unlock",
		"Limited":   "errors lost, bounds limit, claims [losterror], channel tokens: send go-receive",
		"NoToken":   "errors told, bounds unknown, claims [barego], ",
		"Unlimited": "errors lost, bounds unbounded, claims [barego losterror unboundedgo], ",
		"Tells":     "errors told, bounds unknown, claims [barego], ",
		"Watches":   "errors none, bounds unknown, claims [], context ctx: make go-watch",
		"Cancels":   "errors none, bounds unknown, claims [], context ctx: make cancel go-watch",
		"Hands":     "errors seen, bounds unknown, claims [goroutineleak], channel failed: go-send receive",
		"init#1":    "errors none, bounds process, claims [], channel started: go-close receive",
	}
	for _, l := range records(t, "ledger") {
		if l.Function.Name == "NoToken" && l.HowMany == "once" {
			continue // the one that takes
		}
		var claims, ties []string
		for _, c := range l.Claims {
			claims = append(claims, c.Rule)
		}
		slices.Sort(claims)
		for _, tie := range l.Ties {
			var uses []string
			for _, u := range tie.Uses {
				if u.Goroutine {
					u.Do = "go-" + u.Do
				}
				uses = append(uses, u.Do)
			}
			ties = append(ties, fmt.Sprintf("%s %s: %s", tie.Kind, tie.Name, strings.Join(uses, " ")))
		}
		got := fmt.Sprintf("errors %s, bounds %s, claims %v, %s", l.Errors, l.Bounds, claims, strings.Join(ties, "; "))
		if got != want[l.Function.Name] {
			t.Errorf("%s:\n got %s\nwant %s", l.Function.Name, got, want[l.Function.Name])
		}
		delete(want, l.Function.Name)
	}
	for name := range want {
		t.Errorf("%s has no record", name)
	}
}

// TestEnds: at each end of an evidence stands the operation that is said to be there.
func TestEnds(t *testing.T) {
	signals := map[string]string{"wait": "Done() .Go( go func", "receive": "<- close( select"}
	seen := 0
	for _, l := range records(t, "model", "model/app", "ledger") {
		for _, e := range l.Join.Evidence {
			if e.Other != nil && shows[e.What] != nil && !shows[e.What].MatchString(line(t, *e.Other)) {
				t.Errorf("%v: no %s at %v: %s", l.Position, e.What, *e.Other, line(t, *e.Other))
			}
			if e.Goroutine == nil || signals[e.What] == "" {
				continue
			}
			seen++
			at := line(t, *e.Goroutine)
			if !slices.ContainsFunc(strings.Fields(signals[e.What]), func(s string) bool { return strings.Contains(at, s) }) {
				t.Errorf("%v: the goroutine gives no signal at %v: %s", l.Position, *e.Goroutine, at)
			}
		}
		for _, e := range l.Stop.Evidence {
			if e.What == "ctx" && e.Other != nil {
				t.Errorf("%v: what ends the context is said to be at %v", l.Position, *e.Other)
			}
			if (e.What == "send" || e.What == "close") && (e.Goroutine == nil || !shows["receive"].MatchString(line(t, *e.Goroutine))) {
				t.Errorf("%v: the goroutine receives nothing at %v", l.Position, e.Goroutine)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d joins have the goroutine's end", seen)
	}
}

func line(t *testing.T, p format.Position) string {
	t.Helper()
	text, err := os.ReadFile(p.File)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")[p.Line-1]
}

// TestMeanings: each reason is said in words, and not by its code.
func TestMeanings(t *testing.T) {
	for _, r := range reasons {
		if !strings.Contains(ledger.Meaning(r), " ") {
			t.Errorf("the reason %q has no words", r)
		}
	}
}
