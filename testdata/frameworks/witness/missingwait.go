package main

import (
	"context"
	"time"

	"example.com/frameworks/missingwait"
	. "oracle"
)

var missingwaitCases = []Case{
	{Func: "missingwait.ErrgroupMistake", Oracle: Outlives, Run: slowly(missingwait.ErrgroupMistake)},
	{Func: "missingwait.ErrgroupCure", Oracle: Outlives, Run: slowly(missingwait.ErrgroupCure)},
	{Func: "missingwait.ZeroMistake", Oracle: Outlives, Run: slowly(func(ctx context.Context, files []string) error {
		missingwait.ZeroMistake(ctx, files)
		return nil
	})},
	{Func: "missingwait.WaitReturnedCure", Oracle: Outlives, Run: slowly(func(ctx context.Context, files []string) error {
		return missingwait.WaitReturnedCure(ctx, files)()
	})},
	{Func: "missingwait.Uploader.AddCure", Oracle: Outlives, Run: slowly(func(ctx context.Context, files []string) error {
		var u missingwait.Uploader
		u.AddCure(ctx, files[0])
		return u.Close()
	})},
	{Func: "missingwait.Careless.AddMistake", Oracle: Outlives, Run: slowly(func(ctx context.Context, files []string) error {
		new(missingwait.Careless).AddMistake(ctx, files[0])
		return nil
	})},
	{Func: "missingwait.ConcMistake", Oracle: Outlives, Run: slowly(func(_ context.Context, files []string) error {
		missingwait.ConcMistake(files)
		return nil
	})},
	{Func: "missingwait.ConcCure", Oracle: Outlives, Run: slowly(func(_ context.Context, files []string) error {
		missingwait.ConcCure(files)
		return nil
	})},
}

// slowly calls f with work that is still under way a moment later, unless f
// waits for it; the moment lets what was launched begin, or end after its Done.
func slowly(f func(ctx context.Context, files []string) error) func(int) {
	return func(int) {
		missingwait.Pause = time.Second / 2
		NoErr(f(context.Background(), []string{"a", "b"}))
		time.Sleep(time.Second / 20)
	}
}
