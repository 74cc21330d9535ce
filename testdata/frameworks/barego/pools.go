package barego

import (
	"context"
	"log"
	"sync"
	"time"

	pond1 "github.com/alitto/pond"
	"github.com/alitto/pond/v2"
	"github.com/bytedance/gopkg/util/gopool"
	"github.com/gammazero/workerpool"
	"github.com/panjf2000/ants/v2"
	"github.com/robfig/cron/v3"
	"github.com/samber/lo/parallel"
	"github.com/sourcegraph/conc/iter"
	"github.com/sourcegraph/conc/pool"
	"github.com/sourcegraph/conc/stream"
)

// Pools used well are silent.

func ConcPool(urls []string) {
	p := pool.New().WithMaxGoroutines(4)
	for _, url := range urls {
		p.Go(func() { fetch(url) })
	}
	p.Wait()
}

func ConcErrors(ctx context.Context, urls []string) error {
	p := pool.New().WithMaxGoroutines(4).WithContext(ctx).WithCancelOnError()
	for _, url := range urls {
		p.Go(func(ctx context.Context) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fetch(url)
		})
	}
	return p.Wait()
}

func ConcResults(urls []string) []error {
	p := pool.NewWithResults[error]().WithMaxGoroutines(4)
	for _, url := range urls {
		p.Go(func() error { return fetch(url) })
	}
	return p.Wait()
}

func ConcStream(urls []string) {
	s := stream.New().WithMaxGoroutines(4)
	for _, url := range urls {
		s.Go(func() stream.Callback {
			err := fetch(url)
			return func() { log.Print(url, err) }
		})
	}
	s.Wait()
}

func ConcIter(urls []string) []error {
	return iter.Map(urls, func(url *string) error { return fetch(*url) })
}

func LoParallel(urls []string) []error {
	return parallel.Map(urls, func(url string, _ int) error { return fetch(url) })
}

func Ants(urls []string) error {
	p, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	defer p.Release()
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		if err := p.Submit(func() {
			defer wg.Done()
			fetch(url)
		}); err != nil {
			wg.Done()
			return err
		}
	}
	wg.Wait()
	return nil
}

func AntsFunc(urls []string) error {
	var wg sync.WaitGroup
	p, err := ants.NewPoolWithFunc(4, func(v any) {
		defer wg.Done()
		fetch(v.(string))
	})
	if err != nil {
		return err
	}
	defer p.Release()
	for _, url := range urls {
		wg.Add(1)
		if err := p.Invoke(url); err != nil {
			wg.Done()
		}
	}
	wg.Wait()
	return nil
}

func AntsFinite(names []string) {
	for _, name := range names {
		ants.Submit(func() { log.Print(name) })
	}
}

// A worker of the pool for ever.
func AntsMistake(s *Sampler) error {
	return ants.Submit(s.forever) // want `\(barego\)`
}

func AntsCure(ctx context.Context, s *Sampler) error {
	return ants.Submit(func() { s.until(ctx) })
}

func Pond(urls []string) error {
	p := pond.NewPool(4)
	defer p.StopAndWait()
	g := p.NewGroup()
	for _, url := range urls {
		g.SubmitErr(func() error { return fetch(url) })
	}
	return g.Wait()
}

func PondTask(url string) error {
	p := pond.NewPool(1)
	defer p.StopAndWait()
	return p.SubmitErr(func() error { return fetch(url) }).Wait()
}

func PondV1(urls []string) {
	p := pond1.New(4, 100)
	defer p.StopAndWait()
	for _, url := range urls {
		p.Submit(func() { fetch(url) })
	}
}

func WorkerPool(urls []string) {
	p := workerpool.New(4)
	for _, url := range urls {
		p.Submit(func() { fetch(url) })
	}
	p.StopWait()
}

// A pool in a field, stopped by the owner.
type Sender struct{ pool *workerpool.WorkerPool }

func NewSender(n int) *Sender { return &Sender{pool: workerpool.New(n)} }

func (s *Sender) Send(url string) { s.pool.Submit(func() { fetch(url) }) }

func (s *Sender) Close() { s.pool.StopWait() }

// gopool.Go is a go statement with a free list.
func GopoolMistake(s *Sampler) {
	gopool.Go(s.forever) // want `\(barego\)`
}

func GopoolCure(ctx context.Context, s *Sampler) {
	gopool.Go(func() { s.until(ctx) })
}

// A cron runs finite jobs until Stop.
type Jobs struct{ c *cron.Cron }

func NewJobs() (*Jobs, error) {
	c := cron.New()
	if _, err := c.AddFunc("@hourly", func() { log.Print(time.Now()) }); err != nil {
		return nil, err
	}
	c.Start()
	return &Jobs{c}, nil
}

func (j *Jobs) Stop() { <-j.c.Stop().Done() }
