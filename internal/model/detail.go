package model

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// A Detail is what people want to read about a launch and no rule needs: the
// other two questions as far as they are answered, and what ties the goroutine to
// the rest of its package. It is made for the ledger alone, since it costs time.
type Detail struct {
	Errors Errors
	Bound  Bound
	Claims []*Claim // that are about this launch
	Ties   []Tie    // in the order of the source
}

// Errors says where the errors of a goroutine go.
type Errors uint8

const (
	// ErrorsUnknown is silence.
	ErrorsUnknown Errors = iota
	// NoErrors: nothing that runs in it returns one.
	NoErrors
	// ErrorsKept: its function returns them to the group, whose Wait is called.
	ErrorsKept
	// ErrorsTold: they are logged, sent or stored, and dropped by the go statement.
	ErrorsTold
	// ErrorsSeen: it returns none, and does something with each that it gets.
	ErrorsSeen
	// ErrorsLost: a claim says so.
	ErrorsLost
)

// Bound says what bounds the number of goroutines of a launch.
type Bound uint8

const (
	// BoundUnknown is silence.
	BoundUnknown Bound = iota
	// ByProcess: it is reached a fixed number of times while the process starts.
	ByProcess
	// ByLimit: the limit of a group or pool, or a token that is taken first.
	ByLimit
	// ByCall: each call of the function waits for the few that it launches.
	ByCall
	// Boundless: a claim says that nothing does.
	Boundless
)

// A Tie is something by which a goroutine and others can wait for each other.
type Tie struct {
	Kind TieKind
	Name string    // the user's name for it, or ""
	Made token.Pos // where it is made or declared
	Uses []Use     // what this package does with it, in source order
}

// TieKind is what a Tie is.
type TieKind uint8

const (
	// ChannelTie is a channel made in this package.
	ChannelTie TieKind = iota
	// GroupTie is a group.
	GroupTie
	// ContextTie is a context made in this package.
	ContextTie
	// LockTie is a lock.
	LockTie
)

// A Use is one operation on a Tie.
type Use struct {
	Do     string // as in send, wait, lock
	Fn     *ssa.Function
	Pos    token.Pos
	Inside bool // the goroutine itself does it
}

// detail makes the Detail of a launch. A mistake of ours in it costs the detail
// only.
func (b *builder) detail(l *Launch, claims []*Claim) {
	l.Detail = new(Detail)
	if slices.Contains(l.Unknown, Recovered) {
		return
	}
	d := new(Detail)
	for _, c := range claims {
		if c.Launch == l || slices.Contains(c.Covers, l) {
			d.Claims = append(d.Claims, c)
		}
	}
	b.view.Aside("the record", l.Fn, func() {
		d.Errors = b.errorsAnswer(l, d.Claims)
		d.Bound = b.boundAnswer(l, d.Claims)
		d.Ties = b.ties(l)
		l.Detail = d
	})
}

func claimed(claims []*Claim, kinds ...Kind) bool {
	return slices.ContainsFunc(claims, func(c *Claim) bool { return slices.Contains(kinds, c.Kind) })
}

func (b *builder) errorsAnswer(l *Launch, claims []*Claim) Errors {
	if claimed(claims, LostResult, LostServer, LostInside) {
		return ErrorsLost
	}
	if !l.All || len(l.Bodies) == 0 {
		return ErrorsUnknown
	}
	returns := slices.ContainsFunc(l.Bodies, func(body summary.Body) bool { return summary.ReturnsError(body.Fn.Signature) })
	g, isGo := l.Instr.(*ssa.Go)
	switch {
	case !returns && b.callsNoError(l):
		return NoErrors
	case returns && isGo && b.view.Errors(g.Common()) == fact.NoErrors:
		return NoErrors
	case returns && isGo && b.view.Errors(g.Common()) == fact.Told:
		return ErrorsTold
	case returns && !isGo && l.Group != nil && slices.ContainsFunc(l.Joins, func(e Evidence) bool { return e.Kind == ref.Wait }):
		return ErrorsKept
	case !returns && b.dropsNoError(l):
		return ErrorsSeen
	}
	return ErrorsUnknown
}

// callsNoError reports whether nothing that the goroutine calls returns an error.
func (b *builder) callsNoError(l *Launch) bool {
	return b.allCalls(l, func(call ssa.CallInstruction) bool { return !summary.ReturnsError(call.Common().Signature()) })
}

