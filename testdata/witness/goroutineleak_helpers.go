package main

import (
	"context"

	"goroutineleak"
	"goroutineleak/lib"
	. "oracle"
)

var goroutineLeaksHelpers = []Case{
	{Func: "goroutineleak.HelperMistake", Oracle: LeakProfile, Run: func(int) { tooLong(goroutineleak.HelperMistake) }},
	{Func: "goroutineleak.HelperCure", Oracle: Alive, Run: func(int) { tooLong(goroutineleak.HelperCure) }},
	{Func: "goroutineleak.HelperMethodMistake", Oracle: LeakProfile, Run: func(int) { tooLong(byWorker(goroutineleak.HelperMethodMistake)) }},
	{Func: "goroutineleak.HelperMethodCure", Oracle: Alive, Run: func(int) { tooLong(byWorker(goroutineleak.HelperMethodCure)) }},
	{Func: "goroutineleak.HandedOnMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.HandedOnMistake(true) }},
	{Func: "goroutineleak.HandedOnCure", Oracle: Alive, Run: func(int) { goroutineleak.HandedOnCure(true) }},
}

// tooLong asks for an answer that comes when nobody waits for it any more.
func tooLong(answer func(ctx context.Context, ask func() int) (int, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		answer(ctx, func() int {
			cancel()
			<-gone
			return 1
		})
	}()
	<-gone
}

func byWorker(answer func(context.Context, *lib.Worker, func() int) (int, error)) func(context.Context, func() int) (int, error) {
	return func(ctx context.Context, ask func() int) (int, error) { return answer(ctx, new(lib.Worker), ask) }
}
