package lockleak

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A row that cannot be parsed returns with the lock held: the next row waits for it.
func LoadRowsMistake(rows []string, parse func(string) (int, error)) (sum, bad int) {
	var mu sync.Mutex
	add := func(row string) error {
		mu.Lock() // want `\(lockleak\)`
		n, err := parse(row)
		if err != nil {
			return err
		}
		sum += n
		mu.Unlock()
		return nil
	}
	for _, r := range rows {
		if add(r) != nil {
			bad++
		}
	}
	return sum, bad
}

// The unlock is deferred.
func LoadRowsCure(rows []string, parse func(string) (int, error)) (sum, bad int) {
	var mu sync.Mutex
	add := func(row string) error {
		mu.Lock()
		defer mu.Unlock()
		n, err := parse(row)
		if err != nil {
			return err
		}
		sum += n
		return nil
	}
	for _, r := range rows {
		if add(r) != nil {
			bad++
		}
	}
	return sum, bad
}

// ledger is a file of entries.
type ledger struct {
	mu      sync.Mutex
	entries []int
	closed  bool
}

func (l *ledger) post(amount int) error {
	l.mu.Lock()
	if amount == 0 {
		return errors.New("nothing to post")
	}
	l.entries = append(l.entries, amount)
	l.mu.Unlock()
	return nil
}

func (l *ledger) close() int {
	l.mu.Lock() // want `\(lockleak\)`
	defer l.mu.Unlock()
	l.closed = true
	return len(l.entries)
}

// post refuses an amount and keeps the lock, for which close waits.
func PostMistake(amount int) error {
	l := new(ledger)
	defer l.close()
	if err := l.post(amount); err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	return nil
}

// ledgerCured is a ledger.
type ledgerCured struct {
	mu      sync.Mutex
	entries []int
	closed  bool
}

func (l *ledgerCured) post(amount int) error {
	l.mu.Lock()
	if amount == 0 {
		l.mu.Unlock()
		return errors.New("nothing to post")
	}
	l.entries = append(l.entries, amount)
	l.mu.Unlock()
	return nil
}

func (l *ledgerCured) close() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return len(l.entries)
}

// Unlocked on that path, too.
func PostCure(amount int) error {
	l := new(ledgerCured)
	defer l.close()
	if err := l.post(amount); err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	return nil
}

// outbox is filled by its user and emptied by a goroutine.
type outbox struct {
	mu    sync.Mutex
	mails []string
	kick  chan struct{}
}

func newOutbox(send func([]string)) *outbox {
	o := &outbox{kick: make(chan struct{}, 1)}
	go func() {
		for range o.kick {
			o.mu.Lock() // want `\(lockleak\)`
			mails := o.mails
			o.mails = nil
			o.mu.Unlock()
			send(mails)
		}
	}()
	return o
}

func (o *outbox) put(mail string) error {
	o.mu.Lock()
	defer func() { o.kick <- struct{}{} }()
	if mail == "" {
		return errors.New("empty mail")
	}
	o.mails = append(o.mails, mail)
	o.mu.Unlock()
	return nil
}

// An empty mail is refused with the lock held: the goroutine that sends, which is
// told all the same, waits for it.
func SendMailMistake(mail string, send func([]string)) error {
	o := newOutbox(send)
	defer close(o.kick)
	return o.put(mail)
}

// outboxCured is an outbox.
type outboxCured struct {
	mu    sync.Mutex
	mails []string
	kick  chan struct{}
}

func newOutboxCured(send func([]string)) *outboxCured {
	o := &outboxCured{kick: make(chan struct{}, 1)}
	go func() {
		for range o.kick {
			o.mu.Lock()
			mails := o.mails
			o.mails = nil
			o.mu.Unlock()
			send(mails)
		}
	}()
	return o
}

func (o *outboxCured) put(mail string) error {
	o.mu.Lock()
	defer func() { o.kick <- struct{}{} }()
	defer o.mu.Unlock()
	if mail == "" {
		return errors.New("empty mail")
	}
	o.mails = append(o.mails, mail)
	return nil
}

// The unlock is deferred.
func SendMailCure(mail string, send func([]string)) error {
	o := newOutboxCured(send)
	defer close(o.kick)
	return o.put(mail)
}

// A job that is known already is passed over with the lock held: the worker waits
// for itself at the next.
func DedupMistake(jobs []string, run func(string)) {
	var mu sync.Mutex
	seen := make(map[string]bool)
	queue := make(chan string, len(jobs))
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range queue {
				mu.Lock() // want `\(lockleak\)`
				if seen[j] {
					continue
				}
				seen[j] = true
				mu.Unlock()
				run(j)
			}
		})
	}
	wg.Wait()
}

// Unlocked before continue.
func DedupCure(jobs []string, run func(string)) {
	var mu sync.Mutex
	seen := make(map[string]bool)
	queue := make(chan string, len(jobs))
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range queue {
				mu.Lock()
				if seen[j] {
					mu.Unlock()
					continue
				}
				seen[j] = true
				mu.Unlock()
				run(j)
			}
		})
	}
	wg.Wait()
}

