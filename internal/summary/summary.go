// Package summary builds SSA for one package and says what each of its
// functions does to what it is given: the only analyzer of gorolint with
// facts, and so the only one that runs on dependencies.
package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// Analyzer computes the facts of a package. Its result is a *Package.
//
// It does not require buildssa, which would build SSA for every dependency
// and computes facts of its own (ctrlflow's); most units are not worth it.
var Analyzer = &analysis.Analyzer{
	Name:       "gorosummary",
	Doc:        "gorosummary: what functions do to channels, contexts, groups and funcs they are given\n\nIt reports nothing itself.",
	URL:        "https://pkg.go.dev/github.com/gorolint/gorolint",
	Run:        run,
	Requires:   []*analysis.Analyzer{config.Analyzer},
	ResultType: reflect.TypeFor[*Package](),
	FactTypes:  []analysis.Fact{new(fact.Analyzed), new(fact.Func), new(fact.Field), new(fact.Said)},
}

// A Package gives access to the views of one package.
type Package struct {
	pass   *analysis.Pass
	log    *fault.Log
	broken bool // see View.Broken
	world  *world
	plain  *View
	linked map[string]bool // nil until asked for
	tests  *View
}

func run(pass *analysis.Pass) (any, error) {
	table, err := known.With(pass.ResultOf[config.Analyzer].(*config.Config).Known)
	if err != nil {
		return nil, err
	}
	p := newPackage(pass, table)
	if p.world.std {
		// Nobody reads facts of std: known says what it does. As a target it
		// is built when the model asks.
		return p, nil
	}
	if len(pass.Files) == 0 {
		return p, nil // a folder of tests, which golangci-lint knows no file of that a fact could be kept for
	}
	p.Whole("the export of facts", func() {
		p.world.said.export()
		if worthBuilding(plainFiles(pass)) {
			p.View(false).export()
		}
	})
	if !p.broken { // else importers are to take it for one that was not looked at
		pass.ExportPackageFact(&fact.Analyzed{Version: fact.Version})
	}
	return p, nil
}

func newPackage(pass *analysis.Pass, table *known.Table) *Package {
	p := &Package{pass: pass, log: fault.New(pass.ResultOf[config.Analyzer].(*config.Config).Probe)}
	if !p.Whole("the reading of directives", func() { p.world = newWorld(pass, table) }) {
		p.world = &world{pass: pass, table: table, said: new(said)} // which nobody asks
	}
	return p
}

// Again returns the package with other sources, checked anew: what is known of the
// packages that it imports stays. It exports no facts.
func (p *Package) Again(files []*ast.File, pkg *types.Package, info *types.Info) *Package {
	pass := *p.pass
	pass.Files, pass.Pkg, pass.TypesInfo = files, pkg, info
	return newPackage(&pass, p.world.table)
}

// plainFiles returns the files that are no tests.
func plainFiles(pass *analysis.Pass) []*ast.File {
	return slices.DeleteFunc(slices.Clone(pass.Files), func(f *ast.File) bool { return isTest(pass.Fset, f.Pos()) })
}

func isTest(fset *token.FileSet, pos token.Pos) bool {
	return strings.HasSuffix(fset.File(pos).Name(), "_test.go")
}

// View returns the package without its test files or, if tests is set, with
// them: what a test does is no evidence about other files, since the package
// and its test variant must agree. There is nothing to see in one that is broken.
func (p *Package) View(tests bool) *View {
	slot := &p.plain
	if tests {
		slot = &p.tests
	}
	if *slot == nil {
		*slot = newView(p, tests)
	}
	return *slot
}

// buildSSA builds the package, with or without its test files, and with the
// functions of other packages that never return made known to the builder, so
// that paths through them end.
func buildSSA(pass *analysis.Pass, w *world, tests bool) *ssa.Package {
	files, info := pass.Files, pass.TypesInfo
	if !tests {
		files, info = withoutTests(pass)
	}
	prog := ssa.NewProgram(pass.Fset, ssa.BuilderMode(0))
	prog.SetNoReturn(func(fn *types.Func) bool {
		if fn.Pkg() == pass.Pkg {
			return false // found later, on the graph itself
		}
		if _, iface := ifaceMethod(fn); iface {
			return false
		}
		f := w.Outside(fn.Origin()).Func
		return f != nil && f.Ending == fact.Exits
	})
	createImports(prog, pass)
	pkg := prog.CreatePackage(pass.Pkg, files, info, false)
	pkg.Build()
	return pkg
}

