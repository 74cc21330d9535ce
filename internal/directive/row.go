package directive

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/slip"
)

// first is the key of the values that come first in a directive, without it.
func first(verb string) string {
	switch verb {
	case "launch", "joins", "runs", "later", "handler", "once", "oncefunc":
		return "func"
	case "blocks":
		return "until"
	case "starts":
		return "stop"
	case "derive":
		return "from"
	case "signals":
		return "chan"
	case "exits":
		return "kind"
	case "noctx":
		return "use"
	case "cheap":
		return "cost"
	}
	return ""
}

// A decl is what a directive is about.
type decl struct {
	name string
	sig  *types.Signature
	verb string // as the directive spells it
}

// row translates a directive into a row without its symbol, or says what is wrong with it.
func (d *decl) row(verb, rest string) (row, problem string) {
	keys, words := known.Options(verb)
	lead := first(verb)
	values := make(map[string]string)
	var on []string
	for _, word := range strings.Fields(strings.ReplaceAll(rest, ", ", ",")) {
		key, value, hasValue := strings.Cut(word, "=")
		switch {
		case hasValue && value == "":
			return "", fmt.Sprintf("%s has no value; write %s=…", key, key)
		case hasValue:
		case slices.Contains(words, word) && !d.names(word):
			on = append(on, word)
			continue
		case word == "joined" && verb == "launch" && !d.names(word):
			return "", "joined is no word of launches; who launches and waits joins: write " + Prefix + "joins f"
		case lead == "":
			return "", fmt.Sprintf("%s takes no %s%s", d.verb, quote(word), oneOf(keys, words))
		default:
			key, value = lead, word
			if got := values[lead]; got != "" {
				value = got + "," + word
				delete(values, lead)
			}
		}
		if !slices.Contains(keys, key) {
			return "", fmt.Sprintf("%s takes no %s%s", d.verb, quote(key), oneOf(keys, words))
		}
		if values[key] != "" {
			return "", fmt.Sprintf("%s stands twice; write its values once, separated by commas", key)
		}
		values[key] = value
	}
	if lead != "" && values[lead] == "" && lead != "kind" {
		return "", fmt.Sprintf("%s has nothing behind it; write %s%s and %s", d.verb, Prefix, d.verb, d.wants(lead))
	}
	parts := []string{verb}
	for _, key := range keys {
		if value := values[key]; value != "" {
			value, problem := d.value(key, value)
			if problem != "" {
				return "", problem
			}
			parts = append(parts, key+"="+value)
		}
	}
	row = strings.Join(append(parts, on...), " ")
	k, err := known.Read(d.name, []string{row})
	if err != nil {
		return "", "this directive says nothing: " + err.Error()
	}
	return row, d.check(k)
}

// names reports whether a word is the name of a parameter.
func (d *decl) names(word string) bool {
	p, ok := d.place(word)
	return ok && p.Of == known.Argument
}

// value translates the names in the value of a key into numbers.
func (d *decl) value(key, value string) (out, problem string) {
	var list []string
	for v := range strings.SplitSeq(value, ",") {
		switch key {
		case "func", "ctx", "chan", "from":
			p, ok := d.place(v)
			if ok && key == "from" && p.Of == known.Receiver {
				list = append(list, "recv")
				continue
			}
			if !ok || p.Of != known.Argument {
				return "", fmt.Sprintf("%s has no parameter %s; %s", d.name, v, d.have())
			}
			v = strconv.Itoa(p.N)
			if key == "func" && d.sig.Variadic() && p.N == d.sig.Params().Len()-1 {
				v += "…"
			}
		case "result":
			p, ok := d.place(v)
			if !ok || p.Of != known.Result {
				return "", fmt.Sprintf("%s has no result %s; name it, or write result0 for the first", d.name, v)
			}
			v = strconv.Itoa(p.N)
		case "join", "until", "stop":
			if v, problem = d.end(v); problem != "" {
				return "", problem
			}
		}
		list = append(list, v)
	}
	return strings.Join(list, ","), ""
}

