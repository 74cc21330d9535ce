package lockleak

import (
	"context"
	"io"
	"sync"
	"time"
)

// The send holds the lock that its receiver takes before it receives.
func DispatchMistake(parcels []string, deliver func(string)) (sent int) {
	var mu sync.Mutex
	vans := 0
	for _, p := range parcels {
		door := make(chan string)
		mu.Lock()
		go func() {
			mu.Lock() // want `\(lockleak\)`
			vans++
			mu.Unlock()
			deliver(<-door)
		}()
		door <- p
		sent++
		mu.Unlock()
	}
	return sent
}

// Unlocked before the send.
func DispatchCure(parcels []string, deliver func(string)) (sent int) {
	var mu sync.Mutex
	vans := 0
	for _, p := range parcels {
		door := make(chan string)
		mu.Lock()
		go func() {
			mu.Lock()
			vans++
			mu.Unlock()
			deliver(<-door)
		}()
		sent++
		mu.Unlock()
		door <- p
	}
	return sent
}

// The price is received under the lock that its sender needs to look it up.
func QuoteMistake(item string) int {
	var mu sync.Mutex
	prices := map[string]int{"tea": 3, "milk": 1}
	answer := make(chan int)
	mu.Lock()
	defer mu.Unlock()
	go func() {
		mu.Lock() // want `\(lockleak\)`
		p := prices[item]
		mu.Unlock()
		answer <- p
	}()
	return <-answer
}

// Received before the lock.
func QuoteCure(item string) int {
	var mu sync.Mutex
	prices := map[string]int{"tea": 3, "milk": 1}
	answer := make(chan int)
	go func() {
		mu.Lock()
		p := prices[item]
		mu.Unlock()
		answer <- p
	}()
	p := <-answer
	mu.Lock()
	defer mu.Unlock()
	prices[item] = p + 1
	return p
}

// The workers are waited for under the lock under which each stores its result.
func CrawlMistake(urls []string, fetch func(string) string) map[string]string {
	var mu sync.Mutex
	pages := make(map[string]string)
	var wg sync.WaitGroup
	mu.Lock()
	defer mu.Unlock()
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			page := fetch(u)
			mu.Lock() // want `\(lockleak\)`
			defer mu.Unlock()
			pages[u] = page
		}()
	}
	wg.Wait()
	return pages
}

// Locked when all have been waited for.
func CrawlCure(urls []string, fetch func(string) string) map[string]string {
	var mu sync.Mutex
	pages := make(map[string]string)
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			page := fetch(u)
			mu.Lock()
			defer mu.Unlock()
			pages[u] = page
		}()
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	return pages
}

// The deferred calls run last in, first out: Wait comes before the unlock that the
// workers wait for.
func ResizeMistake(images []string, resize func(string) int) (total int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	defer mu.Unlock()
	defer wg.Wait()
	for _, img := range images {
		wg.Go(func() {
			n := resize(img)
			mu.Lock() // want `\(lockleak\)`
			total += n
			mu.Unlock()
		})
	}
	return total
}

// The unlock is deferred after Wait, and so runs before it.
func ResizeCure(images []string, resize func(string) int) (total int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	defer wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	for _, img := range images {
		wg.Go(func() {
			n := resize(img)
			mu.Lock()
			total += n
			mu.Unlock()
		})
	}
	return total
}

// printQueue has a lock for its printer beside the one of its Cond.
type printQueue struct {
	printer sync.Mutex
	mu      sync.Mutex
	more    *sync.Cond
	docs    []string
}

func newPrintQueue() *printQueue {
	q := new(printQueue)
	q.more = sync.NewCond(&q.mu)
	return q
}

func (q *printQueue) next() string {
	q.printer.Lock()
	defer q.printer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.docs) == 0 {
		q.more.Wait()
	}
	doc := q.docs[0]
	q.docs = q.docs[1:]
	return doc
}

func (q *printQueue) submit(doc string) {
	q.printer.Lock() // want `\(lockleak\)`
	defer q.printer.Unlock()
	q.mu.Lock()
	q.docs = append(q.docs, doc)
	q.mu.Unlock()
	q.more.Signal()
}

// Cond.Wait gives up the lock of the Cond, but not the printer's, for which the one
// that would signal waits.
func PrintQueueMistake(doc string, before func()) string {
	q := newPrintQueue()
	go func() {
		before()
		q.submit(doc)
	}()
	return q.next()
}