// The budget is spent: break leaves the loop with the lock held, and what is left
// is never read.
func SpendMistake(prices []int, budget int) (bought, left int) {
	var mu sync.Mutex
	for _, p := range prices {
		mu.Lock()
		if p > budget {
			break
		}
		budget -= p
		bought++
		mu.Unlock()
	}
	mu.Lock() // want `\(lockleak\)`
	left = budget
	mu.Unlock()
	return bought, left
}

// Unlocked before break.
func SpendCure(prices []int, budget int) (bought, left int) {
	var mu sync.Mutex
	for _, p := range prices {
		mu.Lock()
		if p > budget {
			mu.Unlock()
			break
		}
		budget -= p
		bought++
		mu.Unlock()
	}
	mu.Lock()
	left = budget
	mu.Unlock()
	return bought, left
}

// A plugin panics with the lock held. The panic is recovered, the lock is kept: the
// next plugin waits.
func RunPluginsMistake(plugins []func() int) (sum, crashed int) {
	var mu sync.Mutex
	run := func(plugin func() int) {
		defer func() {
			if recover() != nil {
				crashed++
			}
		}()
		mu.Lock() // want `\(lockleak\)`
		sum += plugin()
		mu.Unlock()
	}
	for _, p := range plugins {
		run(p)
	}
	return sum, crashed
}

// The unlock is deferred, so that it runs when the plugin panics.
func RunPluginsCure(plugins []func() int) (sum, crashed int) {
	var mu sync.Mutex
	run := func(plugin func() int) {
		defer func() {
			if recover() != nil {
				crashed++
			}
		}()
		mu.Lock()
		defer mu.Unlock()
		sum += plugin()
	}
	for _, p := range plugins {
		run(p)
	}
	return sum, crashed
}

// A case of the switch has no unlock: the command after a reset waits.
func InterpretMistake(commands []string) int {
	var mu sync.Mutex
	value := 0
	for _, c := range commands {
		mu.Lock() // want `\(lockleak\)`
		switch c {
		case "up":
			value++
			mu.Unlock()
		case "down":
			value--
			mu.Unlock()
		case "reset":
			value = 0
		default:
			mu.Unlock()
		}
	}
	return value
}

// One unlock after the switch.
func InterpretCure(commands []string) int {
	var mu sync.Mutex
	value := 0
	for _, c := range commands {
		mu.Lock()
		switch c {
		case "up":
			value++
		case "down":
			value--
		case "reset":
			value = 0
		}
		mu.Unlock()
	}
	return value
}

// The lock goes to the goroutine, which has none to give back when the context is
// done: the next batch waits for it.
func FlushMistake(ctx context.Context, batches [][]int, write func([]int)) {
	var mu sync.Mutex
	for _, b := range batches {
		mu.Lock() // want `\(lockleak\)`
		go func() {
			if ctx.Err() != nil {
				return
			}
			write(b)
			mu.Unlock()
		}()
	}
}

// The goroutine unlocks however it ends.
func FlushCure(ctx context.Context, batches [][]int, write func([]int)) {
	var mu sync.Mutex
	for _, b := range batches {
		mu.Lock()
		go func() {
			defer mu.Unlock()
			if ctx.Err() != nil {
				return
			}
			write(b)
		}()
	}
}

// tank is held by whoever got the func that lets it go.
type tank struct {
	mu    sync.Mutex
	level int
}

func (t *tank) hold() (release func()) {
	t.mu.Lock() // want `\(lockleak\)`
	return t.mu.Unlock
}

// Too little is in the tank: drawing returns without the call of release, and
// filling waits.
func DrawMistake(level, amount int) (int, error) {
	t := &tank{level: level}
	draw := func() error {
		release := t.hold()
		if t.level < amount {
			return errors.New("too little")
		}
		t.level -= amount
		release()
		return nil
	}
	err := draw()
	release := t.hold()
	defer release()
	t.level++
	return t.level, err
}

// tankCured is a tank.
type tankCured struct {
	mu    sync.Mutex
	level int
}

func (t *tankCured) hold() (release func()) {
	t.mu.Lock()
	return t.mu.Unlock
}

// The call of release is deferred.
func DrawCure(level, amount int) (int, error) {
	t := &tankCured{level: level}
	draw := func() error {
		release := t.hold()
		defer release()
		if t.level < amount {
			return errors.New("too little")
		}
		t.level -= amount
		return nil
	}
	err := draw()
	release := t.hold()
	defer release()
	t.level++
	return t.level, err
}

// rooms has a lock for each room.
type rooms struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func (r *rooms) of(name string) *sync.Mutex {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locks[name] == nil {
		r.locks[name] = new(sync.Mutex)
	}
	return r.locks[name]
}

// A party that does not fit goes away with the room's lock; the next party waits
// for the room.
func SeatMistake(parties []int, places int) (seated int) {
	r := &rooms{locks: make(map[string]*sync.Mutex)}
	for _, p := range parties {
		room := r.of("main")
		room.Lock() // want `\(lockleak\)`
		if p > places {
			continue
		}
		places -= p
		seated++
		room.Unlock()
	}
	return seated
}

