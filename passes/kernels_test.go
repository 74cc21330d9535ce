package passes_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
)

// kernelFloors says how many kernels of each group have to be found.
var kernelFloors = map[string]int{
	"patterns": 6,
	"goker":    54,
	"micro":    13,
}

// kernelRules are the rules whose reports count, as their subject is a goroutine that stays blocked.
var kernelRules = []string{"goroutineleak", "lockleak", "unclosedchan", "missingwait"}

// unscored does not leak as it was adapted: what its goroutine would hang on after a close,
// it does under the lock that the close needs.
const unscored = "moby27782"

// A kernel is a program of the runtime's own tests that leaks goroutines.
type kernel struct {
	group, name, class string

	entry    string      // what its program calls it
	file     string      // the one file that it is in, relative to the module
	funcs    []ast.Node  // its functions, or all of its file
	expected []string    // the leaks that the runtime's test expects: a regexp of the function, and one of the reason
	waits    []string    // the wait reasons that were seen
	places   map[int]int // the lines where a report is about its leak, and why
}

// Why a line is a place, the best reason last.
const (
	made    = iota + 1 // makes a primitive such as the goroutines wait at
	inside             // in a function that the runtime's test expects to block somewhere, which was not seen
	calls              // calls what blocks
	launch             // launches what blocks
	blocked            // blocks
)

var reasons = []string{made: "made", inside: "inside", calls: "call", launch: "launch", blocked: "blocked"}

func (k *kernel) place(line, why int) { k.places[line] = max(k.places[line], why) }

// TestKernels counts how many of the leaks in Go's tests of its own leak
// profile the rules find. The programs are read from GOROOT: they are not ours to copy.
//
// A kernel is found if a report stands where a goroutine blocks that leaks (or calls what
// blocks, which the table tells apart), where it is launched, or where what it waits at is
// made. The leak profile is the judge of the first two; only the last is taken from the syntax.
func TestKernels(t *testing.T) {
	if testing.Short() {
		t.Skip("runs each of Go's leak kernels some times")
	}
	dir, goroot := kernelModule(t)
	fset := token.NewFileSet()
	kernels := readKernels(t, fset, dir)
	readExpected(t, fset, filepath.Join(goroot, "goroutineleakprofile_test.go"), kernels)
	profileKernels(t, dir, kernels)
	for _, k := range kernels {
		k.findMade(fset)
		if missing := k.unseen(); len(missing) > 0 {
			t.Logf("%s: expected, but not in the profile: %s", k.name, strings.Join(missing, ", "))
			k.findExpected(fset, missing)
		}
	}
	kernels = slices.DeleteFunc(kernels, func(k *kernel) bool {
		leaks := len(k.waits) > 0 || len(k.expected) > 0
		return k.name == unscored || !leaks && k.group != "goker"
	})
	t.Log("\n" + kernelTable(t, kernels, lintKernels(t, dir)))
}

// readKernels returns the programs that the files register.
func readKernels(t *testing.T, fset *token.FileSet, dir string) []*kernel {
	t.Helper()
	classes := make(map[string]string)
	readme, err := os.ReadFile(filepath.Join(dir, "goker", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^\|\[(\w+)#(\d+)\].*\|([^|]+)\|([^|]+)\|$`).FindAllStringSubmatch(string(readme), -1) {
		class := strings.ToLower(strings.TrimSpace(m[3]) + ": " + strings.TrimSpace(m[4]))
		// It calls a deadlock of two locks a leak, in one place.
		classes[m[1]+m[2]] = strings.TrimSuffix(strings.TrimSuffix(class, " leak"), " deadlock")
	}

	var kernels []*kernel
	groups := map[string]string{"commonpatterns.go": "patterns", "simple.go": "micro", "stresstests.go": "micro"}
	for _, pattern := range []string{"*.go", "goker/*.go"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(syntax, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || types.ExprString(call.Fun) != "register" {
					return true
				}
				entry := types.ExprString(call.Args[1])
				k := &kernel{name: entry, entry: entry, group: groups[filepath.Base(file)], places: make(map[int]int)}
				k.file = path.Join(path.Dir(pattern), filepath.Base(file))
				k.funcs = reached(syntax, entry)
				if k.group == "" {
					k.group, k.name = "goker", strings.TrimSuffix(filepath.Base(file), ".go")
					k.class = classes[k.name]
					k.funcs = []ast.Node{syntax}
				}
				kernels = append(kernels, k)
				return true
			})
		}
	}
	return kernels
}

