package summary

import (
	"go/types"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// world tells what is known of other packages: the table of known functions
// first, then the facts that their analysis left.
type world struct {
	pass     *analysis.Pass
	table    *known.Table
	said     *said
	std      bool // the package itself is std: its dependencies have no facts
	leftOut  func(string) bool
	outside  map[*types.Func]ref.Outside
	analyzed map[*types.Package]bool
	groups   map[string]*known.Group
	mu       sync.Mutex

	known   map[*types.Func]*known.Func // see Known
	knownMu sync.Mutex
}

func newWorld(pass *analysis.Pass, table *known.Table) *world {
	std := known.Standard(plainPath(pass.Pkg.Path()))
	return &world{
		pass:     pass,
		table:    table,
		said:     newSaid(pass, std),
		std:      std,
		leftOut:  leftOutNames(pass),
		outside:  make(map[*types.Func]ref.Outside),
		analyzed: make(map[*types.Package]bool),
		groups:   make(map[string]*known.Group),
		known:    make(map[*types.Func]*known.Func),
	}
}

// plainPath strips the mark of a test variant: "p [p.test]".
func plainPath(path string) string {
	path, _, _ = strings.Cut(path, " ")
	return path
}

func (w *world) env() ref.Env {
	return ref.Env{
		Outside:    w.Outside,
		Said:       w.Said,
		Holder:     w.said.holder,
		Group:      func(t types.Type) bool { return w.group(t) != nil },
		GroupOp:    w.groupOp,
		FieldTimer: w.fieldTimer,
		NeverVar:   w.neverVar,
		LeftOut:    w.leftOut,
	}
}

// Outside tells what is known of a function of another package.
func (w *world) Outside(fn *types.Func) ref.Outside {
	fn = fn.Origin()
	w.mu.Lock()
	defer w.mu.Unlock()
	if out, ok := w.outside[fn]; ok {
		return out
	}
	out := w.saidOver(fn, w.lookUp(fn))
	w.outside[fn] = out
	return out
}

func (w *world) lookUp(fn *types.Func) ref.Outside {
	pkg := fn.Pkg()
	if pkg == nil {
		return ref.Outside{} // error.Error, comparisons: built in
	}
	if w.table.Package(pkg.Path()) {
		if k := w.Known(fn); k != nil {
			return ref.Outside{Func: convert(k, fn.Signature()), Default: fact.Keeps}
		}
	}
	if known.Standard(pkg.Path()) {
		return ref.Outside{Default: fact.Keeps}
	}
	if _, iface := ifaceMethod(fn); iface || w.std {
		return ref.Outside{Default: fact.Keeps}
	}
	var f fact.Func
	if w.pass.ImportObjectFact(fn, &f) {
		if f.Silent {
			return ref.Outside{Default: fact.Keeps}
		}
		return ref.Outside{Func: &f}
	}
	if w.wasAnalyzed(pkg) {
		return ref.Outside{}
	}
	return ref.Outside{Default: fact.Keeps}
}

// ifaceMethod reports whether fn is an interface's method.
func ifaceMethod(fn *types.Func) (*types.Interface, bool) {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil, false
	}
	i, ok := recv.Type().Underlying().(*types.Interface)
	return i, ok
}

func (w *world) wasAnalyzed(pkg *types.Package) bool {
	on, ok := w.analyzed[pkg]
	if !ok {
		var a fact.Analyzed
		on = w.pass.ImportPackageFact(pkg, &a) && a.Version == fact.Version
		w.analyzed[pkg] = on
	}
	return on
}

// silent reports whether nothing is known of a function of an analysed package.
func (w *world) silent(fn *types.Func) bool {
	var f fact.Func
	return w.pass.ImportObjectFact(fn.Origin(), &f) && f.Silent
}

// Known returns what a directive says of a function, or the table's entry, or nil. It is the
// same for all who ask.
func (w *world) Known(fn *types.Func) *known.Func {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if k := w.said.of(fn); k != nil {
		return k
	}
	if !w.table.Package(fn.Pkg().Path()) {
		return nil
	}
	w.knownMu.Lock()
	defer w.knownMu.Unlock()
	k, ok := w.known[fn]
	if !ok {
		k = w.table.Func(fn.FullName())
		if k != nil && !k.Fits(fn.Signature().Params().Len(), fn.Signature().Results().Len()) {
			k = nil // a row of the user's, which report tells him of
		}
		w.known[fn] = k
	}
	return k
}

func (w *world) group(t types.Type) *known.Group {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !w.table.Package(named.Obj().Pkg().Path()) {
		return nil
	}
	name := named.Obj().Pkg().Path() + "." + named.Obj().Name()
	w.mu.Lock()
	defer w.mu.Unlock()
	g, ok := w.groups[name]
	if !ok {
		g = w.table.Group(name)
		w.groups[name] = g
	}
	return g
}

// groupOp tells what a method of a group does to the group.
func (w *world) groupOp(fn *types.Func) (ref.OpKind, bool) {
	recv := fn.Signature().Recv().Type()
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	g := w.group(recv)
	if g == nil {
		return 0, false
	}
	for _, role := range []struct {
		names []string
		kind  ref.OpKind
	}{{g.Wait, ref.Wait}, {g.Done, ref.Done}, {g.Add, ref.Add}, {g.Go, ref.Add}} {
		for _, name := range role.names {
			if name == fn.Name() {
				return role.kind, true
			}
		}
	}
	return 0, false
}

