// Package report turns claims into diagnostics: the wording, the pattern that
// cures, and the related positions.
package report

import (
	"flag"
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/fault"
	"github.com/gorolint/gorolint/internal/fix"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/site"
)

// Claims reports the claims that the pass's rule owns, if a rule of its tier is
// to run.
func Claims(pass *analysis.Pass, tier config.Tier) (any, error) {
	cfg := pass.ResultOf[config.Analyzer].(*config.Config)
	if !cfg.Enabled(pass.Analyzer.Name, tier) {
		return nil, nil
	}
	log := fault.New(cfg.Probe)
	log.Guard("the report", fault.ThePackage, token.NoPos, func() { claims(pass, cfg, log) })
	if cfg.Debug {
		fault.Report(pass, log.Faults())
	}
	return nil, nil
}

func claims(pass *analysis.Pass, cfg *config.Config, log *fault.Log) {
	rule := pass.Analyzer.Name
	strict := cfg.Strict || isStrict(pass)
	filter := newFilter(pass, cfg)
	pkg := pass.ResultOf[model.Analyzer].(*model.Package)
	fixer := fix.New(pass, pkg, log)
	for _, c := range pkg.Claims {
		if c.Rule == rule && c.Cost <= limit(pass) && !filter.silenced(rule, c.Pos) && (strict || !c.Strict) && (cfg.Advice || !c.Advice) {
			d := diagnostic(pass, c)
			if cfg.Fixes && !unfixed(pass, cfg, c) {
				d.SuggestedFixes = fixer.For(c)
			}
			pass.Report(d)
		}
	}
	filter.unused(rule)
}

// unfixed reports whether the command's baseline holds a claim, as it stands there.
func unfixed(pass *analysis.Pass, cfg *config.Config, c *model.Claim) bool {
	from, _ := extent(pass, c.Pos)
	f := fileAt(pass, from)
	if f == nil {
		return false
	}
	pkg, _, _ := strings.Cut(pass.Pkg.Path(), " [")
	if strings.HasSuffix(pass.Fset.File(from).Name(), "_test.go") {
		pkg = strings.TrimSuffix(pkg, "_test") // as the command does, which sees the name of the file only
	}
	return cfg.Unfixed(site.Of(f, from).Hash(pass.Analyzer.Name, pkg))
}

// limit is the rule's limit for the cost of a claim, if it has one.
func limit(pass *analysis.Pass) int {
	f := pass.Analyzer.Flags.Lookup("limit")
	if f == nil {
		return 0
	}
	n, _ := f.Value.(flag.Getter).Get().(int)
	return n
}

func isStrict(pass *analysis.Pass) bool {
	f := pass.Analyzer.Flags.Lookup("strict")
	return f != nil && f.Value.String() == "true"
}

func diagnostic(pass *analysis.Pass, c *model.Claim) analysis.Diagnostic {
	from, to := extent(pass, c.Pos)
	d := analysis.Diagnostic{
		Pos:      from,
		End:      to,
		Category: pattern(c.Shape),
		Message:  fmt.Sprintf("%s; %s (%s)", what(c), cure(c), c.Rule),
		URL:      pass.Analyzer.URL,
	}
	d.Related = related(pass, c)
	return d
}

// related says what happens at the other places of a claim. The steps of a witness
// are numbered, and may come to one place twice.
func related(pass *analysis.Pass, c *model.Claim) (out []analysis.RelatedInformation) {
	seen := map[token.Pos]bool{c.Pos: true}
	steps := 0
	for _, p := range c.Where {
		message := place(c, p.Role)
		switch {
		case !p.Pos.IsValid():
			continue
		case c.Kind == model.StuckHere && p.Role != model.MadeHere:
			steps++
			message = fmt.Sprintf("%d. %s", steps, message)
		case seen[p.Pos]:
			continue
		}
		seen[p.Pos] = true
		from, to := extent(pass, p.Pos)
		out = append(out, analysis.RelatedInformation{Pos: from, End: to, Message: message})
	}
	return out
}

