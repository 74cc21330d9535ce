package model

import (
	"go/token"

	"github.com/gorolint/gorolint/internal/explore"
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
	// SignalRange: it ranges over a channel that only signals are sent on.
	SignalRange
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
	// NeverDone: a group is added to and waited for, and nothing ever calls Done on it.
	NeverDone
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
	// AddHere: where something is added to a group.
	AddHere
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
