// Package fact holds what one package tells its importers about goroutines:
// the facts of the analyzer summary, as plain data.
//
// Only objects that importers can name carry facts, and a function has one
// only if it does something out of the ordinary: most have none. A package
// that was analysed says so itself ([Analyzed]), so that "no fact" can be told
// from "not looked at".
package fact

import (
	"fmt"
	"slices"
	"strings"
)

// Version is the format of the facts; a package analysed with another format
// counts as not analysed.
const Version = 7

// Analyzed is a package fact: every function that deserves a fact has one.
type Analyzed struct{ Version int }

// AFact marks Analyzed as a fact.
func (*Analyzed) AFact() {}

func (a *Analyzed) String() string { return fmt.Sprintf("analyzed(%d)", a.Version) }

// An Ending says how a call of a function can end.
type Ending uint8

const (
	// Returns: nothing is known to keep it from returning.
	Returns Ending = iota
	// Waits: it returns only after certain signals.
	Waits
	// Endless: it loops or blocks for ever.
	Endless
	// Exits: every path ends the process or the goroutine, or panics.
	Exits
)

// An Exit says why a call of a function may end the process or the goroutine.
type Exit uint8

const (
	// NoExit: it does not.
	NoExit Exit = iota
	// Elsewhere: some function of another package does, for reasons of its own; a logger at some level.
	Elsewhere
	// OnError: because of an error, which is no way that anybody means it to end.
	OnError
	// AtWill: for whatever other reason.
	AtWill
)

// Errors says what is lost with the errors that a function returns, if its
// caller ignores them.
type Errors uint8

const (
	// Lost: nobody else may know of them.
	Lost Errors = iota
	// Told: each of them was logged, sent or stored, or only says that a context ended.
	Told
	// NoErrors: it always returns nil.
	NoErrors
)

// A Signal is an event, told by the function's parameters, without which the
// function does not return.
type Signal struct {
	Kind  SignalKind
	Param int    // index into the SSA parameters: the receiver, if any, is 0
	Via   string // method of the parameter whose result is meant ("Done"), or ""
}

// SignalKind tells what must happen.
type SignalKind uint8

const (
	// Receive: a receive from the channel succeeds (a send or a close).
	Receive SignalKind = iota
	// Closed: the channel is closed.
	Closed
	// Sent: a send on the channel succeeds (somebody receives).
	Sent
	// Finished: the func given as this parameter returns.
	Finished
)

func (s Signal) String() string {
	what := [...]string{"recv", "closed", "sent", "returned"}[s.Kind]
	if s.Via != "" {
		return fmt.Sprintf("%s p%d.%s", what, s.Param, s.Via)
	}
	return fmt.Sprintf("%s p%d", what, s.Param)
}

// An Effect is what a function does to what a parameter refers to.
type Effect uint16

const (
	// Sends on the channel.
	Sends Effect = 1 << iota
	// Receives from the channel.
	Receives
	// Closes the channel.
	Closes
	// Calls the func before returning, as often as it likes.
	Calls
	// Launches the func in a goroutine, during the call or later.
	Launches
	// Joined: waits for the end of every launch of the func before returning.
	Joined
	// Alone: nobody waits for the goroutine that runs the func, unless by what
	// the func itself does.
	Alone
	// Recovers from the panics of the func that it launches.
	Recovers
	// Done is called on the group.
	Done
	// WaitsFor the group.
	WaitsFor
	// Adds to the group.
	Adds
	// Keeps it where its uses cannot be followed.
	Keeps
	// Once: of a func that is launched, that each call launches it, before it returns, one time.
	Once
)

var effectNames = []string{"sends", "receives", "closes", "calls", "launches", "joined", "alone", "recovers", "done", "waits", "adds", "keeps", "once"}

func (e Effect) String() string {
	var on []string
	for i, name := range effectNames {
		if e&(1<<i) != 0 {
			on = append(on, name)
		}
	}
	return strings.Join(on, "+")
}

// A Param is the effect on one parameter.
type Param struct {
	Index  int // index into the SSA parameters: the receiver, if any, is 0
	Effect Effect
	Args   []int // of a func that is run: for each of its arguments the parameter passed on, or -1
	Group  int   // of a func that is launched: 1 + the parameter that is the group it is launched into, or 0
	Owner  Owner // of a func that is launched
}

