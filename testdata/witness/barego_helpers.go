package main

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"barego"
	. "oracle"
)

var baregoHelpers = []Case{
	{Func: "barego.HelperMistake", Oracle: Alive, Run: polled(barego.HelperMistake)},
	{Func: "barego.HelperClosureMistake", Oracle: Alive, Run: polled(barego.HelperClosureMistake)},
	{Func: "barego.HelperCure", Oracle: Alive, Run: polledUntil(barego.HelperCure)},
	{Func: "barego.SafeGoMistake", Oracle: Alive, Run: polled(barego.SafeGoMistake)},
	{Func: "barego.SafeGoCure", Oracle: Alive, Run: polledUntil(barego.SafeGoCure)},
	{Func: "barego.BackgroundHelperMistake", Oracle: Alive, Run: polled(barego.BackgroundHelperMistake)},
	{Func: "barego.DetachMistake", Oracle: Alive, Run: polled(barego.DetachMistake)},
	{Func: "barego.DetachCure", Oracle: Alive, Run: polledUntil(barego.DetachCure)},
	{Func: "barego.LocalWrapperMistake", Oracle: Alive, Run: polled(barego.LocalWrapperMistake)},
	{Func: "barego.LocalWrapperCure", Oracle: Alive, Run: polledUntil(barego.LocalWrapperCure)},
	{Func: "barego.WithRecoverMistake", Oracle: Alive, Run: polled(barego.WithRecoverMistake)},
	{Func: "barego.WithRecoverCure", Oracle: Alive, Run: polledOnce(barego.WithRecoverCure)},
	{Func: "barego.GoCtxMistake", Oracle: Alive, Run: polled(barego.GoCtxMistake)},
	{Func: "barego.GoCtxCure", Oracle: Alive, Run: polledCtx(barego.GoCtxCure)},
	{Func: "barego.GoWithMistake", Oracle: Alive, Run: polled(barego.GoWithMistake)},
	{Func: "barego.GoWithCure", Oracle: Alive, Run: polledOnce(barego.GoWithCure)},
	{Func: "barego.AllMistake", Oracle: Alive, Run: polled(barego.AllMistake)},
	{Func: "barego.AllCure", Oracle: Alive, Run: polledOnce(barego.AllCure)},
	{Func: "barego.WaitCure", Oracle: Alive, Run: fetched(barego.WaitCure)},
	{Func: "barego.GroupCure", Oracle: Alive, Run: fetched(barego.GroupCure)},
	{Func: "barego.TaskFieldMistake", Oracle: Alive, Run: polled(barego.TaskFieldMistake)},
	{Func: "barego.JobFieldMistake", Oracle: Alive, Run: polled(barego.JobFieldMistake)},
	{Func: "barego.JobFieldCure", Oracle: Alive, Run: polledUntil(barego.JobFieldCure)},
	{Func: "barego.RunForeverMistake", Oracle: Alive, Run: polled(barego.RunForeverMistake)},
	{Func: "barego.RunForeverClosureMistake", Oracle: Alive, Run: polled(barego.RunForeverClosureMistake)},
	{Func: "barego.RunForeverHelperMistake", Oracle: Alive, Run: polled(barego.RunForeverHelperMistake)},
	{Func: "barego.RunMistake", Oracle: Alive, Run: polled(barego.RunMistake)},
	{Func: "barego.RunClosureMistake", Oracle: Alive, Run: polled(barego.RunClosureMistake)},
	{Func: "barego.RunCure", Oracle: Alive, Run: polledCtx(barego.RunCure)},
	{Func: "barego.LoopNilMistake", Oracle: Alive, Run: polled(barego.LoopNilMistake)},
	{Func: "barego.LoopMistake", Oracle: Alive, Run: polled(barego.LoopMistake)},
	{Func: "barego.LoopNeverMistake", Oracle: Alive, Run: polled(barego.LoopNeverMistake)},
	{Func: "barego.LoopCure", Oracle: Alive, Run: func(int) {
		p, turns := newPoller()
		stop := barego.LoopCure(p)
		Await(func() bool { return turns.Load() >= 2 })
		stop()
	}},
	{Func: "barego.LoopParamCure", Oracle: Alive, Run: polledUntil(barego.LoopParamCure)},
	{Func: "barego.SpinMistake", Oracle: Alive, Run: func(int) { barego.SpinMistake(tick) }},
	{Func: "barego.SpinCure", Oracle: Alive, Run: func(int) {
		stop := barego.SpinCure(tick)
		awaitBarego()
		stop()
	}},
}

// fetched lets a slow local server answer: all answers must be there when the
// join returns.
func fetched(fetch func(urls ...string)) func(int) {
	return func(int) {
		var answered atomic.Int64
		srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			time.Sleep(20 * tick)
			answered.Add(1)
		}))
		defer srv.Close()
		fetch(srv.URL, srv.URL, srv.URL)
		if n := answered.Load(); n != 3 {
			Fail("the join did not wait: %d answers of 3", n)
		}
	}
}
