// Package lockleak holds goroutines that block for ever on a lock. Each cure
// stands below its mistake; what looks like a mistake and is none is in silent.go.
package lockleak

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// An invalid vote is counted under the lock that the loop holds already: the
// goroutine waits for itself.
func TallyMistake(votes []string, valid func(string) bool) (map[string]int, int) {
	var mu sync.Mutex
	counts, rejected := make(map[string]int), 0
	var wg sync.WaitGroup
	wg.Go(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, v := range votes {
			if !valid(v) {
				mu.Lock() // want `\(lockleak\)`
				rejected++
				mu.Unlock()
				continue
			}
			counts[v]++
		}
	})
	wg.Wait()
	return counts, rejected
}

// The inner lock is gone.
func TallyCure(votes []string, valid func(string) bool) (map[string]int, int) {
	var mu sync.Mutex
	counts, rejected := make(map[string]int), 0
	var wg sync.WaitGroup
	wg.Go(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, v := range votes {
			if !valid(v) {
				rejected++
				continue
			}
			counts[v]++
		}
	})
	wg.Wait()
	return counts, rejected
}

// The unlock is deferred to the end of the function, not of the iteration: the
// second file waits for the first.
func ScanMistake(files []string, scan func(string) int) int {
	var mu sync.Mutex
	total := 0
	for _, f := range files {
		mu.Lock() // want `\(lockleak\)`
		defer mu.Unlock()
		total += scan(f)
	}
	return total
}

// Unlocked at the end of each iteration.
func ScanCure(files []string, scan func(string) int) int {
	var mu sync.Mutex
	total := 0
	for _, f := range files {
		mu.Lock()
		total += scan(f)
		mu.Unlock()
	}
	return total
}

// addHit counts under the lock that it is given.
func addHit(mu *sync.Mutex, hits map[string]int, page string) {
	mu.Lock() // want `\(lockleak\)`
	defer mu.Unlock()
	hits[page]++
}

// The helper locks the mutex that it is given, which its caller holds.
func CountHitsMistake(pages []string) map[string]int {
	var mu sync.Mutex
	hits := make(map[string]int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		mu.Lock()
		for _, p := range pages {
			addHit(&mu, hits, p)
		}
		mu.Unlock()
	}()
	<-done
	return hits
}

// addHitCured is addHit for the cure.
func addHitCured(mu *sync.Mutex, hits map[string]int, page string) {
	mu.Lock()
	defer mu.Unlock()
	hits[page]++
}

// The caller leaves the locking to the helper.
func CountHitsCure(pages []string) map[string]int {
	var mu sync.Mutex
	hits := make(map[string]int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, p := range pages {
			addHitCured(&mu, hits, p)
		}
	}()
	<-done
	return hits
}

// quota is a number of bytes that may be used.
type quota struct {
	mu    sync.Mutex
	limit int
	used  int
}

func (q *quota) left() int {
	q.mu.Lock() // want `\(lockleak\)`
	defer q.mu.Unlock()
	return q.limit - q.used
}

func (q *quota) reserve(n int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n > q.left() {
		return errors.New("over quota")
	}
	q.used += n
	return nil
}

// reserve holds the lock when it asks left, which locks, too.
func ReserveMistake(limit int, sizes []int) error {
	q := &quota{limit: limit}
	for _, n := range sizes {
		if err := q.reserve(n); err != nil {
			return err
		}
	}
	return nil
}

// quotaCured is a quota.
type quotaCured struct {
	mu    sync.Mutex
	limit int
	used  int
}

func (q *quotaCured) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.leftLocked()
}

func (q *quotaCured) leftLocked() int { return q.limit - q.used }

func (q *quotaCured) reserve(n int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n > q.leftLocked() {
		return errors.New("over quota")
	}
	q.used += n
	return nil
}

// reserve asks a method that expects the lock to be held.
func ReserveCure(limit int, sizes []int) error {
	q := &quotaCured{limit: limit}
	for _, n := range sizes {
		if err := q.reserve(n); err != nil {
			return fmt.Errorf("%d left: %w", q.left(), err)
		}
	}
	return nil
}

// roster has its lock embedded.
type roster struct {
	sync.Mutex
	online map[string]bool
}

func (r *roster) join(user string) bool {
	r.Lock()
	defer r.Unlock()
	if r.online[user] {
		r.leave(user)
	}
	r.online[user] = true
	return len(r.online) > 1
}

func (r *roster) leave(user string) {
	r.Lock() // want `\(lockleak\)`
	defer r.Unlock()
	delete(r.online, user)
}

