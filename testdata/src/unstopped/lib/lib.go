// Package lib has types that own a goroutine, as the libraries of others have them.
package lib

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Cache forgets what is old.
type Cache struct {
	mu   sync.Mutex
	old  map[string]time.Time
	done chan struct{}
}

// NewCache returns a cache that looks for what is old again and again, until it is closed.
func NewCache(every time.Duration) *Cache {
	c := &Cache{old: make(map[string]time.Time), done: make(chan struct{})}
	go c.forget(every)
	return c
}

func (c *Cache) forget(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.mu.Lock()
			for k, at := range c.old {
				if now.Sub(at) > every {
					delete(c.old, k)
				}
			}
			c.mu.Unlock()
		case <-c.done:
			return
		}
	}
}

// Put remembers a key.
func (c *Cache) Put(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.old[key] = time.Now()
}

// Has reports whether a key is remembered.
func (c *Cache) Has(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.old[key]
	return ok
}

// Close ends the cache's goroutine.
func (c *Cache) Close() { close(c.done) }

// A Client talks to a lock server.
type Client struct {
	ctx context.Context
}

// NewClient returns a client that lives as long as ctx.
func NewClient(ctx context.Context) *Client { return &Client{ctx} }

// Ctx is the context that ends with the client.
func (c *Client) Ctx() context.Context { return c.ctx }

// Grant asks for a lease.
func (c *Client) Grant(ttl int) (lease int, err error) {
	if ttl <= 0 {
		return 0, errors.New("no time to live")
	}
	return ttl, nil
}

type options struct {
	ttl int
	ctx context.Context
}

// An Option of a session.
type Option func(*options)

// WithTTL sets the time to live.
func WithTTL(ttl int) Option { return func(o *options) { o.ttl = ttl } }

// WithContext lets the session end with ctx.
func WithContext(ctx context.Context) Option { return func(o *options) { o.ctx = ctx } }

// A Session keeps a lease alive.
type Session struct {
	lease  int
	cancel context.CancelFunc
	donec  chan struct{}
}

// NewSession returns a session that keeps its lease alive until it is closed.
func NewSession(client *Client, opts ...Option) (*Session, error) {
	o := &options{ttl: 60, ctx: client.Ctx()}
	for _, opt := range opts {
		opt(o)
	}
	lease, err := client.Grant(o.ttl)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(o.ctx)
	s := &Session{lease: lease, cancel: cancel, donec: make(chan struct{})}
	go func() {
		defer close(s.donec)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Duration(o.ttl) * time.Second / 3):
			}
		}
	}()
	return s, nil
}

// Lease is the number of the lease.
func (s *Session) Lease() int { return s.lease }

// Done is closed when the session has ended.
func (s *Session) Done() <-chan struct{} { return s.donec }

// Orphan ends the session and leaves the lease.
func (s *Session) Orphan() {
	s.cancel()
	<-s.donec
}

// Close ends the session.
func (s *Session) Close() error {
	s.Orphan()
	return nil
}

// A Pool has workers once it is started.
type Pool struct {
	size int
	jobs chan func()
	wg   sync.WaitGroup
}

// NewPool returns a pool of size workers.
func NewPool(size int) *Pool { return &Pool{size: size, jobs: make(chan func())} }

// Start starts the workers.
func (p *Pool) Start() {
	for range p.size {
		p.wg.Go(func() {
			for job := range p.jobs {
				job()
			}
		})
	}
}

// Submit gives the workers a job.
func (p *Pool) Submit(job func()) { p.jobs <- job }

// Stop ends the workers and waits for them.
func (p *Pool) Stop() {
	close(p.jobs)
	p.wg.Wait()
}

// A Bus hands on events.
type Bus interface {
	Publish(event string)
	Subscribers() int
	Close() error
}

type bus struct {
	events chan string
	quit   chan struct{}
	once   sync.Once
	n      int
}

// NewBus returns a bus that has to be closed.
func NewBus(handle func(event string)) Bus {
	b := &bus{events: make(chan string), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case e := <-b.events:
				handle(e)
			case <-b.quit:
				return
			}
		}
	}()
	return b
}

func (b *bus) Publish(event string) { b.events <- event }
func (b *bus) Subscribers() int     { return b.n }
func (b *bus) Close() error {
	b.once.Do(func() { close(b.quit) })
	return nil
}

