package mutate

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// What is done with a channel or group.
type kind int

const (
	harmless kind = iota // len, cap, a comparison
	makes                // it is made: the node is the call of make
	sends
	receives
	ranges
	closes // the node is the call of close
	reads  // it goes on as a channel that can only be received from
	calls  // a method of it is called
	gone   // it goes where it cannot be followed
)

// A use is one thing that is done with a channel or group.
type use struct {
	kind   kind
	at     inspector.Cursor // the statement or expression that does it
	method string           // that is called
}

// uses returns what is done with a variable or field, and with the parameters of functions of this package that it is
// passed to by name.
func (p *Package) uses(v *types.Var) []use {
	f := follower{p: p, seen: make(map[*types.Var]bool)}
	f.follow(v.Origin())
	return f.uses
}

type follower struct {
	p    *Package
	seen map[*types.Var]bool
	uses []use
}

func (f *follower) add(k kind, at inspector.Cursor) { f.uses = append(f.uses, use{kind: k, at: at}) }

func (f *follower) follow(v *types.Var) {
	if f.seen[v] {
		return
	}
	f.seen[v] = true
	for _, id := range f.p.idents[v] {
		f.use(id)
	}
}

// use sorts one mention of the variable.
func (f *follower) use(c inspector.Cursor) {
	if c.ParentEdgeKind() == edge.SelectorExpr_Sel { // of a field
		c = c.Parent()
	}
	for c.ParentEdgeKind() == edge.ParenExpr_X {
		c = c.Parent()
	}
	if amp, ok := c.Parent().Node().(*ast.UnaryExpr); ok && amp.Op == token.AND {
		c = c.Parent()
	}
	parent := c.Parent()
	switch n := parent.Node().(type) {
	case *ast.SendStmt:
		if c.ParentEdgeKind() == edge.SendStmt_Chan {
			f.add(sends, parent)
			return
		}
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			f.add(receives, parent)
			return
		}
	case *ast.RangeStmt:
		if c.ParentEdgeKind() == edge.RangeStmt_X {
			f.add(ranges, parent)
			return
		}
	case *ast.BinaryExpr:
		f.add(harmless, parent)
		return
	case *ast.SelectorExpr:
		if parent.ParentEdgeKind() == edge.CallExpr_Fun {
			f.uses = append(f.uses, use{calls, parent.Parent(), n.Sel.Name})
			return
		}
	case *ast.CallExpr:
		if c.ParentEdgeKind() == edge.CallExpr_Args {
			f.argument(c, parent, n)
			return
		}
	case *ast.AssignStmt:
		f.assigned(c, parent, n)
		return
	case *ast.ValueSpec:
		for _, name := range n.Names {
			if f.goesTo(c, parent, f.p.Info.Defs[name].Type()) {
				return
			}
		}
	case *ast.ReturnStmt:
		if fun, ok := funcAround(parent); ok {
			if results := f.p.signature(fun.Node()).Results(); results.Len() == len(n.Results) && f.goesTo(c, parent, results.At(c.ParentEdgeIndex()).Type()) {
				return
			}
		}
	case *ast.KeyValueExpr:
		if c.ParentEdgeKind() == edge.KeyValueExpr_Key { // of a composite literal: the field gets a value
			f.gets(parent.ChildAt(edge.KeyValueExpr_Value, -1))
			return
		}
		if key, ok := n.Key.(*ast.Ident); ok && f.p.Info.Uses[key] != nil && f.goesTo(c, parent, f.p.Info.Uses[key].Type()) {
			return
		}
	}
	f.add(gone, c)
}

// gets notes what a variable or field is set to.
func (f *follower) gets(value inspector.Cursor) {
	call, ok := ast.Unparen(value.Node().(ast.Expr)).(*ast.CallExpr)
	switch {
	case f.p.Info.Types[value.Node().(ast.Expr)].IsNil():
	case ok && f.p.builtin(call) == "make":
		f.add(makes, value)
	default:
		f.add(gone, value)
	}
}

// goesTo notes that a channel goes to a place of a type from which it can only be received.
func (f *follower) goesTo(c, at inspector.Cursor, to types.Type) bool {
	ch, ok := to.Underlying().(*types.Chan)
	if !ok || ch.Dir() != types.RecvOnly {
		return false
	}
	f.add(reads, at)
	return true
}

func (f *follower) assigned(c, parent inspector.Cursor, n *ast.AssignStmt) {
	i := c.ParentEdgeIndex()
	if c.ParentEdgeKind() == edge.AssignStmt_Lhs {
		if len(n.Lhs) == len(n.Rhs) {
			f.gets(parent.ChildAt(edge.AssignStmt_Rhs, i))
		} else {
			f.add(gone, c)
		}
		return
	}
	if len(n.Lhs) == len(n.Rhs) {
		if id, ok := n.Lhs[i].(*ast.Ident); ok && id.Name == "_" {
			f.add(harmless, parent)
			return
		}
		if t := f.p.Info.TypeOf(n.Lhs[i]); t != nil && f.goesTo(c, parent, t) {
			return
		}
	}
	f.add(gone, c)
}