// Who joins twice leaves first, under the lock that join holds.
func JoinMistake(users []string) {
	r := &roster{online: make(map[string]bool)}
	var wg sync.WaitGroup
	for _, u := range users {
		wg.Go(func() { r.join(u) })
	}
	wg.Wait()
}

// rosterCured is a roster.
type rosterCured struct {
	sync.Mutex
	online map[string]bool
}

func (r *rosterCured) join(user string) bool {
	r.Lock()
	again := r.online[user]
	r.Unlock()
	if again {
		r.leave(user)
	}
	r.Lock()
	defer r.Unlock()
	r.online[user] = true
	return len(r.online) > 1
}

func (r *rosterCured) leave(user string) {
	r.Lock()
	defer r.Unlock()
	delete(r.online, user)
}

// Unlocked around the call.
func JoinCure(users []string) {
	r := &rosterCured{online: make(map[string]bool)}
	var wg sync.WaitGroup
	for _, u := range users {
		wg.Go(func() { r.join(u) })
	}
	wg.Wait()
}

// The closure that notes a failure locks what the goroutine that calls it holds.
func ProbeMistake(hosts []string, ping func(string) error) []string {
	var mu sync.Mutex
	var down []string
	note := func(host string) {
		mu.Lock() // want `\(lockleak\)`
		down = append(down, host)
		mu.Unlock()
	}
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			if ping(h) != nil {
				note(h)
			}
		}()
	}
	wg.Wait()
	return down
}

// Only the closure locks.
func ProbeCure(hosts []string, ping func(string) error) []string {
	var mu sync.Mutex
	var down []string
	note := func(host string) {
		mu.Lock()
		down = append(down, host)
		mu.Unlock()
	}
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if ping(h) != nil {
				note(h)
			}
		}()
	}
	wg.Wait()
	return down
}

// mailbox calls its handlers for each letter.
type mailbox struct {
	mu       sync.Mutex
	handlers map[string]func(letter string)
}

func (m *mailbox) on(name string, h func(string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.handlers[name] = h
}

func (m *mailbox) off(name string) {
	m.mu.Lock() // want `\(lockleak\)`
	defer m.mu.Unlock()
	delete(m.handlers, name)
}

func (m *mailbox) deliver(letter string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range m.handlers {
		h(letter)
	}
}

// The handler takes itself off at the first letter, while deliver holds the lock.
func FirstLetterMistake(letters []string) (first string) {
	m := &mailbox{handlers: make(map[string]func(string))}
	m.on("first", func(letter string) {
		first = letter
		m.off("first")
	})
	for _, l := range letters {
		m.deliver(l)
	}
	return first
}

// mailboxCured is a mailbox.
type mailboxCured struct {
	mu       sync.Mutex
	handlers map[string]func(letter string)
}

func (m *mailboxCured) on(name string, h func(string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.handlers[name] = h
}

func (m *mailboxCured) off(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.handlers, name)
}

func (m *mailboxCured) deliver(letter string) {
	m.mu.Lock()
	var hs []func(string)
	for _, h := range m.handlers {
		hs = append(hs, h)
	}
	m.mu.Unlock()
	for _, h := range hs {
		h(letter)
	}
}

// The handlers are called from a copy, unlocked.
func FirstLetterCure(letters []string) (first string) {
	m := &mailboxCured{handlers: make(map[string]func(string))}
	m.on("first", func(letter string) {
		first = letter
		m.off("first")
	})
	for _, l := range letters {
		m.deliver(l)
	}
	return first
}

// seats are numbered places.
type seats struct {
	mu   sync.Mutex
	free []int
}

func (s *seats) take() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return 0, false
	}
	n := s.free[0]
	s.free = s.free[1:]
	return n, true
}

func (s *seats) giveBack(n int) {
	s.mu.Lock() // want `\(lockleak\)`
	s.free = append(s.free, n)
	s.mu.Unlock()
}

// The method value is called for the rest while the lock is held.
func BookMistake(names []string) map[string]int {
	s := &seats{free: []int{1, 2, 3}}
	undo := s.giveBack
	booked := make(map[string]int)
	for _, name := range names {
		n, ok := s.take()
		if !ok {
			break
		}
		s.mu.Lock()
		if old, twice := booked[name]; twice {
			undo(old)
		}
		booked[name] = n
		s.mu.Unlock()
	}
	return booked
}

// seatsCured are seats.
type seatsCured struct {
	mu   sync.Mutex
	free []int
}

func (s *seatsCured) take() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return 0, false
	}
	n := s.free[0]
	s.free = s.free[1:]
	return n, true
}

