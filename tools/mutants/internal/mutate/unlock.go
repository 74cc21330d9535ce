package mutate

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// A locking is one call that takes or gives up a lock.
type locking struct {
	at     inspector.Cursor // the call
	in     inspector.Cursor // the function whose code it is
	path   string           // of the lock, as it is written
	lock   *types.Var       // the field or variable
	root   *types.Var       // the variable that the path begins with
	method string           // Lock, Unlock, RLock, RUnlock
}

// dropUnlock drops an unlock.
//
// Have: a function that takes a lock at one place, of a value that others have too (its receiver, a parameter, a variable of the package,
// or one of the function that launches it), and gives it up: by one unlock, or by several of which the one in question stands right
// before a return or the function's end. A goroutine that comes to an unlock has the lock, so that without it it keeps the lock, and
// nobody gives it up in its stead: all functions of the package that give up this lock take it themselves. Another function
// takes it too, and stands there for ever.
func dropUnlock(p *Package) (out []Mutant) {
	byLock := make(map[*types.Var][]locking)
	var locks []*types.Var
	for c := range p.root.Preorder((*ast.CallExpr)(nil)) {
		l, ok := p.locking(c)
		if !ok {
			continue
		}
		if byLock[l.lock] == nil {
			locks = append(locks, l.lock)
		}
		byLock[l.lock] = append(byLock[l.lock], l)
	}
	for _, lock := range locks {
		all := byLock[lock]
		if !balanced(all) {
			continue
		}
		for _, l := range all {
			if m, ok := p.keep(l, all); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// locking returns what a call does with a lock.
func (p *Package) locking(c inspector.Cursor) (l locking, ok bool) {
	call := c.Node().(*ast.CallExpr)
	f, ok := typeutil.Callee(p.Info, call).(*types.Func)
	if !ok {
		return l, false
	}
	typ, method, _ := strings.Cut(strings.TrimPrefix(f.FullName(), "(*"), ").")
	if typ != "sync.Mutex" && typ != "sync.RWMutex" {
		return l, false
	}
	switch method {
	case "Lock", "Unlock", "RLock", "RUnlock":
	default:
		return l, false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return l, false
	}
	lock := p.variable(sel.X)
	if s := p.Info.Selections[sel]; s != nil && len(s.Index()) > 1 { // promoted from an embedded field
		lock = field(s.Recv(), s.Index()[:len(s.Index())-1])
	}
	in, ok := within(c)
	root := p.rootOf(sel.X)
	if !ok || lock == nil || root == nil {
		return l, false
	}
	return locking{c, in, types.ExprString(sel.X), lock, root, method}, true
}

// field returns the field that a path of indexes leads to.
func field(t types.Type, path []int) *types.Var {
	var f *types.Var
	for _, i := range path {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		f = s.Field(i)
		t = f.Type()
	}
	if f == nil {
		return nil
	}
	return f.Origin()
}

// rootOf returns the variable that a path of fields begins with.
func (p *Package) rootOf(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			if v, ok := p.Info.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
				return v // of another package
			}
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			v, _ := p.Info.Uses[x].(*types.Var)
			return v
		default:
			return nil
		}
	}
}

// balanced reports whether every function that gives up a lock takes it itself.
func balanced(all []locking) bool {
	for _, l := range all {
		if l.unlocks() && len(like(all, l, l.taking())) == 0 {
			return false
		}
	}
	return true
}

func (l locking) unlocks() bool { return l.method == "Unlock" || l.method == "RUnlock" }

// taking names the method that takes what an unlock gives up.
func (l locking) taking() string { return strings.Replace(l.method, "Unlock", "Lock", 1) }

// like returns the calls of a method in the same function, of a lock written the same way.
func like(all []locking, l locking, method string) (out []locking) {
	for _, k := range all {
		if k.in == l.in && k.path == l.path && k.method == method {
			out = append(out, k)
		}
	}
	return out
}

// keep drops one unlock.
func (p *Package) keep(l locking, all []locking) (m Mutant, ok bool) {
	if !l.unlocks() {
		return m, false
	}
	stmt, ok := statement(l.at)
	if !ok || !p.editable(stmt.Node()) || !p.shared(l) {
		return m, false
	}
	if len(like(all, l, l.taking())) != 1 {
		return m, false
	}
	if mine := like(all, l, l.method); len(mine) > 1 {
		if !lastBeforeReturn(stmt) {
			return m, false
		}
		for _, k := range mine {
			if _, deferred := k.at.Parent().Node().(*ast.DeferStmt); deferred {
				return m, false
			}
		}
	}
	var others []string
	for _, k := range all {
		if k.in != l.in && (k.method == "Lock" || k.method == "RLock" && l.method == "Unlock") {
			others = append(others, p.function(k.at.Node().Pos()))
		}
	}
	if len(others) == 0 {
		return m, false
	}
	reach := InPackage
	switch {
	case !l.lock.IsField() && l.lock.Parent() != p.Types.Scope():
		reach = InFunction
	case l.lock.Exported():
		reach = Outside
	}
	m = p.mutant(stmt.Node(), l.path+"."+l.method+"()", reach)
	m.Edits = []Edit{p.replace(stmt.Node(), "")}
	m.Concerned = others
	return m, true
}

// shared reports whether others may have the lock: it is not of a value that the function makes.
func (p *Package) shared(l locking) bool {
	sig := p.signature(l.in.Node())
	if l.root == sig.Recv() || l.root.Parent() == p.Types.Scope() {
		return true
	}
	for i := range sig.Params().Len() {
		if sig.Params().At(i) == l.root {
			return true
		}
	}
	// Of the function around a literal.
	return l.root.Pos() < l.in.Node().Pos() || l.root.Pos() >= l.in.Node().End()
}

// lastBeforeReturn reports whether a return, or the end of the function, follows a statement.
func lastBeforeReturn(stmt inspector.Cursor) bool {
	next, ok := stmt.NextSibling()
	if !ok {
		switch stmt.Parent().Parent().Node().(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return true
		}
		return false
	}
	_, ok = next.Node().(*ast.ReturnStmt)
	return ok
}
