package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/model"
)

// A channel is what a claim is about, as the source has it.
type channel struct {
	make  *ast.CallExpr
	path  []ast.Node // around it
	obj   types.Object
	sends []*send
	other bool // something is done with it that is no send, receive or close
}

// A send is one on the channel, with the nodes around it.
type send struct {
	stmt *ast.SendStmt
	path []ast.Node
}

// channelOf finds the channel that a claim's operation is on, by where it is made.
func (f *Fixer) channelOf(c *model.Claim) *channel {
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
	f.uses(ch)
	return ch
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
	names := f.aliases(ch.obj)
	is := func(e ast.Expr) bool {
		o := f.object(e)
		return o != nil && names[o]
	}
	for _, file := range f.pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			switch n := n.(type) {
			case *ast.SendStmt:
				if is(n.Chan) {
					around := slices.Clone(stack)
					slices.Reverse(around)
					ch.sends = append(ch.sends, &send{n, around})
				}
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "len" || id.Name == "cap") && len(n.Args) == 1 && is(n.Args[0]) {
					ch.other = true
				}
			}
			stack = append(stack, n)
			return true
		})
	}
}

// aliases returns the names of a channel: what it is passed, assigned or set as.
func (f *Fixer) aliases(obj types.Object) map[types.Object]bool {
	names := map[types.Object]bool{obj: true}
	is := func(e ast.Expr) bool {
		o := f.object(e)
		return o != nil && names[o]
	}
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

// parameter returns the parameter that the i-th argument of a call is passed for.
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
	if fn, ok := f.object(call.Fun).(*types.Func); ok && fn.Pkg() == f.pass.Pkg {
		return fn.Signature().Params().At(i)
	}
	return nil
}

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
		if !f.lastAct(s) {
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

// lastAct reports whether nothing but an end follows a send in its function, nor another round of a
// loop: it is in no choice, and what comes after it returns, counts down or closes.
func (f *Fixer) lastAct(s *send) bool {
	var at ast.Node = s.stmt
	for _, n := range s.path {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return true
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
	if id, ok := call.Fun.(*ast.Ident); ok {
		return id.Name == "close"
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

// handed reports whether a channel is handed to where it is not followed, by what allows to send on or
// close it; with put, whether it is returned or kept as well.
func (f *Fixer) handed(ch *channel, put bool) (handed bool) {
	names := f.aliases(ch.obj)
	for _, file := range f.pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if e, ok := n.(ast.Expr); ok && len(stack) > 0 {
				if o := f.object(e); o != nil && names[o] {
					handed = handed || f.hands(e, stack[len(stack)-1], put)
				}
			}
			stack = append(stack, n)
			return true
		})
	}
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

// isClosed reports whether a channel is closed anywhere.
func (f *Fixer) isClosed(ch *channel) (closed bool) {
	names := f.aliases(ch.obj)
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "close" {
					closed = closed || names[f.object(call.Args[0])]
				}
			}
			return !closed
		})
	}
	return closed
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

// cancels calls the cancel func of a context when the function returns that makes it.
func cancels(f *Fixer, c *model.Claim) (out []candidate) {
	_, file := f.enclosing(c.Pos)
	if file == nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || len(set.Lhs) != 2 || len(set.Rhs) != 1 {
			return true
		}
		call, ok := set.Rhs[0].(*ast.CallExpr)
		if !ok {
			return true
		}
		recv, name := callOf(call)
		if pkg, ok := recv.(*ast.Ident); !ok || !strings.HasPrefix(name, "With") || !f.isPackage(pkg, "context") {
			return true
		}
		cancel, ok := set.Lhs[1].(*ast.Ident)
		if !ok || f.isDeferred(file, cancel) {
			return true
		}
		message := "Cancel the context when the function returns"
		switch {
		case cancel.Name != "_" && !f.onlyCalled(cancel):
		case cancel.Name != "_":
			out = append(out, candidate{message, f.after(set, "defer "+cancel.Name+"()")})
		case set.Tok == token.DEFINE:
			edits := append([]analysis.TextEdit{replace(cancel, "cancel")}, f.after(set, "defer cancel()")...)
			if len(edits) > 1 {
				out = append(out, candidate{message, edits})
			}
		}
		return true
	})
	return out
}

// onlyCalled reports whether a func in a variable is called, and never handed on.
func (f *Fixer) onlyCalled(id *ast.Ident) bool {
	obj, called := f.info.ObjectOf(id), 0
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && f.object(call.Fun) == obj {
				called++
			}
			return true
		})
	}
	return f.used(obj) == called
}

func (f *Fixer) isPackage(id *ast.Ident, path string) bool {
	pkg, ok := f.info.Uses[id].(*types.PkgName)
	return ok && pkg.Imported().Path() == path
}

// isDeferred reports whether a cancel func is called by a defer statement.
func (f *Fixer) isDeferred(file *ast.File, cancel *ast.Ident) (deferred bool) {
	obj := f.info.ObjectOf(cancel)
	if obj == nil {
		return false
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			if id, ok := d.Call.Fun.(*ast.Ident); ok && f.info.ObjectOf(id) == obj {
				deferred = true
			}
		}
		return !deferred
	})
	return deferred
}
