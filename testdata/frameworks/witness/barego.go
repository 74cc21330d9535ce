package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"
	fakecache "k8s.io/client-go/tools/cache/testing"

	"example.com/frameworks/barego"
	. "oracle"
)

var baregoCases = []Case{
	// Ends that only a fixed time brings. They come first, so that the others
	// pass meanwhile.
	{Func: "barego.SubmitLogic.CallbackCure", Oracle: Alive, Run: logic((*barego.SubmitLogic).CallbackCure)},
	{Func: "barego.GinCure", Oracle: Alive, Run: ginHandler(barego.GinCure)},
	{Func: "barego.GinCallbackCure", Oracle: Alive, Run: ginCallback(barego.GinCallbackCure)},

	// gozero.go
	{Func: "barego.GoSafeMistake", Oracle: Alive, Run: sampled(barego.GoSafeMistake)},
	{Func: "barego.GoSafeClosureMistake", Oracle: Alive, Run: sampled(barego.GoSafeClosureMistake)},
	{Func: "barego.GoSafeCure", Oracle: Alive, Run: sampledUntil(barego.GoSafeCure)},
	{Func: "barego.GoSafeCtxMistake", Oracle: Alive, Run: sampledUntil(barego.GoSafeCtxMistake)},
	{Func: "barego.GoSafeCtxCure", Oracle: Alive, Run: sampledUntil(barego.GoSafeCtxCure)},
	{Func: "barego.WrappedGoSafeMistake", Oracle: Alive, Run: sampled(barego.WrappedGoSafeMistake)},
	{Func: "barego.WrappedGoSafeCure", Oracle: Alive, Run: sampledUntil(barego.WrappedGoSafeCure)},
	{Func: "barego.RunSafeMistake", Oracle: Alive, Run: sampled(barego.RunSafeMistake)},
	{Func: "barego.RunSafeCure", Oracle: Alive, Run: sampledUntil(barego.RunSafeCure)},
	{Func: "barego.SubmitLogic.SubmitMistake", Oracle: Alive, Run: sampledUntil(func(ctx context.Context, s *barego.Sampler) {
		NoErr(barego.NewSubmitLogic(ctx).SubmitMistake(s))
	})},
	{Func: "barego.SubmitLogic.SubmitCure", Oracle: Alive, Run: sampledUntil(func(ctx context.Context, s *barego.Sampler) {
		NoErr(barego.NewSubmitLogic(ctx).SubmitCure(s))
	})},
	{Func: "barego.SubmitLogic.CallbackMistake", Oracle: Alive, Run: logic((*barego.SubmitLogic).CallbackMistake)},

	// gin.go
	{Func: "barego.GinMistake", Oracle: Alive, Run: ginHandler(barego.GinMistake)},
	{Func: "barego.GinRoutesMistake", Oracle: Alive, Run: ginRoutes(barego.GinRoutesMistake)},
	{Func: "barego.GinRoutesCure", Oracle: Alive, Run: ginRoutes(barego.GinRoutesCure)},
	{Func: "barego.GinCallbackMistake", Oracle: Alive, Run: ginCallback(barego.GinCallbackMistake)},
	{Func: "barego.GinRunMistake", Oracle: Alive, Run: func(int) { barego.GinRunMistake("127.0.0.1:0") }},
	{Func: "barego.GinRunCure", Oracle: Alive, Run: func(int) {
		stop := barego.GinRunCure("127.0.0.1:0")
		time.Sleep(aWhile)
		NoErr(stop())
	}},
	{Func: "barego.EchoMistake", Oracle: Alive, Run: echoHandler(barego.EchoMistake)},
	{Func: "barego.EchoCure", Oracle: Alive, Run: echoHandler(barego.EchoCure)},
	{Func: "barego.ChiMistake", Oracle: Alive, Run: chiRoutes(barego.ChiMistake)},
	{Func: "barego.ChiCure", Oracle: Alive, Run: chiRoutes(barego.ChiCure)},

	// k8s.go
	{Func: "barego.UntilMistake", Oracle: Alive, Run: sampled(barego.UntilMistake)},
	{Func: "barego.UntilClosureMistake", Oracle: Alive, Run: sampled(barego.UntilClosureMistake)},
	{Func: "barego.UntilNilMistake", Oracle: Alive, Run: sampled(barego.UntilNilMistake)},
	{Func: "barego.UntilCure", Oracle: Alive, Run: sampledUntil(func(ctx context.Context, s *barego.Sampler) { barego.UntilCure(s, ctx.Done()) })},
	{Func: "barego.ForeverMistake", Oracle: Alive, Run: sampled(barego.ForeverMistake)},
	{Func: "barego.ForeverCure", Oracle: Alive, Run: sampledUntil(barego.ForeverCure)},
	{Func: "barego.UntilBackgroundMistake", Oracle: Alive, Run: sampled(barego.UntilBackgroundMistake)},
	{Func: "barego.JitterMistake", Oracle: Alive, Run: sampled(barego.JitterMistake)},
	{Func: "barego.JitterCure", Oracle: Alive, Run: sampledUntil(func(ctx context.Context, s *barego.Sampler) { barego.JitterCure(s, ctx.Done()) })},
	{Func: "barego.NonSlidingMistake", Oracle: Alive, Run: sampled(barego.NonSlidingMistake)},
	{Func: "barego.NonSlidingCure", Oracle: Alive, Run: sampledUntil(barego.NonSlidingCure)},
	{Func: "barego.Controller.InformerMistake", Oracle: Alive, Run: func(int) {
		informer := cache.NewSharedIndexInformer(fakecache.NewFakeControllerSource(), new(metav1.PartialObjectMetadata), 0, nil)
		barego.NewController(informer, nil).InformerMistake()
		Await(informer.HasSynced)
	}},

	// pools.go
	{Func: "barego.AntsMistake", Oracle: Alive, Run: sampled(func(s *barego.Sampler) { NoErr(barego.AntsMistake(s)) })},
	{Func: "barego.AntsCure", Oracle: Alive, Run: sampledUntil(func(ctx context.Context, s *barego.Sampler) { NoErr(barego.AntsCure(ctx, s)) })},
	{Func: "barego.GopoolMistake", Oracle: Alive, Run: sampled(barego.GopoolMistake)},
	{Func: "barego.GopoolCure", Oracle: Alive, Run: sampledUntil(barego.GopoolCure)},

	// conns.go
	{Func: "barego.KeepaliveMistake", Oracle: Alive, Run: connected(barego.KeepaliveMistake)},
	{Func: "barego.KeepaliveCure", Oracle: Alive, Run: connected(barego.KeepaliveCure)},
}