// pattern is the name of the pattern that cures a launch of this shape, if it is
// one of the three.
func pattern(s model.Shape) string {
	return [...]string{model.OneTask: "group", model.ManyTasks: "pool", model.Background: "singleton", model.TeamsOwn: ""}[s]
}

// subject names the goroutine by what it runs.
func subject(c *model.Claim) string {
	if c.Name == "" {
		return "this goroutine"
	}
	return "goroutine " + c.Name
}

// what says what happens at run time, and the evidence looked for.
func what(c *model.Claim) string {
	var b strings.Builder
	switch c.Kind {
	case model.EndlessLoop:
		fmt.Fprintf(&b, "%s loops for ever: no path leaves its loop", subject(c))
	case model.TickerRange:
		fmt.Fprintf(&b, "%s never ends: it ranges over a ticker's channel, which Stop does not close", subject(c))
	case model.SignalRange:
		fmt.Fprintf(&b, "%s never ends: it ranges over a channel of signals, which signal.Stop does not close", subject(c))
	case model.DeadContext:
		fmt.Fprintf(&b, "%s never ends: the context it waits for is never cancelled", subject(c))
	case model.EndlessCall:
		fmt.Fprintf(&b, "%s never ends: it makes a call that does not return", subject(c))
	case model.DeadSignal:
		fmt.Fprintf(&b, "%s never ends: nothing sends on or closes the channel that would stop it", subject(c))
	case model.UnboundedCall:
		fmt.Fprintf(&b, "%s can block for ever in %s, which has no timeout or context; nobody waits for it and nothing can stop it", subject(c), c.Callee)
	case model.BlockedForEver:
		fmt.Fprintf(&b, "%s blocks for ever", subject(c))
	case model.Unsupervised:
		fmt.Fprintf(&b, "nobody waits for %s and nothing can stop it", subject(c))
	case model.ProcessLong:
		fmt.Fprintf(&b, "%s runs until the process exits: nothing can stop it", subject(c))
	case model.NeverClosed:
		fmt.Fprintf(&b, "this receives from %s until it is closed, and nothing closes it", c.Name)
	case model.Recursion:
		fmt.Fprintf(&b, "a goroutine is launched at every level of the recursion of %s: their number grows with the input", c.Name)
	case model.NeverWaited:
		fmt.Fprintf(&b, "nobody waits for %s: there is no Wait for what is launched into it", c.Name)
	case model.NoDone:
		fmt.Fprintf(&b, "this goroutine can end without %s.Done, and the Wait for it blocks for ever", c.Name)
	case model.NeverDone:
		fmt.Fprintf(&b, "this Wait for %s blocks for ever: nothing calls Done after its Add", c.Name)
	case model.NoLaunch:
		fmt.Fprintf(&b, "after this %s.Add a path leaves without launching what calls Done, and the Wait for it blocks for ever", c.Name)
	case model.Refused:
		fmt.Fprintf(&b, "this may return without launching what calls %s.Done, and the Wait for it blocks for ever", c.Name)
	case model.UnusedContext:
		fmt.Fprintf(&b, "the context of this group is thrown away: its goroutines go on after one of them has failed")
	case model.ParentContext:
		fmt.Fprintf(&b, "this goroutine uses %s, the parent of its group's context: it goes on after another one has failed", c.Name)
	case model.StuckHere:
		b.WriteString(stuck(c))
	case model.UnguardedSend:
		fmt.Fprintf(&b, "this goroutine sends to %s, which is handed out, and blocks for ever if its receiver stops", c.Name)
	case model.LeftSend:
		fmt.Fprintf(&b, "this goroutine sends to %s without a look at the context at hand, and blocks for ever when its receiver has left for a context", c.Name)
	case model.Unlimited:
		fmt.Fprintf(&b, "a goroutine is launched %s, and nothing limits their number", forEach(c.Items))
	case model.Duplicated:
		fmt.Fprintf(&b, "each call of %s starts another of this loop over %s, and nothing keeps it from being called again", c.Callee, c.Name)
	case model.LostContext, model.DeadCase:
		b.WriteString(lost(c))
	case model.HiddenCancel:
		fmt.Fprintf(&b, "%s returns only if it fails, and %s is cancelled only after it: a signal ends the process, and its goroutines never hear of it", shortName(c.Callee), c.Context)
	case model.TinyTask:
		fmt.Fprintf(&b, "%s does the work of %d simple instructions at most, and never waits: to launch it costs more than to call it", subject(c), c.Cost)
	case model.LostResult, model.LostServer, model.LostInside:
		b.WriteString(lostError(c))
	case model.NakedGo:
		fmt.Fprintf(&b, "this go statement goes past %s, by which this package is to launch", c.Callee)
	case model.Unrecovered:
		fmt.Fprintf(&b, "a panic in %s ends the process: it does not recover", subject(c))
	case model.LateRecover:
		fmt.Fprintf(&b, "a panic in %s ends the process: it recovers only after what can panic", subject(c))
	case model.IdleRecover:
		fmt.Fprintf(&b, "a panic in %s ends the process: recover is not called by the deferred function itself, and returns nil", subject(c))
	case model.Unstopped:
		b.WriteString(unstopped(c))
	case model.AfterWait:
		fmt.Fprintf(&b, "%s is used after Wait, which has cancelled it", c.Name)
	}
	if c.Launch != nil && c.Rule == "barego" && !c.Strict {
		switch c.Launch.Mult {
		case model.PerRequest:
			b.WriteString(", and every request starts another")
		case model.PerItem, model.Repeated:
			b.WriteString(", and every round of the loop starts another")
		}
	}
	return b.String()
}

