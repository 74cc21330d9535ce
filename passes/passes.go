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
func Names() []string { return names(All()...) }

// Blocking returns the names of the rules whose findings stand, or say, where a goroutine can be
// blocked for ever: one that is seen to be blocked there confirms them.
func Blocking() []string {
	return names(
		goroutineleak.Analyzer,
		lockleak.Analyzer,
		unclosedchan.Analyzer,
		missingwait.Analyzer,
		unguardedsend.Analyzer,
		lostctx.Analyzer,
	)
}

// Staying returns the names of the rules whose findings stand at launches, and say that the
// goroutines stay, or pile up: one that comes from there and is still there confirms them.
func Staying() []string {
	return names(
		barego.Analyzer,
		unguardedsend.Analyzer,
		unstopped.Analyzer,
		recursivego.Analyzer,
		unboundedgo.Analyzer,
		dupdaemon.Analyzer,
	)
}

func names(rules ...*analysis.Analyzer) []string {
	var names []string
	for _, a := range rules {
		names = append(names, a.Name)
	}
	return names
}
