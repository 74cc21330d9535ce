// Package fix proposes repairs for claims: edits of the source that are small, and that
// keep what the program does otherwise.
//
// The strategies for channels are those of GFix (Liu et al., Automatically Detecting
// and Fixing Concurrency Bugs in Go Software Systems, ASPLOS 2021): room for a value
// that nobody takes, an end that is signalled in any case, a way out of a wait. They
// only suggest. What is offered has been tried: the package is checked and modelled
// anew with the edits, and they stand if it compiles, the claim is gone, and nothing
// else is claimed.
package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/model"
)

// A Fixer finds fixes for the claims of one package.
type Fixer struct {
	pass *analysis.Pass
	pkg  *model.Package
	info *types.Info
	srcs map[string][]byte // see source
	left int               // how many edits may still be tried; none in a package that is too large
	log  *fault.Log

	channels map[*model.Claim]*channel // see channelOf
	loaded   importer                  // see check; nil until asked for
}

// New returns the fixer of the package of a pass, whose model is pkg. What goes wrong in it
// costs a fix, and is noted in the log.
func New(pass *analysis.Pass, pkg *model.Package, log *fault.Log) *Fixer {
	f := &Fixer{pass: pass, pkg: pkg, log: log, info: pass.TypesInfo, srcs: make(map[string][]byte), channels: make(map[*model.Claim]*channel)}
	if config.Fixable(pass.Files) {
		f.left = maxTrials
	}
	return f
}

// maxTried bounds the edits that are tried for one claim, and maxTrials those for all claims of a
// package.
const (
	maxTried  = 6
	maxTrials = 60
)

// A candidate is an edit that may cure.
type candidate struct {
	message string
	edits   []analysis.TextEdit
}

// A strategy lists edits that may cure a claim, the least intrusive first.
type strategy func(*Fixer, *model.Claim) []candidate

// strategies are those for each kind of claim, in the order in which they are tried.
var strategies = map[model.Kind][]strategy{
	model.StuckHere:     {moreRoom, unlocks, cancels, signalsEnd, closes, signalsWaiter, returnsAfterSend, watchesContext, stopsOwner, ifAny},
	model.UnguardedSend: {moreRoom, watchesContext},
	model.LeftSend:      {moreRoom, watchesContext},
	model.NeverClosed:   {signalsEnd, closes},
	model.DeadContext:   {cancels},
	model.NoDone:        {defersDone},
	model.NeverWaited:   {waits},
	model.UnusedContext: {usesGroupContext, dropsGroupContext},
	model.ParentContext: {watchesGroupContext},
	model.LostContext:   {passesContext},
	model.TinyTask:      {inPlace},
	model.Unlimited:     {setsLimit},
	model.EndlessLoop:   {leavesLoop},
	model.TickerRange:   {leavesRange},
	model.SignalRange:   {leavesRange},
	model.Unstopped:     {stopsMade},
	model.Duplicated:    {startsOnce},
}

// For returns the fix for a claim, as a list of one, or nothing.
func (f *Fixer) For(c *model.Claim) []analysis.SuggestedFix {
	if f.left == 0 {
		return nil
	}
	tried := 0
	for _, s := range strategies[c.Kind] {
		for _, cand := range f.candidates(s, c) {
			if len(cand.edits) == 0 {
				continue
			}
			if tried++; tried > maxTried || f.left == 0 {
				return nil
			}
			f.left--
			if f.cures(c, cand.edits) {
				return []analysis.SuggestedFix{{Message: cand.message, TextEdits: cand.edits}}
			}
		}
	}
	return nil
}

func (f *Fixer) candidates(s strategy, c *model.Claim) (out []candidate) {
	f.about(c, func() { out = s(f, c) })
	return out
}

// about runs a part of the search for the fix of a claim.
func (f *Fixer) about(c *model.Claim, part func()) {
	fn := func() string {
		path, _ := f.enclosing(c.Pos)
		if decl := declaration(path); decl != nil {
			return decl.Name.Name
		}
		return ""
	}
	f.log.Guard("the fix of a finding", fn, c.Pos, part)
}

// enclosing returns the nodes around a position, the innermost first, and their file.
func (f *Fixer) enclosing(pos token.Pos) ([]ast.Node, *ast.File) {
	for _, file := range f.pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos)
			return path, file
		}
	}
	return nil, nil
}

// innermost returns the innermost node of type T around a position, and those around it.
func innermost[T ast.Node](path []ast.Node) (T, []ast.Node) {
	for i, n := range path {
		if t, ok := n.(T); ok {
			return t, path[i+1:]
		}
	}
	var none T
	return none, nil
}

// function returns the innermost function around a node's path: its type and body.
func function(path []ast.Node) (*ast.FuncType, *ast.BlockStmt) {
	for _, n := range path {
		switch fn := n.(type) {
		case *ast.FuncLit:
			return fn.Type, fn.Body
		case *ast.FuncDecl:
			return fn.Type, fn.Body
		}
	}
	return nil, nil
}

// declaration returns the declared function around a path.
func declaration(path []ast.Node) *ast.FuncDecl {
	fn, _ := innermost[*ast.FuncDecl](path)
	return fn
}

// object returns the variable or field that an expression names, or nil.
func (f *Fixer) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.info.ObjectOf(e)
	case *ast.SelectorExpr:
		return f.info.ObjectOf(e.Sel)
	}
	return nil
}

// callOf returns the name of the method that a call calls on something, and that.
func callOf(call *ast.CallExpr) (recv ast.Expr, method string) {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		return sel.X, sel.Sel.Name
	}
	return nil, ""
}

// pointee is what a pointer type points to, or the type itself.
func pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// receiver returns the name of the receiver of the declared method around a path, or nil.
func receiver(path []ast.Node) *ast.Ident {
	decl := declaration(path)
	if decl == nil || decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return nil
	}
	return decl.Recv.List[0].Names[0]
}
