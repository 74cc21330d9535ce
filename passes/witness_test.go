package passes_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/gorolint/gorolint/internal/testmod"
)

// A witnessCase is a case of a witness program, with what was measured: see
// testdata/oracle.
type witnessCase struct {
	Func, Oracle, Why string
	Seen              []string
	Peaks             []int
}

// rule is the rule whose test data it is.
func (c *witnessCase) rule() string {
	rule, _, _ := strings.Cut(c.Func, ".")
	return rule
}

func (c *witnessCase) mistake() bool { return strings.HasSuffix(c.Func, "Mistake") }

// bad reports whether the runtime saw what the oracle looks for.
func (c *witnessCase) bad() bool {
	if c.Oracle == "growth" {
		small, large := c.Peaks[0], c.Peaks[1]
		return large > 100 && large > 4*small
	}
	return len(c.Seen) > 0
}

// witnessGo is set in the environment to another release of Go, such as go1.27.4,
// whose runtime is to be asked.
const witnessGo = "GOROLINT_WITNESS_GO"

// TestWitness asks the runtime: what the rules call a mistake leaks or grows
// when it is run, and each cure beside it does not.
func TestWitness(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program for each mistake and cure")
	}
	root := t.TempDir()
	testmod.Workspace(t, "../testdata", root, "witness", "oracle")
	var rules []string
	for rule, dirs := range packages {
		if len(dirs) > 0 {
			rules = append(rules, rule)
		}
	}
	runWitness(t, root, leakEnv([]string{"GOFLAGS=", "GOWORK="}), rules)
}

// TestFrameworksWitness does so for the mistakes and cures that use libraries.
// It does without the leak profile: for the experiment of Go 1.26 all libraries
// would be compiled again.
func TestFrameworksWitness(t *testing.T) {
	dir, env := needFrameworks(t)
	runWitness(t, dir, env, frameworksRules)
}

// runWitness builds the program in the folder witness of root, and runs its
// cases: they are the mistakes and cures in the other folders that are named.
func runWitness(t *testing.T, root string, env, rules []string) {
	command, cases := buildWitness(t, root, env)
	checkComplete(t, root, rules, cases)

	var wg sync.WaitGroup
	slots := make(chan struct{}, 4) // most of the time they wait
	for _, c := range cases {
		if c.Oracle == "none" {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			cmd := command("run", c.Func)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Run(); err != nil {
				t.Errorf("%s: %v\n%s", c.Func, err, &stderr)
				return
			}
			if err := json.Unmarshal(stdout.Bytes(), c); err != nil {
				t.Errorf("%s: %v in %s", c.Func, err, &stdout)
				return
			}
			if c.bad() != c.mistake() {
				t.Errorf("%s: the oracle %s saw %v, peaks %v", c.Func, c.Oracle, c.Seen, c.Peaks)
			}
		})
	}
	wg.Wait()
	t.Log("\n" + witnessTable(cases))
}

// buildWitness builds the program in the folder witness of root, and returns how to run it, and its cases.
func buildWitness(t *testing.T, root string, env []string) (run func(args ...string) *exec.Cmd, cases []*witnessCase) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "witness.exe")
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = filepath.Join(root, "witness")
		cmd.Env = append(append(os.Environ(), "PWD="+cmd.Dir), env...)
		if release := os.Getenv(witnessGo); release != "" {
			cmd.Env = append(cmd.Env, "GOTOOLCHAIN="+release)
		}
		return cmd
	}
	if out, err := command("go", "version").CombinedOutput(); err != nil {
		t.Skipf("no Go as %s asks for: %v\n%s", witnessGo, err, out)
	} else {
		t.Logf("%s", out)
	}
	if out, err := command("go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the witness: %v\n%s", err, out)
	}
	run = func(args ...string) *exec.Cmd { return command(program, args...) }
	out, err := run("list").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &cases); err != nil {
		t.Fatal(err)
	}
	return run, cases
}

// leakEnv is what a build of the witness needs for the leak profile: later releases than
// Go 1.26 have it always.
func leakEnv(env []string) []string {
	if os.Getenv(witnessGo) == "" && strings.HasPrefix(runtime.Version(), "go1.26") {
		return append(env, "GOEXPERIMENT=goroutineleakprofile")
	}
	return env
}

// checkComplete holds that every function, func variable or handler type of the
// test data that is named as a mistake or cure is a case, once, with an oracle or a reason for none.
func checkComplete(t *testing.T, root string, rules []string, cases []*witnessCase) {
	t.Helper()
	have := make(map[string]bool)
	for _, c := range cases {
		if have[c.Func] {
			t.Errorf("%s is there twice", c.Func)
		}
		have[c.Func] = true
		if (c.Oracle == "none") != (c.Why != "") {
			t.Errorf("%s: oracle %q with reason %q", c.Func, c.Oracle, c.Why)
		}
	}
	named := make(map[string]bool)
	for _, rule := range rules {
		files, err := filepath.Glob(filepath.Join(root, rule, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			note := func(prefix string, id *ast.Ident) {
				if strings.HasSuffix(id.Name, "Mistake") || strings.HasSuffix(id.Name, "Cure") {
					named[rule+"."+prefix+id.Name] = true
				}
			}
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					note(receiver(d), d.Name)
				case *ast.GenDecl:
					for _, spec := range d.Specs {
						switch spec := spec.(type) {
						case *ast.ValueSpec:
							note("", spec.Names[0])
						case *ast.TypeSpec:
							note("", spec.Name)
						}
					}
				}
			}
		}
	}
	for name := range named {
		if !have[name] {
			t.Errorf("the witness has no case for %s", name)
		}
	}
	for name := range have {
		if !named[name] {
			t.Errorf("the witness has a case for %s, which is not in the test data", name)
		}
	}
}

// receiver is the type of a method's receiver and a dot, or "".
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	typ := fn.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name + "."
		default:
			return "?."
		}
	}
}

// witnessTable counts by rule and oracle.
func witnessTable(cases []*witnessCase) string {
	type key struct{ rule, oracle string }
	type counts struct{ mistakes, confirmed, cures, clean int }
	table := make(map[key]*counts)
	for _, c := range cases {
		k := key{c.rule(), c.Oracle}
		if table[k] == nil {
			table[k] = new(counts)
		}
		n := table[k]
		switch bad := c.Oracle != "none" && c.bad(); {
		case c.mistake() && bad:
			n.mistakes++
			n.confirmed++
		case c.mistake():
			n.mistakes++
		case bad || c.Oracle == "none":
			n.cures++
		default:
			n.cures++
			n.clean++
		}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "rule\toracle\tmistakes\tconfirmed\tcures\tclean")
	keys := slices.SortedFunc(maps.Keys(table), func(a, b key) int {
		return strings.Compare(a.rule+a.oracle, b.rule+b.oracle)
	})
	for _, k := range keys {
		n := table[k]
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\n", k.rule, k.oracle, n.mistakes, n.confirmed, n.cures, n.clean)
	}
	w.Flush()
	return b.String()
}
