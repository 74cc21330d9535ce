package known

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// row is one line of a table, its options not yet read.
type row struct {
	verb, sym, rest string
	line            int
	prev            int // the row before with the same symbol, or -1
}

// scan yields the rows of a text.
func scan(text string) iter.Seq[row] {
	return func(yield func(row) bool) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			line, _, _ = strings.Cut(line, "#")
			r := row{line: n}
			if r.verb, r.rest = cutWord(line); r.verb == "" {
				continue
			}
			r.sym, r.rest = cutWord(r.rest)
			if !yield(r) {
				return
			}
		}
	}
}

// cutWord returns the first word of s and what comes after it.
func cutWord(s string) (word, rest string) {
	start := 0
	for start < len(s) && s[start] <= ' ' {
		start++
	}
	end := start
	for end < len(s) && s[end] > ' ' {
		end++
	}
	return s[start:end], s[end:]
}

// options are what the keys and words of a row say; which of them a verb takes
// is up to [grammar].
type options struct {
	given             optSet
	fn                []int
	variadic          bool
	join, until, stop []End
	limit, method     string
	use               string
	cost              int
	exit              Exit
	ctx, from         int
	result, ch        int
	group             *Group
}

func (o *options) has(s optSet) bool { return o.given&s != 0 }

// optSet is a set of options.
type optSet uint32

const (
	optFunc optSet = 1 << iota
	optMethod
	optJoin
	optLimit
	optCtx
	optStop
	optKind
	optUntil
	optFrom
	optResult
	optChan
	optGo
	optWait
	optAdd
	optDone
	optUse
	optCost

	// The following are words, they have no value.
	optDelay
	optBounded
	optForever
	optDepends
	optSingle
	optCancel
	optTimeout
	optAbandons
	optRecovers
	optBlank
	optMessages
	optPasses

	optWords = optPasses | optMessages | optBlank | optDelay | optBounded | optAbandons | optRecovers | optForever | optDepends | optSingle | optCancel | optTimeout
)

// optNames are the options as they are written, in the order of their bits.
var optNames = [...]string{
	"func", "method", "join", "limit", "ctx", "stop", "kind", "until", "from", "result", "chan",
	"go", "wait", "add", "done", "use", "cost",
	"delay", "bounded", "forever", "depends", "single", "cancel", "timeout", "abandons", "recovers", "blank", "messages", "passes",
}

