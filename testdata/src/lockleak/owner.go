package lockleak

import (
	"sync"
	"sync/atomic"
	"time"
)

// Gauge adds up what comes in, in the background.
type Gauge struct {
	mu  sync.Mutex
	sum int
	in  chan int
	wg  sync.WaitGroup
}

// NewGauge starts the goroutine.
func NewGauge() *Gauge {
	g := &Gauge{in: make(chan int, 8)}
	g.wg.Add(1)
	go g.run()
	return g
}

func (g *Gauge) run() {
	defer g.wg.Done()
	for n := range g.in {
		time.Sleep(time.Millisecond)
		g.mu.Lock()
		g.sum += n
		g.mu.Unlock()
	}
}

// Put hands in a number.
func (g *Gauge) Put(n int) { g.in <- n }

// Close holds the lock that the goroutine needs to come to its end.
func (g *Gauge) CloseMistake() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.in)
	g.wg.Wait() // want `waiting for wg: whoever calls Done is stuck as well.*\(lockleak\)`
	return g.sum
}

// The goroutine has ended before the lock is taken.
func (g *Gauge) CloseCure() int {
	close(g.in)
	g.wg.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.sum
}

// Poller asks its sources again and again.
type Poller[S any] struct {
	mu      sync.RWMutex
	sources []S
	seen    map[int]int
	stop    chan struct{}
	group   *sync.WaitGroup
	stopped bool
}

// NewPoller returns one that does nothing yet.
func NewPoller[S any](sources ...S) *Poller[S] {
	return &Poller[S]{sources: sources, seen: make(map[int]int), stop: make(chan struct{}), group: new(sync.WaitGroup)}
}

