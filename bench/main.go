//go:build unix

// Bench sets gorolint beside go vet, and beside a vet tool that does nothing,
// on a module of some size:
//
//	go run ./bench [-n runs] [-module path@version] [-dir folder] [-golangci file]
//
// It prints CPU seconds (user and system, of all processes together) and the
// peak memory of the largest single process, as medians:
//
//	cold     nothing vetted yet, everything compiled
//	warm     the same again
//	touched  a comment line inserted at the top of one file of the root package
//
// CPU seconds, not the clock: they hold on a machine that does other work too.
// With -golangci, which names a golangci-lint with the plugin in it (go -C
// testdata/golangci build -o file), its standard linters are run too, without
// the plugin and with it.
//
// With -dir the copy of the module and its compiled packages, which take some
// minutes to make, are kept for the next time.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	n := flag.Int("n", 3, "how many runs to take the median of")
	module := flag.String("module", "google.golang.org/grpc@v1.85.0", "the module, as `path@version`")
	dir := flag.String("dir", "", "work in this `folder` and keep it")
	golangci := flag.String("golangci", "", "also run this `file`, a golangci-lint with the plugin in it")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*module, *dir, *golangci, *n); err != nil {
		log.Fatal(err)
	}
}

func run(module, dir, golangci string, n int) error {
	if dir == "" {
		temp, err := os.MkdirTemp("", "gorolint-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	b, err := prepare(module, dir)
	if err != nil {
		return err
	}
	if golangci != "" {
		if err := b.addLinters(golangci, dir); err != nil {
			return err
		}
	}
	for round := range n {
		for i := range b.tools {
			t := b.tools[(round+i)%len(b.tools)] // no tool is always first
			log.Printf("run %d of %d: %s", round+1, n, t.name)
			if err := b.measure(t); err != nil {
				return err
			}
			for state, name := range stateNames {
				c := t.runs[state][round]
				log.Printf("\t%s: %.2f CPU s, %d MB", name, c.cpu.Seconds(), c.rss>>20)
			}
		}
	}
	return b.print(module, n)
}

// The states in which the tools are run.
const (
	cold = iota
	warm
	touched
	states
)

var stateNames = [states]string{"cold", "warm", "touched"}

// A tool is one of those compared.
type tool struct {
	name string
	args []string
	runs [states][]cost
}

// A cost is what one run took. Beware: a process starts with the peak of the
// one that starts it, so that this program has to stay small.
type cost struct {
	cpu time.Duration
	rss int64 // bytes, of the largest process
}

// A bench is ready to measure.
type bench struct {
	src      string // copy of the module
	touch    string // the file of its root package that is touched
	compiled string // build cache in which everything is compiled and nothing vetted
	work     string // copy of it that one tool uses
	tools    []*tool
}

// prepare builds the tools, and copies and compiles the module.
func prepare(module, dir string) (*bench, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	bin := filepath.Join(dir, "bin") + string(filepath.Separator)
	if err := os.MkdirAll(bin, 0o777); err != nil {
		return nil, err
	}
	if _, err := goCommand("", nil, "build", "-o", bin,
		"github.com/gorolint/gorolint/cmd/gorolint", "github.com/gorolint/gorolint/bench/nop"); err != nil {
		return nil, err
	}
	b := &bench{
		src:      filepath.Join(dir, "src"),
		compiled: filepath.Join(dir, "compiled"),
		work:     filepath.Join(dir, "cache"),
		tools: []*tool{
			{name: "go vet", args: []string{"go", "vet", "./..."}},
			{name: "nop", args: []string{"go", "vet", "-vettool=" + bin + "nop", "./..."}},
			{name: "gorolint", args: []string{bin + "gorolint", "./..."}},
		},
	}
	done := filepath.Join(dir, "ready") // names what is already there
	want := module + " " + runtime.Version()
	if have, _ := os.ReadFile(done); string(have) != want {
		if err := b.fetch(module); err != nil {
			return nil, err
		}
		if err := os.WriteFile(done, []byte(want), 0o666); err != nil {
			return nil, err
		}
	}
	files, err := goCommand(b.src, nil, "list", "-f", `{{join .GoFiles "\n"}}`, ".")
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(files, "\n")
	b.touch = filepath.Join(b.src, strings.TrimSpace(first))
	return b, nil
}

// addLinters adds golangci-lint's standard linters, without the plugin and with it.
func (b *bench) addLinters(golangci, dir string) error {
	golangci, err := filepath.Abs(golangci)
	if err != nil {
		return err
	}
	for _, l := range []struct{ name, disable string }{
		{"golangci-lint", "  disable: [gorolint]\n"},
		{"golangci-lint + plugin", ""},
	} {
		config, err := filepath.Abs(filepath.Join(dir, strings.ReplaceAll(l.name, " ", "")+".yml"))
		if err != nil {
			return err
		}
		text := "version: \"2\"\nlinters:\n  default: standard\n" + l.disable + "  settings:\n    custom:\n      gorolint:\n        type: module\n"
		if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
			return err
		}
		b.tools = append(b.tools, &tool{name: l.name, args: []string{golangci, "run", "-c", config, "--issues-exit-code=0", "./..."}})
	}
	return nil
}

// fetch copies the module, and compiles all that go vet needs compiled. What
// it makes is the common ground of all runs: every cold run gets a fresh copy
// of this cache. So nobody has a vet result, everybody has every compiled
// package, and neither go vet nor a tool is treated otherwise than the rest,
// as would be so if each had to be made cold by a trick of its own (another
// build ID for a tool, a flag for another).
func (b *bench) fetch(module string) error {
	log.Printf("fetching %s", module)
	out, err := goCommand(os.TempDir(), nil, "mod", "download", "-json", module)
	if err != nil {
		return err
	}
	var info struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &info); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(b.src), os.RemoveAll(b.compiled)); err != nil {
		return err
	}
	if err := os.CopyFS(b.src, os.DirFS(info.Dir)); err != nil {
		return err
	}
	log.Printf("compiling it, with its tests and all that they import")
	_, err = goCommand(b.src, b.env(b.compiled), "list", "-export", "-test", "-deps", "./...")
	return err
}

