package leakprofile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
)

// A source is what a file says now, to tell whether a profile is of a program that was built
// from it as it is.
type source struct {
	funcs []extent       // functions and func literals; inner ones behind outer ones
	ops   map[int][]Wait // what can block, by line
}

// An extent is the first and last line of something.
type extent struct{ first, last int }

// readSource reads a file as far as it goes: of one that cannot be read nothing is known.
func readSource(name string) *source {
	s := &source{ops: make(map[int][]Wait)}
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if file == nil {
		return s
	}
	line := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	add := func(pos token.Pos, w Wait) { s.ops[line(pos)] = append(s.ops[line(pos)], w) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			s.funcs = append(s.funcs, extent{line(n.Type.Func), line(n.End())})
		case *ast.FuncLit:
			s.funcs = append(s.funcs, extent{line(n.Pos()), line(n.End())})
		case *ast.SendStmt:
			add(n.Pos(), Send)
			add(n.Arrow, Send)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				add(n.Pos(), Receive)
			}
		case *ast.RangeStmt:
			add(n.Pos(), Receive)
		case *ast.SelectStmt:
			add(n.Pos(), Select)
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
				if w := waitOfOp("." + sel.Sel.Name + "()"); w != "" {
					add(n.Pos(), w)
					add(sel.Sel.Pos(), w)
				}
			}
		}
		return true
	})
	return s
}

// start returns the first line of the innermost function around a line, or 0.
func (s *source) start(line int) int {
	start := 0
	for _, f := range s.funcs {
		if f.first <= line && line <= f.last {
			start = f.first
		}
	}
	return start
}

// has reports whether a goroutine can be blocked so on a line.
func (s *source) has(line int, wait Wait) bool {
	return slices.ContainsFunc(s.ops[line], func(op Wait) bool { return agree(op, wait) })
}
