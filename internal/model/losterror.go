package model

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// lostErrors claims launches whose error goes nowhere: the go statement drops what
// its function returns, or the literal that runs drops the only errors it gets.
// Launched are the functions that any launch runs.
func (b *builder) lostErrors(launches []*Launch, launched map[*ssa.Function]bool) []*Claim {
	return b.claimsFor(launches, func(l *Launch) *Claim {
		if !b.view.Tests && b.view.TestSupport(l.Pos()) {
			return nil
		}
		if c := b.droppedResult(l); c != nil {
			return c
		}
		return b.droppedInside(l, launched)
	})
}

func (b *builder) droppedResult(l *Launch) *Claim {
	g, ok := l.Instr.(*ssa.Go)
	if !ok || !summary.ReturnsError(g.Call.Signature()) || b.view.Errors(g.Common()) != fact.Lost {
		return nil
	}
	if b.speaksOfFailure(g.Pos()) || !b.isServer(g) && isService(g.Common()) {
		return nil
	}
	c := &Claim{Rule: "losterror", Kind: LostResult, Pos: l.Pos(), Launch: l, Name: b.view.Called(l.Pos())}
	if b.isServer(g) {
		c.Kind = LostServer
	}
	return c
}

// droppedInside looks at the literal that a launch runs. If that does something
// with the error of one call, who wrote it has thought of errors, and what it
// drops is no matter of goroutines any more.
func (b *builder) droppedInside(l *Launch, launched map[*ssa.Function]bool) *Claim {
	if len(l.Bodies) != 1 || !l.All || b.view.Tests && l.Joined { // a subtest is no goroutine to speak of
		return nil
	}
	if l.ending != nil && l.ending.Ending == fact.Exits {
		return nil // it cleans up before the process ends
	}
	if l.Known != nil && l.Known.Delay && l.Known.Ctx >= 0 {
		return nil // it lets go of something, since a context has ended
	}
	if obj, ok := outermost(l.Fn).Object().(*types.Func); ok && b.view.Unchecked(obj) {
		return nil // it is part of what gives something up
	}
	fn := l.Bodies[0].Fn
	lit, ok := fn.Syntax().(*ast.FuncLit)
	if !ok {
		return nil
	}
	if summary.ReturnsError(fn.Signature) && b.view.ErrorsOf(fn) != fact.NoErrors {
		return nil // the helper gets to know
	}
	top := topCalls(lit)
	var first *ssa.Call
	for _, part := range withYields([]*ssa.Function{fn}) {
		for instr := range flow.Instrs(part) {
			call, ok := instr.(*ssa.Call)
			if !ok || !summary.ReturnsError(call.Call.Signature()) || b.view.Wraps(call.Common()) || b.view.Errors(call.Common()) != fact.Lost {
				continue
			}
			if !b.view.Drops(call) {
				return nil
			}
			if first == nil && top[call.Pos()] != nil {
				first = call
			}
		}
	}
	if first == nil {
		return nil
	}
	drop := top[first.Pos()]
	if b.meant(l, first, drop, launched) || b.failureIn(lit) || b.converses(first) {
		return nil
	}
	_, blank := drop.(*ast.AssignStmt)
	switch {
	case b.isServer(first):
	case goesOn(lit, drop):
		return nil
	case b.stays(l) && (blank || isNotLast(lit, drop)):
		return nil // it says, if not in vain, that it was stopped; or it is a first try before a loop
	}
	c := &Claim{Rule: "losterror", Kind: LostInside, Pos: l.Pos(), Launch: l, Name: b.view.Called(first.Pos())}
	if b.isServer(first) {
		c.Kind = LostServer
	}
	c.Where = []Place{{first.Pos(), DroppedHere}}
	return c
}

// isServer reports whether a call is of a server, which does not return before it fails.
func (b *builder) isServer(call ssa.CallInstruction) bool {
	k := b.view.Known(b.view.Callee(call.Common()))
	return k != nil && k.Blocks != nil && k.Blocks.Forever
}

// isService reports whether a call is of what runs until its context ends, behind an interface: such
// services are made to be run by supervisors, and keep or log what goes wrong themselves. Which one it
// is, and whether it does, is not known.
func isService(c *ssa.CallCommon) bool {
	sig := c.Signature()
	return c.IsInvoke() && sig.Params().Len() == 1 && ref.IsContext(sig.Params().At(0).Type()) &&
		sig.Results().Len() == 1 && summary.IsError(sig.Results().At(0).Type())
}

