package goroutineleak

import (
	"context"
	"log"
	"sync"
)

// Here a goroutine is not told to stop, or is told when it is no longer there;
// and here two wait for each other.

// A consumer takes events until it is stopped.
type consumer struct {
	events chan string
	quit   chan struct{}
}

func (c *consumer) loop(handle func(event string)) {
	for {
		select { // want `\(goroutineleak\)`
		case e := <-c.events:
			handle(e)
		case <-c.quit:
			return
		}
	}
}

func (c *consumer) stop() {
	if c.quit != nil {
		close(c.quit)
	}
}

// The quit channel is never made: it looks like a stop, and is none.
func ConsumeMistake(events []string, handle func(event string)) {
	c := &consumer{events: make(chan string)}
	go c.loop(handle)
	for _, e := range events {
		c.events <- e
	}
	c.stop()
}

// An eater is a consumer that comes with all it needs.
type eater struct {
	events chan string
	quit   chan struct{}
}

func (c *eater) loop(handle func(event string)) {
	for {
		select {
		case e := <-c.events:
			handle(e)
		case <-c.quit:
			return
		}
	}
}

func (c *eater) stop() {
	if c.quit != nil {
		close(c.quit)
	}
}

// The quit channel is made.
func ConsumeCure(events []string, handle func(event string)) {
	c := &eater{events: make(chan string), quit: make(chan struct{})}
	go c.loop(handle)
	for _, e := range events {
		c.events <- e
	}
	c.stop()
}

// The channel that is closed is another variable of the same name; the watcher
// waits for the outer one, which is nil.
func WatchMistake(limited bool, work, cleanUp func()) {
	var stop chan struct{}
	if limited {
		stop := make(chan struct{})
		defer close(stop)
	}
	if limited {
		go func() {
			<-stop // want `\(goroutineleak\)`
			cleanUp()
		}()
	}
	work()
}

// Assigned, not declared anew.
func WatchCure(limited bool, work, cleanUp func()) {
	var stop chan struct{}
	if limited {
		stop = make(chan struct{})
		defer close(stop)
	}
	if limited {
		go func() {
			<-stop
			cleanUp()
		}()
	}
	work()
}

// Each input is set to nil at its end, and with both nil the loop has nothing
// more to wait for.
func MergeMistake(north, south []string, take func(car string)) {
	send := func(cars []string) <-chan string {
		road := make(chan string)
		go func() {
			defer close(road)
			for _, c := range cars {
				road <- c
			}
		}()
		return road
	}
	n, s := send(north), send(south)
	for {
		select { // want `\(goroutineleak\)`
		case c, ok := <-n:
			if !ok {
				n = nil
				continue
			}
			take(c)
		case c, ok := <-s:
			if !ok {
				s = nil
				continue
			}
			take(c)
		}
	}
}

// The loop ends with the second input.
func MergeCure(north, south []string, take func(car string)) {
	send := func(cars []string) <-chan string {
		road := make(chan string)
		go func() {
			defer close(road)
			for _, c := range cars {
				road <- c
			}
		}()
		return road
	}
	n, s := send(north), send(south)
	for n != nil || s != nil {
		select {
		case c, ok := <-n:
			if !ok {
				n = nil
				continue
			}
			take(c)
		case c, ok := <-s:
			if !ok {
				s = nil
				continue
			}
			take(c)
		}
	}
}

// A counter lives in a goroutine that is asked by a channel for the answer.
type counter struct {
	asked   chan chan int
	hits    chan int
	quit    chan struct{}
	stopped chan struct{}
}

func newCounter() *counter {
	c := &counter{make(chan chan int), make(chan int), make(chan struct{}), make(chan struct{})}
	go c.serve()
	return c
}

func (c *counter) serve() {
	defer close(c.stopped)
	total := 0
	for {
		select {
		case reply := <-c.asked:
			reply <- total
		case n := <-c.hits:
			total += n
		case <-c.quit:
			return
		}
	}
}

func (c *counter) stop() {
	close(c.quit)
	<-c.stopped
}

func (c *counter) total() int {
	reply := make(chan int)
	c.asked <- reply // want `\(goroutineleak\)`
	return <-reply
}

func (c *counter) totalOrZero() int {
	reply := make(chan int)
	select {
	case c.asked <- reply:
		return <-reply
	case <-c.quit:
		return 0
	}
}

// The counter has been stopped, and nobody is there to be asked.
func ScoreMistake(hits []int) int {
	c := newCounter()
	for _, h := range hits {
		c.hits <- h
	}
	c.stop()
	return c.total()
}

// Whether it was stopped is looked at with the question.
func ScoreCure(hits []int) int {
	c := newCounter()
	for _, h := range hits {
		c.hits <- h
	}
	c.stop()
	return c.totalOrZero()
}

type lookup struct {
	key   string
	reply chan string
}

// The one who asked may not have the patience for the answer: the server is
// stuck with it.
func CacheMistake(impatient bool, load func(key string) string) string {
	lookups := make(chan lookup)
	defer close(lookups)
	go func() {
		for l := range lookups {
			l.reply <- load(l.key) // want `\(goroutineleak\)`
		}
	}()
	l := lookup{"home", make(chan string)}
	lookups <- l
	if impatient {
		return ""
	}
	return <-l.reply
}

