// Package barego holds launches through the helpers of well-known libraries:
// those that do not join are launches like any other, those that join are
// silent.
//
// This file: go-zero.
package barego

import (
	"context"
	"io"
	"log"
	"net/http"
	"time"

	"github.com/zeromicro/go-zero/core/fx"
	"github.com/zeromicro/go-zero/core/mr"
	"github.com/zeromicro/go-zero/core/threading"
)

// A Sampler takes a sample now and then.
type Sampler struct {
	every   time.Duration
	samples int
}

func NewSampler(every time.Duration) *Sampler { return &Sampler{every: every} }

func (s *Sampler) forever() {
	for {
		s.samples++
		time.Sleep(s.every)
	}
}

func (s *Sampler) until(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.every):
			s.samples++
		}
	}
}

// fetch has no bound of its own.
func fetch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// "threading.GoSafe does not join and is a launch like any other".
func GoSafeMistake(s *Sampler) {
	threading.GoSafe(s.forever) // want `\(barego\)`
}

func GoSafeClosureMistake(s *Sampler) {
	threading.GoSafe(func() { // want `\(barego\)`
		for range time.Tick(s.every) {
			s.samples++
		}
	})
}

func GoSafeCure(ctx context.Context, s *Sampler) {
	threading.GoSafe(func() { s.until(ctx) })
}

// The context of GoSafeCtx is for the log line of a panic; it ends nothing.
func GoSafeCtxMistake(ctx context.Context, s *Sampler) {
	threading.GoSafeCtx(ctx, s.forever) // want `\(barego\)`
}

func GoSafeCtxCure(ctx context.Context, s *Sampler) {
	threading.GoSafeCtx(ctx, func() { s.until(ctx) })
}

// A team's own wrapper around the helper.
func goNamed(name string, f func()) {
	threading.GoSafe(func() {
		log.Printf("%s starts", name)
		f()
	})
}

func WrappedGoSafeMistake(s *Sampler) {
	goNamed("sampler", s.forever) // want `\(barego\)`
}

func WrappedGoSafeCure(ctx context.Context, s *Sampler) {
	goNamed("sampler", func() { s.until(ctx) })
}

// RunSafe only guards: the go statement is the launch.
func RunSafeMistake(s *Sampler) {
	go threading.RunSafe(s.forever) // want `\(barego\)`
}

func RunSafeCure(ctx context.Context, s *Sampler) {
	go threading.RunSafe(func() { s.until(ctx) })
}

// A logic keeps the context of its request.
type SubmitLogic struct {
	ctx context.Context
}

func NewSubmitLogic(ctx context.Context) *SubmitLogic { return &SubmitLogic{ctx: ctx} }

func (l *SubmitLogic) SubmitMistake(s *Sampler) error {
	threading.GoSafe(s.forever) // want `\(barego\)`
	return nil
}

func (l *SubmitLogic) SubmitCure(s *Sampler) error {
	threading.GoSafe(func() { s.until(l.ctx) })
	return nil
}

// A callback without a bound outlives the request.
func (l *SubmitLogic) CallbackMistake(url string) error {
	threading.GoSafe(func() { // want `\(barego\)`
		if err := fetch(url); err != nil {
			log.Print(err)
		}
	})
	return nil
}

func (l *SubmitLogic) CallbackCure(url string) error {
	ctx := context.WithoutCancel(l.ctx)
	threading.GoSafe(func() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
		if err != nil {
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			log.Print(err)
			return
		}
		resp.Body.Close()
	})
	return nil
}

// "fx.Parallel joins and is silent".
func FxParallel(a, b string) {
	fx.Parallel(
		func() { fetch(a) },
		func() { fetch(b) },
	)
}

func FxParallelErr(a, b string) error {
	return fx.ParallelErr(
		func() error { return fetch(a) },
		func() error { return fetch(b) },
	)
}

func FxStream(urls []string) {
	fx.From(func(source chan<- any) {
		for _, url := range urls {
			source <- url
		}
	}).Walk(func(item any, pipe chan<- any) {
		pipe <- fetch(item.(string))
	}, fx.WithWorkers(4)).ForEach(func(item any) {
		log.Print(item)
	})
}

// "mr.MapReduce joins and is silent".
func MapReduce(urls []string) (int, error) {
	return mr.MapReduce(func(source chan<- string) {
		for _, url := range urls {
			source <- url
		}
	}, func(url string, w mr.Writer[int], cancel func(error)) {
		if err := fetch(url); err != nil {
			cancel(err)
			return
		}
		w.Write(1)
	}, func(pipe <-chan int, w mr.Writer[int], cancel func(error)) {
		n := 0
		for i := range pipe {
			n += i
		}
		w.Write(n)
	}, mr.WithWorkers(4))
}

func Finish(a, b string) error {
	return mr.Finish(
		func() error { return fetch(a) },
		func() error { return fetch(b) },
	)
}

func ForEach(urls []string) {
	mr.ForEach(func(source chan<- string) {
		for _, url := range urls {
			source <- url
		}
	}, func(url string) { fetch(url) })
}

// "threading.RoutineGroup joins and is silent".
func RoutineGroup(urls []string) {
	g := threading.NewRoutineGroup()
	for _, url := range urls {
		g.RunSafe(func() { fetch(url) })
	}
	g.Run(func() { fetch("http://127.0.0.1/") })
	g.Wait()
}

// "TaskRunner".
func TaskRunner(urls []string) {
	r := threading.NewTaskRunner(4)
	for _, url := range urls {
		r.Schedule(func() { fetch(url) })
	}
	r.Wait()
}

// "WorkerGroup": Start waits for its workers.
func WorkerGroup(urls <-chan string) {
	threading.NewWorkerGroup(func() {
		for url := range urls {
			fetch(url)
		}
	}, 4).Start()
}

// A task runner in a field, waited for in Stop.
type Uploads struct{ runner *threading.TaskRunner }

func NewUploads() *Uploads { return &Uploads{runner: threading.NewTaskRunner(8)} }

func (u *Uploads) Add(url string) {
	u.runner.Schedule(func() { fetch(url) })
}

func (u *Uploads) Stop() { u.runner.Wait() }
