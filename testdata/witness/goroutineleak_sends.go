package main

import (
	"context"
	"time"

	"goroutineleak"
	. "oracle"
)

var goroutineLeaksSends = []Case{
	{Func: "goroutineleak.RenderMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.RenderMistake("a", noText) }},
	{Func: "goroutineleak.RenderCure", Oracle: Alive, Run: func(int) { goroutineleak.RenderCure("a", noText) }},
	{Func: "goroutineleak.ShipMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ShipMistake(1, refuseNumber) }},
	{Func: "goroutineleak.ShipCure", Oracle: Alive, Run: func(int) { goroutineleak.ShipCure(1, refuseNumber) }},
	{Func: "goroutineleak.BackupMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.BackupMistake(words, refuse) }},
	{Func: "goroutineleak.BackupCure", Oracle: Alive, Run: func(int) { goroutineleak.BackupCure(words, refuse) }},
	{Func: "goroutineleak.QueryMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.QueryMistake("a", noRows) }},
	{Func: "goroutineleak.QueryCure", Oracle: Alive, Run: func(int) { goroutineleak.QueryCure("a", noRows) }},
	{Func: "goroutineleak.JournalMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.JournalMistake(words, refuse) }},
	{Func: "goroutineleak.JournalCure", Oracle: Alive, Run: func(int) { goroutineleak.JournalCure(words, refuse) }},
	{Func: "goroutineleak.StationMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.StationMistake(true, one, one) }},
	{Func: "goroutineleak.StationCure", Oracle: Alive, Run: func(int) { goroutineleak.StationCure(true, one, one) }},
	{Func: "goroutineleak.PrintPagesMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.PrintPagesMistake(3, paint) }},
	{Func: "goroutineleak.PrintPagesCure", Oracle: Alive, Run: func(int) { goroutineleak.PrintPagesCure(3, paint) }},
	{Func: "goroutineleak.IndexMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.IndexMistake(words, stopWords, length) }},
	{Func: "goroutineleak.IndexCure", Oracle: Alive, Run: func(int) { goroutineleak.IndexCure(words, stopWords, length) }},
	{Func: "goroutineleak.DiskUsageMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.DiskUsageMistake(words, absent) }},
	{Func: "goroutineleak.DiskUsageCure", Oracle: Alive, Run: func(int) { goroutineleak.DiskUsageCure(words, absent) }},
	{Func: "goroutineleak.ReapMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ReapMistake(moment, moment) }},
	{Func: "goroutineleak.ReapCure", Oracle: Alive, Run: func(int) { goroutineleak.ReapCure(moment, moment) }},
	{Func: "goroutineleak.VisitMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.VisitMistake(broken) }},
	{Func: "goroutineleak.VisitCure", Oracle: Alive, Run: func(int) { goroutineleak.VisitCure(broken) }},
	{Func: "goroutineleak.TokenMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.TokenMistake(moment) }},
	{Func: "goroutineleak.TokenCure", Oracle: Alive, Run: func(int) { goroutineleak.TokenCure(moment) }},
	{Func: "goroutineleak.RetryMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.RetryMistake(words, refuse) }},
	{Func: "goroutineleak.RetryCure", Oracle: Alive, Run: func(int) { goroutineleak.RetryCure(words, refuse) }},
	{Func: "goroutineleak.CashiersMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CashiersMistake(words, 1, ignore) }},
	{Func: "goroutineleak.CashiersCure", Oracle: Alive, Run: func(int) { goroutineleak.CashiersCure(words, 1, ignore) }},
	{Func: "goroutineleak.PlayMistake", Oracle: LeakProfile, Run: func(int) { play(goroutineleak.PlayMistake) }},
	{Func: "goroutineleak.PlayCure", Oracle: Alive, Run: func(int) { play(goroutineleak.PlayCure) }},
	{Func: "goroutineleak.ThumbnailsMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ThumbnailsMistake(words, refuse) }},
	{Func: "goroutineleak.ThumbnailsCure", Oracle: Alive, Run: func(int) { goroutineleak.ThumbnailsCure(words, refuse) }},
	{Func: "goroutineleak.CallTwiceMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CallTwiceMistake(broken) }},
	{Func: "goroutineleak.CallTwiceCure", Oracle: Alive, Run: func(int) { goroutineleak.CallTwiceCure(broken) }},
	{Func: "goroutineleak.Ledger.InterestMistake", Oracle: LeakProfile, Run: func(int) {
		l := goroutineleak.NewLedger()
		l.Deposit(100)
		go l.InterestMistake(3)
	}},
	{Func: "goroutineleak.Ledger.InterestCure", Oracle: Alive, Run: func(int) {
		l := goroutineleak.NewLedger()
		l.Deposit(100)
		l.InterestCure(3)
	}},
}

var stopWords = map[string]bool{"a": true}

func one() int { return 1 }

func moment() { time.Sleep(time.Millisecond) }

func paint(int) string { return "a" }

func noText(string) (string, error) { return "", errBad }

func noRows(string) ([]int, error) { return nil, errBad }

func absent(name string) (int, bool) { return 0, name == "a" }

// play ends at the third frame.
func play(f func(ctx context.Context, next func() string, paint func(string))) {
	ctx, cancel := context.WithCancel(context.Background())
	frames := 0
	f(ctx, func() string {
		if frames++; frames == 3 {
			cancel()
		}
		return "a"
	}, ignore)
}
