package lockleak

import (
	"strings"
	"sync"
	"time"
)

// The func of the Once calls Do of the same Once, which waits until that func has ended.
func SetupMistake(name string) string {
	var once sync.Once
	path := ""
	var setup func()
	setup = func() {
		if path == "" {
			path = "/var/" + name
			once.Do(setup) // want `\(lockleak\)`
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		once.Do(setup)
	}()
	<-done
	return path
}

// The func calls no Do.
func SetupCure(name string) string {
	var once sync.Once
	path := ""
	setup := func() {
		if path == "" {
			path = "/var/" + name
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		once.Do(setup)
	}()
	<-done
	return path
}

// dictionary is loaded at the first word.
type dictionary struct {
	once  sync.Once
	words map[string]bool
}

func (d *dictionary) has(word string) bool {
	d.once.Do(d.load) // want `\(lockleak\)`
	return d.words[word]
}

func (d *dictionary) load() {
	d.words = make(map[string]bool)
	for _, w := range strings.Fields("a an the an") {
		if !d.has(w) {
			d.words[w] = true
		}
	}
}

// Loading asks has, which waits for the loading.
func SpellMistake(text string) (wrong []string) {
	d := new(dictionary)
	for _, w := range strings.Fields(text) {
		if !d.has(w) {
			wrong = append(wrong, w)
		}
	}
	return wrong
}

// dictionaryCured is a dictionary.
type dictionaryCured struct {
	once  sync.Once
	words map[string]bool
}

func (d *dictionaryCured) has(word string) bool {
	d.once.Do(d.load)
	return d.words[word]
}

func (d *dictionaryCured) load() {
	d.words = make(map[string]bool)
	for _, w := range strings.Fields("a an the an") {
		if !d.words[w] {
			d.words[w] = true
		}
	}
}

// Loading looks into the map itself.
func SpellCure(text string) (wrong []string) {
	d := new(dictionaryCured)
	for _, w := range strings.Fields(text) {
		if !d.has(w) {
			wrong = append(wrong, w)
		}
	}
	return wrong
}

// session dials at the first call.
type session struct {
	mu     sync.Mutex
	dial   sync.Once
	addr   string
	socket string
}

func (s *session) connect() {
	s.mu.Lock() // want `\(lockleak\)`
	defer s.mu.Unlock()
	s.socket = "tcp:" + s.addr
}

func (s *session) call(method string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dial.Do(s.connect)
	return s.socket + "/" + method
}

// The func of the Once takes the lock with which Do is called.
func CallMistake(methods []string) (replies []string) {
	s := &session{addr: "localhost"}
	for _, m := range methods {
		replies = append(replies, s.call(m))
	}
	return replies
}

// sessionCured is a session.
type sessionCured struct {
	mu     sync.Mutex
	dial   sync.Once
	addr   string
	socket string
}

func (s *sessionCured) connect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.socket = "tcp:" + s.addr
}

func (s *sessionCured) call(method string) string {
	s.dial.Do(s.connect)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.socket + "/" + method
}

// Do comes before the lock.
func CallCure(methods []string) (replies []string) {
	s := &sessionCured{addr: "localhost"}
	for _, m := range methods {
		replies = append(replies, s.call(m))
	}
	return replies
}

// One goroutine is in the Once and wants the lock, the other has the lock and waits
// for the Once.
func WarmUpMistake(load func() int) (size int) {
	var mu sync.Mutex
	var once sync.Once
	warm := func() {
		n := load()
		mu.Lock() // want `\(lockleak\)`
		size = n
		mu.Unlock()
	}
	var wg sync.WaitGroup
	wg.Go(func() { once.Do(warm) })
	wg.Go(func() {
		mu.Lock()
		defer mu.Unlock()
		time.Sleep(time.Millisecond)
		once.Do(warm)
		size++
	})
	wg.Wait()
	return size
}

// The other goes through the Once before it locks.
func WarmUpCure(load func() int) (size int) {
	var mu sync.Mutex
	var once sync.Once
	warm := func() {
		n := load()
		mu.Lock()
		size = n
		mu.Unlock()
	}
	var wg sync.WaitGroup
	wg.Go(func() { once.Do(warm) })
	wg.Go(func() {
		once.Do(warm)
		mu.Lock()
		defer mu.Unlock()
		time.Sleep(time.Millisecond)
		size++
	})
	wg.Wait()
	return size
}

// turnstile counts who is in; the Cond that tells of it was made with the wrong lock.
type turnstile struct {
	mu     sync.Mutex
	exitMu sync.Mutex
	exit   *sync.Cond
	inside int
}

func newTurnstile() *turnstile {
	t := new(turnstile)
	t.exit = sync.NewCond(&t.exitMu)
	return t
}

func (t *turnstile) enter() {
	t.mu.Lock()
	t.inside++
	t.mu.Unlock()
}

func (t *turnstile) leave() {
	t.mu.Lock() // want `\(lockleak\)`
	t.inside--
	t.mu.Unlock()
	t.exit.Broadcast()
}

func (t *turnstile) waitEmpty() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.exitMu.Lock()
	defer t.exitMu.Unlock()
	for t.inside > 0 {
		t.exit.Wait()
	}
}

