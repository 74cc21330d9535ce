// Package ok holds what unclosedchan must not report.
//
// This file: the channel is closed, under another name, in another place or
// by another hand.
package ok

import (
	"log"
	"sync"

	"unclosedchan/lib"
)

// Closed in another method; see more.go for the file.
type Inbox struct {
	mail chan string
	read []string
}

func NewInbox() *Inbox {
	b := &Inbox{mail: make(chan string)}
	go b.loop()
	return b
}

func (b *Inbox) loop() {
	for m := range b.mail {
		b.read = append(b.read, m)
	}
}

// Closed in another function, where it has another name.
func Announce(names []string) {
	ch := make(chan string)
	go greet(ch)
	feed(names, ch)
}

func greet(guests <-chan string) {
	for g := range guests {
		log.Print(g)
	}
}

func feed(names []string, out chan<- string) {
	for _, n := range names {
		out <- n
	}
	finish(out)
}

func finish(sink chan<- string) { close(sink) }

// Closed in another package.
func AnnounceByLib(names []string) {
	ch := make(chan string)
	go greet(ch)
	for _, n := range names {
		ch <- n
	}
	lib.Finish(ch)
}

// "sync.Once-guarded"
type Once struct {
	items chan int
	once  sync.Once
	sum   int
}

func NewOnce() *Once {
	o := &Once{items: make(chan int)}
	go func() {
		for n := range o.items {
			o.sum += n
		}
	}()
	return o
}

func (o *Once) Add(n int) { o.items <- n }

func (o *Once) Close() { o.once.Do(func() { close(o.items) }) }

// A closure under sync.OnceFunc in a field.
type Served struct {
	jobs chan func()
	stop func()
}

func NewServed(workers int) *Served {
	s := &Served{jobs: make(chan func())}
	s.stop = sync.OnceFunc(func() { close(s.jobs) })
	for range workers {
		go s.work()
	}
	return s
}

func (s *Served) work() {
	for {
		job, ok := <-s.jobs
		if !ok {
			return
		}
		job()
	}
}

func (s *Served) Do(job func()) { s.jobs <- job }

func (s *Served) Stop() { s.stop() }

// "defer close(f(..))"
type table struct{ rows chan []string }

func rowsOf(t *table) chan []string { return t.rows }

func Print(rows [][]string) {
	t := &table{rows: make(chan []string)}
	defer close(rowsOf(t))
	go func() {
		for row := range t.rows {
			log.Print(row)
		}
	}()
	for _, row := range rows {
		t.rows <- row
	}
}

func (t *table) feed() chan<- []string { return t.rows }

func PrintByMethod(rows [][]string) {
	t := &table{rows: make(chan []string)}
	go func() {
		for row := range t.rows {
			log.Print(row)
		}
	}()
	out := t.feed()
	for _, row := range rows {
		out <- row
	}
	close(t.feed())
}

// A map of channels.
type Rooms struct {
	mu    sync.Mutex
	rooms map[string]chan string
}

func (r *Rooms) Join(name string) {
	ch := make(chan string)
	r.mu.Lock()
	r.rooms[name] = ch
	r.mu.Unlock()
	go func() {
		for msg := range ch {
			log.Printf("%s: %s", name, msg)
		}
	}()
}

func (r *Rooms) Leave(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ch, ok := r.rooms[name]; ok {
		close(ch)
		delete(r.rooms, name)
	}
}

func (r *Rooms) Say(name, msg string) {
	r.mu.Lock()
	ch := r.rooms[name]
	r.mu.Unlock()
	ch <- msg
}

// "a slice element"
func Shard(keys []string, shards int) {
	chans := make([]chan string, shards)
	for i := range chans {
		chans[i] = make(chan string, 1)
		go func() {
			for key := range chans[i] {
				log.Print(i, key)
			}
		}()
	}
	for _, key := range keys {
		chans[len(key)%shards] <- key
	}
	for _, ch := range chans {
		close(ch)
	}
}

// An array in a struct, closed by index.
type Lanes struct{ lanes [2]chan int }

func NewLanes() *Lanes {
	l := new(Lanes)
	for i := range l.lanes {
		l.lanes[i] = make(chan int)
		go l.drive(i)
	}
	return l
}

func (l *Lanes) drive(i int) {
	for n := range l.lanes[i] {
		log.Print(n)
	}
}

func (l *Lanes) Close() {
	close(l.lanes[0])
	close(l.lanes[1])
}

// "a channel returned and closed by the caller"
func startPrinter() chan<- string {
	ch := make(chan string)
	go func() {
		for line := range ch {
			log.Print(line)
		}
	}()
	return ch
}

func PrintAll(lines []string) {
	out := startPrinter()
	defer close(out)
	for _, line := range lines {
		out <- line
	}
}

// Returned to whoever calls.
func StartPrinter() chan<- string {
	ch := make(chan string)
	go func() {
		for line := range ch {
			log.Print(line)
		}
	}()
	return ch
}

// A copy of the struct has the same channel in it.
type pipe struct {
	ch   chan int
	name string
}

