package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/model"
)

// contextAt returns an expression for the context at hand at a position: a variable or
// parameter, else a field of the receiver; "" if there is none.
func (f *Fixer) contextAt(pos token.Pos) string {
	for scope := f.pass.Pkg.Scope().Innermost(pos); scope != nil && scope != f.pass.Pkg.Scope(); scope = scope.Parent() {
		found := ""
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if v, ok := obj.(*types.Var); ok && name != "_" && isContext(v.Type()) && obj.Pos() < pos && (found == "" || name == "ctx") {
				found = name
			}
		}
		if found != "" {
			return found
		}
	}
	path, _ := f.enclosing(pos)
	decl := declaration(path)
	if decl == nil || decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return ""
	}
	recv := decl.Recv.List[0].Names[0]
	t := f.info.TypeOf(recv)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	for field := range st.Fields() {
		if isContext(field.Type()) {
			return recv.Name + "." + field.Name()
		}
	}
	return ""
}

// An exit is a way out of a function that waits.
type exit struct {
	event string // what is received: ctx.Done()
	leave string // the statement that leaves then
	what  string // for the message
}

// exits lists the ways out at a position: the end of the context at hand, what the function
// leaves for elsewhere, and what the receiver's methods close when it stops.
func (f *Fixer) exits(pos token.Pos) (out []exit) {
	path, _ := f.enclosing(pos)
	fn, body := function(path)
	if fn == nil {
		return nil
	}
	if ctx := f.contextAt(pos); ctx != "" {
		if leave := f.leaving(fn, ctx+".Err()", pos); leave != "" {
			out = append(out, exit{ctx + ".Done()", leave, ctx + " ends"})
		}
	}
	for _, e := range f.leftFor(body) {
		if !slices.ContainsFunc(out, func(x exit) bool { return x.event == e.event }) {
			out = append(out, e)
		}
	}
	for _, field := range f.closedFields(path) {
		if leave := f.leaving(fn, "", pos); leave != "" {
			out = append(out, exit{field, leave, field + " is closed"})
		}
	}
	return out
}

// leaving is the statement that leaves a function: with err for an error, if there is one at
// hand, and with nothing for all else; "" if that cannot be written down.
func (f *Fixer) leaving(fn *ast.FuncType, err string, pos token.Pos) string {
	if fn.Results == nil || len(fn.Results.List) == 0 {
		return "return"
	}
	var results []string
	for _, field := range fn.Results.List {
		for range max(1, len(field.Names)) {
			t := f.info.TypeOf(field.Type)
			if t == nil {
				return ""
			}
			zero := ""
			switch u := t.Underlying().(type) {
			case *types.Interface:
				if zero = "nil"; types.Identical(t, types.Universe.Lookup("error").Type()) {
					if err == "" {
						return "" // which one, who wrote this has to say
					}
					zero = err
				}
				if _, param := t.(*types.TypeParam); param {
					return ""
				}
			case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
				zero = "nil"
			case *types.Struct, *types.Array:
				zero = types.TypeString(t, f.qualifier(pos)) + "{}"
			case *types.Basic:
				switch {
				case u.Info()&types.IsBoolean != 0:
					zero = "false"
				case u.Info()&types.IsNumeric != 0:
					zero = "0"
				case u.Info()&types.IsString != 0:
					zero = `""`
				}
			}
			if zero == "" {
				return ""
			}
			results = append(results, zero)
		}
	}
	return "return " + strings.Join(results, ", ")
}

// leftFor returns the receives for which the selects of a body leave it.
func (f *Fixer) leftFor(body *ast.BlockStmt) (out []exit) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CommClause:
			comm, ok := n.Comm.(*ast.ExprStmt)
			if !ok || len(n.Body) != 1 {
				return true
			}
			recv, ok := comm.X.(*ast.UnaryExpr)
			ret, returns := n.Body[0].(*ast.ReturnStmt)
			if ok && returns && recv.Op == token.ARROW {
				out = append(out, exit{f.text(recv.X), f.text(ret), f.text(recv.X) + " says so"})
			}
		}
		return true
	})
	return out
}

// closedFields returns the channels that carry no data, in fields of the receiver, which are closed by
// who receives from the channel that the function waits for: nobody will any more.
func (f *Fixer) closedFields(path []ast.Node) (out []string) {
	decl := declaration(path)
	if decl == nil || decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return nil
	}
	recv := decl.Recv.List[0].Names[0]
	waits := f.operand(path)
	if waits == nil {
		return nil
	}
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			id, isClose := call.Fun.(*ast.Ident)
			sel, ok := call.Args[0].(*ast.SelectorExpr)
			if !ok || !isClose || id.Name != "close" || !types.Identical(f.info.TypeOf(sel.X), f.info.TypeOf(recv)) {
				return true
			}
			ch, ok := f.info.TypeOf(sel).Underlying().(*types.Chan)
			if !ok {
				return true
			}
			if closer, _ := f.enclosing(call.Pos()); !f.receivesFrom(declaration(closer), waits) {
				return true
			}
			if st, ok := ch.Elem().Underlying().(*types.Struct); ok && st.NumFields() == 0 {
				if text := recv.Name + "." + sel.Sel.Name; !slices.Contains(out, text) {
					out = append(out, text)
				}
			}
			return true
		})
	}
	return out
}

