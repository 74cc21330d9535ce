package known

import (
	"errors"
	"strings"
)

// Verbs lists the verbs of rows, in the order of the documentation.
func Verbs() []string {
	return strings.Split(strings.ReplaceAll(verbs, " or ", ", "), ", ")
}

// Options lists the keys and the words that a verb takes, those that it needs first.
func Options(verb string) (keys, words []string) {
	need, may, _ := grammar(verb)
	all := append(need.list("", ""), may.list("", "")...)
	for _, name := range all {
		if option(name)&optWords != 0 {
			words = append(words, name)
		} else {
			keys = append(keys, name)
		}
	}
	return keys, words
}

// Read returns what rows say of the one function that all of them are about: each is
// written without its symbol, as in "launch func=0".
func Read(fullName string, rows []string) (*Func, error) {
	f := &Func{Name: Bare(fullName), Signals: -1}
	var errs []error
	for _, text := range rows {
		r := row{sym: "directive.F"} // any symbol will do: the options do not depend on it
		r.verb, r.rest = cutWord(text)
		o, err := r.options()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		f.set(r.verb, o)
	}
	return f, errors.Join(errs...)
}