func (s *seatsCured) giveBack(n int) {
	s.mu.Lock()
	s.free = append(s.free, n)
	s.mu.Unlock()
}

// Called after the unlock.
func BookCure(names []string) map[string]int {
	s := &seatsCured{free: []int{1, 2, 3}}
	undo := s.giveBack
	booked := make(map[string]int)
	for _, name := range names {
		n, ok := s.take()
		if !ok {
			break
		}
		s.mu.Lock()
		old, twice := booked[name]
		booked[name] = n
		s.mu.Unlock()
		if twice {
			undo(old)
		}
	}
	return booked
}

// auditor has one implementation.
type auditor interface{ record(event string) }

// vault writes its own audit.
type vault struct {
	mu    sync.Mutex
	audit auditor
	log   []string
	open  bool
}

func (v *vault) record(event string) {
	v.mu.Lock() // want `\(lockleak\)`
	defer v.mu.Unlock()
	v.log = append(v.log, event)
}

func (v *vault) unlock(pin string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open = pin == "0000"
	if !v.open {
		v.audit.record("wrong pin")
	}
}

// The vault is its own auditor: record is called through the interface under the
// vault's lock.
func OpenVaultMistake(pins []string) {
	v := &vault{}
	v.audit = v
	for _, pin := range pins {
		v.unlock(pin)
	}
}

// trail is an auditor with a lock of its own.
type trail struct {
	mu  sync.Mutex
	log []string
}

func (t *trail) record(event string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log = append(t.log, event)
}

// vaultCured is a vault.
type vaultCured struct {
	mu    sync.Mutex
	audit auditor
	open  bool
}

func (v *vaultCured) unlock(pin string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open = pin == "0000"
	if !v.open {
		v.audit.record("wrong pin")
	}
}

// The auditor is another object, with another lock.
func OpenVaultCure(pins []string) {
	v := &vaultCured{audit: &trail{}}
	for _, pin := range pins {
		v.unlock(pin)
	}
}

// The deferred calls run last in, first out: the one that counts locks before the
// one that unlocks has run.
func ImportMistake(rows []string, insert func(string) error) (failed int) {
	var mu sync.Mutex
	run := func(row string) (err error) {
		mu.Lock()
		defer mu.Unlock()
		defer func() {
			if err != nil {
				mu.Lock() // want `\(lockleak\)`
				failed++
				mu.Unlock()
			}
		}()
		return insert(row)
	}
	for _, r := range rows {
		run(r)
	}
	return failed
}

// The deferred call counts under the lock that is still held.
func ImportCure(rows []string, insert func(string) error) (failed int) {
	var mu sync.Mutex
	run := func(row string) (err error) {
		mu.Lock()
		defer mu.Unlock()
		defer func() {
			if err != nil {
				failed++
			}
		}()
		return insert(row)
	}
	for _, r := range rows {
		run(r)
	}
	return failed
}

// memo remembers what was computed.
type memo[K comparable, V any] struct {
	mu   sync.Mutex
	vals map[K]V
}

func newMemo[K comparable, V any]() *memo[K, V] { return &memo[K, V]{vals: make(map[K]V)} }

func (m *memo[K, V]) get(k K, compute func(K) V) V {
	m.mu.Lock() // want `\(lockleak\)`
	defer m.mu.Unlock()
	v, ok := m.vals[k]
	if !ok {
		v = compute(k)
		m.vals[k] = v
	}
	return v
}

// What computes a value asks for a smaller one, while get holds the lock.
func FibonacciMistake(n int) int {
	m := newMemo[int, int]()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return m.get(n-1, fib) + m.get(n-2, fib)
	}
	return fib(n)
}

// memoCured is a memo.
type memoCured[K comparable, V any] struct {
	mu   sync.Mutex
	vals map[K]V
}

func newMemoCured[K comparable, V any]() *memoCured[K, V] {
	return &memoCured[K, V]{vals: make(map[K]V)}
}

func (m *memoCured[K, V]) get(k K, compute func(K) V) V {
	m.mu.Lock()
	v, ok := m.vals[k]
	m.mu.Unlock()
	if ok {
		return v
	}
	v = compute(k)
	m.mu.Lock()
	m.vals[k] = v
	m.mu.Unlock()
	return v
}

// Computed without the lock.
func FibonacciCure(n int) int {
	m := newMemoCured[int, int]()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return m.get(n-1, fib) + m.get(n-2, fib)
	}
	return fib(n)
}