// dropsNoError reports whether the goroutine looks at every error that a call of its own returns,
// unless it is one that nobody looks at, or is told of by what is called.
func (b *builder) dropsNoError(l *Launch) bool {
	return b.allCalls(l, func(call ssa.CallInstruction) bool {
		if !summary.ReturnsError(call.Common().Signature()) || b.view.Errors(call.Common()) != fact.Lost {
			return true
		}
		c, ok := call.(*ssa.Call)
		return ok && !b.view.Drops(c)
	})
}

// allCalls reports whether something holds for all calls of the functions that the goroutine runs.
func (b *builder) allCalls(l *Launch, holds func(ssa.CallInstruction) bool) bool {
	for _, body := range l.Bodies {
		if !b.view.Refs.Has(body.Fn) {
			return false
		}
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok && !holds(call) {
				return false
			}
		}
	}
	return true
}

func (b *builder) boundAnswer(l *Launch, claims []*Claim) Bound {
	switch {
	case claimed(claims, Unlimited, Recursion):
		return Boundless
	case l.Process == Yes:
		return ByProcess
	case b.limitedHere(l):
		return ByLimit
	case (l.Mult == Once || l.Mult == Fixed) && b.awaited(l):
		return ByCall
	}
	return BoundUnknown
}

// limitedHere is [builder.bounded] without the benefit of the doubt: a group out of sight may have
// a limit, and what is sent before the launch may be a token, which is not to say that it is so.
func (b *builder) limitedHere(l *Launch) bool {
	for s := l.Launch; s != nil; s = s.Inner {
		settable := s.Known != nil && s.Known.Limit != ""
		switch {
		case settable && s.Known.Limit == known.Self, s.Helper == "TryGo":
			return true
		case settable && s.Group != nil && b.inSight(s.Group) && b.limited(s):
			return true
		case b.returnsToken(l, s.Instr):
			return true
		}
	}
	return false
}

// inSight reports whether all that a value may refer to is, with all that happens to it.
func (b *builder) inSight(v ssa.Value) bool {
	objs := b.view.Refs.Objects(v)
	return len(objs) > 0 && !slices.ContainsFunc(objs, func(o *ref.Object) bool { return o.Unknown() != "" })
}

// returnsToken reports whether every way to a launch fills a place of a channel's buffer, or acquires a
// semaphore, that the goroutine gives back.
func (b *builder) returnsToken(l *Launch, launch ssa.Instruction) bool {
	takes := func(is func(ssa.Instruction) bool) bool {
		for instr := range flow.Instrs(launch.Parent()) {
			if is(instr) && instr.Block().Dominates(launch.Block()) && (instr.Block() != launch.Block() || instr.Pos() < launch.Pos()) {
				return true
			}
		}
		return false
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			switch i := instr.(type) {
			case *ssa.UnOp:
				back := b.view.Refs.Objects(i.X)
				if i.Op == token.ARROW && buffered(back) && takes(func(at ssa.Instruction) bool {
					send, ok := at.(*ssa.Send)
					return ok && shares(back, b.view.Refs.Objects(send.Chan))
				}) {
					return true
				}
			case ssa.CallInstruction:
				if callee := b.view.Callee(i.Common()); callee != nil && callee.Name() == "Release" && takes(func(at ssa.Instruction) bool {
					call, ok := at.(*ssa.Call)
					taken := ok && b.view.Callee(&call.Call) != nil
					return taken && b.view.Callee(&call.Call).Name() == "Acquire"
				}) {
					return true
				}
			}
		}
	}
	return false
}

// buffered reports whether all channels have a buffer, of whatever size.
func buffered(objs []*ref.Object) bool {
	objs = ref.Real(objs)
	return len(objs) > 0 && !slices.ContainsFunc(objs, func(o *ref.Object) bool { return o.Kind != ref.Chan || ref.Capacity(o) == 0 })
}

// awaited reports whether each call of the launching function waits, on every way out of it, for
// the end of the goroutine: a case of a select, or one receive for several goroutines, is not enough.
func (b *builder) awaited(l *Launch) bool {
	if l.Joined {
		return true
	}
	waits := make(map[token.Pos]bool)
	for _, e := range l.Joins {
		if e.AtEnd && within(e.Waits, l.Fn) && (e.Kind == ref.Wait || e.Kind == ref.Receive && l.Mult == Once) {
			waits[e.Waits] = true
		}
	}
	past := func(i ssa.Instruction) bool {
		switch i.(type) {
		case *ssa.Defer, *ssa.Select:
			return false
		}
		return i.Pos().IsValid() && waits[i.Pos()]
	}
	return len(waits) > 0 && !flow.Leads(l.Instr, flow.IsReturn, past)
}

