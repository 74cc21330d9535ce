package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/http"
	"net/http/httptest"
	"time"

	"lostctx"
	. "oracle"
)

// The context is cancelled while somebody hangs on what answers to nothing but the
// end of the context that it was given.
var lostContexts = []Case{
	{Func: "lostctx.BothMistake", Oracle: Alive, Run: hung(lostctx.BothMistake)},
	{Func: "lostctx.BothCure", Oracle: Alive, Run: hung(lostctx.BothCure)},
	{Func: "lostctx.AnswerMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.AnswerMistake(ctx, s) })},
	{Func: "lostctx.AnswerCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.AnswerCure(ctx, s) })},
	{Func: "lostctx.WarmMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.WarmMistake(ctx, s, dozen) })},
	{Func: "lostctx.WarmCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.WarmCure(ctx, s, dozen) })},
	{Func: "lostctx.AuditMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.AuditMistake(ctx, s, "a") })},
	{Func: "lostctx.AuditCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.AuditCure(ctx, s, "a") })},
	{Func: "lostctx.CountMistake", Oracle: Alive, Run: hung(lostctx.CountMistake)},
	{Func: "lostctx.CountCure", Oracle: Alive, Run: hung(lostctx.CountCure)},
	{Func: "lostctx.FlushMistake", Oracle: Alive, Run: hung(lostctx.FlushMistake)},
	{Func: "lostctx.FlushCure", Oracle: Alive, Run: hung(lostctx.FlushCure)},
	{Func: "lostctx.CopyAllMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.CopyAllMistake(ctx, s, dozen) })},
	{Func: "lostctx.CopyAllCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.CopyAllCure(ctx, s, dozen) })},
	{Func: "lostctx.Index.FillMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewIndex[string](s).FillMistake(ctx, dozen) })},
	{Func: "lostctx.Index.FillCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewIndex[string](s).FillCure(ctx, dozen) })},
	{Func: "lostctx.Index.SyncMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewIndex[string](s).SyncMistake(ctx) })},
	{Func: "lostctx.Index.SyncCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewIndex[string](s).SyncCure(ctx) })},

	{Func: "lostctx.PublishMistake", Oracle: Alive, Run: hung(lostctx.PublishMistake)},
	{Func: "lostctx.PublishCure", Oracle: Alive, Run: hung(lostctx.PublishCure)},
	{Func: "lostctx.RenderMistake", Oracle: Alive, Run: hung(lostctx.RenderMistake)},
	{Func: "lostctx.RenderCure", Oracle: Alive, Run: hung(lostctx.RenderCure)},
	{Func: "lostctx.Worker.RunMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { (&lostctx.Worker{Store: s}).RunMistake(ctx) })},
	{Func: "lostctx.Worker.RunCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { (&lostctx.Worker{Store: s}).RunCure(ctx) })},
	{Func: "lostctx.Worker.HandlersMistake", Oracle: Alive, Run: hung(handled((*lostctx.Worker).HandlersMistake))},
	{Func: "lostctx.Worker.HandlersCure", Oracle: Alive, Run: hung(handled((*lostctx.Worker).HandlersCure))},

	{Func: "lostctx.API.OrderMistake", Oracle: Alive, Run: requested((*lostctx.API).OrderMistake)},
	{Func: "lostctx.API.OrderCure", Oracle: Alive, Run: requested((*lostctx.API).OrderCure)},
	{Func: "lostctx.API.ReportMistake", Oracle: Alive, Run: requested((*lostctx.API).ReportMistake)},
	{Func: "lostctx.API.ReportCure", Oracle: Alive, Run: requested((*lostctx.API).ReportCure)},
	{Func: "lostctx.API.RoutesMistake", Oracle: Alive, Run: requested(routed((*lostctx.API).RoutesMistake))},
	{Func: "lostctx.API.RoutesCure", Oracle: Alive, Run: requested(routed((*lostctx.API).RoutesCure))},
	{Func: "lostctx.LoginLogic.LoginMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewLoginLogic(ctx, s).LoginMistake("a") })},
	{Func: "lostctx.LoginLogic.LoginCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewLoginLogic(ctx, s).LoginCure("a") })},
	{Func: "lostctx.LoginLogic.LogoutMistake", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewLoginLogic(ctx, s).LogoutMistake("a") })},
	{Func: "lostctx.LoginLogic.LogoutCure", Oracle: Alive, Run: hung(func(ctx context.Context, s lostctx.Store) { lostctx.NewLoginLogic(ctx, s).LogoutCure("a") })},

	{Func: "lostctx.FetchMistake", Oracle: Alive, Run: served(func(ctx context.Context, url string) { lostctx.FetchMistake(ctx, []string{url}) })},
	{Func: "lostctx.FetchCure", Oracle: Alive, Run: served(func(ctx context.Context, url string) { lostctx.FetchCure(ctx, []string{url}) })},
	{Func: "lostctx.PostMistake", Oracle: Alive, Run: served(lostctx.PostMistake)},
	{Func: "lostctx.PostCure", Oracle: Alive, Run: served(lostctx.PostCure)},
	{Func: "lostctx.PingMistake", Oracle: Alive, Run: served(lostctx.PingMistake)},
	{Func: "lostctx.PingCure", Oracle: Alive, Run: served(lostctx.PingCure)},
	{Func: "lostctx.CountRowsMistake", Oracle: Alive, Run: queried(func(ctx context.Context, db *sql.DB) { lostctx.CountRowsMistake(ctx, db) })},
	{Func: "lostctx.CountRowsCure", Oracle: Alive, Run: queried(func(ctx context.Context, db *sql.DB) { lostctx.CountRowsCure(ctx, db) })},
	{Func: "lostctx.MoveMistake", Oracle: Alive, Run: queried(lostctx.MoveMistake)},
	{Func: "lostctx.MoveCure", Oracle: Alive, Run: queried(lostctx.MoveCure)},
	{Func: "lostctx.ProbeMistake", Oracle: None, Why: "it takes an address that does not answer, which no test can have for sure"},
	{Func: "lostctx.ProbeCure", Oracle: None, Why: "it takes an address that does not answer, which no test can have for sure"},
	{Func: "lostctx.ConvertMistake", Oracle: None, Why: "it would leave a process behind"},
	{Func: "lostctx.ConvertCure", Oracle: None, Why: "it is the cure of one that would leave a process behind"},

	{Func: "lostctx.ServeMistake", Oracle: None, Why: atExit},
	{Func: "lostctx.ServeCure", Oracle: None, Why: atExit},
	{Func: "lostctx.RunMistake", Oracle: None, Why: atExit},
	{Func: "lostctx.RunCure", Oracle: None, Why: atExit},

	{Func: "lostctx.RemindMistake", Oracle: Alive, Run: cancelled(func(ctx context.Context) {
		lostctx.RemindMistake(ctx, []time.Duration{time.Hour}, func() {})
	})},
	{Func: "lostctx.RemindCure", Oracle: Alive, Run: cancelled(func(ctx context.Context) {
		lostctx.RemindCure(ctx, []time.Duration{time.Hour}, func() {})
	})},
	{Func: "lostctx.Feed.FirstMistake", Oracle: Alive, Run: cancelled(func(context.Context) { lostctx.NewFeed().FirstMistake(func(string) {}) })},
	{Func: "lostctx.Feed.FirstCure", Oracle: Alive, Run: cancelled(func(ctx context.Context) { lostctx.NewFeed().FirstCure(ctx, func(string) {}) })},
}

const atExit = "it is about the end of the process"

// hanging is told when somebody hangs.
var hanging = make(chan struct{}, 100)

// hang waits for the end of a context.
func hang(ctx context.Context) error {
	hanging <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

// A hangingStore never answers.
type hangingStore struct{}

func (hangingStore) Load(ctx context.Context, _ string) (string, error) { return "", hang(ctx) }

func (hangingStore) Save(ctx context.Context, _, _ string) error { return hang(ctx) }

// A hangingDB never connects.
type hangingDB struct{}

func (hangingDB) Connect(ctx context.Context) (driver.Conn, error) { return nil, hang(ctx) }

func (hangingDB) Driver() driver.Driver { return nil }

// untilHung runs f, waits until somebody hangs, and cancels the context.
func untilHung(f func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go f(ctx)
	<-hanging
}

func hung(f func(context.Context, lostctx.Store)) func(int) {
	return func(int) { untilHung(func(ctx context.Context) { f(ctx, hangingStore{}) }) }
}

func queried(f func(context.Context, *sql.DB)) func(int) {
	return func(int) { untilHung(func(ctx context.Context) { f(ctx, sql.OpenDB(hangingDB{})) }) }
}

// served gives f a server that never answers.
func served(f func(ctx context.Context, url string)) func(int) {
	return func(int) {
		srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { hang(r.Context()) }))
		untilHung(func(ctx context.Context) { f(ctx, srv.URL) })
	}
}

// requested lets a client hang up.
func requested(serve func(*lostctx.API, http.ResponseWriter, *http.Request)) func(int) {
	return func(int) {
		api := &lostctx.API{DB: sql.OpenDB(hangingDB{}), Store: hangingStore{}}
		untilHung(func(ctx context.Context) {
			serve(api, httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/touch", nil))
		})
	}
}

func routed(routes func(*lostctx.API, *http.ServeMux)) func(*lostctx.API, http.ResponseWriter, *http.Request) {
	return func(a *lostctx.API, w http.ResponseWriter, r *http.Request) {
		mux := http.NewServeMux()
		routes(a, mux)
		mux.ServeHTTP(w, r)
	}
}

// cancelled runs f, waits until somebody stands in a select, and cancels the context.
func cancelled(f func(ctx context.Context)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go f(ctx)
		awaitState(inSelect)
	}
}

// handled calls the handler that a worker adds.
func handled(handlers func(*lostctx.Worker, func(func(context.Context) error))) func(context.Context, lostctx.Store) {
	return func(ctx context.Context, s lostctx.Store) {
		handlers(&lostctx.Worker{Store: s}, func(h func(context.Context) error) { h(ctx) })
	}
}
