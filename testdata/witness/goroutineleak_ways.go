package main

import (
	"context"
	"io"
	"strings"

	"goroutineleak"
	"goroutineleak/lib"
	. "oracle"
)

var goroutineLeaksWays = []Case{
	{Func: "goroutineleak.AnswerMistake", Oracle: LeakProfile, Run: func(int) { tooLong(bySource(goroutineleak.AnswerMistake)) }},
	{Func: "goroutineleak.AnswerCure", Oracle: Alive, Run: func(int) { tooLong(bySource(goroutineleak.AnswerCure)) }},
	{Func: "goroutineleak.FirstAnswerMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.FirstAnswerMistake(sources(3)) }},
	{Func: "goroutineleak.FirstAnswerCure", Oracle: Alive, Run: func(int) { goroutineleak.FirstAnswerCure(sources(3)) }},
	{Func: "goroutineleak.AnswerOrCloseMistake", Oracle: LeakProfile, Run: func(int) { tooLong(bySource(goroutineleak.AnswerOrCloseMistake)) }},
	{Func: "goroutineleak.AnswerOrCloseCure", Oracle: Alive, Run: func(int) { goroutineleak.AnswerOrCloseCure(source(give)) }},
	{Func: "goroutineleak.AnswerOfMistake", Oracle: LeakProfile, Run: func(int) { endedFirst(goroutineleak.AnswerOfMistake) }},
	{Func: "goroutineleak.AnswerOfCure", Oracle: Alive, Run: func(int) { goroutineleak.AnswerOfCure("a") }},
	{Func: "goroutineleak.TryMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.TryMistake(source(giveNone)) }},
	{Func: "goroutineleak.TryCure", Oracle: Alive, Run: func(int) { goroutineleak.TryCure(source(giveNone)) }},
	{Func: "goroutineleak.CountMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CountMistake([]lib.Source{source(giveNone)}) }},
	{Func: "goroutineleak.CountCure", Oracle: Alive, Run: func(int) { goroutineleak.CountCure([]lib.Source{source(giveNone)}) }},
	{Func: "goroutineleak.LinesLongMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.LinesLongMistake(longLines()) }},
	{Func: "goroutineleak.LinesLongCure", Oracle: Alive, Run: func(int) { goroutineleak.LinesLongCure(longLines()) }},
	{Func: "goroutineleak.RowsMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.RowsMistake(badRow(), ignore) }},
	{Func: "goroutineleak.RowsCure", Oracle: Alive, Run: func(int) { goroutineleak.RowsCure(badRow(), ignore) }},
	{Func: "goroutineleak.WorkMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.WorkMistake(source(give)) }},
	{Func: "goroutineleak.WorkCure", Oracle: Alive, Run: func(int) { goroutineleak.WorkCure(source(give)) }},
}

func longLines() io.Reader { return strings.NewReader(strings.Repeat("a", 100) + "\nb\nc\n") }

// badRow has a row with a stray quote.
func badRow() io.Reader { return strings.NewReader("a\nb\"\nc\n") }

// source answers what its func does.
type source func() (int, error)

func (s source) Ask() (int, error) { return s() }

func give() (int, error)     { return 1, nil }
func giveNone() (int, error) { return 0, errBad }

func sources(n int) (out []lib.Source) {
	for range n {
		out = append(out, source(give))
	}
	return out
}

func bySource(take func(context.Context, lib.Source) (int, error)) func(context.Context, func() int) (int, error) {
	return func(ctx context.Context, ask func() int) (int, error) {
		return take(ctx, source(func() (int, error) { return ask(), nil }))
	}
}

// endedFirst calls with a context that has ended, until that is what counts.
func endedFirst(answer func(context.Context, string) (int, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for {
		if _, err := answer(ctx, "a"); err != nil {
			return
		}
	}
}
