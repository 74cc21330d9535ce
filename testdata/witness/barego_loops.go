package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"barego"
	. "oracle"
)

var baregoLoops = []Case{
	// Ends that only a fixed time brings. They come first, so that the others
	// pass meanwhile.
	{Func: "barego.Reporter.WithoutCancelCure", Oracle: Alive, Run: func(int) {
		oneRequest(func(_ http.ResponseWriter, r *http.Request) { reporter().WithoutCancelCure(r) })
	}},
	{Func: "barego.RoutesCure", Oracle: Alive, Run: func(int) {
		routes(barego.RoutesCure)
	}},
	{Func: "barego.CallbackCure", Oracle: Alive, Run: func(int) {
		oneRequest(barego.CallbackCure)
	}},
	{Func: "barego.NotifyCure", Oracle: Alive, Run: func(int) {
		oneRequest(barego.NotifyCure)
	}},
	{Func: "barego.AuditCure", Oracle: Alive, Run: func(int) { oneRequest(barego.AuditCure) }},

	{Func: "barego.LogFile.RotateOnHangupMistake", Oracle: Alive, Run: func(int) { new(barego.LogFile).RotateOnHangupMistake()() }},
	{Func: "barego.LogFile.RotateOnHangupCure", Oracle: Alive, Run: func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		new(barego.LogFile).RotateOnHangupCure(ctx)
		cancel()
	}},

	{Func: "barego.SubscribeMistake", Oracle: Alive, Run: func(int) {
		oneRequest((&barego.SubscribeMistake{Every: beat, Beat: func(string) {}}).ServeHTTP)
	}},
	{Func: "barego.SubscribeCure", Oracle: Alive, Run: func(int) {
		oneRequest((&barego.SubscribeCure{Every: beat, Beat: func(string) {}}).ServeHTTP)
	}},

	// fails.go
	{Func: "barego.Cache.AssertingMistake", Oracle: Alive, Run: func(int) { barego.NewCache().AssertingMistake(beat) }},
	{Func: "barego.Cache.AssertingCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { barego.NewCache().AssertingCure(ctx, beat) })
	}},

	// handed.go
	{Func: "barego.HandedMistake", Oracle: Alive, Run: func(int) {
		barego.HandedMistake(func() {}, beat, func(start any) { start.(func())() })
	}},
	{Func: "barego.HandedCure", Oracle: Alive, Run: func(int) {
		barego.HandedCure(func() {}, beat, func(start, stop any) {
			start.(func())()
			stop.(func())()
		})
	}},

	// redial.go
	{Func: "barego.RedialMistake", Oracle: Alive, Run: func(int) { barego.RedialMistake(func(string) error { return nil }) }},

	// loops.go
	{Func: "barego.Cache.SleepLoopMistake", Oracle: Alive, Run: func(int) { barego.NewCache().SleepLoopMistake(beat) }},
	{Func: "barego.Cache.SleepLoopCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { barego.NewCache().SleepLoopCure(ctx, beat) })
	}},
	{Func: "barego.Cache.TickerSelectMistake", Oracle: Alive, Run: func(int) { barego.NewCache().TickerSelectMistake(beat) }},
	{Func: "barego.Cache.TickerSelectCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { barego.NewCache().TickerSelectCure(ctx, beat) })
	}},
	{Func: "barego.Cache.RangeTickerMistake", Oracle: Alive, Run: func(int) { barego.NewCache().RangeTickerMistake(beat) }},
	{Func: "barego.Cache.RangeTickerStoppedMistake", Oracle: LeakProfile, Run: func(int) {
		stopAfterWhile(barego.NewCache().RangeTickerStoppedMistake(beat))
	}},
	{Func: "barego.Cache.RangeTickerCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.NewCache().RangeTickerCure(beat)) }},
	{Func: "barego.Cache.RangeTickMistake", Oracle: Alive, Run: func(int) { barego.NewCache().RangeTickMistake(beat) }},
	{Func: "barego.Cache.RangeTickCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { barego.NewCache().RangeTickCure(ctx, beat) })
	}},
	{Func: "barego.Cache.ResetTimerMistake", Oracle: Alive, Run: func(int) { barego.NewCache().ResetTimerMistake(beat) }},
	{Func: "barego.Cache.ResetTimerCure", Oracle: Alive, Run: func(int) { barego.NewCache().ResetTimerCure(beat, 5) }},
	{Func: "barego.Cache.BreakInSelectMistake", Oracle: Alive, Run: func(int) {
		closing(func(done <-chan struct{}) { barego.NewCache().BreakInSelectMistake(done, beat) })
	}},
	{Func: "barego.Cache.BreakInSelectCure", Oracle: Alive, Run: func(int) {
		closing(func(done <-chan struct{}) { barego.NewCache().BreakInSelectCure(done, beat) })
	}},
	{Func: "barego.ProbeLoopMistake", Oracle: Alive, Run: func(int) { barego.ProbeLoopMistake(refusing(), beat) }},
	{Func: "barego.ProbeLoopCure", Oracle: Alive, Run: func(int) { barego.ProbeLoopCure(refusing(), beat) }},
	{Func: "barego.Cache.GotoLoopMistake", Oracle: Alive, Run: func(int) { barego.NewCache().GotoLoopMistake(beat) }},
	{Func: "barego.Cache.GotoLoopCure", Oracle: Alive, Run: func(int) {
		closing(func(stop <-chan struct{}) { barego.NewCache().GotoLoopCure(beat, stop) })
	}},
	{Func: "barego.Front.AcceptMistake", Oracle: Alive, Run: func(int) { front((*barego.Front).AcceptMistake) }},
	{Func: "barego.Front.AcceptCure", Oracle: Alive, Run: func(int) { front((*barego.Front).AcceptCure) }},
	{Func: "barego.Feed.CondMistake", Oracle: LeakProfile, Run: func(int) { feed((*barego.Feed).CondMistake) }},
	{Func: "barego.Feed.CondCure", Oracle: Alive, Run: func(int) { feed((*barego.Feed).CondCure) }},
	{Func: "barego.LongPollMistake", Oracle: Alive, Run: func(int) {
		barego.LongPollMistake(http.DefaultClient, answering(), func() {})
	}},
	{Func: "barego.LongPollCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) {
			barego.LongPollCure(ctx, http.DefaultClient, answering(), func() {})
		})
	}},
	{Func: "barego.Cache.RetryMistake", Oracle: Alive, Run: func(int) { barego.NewCache().RetryMistake(succeedSecond()) }},
	{Func: "barego.Cache.RetryCure", Oracle: Alive, Run: func(int) { barego.NewCache().RetryCure(succeedSecond()) }},
	{Func: "barego.Cache.SelectTwoMistake", Oracle: Alive, Run: func(int) {
		barego.NewCache().SelectTwoMistake(beat)("key")
	}},
	{Func: "barego.Cache.SelectTwoCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) { barego.NewCache().SelectTwoCure(ctx, beat)("key") })
	}},

	// channels.go
	{Func: "barego.LocalDoneMistake", Oracle: Alive, Run: func(int) { barego.LocalDoneMistake(beat) }},
	{Func: "barego.LocalDoneCure", Oracle: Alive, Run: func(int) { barego.LocalDoneCure(beat, aWhile) }},
	{Func: "barego.NewSamplerMistake", Oracle: Alive, Run: func(int) { barego.NewSamplerMistake(beat) }},
	{Func: "barego.NewSamplerCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.NewSamplerCure(beat).Close) }},
	{Func: "barego.NewForgetfulMistake", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.NewForgetfulMistake(beat).Stop) }},
	{Func: "barego.NewForgetfulCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.NewForgetfulCure(beat).Stop) }},
	{Func: "barego.HandshakeMistake", Oracle: Alive, Run: func(int) { barego.HandshakeMistake(beat) }},
	{Func: "barego.HandshakeCure", Oracle: Alive, Run: func(int) { barego.HandshakeCure(beat, 5) }},
	{Func: "barego.StartGroupMistake", Oracle: Alive, Run: func(int) { barego.StartGroupMistake(beat) }},
	{Func: "barego.StartGroupCure", Oracle: Alive, Run: func(int) { barego.StartGroupCure(beat, 5) }},
	{Func: "barego.OtherDoneMistake", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.OtherDoneMistake(beat)) }},
	{Func: "barego.OtherDoneCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.OtherDoneCure(beat)) }},
	{Func: "barego.NilDoneMistake", Oracle: Alive, Run: func(int) { barego.NilDoneMistake(beat) }},
	{Func: "barego.PackageDoneMistake", Oracle: Alive, Run: func(int) {
		barego.PackageDoneMistake(beat)
		stopAfterWhile(barego.Shutdown) // ends others
	}},
	{Func: "barego.PackageDoneCure", Oracle: Alive, Run: func(int) {
		barego.PackageDoneCure(beat)
		stopAfterWhile(barego.Shutdown)
	}},

	// contexts.go
	{Func: "barego.Reporter.BackgroundMistake", Oracle: Alive, Run: func(int) { reporter().BackgroundMistake() }},
	{Func: "barego.Reporter.BackgroundCure", Oracle: Alive, Run: func(int) { stopAfterWhile(reporter().BackgroundCure()) }},
	{Func: "barego.Reporter.ParamMistake", Oracle: Alive, Run: func(int) { reporter().ParamMistake() }},
	{Func: "barego.Reporter.TODOMistake", Oracle: Alive, Run: func(int) { reporter().TODOMistake() }},
	{Func: "barego.Reporter.ParamCure", Oracle: Alive, Run: func(int) { canceling(reporter().ParamCure) }},
	{Func: "barego.Reporter.HopsMistake", Oracle: Alive, Run: func(int) { reporter().HopsMistake() }},
	{Func: "barego.Reporter.HopsCure", Oracle: Alive, Run: func(int) { stopAfterWhile(reporter().HopsCure()) }},
	{Func: "barego.Reporter.WithValueMistake", Oracle: Alive, Run: func(int) { reporter().WithValueMistake("user") }},
	{Func: "barego.Reporter.WithValueCure", Oracle: Alive, Run: func(int) { reporter().WithValueCure("user", aWhile) }},
	{Func: "barego.Reporter.WithoutCancelMistake", Oracle: Alive, Run: func(int) {
		oneRequest(func(_ http.ResponseWriter, r *http.Request) { reporter().WithoutCancelMistake(r) })
	}},
	{Func: "barego.FieldMistake", Oracle: Alive, Run: func(int) { barego.FieldMistake(beat) }},
	{Func: "barego.FieldCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.FieldCure(beat)) }},
	{Func: "barego.Reporter.ErrPollMistake", Oracle: Alive, Run: func(int) { reporter().ErrPollMistake() }},
	{Func: "barego.Reporter.ErrPollCure", Oracle: Alive, Run: func(int) { canceling(reporter().ErrPollCure) }},
	{Func: "barego.PolledMistake", Oracle: Alive, Run: func(int) { silentPeer(barego.PolledMistake) }},
	{Func: "barego.PolledCure", Oracle: Alive, Run: func(int) { silentPeer(barego.PolledCure) }},

	// flags.go
	{Func: "barego.AtomicFlagMistake", Oracle: Alive, Run: func(int) { barego.AtomicFlagMistake(beat) }},
	{Func: "barego.AtomicFlagCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.AtomicFlagCure(beat)) }},
	{Func: "barego.BoolFlagMistake", Oracle: Alive, Run: func(int) { barego.BoolFlagMistake(beat) }},
	{Func: "barego.BoolFlagCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.BoolFlagCure(beat)) }},
	{Func: "barego.LocalFlagMistake", Oracle: Alive, Run: func(int) { barego.LocalFlagMistake(beat) }},
	{Func: "barego.AtomicWordMistake", Oracle: Alive, Run: func(int) { barego.AtomicWordMistake(beat) }},
	{Func: "barego.AtomicWordCure", Oracle: Alive, Run: func(int) { stopAfterWhile(barego.AtomicWordCure(beat)) }},

	// servers.go
	{Func: "barego.RoutesMistake", Oracle: Alive, Run: func(int) { routes(barego.RoutesMistake) }},
	{Func: "barego.CallbackMistake", Oracle: Alive, Run: func(int) { oneRequest(barego.CallbackMistake) }},
	{Func: "barego.NotifyMistake", Oracle: Alive, Run: func(int) { oneRequest(barego.NotifyMistake) }},
	{Func: "barego.AuditMistake", Oracle: Alive, Run: func(int) { oneRequest(barego.AuditMistake) }},
	{Func: "barego.OwnClientMistake", Oracle: Alive, Run: func(int) { oneRequest(barego.OwnClientMistake) }},
	{Func: "barego.ListenCure", Oracle: Alive, Run: func(int) {
		stop := barego.ListenCure("127.0.0.1:0", http.NotFoundHandler())
		stopAfterWhile(func() { stop() })
	}},
	{Func: "barego.LocalServerCure", Oracle: Alive, Run: func(int) {
		canceling(func(ctx context.Context) {
			go barego.LocalServerCure(ctx, "127.0.0.1:0", http.NotFoundHandler())
		})
	}},
	{Func: "barego.LocalListenerMistake", Oracle: Alive, Run: func(int) {
		addr, err := barego.LocalListenerMistake(hangUp)
		NoErr(err)
		greet(addr)
	}},
	{Func: "barego.LocalListenerCure", Oracle: Alive, Run: func(int) {
		addr, stop, err := barego.LocalListenerCure(hangUp)
		NoErr(err)
		greet(addr)
		stopAfterWhile(func() { stop() })
	}},
}

const (
	beat   = time.Millisecond // of all loops
	aWhile = 20 * beat        // what they are given before they are stopped
)

func stopAfterWhile(stop func()) {
	time.Sleep(aWhile)
	stop()
}

func canceling(start func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	start(ctx)
	stopAfterWhile(cancel)
}

func closing(start func(done <-chan struct{})) {
	done := make(chan struct{})
	start(done)
	stopAfterWhile(func() { close(done) })
}

func reporter() *barego.Reporter { return barego.NewReporter(beat) }

// succeedSecond fails once.
func succeedSecond() func() error {
	tries := 0
	return func() error {
		if tries++; tries == 1 {
			return errors.New("not yet")
		}
		return nil
	}
}

func front(start func(*barego.Front)) {
	log.SetOutput(io.Discard)
	ln := listenLocal()
	f := barego.NewFront(ln)
	start(f)
	greet(ln.Addr().String())
	stopAfterWhile(func() { f.Close() })
}

func feed(start func(*barego.Feed, *[]string)) {
	f := barego.NewFeed()
	start(f, new([]string))
	f.Push("event")
	stopAfterWhile(f.Close)
}

// silentPeer connects start to a peer that stays and says nothing.
func silentPeer(start func(ctx context.Context, addr string) error) {
	ln := listenLocal()
	canceling(func(ctx context.Context) {
		NoErr(start(ctx, ln.Addr().String()))
		conn, err := ln.Accept()
		NoErr(err)
		kept = append(kept, conn)
	})
}

// kept is what the collector must not close.
var kept []any

// oneRequest has h answer one request, which names a server that never does, and
// ends the request.
func oneRequest(h http.HandlerFunc) {
	barego.Within = time.Second
	reached := make(chan struct{}, 1)
	never := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- struct{}{}
		<-r.Context().Done()
	}))
	kept = append(kept, never)
	ctx, cancel := context.WithCancel(context.Background())
	target := "/?callback=" + never.URL + "&audit=" + never.URL
	h(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader("{}")))
	select {
	case <-reached:
	case <-time.After(aWhile): // not every h calls
	}
	cancel()
}

func routes(register func(*http.ServeMux, *barego.Poller)) {
	mux := http.NewServeMux()
	register(mux, barego.NewPoller(beat, func() error { return nil }))
	oneRequest(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/poll"
		mux.ServeHTTP(w, r)
	})
}

// answering is the address of a server that answers after a beat.
func answering() string {
	return httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(beat) })).URL
}

// refusing is an address at which nobody listens.
func refusing() string {
	ln := listenLocal()
	defer ln.Close()
	return ln.Addr().String()
}

func listenLocal() net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	NoErr(err)
	return ln
}

func hangUp(conn net.Conn) { conn.Close() }

// greet connects to addr, and waits until the other side hangs up.
func greet(addr string) {
	conn, err := net.Dial("tcp", addr)
	NoErr(err)
	defer conn.Close()
	io.Copy(io.Discard, conn)
}