// reached returns the functions that the given one mentions, and those that they mention.
// In the files with several kernels these are the kernel's. Names will do: a
// method that is called like another one would only add places.
func reached(file *ast.File, entry string) []ast.Node {
	var reach []ast.Node
	var visit func(name string, method bool)
	visit = func(name string, method bool) {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != name || (fn.Recv != nil) != method || slices.Contains(reach, ast.Node(fn)) {
				continue
			}
			reach = append(reach, fn)
			selected := make(map[*ast.Ident]bool)
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					selected[n.Sel] = true // its own visit comes next
				case *ast.Ident:
					visit(n.Name, selected[n])
				}
				return true
			})
		}
	}
	visit(entry, false)
	return reach
}

// readExpected reads what the runtime's test expects of each kernel: the
// arguments of makeTest(name, leaks...). Without the file nothing is expected.
func readExpected(t *testing.T, fset *token.FileSet, file string, kernels []*kernel) {
	t.Helper()
	syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Logf("what the runtime's test expects is not known: %v", err)
		return
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !strings.HasPrefix(types.ExprString(call.Fun), "make") || !strings.HasSuffix(types.ExprString(call.Fun), "Test") {
			return true
		}
		var texts []string
		for _, arg := range call.Args {
			if lit, ok := arg.(*ast.BasicLit); ok {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					texts = append(texts, text)
				}
			}
		}
		for _, k := range kernels {
			if len(texts) > 0 && k.entry == texts[0] {
				k.expected = texts[1:]
			}
		}
		return true
	})
}

// profileKernels runs the kernels, and learns from the leak profile of each where it blocks and launches.
func profileKernels(t *testing.T, dir string, kernels []*kernel) {
	t.Helper()
	program := buildKernels(t, dir)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for _, k := range kernels {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			for run := 0; run < k.runs(); run++ {
				k.readProfile(runKernel(program, k, run))
			}
		})
	}
	wg.Wait()
}

// buildKernels builds the programs of a module of kernels, by the folder of each.
func buildKernels(t *testing.T, dir string) map[string]string {
	t.Helper()
	bin := t.TempDir()
	program := map[string]string{"goker": filepath.Join(bin, "goker.exe"), "": filepath.Join(bin, "top.exe")}
	for group, exe := range program {
		build := exec.Command("go", "build", "-o", exe, "./"+group)
		build.Dir, build.Env = dir, kernelEnv(dir)
		if strings.HasPrefix(runtime.Version(), "go1.26") {
			build.Env = append(build.Env, "GOEXPERIMENT=goroutineleakprofile") // later releases have it always
		}
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building the kernels: %v\n%s", err, out)
		}
	}
	return program
}

// runKernel returns the leak profile of one run. One of the kernels has a race that ends it, very seldom.
func runKernel(program map[string]string, k *kernel, run int) string {
	exe := program[""]
	if k.group == "goker" {
		exe = program["goker"]
	}
	cmd := exec.Command(exe, k.entry)
	cmd.Env = append(os.Environ(), "GODEBUG=asyncpreemptoff=1", "GOMAXPROCS="+[]string{"1", "4", "64"}[run%3])
	out, _ := cmd.CombinedOutput()
	return string(out)
}

// runs says how often the kernel is to run. Which of its goroutines leak is a
// matter of luck in many of them: so it does some times, more often while
// something expected has not been seen, and most often while nothing has.
func (k *kernel) runs() int {
	switch {
	case len(k.expected) > 0 && len(k.waits) == 0 && k.name != unscored:
		return 48
	case len(k.unseen()) > 0:
		return 9
	default:
		return 3
	}
}

