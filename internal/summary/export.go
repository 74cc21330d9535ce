package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// export gives importers the facts of the functions and fields they can name.
func (v *View) export() {
	if v.Broken() {
		return
	}
	launched := v.launchedObjects()
	type found struct {
		fn   *ssa.Function
		obj  *types.Func
		fact *fact.Func
	}
	var all []found
	for _, fn := range v.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || obj.Pkg() != v.Pkg.Pkg {
			continue
		}
		f := found{fn, obj, &fact.Func{Silent: true}}
		v.About("the fact", fn, func() { f.fact = v.factOf(fn, launched) })
		all = append(all, f)
	}
	silent := v.Silent() // once everything was tried
	for _, f := range all {
		if silent[f.fn] {
			f.fact = &fact.Func{Silent: true}
		}
		if !f.fact.Empty() {
			v.pkg.pass.ExportObjectFact(f.obj, f.fact)
		}
	}
	v.exportFields(silent)
}

func (v *View) factOf(fn *ssa.Function, launched map[*ref.Object]fact.Param) *fact.Func {
	f := new(fact.Func)
	e := v.Ending(fn)
	f.Ending, f.MayExit = e.Ending, e.Exits
	f.Recovers, f.Guards = flow.Recovers(fn), len(fn.Blocks) > 0 && v.newRecovery(nil).recoversFirst(fn)
	if f.Ending != fact.Exits && onlyError(fn.Signature) { // others are called for their other results, and seldom launched
		f.Errors = v.ErrorsOf(fn)
	}
	for _, clause := range e.Until {
		if c, ok := exportClause(fn, clause); ok {
			f.Until = append(f.Until, c)
		}
	}
	if f.Ending == fact.Waits && len(f.Until) == 0 {
		f.Ending = fact.Returns
	}
	for i := range fn.Params {
		o := v.Refs.ParamObject(fn, i)
		if o == nil {
			continue
		}
		p := launched[o]
		p.Index, p.Effect, p.Args = i, p.Effect|v.effectOf(fn, o), v.passedOn(fn, o)
		if p.Effect != 0 {
			f.Params = append(f.Params, p)
		}
	}
	res := fn.Signature.Results()
	for i := range res.Len() {
		f.Results = append(f.Results, v.resultFacts(fn, i, res.At(i).Type())...)
		if v.startedLater(res.At(i).Type()) && v.freshResult(fn, i) {
			f.Results = append(f.Results, fact.Result{Index: i, Kind: fact.Fresh})
		}
	}
	if v.AlwaysFails(fn) {
		f.Results = append(f.Results, fact.Result{Kind: fact.Fails})
	}
	for _, o := range v.Owns(fn) {
		own := o.Own
		own.Stop, own.Keep = callable(own.Stop), callable(own.Keep)
		if len(own.Stop) > 0 {
			f.Owns = append(f.Owns, own)
		}
	}
	f.Ways = v.ways(fn)
	return f
}

// callable returns those of some methods that importers can call; a func that is called itself, "", is one.
func callable(methods []string) (out []string) {
	for _, name := range methods {
		if name == "" || token.IsExported(name) {
			out = append(out, name)
		}
	}
	return out
}

// passedOn tells which of fn's parameters the func o is called with, if it is
// called in one place.
func (v *View) passedOn(fn *ssa.Function, o *ref.Object) (out []int) {
	var call ssa.CallInstruction
	for _, op := range o.Ops() {
		c, ok := op.Instr.(ssa.CallInstruction)
		if op.Kind != ref.Call && op.Kind != ref.Launch || !ok || call != nil || !v.isCalled(c.Common(), o) {
			return nil
		}
		call = c
	}
	if call == nil {
		return nil
	}
	any := false
	for _, a := range call.Common().Args {
		i := -1
		if p, ok := ref.Strip(a).(*ssa.Parameter); ok {
			i = paramIndex(fn, p)
		}
		any = any || i >= 0
		out = append(out, i)
	}
	if !any {
		return nil
	}
	return out
}

// isCalled reports whether a call is one of the func o itself, rather than of a function that it
// is handed to.
func (v *View) isCalled(c *ssa.CallCommon, o *ref.Object) bool {
	return c.StaticCallee() == nil && !c.IsInvoke() && slices.Contains(v.Refs.Objects(c.Value), o)
}

// exportClause tells the signals by the numbers of fn's parameters, if it can.
func exportClause(fn *ssa.Function, clause []Signal) (out []fact.Signal, ok bool) {
	for _, s := range clause {
		i := paramIndex(fn, s.Param)
		if i < 0 {
			return nil, false
		}
		out = append(out, fact.Signal{Kind: s.Kind, Param: i, Via: s.Via})
	}
	return out, true
}

var effectOfOp = map[ref.OpKind]fact.Effect{
	ref.Send: fact.Sends, ref.Receive: fact.Receives, ref.Close: fact.Closes,
	ref.Done: fact.Done, ref.Wait: fact.WaitsFor, ref.Add: fact.Adds, ref.Launch: fact.Launches,
}

// effectOf says what the package does to what a parameter of fn refers to. A
// func that is called on another occasion than the call itself counts as kept.
func (v *View) effectOf(fn *ssa.Function, o *ref.Object) (e fact.Effect) {
	for _, op := range o.Ops() {
		if op.Kind != ref.Call {
			e |= effectOfOp[op.Kind]
		} else if slices.Contains(v.Sync(fn), op.Fn) {
			e |= fact.Calls
		} else {
			e |= fact.Keeps
		}
	}
	if o.Kept() != 0 {
		e |= fact.Keeps
	}
	return e
}

