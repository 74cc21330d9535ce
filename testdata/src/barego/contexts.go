// Loops that watch a context which can never end: context.Background all the
// way is no stop, however many hands it went through.
package barego

import (
	"context"
	"net"
	"net/http"
	"time"
)

type userKey struct{}

// A Reporter pushes figures now and then.
type Reporter struct {
	every time.Duration
	sent  int
}

func NewReporter(every time.Duration) *Reporter { return &Reporter{every: every} }

func (r *Reporter) push() { r.sent++ }

func (r *Reporter) BackgroundMistake() {
	ctx := context.Background()
	go func() { // want `\(barego\)`
		t := time.NewTicker(r.every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (r *Reporter) BackgroundCure() (stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		t := time.NewTicker(r.every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
	return cancel
}

// One loop for all starters: whether it ends is theirs to say.
func (r *Reporter) loop(ctx context.Context) {
	t := time.NewTicker(r.every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			r.push()
		case <-ctx.Done():
			return
		}
	}
}

func (r *Reporter) ParamMistake() {
	go r.loop(context.Background()) // want `\(barego\)`
}

func (r *Reporter) TODOMistake() {
	go r.loop(context.TODO()) // want `\(barego\)`
}

func (r *Reporter) ParamCure(ctx context.Context) {
	go r.loop(ctx)
}

// The context comes through two unexported functions.
func (r *Reporter) HopsMistake() { r.startHops(context.Background()) }

func (r *Reporter) startHops(ctx context.Context) { r.spawnHops(ctx) }

func (r *Reporter) spawnHops(ctx context.Context) {
	go r.loop(ctx) // want `\(barego\)`
}

func (r *Reporter) HopsCure() (stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	r.startHopsEnding(ctx)
	return cancel
}

func (r *Reporter) startHopsEnding(ctx context.Context) { r.spawnHopsEnding(ctx) }

func (r *Reporter) spawnHopsEnding(ctx context.Context) {
	go r.loop(ctx)
}

// A value does not make a context end.
func (r *Reporter) WithValueMistake(user string) {
	ctx := context.WithValue(context.Background(), userKey{}, user)
	go func() { // want `\(barego\)`
		for {
			select {
			case <-time.After(r.every):
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (r *Reporter) WithValueCure(user string, limit time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	ctx = context.WithValue(ctx, userKey{}, user)
	go func() {
		defer cancel()
		for {
			select {
			case <-time.After(r.every):
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// WithoutCancel takes the end away.
func (r *Reporter) WithoutCancelMistake(req *http.Request) {
	ctx := context.WithoutCancel(req.Context())
	go func() { // want `\(barego\)`
		for {
			select {
			case <-time.After(r.every):
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (r *Reporter) WithoutCancelCure(req *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(req.Context()), Within)
	go func() {
		defer cancel()
		for {
			select {
			case <-time.After(r.every):
				r.push()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// A detached agent keeps its context in a field that is only ever Background.
type detachedAgent struct {
	ctx  context.Context
	beat time.Duration
	n    int
}

func newDetachedAgent(beat time.Duration) *detachedAgent {
	return &detachedAgent{ctx: context.Background(), beat: beat}
}

func (a *detachedAgent) run() {
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-time.After(a.beat):
			a.n++
		}
	}
}

func FieldMistake(beat time.Duration) {
	a := newDetachedAgent(beat)
	go a.run() // want `\(barego\)`
}

// An agent keeps its context and what ends it.
type agent struct {
	ctx    context.Context
	cancel context.CancelFunc
	beat   time.Duration
	n      int
}

func newAgent(beat time.Duration) *agent {
	a := &agent{beat: beat}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	return a
}

func (a *agent) run() {
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-time.After(a.beat):
			a.n++
		}
	}
}

func FieldCure(beat time.Duration) (stop func()) {
	a := newAgent(beat)
	go a.run()
	return a.cancel
}

// Polling the error of Background is an endless loop, too.
func (r *Reporter) ErrPollMistake() {
	ctx := context.Background()
	go func() { // want `\(barego\)`
		for ctx.Err() == nil {
			r.push()
			time.Sleep(r.every)
		}
	}()
}

func (r *Reporter) ErrPollCure(ctx context.Context) {
	go func() {
		for ctx.Err() == nil {
			r.push()
			time.Sleep(r.every)
		}
	}()
}

// The context is asked only between two reads, and a read has no bound:
// nobody closes this connection and it has no deadline.
func PolledMistake(ctx context.Context, addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	go func() { // stretch: a context is at hand, though it is not asked in time
		buf := make([]byte, 512)
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
	return nil
}

func PolledCure(ctx context.Context, addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
	return nil
}

// Within is how long work may outlive its request.
var Within = time.Minute
