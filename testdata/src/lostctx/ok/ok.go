// Package ok holds goroutines that look as if they did without the context at hand.
package ok

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"os/exec"
	"sync"
	"time"

	"lostctx/lib"
)

// A Store keeps records somewhere else.
type Store interface {
	Load(ctx context.Context, key string) (string, error)
	Save(ctx context.Context, key, value string) error
}

// It has a timeout of its own.
func OwnTimeout(ctx context.Context, s Store) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.Save(ctx, "a", "1")
	}()
}

// A deadline is as good, and it may be made outside.
func OwnDeadline(ctx context.Context, s Store) {
	own, cancel := context.WithDeadline(context.Background(), time.Now().Add(time.Minute))
	go func() {
		defer cancel()
		s.Save(own, "a", "1")
	}()
}

// It is cut off on purpose.
func CutOff(ctx context.Context, s Store) {
	go s.Save(context.WithoutCancel(ctx), "a", "1")
}

// A helper cuts it off.
func CutOffByHelper(ctx context.Context, s Store) {
	go func() { s.Save(lib.Detach(ctx), "a", "1") }()
}

// So does one of this package.
func Detached(ctx context.Context, s Store) {
	own := detach(ctx)
	go func() { s.Save(own, "a", "1") }()
}

func detach(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// A Poller has a context that its Stop ends.
type Poller struct {
	store  Store
	cancel context.CancelFunc
}

// Start takes a context for the starting only.
func (p *Poller) Start(ctx context.Context) error {
	own, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	go func() { p.store.Load(own, "a") }()
	return ctx.Err()
}

// Stop ends it.
func (p *Poller) Stop() { p.cancel() }

// A Cache is filled by a goroutine of its own, which Close ends.
type Cache struct {
	store Store
	stop  chan struct{}
	mu    sync.Mutex
	value string
}

// NewCache takes a context for the first value.
func NewCache(ctx context.Context, s Store) (*Cache, error) {
	value, err := s.Load(ctx, "a")
	if err != nil {
		return nil, err
	}
	c := &Cache{store: s, stop: make(chan struct{}), value: value}
	go c.refresh()
	return c, nil
}

func (c *Cache) refresh() {
	for {
		select {
		case <-c.stop:
			return
		case <-time.After(time.Minute):
		}
		if value, err := c.store.Load(context.Background(), "a"); err == nil {
			c.mu.Lock()
			c.value = value
			c.mu.Unlock()
		}
	}
}

// Close ends the goroutine.
func (c *Cache) Close() { close(c.stop) }

// A Loader does one thing in the background, for itself.
type Loader struct {
	store Store
	ready chan struct{}
	value string
}

// NewLoader returns a loader, which loads on when its maker has left.
func NewLoader(ctx context.Context, s Store) (*Loader, error) {
	if err := s.Save(ctx, "loader", ""); err != nil {
		return nil, err
	}
	l := &Loader{store: s, ready: make(chan struct{})}
	go func() {
		l.value, _ = l.store.Load(context.Background(), "a")
		close(l.ready)
	}()
	return l, nil
}

// Value waits for it.
func (l *Loader) Value() string {
	<-l.ready
	return l.value
}

// A Getter has a value.
type Getter interface{ Value() string }

// NewGetter returns it as what it can do.
func NewGetter(ctx context.Context, s Store) Getter {
	l := &Loader{store: s, ready: make(chan struct{})}
	go l.load()
	return l
}

func (l *Loader) load() {
	l.value, _ = l.store.Load(context.Background(), "a")
	close(l.ready)
}

// The end of the context is what it waits for; then the rest must be done without.
func Drain(ctx context.Context, s Store) {
	go func() {
		<-ctx.Done()
		s.Save(context.Background(), "state", "drained")
	}()
}

// The server is shut down when the context has ended.
func Serve(ctx context.Context, srv *http.Server) {
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	srv.ListenAndServe()
}

// It starts when the context has ended.
func AfterEnd(ctx context.Context, s Store) {
	<-ctx.Done()
	go s.Save(context.Background(), "state", "ended")
}

// So does this.
func OnEnd(ctx context.Context, s Store) (stop func() bool) {
	return context.AfterFunc(ctx, func() { s.Save(context.Background(), "state", "ended") })
}

// Later, who knows whether the request is still there.
func Later(ctx context.Context, s Store) *time.Timer {
	return time.AfterFunc(time.Minute, func() { s.Save(context.Background(), "state", "late") })
}

// The main call has the context; that the failure is noted must not hang on it.
func NoteFailure(ctx context.Context, s Store) {
	go func() {
		if _, err := s.Load(ctx, "a"); err != nil {
			s.Save(context.Background(), "failure", err.Error())
		}
	}()
}

// What is deferred is for the end.
func CleanUp(ctx context.Context, s Store, work func()) {
	go func() {
		defer s.Save(context.Background(), "lock", "")
		work()
	}()
}

// So is what a deferred func does.
func CleanUpLater(ctx context.Context, s Store, work func()) {
	go func() {
		defer func() {
			if err := s.Save(context.Background(), "lock", ""); err != nil {
				slog.Error("unlocking", "err", err)
			}
		}()
		work()
	}()
}

// The goroutine starts in a deferred func.
func Farewell(ctx context.Context, s Store, work func()) {
	defer func() {
		go s.Save(context.Background(), "farewell", "")
	}()
	work()
}

// There is no context at hand.
func NoContext(s Store) {
	go s.Save(context.Background(), "a", "1")
}

// Its author does not want it: the method is an interface's.
func Unnamed(_ context.Context, s Store) {
	go s.Save(context.Background(), "a", "1")
}

// The context at hand never ends either.
func neverEnds(ctx context.Context, s Store) {
	go s.Save(context.Background(), "a", "1")
	s.Load(ctx, "a")
}

// Root has no context.
func Root(s Store) { neverEnds(context.Background(), s) }

// The client has a timeout.
func Bounded(ctx context.Context, url string) {
	client := &http.Client{Timeout: time.Minute}
	go client.Get(url)
}

// Nothing is known of this client.
func Given(ctx context.Context, client *http.Client, url string) {
	go func() {
		resp, err := client.Get(url)
		if err == nil {
			resp.Body.Close()
		}
	}()
}

// The command is killed.
func Killed(ctx context.Context, name string) {
	cmd := exec.Command(name)
	done := make(chan error, 1)
	go func() { done <- cmd.Run() }()
	select {
	case <-done:
	case <-ctx.Done():
		cmd.Process.Kill()
	}
}

// A job carries its context.
func Queue(ctx context.Context, jobs []Job, s Store) {
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Go(func() { s.Save(j.ctx, j.key, "1") })
	}
	wg.Wait()
}

