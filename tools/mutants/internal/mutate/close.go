package mutate

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// dropClose drops the close that ends a range.
//
// Have: the only close of a channel that nobody else can close, because it goes nowhere but into functions of the
// package that are called by name, and to where it can only be received from; and a loop that ranges over it and has no
// other way out. Without the close nothing ends that loop: whoever runs it stands at it for ever after the last value.
// The channel is a variable of a function, an unexported field, or what a function of the package returns to another
// one that ranges over the result.
func dropClose(p *Package) (out []Mutant) {
	try := func(v *types.Var, reach Reach) {
		uses := p.uses(v)
		if count(uses, gone) > 0 {
			return
		}
		close, n := only(uses, closes)
		if n != 1 {
			return
		}
		stmt, ok := statement(close.at)
		if !ok || !p.editable(stmt.Node()) {
			return
		}
		loops := p.endlessRanges(uses)
		if len(loops) == 0 {
			if reach != InFunction {
				return
			}
			if loops = p.returnedRanges(v, uses); len(loops) == 0 {
				return
			}
			reach = InPackage
		}
		m := p.mutant(stmt.Node(), types.ExprString(close.at.Node().(ast.Expr)), reach)
		m.Edits = []Edit{p.replace(stmt.Node(), "")}
		m.Concerned = p.around(loops)
		out = append(out, m)
	}
	for _, l := range p.locals(isChan) {
		if _, _, ok := p.madeChan(l.init); ok {
			try(l.v, InFunction)
		}
	}
	for _, f := range p.fields(isChan) {
		try(f, InPackage)
	}
	return out
}

// around names the functions around nodes, and those that launch them.
func (p *Package) around(at []inspector.Cursor) (names []string) {
	for _, c := range at {
		names = append(names, p.function(c.Node().Pos()))
		if body, ok := p.goroutine(c); ok {
			names = append(names, p.launchers(body.Node())...)
		}
	}
	return names
}

// endlessRanges returns the loops over a channel that only its close ends.
func (p *Package) endlessRanges(uses []use) (loops []inspector.Cursor) {
	for _, u := range uses {
		if u.kind == ranges && !p.leaves(u.at, nil) {
			loops = append(loops, u.at)
		}
	}
	return loops
}

// returnedRanges returns the loops of other functions over the channel, which its function returns to them.
func (p *Package) returnedRanges(v *types.Var, uses []use) (loops []inspector.Cursor) {
	for _, u := range uses {
		if u.kind != reads || u.at.ParentEdgeKind() == edge.Invalid {
			continue
		}
		ret, ok := u.at.Node().(*ast.ReturnStmt)
		if !ok || len(ret.Results) != 1 {
			continue
		}
		f, _ := funcAround(u.at)
		decl, ok := f.Node().(*ast.FuncDecl)
		if !ok {
			continue
		}
		for c := range p.root.Preorder((*ast.RangeStmt)(nil)) {
			call, ok := ast.Unparen(c.Node().(*ast.RangeStmt).X).(*ast.CallExpr)
			if !ok || p.leaves(c, nil) {
				continue
			}
			if callee := typeutil.StaticCallee(p.Info, call); callee != nil && p.declared(callee) == decl {
				loops = append(loops, c)
			}
		}
	}
	return loops
}
