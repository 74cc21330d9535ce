package main

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"lockleak"

	. "oracle"
)

// The mistakes block on a lock that nothing else can reach; most block their
// caller, too, which is a goroutine of its own therefore. Of a cure nothing at
// all may be left.
var lockLeaks = []Case{
	{Func: "lockleak.TallyMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.TallyMistake(words, oddLength) })},
	{Func: "lockleak.TallyCure", Oracle: Alive, Run: func(int) { lockleak.TallyCure(words, oddLength) }},
	// What is deferred in a loop is on the heap, where the goroutine itself keeps it, and
	// so the lock: the leak profile takes it for one in use.
	{Func: "lockleak.ScanMistake", Oracle: Alive, Run: stuck(1, func() { lockleak.ScanMistake(words, length) })},
	{Func: "lockleak.ScanCure", Oracle: Alive, Run: func(int) { lockleak.ScanCure(words, length) }},
	{Func: "lockleak.CountHitsMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.CountHitsMistake(words) })},
	{Func: "lockleak.CountHitsCure", Oracle: Alive, Run: func(int) { lockleak.CountHitsCure(words) }},
	{Func: "lockleak.ReserveMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ReserveMistake(10, []int{4, 4}) })},
	{Func: "lockleak.ReserveCure", Oracle: Alive, Run: func(int) { lockleak.ReserveCure(10, []int{4, 4}) }},
	{Func: "lockleak.JoinMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.JoinMistake([]string{"ada", "ada"}) })},
	{Func: "lockleak.JoinCure", Oracle: Alive, Run: func(int) { lockleak.JoinCure([]string{"ada", "ada"}) }},
	{Func: "lockleak.ProbeMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ProbeMistake(words, unreachable) })},
	{Func: "lockleak.ProbeCure", Oracle: Alive, Run: func(int) { lockleak.ProbeCure(words, unreachable) }},
	{Func: "lockleak.FirstLetterMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.FirstLetterMistake(words) })},
	{Func: "lockleak.FirstLetterCure", Oracle: Alive, Run: func(int) { lockleak.FirstLetterCure(words) }},
	{Func: "lockleak.BookMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.BookMistake([]string{"ada", "ada"}) })},
	{Func: "lockleak.BookCure", Oracle: Alive, Run: func(int) { lockleak.BookCure([]string{"ada", "ada"}) }},
	{Func: "lockleak.OpenVaultMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.OpenVaultMistake([]string{"1234", "0000"}) })},
	{Func: "lockleak.OpenVaultCure", Oracle: Alive, Run: func(int) { lockleak.OpenVaultCure([]string{"1234", "0000"}) }},
	{Func: "lockleak.ImportMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ImportMistake(words, unreachable) })},
	{Func: "lockleak.ImportCure", Oracle: Alive, Run: func(int) { lockleak.ImportCure(words, unreachable) }},
	{Func: "lockleak.FibonacciMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.FibonacciMistake(6) })},
	{Func: "lockleak.FibonacciCure", Oracle: Alive, Run: func(int) { lockleak.FibonacciCure(6) }},
	{Func: "lockleak.PinMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.PinMistake([]string{"pin:a", "b", "c", "d"}) })},
	{Func: "lockleak.PinCure", Oracle: Alive, Run: func(int) { lockleak.PinCure([]string{"pin:a", "b", "c", "d"}) }},
	{Func: "lockleak.PrintMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.PrintMistake(words) })},
	{Func: "lockleak.PrintCure", Oracle: Alive, Run: func(int) { lockleak.PrintCure(words) }},
	{Func: "lockleak.TreeSizeMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.TreeSizeMistake(3) })},
	{Func: "lockleak.TreeSizeCure", Oracle: Alive, Run: func(int) { lockleak.TreeSizeCure(3) }},
	{Func: "lockleak.TransferMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.TransferMistake("alice", "alice", 1) })},
	{Func: "lockleak.TransferCure", Oracle: Alive, Run: func(int) { lockleak.TransferCure("alice", "alice", 1) }},
	{Func: "lockleak.LoadRowsMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.LoadRowsMistake([]string{"x", "1"}, strconv.Atoi) })},
	{Func: "lockleak.LoadRowsCure", Oracle: Alive, Run: func(int) { lockleak.LoadRowsCure([]string{"x", "1"}, strconv.Atoi) }},
	{Func: "lockleak.PostMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.PostMistake(0) })},
	{Func: "lockleak.PostCure", Oracle: Alive, Run: func(int) { lockleak.PostCure(0) }},
	{Func: "lockleak.SendMailMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SendMailMistake("", func([]string) {}) })},
	{Func: "lockleak.SendMailCure", Oracle: Alive, Run: func(int) { lockleak.SendMailCure("", func([]string) {}) }},
	{Func: "lockleak.DedupMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.DedupMistake([]string{"a", "a", "a", "b", "c"}, ignore) })},
	{Func: "lockleak.DedupCure", Oracle: Alive, Run: func(int) { lockleak.DedupCure([]string{"a", "a", "a", "b", "c"}, ignore) }},
	{Func: "lockleak.SpendMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SpendMistake([]int{3, 9, 1}, 10) })},
	{Func: "lockleak.SpendCure", Oracle: Alive, Run: func(int) { lockleak.SpendCure([]int{3, 9, 1}, 10) }},
	{Func: "lockleak.RunPluginsMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.RunPluginsMistake([]func() int{crash, func() int { return 1 }}) })},
	{Func: "lockleak.RunPluginsCure", Oracle: Alive, Run: func(int) { lockleak.RunPluginsCure([]func() int{crash, func() int { return 1 }}) }},
	{Func: "lockleak.InterpretMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.InterpretMistake([]string{"up", "reset", "up"}) })},
	{Func: "lockleak.InterpretCure", Oracle: Alive, Run: func(int) { lockleak.InterpretCure([]string{"up", "reset", "up"}) }},
	{Func: "lockleak.FlushMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.FlushMistake(canceled(), [][]int{{1}, {2}}, func([]int) {}) })},
	{Func: "lockleak.FlushCure", Oracle: Alive, Run: func(int) { lockleak.FlushCure(canceled(), [][]int{{1}, {2}}, func([]int) {}) }},
	{Func: "lockleak.DrawMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.DrawMistake(1, 2) })},
	{Func: "lockleak.DrawCure", Oracle: Alive, Run: func(int) { lockleak.DrawCure(1, 2) }},
	{Func: "lockleak.SeatMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SeatMistake([]int{9, 1}, 4) })},
	{Func: "lockleak.SeatCure", Oracle: Alive, Run: func(int) { lockleak.SeatCure([]int{9, 1}, 4) }},
	{Func: "lockleak.RefreshMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.RefreshMistake([]int{1, 20}, greeting) })},
	{Func: "lockleak.RefreshCure", Oracle: Alive, Run: func(int) { lockleak.RefreshCure([]int{1, 20}, greeting) }},
	{Func: "lockleak.InsertMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.InsertMistake([]string{"a", "b", "c"}, 1) })},
	{Func: "lockleak.InsertCure", Oracle: Alive, Run: func(int) { lockleak.InsertCure([]string{"a", "b", "c"}, 1) }},
	{Func: "lockleak.ResetMetersMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ResetMetersMistake(true) })},
	{Func: "lockleak.ResetMetersCure", Oracle: Alive, Run: func(int) { lockleak.ResetMetersCure(true) }},
	{Func: "lockleak.LookupMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.LookupMistake(words, strings.ToUpper) })},
	{Func: "lockleak.LookupCure", Oracle: Alive, Run: func(int) { lockleak.LookupCure(words, strings.ToUpper) }},
	{Func: "lockleak.ReadSettingsMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ReadSettingsMistake(words) })},
	{Func: "lockleak.ReadSettingsCure", Oracle: Alive, Run: func(int) { lockleak.ReadSettingsCure(words) }},
	{Func: "lockleak.TotalMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.TotalMistake(words, 20*time.Millisecond) })},
	{Func: "lockleak.TotalCure", Oracle: Alive, Run: func(int) { lockleak.TotalCure(words, 20*time.Millisecond) }},
	{Func: "lockleak.WatchScoreMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.WatchScoreMistake(linger) })},
	{Func: "lockleak.WatchScoreCure", Oracle: Alive, Run: func(int) { lockleak.WatchScoreCure(linger) }},
	{Func: "lockleak.ExpireMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ExpireMistake(map[string]int{"a": 1, "b": 9}, 5) })},
	{Func: "lockleak.ExpireCure", Oracle: Alive, Run: func(int) { lockleak.ExpireCure(map[string]int{"a": 1, "b": 9}, 5) }},
	{Func: "lockleak.EncoreMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.EncoreMistake(words, oddLength) })},
	{Func: "lockleak.EncoreCure", Oracle: Alive, Run: func(int) { lockleak.EncoreCure(words, oddLength) }},
	{Func: "lockleak.RouteMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.RouteMistake("a") })},
	{Func: "lockleak.RouteCure", Oracle: Alive, Run: func(int) { lockleak.RouteCure("a") }},
	{Func: "lockleak.WriteBoardMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.WriteBoardMistake(words, 3) })},
	{Func: "lockleak.WriteBoardCure", Oracle: Alive, Run: func(int) { lockleak.WriteBoardCure(words, 3) }},
	{Func: "lockleak.GrowStockMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.GrowStockMistake(2) })},
	{Func: "lockleak.GrowStockCure", Oracle: Alive, Run: func(int) { lockleak.GrowStockCure(2) }},
	{Func: "lockleak.MoveItemsMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.MoveItemsMistake(2) })},
	{Func: "lockleak.MoveItemsCure", Oracle: Alive, Run: func(int) { lockleak.MoveItemsCure(2) }},
	{Func: "lockleak.OrderMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.OrderMistake("tea", meeting(2)) })},
	{Func: "lockleak.OrderCure", Oracle: Alive, Run: func(int) { lockleak.OrderCure("tea", meeting(2)) }},
	{Func: "lockleak.SettleMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.SettleMistake(1000) })},
	{Func: "lockleak.SettleCure", Oracle: Alive, Run: func(int) { lockleak.SettleCure(1000) }},
	{Func: "lockleak.BuildMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.BuildMistake([][]string{{"a", "b"}, {"b", "a"}}, func([]string) {}) })},
	{Func: "lockleak.BuildCure", Oracle: Alive, Run: func(int) { lockleak.BuildCure([][]string{{"a", "b"}, {"b", "a"}}, func([]string) {}) }},
	{Func: "lockleak.SaveMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SaveMistake("a", meeting(2)) })},
	{Func: "lockleak.SaveCure", Oracle: Alive, Run: func(int) { lockleak.SaveCure("a", meeting(2)) }},
	{Func: "lockleak.RingMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.RingMistake(func(int) {}) })},
	{Func: "lockleak.RingCure", Oracle: Alive, Run: func(int) { lockleak.RingCure(func(int) {}) }},
	{Func: "lockleak.DineMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.DineMistake(3, func(int) {}) })},
	{Func: "lockleak.DineCure", Oracle: Alive, Run: func(int) { lockleak.DineCure(3, func(int) {}) }},
	{Func: "lockleak.SyncReplicaMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SyncReplicaMistake(meeting(2)) })},
	{Func: "lockleak.SyncReplicaCure", Oracle: Alive, Run: func(int) { lockleak.SyncReplicaCure(meeting(2)) }},
	{Func: "lockleak.CloseWindowMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.CloseWindowMistake(2, meeting(2)) })},
	{Func: "lockleak.CloseWindowCure", Oracle: Alive, Run: func(int) { lockleak.CloseWindowCure(2, meeting(2)) }},
	{Func: "lockleak.DispatchMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.DispatchMistake(words, ignore) })},
	{Func: "lockleak.DispatchCure", Oracle: Alive, Run: func(int) { lockleak.DispatchCure(words, ignore) }},
	{Func: "lockleak.QuoteMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.QuoteMistake("tea") })},
	{Func: "lockleak.QuoteCure", Oracle: Alive, Run: func(int) { lockleak.QuoteCure("tea") }},
	{Func: "lockleak.CrawlMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.CrawlMistake(words, strings.ToUpper) })},
	{Func: "lockleak.CrawlCure", Oracle: Alive, Run: func(int) { lockleak.CrawlCure(words, strings.ToUpper) }},
	{Func: "lockleak.ResizeMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ResizeMistake(words, length) })},
	{Func: "lockleak.ResizeCure", Oracle: Alive, Run: func(int) { lockleak.ResizeCure(words, length) }},
	{Func: "lockleak.PrintQueueMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.PrintQueueMistake("a", linger) })},
	{Func: "lockleak.PrintQueueCure", Oracle: Alive, Run: func(int) { lockleak.PrintQueueCure("a", linger) }},
	{Func: "lockleak.BackupMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.BackupMistake(words, length) })},
	{Func: "lockleak.BackupCure", Oracle: Alive, Run: func(int) { lockleak.BackupCure(words, length) }},
	{Func: "lockleak.RaceMirrorsMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.RaceMirrorsMistake(func() (string, error) { return "a", nil }) })},
	{Func: "lockleak.RaceMirrorsCure", Oracle: Alive, Run: func(int) { lockleak.RaceMirrorsCure(func() (string, error) { return "a", nil }) }},
	{Func: "lockleak.HeartbeatMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.HeartbeatMistake(time.Millisecond) })},
	{Func: "lockleak.HeartbeatCure", Oracle: Alive, Run: func(int) { lockleak.HeartbeatCure(time.Millisecond) }},
	{Func: "lockleak.DrainMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.DrainMistake(words) })},
	{Func: "lockleak.DrainCure", Oracle: Alive, Run: func(int) { lockleak.DrainCure(words) }},
	{Func: "lockleak.JournalMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.JournalMistake(words, 2) })},
	{Func: "lockleak.JournalCure", Oracle: Alive, Run: func(int) { lockleak.JournalCure(words, 2) }},
	{Func: "lockleak.FeedMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.FeedMistake(words, 2, func(string) { linger() }) })},
	{Func: "lockleak.FeedCure", Oracle: Alive, Run: func(int) { lockleak.FeedCure(words, 2, func(string) { linger() }) }},
	{Func: "lockleak.AskMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.AskMistake(words) })},
	{Func: "lockleak.AskCure", Oracle: Alive, Run: func(int) { lockleak.AskCure(words) }},
	{Func: "lockleak.ExtendMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ExtendMistake(time.Millisecond, linger) })},
	{Func: "lockleak.ExtendCure", Oracle: Alive, Run: func(int) { lockleak.ExtendCure(time.Millisecond, linger) }},
	{Func: "lockleak.PipeMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.PipeMistake(strings.Repeat("a", 100)) })},
	{Func: "lockleak.PipeCure", Oracle: Alive, Run: func(int) { lockleak.PipeCure(strings.Repeat("a", 100)) }},
	{Func: "lockleak.SetupMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SetupMistake("app") })},
	{Func: "lockleak.SetupCure", Oracle: Alive, Run: func(int) { lockleak.SetupCure("app") }},
	{Func: "lockleak.SpellMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.SpellMistake("an ant") })},
	{Func: "lockleak.SpellCure", Oracle: Alive, Run: func(int) { lockleak.SpellCure("an ant") }},
	{Func: "lockleak.CallMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.CallMistake(words) })},
	{Func: "lockleak.CallCure", Oracle: Alive, Run: func(int) { lockleak.CallCure(words) }},
	{Func: "lockleak.WarmUpMistake", Oracle: LeakProfile, Run: stuck(100, func() { lockleak.WarmUpMistake(func() int { linger(); return 1 }) })},
	{Func: "lockleak.WarmUpCure", Oracle: Alive, Run: func(int) { lockleak.WarmUpCure(func() int { linger(); return 1 }) }},
	{Func: "lockleak.EmptyHallMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.EmptyHallMistake(linger) })},
	{Func: "lockleak.EmptyHallCure", Oracle: Alive, Run: func(int) { lockleak.EmptyHallCure(linger) }},
	{Func: "lockleak.ServeOrdersMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.ServeOrdersMistake(words, ignore) })},
	{Func: "lockleak.ServeOrdersCure", Oracle: Alive, Run: func(int) { lockleak.ServeOrdersCure(words, ignore) }},
	{Func: "lockleak.RatesMistake", Oracle: LeakProfile, Run: stuck(1, func() { lockleak.RatesMistake("gbp") })},
	{Func: "lockleak.RatesCure", Oracle: Alive, Run: func(int) { lockleak.RatesCure("gbp") }},
	{Func: "lockleak.HandOnCure", Oracle: Alive, Run: func(int) { lockleak.HandOnCure(words, ignore) }},
	{Func: "lockleak.TurnsCure", Oracle: Alive, Run: func(int) { lockleak.TurnsCure(words, ignore) }},
	{Func: "lockleak.MergeBucketsCure", Oracle: Alive, Run: func(int) { lockleak.MergeBucketsCure([]int{1, 2, 3}) }},
	{Func: "lockleak.WalkListCure", Oracle: Alive, Run: func(int) { lockleak.WalkListCure([]int{1, 2, 3}, func(int) {}) }},
	{Func: "lockleak.SwapDesksCure", Oracle: Alive, Run: func(int) { lockleak.SwapDesksCure(1000) }},
	{Func: "lockleak.PhasesCure", Oracle: Alive, Run: func(int) { lockleak.PhasesCure(1) }},
	{Func: "lockleak.GatedOrdersCure", Oracle: Alive, Run: func(int) { lockleak.GatedOrdersCure(1000) }},
	{Func: "lockleak.MaybeLockCure", Oracle: Alive, Run: func(int) { lockleak.MaybeLockCure([]int{1, 2, 3}, true) }},
	{Func: "lockleak.CollectCure", Oracle: Alive, Run: func(int) { lockleak.CollectCure(words, length) }},
	{Func: "lockleak.BarrierCure", Oracle: Alive, Run: func(int) { lockleak.BarrierCure(3, func(int) {}) }},
	{Func: "lockleak.StopGateCure", Oracle: Alive, Run: func(int) { lockleak.StopGateCure() }},
	{Func: "lockleak.LazyChainCure", Oracle: Alive, Run: func(int) { lockleak.LazyChainCure(3) }},
	{Func: "lockleak.ShardsCure", Oracle: Alive, Run: func(int) { lockleak.ShardsCure(words) }},
	{Func: "lockleak.PollCure", Oracle: Alive, Run: func(int) { lockleak.PollCure(words) }},
	{Func: "lockleak.Gauge.CloseMistake", Oracle: LeakProfile, Run: stuck(1, func() { fullGauge().CloseMistake() })},
	{Func: "lockleak.Gauge.CloseCure", Oracle: Alive, Run: func(int) { fullGauge().CloseCure() }},
	{Func: "lockleak.Poller.StopMistake", Oracle: LeakProfile, Run: stuck(1, func() { busyPoller().StopMistake() })},
	{Func: "lockleak.Poller.StopCure", Oracle: Alive, Run: func(int) { busyPoller().StopCure() }},
	{Func: "lockleak.Routes.ReloadMistake", Oracle: LeakProfile, Run: stuck(1, func() { changedRoutes().ReloadMistake() })},
	{Func: "lockleak.Routes.ReloadCure", Oracle: Alive, Run: func(int) { changedRoutes().ReloadCure() }},
	{Func: "lockleak.Account.RefundMistake", Oracle: LeakProfile, Run: stuck(1, func() { a := new(lockleak.Account); go a.Pay(1); a.RefundMistake(1) })},
	{Func: "lockleak.Account.RefundCure", Oracle: Alive, Run: func(int) { a := new(lockleak.Account); go a.Pay(1); a.RefundCure(1) }},
	{Func: "lockleak.MailMistake", Oracle: LeakProfile, Run: stuck(1, func() {
		lists := lockleak.Mailings(never)
		lockleak.MailMistake(lists, "hello", undeliverable)
		lockleak.AddFilter(lists, never)
	})},
	{Func: "lockleak.MailCure", Oracle: Alive, Run: func(int) {
		lists := lockleak.Mailings(never)
		lockleak.MailCure(lists, "hello", undeliverable)
		lockleak.AddFilter(lists, never)
	}},
	{Func: "lockleak.AddMistake", Oracle: Alive, Run: stuck(1, func() { lockleak.AddMistake(1); lockleak.AddMistake(1) })},
	{Func: "lockleak.AddCure", Oracle: Alive, Run: func(int) { lockleak.AddCure(1); lockleak.AddCure(1) }},
	{Func: "lockleak.Room.EnterMistake", Oracle: LeakProfile, Run: stuck(1, func() {
		r := new(lockleak.Room)
		r.Close()
		r.EnterMistake(canceled(), "ada")
		r.EnterMistake(canceled(), "bob")
	})},
	{Func: "lockleak.Room.EnterCure", Oracle: Alive, Run: func(int) {
		r := new(lockleak.Room)
		r.Close()
		r.EnterCure(canceled(), "ada")
		r.EnterCure(canceled(), "bob")
	}},
}

var errTorn = errors.New("torn")

func unreachable(string) error { return errTorn }

func oddLength(s string) bool { return len(s)%2 == 1 }

func greeting() string { return "hello" }

func crash() int { panic("crash") }

// linger gives the others the time to come to where they wait.
func linger() { time.Sleep(20 * time.Millisecond) }

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// meeting returns a func that waits until n have called it. A cure may keep them
// from coming together: nobody waits for ever.
func meeting(n int32) func() {
	var here atomic.Int32
	return func() {
		here.Add(1)
		for range 100 {
			if here.Load() >= n {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// stuck runs f, which need not come back, in a goroutine of its own; n of them side
// by side where it takes one interleaving of many. A Mutex by itself is so small that
// it shares a block with what is allocated before and after it, and the leak profile
// takes the block that is being filled for one in use: a collection begins a new one.
func stuck(n int, f func()) func(int) {
	return func(int) {
		runtime.GC()
		for range n {
			go f()
		}
		time.Sleep(100 * time.Millisecond)
		runtime.GC()
	}
}

func never(string) bool                  { return false }
func undeliverable(string, string) error { return errors.New("undeliverable") }

// fullGauge is one whose goroutine has something to do.
func fullGauge() *lockleak.Gauge {
	g := lockleak.NewGauge()
	for n := range 3 {
		g.Put(n)
	}
	return g
}

// busyPoller is one that waits for an answer.
func busyPoller() *lockleak.Poller[int] {
	p := lockleak.NewPoller(1)
	p.Start(func(n int) int { time.Sleep(5 * time.Millisecond); return n })
	time.Sleep(time.Millisecond)
	return p
}

// changedRoutes is one that has got a change.
func changedRoutes() *lockleak.Routes {
	changes := make(chan string)
	r := lockleak.NewRoutes(changes)
	r.Watch("example.org")
	changes <- "10.0.0.1"
	return r
}
