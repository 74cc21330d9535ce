package model

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/known"
)

// policies makes the claims of the team's own law. They stand beside the others:
// that a goroutine leaks is no reason to launch it past the helper.
func (b *builder) policies(launches []*Launch) (out []*Claim) {
	path := strings.TrimSuffix(b.view.Pkg.Pkg.Path(), "_test")
	naked, unrecovered := b.cfg.NakedGo.In.Match(path), b.cfg.Unrecovered.In.Match(path)
	if naked {
		out = b.claimsFor(launches, func(l *Launch) *Claim { return b.nakedGo(l, path) })
	}
	if unrecovered {
		out = append(out, b.claimsFor(launches, b.unrecovered)...)
	}
	return out
}

// nakedGo claims a go statement where the team wants its helper.
func (b *builder) nakedGo(l *Launch, path string) *Claim {
	if _, ok := l.Instr.(*ssa.Go); !ok || known.PkgOf(b.cfg.NakedGo.Helper) == path {
		return nil
	}
	if fn, ok := outermost(l.Fn).Object().(*types.Func); ok && slices.Contains(b.cfg.NakedGo.Launchers, known.Bare(fn.FullName())) {
		return nil
	}
	return &Claim{
		Rule: "nakedgo", Kind: NakedGo, Pos: l.Pos(), Launch: l, Shape: TeamsOwn,
		Callee: shortName(b.cfg.NakedGo.Helper), Say: b.cfg.NakedGo.Message,
	}
}

// unrecovered claims a launch whose goroutine may end the process by a panic. A
// func that is given is judged where it is given; and if a helper of the package runs
// more than that func, the helper is judged, not its callers.
func (b *builder) unrecovered(l *Launch) *Claim {
	subtest := b.view.Tests && l.Joined
	if l.Recovers || subtest || !l.All || b.view.RunsParam(l.Launch) {
		return nil
	}
	for inner := l.Inner; inner != nil; inner = inner.Inner {
		if inner.Recovers || !b.view.RunsParam(inner) {
			return nil
		}
	}
	for _, body := range l.Bodies {
		if !b.view.Refs.Has(body.Fn) {
			continue // whether it recovers is for its own package to see
		}
		r := b.view.Recovery(body.Fn, b.recoverer)
		if r.Safe {
			continue
		}
		c := &Claim{Rule: "unrecovered", Kind: Unrecovered, Pos: l.Pos(), Launch: l, Name: bodyName(l), Shape: TeamsOwn}
		if names := b.cfg.Unrecovered.Recoverers; len(names) > 0 {
			c.Callee = shortName(names[0])
		}
		switch {
		case r.Late.IsValid():
			c.Kind, c.Where = LateRecover, []Place{{r.Late, RecoverHere}}
		case r.Idle.IsValid():
			c.Kind, c.Where = IdleRecover, []Place{{r.Idle, RecoverHere}}
		}
		return c
	}
	return nil
}

// recoverer reports whether the team says of a function that it recovers.
func (b *builder) recoverer(fn *types.Func) bool {
	return slices.Contains(b.cfg.Unrecovered.Recoverers, known.Bare(fn.FullName()))
}

// shortName is the name of a function as its users write it, about: safe.Go for
// example.com/app/safe.Go, pool.Pool.Go for (*example.com/app/pool.Pool).Go.
func shortName(full string) string {
	full = full[strings.LastIndexByte(full, '/')+1:]
	return strings.NewReplacer("(", "", ")", "", "*", "").Replace(full)
}