// forEach says what the goroutines are launched for.
func forEach(i *model.Items) string {
	switch i.Source {
	case model.Passed:
		return fmt.Sprintf("for each item of %s, as many as the caller passes", i.Name)
	case model.Returned:
		return fmt.Sprintf("for each item that %s returns", i.Name)
	case model.Read, model.Heard:
		return fmt.Sprintf("for each item that %s reads", i.Name)
	}
	return fmt.Sprintf("for each value received from %s", i.Name)
}

// lostError says whose error goes nowhere.
func lostError(c *model.Claim) string {
	name := c.Name
	if name == "" {
		name = "this goroutine"
	}
	switch c.Kind {
	case model.LostServer:
		return fmt.Sprintf("the error of %s goes nowhere: if it cannot serve, this goroutine tells nobody, and the program goes on without it", name)
	case model.LostInside:
		return fmt.Sprintf("the error of %s goes nowhere: this goroutine drops it, and nobody else can see it", name)
	}
	return fmt.Sprintf("the error of %s goes nowhere: a go statement drops what its function returns", name)
}

// cure offers the one remedy, named by its pattern.
func cure(c *model.Claim) string {
	switch c.Kind {
	case model.StuckHere:
		return unstick(c)
	case model.UnguardedSend, model.LeftSend:
		if c.CtxAtHand {
			return "select on the context as well (group)"
		}
		return "take a context and select on it as well (group)"
	case model.LostContext, model.DeadCase:
		return passContext(c)
	case model.HiddenCancel:
		return "end the context on a signal, with signal.NotifyContext, and then the server (singleton)"
	case model.TinyTask:
		if c.Shape == model.ManyTasks {
			return "call it, or give many of them to each of a few goroutines (pool)"
		}
		return "call it, or launch it together with more work (group)"
	case model.Unstopped:
		return stopIt(c)
	case model.NeverClosed:
		return "let its sender close it after the last value, or the owner of the workers in its Stop (pool)"
	case model.Recursion:
		return "collect the work first and run it in a group with SetLimit (pool)"
	case model.NeverWaited:
		return "wait where its results are needed, or in the Close of its owner (group)"
	case model.NoDone:
		return "defer Done at the top, or launch it by Go (group)"
	case model.NeverDone:
		return "defer Done at the top of what is waited for, or launch it by Go (group)"
	case model.NoLaunch:
		return "call Add just before the launch, or launch it by Go (group)"
	case model.Refused:
		return "call Done where it was not launched, or Add where it is (group)"
	case model.UnusedContext:
		return "pass it to the goroutines, or use a group without a context (group)"
	case model.ParentContext:
		return "use the group's context inside (group)"
	case model.AfterWait:
		return "use the parent after Wait (group)"
	case model.Unlimited:
		return "limit them by SetLimit or a semaphore, or hand the items to a fixed set of workers (pool)"
	case model.Duplicated:
		return "start it under a sync.Once (singleton)"
	case model.LostResult, model.LostServer, model.LostInside:
		return "return it through an errgroup, or log it (group)"
	case model.NakedGo:
		if c.Say != "" {
			return c.Say
		}
		return "launch it by " + c.Callee
	case model.Unrecovered, model.LateRecover, model.IdleRecover:
		if c.Callee != "" {
			return fmt.Sprintf("defer %s first in it", c.Callee)
		}
		return "defer a function that calls recover first in it"
	case model.UnboundedCall:
		return "bound the call, and wait for it in a group (group)"
	}
	switch c.Shape {
	case model.Background:
		return "give it a context or done channel to watch, and one owner (singleton)"
	case model.ManyTasks:
		return "hand the work to a fixed set of workers (pool)"
	default:
		return "launch it in a group and wait for it (group)"
	}
}

