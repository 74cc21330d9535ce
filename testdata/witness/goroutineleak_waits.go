package main

import (
	"goroutineleak"
	. "oracle"
)

var goroutineLeaksWaits = []Case{
	{Func: "goroutineleak.TranslateMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.TranslateMistake(words, same) }},
	{Func: "goroutineleak.TranslateCure", Oracle: Alive, Run: func(int) { goroutineleak.TranslateCure(words, same) }},
	{Func: "goroutineleak.CompressMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CompressMistake(map[string]int{"a": 0, "b": 1}, ignore) }},
	{Func: "goroutineleak.CompressCure", Oracle: Alive, Run: func(int) { goroutineleak.CompressCure(map[string]int{"a": 0, "b": 1}, ignore) }},
	{Func: "goroutineleak.CleanMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CleanMistake(words, refuse, ignore) }},
	{Func: "goroutineleak.CleanCure", Oracle: Alive, Run: func(int) { goroutineleak.CleanCure(words, refuse, ignore) }},
	{Func: "goroutineleak.MigrateMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.MigrateMistake(words, ignore) }},
	{Func: "goroutineleak.MigrateCure", Oracle: Alive, Run: func(int) { goroutineleak.MigrateCure(words, ignore) }},
	{Func: "goroutineleak.ServeMealsMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ServeMealsMistake(words, false, ignore) }},
	{Func: "goroutineleak.ServeMealsCure", Oracle: Alive, Run: func(int) { goroutineleak.ServeMealsCure(words, false, ignore) }},
	{Func: "goroutineleak.CollectMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CollectMistake([]func() int{one, one}) }},
	{Func: "goroutineleak.CollectCure", Oracle: Alive, Run: func(int) { goroutineleak.CollectCure([]func() int{one, one}) }},
	{Func: "goroutineleak.AssembleMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.AssembleMistake(slowWord, ignore) }},
	{Func: "goroutineleak.AssembleCure", Oracle: Alive, Run: func(int) { goroutineleak.AssembleCure(slowWord, ignore) }},
	{Func: "goroutineleak.BroadcastNewsMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.BroadcastNewsMistake(moment, while) }},
	{Func: "goroutineleak.BroadcastNewsCure", Oracle: Alive, Run: func(int) { goroutineleak.BroadcastNewsCure(moment, while) }},
	{Func: "goroutineleak.RaceMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.RaceMistake(words, while, ignore) }},
	{Func: "goroutineleak.RaceCure", Oracle: Alive, Run: func(int) { goroutineleak.RaceCure(words, while, ignore) }},
	{Func: "goroutineleak.ClerkMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ClerkMistake(ignore, while) }},
	{Func: "goroutineleak.ClerkCure", Oracle: Alive, Run: func(int) { goroutineleak.ClerkCure(ignore, while) }},
	{Func: "goroutineleak.ConnectMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.ConnectMistake(same) }},
	{Func: "goroutineleak.ConnectCure", Oracle: Alive, Run: func(int) { goroutineleak.ConnectCure(same) }},
}

// slowWord comes when it is waited for.
func slowWord() string {
	while()
	return "a"
}
