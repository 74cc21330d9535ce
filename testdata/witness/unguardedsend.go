package main

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	. "oracle"
	"unguardedsend"
)

// The caller takes one value, or none, and leaves; then it cancels the context,
// or closes what it got. By then the goroutine is blocked.
var unguardedSends = []Case{
	{Func: "unguardedsend.KeysMistake", Oracle: LeakProfile, Run: takeOne(inSend, keys(unguardedsend.KeysMistake))},
	{Func: "unguardedsend.KeysCure", Oracle: Alive, Run: takeOne(inSelect, keys(unguardedsend.KeysCure))},
	{Func: "unguardedsend.SpreadMistake", Oracle: LeakProfile, Run: func(int) { spread(unguardedsend.SpreadMistake, leaving) }},
	{Func: "unguardedsend.SpreadCure", Oracle: Alive, Run: func(int) { spread(unguardedsend.SpreadCure, reading) }},
	{Func: "unguardedsend.DeployMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.DeployMistake(broken) }},
	{Func: "unguardedsend.DeployCure", Oracle: Alive, Run: func(int) { unguardedsend.DeployCure(broken) }},
	{Func: "unguardedsend.DecodeMistake", Oracle: LeakProfile, Run: takeOne(inSend, decoded(unguardedsend.DecodeMistake))},
	{Func: "unguardedsend.DecodeCure", Oracle: Alive, Run: takeOne("", decoded(unguardedsend.DecodeCure))},
	{Func: "unguardedsend.PagesMistake", Oracle: LeakProfile, Run: takeOne(inSend, rows(unguardedsend.PagesMistake[string]))},
	{Func: "unguardedsend.PagesCure", Oracle: Alive, Run: takeOne(inSelect, rows(unguardedsend.PagesCure[string]))},
	{Func: "unguardedsend.MergeMistake", Oracle: LeakProfile, Run: takeOne(inSend, merged(unguardedsend.MergeMistake[int]))},
	{Func: "unguardedsend.MergeCure", Oracle: Alive, Run: takeOne(inSelect, merged(unguardedsend.MergeCure[int]))},
	{Func: "unguardedsend.ThumbnailsMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.ThumbnailsMistake(dozen, same) }},
	{Func: "unguardedsend.ThumbnailsCure", Oracle: Alive, Run: func(int) { <-unguardedsend.ThumbnailsCure(dozen, same) }},
	{Func: "unguardedsend.SpellMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.SpellMistake("a b c", noTo) }},
	{Func: "unguardedsend.SpellCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan string {
		return unguardedsend.SpellCure(ctx, "a b c", noTo)
	})},
	{Func: "unguardedsend.SpoolMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.SpoolMistake(slices.Values(dozen)) }},
	{Func: "unguardedsend.SpoolCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan string {
		return unguardedsend.SpoolCure(ctx, slices.Values(dozen))
	})},
	{Func: "unguardedsend.WarmUpMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.WarmUpMistake(moment) }},
	{Func: "unguardedsend.WarmUpCure", Oracle: Alive, Run: func(int) { unguardedsend.WarmUpCure(moment) }},
	{Func: "unguardedsend.VisitMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.VisitMistake("a", refuse) }},
	{Func: "unguardedsend.VisitCure", Oracle: Alive, Run: func(int) { unguardedsend.VisitCure("a", refuse) }},
	// The leak profile passes over the next one (the runtime still has its timer), and
	// over ScanMistake, whose goroutines are as blocked as the others.
	{Func: "unguardedsend.RemindMistake", Oracle: Alive, Run: func(int) { unguardedsend.RemindMistake(time.Millisecond, "a") }},
	{Func: "unguardedsend.RemindCure", Oracle: Alive, Run: func(int) { unguardedsend.RemindCure(time.Millisecond, "a") }},
	{Func: "unguardedsend.ForecastMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.ForecastMistake(dozen, 3, degrees)["b"] }},
	{Func: "unguardedsend.ForecastCure", Oracle: Alive, Run: func(int) { <-unguardedsend.ForecastCure(dozen, 3, degrees)["b"] }},
	{Func: "unguardedsend.FirstReplyMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.FirstReplyMistake(dozen, same) }},
	{Func: "unguardedsend.FirstReplyCure", Oracle: Alive, Run: func(int) { <-unguardedsend.FirstReplyCure(dozen, same) }},
	{Func: "unguardedsend.UpgradeMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.UpgradeMistake(broken, broken) }},
	{Func: "unguardedsend.UpgradeCure", Oracle: Alive, Run: func(int) { unguardedsend.UpgradeCure(broken, broken) }},
	{Func: "unguardedsend.PrefetchMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.PrefetchMistake(2, dozen, same) }},
	{Func: "unguardedsend.PrefetchCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan string {
		return unguardedsend.PrefetchCure(ctx, 2, dozen, same)
	})},
	{Func: "unguardedsend.ExportMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.ExportMistake(dozen, writeOne) }},
	{Func: "unguardedsend.ExportCure", Oracle: Alive, Run: func(int) { unguardedsend.ExportCure(dozen, writeOne) }},

	{Func: "unguardedsend.TailMistake", Oracle: LeakProfile, Run: takeOne(inSend, func(ctx context.Context) <-chan string {
		return unguardedsend.TailMistake(ctx, greeting)
	})},
	{Func: "unguardedsend.TailCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan string {
		return unguardedsend.TailCure(ctx, greeting)
	})},
	{Func: "unguardedsend.SampleMistake", Oracle: LeakProfile, Run: takeOne(inSend, func(ctx context.Context) <-chan float64 {
		return unguardedsend.SampleMistake(ctx, time.Millisecond, half)
	})},
	{Func: "unguardedsend.SampleCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan float64 {
		return unguardedsend.SampleCure(ctx, time.Millisecond, half)
	})},
	{Func: "unguardedsend.Crawler.PagesMistake", Oracle: LeakProfile, Run: crawled(inSend, (*unguardedsend.Crawler).PagesMistake)},
	{Func: "unguardedsend.Crawler.PagesCure", Oracle: Alive, Run: crawled(inSelect, (*unguardedsend.Crawler).PagesCure)},
	{Func: "unguardedsend.GuessMistake", Oracle: LeakProfile, Run: takeOne(inSend, guesses(unguardedsend.GuessMistake))},
	{Func: "unguardedsend.GuessCure", Oracle: Alive, Run: takeOne(inSelect, guesses(unguardedsend.GuessCure))},
	{Func: "unguardedsend.ScanMistake", Oracle: Alive, Run: takeOne(inSend, scanned(unguardedsend.ScanMistake))},
	{Func: "unguardedsend.ScanCure", Oracle: Alive, Run: takeOne(inSelect, scanned(unguardedsend.ScanCure))},

	{Func: "unguardedsend.WatchMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.WatchMistake(change).Changes() }},
	{Func: "unguardedsend.WatchCure", Oracle: Alive, Run: func(int) {
		w := unguardedsend.WatchCure(change)
		<-w.Changes()
		w.Close()
	}},
	{Func: "unguardedsend.SubscribeMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.SubscribeMistake("a", quoted).Quotes }},
	{Func: "unguardedsend.SubscribeCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan float64 {
		return unguardedsend.SubscribeCure(ctx, "a", quoted).Quotes
	})},
	{Func: "unguardedsend.PumpMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.PumpMistake(drawn).Drawn() }},
	{Func: "unguardedsend.PumpCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan int {
		return unguardedsend.PumpCure(ctx, drawn).Drawn()
	})},
	{Func: "unguardedsend.AlarmsMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.AlarmsMistake(dozen, length) }},
	{Func: "unguardedsend.AlarmsCure", Oracle: Alive, Run: func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		<-unguardedsend.AlarmsCure(ctx, dozen, length)
		awaitState(inSelect)
		cancel()
	}},
	{Func: "unguardedsend.JournalMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.JournalMistake(dozen, succeed).Notes() }},
	{Func: "unguardedsend.JournalCure", Oracle: Alive, Run: func(int) { <-unguardedsend.JournalCure(dozen, succeed).Notes() }},
	{Func: "unguardedsend.PourMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.PourMistake(dozen) }},
	{Func: "unguardedsend.PourCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan string {
		return unguardedsend.PourCure(ctx, dozen)
	})},
	{Func: "unguardedsend.BrokerMistake", Oracle: LeakProfile, Run: func(int) { broadcast(unguardedsend.BrokerMistake(), 1) }},
	{Func: "unguardedsend.BrokerCure", Oracle: Alive, Run: func(int) { broadcast(unguardedsend.BrokerCure(), 3) }},
	{Func: "unguardedsend.QueryMistake", Oracle: LeakProfile, Run: func(int) { unguardedsend.QueryMistake(dozen).Next() }},
	{Func: "unguardedsend.QueryCure", Oracle: Alive, Run: func(int) {
		c := unguardedsend.QueryCure(dozen)
		c.Next()
		c.Close()
	}},

	{Func: "unguardedsend.RoomCure", Oracle: Alive, Run: func(int) { <-unguardedsend.RoomCure(dozen, yesTo) }},
	{Func: "unguardedsend.AttemptsCure", Oracle: Alive, Run: func(int) { unguardedsend.AttemptsCure(refuseNumber) }},
	{Func: "unguardedsend.EitherCure", Oracle: Alive, Run: func(int) { unguardedsend.EitherCure(broken, broken) }},
	{Func: "unguardedsend.BothWaysCure", Oracle: Alive, Run: func(int) { unguardedsend.BothWaysCure(broken, broken) }},
	{Func: "unguardedsend.PromisesCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan (<-chan int) {
		return unguardedsend.PromisesCure(ctx, dozen, length)
	})},
	{Func: "unguardedsend.FuturesCure", Oracle: Alive, Run: func(int) { <-unguardedsend.FuturesCure(dozen, length)[0] }},
	{Func: "unguardedsend.ConnectCure", Oracle: Alive, Run: func(int) {
		answers, closed := make(chan string), make(chan error)
		close(answers)
		close(closed)
		unguardedsend.ConnectCure(answers, closed)
	}},
	{Func: "unguardedsend.ReloadCure", Oracle: Alive, Run: func(int) { unguardedsend.ReloadCure(broken) }},
	{Func: "unguardedsend.ReloadAllCure", Oracle: Alive, Run: func(int) { unguardedsend.ReloadAllCure([]func() error{broken, broken}) }},
	{Func: "unguardedsend.ExecuteMistake", Oracle: LeakProfile, Run: func(int) {
		<-unguardedsend.ExecuteMistake([]func() error{broken, broken, broken})
	}},
	{Func: "unguardedsend.GazetteMistake", Oracle: LeakProfile, Run: func(int) { <-unguardedsend.GazetteMistake(dozen).Updates() }},
	{Func: "unguardedsend.LatestCure", Oracle: Alive, Run: func(int) { unguardedsend.LatestCure(numbers) }},
	{Func: "unguardedsend.ImpatientCure", Oracle: Alive, Run: func(int) { unguardedsend.ImpatientCure(time.Millisecond, dozen) }},
	{Func: "unguardedsend.MeterCure", Oracle: Alive, Run: func(int) {
		m := unguardedsend.MeterCure()
		<-m.Counts()
		m.Stop()
	}},
	{Func: "unguardedsend.StreamCure", Oracle: Alive, Run: func(int) {
		s := unguardedsend.StreamCure(dozen)
		<-s.Records()
		s.Close()
	}},
	{Func: "unguardedsend.IDsCure", Oracle: None, Why: "its one goroutine lives as long as the process, which is what it is for"},
	{Func: "unguardedsend.SumOfSquaresCure", Oracle: Alive, Run: func(int) { unguardedsend.SumOfSquaresCure(numbers) }},
	{Func: "unguardedsend.ReadAllCure", Oracle: Alive, Run: func(int) { unguardedsend.ReadAllCure(dozen, same, writeOne) }},
	{Func: "unguardedsend.QuadruplesCure", Oracle: Alive, Run: takeOne(inSelect, func(ctx context.Context) <-chan int {
		return unguardedsend.QuadruplesCure(ctx, numbers)
	})},
	{Func: "unguardedsend.TranscodeCure", Oracle: Alive, Run: func(int) { unguardedsend.TranscodeCure(dozen, same, ignore) }},
	{Func: "unguardedsend.ArchiveCure", Oracle: Alive, Run: func(int) { unguardedsend.ArchiveCure(dozen, refuse) }},

	{Func: "unguardedsend.OpenFeedMistake", Oracle: LeakProfile, Run: givesUp(func(ctx context.Context) {
		unguardedsend.OpenFeedMistake(ctx, readOne).Next()
	})},
	{Func: "unguardedsend.OpenReelCure", Oracle: Alive, Run: givesUp(func(ctx context.Context) {
		unguardedsend.OpenReelCure(ctx, readOne).Next()
	})},
	{Func: "unguardedsend.Pull.StartMistake", Oracle: LeakProfile, Run: givesUp(func(ctx context.Context) {
		var p unguardedsend.Pull[int]
		p.StartMistake(ctx, nextOne)
		p.Recv(ctx)
	})},
	{Func: "unguardedsend.Push.StartCure", Oracle: Alive, Run: givesUp(func(ctx context.Context) {
		var p unguardedsend.Push[int]
		p.StartCure(ctx, nextOne)
		p.Recv(ctx)
	})},
}

