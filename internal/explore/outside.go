package explore

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// outsideCall calls a function of another package.
func (x *explorer) outsideCall(s *state, i int, fn *ssa.Function, args []value, o op) []*state {
	obj, ok := fn.Object().(*types.Func)
	results := resultsOf(o.call)
	if !ok {
		for _, a := range args {
			s.escape(a)
			x.clobber(s, a, 1)
		}
		x.finish(s, i, o, x.results(s, results, false))
		return nil
	}
	info := x.p.external(fn, obj.Origin())
	obj = info.obj
	if v, ok := x.contextCall(s, info, args, o); ok {
		x.finish(s, i, o, v)
		return nil
	}
	switch info.name {
	case "sync.NewCond":
		t := obj.Signature().Results().At(0).Type()
		v := s.alloc(x.p, t.Underlying().(*types.Pointer).Elem(), o.call.at)
		s.object(v.n).cells.vals[0] = args[0]
		x.finish(s, i, o, v)
		return nil
	case "(*sync.RWMutex).RLocker":
		if at, ok := x.deref(s, args[0], receiver(fn)); ok {
			x.finish(s, i, o, value{k: rlocker, n: at.n, m: at.m})
		}
		return nil
	case "sync.OnceFunc", "sync.OnceValue", "sync.OnceValues":
		t := resultsOf(o.call).At(0).Type()
		obj := &object{kind: memory, site: o.call.at}
		obj.cells.types, obj.cells.vals = layout{t, t}, []value{{k: primitive}, {}}
		x.finish(s, i, o, value{k: onced, n: s.add(obj), x: &extra{vs: []value{args[0]}}})
		return nil
	case "time.AfterFunc":
		return x.afterFunc(s, i, args, o)
	case "(*time.Timer).Stop":
		if t := s.resolve(args[0]); t.k == pointer && madeStopped(s.objs[t.n].site) {
			x.finish(s, i, o, num(1))
			return nil
		}
	case "(*time.Timer).Reset":
		if j := s.delayedBy(s.resolve(args[0])); j >= 0 && !s.gs[j].delayed {
			s.end = cut // it is started once more
			return nil
		}
	case "runtime.Goexit":
		s.goroutine(i).unwinding = true
		return nil
	}
	if v, ok := x.groupWithContext(s, obj, args, o); ok {
		x.finish(s, i, o, v)
		return nil
	}
	out := info.out
	calls, exact := x.callsOf(s, info, args)
	if out.Func != nil && out.Func.Ending == fact.Exits {
		s.end = exited
		return nil
	}
	l := x.launchedBy(s, out.Func, info.name, args)
	errands, about := x.errands(s, out.Func, o.call, args)
	for j, a := range args {
		if l != nil && j == l.Index || about[j] {
			continue
		}
		if (j >= len(info.uses) || info.uses[j]) && !a.concrete() && x.p.touches(info, a) && !(exact && len(calls) > 0) {
			s.escape(a)
		}
		if !info.prints || info.writes {
			x.clobber(s, a, 1)
		}
	}
	v := x.results(s, results, info.pkg == "errors" || info.next) // which error it is, or whether there is more, is not this code's choice
	if v.k == later && !isError(results.At(0).Type()) && !info.next {
		v = x.calledAgain(s, rec(append([]value{closure(fn, nil)}, args...)...), o.call.at, false)
	}
	if out.Func != nil && results.Len() == 1 {
		for _, r := range out.Func.Results {
			if r.Kind == fact.SameAs && r.Via == "" && r.Index == 0 && r.Arg < len(args) {
				v = args[r.Arg]
			}
		}
	}
	if results.Len() == 1 && (!isError(results.At(0).Type()) && s.receives(out, args) || x.p.mayMake(fn)) {
		v = s.fresh(results.At(0).Type(), false, "")
		s.sym(v).doubt = true // it may well tell what came of the channel, or be never nil
	}
	if x.p.Env.Fails(fn) {
		v = s.failure()
	}
	switch {
	case l != nil:
		return x.launchFor(s, i, o, l, v)
	case len(errands) > 0:
		return x.begin(s, i, o, errands)
	}
	x.runThen(s, i, o, calls, v)
	return nil
}

// receives reports whether a function may receive from a channel that it is given.
func (s *state) receives(out ref.Outside, args []value) bool {
	for j, a := range args {
		if s.resolve(a).k == channel && (out.Default != 0 || out.Func != nil && out.Func.Effect(j)&fact.Receives != 0) {
			return true
		}
	}
	return false
}

// mayMake reports whether a function may make errors, which are never nil, or calls one that may: what that is
// is not known, as its package was not analysed. Those that do take texts, what is printed, and other errors.
func (p *Program) mayMake(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(*ssa.Call); ok {
			if callee := call.Call.StaticCallee(); callee != nil && len(callee.Blocks) == 0 && p.mayMake(callee) {
				return true
			}
		}
	}
	sig := fn.Signature
	if !p.Env.Unseen(fn) || sig.Recv() != nil || sig.Results().Len() != 1 || !isError(sig.Results().At(0).Type()) {
		return false
	}
	for v := range sig.Params().Variables() {
		switch v.Type().Underlying().(type) {
		case *types.Basic:
		case *types.Slice:
			if !sig.Variadic() {
				return false
			}
		default:
			if !isError(v.Type()) {
				return false
			}
		}
	}
	return true
}

// A launched is what a function that is not followed launches of what it is given.
type launched struct {
	fact.Param
	call call
}

