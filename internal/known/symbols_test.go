package known

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// frameworks is the module that pins the libraries of the table.
var frameworks = filepath.Join("..", "..", "testdata", "frameworks")

// TestSymbolsStd looks up every row about the standard library.
func TestSymbolsStd(t *testing.T) {
	testSymbols(t, ".", Standard)
}

// TestSymbolsFrameworks looks up every row about other libraries, at the
// versions in testdata/frameworks.
func TestSymbolsFrameworks(t *testing.T) {
	cmd := exec.Command("go", "mod", "download")
	cmd.Dir = frameworks
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("the rows about libraries are not checked, their modules cannot be had: go mod download in testdata/frameworks: %v\n%s", err, out)
	}
	testSymbols(t, frameworks, func(path string) bool { return !Standard(path) })
}

// testSymbols checks each row of known.txt about a package that is one of ours,
// as seen from a module's directory.
func testSymbols(t *testing.T, dir string, ours func(path string) bool) {
	paths := make(map[string]bool)
	for r := range scan(knownText) {
		if path := PkgOf(r.sym); path != "" && ours(path) {
			paths[path] = true
		}
	}
	pkgs, err := load(dir, slices.Sorted(maps.Keys(paths)))
	if err != nil {
		t.Fatalf("%v\nimport it in testdata/frameworks/frameworks.go, and go mod tidy there", err)
	}
	c := newChecker(pkgs)
	for r := range scan(knownText) {
		if path := PkgOf(r.sym); path == "" || !ours(path) {
			continue
		}
		pkg := pkgs[PkgOf(r.sym)]
		o, err := r.options()
		if err == nil {
			err = c.row(pkg, r, o)
		}
		if err != nil {
			t.Errorf("known.txt:%d: %s %s: %v", r.line, r.verb, r.sym, err)
		}
	}
}

// TestSymbolsWrong holds the check itself to rows that are wrong.
func TestSymbolsWrong(t *testing.T) {
	pkgs, err := load(".", []string{"net/http", "time", "os/signal"})
	if err != nil {
		t.Fatal(err)
	}
	c := newChecker(pkgs)
	for row, want := range map[string]string{
		"exits net/http.Exit":                                         "is not there",
		"exits (*net/http.Serve).Close":                               "is not there",
		"exits (net/http.Server).Close":                               "is declared as (*net/http.Server).Close",
		"exits net/http.Server":                                       "is no func",
		"blocks (*net/http.Server).Serve until=recv.Stop":             "has no Stop",
		"blocks (*net/http.Server).Serve until=arg1.Close":            "has no argument 1",
		"blocks (*net/http.Server).Serve until=arg0":                  "is no context, channel or func",
		"blocks net/http.Get until=recv.Close":                        "has no receiver",
		"runs net/http.HandleFunc func=0":                             "argument 0 is no func but string",
		"runs net/http.HandleFunc func=1…":                            "if and only if the parameter is variadic",
		"runs net/http.Handle func=1":                                 "argument 1 is no func but net/http.Handler",
		"handler net/http.Handle func=1 method=Serve":                 "argument 1 has no method Serve",
		"launch (*net/http.Server).RegisterOnShutdown func=0 limit=N": "receiver has no method N",
		"launch (*net/http.Server).RegisterOnShutdown func=0 ctx=0":   "argument 0 is no context",
		"derive net/http.NewRequest from=0":                           "argument 0 is no context",
		"derive net/http.NewRequestWithContext from=0 result=2":       "has no result 2",
		"noctx net/http.Get use=net/http.Fetch":                       "there is no func",
		"noctx net/http.Get use=net/http.Head":                        "takes no context",
		"signals os/signal.Notify chan=1":                             "argument 1 is no channel",
		"timer time.Now":                                              "is no channel or context",
		"timer (time.Timer).c":                                        "is not there",
		"group net/http.Server go=Go":                                 "has no method Go",
		"request net/http.DefaultClient":                              "is a variable",
		"unchecked net/http.HandleFunc":                               "returns no error",
		"unchecked net/http.DefaultClient":                            "is no error",
		"oncefunc net/http.HandleFunc func=1":                         "returns no func",
	} {
		for r := range scan(row) {
			o, err := r.options()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.row(pkgs[PkgOf(r.sym)], r, o); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s\n got %v\nwant %s", row, err, want)
			}
		}
	}
}

// importMap imports packages by their paths.
type importMap map[string]*types.Package

