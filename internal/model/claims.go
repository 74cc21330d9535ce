package model

import (
	"go/token"
	"go/types"
	"slices"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
	"github.com/gorolint/gorolint/internal/summary"
)

// A Claim is one defect, owned by one rule.
type Claim struct {
	Rule   string    // name of the rule that reports it
	Kind   Kind      // what is wrong, for the wording
	Pos    token.Pos // where it is reported
	Strict bool      // only under the rule's strict flag

	Launch    *Launch // the launch, if it is about one
	Callee    string  // the function called, if it is about a call
	Name      string  // the user's name for what it is about: the function, the channel
	Shape     Shape
	Where     []Place        // the places that show how it comes about, in order
	Covers    []*Launch      // the launches it owns besides Launch
	Advice    bool           // only with the advice tier, though the rule is of another
	Stuck     *explore.Stuck // of StuckHere: where
	Cause     Cause          // of StuckHere: why
	CtxAtHand bool           // of UnguardedSend: there is a context that it could watch
	Items     *Items         // of Unlimited: what the goroutines are launched for
	Context   string         // of LostContext, HiddenCancel: the context that is at hand, or cancelled
	Cost      int            // of TinyTask: what it does at most, in simple instructions
	Instead   string         // of LostContext: the function to call, if the one called takes no context
	Say       string         // of NakedGo: the remedy in the team's own words, or ""
}

// Kind is a kind of defect.
type Kind uint8

const (
	// EndlessLoop: the goroutine loops for ever.
	EndlessLoop Kind = iota
	// TickerRange: it ranges over a channel that only a timer sends on.
	TickerRange
	// DeadContext: it waits for a context that is never done.
	DeadContext
	// EndlessCall: it calls something that never returns.
	EndlessCall
	// DeadSignal: the way out waits for a channel nobody closes or sends on.
	DeadSignal
	// UnboundedCall: it makes a call that only the other side ends.
	UnboundedCall
	// BlockedForEver: it blocks on nothing at all (select {}).
	BlockedForEver
	// Unsupervised (strict): it ends, but nobody waits for it or can stop it.
	Unsupervised
	// ProcessLong (strict): it lives as long as the process.
	ProcessLong
	// NeverClosed: a receiver waits for a close that does not come.
	NeverClosed
	// Recursion: launched again at every level of a recursion.
	Recursion
	// NeverWaited: a group is launched into, and nobody waits for it.
	NeverWaited
	// NoDone: a goroutine ends on some way without the Done that somebody waits for.
	NoDone
	// NoLaunch: on some way after an Add nothing is launched that calls Done.
	NoLaunch
	// Refused: a helper may refuse to launch what calls Done.
	Refused
	// UnusedContext: the context that a group derives is thrown away.
	UnusedContext
	// ParentContext: a goroutine of a group watches the parent of the group's context.
	ParentContext
	// AfterWait: the context of a group is used after Wait, which cancels it.
	AfterWait
	// StuckHere: a goroutine can block for ever at this operation.
	StuckHere
	// UnguardedSend: a goroutine sends to callers who may stop receiving.
	UnguardedSend
	// LeftSend: a goroutine sends to a receiver of the package that stops when a context ends.
	LeftSend
	// Unlimited: a goroutine is launched for each of as many items as come from outside.
	Unlimited
	// Duplicated: a background loop is started again by each call of a function.
	Duplicated
	// LostContext: a blocking call does without the context that is at hand.
	LostContext
	// DeadCase: it waits for a context that is never done, among others.
	DeadCase
	// HiddenCancel: a cancel func is called only after a call that does not return.
	HiddenCancel
	// TinyTask: the goroutine does less than its launch costs.
	TinyTask
	// LostResult: a go statement drops the error that its function returns.
	LostResult
	// LostServer: so is that of a server, which returns nothing else.
	LostServer
	// LostInside: the goroutine drops the error of what it calls.
	LostInside
	// NakedGo: a go statement where the team wants its helper.
	NakedGo
	// Unrecovered: a goroutine does not recover from its panics.
	Unrecovered
	// LateRecover: it does so after something that can panic.
	LateRecover
	// IdleRecover: what calls recover is not what is deferred, so that it gets nil.
	IdleRecover
	// Unstopped: the owner of a goroutine, started here, is lost on some path before
	// its Close or Stop is called.
	Unstopped
)

