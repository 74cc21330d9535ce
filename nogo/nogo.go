// Package nogo holds the analyzer whose flags all rules share, for
// [nogo], Bazel's driver, which sets flags only on analyzers that it is given by
// name. Put it beside the rules in the deps of the nogo target, and its flags
// below "gorolint" in nogo's configuration:
//
//	{"gorolint": {"analyzer_flags": {"advice": "true"}}}
//
// It reports nothing itself. docs/ci.md has the whole recipe.
//
// [nogo]: https://github.com/bazel-contrib/rules_go/blob/master/go/nogo.rst
package nogo

import "github.com/gorolint/gorolint/internal/config"

// Analyzer is the one that every rule requires.
var Analyzer = config.Analyzer
