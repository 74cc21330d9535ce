package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/gorolint/gorolint/internal/model"
)

// A channel is what a claim is about, as the source has it.
type channel struct {
	make  *ast.CallExpr
	path  []ast.Node // around it
	obj   types.Object
	names map[types.Object]bool // what it is passed, assigned or set as, obj among them
	sends []*send
	other bool // something is done with it that is no send, receive or close
}

// A send is one on the channel, with the nodes around it.
type send struct {
	stmt *ast.SendStmt
	path []ast.Node
}

// channelOf finds the channel that a claim's operation is on, by where it is made; nil if it is not
// found. Several strategies ask for it.
func (f *Fixer) channelOf(c *model.Claim) *channel {
	ch, ok := f.channels[c]
	if !ok {
		ch = f.findChannel(c)
		f.channels[c] = ch
	}
	return ch
}

func (f *Fixer) findChannel(c *model.Claim) *channel {
	made := token.NoPos
	if c.Stuck != nil {
		made = c.Stuck.Made
	}
	for _, p := range c.Where {
		if p.Role == model.MadeHere && !made.IsValid() {
			made = p.Pos
		}
	}
	if !made.IsValid() {
		return nil
	}
	path, _ := f.enclosing(made)
	call, path := innermost[*ast.CallExpr](path)
	if call == nil || call.Lparen != made {
		return nil
	}
	if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "make" || len(path) == 0 {
		return nil
	}
	ch := &channel{make: call, path: path, obj: f.assigned(call, path)}
	if ch.obj == nil {
		return nil
	}
	ch.names = f.aliases(ch.obj)
	f.uses(ch)
	return ch
}

// named reports whether an expression is a name of the channel.
func (f *Fixer) named(e ast.Expr, names map[types.Object]bool) bool {
	o := f.object(e)
	return o != nil && names[o]
}

// assigned returns the variable or field that an expression is the value of.
func (f *Fixer) assigned(val ast.Expr, path []ast.Node) types.Object {
	switch p := path[0].(type) {
	case *ast.AssignStmt:
		if i := slices.Index(p.Rhs, val); i >= 0 && len(p.Lhs) == len(p.Rhs) {
			return f.object(p.Lhs[i])
		}
	case *ast.ValueSpec:
		if i := slices.Index(p.Values, val); i >= 0 && i < len(p.Names) {
			return f.info.ObjectOf(p.Names[i])
		}
	case *ast.KeyValueExpr:
		if id, ok := p.Key.(*ast.Ident); ok {
			return f.info.ObjectOf(id)
		}
	}
	return nil
}

// uses finds the sends on a channel, under any of the names that it has in the package: it may
// be passed on as a parameter.
func (f *Fixer) uses(ch *channel) {
	f.walk(func(n ast.Node, around []ast.Node) {
		switch n := n.(type) {
		case *ast.SendStmt:
			if f.named(n.Chan, ch.names) {
				path := slices.Clone(around)
				slices.Reverse(path)
				ch.sends = append(ch.sends, &send{n, path})
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "len" || id.Name == "cap") && len(n.Args) == 1 && f.named(n.Args[0], ch.names) {
				ch.other = true
			}
		}
	})
}

// walk visits the nodes of all files, with those around each, the outermost first.
func (f *Fixer) walk(visit func(n ast.Node, around []ast.Node)) {
	for _, file := range f.pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			visit(n, stack)
			stack = append(stack, n)
			return true
		})
	}
}

// aliases returns the names of a channel: what it is passed, assigned or set as.
func (f *Fixer) aliases(obj types.Object) map[types.Object]bool {
	names := map[types.Object]bool{obj: true}
	is := func(e ast.Expr) bool { return f.named(e, names) }
	for size := 0; size != len(names); {
		size = len(names)
		for _, file := range f.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					for i, a := range n.Args {
						if p := f.parameter(n, i); p != nil && is(a) {
							names[p] = true
						}
					}
				case *ast.AssignStmt:
					for i, rhs := range n.Rhs {
						if o := f.leftOf(n, i); o != nil && is(rhs) {
							names[o] = true
						}
					}
				case *ast.KeyValueExpr:
					if id, ok := n.Key.(*ast.Ident); ok && is(n.Value) {
						if o := f.info.ObjectOf(id); o != nil {
							names[o] = true
						}
					}
				}
				return true
			})
		}
	}
	return names
}

func (f *Fixer) leftOf(n *ast.AssignStmt, i int) types.Object {
	if len(n.Lhs) != len(n.Rhs) {
		return nil
	}
	return f.object(n.Lhs[i])
}

// parameter returns the parameter that the i-th argument of a call is passed for, if the function that
// has it is sure to be the one that runs.
func (f *Fixer) parameter(call *ast.CallExpr, i int) types.Object {
	sig, ok := f.info.TypeOf(call.Fun).(*types.Signature)
	if !ok || i >= sig.Params().Len() {
		return nil
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		n := 0
		for _, field := range lit.Type.Params.List {
			for _, name := range field.Names {
				if n == i {
					return f.info.ObjectOf(name)
				}
				n++
			}
		}
		return nil
	}
	fn, ok := f.object(call.Fun).(*types.Func)
	if !ok || fn.Pkg() != f.pass.Pkg || fn.Signature().Recv() != nil && types.IsInterface(fn.Signature().Recv().Type()) {
		return nil
	}
	return fn.Signature().Params().At(i)
}

// handed reports whether a channel is handed to where it is not followed, by what allows to send on or
// close it; with put, whether it is returned or kept as well.
func (f *Fixer) handed(ch *channel, put bool) (handed bool) {
	f.walk(func(n ast.Node, around []ast.Node) {
		if e, ok := n.(ast.Expr); ok && len(around) > 0 && f.named(e, ch.names) {
			handed = handed || f.hands(e, around[len(around)-1], put)
		}
	})
	return handed
}

// hands reports whether the node around a use of a channel hands it on.
func (f *Fixer) hands(e ast.Expr, around ast.Node, put bool) bool {
	switch p := around.(type) {
	case *ast.CallExpr:
		i := slices.Index(p.Args, e)
		if i < 0 {
			return false
		}
		if id, ok := p.Fun.(*ast.Ident); ok && f.info.Uses[id] != nil && f.info.Uses[id].Parent() == types.Universe {
			return false
		}
		return f.parameter(p, i) == nil && !f.receivesOnly(p, i)
	case *ast.ReturnStmt, *ast.CompositeLit, *ast.KeyValueExpr, *ast.IndexExpr:
		return put
	case *ast.SendStmt:
		return put && p.Value == e
	case *ast.AssignStmt:
		return put && slices.Contains(p.Rhs, e)
	}
	return false
}

// receivesOnly reports whether the i-th parameter of what is called is a channel to receive from.
func (f *Fixer) receivesOnly(call *ast.CallExpr, i int) bool {
	sig, ok := f.info.TypeOf(call.Fun).(*types.Signature)
	if !ok || i >= sig.Params().Len() {
		return false
	}
	ch, ok := sig.Params().At(i).Type().Underlying().(*types.Chan)
	return ok && ch.Dir() == types.RecvOnly
}

// isClosed reports whether a channel is closed anywhere.
func (f *Fixer) isClosed(ch *channel) (closed bool) {
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				arg := closedBy(call)
				closed = closed || arg != nil && f.named(arg, ch.names)
			}
			return !closed
		})
	}
	return closed
}

// closedBy returns what a call of close closes; nil if it is another call.
func closedBy(call *ast.CallExpr) ast.Expr {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "close" && len(call.Args) == 1 {
		return call.Args[0]
	}
	return nil
}
