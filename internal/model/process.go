package model

import (
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// A use is a place of this package that runs a function, or takes its value.
type use struct {
	instr ssa.Instruction
	value bool // taken as a value: who calls it, and how often, is not seen
}

// uses maps each function to where it is called, launched or taken as a value.
func (b *builder) uses() map[*ssa.Function][]use {
	m := make(map[*ssa.Function][]use)
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			b.usesAt(instr, m)
		}
	}
	return m
}

func (b *builder) usesAt(instr ssa.Instruction, m map[*ssa.Function][]use) {
	var called ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		c := call.Common()
		fns, _ := b.view.Refs.Funcs(c)
		for _, fn := range fns {
			m[fn] = append(m[fn], use{instr: instr})
		}
		if !c.IsInvoke() {
			called = c.Value
		}
	}
	for _, op := range instr.Operands(nil) {
		if *op == nil || *op == called {
			continue
		}
		switch v := (*op).(type) {
		case *ssa.Function:
			t := ref.Target(v)
			m[t] = append(m[t], use{instr, true})
		case *ssa.MakeClosure:
			t := ref.Target(v.Fn.(*ssa.Function))
			m[t] = append(m[t], use{instr, true})
		}
	}
}

// processLifetime tells whether the launch is reached, within the package, only
// from main, init, the initialiser of a package variable or a package-level
// once, so that at most a fixed number of its goroutines can ever exist; or whether
// a comment says that it ends with the process.
func (b *builder) processLifetime(l *Launch) Answer {
	if b.guarded(l.Instr) {
		return Yes
	}
	if loop := b.loops(l.Fn).Around(l.Instr.Block()); loop != nil && b.loopKind(loop).waits() && !flagged(l.Instr) {
		return No
	}
	if b.saysProcess(l) {
		return Yes
	}
	return b.startsOnce(l.Fn)
}

// startsOnce tells whether fn runs only while the process starts.
func (b *builder) startsOnce(fn *ssa.Function) Answer {
	if a, ok := b.process[fn]; ok {
		b.askedAgain = b.askedAgain || b.asking[fn]
		return a
	}
	first := len(b.asking) == 0
	b.process[fn] = Yes // a cycle adds no root
	b.asking[fn] = true
	a := b.startsOnceUncached(fn)
	b.process[fn] = a
	if !first {
		b.asking[fn] = false
		return a
	}
	if b.askedAgain { // what was found on the way took a cycle for granted of which more is known now
		for other := range b.asking {
			if other != fn && b.process[other] != No {
				delete(b.process, other)
			}
		}
	}
	b.askedAgain = false
	clear(b.asking)
	return a
}

func (b *builder) startsOnceUncached(fn *ssa.Function) Answer {
	if fn.Parent() == nil {
		switch {
		case fn.Signature.Recv() != nil:
		case fn == b.view.Pkg.Func("init"), fn.Synthetic == "package initializer",
			fn.Name() == "main" && b.view.Pkg.Pkg.Name() == "main", isInit(fn):
			return Yes
		}
		if b.takesRequest(fn) {
			return No
		}
		if obj := fn.Object(); obj != nil {
			if b.view.Refs.Exported(obj) {
				if ofCommand(b.view.Pkg.Pkg.Path()) {
					return Yes
				}
				return No
			}
			if b.view.LeftOut(obj.Name()) {
				return Unknown
			}
		}
	} else if b.takesRequest(fn) {
		return No
	}
	uses := b.callers[fn]
	if len(uses) == 0 {
		if b.view.Linked(fn.Name()) || fn.Signature.Recv() != nil && fn.Object().Exported() {
			return Unknown // called by something that is not Go, or through an interface
		}
		return No // nothing of the start of the process gets here
	}
	all := Yes
	for _, u := range uses {
		switch a := b.useOnce(fn, u); a {
		case No:
			return No
		case Unknown:
			all = Unknown
		}
	}
	return all
}

