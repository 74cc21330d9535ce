// Package unboundedgo launches one goroutine for each item of an input through the
// groups and pools of well-known libraries: with a limit they are silent, without
// one the goroutines grow with the input.
package unboundedgo

import (
	"context"
	"net/http"

	"github.com/alitto/pond/v2"
	"github.com/gammazero/workerpool"
	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"github.com/panjf2000/ants/v2"
	"github.com/remeh/sizedwaitgroup"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/iter"
	"github.com/sourcegraph/conc/pool"
	"github.com/zeromicro/go-zero/core/fx"
	"github.com/zeromicro/go-zero/core/mr"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// A Record is one of a list of 100,000.
type Record struct{ ID int }

// A Store keeps them.
type Store interface {
	Save(ctx context.Context, r Record) error
}

// A group without a limit.
func SaveMistake(ctx context.Context, s Store, records []Record) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, r := range records {
		g.Go(func() error { return s.Save(ctx, r) }) // want `for each item of records, .*\(unboundedgo\)`
	}
	return g.Wait()
}

func SaveCure(ctx context.Context, s Store, records []Record) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, r := range records {
		g.Go(func() error { return s.Save(ctx, r) })
	}
	return g.Wait()
}

// A weighted semaphore.
func WeighMistake(ctx context.Context, s Store, records []Record) error {
	var g errgroup.Group
	for _, r := range records {
		g.Go(func() error { return s.Save(ctx, r) }) // want `\(unboundedgo\)`
	}
	return g.Wait()
}

func WeighCure(ctx context.Context, s Store, records []Record) error {
	var g errgroup.Group
	slots := semaphore.NewWeighted(8)
	for _, r := range records {
		if err := slots.Acquire(ctx, 1); err != nil {
			break
		}
		g.Go(func() error {
			defer slots.Release(1)
			return s.Save(ctx, r)
		})
	}
	return g.Wait()
}

// conc.
func ConcMistake(ctx context.Context, s Store, records []Record) {
	var wg conc.WaitGroup
	for _, r := range records {
		wg.Go(func() { _ = s.Save(ctx, r) }) // want `\(unboundedgo\)`
	}
	wg.Wait()
}

func ConcCure(ctx context.Context, s Store, records []Record) {
	p := pool.New().WithMaxGoroutines(8)
	for _, r := range records {
		p.Go(func() { _ = s.Save(ctx, r) })
	}
	p.Wait()
}

func ConcIterCure(ctx context.Context, s Store, records []Record) {
	iter.ForEach(records, func(r *Record) { _ = s.Save(ctx, *r) })
}

// go-zero.
func GoSafeMistake(ctx context.Context, s Store, records []Record) {
	g := threading.NewRoutineGroup()
	for _, r := range records {
		g.RunSafe(func() { _ = s.Save(ctx, r) }) // want `\(unboundedgo\)`
	}
	g.Wait()
}

func GoSafeCure(ctx context.Context, s Store, records []Record) {
	r := threading.NewTaskRunner(8)
	for _, rec := range records {
		r.Schedule(func() { _ = s.Save(ctx, rec) })
	}
	r.Wait()
}

func MapReduceCure(ctx context.Context, s Store, records []Record) {
	mr.ForEach(func(source chan<- Record) {
		for _, r := range records {
			source <- r
		}
	}, func(r Record) { _ = s.Save(ctx, r) }, mr.WithWorkers(8))
}

func StreamCure(ctx context.Context, s Store, records []Record) {
	fx.From(func(source chan<- any) {
		for _, r := range records {
			source <- r
		}
	}).Parallel(func(item any) { _ = s.Save(ctx, item.(Record)) }, fx.WithWorkers(8))
}

// A counter of its own blocks in Add.
func SizedCure(ctx context.Context, s Store, records []Record) {
	wg := sizedwaitgroup.New(8)
	for _, r := range records {
		wg.Add()
		go func() {
			defer wg.Done()
			_ = s.Save(ctx, r)
		}()
	}
	wg.Wait()
}

// Pools.
func AntsCure(ctx context.Context, s Store, records []Record) error {
	p, err := ants.NewPool(8)
	if err != nil {
		return err
	}
	defer p.Release()
	for _, r := range records {
		if err := p.Submit(func() { _ = s.Save(ctx, r) }); err != nil {
			return err
		}
	}
	return nil
}

func PondCure(ctx context.Context, s Store, records []Record) {
	p := pond.NewPool(8)
	defer p.StopAndWait()
	for _, r := range records {
		p.Submit(func() { _ = s.Save(ctx, r) })
	}
}

func WorkerPoolCure(ctx context.Context, s Store, records []Record) {
	p := workerpool.New(8)
	defer p.StopWait()
	for _, r := range records {
		p.Submit(func() { _ = s.Save(ctx, r) })
	}
}

// A body that gin decodes holds as many records as the client sends.
func BindMistake(s Store) gin.HandlerFunc {
	return func(c *gin.Context) {
		var records []Record
		if err := c.ShouldBindJSON(&records); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		var g errgroup.Group
		for _, r := range records {
			g.Go(func() error { return s.Save(c.Request.Context(), r) }) // want `for each item that ShouldBindJSON returns, .*\(unboundedgo\)`
		}
		if err := g.Wait(); err != nil {
			c.Status(http.StatusInternalServerError)
		}
	}
}

func BindCure(s Store) gin.HandlerFunc {
	return func(c *gin.Context) {
		var records []Record
		if err := c.ShouldBindJSON(&records); err != nil || len(records) > 50 {
			c.Status(http.StatusBadRequest)
			return
		}
		var g errgroup.Group
		for _, r := range records {
			g.Go(func() error { return s.Save(c.Request.Context(), r) })
		}
		if err := g.Wait(); err != nil {
			c.Status(http.StatusInternalServerError)
		}
	}
}

// The messages of a socket.
func MessagesMistake(c *websocket.Conn, handle func([]byte)) error {
	for {
		_, message, err := c.ReadMessage()
		if err != nil {
			return err
		}
		go handle(message) // want `for each item that ReadMessage reads, .*\(unboundedgo\)`
	}
}

func MessagesCure(c *websocket.Conn, handle func([]byte)) error {
	var g errgroup.Group
	g.SetLimit(8)
	for {
		_, message, err := c.ReadMessage()
		if err != nil {
			_ = g.Wait()
			return err
		}
		g.Go(func() error {
			handle(message)
			return nil
		})
	}
}