const (
	beat   = time.Millisecond // of all loops
	aWhile = 20 * beat        // what they are given before they are stopped
)

// sampled launches a sampler that nothing stops.
func sampled(launch func(*barego.Sampler)) func(int) {
	return func(int) {
		launch(barego.NewSampler(beat))
		awaitBarego()
	}
}

// sampledUntil launches one, and cancels its context once it samples.
func sampledUntil(launch func(context.Context, *barego.Sampler)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		sampled(func(s *barego.Sampler) { launch(ctx, s) })(1)
		time.Sleep(aWhile)
		cancel()
	}
}

// awaitBarego waits until a goroutine of barego is there.
func awaitBarego() { Await(func() bool { return len(Standing(module+"barego")) > 0 }) }

// request calls handle with the context of a request and the address of a server
// that never answers, and ends the request once it is called, or after a while.
func request(handle func(ctx context.Context, never string)) {
	reached := make(chan struct{}, 1)
	never := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- struct{}{}
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(context.Background())
	handled := make(chan struct{})
	go func() {
		defer close(handled)
		handle(ctx, never.URL)
	}()
	select {
	case <-reached:
	case <-time.After(aWhile): // not every handler calls
	}
	cancel()
	<-handled // some are until then
}

func logic(call func(l *barego.SubmitLogic, url string) error) func(int) {
	return func(int) {
		request(func(ctx context.Context, never string) { NoErr(call(barego.NewSubmitLogic(ctx), never)) })
	}
}

func ginHandler(h func(*barego.Sampler) gin.HandlerFunc) func(int) {
	return func(int) { ginCallback(h(barego.NewSampler(beat)))(1) }
}

func ginCallback(h gin.HandlerFunc) func(int) {
	return func(int) {
		r := gin.New()
		r.GET("/", h)
		serve(r, http.MethodGet, "/")
	}
}

func ginRoutes(register func(*gin.Engine)) func(int) {
	return func(int) {
		r := gin.New()
		register(r)
		serve(r, http.MethodPost, "/watch")
	}
}

func echoHandler(h func(*barego.Sampler) echo.HandlerFunc) func(int) {
	return func(int) {
		e := echo.New()
		e.GET("/", h(barego.NewSampler(beat)))
		serve(e, http.MethodGet, "/")
	}
}

func chiRoutes(register func(chi.Router, *barego.Sampler)) func(int) {
	return func(int) {
		r := chi.NewRouter()
		register(r, barego.NewSampler(beat))
		serve(r, http.MethodGet, "/sample")
	}
}

// serve has h answer one request.
func serve(h http.Handler, method, path string) {
	request(func(ctx context.Context, never string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, method, path+"?callback="+never, nil))
		if w.Code >= 300 {
			Fail("%s: %d", path, w.Code)
		}
	})
}

// connected connects to a server that reads all it gets, lets start ping it, and
// closes the connection.
func connected(start func(conn *websocket.Conn, every time.Duration)) func(int) {
	return func(int) {
		pinged := make(chan struct{}, 1)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
			NoErr(err)
			defer conn.Close()
			conn.SetPingHandler(func(string) error {
				select {
				case pinged <- struct{}{}:
				default:
				}
				return nil
			})
			for err == nil {
				_, _, err = conn.ReadMessage()
			}
		}))
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http"), nil)
		NoErr(err)
		start(conn, beat)
		<-pinged
		NoErr(conn.Close())
	}
}
