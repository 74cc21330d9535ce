package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/summary"
)

// stopsOwner stops what the function has made, when it returns: a value with a method that ends what
// its goroutine waits for, and that nobody calls.
func stopsOwner(f *Fixer, c *model.Claim) (out []candidate) {
	if c.Stuck == nil || c.Stuck.Op != explore.Receive && c.Stuck.Op != explore.Select {
		return nil
	}
	var seen []*ast.FuncDecl
	for _, pos := range append([]token.Pos{c.Stuck.Made, c.Pos}, places(c)...) {
		if !pos.IsValid() {
			continue
		}
		path, _ := f.enclosing(pos)
		decl := declaration(path)
		if decl == nil || decl.Body == nil || slices.Contains(seen, decl) {
			continue
		}
		seen = append(seen, decl)
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			if call, ok := n.(*ast.ExprStmt); ok {
				// Its result is thrown away: what is deferred is evaluated here.
				for _, stop := range f.stoppers(f.info.TypeOf(call.X)) {
					out = append(out, candidate{"Defer " + nameOf(stop), []analysis.TextEdit{insert(call.Pos(), "defer "), insert(call.End(), "."+stop)}})
				}
				return true
			}
			set, ok := n.(*ast.AssignStmt)
			if !ok || set.Tok != token.DEFINE || len(set.Lhs) != 1 {
				return true
			}
			id := set.Lhs[0].(*ast.Ident)
			if obj, ok := f.info.Defs[id].(*types.Var); ok && f.stays(decl, obj) {
				for _, stop := range f.stoppers(obj.Type()) {
					out = append(out, candidate{"Defer " + id.Name + "." + nameOf(stop), f.after(set, "defer "+id.Name+"."+stop)})
				}
			}
			return true
		})
	}
	return out
}

// stays reports whether a variable is only used for its fields and methods: the function gives what it
// holds to nobody.
func (f *Fixer) stays(decl *ast.FuncDecl, obj types.Object) bool {
	uses, within := 0, 0
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if f.info.Uses[n] == obj {
				uses++
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && f.info.Uses[id] == obj {
				within++
			}
		}
		return true
	})
	return uses == within
}

func places(c *model.Claim) (out []token.Pos) {
	for _, p := range c.Where {
		out = append(out, p.Pos)
	}
	return out
}

func nameOf(call string) string { return call[:strings.IndexByte(call, '(')] }

// stoppers returns calls of methods of a type of the package that close a channel or call a cancel
// func of their receiver, and take nothing, or an error, of which there is none.
func (f *Fixer) stoppers(t types.Type) (out []string) {
	if t == nil {
		return nil
	}
	named, ok := types.Unalias(pointee(t)).(*types.Named)
	if !ok || named.Obj().Pkg() != f.pass.Pkg {
		return nil
	}
	for _, file := range f.pass.Files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Body == nil {
				continue
			}
			m, ok := f.info.Defs[fn.Name].(*types.Func)
			if !ok || !sameNamed(m.Signature().Recv().Type(), named) || !f.ends(fn.Body) {
				continue
			}
			var args []string
			for p := range m.Signature().Params().Variables() {
				if !summary.IsError(p.Type()) {
					args = nil
					break
				}
				args = append(args, "nil")
			}
			if len(args) == m.Signature().Params().Len() {
				out = append(out, fn.Name.Name+"("+strings.Join(args, ", ")+")")
			}
		}
	}
	return out
}

func sameNamed(t types.Type, named *types.Named) bool {
	n, ok := types.Unalias(pointee(t)).(*types.Named)
	return ok && n.Obj() == named.Obj()
}

// ends reports whether a body closes a field, or calls one that is a func to cancel.
func (f *Fixer) ends(body *ast.BlockStmt) (ends bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return !ends
		}
		_, field := closedBy(call).(*ast.SelectorExpr)
		ends = ends || field
		if t := f.info.TypeOf(call.Fun); t != nil && types.TypeString(t, nil) == "context.CancelFunc" {
			ends = true
		}
		return !ends
	})
	return ends
}

// stopsMade stops what a call has made, when the function returns, if nothing in it does so on any way:
// twice may be once too often.
func stopsMade(f *Fixer, c *model.Claim) []candidate {
	if c.Name == "" || c.Callee == "" {
		return nil
	}
	path, _ := f.enclosing(c.Pos)
	stmt, around := innermost[*ast.AssignStmt](path)
	_, body := function(around)
	if stmt == nil || len(around) == 0 || looped(around) || body == nil || strings.Contains(f.text(body), c.Name+"."+c.Callee+"(") {
		return nil
	}
	var behind ast.Stmt = stmt
	if block, ok := around[0].(*ast.BlockStmt); ok {
		if i := slices.Index(block.List, ast.Stmt(stmt)); i+1 < len(block.List) {
			if check, ok := block.List[i+1].(*ast.IfStmt); ok && len(stmt.Lhs) > 1 {
				behind = check
			}
		}
	}
	return []candidate{{fmt.Sprintf("Defer %s.%s", c.Name, c.Callee), f.after(behind, fmt.Sprintf("defer %s.%s()", c.Name, c.Callee))}}
}
