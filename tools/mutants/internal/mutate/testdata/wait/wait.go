package wait

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func work(int) error { return nil }

func All(items []int) {
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(i)
		}()
	}
	wg.Wait() // broken: local
}

func Deferred(items []int) {
	var wg sync.WaitGroup
	defer wg.Wait() // broken: local
	for _, i := range items {
		wg.Go(func() { work(i) })
	}
}

func Results(items []int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Go(func() { out <- i })
	}
	go func() {
		wg.Wait() // broken: local
		close(out)
	}()
	for v := range out {
		sum += v
	}
	return sum
}

func Errors(ctx context.Context, items []int) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, i := range items {
		g.Go(func() error { return work(i) })
	}
	if err := g.Wait(); err != nil { // broken: local
		return err
	}
	return ctx.Err()
}

type Server struct {
	wg sync.WaitGroup
}

func (s *Server) Start() {
	s.wg.Add(1)
	go s.loop()
}

func (s *Server) loop() {
	defer s.wg.Done()
	work(1)
}

func (s *Server) Close() {
	s.wg.Wait() // broken: package
}

// What may be harmless.

func ByOtherMeans(items []int) {
	done := make(chan bool, len(items))
	var wg sync.WaitGroup
	for range items {
		wg.Go(func() { done <- true })
	}
	for range items {
		<-done
	}
	wg.Wait()
}

func Twice(items []int) {
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Go(func() { work(i) })
	}
	wg.Wait()
	wg.Wait()
}

func Start(wg *sync.WaitGroup) {
	wg.Go(func() { work(1) })
}
