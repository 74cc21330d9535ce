// Package passes is the one list of gorolint's rules.
package passes

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
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
	var all []*analysis.Analyzer
	for _, r := range rules() {
		all = append(all, r.analyzer)
	}
	return all
}

type rule struct {
	analyzer *analysis.Analyzer
	tier     config.Tier
}

func rules() []rule {
	return []rule{
		{goroutineleak.Analyzer, goroutineleak.Tier},
		{lockleak.Analyzer, lockleak.Tier},
		{barego.Analyzer, barego.Tier},
		{unclosedchan.Analyzer, unclosedchan.Tier},
		{missingwait.Analyzer, missingwait.Tier},
		{groupctx.Analyzer, groupctx.Tier},
		{unguardedsend.Analyzer, unguardedsend.Tier},
		{unstopped.Analyzer, unstopped.Tier},
		{lostctx.Analyzer, lostctx.Tier},
		{losterror.Analyzer, losterror.Tier},
		{recursivego.Analyzer, recursivego.Tier},
		{unboundedgo.Analyzer, unboundedgo.Tier},
		{dupdaemon.Analyzer, dupdaemon.Tier},
		{tinytask.Analyzer, tinytask.Tier},
		{nakedgo.Analyzer, nakedgo.Tier},
		{unrecovered.Analyzer, unrecovered.Tier},
	}
}

// Tiers returns the tier of every rule, by the rule's name.
func Tiers() map[string]config.Tier {
	tiers := make(map[string]config.Tier)
	for _, r := range rules() {
		tiers[r.analyzer.Name] = r.tier
	}
	return tiers
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
