package mutate

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// unbuffer makes a result channel unbuffered.
//
// Have: a channel of a function, with a constant room for all that is sent, each send a statement of its own in a goroutine and
// in no loop; and one receive, which is a case of a select with another case that depends on a context or on time, and after
// which nobody receives: that case returns, or the select is in no loop. If the other case comes first, a goroutine whose send
// has no room stands at it for ever.
func unbuffer(p *Package) (out []Mutant) {
	for _, l := range p.locals(isChan) {
		call, room, ok := p.madeChan(l.init)
		if !ok || room < 1 || !p.editable(call) {
			continue
		}
		uses := p.uses(l.v)
		recv, n := only(uses, receives)
		sent := count(uses, sends)
		if n != 1 || sent == 0 || int64(sent) > room || count(uses, gone)+count(uses, reads)+count(uses, ranges)+count(uses, makes) > 0 {
			continue
		}
		if !p.plainSends(uses) || !p.mayLeave(recv.at, l.in) {
			continue
		}
		m := p.mutant(call, "make of "+l.v.Name(), InFunction)
		m.Edits = []Edit{{p.Fset.Position(call.Args[0].End()).Offset, p.Fset.Position(call.Rparen).Offset, ""}}
		out = append(out, m)
	}
	return out
}

// plainSends reports whether all sends stand in goroutines, as statements, and run at most once for each launch.
func (p *Package) plainSends(uses []use) bool {
	for _, u := range uses {
		if u.kind != sends {
			continue
		}
		body, ok := p.goroutine(u.at)
		if !ok || u.at.ParentEdgeKind() == edge.CommClause_Comm || inLoop(u.at, body) {
			return false
		}
		for _, l := range p.bodies[body.Node()] {
			if f, ok := within(l.at); !ok || inLoop(l.at, f) {
				return false
			}
		}
	}
	return true
}

// mayLeave reports whether a receive is a case of a select in the function f, and another case, that comes by itself, makes
// it the last.
func (p *Package) mayLeave(recv, f inspector.Cursor) bool {
	for c := range recv.Enclosing((*ast.CommClause)(nil)) {
		clause := c.Node().(*ast.CommClause)
		if clause.Comm == nil || recv.Node().Pos() >= clause.Colon {
			return false // it stands in the body
		}
		around, ok := within(c)
		if !ok || around.Node() != f.Node() {
			return false
		}
		sel := c.Parent().Parent()
		for _, other := range sel.Node().(*ast.SelectStmt).Body.List {
			other := other.(*ast.CommClause)
			if other == clause || other.Comm == nil || !p.comesByItself(other.Comm) {
				continue
			}
			if !inLoop(sel, f) {
				return true
			}
			if n := len(other.Body); n > 0 {
				if _, ok := other.Body[n-1].(*ast.ReturnStmt); ok {
					return true
				}
			}
		}
		return false
	}
	return false
}

