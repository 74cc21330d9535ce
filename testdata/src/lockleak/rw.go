package lockleak

import (
	"iter"
	"slices"
	"sync"
	"time"
)

// The reader finds nothing and wants to write without giving up its read lock,
// which the writer in it waits for.
func LookupMistake(hosts []string, resolve func(string) string) []string {
	var mu sync.RWMutex
	known := make(map[string]string)
	lookup := func(host string) string {
		mu.RLock()
		defer mu.RUnlock()
		if addr, ok := known[host]; ok {
			return addr
		}
		addr := resolve(host)
		mu.Lock() // want `\(lockleak\)`
		known[host] = addr
		mu.Unlock()
		return addr
	}
	var addrs []string
	for _, h := range hosts {
		addrs = append(addrs, lookup(h))
	}
	return addrs
}

// The read lock is given up first.
func LookupCure(hosts []string, resolve func(string) string) []string {
	var mu sync.RWMutex
	known := make(map[string]string)
	lookup := func(host string) string {
		mu.RLock()
		addr, ok := known[host]
		mu.RUnlock()
		if ok {
			return addr
		}
		addr = resolve(host)
		mu.Lock()
		known[host] = addr
		mu.Unlock()
		return addr
	}
	var addrs []string
	for _, h := range hosts {
		addrs = append(addrs, lookup(h))
	}
	return addrs
}

// settings have defaults.
type settings struct {
	mu   sync.RWMutex
	vals map[string]string
}

func (s *settings) get(key, byDefault string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok := s.vals[key]
	if !ok {
		s.set(key, byDefault)
		v = byDefault
	}
	return v
}

func (s *settings) set(key, val string) {
	s.mu.Lock() // want `\(lockleak\)`
	defer s.mu.Unlock()
	s.vals[key] = val
}

// get sets what is missing through a method that writes, with its read lock held.
func ReadSettingsMistake(keys []string) {
	s := &settings{vals: make(map[string]string)}
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { s.get(k, "none") })
	}
	wg.Wait()
}

// settingsCured are settings.
type settingsCured struct {
	mu   sync.RWMutex
	vals map[string]string
}

func (s *settingsCured) get(key, byDefault string) string {
	s.mu.RLock()
	v, ok := s.vals[key]
	s.mu.RUnlock()
	if !ok {
		s.set(key, byDefault)
		v = byDefault
	}
	return v
}

func (s *settingsCured) set(key, val string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vals[key] = val
}

// The read lock ends where the reading ends.
func ReadSettingsCure(keys []string) {
	s := &settingsCured{vals: make(map[string]string)}
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { s.get(k, "none") })
	}
	wg.Wait()
}

// catalog asks itself while it reads.
type catalog struct {
	mu     sync.RWMutex
	prices map[string]int
}

func (c *catalog) price(item string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.prices[item]
}

func (c *catalog) total(items []string, slow time.Duration) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, item := range items {
		time.Sleep(slow)
		sum += c.price(item)
	}
	return sum
}

func (c *catalog) raise(by int) {
	c.mu.Lock() // want `\(lockleak\)`
	defer c.mu.Unlock()
	for item := range c.prices {
		c.prices[item] += by
	}
}

// A writer comes between the two read locks of one goroutine: the second waits
// for the writer, the writer for the first.
func TotalMistake(items []string, slow time.Duration) int {
	c := &catalog{prices: make(map[string]int)}
	go func() {
		time.Sleep(slow / 2)
		c.raise(1)
	}()
	return c.total(items, slow)
}

// catalogCured is a catalog.
type catalogCured struct {
	mu     sync.RWMutex
	prices map[string]int
}

func (c *catalogCured) total(items []string, slow time.Duration) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, item := range items {
		time.Sleep(slow)
		sum += c.prices[item]
	}
	return sum
}

func (c *catalogCured) raise(by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for item := range c.prices {
		c.prices[item] += by
	}
}

// The prices are read under the one lock.
func TotalCure(items []string, slow time.Duration) int {
	c := &catalogCured{prices: make(map[string]int)}
	go func() {
		time.Sleep(slow / 2)
		c.raise(1)
	}()
	return c.total(items, slow)
}

// The second read lock waits for the writer that came while the first was held, and
// the writer waits for the first.
func WatchScoreMistake(pause func()) (before, after int) {
	var mu sync.RWMutex
	score := 0
	reading := make(chan struct{})
	go func() {
		<-reading
		mu.Lock() // want `\(lockleak\)`
		score++
		mu.Unlock()
	}()
	mu.RLock()
	close(reading)
	before = score
	pause()
	mu.RLock()
	after = score
	mu.RUnlock()
	mu.RUnlock()
	return before, after
}

// The first read lock is given up before the second.
func WatchScoreCure(pause func()) (before, after int) {
	var mu sync.RWMutex
	score := 0
	reading := make(chan struct{})
	go func() {
		<-reading
		mu.Lock()
		score++
		mu.Unlock()
	}()
	mu.RLock()
	close(reading)
	before = score
	mu.RUnlock()
	pause()
	mu.RLock()
	after = score
	mu.RUnlock()
	return before, after
}

// leases are visited under a read lock.
type leases struct {
	mu  sync.RWMutex
	end map[string]int
}

func (l *leases) each(visit func(id string, end int)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for id, end := range l.end {
		visit(id, end)
	}
}

func (l *leases) drop(id string) {
	l.mu.Lock() // want `\(lockleak\)`
	defer l.mu.Unlock()
	delete(l.end, id)
}

