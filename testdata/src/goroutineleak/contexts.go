package goroutineleak

import (
	"context"
	"net"
)

// Here a context is waited for that nobody cancels.

// A poller polls until it is closed.
type poller struct {
	ctx    context.Context
	cancel context.CancelFunc
	ticks  chan int
}

func newPoller() *poller {
	p := &poller{ticks: make(chan int)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *poller) loop(poll func(tick int)) {
	for {
		select { // want `\(goroutineleak\)`
		case n := <-p.ticks:
			poll(n)
		case <-p.ctx.Done():
			return
		}
	}
}

func (p *poller) close() error { return p.ctx.Err() }

// The poller keeps its cancel function, and its close does not call it.
func PollMistake(times int, poll func(tick int)) {
	p := newPoller()
	defer p.close()
	go p.loop(poll)
	for i := range times {
		p.ticks <- i
	}
}

// A sampler is a poller that cancels.
type sampler struct {
	ctx    context.Context
	cancel context.CancelFunc
	ticks  chan int
}

func newSampler() *sampler {
	s := &sampler{ticks: make(chan int)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *sampler) loop(poll func(tick int)) {
	for {
		select {
		case n := <-s.ticks:
			poll(n)
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *sampler) close() error {
	s.cancel()
	return s.ctx.Err()
}

// Cancelled when it is closed.
func PollCure(times int, poll func(tick int)) {
	s := newSampler()
	defer s.close()
	go s.loop(poll)
	for i := range times {
		s.ticks <- i
	}
}

// The cancel function of each session is in a map; who logs out is taken from
// the map, and the function is not called.
func LogOutMistake(users []string, end func(user string)) {
	sessions := make(map[int]context.CancelFunc)
	for id, u := range users {
		ctx, cancel := context.WithCancel(context.Background())
		sessions[id] = cancel
		go func() {
			<-ctx.Done() // want `\(goroutineleak\)`
			end(u)
		}()
	}
	for id := range users {
		delete(sessions, id)
	}
}

// Called, then taken from the map.
func LogOutCure(users []string, end func(user string)) {
	sessions := make(map[int]context.CancelFunc)
	for id, u := range users {
		ctx, cancel := context.WithCancel(context.Background())
		sessions[id] = cancel
		go func() {
			<-ctx.Done()
			end(u)
		}()
	}
	for id := range users {
		sessions[id]()
		delete(sessions, id)
	}
}

// The context is cancelled at the end, and not at the error.
func ImportMistake(load func() error, unlock func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	finish := func() { cancel() }
	go func() {
		<-ctx.Done() // want `\(goroutineleak\)`
		unlock()
	}()
	if err := load(); err != nil {
		return err
	}
	finish()
	return nil
}

// Cancelled on all ways out.
func ImportCure(load func() error, unlock func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	finish := func() { cancel() }
	defer finish()
	go func() {
		<-ctx.Done()
		unlock()
	}()
	return load()
}

// follow shows what comes until the context is over.
func follow(ctx context.Context, posts <-chan string, show func(post string)) {
	for {
		select { // want `\(goroutineleak\)`
		case p := <-posts:
			show(p)
		case <-ctx.Done():
			return
		}
	}
}

// The follower gets a context that is never over in place of the caller's.
func FollowMistake(ctx context.Context, write func() (post string), show func(post string)) {
	posts := make(chan string)
	go follow(context.Background(), posts, show)
	for ctx.Err() == nil {
		posts <- write()
	}
}

func followUntil(ctx context.Context, posts <-chan string, show func(post string)) {
	for {
		select {
		case p := <-posts:
			show(p)
		case <-ctx.Done():
			return
		}
	}
}

// The follower ends with the caller's context.
func FollowCure(ctx context.Context, write func() (post string), show func(post string)) {
	posts := make(chan string)
	go followUntil(ctx, posts, show)
	for ctx.Err() == nil {
		select {
		case posts <- write():
		case <-ctx.Done():
		}
	}
}

// What is without the cancellation of its parent has no Done: the clean-up
// after the audit waits for a nil channel.
func AuditMistake(ctx context.Context, audit func(context.Context), cleanUp func()) {
	detached := context.WithoutCancel(ctx)
	go func() {
		<-detached.Done() // want `\(goroutineleak\)`
		cleanUp()
	}()
	audit(detached)
}

// Detached from the parent, and cancelled after the audit.
func AuditCure(ctx context.Context, audit func(context.Context), cleanUp func()) {
	detached, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	go func() {
		<-detached.Done()
		cleanUp()
	}()
	audit(detached)
}

// A tenant has a context of its own, which ends what is done for it.
type tenant struct {
	ctx  context.Context
	stop func()
}

func newTenant() *tenant {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &tenant{ctx, func() { cancel(errRefused) }}
}

// The tenant that is replaced in the slice is not stopped.
func MoveInMistake(tenants int, watch func(context.Context)) {
	flats := make([]*tenant, 2)
	for i := range tenants {
		t := newTenant()
		go func() {
			<-t.ctx.Done() // want `\(goroutineleak\)`
			watch(t.ctx)
		}()
		flats[i%len(flats)] = t
	}
	for _, t := range flats {
		if t != nil {
			t.stop()
		}
	}
}

// The one before moves out.
func MoveInCure(tenants int, watch func(context.Context)) {
	flats := make([]*tenant, 2)
	for i := range tenants {
		t := newTenant()
		go func() {
			<-t.ctx.Done()
			watch(t.ctx)
		}()
		if before := flats[i%len(flats)]; before != nil {
			before.stop()
		}
		flats[i%len(flats)] = t
	}
	for _, t := range flats {
		if t != nil {
			t.stop()
		}
	}
}

// The usual bridge from a context to a listener, for a context without end.
func BridgeMistake(ln net.Listener) {
	ctx := context.Background()
	go func() {
		<-ctx.Done() // want `ctx.Done\(\): the context can never end; .*\(goroutineleak\)`
		ln.Close()
	}()
}

// The context is the caller's.
func BridgeCure(ctx context.Context, ln net.Listener) {
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
}
