package goroutineleak

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Here nothing leaks, though it looks as if it did.

// The timeout writes a warning; the result is waited for all the same.
func SlowReportCure(patience time.Duration, compute func() int, warn func()) int {
	result := make(chan int)
	go func() {
		result <- compute()
	}()
	select {
	case n := <-result:
		return n
	case <-time.After(patience):
		warn()
	}
	return <-result
}

// The early return comes to the deferred loop, which takes all that is sent.
func DrainCure(pages int, load func(page int) string, enough func(text string) bool) int {
	texts := make(chan string)
	go func() {
		defer close(texts)
		for i := range pages {
			texts <- load(i)
		}
	}()
	defer func() {
		for range texts {
		}
	}()
	for i := range pages {
		if enough(<-texts) {
			return i
		}
	}
	return pages
}

// Each host sends once or twice, and there is room for two of each.
func RoomCure(hosts []string, check func(host string) error) (first error) {
	problems := make(chan error, len(hosts)*2)
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Go(func() {
			if err := check(h); err != nil {
				problems <- err
				problems <- errors.New(h + " is out")
			}
		})
	}
	wg.Wait()
	if len(problems) == 0 {
		return nil
	}
	return <-problems
}

// Who gives up hands the channel over to one who waits longer.
func HandOverCure(ctx context.Context, lease func() (release func())) (release func(), err error) {
	leases := make(chan func())
	go func() {
		leases <- lease()
	}()
	select {
	case release = <-leases:
		return release, nil
	case <-ctx.Done():
		go giveBack(leases)
		return nil, ctx.Err()
	}
}

// giveBack releases the lease that comes too late.
func giveBack(leases <-chan func()) {
	release := <-leases
	release()
}

// A Printer prints what it is given until it is closed.
type Printer struct {
	lines chan string
	done  sync.WaitGroup
}

// NewPrinterCure returns a printer that runs; it ends by the close in Close.
func NewPrinterCure(print func(line string)) *Printer {
	p := &Printer{lines: make(chan string, 4)}
	p.done.Go(func() {
		for l := range p.lines {
			print(l)
		}
	})
	return p
}

// Print prints a line.
func (p *Printer) Print(line string) { p.lines <- line }

// Close waits for what is printed.
func (p *Printer) Close() {
	p.stop()
	p.done.Wait()
}

func (p *Printer) stop() { close(p.lines) }

// Launched on a condition, and received from on the same one.
func CorrelatedCure(discount int, look func(percent int) int, total int) int {
	cut := make(chan int)
	if discount > 0 {
		go func() { cut <- look(discount) }()
	}
	total *= 100
	if discount > 0 {
		total -= <-cut
	}
	return total
}

// The loops are over two slices of one length, and one counts down.
func TripsCure(goods []string, weigh func(good string) int) (total int) {
	weights := make(chan int)
	for _, g := range goods {
		go func() { weights <- weigh(g) }()
	}
	labels := make([]string, len(goods))
	for left := len(labels); left > 0; left-- {
		total += <-weights
	}
	return total
}

// The nil channel takes its case out of the select on purpose; the other case
// comes in any event.
func OptionalDeadlineCure(seconds int, work func() string) string {
	var late <-chan time.Time
	if seconds > 0 {
		t := time.NewTimer(time.Duration(seconds) * time.Second)
		defer t.Stop()
		late = t.C
	}
	result := make(chan string, 1)
	go func() { result <- work() }()
	select {
	case r := <-result:
		return r
	case <-late:
		return ""
	}
}

// A barrier lets all go when the last has come.
type barrier struct {
	mu     sync.Mutex
	all    *sync.Cond
	absent int
}

func (b *barrier) arrive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.absent--; b.absent == 0 {
		b.all.Broadcast()
		return
	}
	for b.absent > 0 {
		b.all.Wait()
	}
}

