package goroutineleak

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A channel with room for one is the lock; it is taken again by what is called with it
// held.
func StampMistake(papers []string, valid func(string) bool) (stamped, refused int) {
	lock := make(chan struct{}, 1)
	refuse := func() {
		lock <- struct{}{} // want `\(goroutineleak\)`
		refused++
		<-lock
	}
	var wg sync.WaitGroup
	for _, p := range papers {
		wg.Go(func() {
			lock <- struct{}{}
			defer func() { <-lock }()
			if !valid(p) {
				refuse()
				return
			}
			stamped++
		})
	}
	wg.Wait()
	return stamped, refused
}

// What is called takes no lock.
func StampCure(papers []string, valid func(string) bool) (stamped, refused int) {
	lock := make(chan struct{}, 1)
	refuse := func() { refused++ }
	var wg sync.WaitGroup
	for _, p := range papers {
		wg.Go(func() {
			lock <- struct{}{}
			defer func() { <-lock }()
			if !valid(p) {
				refuse()
				return
			}
			stamped++
		})
	}
	wg.Wait()
	return stamped, refused
}

// A token stands for the right to write. Who fails keeps it, and the next one waits.
func WriteBlocksMistake(blocks [][]byte, write func([]byte) error) (written int, err error) {
	token := make(chan struct{}, 1)
	token <- struct{}{}
	put := func(b []byte) error {
		<-token // want `\(goroutineleak\)`
		if err := write(b); err != nil {
			return err
		}
		written++
		token <- struct{}{}
		return nil
	}
	for _, b := range blocks {
		err = errors.Join(err, put(b))
	}
	return written, err
}

// The token goes back however put ends.
func WriteBlocksCure(blocks [][]byte, write func([]byte) error) (written int, err error) {
	token := make(chan struct{}, 1)
	token <- struct{}{}
	put := func(b []byte) error {
		<-token
		defer func() { token <- struct{}{} }()
		if err := write(b); err != nil {
			return err
		}
		written++
		return nil
	}
	for _, b := range blocks {
		err = errors.Join(err, put(b))
	}
	return written, err
}

// cabin lets a number of people in.
type cabin struct{ places chan struct{} }

func newCabin(n int) *cabin { return &cabin{places: make(chan struct{}, n)} }

func (c *cabin) enter() { c.places <- struct{}{} } // want `\(goroutineleak\)`
func (c *cabin) leave() { <-c.places }

func (c *cabin) ride(pause func()) {
	c.enter()
	defer c.leave()
	pause()
	c.load()
}

func (c *cabin) load() {
	c.enter()
	defer c.leave()
}

// Each rider has a place and takes another one for its luggage: when all places are
// taken by riders, nobody gets the second.
func RideMistake(riders int, pause func()) {
	c := newCabin(riders)
	var wg sync.WaitGroup
	for range riders {
		wg.Go(func() { c.ride(pause) })
	}
	wg.Wait()
}

// cabinCured is a cabin.
type cabinCured struct{ places chan struct{} }

func newCabinCured(n int) *cabinCured { return &cabinCured{places: make(chan struct{}, n)} }

func (c *cabinCured) enter() { c.places <- struct{}{} }
func (c *cabinCured) leave() { <-c.places }

func (c *cabinCured) ride(pause func()) {
	c.load()
	c.enter()
	defer c.leave()
	pause()
}

func (c *cabinCured) load() {
	c.enter()
	defer c.leave()
}

// The luggage is loaded before the place is taken.
func RideCure(riders int, pause func()) {
	c := newCabinCured(riders)
	var wg sync.WaitGroup
	for range riders {
		wg.Go(func() { c.ride(pause) })
	}
	wg.Wait()
}

// A directory holds its slot while it waits for its subdirectories, which need slots:
// a tree that is deeper than there are slots never ends.
func SizeTreeMistake(depth, slots int, size func(depth int) int) (total int) {
	var mu sync.Mutex
	sem := make(chan struct{}, slots)
	var visit func(int)
	visit = func(d int) {
		sem <- struct{}{} // want `\(goroutineleak\)`
		defer func() { <-sem }()
		n := size(d)
		mu.Lock()
		total += n
		mu.Unlock()
		if d < depth {
			var wg sync.WaitGroup
			wg.Go(func() { visit(d + 1) })
			wg.Wait()
		}
	}
	visit(1)
	return total
}

