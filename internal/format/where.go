package format

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Root returns the folder from which services name the files of a repository:
// the top of the git work tree that a folder is in, else of its module, else
// the folder. Links are resolved, since the repository holds the files.
func Root(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for _, mark := range []string{".git", "go.mod"} { // .git is a file in a submodule or linked work tree
		for d := dir; ; d = filepath.Dir(d) {
			if _, err := os.Lstat(filepath.Join(d, mark)); err == nil {
				return d
			}
			if d == filepath.Dir(d) {
				break
			}
		}
	}
	return dir
}

// fromRoot names a file of the report from the root, with slashes. A file that
// is not below the root has its full name, and inside is false.
func (r *Run) fromRoot(file string) (name string, inside bool) {
	full := r.full(file)
	real, err := filepath.EvalSymlinks(full)
	if err != nil {
		real = full
	}
	for _, f := range []string{real, full} {
		if rel, err := filepath.Rel(r.Root, f); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), true
		}
	}
	return filepath.ToSlash(full), false
}

func (r *Run) full(file string) string {
	file = filepath.FromSlash(file)
	if !filepath.IsAbs(file) {
		file = filepath.Join(r.Dir, file)
	}
	return file
}

// uri returns the URI of a file of the report: relative to the root where the
// file is below it.
func (r *Run) uri(file string) (uri string, relative bool) {
	name, inside := r.fromRoot(file)
	if inside {
		return strings.ReplaceAll(escapePath(name), ":", "%3A"), true // which would end a scheme
	}
	return fileURI(name), false
}

// fileURI returns the URI of a file or folder by its full name with slashes,
// which begins with a drive on Windows.
func fileURI(name string) string {
	return "file:///" + strings.TrimPrefix(escapePath(name), "/")
}

func escapePath(name string) string {
	var elements []string
	for e := range strings.SplitSeq(name, "/") {
		elements = append(elements, url.PathEscape(e))
	}
	return strings.Join(elements, "/")
}

// A lineReader reads the lines of the files that a report names.
type lineReader struct {
	run   *Run
	files map[string][][]byte
}

func newLineReader(run *Run) *lineReader {
	return &lineReader{run, make(map[string][][]byte)}
}

// line returns the text of a line, without its end; nil where the file cannot be read, or has
// changed.
func (l *lineReader) line(p Position) []byte {
	lines, ok := l.files[p.File]
	if !ok {
		if data, err := l.run.ReadFile(l.run.full(p.File)); err == nil {
			lines = bytes.Split(data, []byte("\n"))
		}
		l.files[p.File] = lines
	}
	if p.Line < 1 || p.Line > len(lines) {
		return nil
	}
	return bytes.TrimSuffix(lines[p.Line-1], []byte("\r"))
}

// column returns the column of a position in UTF-16 code units, as those count
// who show text: Go counts bytes.
func (l *lineReader) column(p Position) int {
	line := l.line(p)
	if p.Column < 1 || p.Column > len(line)+1 {
		return p.Column
	}
	return 1 + utf16Len(line[:p.Column-1])
}

// end returns the end of a position's line.
func (l *lineReader) end(p Position) Position {
	p.Column = max(p.Column, len(l.line(p))+1)
	return p
}

func utf16Len(text []byte) (n int) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		n += utf16.RuneLen(r)
		text = text[size:]
	}
	return n
}