// ofCommand reports whether a package is a part of a command line, whose functions main calls, or what
// parses the arguments for it: it stands below a folder cmd or cli, and not in a library in there.
func ofCommand(path string) bool {
	dirs := strings.Split(path, "/")
	for i, dir := range dirs {
		if dir == "cmd" || dir == "cli" {
			return !slices.Contains(dirs[i:], "internal") && !slices.Contains(dirs[i:], "pkg")
		}
	}
	return false
}

// saysProcess reports whether a comment above a launch, or on the function that makes it, says that the
// goroutine ends with the process.
func (b *builder) saysProcess(l *Launch) bool {
	text := b.view.CommentAbove(l.Pos())
	if fn := outermost(l.Fn); fn.Syntax() != nil {
		text += " " + b.view.CommentAbove(fn.Syntax().Pos())
	}
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "//", " ")), " ") // in one line
	return mentions(text, "with the process", "until the process", "life of the process", "lifetime of the process", "long as the process")
}

// isInit reports whether fn is one of the package's init functions.
func isInit(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Name() == "init" && obj.Signature().Recv() == nil
}

// useOnce tells whether a use of a function runs it only as the process starts.
func (b *builder) useOnce(fn *ssa.Function, u use) Answer {
	if b.guarded(u.instr) {
		return Yes
	}
	call, isCall := u.instr.(ssa.CallInstruction)
	if u.value {
		if isCall {
			if a, ok := b.handedTo(call); ok {
				return a
			}
		}
		if !isClosure(u.instr) && (fn.Parent() != nil || fn.Signature.Recv() != nil) && b.startsOnce(u.instr.Parent()) == No {
			return No // a new closure, or method of another value, each time that code runs
		}
		if store, ok := u.instr.(*ssa.Store); ok {
			if g, ok := store.Addr.(*ssa.Global); ok && b.view.Refs.Exported(g.Object()) {
				return No // as good as an exported function
			}
		}
		if !b.escapes(fn) {
			return Yes // all its calls are in sight, and uses of their own
		}
		return Unknown
	}
	loop := b.loops(u.instr.Parent()).Around(u.instr.Block())
	if loop != nil && b.loopKind(loop).waits() && !flagged(u.instr) && !retried(u.instr, loop) {
		return No
	}
	return b.startsOnce(u.instr.Parent())
}

// escapes reports whether somebody out of sight may call fn.
func (b *builder) escapes(fn *ssa.Function) bool {
	for _, o := range b.view.Refs.FuncObjects(fn) {
		if o.Escaped() != 0 {
			return true
		}
	}
	return false
}

// flagged reports whether an instruction runs only behind a test of a local flag
// that is set to a constant: if !running { running = true; … }.
func flagged(instr ssa.Instruction) bool {
	for branch := range tests(instr) {
		if localFlag(branch.Cond) {
			return true
		}
	}
	return false
}

func localFlag(cond ssa.Value) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return localFlag(c.X)
		}
		alloc, ok := c.X.(*ssa.Alloc)
		if !ok || c.Op != token.MUL {
			return false
		}
		for _, r := range *alloc.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == alloc && st.Block() != alloc.Block() {
				_, constant := st.Val.(*ssa.Const)
				return constant
			}
		}
	case *ssa.Phi:
		return slices.ContainsFunc(c.Edges, func(e ssa.Value) bool {
			_, constant := e.(*ssa.Const)
			return constant
		})
	}
	return false
}

// retried reports whether the result of a call decides whether its loop goes
// on: it is called until it succeeds.
func retried(instr ssa.Instruction, loop []*ssa.BasicBlock) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	for branch := range flow.Exits(loop) {
		if computedFrom(branch.Cond, call, 0) {
			return true
		}
	}
	return false
}