// launchedBy returns what each call of a function launches, by what is known of it; nil if there is none to be followed.
func (x *explorer) launchedBy(s *state, f *fact.Func, name string, args []value) *launched {
	p, ok := launchedOnce(f)
	if !ok || p.Index >= len(args) || slices.Contains(p.Owner.Join, name) { // it may wait itself
		return nil
	}
	fn := s.resolve(args[p.Index])
	if fn.k != function || !x.p.inside(fn.x.fn) {
		return nil
	}
	l := &launched{Param: p, call: call{fn: fn}}
	for j := range fn.x.fn.Params {
		if j < len(p.Args) && p.Args[j] >= 0 && p.Args[j] < len(args) {
			l.call.args = append(l.call.args, args[p.Args[j]])
		} else {
			l.call.args = append(l.call.args, whenUsed(true))
		}
	}
	return l
}

// launchFor finishes a call with a result, and launches what it launches.
func (x *explorer) launchFor(s *state, i int, o op, l *launched, result value) []*state {
	x.finish(s, i, o, result)
	n := len(s.gs)
	more := x.launch(s, i, l.call, o.call.at, hook{})
	if len(s.gs) > n {
		s.goroutine(n).guarded = l.Effect&fact.Recovers != 0
	}
	return more
}

// saidOf returns what a directive or the table says of an interface's method, or of the func in a field or
// variable, that is called, or nil.
func (x *explorer) saidOf(c call) (f *fact.Func, name string) {
	at, ok := c.at.(ssa.CallInstruction)
	if !ok {
		return nil, ""
	}
	obj := x.p.Env.Callee(at.Common())
	if obj == nil {
		return nil, ""
	}
	return x.p.Env.Outside(obj).Func, obj.FullName()
}

// launchedOnce returns the parameter that a function launches, if there is one, each call launches it one time,
// and it is not waited for.
func launchedOnce(f *fact.Func) (p fact.Param, ok bool) {
	if f == nil {
		return p, false
	}
	for _, q := range f.Params {
		if q.Effect&fact.Launches == 0 {
			continue
		}
		if ok || q.Effect&fact.Once == 0 || q.Effect&(fact.Joined|fact.Calls) != 0 || q.Group > 0 {
			return p, false
		}
		p, ok = q, true
	}
	return p, ok
}

// saidToLaunch reports whether a directive, or a row of the table, says of a function of the package that it launches what it
// is given.
func (p *Program) saidToLaunch(fn *ssa.Function) bool {
	said, ok := p.said[fn]
	if !ok {
		if obj, is := fn.Object().(*types.Func); is {
			k := p.Env.Known(obj.Origin())
			said = k != nil && k.Launch != nil
		}
		p.said[fn] = said
	}
	return said
}

// factOf returns what is known of a function whose body is not there to be followed, or nil.
func (p *Program) factOf(fn *ssa.Function) *fact.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok || p.inside(fn) {
		return nil
	}
	return p.Env.Outside(obj.Origin()).Func
}

// external is what is known of a function of another package.
type external struct {
	obj    *types.Func
	name   string
	pkg    string
	std    bool
	prints bool // it only looks at what it is given, by methods of a few names
	writes bool // of those that print: it does the opposite
	out    ref.Outside
	next   bool   // each call yields the next item of an input
	uses   []bool // of its arguments: whether it may use the channels, locks and funcs in them
}

func (p *Program) external(fn *ssa.Function, obj *types.Func) *external {
	if e := p.externals[fn]; e != nil {
		return e
	}
	e := &external{obj: obj, name: obj.FullName(), std: isStd(obj), out: p.Env.Outside(obj)}
	if obj.Pkg() != nil {
		e.pkg = obj.Pkg().Path()
	}
	e.prints = e.pkg == "fmt" || e.pkg == "log" || strings.HasPrefix(e.pkg, "encoding/")
	e.writes = strings.Contains(obj.Name(), "can") || strings.Contains(obj.Name(), "Unmarshal") || strings.Contains(obj.Name(), "Decode") || strings.Contains(obj.Name(), "Read")
	if k := p.Env.Known(obj); k != nil {
		e.next = k.Next
	}
	n := obj.Signature().Params().Len()
	if obj.Signature().Recv() != nil {
		n++
	}
	for j := range n {
		effect := e.out.Default
		if e.out.Func != nil {
			if own := e.out.Func.Effect(j); own != 0 || e.out.Default == 0 {
				effect = own
			}
		}
		e.uses = append(e.uses, effect != 0 || !told(obj, j))
	}
	p.externals[fn] = e
	return e
}

// told reports whether the facts of a function tell all that it does to a
// parameter: they follow channels and funcs, not what lies inside of other values.
func told(fn *types.Func, j int) bool {
	sig := fn.Signature()
	if sig.Recv() != nil {
		j--
	}
	if j < 0 || j >= sig.Params().Len() {
		return false
	}
	switch sig.Params().At(j).Type().Underlying().(type) {
	case *types.Chan, *types.Signature, *types.Basic:
		return true
	}
	return false
}

// touches reports whether a function may use the channels, locks and funcs in an
// argument. Functions of the standard library use those they are given as
// such; what only lies somewhere in a value of the user they leave alone,
// unless it has methods that they call.
func (p *Program) touches(e *external, a value) bool {
	if !e.prints || a.k != iface {
		return true
	}
	is, ok := p.printed[a.x.typ]
	if !ok {
		ms := types.NewMethodSet(a.x.typ)
		for _, name := range []string{"String", "Error", "Format", "GoString", "MarshalJSON", "MarshalText", "Write", "Read"} {
			is = is || ms.Lookup(nil, name) != nil
		}
		p.printed[a.x.typ] = is
	}
	return is
}
