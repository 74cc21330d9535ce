package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// cancels calls the cancel func of a context when the function returns that makes it.
func cancels(f *Fixer, c *model.Claim) (out []candidate) {
	_, file := f.enclosing(c.Pos)
	if file == nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || len(set.Lhs) != 2 || len(set.Rhs) != 1 {
			return true
		}
		call, ok := set.Rhs[0].(*ast.CallExpr)
		if !ok {
			return true
		}
		recv, name := callOf(call)
		if pkg, ok := recv.(*ast.Ident); !ok || !strings.HasPrefix(name, "With") || !f.isPackage(pkg, "context") {
			return true
		}
		cancel, ok := set.Lhs[1].(*ast.Ident)
		if !ok || f.isDeferred(file, cancel) {
			return true
		}
		message := "Cancel the context when the function returns"
		switch {
		case cancel.Name != "_" && !f.onlyCalled(cancel):
		case cancel.Name != "_":
			out = append(out, candidate{message, f.after(set, "defer "+cancel.Name+"()")})
		case set.Tok == token.DEFINE:
			edits := append([]analysis.TextEdit{replace(cancel, "cancel")}, f.after(set, "defer cancel()")...)
			if len(edits) > 1 {
				out = append(out, candidate{message, edits})
			}
		}
		return true
	})
	return out
}

// onlyCalled reports whether a func in a variable is called, and never handed on.
func (f *Fixer) onlyCalled(id *ast.Ident) bool {
	obj, called := f.info.ObjectOf(id), 0
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && f.object(call.Fun) == obj {
				called++
			}
			return true
		})
	}
	return f.used(obj) == called
}

func (f *Fixer) isPackage(id *ast.Ident, path string) bool {
	pkg, ok := f.info.Uses[id].(*types.PkgName)
	return ok && pkg.Imported().Path() == path
}

// isDeferred reports whether a cancel func is called by a defer statement.
func (f *Fixer) isDeferred(file *ast.File, cancel *ast.Ident) (deferred bool) {
	obj := f.info.ObjectOf(cancel)
	if obj == nil {
		return false
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			if id, ok := d.Call.Fun.(*ast.Ident); ok && f.info.ObjectOf(id) == obj {
				deferred = true
			}
		}
		return !deferred
	})
	return deferred
}