func computedFrom(v, from ssa.Value, depth int) bool {
	if v == from {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || depth > 4 {
		return false
	}
	for _, op := range instr.Operands(nil) {
		if *op != nil && computedFrom(*op, from, depth+1) {
			return true
		}
	}
	return false
}

// handedTo judges a func that is handed to a function which is known.
func (b *builder) handedTo(call ssa.CallInstruction) (Answer, bool) {
	c := call.Common()
	obj := b.view.Callee(c)
	if obj == nil {
		return Unknown, false
	}
	k := b.view.Known(obj)
	if k == nil {
		return Unknown, false
	}
	switch {
	case len(k.Handler) > 0:
		return No, true
	case len(k.Once) > 0:
		if len(c.Args) > 0 && b.packageLevel(c.Args[0]) {
			return Yes, true
		}
		return b.startsOnce(call.Parent()), true
	case len(k.OnceFunc) > 0:
		return b.startsOnce(call.Parent()), true
	case len(k.Runs) > 0, k.Launch != nil, len(k.Joins) > 0:
		return b.useOnce(nil, use{instr: call}), true
	}
	return Unknown, false
}

// packageLevel reports whether an address or value leads back to a variable
// that exists once: one of the package, or one made as the process starts.
func (b *builder) packageLevel(v ssa.Value) bool {
	all, any := true, false
	b.origins(v, 0, func(o ssa.Value) {
		any = true
		switch o := o.(type) {
		case *ssa.Global:
		case *ssa.Alloc:
			all = all && b.loops(o.Parent()).Around(o.Block()) == nil && b.startsOnce(o.Parent()) == Yes
		default:
			all = false
		}
	})
	return all && any
}

// A variable is a package variable or, if field is set, that field of what the
// package variable is or refers to.
type variable struct {
	global *ssa.Global
	field  *types.Var
}

// variables returns the variables that an address or value leads back to; none
// if it may also lead to something else than a package variable.
func (b *builder) variables(v ssa.Value) (out []variable) {
	only := true
	field := fieldOf(v)
	b.origins(v, 0, func(o ssa.Value) {
		g, ok := o.(*ssa.Global)
		only = only && ok
		out = append(out, variable{g, field})
	})
	if !only {
		return nil
	}
	return out
}

// fieldOf returns the innermost field that an address or value is of, or nil.
func fieldOf(v ssa.Value) *types.Var {
	for range 20 {
		switch x := ref.Strip(v).(type) {
		case *ssa.FieldAddr:
			return ref.Field(x)
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		default:
			return nil
		}
	}
	return nil
}

// origins visits the variables that an address or value leads back to: through
// fields and captured variables, and through parameters to what callers pass.
// Where it cannot follow, or callers out of sight may pass something, it visits nil.
func (b *builder) origins(v ssa.Value, depth int, visit func(ssa.Value)) {
	for range 20 {
		switch x := ref.Strip(v).(type) {
		case *ssa.Global, *ssa.Alloc:
			visit(x)
			return
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.FreeVar:
			if v = ref.Captured(x); v == nil {
				visit(nil)
				return
			}
		case *ssa.Parameter:
			if depth > 2 {
				visit(nil)
				return
			}
			if obj := x.Parent().Object(); obj == nil || obj.Exported() || len(b.callers[x.Parent()]) == 0 {
				visit(nil)
			}
			for _, u := range b.callers[x.Parent()] {
				if arg := b.passed(u, x); arg != nil {
					b.origins(arg, depth+1, visit)
				} else {
					visit(nil)
				}
			}
			return
		default:
			visit(nil)
			return
		}
	}
	visit(nil)
}

// passed returns what a use of p's function passes for p: an argument, or the
// receiver that a method value binds; nil if it is not at hand.
func (b *builder) passed(u use, p *ssa.Parameter) ssa.Value {
	if call, ok := u.instr.(ssa.CallInstruction); ok && !u.value {
		return b.view.Arg(call.Common(), p)
	}
	made, _ := u.instr.(ssa.Value)
	for _, op := range append(u.instr.Operands(nil), &made) {
		if m, ok := (*op).(*ssa.MakeClosure); ok && ref.Target(m.Fn.(*ssa.Function)) == p.Parent() && p.Parent().Params[0] == p && m.Fn != p.Parent() {
			return m.Bindings[0]
		}
	}
	return nil
}

// guarded reports whether an instruction runs only behind a test of a
// package-level variable that the same function then sets: a once by hand, or
// the nil check of a singleton.
func (b *builder) guarded(instr ssa.Instruction) bool {
	fn := instr.Parent()
	if fn == b.view.Pkg.Func("init") {
		return false // its own guard is not the author's
	}
	for branch := range tests(instr) {
		if b.testsAndSets(branch.Cond, fn) {
			return true
		}
	}
	return false
}

// tests yields the branches that decide whether control gets to the
// instruction, the nearest first: it is reached through one side of them only.
func tests(instr ssa.Instruction) iter.Seq[*ssa.If] {
	return func(yield func(*ssa.If) bool) {
		// Those from which control gets to the instruction without coming by the branch. They only
		// grow from one branch to the next, as no way leads past a dominator.
		behind := make(map[*ssa.BasicBlock]bool)
		last := instr.Block()
		for d := last.Idom(); d != nil; last, d = d, d.Idom() {
			behind[last], behind[d] = true, true
			for todo := slices.Clone(last.Preds); len(todo) > 0; {
				b := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				if !behind[b] {
					behind[b] = true
					todo = append(todo, b.Preds...)
				}
			}
			delete(behind, d) // it was there to end the way back
			branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
			if ok && (!behind[d.Succs[0]] || !behind[d.Succs[1]]) && !yield(branch) {
				return
			}
		}
	}
}

// reaches reports whether control gets from one block to another without coming by a third.
func reaches(from, to, without *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{without: true}
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if b == to {
			return true
		}
		if !seen[b] {
			seen[b] = true
			todo = append(todo, b.Succs...)
		}
	}
	return false
}

