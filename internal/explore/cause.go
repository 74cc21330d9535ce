package explore

// enough is how many states are looked at to see what comes of one goroutine
// being let go.
const enough = 120

// cause tells which of several stuck goroutines is the cause: the one that would
// set most of the others free, if only its operation were served. A worker that
// waits for a close is stuck because of the one that does not come to close.
// It returns for each how many would be left.
func (x *explorer) cause(s *state, stuck []int) []int {
	// Two may then hold one lock, and both unlock it.
	x.lenient = true
	defer func() { x.lenient = false }()
	left := make([]int, len(stuck))
	for k, g := range stuck {
		left[k] = len(stuck)
		if o := x.pending(s, g); o.kind == opOnce && !s.within(g, o.at) {
			continue // it waits for what the func of the Once stands at
		}
		x.limit = x.steps + maxSteps/4 // the search may have used up its own
		next := s.clone()
		x.release(next, g)
		work := x.settleAll([]*state{next}, g)
		seen := make(map[string]bool)
		for len(work) > 0 && len(seen) < enough {
			s := work[0]
			work = work[1:]
			key := string(x.encode(s))
			if seen[key] {
				continue
			}
			seen[key] = true
			n := 0
			for _, g := range stuck {
				if !s.gs[g].done {
					n++
				}
			}
			left[k] = min(left[k], n)
			if n == 0 {
				break
			}
			if s.end != goesOn {
				continue
			}
			for _, m := range x.moves(s) {
				work = append(work, m.to...)
			}
		}
	}
	return left
}

// release ends the operation that goroutine g stands at, as if somebody had
// served it.
func (x *explorer) release(s *state, g int) {
	o := x.pending(s, g)
	switch o.kind {
	case opChan:
		if len(o.alts) == 0 {
			s.goroutine(g).done = true
			return
		}
		a := o.alts[0]
		if a.send {
			if a.ch.k == channel && s.objs[a.ch.n].cap > 0 {
				o := s.object(a.ch.n) // as if there were room
				o.buf = append(o.buf, a.val)
			}
			x.completeChan(s, g, a.i, value{}, value{})
		} else {
			x.completeChan(s, g, a.i, x.p.zero(a.elem), num(0))
		}
	case opLock, opRLock:
		cell := &s.object(o.at.n).cells.vals[o.at.m]
		*cell = value{k: primitive}
		s.goroutine(g).phase = 0
		x.perform(s, g, o)
	case opCondWait:
		s.goroutine(g).phase = 0
		x.finish(s, g, o, value{})
	case opWait:
		x.finish(s, g, o, x.results(s, resultsOf(o.call), true))
	case opOnce:
		x.finish(s, g, o, value{})
	default:
		s.goroutine(g).done = true
	}
}
