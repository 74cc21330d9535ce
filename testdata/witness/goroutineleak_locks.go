package main

import (
	"goroutineleak"
	. "oracle"
)

// What blocks is no lock, though there is one: a channel in its place, or a wait
// with it held.
var goroutineLeaksLocks = []Case{
	{Func: "goroutineleak.StampMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.StampMistake(words, oddLength) }},
	{Func: "goroutineleak.StampCure", Oracle: Alive, Run: func(int) { goroutineleak.StampCure(words, oddLength) }},
	{Func: "goroutineleak.WriteBlocksMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.WriteBlocksMistake(blocks, func([]byte) error { return errTorn }) }},
	{Func: "goroutineleak.WriteBlocksCure", Oracle: Alive, Run: func(int) { goroutineleak.WriteBlocksCure(blocks, func([]byte) error { return errTorn }) }},
	{Func: "goroutineleak.RideMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.RideMistake(2, meeting(2)) }},
	{Func: "goroutineleak.RideCure", Oracle: Alive, Run: func(int) { goroutineleak.RideCure(2, meeting(2)) }},
	{Func: "goroutineleak.SizeTreeMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.SizeTreeMistake(4, 2, func(int) int { return 1 }) }},
	{Func: "goroutineleak.SizeTreeCure", Oracle: Alive, Run: func(int) { goroutineleak.SizeTreeCure(4, 2, func(int) int { return 1 }) }},
	{Func: "goroutineleak.SampleMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.SampleMistake(canceled(), func() int { linger(); return 1 }, func(error) {}) }},
	{Func: "goroutineleak.SampleCure", Oracle: Alive, Run: func(int) { goroutineleak.SampleCure(canceled(), func() int { linger(); return 1 }, func(error) {}) }},
	{Func: "goroutineleak.HearMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.HearMistake(words, "bb") }},
	{Func: "goroutineleak.HearCure", Oracle: Alive, Run: func(int) { goroutineleak.HearCure(words, "bb") }},
	{Func: "goroutineleak.LoadPageMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.LoadPageMistake(func() (string, error) { return "", errTorn }) }},
	{Func: "goroutineleak.LoadPageCure", Oracle: Alive, Run: func(int) { goroutineleak.LoadPageCure(func() (string, error) { return "", errTorn }) }},
	{Func: "goroutineleak.StartRaceMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.StartRaceMistake(3, linger, func(int) {}) }},
	{Func: "goroutineleak.StartRaceCure", Oracle: Alive, Run: func(int) { goroutineleak.StartRaceCure(3, linger, func(int) {}) }},
	{Func: "goroutineleak.UnloadVanMistake", Oracle: LeakProfile, Run: stuck(100, func() { goroutineleak.UnloadVanMistake(func() int { return 1 }) })},
	{Func: "goroutineleak.UnloadVanCure", Oracle: Alive, Run: func(int) { goroutineleak.UnloadVanCure(func() int { return 1 }) }},
	{Func: "goroutineleak.CompactMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.CompactMistake([]string{"a", "a", "b"}, func(string) { linger() }) }},
	{Func: "goroutineleak.CompactCure", Oracle: Alive, Run: func(int) { goroutineleak.CompactCure([]string{"a", "a", "b"}, func(string) { linger() }) }},
	{Func: "goroutineleak.StopOnErrorMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.StopOnErrorMistake(func() error { return errTorn }) }},
	{Func: "goroutineleak.StopOnErrorCure", Oracle: Alive, Run: func(int) { goroutineleak.StopOnErrorCure(func() error { return errTorn }) }},
	{Func: "goroutineleak.SellMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.SellMistake(0, func() int { return 1 }) }},
	{Func: "goroutineleak.SellCure", Oracle: Alive, Run: func(int) { goroutineleak.SellCure(0, func() int { return 1 }) }},
}