// An Owner keeps a goroutine: the methods of its type, as
// [go/types.Func.FullName] spells them, that wait for the goroutine and that
// tell it to end.
type Owner struct{ Join, Stop []string }

func (o Owner) String() string {
	var parts []string
	for _, list := range []struct {
		verb  string
		names []string
	}{{"join", o.Join}, {"stop", o.Stop}} {
		if len(list.names) > 0 {
			parts = append(parts, list.verb+" "+strings.Join(list.names, " "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// ResultKind says what is known of a result.
type ResultKind uint8

const (
	// Timer: a channel that the runtime sends on and nobody ever closes.
	Timer ResultKind = iota + 1
	// Never: a context that is never done.
	Never
	// SameAs: the same thing as parameter Arg (a context that ends when Arg
	// does and not before, or a func or channel handed through).
	SameAs
	// Fresh: a value that nobody else has.
	Fresh
	// Fails: an error that is never nil, and the only result.
	Fails
)

// A Result is what is known of one result, or of what its method Via returns.
type Result struct {
	Index int
	Via   string
	Kind  ResultKind
	Arg   int
}

func (r Result) String() string {
	s := fmt.Sprintf("r%d", r.Index)
	if r.Via != "" {
		s += "." + r.Via
	}
	switch r.Kind {
	case Timer:
		return s + "=timer"
	case Never:
		return s + "=never"
	case Fresh:
		return s + "=fresh"
	case Fails:
		return s + "=fails"
	default:
		return fmt.Sprintf("%s=p%d", s, r.Arg)
	}
}

// Func is the fact of a function or method.
type Func struct {
	Ending   Ending
	MayExit  Exit       // whether some path ends the process or the goroutine
	Until    [][]Signal // for Waits: of each clause, one signal must happen before it returns
	Recovers bool       // if deferred, it recovers
	Guards   bool       // no panic of what it calls gets out of it: it recovers first
	Errors   Errors     // what is lost if its one result, an error, is ignored; else Lost
	Params   []Param    // sorted by Index; parameters it leaves alone are absent
	Results  []Result
	Owns     []Own // the goroutines it starts for a result or its receiver
	Ways     []Way // all ways in which a call can go; none if they are not known
	Silent   bool  // looking at it went wrong: it may do anything, and the rest is empty
}

// A Way is one way in which a call of a function can go, as far as the channels and groups among its parameters
// can tell: it does this to them, in this order, and returns. Which way it is, is not for the caller to say.
type Way struct {
	Acts  []Act
	Error Outcome // of the error that it returns last
}

// A Touch is an operation on what a parameter refers to: Effect is one of Sends, Receives, Closes and Done.
type Touch struct {
	Effect Effect
	Param  int // index into the SSA parameters: the receiver, if any, is 0
}

func (t Touch) String() string { return fmt.Sprintf("%s p%d", t.Effect, t.Param) }

// An Act is one operation, or many.
type Act struct {
	Touch
	Many bool    // it sends as often as it likes, or receives until the channel is closed
	Each []Touch // what it does after each receive, if they are many
}

func (a Act) same(as Act) bool {
	return a.Touch == as.Touch && a.Many == as.Many && slices.Equal(a.Each, as.Each)
}

func (a Act) String() string {
	s := a.Touch.String()
	if a.Many {
		s += " often"
	}
	if len(a.Each) > 0 {
		s += fmt.Sprint(a.Each)
	}
	return s
}

// An Outcome says what is known of an error that is returned.
type Outcome uint8

const (
	// AnyError: nothing, or there is none among the results.
	AnyError Outcome = iota
	// NilError: it is nil.
	NilError
	// SomeError: it is not nil.
	SomeError
)

// Same reports whether two ways are the same.
func (w Way) Same(as Way) bool {
	return w.Error == as.Error && slices.EqualFunc(w.Acts, as.Acts, Act.same)
}

func (w Way) String() string {
	var parts []string
	for _, a := range w.Acts {
		parts = append(parts, a.String())
	}
	switch w.Error {
	case NilError:
		parts = append(parts, "nil")
	case SomeError:
		parts = append(parts, "error")
	}
	return strings.Join(parts, ", ")
}

// An Own is a goroutine that a function starts, and that goes on until one of
// certain methods is called: of a result, which nobody else has, or of the receiver.
type Own struct {
	Of   int      // the result, or [OfReceiver]
	Stop []string // the methods that end it; "" if the result is a func that does so itself
	Keep []string // the methods after which somebody else may end it
	Ctx  []int    // the SSA parameters whose context ends it, too, or [ByOption]
}

// ByOption stands for a context that may come with any of the arguments.
const ByOption = -1

// OfReceiver is the Of of what is started for the receiver.
const OfReceiver = -1

func (o Own) String() string {
	s := "recv"
	if o.Of != OfReceiver {
		s = fmt.Sprintf("r%d", o.Of)
	}
	s += " owns until " + strings.Join(o.Stop, " or ")
	for _, i := range o.Ctx {
		if i == ByOption {
			s += " or an option"
		} else {
			s += fmt.Sprintf(" or p%d", i)
		}
	}
	if len(o.Keep) > 0 {
		s += ", kept by " + strings.Join(o.Keep, " ")
	}
	return "{" + s + "}"
}

// AFact marks Func as a fact.
func (*Func) AFact() {}

// Empty reports whether f says nothing, so that it need not be exported.
func (f *Func) Empty() bool {
	return !f.Silent && f.Ending == Returns && f.MayExit == NoExit && f.Errors == Lost && !f.Recovers && !f.Guards && len(f.Params) == 0 && len(f.Results) == 0 && len(f.Owns) == 0
}

// TellsResult reports whether f tells something of the same result, or of the same method
// of it, as r.
func (f *Func) TellsResult(r Result) bool {
	for _, own := range f.Results {
		if own.Index == r.Index && own.Via == r.Via {
			return true
		}
	}
	return false
}

// Effect returns what f does to the parameter of the given index.
func (f *Func) Effect(index int) Effect {
	for _, p := range f.Params {
		if p.Index == index {
			return p.Effect
		}
	}
	return 0
}

func (f *Func) String() string {
	var parts []string
	if f.Silent {
		parts = append(parts, "silent")
	}
	switch f.Ending {
	case Endless:
		parts = append(parts, "endless")
	case Exits:
		parts = append(parts, "exits")
	case Waits:
		var clauses []string
		for _, clause := range f.Until {
			var s []string
			for _, sig := range clause {
				s = append(s, sig.String())
			}
			clauses = append(clauses, strings.Join(s, " or "))
		}
		parts = append(parts, "until("+strings.Join(clauses, ", ")+")")
	}
	if f.Ending != Exits {
		switch f.MayExit {
		case AtWill:
			parts = append(parts, "mayexit")
		case OnError:
			parts = append(parts, "mayexit on error")
		case Elsewhere:
			parts = append(parts, "mayexit elsewhere")
		}
	}
	switch f.Errors {
	case Told:
		parts = append(parts, "told")
	case NoErrors:
		parts = append(parts, "noerrors")
	}
	if f.Recovers {
		parts = append(parts, "recovers")
	}
	if f.Guards {
		parts = append(parts, "guards")
	}
	for _, p := range f.Params {
		part := fmt.Sprintf("p%d:%s", p.Index, p.Effect)
		if len(p.Args) > 0 {
			part += fmt.Sprintf("%v", p.Args)
		}
		if p.Group > 0 {
			part += fmt.Sprintf("@p%d", p.Group-1)
		}
		part += p.Owner.String()
		parts = append(parts, part)
	}
	for _, r := range f.Results {
		parts = append(parts, r.String())
	}
	for _, o := range f.Owns {
		parts = append(parts, o.String())
	}
	if len(f.Ways) > 0 {
		var ways []string
		for _, w := range f.Ways {
			ways = append(ways, w.String())
		}
		parts = append(parts, "ways("+strings.Join(ways, " | ")+")")
	}
	return strings.Join(parts, " ")
}

// Said is what directives say of a function, or of the func in a field or variable: rows of
// the table of known functions, without their symbols.
type Said struct{ Rows []string }

// AFact marks Said as a fact.
func (*Said) AFact() {}

func (s *Said) String() string { return "said " + strings.Join(s.Rows, "; ") }

// Field is the fact of a func-typed struct field that its package launches:
// whoever stores a func there starts a goroutine later.
type Field struct {
	Effect Effect
	Owner  Owner
}

// AFact marks Field as a fact.
func (*Field) AFact() {}

func (f *Field) String() string { return f.Effect.String() + f.Owner.String() }
