package unguardedsend

import (
	"context"
	"sync"
)

// Here the channel is kept in a value that the caller gets, or is sent on by
// another function than the one that is launched.

// A Watcher tells what changes.
type Watcher struct {
	changes chan string
}

// Changes returns the channel of the changes.
func (w *Watcher) Changes() <-chan string { return w.changes }

// Nothing but Changes knows of the channel: who drops the watcher leaves its
// goroutine.
func WatchMistake(poll func() (string, bool)) *Watcher {
	w := &Watcher{changes: make(chan string)}
	go func() { // want `sends to changes, .*\(unguardedsend\)`
		defer close(w.changes)
		for {
			change, ok := poll()
			if !ok {
				return
			}
			w.changes <- change
		}
	}()
	return w
}

// A ClosableWatcher tells what changes until it is closed.
type ClosableWatcher struct {
	changes chan string
	closed  chan struct{}
}

// Changes returns the channel of the changes.
func (w *ClosableWatcher) Changes() <-chan string { return w.changes }

// Close ends the watch.
func (w *ClosableWatcher) Close() { close(w.closed) }

// The watcher can be closed.
func WatchCure(poll func() (string, bool)) *ClosableWatcher {
	w := &ClosableWatcher{make(chan string), make(chan struct{})}
	go func() {
		defer close(w.changes)
		for {
			change, ok := poll()
			if !ok {
				return
			}
			select {
			case w.changes <- change:
			case <-w.closed:
				return
			}
		}
	}()
	return w
}

// A Subscription has the quotes of one symbol.
type Subscription struct {
	Symbol string
	Quotes <-chan float64
}

// The channel is an exported field of the result.
func SubscribeMistake(symbol string, quote func(symbol string) (float64, error)) Subscription {
	quotes := make(chan float64)
	go func() { // want `\(unguardedsend\)`
		defer close(quotes)
		for {
			q, err := quote(symbol)
			if err != nil {
				return
			}
			quotes <- q
		}
	}()
	return Subscription{symbol, quotes}
}

// The subscription ends with a context.
func SubscribeCure(ctx context.Context, symbol string, quote func(symbol string) (float64, error)) Subscription {
	quotes := make(chan float64)
	go func() {
		defer close(quotes)
		for {
			q, err := quote(symbol)
			if err != nil {
				return
			}
			select {
			case quotes <- q:
			case <-ctx.Done():
				return
			}
		}
	}()
	return Subscription{symbol, quotes}
}

// A Pump sends what it draws.
type Pump struct {
	draw  func() (int, bool)
	drawn chan int
}

func (p *Pump) run() {
	defer close(p.drawn)
	for {
		n, ok := p.draw()
		if !ok {
			return
		}
		p.drawn <- n
	}
}

// Drawn returns the channel of what is drawn.
func (p *Pump) Drawn() <-chan int { return p.drawn }

// A method value is launched.
func PumpMistake(draw func() (int, bool)) *Pump {
	p := &Pump{draw, make(chan int)}
	start := p.run
	go start() // want `\(unguardedsend\)`
	return p
}

// A Siphon is a pump with a context.
type Siphon struct {
	ctx   context.Context
	draw  func() (int, bool)
	drawn chan int
}

func (s *Siphon) run() {
	defer close(s.drawn)
	for {
		n, ok := s.draw()
		if !ok {
			return
		}
		select {
		case s.drawn <- n:
		case <-s.ctx.Done():
			return
		}
	}
}

// Drawn returns the channel of what is drawn.
func (s *Siphon) Drawn() <-chan int { return s.drawn }

// The method watches the context that it was made with.
func PumpCure(ctx context.Context, draw func() (int, bool)) *Siphon {
	s := &Siphon{ctx, draw, make(chan int)}
	start := s.run
	go start()
	return s
}

type alarm struct {
	room  string
	level int
}

func raise(alarms chan<- alarm, room string, level int) {
	if level > 0 {
		alarms <- alarm{room, level}
	}
}

// The send is in a helper.
func AlarmsMistake(rooms []string, level func(room string) int) <-chan alarm {
	alarms := make(chan alarm)
	go func() { // want `\(unguardedsend\)`
		defer close(alarms)
		for _, r := range rooms {
			raise(alarms, r, level(r))
		}
	}()
	return alarms
}

func raiseUntil(ctx context.Context, alarms chan<- alarm, room string, level int) {
	if level > 0 {
		select {
		case alarms <- alarm{room, level}:
		case <-ctx.Done():
		}
	}
}

// The helper takes the context.
func AlarmsCure(ctx context.Context, rooms []string, level func(room string) int) <-chan alarm {
	alarms := make(chan alarm)
	go func() {
		defer close(alarms)
		for _, r := range rooms {
			raiseUntil(ctx, alarms, r, level(r))
		}
	}()
	return alarms
}

// A Journal notes what is done, for who reads it.
type Journal struct {
	notes chan string
}

func (j *Journal) note(what string) { j.notes <- what }

// Notes returns the channel of the notes.
func (j *Journal) Notes() <-chan string { return j.notes }

// The method that notes is called for each order, and has room for two of them.
func JournalMistake(orders []string, process func(order string) error) *Journal {
	j := &Journal{make(chan string, 2)}
	go func() { // want `\(unguardedsend\)`
		for _, o := range orders {
			if process(o) == nil {
				j.note(o)
			}
		}
	}()
	return j
}

