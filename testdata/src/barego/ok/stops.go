// "Stop elsewhere": the signal is there, in another place or under another
// name.
package ok

import (
	"bufio"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// beatUntil is the loop that most of these launch.
func beatUntil(ctx context.Context, n *atomic.Int64) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			n.Add(1)
		}
	}
}

// "cancel kept in a field, called in Close"
type FieldCancel struct {
	n      atomic.Int64
	cancel context.CancelFunc
}

func NewFieldCancel() *FieldCancel {
	ctx, cancel := context.WithCancel(context.Background())
	f := &FieldCancel{cancel: cancel}
	go beatUntil(ctx, &f.n)
	return f
}

func (f *FieldCancel) Close() { f.cancel() }

// "cancel kept in a map"
type Sessions struct {
	mu      sync.Mutex
	n       atomic.Int64
	cancels map[string]context.CancelFunc
}

func (s *Sessions) Start(id string) {
	ctx, cancel := context.WithCancel(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancels == nil {
		s.cancels = make(map[string]context.CancelFunc)
	}
	s.cancels[id] = cancel
	go beatUntil(ctx, &s.n)
}

func (s *Sessions) Stop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel, ok := s.cancels[id]; ok {
		cancel()
		delete(s.cancels, id)
	}
}

// "cancel kept in a slice"
type Crew struct {
	n     atomic.Int64
	stops []func()
}

func (c *Crew) Hire() {
	ctx, cancel := context.WithCancel(context.Background())
	c.stops = append(c.stops, cancel)
	go beatUntil(ctx, &c.n)
}

func (c *Crew) Dismiss() {
	for _, stop := range c.stops {
		stop()
	}
	c.stops = nil
}

// "cancel kept in a global"
var (
	tracing     atomic.Int64
	stopTracing context.CancelFunc
)

func StartTracing() {
	var ctx context.Context
	ctx, stopTracing = context.WithCancel(context.Background())
	go beatUntil(ctx, &tracing)
}

func StopTracing() { stopTracing() }

// "cancel returned"
func Beat(n *atomic.Int64) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go beatUntil(ctx, n)
	return cancel
}

// "cancel called in another goroutine"
func BeatUntilClosed(n *atomic.Int64, closed <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	go beatUntil(ctx, n)
	go func() {
		<-closed
		cancel()
	}()
}

// "in a t.Cleanup"
func NewTestBeat(t *testing.T) *atomic.Int64 {
	t.Helper()
	n := new(atomic.Int64)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go beatUntil(ctx, n)
	return n
}

// Cancelled when the collector finds the owner gone.
type Watched struct{ n *atomic.Int64 }

func NewWatched() *Watched {
	w := &Watched{n: new(atomic.Int64)}
	ctx, cancel := context.WithCancel(context.Background())
	go beatUntil(ctx, w.n)
	runtime.AddCleanup(w, func(stop context.CancelFunc) { stop() }, cancel)
	return w
}

// The context of a test ends with the test.
func BeatInTest(t *testing.T, n *atomic.Int64) { go beatUntil(t.Context(), n) }

// The context of a request ends with the request.
func BeatInRequest(w http.ResponseWriter, r *http.Request) {
	var n atomic.Int64
	go beatUntil(r.Context(), &n)
	io.Copy(w, r.Body)
}

// A field that any importer can set.
type Options struct {
	Context context.Context
	n       atomic.Int64
}

func (o *Options) Start() {
	ctx := o.Context
	if ctx == nil {
		ctx = context.Background()
	}
	go beatUntil(ctx, &o.n)
}

// "stop channel and WaitGroup in a struct with no context at all"
type Ticker struct {
	stop chan struct{}
	wg   sync.WaitGroup
	n    int
}

func NewTicker() *Ticker {
	t := &Ticker{stop: make(chan struct{})}
	t.wg.Add(1)
	go t.loop()
	return t
}

func (t *Ticker) loop() {
	defer t.wg.Done()
	for {
		select {
		case <-t.stop:
			return
		case <-time.After(time.Second):
			t.n++
		}
	}
}

func (t *Ticker) Stop() {
	close(t.stop)
	t.wg.Wait()
}

// "close under another name or type: a local assigned to the field later"
type Late struct {
	done chan struct{}
	n    int
}

func (l *Late) Start() {
	quit := make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				l.n++
			}
		}
	}()
	l.done = quit
}

func (l *Late) Stop() { close(l.done) }

// "a map of handlers"
type Hooks struct {
	mu       sync.Mutex
	handlers map[string]func()
}

func (h *Hooks) Watch(name string, tick func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
				tick()
			}
		}
	}()
	h.mu.Lock()
	h.handlers[name] = func() { close(done) }
	h.mu.Unlock()
}

func (h *Hooks) Unwatch(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if stop := h.handlers[name]; stop != nil {
		stop()
		delete(h.handlers, name)
	}
}

type subscription struct {
	done chan struct{}
	hits int
}

