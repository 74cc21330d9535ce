//go:build unix

// Unitcost is a vet tool that runs another one, the file in the variable
// UNITCOST_TOOL, and appends what each unit of it took to the file in the variable
// UNITCOST_FILE, one JSON object a line. The bench uses it.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A Unit is what one unit took.
type Unit struct {
	ID       string
	VetxOnly bool // it was run for its facts alone
	Lines    int
	CPU      time.Duration
	RSS      int64 // bytes
}

func main() {
	cmd := exec.Command(os.Getenv("UNITCOST_TOOL"), os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		fail(err)
	}
	if cfg := os.Args[len(os.Args)-1]; strings.HasSuffix(cfg, ".cfg") {
		if err := record(cfg, cmd.ProcessState); err != nil {
			fail(err)
		}
	}
	os.Exit(cmd.ProcessState.ExitCode())
}

func record(cfg string, p *os.ProcessState) error {
	data, err := os.ReadFile(cfg)
	if err != nil {
		return err
	}
	var unit struct {
		Unit
		GoFiles []string
	}
	if err := json.Unmarshal(data, &unit); err != nil {
		return err
	}
	for _, name := range unit.GoFiles {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		unit.Lines += bytes.Count(text, []byte("\n"))
	}
	unit.CPU = p.UserTime() + p.SystemTime()
	unit.RSS = int64(p.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // kilobytes everywhere else
		unit.RSS *= 1024
	}
	out, err := json.Marshal(unit.Unit)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(os.Getenv("UNITCOST_FILE"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(out, '\n')); err != nil { // at once, as others append as well
		return err
	}
	return f.Close()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "unitcost:", err)
	os.Exit(1)
}
