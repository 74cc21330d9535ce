// Package ok holds launches that look like losing an error, and lose none.
package ok

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"losterror/lib"
)

// There is no error.

func noError(f func()) { go f() }

func alwaysNil(mark func()) error {
	mark()
	return nil
}

func CallsAlwaysNil(mark func()) { go alwaysNil(mark) }

func CallsCallerOfAlwaysNil(mark func()) {
	go func() error { return alwaysNil(mark) }()
}

func OtherPackageAlwaysNil(mark func()) { go lib.Touch(mark) }

func deepNil(n int, mark func()) error {
	if n == 0 {
		return alwaysNil(mark)
	}
	return deepNil(n-1, mark)
}

func Recursive(mark func()) { go deepNil(3, mark) }

// It is logged before it is returned.

func (w *worker) logged() error {
	err := w.step()
	if err != nil {
		log.Printf("step: %v", err)
		return err
	}
	return nil
}

type worker struct {
	step     func() error
	log      *slog.Logger
	failures atomic.Int64
	last     error
	errs     chan error
	kit      kitLogger
}

func (w *worker) Logged() { go w.logged() }

func (w *worker) LoggedWrapped() {
	go func() error {
		if err := w.step(); err != nil {
			w.log.Error("step failed", "err", err)
			return fmt.Errorf("step: %w", err)
		}
		return nil
	}()
}

func (w *worker) attrs() error {
	err := w.step()
	if err != nil {
		w.log.LogAttrs(context.Background(), slog.LevelError, "step", slog.String("err", err.Error()))
	}
	return err
}

func (w *worker) LoggedByText() { go w.attrs() }

type kitLogger interface{ Log(keyvals ...any) error }

func (w *worker) kitLogged() error {
	err := w.step()
	if err != nil {
		w.kit.Log("msg", "step failed", "err", err)
	}
	return err
}

func (w *worker) LoggedByKit() { go w.kitLogged() }

func (w *worker) report(err error) {
	w.failures.Add(1)
	log.Print(err)
}

func (w *worker) reported() error {
	if err := w.step(); err != nil {
		w.report(err)
		return err
	}
	return nil
}

func (w *worker) LoggedByHelper() { go w.reported() }

func (w *worker) deferred() (err error) {
	defer func() {
		if err != nil {
			log.Print(err)
		}
	}()
	if err := w.step(); err != nil {
		return err
	}
	return w.step()
}

func (w *worker) LoggedByDefer() { go w.deferred() }

func OtherPackageLogs(remove func() error) { go lib.Sweep(remove) }

// It is sent or stored.

func (w *worker) sent() error {
	err := w.step()
	w.errs <- err
	return err
}

func (w *worker) Sent() { go w.sent() }

func (w *worker) kept() error {
	w.last = w.step()
	return w.last
}

func (w *worker) Kept() { go w.kept() }

