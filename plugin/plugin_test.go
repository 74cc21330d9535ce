package plugin_test

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/passes"
	"github.com/gorolint/gorolint/plugin"
)

func TestNew(t *testing.T) {
	for _, test := range []struct {
		name string
		conf any
		want string // in the error; "" for none
	}{
		{"none", nil, ""},
		{"empty", map[string]any{}, ""},
		{"all", map[string]any{"rules": []any{"-recursivego"}, "advice": true, "strict": true, "tests": true, "barego": map[string]any{"strict": true}}, ""},
		{"unknown key", map[string]any{"strickt": true}, `unknown field "strickt"`},
		{"unknown key of a rule", map[string]any{"barego": map[string]any{"stric": true}}, `unknown field "stric"`},
		{"wrong type", map[string]any{"strict": "yes"}, "strict"},
		{"unknown rule", map[string]any{"rules": []any{"barego", "bargo"}}, `there is no rule "bargo"; the rules are ` + strings.Join(passes.Names(), ", ")},
		{"policy", map[string]any{
			"nakedgo":     map[string]any{"packages": []any{"a.b/...", "-a.b/c"}, "helper": "a.b/safe.Go", "message": "no", "launchers": []any{"(*a.b/c.T).Start"}},
			"unrecovered": map[string]any{"packages": []any{"..."}, "recoverers": []any{"a.b/safe.Recover"}},
		}, ""},
		{"relative pattern", map[string]any{"unrecovered": map[string]any{"packages": []any{"./..."}}}, `-unrecovered.packages: "./..." is no import path`},
		{"no helper", map[string]any{"nakedgo": map[string]any{"packages": []any{"a.b/..."}}}, "-nakedgo.packages without -nakedgo.helper"},
		{"lists", map[string]any{
			"exclude":  []any{map[string]any{"paths": []any{"gen/**"}, "packages": []any{"a.b/..."}, "rules": []any{"barego"}, "functions": []any{"F"}, "reason": "a, b\nc"}},
			"packages": []any{map[string]any{"packages": []any{"a.b/..."}, "rules": []any{"-barego"}, "advice": true, "strict": false, "tests": true}},
			"known":    []any{"launch a.b/c.Go func=0", "group a.b/c.G wait=Wait"},
		}, ""},
		{"exclude without a reason", map[string]any{"exclude": []any{map[string]any{"paths": []any{"gen/**"}}}}, "-exclude: entry 1: it gives no reason"},
		{"exclude by an unknown key", map[string]any{"exclude": []any{map[string]any{"path": []any{"gen/**"}, "reason": "x"}}}, `unknown field "path"`},
		{"exclude of an unknown rule", map[string]any{"exclude": []any{map[string]any{"rules": []any{"bargo"}, "reason": "x"}}}, `exclude: there is no rule "bargo"`},
		{"packages without any", map[string]any{"packages": []any{map[string]any{"advice": true}}}, "-packages: entry 1: it names no packages"},
		{"packages with an unknown rule", map[string]any{"packages": []any{map[string]any{"packages": []any{"..."}, "rules": []any{"bargo"}}}}, `packages: there is no rule "bargo"`},
		{"a wrong row", map[string]any{"known": []any{"launch a.b/c.Go func=0", "lanch a.b/c.Go"}}, `-known: row:2: unknown verb "lanch"`},
		{"mixed rules", map[string]any{"rules": []any{"barego", "-recursivego"}}, "mixes rules"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plugin.New(test.conf)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "linters.settings.custom.gorolint.settings")):
				t.Errorf("New: %v, want an error with %q that says where", err, test.want)
			}
		})
	}
	reset(t)
}

func reset(t *testing.T) {
	t.Helper()
	if _, err := plugin.New(nil); err != nil {
		t.Fatal(err)
	}
}

// TestAnalyzers runs the plugin's analyzer over the test data of a rule: it
// finds the same, without related positions.
func TestAnalyzers(t *testing.T) {
	l, err := plugin.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	analyzers, err := l.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(analyzers); err != nil {
		t.Fatal(err)
	}
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range analyzers {
		for _, r := range analysistest.Run(t, testdata, a, "recursivego") {
			for _, d := range r.Diagnostics {
				if len(d.Related) > 0 {
					t.Errorf("%q has related positions, of which golangci-lint makes issues", d.Message)
				}
			}
		}
	}
}

// TestShownSettings holds .golangci-plugin.yml: it shows every setting, with its
// default.
func TestShownSettings(t *testing.T) {
	text, err := os.ReadFile("../.golangci-plugin.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(string(text), "        settings:\n")
	if !ok {
		t.Fatal("no settings in it")
	}
	shown, _, _ = strings.Cut(shown, "\n\n")
	var want func(typ reflect.Type, rule, indent string) []string
	want = func(typ reflect.Type, rule, indent string) (lines []string) {
		for f := range typ.Fields() {
			line := indent + f.Tag.Get("json") + ":"
			switch f.Type.Kind() {
			case reflect.Bool:
				lines = append(lines, line+" false")
			case reflect.String:
				lines = append(lines, line+` ""`)
			case reflect.Slice:
				lines = append(lines, line+" []")
			case reflect.Struct:
				lines = append(append(lines, line), want(f.Type, f.Tag.Get("json"), indent+"  ")...)
			case reflect.Pointer: // its flag's default, if it is not set
				lines = append(lines, line+" "+defaultOf(t, rule, f.Tag.Get("json")))
			default:
				t.Errorf("%s is a %s, which this test does not know", f.Name, f.Type.Kind())
			}
		}
		return lines
	}
	var have []string
	for line := range strings.SplitSeq(shown, "\n") {
		line, _, _ = strings.Cut(line, " #")
		have = append(have, line)
	}
	if w := want(reflect.TypeFor[plugin.Settings](), "", "          "); !reflect.DeepEqual(have, w) {
		t.Errorf("it shows\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(w, "\n"))
	}
}

// defaultOf returns the default of a rule's flag, or of one that all share if the rule is "".
func defaultOf(t *testing.T, rule, name string) string {
	if f := config.Analyzer.Flags.Lookup(name); f != nil && rule == "" {
		return f.DefValue
	}
	for _, a := range passes.All() {
		if f := a.Flags.Lookup(name); f != nil && a.Name == rule {
			return f.DefValue
		}
	}
	t.Fatalf("there is no flag %s.%s", rule, name)
	return ""
}

// TestMirrors holds that every flag of the config and of the rules is a
// setting, but for those that are no matter of a linter's settings.
func TestMirrors(t *testing.T) {
	set := make(map[string]bool)
	for f := range reflect.TypeFor[plugin.Settings]().Fields() {
		tag := f.Tag.Get("json")
		set[tag] = true
		if f.Type.Kind() == reflect.Struct {
			for g := range f.Type.Fields() {
				set[tag+"."+g.Tag.Get("json")] = true
			}
		}
	}
	config.Analyzer.Flags.VisitAll(func(f *flag.Flag) {
		switch f.Name {
		case "debug", "nolint", config.DriverFlag, config.LedgerFlag, config.UnfixedFlag:
		default:
			if !set[f.Name] {
				t.Errorf("no setting for the flag %s", f.Name)
			}
		}
	})
	for _, a := range passes.All() {
		a.Flags.VisitAll(func(f *flag.Flag) {
			if !set[a.Name+"."+f.Name] {
				t.Errorf("no setting for the flag %s.%s", a.Name, f.Name)
			}
		})
	}
}
