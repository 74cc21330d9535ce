// Package site names places in source files in a way that survives moved lines: by the
// function around them and by the operation that stands there. It reads syntax only, and
// only of the files that it is asked about.
package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// A Place is where something stands, without lines and columns.
type Place struct {
	Function string // as in Serve, (*Server).Serve, or var handlers; "" at the top of a file
	Op       string // as in go s.loop, results <-, <-done, select, range jobs, wg.Wait(); "" for what is none
}

// Hash returns a short name for what a rule says at a place in a package.
func (p Place) Hash(rule, pkg string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, pkg, p.Function, p.Op}, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// A Reader reads places, and keeps the files that it has read. The zero value is ready.
type Reader struct {
	fset  *token.FileSet
	files map[string]*ast.File
}

// At returns the place at a line and column (in bytes, both from 1) of a Go file. The
// error is that of reading it; where the file has errors, or has changed meanwhile, the place
// may be empty.
func (r *Reader) At(name string, line, column int) (Place, error) {
	file, err := r.file(name)
	if file == nil {
		return Place{}, err
	}
	tf := r.fset.File(file.FileStart)
	if line < 1 || line > tf.LineCount() {
		return Place{}, nil
	}
	pos := tf.LineStart(line) + token.Pos(max(column, 1)-1)
	if pos > file.FileEnd {
		return Place{}, nil
	}
	return Of(file, pos), nil
}

// Of returns the place of a position in a file.
func Of(file *ast.File, pos token.Pos) Place {
	var place Place
	path, _ := astutil.PathEnclosingInterval(file, pos, pos+1)
	for _, n := range path {
		if place.Op == "" {
			place.Op = op(n, pos)
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			place.Function = funcName(n)
		case *ast.ValueSpec:
			if len(n.Names) > 0 {
				place.Function = "var " + n.Names[0].Name // of a function, its own name comes later
			}
		}
	}
	return place
}

func (r *Reader) file(name string) (*ast.File, error) {
	if f, ok := r.files[name]; ok {
		return f, nil
	}
	if r.files == nil {
		r.fset, r.files = token.NewFileSet(), make(map[string]*ast.File)
	}
	f, err := parser.ParseFile(r.fset, name, nil, parser.SkipObjectResolution)
	if f != nil {
		err = nil // as far as it goes
	}
	r.files[name] = f
	if err != nil {
		return nil, fmt.Errorf("naming a place: %w", err)
	}
	return f, nil
}

// op describes a node that does something with goroutines, if it is the one that begins at, or
// has its sign at, a position.
func op(n ast.Node, pos token.Pos) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "go " + callee(n.Call)
	case *ast.DeferStmt:
		return "defer " + callee(n.Call)
	case *ast.SendStmt:
		return types.ExprString(n.Chan) + " <-"
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return types.ExprString(n)
		}
	case *ast.SelectStmt:
		if pos < n.Body.Lbrace {
			return "select"
		}
	case *ast.RangeStmt:
		if pos < n.Body.Lbrace {
			return "range " + types.ExprString(n.X)
		}
	case *ast.ForStmt:
		if pos < n.Body.Lbrace {
			return "for"
		}
	case *ast.CallExpr:
		return callee(n) + "()"
	}
	return ""
}

// callee names what a call calls; a literal is just func.
func callee(call *ast.CallExpr) string {
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return "func"
	}
	return types.ExprString(call.Fun)
}

func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	recv, star := fn.Recv.List[0].Type, ""
	if p, ok := recv.(*ast.StarExpr); ok {
		recv, star = p.X, "*"
	}
	name, _, _ := strings.Cut(types.ExprString(recv), "[") // without type parameters
	return "(" + star + name + ")." + fn.Name.Name
}