// comesByItself reports whether a case receives from a context that came from elsewhere, or from a timer.
func (p *Package) comesByItself(comm ast.Stmt) bool {
	var e ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	recv, ok := e.(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	if ctx := p.contextDone(recv.X); ctx != nil {
		return true
	}
	switch x := ast.Unparen(recv.X).(type) {
	case *ast.CallExpr:
		return strings.HasSuffix(types.ExprString(x.Fun), "time.After")
	case *ast.SelectorExpr:
		name := named(p.Info.TypeOf(x.X))
		return x.Sel.Name == "C" && (name == "time.Timer" || name == "time.Ticker")
	}
	return false
}

// earlyReturn returns between a launch and what the goroutine needs to end.
//
// Have: a list of statements with a launch and, further down, the only receive from an unbuffered channel of the function to which the
// goroutine sends once, as a statement of its own; or the only close, which is not deferred, of one that the goroutine ranges over
// without another way out. Nobody else has the channel. A return between the two leaves the goroutine at its send or loop for
// ever. It is taken if a parameter has its zero value, which it may have as nothing has asked for it before, or if a context has ended.
func earlyReturn(p *Package) (out []Mutant) {
	for _, l := range p.locals(isChan) {
		_, room, ok := p.madeChan(l.init)
		if !ok {
			continue
		}
		uses := p.uses(l.v)
		if count(uses, gone)+count(uses, reads)+count(uses, makes) > 0 {
			continue
		}
		var peer, needed inspector.Cursor // what the goroutine stands at, and what serves it
		recv, receiving := only(uses, receives)
		send, sending := only(uses, sends)
		loop, ranging := only(uses, ranges)
		close, closing := only(uses, closes)
		switch {
		case receiving == 1 && sending == 1 && ranging == 0 && room == 0 && p.plainSends(uses):
			peer, needed = send.at, recv.at
		case receiving == 0 && ranging == 1 && closing == 1 && !p.leaves(loop.at, nil):
			peer, needed = loop.at, close.at
		default:
			continue
		}
		if m, ok := p.returnBefore(l, peer, needed); ok {
			out = append(out, m)
		}
	}
	return out
}

// returnBefore returns from the function of a channel after the launch of the goroutine that has the peer, before what it needs.
func (p *Package) returnBefore(l local, peer, needed inspector.Cursor) (m Mutant, ok bool) {
	body, ok := p.goroutine(peer)
	if !ok || len(p.bodies[body.Node()]) != 1 {
		return m, false
	}
	from := listed(p.bodies[body.Node()][0].at)
	to := listed(needed)
	if !from.Valid() || !to.Valid() || from.Parent() != to.Parent() || from.Node().Pos() >= to.Node().Pos() || !p.editable(to.Node()) {
		return m, false
	}
	switch to.Node().(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt:
	default:
		return m, false // deferred, or in a select, an if or a loop
	}
	f, ok := funcAround(from)
	if !ok || inLoop(from, f) {
		return m, false
	}
	cond, ok := p.mayHold(f, from)
	if !ok {
		return m, false
	}
	values, ok := p.zeroResults(f)
	if !ok {
		return m, false
	}
	m = p.mutant(to.Node(), "return before "+types.ExprString(needed.Node().(ast.Expr)), InFunction)
	m.Edits = []Edit{p.insert(from.Node().End(), "\nif "+cond+" {\nreturn "+values+"\n}\n")}
	m.Concerned = p.around([]inspector.Cursor{peer})
	return m, true
}

// listed returns the statement of a list around an expression, if nothing but expressions stands between.
func listed(c inspector.Cursor) inspector.Cursor {
	for ; c.Valid(); c = c.Parent() {
		switch c.Node().(type) {
		case *ast.FuncLit, *ast.BlockStmt:
			return inspector.Cursor{}
		case ast.Stmt:
			if droppable(c) {
				return c
			}
			if c.ParentEdgeKind() != edge.IfStmt_Init {
				return inspector.Cursor{}
			}
		}
	}
	return c
}

// mayHold returns a condition over a parameter of the function f that nothing in f has decided before a statement.
func (p *Package) mayHold(f, before inspector.Cursor) (string, bool) {
	params := p.signature(f.Node()).Params()
	for i := range params.Len() {
		v := params.At(i)
		if v.Name() == "" || v.Name() == "_" || !p.names(v, before) || p.mentioned(v, f, before) {
			continue
		}
		if isContext(v.Type()) {
			return v.Name() + ".Err() != nil", true
		}
		switch t := v.Type().Underlying().(type) {
		case *types.Basic:
			switch info := t.Info(); {
			case info&types.IsBoolean != 0:
				return v.Name(), true
			case info&types.IsString != 0:
				return v.Name() + ` == ""`, true
			case info&types.IsNumeric != 0:
				return v.Name() + " == 0", true
			}
		case *types.Slice, *types.Map:
			return "len(" + v.Name() + ") == 0", true
		}
	}
	return "", false
}

// names reports whether the name of a variable still means it at a statement.
func (p *Package) names(v *types.Var, at inspector.Cursor) bool {
	scope := p.Types.Scope().Innermost(at.Node().Pos())
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(v.Name(), at.Node().End())
	return obj == v
}

// mentioned reports whether a condition, or an assignment, speaks of a parameter before a statement. To ask a context is
// no decision: it may end at any time.
func (p *Package) mentioned(v *types.Var, f, before inspector.Cursor) bool {
	for _, id := range p.idents[v] {
		if id.Node().Pos() > before.Node().End() || !f.Contains(id) {
			continue
		}
		for c := id; c.Valid() && c != f; c = c.Parent() {
			switch c.ParentEdgeKind() {
			case edge.AssignStmt_Lhs:
				return true
			case edge.IfStmt_Cond, edge.SwitchStmt_Tag, edge.CaseClause_List, edge.ForStmt_Cond, edge.RangeStmt_X, edge.IfStmt_Init:
				if !isContext(v.Type()) {
					return true
				}
			}
		}
	}
	return false
}

// zeroResults returns what is to be returned by a function that has nothing to say.
func (p *Package) zeroResults(f inspector.Cursor) (string, bool) {
	results := p.signature(f.Node()).Results()
	var values []string
	for i := range results.Len() {
		r := results.At(i)
		if r.Name() != "" && r.Name() != "_" {
			return "", true // all have names
		}
		switch t := r.Type().Underlying().(type) {
		case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
			if _, ok := r.Type().(*types.TypeParam); ok {
				return "", false
			}
			values = append(values, "nil")
		case *types.Basic:
			switch info := t.Info(); {
			case info&types.IsBoolean != 0:
				values = append(values, "false")
			case info&types.IsString != 0:
				values = append(values, `""`)
			case info&types.IsNumeric != 0:
				values = append(values, "0")
			default:
				return "", false
			}
		default:
			return "", false
		}
	}
	return strings.Join(values, ", "), true
}