func (w *world) fieldTimer(v *types.Var) bool {
	if v.Pkg() == nil || !w.table.Package(v.Pkg().Path()) {
		return false
	}
	// time.Timer.C and time.Ticker.C: the field alone does not tell its type,
	// but no package of the table has two fields of one name that differ.
	for _, owner := range v.Pkg().Scope().Names() {
		tn, ok := v.Pkg().Scope().Lookup(owner).(*types.TypeName)
		if !ok {
			continue
		}
		st, ok := tn.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for i := range st.NumFields() {
			if st.Field(i) == v {
				k := w.table.Field("(" + v.Pkg().Path() + "." + owner + ")." + v.Name())
				return k != nil && k.Timer
			}
		}
	}
	return false
}

func (w *world) neverVar(v *types.Var) bool {
	if v.Pkg() == nil || !w.table.Package(v.Pkg().Path()) {
		return false
	}
	k := w.table.Var(v.Pkg().Path() + "." + v.Name())
	return k != nil && k.Never
}

// uncheckedVar reports whether a package variable holds an error that says
// nothing to whoever made it happen.
func (w *world) uncheckedVar(v *types.Var) bool {
	if v.Pkg() == nil || !w.table.Package(v.Pkg().Path()) {
		return false
	}
	k := w.table.Var(v.Pkg().Path() + "." + v.Name())
	return k != nil && k.Unchecked
}

// uncheckedOn reports whether the error of an interface's method is one that nobody looks at,
// whichever interface declares it.
func (w *world) uncheckedOn(t types.Type, method string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !w.table.Package(named.Obj().Pkg().Path()) {
		return false
	}
	k := w.table.Func("(" + named.Obj().Pkg().Path() + "." + named.Obj().Name() + ")." + method)
	return k != nil && k.Unchecked
}

// convert says in the form of a fact what the table says.
func convert(k *known.Func, sig *types.Signature) *fact.Func {
	skip := 0
	if sig.Recv() != nil {
		skip = 1
	}
	f := new(fact.Func)
	effects := make(map[int]fact.Effect)
	mark := func(args []int, e fact.Effect) {
		for _, a := range args {
			if a == known.Recv {
				effects[0] |= e
			} else {
				effects[a+skip] |= e
			}
		}
	}
	launches := fact.Launches
	if k.Recovers {
		launches |= fact.Recovers
	}
	if k.Launch != nil {
		once := fact.Once
		if res := sig.Results(); k.Launch.Delay || res.Len() > 0 && IsError(res.At(res.Len()-1).Type()) {
			once = 0 // it starts later, or not at all
		}
		mark(k.Launch.Func, launches|once)
	}
	mark(k.Joins, launches|fact.Joined)
	mark(k.Runs, fact.Calls)
	mark(k.Once, fact.Calls)
	mark(k.OnceFunc, fact.Keeps)
	mark(k.Later, fact.Keeps)
	mark(k.Handler, fact.Keeps)
	if k.Signals >= 0 {
		mark([]int{k.Signals}, fact.Sends)
	}
	for i := range sig.Params().Len() + skip {
		if e := effects[i]; e != 0 {
			f.Params = append(f.Params, fact.Param{Index: i, Effect: e})
		}
	}
	switch {
	case k.Exits != known.Returns:
		f.Ending = fact.Exits
	case k.Endless:
		f.Ending = fact.Endless
	case k.Blocks != nil && k.Blocks.Forever && !k.Blocks.Single:
		until(f, k.Blocks.Until, sig, skip)
	}
	if f.Ending == fact.Returns {
		for _, arg := range k.Runs {
			f.Ending = fact.Waits
			f.Until = append(f.Until, []fact.Signal{{Kind: fact.Finished, Param: arg + skip}})
		}
	}
	f.Recovers = k.Recoverer
	if k.Unchecked {
		f.Errors = fact.Told
	}
	f.Owns = startsOf(k, skip)
	result := 0
	switch {
	case k.Timer:
		f.Results = append(f.Results, fact.Result{Kind: fact.Timer})
	case k.Never:
		f.Results = append(f.Results, fact.Result{Kind: fact.Never})
	case k.Derive != nil && !k.Derive.Cancel && !k.Derive.Timeout && k.Derive.From >= 0:
		result = k.Derive.Result
		f.Results = append(f.Results, fact.Result{Index: result, Kind: fact.SameAs, Arg: k.Derive.From + skip})
	}
	return f
}

// until turns the ends of a blocking call into signals, if all are told by
// its arguments; a call that something else may end counts as returning.
func until(f *fact.Func, ends []known.End, sig *types.Signature, skip int) {
	var signals []fact.Signal
	for _, e := range ends {
		switch {
		case e.Kind == known.EndNever:
		case e.Kind == known.EndSignal && e.At.Of == known.Argument:
			s := fact.Signal{Kind: fact.Receive, Param: e.At.N + skip}
			if _, isChan := sig.Params().At(e.At.N).Type().Underlying().(*types.Chan); !isChan {
				s.Via = "Done"
			}
			signals = append(signals, s)
		default:
			return
		}
	}
	f.Ending, f.Until = fact.Waits, [][]fact.Signal{signals}
	if len(signals) == 0 {
		f.Ending, f.Until = fact.Endless, nil
	}
}
