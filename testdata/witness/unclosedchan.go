package main

import (
	"errors"
	"io"
	"strings"
	"testing/iotest"
	"time"

	. "oracle"
	"unclosedchan"
)

// The mistakes block where nothing can reach them. Of a cure nothing at all may
// be left: LeakProfile would not see a worker that has not come to block yet.
var unclosed = []Case{
	{Func: "unclosedchan.OneWorkerMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.OneWorkerMistake(words, ignore) }},
	{Func: "unclosedchan.OneWorkerCure", Oracle: Alive, Run: func(int) { unclosedchan.OneWorkerCure(words, ignore) }},
	{Func: "unclosedchan.ShoutMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.ShoutMistake(words) }},
	{Func: "unclosedchan.ShoutCure", Oracle: Alive, Run: func(int) { unclosedchan.ShoutCure(words) }},
	{Func: "unclosedchan.EarlyMistake", Oracle: LeakProfile, Run: func(int) { go unclosedchan.EarlyMistake(ones) }},
	{Func: "unclosedchan.EarlyCure", Oracle: Alive, Run: func(int) { unclosedchan.EarlyCure(ones) }},
	{Func: "unclosedchan.FatalMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.FatalMistake(words) }},
	{Func: "unclosedchan.FatalCure", Oracle: Alive, Run: func(int) { unclosedchan.FatalCure(words) }},
	{Func: "unclosedchan.LazyWorkerMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.LazyWorkerMistake(true, ones) }},
	{Func: "unclosedchan.LazyWorkerCure", Oracle: Alive, Run: func(int) { unclosedchan.LazyWorkerCure(true, ones) }},
	{Func: "unclosedchan.PoolMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.PoolMistake(words, length) }},
	{Func: "unclosedchan.PoolCure", Oracle: Alive, Run: func(int) { unclosedchan.PoolCure(words, length) }},
	{Func: "unclosedchan.NamedWorkerMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.NamedWorkerMistake(blocks) }},
	{Func: "unclosedchan.NamedWorkerCure", Oracle: Alive, Run: func(int) { unclosedchan.NamedWorkerCure(blocks) }},
	{Func: "unclosedchan.CommaOkMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.CommaOkMistake(words, io.Discard) }},
	{Func: "unclosedchan.CommaOkCure", Oracle: Alive, Run: func(int) { unclosedchan.CommaOkCure(words, io.Discard) }},
	{Func: "unclosedchan.CommaOkBreakMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.CommaOkBreakMistake(words, io.Discard) }},
	{Func: "unclosedchan.CommaOkBreakCure", Oracle: Alive, Run: func(int) { unclosedchan.CommaOkBreakCure(words, io.Discard) }},
	{Func: "unclosedchan.ResultsMistake", Oracle: LeakProfile, Run: func(int) { go unclosedchan.ResultsMistake(words, length) }},
	{Func: "unclosedchan.ResultsCure", Oracle: Alive, Run: func(int) { unclosedchan.ResultsCure(words, length) }},
	{Func: "unclosedchan.WaitedResultsMistake", Oracle: LeakProfile, Run: func(int) { go unclosedchan.WaitedResultsMistake(words, length) }},
	{Func: "unclosedchan.WaitedResultsCure", Oracle: Alive, Run: func(int) { unclosedchan.WaitedResultsCure(words, length) }},
	{Func: "unclosedchan.PipelineMistake", Oracle: LeakProfile, Run: func(int) { go unclosedchan.PipelineMistake(words) }},
	{Func: "unclosedchan.PipelineCure", Oracle: Alive, Run: func(int) { unclosedchan.PipelineCure(words) }},
	{Func: "unclosedchan.CollectorMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.CollectorMistake(tasks) }},
	{Func: "unclosedchan.CollectorCure", Oracle: Alive, Run: func(int) { unclosedchan.CollectorCure(tasks) }},
	{Func: "unclosedchan.NewMailerMistake", Oracle: LeakProfile, Run: func(int) { mail(unclosedchan.NewMailerMistake(2)) }},
	{Func: "unclosedchan.NewMailerCure", Oracle: Alive, Run: func(int) { mail(unclosedchan.NewMailerCure(2)) }},
	{Func: "unclosedchan.NewPoolMistake", Oracle: LeakProfile, Run: func(int) { submit(unclosedchan.NewPoolMistake(2)) }},
	{Func: "unclosedchan.NewPoolCure", Oracle: Alive, Run: func(int) { submit(unclosedchan.NewPoolCure(2)) }},
	{Func: "unclosedchan.NewForgetterMistake", Oracle: LeakProfile, Run: func(int) { add(unclosedchan.NewForgetterMistake()) }},
	{Func: "unclosedchan.NewForgetterCure", Oracle: Alive, Run: func(int) {
		for range 100 { // Stop may come at any time
			add(unclosedchan.NewForgetterCure())
		}
	}},
	{Func: "unclosedchan.NewSplitterMistake", Oracle: LeakProfile, Run: func(int) { split(unclosedchan.NewSplitterMistake()) }},
	{Func: "unclosedchan.NewSplitterCure", Oracle: Alive, Run: func(int) { split(unclosedchan.NewSplitterCure()) }},
	{Func: "unclosedchan.NewWorkersMistake", Oracle: LeakProfile, Run: func(int) {
		w := unclosedchan.NewWorkersMistake(2, ignore)
		w.Put("a")
		go w.Wait()
	}},
	{Func: "unclosedchan.NewWorkersCure", Oracle: Alive, Run: func(int) {
		w := unclosedchan.NewWorkersCure(2, ignore)
		w.Put("a")
		w.Wait()
	}},
	{Func: "unclosedchan.MapMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.MapMistake(words, length) }},
	{Func: "unclosedchan.MapCure", Oracle: Alive, Run: func(int) { unclosedchan.MapCure(words, length) }},
	{Func: "unclosedchan.BranchesMistake", Oracle: LeakProfile, Run: func(int) { branches(unclosedchan.BranchesMistake) }},
	{Func: "unclosedchan.BranchesCure", Oracle: Alive, Run: func(int) { branches(unclosedchan.BranchesCure) }},
	{Func: "unclosedchan.NewLoggerMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.NewLoggerMistake().Print("a") }},
	{Func: "unclosedchan.NewLoggerCure", Oracle: Alive, Run: func(int) {
		l := unclosedchan.NewLoggerCure()
		l.Print("a")
		l.Close()
	}},
	{Func: "unclosedchan.SenderElsewhereMistake", Oracle: LeakProfile, Run: func(int) { go unclosedchan.SenderElsewhereMistake(io.Discard, words) }},
	{Func: "unclosedchan.SenderElsewhereCure", Oracle: Alive, Run: func(int) { unclosedchan.SenderElsewhereCure(io.Discard, words) }},
	{Func: "unclosedchan.ReceiverElsewhereMistake", Oracle: LeakProfile, Run: func(int) { unclosedchan.ReceiverElsewhereMistake(io.Discard, words) }},
	{Func: "unclosedchan.ReceiverElsewhereCure", Oracle: Alive, Run: func(int) { unclosedchan.ReceiverElsewhereCure(io.Discard, words) }},
}

var (
	words  = []string{"a", "bb", "ccc", "dddd", "eeeee"}
	blocks = [][]byte{{1}, {2, 3}, {4}, {5, 6}}
	tasks  = []func() error{func() error { return nil }, func() error { return errors.New("bad") }}
)

func ignore(string) {}

func length(s string) int { return len(s) }

func mail(m interface {
	Send(to, text string)
	Flush() string
}) {
	m.Send("you", "hello")
	m.Flush()
}

func submit(p interface {
	Start()
	Submit(func())
	Stop()
}) {
	p.Start()
	p.Submit(func() {})
	p.Stop()
}

func add(a interface {
	Add(int)
	Stop()
}) {
	a.Add(1)
	a.Add(2)
	a.Stop()
}

// split takes all that it has put in, so that no send is under way at Close.
func split(s interface {
	Put(string)
	Get() string
	Close()
}) {
	s.Put("a b")
	s.Get()
	s.Get()
	s.Close()
}

// branches takes each way out: the end, an error, and the limit.
func branches(f func(r io.Reader, limit int, handle func(byte)) error) {
	handle := func(byte) { time.Sleep(time.Millisecond) }
	f(strings.NewReader("abc"), 9, handle)
	f(iotest.ErrReader(errors.New("bad")), 9, handle)
	f(strings.NewReader("abc"), 2, handle)
}