// The slot is given up before the subdirectories are waited for.
func SizeTreeCure(depth, slots int, size func(depth int) int) (total int) {
	var mu sync.Mutex
	sem := make(chan struct{}, slots)
	var visit func(int)
	visit = func(d int) {
		sem <- struct{}{}
		n := size(d)
		<-sem
		mu.Lock()
		total += n
		mu.Unlock()
		if d < depth {
			var wg sync.WaitGroup
			wg.Go(func() { visit(d + 1) })
			wg.Wait()
		}
	}
	visit(1)
	return total
}

// The receiver has left at the end of the context. The sender keeps the lock for ever,
// and whoever locks after it waits, too.
func SampleMistake(ctx context.Context, probe func() int, note func(error)) (int, error) {
	var mu sync.Mutex
	samples := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		samples <- probe() // want `\(goroutineleak\)`
	}()
	go func() {
		<-ctx.Done()
		mu.Lock()
		defer mu.Unlock()
		note(ctx.Err())
	}()
	select {
	case n := <-samples:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// A buffer of one: the send needs nobody.
func SampleCure(ctx context.Context, probe func() int, note func(error)) (int, error) {
	var mu sync.Mutex
	samples := make(chan int, 1)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		samples <- probe()
	}()
	go func() {
		<-ctx.Done()
		mu.Lock()
		defer mu.Unlock()
		note(ctx.Err())
	}()
	select {
	case n := <-samples:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// radio tells its listeners under the lock that guards their list.
type radio struct {
	mu        sync.Mutex
	listeners []chan string
}

func (r *radio) listen() <-chan string {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := make(chan string)
	r.listeners = append(r.listeners, c)
	return c
}

func (r *radio) say(word string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.listeners {
		c <- word // want `\(goroutineleak\)`
	}
}

// The listener hears the word that it waits for and goes, without a word to the radio.
func HearMistake(words []string, wanted string) (heard int) {
	r := new(radio)
	c := r.listen()
	go func() {
		for _, w := range words {
			r.say(w)
		}
	}()
	for range words {
		heard++
		if <-c == wanted {
			break
		}
	}
	return heard
}

// radioCured is a radio.
type radioCured struct {
	mu        sync.Mutex
	listeners []chan string
}

func (r *radioCured) listen() <-chan string {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := make(chan string)
	r.listeners = append(r.listeners, c)
	return c
}

func (r *radioCured) say(word string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.listeners {
		c <- word
	}
}

// The listener hears the rest and makes nothing of it.
func HearCure(words []string, wanted string) (heard int) {
	r := new(radioCured)
	c := r.listen()
	go func() {
		for _, w := range words {
			r.say(w)
		}
	}()
	found := false
	for range words {
		w := <-c
		if !found {
			heard++
		}
		found = found || w == wanted
	}
	return heard
}

// The loading fails, and its return passes by the Broadcast: Wait is never woken.
func LoadPageMistake(load func() (string, error)) string {
	var mu sync.Mutex
	loaded := sync.NewCond(&mu)
	page, done := "", false
	go func() {
		p, err := load()
		mu.Lock()
		defer mu.Unlock()
		done = true
		if err != nil {
			return
		}
		page = p
		loaded.Broadcast()
	}()
	mu.Lock()
	defer mu.Unlock()
	for !done {
		loaded.Wait() // want `\(goroutineleak\)`
	}
	return page
}

// The Broadcast is deferred.
func LoadPageCure(load func() (string, error)) string {
	var mu sync.Mutex
	loaded := sync.NewCond(&mu)
	page, done := "", false
	go func() {
		p, err := load()
		mu.Lock()
		defer mu.Unlock()
		defer loaded.Broadcast()
		done = true
		if err != nil {
			return
		}
		page = p
	}()
	mu.Lock()
	defer mu.Unlock()
	for !done {
		loaded.Wait()
	}
	return page
}

// starter lets its runners go when it says so.
type starter struct {
	mu   sync.Mutex
	goes *sync.Cond
	off  bool
}

func newStarter() *starter {
	s := new(starter)
	s.goes = sync.NewCond(&s.mu)
	return s
}

func (s *starter) await() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.off {
		s.goes.Wait() // want `\(goroutineleak\)`
	}
}

func (s *starter) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = true
	s.goes.Signal()
}

// Signal wakes one of several, and nobody wakes the others.
func StartRaceMistake(runners int, ready func(), run func(int)) {
	s := newStarter()
	for i := range runners {
		go func() {
			s.await()
			run(i)
		}()
	}
	ready()
	s.fire()
}

// starterCured is a starter.
type starterCured struct {
	mu   sync.Mutex
	goes *sync.Cond
	off  bool
}

func newStarterCured() *starterCured {
	s := new(starterCured)
	s.goes = sync.NewCond(&s.mu)
	return s
}

