package explore

import (
	"fmt"
	"os"
)

var dumping = os.Getenv("EXPLORE_DUMP") != ""

func (x *explorer) dump(nodes []*node) {
	for i, n := range nodes {
		fmt.Fprintf(os.Stderr, "%d (from %d) end=%d assumed=%d whole=%v crashes=%v\n", i, n.parent, n.s.end, n.s.assumed, n.whole, n.crashes)
		for g := range n.s.gs {
			if n.s.gs[g].done {
				fmt.Fprintf(os.Stderr, "   g%d done\n", g)
				continue
			}
			o := x.pending(n.s, g)
			fmt.Fprintf(os.Stderr, "   g%d %s: %v kind=%d at=%v", g, x.p.Pkg.Prog.Fset.Position(x.posOf(n.s, g, o)), x.instr(n.s, g), o.kind, o.at)
			for _, a := range o.alts {
				fmt.Fprintf(os.Stderr, " [send=%v ch=%v%d r=%d]", a.send, a.ch.k, a.ch.n, x.readiness(n.s, a))
			}
			fmt.Fprintln(os.Stderr)
		}
		for _, e := range n.edges {
			fmt.Fprintf(os.Stderr, "   -> %d %v\n", e.to, e.who)
		}
	}
}