// end translates an end. A name that is one of the function's means that, whatever
// else it may mean; an exported name alone is a method of the receiver.
func (d *decl) end(v string) (out, problem string) {
	name, method, dotted := strings.Cut(v, ".")
	p, ok := d.place(name)
	if !ok {
		switch {
		case v == "never", v == "peer", v == "group":
			return v, ""
		case !dotted && d.sig.Recv() != nil && member(d.sig.Recv().Type(), v) != nil:
			return v, ""
		case !dotted && d.sig.Recv() != nil && token.IsExported(v):
			return "", fmt.Sprintf("%s has no parameter %s, and its receiver no such method; %s", d.name, v, d.have())
		}
		return "", fmt.Sprintf("%s has no parameter %s; %s; other ends are recv.Close, result.Close, peer, group and never", d.name, name, d.have())
	}
	switch p.Of {
	case known.Receiver:
		out = "recv"
	case known.Argument:
		out = "arg" + strconv.Itoa(p.N)
	case known.Result:
		out = "result" + strconv.Itoa(p.N)
	}
	if dotted {
		out += "." + method
	}
	return out, ""
}

// place finds the receiver, a parameter or a result by its name, or as the table spells
// it: recv, argN, resultN.
func (d *decl) place(name string) (p known.Place, ok bool) {
	if recv := d.sig.Recv(); recv != nil && name != "_" && name == recv.Name() {
		return known.Place{Of: known.Receiver}, true
	}
	for _, list := range []struct {
		of    known.Part
		word  string
		names *types.Tuple
	}{{known.Argument, "arg", d.sig.Params()}, {known.Result, "result", d.sig.Results()}} {
		for i := range list.names.Len() {
			if n := list.names.At(i).Name(); n != "" && n != "_" && n == name {
				return known.Place{Of: list.of, N: i}, true
			}
		}
	}
	switch {
	case name == "recv":
		return known.Place{Of: known.Receiver}, d.sig.Recv() != nil
	case name == "result":
		return known.Place{Of: known.Result}, d.sig.Results().Len() > 0
	}
	p.Of = known.Argument
	digits, ok := strings.CutPrefix(name, "arg")
	tuple := d.sig.Params()
	if !ok {
		p.Of, tuple = known.Result, d.sig.Results()
		digits, ok = strings.CutPrefix(name, "result")
	}
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 || n >= tuple.Len() {
		return known.Place{}, false
	}
	p.N = n
	return p, true
}

// wants says what a directive lacks.
func (d *decl) wants(key string) string {
	switch key {
	case "until", "stop":
		return "what ends it"
	case "use":
		return "the function that takes a context"
	case "cost":
		return "how many instructions it costs at most"
	}
	return "the name of a parameter: " + d.have()
}

// have tells which parameters there are.
func (d *decl) have() string {
	var list []string
	for i := range d.sig.Params().Len() {
		list = append(list, d.param(i))
	}
	if len(list) == 0 {
		return "it has no parameters"
	}
	return "it has " + strings.Join(list, ", ")
}

// param is the name of a parameter, or what stands for one without.
func (d *decl) param(i int) string {
	if name := d.sig.Params().At(i).Name(); name != "" && name != "_" {
		return name
	}
	return "arg" + strconv.Itoa(i)
}

func oneOf(keys, words []string) string {
	var all []string
	for _, k := range keys {
		all = append(all, k+"=…")
	}
	if all = append(all, words...); len(all) == 0 {
		return "; write it alone"
	}
	return "; it takes " + strings.Join(all, ", ")
}

func quote(s string) string { return strconv.Quote(s) }

// meant says which verb may have been meant by one that is none, or else which there are.
func meant(verb string, verbs []string) string {
	if near := slip.Nearest(verb, verbs); near != "" {
		return "; is " + near + " meant?"
	}
	return "; the verbs are " + strings.Join(verbs, ", ")
}