func CopyStruct(ns []int) {
	p := pipe{ch: make(chan int), name: "numbers"}
	go func() {
		for n := range p.ch {
			log.Print(p.name, n)
		}
	}()
	q := p
	q.name = "copy"
	for _, n := range ns {
		q.ch <- n
	}
	q.end()
}

func (p pipe) end() { close(p.ch) }

// A conversion to another struct type, closed there.
type closingPipe struct {
	ch   chan int
	name string
}

func (p closingPipe) Close() { close(p.ch) }

type openPipe struct {
	ch   chan int
	name string
}

func ConvertStruct(ns []int) {
	p := openPipe{ch: make(chan int)}
	go func() {
		for n := range p.ch {
			log.Print(n)
		}
	}()
	for _, n := range ns {
		p.ch <- n
	}
	closingPipe(p).Close()
}

// A whole-struct copy through a pointer.
type source struct{ events chan string }

type follower struct {
	source
	seen int
}

func Follow(s *source) *follower {
	f := new(follower)
	f.source = *s
	go func() {
		for range f.events {
			f.seen++
		}
	}()
	return f
}

func NewSource() *source { return &source{events: make(chan string)} }

func (s *source) Emit(e string) { s.events <- e }

func (s *source) End() { close(s.events) }

// An embedded struct, closed by the method it promotes.
type base struct{ in chan string }

func (b *base) Close() { close(b.in) }

type Filter struct {
	*base
	keep []string
}

func NewFilter() *Filter {
	f := &Filter{base: &base{in: make(chan string)}}
	go f.run()
	return f
}

func (f *Filter) run() {
	for s := range f.in {
		f.keep = append(f.keep, s)
	}
}

func (f *Filter) Put(s string) { f.in <- s }

// A field that holds an interface, whose value closes.
type ender interface{ end() }

type chanEnder struct{ ch chan string }

func (e chanEnder) end() { close(e.ch) }

type Session struct {
	lines chan string
	onEnd ender
}

func NewSession() *Session {
	lines := make(chan string)
	s := &Session{lines: lines, onEnd: chanEnder{lines}}
	go func() {
		for line := range s.lines {
			log.Print(line)
		}
	}()
	return s
}

func (s *Session) Close() { s.onEnd.end() }

// Closed by a sibling goroutine, after all senders.
func Merge(parts [][]string) (all []string) {
	merged := make(chan string)
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Go(func() {
			for _, s := range part {
				merged <- s
			}
		})
	}
	go func() {
		defer close(merged)
		wg.Wait()
	}()
	for s := range merged {
		all = append(all, s)
	}
	return all
}

// Closed by a callback that a value keeps.
type callbacks struct{ closed []func() }

func (c *callbacks) onClosed(f func()) { c.closed = append(c.closed, f) }

func (c *callbacks) close() {
	for _, f := range c.closed {
		f()
	}
}

func Subscribe(c *callbacks) {
	updates := make(chan string, 1)
	c.onClosed(func() { close(updates) })
	go func() {
		for u := range updates {
			log.Print(u)
		}
	}()
	updates <- "subscribed"
}

func Unsubscribe(c *callbacks) { c.close() }

// Closed through a pointer to the channel.
func endAt(ch *chan int) { close(*ch) }

func ByPointer(ns []int) {
	ch := make(chan int)
	go func() {
		for n := range ch {
			log.Print(n)
		}
	}()
	for _, n := range ns {
		ch <- n
	}
	endAt(&ch)
}

// A channel of channels: the answer channel is closed by who answers.
type request struct {
	key   string
	reply chan string
}

type Directory struct{ requests chan request }

func NewDirectory() *Directory {
	d := &Directory{requests: make(chan request)}
	go func() {
		for r := range d.requests {
			r.reply <- "value of " + r.key
			close(r.reply)
		}
	}()
	return d
}

func (d *Directory) Lookup(key string) (values []string) {
	r := request{key, make(chan string)}
	d.requests <- r
	for v := range r.reply {
		values = append(values, v)
	}
	return values
}

func (d *Directory) Close() { close(d.requests) }

// The same channel under two field names, copied through options.
type Manager struct {
	done  chan struct{}
	group *group
}

type groupOptions struct{ managerDone chan struct{} }

type group struct {
	managerDone chan struct{}
	ended       bool
}

func newGroup(o groupOptions) *group { return &group{managerDone: o.managerDone} }

func (g *group) watch() {
	for range g.managerDone {
	}
	g.ended = true
}

func NewManager() *Manager {
	m := &Manager{done: make(chan struct{})}
	m.group = newGroup(groupOptions{managerDone: m.done})
	go m.group.watch()
	return m
}

func (m *Manager) Stop() { close(m.done) }

// A stream over a receive-only field, closed by the producer.
type Stream[T any] struct{ source <-chan T }

func From[T any](items ...T) Stream[T] {
	source := make(chan T)
	go func() {
		defer close(source)
		for _, item := range items {
			source <- item
		}
	}()
	return Stream[T]{source}
}

func (s Stream[T]) Count() (n int) {
	for range s.source {
		n++
	}
	return n
}