var (
	leakStack = regexp.MustCompile(`(?ms)^goroutine \d+ \[([^\]]*) \(leaked\)[^\]]*\]:\n(.*?)(?:\n\n|\z)`)
	leakFrame = regexp.MustCompile(`(?m)^(created by )?(\S+?)(?:\([^()\n]*\))?(?: in goroutine \d+)?\n\t(\S+):(\d+)`)
)

// readProfile notes the places of the goroutines of a profile in the form of a panic.
func (k *kernel) readProfile(profile string) {
	for _, stack := range leakStack.FindAllStringSubmatch(profile, -1) {
		why, function := blocked, ""
		for _, frame := range leakFrame.FindAllStringSubmatch(stack[2], -1) {
			created := frame[1] != ""
			if !created {
				function = frame[2] // the goroutine's own is the last
			}
			if filepath.Base(frame[3]) != path.Base(k.file) {
				continue // of the standard library
			}
			line, _ := strconv.Atoi(frame[4])
			if created {
				why = launch
			}
			k.place(line, why)
			why = calls
		}
		if wait := function + "() [" + stack[1] + "]"; !slices.Contains(k.waits, wait) {
			k.waits = append(k.waits, wait)
		}
	}
}

// unseen returns the expected leaks that no run has shown.
func (k *kernel) unseen() []string {
	var unseen []string
	for _, leak := range k.expected {
		if rx := regexp.MustCompile(leak); !slices.ContainsFunc(k.waits, rx.MatchString) {
			unseen = append(unseen, leak)
		}
	}
	return unseen
}

// findExpected notes the launches and lines of functions that are expected to block.
func (k *kernel) findExpected(fset *token.FileSet, leaks []string) {
	note := func(n ast.Node, name string) {
		for _, leak := range leaks {
			function, _, _ := strings.Cut(leak, ` \[`)
			if !regexp.MustCompile(function).MatchString(name + "()") {
				continue
			}
			for line := fset.Position(n.Pos()).Line; line <= fset.Position(n.End()).Line; line++ {
				k.place(line, inside)
			}
			for _, fn := range k.funcs {
				ast.Inspect(fn, func(m ast.Node) bool {
					stmt, ok := m.(*ast.GoStmt)
					if ok {
						fun, base := types.ExprString(stmt.Call.Fun), name[strings.LastIndex(name, ".")+1:]
						if stmt.Call.Fun == n || fun == base || strings.HasSuffix(fun, "."+base) {
							k.place(fset.Position(stmt.Pos()).Line, launch)
						}
					}
					return true
				})
			}
		}
	}
	// Literals are numbered in what they stand in, F.func2.1 being the first in
	// the second one of F.
	var visit func(body *ast.BlockStmt, prefix string)
	visit = func(body *ast.BlockStmt, prefix string) {
		number := 0
		ast.Inspect(body, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if ok {
				number++
				name := prefix + strconv.Itoa(number)
				note(lit, name)
				visit(lit.Body, name+".")
			}
			return !ok
		})
	}
	for _, root := range k.funcs {
		ast.Inspect(root, func(n ast.Node) bool {
			fn, ok := n.(*ast.FuncDecl)
			if !ok {
				return true
			}
			name := fn.Name.Name
			if fn.Recv != nil {
				name = strings.NewReplacer("(*", "*", "*", "(*").Replace(types.ExprString(fn.Recv.List[0].Type)) + ")." + name
			}
			note(fn, name)
			visit(fn.Body, name+".func")
			return false
		})
	}
}

