package main

import (
	"context"

	. "oracle"
	"unrecovered"
)

// What is run panics.
var unrecoveredPanics = []Case{
	crashes("LiteralMistake", func() { unrecovered.LiteralMistake(boom) }),
	crashes("LiteralCure", func() { unrecovered.LiteralCure(boom) }),
	crashes("MethodMistake", func() { unrecovered.MethodMistake(boom) }),
	crashes("MethodCure", func() { unrecovered.MethodCure(boom) }),
	crashes("ValueMistake", func() { unrecovered.ValueMistake(boom) }),
	crashes("ValueCure", func() { unrecovered.ValueCure(boom) }),
	crashes("ClosureMistake", func() { unrecovered.ClosureMistake(boom) }),
	crashes("ClosureCure", func() { unrecovered.ClosureCure(boom) }),
	crashes("LateMistake", func() { unrecovered.LateMistake(boom) }),
	crashes("LateCure", func() { unrecovered.LateCure(boom) }),
	crashes("NestedMistake", func() { unrecovered.NestedMistake(boom) }),
	crashes("NestedCure", func() { unrecovered.NestedCure(boom) }),
	crashes("DirectMistake", func() { unrecovered.DirectMistake(boom) }),
	crashes("DirectCure", func() { unrecovered.DirectCure(boom) }),
	crashes("BranchMistake", func() { unrecovered.BranchMistake(boom, false) }),
	crashes("BranchCure", func() { unrecovered.BranchCure(boom, false) }),
	crashes("GroupMistake", func() { unrecovered.GroupMistake([]func(){boom}) }),
	crashes("GroupCure", func() { unrecovered.GroupCure([]func(){boom}) }),
	crashes("TimerMistake", func() { unrecovered.TimerMistake(boom) }),
	crashes("TimerCure", func() { unrecovered.TimerCure(boom) }),
	crashes("HelperMistake", func() { unrecovered.HelperMistake(boom) }),
	crashes("HelperCure", func() { unrecovered.HelperCure(boom) }),
	crashes("OwnHelperMistake", func() { unrecovered.OwnHelperMistake(boom) }),
	crashes("OwnHelperCure", func() { unrecovered.OwnHelperCure(boom) }),
	crashes("CountedMistake", func() { unrecovered.CountedMistake(boom) }),
	crashes("CountedCure", func() { unrecovered.CountedCure(boom) }),
	crashes("EachMistake", func() { unrecovered.EachMistake(dozen, boomOn) }),
	crashes("EachCure", func() { unrecovered.EachCure(dozen, boomOn) }),
	crashes("HandlerMistake", func() { answer(unrecovered.HandlerMistake(boom)) }),
	crashes("HandlerCure", func() { answer(unrecovered.HandlerCure(boom)) }),
	crashes("LauncherMistake", func() { unrecovered.LauncherMistake(boom) }),
	crashes("LauncherCure", func() { unrecovered.LauncherCure(boom) }),
	crashes("MapMistake", func() { unrecovered.MapMistake(nil) }),
	crashes("MapCure", func() { unrecovered.MapCure(nil) }),
	crashes("IndexMistake", func() { unrecovered.IndexMistake(nil, nil) }),
	crashes("IndexCure", func() { unrecovered.IndexCure(nil, nil) }),
	crashes("AssertMistake", func() { unrecovered.AssertMistake("a", nil) }),
	crashes("AssertCure", func() { unrecovered.AssertCure("a", nil) }),
	crashes("HalfMistake", func() { unrecovered.HalfMistake(boom, boom) }),
	crashes("HalfCure", func() { unrecovered.HalfCure(boom, boom) }),
	crashes("CleanupMistake", func() { unrecovered.CleanupMistake(boom, boom) }),
	crashes("CleanupCure", func() { unrecovered.CleanupCure(boom, boom) }),
	crashes("DoneMistake", func() { unrecovered.DoneMistake(boom, boom) }),
	crashes("DoneCure", func() { unrecovered.DoneCure(boom, boom) }),
	crashes("LoopMistake", func() { oneJob(unrecovered.LoopMistake) }),
	crashes("LoopCure", func() { oneJob(unrecovered.LoopCure) }),
}

func crashes(name string, run func()) Case {
	return Case{Func: "unrecovered." + name, Oracle: Crashes, Run: func(int) { run() }}
}

func boom()         { panic("boom") }
func boomOn(string) { boom() }

func oneJob(serve func(context.Context, <-chan func())) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	jobs := make(chan func())
	serve(ctx, jobs)
	jobs <- boom
}
