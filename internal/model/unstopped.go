package model

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/summary"
)

// unstopped claims what starts a goroutine that somebody has to end, in a function
// that may return without having done so, and without leaving it to anybody else.
// What is claimed of a launch already is not claimed again.
func (b *builder) unstopped(owned map[*Launch]bool) []*Claim {
	claimed := make(map[*summary.Launch]bool)
	for l := range owned {
		claimed[l.Launch] = true
	}
	return b.claimsOf(func(fn *ssa.Function) (out []*Claim) {
		for _, lost := range b.view.Losses(fn) {
			if lost.Launch != nil && claimed[lost.Launch] || b.guarded(lost.Instr) || b.startsOnce(fn) != No {
				continue
			}
			out = append(out, b.lost(lost))
		}
		return out
	})
}

func (b *builder) lost(lost summary.Lost) *Claim {
	c := &Claim{Rule: "unstopped", Kind: Unstopped, Pos: lost.Instr.Pos(), Shape: Background}
	if _, isChan := types.Unalias(lost.Owner.Type()).Underlying().(*types.Chan); !isChan {
		c.Name = b.nameOfOwner(lost.Owner)
	}
	if lost.Launch != nil {
		c.Launch = &Launch{Launch: lost.Launch, fset: b.view.Fset()}
	}
	if len(lost.Stop) > 0 {
		c.Callee = lost.Stop[0]
	}
	c.Where = wayOut(lost.Instr.Parent(), lost.Way)
	return c
}

// nameOfOwner is the user's name for a value that a call returns, or "".
func (b *builder) nameOfOwner(v ssa.Value) string {
	switch x := v.(type) {
	case *ssa.Extract:
		return b.view.AssignedTo(x.Tuple.Pos(), x.Index)
	case *ssa.Call:
		return b.view.AssignedTo(x.Pos(), 0)
	}
	return b.nameOf(v)
}