// goesOn reports whether a literal throws all that a call returns away by hand, and then does something
// else, whatever has come of it; to say that it has ended is nothing else.
func goesOn(lit *ast.FuncLit, drop ast.Stmt) bool {
	set, ok := drop.(*ast.AssignStmt)
	if !ok || slices.ContainsFunc(set.Lhs, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return !ok || id.Name != "_" }) {
		return false
	}
	behind := lit.Body.List[slices.Index(lit.Body.List, drop)+1:]
	return slices.ContainsFunc(behind, func(s ast.Stmt) bool {
		e, ok := s.(*ast.ExprStmt)
		if !ok {
			return true
		}
		call, ok := e.X.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fun := call.Fun.(type) {
		case *ast.SelectorExpr:
			return fun.Sel.Name != "Done"
		case *ast.Ident:
			return fun.Name != "close"
		}
		return true
	})
}

// isNotLast reports whether another statement of a literal follows one of them.
func isNotLast(lit *ast.FuncLit, stmt ast.Stmt) bool {
	return slices.Index(lit.Body.List, stmt) < len(lit.Body.List)-1
}

// ofFailure are words of those who have thought of what happens if a call fails.
var ofFailure = []string{"error", "err ", "fail", "success", "best effort", "best-effort", "ignore"}

// speaksOfFailure reports whether a comment by a go statement, or above the branch that
// begins with it, says something of its failure.
func (b *builder) speaksOfFailure(at token.Pos) bool {
	if strings.Contains(b.view.Comment(at, at), "errcheck") {
		return true // the linter of that name has been told so
	}
	return ofFailureIn(b.view.CommentAbove(at) + b.view.CommentOfBranch(at))
}

func ofFailureIn(text string) bool {
	return mentions(text, ofFailure...)
}

// failureIn reports whether a comment in a literal speaks of failure.
func (b *builder) failureIn(lit *ast.FuncLit) bool {
	return ofFailureIn(b.view.CommentsWithin(lit.Body.Lbrace, lit.Body.Rbrace))
}

// converses reports whether a call is given a connection that the same function closes: its
// error says how the conversation has ended.
func (b *builder) converses(call *ssa.Call) bool {
	for _, arg := range call.Call.Args {
		arg = ref.Strip(arg)
		if methods := types.NewMethodSet(arg.Type()); methods.Lookup(nil, "Read") == nil || methods.Lookup(nil, "Write") == nil {
			continue
		}
		for instr := range flow.Instrs(call.Parent()) {
			if end, ok := instr.(ssa.CallInstruction); ok && b.closes(end.Common(), arg) {
				return true
			}
		}
	}
	return false
}

// closes reports whether a call is of the Close method of a value.
func (b *builder) closes(c *ssa.CallCommon, of ssa.Value) bool {
	obj := b.view.Callee(c)
	switch {
	case obj == nil || obj.Name() != "Close" || obj.Signature().Recv() == nil:
		return false
	case c.IsInvoke():
		return sameVariable(ref.Strip(c.Value), of)
	}
	return len(c.Args) > 0 && sameVariable(ref.Strip(c.Args[0]), of)
}

// sameVariable reports whether two values are one, or loaded from one variable.
func sameVariable(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	x, ok := a.(*ssa.UnOp)
	if !ok {
		return false
	}
	y, ok := b.(*ssa.UnOp)
	return ok && x.Op == token.MUL && y.Op == token.MUL && x.X == y.X
}

// meant reports whether an error seems to be dropped on purpose: a comment stands
// by the statement, it is assigned to _ and of a kind to be, or the package drops the
// errors of the same function where nothing is launched.
// What only says in what state something is, and no more, is often asked for nobody.
func (b *builder) meant(l *Launch, drop *ssa.Call, stmt ast.Stmt, launched map[*ssa.Function]bool) bool {
	_, assigned := stmt.(*ast.AssignStmt)
	if b.view.Comment(stmt.Pos(), stmt.End()) != "" || b.speaksOfFailure(l.Pos()) || assigned && b.view.CommentAbove(l.Pos()) != "" {
		return true
	}
	if fn := b.view.Callee(drop.Common()); assigned && fn != nil && b.view.UncheckedBlank(fn) {
		return true
	}
	callee := drop.Call.StaticCallee()
	if callee == nil {
		return false
	}
	if b.view.StatesOnly(ref.Target(callee)) {
		return true
	}
	return slices.ContainsFunc(b.callers[ref.Target(callee)], func(u use) bool {
		call, ok := u.instr.(*ssa.Call)
		return ok && !u.value && !launched[call.Parent()] && b.view.Drops(call)
	})
}

// topCalls returns the positions of the calls in the statements of a literal
// itself: those in its branches and loops are other linters' business.
func topCalls(lit *ast.FuncLit) map[token.Pos]ast.Stmt {
	top := make(map[token.Pos]ast.Stmt)
	for _, stmt := range lit.Body.List {
		switch stmt.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt:
			ast.Inspect(stmt, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					top[call.Lparen] = stmt
				}
				_, inner := n.(*ast.FuncLit)
				return !inner
			})
		}
	}
	return top
}
