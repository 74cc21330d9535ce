package goroutineleak

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// Here there are more sends than receives, or more receives than sends.

type page struct {
	text string
	err  error
}

// The failure is sent, and then the empty page as well: one is received.
func RenderMistake(name string, render func(name string) (string, error)) (string, error) {
	pages := make(chan page)
	go func() {
		text, err := render(name)
		if err != nil {
			pages <- page{err: err}
		}
		pages <- page{text: text} // want `\(goroutineleak\)`
	}()
	p := <-pages
	return p.text, p.err
}

// The return that was missing.
func RenderCure(name string, render func(name string) (string, error)) (string, error) {
	pages := make(chan page)
	go func() {
		text, err := render(name)
		if err != nil {
			pages <- page{err: err}
			return
		}
		pages <- page{text: text}
	}()
	p := <-pages
	return p.text, p.err
}

// An order is settled by its result.
type order struct {
	id     int
	result chan error
}

func (o *order) fail(err error) { o.result <- fmt.Errorf("order %d: %w", o.id, err) }

func (o *order) finish() { o.result <- nil } // want `\(goroutineleak\)`

// An order that fails is finished, too; the second result has no receiver.
func ShipMistake(id int, pack func(id int) error) error {
	o := &order{id: id, result: make(chan error)}
	go func() {
		if err := pack(o.id); err != nil {
			o.fail(err)
		}
		o.finish()
	}()
	return <-o.result
}

// A parcel is an order that settles at once what there is to settle.
type parcel struct {
	id     int
	result chan error
}

func (p *parcel) fail(err error) { p.result <- fmt.Errorf("parcel %d: %w", p.id, err) }

func (p *parcel) finish() { p.result <- nil }

// Failed or finished, but not both.
func ShipCure(id int, pack func(id int) error) error {
	p := &parcel{id: id, result: make(chan error)}
	go func() {
		if err := pack(p.id); err != nil {
			p.fail(err)
		} else {
			p.finish()
		}
	}()
	return <-p.result
}

// The closure reports the outcome, and the deferred call reports once more.
func BackupMistake(volumes []string, copyOne func(volume string) error) string {
	outcome := make(chan string)
	report := func(text string) { outcome <- text } // want `\(goroutineleak\)`
	go func() {
		defer report("done")
		for _, v := range volumes {
			if err := copyOne(v); err != nil {
				report("failed: " + v)
				return
			}
		}
	}()
	return <-outcome
}

// The last report comes at the end of the good way only.
func BackupCure(volumes []string, copyOne func(volume string) error) string {
	outcome := make(chan string)
	report := func(text string) { outcome <- text }
	go func() {
		for _, v := range volumes {
			if err := copyOne(v); err != nil {
				report("failed: " + v)
				return
			}
		}
		report("done")
	}()
	return <-outcome
}

// The error is taken by the select and ends it; the rows that are sent all the
// same are not.
func QueryMistake(statement string, run func(statement string) ([]int, error)) ([]int, error) {
	rows, failure := make(chan []int), make(chan error)
	go func() {
		found, err := run(statement)
		if err != nil {
			failure <- err
		}
		rows <- found // want `\(goroutineleak\)`
	}()
	select {
	case r := <-rows:
		return r, nil
	case err := <-failure:
		return nil, err
	}
}

// One or the other.
func QueryCure(statement string, run func(statement string) ([]int, error)) ([]int, error) {
	rows, failure := make(chan []int), make(chan error)
	go func() {
		switch found, err := run(statement); err {
		case nil:
			rows <- found
		default:
			failure <- err
		}
	}()
	select {
	case r := <-rows:
		return r, nil
	case err := <-failure:
		return nil, err
	}
}

// There is room for a line for each step, and a step that fails writes two,
// before anybody reads.
func JournalMistake(steps []string, do func(step string) error) string {
	lines := make(chan string, len(steps))
	write := func(line string) {
		lines <- line // want `\(goroutineleak\)`
	}
	for _, s := range steps {
		write("begin " + s)
		if err := do(s); err != nil {
			write("failed " + s)
		}
	}
	close(lines)
	var b strings.Builder
	for l := range lines {
		b.WriteString(l)
	}
	return b.String()
}