// Unlocked on that path, too.
func SeatCure(parties []int, places int) (seated int) {
	r := &rooms{locks: make(map[string]*sync.Mutex)}
	for _, p := range parties {
		room := r.of("main")
		room.Lock()
		if p > places {
			room.Unlock()
			continue
		}
		places -= p
		seated++
		room.Unlock()
	}
	return seated
}

// A try that succeeds is a lock, too: who finds the cache fresh keeps it, and the
// refresh after it waits.
func RefreshMistake(ages []int, load func() string) (page string) {
	var mu sync.Mutex
	for _, age := range ages {
		if mu.TryLock() {
			if age < 10 {
				continue
			}
			mu.Unlock()
		}
		mu.Lock() // want `\(lockleak\)`
		page = load()
		mu.Unlock()
	}
	return page
}

// Unlocked before continue.
func RefreshCure(ages []int, load func() string) (page string) {
	var mu sync.Mutex
	for _, age := range ages {
		if mu.TryLock() {
			if age < 10 {
				mu.Unlock()
				continue
			}
			mu.Unlock()
		}
		mu.Lock()
		page = load()
		mu.Unlock()
	}
	return page
}

// shard is one part of a table.
type shard struct {
	mu   sync.Mutex
	rows []string
}

// The first shard is full and s becomes the second, which is unlocked at the end:
// the first stays locked.
func InsertMistake(rows []string, room int) int {
	first, second := new(shard), new(shard)
	for _, r := range rows {
		s := first
		s.mu.Lock() // want `\(lockleak\)`
		if len(s.rows) >= room {
			s = second
			s.mu.Lock()
		}
		s.rows = append(s.rows, r)
		s.mu.Unlock()
	}
	return len(second.rows)
}

// The first is unlocked before s moves on.
func InsertCure(rows []string, room int) int {
	first, second := new(shard), new(shard)
	for _, r := range rows {
		s := first
		s.mu.Lock()
		if len(s.rows) >= room {
			s.mu.Unlock()
			s = second
			s.mu.Lock()
		}
		s.rows = append(s.rows, r)
		s.mu.Unlock()
	}
	return len(second.rows)
}

// meters are read under one lock and reset under another.
type meters struct {
	readMu, resetMu sync.Mutex
	value, resets   int
}

func (m *meters) bump() {
	m.readMu.Lock() // want `\(lockleak\)`
	m.value++
	m.readMu.Unlock()
}

func (m *meters) reset(keep bool) {
	m.resetMu.Lock()
	m.readMu.Lock()
	if keep {
		m.resetMu.Unlock()
		m.resetMu.Lock()
		m.resets++
		m.resetMu.Unlock()
		return
	}
	m.value = 0
	m.readMu.Unlock()
	m.resetMu.Unlock()
}

// The wrong lock of the two is let go when the value is kept: bump waits for the
// other.
func ResetMetersMistake(keep bool) int {
	m := new(meters)
	m.bump()
	m.reset(keep)
	m.bump()
	return m.value
}

// metersCured are meters.
type metersCured struct {
	readMu, resetMu sync.Mutex
	value, resets   int
}

func (m *metersCured) bump() {
	m.readMu.Lock()
	m.value++
	m.readMu.Unlock()
}

func (m *metersCured) reset(keep bool) {
	m.resetMu.Lock()
	m.readMu.Lock()
	if keep {
		m.readMu.Unlock()
		m.resets++
		m.resetMu.Unlock()
		return
	}
	m.value = 0
	m.readMu.Unlock()
	m.resetMu.Unlock()
}

// The lock of the readers is the one that is let go.
func ResetMetersCure(keep bool) int {
	m := new(metersCured)
	m.bump()
	m.reset(keep)
	m.bump()
	return m.value
}

// Room is a place that can be closed.
type Room struct {
	mu     sync.Mutex
	closed bool
	names  []string
}

// Close closes it.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
}

// Who comes too late keeps the lock. All others give it back, and are looked after until they leave.
func (r *Room) EnterMistake(ctx context.Context, name string) error {
	r.mu.Lock() // want `still held on one way out.*\(lockleak\)`
	if r.closed {
		return errors.New("closed")
	}
	r.names = append(r.names, name)
	r.mu.Unlock()
	go func() {
		<-ctx.Done()
		r.leave(name)
	}()
	return nil
}

// Each way gives it back.
func (r *Room) EnterCure(ctx context.Context, name string) error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return errors.New("closed")
	}
	r.names = append(r.names, name)
	r.mu.Unlock()
	go func() {
		<-ctx.Done()
		r.leave(name)
	}()
	return nil
}

func (r *Room) leave(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = append(r.names, "-"+name)
}

// Diary is a list that is written down in the background.
type Diary struct {
	mu     sync.Mutex
	closed bool
	lines  []string
}

// Note hands the lock over to the goroutine that writes.
func (d *Diary) Note(line string, write func([]string)) {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return
	}
	d.lines = append(d.lines, line)
	go func() {
		defer d.mu.Unlock()
		write(d.lines)
	}()
}
