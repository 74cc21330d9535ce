package model

import (
	"go/token"
	"slices"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/gorolint/gorolint/internal/config"
)

// claims makes each claim once: for a launch the strongest owns it.
func (b *builder) claims(launches []*Launch) []*Claim {
	c := &claimer{b: b, launches: launches, owned: make(map[*Launch]bool)}
	c.lifetime()
	if c.asked("losterror") { // its claims own nothing: what becomes of an error is another question
		c.add(b.lostErrors(c.unclaimed(), launched(launches))...)
	}
	c.lifetimeAdvice()
	c.bounds()
	c.add(b.policies(launches)...)
	return dedupe(c.out)
}

// A claimer collects the claims of a package.
type claimer struct {
	b        *builder
	launches []*Launch
	owned    map[*Launch]bool // by a claim that no other is to stand beside
	out      []*Claim
}

func (c *claimer) add(claims ...*Claim) { c.out = append(c.out, claims...) }

// own adds claims that own their launches; nil is none.
func (c *claimer) own(claims ...*Claim) {
	for _, claim := range claims {
		if claim == nil {
			continue
		}
		c.add(claim)
		if claim.Launch != nil {
			c.owned[claim.Launch] = true
		}
		for _, l := range claim.Covers {
			c.owned[l] = true
		}
	}
}

func (c *claimer) unclaimed() []*Launch {
	return slices.DeleteFunc(slices.Clone(c.launches), func(l *Launch) bool { return c.owned[l] })
}

// each owns what is claimed of each launch that is not owned yet.
func (c *claimer) each(claim func(*Launch) *Claim) {
	for _, l := range c.unclaimed() {
		c.own(c.b.claim(l.Fn, func() *Claim { return claim(l) }))
	}
}

// claim makes a claim that is about a function.
func (b *builder) claim(fn *ssa.Function, made func() *Claim) (c *Claim) {
	b.view.About("a claim", fn, func() { c = made() })
	return c
}

// claimsOf makes those about one function after the other.
func (b *builder) claimsOf(made func(*ssa.Function) []*Claim) (out []*Claim) {
	for _, fn := range b.view.Funcs {
		b.view.About("a claim", fn, func() { out = append(out, made(fn)...) })
	}
	return out
}

// claimsFor makes those about one launch after the other.
func (b *builder) claimsFor(launches []*Launch, made func(*Launch) *Claim) (out []*Claim) {
	for _, l := range launches {
		if c := b.claim(l.Fn, func() *Claim { return made(l) }); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// lifetime makes the proven claims about what waits for a goroutine and what ends it.
func (c *claimer) lifetime() {
	b := c.b
	// What unclosedchan and missingwait claim of the same goroutines says more of the
	// cause than where they are stuck.
	endless := make(map[*Launch]*Claim)
	var told []*Claim
	for _, l := range c.launches {
		endless[l] = b.claim(l.Fn, func() *Claim { return b.endless(l, c.launches) })
		if endless[l] != nil && endless[l].Rule == "unclosedchan" {
			c.own(endless[l])
			told = append(told, endless[l])
		}
	}
	ranges := b.ranges(c.launches)
	c.add(ranges...)
	undone := b.undone(c.launches)
	c.own(undone...)
	told = slices.Concat(told, ranges, undone, b.missedDone(c.unclaimed()))
	c.own(b.leaks(c.launches, told)...)
	// Waiting for what never ends would be no cure: such a launch comes first.
	c.each(func(l *Launch) *Claim { return endless[l] })
	c.own(slices.Concat(b.neverWaited(c.unclaimed()), b.missedDone(c.unclaimed()))...)
	c.each(b.unboundedCall)
	c.add(b.groupContexts(c.launches)...)
}

// lifetimeAdvice makes those that are a matter of judgement, and the strict ones of what is left.
func (c *claimer) lifetimeAdvice() {
	b := c.b
	c.each(b.unguarded)
	if c.asked("lostctx") {
		inner := innerLaunches(c.launches)
		c.add(b.claimsFor(c.unclaimed(), func(l *Launch) *Claim {
			if inner[l.Launch] {
				return nil
			}
			return b.lostContext(l)
		})...)
		c.add(b.hiddenCancels(c.launches)...)
	}
	c.each(b.duplicated)
	c.each(b.strict)
	if c.asked("unstopped") {
		c.add(b.unstopped(c.owned)...)
	}
}

// asked reports whether anybody wants the claims of a rule of advice. They are looked for in
// vain else, unless they own their launches: then no other claims those. The ledger shows them all
// the same, and no fix is to bring one.
func (c *claimer) asked(rule string) bool {
	cfg := c.b.cfg
	return cfg.Debug || cfg.Ledger || cfg.Fixes || cfg.Enabled(rule, config.Advice)
}

// bounds makes those about how many goroutines there can be, and about those there need not be.
func (c *claimer) bounds() {
	recursions := c.b.recursions(c.launches)
	c.add(recursions...)
	if c.asked("unboundedgo") {
		c.add(c.b.claimsFor(c.launches, func(l *Launch) *Claim {
			if slices.ContainsFunc(recursions, func(r *Claim) bool { return r.Launch == l }) {
				return nil
			}
			return c.b.unlimited(l)
		})...)
	}
	if c.asked("tinytask") {
		c.add(c.b.tinyTasks(c.launches)...)
	}
}

// dedupe drops claims of one rule at one position.
func dedupe(claims []*Claim) []*Claim {
	type key struct {
		rule string
		pos  token.Pos
	}
	seen := make(map[key]bool)
	out := claims[:0]
	sort.SliceStable(claims, func(i, j int) bool { return claims[i].Pos < claims[j].Pos })
	for _, c := range claims {
		if k := (key{c.Rule, c.Pos}); !seen[k] {
			seen[k] = true
			out = append(out, c)
		}
	}
	return out
}
