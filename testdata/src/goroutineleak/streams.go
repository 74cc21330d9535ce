package goroutineleak

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"iter"
	"strings"
	"sync"
)

// Here a stream of values is not closed, or is left before its end.

// The reader returns at the bad line, without closing; who ranges waits for
// the next one.
func ParseMistake(lines []string, parse func(line string) (int, error)) (sum int) {
	values := make(chan int)
	go func() {
		for _, l := range lines {
			v, err := parse(l)
			if err != nil {
				return
			}
			values <- v
		}
		close(values)
	}()
	for v := range values { // want `\(goroutineleak\)`
		sum += v
	}
	return sum
}

// Closed on all ways out.
func ParseCure(lines []string, parse func(line string) (int, error)) (sum int) {
	values := make(chan int)
	go func() {
		defer close(values)
		for _, l := range lines {
			v, err := parse(l)
			if err != nil {
				return
			}
			values <- v
		}
	}()
	for v := range values {
		sum += v
	}
	return sum
}

// An archiver writes in the background what it is fed.
type archiver struct {
	entries chan string
	write   func(entry string)
}

func (a *archiver) loop() {
	for e := range a.entries { // want `\(goroutineleak\)`
		a.write(e)
	}
}

func (a *archiver) feed(next func() (string, error)) error {
	for {
		e, err := next()
		if err != nil {
			return err
		}
		if e == "" {
			close(a.entries)
			return nil
		}
		a.entries <- e
	}
}

// Fed to the end, the archiver ends; at an error, it waits for the next entry.
func ArchiveMistake(next func() (string, error), write func(entry string)) error {
	a := &archiver{entries: make(chan string), write: write}
	go a.loop()
	return a.feed(next)
}

// A recorder is an archiver whose feeder closes what it feeds.
type recorder struct {
	entries chan string
	write   func(entry string)
}

func (r *recorder) loop() {
	for e := range r.entries {
		r.write(e)
	}
}

func (r *recorder) feed(next func() (string, error)) error {
	defer close(r.entries)
	for {
		e, err := next()
		if err != nil || e == "" {
			return err
		}
		r.entries <- e
	}
}

// The feeder closes on both ways out.
func ArchiveCure(next func() (string, error), write func(entry string)) error {
	r := &recorder{entries: make(chan string), write: write}
	go r.loop()
	return r.feed(next)
}

// serials counts for as long as somebody takes the numbers.
func serials() <-chan int {
	numbers := make(chan int)
	go func() {
		for n := 1; ; n++ {
			numbers <- n // want `\(goroutineleak\)`
		}
	}()
	return numbers
}

// As many numbers are taken as there are invoices, and the generator is left.
func InvoicesMistake(customers []string) map[string]int {
	invoices := make(map[string]int)
	next := serials()
	for _, c := range customers {
		invoices[c] = <-next
	}
	return invoices
}

func serialsUntil(enough <-chan struct{}) <-chan int {
	numbers := make(chan int)
	go func() {
		for n := 1; ; n++ {
			select {
			case numbers <- n:
			case <-enough:
				return
			}
		}
	}()
	return numbers
}

// The generator is told that it is enough.
func InvoicesCure(customers []string) map[string]int {
	invoices := make(map[string]int)
	enough := make(chan struct{})
	defer close(enough)
	next := serialsUntil(enough)
	for _, c := range customers {
		invoices[c] = <-next
	}
	return invoices
}

// The search ends at the first match; the walk goes on to the next name, and
// stands there.
func FindMistake(names []string, match func(name string) bool) string {
	walk := make(chan string)
	go func() {
		defer close(walk)
		for _, n := range names {
			walk <- n // want `\(goroutineleak\)`
		}
	}()
	for n := range walk {
		if match(n) {
			return n
		}
	}
	return ""
}

// What is left of the walk is taken by a deferred loop.
func FindCure(names []string, match func(name string) bool) string {
	walk := make(chan string)
	defer func() {
		for range walk {
		}
	}()
	go func() {
		defer close(walk)
		for _, n := range names {
			walk <- n
		}
	}()
	for n := range walk {
		if match(n) {
			return n
		}
	}
	return ""
}

// The middle stage returns at the first record that it cannot decode; the
// stage before it goes on to send, and nobody receives.
func DecodeMistake(records []string, decode func(record string) (int, bool)) (sum int) {
	raw, decoded := make(chan string), make(chan int)
	go func() {
		defer close(raw)
		for _, r := range records {
			raw <- strings.TrimSpace(r) // want `\(goroutineleak\)`
		}
	}()
	go func() {
		defer close(decoded)
		for r := range raw {
			v, ok := decode(r)
			if !ok {
				return
			}
			decoded <- v
		}
	}()
	for v := range decoded {
		sum += v
	}
	return sum
}

