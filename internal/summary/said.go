package summary

import (
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/directive"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// said is what directives say of functions, and of the fields and variables that hold
// them: in this package its comments, of others the facts that came of theirs. What an
// author says counts more than what the analysis sees.
type said struct {
	pass    *analysis.Pass
	std     bool // its dependencies have no facts
	mu      sync.Mutex
	own     []directive.Said
	funcs   map[types.Object]*known.Func // nil where nothing is said
	holders map[*types.Var]*types.Func   // see holder
}

func newSaid(pass *analysis.Pass, std bool) *said {
	s := &said{pass: pass, std: std, funcs: make(map[types.Object]*known.Func), holders: make(map[*types.Var]*types.Func)}
	for _, f := range pass.Files {
		own, _ := directive.Read(f, pass.TypesInfo)
		for _, d := range own {
			if k := described(d.Obj, d.Rows); k != nil {
				s.own = append(s.own, d)
				s.funcs[d.Obj] = k
			}
		}
	}
	return s
}

// described returns what rows say of an object; nil if they are of another version's table.
func described(obj types.Object, rows []string) *known.Func {
	name := obj.Name()
	if fn, ok := obj.(*types.Func); ok {
		name = fn.FullName()
	}
	k, err := known.Read(name, rows)
	if err != nil {
		return nil
	}
	return k
}

// export gives importers what is said of what they can name.
func (s *said) export() {
	for _, d := range s.own {
		if d.Obj.Exported() && !isTest(s.pass.Fset, d.Obj.Pos()) {
			s.pass.ExportObjectFact(d.Obj, &fact.Said{Rows: d.Rows})
		}
	}
}

// of returns what is said of a function, field or variable, or nil.
func (s *said) of(obj types.Object) *known.Func {
	if obj.Pkg() == nil {
		return nil
	}
	switch o := obj.(type) {
	case *types.Func:
		obj = o.Origin()
	case *types.Var:
		obj = o.Origin()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.funcs[obj]
	if ok {
		return k
	}
	var f fact.Said
	if !s.std && obj.Pkg() != s.pass.Pkg && !known.Standard(obj.Pkg().Path()) && s.pass.ImportObjectFact(obj, &f) {
		k = described(obj, f.Rows)
	}
	s.funcs[obj] = k
	return k
}

// holder returns a function that stands for what a field or package variable holds, if
// something is said of that; else nil.
func (s *said) holder(val ssa.Value) *types.Func {
	field := heldIn(val)
	if field == nil {
		return nil
	}
	field = field.Origin()
	k := s.of(field)
	if k == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fn := s.holders[field]
	if fn == nil {
		fn = types.NewFunc(field.Pos(), field.Pkg(), field.Name(), field.Type().Underlying().(*types.Signature))
		s.holders[field] = fn
		s.funcs[fn] = k
	}
	return fn
}

// heldIn returns the field or package variable that a value was loaded from, or nil.
func heldIn(val ssa.Value) *types.Var {
	switch x := ref.Strip(val).(type) {
	case *ssa.Field:
		if st, ok := x.X.Type().Underlying().(*types.Struct); ok {
			return st.Field(x.Field)
		}
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return nil
		}
		switch at := x.X.(type) {
		case *ssa.FieldAddr:
			return ref.Field(at)
		case *ssa.Global:
			v, _ := at.Object().(*types.Var)
			return v
		}
	}
	return nil
}

// Said returns what a directive says of a function, in the form of a fact, or nil.
func (w *world) Said(fn *types.Func) *fact.Func {
	if fn == nil {
		return nil
	}
	if k := w.said.of(fn); k != nil {
		return convert(k, fn.Origin().Signature())
	}
	return nil
}

// overrides reports whether what is said of a function tells how a call of it ends.
func overrides(k *known.Func) bool {
	return k.Launch != nil || len(k.Joins)+len(k.Runs)+len(k.Later)+len(k.Handler)+len(k.Once)+len(k.OnceFunc) > 0 ||
		k.Exits != known.Returns || k.Endless || k.Blocks != nil
}

// saidOver puts what is said of a function over what else is known of it.
func (w *world) saidOver(fn *types.Func, out ref.Outside) ref.Outside {
	k := w.said.of(fn)
	if k == nil {
		return out
	}
	f := convert(k, fn.Signature())
	if fn.Pkg() == w.pass.Pkg {
		return ref.Outside{Func: f, Default: fact.Keeps} // its body tells the rest
	}
	if out.Func == nil {
		out.Func = f
		return out
	}
	all := *out.Func
	if overrides(k) {
		all.Ending, all.Until, all.MayExit = f.Ending, f.Until, exitOf(f)
	}
	all.Params = slices.Clone(all.Params)
	for _, p := range f.Params {
		i := slices.IndexFunc(all.Params, func(q fact.Param) bool { return q.Index == p.Index })
		if i < 0 {
			all.Params = append(all.Params, p)
			continue
		}
		p.Args = all.Params[i].Args
		all.Params[i] = p
	}
	slices.SortFunc(all.Params, func(a, b fact.Param) int { return a.Index - b.Index })
	all.Recovers = all.Recovers || f.Recovers
	all.Errors = max(all.Errors, f.Errors)
	if len(f.Owns) > 0 {
		all.Owns = f.Owns
	}
	all.Results = slices.DeleteFunc(slices.Clone(all.Results), f.TellsResult)
	all.Results = append(all.Results, f.Results...)
	return ref.Outside{Func: &all, Default: out.Default}
}

// saidEnding returns how a function of this package ends by what is said of it; nil if
// nothing is.
func (v *View) saidEnding(fn *ssa.Function) *fact.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil
	}
	if k := v.pkg.world.said.of(obj); k == nil || !overrides(k) {
		return nil
	}
	return v.pkg.world.Said(obj)
}

// endingBy returns the ending of a function of which a directive tells it.
func endingBy(fn *ssa.Function, f *fact.Func) *Ending {
	e := &Ending{Ending: f.Ending, Exits: exitOf(f)}
	for _, clause := range f.Until {
		var signals []Signal
		for _, s := range clause {
			signals = append(signals, Signal{Kind: s.Kind, Param: fn.Params[s.Param], Via: s.Via})
		}
		e.Until = append(e.Until, signals)
	}
	return e
}

// SaidToExit reports whether a directive says that a call never returns, as it ends the process or the
// goroutine.
func (v *View) SaidToExit(c *ssa.CallCommon) bool {
	f := v.pkg.world.Said(v.Callee(c))
	return f != nil && f.Ending == fact.Exits
}

// saidOf reports whether a directive tells what a function does with a parameter.
func (v *View) saidOf(p *ssa.Parameter) bool {
	obj, ok := p.Parent().Object().(*types.Func)
	if !ok {
		return false
	}
	f := v.pkg.world.Said(obj)
	return f != nil && f.Effect(paramIndex(p.Parent(), p)) != 0
}

// tells reports whether the calls of a function are judged by what is known of it, rather
// than by its body: if it is of another package, or a directive says what it does.
func (v *View) tells(fn *types.Func) bool {
	return fn != nil && (fn.Pkg() != v.Pkg.Pkg || v.pkg.world.said.of(fn) != nil)
}