// argument follows what is passed to a function that is seen.
func (f *follower) argument(c, parent inspector.Cursor, call *ast.CallExpr) {
	switch f.p.builtin(call) {
	case "close":
		f.add(closes, parent)
		return
	case "len", "cap":
		f.add(harmless, parent)
		return
	}
	sig, ok := f.p.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	i := c.ParentEdgeIndex()
	if !ok || i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		f.add(gone, c)
		return
	}
	var body ast.Node
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		body = lit
	} else if callee := typeutil.StaticCallee(f.p.Info, call); callee != nil {
		body = f.p.declared(callee)
	}
	if body != nil {
		f.follow(f.p.signature(body).Params().At(i))
		return
	}
	if !f.goesTo(c, parent, sig.Params().At(i).Type()) {
		f.add(gone, c)
	}
}

// signature returns that of a literal or declaration.
func (p *Package) signature(fun ast.Node) *types.Signature {
	switch fun := fun.(type) {
	case *ast.FuncLit:
		return p.Info.TypeOf(fun).(*types.Signature)
	case *ast.FuncDecl:
		return p.Info.Defs[fun.Name].Type().(*types.Signature)
	}
	return nil
}

// funcAround returns the literal or declaration right around a node.
func funcAround(c inspector.Cursor) (inspector.Cursor, bool) {
	for f := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return f, true
	}
	return inspector.Cursor{}, false
}

// builtin names the builtin that a call calls.
func (p *Package) builtin(call *ast.CallExpr) string {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	return ""
}

// A local is a variable of a function that is declared with a value, or with none, once.
type local struct {
	v    *types.Var
	def  inspector.Cursor // the identifier
	init ast.Expr         // nil for the zero value
	in   inspector.Cursor // the function right around it
}

// locals lists the variables of functions that match.
func (p *Package) locals(match func(t types.Type) bool) (out []local) {
	for c := range p.root.Preorder((*ast.Ident)(nil)) {
		v, ok := p.Info.Defs[c.Node().(*ast.Ident)].(*types.Var)
		if !ok || v.IsField() || v.Parent() == p.Types.Scope() || v.Parent() == nil || !match(v.Type()) {
			continue
		}
		l := local{v: v, def: c}
		if l.in, ok = within(c); !ok {
			continue
		}
		switch n := c.Parent().Node().(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) != len(n.Rhs) {
				if call, ok := n.Rhs[0].(*ast.CallExpr); ok {
					l.init = call
				}
			} else {
				l.init = n.Rhs[c.ParentEdgeIndex()]
			}
		case *ast.ValueSpec:
			if len(n.Values) == len(n.Names) {
				l.init = n.Values[c.ParentEdgeIndex()]
			}
		default: // a parameter, or the variable of a loop
			continue
		}
		out = append(out, l)
	}
	return out
}

// fields lists the unexported fields of types of the package that match.
func (p *Package) fields(match func(t types.Type) bool) (out []*types.Var) {
	for c := range p.root.Preorder((*ast.StructType)(nil)) {
		for _, f := range c.Node().(*ast.StructType).Fields.List {
			for _, name := range f.Names {
				if v, ok := p.Info.Defs[name].(*types.Var); ok && !v.Exported() && match(v.Type()) {
					out = append(out, v)
				}
			}
		}
	}
	return out
}

func isChan(t types.Type) bool { _, ok := t.Underlying().(*types.Chan); return ok }

func isGroup(t types.Type) bool { name := named(t); return name == waitGroup || name == errGroup }

func isContext(t types.Type) bool { return named(t) == "context.Context" }

// named returns the full name of a type, or of what it points to.
func named(t types.Type) string {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// madeChan returns the room of the channel that an expression makes: that of a constant, or -1.
func (p *Package) madeChan(init ast.Expr) (call *ast.CallExpr, room int64, ok bool) {
	if init == nil {
		return nil, 0, false
	}
	call, ok = ast.Unparen(init).(*ast.CallExpr)
	if !ok || p.builtin(call) != "make" {
		return nil, 0, false
	}
	if len(call.Args) < 2 {
		return call, 0, true
	}
	if v := p.Info.Types[call.Args[1]].Value; v != nil {
		if n, exact := constant.Int64Val(constant.ToInt(v)); exact {
			return call, n, true
		}
	}
	return call, -1, true
}

func only(uses []use, k kind) (found use, n int) {
	for _, u := range uses {
		if u.kind == k {
			found = u
			n++
		}
	}
	return found, n
}

func count(uses []use, k kind) int { _, n := only(uses, k); return n }

func calling(uses []use, method string) (found []use) {
	for _, u := range uses {
		if u.kind == calls && u.method == method {
			found = append(found, u)
		}
	}
	return found
}

// statement returns the statement that consists of a call alone, or defers it.
func statement(call inspector.Cursor) (inspector.Cursor, bool) {
	stmt := call.Parent()
	switch call.ParentEdgeKind() {
	case edge.ExprStmt_X, edge.DeferStmt_Call:
		return stmt, droppable(stmt)
	}
	return stmt, false
}
