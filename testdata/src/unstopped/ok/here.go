package ok

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"time"

	"unstopped/lib"
)

// It is closed on every way that can be taken, or has nothing that needs it.

// There is nothing to close if there was an error.
func Failed(client *lib.Client) error {
	ss, err := lib.NewSession(client)
	if err != nil {
		return err
	}
	return ss.Close()
}

// The error is in a variable that a literal captures.
func Captured(client *lib.Client) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(errors.New("captured"), err)
		}
	}()
	ss, err := lib.NewSession(client)
	if err != nil {
		return err
	}
	return ss.Close()
}

// The deferred literal was there before.
func Before(client *lib.Client, check func() error) error {
	var ss *lib.Session
	defer func() {
		if ss != nil {
			ss.Close()
		}
	}()
	var err error
	ss, err = lib.NewSession(client)
	if err != nil {
		return err
	}
	return check()
}

// It is closed if anything failed.
func OnError(client *lib.Client, check func() error) (ss *lib.Session, err error) {
	ss, err = lib.NewSession(client)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			ss.Close()
		}
	}()
	if err := check(); err != nil {
		return nil, err
	}
	return ss, nil
}

// A list of what is to be closed, from the last to the first.
func Cleanups(client *lib.Client, check func() error) error {
	var cleanups []func()
	defer func() {
		for i := len(cleanups) - 1; i >= 0; i-- {
			cleanups[i]()
		}
	}()
	cache := lib.NewCache(time.Minute)
	cleanups = append(cleanups, cache.Close)
	return check()
}

// All of a list are closed.
func All(names []string) {
	var caches []*lib.Cache
	for range names {
		caches = append(caches, lib.NewCache(time.Minute))
	}
	for _, c := range caches {
		c.Close()
	}
}

// It may be one or the other.
func Either(big bool, check func() error) error {
	var c *lib.Cache
	if big {
		c = lib.NewCache(time.Hour)
	} else {
		c = lib.NewCache(time.Second)
	}
	defer c.Close()
	return check()
}

// It is closed by another of its names.
func Orphan(client *lib.Client, check func() error) error {
	ss, err := lib.NewSession(client)
	if err != nil {
		return err
	}
	defer ss.Orphan()
	return check()
}

// It is closed as something that can be closed.
func AsCloser(handle func(string), check func() error) error {
	var c io.Closer = lib.NewBus(handle)
	defer c.Close()
	return check()
}

// The process ends.
func Fatal(check func() error) {
	cache := lib.NewCache(time.Minute)
	if err := check(); err != nil {
		log.Fatal(err)
	}
	cache.Close()
}

// It panics, or exits by a func of this package's.
func Must(check func() error) {
	cache := lib.NewCache(time.Minute)
	if err := check(); err != nil {
		panic(err)
	}
	if !cache.Has("a") {
		die("no a")
	}
	cache.Close()
}

func die(why string) {
	log.Print(why)
	os.Exit(1)
}

// Two tests of one condition come out alike.
func Twice(cached bool, check func() error) error {
	var cache *lib.Cache
	if cached {
		cache = lib.NewCache(time.Minute)
	}
	err := check()
	if cached {
		cache.Close()
	}
	return err
}

// Only where there is one it is closed.
func Maybe(cached bool, check func() error) error {
	var cache *lib.Cache
	if cached {
		cache = lib.NewCache(time.Minute)
	}
	err := check()
	if cache != nil {
		cache.Close()
	}
	return err
}

// It was never started.
func Idle(jobs []func()) error {
	pool := lib.NewPool(2)
	if len(jobs) == 0 {
		return errors.New("nothing to do")
	}
	pool.Start()
	defer pool.Stop()
	for _, job := range jobs {
		pool.Submit(job)
	}
	return nil
}

// It may have no goroutine at all.
func Quiet(report func(), check func() error) error {
	r := lib.NewReporter(0, report)
	if !r.Report() {
		return errors.New("no report")
	}
	return check()
}

// A summer's goroutine ends by itself.
type summer struct {
	sums chan int
}

func newSummer(numbers []int) *summer {
	s := &summer{make(chan int, 1)}
	go func() {
		sum := 0
		for _, n := range numbers {
			sum += n
		}
		s.sums <- sum
	}()
	return s
}

func (s *summer) Close() { close(s.sums) }

// Nobody has to close what ends by itself.
func Sum(numbers []int, check func() error) (int, error) {
	s := newSummer(numbers)
	if err := check(); err != nil {
		return 0, err
	}
	return <-s.sums, nil
}

// A feed's goroutine ends when its source does.
type feed struct {
	done chan struct{}
}

func newFeed(lines <-chan string, show func(string)) *feed {
	f := &feed{make(chan struct{})}
	go func() {
		for {
			select {
			case line, ok := <-lines:
				if !ok {
					return
				}
				show(line)
			case <-f.done:
				return
			}
		}
	}()
	return f
}

func (f *feed) Close() { close(f.done) }

// Who has the lines ends it.
func Show(lines <-chan string, show func(string), check func() error) error {
	f := newFeed(lines, show)
	if err := check(); err != nil {
		return err
	}
	f.Close()
	return nil
}

