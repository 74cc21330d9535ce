package model

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/ref"
)

// A Cause says why nothing ever serves the operation that a goroutine is stuck at.
type Cause uint8

const (
	// Alone: nothing else operates on the channel, lock or group at all.
	Alone Cause = iota
	// Left: whoever could serve it has returned, or is past it.
	Left
	// Cycle: whoever could serve it is stuck itself.
	Cycle
	// Held: the lock is held by the same goroutine.
	Held
	// Kept: the lock is not given back on some way.
	Kept
	// Never: the lock is given back on no way.
	Never
	// NilChan: the channel is nil.
	NilChan
)

// leaks claims the operations at which a goroutine can block for ever, as the
// explorer proves them. Those that other rules have told already are left to them.
func (b *builder) leaks(launches []*Launch, told []*Claim) (out []*Claim) {
	l := &leaker{b: b, launches: launches, claimed: make(map[token.Pos]bool), results: make(map[*ssa.Function]*explore.Result)}
	v := b.view
	l.program = explore.NewProgram(v.Pkg, v.Funcs, explore.Env{
		Outside: v.Outside, Known: v.Known, Group: v.Group,
		Callees: func(c *ssa.CallCommon) []*ssa.Function {
			fns, _ := v.Refs.Funcs(c)
			return fns
		},
		Callee: v.Callee,
		Exits:  b.exits,
		Fails:  v.AlwaysFails,
		Unseen: v.Unseen,
		Timer:  func(ch ssa.Value) bool { return ref.OnlyTimers(v.Refs.Objects(ch)) },
	})
	for _, c := range told {
		l.claimed[c.Pos] = true
		for _, p := range c.Where {
			if p.Role == WaitHere {
				l.claimed[p.Pos] = true
			}
		}
	}
	budget := l.program.Budget()
	leaks, kept := l.roots(budget)
	out = append(l.single(leaks), l.pairs(budget/5)...)
	keepers := l.program.Keepers()
	for _, k := range kept {
		if !l.claimed[k.At] && keepers[k.Root] {
			l.claimed[k.At] = true
			out = append(out, l.keeps(k))
		}
	}
	for _, k := range l.program.Never() {
		if !l.claimed[k.At] && !l.keptOnPurpose(k.At) && !l.b.view.LeftOut(k.Lock.Name()) && !isMain(k.Root) {
			l.claimed[k.At] = true
			out = append(out, l.keeps(k))
		}
	}
	return out
}

// exits reports whether a call never returns: a directive says so, or all funcs that are known to be
// called so end the process.
func (b *builder) exits(c *ssa.CallCommon) bool {
	if b.view.SaidToExit(c) {
		return true
	}
	if c.StaticCallee() != nil {
		return false
	}
	fns, _ := b.view.Refs.Funcs(c)
	return len(fns) > 0 && !slices.ContainsFunc(fns, func(fn *ssa.Function) bool {
		return !b.view.Refs.Has(fn) || b.view.Ending(fn).Ending != fact.Exits
	})
}

// roots explores functions one by one, until so many states were looked at.
func (l *leaker) roots(budget int) (leaks []*explore.Leak, kept []*explore.Kept) {
	searched := make(map[*Launch]Answer)
	for _, fn := range l.program.Roots() {
		if budget < 0 {
			l.note(searched, No, func(in *ssa.Function) bool { return in == fn })
			continue
		}
		r := l.explore(fn)
		leaks = append(leaks, r.Leaks...)
		kept = append(kept, r.Kept...)
		budget -= r.States
		whole := No
		if r.Whole {
			whole = Yes
		}
		l.note(searched, whole, r.Runs)
	}
	for _, launch := range l.launches {
		if searched[launch] == No {
			launch.unknown(Unsearched)
		}
	}
	return leaks, kept
}

// single claims leaks that show in one function, each place once.
func (l *leaker) single(leaks []*explore.Leak) (out []*Claim) {
	// The shortest tale first: others of the same place say no more.
	slices.SortStableFunc(leaks, func(a, b *explore.Leak) int {
		return cmp.Or(cmp.Compare(a.Assumed, b.Assumed), cmp.Compare(len(a.Stuck), len(b.Stuck)), cmp.Compare(len(a.Steps), len(b.Steps)))
	})
	for _, leak := range leaks {
		if l.known(leak) || !l.happens(leak, leak.Root, 0) {
			continue
		}
		for _, s := range leak.Steps {
			if s.Kind == explore.Locks { // which is why the next one waits
				l.claimed[s.Pos] = true
			}
		}
		out = append(out, l.claim(leak, l.cause(leak.Stuck)))
	}
	return out
}

