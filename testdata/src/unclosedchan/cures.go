package unclosedchan

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// The cures of mistakes.go, under the same names.

func OneWorkerCure(names []string, greet func(string)) {
	jobs := make(chan string)
	defer close(jobs)
	go func() {
		for name := range jobs {
			greet(name)
		}
	}()
	for _, name := range names {
		jobs <- name
	}
}

func PoolCure(urls []string, size func(url string) int) int {
	jobs, sizes := make(chan string, len(urls)), make(chan int, len(urls))
	for range 4 {
		go func() {
			for url := range jobs {
				sizes <- size(url)
			}
		}()
	}
	for _, url := range urls {
		jobs <- url
	}
	close(jobs)
	total := 0
	for range urls {
		total += <-sizes
	}
	return total
}

func sumCured(id int, in <-chan []byte, out chan<- int) {
	for data := range in {
		n := id
		for _, b := range data {
			n += int(b)
		}
		out <- n
	}
}

func NamedWorkerCure(blocks [][]byte) []int {
	work := make(chan []byte)
	sums := make(chan int, len(blocks))
	for id := 1; id <= 3; id++ {
		go sumCured(id, work, sums)
	}
	for _, b := range blocks {
		work <- b
	}
	close(work)
	var all []int
	for range blocks {
		all = append(all, <-sums)
	}
	return all
}

func CommaOkCure(lines []string, w io.Writer) {
	queue := make(chan string, 8)
	defer close(queue)
	go func() {
		for {
			line, ok := <-queue
			if !ok {
				return
			}
			fmt.Fprintln(w, line)
		}
	}()
	for _, line := range lines {
		queue <- line
	}
}

func CommaOkBreakCure(lines []string, w io.Writer) {
	queue := make(chan string, 8)
	go func() {
		for {
			if line, ok := <-queue; ok {
				fmt.Fprintln(w, line)
			} else {
				break
			}
		}
	}()
	for _, line := range lines {
		queue <- line
	}
	close(queue)
}

func ResultsCure(urls []string, size func(url string) int) (total int) {
	sizes := make(chan int)
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { sizes <- size(url) })
	}
	go func() {
		wg.Wait()
		close(sizes)
	}()
	for n := range sizes {
		total += n
	}
	return total
}

func WaitedResultsCure(urls []string, size func(url string) int) (total int) {
	sizes := make(chan int, len(urls))
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { sizes <- size(url) })
	}
	wg.Wait()
	close(sizes)
	for n := range sizes {
		total += n
	}
	return total
}

func PipelineCure(words []string) int {
	raw, upper := make(chan string), make(chan string, len(words))
	go func() {
		defer close(raw)
		for _, w := range words {
			raw <- w
		}
	}()
	go func() {
		defer close(upper)
		for w := range raw {
			upper <- strings.ToUpper(w)
		}
	}()
	n := 0
	for w := range upper {
		n += len(w)
	}
	return n
}

func CollectorCure(tasks []func() error) (failed []string) {
	errs := make(chan error)
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		for err := range errs {
			failed = append(failed, err.Error())
		}
	}()
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Go(func() {
			if err := t(); err != nil {
				errs <- err
			}
		})
	}
	wg.Wait()
	close(errs)
	<-collected
	return failed
}

// A Postman closes his queue, in cures_more.go.
type Postman struct {
	queue chan string
	sent  bytes.Buffer
	mu    sync.Mutex
	wg    sync.WaitGroup
}

func NewMailerCure(workers int) *Postman {
	p := &Postman{queue: make(chan string, 16)}
	for range workers {
		p.wg.Add(1)
		go p.deliver()
	}
	return p
}

func (p *Postman) deliver() {
	defer p.wg.Done()
	for mail := range p.queue {
		p.mu.Lock()
		fmt.Fprintln(&p.sent, mail)
		p.mu.Unlock()
	}
}

// "A worker pool with Start, Submit, Stop that closes and waits".
type StoppedPool struct {
	tasks chan func()
	size  int
	wg    sync.WaitGroup
}

func NewPoolCure(size int) *StoppedPool {
	return &StoppedPool{tasks: make(chan func()), size: size}
}

func (p *StoppedPool) Start() {
	for range p.size {
		p.wg.Add(1)
		go func() {
			defer p.wg.Done()
			for task := range p.tasks {
				task()
			}
		}()
	}
}

func (p *StoppedPool) Submit(task func()) { p.tasks <- task }

func (p *StoppedPool) Stop() {
	close(p.tasks)
	p.wg.Wait()
}

type Rememberer struct {
	in  chan int
	sum int
}

func NewForgetterCure() *Rememberer {
	r := &Rememberer{in: make(chan int)}
	go r.run(r.in)
	return r
}

func (r *Rememberer) run(in <-chan int) {
	for {
		n, ok := <-in
		if !ok {
			return
		}
		r.sum += n
	}
}

func (r *Rememberer) Add(n int) { r.in <- n }

func (r *Rememberer) Stop() {
	in := r.in
	r.in = nil
	close(in)
}

type ClosedSplitter struct{ in, out chan string }

func NewSplitterCure() *ClosedSplitter {
	s := &ClosedSplitter{in: make(chan string), out: make(chan string, 16)}
	go s.run()
	return s
}

func (s *ClosedSplitter) run() {
	defer close(s.out)
	for text := range s.in {
		for _, f := range strings.Fields(text) {
			s.out <- f
		}
	}
}

func (s *ClosedSplitter) Put(text string) { s.in <- text }

func (s *ClosedSplitter) Get() string { return <-s.out }

func (s *ClosedSplitter) Close() { close(s.in) }

type ClosedWorkers[T any] struct {
	items chan T
	wg    sync.WaitGroup
}

func NewWorkersCure[T any](n int, f func(T)) *ClosedWorkers[T] {
	w := &ClosedWorkers[T]{items: make(chan T)}
	for range n {
		w.wg.Add(1)
		go w.run(f)
	}
	return w
}

func (w *ClosedWorkers[T]) run(f func(T)) {
	defer w.wg.Done()
	for item := range w.items {
		f(item)
	}
}

func (w *ClosedWorkers[T]) Put(item T) { w.items <- item }

func (w *ClosedWorkers[T]) Wait() {
	close(w.items)
	w.wg.Wait()
}

func MapCure[T, U any](in []T, f func(T) U) []U {
	type pair struct {
		i int
		v U
	}
	items, results := make(chan int), make(chan pair, len(in))
	for range 2 {
		go func() {
			for i := range items {
				results <- pair{i, f(in[i])}
			}
		}()
	}
	for i := range in {
		items <- i
	}
	close(items)
	out := make([]U, len(in))
	for range in {
		p := <-results
		out[p.i] = p.v
	}
	return out
}

func BranchesCure(r io.Reader, limit int, handle func(byte)) error {
	bytes := make(chan byte, 1)
	defer close(bytes)
	go func() {
		for b := range bytes {
			handle(b)
		}
	}()
	buf := make([]byte, 1)
	for range limit {
		_, err := r.Read(buf)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		bytes <- buf[0]
	}
	return nil
}