// printQueueCured is a printQueue.
type printQueueCured struct {
	printer sync.Mutex
	mu      sync.Mutex
	more    *sync.Cond
	docs    []string
}

func newPrintQueueCured() *printQueueCured {
	q := new(printQueueCured)
	q.more = sync.NewCond(&q.mu)
	return q
}

func (q *printQueueCured) next() string {
	q.printer.Lock()
	defer q.printer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.docs) == 0 {
		q.more.Wait()
	}
	doc := q.docs[0]
	q.docs = q.docs[1:]
	return doc
}

func (q *printQueueCured) submit(doc string) {
	q.mu.Lock()
	q.docs = append(q.docs, doc)
	q.mu.Unlock()
	q.more.Signal()
}

// submit does without the printer's lock.
func PrintQueueCure(doc string, before func()) string {
	q := newPrintQueueCured()
	go func() {
		before()
		q.submit(doc)
	}()
	return q.next()
}

// The end is waited for under the lock that the goroutine takes for its last words.
func BackupMistake(tables []string, dump func(string) int) (size int) {
	var mu sync.Mutex
	finished := make(chan struct{})
	begin := make(chan struct{})
	go func() {
		<-begin
		n := 0
		for _, t := range tables {
			n += dump(t)
		}
		mu.Lock() // want `\(lockleak\)`
		size = n
		mu.Unlock()
		close(finished)
	}()
	mu.Lock()
	close(begin)
	<-finished
	size++
	mu.Unlock()
	return size
}

// Waited for before the lock.
func BackupCure(tables []string, dump func(string) int) (size int) {
	var mu sync.Mutex
	finished := make(chan struct{})
	begin := make(chan struct{})
	go func() {
		<-begin
		n := 0
		for _, t := range tables {
			n += dump(t)
		}
		mu.Lock()
		size = n
		mu.Unlock()
		close(finished)
	}()
	close(begin)
	<-finished
	mu.Lock()
	size++
	mu.Unlock()
	return size
}

// Both cases of the select are fed by one goroutine, which needs the lock that the
// select holds.
func RaceMirrorsMistake(get func() (string, error)) (page string, err error) {
	var mu sync.Mutex
	attempts := 0
	pages, failures := make(chan string, 1), make(chan error, 1)
	mu.Lock()
	go func() {
		mu.Lock() // want `\(lockleak\)`
		attempts++
		mu.Unlock()
		page, err := get()
		if err != nil {
			failures <- err
			return
		}
		pages <- page
	}()
	select {
	case page = <-pages:
	case err = <-failures:
	}
	mu.Unlock()
	return page, err
}

// The select runs unlocked.
func RaceMirrorsCure(get func() (string, error)) (page string, err error) {
	var mu sync.Mutex
	attempts := 0
	pages, failures := make(chan string, 1), make(chan error, 1)
	go func() {
		mu.Lock()
		attempts++
		mu.Unlock()
		page, err := get()
		if err != nil {
			failures <- err
			return
		}
		pages <- page
	}()
	select {
	case page = <-pages:
	case err = <-failures:
	}
	return page, err
}

// heartbeat beats until it is stopped.
type heartbeat struct {
	mu      sync.Mutex
	beats   int
	cancel  context.CancelFunc
	stopped chan struct{}
}

func startHeartbeat(every time.Duration) *heartbeat {
	ctx, cancel := context.WithCancel(context.Background())
	h := &heartbeat{cancel: cancel, stopped: make(chan struct{})}
	go h.run(ctx, every)
	return h
}

func (h *heartbeat) run(ctx context.Context, every time.Duration) {
	defer close(h.stopped)
	for {
		select {
		case <-ctx.Done():
			h.mu.Lock() // want `\(lockleak\)`
			h.beats = 0
			h.mu.Unlock()
			return
		case <-time.After(every):
			h.mu.Lock()
			h.beats++
			h.mu.Unlock()
		}
	}
}

func (h *heartbeat) stop() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cancel()
	<-h.stopped
	return h.beats
}

// stop holds the lock while it waits for the goroutine, which takes it to tidy up.
func HeartbeatMistake(d time.Duration) int {
	h := startHeartbeat(time.Hour)
	time.Sleep(d)
	return h.stop()
}

// heartbeatCured is a heartbeat.
type heartbeatCured struct {
	mu      sync.Mutex
	beats   int
	cancel  context.CancelFunc
	stopped chan struct{}
}