// A Log is a journal that drops what has no room.
type Log struct {
	notes chan string
}

func (l *Log) note(what string) {
	select {
	case l.notes <- what:
	default:
	}
}

// Notes returns the channel of the notes.
func (l *Log) Notes() <-chan string { return l.notes }

// What nobody reads is dropped.
func JournalCure(orders []string, process func(order string) error) *Log {
	l := &Log{make(chan string, 2)}
	go func() {
		for _, o := range orders {
			if process(o) == nil {
				l.note(o)
			}
		}
	}()
	return l
}

// A source pours what it has into a channel.
type source interface {
	pour(into chan<- string)
}

type lines []string

func (l lines) pour(into chan<- string) {
	defer close(into)
	for _, line := range l {
		into <- line
	}
}

// What is launched is the method of an interface.
func PourMistake(text []string) <-chan string {
	var src source = lines(text)
	poured := make(chan string)
	go src.pour(poured) // want `\(unguardedsend\)`
	return poured
}

// A stoppable source has a context to watch.
type stoppable interface {
	pourUntil(ctx context.Context, into chan<- string)
}

type paragraphs []string

func (p paragraphs) pourUntil(ctx context.Context, into chan<- string) {
	defer close(into)
	for _, text := range p {
		select {
		case into <- text:
		case <-ctx.Done():
			return
		}
	}
}

// The interface has a context.
func PourCure(ctx context.Context, text []string) <-chan string {
	var src stoppable = paragraphs(text)
	poured := make(chan string)
	go src.pourUntil(ctx, poured)
	return poured
}

// A Broker sends each message to all who joined.
type Broker struct {
	in      chan string
	mu      sync.Mutex
	members map[string]chan string
}

// Join returns the messages for a member.
func (b *Broker) Join(name string) <-chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	messages := make(chan string)
	b.members[name] = messages
	return messages
}

// Publish sends a message.
func (b *Broker) Publish(message string) { b.in <- message }

// Close ends the broker.
func (b *Broker) Close() { close(b.in) }

func (b *Broker) loop() {
	for message := range b.in {
		b.mu.Lock()
		for _, m := range b.members {
			m <- message
		}
		b.mu.Unlock()
	}
}

// One member that has left holds up the broker, and all others with it.
func BrokerMistake() *Broker {
	b := &Broker{in: make(chan string), members: make(map[string]chan string)}
	go b.loop() // want `\(unguardedsend\)`
	return b
}

// A Forum is a broker whose members may miss a message.
type Forum struct {
	in      chan string
	mu      sync.Mutex
	members map[string]chan string
}

// Join returns the messages for a member.
func (f *Forum) Join(name string) <-chan string {
	f.mu.Lock()
	defer f.mu.Unlock()
	messages := make(chan string, 1)
	f.members[name] = messages
	return messages
}

// Publish sends a message.
func (f *Forum) Publish(message string) { f.in <- message }

// Close ends the forum.
func (f *Forum) Close() { close(f.in) }

func (f *Forum) loop() {
	for message := range f.in {
		f.mu.Lock()
		for _, m := range f.members {
			select {
			case m <- message:
			default: // it is busy, or has left
			}
		}
		f.mu.Unlock()
	}
}

// A member that does not receive misses the message.
func BrokerCure() *Forum {
	f := &Forum{in: make(chan string), members: make(map[string]chan string)}
	go f.loop()
	return f
}

// A Cursor reads the rows of a query one by one.
type Cursor struct {
	rows chan string
}

// Next returns the next row.
func (c *Cursor) Next() (row string, ok bool) {
	row, ok = <-c.rows
	return row, ok
}

// Next receives in the package, but only as often as it is called.
func QueryMistake(rows []string) *Cursor {
	c := &Cursor{make(chan string)}
	go func() { // stretch: a receive in the package is taken to be enough, and here it is one for each call
		defer close(c.rows)
		for _, r := range rows {
			c.rows <- r
		}
	}()
	return c
}

// A ClosableCursor is a cursor that can be left.
type ClosableCursor struct {
	rows   chan string
	closed chan struct{}
}

// Next returns the next row.
func (c *ClosableCursor) Next() (row string, ok bool) {
	row, ok = <-c.rows
	return row, ok
}

// Close leaves the rest of the rows.
func (c *ClosableCursor) Close() { close(c.closed) }

// The cursor can be left.
func QueryCure(rows []string) *ClosableCursor {
	c := &ClosableCursor{make(chan string), make(chan struct{})}
	go func() {
		defer close(c.rows)
		for _, r := range rows {
			select {
			case c.rows <- r:
			case <-c.closed:
				return
			}
		}
	}()
	return c
}

// One channel for all that the loop asks for, by a getter.
type Gazette struct{ updates chan string }

func (g *Gazette) Updates() <-chan string { return g.updates }

func (g *Gazette) out() chan<- string { return g.updates }

func GazetteMistake(lines []string) *Gazette {
	g := &Gazette{updates: make(chan string, 1)}
	go func() { // want `sends to .*\(unguardedsend\)`
		for _, line := range lines {
			g.out() <- line
		}
	}()
	return g
}

// One for all that an executor launches.
func ExecuteMistake(loads []func() error) <-chan error {
	done := make(chan error, 1)
	for _, load := range loads {
		start(func() { done <- load() })
	}
	return done
}

func start(f func()) {
	go f() // want `sends to done, .*\(unguardedsend\)`
}
