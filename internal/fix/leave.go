package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/ref"
)

// watchesContext lets a goroutine leave an operation on a channel when the context at hand
// ends, or when something else happens for which it or its like leave.
func watchesContext(f *Fixer, c *model.Claim) (out []candidate) {
	at := c.Pos
	if c.Stuck != nil {
		at = c.Stuck.Pos
	}
	for _, p := range c.Where {
		if c.Stuck == nil && p.Role == model.SendHere {
			at = p.Pos
		}
	}
	path, _ := f.enclosing(at)
	if f.waitsForEnd(path, at) {
		return nil
	}
	for _, e := range f.exits(at) {
		if f.taken(path, e) {
			continue
		}
		if edits := f.orLeave(path, at, e); edits != nil {
			out = append(out, candidate{"Leave when " + e.what, edits})
		}
	}
	return out
}

// waitsForEnd reports whether the operation at a position waits for the end of a context: another
// one is not what it waits for.
func (f *Fixer) waitsForEnd(path []ast.Node, at token.Pos) bool {
	recv, _ := innermost[*ast.UnaryExpr](path)
	if recv == nil || recv.OpPos != at {
		return false
	}
	call, ok := recv.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	of, method := callOf(call)
	return method == "Done" && of != nil && f.info.TypeOf(of) != nil && ref.IsContext(f.info.TypeOf(of))
}

// taken reports whether the operation comes behind that event: it is part of the way out.
func (f *Fixer) taken(path []ast.Node, e exit) bool {
	return slices.ContainsFunc(path, func(n ast.Node) bool {
		comm, ok := n.(*ast.CommClause)
		return ok && comm.Comm != nil && strings.Contains(f.text(comm.Comm), "<-"+e.event)
	})
}

// orLeave adds a way out to the operation at a position.
func (f *Fixer) orLeave(path []ast.Node, at token.Pos, e exit) []analysis.TextEdit {
	for i, n := range path {
		switch n := n.(type) {
		case *ast.SelectStmt:
			return f.anotherCase(n, e)
		case *ast.SendStmt, *ast.ExprStmt:
			if comm, ok := path[i+1].(*ast.CommClause); ok && comm.Comm == n {
				continue
			}
			return f.asSelect(n.(ast.Stmt), e)
		case *ast.RangeStmt:
			if n.For != at {
				return nil
			}
			return f.asLoop(n, e)
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		}
	}
	return nil
}

// anotherCase adds a case for the end of the context to a select.
func (f *Fixer) anotherCase(sel *ast.SelectStmt, e exit) []analysis.TextEdit {
	for _, clause := range sel.Body.List {
		if clause.(*ast.CommClause).Comm == nil {
			return nil
		}
	}
	if !f.startsLine(sel.Body.Rbrace) {
		return nil
	}
	indent := f.indent(sel.Body.Rbrace)
	return []analysis.TextEdit{insert(sel.Body.Rbrace, "case <-"+e.event+":\n"+indent+"\t"+e.leave+"\n"+indent)}
}

// asSelect puts a send or receive into a select with the end of the context.
func (f *Fixer) asSelect(stmt ast.Stmt, e exit) []analysis.TextEdit {
	end := f.endOfLine(stmt.End())
	if !f.startsLine(stmt.Pos()) || !end.IsValid() {
		return nil
	}
	indent := f.indent(stmt.Pos())
	lines := []string{"select {", "case " + f.text(stmt) + ":" + f.between(stmt.End(), end), "case <-" + e.event + ":", "\t" + e.leave, "}"}
	return []analysis.TextEdit{{Pos: stmt.Pos(), End: end, NewText: []byte(strings.Join(lines, "\n"+indent))}}
}

// asLoop turns a range over a channel into a loop that the end of the context ends as well. Of a channel
// that may be closed, that ends the function: so the loop has to be its last statement.
func (f *Fixer) asLoop(loop *ast.RangeStmt, e exit) []analysis.TextEdit {
	if loop.Value != nil || loop.Key != nil && loop.Tok != token.DEFINE || !f.endOfLine(loop.Body.Lbrace+1).IsValid() {
		return nil
	}
	ch, ok := f.info.TypeOf(loop.X).Underlying().(*types.Chan)
	if !ok {
		return nil
	}
	name, elem := "", types.TypeString(ch.Elem(), f.qualifier(loop.For))
	if loop.Key != nil && f.text(loop.Key) != "_" {
		name = f.text(loop.Key)
	}
	ends := elem != "time.Time" // the channels of timers are never closed
	if ends && !f.isLast(loop) {
		return nil
	}
	lines := []string{"for {"}
	receive := "<-" + f.text(loop.X) + ":"
	switch {
	case name != "" && ends:
		lines = append(lines, "var "+name+" "+elem, "var ok bool")
		receive = name + ", ok = " + receive
	case name != "":
		lines = append(lines, "var "+name+" "+elem)
		receive = name + " = " + receive
	case ends:
		receive = "_, ok := " + receive
	}
	lines = append(lines, "select {", "case <-"+e.event+":", "\t"+e.leave, "case "+receive)
	if ends {
		lines = append(lines, "\tif !ok {", "\t\t"+e.leave, "\t}")
	}
	lines = append(lines, "}")
	return []analysis.TextEdit{{Pos: loop.For, End: loop.Body.Lbrace + 1, NewText: []byte(strings.Join(lines, "\n"+f.indent(loop.For)+"\t"))}}
}

// isLast reports whether a statement is the last one of its function, which returns nothing.
func (f *Fixer) isLast(stmt ast.Stmt) bool {
	path, _ := f.enclosing(stmt.Pos())
	fn, body := function(path)
	return body != nil && fn.Results == nil && len(body.List) > 0 && body.List[len(body.List)-1] == stmt
}

// qualifier names packages as the file around a position does.
func (f *Fixer) qualifier(pos token.Pos) types.Qualifier {
	_, file := f.enclosing(pos)
	return func(p *types.Package) string {
		if p == f.pass.Pkg {
			return ""
		}
		if name, _, ok := f.imported(file, p.Path()); ok {
			return name
		}
		return p.Name()
	}
}