// operand returns the channel that the send at hand is on, or nil.
func (f *Fixer) operand(path []ast.Node) types.Object {
	if send, _ := innermost[*ast.SendStmt](path); send != nil {
		return f.object(send.Chan)
	}
	return nil
}

// receivesFrom reports whether a function receives from a channel, by its name.
func (f *Fixer) receivesFrom(decl *ast.FuncDecl, ch types.Object) (receives bool) {
	if decl == nil || decl.Body == nil {
		return false
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			receives = receives || n.Op == token.ARROW && f.object(n.X) == ch
		case *ast.RangeStmt:
			receives = receives || f.object(n.X) == ch
		}
		return !receives
	})
	return receives
}

// watchesContext lets a goroutine leave an operation on a channel when the context at hand
// ends, or when something else happens for which it or its like leave.
func watchesContext(f *Fixer, c *model.Claim) (out []candidate) {
	at := c.Pos
	if c.Stuck != nil {
		at = c.Stuck.Pos
	}
	for _, p := range c.Where {
		if c.Stuck == nil && p.Role == model.SendHere {
			at = p.Pos
		}
	}
	path, _ := f.enclosing(at)
	if f.waitsForEnd(path, at) {
		return nil
	}
	for _, e := range f.exits(at) {
		if f.taken(path, e) {
			continue
		}
		if edits := f.orLeave(path, at, e); edits != nil {
			out = append(out, candidate{"Leave when " + e.what, edits})
		}
	}
	return out
}

// waitsForEnd reports whether the operation at a position waits for the end of a context: another
// one is not what it waits for.
func (f *Fixer) waitsForEnd(path []ast.Node, at token.Pos) bool {
	recv, _ := innermost[*ast.UnaryExpr](path)
	if recv == nil || recv.OpPos != at {
		return false
	}
	call, ok := recv.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	of, method := callOf(call)
	return method == "Done" && of != nil && f.info.TypeOf(of) != nil && isContext(f.info.TypeOf(of))
}

// taken reports whether the operation comes behind that event: it is part of the way out.
func (f *Fixer) taken(path []ast.Node, e exit) bool {
	return slices.ContainsFunc(path, func(n ast.Node) bool {
		comm, ok := n.(*ast.CommClause)
		return ok && comm.Comm != nil && strings.Contains(f.text(comm.Comm), "<-"+e.event)
	})
}

// orLeave adds a way out to the operation at a position.
func (f *Fixer) orLeave(path []ast.Node, at token.Pos, e exit) []analysis.TextEdit {
	for i, n := range path {
		switch n := n.(type) {
		case *ast.SelectStmt:
			return f.anotherCase(n, e)
		case *ast.SendStmt, *ast.ExprStmt:
			if comm, ok := path[i+1].(*ast.CommClause); ok && comm.Comm == n {
				continue
			}
			return f.asSelect(n.(ast.Stmt), e)
		case *ast.RangeStmt:
			if n.For != at {
				return nil
			}
			return f.asLoop(n, e)
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		}
	}
	return nil
}

// anotherCase adds a case for the end of the context to a select.
func (f *Fixer) anotherCase(sel *ast.SelectStmt, e exit) []analysis.TextEdit {
	for _, clause := range sel.Body.List {
		if clause.(*ast.CommClause).Comm == nil {
			return nil
		}
	}
	if !f.startsLine(sel.Body.Rbrace) {
		return nil
	}
	indent := f.indent(sel.Body.Rbrace)
	return []analysis.TextEdit{insert(sel.Body.Rbrace, "case <-"+e.event+":\n"+indent+"\t"+e.leave+"\n"+indent)}
}

// asSelect puts a send or receive into a select with the end of the context.
func (f *Fixer) asSelect(stmt ast.Stmt, e exit) []analysis.TextEdit {
	end := f.endOfLine(stmt.End())
	if !f.startsLine(stmt.Pos()) || !end.IsValid() {
		return nil
	}
	indent := f.indent(stmt.Pos())
	lines := []string{"select {", "case " + f.text(stmt) + ":" + f.between(stmt.End(), end), "case <-" + e.event + ":", "\t" + e.leave, "}"}
	return []analysis.TextEdit{{Pos: stmt.Pos(), End: end, NewText: []byte(strings.Join(lines, "\n"+indent))}}
}