// pairs claims what functions of one receiver do to each other.
func (l *leaker) pairs(budget int) (out []*Claim) {
	for _, pair := range l.program.Pairs() {
		if budget < 0 {
			break
		}
		r := l.search(pair.First, func() *explore.Result { return l.program.ExplorePair(pair) })
		budget -= r.States
		for _, leak := range r.Leaks {
			if !l.known(leak) {
				c := l.claim(leak, leak.Waiter())
				c.Rule, c.Cause = "lockleak", Cycle
				out = append(out, c)
			}
		}
	}
	return out
}

// note notes whether the launches in some functions were searched for leaks to the end: in one
// search that saw them, at least.
func (l *leaker) note(searched map[*Launch]Answer, whole Answer, in func(*ssa.Function) bool) {
	for _, launch := range l.launches {
		if searched[launch] != Yes && in(launch.Fn) {
			searched[launch] = whole
		}
	}
}

// keeps claims a lock that is still held when its function has returned: the next call
// blocks where it is taken.
func (l *leaker) keeps(k *explore.Kept) *Claim {
	c := &Claim{Rule: "lockleak", Kind: StuckHere, Pos: k.At, Shape: OneTask, Stuck: &explore.Stuck{Pos: k.At, Op: explore.Lock}, Cause: Kept}
	if k.Reads {
		c.Stuck.Op = explore.RLock
	}
	if k.Never {
		c.Cause = Never
	}
	for _, s := range shortened(k.Steps) {
		c.Where = append(c.Where, Place{s.Pos, roleOfStep(s)})
	}
	return c
}

// keptOnPurpose reports whether a comment by a lock speaks of the unlock.
func (l *leaker) keptOnPurpose(lock token.Pos) bool {
	words := strings.FieldsFunc(strings.ToLower(l.b.view.Comment(lock, lock)), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.Contains(words, "unlock")
}

// A leaker turns what the explorer finds in a package into claims.
type leaker struct {
	b        *builder
	program  *explore.Program
	launches []*Launch
	claimed  map[token.Pos]bool
	results  map[*ssa.Function]*explore.Result
}

// explore explores a root once.
func (l *leaker) explore(fn *ssa.Function) *explore.Result {
	if l.results[fn] == nil {
		l.results[fn] = l.search(fn, func() *explore.Result { return l.program.Explore(fn) })
	}
	return l.results[fn]
}

// search searches from a root for leaks.
func (l *leaker) search(root *ssa.Function, explored func() *explore.Result) *explore.Result {
	r := new(explore.Result)
	l.b.view.About("the search for leaks", root, func() { r = explored() })
	return r
}

// known reports whether one of the stuck goroutines was told of already.
func (l *leaker) known(leak *explore.Leak) bool {
	return slices.ContainsFunc(leak.Stuck, func(m explore.Stuck) bool { return l.claimed[m.Pos] })
}

// happens reports whether a leak that shows when fn is called by anybody shows as well
// when it is called as it is: a function that only this package calls may be
// called with what keeps it from leaking, or at the end of the process.
func (l *leaker) happens(leak *explore.Leak, fn *ssa.Function, depth int) bool {
	callers := l.callers(fn)
	if len(callers) == 0 || depth > 3 {
		return true
	}
	for _, caller := range callers {
		r := l.explore(caller)
		shows := slices.ContainsFunc(r.Leaks, func(other *explore.Leak) bool {
			return slices.ContainsFunc(other.Stuck, func(m explore.Stuck) bool { return m.Pos == leak.Stuck[0].Pos })
		})
		if !shows && (r.Runs(fn) && (r.Whole || leak.Rests && l.gives(caller, fn)) || isMain(caller)) {
			continue
		}
		if !shows || l.happens(leak, caller, depth+1) {
			return true
		}
	}
	return false
}

// gives reports whether a function passes channels of its own to fn, so that
// what is done with them is seen when it is explored.
func (l *leaker) gives(caller, fn *ssa.Function) bool {
	for _, u := range l.b.callers[fn] {
		call, ok := u.instr.(ssa.CallInstruction)
		if !ok || call.Parent() != caller {
			continue
		}
		for _, a := range call.Common().Args {
			if _, ok := a.Type().Underlying().(*types.Chan); !ok {
				continue
			}
			if objs := ref.Real(l.b.view.Refs.Objects(a)); allMade(objs) && madeAround(objs, caller) {
				return true
			}
		}
	}
	return false
}

func isMain(fn *ssa.Function) bool {
	return fn.Name() == "main" && fn.Parent() == nil && fn.Pkg.Pkg.Name() == "main"
}

// callers returns the functions that call fn, if that is all that is ever
// done with it; else nil. A literal counts as called where it stands.
func (l *leaker) callers(fn *ssa.Function) (out []*ssa.Function) {
	if fn.Parent() != nil {
		return []*ssa.Function{fn.Parent()} // which runs it, or hands it out
	}
	if exported(fn) {
		return nil
	}
	for _, u := range l.b.callers[fn] {
		if u.value {
			return nil
		}
		if caller := u.instr.Parent(); !slices.Contains(out, caller) {
			out = append(out, caller)
		}
	}
	return out
}

func exported(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return true
	}
	if obj.Pkg().Name() == "main" {
		return false
	}
	if recv := obj.Signature().Recv(); recv != nil {
		return obj.Exported() // also by an interface
	}
	return obj.Exported()
}

