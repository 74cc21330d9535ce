// Package mutate breaks correct code on purpose: each of its operators takes away, or adds, the one thing
// that makes the difference between code that works and goroutines that block, run on, or are not waited for.
//
// An operator looks at the syntax and types of one package and knows nothing of any linter, so that what a linter
// finds can be measured by it. It breaks code only where the shape of the code shows that the result is a defect,
// provided that what was there before was correct; its comment says why. Where the shape does not show it, because a
// channel goes to where it cannot be followed or a loop has another way out, it leaves the code alone: a mutant that
// may be harmless measures nothing.
//
// Package main is left alone as a whole: what is still running when a program ends harms nobody.
package mutate

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/gorolint/gorolint/internal/site"
)

// A Mutant is a way to break a package.
type Mutant struct {
	Operator  string
	Reach     Reach
	File      string   // that is edited, as the file set names it
	Edits     []Edit   // sorted, and apart from each other
	Function  string   // in which it breaks something, as package site names it
	What      string   // is broken, as in close(jobs)
	Line      int      // in the original file
	Concerned []string // the functions, Function among them, that have to do with what is broken: a report may stand in any of them
}

// ID names the mutant within its package, without its line.
func (m *Mutant) ID() string { return m.Operator + " " + m.Function + " " + m.What }

// Reach says how far what is broken goes: who else has the channel, group or lock.
type Reach string

const (
	InFunction Reach = "local"   // a variable of a function, that goes only to functions of the package that it calls by name
	InPackage  Reach = "package" // an unexported field, a variable of the package, or a result that functions of the package use
	Outside    Reach = "outside" // code of other packages may have it, though it cannot mend what is broken
)

// An Edit replaces the bytes from Start to End of a file.
type Edit struct {
	Start, End int
	New        string
}

// Apply makes the edits in a file's text.
func Apply(text []byte, edits []Edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// An Operator breaks code in one way.
type Operator struct {
	Name string
	Does string // in a few words
	find func(*Package) []Mutant
}

// Operators are all operators, in the order in which they are reported.
func Operators() []Operator {
	return []Operator{
		{"close", "drops the close that ends a range", dropClose},
		{"wait", "drops the only Wait of a group", dropWait},
		{"done", "drops a Done", dropDone},
		{"stopcase", "drops the ctx or done case of an endless loop", dropStopCase},
		{"unbuffer", "makes a result channel unbuffered", unbuffer},
		{"earlyreturn", "returns between launch and receive", earlyReturn},
		{"unlock", "drops an unlock", dropUnlock},
		{"recursion", "makes a recursive call a launch", launchRecursion},
	}
}

// Mutants returns what the operator makes of a package, in the order of the code.
func (o Operator) Mutants(p *Package) []Mutant {
	if p.Types.Name() == "main" {
		return nil
	}
	mutants := o.find(p)
	for i := range mutants {
		m := &mutants[i]
		m.Operator = o.Name
		slices.SortFunc(m.Edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
		m.Concerned = append(m.Concerned, m.Function)
		slices.Sort(m.Concerned)
		m.Concerned = slices.Compact(m.Concerned)
	}
	slices.SortStableFunc(mutants, func(a, b Mutant) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	seen := make(map[string]int)
	for i := range mutants {
		m := &mutants[i]
		id := m.ID()
		if seen[id]++; seen[id] > 1 {
			m.What += fmt.Sprintf(" #%d", seen[id])
		}
	}
	return mutants
}

// mutant returns a mutant of what stands at a node, without edits.
func (p *Package) mutant(at ast.Node, what string, reach Reach) Mutant {
	pos := p.Fset.Position(at.Pos())
	return Mutant{Reach: reach, File: pos.Filename, Line: pos.Line, Function: p.function(at.Pos()), What: what}
}

// function names the function around a position.
func (p *Package) function(pos token.Pos) string {
	for _, f := range p.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return site.Of(f, pos).Function
		}
	}
	return ""
}

// replace returns the edit that puts text in the place of a node.
func (p *Package) replace(n ast.Node, text string) Edit {
	return Edit{p.Fset.Position(n.Pos()).Offset, p.Fset.Position(n.End()).Offset, text}
}

// insert returns the edit that puts text at a position.
func (p *Package) insert(pos token.Pos, text string) Edit {
	offset := p.Fset.Position(pos).Offset
	return Edit{offset, offset, text}
}

// A Package is what operators look at.
type Package struct {
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info

	root     inspector.Cursor
	idents   map[types.Object][]inspector.Cursor // uses of variables, those of fields by their origin
	decls    map[*types.Func]inspector.Cursor    // of functions and methods
	launches []launch
	bodies   map[ast.Node][]launch // launches by what runs in the goroutine
}

// New returns a package to be looked at.
func New(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info) *Package {
	p := &Package{
		Fset: fset, Files: files, Types: pkg, Info: info,
		root:   inspector.New(files).Root(),
		idents: make(map[types.Object][]inspector.Cursor),
		decls:  make(map[*types.Func]inspector.Cursor),
		bodies: make(map[ast.Node][]launch),
	}
	for c := range p.root.Preorder((*ast.Ident)(nil), (*ast.FuncDecl)(nil)) {
		switch n := c.Node().(type) {
		case *ast.Ident:
			if v, ok := info.Uses[n].(*types.Var); ok {
				p.idents[v.Origin()] = append(p.idents[v.Origin()], c)
			}
		case *ast.FuncDecl:
			if f, ok := info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				p.decls[f] = c
			}
		}
	}
	p.findLaunches()
	return p
}

// editable reports whether the file around a node may be broken.
func (p *Package) editable(at ast.Node) bool {
	for _, f := range p.Files {
		if f.FileStart <= at.Pos() && at.Pos() < f.FileEnd {
			return !ast.IsGenerated(f)
		}
	}
	return false
}
