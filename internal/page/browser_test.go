package page_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// Helpers for the scripts below: wait for a pause in which timers and observers have run, click, and
// list the places of the rows.
const helpers = `
const pause = () => new Promise((done) => setTimeout(done, 200));
const one = (selector) => document.querySelector(selector);
const places = () => [...document.querySelectorAll("#table .place .link")].map((b) => b.textContent);
const choose = (id, value) => { one(id).value = value; one(id).dispatchEvent(new Event("change")); };
`

// TestBrowser uses the page as people do.
func TestBrowser(t *testing.T) {
	b := chromium(t)
	t.Logf("loaded in %v", b.open(write(t, ledger(250), source)))
	b.eval(nil, "%s", helpers)
	places := func(script string, args ...any) (list []string) {
		t.Helper()
		b.eval(nil, script, args...)
		b.eval(&list, "pause().then(places)")
		return list
	}
	is := func(what string, got, want any) {
		t.Helper()
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		if string(g) != string(w) {
			t.Errorf("%s: got %s, want %s", what, g, w)
		}
	}
	text := func(script string) (s string) {
		t.Helper()
		b.eval(&s, "String(%s)", script)
		return s
	}

	all := places("0")
	if len(all) != 100 {
		t.Fatalf("%d rows before anybody asks for more, want 100", len(all))
	}
	is("the first row", all[0], "p.go:10")
	is("the count", text(`one("#count").textContent`), "(250)")
	if all = places(`one("#more").click()`); len(all) < 200 {
		t.Errorf("%d rows after asking for more", len(all))
	}

	// Sort: by join, once up and once down.
	byJoin := `document.querySelectorAll("#table thead button")[3].click()`
	order := func() string {
		return text(`document.querySelectorAll("#table thead th")[3].getAttribute("aria-sort")`)
	}
	is("not sorted by it", order(), "none")
	is("sorted by join", places(byJoin)[:2], []string{"p.go:30", "p.go:20"})
	is("its direction", order(), "ascending")
	if down := places(byJoin); down[0] == "p.go:30" {
		t.Error("sorted down, the first is what it was")
	}
	is("its other direction", order(), "descending")

	// Filter: by text, by each kind of answer, by package, by reason, by finding.
	is("found by function", places(`one("#find").value = "start17.func"; one("#find").dispatchEvent(new Event("input"))`), []string{"p.go:180"})
	is("nothing is found", places(`one("#find").value = "no such thing"; one("#find").dispatchEvent(new Event("input"))`), []string{})
	is("and the page says so", text(`one("#none").hidden`), "false")
	is("all again", len(places(`one("#reset").click()`)), 100)
	for id, choice := range map[string][2]string{
		"#f-join": {"no", "p.go:30"}, "#f-finite": {"no", "p.go:30"}, "#f-unknown": {"0", "p.go:20"}, "#f-findings": {"=toy", "p.go:30"},
	} {
		is(id, places(`choose(%q, %q)`, id, choice[0]), []string{choice[1]})
		places(`one("#reset").click()`)
	}
	is("by bounds", text(`(choose("#f-bounds", "unbounded"), one("#count").textContent)`), "(0 of 250)")
	places(`one("#reset").click()`)
	places(`one("[data-package='2']").click()`)
	is("by package", text(`one("#count").textContent`), "(83 of 250)")

	// Open: a launch with its evidence and the lines of both ends; what the source holds stays text.
	places(`document.querySelector("#table thead button").click()`)
	places(`choose("#f-package", "0"); one("#table .place button").click()`)
	is("opened", text(`one("#table .place button").getAttribute("aria-expanded")`), "true")
	detail := text(`one("tr.detail").innerText`)
	for _, want := range []string{"the goroutine signals, when it ends:", "p0/p.go:12:2", "others wait (receive):", "p0/p.go:15:2", "line 15 </script>", "What ends it? no", "Nothing.", "channel done"} {
		if !strings.Contains(detail, want) {
			t.Errorf("an opened row lacks %q:\n%s", want, detail)
		}
	}
	is("the marked line", text(`one("tr.detail figure:nth-of-type(1) .here").textContent.slice(0, 9)`), "10line 10")
	places(`one("tr.detail details").open = true`)
	is("a tie's places", text(`one("tr.detail details").querySelectorAll("figure").length`), "3")
	is("closed", text(`(one("#table .place button").click(), document.querySelectorAll("tr.detail").length)`), "0")
	places(`choose("#f-package", "2"); one("#table .place button").click()`)
	if found := text(`one("tr.detail .found").innerText`); !strings.Contains(found, "it never ends </script>") {
		t.Errorf("the finding is not beside its launch: %s", found)
	}
	places(`one("#loose details").open = true`)
	if loose := text(`one("#loose").innerText`); !strings.Contains(loose, "a finding of no launch") || !strings.Contains(loose, "line 7 ") {
		t.Errorf("the finding of no launch is not shown: %s", loose)
	}
	is("the title", text("document.title"), "Goroutine ledger")

	// The picture: functions, goroutines and what ties them; a click leads to the table.
	places(`one("#picture").scrollIntoView()`)
	places(`choose("#p-package", "1")`)
	is("goroutines", text(`document.querySelectorAll("svg .go").length`), "83")
	is("ties", text(`document.querySelectorAll("svg .tied").length`), "84")
	var overlaps int
	b.eval(&overlaps, `(() => {
		const boxes = [...document.querySelectorAll("svg .node rect")].map((r) => r.getBoundingClientRect());
		return boxes.filter((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
	})()`)
	is("boxes upon each other", overlaps, 0)
	places(`for (const i of document.querySelectorAll("#picture-form input")) if (i.value === "channel") i.click()`)
	is("without channels", text(`document.querySelectorAll("svg .tied").length`), "1")
	places(`one("svg .go").dispatchEvent(new MouseEvent("click"))`)
	is("the filter it sets", text(`one("#f-package").value`), "1")
	is("opened from the picture", text(`document.activeElement.getAttribute("aria-expanded")`), "true")

	is("dark", text(`(one("#theme").click(), document.documentElement.className)`), "dark")
	checkQuiet(t, b)
}

