package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"time"

	"dupdaemon"
	. "oracle"
)

// The function is called n times, and then its loops are stopped, where that can be
// done more than once.
var dupDaemons = []Case{
	{Func: "dupdaemon.ExpiryMistake", Oracle: Growth, Run: startTimes(dupdaemon.ExpiryMistake)},
	{Func: "dupdaemon.ExpiryCure", Oracle: Growth, Run: startTimes(dupdaemon.ExpiryCure)},
	{Func: "dupdaemon.ReloadMistake", Oracle: Growth, Run: startTimes(eachMoment(dupdaemon.ReloadMistake))},
	{Func: "dupdaemon.ReloadCure", Oracle: Growth, Run: startTimes(eachMoment(dupdaemon.ReloadCure))},
	{Func: "dupdaemon.HelperMistake", Oracle: Growth, Run: startTimes(dupdaemon.HelperMistake)},
	{Func: "dupdaemon.HelperCure", Oracle: Growth, Run: startTimes(dupdaemon.HelperCure)},
	{Func: "dupdaemon.FlushMistake", Oracle: Growth, Run: startTimes(dupdaemon.FlushMistake)},
	{Func: "dupdaemon.FlushCure", Oracle: Growth, Run: startTimes(dupdaemon.FlushCure)},
	{Func: "dupdaemon.StartMistake", Oracle: Growth, Run: startTimes(dupdaemon.StartMistake)},
	{Func: "dupdaemon.SweepMistake", Oracle: Growth, Run: startTimes(untilDone(dupdaemon.SweepMistake))},
	{Func: "dupdaemon.SweepCure", Oracle: Alive, Run: func(int) { startTimes(untilDone(dupdaemon.SweepCure))(10) }},
	{Func: "dupdaemon.QuitMistake", Oracle: Growth, Run: startTimes(noContext(dupdaemon.QuitMistake))},
	{Func: "dupdaemon.QuitCure", Oracle: Growth, Run: startTimes(noContext(dupdaemon.QuitCure))},
	{Func: "dupdaemon.HeartbeatMistake", Oracle: Growth, Run: startTimes(dupdaemon.HeartbeatMistake)},
	{Func: "dupdaemon.HeartbeatCure", Oracle: Growth, Run: startTimes(dupdaemon.HeartbeatCure)},
	{Func: "dupdaemon.TrimMistake", Oracle: Growth, Run: startTimes(dupdaemon.TrimMistake)},
	{Func: "dupdaemon.TrimCure", Oracle: Alive, Run: func(int) { startTimes(dupdaemon.TrimCure)(10) }},
	{Func: "dupdaemon.GroupMistake", Oracle: Growth, Run: startTimes(dupdaemon.GroupMistake)},
	{Func: "dupdaemon.ElectMistake", Oracle: Growth, Run: startTimes(elected(dupdaemon.ElectMistake))},
	{Func: "dupdaemon.ElectCure", Oracle: Growth, Run: startTimes(elected(dupdaemon.ElectCure))},
	{Func: "dupdaemon.BothMistake", Oracle: Growth, Run: startTimes(dupdaemon.BothMistake)},
	{Func: "dupdaemon.BothCure", Oracle: Growth, Run: startTimes(dupdaemon.BothCure)},

	{Func: "dupdaemon.ResetMistake", Oracle: Growth, Run: startTimes(dupdaemon.ResetMistake)},
	{Func: "dupdaemon.ServeMistake", Oracle: Growth, Run: startTimes(asked(dupdaemon.ServeMistake))},
	{Func: "dupdaemon.ServeCure", Oracle: Growth, Run: startTimes(asked(dupdaemon.ServeCure))},
	{Func: "dupdaemon.PauseMistake", Oracle: Growth, Run: func(n int) {
		dupdaemon.Pause(false)
		startTimes(noContext(dupdaemon.PauseMistake))(n)
		dupdaemon.Pause(true)
	}},
	{Func: "dupdaemon.TokenMistake", Oracle: Growth, Run: startTimes(func(ctx context.Context) { NoErr(dupdaemon.TokenMistake(ctx)) })},
	{Func: "dupdaemon.TokenCure", Oracle: Alive, Run: func(int) { startTimes(func(ctx context.Context) { dupdaemon.TokenCure(ctx) })(10) }},
	{Func: "dupdaemon.WarmMistake", Oracle: Growth, Run: startTimes(dupdaemon.WarmMistake)},
	{Func: "dupdaemon.EvictMistake", Oracle: Growth, Run: startTimes(eachMoment(dupdaemon.EvictMistake))},
	{Func: "dupdaemon.EvictCure", Oracle: Alive, Run: func(int) {
		startTimes(func(ctx context.Context) { dupdaemon.EvictCure(ctx, time.Millisecond) })(10)
	}},
}

// startTimes calls f n times, and gives the loops a moment.
func startTimes(f func(context.Context)) func(int) {
	return func(n int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for range n {
			f(ctx)
		}
		time.Sleep(slow)
	}
}

func eachMoment(f func(context.Context, time.Duration)) func(context.Context) {
	return func(ctx context.Context) { f(ctx, time.Millisecond) }
}

func untilDone(f func(<-chan struct{})) func(context.Context) {
	return func(ctx context.Context) { f(ctx.Done()) }
}

func noContext(f func()) func(context.Context) { return func(context.Context) { f() } }

func elected(f func(context.Context, int)) func(context.Context) {
	return func(ctx context.Context) { f(ctx, 1) }
}

func asked(f http.HandlerFunc) func(context.Context) {
	return func(context.Context) { f(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)) }
}