// Shape is the form of the launch, which names the cure.
type Shape uint8

const (
	// OneTask is cured by a group.
	OneTask Shape = iota
	// ManyTasks are cured by a pool.
	ManyTasks
	// Background is an endless loop, cured by a singleton.
	Background
	// TeamsOwn is cured by what the team says.
	TeamsOwn
)

// A Place is a related position.
type Place struct {
	Pos  token.Pos
	Role Role
}

// Role says what happens at a Place.
type Role uint8

const (
	// LoopHere: the loop that has no way out.
	LoopHere Role = iota
	// CallHere: the call that does not return.
	CallHere
	// ReceiveHere: a receive that nothing ends.
	ReceiveHere
	// LaunchHere: where the goroutine starts.
	LaunchHere
	// MadeHere: where the channel is made.
	MadeHere
	// SendHere: a send on the channel.
	SendHere
	// RecurseHere: the call that recurses.
	RecurseHere
	// GroupHere: where the group is made or declared.
	GroupHere
	// WaitHere: where somebody waits for the group.
	WaitHere
	// BranchHere: the branch that leads to what is missed.
	BranchHere
	// ReturnHere: where the function returns without it.
	ReturnHere
	// WaitedHere: where Wait returns, and cancels the group's context.
	WaitedHere
	// CancelHere: where a cancel func is called.
	CancelHere
	// ContextHere: where the context is made that a call is given.
	ContextHere
	// DerivedHere: where the group derives its context.
	DerivedHere
	// BranchTaken and BranchLeft: a condition that comes out so, on the way to
	// where a goroutine is stuck.
	BranchTaken
	BranchLeft
	// AssumedTaken and AssumedLeft: one that depends on what the function is given.
	AssumedTaken
	AssumedLeft
	// CaseHere: the case that a select takes.
	CaseHere
	// PassHere: an operation on the same channel or group that succeeds.
	PassHere
	// LockHere: where the lock is taken before.
	LockHere
	// EndHere: where a goroutine, or the function that launches, returns.
	EndHere
	// LeaveHere: the case for the end of a context in which a receiver stops receiving.
	LeaveHere
	// PanicHere: a call that panics, and its caller recovers.
	PanicHere
	// DroppedHere: the call whose error is dropped.
	DroppedHere
	// RecoverHere: where a goroutine recovers, to no avail.
	RecoverHere
	// StuckToo: where another goroutine is stuck with it.
	StuckToo
	// ItemsHere: where the items come from that goroutines are launched for.
	ItemsHere
	// StateHere: the package variable that several goroutines would work on.
	StateHere
)

