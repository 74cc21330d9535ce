// Package known says what the functions of the standard library and of
// well-known libraries do with goroutines: which ones launch their argument,
// wait, block, never return, or end a context.
//
// The analysis reads the user's own code; it does not read the library's. What
// it would find there is written down in known.txt, one row for each fact, and
// each row is a claim that somebody checked in the library's source. What no
// row mentions is: for std, harmless (it neither launches nor blocks without
// bound); for anything else, not known here.
//
// # Grammar
//
//	verb symbol key=value … word …     # comment
//
// A symbol is spelled as [go/types.Func.FullName] prints it, without type
// arguments: os.Exit, (*golang.org/x/sync/errgroup.Group).Go, (net.Conn).Read.
// A variable is pkg.Var, a field (pkg.T).Field, a type pkg.T or *pkg.T. A method
// is known by the type that declares it: (*testing.common).Fatal.
//
// Arguments are counted from 0, the receiver is not one of them. func=0… is a
// variadic parameter, func=0,1 names two. What is handed over may be a value
// whose method is called: then method=M names it.
//
// A place is recv, argN, result or resultN. An end, something that ends a
// wait or a goroutine, is one of
//
//	argN, resultN         a context cancelled, a channel closed, a cancel func called
//	argN.M, recv.M        its method M is called (or its field M is set: a timeout)
//	argN.ctx, recv.ctx    the context that it carries is cancelled
//	peer                  the other side answers, hangs up or fails
//	group                 the others who take part do theirs: Done, Signal, Unlock
//	never                 nothing does
//
// The verbs:
//
//	launch SYM func=N [join=END,…] [limit=M|self] [delay] [ctx=N] [method=M] [recovers]
//		runs its argument in a new goroutine and returns at once. join: a method
//		of the receiver that waits for all such goroutines, or result, result.M:
//		receiving from it, or calling it, waits for this one. limit: the method
//		that bounds their number, or self if that is always bounded. delay: it
//		starts later (a timer, a context's end). ctx: which argument is the
//		context that goes with it. recovers: a panic of the argument is kept from
//		ending the process.
//	joins SYM func=N [bounded] [abandons] [method=M] [recovers]
//		runs its arguments in goroutines and waits for all of them before it
//		returns. bounded: so many at a time at most, by default or by an argument.
//		abandons: it may return without them, after a time or on the first error.
//	runs SYM func=N [method=M] [passes]
//		calls its argument on the caller's goroutine before it returns, any number
//		of times, and does not keep it. passes: the error that it returns is one that
//		the argument returned.
//	later SYM func=N [method=M]
//		keeps its argument and calls it at some later occasion, mostly an end:
//		(*testing.common).Cleanup.
//	handler SYM func=N [method=M]
//		keeps its argument and runs it once per request or event; as a rule each
//		in a goroutine of its own, as many at a time as there are requests.
//	once SYM func=N
//		calls its argument only if it never did so before for this receiver.
//	oncefunc SYM func=N
//		returns a func that calls the argument at most once.
//	starts SYM stop=END,…
//		starts goroutines of the library's own, that live until END, for instance
//		result.Close; nobody has to end them where peer is among the ends.
//	exits SYM [kind=process|goroutine|panic]
//		never returns; process if nothing is said.
//	endless SYM
//		never returns, whatever anybody does, as long as nothing fails.
//	recovers SYM
//		calls recover: a function that defers it keeps a panic from ending the process.
//	blocks SYM until=END,… [forever] [depends] [single]
//		may block without bound, until one of the ends. forever: it does not
//		return before one of them unless something fails (a server's loop).
//		depends: it blocks only if the reader, writer or func handed to it does; by
//		itself that proves nothing.
//	timer SYM
//		a channel (result or field) that the runtime sends on and nobody closes.
//	never SYM
//		a context that is never done, a request that carries one, or a channel that
//		nobody closes or sends on.
//	unchecked SYM|.METHOD [blank]
//		its error is one that nobody looks at, for good reason: it cannot come, or it
//		comes where nothing can be done about it any more. A variable is such an error.
//		What an interface promises of a method that it embeds is said of the interface:
//		(hash.Hash).Write.
//		.Close is a method of that name, of whatever type, .Delete* one whose name
//		begins with that word. blank: only where it is assigned to _.
//	fails SYM
//		makes an error, which is never nil, and says no more than its arguments do: a text, or an
//		error that it wraps.
//	derive SYM from=N|recv [result=N] [cancel] [timeout]
//		the result is a context, or carries one (a request, a command), which ends
//		when that of the argument does. cancel: it may end by a cancel func too.
//		timeout: it ends by itself too.
//	noctx SYM use=SYM
//		waits for the world outside and takes no context; use does the same and
//		takes one.
//	request SYM
//		a type of values that belong to one request, or a method whose result does.
//	next SYM [messages]
//		each call yields the next item of an input that has as many as it likes: a
//		line, a row. messages: what somebody sends, when he likes.
//	few SYM
//		returns as many as the machine, or whoever set it up, has: network interfaces,
//		addresses of a host, arguments. A goroutine for each does no harm. Instead of
//		a symbol .peer names lists, or the types of their items, whose last word is that
//		one or its plural.
//	settings SYM
//		values of the types that have a word in their names hold what somebody wrote
//		down, so that there is little of it, too. The symbol is that word: .Config.
//	signals SYM chan=N
//		keeps its channel argument and sends on it later, from elsewhere.
//	cheap SYM cost=N
//		never blocks, and a call costs at most as much as N simple instructions,
//		whatever it is given: nothing that grows with its arguments by more than a
//		comparison or copy of short ones.
//	group TYPE [go=M,…] [wait=M,…] [add=M,…] [done=M,…] [limit=M,…] [stop=M,…]
//		a type that counts goroutines or tokens, and its methods: those that launch,
//		wait, count up, count down, bound (self: it always does), and end them.
package known
