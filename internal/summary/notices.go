package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/flow"
	"github.com/gorolint/gorolint/internal/ref"
)

// A Notice is an operation by which a goroutine may tell others how far it got:
// a send, a close, the Done of a group.
type Notice struct {
	Of    ssa.Value // the channel or group
	Instr ssa.Instruction
	By    ref.OpKind // what others do to be told: Receive or Wait
}

// Notices are those of a goroutine or function, and whether there may be more.
type Notices struct {
	List      []Notice
	Callbacks []ssa.Value // funcs that it calls and that are not known
	HandsOver bool        // it gives up a lock or token that it did not take, or signals a condition
}

// notices returns what the instructions of fn tell others; the functions that
// it calls have notices of their own.
func (v *View) notices(fn *ssa.Function) Notices {
	n, ok := v.noticed[fn]
	if ok {
		return n
	}
	n.HandsOver = unlocks(fn)
	for instr := range flow.Instrs(fn) {
		switch i := instr.(type) {
		case *ssa.Send:
			n.List = append(n.List, Notice{i.Chan, i, ref.Receive})
		case *ssa.Select:
			for _, st := range i.States {
				if st.Dir == types.SendOnly {
					n.List = append(n.List, Notice{st.Chan, i, ref.Receive})
				}
			}
		case *ssa.Go:
		case ssa.CallInstruction:
			v.callNotices(i, &n)
		}
	}
	v.noticed[fn] = n
	return n
}

func (v *View) callNotices(call ssa.CallInstruction, n *Notices) {
	c := call.Common()
	if built, ok := c.Value.(*ssa.Builtin); ok {
		if built.Name() == "close" {
			n.List = append(n.List, Notice{c.Args[0], call, ref.Receive})
		}
		return
	}
	callee := c.StaticCallee()
	if callee == nil {
		if c.IsInvoke() && ref.IsContext(c.Value.Type()) {
			return // nothing that anybody waits for
		}
		if v.Known(v.Callee(c)) != nil {
			n.given(call)
			return
		}
		if _, all := v.Refs.Funcs(c); !all && !v.foreign(c) {
			n.Callbacks = append(n.Callbacks, c.Value)
		}
		return
	}
	if v.Refs.Has(ref.Target(callee)) {
		return
	}
	if obj := v.Callee(c); obj != nil && obj.Signature().Recv() != nil && len(c.Args) > 0 {
		if kind, ok := v.pkg.world.groupOp(obj); ok && kind == ref.Done {
			n.List = append(n.List, Notice{c.Args[0], call, ref.Wait})
			return
		}
	}
	n.given(call)
}

// given notes the channels that a call is given.
func (n *Notices) given(call ssa.CallInstruction) {
	for _, a := range call.Common().Args {
		if _, isChan := types.Unalias(a.Type()).Underlying().(*types.Chan); isChan {
			n.List = append(n.List, Notice{a, call, ref.Receive})
		}
	}
}

// foreign reports whether a method is called of a value, or a func, that
// another package made: what it does, it does not do to this package's channels.
func (v *View) foreign(c *ssa.CallCommon) bool {
	objs := v.Refs.Objects(c.Value)
	if len(objs) == 0 {
		return c.IsInvoke() && c.Method.Pkg() == nil // error.Error
	}
	for _, o := range objs {
		if o.Kind != ref.External || o.Why != ref.FromResult && o.Why != ref.FromField {
			return false
		}
	}
	return true
}

// unlocks reports whether a function gives up a lock or token that it did not
// take, or signals a condition: somebody may wait for that.
func unlocks(fn *ssa.Function) bool {
	taken := make(map[string]bool)
	given := false
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		name := ""
		if c := call.Common(); c.IsInvoke() {
			name = c.Method.Name()
		} else if callee := c.StaticCallee(); callee != nil {
			name = callee.Name()
		}
		switch name {
		case "Lock", "TryLock":
			taken["Unlock"] = true
		case "RLock", "TryRLock":
			taken["RUnlock"] = true
		case "Acquire", "TryAcquire":
			taken["Release"] = true
		case "Signal", "Broadcast":
			given = true
		case "Unlock", "RUnlock", "Release":
			given = given || !taken[name]
		}
	}
	return given
}
