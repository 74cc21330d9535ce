package main

import (
	"context"
	"time"

	"goroutineleak"
	. "oracle"
)

// They are driven down the way that looks bad, and down the other one.
var goroutineLeaksSilent = []Case{
	{Func: "goroutineleak.SlowReportCure", Oracle: Alive, Run: func(int) { goroutineleak.SlowReportCure(time.Millisecond, slowOne, moment) }},
	{Func: "goroutineleak.DrainCure", Oracle: Alive, Run: func(int) { goroutineleak.DrainCure(4, paint, yesTo) }},
	{Func: "goroutineleak.RoomCure", Oracle: Alive, Run: func(int) { goroutineleak.RoomCure(words, refuse) }},
	{Func: "goroutineleak.HandOverCure", Oracle: Alive, Run: func(int) { handOver(goroutineleak.HandOverCure) }},
	{Func: "goroutineleak.NewPrinterCure", Oracle: Alive, Run: func(int) {
		p := goroutineleak.NewPrinterCure(ignore)
		p.Print("a")
		p.Close()
	}},
	{Func: "goroutineleak.CorrelatedCure", Oracle: Alive, Run: func(int) {
		goroutineleak.CorrelatedCure(0, double, 1)
		goroutineleak.CorrelatedCure(5, double, 1)
	}},
	{Func: "goroutineleak.TripsCure", Oracle: Alive, Run: func(int) { goroutineleak.TripsCure(words, length) }},
	{Func: "goroutineleak.OptionalDeadlineCure", Oracle: Alive, Run: func(int) {
		goroutineleak.OptionalDeadlineCure(0, slowWord)
		goroutineleak.OptionalDeadlineCure(5, slowWord)
	}},
	{Func: "goroutineleak.BarrierCure", Oracle: Alive, Run: func(int) { goroutineleak.BarrierCure(words, ignore) }},
	{Func: "goroutineleak.BellCure", Oracle: Alive, Run: func(int) {
		goroutineleak.BellCure(true, moment)
		goroutineleak.BellCure(false, moment)
	}},
	{Func: "goroutineleak.KeepAliveCure", Oracle: Alive, Run: func(int) {
		stop := goroutineleak.KeepAliveCure(moment)
		moment()
		stop()
	}},
	{Func: "goroutineleak.TryFirstCure", Oracle: Alive, Run: func(int) { goroutineleak.TryFirstCure(words, length) }},
	{Func: "goroutineleak.TokensCure", Oracle: Alive, Run: func(int) { goroutineleak.TokensCure(words, refuse, ignore) }},
	{Func: "goroutineleak.CrawlCure", Oracle: Alive, Run: func(int) { goroutineleak.CrawlCure("root", subpages) }},
	{Func: "goroutineleak.LastOrdersCure", Oracle: Alive, Run: func(int) { goroutineleak.LastOrdersCure(words, length) }},
}

func slowOne() int {
	while()
	return 1
}

func subpages(page string) []string {
	if page == "root" {
		return words
	}
	return nil
}

// handOver leases when the caller has given up.
func handOver(f func(ctx context.Context, lease func() func()) (func(), error)) {
	up := make(chan struct{})
	f(stopped(), func() func() {
		<-up
		return func() {}
	})
	close(up)
}
