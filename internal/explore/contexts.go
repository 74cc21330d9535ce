package explore

import (
	"go/types"

	"github.com/gorolint/gorolint/internal/ref"
)

// contextFromOutside gives a context that came from outside an object: somebody may
// cancel it.
func (s *state) contextFromOutside(v value) value {
	c := value{k: ctx, n: s.add(&object{kind: ctxObj, open: true, free: true})}
	s.bind(v.n, c)
	return c
}

// ctxMethod calls a method of a context.
func (x *explorer) ctxMethod(s *state, i int, o op, c value) []*state {
	done, may := s.ctxDone(c.n + 1)
	switch o.call.method.Name() {
	case "Done":
		x.finish(s, i, o, s.doneChan(c))
		return nil
	case "Err":
		switch {
		case done:
			x.finish(s, i, o, s.failure())
		case !may:
			x.finish(s, i, o, value{k: null})
		default:
			other := s.clone()
			x.finish(s, i, o, value{k: null})
			other.cancelFree(c.n + 1)
			x.finish(other, i, o, other.failure())
			return []*state{other}
		}
		return nil
	}
	x.finish(s, i, o, x.results(s, resultsOf(o.call), false))
	return nil
}

// failure is an error that is not nil.
func (s *state) failure() value {
	v := s.fresh(types.Universe.Lookup("error").Type(), true, "err")
	s.exclude(v.n, value{k: null})
	return v
}

// doneChan returns the channel of a context, nil if it can never end.
func (s *state) doneChan(c value) value {
	for i := c.n + 1; ; i = s.objs[i-1].parent {
		if i == 0 {
			return value{k: null}
		}
		if o := s.objs[i-1]; o.free || o.cancelled || o.cap > 0 {
			break
		}
	}
	return s.remember("done", c, func() value {
		return value{k: channel, n: s.add(&object{kind: chanObj, ctx: c.n + 1})}
	})
}

// asContext resolves a value of type context.Context.
func (x *explorer) asContext(s *state, v value) value {
	v = s.resolve(v)
	switch v.k {
	case ctx:
		return v
	case symbol:
		return s.contextFromOutside(v)
	}
	s.escape(v)
	return value{k: ctx, n: s.add(&object{kind: ctxObj, open: true, free: true})}
}

// contextCall makes and derives contexts.
func (x *explorer) contextCall(s *state, e *external, args []value, o op) (value, bool) {
	if e.pkg != "context" {
		return value{}, false
	}
	derive := func(parent value, object object) value {
		object.kind, object.site = ctxObj, o.call.at
		if parent.k == ctx {
			object.parent = parent.n + 1
		}
		return value{k: ctx, n: s.add(&object)}
	}
	switch e.obj.Name() {
	case "Background", "TODO":
		return derive(value{}, object{}), true
	case "WithCancel", "WithCancelCause":
		c := derive(x.asContext(s, args[0]), object{cap: 1})
		return rec(c, value{k: cancel, n: c.n}), true
	case "WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause":
		c := derive(x.asContext(s, args[0]), object{cap: 1, free: true})
		return rec(c, value{k: cancel, n: c.n}), true
	case "WithValue":
		return derive(x.asContext(s, args[0]), object{}), true
	case "WithoutCancel":
		return derive(value{}, object{}), true
	}
	return value{}, false
}

// groupWithContext makes a group with the context that it cancels.
func (x *explorer) groupWithContext(s *state, fn *types.Func, args []value, o op) (value, bool) {
	results := fn.Signature().Results()
	if results.Len() != 2 || !ref.IsContext(results.At(1).Type()) || len(args) != 1 {
		return value{}, false
	}
	ptr, ok := results.At(0).Type().Underlying().(*types.Pointer)
	if !ok {
		return value{}, false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || x.p.role(named) != groupRole {
		return value{}, false
	}
	parent := x.asContext(s, args[0])
	c := value{k: ctx, n: s.add(&object{kind: ctxObj, site: o.call.at, parent: parent.n + 1, cap: 1})}
	g := s.alloc(x.p, named, o.call.at)
	s.object(g.n).cells.vals[0] = value{k: primitive, x: &extra{vs: []value{c}}}
	return rec(g, c), true
}
