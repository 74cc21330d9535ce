//go:build unix

package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// The states in which the tools are run, in this order.
var states = []struct {
	name   string
	times  int                 // how often: what counts is the median
	change func(*module) error // nil if nothing is changed
}{
	{"cold", 1, nil},
	{"warm", warm, nil},
	{"root, top", 1, func(m *module) error { return m.root.change(line, "") }},
	{"root, end", 1, func(m *module) error { return m.root.change("", line) }},
	{"leaf, top", 1, func(m *module) error { return m.leaf.change(line, "") }},
	{"leaf, end", 1, func(m *module) error { return m.leaf.change("", line) }},
}

// warm is how often a run of a second or two is measured, most of which is system time: of go vet on
// grpc, 1.5 to 2.1 CPU seconds were seen in a row.
const warm = 5

// A cost is what one run took. Beware: a process starts with the peak of the
// one that starts it, so that this program has to stay small.
type cost struct {
	CPU time.Duration
	RSS int64 // bytes, of the largest process
}

// measureAll runs each tool n times on a module, and the other linters so often as others says, or as often as is missing.
func measureAll(m *module, tools []*tool, results *results, n, others int) error {
	for round := range n {
		var missing []*tool
		for i := range tools {
			t := tools[(round+i)%len(tools)] // no tool is always first
			if t.from != "" && round >= others {
				continue
			}
			if len(results.costs(m, t, states[len(states)-1].name)) <= round {
				missing = append(missing, t)
			}
		}
		if len(missing) == 0 {
			continue
		}
		log.Printf("%s, run %d of %d", m.path, round+1, n)
		if err := measure(m, missing, results, round); err != nil {
			return err
		}
	}
	return nil
}

// measure runs the tools in each of the states, each in a cache that only it uses. They take turns, so that what
// else the machine does meanwhile, or its temperature, meets all of them alike.
func measure(m *module, tools []*tool, results *results, round int) error {
	for _, t := range tools {
		if err := fresh(m, t); err != nil {
			return err
		}
	}
	for _, s := range states {
		runs := make(map[*tool][]cost)
		for range s.times {
			for _, t := range tools {
				c, err := changed(m, t, s.change)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", t.name, s.name, err)
				}
				runs[t] = append(runs[t], c)
			}
		}
		for _, t := range tools {
			c := median(runs[t])
			log.Printf("\t%s, %s: %.2f CPU s, %d MB", s.name, t.name, c.CPU.Seconds(), c.RSS>>20)
			if len(results.costs(m, t, s.name)) > round {
				continue // of a run that was broken off
			}
			if err := results.add(m, t, s.name, c); err != nil {
				return err
			}
		}
	}
	for _, t := range tools {
		if err := os.RemoveAll(m.work(t)); err != nil {
			return err
		}
	}
	return nil
}

// fresh gives a tool a cache in which nothing is vetted.
func fresh(m *module, t *tool) error {
	if err := os.RemoveAll(m.work(t)); err != nil {
		return err
	}
	return linkTree(m.work(t), m.compiled())
}

// changed runs a tool once on a module that is changed meanwhile, unless change is nil.
func changed(m *module, t *tool, change func(*module) error) (cost, error) {
	if change == nil {
		return once(m, t)
	}
	if err := change(m); err != nil {
		return cost{}, err
	}
	c, err := once(m, t)
	return c, errors.Join(err, m.root.restore(), m.leaf.restore())
}

// once runs a tool once.
func once(m *module, t *tool) (cost, error) {
	cmd := exec.Command(t.args[0], t.args[1:]...)
	cmd.Dir = m.src()
	cmd.Env = append(os.Environ(), env(m.work(t))...)
	out, err := cmd.CombinedOutput()
	// 1 is the exit code for findings, and go vet's for all that can go wrong.
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 || cmd.ProcessState.ExitCode() < 0 {
		return cost{}, fmt.Errorf("%w\n%s", err, out)
	}
	return costOf(cmd.ProcessState), nil
}

// costOf returns what a process took that has ended. What the system counts for it includes
// those that it started and waited for: the times as a sum, the memory as the largest.
func costOf(p *os.ProcessState) cost {
	rss := int64(p.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // kilobytes everywhere else
		rss *= 1024
	}
	return cost{p.UserTime() + p.SystemTime(), rss}
}
