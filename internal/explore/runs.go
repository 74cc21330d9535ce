package explore

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// callsOf lists the calls that a function of another package makes before it returns:
// of the funcs it is given, as the table of known functions says, and of methods of
// what it is given. How often it makes them is not known, unless exact is set.
func (x *explorer) callsOf(s *state, e *external, args []value) (calls []call, exact bool) {
	shift := 0
	if e.obj.Signature().Recv() != nil {
		shift = 1
	}
	if k := x.p.Env.Known(e.obj); k != nil && len(k.Runs) > 0 && k.Method == "" {
		for _, j := range k.Runs {
			if j += shift; j < len(args) {
				if c, ok := x.callback(s, args[j]); ok {
					calls = append(calls, c)
					if again(c.fn.x.fn.Signature) {
						calls = append(calls, c)
					}
				}
			}
		}
		return calls, false
	}
	for _, m := range methodsCalled[e.name] {
		calls = append(calls, x.methodsOf(s, args[m.arg], m.names...)...)
	}
	if len(calls) > 0 {
		return calls, strings.HasPrefix(e.name, "io.Write")
	}
	if (e.pkg == "fmt" || e.pkg == "log") && !e.writes {
		return x.printed(s, e, args), true
	}
	return nil, false
}

// methodsCalled are the methods that functions call of their arguments.
var methodsCalled = map[string][]argMethods{
	"sort.Sort":             {{0, []string{"Len", "Less", "Swap"}}},
	"sort.Stable":           {{0, []string{"Len", "Less", "Swap"}}},
	"sort.IsSorted":         {{0, []string{"Len", "Less"}}},
	"container/heap.Init":   {{0, []string{"Len", "Less", "Swap"}}},
	"container/heap.Fix":    {{0, []string{"Len", "Less", "Swap"}}},
	"container/heap.Push":   {{0, []string{"Push", "Less", "Swap"}}},
	"container/heap.Pop":    {{0, []string{"Len", "Swap", "Less", "Pop"}}},
	"io.Copy":               {{1, []string{"Read"}}, {0, []string{"Write"}}},
	"io.CopyN":              {{1, []string{"Read"}}, {0, []string{"Write"}}},
	"io.ReadAll":            {{0, []string{"Read"}}},
	"io.ReadFull":           {{0, []string{"Read"}}},
	"io.ReadAtLeast":        {{0, []string{"Read"}}},
	"io.WriteString":        {{0, []string{"WriteString|Write"}}},
	"encoding/json.Marshal": {{0, []string{"MarshalJSON|MarshalText"}}},
}

type argMethods struct {
	arg   int
	names []string
}

// printed lists the calls that printing makes.
func (x *explorer) printed(s *state, e *external, args []value) (calls []call) {
	name := e.obj.Name()
	if !strings.Contains(strings.ToLower(name), "print") && name != "Errorf" || len(args) == 0 {
		return nil
	}
	list := s.resolve(args[len(args)-1])
	if list.k == slice && s.resolve(list.x.vs[0]).k == number && (!strings.HasSuffix(name, "f") || len(args) > 1 && textual(s.resolve(args[len(args)-2]))) {
		for j := range s.resolve(list.x.vs[0]).n {
			if x.grow(s, list.n, list.m+j+1) {
				calls = append(calls, x.methodsOf(s, x.cell(s, list.n, list.m+j), "Format|Error|String")...)
			}
		}
	}
	if strings.HasPrefix(name, "F") {
		calls = append(calls, x.methodsOf(s, args[0], "Write")...)
	}
	return calls
}

// textual reports whether a format prints all that it prints by its text.
func textual(format value) bool {
	if format.k != text {
		return false
	}
	f := strings.ReplaceAll(format.x.s, "%%", "")
	for {
		i := strings.IndexByte(f, '%')
		if i < 0 {
			return true
		}
		f = strings.TrimLeft(f[i+1:], "+#- 0123456789.")
		if f == "" || !strings.Contains("vsqw", f[:1]) {
			return false
		}
	}
}

// methodsOf lists calls of methods of a value, as far as the package has them and they
// matter. Of several names with bars between them, the first that there is is called.
func (x *explorer) methodsOf(s *state, v value, names ...string) (calls []call) {
	v = s.resolve(v)
	if v.k != iface {
		return nil
	}
	set := x.p.Pkg.Prog.MethodSets.MethodSet(v.x.typ)
	for _, name := range names {
		for alt := range strings.SplitSeq(name, "|") {
			sel := set.Lookup(x.p.Pkg.Pkg, alt)
			if sel == nil {
				continue
			}
			if fn := x.p.Pkg.Prog.MethodValue(sel); fn != nil {
				if c, ok := x.callback(s, closure(fn, nil)); ok {
					c.args[0] = v.x.vs[0]
					calls = append(calls, c)
				}
			}
			break
		}
	}
	return calls
}

// callback makes a call of a func of the package, if what it does matters. The
// arguments may be anything.
func (x *explorer) callback(s *state, fn value) (c call, ok bool) {
	fn = s.resolve(fn)
	if fn.k != function || !x.p.inside(fn.x.fn) || x.p.plainFunc(fn.x.fn) {
		return call{}, false
	}
	c.fn = fn
	for range fn.x.fn.Params {
		c.args = append(c.args, whenUsed(true))
	}
	return c, true
}

// again reports whether a func that is called for each of many may well be called
// twice: one that says whether to go on may have said no.
func again(sig *types.Signature) bool {
	if sig.Results().Len() == 0 {
		return true
	}
	return sig.Results().Len() == 1 && integer(sig.Results().At(0).Type())
}

// runThen makes calls one after another, and then ends the call that goroutine i
// stands at.
func (x *explorer) runThen(s *state, i int, o op, calls []call, result value) {
	for _, c := range calls {
		if x.tooDeep(s, i, c.fn.x.fn, len(calls)) {
			s.end = cut
			return
		}
	}
	g := s.goroutine(i)
	if len(calls) == 0 || g.only != nil {
		x.finish(s, i, o, result)
		return
	}
	resume := x.undefer(s, i, o)
	if result.k == unset {
		result = whenUsed(false)
	}
	var frames []*frame
	for _, c := range calls {
		f := x.newFrame(s, c.fn.x.fn, c.fn, c.args)
		f.quiet = true
		frames = append([]*frame{f}, frames...)
	}
	frames[0].quiet, frames[0].instead, frames[0].resume = false, result, resume
	g.frames = append(g.frames[:len(g.frames):len(g.frames)], frames...)
}

// tooDeep reports whether n more frames, of which one is a call of fn, are too many.
func (x *explorer) tooDeep(s *state, i int, fn *ssa.Function, n int) bool {
	times := 0
	for _, f := range s.gs[i].frames {
		if f.code.fn == fn {
			times++
		}
	}
	return len(s.gs[i].frames)+n > maxDepth || times >= maxTimes
}

// undefer takes the call that is made off the list of those deferred. It reports
// whether the goroutine is to go on unwinding afterwards.
func (x *explorer) undefer(s *state, i int, o op) (resume bool) {
	if !o.deferred {
		return false
	}
	f := s.top(i)
	f.defers = f.defers[:len(f.defers)-1]
	g := s.goroutine(i)
	resume = g.unwinding
	g.unwinding = false
	return resume
}