// The middle stage takes the rest before it returns.
func DecodeCure(records []string, decode func(record string) (int, bool)) (sum int) {
	raw, decoded := make(chan string), make(chan int)
	go func() {
		defer close(raw)
		for _, r := range records {
			raw <- strings.TrimSpace(r)
		}
	}()
	go func() {
		defer close(decoded)
		for r := range raw {
			v, ok := decode(r)
			if !ok {
				for range raw {
				}
				return
			}
			decoded <- v
		}
	}()
	for v := range decoded {
		sum += v
	}
	return sum
}

// Each stage is a function that returns the channel of the next one.
func stage[In, Out any](in <-chan In, f func(In) Out) <-chan Out {
	out := make(chan Out)
	go func() {
		defer close(out)
		for v := range in {
			out <- f(v) // want `\(goroutineleak\)`
		}
	}()
	return out
}

// One value is taken from the last stage, which then has no receiver for the next.
func FirstLabelMistake(weights []int, round func(int) int, label func(int) string) string {
	in := make(chan int, len(weights))
	for _, w := range weights {
		in <- w
	}
	close(in)
	return <-stage(stage(in, round), label)
}

func stageUntil[In, Out any](ctx context.Context, in <-chan In, f func(In) Out) <-chan Out {
	out := make(chan Out)
	go func() {
		defer close(out)
		for v := range in {
			select {
			case out <- f(v):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// The stages end with a context that is cancelled on return.
func FirstLabelCure(weights []int, round func(int) int, label func(int) string) string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	in := make(chan int, len(weights))
	for _, w := range weights {
		in <- w
	}
	close(in)
	return <-stageUntil(ctx, stageUntil(ctx, in, round), label)
}

type scan struct {
	host string
	err  error
}

// The collector leaves at the first error, the workers at their next result.
func ScanMistake(hosts []string, dial func(host string) error) error {
	jobs, scans := make(chan string, len(hosts)), make(chan scan)
	for _, h := range hosts {
		jobs <- h
	}
	close(jobs)
	for range 3 {
		go func() {
			for h := range jobs {
				scans <- scan{h, dial(h)} // want `\(goroutineleak\)`
			}
		}()
	}
	for range hosts {
		if s := <-scans; s.err != nil {
			return s.err
		}
	}
	return nil
}

// The workers are told that the collector has left.
func ScanCure(hosts []string, dial func(host string) error) error {
	jobs, scans := make(chan string, len(hosts)), make(chan scan)
	left := make(chan struct{})
	defer close(left)
	for _, h := range hosts {
		jobs <- h
	}
	close(jobs)
	for range 3 {
		go func() {
			for h := range jobs {
				select {
				case scans <- scan{h, dial(h)}:
				case <-left:
					return
				}
			}
		}()
	}
	for range hosts {
		if s := <-scans; s.err != nil {
			return s.err
		}
	}
	return nil
}

// A Spooler prints with two printers.
type Spooler struct {
	print func(doc string) error
}

// NewSpooler returns a spooler of such printers.
func NewSpooler(print func(doc string) error) *Spooler {
	return &Spooler{print}
}

// A printer that fails is taken off; with the last one, there is nobody left to
// take the next document.
func (s *Spooler) PrintMistake(docs []string) {
	queue := make(chan string)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for d := range queue {
				if s.print(d) != nil {
					return
				}
			}
		})
	}
	for _, d := range docs {
		queue <- d // want `\(goroutineleak\)`
	}
	close(queue)
	wg.Wait()
}

// The printer goes on with the next document.
func (s *Spooler) PrintCure(docs []string) {
	queue := make(chan string)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for d := range queue {
				if s.print(d) != nil {
					continue
				}
			}
		})
	}
	for _, d := range docs {
		queue <- d
	}
	close(queue)
	wg.Wait()
}

// A broker has a channel for each of its listeners, who may leave.
type broker struct {
	listeners []chan string
}

func (b *broker) listen(handle func(message string) bool) {
	messages := make(chan string)
	b.listeners = append(b.listeners, messages)
	go func() {
		for m := range messages {
			if !handle(m) {
				return
			}
		}
	}()
}

func (b *broker) publish(message string) {
	for _, l := range b.listeners {
		l <- message // want `\(goroutineleak\)`
	}
}

func (b *broker) close() {
	for _, l := range b.listeners {
		close(l)
	}
}

// A listener that has had enough leaves its channel in the list.
func BroadcastMistake(messages []string, handlers ...func(message string) bool) {
	b := new(broker)
	for _, h := range handlers {
		b.listen(h)
	}
	for _, m := range messages {
		b.publish(m)
	}
	b.close()
}

// A channel and whether somebody still listens.
type listener struct {
	messages chan string
	gone     chan struct{}
}