// Start asks all sources.
func (p *Poller[S]) Start(ask func(S) int) {
	for i := range p.sources {
		p.group.Go(func() {
			for {
				n := ask(p.sources[i])
				p.mu.Lock()
				p.seen[i] = n
				p.mu.Unlock()
				select {
				case <-p.stop:
					return
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
}

// Stop waits, in a helper, with the lock.
func (p *Poller[S]) StopMistake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return
	}
	p.stopped = true
	p.end()
}

func (p *Poller[S]) end() {
	close(p.stop)
	p.group.Wait() // want `waiting for group: .*\(lockleak\)`
}

// Only the flag needs the lock.
func (p *Poller[S]) StopCure() {
	p.mu.Lock()
	stopped := p.stopped
	p.stopped = true
	p.mu.Unlock()
	if !stopped {
		p.endAlone()
	}
}

func (p *Poller[S]) endAlone() {
	close(p.stop)
	p.group.Wait()
}

// Routes follows a table of routes; Reload begins anew.
type Routes struct {
	mu       sync.Mutex
	table    map[string]string
	watchers sync.WaitGroup
	done     chan struct{}
	changes  chan string
}

// NewRoutes returns an empty table that follows changes.
func NewRoutes(changes chan string) *Routes {
	return &Routes{table: make(map[string]string), done: make(chan struct{}), changes: changes}
}

// Watch follows the changes until the next reload.
func (r *Routes) Watch(host string) {
	done := r.done
	r.watchers.Go(func() { r.follow(host, done) })
}

func (r *Routes) follow(host string, done chan struct{}) {
	for {
		select {
		case to := <-r.changes:
			time.Sleep(time.Millisecond)
			r.set(host, to)
		case <-done:
			return
		}
	}
}

func (r *Routes) set(host, to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table[host] = to
}

// Reload waits for watchers that may be about to set a route.
func (r *Routes) ReloadMistake() {
	r.mu.Lock()
	close(r.done)
	r.watchers.Wait() // want `waiting for watchers: .*\(lockleak\)`
	clear(r.table)
	r.done = make(chan struct{})
	r.mu.Unlock()
}

// The watchers end before.
func (r *Routes) ReloadCure() {
	close(r.done)
	r.watchers.Wait()
	r.mu.Lock()
	clear(r.table)
	r.done = make(chan struct{})
	r.mu.Unlock()
}

// Account keeps two balances, each under a lock of its own.
type Account struct {
	cashMu, creditMu sync.Mutex
	cash, credit     int
}

// Pay takes the locks in the order of their declaration.
func (a *Account) Pay(n int) {
	a.cashMu.Lock()
	defer a.cashMu.Unlock()
	time.Sleep(time.Millisecond)
	a.creditMu.Lock()
	defer a.creditMu.Unlock()
	a.cash -= n
	a.credit += n
}

// Refund takes them in the opposite order.
func (a *Account) RefundMistake(n int) {
	a.creditMu.Lock()
	a.credit -= n
	time.Sleep(time.Millisecond)
	a.addCash(n)
	a.creditMu.Unlock()
}

func (a *Account) addCash(n int) {
	a.cashMu.Lock() // want `locking cashMu: whoever holds it waits for this goroutine.*\(lockleak\)`
	defer a.cashMu.Unlock()
	a.cash += n
}

// One after the other.
func (a *Account) RefundCure(n int) {
	a.creditMu.Lock()
	a.credit -= n
	a.creditMu.Unlock()
	a.deposit(n)
}

func (a *Account) deposit(n int) {
	a.cashMu.Lock()
	defer a.cashMu.Unlock()
	a.cash += n
}

// Jobs counts its jobs by a group; whoever does one calls Done.
type Jobs struct {
	mu      sync.Mutex
	size    int
	pending sync.WaitGroup
	work    chan func()
	count   atomic.Int64
}

// Submit launches something that needs the lock, but is not waited for.
func (j *Jobs) Submit(f func()) {
	j.pending.Add(1)
	go j.grow()
	j.work <- f
}

func (j *Jobs) grow() {
	j.mu.Lock()
	j.size++
	j.mu.Unlock()
}

// Work does jobs.
func (j *Jobs) Work() {
	for f := range j.work {
		f()
		j.pending.Done()
	}
}

// Drain waits for the jobs under the lock, which they do not need.
func (j *Jobs) Drain() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.pending.Wait()
}

// Count counts in the background, without the lock.
func (j *Jobs) Count(n int) {
	j.pending.Go(func() { j.count.Add(int64(n)) })
}

// Pages takes two locks in both orders, but only under a third.
type Pages struct {
	all, left, right sync.Mutex
	l, r             int
}

// Turn moves a page to the left.
func (p *Pages) Turn() {
	p.all.Lock()
	defer p.all.Unlock()
	p.left.Lock()
	p.right.Lock()
	p.l, p.r = p.l+1, p.r-1
	p.right.Unlock()
	p.left.Unlock()
}

// TurnBack moves one to the right.
func (p *Pages) TurnBack() {
	p.all.Lock()
	defer p.all.Unlock()
	p.right.Lock()
	p.left.Lock()
	p.l, p.r = p.l-1, p.r+1
	p.left.Unlock()
	p.right.Unlock()
}

// mailing is a list of receivers.
type mailing struct {
	mu      sync.RWMutex
	filters []func(string) bool
	targets []string
	limit   int
}

// A list whose filters leave nothing goes on with the next one, and keeps the lock: who then adds a
// filter waits for ever.
func MailMistake(lists []*mailing, text string, send func(to, text string) error) bool {
	var wg sync.WaitGroup
	var sent atomic.Int64
	for _, l := range lists {
		l.mu.RLock() // want `still held on one way out.*\(lockleak\)`
		body := text
		if len(l.filters) > 0 {
			body = filtered(text, l.filters)
			if len(body) == 0 {
				continue
			}
		}
		if l.limit > 0 && len(body) > l.limit {
			l.mu.RUnlock()
			return false
		}
		for _, to := range l.targets {
			wg.Go(func() {
				if send(to, body) == nil {
					sent.Add(1)
				}
			})
		}
		l.mu.RUnlock()
	}
	wg.Wait()
	return sent.Load() > 0
}

// Each way gives the lock back.
func MailCure(lists []*mailing, text string, send func(to, text string) error) bool {
	var wg sync.WaitGroup
	var sent atomic.Int64
	for _, l := range lists {
		l.mu.RLock()
		body := text
		if len(l.filters) > 0 {
			body = filtered(text, l.filters)
			if len(body) == 0 {
				l.mu.RUnlock()
				continue
			}
		}
		if l.limit > 0 && len(body) > l.limit {
			l.mu.RUnlock()
			return false
		}
		for _, to := range l.targets {
			wg.Go(func() {
				if send(to, body) == nil {
					sent.Add(1)
				}
			})
		}
		l.mu.RUnlock()
	}
	wg.Wait()
	return sent.Load() > 0
}

func filtered(text string, filters []func(string) bool) string {
	for _, f := range filters {
		if !f(text) {
			return ""
		}
	}
	return text
}

// Mailings makes lists with a filter.
func Mailings(filter func(string) bool) []*mailing {
	return []*mailing{{filters: []func(string) bool{filter}, targets: []string{"ada"}}}
}

// AddFilter adds one to each list.
func AddFilter(lists []*mailing, filter func(string) bool) {
	for _, l := range lists {
		l.mu.Lock()
		l.filters = append(l.filters, filter)
		l.mu.Unlock()
	}
}

// A node of a chain is unlocked when the next one is locked: the lock of the node at hand is
// the caller's.
type link struct {
	mu   sync.Mutex
	next *link
	n    int
}

// Sum walks down a chain with a lock from hand to hand.
func Sum(first *link) (sum int) {
	l := first
	for l.next != nil {
		sum += l.n
		next := l.next
		next.mu.Lock()
		if l != first {
			l.mu.Unlock()
		}
		l = next
	}
	if l != first {
		l.mu.Unlock()
	}
	return sum + l.n
}
