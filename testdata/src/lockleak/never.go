package lockleak

import (
	"os"
	"sync"
)

// A register is read and written by anybody.
type register struct {
	mu     sync.Mutex
	values map[string]int
}

// put takes the lock, and nobody gives it back: the next Get waits for ever.
func (r *register) put(key string, value int) {
	r.mu.Lock() // want `nothing unlocks this lock again.*\(lockleak\)`
	r.values[key] = value
}

// shut says that nobody is to have it any more.
func (r *register) shut() {
	r.mu.Lock() // on purpose without an unlock
	r.values = nil
}

// putRight gives it back.
func (r *register) putRight(key string, value int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values[key] = value
}

// each has a literal that uses the receiver.
func (r *register) each(f func(string, int)) {
	r.mu.Lock() // want `\(lockleak\)`
	visit := func(key string) { f(key, r.values[key]) }
	for key := range r.values {
		visit(key)
	}
}

// A sheet is its own lock; nobody else can name it.
type sheet struct {
	sync.RWMutex
	lines []string
}

func (b *sheet) write(line string) {
	b.Lock() // want `\(lockleak\)`
	b.lines = append(b.lines, line)
}

func (b *sheet) read() []string {
	b.RLock()
	defer b.RUnlock()
	return b.lines
}

// A Board can be unlocked by other packages.
type Board struct {
	sync.RWMutex
	lines []string
}

func (b *Board) write(line string) {
	b.Lock()
	b.lines = append(b.lines, line)
}

func (b *Board) read() []string {
	b.RLock()
	defer b.RUnlock()
	return b.lines
}

// A depot keeps its lock as a pointer.
type depot struct {
	mu *sync.Mutex
	n  int
}

func newDepot() *depot { return &depot{mu: new(sync.Mutex)} }

func (d *depot) add(n int) {
	d.mu.Lock() // want `\(lockleak\)`
	d.n += n
}

func (d *depot) get() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n
}

var listMu = &sync.Mutex{}

func addToList() {
	listMu.Lock() // want `\(lockleak\)`
	total++
}

func readList() int {
	listMu.Lock()
	defer listMu.Unlock()
	return total
}

// A branch shares its lock with whoever made it, who may give it up.
type branch struct {
	mu *sync.Mutex
	n  int
}

func newBranch(mu *sync.Mutex) *branch { return &branch{mu: mu} }

func (b *branch) add(n int) {
	b.mu.Lock()
	b.n += n
}

func (b *branch) get() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

// A twin gets the lock of the other one.
type twin struct {
	mu *sync.Mutex
	n  int
}

func newTwin() *twin { return &twin{mu: new(sync.Mutex)} }

func (t *twin) other() *sync.Mutex { return t.mu }

func (t *twin) add(n int) {
	t.mu.Lock()
	t.n += n
}

func (t *twin) get() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// Get gives it back in a literal.
func (r *register) Get(key string) (value int) {
	r.mu.Lock()
	defer func() {
		value++
		r.mu.Unlock()
	}()
	return r.values[key]
}

// gauge has a lock of readers and writers.
type gauge struct {
	mu    sync.RWMutex
	value int
}

// peek keeps writers out from then on.
func (g *gauge) peek() int {
	g.mu.RLock() // want `\(lockleak\)`
	return g.value
}

// peekRight does not.
func (g *gauge) peekRight() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.value
}

func (g *gauge) set(value int) {
	g.mu.Lock()
	g.value = value
	g.mu.Unlock()
}

var (
	totalMu sync.Mutex
	total   int
)

// AddMistake adds to a variable of the package, on one of two ways.
func AddMistake(n int) {
	if n == 0 {
		return
	}
	totalMu.Lock() // want `\(lockleak\)`
	total += n
}

// AddCure gives the lock back.
func AddCure(n int) {
	if n == 0 {
		return
	}
	totalMu.Lock()
	total += n
	totalMu.Unlock()
}

// A door is locked by one and unlocked by another.
type door struct {
	mu   sync.Mutex
	open bool
}

func (d *door) enter() { d.mu.Lock() }
func (d *door) leave() { d.mu.Unlock() }
func (d *door) look() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open
}

// A wicket is unlocked by what enter returns.
type wicket struct{ mu sync.Mutex }

func (g *wicket) enter() (leave func()) {
	g.mu.Lock()
	return g.mu.Unlock
}

func (g *wicket) both() {
	g.mu.Lock()
	g.mu.Unlock()
}

// A hall is left by a goroutine.
type hall struct{ mu sync.Mutex }

func (h *hall) enter(visit func()) {
	h.mu.Lock()
	go func() {
		defer h.mu.Unlock()
		visit()
	}()
}

func (h *hall) both() {
	h.mu.Lock()
	h.mu.Unlock()
}

// A safe is unlocked by a helper that is told which lock.
type safe struct{ mu sync.Mutex }

func unlock(mu *sync.Mutex) { mu.Unlock() }

func (v *safe) open(f func()) {
	v.mu.Lock()
	f()
	unlock(&v.mu)
}

func (v *safe) both() {
	v.mu.Lock()
	v.mu.Unlock()
}

// A cell is unlocked by whoever is given it as a Locker.
type cell struct{ mu sync.Mutex }

func (c *cell) guard() sync.Locker { return &c.mu }

func (c *cell) enter() { c.mu.Lock() }

func (c *cell) both() {
	c.mu.Lock()
	c.mu.Unlock()
}

// A shop is closed for good when the process ends.
type shop struct{ mu sync.Mutex }

func (s *shop) close() {
	s.mu.Lock()
	os.Exit(0)
}

func (s *shop) both() {
	s.mu.Lock()
	s.mu.Unlock()
}

// A seal is taken once, by whoever comes first, and nobody waits for it.
type seal struct{ mu sync.Mutex }

func (s *seal) set() { s.mu.Lock() }

// A cabin is left in between by what is called with the lock, which has it again at its end.
type cabin struct {
	mu sync.Mutex
	n  int
}

func (c *cabin) pause(f func()) {
	c.mu.Unlock()
	f()
	c.mu.Lock()
}

func (c *cabin) use(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pause(f)
}

// useWrong has no unlock of its own.
func (c *cabin) useWrong(f func()) {
	c.mu.Lock() // want `\(lockleak\)`
	c.pause(f)
	c.n++
}

// A crate is unlocked on the way by what is called with the lock, and which knows.
type crate struct {
	mu sync.Mutex
	n  int
}

func (c *crate) putAndLeave(n int) {
	c.n += n
	c.mu.Unlock()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *crate) put(n int) {
	c.mu.Lock()
	c.putAndLeave(n)
}

// A loop that never ends never returns with it.
func (c *cabin) forEver(f func()) {
	c.mu.Lock()
	for {
		f()
	}
}

// fresh is nobody else's yet.
func fresh() *cabin {
	c := new(cabin)
	c.mu.Lock()
	c.n = 1
	return c
}
