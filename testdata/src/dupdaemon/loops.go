// Package dupdaemon holds background loops over the state of the package that can be
// started twice, and their cures.
package dupdaemon

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

type session struct{ expires time.Time }

var (
	mu       sync.Mutex
	sessions = make(map[string]session)
)

func expire() {
	mu.Lock()
	defer mu.Unlock()
	for id, s := range sessions {
		if time.Now().After(s.expires) {
			delete(sessions, id)
		}
	}
}

// A ticker, a context, a map of the package.
func ExpiryMistake(ctx context.Context) {
	go func() { // want `each call of ExpiryMistake starts another of this loop over sessions, and nothing keeps it from being called again; .*\(singleton\) \(dupdaemon\)`
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				expire()
			}
		}
	}()
}

var expiry sync.Once

func ExpiryCure(ctx context.Context) {
	expiry.Do(func() {
		go func() {
			t := time.NewTicker(time.Millisecond)
			defer t.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-t.C:
					expire()
				}
			}
		}()
	})
}

var rate float64

// A variable that is loaded again and again.
func ReloadMistake(ctx context.Context, every time.Duration) {
	go reloadLoop(ctx, every) // want `each call of ReloadMistake starts another of this loop over rate, .*\(dupdaemon\)`
}

func reloadLoop(ctx context.Context, every time.Duration) {
	for {
		select {
		case <-time.After(every):
			mu.Lock()
			rate *= 1.5
			mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

var reloading bool

func ReloadCure(ctx context.Context, every time.Duration) {
	mu.Lock()
	defer mu.Unlock()
	if reloading {
		return
	}
	reloading = true
	go reloadLoop(ctx, every)
}

// Through a function that is not exported.
func HelperMistake(ctx context.Context) {
	startReload(ctx)
}

func startReload(ctx context.Context) {
	go reloadLoop(ctx, time.Millisecond) // want `each call of HelperMistake starts another of this loop over rate, .*\(dupdaemon\)`
}

var reloadOnce sync.Once

func HelperCure(ctx context.Context) {
	reloadOnce.Do(func() { startReloadOnce(ctx) })
}

func startReloadOnce(ctx context.Context) {
	go reloadLoop(ctx, time.Millisecond)
}

// A buffer collects lines.
type buffer struct {
	mu    sync.Mutex
	lines []string
}

func (b *buffer) flush(ctx context.Context) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			b.mu.Lock()
			b.lines = nil
			b.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

var audit buffer

// A method of a package variable.
func FlushMistake(ctx context.Context) {
	go audit.flush(ctx) // want `each call of FlushMistake starts another of this loop over audit, .*\(dupdaemon\)`
}

var flushing atomic.Bool

func FlushCure(ctx context.Context) {
	if flushing.CompareAndSwap(false, true) {
		go audit.flush(ctx)
	}
}

var access = &buffer{}

// Launched by a method of the variable.
func StartMistake(ctx context.Context) {
	access.start(ctx)
}

func (b *buffer) start(ctx context.Context) {
	go b.flush(ctx) // want `each call of StartMistake starts another of this loop over access, .*\(dupdaemon\)`
}

// A stop channel of the caller's.
func SweepMistake(stop <-chan struct{}) {
	go func() { // want `each call of SweepMistake starts another of this loop over sessions, .*\(dupdaemon\)`
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-stop:
				return
			case <-t.C:
				expire()
			}
		}
	}()
}

var sweeping chan struct{}

// The loop before is ended first.
func SweepCure(stop <-chan struct{}) {
	mu.Lock()
	defer mu.Unlock()
	if sweeping != nil {
		close(sweeping)
	}
	sweeping = make(chan struct{})
	go sweep(stop, sweeping)
}

func sweep(stop, again <-chan struct{}) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-again:
			return
		case <-t.C:
			expire()
		}
	}
}

var quit = make(chan struct{})

// Quit ends what QuitMistake started.
func Quit() { close(quit) }