// claims makes each claim once: for a launch the strongest owns it.
func (b *builder) claims(launches []*Launch) []*Claim {
	var out []*Claim
	owned := make(map[*Launch]bool)
	own := func(c *Claim) {
		if c == nil {
			return
		}
		out = append(out, c)
		if c.Launch != nil {
			owned[c.Launch] = true
		}
		for _, l := range c.Covers {
			owned[l] = true
		}
	}
	unclaimed := func() []*Launch {
		return slices.DeleteFunc(slices.Clone(launches), func(l *Launch) bool { return owned[l] })
	}
	// What unclosedchan and missingwait claim of the same goroutines says more of the
	// cause than where they are stuck.
	endless := make(map[*Launch]*Claim)
	var told []*Claim
	for _, l := range launches {
		if endless[l] = b.endless(l); endless[l] != nil && endless[l].Rule == "unclosedchan" {
			own(endless[l])
			told = append(told, endless[l])
		}
	}
	ranges := b.ranges(launches)
	told = slices.Concat(told, ranges, b.missedDone(unclaimed()))
	for _, c := range b.leaks(launches, told) {
		own(c)
	}
	// Waiting for what never ends would be no cure: such a launch comes first.
	for _, l := range unclaimed() {
		own(endless[l])
	}
	for _, c := range slices.Concat(b.neverWaited(unclaimed()), b.missedDone(unclaimed())) {
		own(c)
	}
	for _, l := range unclaimed() {
		own(b.unboundedCall(l))
	}
	lost := b.lostErrors(unclaimed(), launched(launches)) // they own nothing: what becomes of an error is another question
	for _, l := range unclaimed() {
		own(b.unguarded(l))
	}
	inner := innerLaunches(launches)
	for _, l := range unclaimed() {
		if c := b.lostContext(l); c != nil && !inner[l.Launch] {
			out = append(out, c)
		}
	}
	for _, l := range unclaimed() {
		own(b.duplicated(l))
	}
	for _, l := range unclaimed() {
		own(b.strict(l))
	}
	out = append(out, lost...)
	out = append(out, b.policies(launches)...)
	out = append(out, ranges...)
	recursions := b.recursions(launches)
	out = append(out, recursions...)
	for _, l := range launches {
		if !slices.ContainsFunc(recursions, func(c *Claim) bool { return c.Launch == l }) {
			if c := b.unlimited(l); c != nil {
				out = append(out, c)
			}
		}
	}
	out = append(out, b.hiddenCancels(launches)...)
	out = append(out, b.tinyTasks(launches)...)
	out = append(out, b.groupContexts(launches)...)
	out = append(out, b.unstopped(owned)...)
	return dedupe(out)
}

// dedupe drops claims of one rule at one position.
func dedupe(claims []*Claim) []*Claim {
	type key struct {
		rule string
		pos  token.Pos
	}
	seen := make(map[key]bool)
	out := claims[:0]
	sort.SliceStable(claims, func(i, j int) bool { return claims[i].Pos < claims[j].Pos })
	for _, c := range claims {
		if k := (key{c.Rule, c.Pos}); !seen[k] {
			seen[k] = true
			out = append(out, c)
		}
	}
	return out
}

// endless claims a launch whose goroutine is proven never to end.
func (b *builder) endless(l *Launch) *Claim {
	if l.ending == nil || l.Joined {
		return nil
	}
	keeps := l.ending.Trap
	if l.ending.Ending == fact.Endless {
		keeps = l.ending.Keeps
	}
	if keeps == nil {
		return nil
	}
	if l.Process == Yes {
		return nil
	}
	if l.Process == Unknown {
		l.unknown(ManyCallers)
		return nil
	}
	leaves := leaves(keeps, nil)
	if l.ending.Exits || b.panicsOut(l, leaves) {
		l.unknown(EndsProcess)
		return nil
	}
	if c := b.neverClosed(l, leaves); c != nil {
		return c
	}
	if l.waitedFor() {
		l.unknown(Waited)
		return nil
	}
	c := &Claim{Rule: "barego", Pos: l.Pos(), Launch: l, Name: bodyName(l), Shape: Background}
	for _, k := range leaves {
		switch {
		case k.Kind == summary.Loops:
			c.Kind = EndlessLoop
		case k.Kind == summary.Unclosed && ref.OnlyTimers(b.view.Refs.Objects(k.Chan)), k.Kind == summary.Unclosed && k.Chan == nil:
			c.Kind = TickerRange
		case k.Kind == summary.NeverDone:
			c.Kind = DeadContext
		case k.Kind == summary.Calls:
			c.Kind = EndlessCall
		case isEmptySelect(k.Instr):
			c.Kind = BlockedForEver
		default:
			continue
		}
		c.Where = append(c.Where, Place{k.Instr.Pos(), roleOf(k)})
	}
	if len(c.Where) == 0 {
		l.unknown(Blocked)
		return nil
	}
	c.Kind = b.strongest(leaves, c.Kind)
	if !hasLoop(leaves) && l.Mult == PerItem {
		c.Shape = ManyTasks
	}
	return c
}

