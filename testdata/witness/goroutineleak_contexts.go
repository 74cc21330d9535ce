package main

import (
	"context"

	"goroutineleak"
	. "oracle"
)

var goroutineLeaksContexts = []Case{
	{Func: "goroutineleak.PollMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.PollMistake(3, func(int) {}) }},
	{Func: "goroutineleak.PollCure", Oracle: Alive, Run: func(int) { goroutineleak.PollCure(3, func(int) {}) }},
	{Func: "goroutineleak.LogOutMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.LogOutMistake(words, ignore) }},
	{Func: "goroutineleak.LogOutCure", Oracle: Alive, Run: func(int) { goroutineleak.LogOutCure(words, ignore) }},
	{Func: "goroutineleak.ImportMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ImportMistake(broken, moment) }},
	{Func: "goroutineleak.ImportCure", Oracle: Alive, Run: func(int) { goroutineleak.ImportCure(broken, moment) }},
	{Func: "goroutineleak.FollowMistake", Oracle: LeakProfile, Run: func(int) { follow(goroutineleak.FollowMistake) }},
	{Func: "goroutineleak.FollowCure", Oracle: Alive, Run: func(int) { follow(goroutineleak.FollowCure) }},
	{Func: "goroutineleak.AuditMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.AuditMistake(context.Background(), watch, moment) }},
	{Func: "goroutineleak.AuditCure", Oracle: Alive, Run: func(int) { goroutineleak.AuditCure(context.Background(), watch, moment) }},
	{Func: "goroutineleak.MoveInMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.MoveInMistake(3, watch) }},
	{Func: "goroutineleak.MoveInCure", Oracle: Alive, Run: func(int) { goroutineleak.MoveInCure(3, watch) }},
	{Func: "goroutineleak.BridgeMistake", Oracle: LeakProfile, Run: func(int) {
		ln := listenLocal()
		goroutineleak.BridgeMistake(ln)
		ln.Close()
	}},
	{Func: "goroutineleak.BridgeCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { goroutineleak.BridgeCure(ctx, listenLocal()) })
	}},
}

func watch(context.Context) {}

// follow ends at the third post.
func follow(f func(ctx context.Context, write func() string, show func(string))) {
	ctx, cancel := context.WithCancel(context.Background())
	posts := 0
	f(ctx, func() string {
		if posts++; posts == 3 {
			cancel()
		}
		return "a"
	}, ignore)
}
