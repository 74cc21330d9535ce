package main

import (
	"context"
	"errors"
	"net"
	"net/http/httptest"
	"sync/atomic"

	"github.com/gin-gonic/gin"
	"github.com/panjf2000/ants/v2"
	"google.golang.org/grpc"

	"example.com/frameworks/losterror"
	"example.com/frameworks/unrecovered"
	. "oracle"
)

// All work fails, and what the function under test is told of it is what it
// returns.
var losterrorCases = []Case{
	lost("ValidateMistake", func() error { failures.Add(1); answerOne(losterror.ValidateMistake); return nil }),
	lost("ValidateCure", func() error { failures.Add(1); answerOne(losterror.ValidateCure); return nil }),
	lost("GoSafeMistake", func() error { losterror.GoSafeMistake(fail); return nil }),
	lost("GoSafeCure", func() error { losterror.GoSafeCure(fail); return nil }),
	lost("RoutineGroupMistake", func() error { losterror.RoutineGroupMistake(fail); return nil }),
	lost("RoutineGroupCure", func() error { return losterror.RoutineGroupCure(fail) }),
	lost("ParallelMistake", func() error { losterror.ParallelMistake(fail, fail); return nil }),
	lost("ParallelCure", func() error { return losterror.ParallelCure(fail, fail) }),
	lost("GroupMistake", func() error { return losterror.GroupMistake(fail) }),
	lost("GroupCure", func() error { return losterror.GroupCure(fail) }),
	lost("ConcMistake", func() error { losterror.ConcMistake(fail); return nil }),
	lost("ConcCure", func() error { return losterror.ConcCure(fail) }),
	lost("SubmitMistake", func() error { return losterror.SubmitMistake(antsPool(), fail) }),
	lost("SubmitCure", func() error { return losterror.SubmitCure(antsPool(), fail) }),
	lost("ServeMistake", func() error { losterror.ServeMistake(grpc.NewServer(), closed()); return nil }),
	lost("ServeCure", func() error { losterror.ServeCure(grpc.NewServer(), closed()); return nil }),
}

// What is run panics.
var unrecoveredCases = []Case{
	crashes("GroupMistake", func() { _ = unrecovered.GroupMistake(fall) }),
	crashes("GroupCure", func() { _ = unrecovered.GroupCure(fall) }),
	crashes("RunMistake", func() { unrecovered.RunMistake(boom) }),
	crashes("RunCure", func() { unrecovered.RunCure(boom) }),
	crashes("HandlerMistake", func() { answerOne(unrecovered.HandlerMistake(boom)) }),
	crashes("HandlerCure", func() { answerOne(unrecovered.HandlerCure(boom)) }),
}

var failures atomic.Int64

func fail() error {
	failures.Add(1)
	return errors.New("failed")
}

func boom()       { panic("boom") }
func fall() error { panic("boom") }

func lost(name string, call func() error) Case {
	return Case{Func: "losterror." + name, Oracle: Lost, Call: func(context.Context) error {
		err := call()
		Await(func() bool { return failures.Load() > 0 })
		return err
	}}
}

func crashes(name string, run func()) Case {
	return Case{Func: "unrecovered." + name, Oracle: Crashes, Run: func(int) { run() }}
}

// serve has a handler answer an empty request.
func answerOne(h gin.HandlerFunc) {
	e := gin.New()
	e.GET("/", h)
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func antsPool() *ants.Pool {
	p, err := ants.NewPool(1)
	NoErr(err)
	return p
}

// closed returns a listener that is closed.
func closed() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	NoErr(err)
	NoErr(l.Close())
	failures.Add(1)
	return l
}