func startHeartbeatCured(every time.Duration) *heartbeatCured {
	ctx, cancel := context.WithCancel(context.Background())
	h := &heartbeatCured{cancel: cancel, stopped: make(chan struct{})}
	go h.run(ctx, every)
	return h
}

func (h *heartbeatCured) run(ctx context.Context, every time.Duration) {
	defer close(h.stopped)
	for {
		select {
		case <-ctx.Done():
			h.mu.Lock()
			h.beats = 0
			h.mu.Unlock()
			return
		case <-time.After(every):
			h.mu.Lock()
			h.beats++
			h.mu.Unlock()
		}
	}
}

func (h *heartbeatCured) stop() int {
	h.cancel()
	<-h.stopped
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.beats
}

// stop waits first and locks then.
func HeartbeatCure(d time.Duration) int {
	h := startHeartbeatCured(time.Hour)
	time.Sleep(d)
	return h.stop()
}

// The producer takes the lock between two sends; the range that waits for its close
// holds it.
func DrainMistake(lines []string) (kept []string) {
	var mu sync.Mutex
	read := 0
	out := make(chan string)
	go func() {
		defer close(out)
		for _, l := range lines {
			out <- l
			mu.Lock() // want `\(lockleak\)`
			read++
			mu.Unlock()
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	for l := range out {
		kept = append(kept, l)
	}
	return kept[:min(read, len(kept))]
}

// Locked when the producer has closed.
func DrainCure(lines []string) (kept []string) {
	var mu sync.Mutex
	read := 0
	out := make(chan string)
	go func() {
		defer close(out)
		for _, l := range lines {
			out <- l
			mu.Lock()
			read++
			mu.Unlock()
		}
	}()
	for l := range out {
		kept = append(kept, l)
	}
	mu.Lock()
	defer mu.Unlock()
	return kept[:min(read, len(kept))]
}

// journal buffers some lines for its writer.
type journal struct {
	mu    sync.Mutex
	lines chan string
	done  chan struct{}
	size  int
}

func openJournal(room int) *journal {
	j := &journal{lines: make(chan string, room), done: make(chan struct{})}
	go j.write()
	return j
}

func (j *journal) write() {
	defer close(j.done)
	for l := range j.lines {
		j.mu.Lock() // want `\(lockleak\)`
		j.size += len(l)
		j.mu.Unlock()
	}
}

func (j *journal) log(lines []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, l := range lines {
		j.lines <- l
	}
}

// More lines come at once than the buffer has room for: the send holds the lock that
// the writer needs before it makes room.
func JournalMistake(lines []string, room int) int {
	j := openJournal(room)
	j.log(lines)
	close(j.lines)
	<-j.done
	return j.size
}

// journalCured is a journal.
type journalCured struct {
	mu    sync.Mutex
	lines chan string
	done  chan struct{}
	size  int
}

func openJournalCured(room int) *journalCured {
	j := &journalCured{lines: make(chan string, room), done: make(chan struct{})}
	go j.write()
	return j
}

func (j *journalCured) write() {
	defer close(j.done)
	for l := range j.lines {
		j.mu.Lock()
		j.size += len(l)
		j.mu.Unlock()
	}
}

func (j *journalCured) log(lines []string) {
	for _, l := range lines {
		j.lines <- l
	}
}

// Nothing is locked while a line is sent.
func JournalCure(lines []string, room int) int {
	j := openJournalCured(room)
	j.log(lines)
	close(j.lines)
	<-j.done
	return j.size
}

// feed sends its news to a channel for each reader.
type feed struct {
	mu      sync.Mutex
	readers []chan string
}

func (f *feed) subscribe() chan string {
	c := make(chan string)
	f.mu.Lock()
	f.readers = append(f.readers, c)
	f.mu.Unlock()
	return c
}

func (f *feed) cancel(c chan string) {
	f.mu.Lock() // stretch: goroutineleak reports the send of publish, which holds the lock
	defer f.mu.Unlock()
	for i, r := range f.readers {
		if r == c {
			f.readers = append(f.readers[:i], f.readers[i+1:]...)
			return
		}
	}
}

func (f *feed) publish(news string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.readers {
		r <- news
	}
}

// A reader that has enough cancels, for which it needs the lock that publish holds
// until that reader has received.
func FeedMistake(news []string, enough int, show func(string)) (read []string) {
	f := new(feed)
	c := f.subscribe()
	go func() {
		for _, n := range news {
			f.publish(n)
		}
	}()
	for range enough {
		n := <-c
		show(n)
		read = append(read, n)
	}
	f.cancel(c)
	return read
}

// feedCured is a feed whose readers have a channel to say that they are gone.
type feedCured struct {
	mu      sync.Mutex
	readers map[chan string]chan struct{}
}

func (f *feedCured) subscribe() chan string {
	c := make(chan string)
	f.mu.Lock()
	f.readers[c] = make(chan struct{})
	f.mu.Unlock()
	return c
}

func (f *feedCured) cancel(c chan string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.readers[c])
	delete(f.readers, c)
}

func (f *feedCured) publish(news string) {
	f.mu.Lock()
	to := make(map[chan string]chan struct{})
	for c, gone := range f.readers {
		to[c] = gone
	}
	f.mu.Unlock()
	for c, gone := range to {
		select {
		case c <- news:
		case <-gone:
		}
	}
}

// Sent unlocked, and to those that are not gone.
func FeedCure(news []string, enough int, show func(string)) (read []string) {
	f := &feedCured{readers: make(map[chan string]chan struct{})}
	c := f.subscribe()
	go func() {
		for _, n := range news {
			f.publish(n)
		}
	}()
	for range enough {
		n := <-c
		show(n)
		read = append(read, n)
	}
	f.cancel(c)
	return read
}

// The request is made under the lock that the server needs to answer.
func AskMistake(names []string) (ages []int) {
	type request struct {
		name  string
		reply chan int
	}
	var mu sync.Mutex
	known := map[string]int{"ada": 36}
	requests := make(chan request)
	go func() {
		for r := range requests {
			mu.Lock() // want `\(lockleak\)`
			age := known[r.name]
			mu.Unlock()
			r.reply <- age
		}
	}()
	defer close(requests)
	for _, name := range names {
		reply := make(chan int)
		mu.Lock()
		requests <- request{name, reply}
		ages = append(ages, <-reply)
		mu.Unlock()
	}
	return ages
}

// Asked without the lock: only the server touches what it guards.
func AskCure(names []string) (ages []int) {
	type request struct {
		name  string
		reply chan int
	}
	var mu sync.Mutex
	known := map[string]int{"ada": 36}
	requests := make(chan request)
	go func() {
		for r := range requests {
			mu.Lock()
			age := known[r.name]
			mu.Unlock()
			r.reply <- age
		}
	}()
	defer close(requests)
	for _, name := range names {
		reply := make(chan int)
		requests <- request{name, reply}
		ages = append(ages, <-reply)
	}
	return ages
}

// The timer has fired, and its func is waited for under the lock that it needs.
func ExtendMistake(d time.Duration, work func()) (expired bool) {
	var mu sync.Mutex
	fired := make(chan struct{})
	mu.Lock()
	defer mu.Unlock()
	t := time.AfterFunc(d, func() {
		mu.Lock() // want `\(lockleak\)`
		expired = true
		mu.Unlock()
		close(fired)
	})
	work()
	if !t.Stop() {
		<-fired
	}
	return expired
}

// The work is done under the lock, the timer waited for without it.
func ExtendCure(d time.Duration, work func()) (expired bool) {
	var mu sync.Mutex
	fired := make(chan struct{})
	t := time.AfterFunc(d, func() {
		mu.Lock()
		expired = true
		mu.Unlock()
		close(fired)
	})
	mu.Lock()
	work()
	mu.Unlock()
	if !t.Stop() {
		<-fired
	}
	mu.Lock()
	defer mu.Unlock()
	return expired
}

// The writer of the pipe holds the lock that its reader takes between two reads.
func PipeMistake(text string) (n int) {
	var mu sync.Mutex
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 8)
		for {
			k, err := r.Read(buf)
			if err != nil {
				return
			}
			mu.Lock() // stretch: what goes through a pipe is not followed
			n += k
			mu.Unlock()
		}
	}()
	mu.Lock()
	io.WriteString(w, text)
	mu.Unlock()
	w.Close()
	<-done
	return n
}

// The writer writes without the lock.
func PipeCure(text string) (n int) {
	var mu sync.Mutex
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 8)
		for {
			k, err := r.Read(buf)
			if err != nil {
				return
			}
			mu.Lock()
			n += k
			mu.Unlock()
		}
	}()
	io.WriteString(w, text)
	w.Close()
	<-done
	return n
}
