// Package plugin makes gorolint a module plugin of golangci-lint, under the
// linter name "gorolint". It is to be imported for its side effect, which is
// what `golangci-lint custom` does; .golangci-plugin.yml in the root of the
// repository shows its settings.
package plugin

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/report"
	"github.com/gorolint/gorolint/passes"
)

func init() { register.Plugin(name, New) }

// name is the linter's, which //nolint and golangci-lint's settings go by.
const name = "gorolint"

// Settings are those below linters.settings.custom.gorolint.settings. They
// mean what the command's flags of the same names do. Where a key is missing,
// the flag's default holds.
type Settings struct {
	Rules       []string         `json:"rules"`  // rules to run (a, b), or to leave out (-a, -b)
	Advice      bool             `json:"advice"` // also report the advice tier
	Strict      bool             `json:"strict"` // turn on the strict flag of every rule
	Tests       bool             `json:"tests"`  // also report in _test.go files, if golangci-lint looks at them
	Fixes       *bool            `json:"fixes"`  // suggest fixes, each of which is tried first
	Barego      RuleSettings     `json:"barego"`
	UnboundedGo RuleSettings     `json:"unboundedgo"`
	TinyTask    TinyTaskSettings `json:"tinytask"`

	NakedGo     NakedGoSettings     `json:"nakedgo"`
	Unrecovered UnrecoveredSettings `json:"unrecovered"`

	Exclude  []config.Exclude       `json:"exclude"`  // findings to leave out
	Packages []config.PackagePolicy `json:"packages"` // what holds in some packages
	Known    []string               `json:"known"`    // rows in the syntax of internal/known
}

// NakedGoSettings say where go statements are not wanted, and what is.
type NakedGoSettings struct {
	Packages  []string `json:"packages"`  // patterns of import paths; -pattern leaves some out
	Helper    string   `json:"helper"`    // full name of the func to launch by
	Message   string   `json:"message"`   // to report instead of the advice to use the helper
	Launchers []string `json:"launchers"` // full names of functions that may use go statements
}

// UnrecoveredSettings say where every goroutine is to recover.
type UnrecoveredSettings struct {
	Packages   []string `json:"packages"`   // patterns of import paths; -pattern leaves some out
	Recoverers []string `json:"recoverers"` // full names of functions that recover when they are deferred
}

// RuleSettings are those of one rule.
type RuleSettings struct {
	Strict bool `json:"strict"` // its strict flag
}

// TinyTaskSettings are those of tinytask.
type TinyTaskSettings struct {
	Limit *int `json:"limit"` // report goroutines that do no more than so many simple instructions
}

