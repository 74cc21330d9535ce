package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// Roots lists the functions that are worth exploring: those that may block, by
// themselves or in what they call and launch.
func (p *Program) Roots() (out []*ssa.Function) {
	blocks := make(map[*ssa.Function]bool)
	uses := make(map[*ssa.Function][]*ssa.Function) // from a function to those that call it
	var work []*ssa.Function
	for _, fn := range p.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if p.mayBlock(instr) && !blocks[fn] {
					blocks[fn] = true
					work = append(work, fn)
				}
				for _, op := range instr.Operands(nil) {
					if callee, ok := (*op).(*ssa.Function); ok {
						if o := callee.Origin(); o != nil {
							callee = o
						}
						uses[callee] = append(uses[callee], fn)
					}
				}
			}
		}
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, u := range uses[fn] {
			if !blocks[u] {
				blocks[u] = true
				work = append(work, u)
			}
		}
	}
	for _, fn := range p.Funcs {
		if blocks[fn] && fn.Name() != "init" {
			out = append(out, fn)
		}
	}
	return out
}

func (p *Program) mayBlock(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		c := instr.Common()
		if c.IsInvoke() {
			return c.Method.FullName() == "(sync.Locker).Lock"
		}
		if fn := c.StaticCallee(); fn != nil {
			switch p.opKind(fn) {
			case opLock, opRLock, opWait, opOnce, opCondWait:
				return true
			}
		}
	}
	return false
}
