// "Join elsewhere": somebody waits, though not where the launch is. None of
// these bodies has a bound of its own: they fetch without a timeout.
package ok

import (
	"errors"
	"io"
	"net/http"
	"sync"
)

func fetch(url string) (int64, error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// Joined where it is launched.
func FetchAll(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fetch(url)
		}()
	}
	wg.Wait()
}

func FetchGo(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { fetch(url) })
	}
	wg.Wait()
}

// "the callee does wg.Done()"
func fetchDone(url string, wg *sync.WaitGroup) {
	defer wg.Done()
	fetch(url)
}

func FetchCallee(urls []string) {
	var wg sync.WaitGroup
	wg.Add(len(urls))
	for _, url := range urls {
		go fetchDone(url, &wg)
	}
	wg.Wait()
}

// "a helper launches (goFunc)"
type server struct {
	wg   sync.WaitGroup
	errc chan error
}

func (s *server) goFunc(f func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		f()
	}()
}

func FetchHelper(urls []string) {
	s := new(server)
	for _, url := range urls {
		s.goFunc(func() { fetch(url) })
	}
	s.wg.Wait()
}

// "Wrap"
type waitGroupWrapper struct{ sync.WaitGroup }

func (w *waitGroupWrapper) Wrap(f func()) {
	w.Add(1)
	go func() {
		f()
		w.Done()
	}()
}

func FetchWrapped(a, b string) {
	var w waitGroupWrapper
	w.Wrap(func() { fetch(a) })
	w.Wrap(func() { fetch(b) })
	w.Wait()
}

// "withRecover(f)"
func withRecover(f func()) func() {
	return func() {
		defer func() { _ = recover() }()
		f()
	}
}

func FetchRecovered(url string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go withRecover(func() {
		defer wg.Done()
		fetch(url)
	})()
	wg.Wait()
}

// "a struct-field func"
type launcher struct {
	start func(f func())
	wg    sync.WaitGroup
}

func newLauncher() *launcher {
	l := new(launcher)
	l.start = func(f func()) {
		l.wg.Add(1)
		go func() {
			defer l.wg.Done()
			f()
		}()
	}
	return l
}

func FetchByField(urls []string) {
	l := newLauncher()
	for _, url := range urls {
		l.start(func() { fetch(url) })
	}
	l.wg.Wait()
}

// A result that the launcher receives.
func FetchOne(url string) (int64, error) {
	type result struct {
		n   int64
		err error
	}
	c := make(chan result)
	go func() {
		n, err := fetch(url)
		c <- result{n, err}
	}()
	r := <-c
	return r.n, r.err
}

// A done channel that the launcher receives from.
func FetchThen(url string, then func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		fetch(url)
	}()
	<-done
	then()
}

// "a result received by a sibling goroutine"
func FetchPiped(urls []string) (total int64) {
	sizes := make(chan int64)
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			n, _ := fetch(url)
			sizes <- n
		})
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

func FetchSibling(url string, save func(int64)) {
	size := make(chan int64)
	go func() {
		n, _ := fetch(url)
		size <- n
	}()
	var wg sync.WaitGroup
	wg.Go(func() { save(<-size) })
	wg.Wait()
}

// "Future.Error() that waits"
type Future struct {
	done chan struct{}
	err  error
}

func FetchFuture(url string) *Future {
	f := &Future{done: make(chan struct{})}
	go func() {
		_, f.err = fetch(url)
		close(f.done)
	}()
	return f
}

func (f *Future) Error() error {
	<-f.done
	return f.err
}

// "a mutex that the launcher locks and the goroutine unlocks"
type Store struct {
	mu   sync.Mutex
	size int64
}

func (s *Store) Reload(url string) {
	s.mu.Lock()
	go func() {
		defer s.mu.Unlock()
		s.size, _ = fetch(url)
	}()
}

func (s *Store) Size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size
}

// "a chain of two closes"
func FetchChained(url string) {
	fetched, saved := make(chan struct{}), make(chan struct{})
	go func() {
		fetch(url)
		close(fetched)
	}()
	go func() {
		<-fetched
		fetch(url + "/save")
		close(saved)
	}()
	<-saved
}

// "a one-slot semaphore"
type Refresher struct{ slot chan struct{} }

func NewRefresher() *Refresher { return &Refresher{slot: make(chan struct{}, 1)} }

func (r *Refresher) Refresh(url string) {
	r.slot <- struct{}{}
	go func() {
		defer func() { <-r.slot }()
		fetch(url)
	}()
}

func (r *Refresher) Wait() {
	r.slot <- struct{}{}
	<-r.slot
}

// "Add(n) counted by jobs": each job is one Done, the workers end as the
// channel is closed.
func FetchPool(urls []string) {
	jobs := make(chan string)
	var pending sync.WaitGroup
	pending.Add(len(urls))
	for range 4 {
		go func() {
			for url := range jobs {
				fetch(url)
				pending.Done()
			}
		}()
	}
	for _, url := range urls {
		jobs <- url
	}
	pending.Wait()
	close(jobs)
}

// "a wait in another method of the owner"
type Mirror struct {
	wg   sync.WaitGroup
	urls []string
}

func (m *Mirror) Start() {
	for _, url := range m.urls {
		m.wg.Add(1)
		go m.copy(url)
	}
}

func (m *Mirror) copy(url string) {
	defer m.wg.Done()
	fetch(url)
}

func (m *Mirror) Close() { m.wg.Wait() }

// Close waits for a done channel of a goroutine that a method has launched.
type Tail struct {
	url  string
	done chan struct{}
	err  error
}

func (t *Tail) Start() {
	t.done = make(chan struct{})
	go t.run()
}

func (t *Tail) run() {
	defer close(t.done)
	_, t.err = fetch(t.url)
}

func (t *Tail) Close() error {
	<-t.done
	return t.err
}

// The group comes from the caller, who waits.
func StartFetch(wg *sync.WaitGroup, url string) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		fetch(url)
	}()
}

// The result channel comes from the caller, who receives.
func FetchInto(url string, sizes chan<- int64) {
	go func() {
		n, _ := fetch(url)
		sizes <- n
	}()
}

// Two copies, each of which ends the other: one is waited for.
func Proxy(a, b io.ReadWriteCloser) error {
	errc := make(chan error, 2)
	copyOver := func(dst io.WriteCloser, src io.Reader) {
		_, err := io.Copy(dst, src)
		errc <- errors.Join(err, dst.Close())
	}
	go copyOver(a, b)
	go copyOver(b, a)
	return errors.Join(<-errc, <-errc)
}

// A condition variable that the goroutine signals at its end.
type Batch struct {
	mu   sync.Mutex
	cond *sync.Cond
	left int
}

func (b *Batch) Run(urls []string) {
	b.cond = sync.NewCond(&b.mu)
	b.left = len(urls)
	for _, url := range urls {
		go func() {
			fetch(url)
			b.mu.Lock()
			b.left--
			b.mu.Unlock()
			b.cond.Signal()
		}()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.left > 0 {
		b.cond.Wait()
	}
}

// A pool across methods: Start, Submit, and a Stop that closes and waits.
type Pool struct {
	jobs chan string
	wg   sync.WaitGroup
}

func (p *Pool) Start(workers int) {
	p.jobs = make(chan string)
	for range workers {
		p.wg.Add(1)
		go p.work()
	}
}

func (p *Pool) work() {
	defer p.wg.Done()
	for url := range p.jobs {
		fetch(url)
	}
}

func (p *Pool) Submit(url string) { p.jobs <- url }

func (p *Pool) Stop() {
	close(p.jobs)
	p.wg.Wait()
}
