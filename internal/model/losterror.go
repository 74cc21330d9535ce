package model

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/summary"
)

// lostError claims a launch whose error goes nowhere: the go statement drops what
// its function returns, or the literal that runs drops the only errors it gets.
func (b *builder) lostError(l *Launch) *Claim {
	if c := b.droppedResult(l); c != nil {
		return c
	}
	return b.droppedInside(l)
}

func (b *builder) droppedResult(l *Launch) *Claim {
	g, ok := l.Instr.(*ssa.Go)
	if !ok || !summary.ReturnsError(g.Call.Signature()) || b.view.Errors(g.Common()) != fact.Lost {
		return nil
	}
	c := &Claim{Rule: "losterror", Kind: LostResult, Pos: l.Pos(), Launch: l, Name: b.view.Called(l.Pos())}
	if k := b.view.Known(b.view.Callee(g.Common())); k != nil && k.Blocks != nil && k.Blocks.Forever {
		c.Kind = LostServer
	}
	return c
}

// droppedInside looks at the literal that a launch runs. If that does something
// with the error of one call, who wrote it has thought of errors, and what it
// drops is no matter of goroutines any more.
func (b *builder) droppedInside(l *Launch) *Claim {
	if len(l.Bodies) != 1 || !l.All || b.view.Tests && l.Joined { // a subtest is no goroutine to speak of
		return nil
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
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok || !summary.ReturnsError(call.Call.Signature()) || b.view.Wraps(call.Common()) || b.view.Errors(call.Common()) != fact.Lost {
			continue
		}
		if !b.view.Drops(call) {
			return nil
		}
		if first == nil && top[call.Pos()] {
			first = call
		}
	}
	if first == nil {
		return nil
	}
	c := &Claim{Rule: "losterror", Kind: LostInside, Pos: l.Pos(), Launch: l, Name: b.view.Called(first.Pos())}
	if k := b.view.Known(b.view.Callee(first.Common())); k != nil && k.Blocks != nil && k.Blocks.Forever {
		c.Kind = LostServer
	}
	c.Where = []Place{{first.Pos(), DroppedHere}}
	return c
}

// topCalls returns the positions of the calls in the statements of a literal
// itself: those in its branches and loops are other linters' business.
func topCalls(lit *ast.FuncLit) map[token.Pos]bool {
	top := make(map[token.Pos]bool)
	for _, stmt := range lit.Body.List {
		switch stmt.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt:
			ast.Inspect(stmt, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					top[call.Lparen] = true
				}
				_, inner := n.(*ast.FuncLit)
				return !inner
			})
		}
	}
	return top
}
