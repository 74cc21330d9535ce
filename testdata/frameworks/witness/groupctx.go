package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"example.com/frameworks/groupctx"
	. "oracle"
)

var groupctxCases = []Case{
	// One of the group fails, and nobody cancels the context that was given: the
	// others go on, or are ended by the group's context.
	{Func: "groupctx.WellCure", Oracle: Alive, Run: oneFails(groupctx.WellCure)},
	{Func: "groupctx.PlainCure", Oracle: None, Why: "a group without a context lets the others go on, which is what its author asks for and a mistake in ThrownAwayMistake: to the runtime they are the same"},
	{Func: "groupctx.ThrownAwayMistake", Oracle: Alive, Run: oneFails(groupctx.ThrownAwayMistake)},
	{Func: "groupctx.ParentMistake", Oracle: Alive, Run: oneFails(groupctx.ParentMistake)},
	{Func: "groupctx.ParentCure", Oracle: Alive, Run: oneFails(groupctx.ParentCure)},
	{Func: "groupctx.ParentSelectMistake", Oracle: Alive, Run: oneFails(func(ctx context.Context, urls []string) error {
		go http.Get(urls[0]) // the other one of the group only waits
		return groupctx.ParentSelectMistake(ctx, urls[1])
	})},
	{Func: "groupctx.MethodMistake", Oracle: Alive, Run: oneFails(func(ctx context.Context, urls []string) error {
		return groupctx.MethodMistake(ctx, &groupctx.Client{Base: urls[0]}, urls[1])
	})},
	{Func: "groupctx.BothCure", Oracle: Alive, Run: oneFails(groupctx.BothCure)},
	{Func: "groupctx.SameVariableCure", Oracle: Alive, Run: oneFails(groupctx.SameVariableCure)},

	// None of the group can fail: the context that was given ends them.
	{Func: "groupctx.NeverFailsCure", Oracle: Alive, Run: untilCanceled(func(ctx context.Context) { groupctx.NeverFailsCure(ctx, []string{"a", "b"}) })},
	{Func: "groupctx.HarmlessCure", Oracle: Alive, Run: untilCanceled(func(ctx context.Context) { groupctx.HarmlessCure(ctx, nil) })},
	{Func: "groupctx.CauseCure", Oracle: Alive, Run: untilCanceled(func(ctx context.Context) { groupctx.CauseCure(ctx, nil) })},
	{Func: "groupctx.AloneCure", Oracle: Alive, Run: untilCanceled(func(ctx context.Context) { groupctx.AloneCure(ctx, "a") })},
	{Func: "groupctx.OtherCure", Oracle: Alive, Run: untilCanceled(groupctx.OtherCure)},

	// All of the group succeed, and then more is done.
	{Func: "groupctx.AfterWaitMistake", Oracle: Canceled, Call: func(ctx context.Context) error {
		return groupctx.AfterWaitMistake(ctx, answering())
	}},
	{Func: "groupctx.AfterWaitRequestMistake", Oracle: Canceled, Call: func(ctx context.Context) error {
		req, err := groupctx.AfterWaitRequestMistake(ctx, answering())
		NoErr(err)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		return res.Body.Close()
	}},
	{Func: "groupctx.AfterWaitCure", Oracle: Canceled, Call: func(ctx context.Context) error {
		return groupctx.AfterWaitCure(ctx, answering())
	}},
}

// oneFails gives f the address of a server that never answers, and of one that
// hangs up, which it does when the other has been asked. By then it returns.
func oneFails(f func(ctx context.Context, urls []string) error) func(int) {
	return func(int) {
		var asked, failed atomic.Bool
		never := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			asked.Store(true)
			<-r.Context().Done()
		}))
		fails := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			Await(asked.Load)
			failed.Store(true)
			panic(http.ErrAbortHandler)
		}))
		go f(context.Background(), []string{never.URL, fails.URL})
		Await(failed.Load)
	}
}

// untilCanceled cancels the context of f once it is under way.
func untilCanceled(f func(ctx context.Context)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		go f(ctx)
		Await(func() bool { return len(Standing(module+"groupctx")) > 0 })
		time.Sleep(aWhile)
		cancel()
	}
}

// answering are the addresses of servers that answer.
func answering() []string {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	return []string{srv.URL, srv.URL}
}
