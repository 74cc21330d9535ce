// Package passes is the one list of gorolint's rules.
package passes

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/passes/barego"
	"github.com/gorolint/gorolint/passes/dupdaemon"
	"github.com/gorolint/gorolint/passes/goroutineleak"
	"github.com/gorolint/gorolint/passes/groupctx"
	"github.com/gorolint/gorolint/passes/lockleak"
	"github.com/gorolint/gorolint/passes/lostctx"
	"github.com/gorolint/gorolint/passes/losterror"
	"github.com/gorolint/gorolint/passes/missingwait"
	"github.com/gorolint/gorolint/passes/nakedgo"
	"github.com/gorolint/gorolint/passes/recursivego"
	"github.com/gorolint/gorolint/passes/tinytask"
	"github.com/gorolint/gorolint/passes/unboundedgo"
	"github.com/gorolint/gorolint/passes/unclosedchan"
	"github.com/gorolint/gorolint/passes/unguardedsend"
	"github.com/gorolint/gorolint/passes/unrecovered"
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
		lostctx.Analyzer,
		losterror.Analyzer,
		recursivego.Analyzer,
		unboundedgo.Analyzer,
		dupdaemon.Analyzer,
		tinytask.Analyzer,
		nakedgo.Analyzer,
		unrecovered.Analyzer,
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

// Lasting returns the names of the rules whose findings say that a goroutine stays, or may: that
// a goroutine is seen to be blocked there, or to come from there, confirms them. To the others it
// says nothing.
func Lasting() []string {
	var names []string
	for _, a := range []*analysis.Analyzer{
		goroutineleak.Analyzer,
		lockleak.Analyzer,
		barego.Analyzer,
		unclosedchan.Analyzer,
		missingwait.Analyzer,
		unguardedsend.Analyzer,
		unstopped.Analyzer,
		lostctx.Analyzer,
		recursivego.Analyzer,
		unboundedgo.Analyzer,
		dupdaemon.Analyzer,
	} {
		names = append(names, a.Name)
	}
	return names
}