// asLoop turns a range over a channel into a loop that the end of the context ends as well. Of a channel
// that may be closed, that ends the function: so the loop has to be its last statement.
func (f *Fixer) asLoop(loop *ast.RangeStmt, e exit) []analysis.TextEdit {
	if loop.Value != nil || loop.Key != nil && loop.Tok != token.DEFINE || !f.endOfLine(loop.Body.Lbrace+1).IsValid() {
		return nil
	}
	ch, ok := f.info.TypeOf(loop.X).Underlying().(*types.Chan)
	if !ok {
		return nil
	}
	name, elem := "", types.TypeString(ch.Elem(), f.qualifier(loop.For))
	if loop.Key != nil && f.text(loop.Key) != "_" {
		name = f.text(loop.Key)
	}
	lines := []string{"for {"}
	if name != "" {
		lines = append(lines, "var "+name+" "+elem)
	}
	receive := "<-" + f.text(loop.X) + ":"
	switch ends := elem != "time.Time"; { // the channels of timers are never closed
	case ends && !f.isLast(loop):
		return nil
	case ends && name != "":
		lines = append(lines, "var ok bool", "select {", "case <-"+e.event+":", "\t"+e.leave, "case "+name+", ok = "+receive, "\tif !ok {", "\t\t"+e.leave, "\t}", "}")
	case ends:
		lines = append(lines, "select {", "case <-"+e.event+":", "\t"+e.leave, "case _, ok := "+receive, "\tif !ok {", "\t\t"+e.leave, "\t}", "}")
	case name != "":
		lines = append(lines, "select {", "case <-"+e.event+":", "\t"+e.leave, "case "+name+" = "+receive, "}")
	default:
		lines = append(lines, "select {", "case <-"+e.event+":", "\t"+e.leave, "case "+receive, "}")
	}
	return []analysis.TextEdit{{Pos: loop.For, End: loop.Body.Lbrace + 1, NewText: []byte(strings.Join(lines, "\n"+f.indent(loop.For)+"\t"))}}
}

// isLast reports whether a statement is the last one of its function, which returns nothing.
func (f *Fixer) isLast(stmt ast.Stmt) bool {
	path, _ := f.enclosing(stmt.Pos())
	fn, body := function(path)
	return body != nil && fn.Results == nil && len(body.List) > 0 && body.List[len(body.List)-1] == stmt
}

// qualifier names packages as the file around a position does.
func (f *Fixer) qualifier(pos token.Pos) types.Qualifier {
	_, file := f.enclosing(pos)
	return func(p *types.Package) string {
		if p == f.pass.Pkg {
			return ""
		}
		if name, _, ok := f.imported(file, p.Path()); ok {
			return name
		}
		return p.Name()
	}
}

// passesContext passes the context that is at hand to a call that does without.
func passesContext(f *Fixer, c *model.Claim) []candidate {
	if c.Context == "" {
		return nil
	}
	message := "Pass " + c.Context
	for _, p := range c.Where {
		path, _ := f.enclosing(p.Pos)
		call, _ := innermost[*ast.CallExpr](path)
		if call == nil {
			continue
		}
		switch {
		case p.Role == model.ContextHere && c.Instead == "" && len(call.Args) == 0:
			return []candidate{{message, []analysis.TextEdit{replace(call, c.Context)}}}
		case c.Instead != "" && (p.Role == model.ContextHere || p.Role == model.CallHere):
			return []candidate{{message, instead(call, c.Instead, c.Context)}}
		}
	}
	if call := f.launched(c); call != nil && c.Instead != "" {
		return []candidate{{message, instead(call, c.Instead, c.Context)}}
	}
	return nil
}

// instead calls the function of a name that takes a context first.
func instead(call *ast.CallExpr, name, ctx string) []analysis.TextEdit {
	fun := call.Fun
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		fun = sel.Sel
	}
	id, ok := fun.(*ast.Ident)
	if !ok {
		return nil
	}
	first := ctx
	if len(call.Args) > 0 {
		first += ", "
	}
	return []analysis.TextEdit{replace(id, name[strings.LastIndexByte(name, '.')+1:]), insert(call.Lparen+1, first)}
}

// launched returns the call of a go statement at a claim's position, or nil.
func (f *Fixer) launched(c *model.Claim) *ast.CallExpr {
	path, _ := f.enclosing(c.Pos)
	stmt, _ := innermost[*ast.GoStmt](path)
	if stmt == nil || stmt.Go != c.Pos {
		return nil
	}
	return stmt.Call
}