// env is the environment of a run: the same for all, with a cache of its own.
func (b *bench) env(cache string) []string {
	return append(os.Environ(), "GOCACHE="+cache, "GOLANGCI_LINT_CACHE="+filepath.Join(cache, "golangci-lint"), "GOFLAGS=", "GOWORK=off")
}

// measure runs a tool in each of the states, in a cache that only it uses.
func (b *bench) measure(t *tool) error {
	if err := os.RemoveAll(b.work); err != nil {
		return err
	}
	if err := os.CopyFS(b.work, os.DirFS(b.compiled)); err != nil {
		return err
	}
	for state := range states {
		if err := comment(b.touch, state == touched); err != nil {
			return err
		}
		c, err := b.once(t)
		if err != nil {
			return fmt.Errorf("%s, %s: %w", t.name, stateNames[state], err)
		}
		t.runs[state] = append(t.runs[state], c)
	}
	return os.RemoveAll(b.work)
}

// once runs a tool once.
func (b *bench) once(t *tool) (cost, error) {
	cmd := exec.Command(t.args[0], t.args[1:]...)
	cmd.Dir = b.src
	cmd.Env = b.env(b.work)
	out, err := cmd.CombinedOutput()
	// 1 is the exit code for findings, and go vet's for all that can go wrong.
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
		return cost{}, fmt.Errorf("%w\n%s", err, out)
	}
	// What the system counts for a process that ended includes those that it
	// started and waited for: the times as a sum, the memory as the largest.
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	rss := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // kilobytes everywhere else
		rss *= 1024
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), rss}, nil
}

func (b *bench) print(module string, n int) error {
	fmt.Printf("%s, %s, %s/%s; medians of %d runs\n\n", module, runtime.Version(), runtime.GOOS, runtime.GOARCH, n)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "\t")
	for _, name := range stateNames {
		fmt.Fprintf(w, "%s: CPU s\t× go vet\tpeak MB\t", name)
	}
	fmt.Fprintln(w)
	for _, t := range b.tools {
		fmt.Fprintf(w, "%s\t", t.name)
		for state := range states {
			base, own := median(b.tools[0].runs[state]), median(t.runs[state])
			fmt.Fprintf(w, "%.2f\t%.2f\t%d\t", own.cpu.Seconds(), own.cpu.Seconds()/base.cpu.Seconds(), own.rss>>20)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// median takes the median of each figure by itself.
func median(runs []cost) cost {
	var cpu []time.Duration
	var rss []int64
	for _, r := range runs {
		cpu, rss = append(cpu, r.cpu), append(rss, r.rss)
	}
	slices.Sort(cpu)
	slices.Sort(rss)
	return cost{cpu[len(cpu)/2], rss[len(rss)/2]}
}

// comment puts a line at the top of a file, so that every position in it moves,
// or takes it away, which a run that was broken off has not done.
func comment(file string, on bool) error {
	const line = "// A line more.\n"
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := strings.TrimPrefix(string(data), line)
	if on {
		text = line + text
	}
	return os.WriteFile(file, []byte(text), 0o666)
}

// goCommand runs the go command and returns what it prints.
func goCommand(dir string, env []string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out), nil
}