func KeptByIndex(steps []func() error) error {
	errs := make([]error, len(steps))
	var wg sync.WaitGroup
	for i, s := range steps {
		wg.Go(func() { errs[i] = s() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func JoinedUnderLock(steps []func() error) error {
	var mu sync.Mutex
	var all error
	var wg sync.WaitGroup
	for _, s := range steps {
		wg.Go(func() {
			err := s()
			mu.Lock()
			defer mu.Unlock()
			all = errors.Join(all, err)
		})
	}
	wg.Wait()
	return all
}

func SentInResult(get func() (int, error)) (int, error) {
	type result struct {
		n   int
		err error
	}
	out := make(chan result, 1)
	go func() {
		n, err := get()
		out <- result{n, err}
	}()
	r := <-out
	return r.n, r.err
}

func Cancelled(ctx context.Context, step func() error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { cancel(step()) }()
	<-ctx.Done()
	return context.Cause(ctx)
}

func Piped(encode func(io.Writer) error) io.Reader {
	r, w := io.Pipe()
	go func() { w.CloseWithError(encode(w)) }()
	return r
}

// It says no more than that a context ended.

func OtherPackageUntilDone(ctx context.Context, f func()) { go lib.Tick(ctx, time.Second, f) }

func UntilDone(ctx context.Context, jobs <-chan func()) {
	go func() error {
		for {
			select {
			case job := <-jobs:
				job()
			case <-ctx.Done():
				return fmt.Errorf("worker: %w", ctx.Err())
			}
		}
	}()
}

func UntilCanceled(ctx context.Context, jobs <-chan func()) {
	go func() error {
		for {
			select {
			case job := <-jobs:
				job()
			case <-ctx.Done():
				return context.Canceled
			}
		}
	}()
}

// Nobody looks at it.

func CloseLater(c io.Closer) { go c.Close() }

func CloseOnDone(ctx context.Context, l net.Listener) {
	go func() {
		<-ctx.Done()
		_ = l.Close()
	}()
}

func ShutdownOnDone(ctx context.Context, srv *http.Server) {
	go func() {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = srv.Shutdown(ctx)
	}()
}

func Hurry(conn net.Conn, after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() { conn.SetDeadline(time.Now()) })
}

func Removes(name string) { go os.Remove(name) }

func Prints(w io.Writer, what string) {
	go func() { fmt.Fprintln(w, what) }()
}

func Buffers(what string, use func(string)) {
	go func() {
		var b bytes.Buffer
		b.WriteString(what)
		use(b.String())
	}()
}

type file struct{ close func() error }

// Close has an error that its users know to ignore.
func (f *file) Close() error { return f.close() }

func ClosesOwn(f *file) { go f.Close() }

// The literal has thought of errors: what else it drops is no matter of goroutines.

func OneIsHandled(get func() error, note func() error) {
	go func() {
		if err := get(); err != nil {
			log.Print(err)
			return
		}
		_ = note()
	}()
}

func InBranch(jobs <-chan string, do func(string) error) {
	go func() {
		for j := range jobs {
			_ = do(j)
		}
	}()
}

func Retried(do func() error) {
	go func() {
		for do() != nil {
			time.Sleep(time.Second)
		}
	}()
}

func CalleeLogs(w *worker) {
	go func() {
		w.logged()
	}()
}

// A named function is no literal: who calls it may look at what it drops.

func (w *worker) drops() { _ = w.step() }

func Named(w *worker) { go w.drops() }

// It is called, not launched.
func Called(w *worker) {
	_ = w.step()
	defer w.step()
}

// The helper gets the error.
func Handed(f func() error) { lib.Try(f) }

// A comment says why it is dropped.

func Explained(note func() error) {
	go func() {
		// The note is for statistics only.
		_ = note()
	}()
}

func ExplainedBehind(note func() error) {
	go func() {
		_ = note() // for statistics only
	}()
}

// The package drops the errors of a function wherever it calls it.

func (w *worker) forget(key string) error {
	if key == "" {
		return errors.New("no key")
	}
	return w.step()
}

func (w *worker) Forgets(keys []string) {
	for _, k := range keys {
		w.forget(k)
	}
}

func (w *worker) ForgetsLater(key string) *time.Timer {
	return time.AfterFunc(time.Minute, func() { w.forget(key) })
}

// A proxy's copies end when a connection is closed.
func Proxies(a, b net.Conn) {
	go io.Copy(a, b)
	io.Copy(b, a)
}

// Another linter has been told that the error does not matter.

func Waived(srv *http.Server, l net.Listener) {
	//nolint:errcheck
	go srv.Serve(l)
}

func WaivedBehind(srv *http.Server, l net.Listener) {
	go srv.Serve(l) //nolint:errcheck // the next request tells
}

// The process ends.
func Exits(c <-chan os.Signal, restore func() error) {
	go func() {
		<-c
		_ = restore()
		os.Exit(1)
	}()
}

// It cannot fail with a name like this.
func Prepares(serve func()) {
	go func() {
		os.Setenv("CERT", "/etc/cert.pem")
		serve()
	}()
}

// What is handled in a loop over an iterator is handled.
func Iterated(all func(yield func(func() error) bool), note func() error) {
	go func() {
		for f := range all {
			if err := f(); err != nil {
				log.Print(err)
			}
		}
		_ = note()
	}()
}

// Who is written to notices.
func Writes(stdin io.WriteCloser, answer []byte) {
	go func() {
		_, _ = stdin.Write(answer)
		stdin.Close()
	}()
}

// The types behind a private interface are known, and tell of it themselves; the one that
// has the error first is at the other end of a channel.

type folder interface {
	scan(sub string) error
}

type request struct {
	do  func() error
	err chan error
}

type local struct {
	requests chan request
	step     func(string) error
}

func (l *local) scan(sub string) error {
	req := request{func() error { return l.step(sub) }, make(chan error, 1)}
	l.requests <- req
	return <-req.err
}

type remote struct{ local }

var errNoFolder = errors.New("no such folder")

type folders map[string]folder

func (fs folders) scan(name, sub string) error {
	f, ok := fs[name]
	if !ok {
		return errNoFolder
	}
	return f.scan(sub)
}

func (fs folders) Restore(name string) {
	go func() { _ = fs.scan(name, ".") }()
}

// All it can say is that there was nothing to do.
func (w *worker) lead() error {
	decline := func() error { return errors.New("not the leader") }
	if w.step == nil {
		return decline()
	}
	w.failures.Add(1)
	return nil
}

func (w *worker) Lead() {
	go func() { w.lead() }()
}

// The same, with what it was asked to do.
func (w *worker) join(other *worker) error {
	if w == other {
		return fmt.Errorf("%p cannot be joined to itself", w)
	}
	w.failures.Add(other.failures.Load())
	return nil
}

func (w *worker) Join(other *worker) {
	go func() { w.join(other) }()
}

// A hash takes all that it is given; the interface says so.
func Digest(h hash.Hash, data []byte, use func([]byte)) {
	go func() {
		h.Write(data)
		use(h.Sum(nil))
	}()
}

// What idles in a pool is let go of, as well as that can be done.
func (w *worker) drainPool() (err error) {
	if w.step != nil {
		err = w.step()
	}
	return err
}

func (w *worker) DrainLater(after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() { _ = w.drainPool() })
}

// What is not needed any more is let go of.

type lease interface {
	Release(ctx context.Context) error
}

func GiveBack(l lease) { go l.Release(context.Background()) }

type mounted struct{ unmount func() error }

func UnmountAll(all []*mounted) {
	var wg sync.WaitGroup
	for _, m := range all {
		wg.Go(func() { m.unmount() })
	}
	wg.Wait()
}

// The author has thought of the error, and says so where it is.
func (w *worker) Stored(encode func() ([]byte, error), put func([]byte) error) {
	go func() {
		data, err := encode()
		if err != nil {
			return // may be logged: an error of no weight
		}
		_ = put(data)
	}()
}

// The error says how the conversation ended, as it always does.
func Converse(serve func(io.ReadWriter) error) net.Conn {
	near, far := net.Pipe()
	go func() {
		serve(far)
		far.Close()
	}()
	return near
}

// A hook stands in for what hands its error on.
type conn struct {
	cancel context.CancelCauseFunc
	hook   func() error
	step   func() error
}

func (c *conn) run() error {
	if c.hook != nil {
		return c.hook()
	}
	return c.loop()
}

func (c *conn) loop() (err error) {
	defer func() { c.cancel(err) }()
	for {
		if err := c.step(); err != nil {
			return err
		}
	}
}

func (c *conn) Start() { go c.run() }

// Its codes say why it has refused, and the rest is logged.
type refusal uint8

func (r refusal) Error() string { return "refused" }

const notMe refusal = 1

func (w *worker) greet(ok bool) error {
	if err := w.step(); err != nil {
		log.Print(err)
		return err
	}
	if !ok {
		return notMe
	}
	return nil
}

func (w *worker) Greet(ok bool, room chan<- bool) {
	go func() {
		w.greet(ok)
		room <- true
	}()
}

// What fails at first is tried again by the loop.
func (w *worker) fill() error {
	if w.step != nil {
		return w.step()
	}
	return nil
}

func (w *worker) Fills(stop <-chan bool, every time.Duration) {
	go func() {
		w.fill()
		w.refill(stop, every)
	}()
}

func (w *worker) refill(stop <-chan bool, every time.Duration) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(every):
			if err := w.fill(); err != nil {
				log.Print(err)
			}
		}
	}
}

// What interrupts a call has nobody to tell of it.
func Interrupts(ctx context.Context, interrupt func() error) func() bool {
	return context.AfterFunc(ctx, func() { interrupt() })
}

// It runs until it is stopped, and says so.
func (w *worker) follow(ctx context.Context, lines <-chan string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-lines:
			if err := w.step(); err != nil {
				return err
			}
		}
	}
}

func (w *worker) Follows(ctx context.Context, lines <-chan string) {
	go func() { _ = w.follow(ctx, lines) }()
}

// There is nowhere else to log to.

type logger interface{ Log(...any) error }

func Logs(ctx context.Context, l logger, called *bool) func() bool {
	return context.AfterFunc(ctx, func() {
		if *called {
			return
		}
		l.Log("msg", "the context has ended")
		*called = true
	})
}

func LogsLater(l logger) *time.Timer {
	return time.AfterFunc(time.Minute, func() {
		l.Log("msg", "a minute has passed")
	})
}