// createImports creates what the package uses of those that it imports, and the methods of
// their types, which may be asked for in other ways. Left to itself, CreatePackage takes all that
// they declare: of syscall thousands of constants, which is more work than the rest of a small
// package. It takes what is declared in files instead, if it is given any, so it gets one with a
// single declaration of all the names.
func createImports(prog *ssa.Program, pass *analysis.Pass) {
	used := make(map[*types.Package]map[types.Object]bool)
	for _, imp := range pass.Pkg.Imports() {
		used[imp] = make(map[types.Object]bool)
	}
	for _, obj := range pass.TypesInfo.Uses {
		switch o := obj.(type) {
		case *types.Func:
			if o.Signature().Recv() != nil {
				continue
			}
		case *types.Var:
			if o.Pkg() == nil || o.Parent() != o.Pkg().Scope() {
				continue
			}
		default:
			continue
		}
		if of := used[obj.Pkg()]; of != nil {
			of[obj] = true
		}
	}
	for _, imp := range pass.Pkg.Imports() {
		names := new(ast.ValueSpec)
		defs := make(map[*ast.Ident]types.Object)
		declare := func(obj types.Object) {
			id := new(ast.Ident)
			names.Names = append(names.Names, id)
			defs[id] = obj
		}
		for obj := range used[imp] {
			declare(obj)
		}
		for _, name := range imp.Scope().Names() {
			if tn, ok := imp.Scope().Lookup(name).(*types.TypeName); ok {
				if named, ok := tn.Type().(*types.Named); ok { // an alias leads to it as well, as in CreatePackage
					for m := range named.Methods() {
						declare(m)
					}
				}
			}
		}
		decl := &ast.GenDecl{Tok: token.CONST, Specs: []ast.Spec{names}}
		prog.CreatePackage(imp, []*ast.File{{Decls: []ast.Decl{decl}}}, &types.Info{Defs: defs}, true)
	}
}

// withoutTests returns the files that are no tests, and what is known of their
// types.
func withoutTests(pass *analysis.Pass) (files []*ast.File, info *types.Info) {
	plain := *pass.TypesInfo
	plain.InitOrder = slices.DeleteFunc(slices.Clone(plain.InitOrder), func(i *types.Initializer) bool { return isTest(pass.Fset, i.Rhs.Pos()) })
	return plainFiles(pass), &plain
}

// A View is a package as seen with or without its test files.
type View struct {
	Pkg   *ssa.Package
	Funcs []*ssa.Function // declared functions, literals and the initialiser, in source order
	Refs  *ref.Graph
	Tests bool

	pkg      *Package
	faulty   map[*ssa.Function]bool // see About
	endings  map[*ssa.Function]*Ending
	errors   map[*ssa.Function]fate
	fails    map[*ssa.Function]bool // see AlwaysFails
	launches []*Launch

	place     map[*ssa.Function]int             // where each of Funcs stands in it
	syncs     map[*ssa.Function][]*ssa.Function // see Sync
	calls     map[*ssa.Function][]*ssa.Function // see callees
	handing   map[*ssa.Function]bool            // see handsFuncs
	callersOf map[*ssa.Function][]*ssa.Function // its reverse; nil until asked for
	called    map[string]ssa.CallInstruction    // see CallOf; nil until asked for
	noticed   map[*ssa.Function]Notices         // see notices

	// For what owns goroutines: see owned.go. All are made when they are asked for.
	lacks      *without // what is asked about does without some operations; nil as a rule
	sides      map[*ssa.Function]sides
	runsOf     map[*Launch]running
	launchesOf map[*ssa.Function][]*Launch
	static     map[*ssa.Function][]ssa.CallInstruction
	fields     map[*types.Var][]*ssa.FieldAddr
	runners    map[*ssa.Function][]*ssa.Function // see runBy
	wayfinders map[*ssa.Function]*wayfinder
	named      map[string][]ssa.Instruction // see callsNamed
	made       map[*ssa.Function][]*source
	owns       map[*ssa.Function][]Own
	freshes    map[argOf]bool
	none       *stopper // see nothing
}

func newView(p *Package, tests bool) *View {
	v := &View{Tests: tests, pkg: p, faulty: make(map[*ssa.Function]bool), endings: make(map[*ssa.Function]*Ending), errors: make(map[*ssa.Function]fate), fails: make(map[*ssa.Function]bool), place: make(map[*ssa.Function]int), syncs: make(map[*ssa.Function][]*ssa.Function), calls: make(map[*ssa.Function][]*ssa.Function), handing: make(map[*ssa.Function]bool), noticed: make(map[*ssa.Function]Notices)}
	if p.broken {
		return v
	}
	p.Whole("the building of SSA", func() {
		v.Pkg = buildSSA(p.pass, p.world, tests)
		v.collect()
	})
	if p.broken {
		return v
	}
	env := p.world.env()
	env.About = func(fn *ssa.Function, f func()) bool { return v.About("the tracking of values", fn, f) }
	env.Whole = func(f func()) bool { return v.Whole("the tracking of values", f) }
	v.Refs = ref.Build(v.Pkg, v.Funcs, env)
	v.Whole("the search for launches", v.findLaunches)
	return v
}