// Room for the answer in the channel that comes with the question.
func CacheCure(impatient bool, load func(key string) string) string {
	lookups := make(chan lookup)
	defer close(lookups)
	go func() {
		for l := range lookups {
			l.reply <- load(l.key)
		}
	}()
	l := lookup{"home", make(chan string, 1)}
	lookups <- l
	if impatient {
		return ""
	}
	return <-l.reply
}

// What is not in the directory is not answered, and is waited for.
func PhoneMistake(directory map[string]int, name string) int {
	type question struct {
		name  string
		reply chan<- int
	}
	questions := make(chan question)
	defer close(questions)
	go func() {
		for q := range questions {
			if number, ok := directory[q.name]; ok {
				q.reply <- number
			}
		}
	}()
	reply := make(chan int)
	questions <- question{name, reply}
	return <-reply // want `\(goroutineleak\)`
}

// Answered in any case.
func PhoneCure(directory map[string]int, name string) int {
	type question struct {
		name  string
		reply chan<- int
	}
	questions := make(chan question)
	defer close(questions)
	go func() {
		for q := range questions {
			number, ok := directory[q.name]
			if !ok {
				number = -1
			}
			q.reply <- number
		}
	}()
	reply := make(chan int)
	questions <- question{name, reply}
	return <-reply
}

// A meter is stopped by one value in its channel.
type meter struct {
	halt chan struct{}
}

func (m *meter) loop(tick func()) {
	for {
		select {
		case <-m.halt:
			return
		default:
			tick()
		}
	}
}

func (m *meter) stop() {
	m.halt <- struct{}{} // want `\(goroutineleak\)`
}

// Stopped at the error and by the defer: the second time there is nobody to stop.
func MeasureMistake(tick func(), work func() error) error {
	m := &meter{halt: make(chan struct{})}
	go m.loop(tick)
	defer m.stop()
	if err := work(); err != nil {
		m.stop()
		return err
	}
	return nil
}

// A gauge is a meter that is stopped once.
type gauge struct {
	halt chan struct{}
	once sync.Once
}

func (g *gauge) loop(tick func()) {
	for {
		select {
		case <-g.halt:
			return
		default:
			tick()
		}
	}
}

func (g *gauge) stop() {
	g.once.Do(func() { g.halt <- struct{}{} })
}

// The second stop does nothing.
func MeasureCure(tick func(), work func() error) error {
	g := &gauge{halt: make(chan struct{})}
	go g.loop(tick)
	defer g.stop()
	if err := work(); err != nil {
		g.stop()
		return err
	}
	return nil
}

// The worker has ended by itself, at an error, when it is told to.
func ServeMistake(accept func() error, work func()) {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if accept() != nil {
				return
			}
		}
	}()
	work()
	stop <- true // want `\(goroutineleak\)`
}

// Told by a close, which does not ask whether somebody is there.
func ServeCure(accept func() error, work func()) {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if accept() != nil {
				return
			}
		}
	}()
	work()
	close(stop)
}

// One value on the channel stops one of the two patrols.
func PatrolMistake(look func(side string), work func()) {
	stop := make(chan struct{})
	patrol := func(side string) {
		look(side)
		<-stop // want `\(goroutineleak\)`
	}
	go patrol("left")
	go patrol("right")
	work()
	stop <- struct{}{}
}

// A close stops both.
func PatrolCure(look func(side string), work func()) {
	stop := make(chan struct{})
	patrol := func(side string) {
		look(side)
		<-stop
	}
	go patrol("left")
	go patrol("right")
	work()
	close(stop)
}

// A heater warms what comes until its quit is closed, and closes done.
type heater struct {
	cold       chan string
	quit, done chan struct{}
}

func (h *heater) loop(warm func(cup string)) {
	defer close(h.done)
	for {
		select {
		case cup := <-h.cold:
			warm(cup)
		case <-h.quit:
			return
		}
	}
}

func (h *heater) close() {
	<-h.done // want `\(goroutineleak\)`
	close(h.quit)
}

// The end is waited for before it is asked for.
func HeatMistake(cups []string, warm func(cup string)) {
	h := &heater{make(chan string), make(chan struct{}), make(chan struct{})}
	go h.loop(warm)
	for _, c := range cups {
		h.cold <- c
	}
	h.close()
}

// A stove is a heater that is closed in the other order.
type stove struct {
	cold       chan string
	quit, done chan struct{}
}

func (s *stove) loop(warm func(cup string)) {
	defer close(s.done)
	for {
		select {
		case cup := <-s.cold:
			warm(cup)
		case <-s.quit:
			return
		}
	}
}

func (s *stove) close() {
	close(s.quit)
	<-s.done
}

// First asked for, then waited for.
func HeatCure(cups []string, warm func(cup string)) {
	s := &stove{make(chan string), make(chan struct{}), make(chan struct{})}
	go s.loop(warm)
	for _, c := range cups {
		s.cold <- c
	}
	s.close()
}

