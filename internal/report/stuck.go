package report

import (
	"fmt"
	"strings"

	"github.com/gorolint/gorolint/internal/explore"
	"github.com/gorolint/gorolint/internal/model"
)

// stuck says at what a goroutine can block for ever, and why.
func stuck(c *model.Claim) string {
	who := "this goroutine"
	if c.Stuck.Launch == nil {
		who = "the caller"
	}
	name := c.Name
	of := func(what string) string {
		if name == "" {
			return "this " + what
		}
		return name
	}
	switch c.Stuck.Op {
	case explore.Send:
		return fmt.Sprintf("%s can block for ever sending to %s: %s", who, of("channel"), served(c, "receives from it"))
	case explore.Receive:
		return fmt.Sprintf("%s can block for ever receiving from %s: %s", who, of("channel"), served(c, "sends to or closes it"))
	case explore.Select:
		if c.Cause == model.NilChan && c.Stuck.Made == 0 {
			return fmt.Sprintf("%s blocks for ever: no case of this select can ever be ready", who)
		}
		return fmt.Sprintf("%s can block for ever in this select: %s", who, served(c, "serves one of its cases"))
	case explore.Wait:
		return fmt.Sprintf("%s can block for ever waiting for %s: %s", who, of("group"), served(c, "calls Done"))
	case explore.CondWait:
		return fmt.Sprintf("%s can block for ever in Wait of %s: %s", who, of("condition"), served(c, "signals it"))
	case explore.OnceDo:
		return fmt.Sprintf("%s can block for ever in Do of %s, whose function it is in", who, of("once"))
	}
	verb := "locking"
	if c.Stuck.Op == explore.RLock {
		verb = "read-locking"
	}
	switch c.Cause {
	case model.Kept:
		return "this lock is still held on one way out of the function, and whoever locks it next blocks for ever"
	case model.Never:
		return "nothing unlocks this lock again, and whoever locks it next blocks for ever"
	case model.Held:
		return fmt.Sprintf("%s can block for ever %s %s, which it holds already", who, verb, of("lock"))
	case model.Cycle:
		return fmt.Sprintf("%s can block for ever %s %s: whoever holds it waits for this goroutine", who, verb, of("lock"))
	}
	return fmt.Sprintf("%s can block for ever %s %s, which is not unlocked again", who, verb, of("lock"))
}

// served says why nobody does what would serve the operation.
func served(c *model.Claim, does string) string {
	switch c.Cause {
	case model.NilChan:
		if strings.HasSuffix(c.Name, ".Done()") {
			return "the context can never end"
		}
		return "the channel is nil"
	case model.Alone:
		return "nothing " + does
	case model.Cycle:
		return "whoever " + does + " is stuck as well"
	}
	return "whoever " + does + " may be gone by then"
}

// unstick offers a remedy.
func unstick(c *model.Claim) string {
	switch c.Stuck.Op {
	case explore.Send:
		return "give the channel room for every send, or select on a context as well (group)"
	case explore.Receive, explore.Select:
		return "close the channel on every path, or select on a context as well (group)"
	case explore.Wait:
		if c.Rule == "lockleak" {
			return "do not hold the lock across Wait (group)"
		}
		return "defer Done at the top of what is waited for, and receive its results first (group)"
	case explore.CondWait:
		return "signal under the lock on every path, and wait in a loop (group)"
	case explore.OnceDo:
		return "do not call it from the function itself"
	}
	switch c.Cause {
	case model.Held:
		return "unlock it first, or split off the part that runs under the lock"
	case model.Cycle:
		return "take the locks in one order, and none across a blocking operation"
	}
	return "defer Unlock"
}

// step says what happens in a step of a witness.
func step(r model.Role) string {
	return map[model.Role]string{
		model.BranchTaken:  "this turns out true",
		model.BranchLeft:   "this turns out false",
		model.AssumedTaken: "assume this is true",
		model.AssumedLeft:  "assume this is false",
		model.CaseHere:     "this case is taken",
		model.PassHere:     "this goes on",
		model.LockHere:     "locked here",
		model.EndHere:      "returns here",
		model.PanicHere:    "assume this panics, and is recovered from",
		model.StuckToo:     "and this blocks for ever as well",
	}[r]
}