// collect lists the functions: the package's initialiser is among them, since
// literals in package-level variables belong to it.
func (v *View) collect() {
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		v.place[fn] = len(v.Funcs)
		v.Funcs = append(v.Funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	if init := v.Pkg.Func("init"); init != nil {
		add(init)
	}
	for _, file := range v.pkg.pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			obj, ok := v.pkg.pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			if fn := v.Pkg.Prog.FuncValue(obj); fn != nil { // a test file's is nil without tests
				add(fn)
			}
		}
	}
}

// Fset returns the positions of the package's files.
func (v *View) Fset() *token.FileSet { return v.pkg.pass.Fset }

// Known returns what a directive or the table says of a function, or nil.
func (v *View) Known(fn *types.Func) *known.Func { return v.pkg.world.Known(fn) }

// KnownName returns what the table says of the function of that full name, or nil.
func (v *View) KnownName(name string) *known.Func { return v.pkg.world.table.Func(name) }

// FewOf is [known.Table.FewOf].
func (v *View) FewOf(name string) bool { return v.pkg.world.table.FewOf(name) }

// Settings is [known.Table.Settings].
func (v *View) Settings(typeName string) bool { return v.pkg.world.table.Settings(typeName) }

// Outside returns what is known of a function of another package.
func (v *View) Outside(fn *types.Func) ref.Outside { return v.pkg.world.Outside(fn) }

// factAbout returns what is known of a function that is not of this package, or nil.
func (v *View) factAbout(fn *ssa.Function) *fact.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil
	}
	return v.Outside(obj.Origin()).Func
}

// Unseen reports whether nothing is known of a function because its package was
// not analysed, as by a driver that leaves some out: it may do anything.
func (v *View) Unseen(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || v.Refs.Has(fn) {
		return false
	}
	w, pkg := v.pkg.world, obj.Pkg()
	return !known.Standard(pkg.Path()) && !w.table.Package(pkg.Path()) && (!w.wasAnalyzed(pkg) || w.silent(obj))
}

// LeftOut reports whether a file that this build leaves out mentions name.
func (v *View) LeftOut(name string) bool { return v.pkg.world.leftOut(name) }

// Linked reports whether a function without callers may have some that are not
// Go: assembly, or the other end of a linkname.
func (v *View) Linked(name string) bool {
	if v.pkg.linked == nil {
		v.pkg.linked = linkedNames(v.pkg.pass)
	}
	return v.pkg.linked[name] || hasAssembly(v.pkg.pass)
}

// Request reports whether values of type t belong to one request.
func (v *View) Request(t types.Type) bool {
	return v.pkg.world.table.Request(types.TypeString(t, nil))
}

// GroupType reports whether t is a group or a pointer to one.
func (v *View) GroupType(t types.Type) bool {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return v.pkg.world.group(t) != nil
}

// Group returns the methods of a type that counts goroutines, or nil.
func (v *View) Group(t types.Type) *known.Group { return v.pkg.world.group(t) }

// WaitedGroup reports whether t is a group that is there to be waited for: not a
// semaphore, and not a pool or supervisor, which lives on and is stopped.
func (v *View) WaitedGroup(t types.Type) bool {
	if t == nil {
		return false
	}
	g := v.pkg.world.group(t)
	return g != nil && len(g.Wait) > 0 && len(g.Stop) == 0 && !slices.Contains(g.Limit, known.Self)
}

// OfGroup reports whether fn is a method of a group with a role in it.
func (v *View) OfGroup(fn *types.Func) bool {
	if fn.Signature().Recv() == nil {
		return false
	}
	_, ok := v.pkg.world.groupOp(fn)
	return ok
}

// AssignedTo returns the name of the variable or field that the expression at
// pos, or its result of the given index if it is a call, is assigned to, or "".
func (v *View) AssignedTo(pos token.Pos, result int) string {
	f := v.file(pos)
	if f == nil {
		return ""
	}
	return assignedTo(f, pos, result)
}