// ties lists what the goroutine, or the call that launches it, works on.
func (b *builder) ties(l *Launch) []Tie {
	t := &tying{b: b, l: l, seen: make(map[token.Pos]bool)}
	if l.Group != nil {
		t.objects(GroupTie, l.Group, l.Instr)
	}
	for _, body := range l.Bodies {
		for _, arg := range body.Args {
			if arg != nil && ref.IsContext(arg.Type()) {
				t.context(arg, l.Instr)
			}
		}
	}
	for _, fn := range l.funcs {
		for instr := range flow.Instrs(fn) {
			t.at(instr)
		}
	}
	slices.SortStableFunc(t.out, func(x, y Tie) int { return int(x.Made - y.Made) })
	return t.out
}

// tying collects the ties of one launch.
type tying struct {
	b    *builder
	l    *Launch
	seen map[token.Pos]bool
	out  []Tie
}

func (t *tying) at(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Send:
		t.objects(ChannelTie, i.Chan, i)
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			t.received(i.X, i)
		}
	case *ssa.Select:
		for _, st := range i.States {
			t.received(st.Chan, i)
		}
	case ssa.CallInstruction:
		c := i.Common()
		if built, ok := c.Value.(*ssa.Builtin); ok {
			if built.Name() == "close" {
				t.objects(ChannelTie, c.Args[0], i)
			}
			return
		}
		callee := t.b.view.Callee(c)
		if c.IsInvoke() || callee == nil || callee.Signature().Recv() == nil || len(c.Args) == 0 {
			return
		}
		if t.b.view.GroupType(c.Args[0].Type()) {
			t.objects(GroupTie, c.Args[0], i)
		} else if isLock(callee) {
			t.lock(c.Args[0])
		}
	}
}

// received ties by a channel, or by the context whose Done it is.
func (t *tying) received(ch ssa.Value, at ssa.Instruction) {
	if call, ok := ref.Strip(ch).(*ssa.Call); ok && call.Call.IsInvoke() && ref.IsContext(call.Call.Value.Type()) {
		t.context(call.Call.Value, at)
		return
	}
	t.objects(ChannelTie, ch, at)
}

// objects adds what a value may refer to, as far as this package makes it and anybody
// can wait for it.
func (t *tying) objects(kind TieKind, v ssa.Value, at ssa.Instruction) {
	for _, o := range ref.Real(t.b.view.Refs.Objects(v)) {
		made := o.Pos()
		if !made.IsValid() || t.seen[made] || o.Timer || kind == ChannelTie && o.Kind != ref.Chan {
			continue
		}
		t.seen[made] = true
		tie := Tie{Kind: kind, Name: t.nameOf(o, v), Made: made}
		if kind == GroupTie && at == t.l.Instr {
			for _, body := range t.l.Bodies { // the group itself marks its end
				tie.Uses = append(tie.Uses, Use{Do: "done", Fn: body.Fn, Pos: at.Pos(), Inside: true})
			}
		}
		for _, op := range o.Ops() {
			tie.Uses = append(tie.Uses, t.use(verb(op.Kind), op.Fn, t.b.opPos(op, o)))
		}
		slices.SortStableFunc(tie.Uses, func(x, y Use) int { return int(x.Pos - y.Pos) })
		t.out = append(t.out, tie)
	}
}

func (t *tying) use(do string, fn *ssa.Function, pos token.Pos) Use {
	return Use{Do: do, Fn: fn, Pos: pos, Inside: slices.Contains(t.l.funcs, fn)}
}

// nameOf is the name of what was made, or else that of the value by which the
// goroutine has it.
func (t *tying) nameOf(o *ref.Object, v ssa.Value) string {
	if o.Var != nil {
		return o.Var.Name()
	}
	if o.Site != nil {
		if name := t.b.nameOf(o.Site); name != "" {
			return name
		}
		if name := t.b.view.AssignedTo(o.Site.Pos(), 0); name != "" {
			return name
		}
	}
	return t.b.nameOf(v)
}

