package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/fact"
)

// A path is how the wayfinder got where it is.
type path struct {
	blocks   []*ssa.BasicBlock
	acts     []fact.Act
	deferred []*ssa.Defer
	errs     []tested
	stored   []*ssa.Store // in results that have names
}

// A tested error was found to be nil or not.
type tested struct {
	err    ssa.Value
	failed bool
}

// failed says whether an error is not nil, and whether that is known.
func (p *path) failed(err ssa.Value) (is, known bool) {
	for _, o := range p.errs {
		if o.err == err {
			return o.failed, true
		}
	}
	return false, false
}

// from returns the ways from an instruction of a block to the end of the function. A loop is gone through once: what
// it does matters to nobody.
func (w *wayfinder) from(b *ssa.BasicBlock, n int, p path) (out []fact.Way) {
	if w.seen++; w.seen > maxSeen {
		w.lost = true
	}
	if w.lost || n == 0 && slices.Contains(p.blocks, b) {
		return nil
	}
	if n == 0 {
		last := len(p.blocks) - 1
		if act, ok := w.round[b]; ok && (last < 0 || !slices.Contains(w.loops.Around(b), p.blocks[last])) {
			p.acts = append(slices.Clip(p.acts), act)
		}
		p.blocks = append(slices.Clip(p.blocks), b)
	}
	for ; n < len(b.Instrs); n++ {
		switch i := b.Instrs[n].(type) {
		case *ssa.Defer:
			p.deferred = append(slices.Clip(p.deferred), i)
			continue
		case *ssa.RunDefers:
			for _, d := range slices.Backward(p.deferred) {
				p.acts = slices.Concat(p.acts, w.atEnd(d))
			}
			p.deferred = nil
		case *ssa.Store:
			p.stored = append(slices.Clip(p.stored), i)
		case *ssa.If:
			return w.branch(i, p)
		case *ssa.Jump:
			return w.from(b.Succs[0], 0, p)
		case *ssa.Return:
			if len(p.acts) > maxActs {
				w.lost = true
			}
			return []fact.Way{{Acts: p.acts, Error: w.errorOf(i, &p)}}
		}
		ways := w.does[b.Instrs[n]]
		if len(ways) == 1 {
			p = p.by(ways[0], b.Instrs[n])
			continue
		}
		for _, way := range ways {
			out = merged(out, w.from(b, n+1, p.by(way, b.Instrs[n])))
		}
		if len(ways) > 0 {
			return out
		}
	}
	return nil // it panics
}

// by goes on by one of the ways of an instruction.
func (p path) by(way fact.Way, instr ssa.Instruction) path {
	p.acts = slices.Concat(p.acts, way.Acts)
	if err, ok := instr.(ssa.Value); ok && way.Error != fact.AnyError {
		p.errs = append(slices.Clip(p.errs), tested{err, way.Error == fact.SomeError})
	}
	return p
}

// merged adds ways to some that are there already.
func merged(out, more []fact.Way) []fact.Way {
	for _, way := range more {
		if !slices.ContainsFunc(out, way.Same) {
			out = append(out, way)
		}
	}
	return out
}

// branch goes both ways, unless it is known which it is.
func (w *wayfinder) branch(branch *ssa.If, p path) (out []fact.Way) {
	err, onFailure := testedError(branch.Cond)
	is, known := false, false
	if err != nil {
		is, known = p.failed(err)
	}
	var sides [2][]fact.Way
	for n, to := range branch.Block().Succs {
		failed := (n == 0) == onFailure
		if known && failed != is {
			continue
		}
		q := p
		if err != nil && !known {
			q.errs = append(slices.Clip(p.errs), tested{err, failed})
		}
		sides[n] = w.from(to, 0, q)
	}
	out = merged(merged(nil, sides[0]), sides[1])
	chosen := len(sides[0]) > 0 && len(sides[1]) > 0 && (len(out) > len(sides[0]) || len(out) > len(sides[1]))
	_, round := w.round[branch.Block()]
	if chosen && !round && !ofError(branch.Cond) || len(out) > maxWays {
		w.lost = true
	}
	return out
}

// testedError returns the error that a condition compares with nil, and whether it holds if that is none.
func testedError(cond ssa.Value) (err ssa.Value, onFailure bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || !IsError(cmp.X.Type()) || !isNil(cmp.Y) {
		return nil, false
	}
	return lastStored(cmp.X), cmp.Op == token.NEQ
}

// ofError reports whether a condition hangs on an error that some call returned: whether it fails is
// for nobody to say.
func ofError(cond ssa.Value) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		return c.Op == token.NOT && ofError(c.X)
	case *ssa.BinOp:
		return isReturned(c.X) || isReturned(c.Y)
	case *ssa.Call: // errors.Is
		return slices.ContainsFunc(errorArgs(c.Common()), isReturned)
	}
	return false
}

func isReturned(err ssa.Value) bool {
	err = lastStored(err)
	if x, ok := err.(*ssa.Extract); ok {
		err = x.Tuple
	}
	call, ok := err.(*ssa.Call)
	return ok && ReturnsError(call.Call.Signature())
}

// captured reports whether some literal captures a variable.
func captured(addr ssa.Value) bool {
	return slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.MakeClosure); return ok })
}

// errorOf says what is known of the error that fn returns.
func (w *wayfinder) errorOf(ret *ssa.Return, p *path) fact.Outcome {
	n := len(ret.Results) - 1
	if n < 0 || !IsError(ret.Results[n].Type()) {
		return fact.AnyError
	}
	err := ret.Results[n]
	if load, ok := err.(*ssa.UnOp); ok && load.Op == token.MUL {
		if captured(load.X) {
			return fact.AnyError // a literal that is deferred may set it
		}
		err = nil
		for _, st := range p.stored {
			if st.Addr == load.X {
				err = st.Val
			}
		}
	}
	if phi, ok := err.(*ssa.Phi); ok {
		for i := len(p.blocks) - 1; i > 0; i-- {
			if p.blocks[i] == phi.Block() {
				err = phi.Edges[slices.Index(phi.Block().Preds, p.blocks[i-1])]
			}
		}
	}
	if err == nil {
		return fact.AnyError
	}
	err = lastStored(err)
	switch failed, known := p.failed(err); {
	case known && failed, w.view.isFailure(err, 0):
		return fact.SomeError
	case known, isNil(err):
		return fact.NilError
	}
	return fact.AnyError
}
