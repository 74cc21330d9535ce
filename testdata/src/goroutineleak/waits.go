package goroutineleak

import "sync"

// Here a WaitGroup, a Cond or a Once is waited for.

// The results are taken when all have been sent, and nobody can send before one
// is taken.
func TranslateMistake(words []string, translate func(word string) string) (out []string) {
	results := make(chan string)
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- translate(w) // want `\(goroutineleak\)`
		}()
	}
	wg.Wait()
	close(results)
	for r := range results {
		out = append(out, r)
	}
	return out
}

// Waited for beside the loop that takes the results.
func TranslateCure(words []string, translate func(word string) string) (out []string) {
	results := make(chan string)
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- translate(w)
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for r := range results {
		out = append(out, r)
	}
	return out
}

// Counted are all files, launched for are those that are not empty.
func CompressMistake(files map[string]int, compress func(file string)) {
	var wg sync.WaitGroup
	wg.Add(len(files))
	for f, size := range files {
		if size == 0 {
			continue
		}
		go func() {
			defer wg.Done()
			compress(f)
		}()
	}
	wg.Wait() // want `\(goroutineleak\)`
}

// Counted where it is launched.
func CompressCure(files map[string]int, compress func(file string)) {
	var wg sync.WaitGroup
	for f, size := range files {
		if size == 0 {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			compress(f)
		}()
	}
	wg.Wait()
}

// A crew cleans rooms; its group counts those who are at work.
type crew struct {
	atWork sync.WaitGroup
}

func (c *crew) clean(room string, open func(room string) error, sweep func(room string)) {
	if err := open(room); err != nil {
		return
	}
	sweep(room)
	c.atWork.Done()
}

// Who finds the room locked leaves without a Done.
func CleanMistake(rooms []string, open func(room string) error, sweep func(room string)) {
	c := new(crew)
	for _, r := range rooms {
		c.atWork.Add(1)
		go c.clean(r, open, sweep)
	}
	c.atWork.Wait() // missingwait claims the launch
}

// A team is a crew that always says when it leaves.
type team struct {
	atWork sync.WaitGroup
}

func (t *team) clean(room string, open func(room string) error, sweep func(room string)) {
	defer t.atWork.Done()
	if err := open(room); err != nil {
		return
	}
	sweep(room)
}

// Done is deferred.
func CleanCure(rooms []string, open func(room string) error, sweep func(room string)) {
	t := new(team)
	for _, r := range rooms {
		t.atWork.Add(1)
		go t.clean(r, open, sweep)
	}
	t.atWork.Wait()
}

// All are counted anew for each of them.
func MigrateMistake(tables []string, migrate func(table string)) {
	var wg sync.WaitGroup
	for _, t := range tables {
		wg.Add(len(tables))
		go func() {
			migrate(t)
			wg.Done()
		}()
	}
	wg.Wait() // want `\(goroutineleak\)`
}

// Counted once, before the loop.
func MigrateCure(tables []string, migrate func(table string)) {
	var wg sync.WaitGroup
	wg.Add(len(tables))
	for _, t := range tables {
		go func() {
			migrate(t)
			wg.Done()
		}()
	}
	wg.Wait()
}

// Two are counted for each meal, one is launched when nothing is drunk to it.
func ServeMealsMistake(meals []string, thirsty bool, serve func(meal string)) {
	var guests sync.WaitGroup
	for _, m := range meals {
		guests.Add(2)
		go func() {
			defer guests.Done()
			serve(m)
		}()
		if thirsty {
			go func() {
				defer guests.Done()
				serve("water")
			}()
		}
	}
	guests.Wait() // want `\(goroutineleak\)`
}

// Counted one by one.
func ServeMealsCure(meals []string, thirsty bool, serve func(meal string)) {
	var guests sync.WaitGroup
	for _, m := range meals {
		guests.Add(1)
		go func() {
			defer guests.Done()
			serve(m)
		}()
		if thirsty {
			guests.Add(1)
			go func() {
				defer guests.Done()
				serve("water")
			}()
		}
	}
	guests.Wait()
}

// The one that is to close the results is itself of the group for which it waits.
func CollectMistake(sources []func() int) (sum int) {
	results := make(chan int, len(sources)+1)
	var wg sync.WaitGroup
	for _, source := range sources {
		wg.Go(func() { results <- source() })
	}
	wg.Go(func() {
		wg.Wait() // want `\(goroutineleak\)`
		close(results)
	})
	for r := range results {
		sum += r
	}
	return sum
}

// Launched outside the group.
func CollectCure(sources []func() int) (sum int) {
	results := make(chan int, len(sources)+1)
	var wg sync.WaitGroup
	for _, source := range sources {
		wg.Go(func() { results <- source() })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for r := range results {
		sum += r
	}
	return sum
}

// A shelf gives out parts; who finds it empty waits.
type shelf struct {
	mu     sync.Mutex
	filled sync.Cond
	parts  []string
}

func newShelf() *shelf {
	s := new(shelf)
	s.filled.L = &s.mu
	return s
}

func (s *shelf) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.parts) == 0 {
		s.filled.Wait() // want `\(goroutineleak\)`
	}
	p := s.parts[0]
	s.parts = s.parts[1:]
	return p
}

func (s *shelf) put(part string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = append(s.parts, part)
}

// What is put on the shelf is not told to those who wait.
func AssembleMistake(fetch func() string, fit func(part string)) {
	s := newShelf()
	go func() { fit(s.take()) }()
	s.put(fetch())
}