// Room for two lines of each step.
func JournalCure(steps []string, do func(step string) error) string {
	lines := make(chan string, 2*len(steps))
	write := func(line string) {
		lines <- line
	}
	for _, s := range steps {
		write("begin " + s)
		if err := do(s); err != nil {
			write("failed " + s)
		}
	}
	close(lines)
	var b strings.Builder
	for l := range lines {
		b.WriteString(l)
	}
	return b.String()
}

// Two sensors and a summary make three readings, for two of which there is
// room: the station reads none of them when it is to be quiet.
func StationMistake(quiet bool, inside, outside func() int) int {
	readings := make(chan int, 2)
	go func() {
		in, out := inside(), outside()
		readings <- in
		readings <- out
		readings <- (in + out) / 2 // want `\(goroutineleak\)`
	}()
	if quiet {
		return 0
	}
	return <-readings + <-readings + <-readings
}

// Room for all three.
func StationCure(quiet bool, inside, outside func() int) int {
	readings := make(chan int, 3)
	go func() {
		in, out := inside(), outside()
		readings <- in
		readings <- out
		readings <- (in + out) / 2
	}()
	if quiet {
		return 0
	}
	return <-readings + <-readings + <-readings
}

// One page more is sent than received: the page counts start at 0 and at 1.
func PrintPagesMistake(pages int, paint func(page int) string) (out []string) {
	printed := make(chan string)
	go func() {
		for i := 0; i <= pages; i++ {
			printed <- paint(i) // want `\(goroutineleak\)`
		}
	}()
	for i := 1; i <= pages; i++ {
		out = append(out, <-printed)
	}
	return out
}

// As many as are received.
func PrintPagesCure(pages int, paint func(page int) string) (out []string) {
	printed := make(chan string)
	go func() {
		for i := 1; i <= pages; i++ {
			printed <- paint(i)
		}
	}()
	for i := 1; i <= pages; i++ {
		out = append(out, <-printed)
	}
	return out
}

// A word that is a stop word is not looked up, and its result is waited for.
func IndexMistake(words []string, stop map[string]bool, find func(word string) int) (hits int) {
	found := make(chan int)
	for _, w := range words {
		if stop[w] {
			continue
		}
		go func() { found <- find(w) }()
	}
	for range words {
		hits += <-found // want `\(goroutineleak\)`
	}
	return hits
}

// As many results are waited for as there are lookups.
func IndexCure(words []string, stop map[string]bool, find func(word string) int) (hits int) {
	found := make(chan int)
	lookups := 0
	for _, w := range words {
		if stop[w] {
			continue
		}
		lookups++
		go func() { found <- find(w) }()
	}
	for range lookups {
		hits += <-found
	}
	return hits
}

// A worker sends the size of what it could open, and nothing of what it could not.
func measureFile(open func(name string) (int, bool), name string, sizes chan<- int) {
	size, ok := open(name)
	if !ok {
		return
	}
	sizes <- size
}

// The receiver waits for a size that the worker has not sent.
func DiskUsageMistake(names []string, open func(name string) (int, bool)) (total int) {
	sizes := make(chan int, len(names))
	for _, n := range names {
		go measureFile(open, n, sizes)
	}
	for i := 0; i < len(names); i++ {
		total += <-sizes // want `\(goroutineleak\)`
	}
	return total
}

func measureOrZero(open func(name string) (int, bool), name string, sizes chan<- int) {
	size, ok := open(name)
	if !ok {
		sizes <- 0
		return
	}
	sizes <- size
}

// The worker sends 0 for what it could not open.
func DiskUsageCure(names []string, open func(name string) (int, bool)) (total int) {
	sizes := make(chan int, len(names))
	for _, n := range names {
		go measureOrZero(open, n, sizes)
	}
	for i := 0; i < len(names); i++ {
		total += <-sizes
	}
	return total
}

// A reaper sweeps until it is told to stop, and says that it has.
type reaper struct {
	quit    chan struct{}
	stopped chan struct{}
}

func (r *reaper) loop(sweep func()) {
	for {
		select {
		case <-r.quit:
			r.stopped <- struct{}{} // want `\(goroutineleak\)`
			return
		default:
			sweep()
		}
	}
}

