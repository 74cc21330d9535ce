package model

import (
	"go/token"
	"runtime/debug"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/explore"
)

// leaks claims the operations at which a goroutine can block for ever, as the
// explorer proves them.
func (b *builder) leaks() (out []*Claim) {
	v := b.view
	p := explore.NewProgram(v.Pkg, v.Funcs, explore.Env{Outside: v.Outside, Known: v.Known, Group: v.Group})
	var all []*explore.Leak
	budget := p.Budget()
	for _, fn := range p.Roots() {
		found, states := b.explore(p, fn)
		all = append(all, found...)
		if budget -= states; budget < 0 {
			break
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.Assumed != b.Assumed {
			return a.Assumed < b.Assumed
		}
		if len(a.Stuck) != len(b.Stuck) {
			return len(a.Stuck) < len(b.Stuck)
		}
		return len(a.Steps) < len(b.Steps)
	})
	claimed := make(map[token.Pos]bool)
	for _, l := range all {
		seen := false
		for _, m := range l.Stuck {
			seen = seen || claimed[m.Pos]
		}
		for _, m := range l.Stuck {
			claimed[m.Pos] = true
		}
		if seen {
			continue
		}
		if c := b.leak(l); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// explore turns a bug of the explorer into silence about one root.
func (b *builder) explore(p *explore.Program, fn *ssa.Function) (leaks []*explore.Leak, states int) {
	defer func() {
		if r := recover(); r != nil {
			if debugExplore {
				println(fn.String())
				debug.PrintStack()
			}
			leaks, states = nil, 0
		}
	}()
	return p.Explore(fn)
}

const debugExplore = true

// weight orders what several goroutines are stuck at: the first is reported.
var weight = map[explore.Op]int{
	explore.Lock: 0, explore.RLock: 0, explore.CondWait: 1, explore.Send: 2, explore.Receive: 3,
	explore.Select: 4, explore.OnceDo: 5, explore.Wait: 6,
}

// weight orders them: a worker that waits for work is stuck because of somebody else.
func (b *builder) weight(s explore.Stuck) int {
	return 100*s.Left + weight[s.Op]
}

func (b *builder) leak(l *explore.Leak) *Claim {
	first := l.Stuck[0]
	for _, m := range l.Stuck[1:] {
		w, v := b.weight(m), b.weight(first)
		if w < v || w == v && first.Launch == nil && m.Launch != nil {
			first = m
		}
	}
	c := &Claim{Rule: "goroutineleak", Kind: StuckHere, Pos: first.Pos, Shape: OneTask, Op: first.Op}
	if first.Op == explore.Lock || first.Op == explore.RLock {
		c.Rule = "lockleak"
	}
	if first.Launch != nil {
		c.Where = append(c.Where, Place{first.Launch.Pos(), LaunchHere})
	}
	if first.Made.IsValid() {
		c.Where = append(c.Where, Place{first.Made, MadeHere})
	}
	for _, s := range l.Steps {
		c.Where = append(c.Where, Place{s.Pos, StepHere})
	}
	for _, m := range l.Stuck {
		if m.Pos != first.Pos {
			c.Where = append(c.Where, Place{m.Pos, StuckToo})
		}
	}
	return c
}
