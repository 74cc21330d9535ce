package main

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/semaphore"

	"example.com/frameworks/lostctx"
	. "oracle"
)

// The context is cancelled while somebody hangs on what answers to nothing but the
// end of the context that it was given.
var lostctxCases = []Case{
	{Func: "lostctx.GinMistake", Oracle: Alive, Run: hungGin(lostctx.GinMistake)},
	{Func: "lostctx.GinCure", Oracle: Alive, Run: hungGin(lostctx.GinCure)},
	{Func: "lostctx.EchoMistake", Oracle: Alive, Run: hungEcho(lostctx.EchoMistake)},
	{Func: "lostctx.EchoCure", Oracle: Alive, Run: hungEcho(lostctx.EchoCure)},
	{Func: "lostctx.GinMainMistake", Oracle: None, Why: "it is about the end of the process"},
	{Func: "lostctx.GinMainCure", Oracle: None, Why: "it is about the end of the process"},
	{Func: "lostctx.ErrgroupMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.ErrgroupMistake(ctx, s) })},
	{Func: "lostctx.ErrgroupCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.ErrgroupCure(ctx, s) })},
	{Func: "lostctx.PayLogic.GoSafeMistake", Oracle: Alive, Run: hungLogic((*lostctx.PayLogic).GoSafeMistake)},
	{Func: "lostctx.PayLogic.GoSafeCure", Oracle: Alive, Run: hungLogic((*lostctx.PayLogic).GoSafeCure)},
	{Func: "lostctx.PayLogic.RoutineGroupMistake", Oracle: Alive, Run: hungLogic((*lostctx.PayLogic).RoutineGroupMistake)},
	{Func: "lostctx.PayLogic.RoutineGroupCure", Oracle: Alive, Run: hungLogic((*lostctx.PayLogic).RoutineGroupCure)},
	{Func: "lostctx.ConcMistake", Oracle: Alive, Run: hung(lostctx.ConcMistake)},
	{Func: "lostctx.ConcCure", Oracle: Alive, Run: hung(lostctx.ConcCure)},
	{Func: "lostctx.SemaphoreCure", Oracle: Alive, Run: free(lostctx.SemaphoreCure)},
}

// hanging is told when somebody hangs.
var hanging = make(chan struct{}, 100)

// A hangingStore answers when the context ends.
type hangingStore struct{}

func (hangingStore) Save(ctx context.Context, _, _ string) error {
	hanging <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

func hung(f func(context.Context, lostctx.Store)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go f(ctx, hangingStore{})
		<-hanging
	}
}

func hungLogic(f func(*lostctx.PayLogic) error) func(int) {
	return hung(func(ctx context.Context, s lostctx.Store) { f(lostctx.NewPayLogic(ctx, s)) })
}

func hungGin(handler func(lostctx.Store) gin.HandlerFunc) func(int) {
	return hung(func(ctx context.Context, s lostctx.Store) {
		r := gin.New()
		r.GET("/", handler(s))
		r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	})
}

func hungEcho(handler func(lostctx.Store) echo.HandlerFunc) func(int) {
	return hung(func(ctx context.Context, s lostctx.Store) {
		e := echo.New()
		e.GET("/", handler(s))
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	})
}

// free gives back the place that is waited for.
func free(f func(ctx context.Context, sem *semaphore.Weighted, work func())) func(int) {
	return func(int) {
		sem := semaphore.NewWeighted(1)
		NoErr(sem.Acquire(context.Background(), 1))
		go f(context.Background(), sem, func() {})
		Await(func() bool { return len(Standing(module+"lostctx")) > 1 })
		sem.Release(1)
	}
}