// What is expired is dropped from within the visit.
func ExpireMistake(ends map[string]int, now int) int {
	l := &leases{end: ends}
	l.each(func(id string, end int) {
		if end < now {
			l.drop(id)
		}
	})
	return len(ends)
}

// leasesCured are leases.
type leasesCured struct {
	mu  sync.RWMutex
	end map[string]int
}

func (l *leasesCured) each(visit func(id string, end int)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for id, end := range l.end {
		visit(id, end)
	}
}

func (l *leasesCured) drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.end, id)
}

// Noted in the visit, dropped after it.
func ExpireCure(ends map[string]int, now int) int {
	l := &leasesCured{end: ends}
	var old []string
	l.each(func(id string, end int) {
		if end < now {
			old = append(old, id)
		}
	})
	for _, id := range old {
		l.drop(id)
	}
	return len(ends)
}

// playlist has an iterator.
type playlist struct {
	mu    sync.RWMutex
	songs []string
}

func (p *playlist) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		p.mu.RLock()
		defer p.mu.RUnlock()
		for _, s := range p.songs {
			if !yield(s) {
				return
			}
		}
	}
}

func (p *playlist) add(song string) {
	p.mu.Lock() // want `\(lockleak\)`
	defer p.mu.Unlock()
	p.songs = append(p.songs, song)
}

// The body of the loop runs while the iterator holds its read lock.
func EncoreMistake(songs []string, loved func(string) bool) int {
	p := &playlist{songs: songs}
	for s := range p.all() {
		if loved(s) {
			p.add(s)
		}
	}
	return len(p.songs)
}

// playlistCured is a playlist.
type playlistCured struct {
	mu    sync.RWMutex
	songs []string
}

func (p *playlistCured) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		p.mu.RLock()
		songs := slices.Clone(p.songs)
		p.mu.RUnlock()
		for _, s := range songs {
			if !yield(s) {
				return
			}
		}
	}
}

func (p *playlistCured) add(song string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.songs = append(p.songs, song)
}

// The iterator goes over a copy, unlocked.
func EncoreCure(songs []string, loved func(string) bool) int {
	p := &playlistCured{songs: songs}
	for s := range p.all() {
		if loved(s) {
			p.add(s)
		}
	}
	return len(p.songs)
}

// routes are read by many and changed by few.
type routes struct {
	mu   sync.RWMutex
	next map[string]string
}

func (r *routes) find(host string) (string, bool) {
	r.mu.RLock()
	hop, ok := r.next[host]
	if !ok {
		return "", false
	}
	r.mu.RUnlock()
	return hop, true
}

func (r *routes) set(host, hop string) {
	r.mu.Lock() // want `\(lockleak\)`
	r.next[host] = hop
	r.mu.Unlock()
}

// A host that is not found leaves the read lock behind: no writer comes in again.
func RouteMistake(host string) string {
	r := &routes{next: make(map[string]string)}
	hop, ok := r.find(host)
	if !ok {
		hop = "gateway"
		r.set(host, hop)
	}
	return hop
}

// routesCured are routes.
type routesCured struct {
	mu   sync.RWMutex
	next map[string]string
}

func (r *routesCured) find(host string) (string, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	hop, ok := r.next[host]
	return hop, ok
}

func (r *routesCured) set(host, hop string) {
	r.mu.Lock()
	r.next[host] = hop
	r.mu.Unlock()
}

// The unlock is deferred.
func RouteCure(host string) string {
	r := &routesCured{next: make(map[string]string)}
	hop, ok := r.find(host)
	if !ok {
		hop = "gateway"
		r.set(host, hop)
	}
	return hop
}

// board is read under the lock of readers.
type board struct {
	mu    sync.RWMutex
	lines []string
	max   int
}

func (b *board) full() bool {
	b.mu.RLock() // want `\(lockleak\)`
	defer b.mu.RUnlock()
	return len(b.lines) >= b.max
}

// The writer asks with a method that reads: its read lock waits for its own lock.
func WriteBoardMistake(lines []string, most int) int {
	b := &board{max: most}
	var wg sync.WaitGroup
	for _, l := range lines {
		wg.Go(func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			if !b.full() {
				b.lines = append(b.lines, l)
			}
		})
	}
	wg.Wait()
	return len(b.lines)
}

// The writer looks for itself.
func WriteBoardCure(lines []string, most int) int {
	b := &board{max: most}
	var wg sync.WaitGroup
	for _, l := range lines {
		wg.Go(func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			if len(b.lines) < b.max {
				b.lines = append(b.lines, l)
			}
		})
	}
	wg.Wait()
	return len(b.lines)
}

// guarded calls f under a lock of either kind.
func guarded(l sync.Locker, f func()) {
	l.Lock() // want `\(lockleak\)`
	defer l.Unlock()
	f()
}

// The locker of the readers is the same lock: the writer in it waits for the reader
// around it.
func GrowStockMistake(need int) (stock int) {
	var mu sync.RWMutex
	guarded(mu.RLocker(), func() {
		if stock < need {
			guarded(&mu, func() { stock = need })
		}
	})
	return stock
}

// guardedCured is guarded for the cure.
func guardedCured(l sync.Locker, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

// Read first, then written.
func GrowStockCure(need int) (stock int) {
	var mu sync.RWMutex
	short := false
	guardedCured(mu.RLocker(), func() { short = stock < need })
	if short {
		guardedCured(&mu, func() { stock = need })
	}
	return stock
}
