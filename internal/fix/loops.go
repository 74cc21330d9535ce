package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// leavesRange lets the goroutine leave a range over a ticker's channel when the context at hand ends.
func leavesRange(f *Fixer, c *model.Claim) (out []candidate) {
	for _, p := range c.Where {
		path, _ := f.enclosing(p.Pos)
		loop, _ := innermost[*ast.RangeStmt](path)
		if loop == nil || loop.For != p.Pos {
			continue
		}
		for _, e := range f.exits(loop.For) {
			out = append(out, candidate{"Leave the loop when " + e.what, f.asLoop(loop, e)})
		}
		return out
	}
	return nil
}

// leavesLoop lets the goroutine leave an endless loop when the context at hand ends: where it sleeps,
// or before each round.
func leavesLoop(f *Fixer, c *model.Claim) (out []candidate) {
	for _, p := range c.Where {
		path, _ := f.enclosing(p.Pos)
		loop, _ := innermost[*ast.ForStmt](path)
		if loop == nil || loop.Cond != nil {
			continue
		}
		for _, e := range f.exits(loop.For) {
			message := "Leave the loop when " + e.what
			for _, stmt := range loop.Body.List {
				switch s := stmt.(type) {
				case *ast.SelectStmt:
					out = append(out, candidate{message, f.anotherCase(s, e)})
				case *ast.ExprStmt:
					if edits := f.asTimer(s, e); edits != nil {
						out = append(out, candidate{message, edits})
					} else if recv, ok := s.X.(*ast.UnaryExpr); ok && recv.Op == token.ARROW {
						out = append(out, candidate{message, f.asSelect(s, e)})
					}
				}
			}
		}
		return out
	}
	return nil
}

// asTimer turns a sleep into a wait that the end of the context ends as well.
func (f *Fixer) asTimer(stmt *ast.ExprStmt, e exit) []analysis.TextEdit {
	call, ok := stmt.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	recv, name := callOf(call)
	pkg, ok := recv.(*ast.Ident)
	if !ok || name != "Sleep" || !f.isPackage(pkg, "time") || !f.startsLine(stmt.Pos()) {
		return nil
	}
	indent := f.indent(stmt.Pos())
	lines := []string{"select {", "case <-" + e.event + ":", "\t" + e.leave, "case <-" + pkg.Name + ".After(" + f.text(call.Args[0]) + "):", "}"}
	return []analysis.TextEdit{replace(stmt, strings.Join(lines, "\n"+indent))}
}

// inPlace calls what a goroutine does where it is launched.
func inPlace(f *Fixer, c *model.Claim) []candidate {
	const message = "Call it in place"
	if call := f.launched(c); call != nil {
		return []candidate{{message, []analysis.TextEdit{{Pos: c.Pos, End: call.Pos()}}}}
	}
	path, _ := f.enclosing(c.Pos)
	call, _ := innermost[*ast.CallExpr](path)
	if call == nil || len(call.Args) != 1 {
		return nil
	}
	if _, method := callOf(call); method != "Go" {
		return nil // a helper may do more, such as to recover
	}
	lit, ok := call.Args[0].(*ast.FuncLit)
	if !ok || lit.Type.Results != nil {
		return nil
	}
	return []candidate{{message, []analysis.TextEdit{
		{Pos: call.Pos(), End: lit.Pos()},
		{Pos: lit.End(), End: call.End(), NewText: []byte("()")},
	}}}
}

// startsOnce starts the loop of a package once, whoever calls the function first. It suits a launch that takes nothing
// of the call: who comes later gets the same.
func startsOnce(f *Fixer, c *model.Claim) []candidate {
	path, file := f.enclosing(c.Pos)
	stmt, _ := innermost[*ast.GoStmt](path)
	decl := declaration(path)
	if stmt == nil || stmt.Go != c.Pos || decl == nil || f.takesLocals(stmt, decl) || !f.startsLine(stmt.Pos()) || looped(path) {
		return nil
	}
	pkg, edits, ok := f.imported(file, "sync")
	name := "once" + strings.ToUpper(decl.Name.Name[:1]) + decl.Name.Name[1:]
	if !ok || f.pass.Pkg.Scope().Lookup(name) != nil {
		return nil
	}
	at := decl.Pos()
	if decl.Doc != nil {
		at = decl.Doc.Pos()
	}
	indent := f.indent(stmt.Pos())
	text := name + ".Do(func() {\n" + indent + "\t" + strings.ReplaceAll(f.text(stmt), "\n", "\n\t") + "\n" + indent + "})"
	edits = append(edits, insert(at, "var "+name+" "+pkg+".Once\n\n"), replace(stmt, text))
	return []candidate{{"Start it once", edits}}
}

// takesLocals reports whether a statement uses variables of the function around it.
func (f *Fixer) takesLocals(stmt ast.Stmt, decl *ast.FuncDecl) (takes bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return !takes
		}
		v, ok := f.info.Uses[id].(*types.Var)
		takes = takes || ok && !v.IsField() && decl.Pos() <= v.Pos() && v.Pos() < stmt.Pos()
		return !takes
	})
	return takes
}
