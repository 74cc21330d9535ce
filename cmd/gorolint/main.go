// Gorolint reports goroutines that nobody waits for or ends, whose errors are
// lost, or of which there can be too many.
//
//	gorolint [flags] [packages]
//
// Packages are named as for the go command; the default is ./... . It prints a
// line for each finding,
//
//	path:line:column: message (rule)
//
// and exits with 0 if there is none, with 1 if there are some, and with 2 if
// it was called wrongly or some code could not be analysed (what was found in
// the rest is printed all the same).
//
// `gorolint help` lists the rules and flags, `gorolint help RULE` shows the
// page of a rule. The same program is a tool for go vet:
//
//	go vet -vettool="$(go tool -n gorolint)" ./...
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/ledger"
	"github.com/gorolint/gorolint/internal/report"
	"github.com/gorolint/gorolint/internal/vetrun"
	"github.com/gorolint/gorolint/passes"
)

func main() { os.Exit(run(os.Args[1:], analyzers(), passes.Tiers())) }

// analyzers returns the rules and the ledger, all that runs on a package.
// The flags they share come with config.Analyzer, which reports nothing.
func analyzers() []*analysis.Analyzer {
	return append([]*analysis.Analyzer{config.Analyzer, ledger.Analyzer, report.Directives(passes.Names())}, passes.All()...)
}

// run does one of the program's two jobs and returns its exit code: that of a
// vet tool, for one package at a time, or that of the command.
func run(args []string, analyzers []*analysis.Analyzer, tiers map[string]config.Tier) int {
	if vetrun.IsUnit(args) {
		return unit(args, analyzers)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gorolint: finding the current folder:", err)
		return exitFailed
	}
	c := command{
		analyzers: analyzers,
		dir:       dir,
		blocking:  passes.Blocking(),
		staying:   passes.Staying(),
		tiers:     tiers,
		stdout:    os.Stdout,
		stderr:    os.Stderr,
		terminal:  isTerminal(os.Stderr),
	}
	return c.run(ctx, args)
}

// unit analyses one package for the go command. It returns only if there is
// nothing left to run for unitchecker, which ends the process itself.
func unit(args []string, analyzers []*analysis.Analyzer) int {
	tune()
	unit, err := vetrun.Prepare(args, analyzers)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gorolint:", err)
		return 1
	}
	if unit.Done {
		return 0
	}
	expect(unit.Size)
	if unit.Run != nil && unit.Run() == nil {
		return 0
	}
	os.Args = append(os.Args[:1:1], unit.Args...)
	unitchecker.Main(unit.Analyzers...)
	return 0
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}
