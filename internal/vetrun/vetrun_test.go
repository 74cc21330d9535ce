package vetrun

import (
	"encoding/json"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func TestDigest(t *testing.T) {
	for _, test := range []struct {
		name, stderr string
		want         []Failure
	}{
		{"nothing", "go: downloading example.com/m v1.0.0\n", nil},
		{"a module that go.mod lacks", "go: finding module for package m/b\ngo: found m/b in m/b v1.0.0\n", nil},
		{"a module that there is not", "go: finding module for package m/b\na.go:3:8: cannot find module providing package m/b\n", []Failure{
			{Message: "a.go:3:8: cannot find module providing package m/b"},
		}},
		{"the go command's own", "go: updates to go.mod needed\n", []Failure{
			{Message: "updates to go.mod needed"},
		}},
		{"compiler, then tool", "# m/a\na/a.go:1:2: bad\na/a.go:2:3: worse\n# m/b\n# [m/b]\nvet: b/b.go:1:1: odd\n", []Failure{
			{Package: "m/a", Message: "a/a.go:1:2: bad\na/a.go:2:3: worse"},
			{Package: "m/b", Message: "b/b.go:1:1: odd"},
		}},
		{"test variant", "# m/a [m/a.test]\ngorolint: broken\n", []Failure{{Package: "m/a", Message: "broken"}}},
		{"silent", "m/a: /x/gorolint: exit status 1\nm/b [m/b.test]: /x/gorolint: exit status 1\n", []Failure{
			{Package: "m/a", Message: "could not be analysed where it is imported, and go vet does not say why; gorolint m/a does"},
		}},
		{"silent, cause known", "# m/a\nbad\nm/b: /x/gorolint: exit status 1\n", []Failure{{Package: "m/a", Message: "bad"}}},
		{"consequence", "# m/b\ngorolint: b.go:3:8: could not import m/a (no package vetx file for \"m/a\")\n", []Failure{
			{Package: "m/b", Message: "not analysed, because m/a, which it imports, could not be", consequence: true},
		}},
		{"crash", "# m/a\nruntime: so\nfatal error: stack overflow\n\ngoroutine 1 [running]:\nf()\n", []Failure{
			{Package: "m/a", Message: "fatal error: stack overflow" + pleaseReport,
				Detail: "runtime: so\nfatal error: stack overflow\n\ngoroutine 1 [running]:\nf()"},
		}},
	} {
		if got := digest(test.stderr); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestMerge(t *testing.T) {
	const stream = `{}
{"m/a": {"r": [{"posn": "/m/a/a.go:3:1", "end": "/m/a/a.go:3:3", "message": "plain"}]}}
{"m/a [m/a.test]": {"r": [
	{"posn": "/m/a/a.go:3:1", "end": "/m/a/a.go:3:3", "message": "as the test sees it"},
	{"posn": "/m/a/a_test.go:9:1", "end": "/m/a/a_test.go:9:1", "message": "test", "category": "pool",
	 "related": [{"posn": "/m/a/a.go:1:1", "end": "/m/a/a.go:1:1", "message": "there"}]}],
	"s": {"error": "lost"}}}
{"m/a_test": {"r": [{"posn": "/m/a/x_test.go:2:1", "end": "", "message": "outside"}]}}
{"m/a [m/b.test]": {"r": [{"posn": "/m/a/a.go:5:1", "end": "", "message": "intermediate"}]}}
{"m/other": {"r": [{"posn": "/m/other/o.go:5:1", "end": "", "message": "not asked for"}]}}
`
	done := 0
	units, err := readStream(strings.NewReader(stream), func(n int) { done = n })
	if err != nil {
		t.Fatal(err)
	}
	if done != 6 {
		t.Errorf("progress said %d, want 6", done)
	}
	asked := func(path string) bool { return path == "m/a" }
	var want []string
	for _, d := range merge(units, asked) {
		want = append(want, d.Message)
	}
	slices.Reverse(units)
	var got []string
	for _, d := range merge(units, asked) {
		got = append(got, d.Message)
	}
	if !slices.Equal(got, want) || !slices.Equal(got, []string{"plain", "test", "outside"}) {
		t.Errorf("merged %q, and in the other order %q", want, got)
	}
	v := &vetting{units: units}
	list := &listing{paths: map[string]bool{"m/a": true}}
	if f := v.failures(list); len(f) != 1 || f[0].Package != "m/a" || !strings.Contains(f[0].Message, "s: lost") {
		t.Errorf("failures %+v", f)
	}
	if _, err := readStream(strings.NewReader(`{"m/a": {"r": [`), nil); err == nil {
		t.Error("a stream that is cut short is no error")
	}
}

func TestIDs(t *testing.T) {
	exists := func(path string) bool { return path == "m/a" || path == "m/b" || path == "m/b_test" }
	for _, test := range []struct {
		id, path     string
		intermediate bool
	}{
		{"m/a", "m/a", false},
		{"m/a [m/a.test]", "m/a", false},
		{"m/a_test [m/a.test]", "m/a", false},
		{"m/a_test", "m/a", false},
		{"m/a [m/b.test]", "m/a", true},
		{"m/b_test", "m/b_test", false}, // a package of that name
	} {
		if got := isIntermediate(test.id); got != test.intermediate {
			t.Errorf("isIntermediate(%q) = %v", test.id, got)
		}
		if got := importPath(test.id, exists); got != test.path {
			t.Errorf("importPath(%q) = %q, want %q", test.id, got, test.path)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]Position{
		"/a/b.go:3:4":   {"/a/b.go", 3, 4},
		"/a/b.go:3":     {"/a/b.go", 3, 0},
		`C:\a.go:3:4`:   {`C:\a.go`, 3, 4},
		"-":             {"-", 0, 0},
		"/a/b:c.go:3:4": {"/a/b:c.go", 3, 4},
	} {
		if got := parsePosition(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestDriverOf(t *testing.T) {
	for line, want := range map[string]string{
		"-gorolint.driver=main -json x.cfg":       "main",
		"--gorolint.driver=all --json=true x.cfg": "all",
		"-gorolint.driver=main x.cfg":             "",
		"-json x.cfg":                             "",
		"-gorolint.driver=main -json -fix x.cfg":  "",
	} {
		if got := driverOf(strings.Fields(line)); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestDriver(t *testing.T) {
	for v, want := range map[string]string{
		"go1.26.8":             driverMain,
		"go1.26.8 X:some":      driverMain,
		"go1.26.11":            "",
		"go1.27rc1":            "",
		"go1.27.4":             "",
		"devel go1.28-abcdef0": driverMain,
	} {
		if got := (&environment{GOVERSION: v}).driver(driverMain); got != want {
			t.Errorf("%s: %q, want %q", v, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		cmd, tool string
		ok        bool
	}{
		{"go1.26.8", "go1.26.1", true},
		{"go1.25.3", "go1.26.1", true},
		{"go1.27.1", "go1.26.8", false},
		{"devel go1.28-abcdef", "go1.26.8", true}, // who knows
	} {
		env := &environment{GOVERSION: test.cmd}
		if err := env.check(test.tool); (err == nil) != test.ok {
			t.Errorf("go command %s, tool %s: %v", test.cmd, test.tool, err)
		}
	}
}

type fact struct{}

func (*fact) AFact() {}

func TestFactsOnly(t *testing.T) {
	facts := &analysis.Analyzer{Name: "facts", FactTypes: []analysis.Fact{new(fact)}}
	model := &analysis.Analyzer{Name: "model", Requires: []*analysis.Analyzer{facts}}
	rule := &analysis.Analyzer{Name: "rule", Requires: []*analysis.Analyzer{model, facts}}
	strict := rule.Flags.Bool("strict", false, "")
	plain := &analysis.Analyzer{Name: "plain"}

	stubs := factsOnly([]*analysis.Analyzer{rule, plain})
	if got := stubs[0].Requires; !slices.Equal(got, []*analysis.Analyzer{facts}) {
		t.Errorf("the stub requires %v", got)
	}
	if got := stubs[1].Requires; len(got) != 0 {
		t.Errorf("the stub without facts requires %v", got)
	}
	if err := stubs[0].Flags.Set("strict", "true"); err != nil || !*strict {
		t.Errorf("setting a flag of the stub: %v, %v", err, *strict)
	}
}

// writeUnit writes a unit's file, besides those that are there, and configuration.
func writeUnit(t *testing.T, dir, path, source string, cfg unitchecker.Config) (file string) {
	t.Helper()
	base := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
	if err := os.WriteFile(base+".go", []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	cfg.ID, cfg.ImportPath, cfg.Dir, cfg.GoVersion = path, path, dir, "go1.26"
	cfg.GoFiles, cfg.VetxOutput = append([]string{base + ".go"}, cfg.GoFiles...), base+".vetx"
	data, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(base+".cfg", data, 0o666); err != nil {
		t.Fatal(err)
	}
	return base + ".cfg"
}

// A package of the standard library leaves types for its importers, and
// nothing runs; that unitchecker reads them is tested with the command.
func TestStdUnit(t *testing.T) {
	goroot := t.TempDir()
	t.Setenv("GOROOT", goroot)
	dir := filepath.Join(goroot, "src", "p")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	low := writeUnit(t, dir, "low", "package low\n\ntype T struct{ F int }\n\nfunc New() *T { return undefined }\n", unitchecker.Config{VetxOnly: true})
	high := writeUnit(t, dir, "high", "package high\n\nimport \"low\"\n\nvar X = low.New().F\n", unitchecker.Config{
		VetxOnly:    true,
		ImportMap:   map[string]string{"low": "low"},
		PackageVetx: map[string]string{"low": filepath.Join(dir, "low.vetx")},
	})
	for _, cfg := range []string{low, high} {
		unit, err := Prepare([]string{cfg}, nil)
		if err != nil || !unit.Done {
			t.Errorf("%s: %+v, %v", cfg, unit, err)
		}
	}
	unit, err := Prepare([]string{"-gorolint.driver=all", "-json", low}, nil)
	if err != nil || unit.Done {
		t.Errorf("a package that may be asked for: %+v, %v", unit, err)
	}
}

// seen is a fact of whatever can be named.
type seen struct{ Name string }

func (*seen) AFact() {}

// A dependency leaves facts for those that import it, and those that they come to by its types. What
// unitchecker makes of them is tested with the command.
func TestDependency(t *testing.T) {
	dir := t.TempDir()
	got := make(map[string][]string) // by package: what it knows of others
	maker := &analysis.Analyzer{Name: "maker", FactTypes: []analysis.Fact{new(seen)}, Run: func(pass *analysis.Pass) (any, error) {
		for _, of := range pass.AllObjectFacts() {
			got[pass.Pkg.Path()] = append(got[pass.Pkg.Path()], of.Object.Pkg().Path()+"."+of.Fact.(*seen).Name)
		}
		for _, of := range pass.AllPackageFacts() {
			got[pass.Pkg.Path()] = append(got[pass.Pkg.Path()], of.Package.Path())
		}
		slices.Sort(got[pass.Pkg.Path()])
		for _, obj := range pass.TypesInfo.Defs {
			switch obj := obj.(type) {
			case *types.Func:
				pass.ExportObjectFact(obj, &seen{obj.Name()})
			case *types.Var:
				if obj.IsField() {
					pass.ExportObjectFact(obj, &seen{obj.Name()})
				}
			}
		}
		pass.ExportPackageFact(new(seen))
		return nil, nil
	}}
	rules := []*analysis.Analyzer{{Name: "rule", Requires: []*analysis.Analyzer{maker}, Run: func(*analysis.Pass) (any, error) {
		t.Error("a rule runs on a dependency")
		return nil, nil
	}}}
	const low = "package low\n\ntype T struct{ F int }\n\nfunc (*T) M() {}\nfunc (*T) m() {}\nfunc New() *T { return nil }\n"
	unit := func(path, source string, imports ...string) string {
		cfg := unitchecker.Config{VetxOnly: true, ImportMap: make(map[string]string), PackageVetx: make(map[string]string)}
		for _, imp := range imports {
			cfg.ImportMap[imp], cfg.PackageVetx[imp] = imp, filepath.Join(dir, imp+".vetx")
		}
		return writeUnit(t, dir, path, source, cfg)
	}
	for _, cfg := range []string{
		unit("low", low),
		unit("mid", "package mid\n\nimport \"low\"\n\ntype U struct{ *low.T }\n", "low"),
		unit("side", "package side\n\nimport \"low\"\n\nfunc F() { low.New() }\n", "low"),
		unit("high", "package high\n\nimport (\"mid\"; \"side\")\n\nvar U mid.U\n\nfunc F() { side.F() }\n", "mid", "side"),
	} {
		u, err := Prepare([]string{"-rule", "-json", "-fix", cfg}, rules)
		if err != nil {
			t.Fatal(err)
		}
		if err := u.Run(); err != nil {
			t.Fatalf("%s: %v", cfg, err)
		}
	}
	want := map[string][]string{
		"mid":  {"low", "low.F", "low.M", "low.New", "low.m"},
		"side": {"low", "low.F", "low.M", "low.New", "low.m"},
		"high": {"low.F", "low.M", "low.m", "mid", "mid.T", "side", "side.F"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("known of imports: %v, want %v", got, want)
	}
	for what, cfg := range map[string]string{
		"syntax":  unit("broken", "package broken\n\nfunc F( {}\n"),
		"types":   unit("wrong", "package wrong\n\nvar X int = true\n"),
		"imports": unit("lacking", "package lacking\n\nimport _ \"nothing\"\n"),
	} {
		u, err := Prepare([]string{cfg}, rules)
		if err != nil {
			t.Fatal(err)
		}
		if u.Run() == nil {
			t.Errorf("%s: no error", what)
		}
		if _, err := os.Stat(strings.TrimSuffix(cfg, ".cfg") + ".vetx"); err == nil {
			t.Errorf("%s: facts are left", what)
		}
	}
	u, err := Prepare([]string{"-unknown", unit("low", low)}, rules)
	if err != nil {
		t.Fatal(err)
	}
	if u.Run() == nil {
		t.Error("a flag that is not there: no error")
	}
}

func TestTargetUnit(t *testing.T) {
	for _, test := range []struct {
		name   string
		args   []string
		cfg    unitchecker.Config
		target bool
	}{
		{"main module", []string{"-gorolint.driver=main", "-json"}, unitchecker.Config{ModulePath: "m"}, true},
		{"main module, as Go 1.27 says it", []string{"-gorolint.driver=main", "-json"},
			unitchecker.Config{ModulePath: "m", Module: &analysis.Module{Path: "m", Main: true}}, true},
		{"other module", []string{"-gorolint.driver=main", "-json"}, unitchecker.Config{ModulePath: "m", ModuleVersion: "v1.0.0"}, false},
		{"other module asked for", []string{"-gorolint.driver=all", "-json"}, unitchecker.Config{ModulePath: "m", ModuleVersion: "v1.0.0"}, true},
		{"plain go vet", []string{"-json"}, unitchecker.Config{ModulePath: "m"}, false},
		{"fixes", []string{"-gorolint.driver=main", "-json", "-fix"}, unitchecker.Config{ModulePath: "m"}, false},
	} {
		test.cfg.VetxOnly = true
		file := writeUnit(t, t.TempDir(), "m/p", "package p\n", test.cfg)
		unit, err := Prepare(append(test.args, file), nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(cfgFile(unit.Args))
		if err != nil {
			t.Fatal(err)
		}
		var got unitchecker.Config
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if got.VetxOnly == test.target || got.ModulePath != "m" || got.VetxOutput == "" {
			t.Errorf("%s: unit is %+v", test.name, got)
		}
	}
}

// A dependency that has tests in its folder is left to be one, and says so.
func TestLeftUnit(t *testing.T) {
	for name, test := range map[string]struct {
		driver, file, text string
		left               bool
	}{
		"tests":                   {driverMain, "p_test.go", "package p\n", true},
		"tests, the second time":  {driverWhole, "p_test.go", "package p\n", false},
		"tests of its own":        {driverMain, "p_test.go", "package p_test\n", false},
		"tests for other systems": {driverMain, "p_test.go", "//go:build never\n\npackage p\n", false},
		"no tests":                {driverMain, "more.go", "package p\n", false},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		stdout := filepath.Join(dir, "stdout")
		file := writeUnit(t, dir, "m/p", "package p\n", unitchecker.Config{ModulePath: "m", VetxOnly: true, Stdout: stdout})
		unit, err := Prepare([]string{"-gorolint.driver=" + test.driver, "-json", file}, nil)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(cfgFile(unit.Args))
		if err != nil {
			t.Fatal(err)
		}
		var got unitchecker.Config
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if got.VetxOnly != test.left {
			t.Errorf("%s: unit is %+v", name, got)
		}
		said, err := os.ReadFile(stdout)
		if test.left != (err == nil) {
			t.Errorf("%s: said %q, %v", name, said, err)
		}
		if !test.left {
			continue
		}
		units, err := readStream(strings.NewReader(string(said)), nil)
		if err != nil {
			t.Fatal(err)
		}
		run := vetting{units: units}
		if missing := run.takeNotes(); !slices.Equal(missing, []string{"m/p"}) || len(run.units[0].diagnostics) > 0 {
			t.Errorf("%s: %v are missing, and %+v is left", name, missing, run.units)
		}
		const tested = `{"m/p": {"gorolinttested": [{"posn": "p.go:1:1", "message": ""}], "r": [{"posn": "p.go:2:1", "message": ""}]}}`
		units, err = readStream(strings.NewReader(string(said)+tested), nil)
		if err != nil {
			t.Fatal(err)
		}
		run = vetting{units: units}
		if missing := run.takeNotes(); len(missing) > 0 || len(run.units[1].diagnostics) != 1 {
			t.Errorf("%s: %v are missing though vetted with tests, and %+v is left", name, missing, run.units)
		}
	}
}