// testsAndSets reports whether a condition is computed from package-level state
// that fn sets, or asks a function of the package which tests and sets it.
func (b *builder) testsAndSets(cond ssa.Value, fn *ssa.Function) bool {
	for _, v := range b.sources(cond, 0) {
		if call, ok := v.(*ssa.Call); ok {
			callee := ref.Target(call.Call.StaticCallee())
			for instr := range flow.Instrs(callee) {
				if len(b.changed(instr)) > 0 {
					return true
				}
			}
			continue
		}
		for _, tested := range b.variables(v) {
			if b.sets(fn, tested) {
				return true
			}
		}
	}
	return false
}

// sources returns the variables that a condition is computed from, and the
// calls of functions of this package.
func (b *builder) sources(v ssa.Value, depth int) (out []ssa.Value) {
	if depth > 6 || v == nil {
		return nil
	}
	switch x := v.(type) {
	case *ssa.Global, *ssa.FieldAddr:
		return []ssa.Value{x}
	case *ssa.Call:
		if callee := x.Call.StaticCallee(); callee != nil && b.view.Refs.Has(ref.Target(callee)) {
			return []ssa.Value{x}
		}
	case *ssa.Phi:
		if depth > 2 {
			return nil
		}
	}
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return nil
	}
	for _, op := range instr.Operands(nil) {
		out = append(out, b.sources(*op, depth+1)...)
	}
	return out
}

// sets reports whether fn changes the variable, or what it refers to.
func (b *builder) sets(fn *ssa.Function, v variable) bool {
	for instr := range flow.Instrs(fn) {
		if slices.Contains(b.changed(instr), v) {
			return true
		}
	}
	return false
}

// changed returns the variables that an instruction changes: by assignment, through a map, or by an atomic operation or a method such as
// CompareAndSwap or Store.
func (b *builder) changed(instr ssa.Instruction) []variable {
	switch i := instr.(type) {
	case *ssa.Store:
		return b.variables(i.Addr)
	case *ssa.MapUpdate:
		return b.variables(i.Map)
	case *ssa.Call:
		callee := i.Call.StaticCallee()
		if callee == nil || len(i.Call.Args) == 0 || b.view.Refs.Has(ref.Target(callee)) {
			return nil
		}
		for _, verb := range []string{"CompareAndSwap", "Swap", "Store", "LoadOrStore", "Add"} {
			if strings.HasPrefix(callee.Name(), verb) {
				return b.variables(i.Call.Args[0])
			}
		}
	}
	return nil
}
