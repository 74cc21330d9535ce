package mutate

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// A group is a variable or field that counts goroutines, and what is done with it. It goes nowhere but into functions of the package.
type group struct {
	v     *types.Var
	err   bool // it is an errgroup
	reach Reach
	uses  []use
}

// groups lists those that goroutines signal.
func (p *Package) groups() (out []group) {
	try := func(v *types.Var, reach Reach) {
		g := group{v, named(v.Type()) == errGroup, reach, p.uses(v)}
		if count(g.uses, gone) == 0 && len(g.signals(p)) > 0 {
			out = append(out, g)
		}
	}
	for _, l := range p.locals(isGroup) {
		try(l.v, InFunction)
	}
	for _, f := range p.fields(isGroup) {
		try(f, InPackage)
	}
	return out
}

// signals returns the goroutines that the group counts.
func (g *group) signals(p *Package) (bodies []ast.Node) {
	for _, method := range []string{"Go", "TryGo"} {
		for _, u := range calling(g.uses, method) {
			if body := p.body(u.at.Node().(*ast.CallExpr).Args[0]); body != nil {
				bodies = append(bodies, body)
			}
		}
	}
	for _, u := range calling(g.uses, "Done") {
		if body, ok := p.goroutine(u.at); ok {
			bodies = append(bodies, body.Node())
		}
	}
	return bodies
}

// dropWait drops the only Wait of a group.
//
// Have: a group that goes nowhere but into functions of the package, that goroutines signal, and one place that waits for
// it. Without that place nobody waits for the goroutines any more, provided that nothing else did: so either the goroutines
// do nothing else by which somebody could learn of their end (they send nothing and close nothing), or what they send on is
// closed right after the Wait, before they are done without it, or the error that the group returns is made use of.
func dropWait(p *Package) (out []Mutant) {
	for _, g := range p.groups() {
		waits := calling(g.uses, "Wait")
		if len(waits) != 1 {
			continue
		}
		wait := waits[0].at
		stmt, alone := statement(wait)
		bodies := g.signals(p)
		used := g.err && !alone
		if !used && !alone || !used && !p.silentBut(bodies, g.v) && !p.closesNext(stmt, bodies) {
			continue
		}
		if !p.editable(wait.Node()) {
			continue
		}
		m := p.mutant(wait.Node(), types.ExprString(wait.Node().(ast.Expr)), g.reach)
		if alone {
			m.Edits = []Edit{p.replace(stmt.Node(), "")}
		} else {
			m.Edits = []Edit{p.replace(wait.Node(), "error(nil)")}
		}
		for _, b := range bodies {
			m.Concerned = append(m.Concerned, p.launchers(b)...)
			m.Concerned = append(m.Concerned, p.function(b.Pos()))
		}
		m.Concerned = append(m.Concerned, p.around([]inspector.Cursor{wait})...)
		out = append(out, m)
	}
	return out
}

// silentBut reports whether bodies do nothing but signal one group by which somebody could learn that they end.
func (p *Package) silentBut(bodies []ast.Node, v *types.Var) bool {
	for _, b := range bodies {
		c, _ := p.root.FindNode(b)
		for d := range c.Preorder((*ast.SendStmt)(nil), (*ast.CallExpr)(nil)) {
			call, ok := d.Node().(*ast.CallExpr)
			if !ok {
				return false
			}
			if p.builtin(call) == "close" {
				return false
			}
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				switch sel.Sel.Name {
				case "Signal", "Broadcast":
					return false
				case "Done":
					if named(p.Info.TypeOf(sel.X)) == waitGroup && p.variable(sel.X) != v && p.signature(b).Params().Len() == 0 {
						return false
					}
				}
			}
		}
	}
	return true
}

// variable returns the variable or field that an expression names.
func (p *Package) variable(e ast.Expr) *types.Var {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	case *ast.StarExpr:
		return p.variable(e.X)
	case *ast.UnaryExpr:
		return p.variable(e.X)
	}
	if id == nil {
		return nil
	}
	if v, ok := p.Info.Uses[id].(*types.Var); ok {
		return v.Origin()
	}
	return nil
}

// closesNext reports whether the statement after one closes a channel that the bodies send on.
func (p *Package) closesNext(stmt inspector.Cursor, bodies []ast.Node) bool {
	next, ok := stmt.NextSibling()
	if !ok {
		return false
	}
	expr, ok := next.Node().(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := expr.X.(*ast.CallExpr)
	if !ok || p.builtin(call) != "close" {
		return false
	}
	closed := p.variable(call.Args[0])
	if closed == nil {
		return false
	}
	for _, u := range p.uses(closed) {
		if u.kind != sends {
			continue
		}
		for _, b := range bodies {
			if c, ok := p.root.FindNode(b); ok && c.Contains(u.at) {
				return true
			}
		}
	}
	return false
}

// dropDone drops a Done.
//
// Have: a group that goes nowhere but into functions of the package, that is added to and waited for, and a goroutine with one
// Done for it. The counter of a group never falls below zero, so each Done that ran had an Add of its own; without it the
// counter stays above zero once the goroutine has run, and the Wait does not return.
func dropDone(p *Package) (out []Mutant) {
	for _, g := range p.groups() {
		waits := calling(g.uses, "Wait")
		if g.err || len(waits) == 0 || len(calling(g.uses, "Add")) == 0 {
			continue
		}
		in := make(map[ast.Node][]use)
		for _, u := range calling(g.uses, "Done") {
			if body, ok := p.goroutine(u.at); ok {
				in[body.Node()] = append(in[body.Node()], u)
			}
		}
		for body, dones := range in {
			stmt, ok := statement(dones[0].at)
			if len(dones) != 1 || !ok || !p.editable(stmt.Node()) || stmt.ParentEdgeKind() == edge.Invalid {
				continue
			}
			m := p.mutant(stmt.Node(), types.ExprString(dones[0].at.Node().(ast.Expr)), g.reach)
			m.Edits = []Edit{p.replace(stmt.Node(), "")}
			m.Concerned = p.launchers(body)
			for _, w := range waits {
				m.Concerned = append(m.Concerned, p.around([]inspector.Cursor{w.at})...)
			}
			out = append(out, m)
		}
	}
	return out
}
