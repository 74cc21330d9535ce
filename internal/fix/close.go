package fix

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/model"
)

// signalsEnd closes the channel when the one goroutine that sends on it ends, whatever happens.
func signalsEnd(f *Fixer, c *model.Claim) (out []candidate) {
	if c.Stuck != nil && c.Stuck.Op != explore.Receive {
		return nil
	}
	ch := f.channelOf(c)
	if ch == nil || len(ch.sends) == 0 || f.isClosed(ch) || f.handed(ch, false) {
		return nil
	}
	_, body := function(ch.sends[0].path)
	for _, s := range ch.sends {
		if _, b := function(s.path); b != body {
			return nil
		}
	}
	if !f.launchedOnce(body) {
		return nil
	}
	return []candidate{{
		fmt.Sprintf("Close %s when the goroutine ends that sends on it", ch.obj.Name()),
		f.atTop(body, "defer close("+f.text(ch.sends[0].stmt.Chan)+")"),
	}}
}

// launchedOnce reports whether a body is that of a literal that is launched where it stands, or of a
// function that one go statement launches and nobody else uses; and not in a loop.
func (f *Fixer) launchedOnce(body *ast.BlockStmt) bool {
	path, _ := f.enclosing(body.Lbrace)
	lit, around := innermost[*ast.FuncLit](path)
	if decl := declaration(path); lit == nil && decl != nil {
		fn, ok := f.info.Defs[decl.Name].(*types.Func)
		if !ok || f.used(fn) != 1 {
			return false
		}
		for id, obj := range f.info.Uses {
			if obj == fn {
				around, _ = f.enclosing(id.Pos())
			}
		}
		launch, outer := innermost[*ast.GoStmt](around)
		return launch != nil && f.object(launch.Call.Fun) == fn && !looped(outer)
	}
	if lit == nil || lit.Body != body || len(around) < 2 || looped(around) {
		return false
	}
	call, ok := around[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	if _, launch := around[1].(*ast.GoStmt); launch {
		return true
	}
	_, method := callOf(call)
	return method == "Go"
}

// looped reports whether a loop is among the nodes, up to the next function.
func looped(path []ast.Node) bool {
	for _, n := range path {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// signalsWaiter closes the channel in the one function that is given it, and launched, but neither
// sends on it nor closes it.
func signalsWaiter(f *Fixer, c *model.Claim) []candidate {
	if c.Stuck == nil || c.Stuck.Op != explore.Receive {
		return nil
	}
	ch := f.channelOf(c)
	if ch == nil || len(ch.sends) > 0 || f.isClosed(ch) {
		return nil
	}
	var calls []*ast.CallExpr
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return f.object(a) == ch.obj }) {
				calls = append(calls, call)
			}
			return true
		})
	}
	if len(calls) != 1 {
		return nil
	}
	fn, ok := f.object(calls[0].Fun).(*types.Func)
	if at, _ := f.enclosing(calls[0].Pos()); !ok || f.used(fn) != 1 || looped(at) {
		return nil
	}
	i := slices.IndexFunc(calls[0].Args, func(a ast.Expr) bool { return f.object(a) == ch.obj })
	path, _ := f.enclosing(fn.Pos())
	decl := declaration(path)
	param, ok := f.parameter(calls[0], i).(*types.Var)
	if decl == nil || decl.Body == nil || !ok || param.Name() == "" || param.Name() == "_" {
		return nil
	}
	return []candidate{{fmt.Sprintf("Close %s when %s returns", param.Name(), fn.Name()), f.atTop(decl.Body, "defer close("+param.Name()+")")}}
}

// used counts the uses of an object in the package.
func (f *Fixer) used(obj types.Object) (n int) {
	for _, o := range f.info.Uses {
		if o == obj {
			n++
		}
	}
	return n
}

// closes closes the channel in the function that makes it and sends on it: behind the last
// send, or when the function returns.
func closes(f *Fixer, c *model.Claim) (out []candidate) {
	if c.Stuck != nil && c.Stuck.Op != explore.Receive && c.Stuck.Op != explore.Select {
		return nil
	}
	ch := f.channelOf(c)
	if ch == nil || f.isClosed(ch) || f.handed(ch, true) {
		return nil
	}
	_, maker := function(ch.path)
	stmt, _ := innermost[ast.Stmt](ch.path)
	if maker == nil || stmt == nil || !slices.Contains(maker.List, stmt) {
		return nil
	}
	var last ast.Stmt
	for _, s := range ch.sends {
		_, body := function(s.path)
		if body != maker {
			return nil
		}
		for _, st := range maker.List {
			if st.Pos() <= s.stmt.Pos() && s.stmt.End() <= st.End() {
				last = st
			}
		}
	}
	message := fmt.Sprintf("Close %s behind the last value", ch.obj.Name())
	if last != nil {
		out = append(out, candidate{message, f.after(last, "close("+ch.obj.Name()+")")})
	}
	return append(out, candidate{
		fmt.Sprintf("Close %s when the function returns", ch.obj.Name()),
		f.after(stmt, "defer close("+ch.obj.Name()+")"),
	})
}