// TestThousands: a page of thousands of launches is there at once, and so is each answer to a key.
func TestThousands(t *testing.T) {
	b := chromium(t)
	const limit = 10 * time.Second // of a machine that does something else as well
	text := write(t, ledger(4000), source)
	if took := b.open(text); took > limit {
		t.Errorf("loaded in %v", took)
	} else {
		t.Logf("%d bytes loaded in %v", len(text), took)
	}
	b.eval(nil, "%s", helpers)
	for _, do := range []string{
		`one("#find").value = "start39"; one("#find").dispatchEvent(new Event("input"))`,
		`one("#find").value = ""; document.querySelectorAll("#table thead button")[4].click()`,
		`one("#table .place button").click()`,
		`one("#picture").scrollIntoView()`,
		`choose("#p-package", "1")`,
	} {
		var took float64
		b.eval(&took, `(async () => { const start = performance.now(); %s; await pause(); return performance.now() - start - 200; })()`, do)
		if took > 1000*limit.Seconds() {
			t.Errorf("%s took %.0f ms", do, took)
		}
		t.Logf("%.0f ms: %s", took, do)
	}
	var nodes int
	b.eval(&nodes, `document.querySelectorAll("svg .node").length`)
	if nodes == 0 || nodes > 1000 {
		t.Errorf("the picture has %d boxes", nodes)
	}
	checkQuiet(t, b)
}

// checkQuiet looks through what happened: nothing was complained about, and nothing fetched.
func checkQuiet(t *testing.T, b *browser) {
	t.Helper()
	for _, e := range b.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
			t.Errorf("%s: %s", e.Method, e.Params)
		case "Network.requestWillBeSent":
			var sent struct{ Request struct{ URL string } }
			if err := json.Unmarshal(e.Params, &sent); err != nil {
				t.Fatal(err)
			}
			if scheme, _, _ := strings.Cut(sent.Request.URL, ":"); !slices.Contains([]string{"file", "data"}, scheme) || strings.Contains(sent.Request.URL, "favicon") {
				t.Errorf("the page asks for %s", sent.Request.URL)
			}
		}
	}
}
