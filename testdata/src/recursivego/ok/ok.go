// Package ok holds what recursivego must not report: "recursion that is
// none", and recursion whose goroutines do not grow with the input.
package ok

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"recursivego/lib"
)

// "the method of another object with a once guard"
type part struct {
	once sync.Once
	done chan struct{}
}

func (p *part) Close() {
	p.once.Do(func() {
		go func() {
			defer close(p.done)
			time.Sleep(time.Millisecond)
		}()
	})
}

type assembly struct {
	parts []*part
	once  sync.Once
}

// Close has the name of what it launches, and is another method.
func (a *assembly) Close() {
	a.once.Do(func() {
		for _, p := range a.parts {
			go p.Close()
		}
	})
}

func NewAssembly(n int) *assembly {
	a := new(assembly)
	for range n {
		a.parts = append(a.parts, &part{done: make(chan struct{})})
	}
	return a
}

// "reconnect … chains": the reader that fails starts its successor and ends.
type Client struct {
	addr   string
	mu     sync.Mutex
	conn   net.Conn
	closed bool
	lines  chan string
}

func (c *Client) Connect() error {
	conn, err := net.DialTimeout("tcp", c.addr, time.Second)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return conn.Close()
	}
	c.conn = conn
	go c.read(conn)
	return nil
}

func (c *Client) read(conn net.Conn) {
	for sc := bufio.NewScanner(conn); sc.Scan(); {
		select {
		case c.lines <- sc.Text():
		default:
		}
	}
	c.reconnect()
}