// launchedObjects maps the parameters of exported functions that some launch of
// this package runs, at once or later, to what importers should know of that.
func (v *View) launchedObjects() map[*ref.Object]fact.Param {
	out := make(map[*ref.Object]fact.Param)
	for o, launches := range v.launchesByObject() {
		p := v.supervisions(launches, o.Fn)
		if len(launches) == 1 && v.launchesOnce(launches[0], o) {
			p.Effect |= fact.Once
		}
		out[o] = p
	}
	return out
}

// launchesByObject lists the launches of each parameter object. A helper's
// helper launches it too: where fn itself makes one, that is the one that counts.
func (v *View) launchesByObject() map[*ref.Object][]*Launch {
	out := make(map[*ref.Object][]*Launch)
	for _, l := range v.launches {
		v.eachRun(l, func(val ssa.Value) {
			for _, o := range v.Refs.Objects(val) {
				if o.Kind == ref.Param && !slices.Contains(out[o], l) {
					out[o] = append(out[o], l)
				}
			}
		})
	}
	for o, launches := range out {
		own := func(l *Launch) bool { return encloses(o.Fn, l.Fn) }
		if slices.ContainsFunc(launches, own) {
			out[o] = slices.DeleteFunc(launches, func(l *Launch) bool { return !own(l) })
		}
	}
	return out
}

// supervisions says what holds for all launches of one func.
func (v *View) supervisions(launches []*Launch, fn *ssa.Function) fact.Param {
	all := v.supervision(launches[0], fn)
	for _, l := range launches[1:] {
		p := v.supervision(l, fn)
		all.Effect &= p.Effect
		if all.Group != p.Group {
			all.Group, all.Effect = 0, 0
		}
		all.Owner.Join = fewOf(append(all.Owner.Join, p.Owner.Join...))
		all.Owner.Stop = fewOf(append(all.Owner.Stop, p.Owner.Stop...))
	}
	all.Effect |= fact.Launches
	return all
}

// exportFields gives a fact to the exported func fields that are launched.
func (v *View) exportFields(silent map[*ssa.Function]bool) {
	launches := make(map[*types.Var][]*Launch)
	for _, l := range v.launches {
		v.eachRun(l, func(val ssa.Value) {
			if field := v.loadedField(val); field != nil && field.Exported() && field.Pkg() == v.Pkg.Pkg {
				launches[field] = append(launches[field], l)
			}
		})
	}
	for field, ls := range launches {
		if slices.ContainsFunc(ls, func(l *Launch) bool { return silent[outermost(l.Fn)] }) {
			continue
		}
		p := v.supervisions(ls, nil)
		v.pkg.pass.ExportObjectFact(field, &fact.Field{Effect: p.Effect, Owner: p.Owner})
	}
}

// loadedField returns the struct field that a value was loaded from.
func (v *View) loadedField(val ssa.Value) *types.Var {
	load, ok := ref.Strip(val).(*ssa.UnOp)
	if !ok {
		return nil
	}
	at, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return ref.Field(at)
}

// resultFacts says what is known of one result.
func (v *View) resultFacts(fn *ssa.Function, i int, t types.Type) (out []fact.Result) {
	objs := v.Refs.Results(fn, i)
	if len(objs) == 0 {
		return nil
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Chan:
		if ref.OnlyTimers(objs) {
			return []fact.Result{{Index: i, Kind: fact.Timer}}
		}
	case *types.Interface:
		if ref.IsContext(t) {
			if neverEnds(objs) {
				return []fact.Result{{Index: i, Kind: fact.Never}}
			}
			break
		}
		for m := range u.Methods() {
			sig := m.Signature()
			if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
				continue
			}
			if _, ok := sig.Results().At(0).Type().Underlying().(*types.Chan); !ok {
				continue
			}
			if res, all := v.Refs.MethodResults(objs, v.Pkg.Pkg, m.Name()); all && ref.OnlyTimers(res) {
				out = append(out, fact.Result{Index: i, Via: m.Name(), Kind: fact.Timer})
			}
		}
		return out
	}
	if len(objs) == 1 && objs[0].Kind == ref.Func {
		if p := v.wraps(fn, objs[0].Fn); p >= 0 {
			return []fact.Result{{Index: i, Kind: fact.SameAs, Arg: p}}
		}
	}
	if len(objs) == 1 && objs[0].Kind == ref.Param && objs[0].Fn == fn {
		return []fact.Result{{Index: i, Kind: fact.SameAs, Arg: objs[0].Index}}
	}
	return nil
}

// wraps returns the func parameter of fn that the literal made by fn runs, and
// whose end its own end hangs on; -1 if there is none.
func (v *View) wraps(fn, literal *ssa.Function) int {
	for _, clause := range v.Ending(literal).Until {
		if len(clause) == 1 && clause[0].Kind == fact.Finished {
			if i := paramIndex(fn, clause[0].Param); i >= 0 {
				return i
			}
		}
	}
	return -1
}

func neverEnds(objs []*ref.Object) bool {
	for _, o := range objs {
		if o.Kind != ref.Context || o.Mortal {
			return false
		}
	}
	return len(objs) > 0
}
