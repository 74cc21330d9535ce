// Mutants measures what gorolint finds in code that is broken on purpose.
//
//	go run ./tools/mutants [flags] [module or folder ...]
//
// It fetches modules, breaks each of them in some places with the operators of package mutate, runs gorolint, all
// rules of bugs and advice, on the original and on the mutants, and prints by operator how many were made, how many of them
// are found, and how many do not count; then why the others are not found. A mutant is found if there is a report in one of the
// functions that have to do with what was broken. It does not count if there is one in the original already.
//
// The choice of mutants depends on nothing but the modules and the flags. Those that were looked at by hand and are
// no defects for sure are in thrown.txt, each with the reason, and are not made.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/build"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gorolint/gorolint/internal/pinned"
	"github.com/gorolint/gorolint/passes"
	"github.com/gorolint/gorolint/tools/mutants/internal/mutate"
	"github.com/gorolint/gorolint/tools/mutants/internal/trial"
)

//go:embed modules.txt
var modules string

//go:embed thrown.txt
var thrown string

func main() {
	log.SetFlags(0)
	log.SetPrefix("mutants: ")
	opts := options{}
	flag.IntVar(&opts.n, "n", 5, "how many mutants of an operator at most for each module")
	flag.StringVar(&opts.operators, "operators", "", "comma-separated `names` of those to use; all if it is empty")
	flag.StringVar(&opts.dir, "dir", "", "work in this `folder` and keep the modules there")
	flag.StringVar(&opts.gorolint, "gorolint", "", "try this `file`, not a gorolint built from this repository")
	flag.StringVar(&opts.output, "o", "", "write what became of each mutant to this `file`, as JSON")
	flag.StringVar(&opts.keep, "keep", "", "write the broken files to this `folder`, to be read")
	flag.StringVar(&opts.page, "page", "", "write the tables to this `file` as well, as a page in Markdown")
	flag.BoolVar(&opts.misses, "misses", false, "print each mutant that was not found, with what gorolint knows of its goroutines")
	flag.Parse()
	if opts.n < 1 {
		flag.Usage()
		os.Exit(2)
	}
	opts.modules = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, opts, os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

type options struct {
	n         int
	operators string
	dir       string
	gorolint  string
	output    string
	keep      string
	page      string
	misses    bool
	modules   []string
}

func run(ctx context.Context, opts options, stdout io.Writer) error {
	operators, err := choose(opts.operators)
	if err != nil {
		return err
	}
	if opts.dir == "" {
		if opts.dir, err = os.MkdirTemp("", "gorolint-mutants-"); err != nil {
			return err
		}
		defer os.RemoveAll(opts.dir)
	}
	if opts.dir, err = filepath.Abs(opts.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(opts.dir, 0o777); err != nil {
		return err
	}
	targets, err := find(opts.modules, opts.dir)
	if err != nil {
		return err
	}
	linter := &trial.Linter{File: opts.gorolint, Tiers: passes.Tiers()}
	if linter.File == "" {
		linter.File = filepath.Join(opts.dir, "gorolint")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", linter.File, "github.com/gorolint/gorolint/cmd/gorolint").CombinedOutput(); err != nil {
			return fmt.Errorf("building gorolint: %w\n%s", err, out)
		}
	}
	if linter.File, err = filepath.Abs(linter.File); err != nil {
		return err
	}
	out := rejects(thrown)
	var outcomes []trial.Outcome
	for _, t := range targets {
		m, err := t.fetch(ctx)
		if _, ok := errors.AsType[*pinned.FetchError](err); ok {
			log.Printf("SKIPPED: %v", err)
			continue
		} else if err != nil {
			return err
		}
		if err := m.Load(ctx); err != nil {
			return err
		}
		path, _, _ := strings.Cut(m.Name, "@")
		samples, err := m.Sample(operators, opts.n, func(pkg, id string) bool { return out[path+" "+pkg+" "+id] })
		if err != nil {
			return err
		}
		if opts.keep != "" {
			if err := trial.Keep(opts.keep, samples); err != nil {
				return err
			}
		}
		some, err := linter.Run(ctx, m, samples, filepath.Join(opts.dir, "broken"), func(text string) { log.Print(text) })
		if err != nil {
			return err
		}
		outcomes = append(outcomes, some...)
		if opts.output != "" { // after each module, for those who do not wait for all
			if err := write(opts.output, outcomes); err != nil {
				return err
			}
		}
	}
	var text bytes.Buffer
	if err := trial.Print(io.MultiWriter(stdout, &text), operators, outcomes, opts.misses); err != nil || opts.page == "" {
		return err
	}
	return os.WriteFile(opts.page, fmt.Appendf(nil, page, time.Now().Format(time.DateOnly), opts.n, text.String()), 0o666)
}

// page is what the tables stand in.
const page = `# What is found of code that is broken on purpose

Written by ` + "`go run ./tools/mutants -page docs/mutants.md`" + `, %s: at most %d mutants of an operator for each module. [CONTRIBUTING.md](../CONTRIBUTING.md#mutants) says what the operators do.
*Local* are mutants whose channel, group or lock one function has for itself, of *package* only the package can get at it, and of *outside* other packages can. *Reported already* are mutants of which the
original has a report in the functions concerned; they do not count.

` + "```\n%s```\n"

// A target is a module to be broken.
type target struct {
	pinned.Module        // where it is one of those
	dir           string // that it is in, or the cache for those that are pinned
	local         bool   // it is a folder that was named
}

// find returns the modules that are named by their paths, or as folders; without names those of modules.txt.
func find(names []string, cache string) (targets []target, err error) {
	all, err := pinned.Modules()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = lines(modules)
	}
	for _, name := range names {
		if build.IsLocalImport(name) || filepath.IsAbs(name) {
			dir, err := filepath.Abs(name)
			if err != nil {
				return nil, err
			}
			targets = append(targets, target{pinned.Module{Path: filepath.Base(dir)}, dir, true})
			continue
		}
		found, err := pinned.Find(all, []string{name})
		if err != nil {
			return nil, err
		}
		targets = append(targets, target{found[0], cache, false})
	}
	return targets, nil
}

func (t target) fetch(ctx context.Context) (*trial.Module, error) {
	if t.local {
		return &trial.Module{Name: t.Path, Dir: t.dir}, nil
	}
	dir, err := pinned.Fetch(ctx, t.Module, t.dir)
	return &trial.Module{Name: t.String(), Dir: dir}, err
}

func write(name string, outcomes []trial.Outcome) error {
	data, err := json.MarshalIndent(outcomes, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o666)
}

// choose returns the operators of the names.
func choose(names string) ([]mutate.Operator, error) {
	all := mutate.Operators()
	if names == "" {
		return all, nil
	}
	var out []mutate.Operator
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(o mutate.Operator) bool { return o.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no operator %q", name)
		}
		out = append(out, all[i])
	}
	return out, nil
}

// lines returns those of a text that say something.
func lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// rejects reads the list of mutants that are thrown out: module, package and name, and behind # the reason.
func rejects(text string) map[string]bool {
	out := make(map[string]bool)
	for _, line := range lines(text) {
		out[line] = true
	}
	return out
}
