// Package page writes the ledger as one HTML page that fetches nothing: its style, its script,
// its data and the source lines that it shows are all in it.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"slices"

	"github.com/gorolint/gorolint/internal/book"
)

var (
	//go:embed assets/page.html
	layout string
	//go:embed assets/page.css
	style string
	//go:embed assets/page.js
	script string
)

// Write writes the page of a ledger. The version is that of the program; read reads the files that
// the ledger names, for the lines to show, and may fail: then there are none.
func Write(w io.Writer, b *book.Book, version string, read func(name string) ([]byte, error)) error {
	tmpl, err := template.New("page").Parse(layout)
	if err != nil {
		return err
	}
	data, err := json.Marshal(newData(b, read)) // which escapes <, > and &
	if err != nil {
		return err
	}
	return tmpl.Execute(w, struct {
		Policy, Version string
		Book            *book.Book
		Style           template.CSS
		Script          template.JS
		Data            template.JS
	}{policy(style, script), version, b, template.CSS(style), template.JS(script), template.JS(data)})
}

// policy forbids everything but the page's own style and script.
func policy(style, script string) string {
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; img-src data:; style-src " + hash(style) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'"
}

// The data of the page are those of the ledger, in a form that names each file, package, reason
// and tie once: there may be thousands of launches.
type data struct {
	Files    []string         `json:"files"`
	Packages []string         `json:"packages"`
	Reasons  []book.Reason    `json:"reasons"`
	Launches []launch         `json:"launches"`
	Ties     []tie            `json:"ties"`
	Findings []finding        `json:"findings"`
	Loose    []int            `json:"loose"`  // findings about no launch
	Source   []map[int]string `json:"source"` // of each file, the lines that are shown
	Cut      bool             `json:"cut"`    // not all of them are there

	index map[string]int       // of a file
	ties  map[spot]int         // index of a tie
	lines map[int]map[int]bool // that are to be shown, by file
	order []spot               // of lines, as they were asked for
}

// A spot is a line of a file.
type spot struct{ file, line int }

// A pos is a file, a line and a column; the column is 0 where it is not known.
type pos [3]int

type launch struct {
	Package  int         `json:"p"`
	At       pos         `json:"at"`
	Function function    `json:"fn"`
	Helper   string      `json:"helper,omitempty"`
	Bodies   []function  `json:"bodies"`
	All      bool        `json:"all"`
	Runs     string      `json:"runs"`
	HowMany  string      `json:"many"`
	Join     answer      `json:"join"`
	Stop     answer      `json:"stop"`
	Finite   string      `json:"finite"`
	Process  bool        `json:"process,omitempty"`
	Owner    *book.Owner `json:"owner,omitempty"`
	Errors   string      `json:"errors"`
	Bounds   string      `json:"bounds"`
	Unknown  []int       `json:"unknown"` // indexes of reasons
	Ties     []int       `json:"ties"`
	Findings []int       `json:"findings"`
}

type function struct {
	Name string `json:"name"`
	At   *pos   `json:"at,omitempty"`
}

type answer struct {
	Answer   string     `json:"a"`
	Evidence []evidence `json:"ev"`
}

type evidence struct {
	What      string `json:"what"`
	AtEnd     bool   `json:"end,omitempty"`
	Goroutine *pos   `json:"in,omitempty"`
	Other     *pos   `json:"by,omitempty"`
}

type tie struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	Made pos    `json:"made"`
	Uses []use  `json:"uses"`
}

type use struct {
	Do       string `json:"do"`
	Function string `json:"fn"`
	At       pos    `json:"at"`
	By       []int  `json:"by,omitempty"` // the launches whose goroutines do it
}

type finding struct {
	Rule    string    `json:"rule"`
	Message string    `json:"message"`
	URL     string    `json:"url,omitempty"`
	At      pos       `json:"at"`
	Related []related `json:"related"`
}

type related struct {
	Message string `json:"message"`
	At      pos    `json:"at"`
}

func newData(b *book.Book, read func(string) ([]byte, error)) *data {
	d := &data{
		Reasons: b.Reasons, Loose: append([]int{}, b.Loose()...), Packages: []string{}, Files: []string{}, Launches: []launch{}, Ties: []tie{}, Findings: []finding{},
		index: make(map[string]int), ties: make(map[spot]int), lines: make(map[int]map[int]bool),
	}
	packages := make(map[string]int)
	for i, p := range b.Packages {
		packages[p.Path] = i
		d.Packages = append(d.Packages, p.Path)
	}
	for i := range b.Launches {
		d.Launches = append(d.Launches, d.launch(&b.Launches[i], i, packages))
	}
	for _, f := range b.Findings {
		out := finding{Rule: f.Rule, Message: f.Message, URL: f.URL, At: *d.at(&f.Position), Related: []related{}}
		for _, r := range f.Related {
			out.Related = append(out.Related, related{r.Message, *d.at(&r.Position)})
		}
		d.Findings = append(d.Findings, out)
	}
	d.readSource(read)
	return d
}

func (d *data) launch(l *book.Launch, index int, packages map[string]int) launch {
	out := launch{
		Package: packages[l.Package], At: *d.at(&l.Position), Function: d.function(l.Function), Helper: l.Helper, Bodies: []function{}, All: l.All, Runs: l.Runs(),
		HowMany: l.HowMany, Join: d.answer(l.Join), Stop: d.answer(l.Stop), Finite: l.Finite, Process: l.Process, Owner: l.Owner,
		Errors: l.Errors, Bounds: l.Bounds, Unknown: []int{}, Ties: []int{}, Findings: l.Findings,
	}
	for _, body := range l.Bodies {
		out.Bodies = append(out.Bodies, d.function(body))
	}
	for _, u := range l.Unknown {
		out.Unknown = append(out.Unknown, slices.IndexFunc(d.Reasons, func(r book.Reason) bool { return r.Code == u.Code }))
	}
	for _, t := range l.Ties {
		out.Ties = append(out.Ties, d.tie(t, index))
	}
	return out
}

// tie adds what ties a launch to others, once for all of them.
func (d *data) tie(t book.Tie, launch int) int {
	made := *d.at(&t.Made)
	key := spot{made[0], made[1]<<16 | made[2]} // two of them may be made on one line
	i, ok := d.ties[key]
	if !ok {
		i = len(d.Ties)
		d.ties[key] = i
		d.Ties = append(d.Ties, tie{Kind: t.Kind, Name: t.Name, Made: made, Uses: []use{}})
	}
	for _, u := range t.Uses {
		at := *d.at(&u.Position)
		have := slices.IndexFunc(d.Ties[i].Uses, func(x use) bool { return x.At == at && x.Do == u.Do })
		if have < 0 {
			have = len(d.Ties[i].Uses)
			d.Ties[i].Uses = append(d.Ties[i].Uses, use{Do: u.Do, Function: u.Function, At: at})
		}
		if u.Goroutine {
			d.Ties[i].Uses[have].By = append(d.Ties[i].Uses[have].By, launch)
		}
	}
	return i
}