func (c *Client) reconnect() {
	for range 10 {
		if c.Connect() == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.conn == nil {
		return nil
	}
	return c.conn.Close()
}

// "hand-over chains": the worker starts its successor as its last act.
type Worker struct {
	jobs chan func()
	max  int
}

func (w *Worker) Start() { go w.run() }

func (w *Worker) run() {
	for done := 0; done < w.max; done++ {
		job, ok := <-w.jobs
		if !ok {
			return
		}
		job()
	}
	go w.run()
}

func (w *Worker) Stop() { close(w.jobs) }

// The successor is started from a defer, to survive a panic of a job.
func (w *Worker) runSafe() {
	defer func() {
		if v := recover(); v != nil {
			log.Print(v)
			go w.runSafe()
		}
	}()
	for job := range w.jobs {
		job()
	}
}

func (w *Worker) StartSafe() { go w.runSafe() }

// The queue goes to the next goroutine, and this one ends.
type Queue struct {
	mu      sync.Mutex
	pending []func()
	running bool
}

func (q *Queue) Push(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pending = append(q.pending, f)
	if !q.running {
		q.running = true
		go q.next()
	}
}

func (q *Queue) next() {
	q.mu.Lock()
	if len(q.pending) == 0 {
		q.running = false
		q.mu.Unlock()
		return
	}
	f := q.pending[0]
	q.pending = q.pending[1:]
	q.mu.Unlock()
	f()
	go q.next()
}

// A keepalive that registers anew: one for one, through two methods.
type Publisher struct {
	lease atomic.Int64
	quit  chan struct{}
}

func (p *Publisher) KeepAlive() {
	p.lease.Add(1)
	go p.watch()
}

func (p *Publisher) watch() {
	select {
	case <-p.quit:
	case <-time.After(time.Second):
		p.KeepAlive()
	}
}

func (p *Publisher) Stop() { close(p.quit) }

// A timer that arms itself again.
func (p *Publisher) Beat(every time.Duration) *time.Timer {
	p.lease.Add(1)
	return time.AfterFunc(every, func() { p.Beat(every) })
}

// "goto retry": a loop, no recursion.
func (c *Client) Send(ctx context.Context, line string) error {
	retried := false
retry:
	errc := make(chan error, 1)
	go func() {
		_, err := io.WriteString(c.conn, line)
		errc <- err
	}()
	select {
	case err := <-errc:
		if err != nil && !retried {
			retried = true
			goto retry
		}
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// "cycles through sync.Once.Do"
type Lazy struct {
	once  sync.Once
	ready chan struct{}
}

func (l *Lazy) Get() <-chan struct{} {
	l.once.Do(l.load)
	return l.ready
}

func (l *Lazy) load() {
	l.ready = make(chan struct{})
	go func() {
		defer close(l.ready)
		other.once.Do(other.load)
	}()
}

var other = &Index{done: make(chan struct{})}

type Index struct {
	once sync.Once
	done chan struct{}
}

func (i *Index) load() { close(i.done) }

// A start that a once guards, and which the goroutine asks for again.
type Daemon struct {
	once  sync.Once
	turns atomic.Int64
	quit  chan struct{}
}

func (d *Daemon) ensure() { d.once.Do(func() { go d.loop() }) }

func (d *Daemon) loop() {
	for {
		select {
		case <-d.quit:
			return
		case <-time.After(time.Second):
			d.Tick()
		}
	}
}

func (d *Daemon) Tick() {
	d.ensure()
	d.turns.Add(1)
}

func (d *Daemon) Stop() { close(d.quit) }

// "log, fmt": the logger's writer logs in a goroutine, the Stringer prints.
type shipper struct {
	lines chan string
	local *log.Logger
}

func (s *shipper) Write(p []byte) (int, error) {
	line := string(p)
	go func() { s.lines <- line }()
	return len(p), nil
}

func NewShipper() *shipper {
	s := &shipper{lines: make(chan string, 16)}
	s.local = log.New(s, "", 0)
	return s
}

func (s *shipper) Ship(v any) {
	go func() { s.local.Print(v) }()
}

type item struct {
	name string
	subs []item
}

func (i item) String() string {
	done := make(chan string, 1)
	go func() { done <- fmt.Sprintf("%s (%d)", i.name, len(i.subs)) }()
	return <-done
}

func (i item) Log() { log.Printf("item %v", i) }

// "interfaces": a decorator calls the same method of what it wraps.
type Querier interface {
	Select(ctx context.Context, name string) ([]string, error)
}

type fanout struct{ queriers []Querier }

func NewFanout(qs ...Querier) Querier { return &fanout{qs} }

func (f *fanout) Select(ctx context.Context, name string) (all []string, err error) {
	type result struct {
		names []string
		err   error
	}
	results := make(chan result, len(f.queriers))
	for _, q := range f.queriers {
		go func() {
			names, err := q.Select(ctx, name)
			results <- result{names, err}
		}()
	}
	for range f.queriers {
		r := <-results
		all = append(all, r.names...)
		if err == nil {
			err = r.err
		}
	}
	return all, err
}

type timeout struct {
	next http.Handler
	d    time.Duration
}

func Timeout(next http.Handler, d time.Duration) http.Handler { return &timeout{next, d} }

func (t *timeout) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), t.d)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.next.ServeHTTP(w, r.WithContext(ctx))
	}()
	<-done
}

// An embedded interface, and the same method of another type's field.
type countedConn struct {
	net.Conn
	open *atomic.Int64
}

func (c *countedConn) Close() error {
	go c.open.Add(-1)
	return c.Conn.Close()
}

func Count(conn net.Conn, open *atomic.Int64) net.Conn { return &countedConn{conn, open} }

type engine struct{ parts shards }

type shards struct{ n int }

func NewEngine(n int) *engine { return &engine{shards{n}} }

func (e *engine) Start() { e.parts.Start() }

func (s *shards) Start() {
	for range s.n {
		go s.run()
	}
}

func (s *shards) run() { time.Sleep(time.Millisecond) }

// "or launch helpers": two functions meet in the same helper, and neither
// launches itself.
func First(n int) {
	if n == 0 {
		return
	}
	lib.SafeGo(func() { second(n) })
}

func second(n int) { lib.SafeGo(func() { log.Print(n) }) }

// "a recursive function that calls a function which launches one joined
// goroutine": the goroutine has ended before the next level begins.
type Node struct {
	Name     string
	Children []*Node
}