// A Job is to be done.
type Job struct {
	ctx context.Context
	key string
}

// The request goes on as another.
func Proxy(w http.ResponseWriter, r *http.Request, next http.RoundTripper, s Store) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		next.RoundTrip(r)
		s.Save(context.Background(), "proxied", r.URL.Path)
	}()
	<-done
}

// The closure that retries has it.
func Retried(ctx context.Context, s Store, retry func(func() error)) {
	go func() {
		retry(func() error { return s.Save(ctx, "a", "1") })
		s.Save(context.Background(), "b", "2")
	}()
}

// A context for logging only, and a call that ends by itself.
func LoggedOnly(ctx context.Context, sum func() int) {
	go func() { slog.InfoContext(ctx, "sum", "of", sum()) }()
}

// The log of another package is no call that blocks.
func Traced(ctx context.Context, sum func() int) {
	go func() { lib.Trace(context.Background(), "sum", sum()) }()
}

// What comes in, comes in until the channel is closed.
func Consume(ctx context.Context, in <-chan string, s Store) {
	go func() {
		for key := range in {
			s.Save(context.Background(), key, "1")
		}
	}()
}

// The database is asked with the context.
func Asked(ctx context.Context, db *sql.DB) {
	go func() {
		db.ExecContext(ctx, "DELETE FROM old")
		db.Exec("VACUUM")
	}()
}

// The context is derived in the goroutine.
func Derived(ctx context.Context, s Store) {
	go func() {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		s.Save(ctx, "a", "1")
	}()
}

// One of two.
func Either(ctx context.Context, s Store, wait bool) {
	if !wait {
		ctx = context.Background()
	}
	go func() { s.Save(ctx, "a", "1") }()
}

var once sync.Once

// Once in the life of the process.
func Once(ctx context.Context, s Store) {
	once.Do(func() {
		go s.Save(context.Background(), "started", "1")
	})
}

// The router runs it for every message, when the context may be long gone.
func Routed(ctx context.Context, r *lib.Router, s Store) error {
	r.Handle(func(key string) { s.Save(context.Background(), key, "1") })
	return ctx.Err()
}

// What a select has waited for.
func AfterSelect(ctx context.Context, s Store, ticks <-chan int) {
	select {
	case <-ticks:
	case <-ctx.Done():
		go s.Save(context.Background(), "state", "ended")
	}
}
