package report

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// extent returns what to mark for an instruction at pos, which for a call is its
// parenthesis: the call or the head of the statement, never a whole body.
func extent(pass *analysis.Pass, pos token.Pos) (from, to token.Pos) {
	from, to = pos, pos
	for _, f := range pass.Files {
		if f.FileStart > pos || pos >= f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if at, end := head(n); at == pos {
				from, to = n.Pos(), end
			}
			return true
		})
	}
	if line := pass.Fset.Position; to > from && line(from).Line != line(to).Line {
		from, to = pos, pos+1
	}
	return from, to
}

// head returns the position by which the instruction of a node goes, and the
// end of what stands before its body.
func head(n ast.Node) (at, end token.Pos) {
	switch n := n.(type) {
	case *ast.GoStmt:
		if lit, ok := n.Call.Fun.(*ast.FuncLit); ok {
			return n.Go, lit.Type.End()
		}
		return n.Go, n.Call.End()
	case *ast.CallExpr:
		end := n.End()
		for _, arg := range n.Args {
			if lit, ok := arg.(*ast.FuncLit); ok {
				end = lit.Type.End()
				break
			}
		}
		return n.Lparen, end
	case *ast.UnaryExpr:
		return n.OpPos, n.End()
	case *ast.SendStmt:
		return n.Arrow, n.End()
	case *ast.RangeStmt:
		return n.For, n.X.End()
	case *ast.ForStmt:
		return n.For, n.Body.Lbrace
	case *ast.SelectStmt:
		return n.Select, n.Select + token.Pos(len("select"))
	}
	return token.NoPos, token.NoPos
}