var dozen = strings.Split("abcdefghijkl", "")

// What the runtime says of a goroutine that is blocked.
const (
	inSend   = "[chan send"
	inSelect = "[select"
)

// awaitState waits until there is a goroutine in a state.
func awaitState(state string) {
	buf := make([]byte, 1<<20)
	Await(func() bool { return strings.Contains(string(buf[:runtime.Stack(buf, true)]), state) })
}

// takeOne takes one value, waits until somebody is in a state ("" for none), and
// cancels the context.
func takeOne[T any](state string, start func(ctx context.Context) <-chan T) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		<-start(ctx)
		awaitState(state)
	}
}

func keys(f func(context.Context, [][]string) <-chan string) func(context.Context) <-chan string {
	return func(ctx context.Context) <-chan string { return f(ctx, [][]string{dozen, dozen}) }
}

func decoded(f func(context.Context, []string, func(string) (int, error)) (<-chan int, <-chan error)) func(context.Context) <-chan int {
	return func(ctx context.Context) <-chan int {
		values, _ := f(ctx, dozen, func(line string) (int, error) {
			if line == "a" {
				return 1, nil
			}
			return 0, errBad
		})
		return values
	}
}

func rows(f func(context.Context, func(context.Context, int) []string) <-chan string) func(context.Context) <-chan string {
	return func(ctx context.Context) <-chan string {
		return f(ctx, func(context.Context, int) []string { return dozen })
	}
}

