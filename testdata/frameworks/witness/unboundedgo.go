package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"

	"example.com/frameworks/unboundedgo"
	. "oracle"
)

var unboundedgoCases = []Case{
	{Func: "unboundedgo.SaveMistake", Oracle: Growth, Run: saves(slow, unboundedgo.SaveMistake)},
	{Func: "unboundedgo.SaveCure", Oracle: Growth, Run: saves(quick, unboundedgo.SaveCure)},
	{Func: "unboundedgo.WeighMistake", Oracle: Growth, Run: saves(slow, unboundedgo.WeighMistake)},
	{Func: "unboundedgo.WeighCure", Oracle: Growth, Run: saves(quick, unboundedgo.WeighCure)},
	{Func: "unboundedgo.ConcMistake", Oracle: Growth, Run: saves(slow, always(unboundedgo.ConcMistake))},
	{Func: "unboundedgo.ConcCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.ConcCure))},
	{Func: "unboundedgo.ConcIterCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.ConcIterCure))},
	{Func: "unboundedgo.GoSafeMistake", Oracle: Growth, Run: saves(slow, always(unboundedgo.GoSafeMistake))},
	{Func: "unboundedgo.GoSafeCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.GoSafeCure))},
	{Func: "unboundedgo.MapReduceCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.MapReduceCure))},
	{Func: "unboundedgo.StreamCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.StreamCure))},
	{Func: "unboundedgo.SizedCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.SizedCure))},
	{Func: "unboundedgo.AntsCure", Oracle: Growth, Run: saves(quick, unboundedgo.AntsCure)},
	{Func: "unboundedgo.PondCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.PondCure))},
	{Func: "unboundedgo.WorkerPoolCure", Oracle: Growth, Run: saves(quick, always(unboundedgo.WorkerPoolCure))},
	{Func: "unboundedgo.BindMistake", Oracle: Growth, Run: binds(slow, unboundedgo.BindMistake)},
	{Func: "unboundedgo.BindCure", Oracle: Growth, Run: binds(quick, unboundedgo.BindCure)},
	{Func: "unboundedgo.MessagesMistake", Oracle: Growth, Run: messages(slow, unboundedgo.MessagesMistake)},
	{Func: "unboundedgo.MessagesCure", Oracle: Growth, Run: messages(quick, unboundedgo.MessagesCure)},
}

// A store takes some time to save a record.
type store struct {
	work time.Duration
	seen atomic.Int64
}

func (s *store) Save(context.Context, unboundedgo.Record) error {
	time.Sleep(s.work)
	s.seen.Add(1)
	return nil
}

// saves has f save n records, and waits until all are.
func saves(work time.Duration, f func(context.Context, unboundedgo.Store, []unboundedgo.Record) error) func(int) {
	return func(n int) {
		s := &store{work: work}
		NoErr(f(context.Background(), s, make([]unboundedgo.Record, n)))
		Await(func() bool { return s.seen.Load() == int64(n) })
	}
}

func always(f func(context.Context, unboundedgo.Store, []unboundedgo.Record)) func(context.Context, unboundedgo.Store, []unboundedgo.Record) error {
	return func(ctx context.Context, s unboundedgo.Store, records []unboundedgo.Record) error {
		f(ctx, s, records)
		return nil
	}
}

// binds posts n records to a handler.
func binds(work time.Duration, f func(unboundedgo.Store) gin.HandlerFunc) func(int) {
	return func(n int) {
		body, err := json.Marshal(make([]unboundedgo.Record, n))
		NoErr(err)
		engine := gin.New()
		engine.POST("/", f(&store{work: work}))
		engine.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(body)))
	}
}

// messages sends n messages over a socket, and waits until all are handled.
func messages(work time.Duration, f func(*websocket.Conn, func([]byte)) error) func(int) {
	return func(n int) {
		var seen atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := new(websocket.Upgrader).Upgrade(w, r, nil)
			NoErr(err)
			defer c.Close()
			for range n {
				NoErr(c.WriteMessage(websocket.TextMessage, []byte("m")))
			}
			Await(func() bool { return seen.Load() == int64(n) })
		}))
		defer server.Close()
		c, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
		NoErr(err)
		defer c.Close()
		if err := f(c, func([]byte) { time.Sleep(work); seen.Add(1) }); err == nil {
			NoErr(errors.New("the socket does not end"))
		}
	}
}
