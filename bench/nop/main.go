// Nop is a vet tool that does nothing: what is left of a run with it is what
// the go command and the driver of x/tools cost, whatever the tool. The bench
// sets gorolint beside it.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	unitchecker.Main(&analysis.Analyzer{
		Name: "nop",
		Doc:  "nop: report nothing",
		URL:  "https://pkg.go.dev/github.com/gorolint/gorolint/bench/nop",
		Run:  func(*analysis.Pass) (any, error) { return nil, nil },
	})
}