// Nobody receives what the reaper says.
func ReapMistake(sweep func(), work func()) {
	r := &reaper{quit: make(chan struct{}), stopped: make(chan struct{})}
	go r.loop(sweep)
	work()
	close(r.quit)
}

// A sweeper is a reaper that closes what it would send on.
type sweeper struct {
	quit    chan struct{}
	stopped chan struct{}
}

func (s *sweeper) loop(sweep func()) {
	defer close(s.stopped)
	for {
		select {
		case <-s.quit:
			return
		default:
			sweep()
		}
	}
}

// Closed in place of the send.
func ReapCure(sweep func(), work func()) {
	s := &sweeper{quit: make(chan struct{}), stopped: make(chan struct{})}
	go s.loop(sweep)
	work()
	close(s.quit)
}

// A gate opens when what is behind it is warm.
type gate struct {
	warm func() error
	open chan struct{}
}

func (g *gate) heat() {
	if err := g.warm(); err != nil {
		return // and the gate stays shut
	}
	close(g.open)
}

// What could not be warmed does not open the gate, and the visitor waits.
func VisitMistake(warm func() error) {
	g := &gate{warm: warm, open: make(chan struct{})}
	go g.heat()
	<-g.open // want `\(goroutineleak\)`
}

// A door opens in any case and tells why it is cold.
type door struct {
	warm func() error
	cold error
	open chan struct{}
}

func (d *door) heat() {
	defer close(d.open)
	d.cold = d.warm()
}

// The gate opens in any case.
func VisitCure(warm func() error) error {
	d := &door{warm: warm, open: make(chan struct{})}
	go d.heat()
	<-d.open
	return d.cold
}

// The one token is put in by the one that takes it out, and there is no room.
func TokenMistake(spend func()) {
	tokens := make(chan struct{})
	tokens <- struct{}{} // want `\(goroutineleak\)`
	spend()
	<-tokens
}

// Room for the token.
func TokenCure(spend func()) {
	tokens := make(chan struct{}, 1)
	tokens <- struct{}{}
	spend()
	<-tokens
}

// A task may have to be tried again.
type task struct {
	name  string
	tries int
}

// A scheduler runs its tasks one by one in one goroutine.
type scheduler struct {
	tasks chan task
	ended chan struct{}
	run   func(name string) error
}

func (s *scheduler) loop() {
	defer close(s.ended)
	for t := range s.tasks {
		if err := s.run(t.name); err != nil && t.tries < 2 {
			s.tasks <- task{t.name, t.tries + 1} // want `\(goroutineleak\)`
		}
	}
}

// What fails is sent to the loop by the loop itself, the only one to receive it.
func RetryMistake(names []string, run func(name string) error) {
	s := &scheduler{tasks: make(chan task), ended: make(chan struct{}), run: run}
	go s.loop()
	for _, n := range names {
		s.tasks <- task{name: n}
	}
	close(s.tasks)
	<-s.ended
}

func (s *scheduler) retryLoop() {
	defer close(s.ended)
	for t := range s.tasks {
		for s.run(t.name) != nil && t.tries < 2 {
			t.tries++
		}
	}
}

// The loop tries again itself.
func RetryCure(names []string, run func(name string) error) {
	s := &scheduler{tasks: make(chan task), ended: make(chan struct{}), run: run}
	go s.retryLoop()
	for _, n := range names {
		s.tasks <- task{name: n}
	}
	close(s.tasks)
	<-s.ended
}

// Two cashiers serve a few customers each and go home; the customer who comes
// then waits for either.
func CashiersMistake(customers []string, each int, serve func(customer string)) {
	left, right := make(chan string), make(chan string)
	defer close(left)
	defer close(right)
	cashier := func(queue <-chan string) {
		served := 0
		for c := range queue {
			serve(c)
			if served++; served == each {
				return
			}
		}
	}
	go cashier(left)
	go cashier(right)
	for _, c := range customers {
		select { // want `\(goroutineleak\)`
		case left <- c:
		case right <- c:
		}
	}
}

