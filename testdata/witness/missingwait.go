package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"missingwait"
	. "oracle"
)

var missing = []Case{
	// Wait does not return.
	{Func: "missingwait.UndoneMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.UndoneMistake(ones) }},
	{Func: "missingwait.UndoneCure", Oracle: Alive, Run: func(int) { missingwait.UndoneCure(ones) }},
	{Func: "missingwait.UndoneTogetherMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.UndoneTogetherMistake(func() {}, func() {}) }},
	{Func: "missingwait.UndoneTogetherCure", Oracle: Alive, Run: func(int) { missingwait.UndoneTogetherCure(func() {}, func() {}) }},
	{Func: "missingwait.OneIsOursCure", Oracle: Alive, Run: func(int) { missingwait.OneIsOursCure(func() {}, func() {}) }},
	{Func: "missingwait.OneIsNotCountedCure", Oracle: Alive, Run: func(int) { missingwait.OneIsNotCountedCure(func() {}, func() {}, func() {}) }},
	{Func: "missingwait.EarlyTogetherMistake", Oracle: LeakProfile, Run: func(int) {
		go missingwait.EarlyTogetherMistake(func() error { return context.Canceled }, func() {})
	}},
	{Func: "missingwait.UndoneAtOnceMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.UndoneAtOnceMistake([]func(){func() {}, func() {}, func() {}}) }},
	{Func: "missingwait.UndoneCountMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.UndoneCountMistake(2, func() {}) }},
	{Func: "missingwait.ClosedTooSoonMistake", Oracle: Outlives, Run: func(int) {
		missingwait.ClosedTooSoonMistake([]func() error{func() error { time.Sleep(time.Second / 2); return nil }})
	}},
	{Func: "missingwait.ClosedTooSoonCure", Oracle: Outlives, Run: func(int) {
		missingwait.ClosedTooSoonCure([]func() error{func() error { time.Sleep(time.Second / 2); return nil }})
	}},
	{Func: "missingwait.EarlyReturnMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.EarlyReturnMistake([]int{1, -1}) }},
	{Func: "missingwait.EarlyReturnCure", Oracle: Alive, Run: func(int) { missingwait.EarlyReturnCure([]int{1, -1}) }},
	{Func: "missingwait.BothWaysCure", Oracle: Alive, Run: each(missingwait.BothWaysCure, -1, 1)},
	{Func: "missingwait.LateDeferMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.LateDeferMistake(0) }},
	{Func: "missingwait.NamedMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.NamedMistake(-1) }},
	{Func: "missingwait.server.StartMistake", Oracle: LeakProfile, Run: func(int) {
		s := missingwait.NewServer(true)
		s.StartMistake()
		go s.Close()
	}},
	{Func: "missingwait.SameConditionCure", Oracle: Alive, Run: func(int) {
		missingwait.SameConditionCure(1, true)
		missingwait.SameConditionCure(1, false)
	}},
	{Func: "missingwait.FlagCure", Oracle: Alive, Run: each(missingwait.FlagCure, 1, 5)},
	{Func: "missingwait.CalleeCure", Oracle: Alive, Run: each(missingwait.CalleeCure, 0, 1)},
	{Func: "missingwait.HandedOnCure", Oracle: Alive, Run: each(missingwait.HandedOnCure, 0, 1)},
	{Func: "missingwait.TimerCure", Oracle: Alive, Run: each(missingwait.TimerCure, 0, 1)},
	{Func: "missingwait.ExitCure", Oracle: None, Why: "the ways without a Done end the process"},
	{Func: "missingwait.JobsCure", Oracle: Alive, Run: func(int) { missingwait.JobsCure([]int{0, 1, 2, 0, 3}, 0) }},
	{Func: "missingwait.AddThenReturnMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.AddThenReturnMistake([]int{1, -1}) }},
	{Func: "missingwait.AddThenReturnCure", Oracle: Alive, Run: func(int) { missingwait.AddThenReturnCure([]int{1, -1}) }},
	{Func: "missingwait.AddThenContinueMistake", Oracle: LeakProfile, Run: func(int) { go missingwait.AddThenContinueMistake([]int{1, 0}) }},
	{Func: "missingwait.AddThenDoneCure", Oracle: Alive, Run: func(int) { missingwait.AddThenDoneCure([]int{1, -1}) }},
	{Func: "missingwait.AddAndReturnDoneCure", Oracle: Alive, Run: each(func(n int) { missingwait.AddAndReturnDoneCure(n)() }, 0, 1)},
	{Func: "missingwait.host.RefusedMistake", Oracle: LeakProfile, Run: func(int) {
		h := missingwait.NewHost(false)
		h.RefusedMistake()
		go h.Close()
	}},
	{Func: "missingwait.host.RefusedBranchMistake", Oracle: LeakProfile, Run: func(int) {
		h := missingwait.NewHost(false)
		_ = h.RefusedBranchMistake()
		go h.Close()
	}},
	{Func: "missingwait.host.RefusedCure", Oracle: Alive, Run: func(int) {
		for _, running := range []bool{false, true} {
			h := missingwait.NewHost(running)
			_ = h.RefusedCure()
			go h.Close()
		}
	}},
	{Func: "missingwait.OptionalCure", Oracle: Alive, Run: each(missingwait.OptionalCure, -1, 1)},

	// Nobody waits.
	{Func: "missingwait.NotWaitedMistake", Oracle: Outlives, Run: atOnce(func() { missingwait.NotWaitedMistake(1) })},
	{Func: "missingwait.LocalMistake", Oracle: Outlives, Run: slowly(func() { missingwait.LocalMistake([]int{1, 2}) })},
	{Func: "missingwait.LocalCure", Oracle: Outlives, Run: slowly(func() { missingwait.LocalCure([]int{1, 2}) })},
	{Func: "missingwait.Mailer.DeliverMistake", Oracle: Outlives, Run: slowly(func() { missingwait.NewMailer().DeliverMistake([]string{"a", "b"}) })},
	{Func: "missingwait.Indexer.IndexMistake", Oracle: Outlives, Run: slowly(func() { missingwait.NewIndexer().IndexMistake("a") })},
	{Func: "missingwait.FinishCure", Oracle: Alive, Run: func(int) { missingwait.FinishCure() }},
	{Func: "missingwait.ScanMistake", Oracle: LeakProfile, Run: func(int) { missingwait.ScanMistake(make([]string, 100)) }},
	{Func: "missingwait.CountsMessagesCure", Oracle: Alive, Run: func(int) { missingwait.CountsMessagesCure([][]int{{1, 2}, {3}}) }},
	{Func: "missingwait.ResultOrStopCure", Oracle: Alive, Run: func(int) { missingwait.ResultOrStopCure(make(chan struct{})) }},
	{Func: "missingwait.GoMistake", Oracle: Outlives, Run: slowly(missingwait.GoMistake)},
	{Func: "missingwait.GoCure", Oracle: Outlives, Run: slowly(missingwait.GoCure)},
	{Func: "missingwait.PassedMistake", Oracle: Outlives, Run: slowly(missingwait.PassedMistake)},
	{Func: "missingwait.PassedCure", Oracle: Outlives, Run: slowly(missingwait.PassedCure)},
	{Func: "missingwait.NewCarelessMistake", Oracle: Outlives, Run: atOnce(func() { missingwait.NewCarelessMistake().Close() })},
	{Func: "missingwait.NewCarefulCure", Oracle: Outlives, Run: atOnce(func() { missingwait.NewCarefulCure().Close() })},
	{Func: "missingwait.GenericMistake", Oracle: Outlives, Run: slowly(func() { missingwait.GenericMistake([]int{1, 2}) })},
	{Func: "missingwait.WaitValueCure", Oracle: Outlives, Run: slowly(func() {
		var wait func()
		missingwait.WaitValueCure(func(f func()) { wait = f })
		wait()
	})},
	{Func: "missingwait.WaitElsewhereCure", Oracle: Outlives, Run: slowly(func() { <-missingwait.WaitElsewhereCure() })},
	{Func: "missingwait.WaitReturnedCure", Oracle: Outlives, Run: slowly(func() { missingwait.WaitReturnedCure()() })},
	{Func: "missingwait.HandedOutCure", Oracle: Outlives, Run: slowly(func() {
		var kept *sync.WaitGroup
		missingwait.HandedOutCure(func(wg *sync.WaitGroup) { kept = wg })
		kept.Wait()
	})},
	{Func: "missingwait.FromOutsideCure", Oracle: Outlives, Run: slowly(func() {
		var wg sync.WaitGroup
		missingwait.FromOutsideCure(&wg)
		wg.Wait()
	})},
	{Func: "missingwait.Embedded.StartCure", Oracle: Outlives, Run: slowly(func() {
		var e missingwait.Embedded
		e.StartCure()
		e.Wait()
	})},
	{Func: "missingwait.ByChannelCure", Oracle: Outlives, Run: slowly(func() { missingwait.ByChannelCure() })},
	{Func: "missingwait.NoGroupCure", Oracle: Outlives, Run: slowly(missingwait.NoGroupCure)},
	{Func: "missingwait.EndlessCure", Oracle: None, Why: "endless, which is barego's finding and not missingwait's"},
	{Func: "missingwait.CountedCure", Oracle: Outlives, Run: slowly(func() { missingwait.CountedCure([]int{1, 2}) })},
}

// each calls f for each way through it.
func each(f func(int), ways ...int) func(int) {
	return func(int) {
		for _, way := range ways {
			f(way)
		}
	}
}

// slowly calls f with work that is still under way a moment later, unless f
// waits for it; the moment lets what was launched begin, or end after its Done.
func slowly(f func()) func(int) {
	return func(int) {
		missingwait.Pause = time.Second / 2
		f()
		time.Sleep(time.Second / 20)
	}
}

// atOnce calls f where there is no work to make slow: on a single processor,
// what f has not waited for has had no chance to end when f returns. Should the
// scheduler come in between after all, it gets to a part of that many only.
func atOnce(f func()) func(int) {
	return func(int) {
		runtime.GOMAXPROCS(1)
		for range 200 {
			f()
		}
	}
}

var ones = []func() int{func() int { return 1 }}