func stat(n *Node) int {
	done := make(chan int)
	go func() { done <- len(n.Name) }()
	return <-done
}

func Length(n *Node) int {
	total := stat(n)
	for _, child := range n.Children {
		total += Length(child)
	}
	return total
}

// A sequential recursion inside one goroutine, launched at the top.
func visit(n *Node, out chan<- string) {
	out <- n.Name
	for _, child := range n.Children {
		visit(child, out)
	}
}

func All(root *Node) <-chan string {
	out := make(chan string, 64)
	go func() {
		defer close(out)
		visit(root, out)
	}()
	return out
}

func PrintAll(root *Node) {
	var wg sync.WaitGroup
	out := make(chan string)
	wg.Go(func() {
		defer close(out)
		visit(root, out)
	})
	for name := range out {
		log.Print(name)
	}
	wg.Wait()
}

// Parallel at the top only, with one goroutine for each branch.
func count(n *Node) int {
	c := 1
	for _, child := range n.Children {
		c += count(child)
	}
	return c
}

func CountParallel(root *Node) int {
	counts := make([]int, len(root.Children))
	var wg sync.WaitGroup
	for i, child := range root.Children {
		wg.Go(func() { counts[i] = count(child) })
	}
	wg.Wait()
	total := 1
	for _, c := range counts {
		total += c
	}
	return total
}

// A constant number of goroutines, and a recursion in each.
func CountTwice(root *Node) (int, int) {
	var a, b int
	var wg sync.WaitGroup
	wg.Go(func() { a = count(root) })
	wg.Go(func() { b = count(root) })
	wg.Wait()
	return a, b
}

// A depth limits the launches, here by a condition around the launch.
func WalkDepth(n *Node, depth int, f func(*Node)) {
	f(n)
	var wg sync.WaitGroup
	for _, child := range n.Children {
		if depth > 0 {
			wg.Go(func() { WalkDepth(child, depth-1, f) })
		} else {
			WalkDepth(child, 0, f)
		}
	}
	wg.Wait()
}

// A counter that is asked before each launch.
type limited struct{ free atomic.Int64 }

func (l *limited) try() bool {
	if l.free.Add(-1) >= 0 {
		return true
	}
	l.free.Add(1)
	return false
}

func (l *limited) walk(n *Node, f func(*Node), wg *sync.WaitGroup) {
	f(n)
	for _, child := range n.Children {
		if !l.try() {
			l.walk(child, f, wg)
			continue
		}
		wg.Go(func() {
			defer l.free.Add(1)
			l.walk(child, f, wg)
		})
	}
}

func WalkLimited(root *Node, n int64, f func(*Node)) {
	l := new(limited)
	l.free.Store(n)
	var wg sync.WaitGroup
	l.walk(root, f, &wg)
	wg.Wait()
}

// A semaphore with a try, as golang.org/x/sync has it.
type semaphore chan struct{}

func (s semaphore) tryAcquire() bool {
	select {
	case s <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s semaphore) release() { <-s }

func WalkTry(n *Node, s semaphore, f func(*Node), wg *sync.WaitGroup) {
	f(n)
	for _, child := range n.Children {
		if s.tryAcquire() {
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer s.release()
				WalkTry(child, s, f, wg)
			}()
		} else {
			WalkTry(child, s, f, wg)
		}
	}
}

// A number of workers that grows on demand, up to a bound.
type pool struct {
	mu      sync.Mutex
	workers int
	max     int
	tasks   chan func()
}

func NewPool(max int) *pool { return &pool{max: max, tasks: make(chan func(), 64)} }

func (p *pool) Submit(f func()) {
	p.tasks <- f
	p.ensure()
}

func (p *pool) ensure() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.workers < p.max {
		p.workers++
		go p.work()
	}
}

func (p *pool) work() {
	defer func() {
		p.mu.Lock()
		p.workers--
		p.mu.Unlock()
		if len(p.tasks) > 0 {
			p.ensure()
		}
	}()
	for {
		select {
		case f := <-p.tasks:
			f()
		default:
			return
		}
	}
}
