package fix

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// unlocks gives back a lock that is still held on some way out of the function that takes it: before
// a return, or by a defer, if all that there is of unlocks comes before the ends.
func unlocks(f *Fixer, c *model.Claim) (out []candidate) {
	at := keptAt(c)
	path, file := f.enclosing(at)
	call, _ := innermost[*ast.CallExpr](path)
	if call == nil || call.Lparen != at {
		return nil
	}
	recv, method := callOf(call)
	undo := map[string]string{"Lock": "Unlock", "RLock": "RUnlock"}[method]
	stmt, _ := innermost[*ast.ExprStmt](path)
	_, body := function(path)
	if undo == "" || stmt == nil || body == nil {
		return nil
	}
	unlock := f.text(recv) + "." + undo + "()"
	for _, way := range f.waysWithout(body, unlock, stmt.End()) {
		out = append(out, candidate{"Unlock it on this way, too", f.before(file, way, unlock)})
	}
	edits := f.after(stmt, "defer "+unlock)
	if found, ok := f.unlocksAtEnd(body, unlock, stmt.End()); ok && edits != nil {
		out = append(out, candidate{"Defer " + undo, append(edits, found...)})
	}
	return out
}

// keptAt returns where a lock is taken that some way does not give back.
func keptAt(c *model.Claim) token.Pos {
	if c.Rule != "lockleak" || c.Cause == model.Held || c.Cause == model.Cycle {
		return token.NoPos
	}
	if c.Cause == model.Kept || c.Cause == model.Never {
		return c.Pos
	}
	for _, p := range c.Where {
		if p.Role == model.LockHere {
			return p.Pos
		}
	}
	return token.NoPos
}

// waysWithout returns the statements of a body behind a position that lead out of it, or on in a loop, and
// that no unlock stands before: those that compute nothing but an error.
func (f *Fixer) waysWithout(body *ast.BlockStmt, unlock string, from token.Pos) (out []ast.Stmt) {
	statements(body, func(stmts []ast.Stmt, _ bool) {
		for i, s := range stmts {
			if s.Pos() < from || i > 0 && f.isCall(stmts[i-1], unlock) {
				continue
			}
			switch s := s.(type) {
			case *ast.ReturnStmt:
				if !slices.ContainsFunc(s.Results, f.computes) {
					out = append(out, s)
				}
			case *ast.BranchStmt:
				if s.Tok == token.CONTINUE || s.Tok == token.BREAK {
					out = append(out, s)
				}
			}
		}
	})
	return out
}

// isCall reports whether a statement is a call, as it is written.
func (f *Fixer) isCall(stmt ast.Stmt, text string) bool {
	e, ok := stmt.(*ast.ExprStmt)
	return ok && f.text(e.X) == text
}

// computes reports whether an expression has a call in it, other than one that makes an error of
// constants and variables.
func (f *Fixer) computes(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return hasCall(e)
	}
	recv, name := callOf(call)
	pkg, ok := recv.(*ast.Ident)
	if !ok || !(name == "New" && f.isPackage(pkg, "errors") || name == "Errorf" && f.isPackage(pkg, "fmt")) {
		return true
	}
	return slices.ContainsFunc(call.Args, func(a ast.Expr) bool {
		switch a.(type) {
		case *ast.Ident, *ast.BasicLit:
			return false
		}
		return true
	})
}

// statements yields the lists of statements of a body, but not those of literals in it, and whether it is
// the whole body's.
func statements(body *ast.BlockStmt, yield func(stmts []ast.Stmt, whole bool)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BlockStmt:
			yield(n.List, n == body)
		case *ast.CaseClause:
			yield(n.Body, false)
		case *ast.CommClause:
			yield(n.Body, false)
		}
		return true
	})
}

// unlocksAtEnd returns the edits that take all calls of unlock out of a body, and whether each
// of them stands before a return, or at the end of the body.
func (f *Fixer) unlocksAtEnd(body *ast.BlockStmt, unlock string, from token.Pos) (edits []analysis.TextEdit, ok bool) {
	ok = true
	statements(body, func(stmts []ast.Stmt, last bool) {
		for i, s := range stmts {
			if s.Pos() < from || !f.isCall(s, unlock) {
				continue
			}
			edits = append(edits, f.removal(s))
			if i+1 == len(stmts) {
				ok = ok && last
				continue
			}
			ret, returns := stmts[i+1].(*ast.ReturnStmt)
			ok = ok && returns && !slices.ContainsFunc(ret.Results, f.computes)
		}
	})
	return edits, ok
}
