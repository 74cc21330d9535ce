package known

import "slices"

// Func is what is known of a function or method. It is the caller's own copy. Several may hold at once:
// (*sync.Once).Do both runs its argument and does so once.
type Func struct {
	Name string

	Launch *Launch // runs its argument in a goroutine and returns
	Starts []End   // starts goroutines of its own, and these end them

	Joins    []int // arguments it runs in goroutines that it waits for
	Bounded  bool  // Joins: only so many at a time
	Abandons bool  // Joins: it may return without them, after a time or an error
	Runs     []int // arguments it calls before it returns, and does not keep
	Passes   bool  // Runs: its error is one that they returned
	Later    []int // arguments it keeps and calls on a later occasion
	Handler  []int // arguments it keeps and runs once per request or event
	Once     []int // arguments it calls unless it has done so before
	OnceFunc []int // arguments that the func it returns calls at most once

	// Method is called, where the arguments above are values and not funcs.
	Method string

	Recovers bool // Launch, Joins: the goroutine recovers from a panic of the argument

	Exits     Exit    // never returns
	Endless   bool    // never returns and cannot be stopped
	Recoverer bool    // whoever defers it recovers
	Blocks    *Blocks // may block without bound
	Timer     bool    // its result is a channel that only a timer sends on
	Never     bool    // its result is a context or channel that never ends
	Derive    *Derive // its result is a context that ends with another
	Request   bool    // its result belongs to one request
	Next      bool    // each call yields the next of as many items as the input has
	Messages  bool    // Next: the items are what somebody sends, when he likes
	Few       bool    // what it returns is as many as a machine has
	Unchecked bool    // its error is one that nobody looks at
	Fails     bool    // its error is never nil, and says what its arguments do
	Signals   int     // the channel argument that it keeps and sends on, or -1
	NoCtx     string  // the function that does the same and takes a context, or ""
	Cost      int     // an upper bound of what a call costs, in simple instructions; 0 if there is none
}

// Fits reports whether a function of so many parameters and results has all that is
// said about it; more is said, say, by a row that counts the receiver.
func (f *Func) Fits(params, results int) bool {
	arg := func(n int) bool { return n < params }
	place := func(e End) bool {
		return e.At.Of != Argument && e.At.Of != Result || e.At.Of == Argument && arg(e.At.N) || e.At.Of == Result && e.At.N < results
	}
	ok := arg(f.Signals)
	for _, args := range [][]int{f.Joins, f.Runs, f.Later, f.Handler, f.Once, f.OnceFunc} {
		ok = ok && !slices.ContainsFunc(args, func(n int) bool { return !arg(n) })
	}
	ends := f.Starts
	if l := f.Launch; l != nil {
		ok = ok && arg(l.Ctx) && !slices.ContainsFunc(l.Func, func(n int) bool { return !arg(n) })
		ends = slices.Concat(ends, l.Join)
	}
	if f.Blocks != nil {
		ends = slices.Concat(ends, f.Blocks.Until)
	}
	if d := f.Derive; d != nil {
		ok = ok && arg(d.From) && d.Result < results
	}
	return ok && !slices.ContainsFunc(ends, func(e End) bool { return !place(e) })
}

// Launch says how a function runs its arguments in new goroutines.
type Launch struct {
	Func  []int  // the arguments
	Join  []End  // what waits for the goroutine: (*T).Wait of the receiver, or the result
	Limit string // method of the receiver that bounds their number, Self, or ""
	Delay bool   // the goroutine starts later
	Ctx   int    // the argument that is the goroutine's context, or -1
}

// Self is the Limit of launchers that are always bounded, such as pools.
const Self = "self"

// Blocks says what ends a call that may block without bound.
type Blocks struct {
	Until   []End
	Forever bool // it returns no sooner, unless something fails
	Depends bool // whether it blocks is up to the values handed to it
	Single  bool // a second call at the same time fails: it serves an address
}

// Derive says that a result is, or carries, a context made from another.
type Derive struct {
	From    int  // the argument that is, or carries, the parent, or Recv
	Result  int  // the result that is, or carries, the child
	Cancel  bool // somebody can end it sooner
	Timeout bool // it ends by itself
}

// Value is what is known of a variable or a field.
type Value struct {
	Name      string
	Timer     bool // a channel that only a timer sends on
	Never     bool // a channel or context that never ends
	Unchecked bool // an error that says nothing to whoever made it happen
}

// Group is a type that counts goroutines, with the methods that do so.
type Group struct {
	Type                             string
	Go, Wait, Add, Done, Limit, Stop []string
}

// Exit says what a function that never returns takes down with it.
type Exit uint8

const (
	Returns       Exit = iota
	ExitProcess        // os.Exit
	ExitGoroutine      // runtime.Goexit
	ExitPanic          // log.Panic
)

// End is an event that ends a wait or a goroutine.
type End struct {
	Kind EndKind
	At   Place  // of what: for EndSignal, EndCtx and EndCall
	Name string // the method called or field set: for EndCall
}

// EndKind is a kind of [End].
type EndKind uint8

const (
	EndNever  EndKind = iota // nothing ends it
	EndPeer                  // the other side answers, hangs up or fails
	EndGroup                 // the others who take part do theirs
	EndSignal                // At is a context that is cancelled, a channel that is closed, a func that is called
	EndCtx                   // At carries a context that is cancelled
	EndCall                  // method Name of At is called, or its field set
)

// Place is the receiver, an argument or a result of a call.
type Place struct {
	Of Part
	N  int // which argument or result
}

// Part is a part of a call.
type Part uint8

const (
	Receiver Part = iota
	Argument
	Result
)

// Recv stands for the receiver where a number stands for an argument.
const Recv = -1