// Wait gives up exitMu alone; leave waits for mu.
func EmptyHallMistake(visit func()) {
	t := newTurnstile()
	t.enter()
	go func() {
		visit()
		t.leave()
	}()
	t.waitEmpty()
}

// turnstileCured is a turnstile.
type turnstileCured struct {
	mu     sync.Mutex
	exit   *sync.Cond
	inside int
}

func newTurnstileCured() *turnstileCured {
	t := new(turnstileCured)
	t.exit = sync.NewCond(&t.mu)
	return t
}

func (t *turnstileCured) enter() {
	t.mu.Lock()
	t.inside++
	t.mu.Unlock()
}

func (t *turnstileCured) leave() {
	t.mu.Lock()
	t.inside--
	t.mu.Unlock()
	t.exit.Broadcast()
}

func (t *turnstileCured) waitEmpty() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.inside > 0 {
		t.exit.Wait()
	}
}

// The Cond has the lock that guards what is waited for.
func EmptyHallCure(visit func()) {
	t := newTurnstileCured()
	t.enter()
	go func() {
		visit()
		t.leave()
	}()
	t.waitEmpty()
}

// Wait comes back with the lock of the Cond, which the loop takes again.
func ServeOrdersMistake(orders []string, cook func(string)) {
	var mu sync.Mutex
	more := sync.NewCond(&mu)
	var queue []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range orders {
			mu.Lock()
			for len(queue) == 0 {
				more.Wait()
				mu.Lock() // want `\(lockleak\)`
			}
			o := queue[0]
			queue = queue[1:]
			mu.Unlock()
			cook(o)
		}
	}()
	for _, o := range orders {
		time.Sleep(time.Millisecond)
		mu.Lock()
		queue = append(queue, o)
		more.Signal()
		mu.Unlock()
	}
	<-done
}

// Wait has locked already.
func ServeOrdersCure(orders []string, cook func(string)) {
	var mu sync.Mutex
	more := sync.NewCond(&mu)
	var queue []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range orders {
			mu.Lock()
			for len(queue) == 0 {
				more.Wait()
			}
			o := queue[0]
			queue = queue[1:]
			mu.Unlock()
			cook(o)
		}
	}()
	for _, o := range orders {
		time.Sleep(time.Millisecond)
		mu.Lock()
		queue = append(queue, o)
		more.Signal()
		mu.Unlock()
	}
	<-done
}

// A lazy value that asks for itself while it is made.
func RatesMistake(base string) float64 {
	var rates func() map[string]float64
	rates = sync.OnceValue(func() map[string]float64 {
		m := map[string]float64{"eur": 1, "usd": 1.1}
		if _, ok := m[base]; !ok {
			m[base] = rates()["eur"] // want `\(lockleak\)`
		}
		return m
	})
	return rates()[base]
}

// It looks into the map that it makes.
func RatesCure(base string) float64 {
	rates := sync.OnceValue(func() map[string]float64 {
		m := map[string]float64{"eur": 1, "usd": 1.1}
		if _, ok := m[base]; !ok {
			m[base] = m["eur"]
		}
		return m
	})
	return rates()[base]
}
