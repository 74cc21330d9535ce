package done

import "sync"

func work(int) {}

func All(items []int) {
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Add(1)
		go func() {
			defer wg.Done() // broken: local
			work(i)
		}()
	}
	wg.Wait()
}

func worker(wg *sync.WaitGroup, in <-chan int) {
	for i := range in {
		work(i)
	}
	wg.Done() // broken: local
}

func Workers(in <-chan int) {
	wg := &sync.WaitGroup{}
	wg.Add(3)
	for range 3 {
		go worker(wg, in)
	}
	wg.Wait()
}

type Server struct {
	wg   sync.WaitGroup
	quit chan struct{}
}

func (s *Server) Start() {
	s.wg.Add(1)
	go s.loop()
}

func (s *Server) loop() {
	defer func() {
		s.wg.Done() // broken: package
	}()
	<-s.quit
}

func (s *Server) Close() {
	close(s.quit)
	s.wg.Wait()
}

// What may be harmless.

func Nobody(items []int) {
	var wg sync.WaitGroup
	for _, i := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(i)
		}()
	}
}

func OnBothWays(b bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if b {
			wg.Done()
			return
		}
		wg.Done()
	}()
	wg.Wait()
}