// A mailbox closes done when its loop has ended.
type mailbox struct {
	letters chan string
	quit    chan struct{}
	done    chan struct{}
	once    sync.Once
}

func (m *mailbox) loop(open func(letter string) (more bool)) {
	defer close(m.done)
	for {
		select {
		case l := <-m.letters:
			if !open(l) {
				m.close()
			}
		case <-m.quit:
			return
		}
	}
}

func (m *mailbox) close() {
	m.once.Do(func() { close(m.quit) })
	<-m.done // want `\(goroutineleak\)`
}

// The loop closes its own mailbox, which waits for the end of the loop.
func MailMistake(letters []string, open func(letter string) bool) {
	m := &mailbox{letters: make(chan string), quit: make(chan struct{}), done: make(chan struct{})}
	go m.loop(open)
	for _, l := range letters {
		select {
		case m.letters <- l:
		case <-m.quit:
			return
		}
	}
	m.close()
}

// An inbox is a mailbox that is closed from inside and outside in two ways.
type inbox struct {
	letters chan string
	quit    chan struct{}
	done    chan struct{}
	once    sync.Once
}

func (i *inbox) loop(open func(letter string) (more bool)) {
	defer close(i.done)
	for {
		select {
		case l := <-i.letters:
			if !open(l) {
				i.signal()
			}
		case <-i.quit:
			return
		}
	}
}

func (i *inbox) signal() { i.once.Do(func() { close(i.quit) }) }

// From inside it is not waited for.
func MailCure(letters []string, open func(letter string) bool) {
	i := &inbox{letters: make(chan string), quit: make(chan struct{}), done: make(chan struct{})}
	go i.loop(open)
	for _, l := range letters {
		select {
		case i.letters <- l:
		case <-i.quit:
			<-i.done
			return
		}
	}
	i.signal()
	<-i.done
}

// The header is sent first, and the body is received first.
func UnpackMistake(head, body string) string {
	header, content := make(chan string), make(chan string)
	go func() {
		header <- head // want `\(goroutineleak\)`
		content <- body
	}()
	text := <-content
	return <-header + text
}

// Received as it is sent.
func UnpackCure(head, body string) string {
	header, content := make(chan string), make(chan string)
	go func() {
		header <- head
		content <- body
	}()
	title := <-header
	return title + <-content
}

// Both dancers wait for the other to begin.
func DanceMistake(step func(dancer string)) {
	lead, follow := make(chan struct{}), make(chan struct{})
	go func() {
		<-lead // want `\(goroutineleak\)`
		step("follower")
		close(follow)
	}()
	<-follow
	step("leader")
	close(lead)
}

// The leader begins.
func DanceCure(step func(dancer string)) {
	lead, follow := make(chan struct{}), make(chan struct{})
	go func() {
		<-lead
		step("follower")
		close(follow)
	}()
	step("leader")
	close(lead)
	<-follow
}

// A name that comes twice has its channel replaced: nobody will call the first
// who waits for it.
func CallNamesMistake(names []string, arrive func(name string)) {
	waiting := make(map[string]chan struct{})
	for _, n := range names {
		called := make(chan struct{})
		waiting[n] = called
		go func() {
			<-called // stretch: two names may be the same, but need not be
			arrive(n)
		}()
	}
	for _, called := range waiting {
		close(called)
	}
}

// Who comes second waits at the same channel.
func CallNamesCure(names []string, arrive func(name string)) {
	waiting := make(map[string]chan struct{})
	for _, n := range names {
		called, ok := waiting[n]
		if !ok {
			called = make(chan struct{})
			waiting[n] = called
		}
		go func() {
			<-called
			arrive(n)
		}()
	}
	for _, called := range waiting {
		close(called)
	}
}

// A reminder waits until it is stopped, and shows its last note.
type reminder struct {
	quit chan struct{}
}

func (r *reminder) set(show func()) {
	quit := make(chan struct{})
	r.quit = quit
	go func() {
		<-quit // want `\(goroutineleak\)`
		show()
	}()
}

func (r *reminder) stop() { close(r.quit) }

// Set anew, it forgets the channel that the goroutine before waits for.
func RemindMistake(show, work func()) {
	r := new(reminder)
	r.set(show)
	work()
	r.set(show)
	r.stop()
}

// A notice is a reminder that stops what was set before.
type notice struct {
	quit chan struct{}
}

func (n *notice) set(show func()) {
	if n.quit != nil {
		close(n.quit)
	}
	quit := make(chan struct{})
	n.quit = quit
	go func() {
		<-quit
		show()
	}()
}

func (n *notice) stop() { close(n.quit) }

// The goroutine before is stopped first.
func RemindCure(show, work func()) {
	n := new(notice)
	n.set(show)
	work()
	n.set(show)
	n.stop()
}

// A keeper parks a goroutine, "to keep the program alive".
func ParkMistake(name string) {
	go func() {
		log.Printf("%s: keeping alive", name)
		select {} // want `\(goroutineleak\)`
	}()
}

// It waits for the end of a context.
func ParkCure(ctx context.Context, name string) {
	go func() {
		log.Printf("%s: keeping alive", name)
		<-ctx.Done()
	}()
}
