package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/ref"
)

// defersDone counts a goroutine down when it ends, whatever happens.
func defersDone(f *Fixer, c *model.Claim) []candidate {
	if c.Launch == nil || len(c.Launch.Bodies) != 1 {
		return nil
	}
	var body *ast.BlockStmt
	switch syntax := c.Launch.Bodies[0].Fn.Syntax().(type) {
	case *ast.FuncLit:
		body = syntax.Body
	case *ast.FuncDecl:
		body = syntax.Body
	}
	if body == nil {
		return nil
	}
	var edits []analysis.TextEdit
	group := ""
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && signals(call) {
				if recv, method := callOf(call); method == "Done" {
					group = f.text(recv)
					edits = append(edits, f.removal(n))
				}
			}
		}
		return true
	})
	if group == "" {
		group = c.Name
	}
	top := f.atTop(body, "defer "+group+".Done()")
	if top == nil {
		return nil
	}
	return []candidate{{fmt.Sprintf("Defer %s.Done", group), append(top, edits...)}}
}

// A group is a local variable that counts goroutines.
type group struct {
	obj  types.Object
	decl ast.Stmt // which declares it
	fn   *ast.FuncType
	body *ast.BlockStmt // of the function around that
}

// groupOf returns the group of a claim's launch, or nil.
func (f *Fixer) groupOf(c *model.Claim) (g *group) {
	path, _ := f.enclosing(c.Pos)
	outer := declaration(path)
	if outer == nil || outer.Body == nil {
		return nil
	}
	var obj types.Object
	if call, _ := innermost[*ast.CallExpr](path); call != nil && call.Lparen == c.Pos {
		if recv, _ := callOf(call); recv != nil {
			obj = f.object(recv)
		}
	}
	ast.Inspect(outer.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || g != nil {
			return g == nil
		}
		def := f.info.Defs[id]
		if v, ok := def.(*types.Var); !ok || v.IsField() || obj != nil && def != obj || obj == nil && id.Name != c.Name {
			return true
		}
		at, _ := f.enclosing(id.Pos())
		g = &group{obj: def}
		g.decl, at = innermost[ast.Stmt](at)
		g.fn, g.body = function(at)
		return false
	})
	return g
}

// waits waits for a group at the end of the function that has it, and returns its error if both
// have one.
func waits(f *Fixer, c *model.Claim) []candidate {
	g := f.groupOf(c)
	if g == nil || g.decl == nil || g.body == nil {
		return nil
	}
	_, file := f.enclosing(g.decl.Pos())
	message := fmt.Sprintf("Wait for %s", g.obj.Name())
	wait := g.obj.Name() + ".Wait()"
	fails := f.waitFails(g)
	last, returns := lastReturn(g.body)
	switch {
	case fails && returns && len(last.Results) == 1 && f.text(last.Results[0]) == "nil":
		return []candidate{{message, []analysis.TextEdit{replace(last.Results[0], wait)}}}
	case fails:
		return nil // where its error goes, who wrote this has to say
	case returns:
		if slices.ContainsFunc(last.Results, hasCall) {
			return nil
		}
		return []candidate{{message, f.before(file, last, wait)}}
	case g.fn.Results == nil && len(g.body.List) > 0:
		return []candidate{{message, f.after(g.body.List[len(g.body.List)-1], wait)}}
	}
	return nil
}

// lastReturn returns the return statement that a body ends with.
func lastReturn(body *ast.BlockStmt) (*ast.ReturnStmt, bool) {
	if len(body.List) == 0 {
		return nil, false
	}
	ret, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ret, ok
}

// waitFails reports whether the Wait of a group returns an error.
func (f *Fixer) waitFails(g *group) bool {
	obj, _, _ := types.LookupFieldOrMethod(g.obj.Type(), true, f.pass.Pkg, "Wait")
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Results().Len() > 0
}

// derived is where a group is made with a context: g, ctx := errgroup.WithContext(parent).
type derived struct {
	set    *ast.AssignStmt
	parent ast.Expr
}

func (f *Fixer) derivedAt(pos token.Pos) *derived {
	path, _ := f.enclosing(pos)
	set, _ := innermost[*ast.AssignStmt](path)
	if set == nil || len(set.Lhs) != 2 || len(set.Rhs) != 1 {
		return nil
	}
	call, ok := set.Rhs[0].(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	return &derived{set, call.Args[0]}
}

// usesGroupContext gives the goroutines of a group the context that it derives, under the name of
// its parent, which they use.
func usesGroupContext(f *Fixer, c *model.Claim) []candidate {
	d := f.derivedAt(c.Pos)
	if d == nil || f.text(d.set.Lhs[1]) != "_" {
		return nil
	}
	id, ok := d.parent.(*ast.Ident)
	if !ok || d.set.Tok != token.DEFINE {
		return nil
	}
	return []candidate{{"Use the context of the group", []analysis.TextEdit{replace(d.set.Lhs[1], id.Name)}}}
}

// dropsGroupContext makes a group without the context that nobody uses.
func dropsGroupContext(f *Fixer, c *model.Claim) []candidate {
	d := f.derivedAt(c.Pos)
	if d == nil || f.text(d.set.Lhs[1]) != "_" || d.set.Tok != token.DEFINE {
		return nil
	}
	call := d.set.Rhs[0].(*ast.CallExpr)
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "WithContext" {
		return nil
	}
	text := fmt.Sprintf("%s := new(%s.Group)", f.text(d.set.Lhs[0]), f.text(sel.X))
	return []candidate{{"Make the group without a context", []analysis.TextEdit{replace(d.set, text)}}}
}

// watchesGroupContext gives a goroutine the context of its group in place of the parent's.
func watchesGroupContext(f *Fixer, c *model.Claim) []candidate {
	path, _ := f.enclosing(c.Pos)
	lit, _ := innermost[*ast.FuncLit](path)
	if lit == nil {
		return nil
	}
	name := ""
	for _, p := range c.Where {
		if d := f.derivedAt(p.Pos); p.Role == model.DerivedHere && d != nil {
			name = f.text(d.set.Lhs[1])
		}
	}
	if name == "" || name == "_" {
		return nil
	}
	var edits []analysis.TextEdit
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == c.Name && ref.IsContext(f.info.TypeOf(id)) && f.info.Uses[id] != nil && f.info.Uses[id].Pos() < lit.Pos() {
			edits = append(edits, replace(id, name))
		}
		return true
	})
	return []candidate{{fmt.Sprintf("Use %s, the context of the group", name), edits}}
}

// atATime is the limit that a fix sets: as many as do no harm, for the user to change.
const atATime = 10

// setsLimit limits the goroutines of an errgroup that has no limit.
func setsLimit(f *Fixer, c *model.Claim) []candidate {
	g := f.groupOf(c)
	if g == nil || g.decl == nil {
		return nil
	}
	return []candidate{{
		fmt.Sprintf("Let %s run %d at a time", g.obj.Name(), atATime),
		f.after(g.decl, fmt.Sprintf("%s.SetLimit(%d)", g.obj.Name(), atATime)),
	}}
}