func (m importMap) Import(path string) (*types.Package, error) {
	if pkg := m[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// load type-checks the declarations of packages, and of all that they import,
// as seen from the module in dir. It reads sources, not export data: to compile
// some hundred packages takes minutes, to read their declarations seconds.
func load(dir string, paths []string) (importMap, error) {
	args := append([]string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap", "context"}, paths...)
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	// Linux has all of syscall's rows. Without cgo everything is in Go files.
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("go list in %s: %s", dir, exit.Stderr)
	} else if err != nil {
		return nil, err
	}
	pkgs := importMap{"unsafe": types.Unsafe}
	fset := token.NewFileSet()
	for list := json.NewDecoder(bytes.NewReader(out)); list.More(); {
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
			ImportMap       map[string]string
		}
		if err := list.Decode(&p); err != nil {
			return nil, err
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		var files []*ast.File
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			files = append(files, file)
		}
		conf := types.Config{
			IgnoreFuncBodies: true,
			Sizes:            types.SizesFor("gc", "amd64"),
			Importer: importerFunc(func(path string) (*types.Package, error) {
				if mapped := p.ImportMap[path]; mapped != "" { // a vendored package of std
					path = mapped
				}
				return pkgs.Import(path)
			}),
		}
		pkg, err := conf.Check(p.ImportPath, fset, files, nil)
		if err != nil {
			return nil, err
		}
		pkgs[p.ImportPath] = pkg
	}
	return pkgs, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// checker holds rows against the packages that they are about.
type checker struct {
	ctx *types.Interface // context.Context
}

func newChecker(pkgs importMap) checker {
	context := pkgs["context"].Scope().Lookup("Context")
	return checker{context.Type().Underlying().(*types.Interface)}
}

// row checks a row: that its symbol is there, and that what it says can be.
func (c checker) row(pkg *types.Package, r row, o options) error {
	obj := lookup(pkg, r.sym)
	if obj == nil {
		return errors.New("is not there")
	}
	if f, ok := obj.(*types.Func); ok && Bare(f.FullName()) != r.sym && !(r.verb == "unchecked" && types.IsInterface(f.Signature().Recv().Type())) {
		return fmt.Errorf("is declared as %s; write that", Bare(f.FullName()))
	}
	switch r.verb {
	case "group":
		return c.group(obj, o.group)
	case "request":
		if _, ok := obj.(*types.Var); ok {
			return errors.New("is a variable")
		}
		return nil
	case "timer", "never":
		return c.endless(obj)
	case "unchecked", "fails":
		return failing(obj)
	}
	f, ok := obj.(*types.Func)
	if !ok {
		return fmt.Errorf("is no func but %v", obj)
	}
	sig := f.Signature()
	for i, n := range o.fn {
		if err := c.fn(sig, n, o.variadic && i == len(o.fn)-1, o.method); err != nil {
			return err
		}
	}
	for _, ends := range [][]End{o.join, o.until, o.stop} {
		for _, e := range ends {
			if err := c.end(sig, e); err != nil {
				return err
			}
		}
	}
	if o.limit != "" && o.limit != Self && member(sig.Recv().Type(), o.limit) == nil {
		return fmt.Errorf("receiver has no method %s", o.limit)
	}
	if o.has(optCtx) {
		if t, err := at(sig.Params(), o.ctx, "argument"); err != nil {
			return err
		} else if !c.carries(t) {
			return fmt.Errorf("argument %d is no context", o.ctx)
		}
	}
	switch r.verb {
	case "noctx":
		return c.takesContext(pkg, o.use)
	case "derive":
		return c.derive(sig, o)
	case "oncefunc":
		if t, err := at(sig.Results(), 0, "result"); err != nil || !isFunc(t) {
			return errors.New("returns no func")
		}
	case "signals":
		t, err := at(sig.Params(), o.ch, "argument")
		if err != nil {
			return err
		}
		if _, ok := t.Underlying().(*types.Chan); !ok {
			return fmt.Errorf("argument %d is no channel", o.ch)
		}
	}
	return nil
}

// takesContext checks that a function, of the same package, takes a context first.
func (c checker) takesContext(pkg *types.Package, sym string) error {
	f, ok := lookup(pkg, sym).(*types.Func)
	if !ok {
		return fmt.Errorf("there is no func %s", sym)
	}
	if t, err := at(f.Signature().Params(), 0, "argument"); err != nil || !types.Identical(t.Underlying(), c.ctx) {
		return fmt.Errorf("%s takes no context first", sym)
	}
	return nil
}

// failing checks that something is an error, or returns one.
func failing(obj types.Object) error {
	t := obj.Type()
	if f, ok := obj.(*types.Func); ok {
		results := f.Signature().Results()
		if results.Len() == 0 {
			return errors.New("returns no error")
		}
		t = results.At(results.Len() - 1).Type()
	}
	if !types.Identical(t, types.Universe.Lookup("error").Type()) {
		return errors.New("is no error, and returns none")
	}
	return nil
}

// fn checks that an argument is a func, or has the method.
func (c checker) fn(sig *types.Signature, n int, variadic bool, method string) error {
	t, err := at(sig.Params(), n, "argument")
	if err != nil {
		return err
	}
	if is := sig.Variadic() && n == sig.Params().Len()-1; is != variadic {
		return fmt.Errorf("func=%d should say %d… if and only if the parameter is variadic", n, n)
	}
	if variadic {
		t = t.Underlying().(*types.Slice).Elem()
	}
	if s, ok := t.Underlying().(*types.Slice); ok { // a slice of handlers
		t = s.Elem()
	}
	switch {
	case method != "":
		if member(t, method) == nil {
			return fmt.Errorf("argument %d has no method %s", n, method)
		}
	case !isFunc(t) && !types.Identical(t.Underlying(), types.NewInterfaceType(nil, nil)):
		return fmt.Errorf("argument %d is no func but %v", n, t)
	}
	return nil
}

// end checks that an end is there to happen.
func (c checker) end(sig *types.Signature, e End) error {
	if e.Kind < EndSignal {
		return nil
	}
	var t types.Type
	var err error
	switch e.At.Of {
	case Receiver:
		if sig.Recv() == nil {
			return errors.New("has no receiver")
		}
		t = sig.Recv().Type()
	case Argument:
		t, err = at(sig.Params(), e.At.N, "argument")
	case Result:
		t, err = at(sig.Results(), e.At.N, "result")
	}
	if err != nil {
		return err
	}
	switch e.Kind {
	case EndSignal:
		_, isChan := t.Underlying().(*types.Chan)
		if !isChan && !isFunc(t) && !types.Implements(t, c.ctx) {
			return fmt.Errorf("%v is no context, channel or func", t)
		}
	case EndCall:
		if e.At.Of == Argument && types.IsInterface(t) && e.Name == "Close" {
			return nil // an io.Reader may have it
		}
		for name := range strings.SplitSeq(e.Name, ".") {
			if name == "Close" && types.IsInterface(t) {
				return nil
			}
			m := member(t, name)
			if m == nil {
				return fmt.Errorf("%v has no %s", t, name)
			}
			t = m.Type()
		}
	}
	return nil
}

// derive checks that there is a parent and a child.
func (c checker) derive(sig *types.Signature, o options) error {
	if o.from != Recv {
		if t, err := at(sig.Params(), o.from, "argument"); err != nil {
			return err
		} else if !c.carries(t) {
			return fmt.Errorf("argument %d is no context", o.from)
		}
	}
	t, err := at(sig.Results(), o.result, "result")
	if err == nil && types.IsInterface(t) && !types.Implements(t, c.ctx) {
		err = fmt.Errorf("result %d is no context", o.result)
	}
	return err
}

// carries reports whether a type is a context, a channel that stands for one, or
// some struct that may have one.
func (c checker) carries(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok || types.Implements(t, c.ctx) {
		return true
	}
	p, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = p.Elem().Underlying().(*types.Struct)
	return ok
}

// group checks that a type has the methods.
func (c checker) group(obj types.Object, g *Group) error {
	if _, ok := obj.(*types.TypeName); !ok {
		return errors.New("is no type")
	}
	for _, name := range slices.Concat(g.Go, g.Wait, g.Add, g.Done, g.Limit, g.Stop) {
		if name != Self && member(obj.Type(), name) == nil {
			return fmt.Errorf("has no method %s", name)
		}
	}
	return nil
}

// carriesContext reports whether values of type t have a method Context.
func (c checker) carriesContext(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Context")
	fn, ok := m.(*types.Func)
	return ok && fn.Signature().Results().Len() == 1 && types.Implements(fn.Signature().Results().At(0).Type(), c.ctx)
}

// endless checks that something is, or returns, a channel or context.
func (c checker) endless(obj types.Object) error {
	t := obj.Type()
	if sig, ok := t.(*types.Signature); ok {
		var err error
		if t, err = at(sig.Results(), 0, "result"); err != nil {
			return err
		}
	}
	if _, ok := t.Underlying().(*types.Chan); !ok && !types.Implements(t, c.ctx) && !c.carriesContext(t) {
		return fmt.Errorf("%v is no channel or context", t)
	}
	return nil
}

// lookup returns what a symbol spells, or nil.
func lookup(pkg *types.Package, sym string) types.Object {
	inner, ok := strings.CutPrefix(sym, "(")
	if !ok {
		return pkg.Scope().Lookup(sym[strings.LastIndexByte(sym, '.')+1:])
	}
	recv, name, _ := strings.Cut(inner, ").")
	typ := pkg.Scope().Lookup(recv[strings.LastIndexByte(recv, '.')+1:])
	if typ == nil {
		return nil
	}
	return member(typ.Type(), name)
}

// member returns the method or field of a type, or of a pointer to it.
func member(t types.Type, name string) types.Object {
	var pkg *types.Package // of unexported members
	if named, ok := types.Unalias(t).(*types.Named); ok {
		pkg = named.Obj().Pkg()
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	return obj
}

// at returns the type of a parameter or result.
func at(tuple *types.Tuple, n int, what string) (types.Type, error) {
	if n >= tuple.Len() {
		return nil, fmt.Errorf("has no %s %d", what, n)
	}
	return tuple.At(n).Type(), nil
}

// isFunc reports whether values of a type, or of all its type arguments, are funcs.
func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