// context ties by a context that this package derives or keeps in a field, which is followed as far
// as its variables are set once. Contexts have no operations: who makes and who cancels one, and where
// the goroutine watches it, is what there is to say.
func (t *tying) context(v ssa.Value, at ssa.Instruction) {
	tie := Tie{Kind: ContextTie}
	switch x := t.passed(ref.Strip(v)).(type) {
	case *ssa.Extract:
		call, ok := x.Tuple.(*ssa.Call)
		if !ok {
			return
		}
		tie.Name, tie.Made = t.b.view.AssignedTo(call.Pos(), x.Index), call.Pos()
		tie.Uses = append(tie.Uses, t.use("make", call.Parent(), call.Pos()))
		for _, instr := range t.b.view.CancelUses(call) {
			if _, ok := instr.(ssa.CallInstruction); ok {
				tie.Uses = append(tie.Uses, t.use("cancel", instr.Parent(), instr.Pos()))
			}
		}
	case *ssa.UnOp:
		field, ok := x.X.(*ssa.FieldAddr)
		if !ok {
			return
		}
		tie.Name, tie.Made = ref.Field(field).Name(), ref.Field(field).Pos()
	}
	if !tie.Made.IsValid() || t.seen[tie.Made] {
		return
	}
	t.seen[tie.Made] = true
	tie.Uses = append(tie.Uses, Use{Do: "watch", Fn: at.Parent(), Pos: at.Pos(), Inside: true})
	t.out = append(t.out, tie)
}

// passed returns what the launch passes for a parameter of what it runs; else the value itself.
func (t *tying) passed(v ssa.Value) ssa.Value {
	p, ok := v.(*ssa.Parameter)
	if !ok {
		return v
	}
	for _, body := range t.l.Bodies {
		if i := slices.Index(body.Fn.Params, p); i >= 0 && i < len(body.Args) && body.Args[i] != nil {
			return ref.Strip(body.Args[i])
		}
	}
	return v
}

// lock ties by a lock in a field or variable; who else takes it is seen by the same
// field or variable, as for channels.
func (t *tying) lock(v ssa.Value) {
	made := placeOf(v)
	if !made.IsValid() || t.seen[made] {
		return
	}
	t.seen[made] = true
	tie := Tie{Kind: LockTie, Name: t.b.nameOf(v), Made: made}
	for _, op := range t.b.lockOps()[made] {
		tie.Uses = append(tie.Uses, t.use(op.do, op.fn, op.pos))
	}
	t.out = append(t.out, tie)
}

// placeOf is where the field or variable is declared that an address is of.
func placeOf(v ssa.Value) token.Pos {
	switch x := v.(type) {
	case *ssa.FieldAddr:
		return ref.Field(x).Pos()
	case *ssa.Global:
		return x.Pos()
	case *ssa.Alloc:
		return x.Pos()
	case *ssa.FreeVar:
		if bound := ref.Captured(x); bound != nil {
			return placeOf(bound)
		}
	}
	return token.NoPos
}

// A lockOp takes or gives up a lock.
type lockOp struct {
	do  string
	fn  *ssa.Function
	pos token.Pos
}

// lockOps are those of the package, by where the lock is declared.
func (b *builder) lockOps() map[token.Pos][]lockOp {
	if b.locks != nil {
		return b.locks
	}
	b.locks = make(map[token.Pos][]lockOp)
	for _, fn := range b.view.Funcs {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call.Common().IsInvoke() || len(call.Common().Args) == 0 {
				continue
			}
			callee := b.view.Callee(call.Common())
			if callee == nil || !isLock(callee) {
				continue
			}
			if made := placeOf(call.Common().Args[0]); made.IsValid() {
				b.locks[made] = append(b.locks[made], lockOp{lockVerb(callee.Name()), fn, call.Pos()})
			}
		}
	}
	for _, ops := range b.locks {
		slices.SortStableFunc(ops, func(x, y lockOp) int { return int(x.pos - y.pos) })
	}
	return b.locks
}

// isLock reports whether a function takes or gives up one of package sync's locks.
func isLock(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg().Path() == "sync" && fn.Signature().Recv() != nil && lockVerb(fn.Name()) != ""
}

func lockVerb(method string) string {
	switch method {
	case "Lock", "TryLock", "RLock", "TryRLock":
		return "lock"
	case "Unlock", "RUnlock":
		return "unlock"
	}
	return ""
}

func verb(k ref.OpKind) string {
	return [...]string{ref.Send: "send", ref.Receive: "receive", ref.Close: "close", ref.Done: "done", ref.Wait: "wait", ref.Add: "add", ref.Call: "call", ref.Launch: "launch"}[k]
}
