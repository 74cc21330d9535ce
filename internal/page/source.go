package page

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/gorolint/gorolint/internal/book"
	"github.com/gorolint/gorolint/internal/format"
)

// What the page shows of the source, and how much of it there is at most: a browser is to open
// it at once.
const (
	around     = 3 // lines before and after each place
	maxLine    = 300
	maxSource  = 8 << 20
	sourceLess = "…"
)

// at notes a place, whose lines are to be shown.
func (d *data) at(p *format.Position) *pos {
	if p == nil {
		return nil
	}
	i, ok := d.index[p.File]
	if !ok {
		i = len(d.Files)
		d.index[p.File] = i
		d.Files = append(d.Files, p.File)
		d.lines[i] = make(map[int]bool)
	}
	for line := max(1, p.Line-around); line <= p.Line+around; line++ {
		if !d.lines[i][line] {
			d.lines[i][line] = true
			d.order = append(d.order, spot{i, line})
		}
	}
	return &pos{i, p.Line, p.Column}
}

func (d *data) function(f book.Func) function { return function{f.Name, d.at(f.Position)} }

func (d *data) answer(a book.Answer) answer {
	out := answer{Answer: a.Answer, Evidence: []evidence{}}
	for _, e := range a.Evidence {
		out.Evidence = append(out.Evidence, evidence{e.What, e.AtEnd, d.at(e.Goroutine), d.at(e.Other)})
	}
	return out
}

// readSource reads the lines to show, those of the first launches first; a file that cannot be
// read has none.
func (d *data) readSource(read func(string) ([]byte, error)) {
	d.Source = make([]map[int]string, len(d.Files))
	files := make([][][]byte, len(d.Files))
	for i, name := range d.Files {
		d.Source[i] = make(map[int]string)
		if text, err := read(name); err == nil {
			files[i] = bytes.Split(text, []byte("\n"))
		}
	}
	size := 0
	for _, s := range d.order {
		if s.line > len(files[s.file]) {
			continue
		}
		text := shorten(files[s.file][s.line-1])
		quoted, err := json.Marshal(text) // what it takes in the page, where < is \u003c
		if size += len(quoted) + len(`"12345":,`); err != nil || size > maxSource {
			d.Cut = true
			return
		}
		d.Source[s.file][s.line] = text
	}
}

func shorten(line []byte) string {
	text := strings.ToValidUTF8(strings.TrimRight(string(line), "\r"), "\ufffd")
	if len(text) <= maxLine {
		return text
	}
	end := maxLine
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + sourceLess
}
