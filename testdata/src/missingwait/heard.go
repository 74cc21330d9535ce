package missingwait

import "sync"

// A Mailer sends what it is given, and tells of it as it goes.
type Mailer struct {
	wg   sync.WaitGroup
	sent chan string
}

func NewMailer() *Mailer { return &Mailer{sent: make(chan string)} }

// Sent returns the last that was sent, if anybody waited for it then.
func (m *Mailer) Sent() string { return <-m.sent }

// deliver tells only who is there to hear it.
func (m *Mailer) deliver(mail string) {
	work()
	select {
	case m.sent <- mail:
	default:
	}
}

// To be told now and then is not to wait for the end.
func (m *Mailer) DeliverMistake(mails []string) {
	for _, mail := range mails {
		m.wg.Go(func() { m.deliver(mail) }) // want `nobody waits for wg`
	}
}

// A scanner tells of all that it finds.
type scanner struct {
	wg    sync.WaitGroup
	found chan string
}

func (s *scanner) Next() string { return <-s.found }

func (s *scanner) tell(line string) { s.found <- line }

// Who takes one of the messages does not know it for the last.
func ScanMistake(lines []string) *scanner {
	s := &scanner{found: make(chan string, 16)}
	s.wg.Go(func() { // want `nobody waits for wg`
		for _, line := range lines {
			s.tell(line)
		}
	})
	return s
}

// The launching function counts them: the group is superfluous.
func CountsMessagesCure(parts [][]int) (sum int) {
	var wg sync.WaitGroup
	ch := make(chan int)
	all := 0
	for _, part := range parts {
		all += len(part)
		wg.Go(func() {
			for _, n := range part {
				ch <- n
			}
		})
	}
	for range all {
		sum += <-ch
	}
	return sum
}

// The result is given up with the context, but it is there before.
func ResultOrStopCure(stop <-chan struct{}) int {
	var wg sync.WaitGroup
	ch := make(chan int)
	wg.Go(func() {
		select {
		case ch <- 1:
		case <-stop:
		}
	})
	select {
	case n := <-ch:
		return n
	case <-stop:
		return 0
	}
}

// An Indexer ends its own work when something goes wrong, and tells of that alone.
type Indexer struct {
	wg     sync.WaitGroup
	failed chan struct{}
}

func NewIndexer() *Indexer { return &Indexer{failed: make(chan struct{}, 1)} }

// Failed is closed when the index cannot be written.
func (x *Indexer) Failed() bool { _, ok := <-x.failed; return !ok }

func (x *Indexer) index(path string) {
	work()
	if path == "" {
		x.fail()
	}
}

func (x *Indexer) fail() { close(x.failed) }

// Who hears of a failure does not hear of the end.
func (x *Indexer) IndexMistake(path string) {
	x.wg.Add(1)
	go func() { // want `nobody waits for wg`
		defer x.wg.Done()
		x.index(path)
	}()
}

// A function that it is sure to come to tells of the end: the group is superfluous.
type finisher struct {
	wg   sync.WaitGroup
	done chan struct{}
}

func (f *finisher) run() {
	defer f.finish()
	work()
}

func (f *finisher) finish() { close(f.done) }

func FinishCure() {
	f := &finisher{done: make(chan struct{})}
	f.wg.Go(f.run)
	<-f.done
}