func place(c *model.Claim, r model.Role) string {
	switch r {
	case model.LoopHere:
		return "this loop has no way out"
	case model.CallHere:
		if c.Kind == model.UnboundedCall {
			return "this call has no bound"
		}
		if c.Kind == model.LostContext {
			return "this call goes on after the context has ended"
		}
		return "this call does not return"
	case model.ReceiveHere:
		if c.Kind == model.DeadCase {
			return "waits here for its end"
		}
		return "waits here for ever"
	case model.LaunchHere:
		return "the goroutine starts here"
	case model.MadeHere:
		if c.Name == "" {
			return "made here"
		}
		return fmt.Sprintf("%s is made here", c.Name)
	case model.SendHere:
		return "sent on here"
	case model.RecurseHere:
		return "the recursion goes on here"
	case model.GroupHere:
		return fmt.Sprintf("%s is declared here", c.Name)
	case model.AddHere:
		return "added to here"
	case model.WaitHere:
		return "somebody waits here for ever"
	case model.BranchHere:
		return "this branch leads away from it"
	case model.ReturnHere:
		return "returns here without it"
	case model.LeaveHere:
		return "stops receiving here"
	case model.RecoverHere:
		if c.Kind == model.LateRecover {
			return "it recovers here"
		}
		return "deferred here"
	case model.DroppedHere:
		return "its error is dropped here"
	case model.WaitedHere:
		return "Wait returns here, and cancels it"
	case model.BranchTaken, model.BranchLeft, model.AssumedTaken, model.AssumedLeft, model.CaseHere, model.PassHere, model.LockHere, model.EndHere, model.PanicHere, model.StuckToo:
		return step(r)
	case model.StateHere:
		return fmt.Sprintf("%s is shared by all of them", c.Name)
	case model.ItemsHere:
		return "this decides how many"
	case model.CancelHere:
		return fmt.Sprintf("%s is cancelled here", c.Context)
	case model.ContextHere:
		return "the context that it is given comes from here"
	case model.DerivedHere:
		return "the group's context comes from here"
	}
	return "here"
}