// makers tells by the syntax what makes the primitives, and in which wait
// reasons these can be recognised.
var makers = []struct{ syntax, waits *regexp.Regexp }{
	{regexp.MustCompile(`^make\(chan |^context\.With`), regexp.MustCompile(`\[(chan|select)`)},
	{regexp.MustCompile(`^sync\.(RW)?Mutex$`), regexp.MustCompile(`Mutex`)},
	{regexp.MustCompile(`^sync\.WaitGroup$`), regexp.MustCompile(`WaitGroup`)},
	{regexp.MustCompile(`^sync\.(Cond$|NewCond\()`), regexp.MustCompile(`Cond`)},
}

// findMade notes where the kernel makes what its goroutines wait at.
func (k *kernel) findMade(fset *token.FileSet) {
	waits := append(slices.Clone(k.waits), strings.ReplaceAll(strings.Join(k.unseen(), "\n"), `\`, ""))
	for _, fn := range k.funcs {
		ast.Inspect(fn, func(n ast.Node) bool {
			expr, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			for _, m := range makers {
				if m.syntax.MatchString(types.ExprString(expr)) && slices.ContainsFunc(waits, m.waits.MatchString) {
					k.place(fset.Position(expr.Pos()).Line, made)
				}
			}
			return true
		})
	}
}

// buildTool builds the command.
func buildTool(t *testing.T) string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "gorolint")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", tool, "../cmd/gorolint")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the command: %v\n%s", err, out)
	}
	return tool
}

// A kernelFinding is what is read of a finding in the JSON form.
type kernelFinding struct {
	Rule     string
	Position struct {
		File string
		Line int
	}
}

// lintKernels returns what gorolint reports, by file.
func lintKernels(t *testing.T, dir string) map[string][]kernelFinding {
	t.Helper()
	cmd := exec.Command(buildTool(t), "-format=json", "./...")
	cmd.Dir, cmd.Env = dir, kernelEnv(dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
		t.Fatalf("gorolint: %v\n%s", err, &stderr)
	}
	var report struct {
		Findings []kernelFinding
		Errors   []any
	}
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Errors) > 0 {
		t.Errorf("errors: %v", report.Errors)
	}
	findings := make(map[string][]kernelFinding)
	for _, f := range report.Findings {
		findings[f.Position.File] = append(findings[f.Position.File], f)
	}
	return findings
}

// kernelTable lists the kernels by class, then counts; it fails the test below a floor.
func kernelTable(t *testing.T, kernels []*kernel, findings map[string][]kernelFinding) string {
	t.Helper()
	slices.SortStableFunc(kernels, func(a, b *kernel) int {
		return cmp.Or(strings.Compare(a.group, b.group), strings.Compare(a.class, b.class), strings.Compare(a.name, b.name))
	})
	type count struct{ found, all int }
	counts := make(map[string]count)
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kernel\tclass\tfound\tby\telsewhere, or by other rules")
	for _, k := range kernels {
		class := k.group
		if k.class != "" {
			class += ", " + k.class
		}
		var by, other []string
		for _, f := range findings[k.file] {
			line := f.Position.Line
			switch why := k.places[line]; {
			case why > 0 && slices.Contains(kernelRules, f.Rule):
				by = append(by, fmt.Sprintf("%s:%d (%s)", f.Rule, line, reasons[why]))
			case why > 0 || k.group == "goker": // of the other groups several are in a file
				other = append(other, fmt.Sprintf("%s:%d", f.Rule, line))
			}
		}
		found := "-"
		group, both := counts[k.group], counts[class]
		if len(by) > 0 {
			found = "yes"
			group.found++
			both.found++
		}
		group.all++
		both.all++
		counts[class], counts[k.group] = both, group
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.name, class, found, strings.Join(by, " "), strings.Join(other, " "))
	}
	fmt.Fprintln(w, "\nclass\t\tfound\tof")
	for _, class := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, "%s\t\t%d\t%d\n", class, counts[class].found, counts[class].all)
	}
	w.Flush()
	for group, floor := range kernelFloors {
		if counts[group].found < floor {
			t.Errorf("%s: %d of %d found, want at least %d", group, counts[group].found, counts[group].all, floor)
		}
	}
	return b.String()
}