// weight orders what several goroutines are stuck at: the first is reported.
var weight = map[explore.Op]int{
	explore.Lock: 0, explore.RLock: 0, explore.CondWait: 1, explore.Send: 2, explore.Receive: 3,
	explore.Select: 4, explore.OnceDo: 5, explore.Wait: 6,
}

// cause returns the one of the stuck goroutines that would set most others free.
func (l *leaker) cause(stuck []explore.Stuck) *explore.Stuck {
	return &stuck[slices.Index(stuck, slices.MinFunc(stuck, func(a, b explore.Stuck) int {
		caller := func(s explore.Stuck) int {
			if s.Launch == nil {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(weight[a.Op], weight[b.Op]), cmp.Compare(caller(a), caller(b)), l.compare(a.Pos, b.Pos))
	}))]
}

// compare orders positions by file and place: the files of a package may have been
// read in any order.
func (l *leaker) compare(a, b token.Pos) int {
	fset := l.b.view.Fset()
	p, q := fset.Position(a), fset.Position(b)
	return cmp.Or(cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Offset, q.Offset))
}

// claim claims a leak where one of its goroutines is stuck.
func (l *leaker) claim(leak *explore.Leak, first *explore.Stuck) *Claim {
	for _, m := range leak.Stuck {
		l.claimed[m.Pos] = true
	}
	c := &Claim{Rule: "goroutineleak", Kind: StuckHere, Pos: first.Pos, Shape: OneTask, Stuck: first, Name: l.name(first), Cause: why(first, leak)}
	switch first.Op {
	case explore.Lock, explore.RLock, explore.OnceDo:
		c.Rule = "lockleak"
	}
	for _, m := range leak.Stuck {
		launch := l.launch(m.Launch)
		if launch == nil {
			continue
		}
		if m == *first {
			c.Launch = launch
		} else {
			c.Covers = append(c.Covers, launch)
		}
	}
	if first.Made.IsValid() {
		c.Where = append(c.Where, Place{first.Made, MadeHere})
	}
	for _, s := range shortened(leak.Steps) {
		c.Where = append(c.Where, Place{s.Pos, roleOfStep(s)})
	}
	for _, m := range leak.Stuck {
		if m.Pos != first.Pos {
			c.Where = append(c.Where, Place{m.Pos, StuckToo})
		}
	}
	return c
}

func (l *leaker) launch(at ssa.Instruction) *Launch {
	if at == nil {
		return nil
	}
	for _, launch := range l.launches {
		if launch.Instr == at {
			return launch
		}
	}
	return nil
}

// longest is how many steps of a witness are shown; the last tell most.
const longest = 8

func shortened(steps []explore.Step) []explore.Step {
	steps = slices.CompactFunc(slices.Clone(steps), func(a, b explore.Step) bool { return a.Pos == b.Pos && a.Kind == b.Kind })
	return steps[max(0, len(steps)-longest):]
}

func roleOfStep(s explore.Step) Role {
	switch s.Kind {
	case explore.Launches:
		return LaunchHere
	case explore.Chooses:
		return CaseHere
	case explore.Locks:
		return LockHere
	case explore.Ends:
		return EndHere
	case explore.Panics:
		return PanicHere
	case explore.Branches:
		switch {
		case s.Assumed && s.Yes:
			return AssumedTaken
		case s.Assumed:
			return AssumedLeft
		case s.Yes:
			return BranchTaken
		}
		return BranchLeft
	}
	return PassHere
}

// why says why an operation is never served.
func why(first *explore.Stuck, leak *explore.Leak) Cause {
	switch {
	case first.Nil:
		return NilChan
	case first.Held:
		return Held
	case len(leak.Stuck) > 1 && first.Left < len(leak.Stuck)-1:
		return Cycle
	case first.Alone:
		return Alone
	}
	return Left
}

// name is the user's name for what a goroutine is stuck at.
func (l *leaker) name(s *explore.Stuck) string {
	if s.From != nil {
		if call, ok := s.From.(*ssa.Call); ok && call.Call.IsInvoke() && ref.IsContext(call.Call.Value.Type()) {
			return cmp.Or(l.b.nameOf(call.Call.Value), "the context") + ".Done()"
		}
		return l.b.nameOf(s.From)
	}
	if instr, ok := s.At.(ssa.CallInstruction); ok {
		c := instr.Common()
		if c.IsInvoke() {
			return l.b.nameOf(c.Value)
		}
		if len(c.Args) > 0 {
			return l.b.nameOf(c.Args[0])
		}
	}
	return ""
}