// panicsOut reports whether a panic may be meant as a way out: one that stands
// where the goroutine is held up, and ends the process, or one below that the
// body recovers. Sending on a closed channel panics, too.
func (b *builder) panicsOut(l *Launch, leaves []summary.Keeper) bool {
	for _, k := range leaves {
		if panics(k.Instr.Parent()) {
			return true
		}
	}
	fns := l.funcs
	return slices.ContainsFunc(fns, flow.Recovers) && slices.ContainsFunc(fns, func(fn *ssa.Function) bool {
		return panics(fn) || b.sendsOnClosed(fn)
	})
}

// panics reports whether fn has a panic of its author's.
func panics(fn *ssa.Function) bool {
	for _, blk := range fn.Blocks {
		if p, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Panic); ok && p.Pos().IsValid() {
			return true
		}
	}
	return false
}

func (b *builder) sendsOnClosed(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Send:
			if !b.view.Refs.Closed(i.Chan).No {
				return true
			}
		case *ssa.Select:
			for _, st := range i.States {
				if st.Dir == types.SendOnly && !b.view.Refs.Closed(st.Chan).No {
					return true
				}
			}
		}
	}
	return false
}

// waitedFor reports whether somebody waits for the launch through a group: then
// it is the waiting that never ends.
func (l *Launch) waitedFor() bool {
	for _, e := range l.Joins {
		if e.Kind == ref.Wait && e.AtEnd {
			return true
		}
	}
	return false
}

// unboundedCall claims a launch that nobody waits for or stops, and whose body
// makes a call without a bound.
func (b *builder) unboundedCall(l *Launch) *Claim {
	if !l.All || l.Join != No || l.Stop != No || l.Process != No || l.Finite == Yes || l.Inner != nil && len(l.Bodies) != 1 {
		return nil
	}
	if l.ending != nil && l.ending.Exits {
		return nil
	}
	call := b.unbounded(l)
	if call == nil {
		return nil
	}
	c := &Claim{Rule: "barego", Kind: UnboundedCall, Pos: l.Pos(), Launch: l, Name: bodyName(l), Callee: b.view.Callee(call.Common()).Name()}
	if l.Mult == PerItem {
		c.Shape = ManyTasks
	}
	c.Where = []Place{{call.Pos(), CallHere}}
	return c
}

// strongest picks the kind that explains most: why the way out of the loop is
// shut, rather than that there is a loop.
func (b *builder) strongest(leaves []summary.Keeper, kind Kind) Kind {
	for _, k := range leaves {
		switch {
		case k.Kind == summary.NeverDone:
			return DeadContext
		case k.Kind == summary.Unclosed && ref.OnlyTimers(b.view.Refs.Objects(k.Chan)):
			return TickerRange
		}
	}
	for _, k := range leaves {
		if k.Kind == summary.BlockedReceive && !isEmptySelect(k.Instr) {
			return DeadSignal
		}
	}
	return kind
}

func hasLoop(leaves []summary.Keeper) bool {
	for _, k := range leaves {
		if k.Kind == summary.Loops {
			return true
		}
	}
	return false
}

func roleOf(k summary.Keeper) Role {
	switch k.Kind {
	case summary.Loops:
		return LoopHere
	case summary.Calls:
		return CallHere
	}
	return ReceiveHere
}

func isEmptySelect(instr ssa.Instruction) bool {
	sel, ok := instr.(*ssa.Select)
	return ok && sel.Blocking && len(sel.States) == 0
}

// leaves returns what holds the goroutine up, through the calls of this package.
func leaves(keeps, out []summary.Keeper) []summary.Keeper {
	for _, k := range keeps {
		if k.Kind == summary.Calls && k.Inner != nil && len(out) < 50 {
			out = leaves(k.Inner.Keeps, out)
		} else {
			out = append(out, k)
		}
	}
	return out
}

