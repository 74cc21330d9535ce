// Package lostctx holds goroutines launched with the helpers of well-known
// libraries, or that call them, without the context at hand.
package lostctx

import (
	"context"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/sourcegraph/conc"
	"github.com/zeromicro/go-zero/core/logx"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// A Store keeps records somewhere else.
type Store interface {
	Save(ctx context.Context, key, value string) error
}

// Row 4: it lives on after its handler returned, with no stop and no bound.
func GinMistake(s Store) gin.HandlerFunc {
	return func(c *gin.Context) {
		id := c.Param("id")
		go func() { // want `while c.Request.Context\(\) is at hand: .*\(lostctx\)`
			s.Save(context.Background(), "seen", id)
		}()
		c.Status(http.StatusAccepted)
	}
}

func GinCure(s Store) gin.HandlerFunc {
	return func(c *gin.Context) {
		id := c.Param("id")
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), time.Millisecond)
		go func() {
			defer cancel()
			s.Save(ctx, "seen", id)
		}()
		c.Status(http.StatusAccepted)
	}
}

func EchoMistake(s Store) echo.HandlerFunc {
	return func(c echo.Context) error {
		go s.Save(context.Background(), "seen", "") // want `while c.Request\(\).Context\(\) is at hand`
		return c.NoContent(http.StatusAccepted)
	}
}

func EchoCure(s Store) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		go s.Save(ctx, "seen", "")
		return c.NoContent(http.StatusAccepted)
	}
}

// Row 10: the only cancel hides behind a call that does not return.
func GinMainMistake(work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	go work(ctx)
	r := gin.New()
	r.Run("127.0.0.1:0") // want `Engine.Run returns only if it fails, and ctx is cancelled only after it`
	cancel()
}

func GinMainCure(work func(context.Context)) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	srv := &http.Server{Addr: "127.0.0.1:0", Handler: gin.New()}
	go srv.ListenAndServe()
	work(ctx)
	srv.Shutdown(context.WithoutCancel(ctx))
}

func ErrgroupMistake(ctx context.Context, s Store) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, key := range []string{"a", "b"} {
		g.Go(func() error { // want `while ctx is at hand: .*; pass ctx \(group\)`
			return s.Save(context.Background(), key, "1")
		})
	}
	g.Go(func() error { return s.Save(ctx, "c", "1") })
	return g.Wait()
}

func ErrgroupCure(ctx context.Context, s Store) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, key := range []string{"a", "b"} {
		g.Go(func() error { return s.Save(ctx, key, "1") })
	}
	return g.Wait()
}

// A PayLogic is what goctl makes for a request: it keeps the context in a field.
type PayLogic struct {
	logx.Logger
	ctx context.Context
	s   Store
}

func NewPayLogic(ctx context.Context, s Store) *PayLogic {
	return &PayLogic{logx.WithContext(ctx), ctx, s}
}

func (l *PayLogic) GoSafeMistake() error {
	threading.GoSafe(func() { // want `while l.ctx is at hand`
		logx.WithContext(l.ctx).Info("paying")
		l.s.Save(context.Background(), "paid", "1")
	})
	return l.ctx.Err()
}

func (l *PayLogic) GoSafeCure() error {
	threading.GoSafe(func() {
		logx.WithContext(l.ctx).Info("paying")
		l.s.Save(l.ctx, "paid", "1")
	})
	return l.ctx.Err()
}

func (l *PayLogic) RoutineGroupMistake() error {
	g := threading.NewRoutineGroup()
	g.RunSafe(func() { // want `while l.ctx is at hand`
		l.s.Save(context.TODO(), "paid", "1")
	})
	g.Wait()
	return l.ctx.Err()
}

func (l *PayLogic) RoutineGroupCure() error {
	g := threading.NewRoutineGroup()
	g.RunSafe(func() { l.s.Save(l.ctx, "paid", "1") })
	g.Wait()
	return l.ctx.Err()
}

func ConcMistake(ctx context.Context, s Store) {
	var wg conc.WaitGroup
	wg.Go(func() { s.Save(context.Background(), "a", "1") }) // want `while ctx is at hand`
	wg.Wait()
}

func ConcCure(ctx context.Context, s Store) {
	var wg conc.WaitGroup
	wg.Go(func() { s.Save(ctx, "a", "1") })
	wg.Wait()
}

// Others who give their places back end the wait for one.
func SemaphoreCure(ctx context.Context, sem *semaphore.Weighted, work func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if sem.Acquire(context.Background(), 1) == nil {
			defer sem.Release(1)
			work()
		}
	})
	wg.Wait()
}
