package close

import "sync"

func work(int) {}

func worker(jobs <-chan int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		work(j)
	}
}

func Pool(items []int) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go worker(jobs, &wg)
	}
	for _, i := range items {
		jobs <- i
	}
	close(jobs) // broken: local
	wg.Wait()
}

func Deferred(items []int) (sum int) {
	ch := make(chan int)
	go func() {
		defer close(ch) // broken: local
		for _, i := range items {
			ch <- i
		}
	}()
	for v := range ch {
		sum += v
	}
	return sum
}

func produce[T any](ch chan<- T, items []T) {
	defer close(ch) // broken: local
	for _, i := range items {
		ch <- i
	}
}

func Generic[T any](items []T) (n int) {
	ch := make(chan T, 3)
	go produce(ch, items)
	for range ch {
		n++
	}
	return n
}

func WithGo(items []int) {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for v := range ch {
			work(v)
		}
	})
	for _, i := range items {
		ch <- i
	}
	close(ch) // broken: local
	wg.Wait()
}

// Generate hands its channel to callers that range over it.
func Generate(n int) <-chan int {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch) // broken: package
	}()
	return ch
}

func Use() {
	for v := range Generate(3) {
		work(v)
	}
}

type Server struct {
	jobs chan int
	quit chan struct{}
}

func New() *Server {
	s := &Server{jobs: make(chan int), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *Server) loop() {
	for j := range s.jobs {
		work(j)
	}
}

func (s *Server) Close() {
	close(s.jobs) // broken: package
	close(s.quit) // nobody ranges over it
}

// What may be harmless.

func OtherWayOut(items []int) {
	ch := make(chan int)
	go func() {
		for _, i := range items {
			ch <- i
		}
		close(ch)
	}()
	for v := range ch {
		if v == 0 {
			return
		}
	}
}

func Break(items []int) {
	ch := make(chan int)
	go func() {
		for _, i := range items {
			ch <- i
		}
		close(ch)
	}()
	for v := range ch {
		switch v {
		case 0:
			break // the switch
		}
		if v == 1 {
			break
		}
	}
}

func elsewhere(ch chan int) { other = ch }

var other chan int

func Escapes() {
	ch := make(chan int)
	elsewhere(ch)
	go func() {
		for v := range ch {
			work(v)
		}
	}()
	close(ch)
}

func TwoCloses(b bool) {
	ch := make(chan int)
	go func() {
		for v := range ch {
			work(v)
		}
	}()
	if b {
		close(ch)
		return
	}
	close(ch)
}
