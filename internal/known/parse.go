package known

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// row is one line of a table.
type row struct {
	line      int
	verb, sym string
	opts      options
}

// options are the keys and words of a row; which of them a verb takes is up to
// [grammar].
type options struct {
	fn               []int
	variadic         bool
	join, until, end []End
	limit, method    string
	exit             Exit
	ctx, from        int
	result, ch       int
	words            wordSet
	group            *Group
}

// wordSet holds the options that are a word only.
type wordSet uint8

const (
	wordDelay wordSet = 1 << iota
	wordBounded
	wordForever
	wordDepends
	wordCancel
	wordTimeout
)

// grammar returns the options that a verb needs and those that it may have.
func grammar(verb string) (need, may string, ok bool) {
	switch verb {
	case "launch":
		return "func", "join limit delay ctx method", true
	case "joins":
		return "func", "bounded method", true
	case "runs", "later", "handler":
		return "func", "method", true
	case "once", "oncefunc":
		return "func", "", true
	case "starts":
		return "stop", "", true
	case "exits":
		return "", "kind", true
	case "blocks":
		return "until", "forever depends", true
	case "endless", "timer", "never", "request":
		return "", "", true
	case "derive":
		return "from", "result cancel timeout", true
	case "signals":
		return "chan", "", true
	case "group":
		return "", "go wait add done limit stop", true
	}
	return "", "", false
}

const verbs = "launch, joins, runs, later, handler, once, oncefunc, starts, exits, endless, blocks, timer, never, derive, request, signals or group"

// parse returns the table of the rows that are right and an error about those
// that are not.
func parse(file, text string) (*Table, error) {
	t := newTable(strings.Count(text, "\n"))
	var errs []error
	first := make(map[string]int, strings.Count(text, "\n")) // "verb symbol" to line
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		r, err := parseRow(words)
		r.line = n
		if err == nil {
			key := r.verb + " " + r.sym
			if at := first[key]; at != 0 {
				err = fmt.Errorf("%s has a row on line %d already; write one row, as in func=0,1", key, at)
			}
			first[key] = n
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, n, err))
			continue
		}
		t.add(r)
	}
	return t, errors.Join(errs...)
}

// parseRow reads the words of one line.
func parseRow(words []string) (row, error) {
	r := row{verb: words[0], opts: options{ctx: -1, ch: -1}}
	need, may, ok := grammar(r.verb)
	if !ok {
		return r, fmt.Errorf("unknown verb %q; write %s", r.verb, verbs)
	}
	if len(words) < 2 {
		return r, fmt.Errorf("%s of what?; write %s and a symbol, such as os.Exit", r.verb, r.verb)
	}
	r.sym = words[1]
	if err := checkSymbol(r.verb, r.sym); err != nil {
		return r, err
	}
	if r.verb == "group" {
		r.opts.group = &Group{Type: r.sym}
	}
	seen := ""
	for _, w := range words[2:] {
		key, val, hasVal := strings.Cut(w, "=")
		switch {
		case !contains(need, key) && !contains(may, key):
			return r, fmt.Errorf("%s takes no %q; write %s", r.verb, key, takes(need, may))
		case contains(seen, key):
			return r, fmt.Errorf("%s stands twice; write its values once, separated by commas", key)
		}
		seen += " " + key
		if err := r.opts.set(r.verb, key, val, hasVal); err != nil {
			return r, err
		}
	}
	for key := range strings.FieldsSeq(need) {
		if !contains(seen, key) {
			return r, fmt.Errorf("%s without %s; write %s", r.verb, key, takes(need, may))
		}
	}
	if r.verb == "group" && seen == "" {
		return r, fmt.Errorf("group without methods; write %s", takes(need, may))
	}
	return r, nil
}

// set takes one option of a row.
func (o *options) set(verb, key, val string, hasVal bool) (err error) {
	if word := wordOf(key); word != 0 {
		if hasVal {
			return fmt.Errorf("%s has a value; write %s alone", key, key)
		}
		o.words |= word
		return nil
	}
	if val == "" {
		return fmt.Errorf("%s has no value; write %s=… ", key, key)
	}
	if verb == "group" {
		return o.setGroup(key, val)
	}
	switch key {
	case "func":
		o.fn, o.variadic, err = parseArgs(key, val)
	case "ctx":
		o.ctx, err = parseIndex(key, val)
	case "chan":
		o.ch, err = parseIndex(key, val)
	case "result":
		o.result, err = parseIndex(key, val)
	case "from":
		if val == "recv" {
			o.from = Recv
			return nil
		}
		o.from, err = parseIndex(key, val)
	case "join":
		o.join, err = parseEnds(key, val)
	case "until":
		o.until, err = parseEnds(key, val)
	case "stop":
		o.end, err = parseEnds(key, val)
	case "limit":
		o.limit, err = val, checkName(key, val)
	case "method":
		o.method, err = val, checkName(key, val)
	case "kind":
		o.exit, err = parseExit(val)
	}
	return err
}

// setGroup takes one option of a group row: the names of methods.
func (o *options) setGroup(key, val string) error {
	names := strings.Split(val, ",")
	for _, name := range names {
		if err := checkName(key, name); err != nil {
			return err
		}
	}
	switch key {
	case "go":
		o.group.Go = names
	case "wait":
		o.group.Wait = names
	case "add":
		o.group.Add = names
	case "done":
		o.group.Done = names
	case "limit":
		o.group.Limit = names
	case "stop":
		o.group.Stop = names
	}
	return nil
}

// wordOf returns the bit of an option that is a word only, or 0.
func wordOf(key string) wordSet {
	switch key {
	case "delay":
		return wordDelay
	case "bounded":
		return wordBounded
	case "forever":
		return wordForever
	case "depends":
		return wordDepends
	case "cancel":
		return wordCancel
	case "timeout":
		return wordTimeout
	}
	return 0
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
	switch {
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

// contains reports whether key is one of the words of a list.
func contains(list, key string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == key {
			return true
		}
	}
	return false
}

// takes lists the options of a verb for an error message.
func takes(need, may string) string {
	var all []string
	for w := range strings.FieldsSeq(need) {
		all = append(all, w)
	}
	for w := range strings.FieldsSeq(may) {
		all = append(all, "["+w+"]")
	}
	if all == nil {
		return "the symbol alone"
	}
	return strings.Join(all, " ")
}
