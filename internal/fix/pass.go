package fix

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// passesContext passes the context that is at hand to a call that does without.
func passesContext(f *Fixer, c *model.Claim) []candidate {
	if c.Context == "" {
		return nil
	}
	message := "Pass " + c.Context
	for _, p := range c.Where {
		path, _ := f.enclosing(p.Pos)
		call, _ := innermost[*ast.CallExpr](path)
		if call == nil {
			continue
		}
		switch {
		case p.Role == model.ContextHere && c.Instead == "" && len(call.Args) == 0:
			return []candidate{{message, []analysis.TextEdit{replace(call, c.Context)}}}
		case c.Instead != "" && (p.Role == model.ContextHere || p.Role == model.CallHere):
			return []candidate{{message, instead(call, c.Instead, c.Context)}}
		}
	}
	if call := f.launched(c); call != nil && c.Instead != "" {
		return []candidate{{message, instead(call, c.Instead, c.Context)}}
	}
	return nil
}

// instead calls the function of a name that takes a context first.
func instead(call *ast.CallExpr, name, ctx string) []analysis.TextEdit {
	fun := call.Fun
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		fun = sel.Sel
	}
	id, ok := fun.(*ast.Ident)
	if !ok {
		return nil
	}
	first := ctx
	if len(call.Args) > 0 {
		first += ", "
	}
	return []analysis.TextEdit{replace(id, name[strings.LastIndexByte(name, '.')+1:]), insert(call.Lparen+1, first)}
}

// launched returns the call of a go statement at a claim's position, or nil.
func (f *Fixer) launched(c *model.Claim) *ast.CallExpr {
	path, _ := f.enclosing(c.Pos)
	stmt, _ := innermost[*ast.GoStmt](path)
	if stmt == nil || stmt.Go != c.Pos {
		return nil
	}
	return stmt.Call
}
