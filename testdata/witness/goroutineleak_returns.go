package main

import (
	"context"
	"errors"
	"time"

	"goroutineleak"
	. "oracle"
)

// The mistakes block where nothing can reach them. Of a cure nothing at all may
// be left.
var goroutineLeaksReturns = []Case{
	{Func: "goroutineleak.EarlyReturnMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.EarlyReturnMistake("hat", true, length) }},
	{Func: "goroutineleak.EarlyReturnCure", Oracle: Alive, Run: func(int) { goroutineleak.EarlyReturnCure("hat", true, length) }},
	{Func: "goroutineleak.ErrorReturnMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ErrorReturnMistake("hat", refuse, digest) }},
	{Func: "goroutineleak.ErrorReturnCure", Oracle: Alive, Run: func(int) { goroutineleak.ErrorReturnCure("hat", refuse, digest) }},
	{Func: "goroutineleak.TimeoutMistake", Oracle: LeakProfile, Run: func(int) { tooLate(goroutineleak.TimeoutMistake) }},
	{Func: "goroutineleak.TimeoutCure", Oracle: Alive, Run: func(int) { tooLate(goroutineleak.TimeoutCure) }},
	{Func: "goroutineleak.Resolver.LookupMistake", Oracle: LeakProfile, Run: func(int) { lookup((*goroutineleak.Resolver).LookupMistake) }},
	{Func: "goroutineleak.Resolver.LookupCure", Oracle: Alive, Run: func(int) { lookup((*goroutineleak.Resolver).LookupCure) }},
	{Func: "goroutineleak.FirstMirrorMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.FirstMirrorMistake(words, same) }},
	{Func: "goroutineleak.FirstMirrorCure", Oracle: Alive, Run: func(int) { goroutineleak.FirstMirrorCure(words, same) }},
	{Func: "goroutineleak.FlushShardsMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.FlushShardsMistake(numbers, refuseNumber) }},
	{Func: "goroutineleak.FlushShardsCure", Oracle: Alive, Run: func(int) { goroutineleak.FlushShardsCure(numbers, refuseNumber) }},
	{Func: "goroutineleak.DeferredSendMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.DeferredSendMistake(true, func() {}) }},
	{Func: "goroutineleak.DeferredSendCure", Oracle: Alive, Run: func(int) { goroutineleak.DeferredSendCure(true, func() {}) }},
	{Func: "goroutineleak.PromiseMistake", Oracle: LeakProfile, Run: func(int) { promise(goroutineleak.PromiseMistake[int]) }},
	{Func: "goroutineleak.PromiseCure", Oracle: Alive, Run: func(int) { promise(goroutineleak.PromiseCure[int]) }},
	{Func: "goroutineleak.BothUpMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.BothUpMistake("a", "b", refuse) }},
	{Func: "goroutineleak.BothUpCure", Oracle: Alive, Run: func(int) { goroutineleak.BothUpCure("a", "b", refuse) }},
	{Func: "goroutineleak.DownloadMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.DownloadMistake("a", yes, body) }},
	{Func: "goroutineleak.DownloadCure", Oracle: Alive, Run: func(int) { goroutineleak.DownloadCure("a", yes, body) }},
	{Func: "goroutineleak.CountTablesMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.CountTablesMistake(words, negative) }},
	{Func: "goroutineleak.CountTablesCure", Oracle: Alive, Run: func(int) { goroutineleak.CountTablesCure(words, negative) }},
	{Func: "goroutineleak.JoinChunksMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.JoinChunksMistake(3, firstMissing) }},
	{Func: "goroutineleak.JoinChunksCure", Oracle: Alive, Run: func(int) { goroutineleak.JoinChunksCure(3, firstMissing) }},
	{Func: "goroutineleak.ProxyMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.ProxyMistake(broken, broken, broken) }},
	{Func: "goroutineleak.ProxyCure", Oracle: Alive, Run: func(int) { goroutineleak.ProxyCure(broken, broken, broken) }},
	{Func: "goroutineleak.UploadAllMistake", Oracle: LeakProfile, Run: func(int) { go goroutineleak.UploadAllMistake(words, refuse) }},
	{Func: "goroutineleak.UploadAllCure", Oracle: Alive, Run: func(int) { goroutineleak.UploadAllCure(words, refuse) }},
	{Func: "goroutineleak.SubscribeMistake", Oracle: LeakProfile, Run: func(int) { goroutineleak.SubscribeMistake(numbers, notTwo) }},
	{Func: "goroutineleak.SubscribeCure", Oracle: Alive, Run: func(int) { goroutineleak.SubscribeCure(numbers, notTwo) }},
}

var (
	numbers = []int{1, 2, 3, 4}
	errBad  = errors.New("bad")
)

func refuse(string) error { return errBad }

func refuseNumber(int) error { return errBad }

func broken() error { return errBad }

func yes() bool { return true }

func notTwo(n int) bool { return n != 2 }

func same(s string) string { return s }

func negative(string) int { return -1 }

func digest(s string) uint32 { return uint32(len(s)) }

func body(string) ([]byte, error) { return []byte("a"), nil }

func firstMissing(chunk int) (string, error) {
	if chunk == 0 {
		return "", errBad
	}
	return "a", nil
}

// stopped is a context that is over.
func stopped() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// tooLate answers when the time is up.
func tooLate(f func(string, time.Duration, func(string) float64) (float64, bool)) {
	up := make(chan struct{})
	f("SEK", time.Millisecond, func(string) float64 {
		<-up
		return 1
	})
	close(up)
}

// lookup answers when the caller has given up.
func lookup(f func(*goroutineleak.Resolver, context.Context, string) (string, error)) {
	up := make(chan struct{})
	r := goroutineleak.NewResolver(func(host string) (string, error) {
		<-up
		return host, nil
	})
	f(r, stopped(), "a")
	close(up)
}

// promise keeps it when nobody waits for it any more.
func promise(f func(context.Context, func() int) (int, error)) {
	up := make(chan struct{})
	f(stopped(), func() int {
		<-up
		return 1
	})
	close(up)
}
