// Package ok makes values that own a goroutine and leaves none behind.
package ok

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"time"

	"unstopped/lib"
)

// Somebody else has the value, and may close it.

var shared *lib.Cache

// A package variable keeps it.
func Global(check func() error) error {
	shared = lib.NewCache(time.Minute)
	return check()
}

// A Server has a cache.
type Server struct {
	cache   *lib.Cache
	caches  map[string]*lib.Cache
	closers []io.Closer
	onClose []func()
}

// A field of the receiver keeps it.
func (s *Server) Field(check func() error) error {
	s.cache = lib.NewCache(time.Minute)
	return check()
}

// A map of the receiver's keeps it.
func (s *Server) Map(name string, check func() error) error {
	if s.caches[name] == nil {
		s.caches[name] = lib.NewCache(time.Minute)
	}
	return check()
}

// A list of what is to be closed keeps it, as a value of another type.
func (s *Server) List(handle func(string), check func() error) error {
	bus := lib.NewBus(handle)
	s.closers = append(s.closers, bus)
	return check()
}

// A list of funcs keeps its Close.
func (s *Server) Funcs(check func() error) error {
	cache := lib.NewCache(time.Minute)
	s.onClose = append(s.onClose, cache.Close)
	return check()
}

// A literal is kept that closes it.
func (s *Server) Literal(check func() error) error {
	cache := lib.NewCache(time.Minute)
	s.onClose = append(s.onClose, func() { cache.Close() })
	return check()
}

// A handler is kept that uses it for as long as the server lives.
func Handle(mux *http.ServeMux) error {
	cache := lib.NewCache(time.Minute)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { cache.Put(r.URL.Path) })
	return nil
}

// A Testing is as much of a test as this needs.
type Testing interface {
	Cleanup(f func())
	Fatal(args ...any)
}

// The test closes it at its end.
func Cleanup(t Testing, check func() error) *lib.Cache {
	cache := lib.NewCache(time.Minute)
	t.Cleanup(cache.Close)
	if check() != nil {
		return nil
	}
	return cache
}

// The caller gets a func that closes it.
func WithCloser(check func() error) (has func(string) bool, close func()) {
	cache := lib.NewCache(time.Minute)
	return cache.Has, cache.Close
}

// Only the func that closes it is returned, and only with no error.
func Closer(check func() error) (close func(), err error) {
	cache := lib.NewCache(time.Minute)
	close = func() { cache.Close() }
	if err := check(); err != nil {
		close()
		return nil, err
	}
	return close, nil
}

// The collector closes it.
func Collected(name string) *lib.Index {
	index := lib.NewIndex(name)
	runtime.SetFinalizer(index, func(i *lib.Index) { i.Close() })
	if name == "" {
		return nil
	}
	return index
}

// Another goroutine has it, by a channel.
func Sent(to chan<- *lib.Cache, check func() error) error {
	cache := lib.NewCache(time.Minute)
	to <- cache
	return check()
}

// Another package keeps it.
func Kept(check func() error) error {
	cache := lib.NewCache(time.Minute)
	lib.Keep(cache)
	return check()
}

// Another package closes it.
func Dropped(check func() error) error {
	cache := lib.NewCache(time.Minute)
	err := check()
	lib.Drop(cache)
	return err
}

// It makes itself known, and others let it leave.
func Joined(name string, check func() error) error {
	m := lib.NewMember()
	m.Join(name)
	return check()
}

// Its package keeps it from the start.
func Traced(check func() error) error {
	t := lib.NewTracer()
	if !t.Trace("start") {
		return errors.New("no trace")
	}
	return check()
}

// A goroutine closes it when the context ends.
func UntilDone(ctx context.Context, check func() error) error {
	cache := lib.NewCache(time.Minute)
	go func() {
		<-ctx.Done()
		cache.Close()
	}()
	return check()
}

// The end of the context closes it.
func AfterDone(ctx context.Context, check func() error) error {
	cache := lib.NewCache(time.Minute)
	context.AfterFunc(ctx, cache.Close)
	return check()
}

// A parameter keeps it.
func Attach(s *Server, check func() error) error {
	cache := lib.NewCache(time.Minute)
	s.cache = cache
	return check()
}

// It is attached to something that the server has already.
func (s *Server) Deep(check func() error) error {
	i := &lib.Index{Name: "deep"}
	s.closers = append(s.closers, closer{i})
	i.Cache = lib.NewCache(time.Minute)
	return check()
}

type closer struct{ i *lib.Index }

func (c closer) Close() error { c.i.Close(); return nil }

// It is returned in an interface, in a struct, in a slice, in a map.
func Boxed(handle func(string)) io.Closer { return lib.NewBus(handle) }

// A pair of what belongs together.
type pair struct {
	cache *lib.Cache
	bus   lib.Bus
}

func Paired(handle func(string)) pair {
	return pair{lib.NewCache(time.Minute), lib.NewBus(handle)}
}

func Many(n int) (caches []*lib.Cache) {
	for range n {
		c := lib.NewCache(time.Minute)
		caches = append(caches, c)
	}
	return caches
}

func Named(names ...string) map[string]*lib.Cache {
	caches := make(map[string]*lib.Cache)
	for _, n := range names {
		caches[n] = lib.NewCache(time.Minute)
	}
	return caches
}

// It comes with a context that ends it, in one way or another.
func Bound(ctx context.Context, client *lib.Client, poll func(), check func() error) error {
	p := lib.NewPoller(ctx, poll)
	if p.Polls() > 0 {
		return errors.New("too early")
	}
	ss, err := lib.NewSession(client, lib.WithTTL(3), lib.WithContext(ctx))
	if err != nil {
		return err
	}
	if ss.Lease() == 0 {
		return errors.New("no lease")
	}
	return check()
}

// The options come from elsewhere: there may be a context among them.
func Options(client *lib.Client, opts []lib.Option) error {
	ss, err := lib.NewSession(client, opts...)
	if err != nil {
		return err
	}
	if ss.Lease() == 0 {
		return errors.New("no lease")
	}
	return nil
}

// The signal's context goes to the caller with its stop.
func Signals() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}

var once sync.Once

// It is made once and lives as long as the process.
func Once(check func() error) error {
	once.Do(func() {
		cache := lib.NewCache(time.Minute)
		cache.Put("once")
	})
	return check()
}

func init() {
	cache := lib.NewCache(time.Minute)
	cache.Put("init")
}

// It lives as long as the server, after which the process ends.
func Serve(addr string) error {
	cache := lib.NewCache(time.Minute)
	cache.Put(addr)
	return http.ListenAndServe(addr, nil)
}