func merged(f func(context.Context, ...[]int) <-chan int) func(context.Context) <-chan int {
	return func(ctx context.Context) <-chan int { return f(ctx, numbers, numbers) }
}

// guesses are right at the second one: the game is over when one hint is taken.
func guesses(f func(context.Context, []string, func(string) bool) <-chan string) func(context.Context) <-chan string {
	return func(ctx context.Context) <-chan string {
		return f(ctx, dozen, func(guess string) bool { return guess == "b" })
	}
}

func scanned(f func(context.Context, []int, func(context.Context, int) bool) <-chan int) func(context.Context) <-chan int {
	return func(ctx context.Context) <-chan int {
		return f(ctx, numbers, func(context.Context, int) bool { return true })
	}
}

// crawled stops the crawler when it is in a state.
func crawled(state string, pages func(c *unguardedsend.Crawler, root string) <-chan string) func(int) {
	return func(int) {
		c := unguardedsend.NewCrawler(func(page string) []string { return []string{page + "a"} })
		<-pages(c, "a")
		awaitState(state)
		c.Stop()
	}
}

// broadcast publishes n messages to one who has left.
func broadcast(b interface {
	Join(name string) <-chan string
	Publish(message string)
	Close()
}, n int) {
	b.Join("a")
	for range n {
		b.Publish("a")
	}
	b.Close()
}

