package lib

import (
	"context"
	"sync"
	"time"
)

// Who waits for what a helper launches, and who ends it.

// A Group is a group of its own kind.
type Group struct {
	wg   sync.WaitGroup
	sem  chan struct{}
	once sync.Once
	err  error
}

func (g *Group) Go(f func() error) { // want Go:"^p1:launches\\+keeps\\+once{join \\(\\*summary/lib.Group\\).Wait}$"
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

func (g *Group) Wait() error { // for Go // want Wait:"^told$"
	g.wg.Wait()
	return g.err
}

// A Cron runs what it is given when it is stopped; Shutdown waits for that, too.
type Cron struct {
	quit chan struct{}
	done chan struct{}
}

func NewCron() *Cron { return &Cron{quit: make(chan struct{}), done: make(chan struct{})} } // want NewCron:"^r0=fresh$"

func (c *Cron) AtStop(f func()) { // want AtStop:"^p1:launches\\+keeps\\+once{join \\(\\*summary/lib.Cron\\).Shutdown, stop \\(\\*summary/lib.Cron\\).Shutdown \\(\\*summary/lib.Cron\\).Stop} {recv owns until Shutdown or Stop}$"
	go func() {
		defer close(c.done)
		<-c.quit
		f()
	}()
}

// Every is no launch of the func: the goroutine may end without it.
func (c *Cron) Every(d time.Duration, f func()) { // want Every:"^p2:keeps {recv owns until Shutdown or Stop}$"
	go c.loop(d, f)
}

func (c *Cron) loop(d time.Duration, f func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			f()
		case <-c.quit:
			return
		}
	}
}

func (c *Cron) Stop() { close(c.quit) }

func (c *Cron) Shutdown() {
	c.Stop()
	c.wait()
}

func (c *Cron) wait() { <-c.done }

// A Service runs its field and waits for it in another method.
type Service struct {
	Run func() // want Run:"^launches{join \\(\\*summary/lib.Service\\).Close}$"
	wg  sync.WaitGroup
}

func (s *Service) Start() { s.wg.Go(s.Run) }

func (s *Service) Close() { s.wg.Wait() }

// Joined before it returns: on every way, also by a deferred wait.

func GoBoth(f, g func()) { // want GoBoth:"^p0:launches\\+joined\\+once p1:launches\\+joined\\+once$"
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(f)
	wg.Go(g)
}

func GoAndDone(f func()) { // want GoAndDone:"^p0:launches\\+joined\\+keeps\\+once$"
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// Not on every way.

func GoMaybe(f func(), wait bool) { // want GoMaybe:"^p0:launches\\+once{join summary/lib.GoMaybe}$"
	var wg sync.WaitGroup
	wg.Go(f)
	if wait {
		wg.Wait()
	}
}

func GoTimeout(ctx context.Context, f func()) error { // want GoTimeout:"^told p1:launches\\+keeps\\+once{join summary/lib.GoTimeout}$"
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// GoStarted waits for the start only.
func GoStarted(f func()) { // want GoStarted:"^p0:launches\\+keeps\\+once{join summary/lib.GoStarted}$"
	started := make(chan struct{})
	go func() {
		close(started)
		f()
	}()
	<-started
}

// GoNotify tells whoever has the other end.
func GoNotify(f func(), done chan<- struct{}) { // want GoNotify:"^p0:launches\\+keeps\\+once p1:closes$"
	go func() {
		defer close(done)
		f()
	}()
}
