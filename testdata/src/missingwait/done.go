package missingwait

import (
	"errors"
	"log"
	"os"
	"sync"
	"time"
)

func try(n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	return nil
}

// Done is not reached on an early return.

func EarlyReturnMistake(items []int) {
	var wg sync.WaitGroup
	for _, n := range items {
		wg.Add(1)
		go func() { // want `this goroutine can end without wg.Done, and the Wait for it blocks for ever.*\(missingwait\)`
			if err := try(n); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func EarlyReturnCure(items []int) {
	var wg sync.WaitGroup
	for _, n := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := try(n); err != nil {
				return
			}
		}()
	}
	wg.Wait()
}

func BothWaysCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := try(n); err != nil {
			wg.Done()
			return
		}
		work()
		wg.Done()
	}()
	wg.Wait()
}

// The defer comes too late.
func LateDeferMistake(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `can end without wg.Done`
		if n == 0 {
			return
		}
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

// A named function, given the group.
func NamedMistake(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go tryIt(n, &wg) // want `can end without wg.Done`
	wg.Wait()
}

func tryIt(n int, wg *sync.WaitGroup) {
	if try(n) != nil {
		return
	}
	work()
	wg.Done()
}

// A method, the group in a field.
type server struct {
	wg     sync.WaitGroup
	closed bool
}

func (s *server) StartMistake() {
	s.wg.Add(1)
	go s.loop() // want `can end without wg.Done`
}

func (s *server) loop() {
	if s.closed {
		return
	}
	work()
	s.wg.Done()
}

func (s *server) Close() { s.wg.Wait() }

// The same condition decides twice: every way passes a Done.
func SameConditionCure(n int, quick bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if quick {
			wg.Done()
		}
		work()
		if !quick {
			wg.Done()
		}
	}()
	wg.Wait()
}

func FlagCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		done := false
		if n > 3 {
			wg.Done()
			done = true
		}
		work()
		if !done {
			wg.Done()
		}
	}()
	wg.Wait()
}

// Left to another function, by a call, a launch, a timer or a closure.

func CalleeCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if n == 0 {
			finishIt(&wg)
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

func finishIt(wg *sync.WaitGroup) { wg.Done() }

func HandedOnCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if n == 0 {
			go func() {
				defer wg.Done()
				work()
			}()
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

func TimerCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if n == 0 {
			time.AfterFunc(time.Millisecond, wg.Done)
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

// Ways that end the process, or panic, do not count.
func ExitCure(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if n < 0 {
			log.Fatal("negative")
		}
		if n > 100 {
			os.Exit(1)
		}
		if n == 50 {
			panic("fifty")
		}
		wg.Done()
	}()
	wg.Wait()
}

// Nobody waits for this one, so nobody is stuck; that is another mistake.
func NotWaitedMistake(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `nobody waits for wg`
		if n == 0 {
			return
		}
		wg.Done()
	}()
}

// Counted by jobs, not by goroutines.
func JobsCure(jobs []int, n int) {
	var wg sync.WaitGroup
	queue := make(chan int)
	for range 4 {
		go func() {
			for j := range queue {
				if j == 0 {
					wg.Done()
					continue
				}
				work()
				wg.Done()
			}
		}()
	}
	for _, j := range jobs {
		wg.Add(1)
		queue <- j
	}
	wg.Wait()
	close(queue)
}

// The function that called Add leaves before it launches.

func AddThenReturnMistake(items []int) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, n := range items {
		wg.Add(1) // want `after this wg.Add a path leaves without launching what calls Done, and the Wait for it blocks for ever.*\(missingwait\)`
		if err := try(n); err != nil {
			return err
		}
		go func() {
			defer wg.Done()
			work()
		}()
	}
	return nil
}

func AddThenContinueMistake(items []int) {
	var wg sync.WaitGroup
	for _, n := range items {
		wg.Add(1) // want `after this wg.Add a path leaves`
		if n == 0 {
			continue
		}
		go func() {
			defer wg.Done()
			work()
		}()
	}
	wg.Wait()
}

func AddThenReturnCure(items []int) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, n := range items {
		if err := try(n); err != nil {
			return err
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			work()
		}()
	}
	return nil
}

func AddThenDoneCure(items []int) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, n := range items {
		wg.Add(1)
		if err := try(n); err != nil {
			wg.Done()
			return err
		}
		go func() {
			defer wg.Done()
			work()
		}()
	}
	return nil
}

// Whoever called it may call Done: the caller gets a func that does.
func AddAndReturnDoneCure(n int) (done func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	if n == 0 {
		return wg.Done
	}
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
	return func() {}
}

// NewServer gives out a server, for whoever runs this.
func NewServer(closed bool) interface {
	StartMistake()
	Close()
} {
	return &server{closed: closed}
}

// The group is optional, and given here.
func OptionalCure(n int) {
	wg := new(sync.WaitGroup)
	wg.Add(1)
	go optional(n, wg)
	wg.Wait()
	optional(n, nil)
}

func optional(n int, wg *sync.WaitGroup) {
	if wg != nil {
		defer wg.Done()
	}
	_ = try(n)
}

// A helper that may refuse to launch.

type host struct {
	mu      sync.Mutex
	running bool
	all     sync.WaitGroup
	peers   sync.WaitGroup
}

func NewHost(running bool) *host { return &host{running: running} }

func (h *host) launch(f func()) bool {
	var started bool
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running {
		h.all.Add(1)
		go func() {
			f()
		}()
		started = true
	}
	return started
}

func (h *host) RefusedMistake() {
	h.peers.Add(1)
	h.launch(func() { // want `this may return without launching what calls peers.Done, and the Wait for it blocks for ever.*\(missingwait\)`
		defer h.all.Done()
		defer h.peers.Done()
		work()
	})
}

func (h *host) RefusedBranchMistake() error {
	h.peers.Add(1)
	if !h.launch(func() { // want `this may return without launching`
		defer h.all.Done()
		defer h.peers.Done()
		work()
	}) {
		return errors.New("not running")
	}
	return nil
}

func (h *host) RefusedCure() error {
	h.peers.Add(1)
	if !h.launch(func() {
		defer h.all.Done()
		defer h.peers.Done()
		work()
	}) {
		h.peers.Done()
		return errors.New("not running")
	}
	return nil
}

func (h *host) Close() {
	h.all.Wait()
	h.peers.Wait()
}

// A syncer's func sets its timer again, so that the way without Done is not its last.
type syncer struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	timer  *time.Timer
	closed bool
}

func NewSyncer() *syncer {
	s := new(syncer)
	s.wg.Add(1)
	s.timer = time.AfterFunc(time.Second, s.flush)
	return s
}

func (s *syncer) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.wg.Done()
		return
	}
	s.again()
}

func (s *syncer) again() { s.timer.Reset(time.Second) }

func (s *syncer) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wg.Wait()
}

// A oneShot's does not.
type oneShot struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	closed bool
}

func NewOneShot() *oneShot {
	s := new(oneShot)
	s.wg.Add(1)
	time.AfterFunc(time.Second, s.flush) // want `\(missingwait\)`
	return s
}

func (s *oneShot) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.wg.Done()
	}
}

func (s *oneShot) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wg.Wait()
}
