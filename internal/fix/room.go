package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/model"
)

// moreRoom makes the channel so large that no send on it waits: one for each send, or one for each
// goroutine that sends. It suits goroutines that do nothing more once they have sent,
// to whom it does not matter when the value is taken.
func moreRoom(f *Fixer, c *model.Claim) (out []candidate) {
	if c.Stuck != nil && c.Stuck.Op != explore.Send {
		return nil
	}
	ch := f.channelOf(c)
	if ch == nil || ch.other || len(ch.sends) == 0 || len(ch.make.Args) > 1 && f.isNumber(ch.make.Args[1]) && !isZero(ch.make.Args[1]) {
		return nil
	}
	for _, s := range ch.sends {
		if !f.lastAct(s.stmt, s.path, 0) {
			return nil
		}
	}
	room := func(n, message string) {
		edit := insert(ch.make.Args[0].End(), ", "+n)
		if len(ch.make.Args) > 1 {
			edit = replace(ch.make.Args[1], n)
		}
		out = append(out, candidate{message, []analysis.TextEdit{edit}})
	}
	if len(ch.make.Args) > 1 && !isZero(ch.make.Args[1]) {
		room("max("+f.text(ch.make.Args[1])+", 1)", fmt.Sprintf("Make room in %s for the value in any case", ch.obj.Name()))
		return out
	}
	if n := f.launchedFor(ch); n != "" {
		room(n, fmt.Sprintf("Make room in %s for what each goroutine sends", ch.obj.Name()))
		return out
	}
	for n := 1; n <= min(len(ch.sends), 3); n++ {
		message := fmt.Sprintf("Make room in %s for the value", ch.obj.Name())
		if n > 1 {
			message = fmt.Sprintf("Make room in %s for %d values", ch.obj.Name(), n)
		}
		room(strconv.Itoa(n), message)
	}
	return out
}

func (f *Fixer) isNumber(e ast.Expr) bool { return f.info.Types[e].Value != nil }

func isZero(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == "0"
}

// lastAct reports whether nothing but an end follows a send in its goroutine, nor another round of a
// loop: it is in no choice, and what comes after it returns, counts down or closes. What comes after it
// in the functions that call its own is looked at some calls up.
func (f *Fixer) lastAct(at ast.Node, path []ast.Node, depth int) bool {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			return true
		case *ast.FuncDecl:
			return depth > 2 || f.lastOfCallers(n, depth)
		case *ast.ForStmt, *ast.RangeStmt, *ast.LabeledStmt:
			return false
		case *ast.CommClause:
			if n.Comm == at {
				return false // of a select: whether it can go on decides
			}
			if !onlyEnds(n.Body, at) {
				return false
			}
		case *ast.CaseClause:
			if !onlyEnds(n.Body, at) {
				return false
			}
		case *ast.BlockStmt:
			if !onlyEnds(n.List, at) {
				return false
			}
		}
		at = n
	}
	return false
}

// lastOfCallers reports whether the same holds of the calls of a function, other than by go statements.
func (f *Fixer) lastOfCallers(decl *ast.FuncDecl, depth int) bool {
	fn := f.info.Defs[decl.Name]
	for id, obj := range f.info.Uses {
		if obj != fn {
			continue
		}
		path, _ := f.enclosing(id.Pos())
		call, around := innermost[*ast.CallExpr](path)
		if call == nil || len(around) == 0 || f.object(call.Fun) != fn {
			continue // its value: who calls it is not looked for
		}
		switch stmt := around[0].(type) {
		case *ast.GoStmt, *ast.DeferStmt:
		case *ast.ExprStmt:
			if !f.lastAct(stmt, around[1:], depth+1) {
				return false
			}
		}
	}
	return true
}