// New reads the settings. It returns an error that names what is wrong with
// them: a key or a rule that does not exist, or a value of the wrong type.
func New(conf any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, fmt.Errorf("linters.settings.custom.%s.settings: %w; .golangci-plugin.yml of gorolint lists the settings", name, err)
	}
	rules := passes.All()
	if err := checkRules(s.Rules, rules); err != nil {
		return nil, fmt.Errorf("linters.settings.custom.%s.settings.rules: %w", name, err)
	}
	for _, e := range s.Exclude {
		if err := checkRules(e.Rules, rules); err != nil {
			return nil, fmt.Errorf("linters.settings.custom.%s.settings.exclude: %w", name, err)
		}
	}
	for _, p := range s.Packages {
		if err := checkRules(p.Rules, rules); err != nil {
			return nil, fmt.Errorf("linters.settings.custom.%s.settings.packages: %w", name, err)
		}
	}
	if _, err := known.With(strings.Join(s.Known, "\n")); err != nil {
		return nil, fmt.Errorf("linters.settings.custom.%s.settings: %w", name, err)
	}
	type setting struct {
		of          *analysis.Analyzer
		name, value string
	}
	settings := []setting{
		{config.Analyzer, "rules", strings.Join(s.Rules, ",")},
		{config.Analyzer, "advice", strconv.FormatBool(s.Advice)},
		{config.Analyzer, "strict", strconv.FormatBool(s.Strict)},
		{config.Analyzer, "tests", strconv.FormatBool(s.Tests)},
		{config.Analyzer, "nolint", "false"}, // golangci-lint's own business, which also looks for unused ones
		{ruleNamed(rules, "barego"), "strict", strconv.FormatBool(s.Barego.Strict)},
		{ruleNamed(rules, "unboundedgo"), "strict", strconv.FormatBool(s.UnboundedGo.Strict)},
		{config.Analyzer, "nakedgo.packages", strings.Join(s.NakedGo.Packages, ",")},
		{config.Analyzer, "nakedgo.helper", s.NakedGo.Helper},
		{config.Analyzer, "nakedgo.message", s.NakedGo.Message},
		{config.Analyzer, "nakedgo.launchers", strings.Join(s.NakedGo.Launchers, ",")},
		{config.Analyzer, "unrecovered.packages", strings.Join(s.Unrecovered.Packages, ",")},
		{config.Analyzer, "unrecovered.recoverers", strings.Join(s.Unrecovered.Recoverers, ",")},
		{config.Analyzer, "exclude", config.Encode(s.Exclude)},
		{config.Analyzer, "packages", config.Encode(s.Packages)},
		{config.Analyzer, "known", strings.Join(s.Known, "\n")},
	}
	if s.Fixes != nil {
		settings = append(settings, setting{config.Analyzer, "fixes", strconv.FormatBool(*s.Fixes)})
	}
	if s.TinyTask.Limit != nil {
		settings = append(settings, setting{ruleNamed(rules, "tinytask"), "limit", strconv.Itoa(*s.TinyTask.Limit)})
	}
	for _, flag := range settings {
		if err := flag.of.Flags.Set(flag.name, flag.value); err != nil {
			return nil, fmt.Errorf("linters.settings.custom.%s.settings.%s: %w", name, flag.name, err)
		}
	}
	if _, err := config.Read(&config.Analyzer.Flags); err != nil {
		return nil, fmt.Errorf("linters.settings.custom.%s.settings: %w", name, err)
	}
	return linter{append(rules, report.Directives(passes.Names()))}, nil
}

// checkRules returns an error if a rule does not exist, or if rules to run are
// mixed with rules to leave out.
func checkRules(names []string, rules []*analysis.Analyzer) error {
	for _, n := range names {
		if ruleNamed(rules, strings.TrimPrefix(strings.TrimSpace(n), "-")) == nil {
			return fmt.Errorf("there is no rule %q; the rules are %s", n, strings.Join(passes.Names(), ", "))
		}
	}
	_, err := config.Parse(strings.Join(names, ","))
	return err
}

func ruleNamed(rules []*analysis.Analyzer, name string) *analysis.Analyzer {
	for _, r := range rules {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// linter is gorolint as golangci-lint sees it.
type linter struct{ rules []*analysis.Analyzer }

// GetLoadMode asks for types.
func (linter) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns one analyzer that runs all rules: golangci-lint would
// put the names of several before their messages, which end with the rule as
// it is.
func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	all := &analysis.Analyzer{
		Name: name,
		Doc:  "gorolint: report goroutines that nothing ends, or that multiply with the input",
		URL:  "https://pkg.go.dev/github.com/gorolint/gorolint",
		Run: func(pass *analysis.Pass) (any, error) {
			for _, rule := range l.rules {
				if _, err := rule.Run(under(pass, rule)); err != nil {
					return nil, fmt.Errorf("%s: %w", rule.Name, err)
				}
			}
			return nil, nil
		},
	}
	seen := make(map[*analysis.Analyzer]bool)
	for _, rule := range l.rules {
		for _, r := range rule.Requires {
			if !seen[r] {
				seen[r] = true
				all.Requires = append(all.Requires, r)
			}
		}
	}
	return []*analysis.Analyzer{all}, nil
}

// under returns the pass as a rule is to see it. Related positions are left
// out: golangci-lint makes an issue of each.
func under(pass *analysis.Pass, rule *analysis.Analyzer) *analysis.Pass {
	p := *pass
	p.Analyzer = rule
	p.Report = func(d analysis.Diagnostic) {
		d.Related = nil
		pass.Report(d)
	}
	return &p
}