// Told that both have gone home, the customers leave.
func CashiersCure(customers []string, each int, serve func(customer string)) {
	left, right := make(chan string), make(chan string)
	defer close(left)
	defer close(right)
	cashier := func(queue <-chan string) {
		served := 0
		for c := range queue {
			serve(c)
			if served++; served == each {
				return
			}
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { cashier(left) })
	wg.Go(func() { cashier(right) })
	closed := make(chan struct{})
	go func() {
		wg.Wait()
		close(closed)
	}()
	for _, c := range customers {
		select {
		case left <- c:
		case right <- c:
		case <-closed:
			return
		}
	}
}

// The painter waits for a frame or a resize; the context ends the player, which
// sends both, and the painter is not told.
func PlayMistake(ctx context.Context, next func() string, paint func(frame string)) {
	frames, sizes := make(chan string), make(chan int)
	go func() {
		width := 80
		for {
			select { // want `\(goroutineleak\)`
			case f := <-frames:
				paint(f[:min(width, len(f))])
			case width = <-sizes:
			}
		}
	}()
	for ctx.Err() == nil {
		frames <- next()
		sizes <- 40
	}
}

// The player says that it has ended.
func PlayCure(ctx context.Context, next func() string, paint func(frame string)) {
	frames, sizes, ended := make(chan string), make(chan int), make(chan struct{})
	defer close(ended)
	go func() {
		width := 80
		for {
			select {
			case f := <-frames:
				paint(f[:min(width, len(f))])
			case width = <-sizes:
			case <-ended:
				return
			}
		}
	}()
	for ctx.Err() == nil {
		frames <- next()
		sizes <- 40
	}
}

// The slot of a picture that cannot be read is not given back; with the last
// slot gone, the next picture waits for one.
func ThumbnailsMistake(pictures []string, read func(picture string) error) {
	slots := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for _, p := range pictures {
		slots <- struct{}{} // want `\(goroutineleak\)`
		wg.Go(func() {
			if err := read(p); err != nil {
				return
			}
			<-slots
		})
	}
	wg.Wait()
}

// Given back in any case.
func ThumbnailsCure(pictures []string, read func(picture string) error) {
	slots := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for _, p := range pictures {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := read(p); err != nil {
				return
			}
		})
	}
	wg.Wait()
}

// A limiter lets one call through at a time.
type limiter struct {
	slots chan struct{}
}

func newLimiter() *limiter { return &limiter{slots: make(chan struct{}, 1)} }

func (l *limiter) acquire() { l.slots <- struct{}{} } // want `\(goroutineleak\)`

func (l *limiter) release() { <-l.slots }

// A call that fails keeps its slot, and the next one waits for it.
func CallTwiceMistake(call func() error) error {
	l := newLimiter()
	try := func() error {
		l.acquire()
		if err := call(); err != nil {
			return err
		}
		l.release()
		return nil
	}
	if try() == nil {
		return nil
	}
	return try()
}

// A throttle is a limiter, with a guard in place of two calls.
type throttle struct {
	slots chan struct{}
}

func (t *throttle) enter() (leave func()) {
	t.slots <- struct{}{}
	return func() { <-t.slots }
}

// The slot is given back by a defer.
func CallTwiceCure(call func() error) error {
	t := &throttle{slots: make(chan struct{}, 1)}
	try := func() error {
		defer t.enter()()
		return call()
	}
	if try() == nil {
		return nil
	}
	return try()
}

// A Ledger is locked by the one place in its channel.
type Ledger struct {
	turn    chan struct{}
	balance int
}

// NewLedger returns a ledger with nothing in it.
func NewLedger() *Ledger { return &Ledger{turn: make(chan struct{}, 1)} }

func (l *Ledger) add(amount int) {
	l.turn <- struct{}{} // stretch: the channel comes with the receiver, and others may receive from it
	l.balance += amount
	<-l.turn
}

// The turn is taken, and add takes it again.
func (l *Ledger) InterestMistake(percent int) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.balance > 0 {
		l.add(l.balance * percent / 100)
	}
}

// What is called with the turn taken does not take it.
func (l *Ledger) InterestCure(percent int) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.balance > 0 {
		l.balance += l.balance * percent / 100
	}
}

// Deposit adds to the balance.
func (l *Ledger) Deposit(amount int) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	l.balance += amount
}
