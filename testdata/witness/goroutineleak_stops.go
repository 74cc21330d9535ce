package main

import (
	"context"
	"time"

	"goroutineleak"
	. "oracle"
)

var goroutineLeaksStops = []Case{
	{Func: "goroutineleak.ConsumeMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ConsumeMistake(words, ignore) }},
	{Func: "goroutineleak.ConsumeCure", Oracle: Alive, Run: func(int) { goroutineleak.ConsumeCure(words, ignore) }},
	{Func: "goroutineleak.WatchMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.WatchMistake(true, moment, moment) }},
	{Func: "goroutineleak.WatchCure", Oracle: Alive, Run: func(int) { goroutineleak.WatchCure(true, moment, moment) }},
	{Func: "goroutineleak.MergeMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.MergeMistake(words, words, ignore) }},
	{Func: "goroutineleak.MergeCure", Oracle: Alive, Run: func(int) { goroutineleak.MergeCure(words, words, ignore) }},
	{Func: "goroutineleak.ScoreMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ScoreMistake(numbers) }},
	{Func: "goroutineleak.ScoreCure", Oracle: Alive, Run: func(int) { goroutineleak.ScoreCure(numbers) }},
	{Func: "goroutineleak.CacheMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.CacheMistake(true, same) }},
	{Func: "goroutineleak.CacheCure", Oracle: Alive, Run: func(int) { goroutineleak.CacheCure(true, same) }},
	{Func: "goroutineleak.PhoneMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.PhoneMistake(nil, "a") }},
	{Func: "goroutineleak.PhoneCure", Oracle: Alive, Run: func(int) { goroutineleak.PhoneCure(nil, "a") }},
	{Func: "goroutineleak.MeasureMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.MeasureMistake(moment, broken) }},
	{Func: "goroutineleak.MeasureCure", Oracle: Alive, Run: func(int) { goroutineleak.MeasureCure(moment, broken) }},
	{Func: "goroutineleak.ServeMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ServeMistake(broken, while) }},
	{Func: "goroutineleak.ServeCure", Oracle: Alive, Run: func(int) { goroutineleak.ServeCure(broken, while) }},
	{Func: "goroutineleak.PatrolMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.PatrolMistake(ignore, moment) }},
	{Func: "goroutineleak.PatrolCure", Oracle: Alive, Run: func(int) { goroutineleak.PatrolCure(ignore, moment) }},
	{Func: "goroutineleak.HeatMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.HeatMistake(words, ignore) }},
	{Func: "goroutineleak.HeatCure", Oracle: Alive, Run: func(int) { goroutineleak.HeatCure(words, ignore) }},
	{Func: "goroutineleak.MailMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.MailMistake(words, noTo) }},
	{Func: "goroutineleak.MailCure", Oracle: Alive, Run: func(int) { goroutineleak.MailCure(words, noTo) }},
	// The profile of Go 1.26 does not see it: what is sent is a variable of the
	// closure, to which the blocked send points, and the closure has the channel.
	{Func: "goroutineleak.UnpackMistake", Oracle: Alive, Run: func(int) { go goroutineleak.UnpackMistake("a", "b") }},
	{Func: "goroutineleak.UnpackCure", Oracle: Alive, Run: func(int) { goroutineleak.UnpackCure("a", "b") }},
	{Func: "goroutineleak.DanceMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.DanceMistake(ignore) }},
	{Func: "goroutineleak.DanceCure", Oracle: Alive, Run: func(int) { goroutineleak.DanceCure(ignore) }},
	{Func: "goroutineleak.CallNamesMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.CallNamesMistake([]string{"a", "a"}, ignore) }},
	{Func: "goroutineleak.CallNamesCure", Oracle: Alive, Run: func(int) { goroutineleak.CallNamesCure([]string{"a", "a"}, ignore) }},
	{Func: "goroutineleak.RemindMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.RemindMistake(moment, moment) }},
	{Func: "goroutineleak.RemindCure", Oracle: Alive, Run: func(int) { goroutineleak.RemindCure(moment, moment) }},
	{Func: "goroutineleak.ParkMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ParkMistake("witness") }},
	{Func: "goroutineleak.ParkCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { goroutineleak.ParkCure(ctx, "witness") })
	}},
}

// while lasts longer than what goes on at the same time.
func while() { time.Sleep(50 * time.Millisecond) }
