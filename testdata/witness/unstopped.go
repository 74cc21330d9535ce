package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	. "oracle"
	"unstopped"
	"unstopped/lib"
)

// Something fails, or the work is done; a cure's result is closed. A goroutine is there
// until somebody ends it.
var unstoppeds = []Case{
	{Func: "unstopped.OpenMistake", Oracle: Alive, Run: func(int) { unstopped.OpenMistake(noFile) }},
	{Func: "unstopped.OpenCure", Oracle: Alive, Run: func(int) { unstopped.OpenCure(noFile) }},
	{Func: "unstopped.OpenFieldMistake", Oracle: Alive, Run: func(int) { unstopped.OpenFieldMistake(noFile) }},
	{Func: "unstopped.OpenFieldCure", Oracle: Alive, Run: func(int) { unstopped.OpenFieldCure(noFile) }},
	{Func: "unstopped.CopyMistake", Oracle: Alive, Run: func(int) { unstopped.CopyMistake(".", nil) }},
	{Func: "unstopped.CopyCure", Oracle: Alive, Run: func(int) { unstopped.CopyCure(".", nil) }},
	{Func: "unstopped.RegisterMistake", Oracle: Alive, Run: session(func(c *lib.Client) { unstopped.RegisterMistake(c, notNumber) })},
	{Func: "unstopped.RegisterCure", Oracle: Alive, Run: session(func(c *lib.Client) { unstopped.RegisterCure(c, notNumber) })},
	{Func: "unstopped.ImportMistake", Oracle: Alive, Run: func(int) { unstopped.ImportMistake(dozen, refuseAll) }},
	{Func: "unstopped.ImportCure", Oracle: Alive, Run: func(int) { unstopped.ImportCure(dozen, refuseAll) }},
	{Func: "unstopped.ReindexMistake", Oracle: Alive, Run: func(int) { unstopped.ReindexMistake(nil) }},
	{Func: "unstopped.ReindexCure", Oracle: Alive, Run: func(int) { unstopped.ReindexCure(nil) }},
	{Func: "unstopped.PairMistake", Oracle: Alive, Run: session(func(c *lib.Client) { unstopped.PairMistake(c, 0) })},
	{Func: "unstopped.PairCure", Oracle: Alive, Run: session(func(c *lib.Client) { unstopped.PairCure(c, 0) })},
	{Func: "unstopped.AnnounceMistake", Oracle: Alive, Run: func(int) { unstopped.AnnounceMistake(stopped(), dozen, nil) }},
	{Func: "unstopped.AnnounceCure", Oracle: Alive, Run: func(int) { unstopped.AnnounceCure(stopped(), dozen, nil) }},
	{Func: "unstopped.GuardMistake", Oracle: Alive, Run: func(int) { unstopped.GuardMistake(broken, moment) }},
	{Func: "unstopped.GuardCure", Oracle: Alive, Run: func(int) { unstopped.GuardCure(broken, moment) }},
	{Func: "unstopped.LinkMistake", Oracle: Alive, Run: hungUp(func(conn net.Conn) { unstopped.LinkMistake(conn) })},
	{Func: "unstopped.LinkCure", Oracle: Alive, Run: hungUp(func(conn net.Conn) { unstopped.LinkCure(conn) })},
	{Func: "unstopped.DialMistake", Oracle: Alive, Run: hungUp(func(conn net.Conn) { unstopped.DialMistake(conn) })},
	{Func: "unstopped.DialCure", Oracle: Alive, Run: hungUp(func(conn net.Conn) { unstopped.DialCure(conn) })},
	{Func: "unstopped.ConnectMistake", Oracle: None, Why: "the goroutine is one of database/sql's own, and needs a driver"},
	{Func: "unstopped.ConnectCure", Oracle: None, Why: "the goroutine is one of database/sql's own, and needs a driver"},
	{Func: "unstopped.KindMistake", Oracle: Alive, Run: func(int) { unstopped.KindMistake("odd") }},
	{Func: "unstopped.KindCure", Oracle: Alive, Run: func(int) { unstopped.KindCure("odd") }},
	{Func: "unstopped.Server.ReloadMistake", Oracle: Alive, Run: func(int) { new(unstopped.Server).ReloadMistake(noKeys) }},
	{Func: "unstopped.Server.ReloadCure", Oracle: Alive, Run: func(int) { new(unstopped.Server).ReloadCure(noKeys) }},

	{Func: "unstopped.RunMistake", Oracle: Alive, Run: func(int) { unstopped.RunMistake([]func(){moment, moment}) }},
	{Func: "unstopped.RunCure", Oracle: Alive, Run: func(int) { unstopped.RunCure([]func(){moment, moment}) }},
	{Func: "unstopped.SeenMistake", Oracle: Alive, Run: twice(unstopped.SeenMistake)},
	{Func: "unstopped.SeenCure", Oracle: Alive, Run: twice(unstopped.SeenCure)},
	{Func: "unstopped.PrintMistake", Oracle: Alive, Run: func(int) { unstopped.PrintMistake(3, ignore) }},
	{Func: "unstopped.PrintCure", Oracle: Alive, Run: func(int) { unstopped.PrintCure(3, ignore) }},
	{Func: "unstopped.PollMistake", Oracle: Alive, Run: func(int) { unstopped.PollMistake(moment) }},
	{Func: "unstopped.PollCure", Oracle: Alive, Run: func(int) { unstopped.PollCure(stopped(), moment) }},
	{Func: "unstopped.MeasureMistake", Oracle: Alive, Run: func(int) { unstopped.MeasureMistake(moment) }},
	{Func: "unstopped.MeasureCure", Oracle: Alive, Run: func(int) { unstopped.MeasureCure(moment) }},
	{Func: "unstopped.RetryMistake", Oracle: Alive, Run: func(int) { unstopped.RetryMistake(secondTime()) }},
	{Func: "unstopped.RetryCure", Oracle: Alive, Run: func(int) { unstopped.RetryCure(secondTime()) }},
	{Func: "unstopped.CountMistake", Oracle: Alive, Run: func(int) { unstopped.CountMistake(dozen) }},
	{Func: "unstopped.CountCure", Oracle: Alive, Run: func(int) { unstopped.CountCure(dozen) }},
	{Func: "unstopped.FillMistake", Oracle: Alive, Run: func(int) { unstopped.FillMistake(dozen) }},
	{Func: "unstopped.EnterMistake", Oracle: Alive, Run: func(int) { unstopped.EnterMistake(moment) }},
	{Func: "unstopped.EnterCure", Oracle: Alive, Run: func(int) { unstopped.EnterCure(moment) }},
	{Func: "unstopped.SampleMistake", Oracle: Alive, Run: func(int) { unstopped.SampleMistake(func() error { return errBad }) }},
	{Func: "unstopped.SampleCure", Oracle: Alive, Run: func(int) { unstopped.SampleCure(func() error { return errBad }) }},
	{Func: "unstopped.FillCure", Oracle: Alive, Run: func(int) { unstopped.FillCure(dozen) }},
}

const noFile = "there is no such file"

func notNumber(int) bool { return false }

func refuseAll([]string) error { return errBad }

func noKeys() ([]string, error) { return nil, errBad }

// secondTime is work that fails once.
func secondTime() func(time.Time) error {
	failed := false
	return func(time.Time) error {
		if !failed {
			failed = true
			return errBad
		}
		return nil
	}
}

// session is for those that are given a client, which outlives them.
func session(f func(*lib.Client)) func(int) {
	return func(int) { f(lib.NewClient(context.Background())) }
}

// hungUp is for those that are given a connection which is closed already.
func hungUp(f func(net.Conn)) func(int) {
	return func(int) {
		conn, peer := net.Pipe()
		peer.Close()
		f(conn)
		conn.Close()
	}
}

// twice asks for one name two times.
func twice(h http.HandlerFunc) func(int) {
	return func(int) {
		h(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/?name=a&name=a", nil))
	}
}
