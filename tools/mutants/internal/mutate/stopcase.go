package mutate

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// dropStopCase drops the case of a context or done channel of a select in an endless loop.
//
// Have: a goroutine with a loop without a condition, in it a select of which one case receives from a context's Done, or from
// a channel of empty structs, and ends the loop, and nothing else in the loop leads out of it; the context is not one of
// those that never end. Without that case nothing ends
// the goroutine, though somebody meant to: it runs, or waits, for ever. What its other cases wait for makes no difference.
func dropStopCase(p *Package) (out []Mutant) {
	for c := range p.root.Preorder((*ast.CommClause)(nil)) {
		clause := c.Node().(*ast.CommClause)
		done := p.doneChan(clause.Comm)
		if done == nil || !p.editable(clause) {
			continue
		}
		sel := c.Parent().Parent()
		if len(sel.Node().(*ast.SelectStmt).Body.List) < 2 {
			continue
		}
		loop, ok := loopAround(sel)
		if !ok || loop.Node().(*ast.ForStmt).Cond != nil {
			continue
		}
		body, ok := p.goroutine(loop)
		if !ok || p.leaves(loop, clause) || !p.leavesWith(loop, c) || p.neverEnds(done, body.Node()) {
			continue
		}
		m := p.mutant(clause, types.ExprString(done), p.reach(done))
		m.Edits = append(p.dropLabel(loop, clause), p.replace(clause, ""))
		m.Concerned = p.launchers(body.Node())
		out = append(out, m)
	}
	return out
}

// doneChan returns what a case receives from, if that is there to end somebody.
func (p *Package) doneChan(comm ast.Stmt) ast.Expr {
	expr, ok := comm.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	recv, ok := ast.Unparen(expr.X).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	if p.contextDone(recv.X) != nil {
		return recv.X
	}
	ch, ok := p.Info.TypeOf(recv.X).Underlying().(*types.Chan)
	if !ok || p.variable(recv.X) == nil {
		return nil
	}
	if s, ok := ch.Elem().Underlying().(*types.Struct); ok && s.NumFields() == 0 {
		return recv.X
	}
	return nil
}

// contextDone returns the context whose Done an expression calls.
func (p *Package) contextDone(e ast.Expr) ast.Expr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Done" || !isContext(p.Info.TypeOf(sel.X)) {
		return nil
	}
	return sel.X
}

// neverEnds reports whether a channel is that of a context which a goroutine is given, and which is, somewhere, one that never ends.
func (p *Package) neverEnds(done ast.Expr, body ast.Node) bool {
	ctx := p.contextDone(done)
	if ctx == nil {
		return false
	}
	params := p.signature(body).Params()
	for i := range params.Len() {
		if params.At(i) != p.variable(ctx) {
			continue
		}
		for _, l := range p.bodies[body] {
			if g, ok := l.at.Node().(*ast.GoStmt); ok && i < len(g.Call.Args) {
				switch types.ExprString(g.Call.Args[i]) {
				case "context.Background()", "context.TODO()":
					return true
				}
			}
		}
	}
	return false
}

// loopAround returns the loop whose round a select is, in the list of its statements.
func loopAround(sel inspector.Cursor) (inspector.Cursor, bool) {
	for sel.ParentEdgeKind() == edge.LabeledStmt_Stmt {
		sel = sel.Parent()
	}
	if sel.ParentEdgeKind() != edge.BlockStmt_List {
		return sel, false
	}
	loop := sel.Parent().Parent()
	_, ok := loop.Node().(*ast.ForStmt)
	return loop, ok
}

// leavesWith reports whether a part of a loop leads out of it, and does so on every way: its last statement does.
func (p *Package) leavesWith(loop, part inspector.Cursor) bool {
	list := part.Node().(*ast.CommClause).Body
	if len(list) == 0 {
		return false
	}
	last, ok := part.FindNode(list[len(list)-1])
	if !ok {
		return false
	}
	switch n := last.Node().(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return p.branchLeaves(last, n, loop)
	}
	return false
}

// dropLabel drops the label of a loop that only a part of it speaks of.
func (p *Package) dropLabel(loop inspector.Cursor, part ast.Node) []Edit {
	label, ok := loop.Parent().Node().(*ast.LabeledStmt)
	if !ok {
		return nil
	}
	for c := range loop.Preorder((*ast.BranchStmt)(nil)) {
		b := c.Node().(*ast.BranchStmt)
		if b.Label != nil && b.Label.Name == label.Label.Name && (b.Pos() < part.Pos() || b.Pos() >= part.End()) {
			return nil
		}
	}
	e := p.replace(label.Label, "")
	e.End = p.Fset.Position(label.Colon).Offset + 1
	return []Edit{e}
}

// reach says how far a channel or context that an expression names goes.
func (p *Package) reach(e ast.Expr) Reach {
	if ctx := p.contextDone(e); ctx != nil {
		e = ctx
	}
	v := p.variable(e)
	switch {
	case v == nil:
		return Outside
	case !v.IsField() && v.Parent() != p.Types.Scope():
		return InFunction
	case !v.Exported():
		return InPackage
	}
	return Outside
}
