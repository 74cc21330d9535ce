// Package unclosedchan holds goroutines that receive from a channel until it
// is closed, and nothing closes it. The cures stand in cures.go under the
// same names.
package unclosedchan

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// One worker; it waits for a job more when all jobs are done.
func OneWorkerMistake(names []string, greet func(string)) {
	jobs := make(chan string)
	go func() {
		for name := range jobs { // want `\(unclosedchan\)`
			greet(name)
		}
	}()
	for _, name := range names {
		jobs <- name
	}
}

// A fixed number of workers, a result for each job: the launcher gets all its
// results and leaves the workers behind.
func PoolMistake(urls []string, size func(url string) int) int {
	jobs, sizes := make(chan string, len(urls)), make(chan int, len(urls))
	for range 4 {
		go func() {
			for url := range jobs { // want `\(unclosedchan\)`
				sizes <- size(url)
			}
		}()
	}
	for _, url := range urls {
		jobs <- url
	}
	total := 0
	for range urls {
		total += <-sizes
	}
	return total
}

// The workers are a function that takes the channel under another name.
func sum(id int, in <-chan []byte, out chan<- int) {
	for data := range in { // want `\(unclosedchan\)`
		n := id
		for _, b := range data {
			n += int(b)
		}
		out <- n
	}
}

func NamedWorkerMistake(blocks [][]byte) []int {
	work := make(chan []byte)
	sums := make(chan int, len(blocks))
	for id := 1; id <= 3; id++ {
		go sum(id, work, sums)
	}
	for _, b := range blocks {
		work <- b
	}
	var all []int
	for range blocks {
		all = append(all, <-sums)
	}
	return all
}

// Received with ok, in a loop that only !ok ends.
func CommaOkMistake(lines []string, w io.Writer) {
	queue := make(chan string, 8)
	go func() {
		for {
			line, ok := <-queue // want `\(unclosedchan\)`
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

// The same with a break in place of the return, and with else.
func CommaOkBreakMistake(lines []string, w io.Writer) {
	queue := make(chan string, 8)
	go func() {
		for {
			if line, ok := <-queue; ok { // want `\(unclosedchan\)`
				fmt.Fprintln(w, line)
			} else {
				break
			}
		}
	}()
	for _, line := range lines {
		queue <- line
	}
}

// The launcher ranges over the results; no sender closes them.
func ResultsMistake(urls []string, size func(url string) int) (total int) {
	sizes := make(chan int)
	for _, url := range urls {
		go func() { sizes <- size(url) }()
	}
	for n := range sizes { // want `\(unclosedchan\)`
		total += n
	}
	return total
}

// All senders are waited for, and then the close is missing.
func WaitedResultsMistake(urls []string, size func(url string) int) (total int) {
	sizes := make(chan int, len(urls))
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { sizes <- size(url) })
	}
	wg.Wait()
	for n := range sizes { // want `\(unclosedchan\)`
		total += n
	}
	return total
}

// A pipeline: the second stage closes nothing when the first has ended.
func PipelineMistake(words []string) int {
	raw, upper := make(chan string), make(chan string, len(words))
	go func() {
		defer close(raw)
		for _, w := range words {
			raw <- w
		}
	}()
	go func() {
		for w := range raw {
			upper <- strings.ToUpper(w)
		}
	}()
	n := 0
	for w := range upper { // want `\(unclosedchan\)`
		n += len(w)
	}
	return n
}

// A collector is told of errors, and nobody tells it of the end.
func CollectorMistake(tasks []func() error) (failed []string) {
	errs := make(chan error)
	var mu sync.Mutex
	go func() {
		for err := range errs { // want `\(unclosedchan\)`
			mu.Lock()
			failed = append(failed, err.Error())
			mu.Unlock()
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
	mu.Lock()
	defer mu.Unlock()
	return failed
}

// A Mailer has its queue in a field: made here, filled and emptied in
// methods, and closed nowhere. See also mistakes_more.go.
type Mailer struct {
	queue chan string
	sent  bytes.Buffer
	mu    sync.Mutex
}

func NewMailerMistake(workers int) *Mailer {
	m := &Mailer{queue: make(chan string, 16)}
	for range workers {
		go m.deliver()
	}
	return m
}

func (m *Mailer) deliver() {
	for mail := range m.queue { // want `\(unclosedchan\)`
		m.mu.Lock()
		fmt.Fprintln(&m.sent, mail)
		m.mu.Unlock()
	}
}

// The worker pool with Start and Submit, and a Stop that only waits a bit.
type Pool struct {
	tasks chan func()
	size  int
}

func NewPoolMistake(size int) *Pool { return &Pool{tasks: make(chan func()), size: size} }

func (p *Pool) Start() {
	for range p.size {
		go func() {
			for task := range p.tasks { // want `\(unclosedchan\)`
				task()
			}
		}()
	}
}

func (p *Pool) Submit(task func()) { p.tasks <- task }

func (p *Pool) Stop() { time.Sleep(10 * time.Millisecond) }

// Stop sets the field to nil: the workers wait at the old channel.
type Forgetter struct {
	in  chan int
	sum int
}

func NewForgetterMistake() *Forgetter {
	f := &Forgetter{in: make(chan int)}
	go f.run()
	return f
}

func (f *Forgetter) run() {
	for {
		n, ok := <-f.in // want `\(unclosedchan\)`
		if !ok {
			return
		}
		f.sum += n
	}
}

func (f *Forgetter) Add(n int) { f.in <- n }

func (f *Forgetter) Stop() { f.in = nil }

// Two channels, and the wrong one is closed.
type Splitter struct {
	in, out chan string
}

func NewSplitterMistake() *Splitter {
	s := &Splitter{in: make(chan string), out: make(chan string, 16)}
	go s.run()
	return s
}

func (s *Splitter) run() {
	for text := range s.in { // want `\(unclosedchan\)`
		for _, f := range strings.Fields(text) {
			s.out <- f
		}
	}
}

func (s *Splitter) Put(text string) { s.in <- text }

func (s *Splitter) Get() string { return <-s.out }

func (s *Splitter) Close() { close(s.out) }

// A pool of any type.
type Workers[T any] struct {
	items chan T
	wg    sync.WaitGroup
}

func NewWorkersMistake[T any](n int, f func(T)) *Workers[T] {
	w := &Workers[T]{items: make(chan T)}
	for range n {
		w.wg.Add(1)
		go w.run(f)
	}
	return w
}

func (w *Workers[T]) run(f func(T)) {
	defer w.wg.Done()
	for item := range w.items { // want `\(unclosedchan\)`
		f(item)
	}
}

func (w *Workers[T]) Put(item T) { w.items <- item }

func (w *Workers[T]) Wait() { w.wg.Wait() }

// A generic function with a local channel.
func MapMistake[T, U any](in []T, f func(T) U) []U {
	type pair struct {
		i int
		v U
	}
	items, results := make(chan int), make(chan pair, len(in))
	for range 2 {
		go func() {
			for i := range items { // want `\(unclosedchan\)`
				results <- pair{i, f(in[i])}
			}
		}()
	}
	for i := range in {
		items <- i
	}
	out := make([]U, len(in))
	for range in {
		p := <-results
		out[p.i] = p.v
	}
	return out
}

// The channel is closed on no path, though the function has many.
func BranchesMistake(r io.Reader, limit int, handle func(byte)) error {
	bytes := make(chan byte, 1)
	go func() {
		for b := range bytes { // want `\(unclosedchan\)`
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