func (s *subscription) loop() {
	for {
		select {
		case <-s.done:
			return
		case <-time.After(time.Second):
			s.hits++
		}
	}
}

// A map of values which hold the channel, closed by another type.
type Topics struct {
	mu   sync.Mutex
	subs map[string]*subscription
}

func (t *Topics) Subscribe(name string) {
	s := &subscription{done: make(chan struct{})}
	t.mu.Lock()
	t.subs[name] = s
	t.mu.Unlock()
	go s.loop()
}

func (t *Topics) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.subs {
		close(s.done)
	}
}

// "a slice element"
type Shards struct {
	quits []chan struct{}
	n     atomic.Int64
}

func NewShards(n int) *Shards {
	s := &Shards{quits: make([]chan struct{}, n)}
	for i := range s.quits {
		s.quits[i] = make(chan struct{})
		go s.run(i)
	}
	return s
}

func (s *Shards) run(i int) {
	for {
		select {
		case <-s.quits[i]:
			return
		case <-time.After(time.Second):
			s.n.Add(1)
		}
	}
}

func (s *Shards) Close() {
	for _, q := range s.quits {
		close(q)
	}
}

// "a channel returned and closed by the caller"
func beatTillQuit(n *atomic.Int64) chan<- struct{} {
	quit := make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				n.Add(1)
			}
		}
	}()
	return quit
}

func BeatFor(d time.Duration, n *atomic.Int64) {
	quit := beatTillQuit(n)
	time.Sleep(d)
	close(quit)
}

// The caller may be anybody.
func BeatTillQuit(n *atomic.Int64) chan<- struct{} {
	quit := make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				n.Add(1)
			}
		}
	}()
	return quit
}

// "sync.Once-guarded"
type Guarded struct {
	once sync.Once
	done chan struct{}
	n    int
}

func NewGuarded() *Guarded {
	g := &Guarded{done: make(chan struct{})}
	go func() {
		for {
			select {
			case <-g.done:
				return
			case <-time.After(time.Second):
				g.n++
			}
		}
	}()
	return g
}

func (g *Guarded) Close() { g.once.Do(g.shut) }

func (g *Guarded) shut() { close(g.done) }

// sync.OnceFunc kept in a field.
type OnceStopped struct {
	stop func()
	n    int
}

func NewOnceStopped() *OnceStopped {
	done := make(chan struct{})
	o := &OnceStopped{stop: sync.OnceFunc(func() { close(done) })}
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
				o.n++
			}
		}
	}()
	return o
}

func (o *OnceStopped) Stop() { o.stop() }

// "defer close(f(..))"
func quitOf(s *subscription) chan struct{} { return s.done }

func BeatWhile(work func()) {
	s := &subscription{done: make(chan struct{})}
	defer close(quitOf(s))
	go s.loop()
	work()
}

// "close seen as zero value or !ok"
type Mailbox struct {
	mail chan *user
	keys chan string
}

func NewMailbox() *Mailbox {
	m := &Mailbox{mail: make(chan *user), keys: make(chan string)}
	go m.deliver()
	go m.index()
	return m
}

func (m *Mailbox) deliver() {
	for {
		u := <-m.mail
		if u == nil {
			return
		}
		log.Print(u.Mail)
	}
}

func (m *Mailbox) index() {
	for {
		key, ok := <-m.keys
		if !ok {
			return
		}
		log.Print(key)
	}
}

func (m *Mailbox) Close() {
	close(m.mail)
	close(m.keys)
}

// "conn closed by another method"
type Link struct {
	conn net.Conn
	in   chan []byte
}

func Dial(addr string) (*Link, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	l := &Link{conn: conn, in: make(chan []byte, 1)}
	go l.read()
	return l, nil
}

func (l *Link) read() {
	for {
		buf := make([]byte, 512)
		n, err := l.conn.Read(buf)
		if err != nil {
			return
		}
		select {
		case l.in <- buf[:n]:
		default:
		}
	}
}

func (l *Link) Close() error { return l.conn.Close() }

// "listener closed by another method"
type Listener struct{ ln net.Listener }

func Listen(addr string) (*Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	l := &Listener{ln: ln}
	go l.accept()
	return l, nil
}

func (l *Listener) accept() {
	for {
		conn, err := l.ln.Accept()
		if err != nil {
			return
		}
		conn.Close()
	}
}

func (l *Listener) Close() error { return l.ln.Close() }

// "pipe closed": the deferred close makes the writer fail.
func FirstLine(dump func(io.Writer) error) (string, error) {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		pw.CloseWithError(dump(pw))
	}()
	return bufio.NewReader(pr).ReadString('\n')
}

// "body closed by another method"
type Stream struct{ body io.ReadCloser }

func OpenStream(url string, line func(string)) (*Stream, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	s := &Stream{body: resp.Body}
	go func() {
		for sc := bufio.NewScanner(s.body); sc.Scan(); {
			line(sc.Text())
		}
	}()
	return s, nil
}