// neverClosed claims the receive, if closing a channel of this package is all
// that the goroutine waits for.
func (b *builder) neverClosed(l *Launch, leaves []summary.Keeper) *Claim {
	for _, k := range leaves {
		objs := b.unclosed(k)
		if objs == nil {
			continue
		}
		c := &Claim{Rule: "unclosedchan", Kind: NeverClosed, Pos: k.Instr.Pos(), Launch: l, Name: b.chanName(k.Chan), Shape: ManyTasks}
		c.Where = append(c.Where, Place{l.Pos(), LaunchHere})
		c.Where = append(c.Where, madeAndSent(objs)...)
		return c
	}
	return nil
}

// unclosed returns the channels of a receive that a close would end, if all of
// them are made in this package; else nil.
func (b *builder) unclosed(k summary.Keeper) []*ref.Object {
	if k.Kind != summary.Unclosed || k.Chan == nil {
		return nil
	}
	objs := ref.Real(b.view.Refs.Objects(k.Chan))
	if !allMade(objs) || !b.view.Cured(k) {
		return nil
	}
	return objs
}

func allMade(objs []*ref.Object) bool {
	for _, o := range objs {
		if _, ok := o.Site.(*ssa.MakeChan); !ok || o.Kind != ref.Chan {
			return false
		}
	}
	return len(objs) > 0
}

func madeAndSent(objs []*ref.Object) (out []Place) {
	out = append(out, Place{objs[0].Pos(), MadeHere})
	for _, op := range objs[0].Ops() {
		if op.Kind == ref.Send {
			return append(out, Place{op.Instr.Pos(), SendHere})
		}
	}
	return out
}

// ranges claims receives in functions that are not launched here, on channels
// that they or the functions around them make.
func (b *builder) ranges(launches []*Launch) (out []*Claim) {
	launched := launched(launches) // their launches decide
	for _, fn := range b.view.Funcs {
		e := b.view.Ending(fn)
		if e.Ending != fact.Endless || launched[fn] || b.startsOnce(fn) != No {
			continue
		}
		for _, k := range e.Keeps {
			objs := b.unclosed(k)
			if objs == nil || !madeAround(objs, fn) {
				continue
			}
			out = append(out, &Claim{Rule: "unclosedchan", Kind: NeverClosed, Pos: k.Instr.Pos(), Name: b.chanName(k.Chan), Shape: ManyTasks, Where: madeAndSent(objs)})
		}
	}
	return out
}

// launched returns the functions that launches run.
func launched(launches []*Launch) map[*ssa.Function]bool {
	fns := make(map[*ssa.Function]bool)
	for _, l := range launches {
		for _, body := range l.Bodies {
			fns[body.Fn] = true
		}
	}
	return fns
}

func madeAround(objs []*ref.Object, fn *ssa.Function) bool {
	for _, o := range objs {
		if outermost(o.Site.Parent()) != outermost(fn) {
			return false
		}
	}
	return true
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// strict claims launches that end or live as long as the process, but which
// nobody waits for or can stop.
func (b *builder) strict(l *Launch) *Claim {
	if l.Inner != nil || l.Join != No || l.Stop != No {
		return nil
	}
	c := &Claim{Rule: "barego", Strict: true, Pos: l.Pos(), Launch: l, Name: bodyName(l)}
	switch {
	case l.ending != nil && l.ending.Ending == fact.Endless && l.Process == Yes:
		c.Kind, c.Shape = ProcessLong, Background
	case l.Finite == Yes:
		c.Kind = Unsupervised
		if l.Mult == PerItem || l.Mult == PerRequest {
			c.Shape = ManyTasks
		}
	default:
		return nil
	}
	return c
}

// bodyName is the user's name for what runs; "" for a literal.
func bodyName(l *Launch) string {
	if len(l.Bodies) != 1 {
		return ""
	}
	fn := l.Bodies[0].Fn
	if fn.Parent() != nil {
		return ""
	}
	if recv := fn.Signature.Recv(); recv != nil {
		return typeName(recv.Type()) + "." + fn.Name()
	}
	return fn.Name()
}
