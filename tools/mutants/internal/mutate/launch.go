package mutate

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// A launch is a go statement, or a call of the method Go of a group.
type launch struct {
	at   inspector.Cursor // the statement or the call
	body ast.Node         // what runs: a *ast.FuncLit or *ast.FuncDecl
}

const (
	waitGroup = "sync.WaitGroup"
	errGroup  = "golang.org/x/sync/errgroup.Group"
)

// findLaunches lists the launches whose bodies are in the package.
func (p *Package) findLaunches() {
	for c := range p.root.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		var body ast.Node
		switch n := c.Node().(type) {
		case *ast.GoStmt:
			body = p.body(n.Call.Fun)
		case *ast.CallExpr:
			if group, method := p.groupMethod(n); group != "" && (method == "Go" || method == "TryGo") && len(n.Args) == 1 {
				body = p.body(n.Args[0])
			}
		}
		if body != nil {
			l := launch{c, body}
			p.launches = append(p.launches, l)
			p.bodies[body] = append(p.bodies[body], l)
		}
	}
}

// body returns the literal or the declaration of the function that an expression is, if it is seen.
func (p *Package) body(fun ast.Expr) ast.Node {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.FuncLit:
		return fun
	case *ast.IndexExpr:
		return p.body(fun.X)
	case *ast.IndexListExpr:
		return p.body(fun.X)
	case *ast.Ident:
		return p.declared(p.Info.Uses[fun])
	case *ast.SelectorExpr:
		return p.declared(p.Info.Uses[fun.Sel])
	}
	return nil
}

func (p *Package) declared(obj types.Object) ast.Node {
	if f, ok := obj.(*types.Func); ok {
		if c, ok := p.decls[f.Origin()]; ok {
			return c.Node()
		}
	}
	return nil
}

// groupMethod returns the type of the group and the method that a call calls on it, if it does.
func (p *Package) groupMethod(call *ast.CallExpr) (group, method string) {
	f, ok := typeutil.Callee(p.Info, call).(*types.Func)
	if !ok {
		return "", ""
	}
	return splitMethod(f)
}

func splitMethod(f *types.Func) (typ, method string) {
	name := strings.TrimPrefix(f.FullName(), "(*")
	typ, method, _ = strings.Cut(name, ").")
	if typ != waitGroup && typ != errGroup {
		return "", ""
	}
	return typ, method
}

// within returns the function whose code a node is: the literal or declaration around it, but none of a literal that is
// called, or deferred, where it stands.
func within(c inspector.Cursor) (inspector.Cursor, bool) {
	for f := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if f.Node() == c.Node() {
			continue
		}
		if _, ok := f.Node().(*ast.FuncLit); ok && f.ParentEdgeKind() == edge.CallExpr_Fun && f.Parent().ParentEdgeKind() != edge.GoStmt_Call {
			continue
		}
		return f, true
	}
	return inspector.Cursor{}, false
}

// goroutine returns the body around a node that is launched, if there is one.
func (p *Package) goroutine(c inspector.Cursor) (body inspector.Cursor, ok bool) {
	f, ok := within(c)
	return f, ok && len(p.bodies[f.Node()]) > 0
}

// launchers names the functions in which a body is launched.
func (p *Package) launchers(body ast.Node) (names []string) {
	for _, l := range p.bodies[body] {
		names = append(names, p.function(l.at.Node().Pos()))
	}
	return names
}

// leaves reports whether anything in a loop, but for one part of it, may lead out of it.
func (p *Package) leaves(loop inspector.Cursor, except ast.Node) bool {
	found := false
	loop.Inspect(nil, func(c inspector.Cursor) bool {
		if found || c.Node() == except {
			return false
		}
		switch n := c.Node().(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || p.branchLeaves(c, n, loop)
		case *ast.CallExpr:
			found = found || neverReturns(n)
		}
		return !found
	})
	return found
}

func (p *Package) branchLeaves(c inspector.Cursor, n *ast.BranchStmt, loop inspector.Cursor) bool {
	if n.Label != nil {
		// A label inside, or that of the loop itself with continue, stays.
		for l := range c.Enclosing((*ast.LabeledStmt)(nil)) {
			stmt := l.Node().(*ast.LabeledStmt)
			if stmt.Label.Name != n.Label.Name {
				continue
			}
			if stmt.Stmt == loop.Node() {
				return n.Tok.String() != "continue"
			}
			return !loop.Contains(l)
		}
		return true
	}
	if n.Tok.String() != "break" {
		return false
	}
	for around := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.SwitchStmt)(nil), (*ast.TypeSwitchStmt)(nil), (*ast.SelectStmt)(nil)) {
		return around.Node() == loop.Node()
	}
	return true
}

// neverReturns reports whether a call, by the name of what it calls, ends the goroutine or the process.
func neverReturns(call *ast.CallExpr) bool {
	var name string
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	name = strings.ToLower(name)
	for _, prefix := range []string{"panic", "fatal", "exit", "goexit", "abort", "die"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// droppable reports whether a statement stands in a list of statements, from which it can be taken.
func droppable(stmt inspector.Cursor) bool {
	switch stmt.ParentEdgeKind() {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return true
	}
	return false
}

// inLoop reports whether a loop of the function f stands around a node.
func inLoop(c, f inspector.Cursor) bool {
	for l := range c.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if f.Contains(l) {
			return true
		}
	}
	return false
}
