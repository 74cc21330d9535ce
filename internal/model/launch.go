package model

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/summary"
)

// launch gathers the evidence about one launch.
func (b *builder) launch(s *summary.Launch) *Launch {
	l := &Launch{Launch: s, fset: b.view.Fset()}
	l.Mult = b.multiplicity(s)
	l.Process = b.processLifetime(l)
	l.funcs = b.view.Runs(s)
	l.ending = b.ending(l)
	l.Finite = b.finiteness(l)
	b.joins(l)
	b.stops(l)
	return l
}

// ending returns how the goroutine ends if all its bodies agree, else nil.
func (b *builder) ending(l *Launch) *summary.Ending {
	if b.view.RunsParam(l.Launch) {
		l.unknown(CallersBody)
	} else if !l.All || len(l.Bodies) == 0 {
		l.unknown(NoBody)
	}
	if !l.All || len(l.Bodies) == 0 {
		return nil
	}
	var out *summary.Ending
	for _, body := range l.Bodies {
		e := b.view.BodyEnding(l.Launch, body)
		if out != nil && e.Ending != out.Ending {
			return &summary.Ending{}
		}
		out = e
	}
	return out
}

// multiplicity looks at the loop that the launch stands in.
func (b *builder) multiplicity(s *summary.Launch) Multiplicity {
	if loop := b.loops(s.Fn).Around(s.Instr.Block()); loop != nil {
		switch b.loopKind(loop) {
		case boundedLoop:
			return Fixed
		case itemLoop, streamLoop:
			return PerItem
		default:
			return Repeated
		}
	}
	if b.serves(s.Fn) {
		return PerRequest
	}
	return Once
}

func (b *builder) loops(fn *ssa.Function) *flow.Loops {
	l := b.loopsOf[fn]
	if l == nil {
		l = flow.LoopsOf(fn)
		b.loopsOf[fn] = l
	}
	return l
}

// serves reports whether a function, or one that encloses it, is called once
// per request, going by its parameters.
func (b *builder) serves(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if b.takesRequest(fn) {
			return true
		}
	}
	return false
}

func (b *builder) takesRequest(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return b.view.Request(p.Type()) })
}

type loopKind uint8

const (
	endlessLoop loopKind = iota // no condition, or one that waits for the world
	boundedLoop                 // counts to a constant
	itemLoop                    // over the items of a collection, or counts to a variable
	streamLoop                  // over what comes through a channel, until that is closed
)

// loopKind classifies a loop by the condition at its head.
func (b *builder) loopKind(loop []*ssa.BasicBlock) loopKind {
	kind := endlessLoop
	for branch := range flow.Exits(loop) {
		switch c := branch.Cond.(type) {
		case *ssa.Extract:
			if _, ok := c.Tuple.(*ssa.Next); ok {
				return itemLoop
			}
			if flow.Received(c) {
				kind = streamLoop
			}
		case *ssa.Phi:
			if !slices.ContainsFunc(c.Edges, func(v ssa.Value) bool { return !flow.Received(v) }) {
				kind = streamLoop
			}
		case *ssa.BinOp:
			if walksList(c, loop) {
				return itemLoop
			}
			if !flow.Counts(c, loop) {
				continue
			}
			if _, ok := c.Y.(*ssa.Const); ok && flow.FromConst(c, loop) {
				return boundedLoop
			}
			kind = itemLoop
		}
	}
	return kind
}

// waits reports whether the world decides how often a loop goes round.
func (k loopKind) waits() bool { return k == endlessLoop || k == streamLoop }

// walksList reports whether a comparison tests for the end of a linked list that
// the loop walks: for c := first; c != nil; c = c.Next.
func walksList(c *ssa.BinOp, loop []*ssa.BasicBlock) bool {
	phi, ok := c.X.(*ssa.Phi)
	if !ok || c.Op != token.NEQ && c.Op != token.EQL || !slices.Contains(loop, phi.Block()) {
		return false
	}
	end, ok := c.Y.(*ssa.Const)
	if !ok || !end.IsNil() {
		return false
	}
	for _, e := range phi.Edges {
		if load, ok := e.(*ssa.UnOp); ok && load.Op == token.MUL {
			if at, ok := load.X.(*ssa.FieldAddr); ok && at.X == phi {
				return true
			}
		}
	}
	return false
}
