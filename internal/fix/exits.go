package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

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

// contextAt returns an expression for the context at hand at a position: a variable or
// parameter, else a field of the receiver; "" if there is none.
func (f *Fixer) contextAt(pos token.Pos) string {
	for scope := f.pass.Pkg.Scope().Innermost(pos); scope != nil && scope != f.pass.Pkg.Scope(); scope = scope.Parent() {
		found := ""
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if v, ok := obj.(*types.Var); ok && name != "_" && ref.IsContext(v.Type()) && obj.Pos() < pos && (found == "" || name == "ctx") {
				found = name
			}
		}
		if found != "" {
			return found
		}
	}
	path, _ := f.enclosing(pos)
	recv := receiver(path)
	if recv == nil {
		return ""
	}
	st, ok := pointee(f.info.TypeOf(recv)).Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	for field := range st.Fields() {
		if ref.IsContext(field.Type()) {
			return recv.Name + "." + field.Name()
		}
	}
	return ""
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
				if zero = "nil"; summary.IsError(t) {
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
	recv, waits := receiver(path), f.operand(path)
	if recv == nil || waits == nil {
		return nil
	}
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := closedBy(call).(*ast.SelectorExpr)
			if !ok || !types.Identical(f.info.TypeOf(sel.X), f.info.TypeOf(recv)) {
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