// A stop channel of the package.
func QuitMistake() {
	go func() { // want `each call of QuitMistake starts another of this loop over sessions, .*\(dupdaemon\)`
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Millisecond):
				expire()
			}
		}
	}()
}

var quitOnce = sync.OnceFunc(func() {
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Millisecond):
				expire()
			}
		}
	}()
})

func QuitCure() { quitOnce() }

var beatAt time.Time

// It sleeps between the rounds, and asks the context.
func HeartbeatMistake(ctx context.Context) {
	go func() { // want `each call of HeartbeatMistake starts another of this loop over beatAt, .*\(dupdaemon\)`
		for ctx.Err() == nil {
			mu.Lock()
			beatAt = time.Now()
			mu.Unlock()
			time.Sleep(time.Millisecond)
		}
	}()
}

var heart struct {
	cancel context.CancelFunc
}

func HeartbeatCure(ctx context.Context) {
	mu.Lock()
	defer mu.Unlock()
	if heart.cancel != nil {
		return
	}
	ctx, heart.cancel = context.WithCancel(ctx)
	go func() {
		for ctx.Err() == nil {
			mu.Lock()
			beatAt = time.Now()
			mu.Unlock()
			time.Sleep(time.Millisecond)
		}
	}()
}

var latencies []time.Duration

// A timer that is set again.
func TrimMistake(ctx context.Context) {
	go func() { // want `each call of TrimMistake starts another of this loop over latencies, .*\(dupdaemon\)`
		t := time.NewTimer(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			mu.Lock()
			if len(latencies) > 100 {
				latencies = latencies[len(latencies)-100:]
			}
			mu.Unlock()
			t.Reset(time.Millisecond)
		}
	}()
}

// A Trimmer has state of its own.
type Trimmer struct {
	mu        sync.Mutex
	latencies []time.Duration
}

func TrimCure(ctx context.Context) {
	x := new(Trimmer)
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				x.mu.Lock()
				x.latencies = nil
				x.mu.Unlock()
			}
		}
	}()
}

var wg sync.WaitGroup

// Stopped waits for the loops.
func Stopped() { wg.Wait() }

// In a group of the package.
func GroupMistake(ctx context.Context) {
	wg.Go(func() { // want `each call of GroupMistake starts another of this loop over rate, .*\(dupdaemon\)`
		reloadLoop(ctx, time.Millisecond)
	})
}

var leader struct {
	id   int
	seen time.Time
}

// The loop is in a closure, the state a struct.
func ElectMistake(ctx context.Context, id int) {
	loop := func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				mu.Lock()
				leader.id, leader.seen = id, time.Now()
				mu.Unlock()
			case <-ctx.Done():
				return
			}
		}
	}
	go loop() // want `each call of ElectMistake starts another of this loop over leader, .*\(dupdaemon\)`
}

var electing sync.Mutex

func ElectCure(ctx context.Context, id int) {
	electing.Lock()
	defer electing.Unlock()
	if leader.id != 0 {
		return
	}
	leader.id = id
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				mu.Lock()
				leader.seen = time.Now()
				mu.Unlock()
			case <-ctx.Done():
				return
			}
		}
	}()
}

type snapshot struct{ rates map[string]float64 }

var current atomic.Pointer[snapshot]
var history []*snapshot

// Two loops are two.
func BothMistake(ctx context.Context) {
	go func() { // want `each call of BothMistake starts another of this loop over history, .*\(dupdaemon\)`
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				mu.Lock()
				history = append(history, current.Load())
				mu.Unlock()
			}
		}
	}()
	go reloadLoop(ctx, time.Millisecond) // want `each call of BothMistake starts another of this loop over rate, .*\(dupdaemon\)`
}

var both sync.Once

func BothCure(ctx context.Context) {
	both.Do(func() {
		go func() {
			for ctx.Err() == nil {
				time.Sleep(time.Millisecond)
				mu.Lock()
				history = append(history, current.Load())
				mu.Unlock()
			}
		}()
		go reloadLoop(ctx, time.Millisecond)
	})
}