// A rack is a shelf that tells.
type rack struct {
	mu     sync.Mutex
	filled sync.Cond
	parts  []string
}

func newRack() *rack {
	r := new(rack)
	r.filled.L = &r.mu
	return r
}

func (r *rack) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.parts) == 0 {
		r.filled.Wait()
	}
	p := r.parts[0]
	r.parts = r.parts[1:]
	return p
}

func (r *rack) put(part string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parts = append(r.parts, part)
	r.filled.Signal()
}

// Signalled after it was put there.
func AssembleCure(fetch func() string, fit func(part string)) {
	r := newRack()
	go func() { fit(r.take()) }()
	r.put(fetch())
}

// If warming up is quicker than the announcement, its signal comes before
// anybody waits for it, and there is no other.
func BroadcastNewsMistake(warmUp, announce func()) {
	var mu sync.Mutex
	onAir := sync.NewCond(&mu)
	go func() {
		warmUp()
		mu.Lock()
		onAir.Broadcast()
		mu.Unlock()
	}()
	announce()
	mu.Lock()
	onAir.Wait() // want `\(goroutineleak\)`
	mu.Unlock()
}

// What was signalled is kept in a variable, and looked at before the wait.
func BroadcastNewsCure(warmUp, announce func()) {
	var mu sync.Mutex
	onAir := sync.NewCond(&mu)
	warm := false
	go func() {
		warmUp()
		mu.Lock()
		warm = true
		onAir.Broadcast()
		mu.Unlock()
	}()
	announce()
	mu.Lock()
	for !warm {
		onAir.Wait()
	}
	mu.Unlock()
}

// All runners wait for the start, and the signal wakes one of them.
func RaceMistake(runners []string, ready func(), run func(runner string)) {
	var mu sync.Mutex
	start := sync.NewCond(&mu)
	started := false
	for _, r := range runners {
		go func() {
			mu.Lock()
			for !started {
				start.Wait() // want `\(goroutineleak\)`
			}
			mu.Unlock()
			run(r)
		}()
	}
	ready()
	mu.Lock()
	started = true
	start.Signal()
	mu.Unlock()
}

// A broadcast wakes all.
func RaceCure(runners []string, ready func(), run func(runner string)) {
	var mu sync.Mutex
	start := sync.NewCond(&mu)
	started := false
	for _, r := range runners {
		go func() {
			mu.Lock()
			for !started {
				start.Wait()
			}
			mu.Unlock()
			run(r)
		}()
	}
	ready()
	mu.Lock()
	started = true
	start.Broadcast()
	mu.Unlock()
}

// A desk has a queue of visitors until it shuts.
type desk struct {
	mu       sync.Mutex
	changed  *sync.Cond
	visitors []string
	shut     bool
}

func (d *desk) next() (visitor string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.visitors) == 0 {
		d.changed.Wait() // want `\(goroutineleak\)`
	}
	if d.shut {
		return "", false
	}
	visitor, d.visitors = d.visitors[0], d.visitors[1:]
	return visitor, true
}

func (d *desk) close() {
	d.mu.Lock()
	d.shut = true
	d.mu.Unlock()
	d.changed.Broadcast()
}

// The clerk is woken when the desk shuts, finds no visitor, and waits again.
func ClerkMistake(serve func(visitor string), noon func()) {
	d := new(desk)
	d.changed = sync.NewCond(&d.mu)
	go func() {
		for {
			v, ok := d.next()
			if !ok {
				return
			}
			serve(v)
		}
	}()
	noon()
	d.close()
}

// A window is a desk whose clerk looks at both when woken.
type window struct {
	mu       sync.Mutex
	changed  *sync.Cond
	visitors []string
	shut     bool
}

func (w *window) next() (visitor string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.visitors) == 0 && !w.shut {
		w.changed.Wait()
	}
	if w.shut {
		return "", false
	}
	visitor, w.visitors = w.visitors[0], w.visitors[1:]
	return visitor, true
}

func (w *window) close() {
	w.mu.Lock()
	w.shut = true
	w.mu.Unlock()
	w.changed.Broadcast()
}

// Whether it is shut is a condition of the wait.
func ClerkCure(serve func(visitor string), noon func()) {
	w := new(window)
	w.changed = sync.NewCond(&w.mu)
	go func() {
		for {
			v, ok := w.next()
			if !ok {
				return
			}
			serve(v)
		}
	}()
	noon()
	w.close()
}

// A database is dialled once, and the connection comes by a channel.
type database struct {
	once   sync.Once
	dialed chan string
	conn   string
}

func (d *database) get() string {
	d.once.Do(func() {
		conn := <-d.dialed // want `\(goroutineleak\)`
		d.conn = conn
	})
	return d.conn
}

// The dialer asks for the connection before it dials, as all do: it waits for
// the function of Once, which waits for the dialer.
func ConnectMistake(dial func(before string) string) string {
	d := &database{dialed: make(chan string)}
	go func() {
		c := dial(d.get())
		d.dialed <- c
	}()
	return d.get()
}

// A warehouse is a database that dials where it is asked.
type warehouse struct {
	once sync.Once
	dial func(before string) string
	conn string
}

func (w *warehouse) get() string {
	w.once.Do(func() {
		w.conn = w.dial("")
	})
	return w.conn
}

// The function of Once waits for nobody.
func ConnectCure(dial func(before string) string) string {
	w := &warehouse{dial: dial}
	go w.get()
	return w.get()
}