// A child's goroutine ends with its parent.
type parent struct {
	stop chan struct{}
}

type child struct {
	parent *parent
	gone   chan struct{}
}

func (p *parent) spawn() *child {
	c := &child{p, make(chan struct{})}
	go func() {
		for {
			select {
			case <-p.stop:
				return
			case <-c.gone:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	return c
}

func newParent() *parent { return &parent{make(chan struct{})} }

func (p *parent) Stop() { close(p.stop) }

// Leave ends the child alone.
func (c *child) Leave() { close(c.gone) }

// Two parents are made.
func Parents() (*parent, *parent) { return newParent(), newParent() }

// The parent ends what it spawned.
func (p *parent) Try(check func() error) error {
	c := p.spawn()
	if err := check(); err != nil {
		return err
	}
	c.Leave()
	return nil
}

// A niece is told of its parent, and watches that alone.
type niece struct {
	parent *parent
	gone   chan struct{}
}

func (n *niece) watch() {
	for {
		select {
		case <-n.parent.stop:
			return
		case <-n.gone:
			return
		case <-time.After(time.Second):
		}
	}
}

func (n *niece) Leave() { close(n.gone) }

// Its parent ends it.
func (p *parent) Adopt(check func() error) error {
	n := &niece{p, make(chan struct{})}
	go n.watch()
	if err := check(); err != nil {
		return err
	}
	n.Leave()
	return nil
}

// The literal that closes it is called on both ways.
func Shut(check func() error) error {
	cache := lib.NewCache(time.Minute)
	shut := func() { cache.Close() }
	if err := check(); err != nil {
		shut()
		return err
	}
	shut()
	return nil
}

// It is told to end by a channel of its own, which this function closes.
type ticks struct {
	quit chan struct{}
}

func newTicks(f func()) *ticks {
	t := &ticks{make(chan struct{})}
	go func() {
		for {
			select {
			case <-t.quit:
				return
			case <-time.After(time.Second):
				f()
			}
		}
	}()
	return t
}

func Quit(f func(), check func() error) error {
	t := newTicks(f)
	defer close(t.quit)
	return check()
}

// The timeout is its end.
func Timed(poll func(), check func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	p := lib.NewPoller(ctx, poll)
	if p.Polls() > 1 {
		return errors.New("too many")
	}
	return check()
}

// What is thrown away is meant to go on.
func Warm(client *lib.Client) error {
	lib.NewCache(time.Hour)
	_, err := lib.NewSession(client)
	return err
}

// It did not open.
func Locked(check func() error) error {
	d := lib.NewDoor()
	if err := d.Open(); err != nil {
		return err
	}
	defer d.Close()
	return check()
}

// The channel is closed without the method.
func Slammed(check func() error) error {
	w := lib.OpenWindow()
	err := check()
	close(w.Shut)
	return err
}

// The goroutine takes a token back at its end, which is there.
func Tokens(n int, items <-chan string, handle func(string)) {
	tokens := make(chan struct{}, n)
	for item := range items {
		tokens <- struct{}{}
		go func() {
			defer func() { <-tokens }()
			handle(item)
		}()
	}
}

// A crew has tokens as a field.
type crew struct {
	tokens chan struct{}
	orders chan string
}

func newCrew(n int) *crew { return &crew{make(chan struct{}, n), make(chan string)} }

func (c *crew) take() { c.tokens <- struct{}{} }

func (c *crew) run(f func()) {
	c.take()
	go func() {
		defer func() { <-c.tokens }()
		f()
	}()
}

// Its tokens are no owner of anything.
func Crewed(f func(), check func() error) error {
	c := newCrew(2)
	c.run(f)
	return check()
}

func (c *crew) wait(f func(string)) { go func() { f(<-c.orders) }() }

// Order is no way to end it.
func (c *crew) Order(what string) { c.orders <- what }

// The goroutine waits for an order, which is not meant to end it.
func Ordered(f func(string), check func() error) error {
	c := newCrew(2)
	c.wait(f)
	if err := check(); err != nil {
		return err
	}
	c.Order("now")
	return nil
}

// A way that its author takes for none.
func ByKind(kind string, log func(format string, args ...any)) *lib.Cache {
	cache := lib.NewCache(time.Minute)
	switch kind {
	case "shared", "own":
		return cache
	}
	log("kind %q: this should never happen", kind)
	return nil
}

// session goes through phases, each of which waits for the one before.
type session struct{ checked, begun chan struct{} }

func newSession() *session { return &session{make(chan struct{}), make(chan struct{})} }

func (s *session) check(f func()) {
	go func() {
		defer close(s.checked)
		f()
	}()
}

func (s *session) begin(f func()) {
	go func() {
		defer close(s.begun)
		for range s.checked {
		}
		f()
	}()
}

// The first phase is no way to end the second.
func Phases(f func(), ready func() error) error {
	s := newSession()
	s.check(f)
	s.begin(f)
	if err := ready(); err != nil {
		return err
	}
	<-s.begun
	return nil
}