// lru tells a func in a field what it drops.
type lru struct {
	mu      sync.Mutex
	keys    []string
	max     int
	dropped func(key string)
}

func (c *lru) add(key string) {
	c.mu.Lock() // want `\(lockleak\)`
	defer c.mu.Unlock()
	c.keys = append(c.keys, key)
	if len(c.keys) > c.max {
		old := c.keys[0]
		c.keys = c.keys[1:]
		c.dropped(old)
	}
}

// What is dropped is pinned by adding it again, from within add.
func PinMistake(keys []string) {
	c := &lru{max: 2}
	c.dropped = func(key string) {
		if strings.HasPrefix(key, "pin:") {
			c.add(key)
		}
	}
	for _, k := range keys {
		c.add(k)
	}
}

// lruCured is an lru.
type lruCured struct {
	mu      sync.Mutex
	keys    []string
	max     int
	dropped func(key string)
}

func (c *lruCured) add(key string) {
	c.mu.Lock()
	c.keys = append(c.keys, key)
	var old string
	full := len(c.keys) > c.max
	if full {
		old = c.keys[0]
		c.keys = c.keys[1:]
	}
	c.mu.Unlock()
	if full {
		c.dropped(old)
	}
}

// The func is called after the unlock.
func PinCure(keys []string) {
	c := &lruCured{max: 2}
	c.dropped = func(key string) {
		if strings.HasPrefix(key, "pin:") {
			c.add(key)
		}
	}
	for _, k := range keys {
		c.add(k)
	}
}

// printer has a String method that locks.
type printer struct {
	mu    sync.Mutex
	pages int
	trace []string
}

func (p *printer) String() string {
	p.mu.Lock() // want `\(lockleak\)`
	defer p.mu.Unlock()
	return fmt.Sprintf("printer: %d pages", p.pages)
}

func (p *printer) print(doc string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages += len(doc)
	p.trace = append(p.trace, fmt.Sprint(p))
}

// fmt calls String, which wants the lock that print holds.
func PrintMistake(docs []string) {
	p := new(printer)
	for _, d := range docs {
		p.print(d)
	}
}

// printerCured is a printer.
type printerCured struct {
	mu    sync.Mutex
	pages int
	trace []string
}

func (p *printerCured) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("printer: %d pages", p.pages)
}

func (p *printerCured) print(doc string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages += len(doc)
	p.trace = append(p.trace, fmt.Sprintf("printer: %d pages", p.pages))
}

// The text is made of the fields.
func PrintCure(docs []string) {
	p := new(printerCured)
	for _, d := range docs {
		p.print(d)
	}
}

// folder is a node of a tree that is counted.
type folder struct {
	size int
	subs []*folder
}

// A folder is added under the lock, and its own folders from within.
func TreeSizeMistake(depth int) int {
	root := &folder{size: 1}
	for at := root; depth > 0; depth-- {
		sub := &folder{size: 1}
		at.subs = append(at.subs, sub)
		at = sub
	}
	var mu sync.Mutex
	total := 0
	var walk func(*folder)
	walk = func(f *folder) {
		mu.Lock() // want `\(lockleak\)`
		defer mu.Unlock()
		total += f.size
		for _, sub := range f.subs {
			walk(sub)
		}
	}
	walk(root)
	return total
}

// Unlocked before the recursion.
func TreeSizeCure(depth int) int {
	root := &folder{size: 1}
	for at := root; depth > 0; depth-- {
		sub := &folder{size: 1}
		at.subs = append(at.subs, sub)
		at = sub
	}
	var mu sync.Mutex
	total := 0
	var walk func(*folder)
	walk = func(f *folder) {
		mu.Lock()
		total += f.size
		mu.Unlock()
		for _, sub := range f.subs {
			walk(sub)
		}
	}
	walk(root)
	return total
}

// account is one side of a transfer.
type account struct {
	mu      sync.Mutex
	balance int
}

// A transfer from an account to itself locks the account twice.
func TransferMistake(from, to string, amount int) int {
	accounts := map[string]*account{"alice": {balance: 10}, "bob": {balance: 10}}
	a, b := accounts[from], accounts[to]
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock() // stretch: from may be to, but need not be
	defer b.mu.Unlock()
	a.balance -= amount
	b.balance += amount
	return b.balance
}

// Such a transfer is none.
func TransferCure(from, to string, amount int) int {
	accounts := map[string]*account{"alice": {balance: 10}, "bob": {balance: 10}}
	a, b := accounts[from], accounts[to]
	if a == b {
		return a.balance
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	a.balance -= amount
	b.balance += amount
	return b.balance
}