// As many arrive as the barrier waits for.
func BarrierCure(players []string, play func(player string)) {
	b := &barrier{absent: len(players)}
	b.all = sync.NewCond(&b.mu)
	var wg sync.WaitGroup
	for _, p := range players {
		wg.Go(func() {
			b.arrive()
			play(p)
		})
	}
	wg.Wait()
}

// A bell is rung by whoever comes first, once.
type bell struct {
	once sync.Once
	rung chan struct{}
}

func (b *bell) ring() { b.once.Do(func() { close(b.rung) }) }

// Rung twice, by one who returns early and by one who does not.
func BellCure(failed bool, report func()) {
	b := &bell{rung: make(chan struct{})}
	defer b.ring()
	go func() {
		<-b.rung
		report()
	}()
	if failed {
		b.ring()
		return
	}
	report()
}

// The function that cancels is returned, and called by the caller.
func KeepAliveCure(ping func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	pings := make(chan struct{}, 1)
	pings <- struct{}{}
	go func() {
		for {
			select {
			case <-pings:
				ping()
			case <-ctx.Done():
				return
			}
		}
	}()
	return cancel
}

// The receiver leaves after the first answer; who comes later does not insist.
func TryFirstCure(bidders []string, bid func(bidder string) int) int {
	if len(bidders) == 0 {
		return 0
	}
	bids := make(chan int, 1)
	for _, b := range bidders {
		go func() {
			select {
			case bids <- bid(b):
			default:
			}
		}()
	}
	return <-bids
}

// The token that is taken here is given back by the goroutine, on all its ways.
func TokensCure(docs []string, parse func(doc string) error, fix func(doc string)) {
	tokens := make(chan struct{}, 2)
	for _, d := range docs {
		tokens <- struct{}{}
		go func() {
			defer func() { <-tokens }()
			if parse(d) == nil {
				return
			}
			fix(d)
		}()
	}
	for range cap(tokens) {
		tokens <- struct{}{}
	}
}

// Counted by jobs: what a job launches is counted before the job is done.
func CrawlCure(root string, links func(page string) []string) {
	pages := make(chan string, 100)
	var wg sync.WaitGroup
	visit := func(page string) {
		defer wg.Done()
		for _, l := range links(page) {
			wg.Add(1)
			pages <- l
		}
	}
	wg.Add(1)
	pages <- root
	go func() {
		wg.Wait()
		close(pages)
	}()
	for p := range pages {
		go visit(p)
	}
}

// The loop begins with the quit, when nobody orders any more: it serves what was
// ordered before.
func LastOrdersCure(guests []string, pour func(guest string) int) (sum int) {
	orders, quit := make(chan chan int, len(guests)), make(chan struct{})
	replies := make([]chan int, 0, len(guests))
	for range guests {
		r := make(chan int, 1)
		orders <- r
		replies = append(replies, r)
	}
	close(orders)
	close(quit)
	go func() {
		<-quit
		for r := range orders {
			r <- pour("guest")
		}
	}()
	for _, r := range replies {
		sum += <-r
	}
	return sum
}

// Each fourth asks for the four that come next, so that each receive has its send.
func fetchByFour(hosts []string, fetch func(string) int) (best int) {
	sizes := make(chan int, len(hosts))
	for i := range hosts {
		if i&3 == 0 {
			for j := i; j < i+4 && j < len(hosts); j++ {
				go func() { sizes <- fetch(hosts[j]) }()
			}
		}
		best = max(best, <-sizes)
	}
	return best
}

// The timer does not fire before it is stopped, at once, so that nobody receives from its channel, which is nil.
type watchdog struct {
	timer *time.Timer
	barks chan struct{}
}

func newWatchdog() *watchdog {
	w := &watchdog{barks: make(chan struct{}, 1)}
	w.timer = time.AfterFunc(time.Hour, func() { w.barks <- struct{}{} })
	if !w.timer.Stop() {
		<-w.timer.C
	}
	return w
}
