package explore

import (
	"cmp"
	"slices"
)

// many is more assumptions than any leak may rest on.
const many = 1 << 10

// best chooses of the nodes that have one leak in common the one that tells it best:
// it rests on one assumption at most, nothing more gets stuck after it, and it comes early. The
// decisions that make no difference to the leak are idle.
func best(nodes []*node, leak []int, final []bool) (i, assumed int, idle map[*history]bool) {
	choose := func(cost func(int) int) int {
		return slices.MinFunc(leak, func(i, j int) int {
			return cmp.Or(-compare(cost(i) <= 1, cost(j) <= 1), -compare(final[i], final[j]),
				cmp.Compare(cost(i), cost(j)), cmp.Compare(nodes[i].depth, nodes[j].depth))
		})
	}
	all := func(i int) int { return nodes[i].s.assumed }
	if i = choose(all); all(i) <= 1 {
		return i, all(i), nil
	}
	r := newRest(nodes, leak)
	costs := make(map[int]int)
	for _, i := range leak {
		costs[i], _ = r.on(i)
	}
	i = choose(func(i int) int { return costs[i] })
	assumed, idle = r.on(i)
	return i, assumed, idle
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// A rest tells on which assumptions a leak rests. A choice that leads to it whichever way it
// goes is none of them.
type rest struct {
	nodes []*node
	need  []int // for each node, of the way to the leak that needs fewest
	start []end
	moves [][][]end // of each node
}

func newRest(nodes []*node, leak []int) *rest {
	r := &rest{nodes: nodes, need: make([]int, len(nodes))}
	for i := range r.need {
		r.need[i] = many
	}
	for _, i := range leak {
		r.need[i] = 0
	}
	begin := new(state)
	for i, n := range nodes {
		if n.parent < 0 && n.s.end != crashed {
			r.start = append(r.start, r.end(begin, edge{to: i, past: n.s.past}))
		}
	}
	for i := range nodes {
		r.moves = append(r.moves, r.movesOf(i))
	}
	for changed := true; changed; {
		changed = false
		for i := range slices.Backward(nodes) {
			for _, ends := range r.moves[i] {
				if n := r.needs(ends, 0); n < r.need[i] {
					r.need[i], changed = n, true
				}
			}
		}
	}
	return r
}

// An end is a node to which a move may lead, with what is decided on the way.
type end struct {
	node    int
	past    *history
	decided []*history // in past, first decision first
	added   int        // assumptions besides those
}

// movesOf lists the ends of each move of a node. Crashes are none: they cannot be, or
// others report them.
func (r *rest) movesOf(i int) (out [][]end) {
	move := -1
	for _, e := range r.nodes[i].edges {
		if r.nodes[e.to].s.end == crashed {
			continue
		}
		if e.move != move {
			move = e.move
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], r.end(r.nodes[i].s, e))
	}
	return out
}

func (r *rest) end(before *state, to edge) end {
	e := end{node: to.to, past: to.past, added: r.nodes[to.to].s.assumed - before.assumed}
	for h := to.past; h != nil && h != before.past; h = h.rest {
		if h.last.Kind == Branches {
			e.decided = append(e.decided, h)
			e.added -= h.last.adds
		}
	}
	slices.Reverse(e.decided)
	e.added = max(0, e.added)
	return e
}

// needs counts what a move needs to lead to the leak, from its k-th decision on.
func (r *rest) needs(ends []end, k int) int {
	least := many
	for len(ends) > 0 {
		yes, no, others := parted(ends, k)
		ends = others
		if len(yes)+len(no) == 0 { // none of the others decides any more
			for _, e := range ends {
				least = min(least, r.need[e.node]+e.added)
			}
			break
		}
		whatever := 0
		for _, side := range [][]end{yes, no} {
			n := many
			if len(side) > 0 {
				n = r.needs(side, k+1)
				least = min(least, n+side[0].decided[k].last.adds)
			}
			whatever = max(whatever, n)
		}
		least = min(least, whatever)
	}
	return least
}

// parted parts ends by their k-th decision. The others decide something else there, or
// nothing: what they differ by was not noted.
func parted(ends []end, k int) (yes, no, others []end) {
	var first *Step
	for _, e := range ends {
		if k >= len(e.decided) {
			others = append(others, e)
			continue
		}
		this := &e.decided[k].last
		if first == nil {
			first = this
		}
		switch {
		case this.Pos != first.Pos || this.Goroutine != first.Goroutine:
			others = append(others, e)
		case this.Yes:
			yes = append(yes, e)
		default:
			no = append(no, e)
		}
	}
	return yes, no, others
}

// on counts the assumptions on which the way to node i rests, and tells its idle decisions.
func (r *rest) on(i int) (n int, idle map[*history]bool) {
	idle = make(map[*history]bool)
	for i >= 0 {
		parent, past := r.nodes[i].parent, r.nodes[i].s.past
		moves := [][]end{r.start}
		if parent >= 0 {
			moves = r.moves[parent]
		}
		for _, ends := range moves {
			at := slices.IndexFunc(ends, func(e end) bool { return e.node == i && e.past == past })
			if at >= 0 {
				n += r.decisions(ends, ends[at], idle)
				break
			}
		}
		i = parent
	}
	return n, idle
}

// decisions counts the assumptions of a move that leads to one of its ends.
func (r *rest) decisions(ends []end, to end, idle map[*history]bool) int {
	n := to.added
	for k, h := range to.decided {
		var same, other []end
		for _, e := range ends {
			if k >= len(e.decided) {
				continue
			}
			this := e.decided[k].last
			switch {
			case this.Pos != h.last.Pos || this.Goroutine != h.last.Goroutine:
			case this.Yes == h.last.Yes:
				same = append(same, e)
			default:
				other = append(other, e)
			}
		}
		if len(other) > 0 && r.needs(other, k+1) <= 1 {
			idle[h] = true
		} else {
			n += h.last.adds
		}
		ends = same
	}
	return n
}
