package fix

import (
	"bytes"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// source returns the text of the file that a position is in.
func (f *Fixer) source(pos token.Pos) []byte {
	file := f.pass.Fset.File(pos)
	src, ok := f.srcs[file.Name()]
	if !ok {
		if f.pass.ReadFile != nil { // some drivers have none
			src, _ = f.pass.ReadFile(file.Name())
		}
		if len(src) != file.Size() {
			src = nil // it is not what was parsed
		}
		f.srcs[file.Name()] = src
	}
	return src
}

// text returns the source of a node.
func (f *Fixer) text(n ast.Node) string {
	src, file := f.source(n.Pos()), f.pass.Fset.File(n.Pos())
	from, to := file.Offset(n.Pos()), file.Offset(n.End())
	if to > len(src) {
		return ""
	}
	return string(src[from:to])
}

// indent returns the white space at the beginning of the line of a position.
func (f *Fixer) indent(pos token.Pos) string {
	src, file := f.source(pos), f.pass.Fset.File(pos)
	from := file.Offset(file.LineStart(file.Line(pos)))
	to := from
	for to < len(src) && (src[to] == '\t' || src[to] == ' ') {
		to++
	}
	return string(src[from:to])
}

// startsLine reports whether nothing but white space stands before a position on its line.
func (f *Fixer) startsLine(pos token.Pos) bool {
	src, file := f.source(pos), f.pass.Fset.File(pos)
	line := src[file.Offset(file.LineStart(file.Line(pos))):file.Offset(pos)]
	return len(bytes.TrimSpace(line)) == 0
}

// endOfLine returns the end of the line of a position, if nothing but a comment follows
// there; else no position.
func (f *Fixer) endOfLine(pos token.Pos) token.Pos {
	src, file := f.source(pos), f.pass.Fset.File(pos)
	rest := src[file.Offset(pos):]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	if t := bytes.TrimSpace(rest); len(t) > 0 && !bytes.HasPrefix(t, []byte("//")) {
		return token.NoPos
	}
	return pos + token.Pos(len(bytes.TrimRight(rest, "\r")))
}

// after adds lines behind a statement, indented as it is.
func (f *Fixer) after(stmt ast.Stmt, lines ...string) []analysis.TextEdit {
	at := f.endOfLine(stmt.End())
	if !at.IsValid() || !f.startsLine(stmt.Pos()) {
		return nil
	}
	indent := f.indent(stmt.Pos())
	return []analysis.TextEdit{insert(at, "\n"+indent+strings.Join(lines, "\n"+indent))}
}

// before adds lines before a statement, and before the comment that belongs to it.
func (f *Fixer) before(file *ast.File, stmt ast.Stmt, lines ...string) []analysis.TextEdit {
	at := stmt.Pos()
	if !f.startsLine(at) {
		return nil
	}
	indent := f.indent(at)
	line := f.pass.Fset.File(at).Line
	for _, c := range file.Comments {
		if line(c.End()) == line(at)-1 && f.startsLine(c.Pos()) && f.indent(c.Pos()) == indent {
			at = c.Pos()
		}
	}
	return []analysis.TextEdit{insert(at, strings.Join(lines, "\n"+indent)+"\n"+indent)}
}

// atTop adds lines at the top of a body.
func (f *Fixer) atTop(body *ast.BlockStmt, lines ...string) []analysis.TextEdit {
	indent := f.indent(body.Lbrace) + "\t"
	if len(body.List) > 0 && f.pass.Fset.Position(body.Lbrace).Line == f.pass.Fset.Position(body.Rbrace).Line {
		// func() { f() }: one statement in a line becomes two lines.
		inner := strings.TrimSpace(f.between(body.Lbrace+1, body.Rbrace))
		text := "\n" + indent + strings.Join(lines, "\n"+indent) + "\n" + indent + inner + "\n" + f.indent(body.Lbrace)
		return []analysis.TextEdit{{Pos: body.Lbrace + 1, End: body.Rbrace, NewText: []byte(text)}}
	}
	at := f.endOfLine(body.Lbrace + 1)
	if !at.IsValid() {
		return nil
	}
	return []analysis.TextEdit{insert(at, "\n"+indent+strings.Join(lines, "\n"+indent))}
}

func (f *Fixer) between(from, to token.Pos) string {
	src, file := f.source(from), f.pass.Fset.File(from)
	return string(src[file.Offset(from):file.Offset(to)])
}

// removal takes a statement out, with its line if it has one to itself.
func (f *Fixer) removal(stmt ast.Stmt) analysis.TextEdit {
	from, to := stmt.Pos(), stmt.End()
	if end := f.endOfLine(to); f.startsLine(from) && end == to {
		file := f.pass.Fset.File(from)
		from = file.LineStart(file.Line(from))
		to = end + 1
	}
	return analysis.TextEdit{Pos: from, End: to}
}

func insert(at token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
}

func replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

// imported returns the name of a package in a file, and the edit that imports it if the file does not.
func (f *Fixer) imported(file *ast.File, path string) (name string, edits []analysis.TextEdit, ok bool) {
	name = path[strings.LastIndexByte(path, '/')+1:]
	for _, imp := range file.Imports {
		if p, err := strconv.Unquote(imp.Path.Value); err != nil || p != path {
			continue
		}
		switch {
		case imp.Name == nil:
			return name, nil, true
		case imp.Name.Name == "." || imp.Name.Name == "_":
			return "", nil, false
		}
		return imp.Name.Name, nil, true
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			continue
		}
		if !gen.Lparen.IsValid() {
			return name, []analysis.TextEdit{insert(gen.End(), "\nimport "+strconv.Quote(path))}, true
		}
		// In its place among the first group, which is that of the standard library.
		at := gen.Specs[0].Pos()
		for i, spec := range gen.Specs {
			imp := spec.(*ast.ImportSpec)
			if i > 0 && f.pass.Fset.Position(imp.Pos()).Line > f.pass.Fset.Position(gen.Specs[i-1].End()).Line+1 {
				break
			}
			if imp.Path.Value > strconv.Quote(path) {
				at = imp.Pos()
				return name, []analysis.TextEdit{insert(at, strconv.Quote(path)+"\n\t")}, true
			}
			at = imp.End()
		}
		return name, []analysis.TextEdit{insert(at, "\n\t"+strconv.Quote(path))}, true
	}
	return name, []analysis.TextEdit{insert(file.Name.End(), "\n\nimport "+strconv.Quote(path))}, true
}

// applied returns a text with edits applied; nil if they overlap.
func applied(src []byte, offset func(token.Pos) int, edits []analysis.TextEdit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int { return int(a.Pos - b.Pos) })
	var out []byte
	at := 0
	for _, e := range edits {
		end := e.End
		if !end.IsValid() {
			end = e.Pos
		}
		if offset(e.Pos) < at {
			return nil
		}
		out = append(out, src[at:offset(e.Pos)]...)
		out = append(out, e.NewText...)
		at = offset(end)
	}
	return append(out, src[at:]...)
}
