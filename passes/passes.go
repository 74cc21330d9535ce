// Package passes is the one list of gorolint's rules.
package passes

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/passes/barego"
	"github.com/gorolint/gorolint/passes/goroutineleak"
	"github.com/gorolint/gorolint/passes/groupctx"
	"github.com/gorolint/gorolint/passes/lockleak"
	"github.com/gorolint/gorolint/passes/missingwait"
	"github.com/gorolint/gorolint/passes/recursivego"
	"github.com/gorolint/gorolint/passes/unclosedchan"
	"github.com/gorolint/gorolint/passes/unguardedsend"
	"github.com/gorolint/gorolint/passes/unstopped"
)

// All returns the rules, in the order of the three questions: lifetime,
// errors, bounds; policy last.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		goroutineleak.Analyzer,
		lockleak.Analyzer,
		barego.Analyzer,
		unclosedchan.Analyzer,
		missingwait.Analyzer,
		groupctx.Analyzer,
		unguardedsend.Analyzer,
		unstopped.Analyzer,
		recursivego.Analyzer,
	}
}

// Names returns the names of all rules.
func Names() []string {
	var names []string
	for _, a := range All() {
		names = append(names, a.Name)
	}
	return names
}