// onlyEnds reports whether the statements behind one of a list do nothing but end, or send in turn.
func onlyEnds(list []ast.Stmt, at ast.Node) bool {
	behind := false
	for _, stmt := range list {
		if stmt == at {
			behind = true
			continue
		}
		if !behind {
			continue
		}
		switch s := stmt.(type) {
		case *ast.ReturnStmt:
			if len(s.Results) > 0 && slices.ContainsFunc(s.Results, hasCall) {
				return false
			}
			return true
		case *ast.SendStmt, *ast.BranchStmt:
		case *ast.ExprStmt:
			call, ok := s.X.(*ast.CallExpr)
			if !ok || !signals(call) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// signals reports whether a call only says that something has ended.
func signals(call *ast.CallExpr) bool {
	if closedBy(call) != nil {
		return true
	}
	_, method := callOf(call)
	return method == "Done" && len(call.Args) == 0
}

func hasCall(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// launchedFor returns how many goroutines send on a channel, if they are launched in one loop
// of the function that makes it: the length of a collection, or a number, that is there
// when the channel is made.
func (f *Fixer) launchedFor(ch *channel) string {
	_, maker := function(ch.path)
	for _, s := range ch.sends {
		for i, n := range s.path {
			if n == maker {
				break
			}
			switch loop := n.(type) {
			case *ast.RangeStmt:
				if insideLaunch(s.path[:i]) && slices.Contains(s.path[i:], ast.Node(maker)) {
					return f.count(loop.X, ch.make.Pos())
				}
			case *ast.ForStmt:
				if cond, ok := loop.Cond.(*ast.BinaryExpr); ok && cond.Op == token.LSS && insideLaunch(s.path[:i]) && slices.Contains(s.path[i:], ast.Node(maker)) {
					return f.count(cond.Y, ch.make.Pos())
				}
			}
		}
	}
	return ""
}

// insideLaunch reports whether a go statement, or a literal that a call is given, is among the nodes.
func insideLaunch(path []ast.Node) bool {
	return slices.ContainsFunc(path, func(n ast.Node) bool { _, lit := n.(*ast.FuncLit); return lit })
}

// count is an expression, valid at a position, for how many there are: a number, or the length of what a loop ranges over.
func (f *Fixer) count(over ast.Expr, at token.Pos) string {
	if tv, ok := f.info.Types[over]; ok && tv.Value != nil {
		return f.text(over)
	}
	root := ast.Unparen(over)
	if call, ok := root.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "len" {
			root = call.Args[0]
		}
	}
	for {
		sel, ok := root.(*ast.SelectorExpr)
		if !ok {
			break
		}
		root = sel.X
	}
	id, ok := root.(*ast.Ident)
	if !ok {
		return ""
	}
	obj, ok := f.info.ObjectOf(id).(*types.Var)
	if !ok || obj.Pos() >= at && obj.Parent() != f.pass.Pkg.Scope() || f.setAfter(obj, at) {
		return ""
	}
	switch t := f.info.TypeOf(over).Underlying().(type) {
	case *types.Slice, *types.Map, *types.Array:
		return "len(" + f.text(over) + ")"
	case *types.Basic:
		if t.Info()&types.IsInteger != 0 {
			return f.text(over)
		}
	}
	return ""
}

// setAfter reports whether a variable is assigned, or its address taken, behind a position.
func (f *Fixer) setAfter(obj types.Object, at token.Pos) (set bool) {
	_, file := f.enclosing(at)
	if file == nil {
		return true
	}
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && f.info.ObjectOf(id) == obj && id.Pos() > at
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			set = set || slices.ContainsFunc(n.Lhs, is)
		case *ast.IncDecStmt:
			set = set || is(n.X)
		case *ast.UnaryExpr:
			set = set || n.Op == token.AND && is(n.X)
		}
		return !set
	})
	return set
}

// returnsAfterSend adds the return that a branch lacks which has sent the one value there is to be sent.
func returnsAfterSend(f *Fixer, c *model.Claim) (out []candidate) {
	if c.Stuck != nil && c.Stuck.Op != explore.Send {
		return nil
	}
	ch := f.channelOf(c)
	if ch == nil || len(ch.sends) < 2 {
		return nil
	}
	for _, s := range ch.sends {
		block, ok := s.path[0].(*ast.BlockStmt)
		if !ok || len(block.List) == 0 || block.List[len(block.List)-1] != s.stmt || len(s.path) < 2 {
			continue
		}
		fn, body := function(s.path)
		if _, branch := s.path[1].(*ast.IfStmt); !branch || body == block || fn.Results != nil {
			continue
		}
		out = append(out, candidate{"Return when the value has been sent", f.after(s.stmt, "return")})
	}
	return out
}

// ifAny receives only if a goroutine was launched to send.
func ifAny(f *Fixer, c *model.Claim) []candidate {
	ch := f.channelOf(c)
	if ch == nil || c.Stuck == nil || c.Stuck.Op != explore.Receive || c.Stuck.Launch != nil {
		return nil
	}
	path, _ := f.enclosing(c.Stuck.Pos)
	stmt, _ := innermost[*ast.ExprStmt](path)
	n := f.launchedFor(ch)
	if stmt == nil || n == "" || !f.startsLine(stmt.Pos()) {
		return nil
	}
	indent := f.indent(stmt.Pos())
	text := "if " + n + " > 0 {\n" + indent + "\t" + f.text(stmt) + "\n" + indent + "}"
	return []candidate{{"Receive if there is anybody to send", []analysis.TextEdit{replace(stmt, text)}}}
}
