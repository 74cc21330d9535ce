// Package passes is the one list of gorolint's rules.
package passes

import "golang.org/x/tools/go/analysis"

// All returns the rules, in the order of the three questions: lifetime,
// errors, bounds; policy last.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{}
}