func writeOne(rows <-chan string) error {
	<-rows
	return errBad
}

func succeed(string) error { return nil }

func degrees(string, int) int { return 1 }

func half() float64 { return 0.5 }

func change() (string, bool) { return "a", true }

func drawn() (int, bool) { return 1, true }

func quoted(string) (float64, error) { return 1, nil }

func readOne() (int, error) { return 1, nil }

func nextOne(context.Context) (int, error) { return 1, nil }

// givesUp calls f with a context that is cancelled when f has returned, and the goroutine has come
// to its next send.
func givesUp(f func(context.Context)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		f(ctx)
		time.Sleep(20 * time.Millisecond)
		cancel()
	}
}

// spread hands three intervals on to two pollers, and cancels the context.
func spread(f func(context.Context, []unguardedsend.Poller, <-chan int), p unguardedsend.Poller) {
	in := make(chan int, 3)
	for i := range cap(in) {
		in <- i
	}
	close(in)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f(ctx, []unguardedsend.Poller{p, p}, in)
}

// leaving reads one interval and no more.
func leaving(_ context.Context, intervals <-chan int) { go func() { <-intervals }() }

// reading reads until the close.
func reading(_ context.Context, intervals <-chan int) {
	go func() {
		for range intervals {
		}
	}()
}
