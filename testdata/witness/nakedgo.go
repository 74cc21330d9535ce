package main

import (
	"strings"

	. "oracle"
)

var nakedGos = lawsOf("nakedgo", `
	Store.Refresh Store.Load Store.Hooks Store.Counted Store.Select Touch Add Each list.Drain Value Invoke
	Nested Deferred Handler Inner Spawn Var Tick Yield Later
`)

// lawsOf makes cases of mistakes and cures that differ in nothing but what the team wants.
func lawsOf(rule, names string) (cases []Case) {
	for name := range strings.FieldsSeq(names) {
		for _, suffix := range []string{"Mistake", "Cure"} {
			cases = append(cases, Case{Func: rule + "." + name + suffix, Oracle: None, Why: "it is the team's law: the runtime does the same with both"})
		}
	}
	return cases
}