// option returns the option of a name, or none.
func option(name string) optSet {
	for i, n := range optNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// list names the options of a set.
func (s optSet) list(open, close string) (names []string) {
	for i, n := range optNames {
		if s&(1<<i) != 0 {
			names = append(names, open+n+close)
		}
	}
	return names
}

// grammar returns the options that a verb needs and those that it may have.
func grammar(verb string) (need, may optSet, ok bool) {
	switch verb {
	case "launch":
		return optFunc, optJoin | optLimit | optDelay | optCtx | optMethod | optRecovers, true
	case "joins":
		return optFunc, optBounded | optAbandons | optMethod | optRecovers, true
	case "runs":
		return optFunc, optMethod | optPasses, true
	case "later", "handler":
		return optFunc, optMethod, true
	case "once", "oncefunc":
		return optFunc, 0, true
	case "starts":
		return optStop, 0, true
	case "exits":
		return 0, optKind, true
	case "blocks":
		return optUntil, optForever | optDepends | optSingle, true
	case "unchecked":
		return 0, optBlank, true
	case "next":
		return 0, optMessages, true
	case "endless", "recovers", "timer", "never", "fails", "request", "few", "settings":
		return 0, 0, true
	case "derive":
		return optFrom, optResult | optCancel | optTimeout, true
	case "signals":
		return optChan, 0, true
	case "noctx":
		return optUse, 0, true
	case "cheap":
		return optCost, 0, true
	case "group":
		return 0, optGo | optWait | optAdd | optDone | optLimit | optStop, true
	}
	return 0, 0, false
}

const verbs = "launch, joins, runs, later, handler, once, oncefunc, starts, exits, endless, recovers, blocks, timer, never, unchecked, fails, derive, noctx, request, next, few, settings, signals, cheap or group"

// A RowError is a row that is wrong.
type RowError struct {
	File string
	Line int
	Err  error
}

func (e *RowError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

// Unwrap returns what is wrong with it.
func (e *RowError) Unwrap() error { return e.Err }

// parse returns the table of a text, or an error about every row that is wrong.
func parse(file, text string) (*Table, error) {
	t := newTable(strings.Count(text, "\n"))
	lines := make(map[[2]string]int) // of a verb and symbol
	var errs []error
	for r := range scan(text) {
		key := [2]string{r.verb, r.sym}
		_, err := r.options()
		if err == nil && lines[key] != 0 {
			err = fmt.Errorf("%s %s has a row on line %d already; write one row, as in func=0,1", r.verb, r.sym, lines[key])
		}
		if err != nil {
			errs = append(errs, &RowError{file, r.line, err})
			continue
		}
		lines[key] = r.line
		t.add(r)
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	return t, nil
}

// options reads what the row says, and checks it.
func (r row) options() (options, error) {
	o := options{ctx: -1, ch: -1}
	need, may, ok := grammar(r.verb)
	switch {
	case !ok:
		return o, fmt.Errorf("unknown verb %q; write %s", r.verb, verbs)
	case r.sym == "":
		return o, fmt.Errorf("%s of what?; write %s and a symbol, such as os.Exit", r.verb, r.verb)
	}
	if err := checkSymbol(r.verb, r.sym); err != nil {
		return o, err
	}
	if r.verb == "group" {
		o.group = &Group{Type: r.sym}
	}
	for w := range strings.FieldsSeq(r.rest) {
		key, val, hasVal := strings.Cut(w, "=")
		opt := option(key)
		switch {
		case opt&(need|may) == 0:
			return o, fmt.Errorf("%s takes no %q; write %s", r.verb, key, takes(need, may))
		case o.has(opt):
			return o, fmt.Errorf("%s stands twice; write its values once, separated by commas", key)
		case opt&optWords != 0 && hasVal:
			return o, fmt.Errorf("%s has a value; write %s alone", key, key)
		case opt&optWords == 0 && val == "":
			return o, fmt.Errorf("%s has no value; write %s=…", key, key)
		}
		o.given |= opt
		if err := o.set(r.verb, opt, key, val); err != nil {
			return o, err
		}
	}
	if missing := need &^ o.given; missing != 0 {
		return o, fmt.Errorf("%s without %s; write %s", r.verb, missing.list("", "")[0], takes(need, may))
	}
	if r.verb == "group" && o.given == 0 {
		return o, fmt.Errorf("group without methods; write %s", takes(need, may))
	}
	return o, nil
}

// set takes one option of a row.
func (o *options) set(verb string, opt optSet, key, val string) (err error) {
	if verb == "group" {
		return o.setGroup(opt, key, val)
	}
	switch opt {
	case optFunc:
		o.fn, o.variadic, err = parseArgs(key, val)
	case optCtx:
		o.ctx, err = parseIndex(key, val)
	case optChan:
		o.ch, err = parseIndex(key, val)
	case optResult:
		o.result, err = parseIndex(key, val)
	case optFrom:
		if val == "recv" {
			o.from = Recv
			return nil
		}
		o.from, err = parseIndex(key, val)
	case optJoin:
		o.join, err = parseEnds(key, val)
	case optUntil:
		o.until, err = parseEnds(key, val)
	case optStop:
		o.stop, err = parseEnds(key, val)
	case optUse:
		o.use, err = val, checkSymbol(verb, val)
	case optCost:
		o.cost, err = parseIndex(key, val)
	case optLimit:
		o.limit, err = val, checkName(key, val)
	case optMethod:
		o.method, err = val, checkName(key, val)
	case optKind:
		o.exit, err = parseExit(val)
	}
	return err
}

// setGroup takes one option of a group row: the names of methods.
func (o *options) setGroup(opt optSet, key, val string) error {
	names := strings.Split(val, ",")
	for _, name := range names {
		if err := checkName(key, name); err != nil {
			return err
		}
	}
	switch opt {
	case optGo:
		o.group.Go = names
	case optWait:
		o.group.Wait = names
	case optAdd:
		o.group.Add = names
	case optDone:
		o.group.Done = names
	case optLimit:
		o.group.Limit = names
	case optStop:
		o.group.Stop = names
	}
	return nil
}

// parseArgs reads "0", "0,1" or "1…".
func parseArgs(key, val string) (args []int, variadic bool, err error) {
	val, variadic = strings.CutSuffix(val, "…")
	for s := range strings.SplitSeq(val, ",") {
		n, err := parseIndex(key, s)
		if err != nil {
			return nil, false, err
		}
		args = append(args, n)
	}
	return args, variadic, nil
}

// parseIndex reads the number of an argument or result.
func parseIndex(key, val string) (int, error) {
	n, err := strconv.Atoi(val)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s=%s is no number; write which one it is, counted from 0, the receiver left out", key, val)
	}
	return n, nil
}

// parseEnds reads a list of ends. A bare name is a method of the receiver.
func parseEnds(key, val string) ([]End, error) {
	var ends []End
	for s := range strings.SplitSeq(val, ",") {
		e, ok := parseEnd(s)
		if !ok {
			return nil, fmt.Errorf("%s=%s is no end; write arg0, arg0.Close, arg0.ctx, recv.Close, recv.ctx, result, result.Close, peer, group or never", key, s)
		}
		ends = append(ends, e)
	}
	return ends, nil
}

func parseEnd(s string) (e End, ok bool) {
	switch s {
	case "never":
		return End{Kind: EndNever}, true
	case "peer":
		return End{Kind: EndPeer}, true
	case "group":
		return End{Kind: EndGroup}, true
	}
	if isName(s) && s[0] >= 'A' && s[0] <= 'Z' {
		return End{Kind: EndCall, Name: s}, true
	}
	place, name, dotted := strings.Cut(s, ".")
	e.At, ok = parsePlace(place)
	switch {
	case !ok:
		return End{}, false
	case !dotted:
		e.Kind = EndSignal
	case name == "ctx":
		e.Kind = EndCtx
	default:
		e.Kind, e.Name = EndCall, name
		for part := range strings.SplitSeq(name, ".") {
			ok = ok && isName(part)
		}
	}
	return e, ok
}

// parsePlace reads recv, argN, result or resultN.
func parsePlace(s string) (Place, bool) {
	of := Argument
	n, ok := strings.CutPrefix(s, "arg")
	if !ok {
		of = Result
		n, ok = strings.CutPrefix(s, "result")
	}
	switch {
	case s == "recv":
		return Place{Of: Receiver}, true
	case s == "result":
		return Place{Of: Result}, true
	case !ok:
		return Place{}, false
	}
	i, err := strconv.Atoi(n)
	return Place{Of: of, N: i}, err == nil && i >= 0
}

func parseExit(val string) (Exit, error) {
	switch val {
	case "process":
		return ExitProcess, nil
	case "goroutine":
		return ExitGoroutine, nil
	case "panic":
		return ExitPanic, nil
	}
	return Returns, fmt.Errorf("kind=%s is none; write kind=process, kind=goroutine or kind=panic", val)
}

// checkSymbol says how to spell a symbol that is spelled wrong.
func checkSymbol(verb, sym string) error {
	const how = "write it as (*types.Func).FullName prints it: os.Exit, (net.Conn).Read, (*sync.WaitGroup).Go"
	switch method, ok := strings.CutPrefix(sym, "."); {
	case ok && verb == "unchecked" && isName(strings.TrimSuffix(method, "*")):
		return nil // of any type
	case ok && (verb == "few" || verb == "settings") && isName(method):
		return nil // a word
	case verb == "settings":
		return fmt.Errorf("%s is no word of a type's name; write it as .Config", sym)
	case strings.ContainsAny(sym, "[]"):
		return fmt.Errorf("%s has type arguments; write it without", sym)
	case strings.Contains(sym, "="):
		return fmt.Errorf("%s comes before the symbol; write %s SYMBOL %s", sym, verb, sym)
	case (verb == "request" || verb == "group") && !strings.HasPrefix(sym, "("):
		sym = strings.TrimPrefix(sym, "*")
	case verb == "group":
		return fmt.Errorf("%s is no type; write it as sync.WaitGroup", sym)
	}
	if inner, ok := strings.CutPrefix(sym, "("); ok {
		recv, method, ok := strings.Cut(inner, ").")
		if !ok || !isName(method) || !isQualified(strings.TrimPrefix(recv, "*")) {
			return fmt.Errorf("%s is no method or field; %s", sym, how)
		}
		return nil
	}
	if !isQualified(sym) {
		return fmt.Errorf("%s is no symbol; %s", sym, how)
	}
	return nil
}

// isQualified reports whether s is an import path, a dot and a name.
func isQualified(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && s[dot-1] != '/' && isName(s[dot+1:]) && !strings.ContainsAny(s, "()*")
}

// checkName is for options that name a method of the receiver.
func checkName(key, name string) error {
	if !isName(name) {
		return fmt.Errorf("%s=%s is no name; write that of a method, such as Wait", key, name)
	}
	return nil
}

// isName reports whether s is an identifier.
func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127 && r != '…'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// takes lists the options of a verb for an error message.
func takes(need, may optSet) string {
	all := append(need.list("", ""), may.list("[", "]")...)
	if all == nil {
		return "the symbol alone"
	}
	return strings.Join(all, " ")
}