// A Queue handles items one after the other.
type Queue[T any] struct {
	items chan T
}

// NewQueue returns a queue whose goroutine runs until it is closed.
func NewQueue[T any](handle func(T)) *Queue[T] {
	q := &Queue[T]{make(chan T)}
	go func() {
		for item := range q.items {
			handle(item)
		}
	}()
	return q
}

// Push adds an item.
func (q *Queue[T]) Push(item T) { q.items <- item }

// Close ends the queue.
func (q *Queue[T]) Close() { close(q.items) }

// Heartbeat beats until stop is called.
func Heartbeat(every time.Duration, beat func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(every):
				beat()
			}
		}
	}()
	return cancel
}

// An Index is a cache with a name.
type Index struct {
	*Cache
	Name string
}

// NewIndex returns an index that has to be closed, as its cache.
func NewIndex(name string) *Index { return &Index{NewCache(time.Minute), name} }

// A Poller polls until its context ends, or it is closed.
type Poller struct {
	cancel context.CancelFunc
}

// NewPoller starts a poller.
func NewPoller(ctx context.Context, poll func()) *Poller {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
				poll()
			}
		}
	}()
	return &Poller{cancel}
}

// Polls is how often it polled.
func (p *Poller) Polls() int { return 0 }

// Close ends it.
func (p *Poller) Close() { p.cancel() }

// A Reporter reports from time to time, if it is told how often.
type Reporter struct {
	done chan struct{}
}

// NewReporter returns a reporter, which has a goroutine only if every is positive.
func NewReporter(every time.Duration, report func()) *Reporter {
	r := &Reporter{make(chan struct{})}
	if every > 0 {
		go func() {
			for {
				select {
				case <-r.done:
					return
				case <-time.After(every):
					report()
				}
			}
		}()
	}
	return r
}

// Report reports now.
func (r *Reporter) Report() bool { return r.done != nil }

// Close ends it.
func (r *Reporter) Close() { close(r.done) }

// A Tracer is kept by the package, which closes all of them at the end.
type Tracer struct {
	done chan struct{}
}

var tracers []*Tracer

// NewTracer returns a tracer that CloseAll closes.
func NewTracer() *Tracer {
	t := &Tracer{make(chan struct{})}
	go func() {
		for {
			select {
			case <-t.done:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	tracers = append(tracers, t)
	return t
}

// Trace notes an event.
func (t *Tracer) Trace(event string) bool { return event != "" }

// Close ends it.
func (t *Tracer) Close() { close(t.done) }

// CloseAll closes all tracers.
func CloseAll() {
	for _, t := range tracers {
		t.Close()
	}
}

// A Member keeps itself where others find it, when it is asked to.
type Member struct {
	left chan struct{}
}

var members = make(map[string]*Member)

// NewMember returns a member that has to leave.
func NewMember() *Member {
	m := &Member{make(chan struct{})}
	go func() {
		for {
			select {
			case <-m.left:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return m
}

// Join makes the member known by a name; LeaveAll finds it.
func (m *Member) Join(name string) { members[name] = m }

// Leave ends it.
func (m *Member) Leave() { close(m.left) }

// LeaveAll lets all members leave.
func LeaveAll() {
	for _, m := range members {
		m.Leave()
	}
}

// Drop closes a cache.
func Drop(c *Cache) { c.Close() }

// Keep keeps a cache for later.
func Keep(c *Cache) { kept = c }

var kept *Cache

// A Door has an attendant once it is opened.
type Door struct {
	shut chan struct{}
	open bool
}

// NewDoor returns a door that is not yet open.
func NewDoor() *Door { return &Door{shut: make(chan struct{})} }

// Open opens it, unless it is open.
func (d *Door) Open() error {
	if d.open {
		return errors.New("open already")
	}
	d.open = true
	go func() {
		for {
			select {
			case <-d.shut:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return nil
}

// Close ends it.
func (d *Door) Close() { close(d.shut) }

// A Window is a door whose channel anybody may close.
type Window struct {
	Shut chan struct{}
}

// OpenWindow opens one.
func OpenWindow() *Window {
	w := &Window{make(chan struct{})}
	go func() {
		for {
			select {
			case <-w.Shut:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return w
}

// Close ends it.
func (w *Window) Close() { close(w.Shut) }