func (s *Stream) Close() error { return s.body.Close() }

// "closed by exec.Cmd.Wait"
func RunLogged(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	out, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		for sc := bufio.NewScanner(out); sc.Scan(); {
			log.Print(sc.Text())
		}
	}()
	return cmd.Wait()
}

// "stop by sending a sentinel"
type Spool struct{ jobs chan string }

const poison = "\x00stop"

func NewSpool() *Spool {
	s := &Spool{jobs: make(chan string)}
	go func() {
		for {
			job := <-s.jobs
			if job == poison {
				return
			}
			log.Print(job)
		}
	}()
	return s
}

func (s *Spool) Stop() { s.jobs <- poison }

// A stop by sending on the stop channel, not by closing it.
type Sent struct {
	stop chan bool
	n    int
}

func NewSent() *Sent {
	s := &Sent{stop: make(chan bool)}
	go func() {
		for {
			select {
			case <-s.stop:
				return
			case <-time.After(time.Second):
				s.n++
			}
		}
	}()
	return s
}

func (s *Sent) Stop() { s.stop <- true }

// A sentinel in a queue under a condition variable.
type Dispatcher struct {
	mu    sync.Mutex
	more  *sync.Cond
	queue []func()
}

func NewDispatcher() *Dispatcher {
	d := new(Dispatcher)
	d.more = sync.NewCond(&d.mu)
	go d.dispatch()
	return d
}

func (d *Dispatcher) dispatch() {
	for {
		d.mu.Lock()
		for len(d.queue) == 0 {
			d.more.Wait()
		}
		f := d.queue[0]
		d.queue = d.queue[1:]
		d.mu.Unlock()
		if f == nil {
			return
		}
		f()
	}
}

func (d *Dispatcher) Push(f func()) {
	d.mu.Lock()
	d.queue = append(d.queue, f)
	d.mu.Unlock()
	d.more.Signal()
}

func (d *Dispatcher) Close() { d.Push(nil) }

// "ctx of the parent shut down by <-ctx.Done(); srv.Shutdown(context.WithTimeout(context.Background(), …))"
func Serve(ctx context.Context, addr string, h http.Handler) error {
	srv := &http.Server{Addr: addr, Handler: h}
	go func() {
		<-ctx.Done()
		sctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		srv.Shutdown(sctx)
	}()
	return srv.ListenAndServe()
}

func ServeThenShut(ctx context.Context, addr string, h http.Handler) error {
	srv := &http.Server{Addr: addr, Handler: h}
	go srv.ListenAndServe()
	<-ctx.Done()
	sctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return srv.Shutdown(sctx)
}

// A server in a field, shut down by another method.
type Daemon struct {
	srv  *http.Server
	errc chan error
}

func (d *Daemon) Start() {
	d.errc = make(chan error, 1)
	go func() { d.errc <- d.srv.ListenAndServe() }()
}

func (d *Daemon) Shutdown(ctx context.Context) error { return d.srv.Shutdown(ctx) }

// An atomic flag polled in a loop that always comes round.
type Poller struct {
	closed atomic.Bool
	n      int
}

func NewPoller() *Poller {
	p := new(Poller)
	go func() {
		for !p.closed.Load() {
			p.n++
			time.Sleep(time.Second)
		}
	}()
	return p
}

func (p *Poller) Close() { p.closed.Store(true) }

// The signal behind a small type of its own.
type event struct {
	once sync.Once
	c    chan struct{}
}

func newEvent() *event { return &event{c: make(chan struct{})} }

func (e *event) fire() { e.once.Do(func() { close(e.c) }) }

func (e *event) done() <-chan struct{} { return e.c }

type Channel struct {
	closed *event
	n      int
}

func NewChannel() *Channel {
	c := &Channel{closed: newEvent()}
	go func() {
		for {
			select {
			case <-c.closed.done():
				return
			case <-time.After(time.Second):
				c.n++
			}
		}
	}()
	return c
}

func (c *Channel) Close() { c.closed.fire() }

// The channel behind a method of an embedded type.
type lifecycle struct{ dying chan struct{} }

func (l *lifecycle) kill() { close(l.dying) }

type Worker struct {
	lifecycle
	n int
}

func NewWorker() *Worker {
	w := &Worker{lifecycle: lifecycle{dying: make(chan struct{})}}
	go func() {
		for {
			select {
			case <-w.dying:
				return
			case <-time.After(time.Second):
				w.n++
			}
		}
	}()
	return w
}

func (w *Worker) Close() { w.kill() }

// Merged contexts: the second is cancelled by the first.
func Merge(a, b context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(a)
	stop := context.AfterFunc(b, func() { cancel(context.Cause(b)) })
	return ctx, func() {
		stop()
		cancel(context.Canceled)
	}
}

func BeatUnderBoth(a, b context.Context, n *atomic.Int64) (stop func()) {
	ctx, cancel := Merge(a, b)
	go beatUntil(ctx, n)
	return cancel
}
