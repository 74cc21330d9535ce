package mutate

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// launchRecursion makes a recursive call a launch.
//
// Have: a function that calls itself as a statement, in each round of a loop, for one item after another, and that does
// nothing with channels, groups or locks that could limit or wait. With a launch in the place of the call, each level of what it
// walks over makes a goroutine for each item of the next, without a limit; and the function returns while its work
// goes on, which its callers, for whom it was done on return, cannot know.
func launchRecursion(p *Package) (out []Mutant) {
	for c := range p.root.Preorder((*ast.ExprStmt)(nil)) {
		stmt := c.Node().(*ast.ExprStmt)
		call, ok := stmt.X.(*ast.CallExpr)
		if !ok || !p.editable(stmt) {
			continue
		}
		f, ok := funcAround(c)
		if !ok || !p.calls(call, f) || !eachRound(c) || p.concurrent(f) || p.signature(f.Node()).Results().Len() > 0 || !p.ofLoop(call, c, f) {
			continue
		}
		m := p.mutant(stmt, types.ExprString(call.Fun)+"()", InFunction)
		m.Edits = []Edit{p.insert(stmt.Pos(), "go ")}
		out = append(out, m)
	}
	return out
}

// eachRound reports whether a statement is one of those of a loop, and not of a condition in it: then there is one item after another,
// and no single one that is singled out.
func eachRound(stmt inspector.Cursor) bool {
	if stmt.ParentEdgeKind() != edge.BlockStmt_List {
		return false
	}
	switch stmt.Parent().ParentEdgeKind() {
	case edge.ForStmt_Body, edge.RangeStmt_Body:
		return true
	}
	return false
}

// calls reports whether a call calls the function f: a declaration, or a literal that a variable is set to, once.
func (p *Package) calls(call *ast.CallExpr, f inspector.Cursor) bool {
	switch n := f.Node().(type) {
	case *ast.FuncDecl:
		callee := typeutil.StaticCallee(p.Info, call)
		return callee != nil && p.declared(callee) == n
	case *ast.FuncLit:
		v := p.variable(call.Fun)
		if v == nil || v.IsField() || v.Parent() == p.Types.Scope() {
			return false
		}
		set, here := 0, false
		for _, id := range p.idents[v] {
			if id.ParentEdgeKind() == edge.AssignStmt_Lhs {
				set++
				assign := id.Parent().Node().(*ast.AssignStmt)
				here = here || len(assign.Lhs) == len(assign.Rhs) && assign.Rhs[id.ParentEdgeIndex()] == n
			}
		}
		return set == 1 && here
	}
	return false
}

// concurrent reports whether a function does anything by which goroutines wait for each other, or launches any.
func (p *Package) concurrent(f inspector.Cursor) bool {
	for c := range f.Preorder((*ast.GoStmt)(nil), (*ast.SendStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.SelectStmt)(nil), (*ast.SelectorExpr)(nil), (*ast.RangeStmt)(nil)) {
		switch n := c.Node().(type) {
		case *ast.UnaryExpr:
			if n.Op.String() == "<-" {
				return true
			}
		case *ast.RangeStmt:
			if isChan(p.Info.TypeOf(n.X)) {
				return true
			}
		case *ast.SelectorExpr:
			if f, ok := p.Info.Uses[n.Sel].(*types.Func); ok && f.Pkg() != nil && (f.Pkg().Path() == "sync" || f.Pkg().Path() == "golang.org/x/sync/errgroup") {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// ofLoop reports whether a call is given something that a loop around it declares: an item, or its index.
func (p *Package) ofLoop(call *ast.CallExpr, at, f inspector.Cursor) bool {
	for l := range at.Enclosing((*ast.RangeStmt)(nil), (*ast.ForStmt)(nil)) {
		if !f.Contains(l) {
			return false
		}
		found := false
		ast.Inspect(call, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := p.Info.Uses[id].(*types.Var); ok && !v.IsField() && v.Pos() >= l.Node().Pos() && v.Pos() < l.Node().End() {
					found = true
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}