func (s *starterCured) await() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.off {
		s.goes.Wait()
	}
}

func (s *starterCured) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = true
	s.goes.Broadcast()
}

// Broadcast wakes all.
func StartRaceCure(runners int, ready func(), run func(int)) {
	s := newStarterCured()
	for i := range runners {
		go func() {
			s.await()
			run(i)
		}()
	}
	ready()
	s.fire()
}

// The Signal comes before the Wait, which looks at nothing: it is lost.
func UnloadVanMistake(unpack func() int) (n int) {
	var mu sync.Mutex
	unpacked := sync.NewCond(&mu)
	go func() {
		k := unpack()
		mu.Lock()
		n = k
		mu.Unlock()
		unpacked.Signal()
	}()
	time.Sleep(time.Millisecond) // the shelf is made ready
	mu.Lock()
	defer mu.Unlock()
	unpacked.Wait() // want `\(goroutineleak\)`
	return n
}

// It looks whether there is something to wait for.
func UnloadVanCure(unpack func() int) (n int) {
	var mu sync.Mutex
	unpacked := sync.NewCond(&mu)
	done := false
	go func() {
		k := unpack()
		mu.Lock()
		n, done = k, true
		mu.Unlock()
		unpacked.Signal()
	}()
	time.Sleep(time.Millisecond) // the shelf is made ready
	mu.Lock()
	defer mu.Unlock()
	for !done {
		unpacked.Wait()
	}
	return n
}

// All logs are counted, also those that are passed over since they are busy: nobody
// calls Done for those.
func CompactMistake(logs []string, compact func(string)) {
	var mu sync.Mutex
	busy := make(map[string]bool)
	var wg sync.WaitGroup
	wg.Add(len(logs))
	for _, l := range logs {
		mu.Lock()
		again := busy[l]
		busy[l] = true
		mu.Unlock()
		if again {
			continue
		}
		go func() {
			defer wg.Done()
			compact(l)
			mu.Lock()
			delete(busy, l)
			mu.Unlock()
		}()
	}
	wg.Wait() // want `\(goroutineleak\)`
}

// Counted where the goroutine is launched.
func CompactCure(logs []string, compact func(string)) {
	var mu sync.Mutex
	busy := make(map[string]bool)
	var wg sync.WaitGroup
	for _, l := range logs {
		mu.Lock()
		again := busy[l]
		busy[l] = true
		mu.Unlock()
		if again {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			compact(l)
			mu.Lock()
			delete(busy, l)
			mu.Unlock()
		}()
	}
	wg.Wait()
}

// taskRunner runs tasks that may stop it.
type taskRunner struct {
	mu      sync.Mutex
	stopped bool
	wg      sync.WaitGroup
}

func (r *taskRunner) start(task func()) {
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		task()
	}()
}

func (r *taskRunner) stop() {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	r.wg.Wait() // want `\(goroutineleak\)`
}

// The task that fails stops its runner, which waits for that task.
func StopOnErrorMistake(task func() error) {
	r := new(taskRunner)
	r.start(func() {
		if task() != nil {
			r.stop()
		}
	})
}

// taskRunnerCured is a taskRunner.
type taskRunnerCured struct {
	mu      sync.Mutex
	stopped bool
	wg      sync.WaitGroup
}

func (r *taskRunnerCured) start(task func()) {
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		task()
	}()
}

func (r *taskRunnerCured) stop() {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	r.wg.Wait()
}

// Another goroutine stops it, which no task waits for.
func StopOnErrorCure(task func() error) {
	r := new(taskRunnerCured)
	r.start(func() {
		if task() != nil {
			go r.stop()
		}
	})
}

// The select holds the lock, and the goroutine that feeds both its channels ends
// without either when there is nothing to sell.
func SellMistake(stock int, price func() int) (sold int) {
	var mu sync.Mutex
	offers, refusals := make(chan int), make(chan error)
	go func() {
		if stock == 0 {
			return
		}
		if p := price(); p > 0 {
			offers <- p
		} else {
			refusals <- errors.New("no price")
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	select { // want `\(goroutineleak\)`
	case p := <-offers:
		sold += p
	case <-refusals:
	}
	return sold
}

// It refuses then, too.
func SellCure(stock int, price func() int) (sold int) {
	var mu sync.Mutex
	offers, refusals := make(chan int), make(chan error)
	go func() {
		if stock == 0 {
			refusals <- errors.New("sold out")
			return
		}
		if p := price(); p > 0 {
			offers <- p
		} else {
			refusals <- errors.New("no price")
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	select {
	case p := <-offers:
		sold += p
	case <-refusals:
	}
	return sold
}
