package model

import (
	"go/token"
	"slices"
	"sort"
)

// claims makes each claim once: for a launch the strongest owns it.
func (b *builder) claims(launches []*Launch) []*Claim {
	c := &claimer{b: b, launches: launches, owned: make(map[*Launch]bool)}
	c.lifetime()
	// These own nothing: what becomes of an error is another question.
	c.add(b.lostErrors(c.unclaimed(), launched(launches))...)
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
		c.own(claim(l))
	}
}

// lifetime makes the proven claims about what waits for a goroutine and what ends it.
func (c *claimer) lifetime() {
	b := c.b
	// What unclosedchan and missingwait claim of the same goroutines says more of the
	// cause than where they are stuck.
	endless := make(map[*Launch]*Claim)
	var told []*Claim
	for _, l := range c.launches {
		if endless[l] = b.endless(l, c.launches); endless[l] != nil && endless[l].Rule == "unclosedchan" {
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
	inner := innerLaunches(c.launches)
	for _, l := range c.unclaimed() {
		if claim := b.lostContext(l); claim != nil && !inner[l.Launch] {
			c.add(claim)
		}
	}
	c.add(b.hiddenCancels(c.launches)...)
	c.each(b.duplicated)
	c.each(b.strict)
	c.add(b.unstopped(c.owned)...)
}

// bounds makes those about how many goroutines there can be, and about those there need not be.
func (c *claimer) bounds() {
	recursions := c.b.recursions(c.launches)
	c.add(recursions...)
	for _, l := range c.launches {
		if slices.ContainsFunc(recursions, func(r *Claim) bool { return r.Launch == l }) {
			continue
		}
		if claim := c.b.unlimited(l); claim != nil {
			c.add(claim)
		}
	}
	c.add(c.b.tinyTasks(c.launches)...)
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