// A station is a broker that knows who has left.
type station struct {
	listeners []listener
}

func (s *station) listen(handle func(message string) bool) {
	l := listener{make(chan string), make(chan struct{})}
	s.listeners = append(s.listeners, l)
	go func() {
		defer close(l.gone)
		for m := range l.messages {
			if !handle(m) {
				return
			}
		}
	}()
}

func (s *station) publish(message string) {
	for _, l := range s.listeners {
		select {
		case l.messages <- message:
		case <-l.gone:
		}
	}
}

func (s *station) close() {
	for _, l := range s.listeners {
		close(l.messages)
	}
}

// A listener that leaves says so.
func BroadcastCure(messages []string, handlers ...func(message string) bool) {
	s := new(station)
	for _, h := range handlers {
		s.listen(h)
	}
	for _, m := range messages {
		s.publish(m)
	}
	s.close()
}

// The sorter sends to both boxes as the letters come; all of the first box is
// taken before any of the second.
func SortLettersMistake(letters []string, local func(letter string) bool) (near, far []string) {
	nearby, abroad := make(chan string), make(chan string)
	go func() {
		defer close(nearby)
		defer close(abroad)
		for _, l := range letters {
			if local(l) {
				nearby <- l
			} else {
				abroad <- l // want `\(goroutineleak\)`
			}
		}
	}()
	for l := range nearby {
		near = append(near, l)
	}
	for l := range abroad {
		far = append(far, l)
	}
	return near, far
}

// The second box has room for all that is not taken yet.
func SortLettersCure(letters []string, local func(letter string) bool) (near, far []string) {
	nearby, abroad := make(chan string), make(chan string, len(letters))
	go func() {
		defer close(nearby)
		defer close(abroad)
		for _, l := range letters {
			if local(l) {
				nearby <- l
			} else {
				abroad <- l
			}
		}
	}()
	for l := range nearby {
		near = append(near, l)
	}
	for l := range abroad {
		far = append(far, l)
	}
	return near, far
}

// A reader of lines goes on to the next one when whoever asked for them has had enough.
func LinesMistake(r io.Reader) iter.Seq[string] {
	return func(yield func(line string) bool) {
		lines := make(chan string)
		go func() {
			defer close(lines)
			for s := bufio.NewScanner(r); s.Scan(); {
				lines <- s.Text() // want `\(goroutineleak\)`
			}
		}()
		for l := range lines {
			if !yield(l) {
				return
			}
		}
	}
}

// It is told to stop.
func LinesCure(r io.Reader) iter.Seq[string] {
	return func(yield func(line string) bool) {
		lines, enough := make(chan string), make(chan struct{})
		defer close(enough)
		go func() {
			defer close(lines)
			for s := bufio.NewScanner(r); s.Scan(); {
				select {
				case lines <- s.Text():
				case <-enough:
					return
				}
			}
		}()
		for l := range lines {
			if !yield(l) {
				return
			}
		}
	}
}

// A Carriage of a train has those behind it.
type Carriage struct {
	behind *Carriage
	seats  int
}

func NewTrain(seats ...int) (c *Carriage) {
	for _, n := range seats {
		c = &Carriage{c, n}
	}
	return c
}

// How long the train is, is one assumption.
func (c *Carriage) CountMistake(limit func(seats int) error) error {
	seats := make(chan int)
	go func() {
		defer close(seats)
		for ; c != nil; c = c.behind {
			seats <- c.seats // want `\(goroutineleak\)`
		}
	}()
	for n := range seats {
		if err := limit(n); err != nil {
			return err
		}
	}
	return nil
}

// All are taken, and the first error is told.
func (c *Carriage) CountCure(limit func(seats int) error) (err error) {
	seats := make(chan int)
	go func() {
		defer close(seats)
		for ; c != nil; c = c.behind {
			seats <- c.seats
		}
	}()
	for n := range seats {
		err = cmp.Or(err, limit(n))
	}
	return err
}

// Both go by the same train: what one sends the other receives.
func (c *Carriage) PairsCure(same func(a, b int) bool) bool {
	seats := make(chan int)
	go func() {
		for a := c; a != nil; a = a.behind {
			seats <- a.seats
		}
	}()
	all := true
	for b := c; b != nil; b = b.behind {
		all = same(b.seats, <-seats) && all
	}
	return all
}

// One that counts the seats taken, and asks again before each.
type conductor interface{ Count() int }

// Both ask how many there are, and that may have changed: no leak rests on it.
func TakeAllCure(c conductor, take func(seat int)) {
	seats := make(chan int)
	go func() {
		for i := 0; i < c.Count(); i++ {
			seats <- i
		}
	}()
	for i := 0; i < c.Count(); i++ {
		take(<-seats)
	}
}
