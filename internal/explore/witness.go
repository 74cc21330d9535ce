package explore

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Step is one step of a witness, in the order in which they happen.
type Step struct {
	Kind StepKind
	Pos  token.Pos
	// Goroutine is 0 for the caller of the root; the others are numbered as they
	// are launched.
	Goroutine int
	// Yes is the outcome of a branch.
	Yes bool
	// Assumed marks a branch that depends on what the root is given.
	Assumed bool

	adds      int // of a branch: how many assumptions it adds
	obj, cell int // of an operation: the object, and which of its cells
}

// StepKind tells what happens in a step.
type StepKind uint8

const (
	// Launches a goroutine.
	Launches StepKind = iota
	// Branches on a condition that is not known.
	Branches
	// Chooses one of the cases of a select.
	Chooses
	// Passes a send, receive, close or Wait.
	Passes
	// Locks a lock that it holds from then on.
	Locks
	// Ends: the goroutine returns, here.
	Ends
	// Panics, in a call of what is not known, and recovers.
	Panics
)

// A history is the way to a state, latest step first.
type history struct {
	last Step
	rest *history
}

func (s *state) note(step Step) {
	if step.Pos.IsValid() {
		s.past = &history{step, s.past}
	}
}

// posIn is the position of an instruction, or of the nearest one before it in its
// block that has one.
func posIn(instr ssa.Instruction) token.Pos {
	if br, ok := instr.(*ssa.If); ok && br.Cond.Pos().IsValid() {
		return br.Cond.Pos()
	}
	if instr.Pos().IsValid() {
		return instr.Pos()
	}
	instrs := instr.Block().Instrs
	for i := slices.Index(instrs, instr); i >= 0; i-- {
		if pos := instrs[i].Pos(); pos.IsValid() {
			return pos
		}
	}
	return token.NoPos
}

// witness tells how a state was reached, as far as it concerns what its stuck
// goroutines stand at. Of the idle decisions it does not matter how they go.
func (x *explorer) witness(s *state, stuck []int, idle map[*history]bool) (steps []Step) {
	objs := make(map[int]bool)
	for _, g := range stuck {
		o := x.pending(s, g)
		for _, a := range o.alts {
			objs[a.ch.n] = objs[a.ch.n] || a.ch.k == channel
		}
		objs[o.at.n] = objs[o.at.n] || o.at.k == pointer
	}
	for h := s.past; h != nil; h = h.rest {
		step := h.last
		switch step.Kind {
		case Branches:
			step.Assumed = step.Assumed && !idle[h]
			steps = append(steps, step)
		case Passes, Locks:
			if objs[step.obj] {
				steps = append(steps, step)
			}
		default:
			steps = append(steps, step)
		}
	}
	slices.Reverse(steps)
	return steps
}