// Called returns how the source spells what is called at pos, the position of a
// go statement or of a call's parenthesis; "" if that is long, or a literal.
func (v *View) Called(pos token.Pos) (name string) {
	f := v.file(pos)
	if f == nil {
		return ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			if n.Go == pos {
				name = types.ExprString(n.Call.Fun)
			}
		case *ast.CallExpr:
			if n.Lparen == pos {
				name = types.ExprString(n.Fun)
			}
		}
		return true
	})
	if len(name) > maxName || strings.ContainsAny(name, "{(") {
		return ""
	}
	return name
}

// TestSupport reports whether a position is in code that only tests use, though it
// is no test: it imports testing or testify, its package is named as net/http/httptest or testutil is, or it
// stands below a folder such as testdata or tests; or in an example, which is to show something else.
func (v *View) TestSupport(pos token.Pos) bool {
	pkg := v.Pkg.Pkg
	if name, ok := strings.CutSuffix(pkg.Name(), "test"); ok && name != "" {
		return true
	}
	for _, name := range append(strings.Split(pkg.Path(), "/"), pkg.Name()) {
		switch name {
		case "mock", "mocks", "example", "examples":
			return true
		}
		if strings.HasPrefix(name, "test") || strings.HasSuffix(name, "tests") {
			return true
		}
	}
	f := v.file(pos)
	return f != nil && slices.ContainsFunc(f.Imports, func(imp *ast.ImportSpec) bool {
		return imp.Path.Value == `"testing"` || strings.HasPrefix(imp.Path.Value, `"github.com/stretchr/testify/`)
	})
}

// Comment returns what stands in the comments above a statement that begins at
// first and ends at last, and behind it.
func (v *View) Comment(first, last token.Pos) (text string) {
	return v.comments(first, func(from, begin, end token.Position) bool {
		to := v.Fset().PositionFor(last, false)
		return begin.Line == to.Line && begin.Column > to.Column || isAbove(from, begin, end)
	})
}

// CommentsWithin returns what stands in the comments between two places of a file, from
// the line after the first.
func (v *View) CommentsWithin(first, last token.Pos) string {
	return v.comments(first, func(from, begin, end token.Position) bool {
		return from.Line < begin.Line && end.Offset <= v.Fset().PositionFor(last, false).Offset
	})
}

// CommentAbove returns what stands in the comments above a statement.
func (v *View) CommentAbove(stmt token.Pos) string { return v.comments(stmt, isAbove) }

func isAbove(stmt, begin, end token.Position) bool {
	return end.Line == stmt.Line-1 && begin.Column == stmt.Column
}

// comments returns the text of those comments in the file of a statement that stand where they should.
func (v *View) comments(stmt token.Pos, where func(stmt, begin, end token.Position) bool) (text string) {
	f := v.file(stmt)
	if f == nil {
		return ""
	}
	at := func(pos token.Pos) token.Position { return v.Fset().PositionFor(pos, false) }
	for _, g := range f.Comments {
		if !where(at(stmt), at(g.Pos()), at(g.End())) {
			continue
		}
		for _, c := range g.List {
			text += c.Text
		}
	}
	return text
}

// CommentOfBranch returns what stands in the comments above an if statement whose body begins at a
// position.
func (v *View) CommentOfBranch(pos token.Pos) (text string) {
	f := v.file(pos)
	if f == nil {
		return ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		branch, ok := n.(*ast.IfStmt)
		if ok && len(branch.Body.List) > 0 && branch.Body.List[0].Pos() == pos {
			text = v.CommentAbove(branch.Pos())
		}
		return n == nil || n.Pos() <= pos && pos < n.End()
	})
	return text
}

// file returns the file that a position is in, or nil.
func (v *View) file(pos token.Pos) *ast.File {
	for _, f := range v.pkg.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// maxName is the length up to which what is called is a name rather than code.
const maxName = 50

func assignedTo(f *ast.File, pos token.Pos, result int) (name string) {
	at := func(values []ast.Expr, names func(i int) ast.Expr) {
		for i, val := range values {
			if val.Pos() <= pos && pos < val.End() {
				switch n := names(i).(type) {
				case *ast.Ident:
					name = n.Name
				case *ast.SelectorExpr:
					name = n.Sel.Name
				}
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == len(n.Rhs) {
				at(n.Rhs, func(i int) ast.Expr { return n.Lhs[i] })
			} else if result < len(n.Lhs) {
				at(n.Rhs, func(int) ast.Expr { return n.Lhs[result] })
			}
		case *ast.ValueSpec:
			if len(n.Names) == len(n.Values) {
				at(n.Values, func(i int) ast.Expr { return n.Names[i] })
			}
		case *ast.KeyValueExpr:
			at([]ast.Expr{n.Value}, func(int) ast.Expr { return n.Key })
		}
		return true
	})
	return name
}
