// Package goroutineleak holds goroutines that block for ever on a channel, a
// WaitGroup or a Cond, each beside its cure. What only looks like one of them
// stands in silent.go.
package goroutineleak

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Here the one who was to receive has left.

var errRefused = errors.New("refused")

// A discontinued article has no price: nobody takes the one that was asked for.
func EarlyReturnMistake(sku string, discontinued bool, quote func(sku string) int) int {
	price := make(chan int)
	go func() {
		price <- quote(sku) // want `\(goroutineleak\)`
	}()
	if discontinued {
		return 0
	}
	return <-price
}

// Room for the price that is not taken.
func EarlyReturnCure(sku string, discontinued bool, quote func(sku string) int) int {
	price := make(chan int, 1)
	go func() {
		price <- quote(sku)
	}()
	if discontinued {
		return 0
	}
	return <-price
}

// The digest is computed while the document is checked; if the check fails,
// nobody asks for the digest.
func ErrorReturnMistake(doc string, check func(string) error, digest func(string) uint32) (uint32, error) {
	sum := make(chan uint32)
	go func() {
		sum <- digest(doc) // want `\(goroutineleak\)`
	}()
	if err := check(doc); err != nil {
		return 0, fmt.Errorf("check: %w", err)
	}
	return <-sum, nil
}

// Checked first.
func ErrorReturnCure(doc string, check func(string) error, digest func(string) uint32) (uint32, error) {
	if err := check(doc); err != nil {
		return 0, fmt.Errorf("check: %w", err)
	}
	sum := make(chan uint32)
	go func() {
		sum <- digest(doc)
	}()
	return <-sum, nil
}

// The rate comes after the time is up, and nobody is there to take it.
func TimeoutMistake(currency string, patience time.Duration, rate func(string) float64) (float64, bool) {
	rates := make(chan float64)
	go func() {
		r := rate(currency)
		rates <- r // want `\(goroutineleak\)`
	}()
	select {
	case r := <-rates:
		return r, true
	case <-time.After(patience):
		return 0, false
	}
}

// Room for the late one.
func TimeoutCure(currency string, patience time.Duration, rate func(string) float64) (float64, bool) {
	rates := make(chan float64, 1)
	go func() {
		r := rate(currency)
		rates <- r
	}()
	select {
	case r := <-rates:
		return r, true
	case <-time.After(patience):
		return 0, false
	}
}

// A Resolver looks hosts up, which may take longer than one likes to wait.
type Resolver struct {
	query func(host string) (string, error)
}

// NewResolver returns a resolver that asks query.
func NewResolver(query func(host string) (string, error)) *Resolver {
	return &Resolver{query: query}
}

type address struct {
	ip  string
	err error
}

// The caller gives up; the answer that comes then is taken by nobody.
func (r *Resolver) LookupMistake(ctx context.Context, host string) (string, error) {
	found := make(chan address)
	go func() {
		ip, err := r.query(host)
		found <- address{ip, err} // want `\(goroutineleak\)`
	}()
	select {
	case a := <-found:
		return a.ip, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// The goroutine gives up with the caller.
func (r *Resolver) LookupCure(ctx context.Context, host string) (string, error) {
	found := make(chan address)
	go func() {
		ip, err := r.query(host)
		select {
		case found <- address{ip, err}:
		case <-ctx.Done():
		}
	}()
	select {
	case a := <-found:
		return a.ip, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// All mirrors are asked, one answer is taken, the others are left waiting.
func FirstMirrorMistake(mirrors []string, ask func(mirror string) string) string {
	if len(mirrors) == 0 {
		return ""
	}
	answers := make(chan string)
	for _, m := range mirrors {
		go func() {
			answers <- ask(m) // want `\(goroutineleak\)`
		}()
	}
	return <-answers
}

// Room for the answer of each mirror.
func FirstMirrorCure(mirrors []string, ask func(mirror string) string) string {
	if len(mirrors) == 0 {
		return ""
	}
	answers := make(chan string, len(mirrors))
	for _, m := range mirrors {
		go func() {
			answers <- ask(m)
		}()
	}
	return <-answers
}

// The collector leaves at the first shard that fails; the others, which have
// not reported yet, never will.
func FlushShardsMistake(shards []int, flush func(shard int) error) error {
	reports := make(chan error)
	for _, s := range shards {
		go func() { reports <- flush(s) }() // want `\(goroutineleak\)`
	}
	for range shards {
		if err := <-reports; err != nil {
			return err
		}
	}
	return nil
}

// All reports are taken, and the first error is kept.
func FlushShardsCure(shards []int, flush func(shard int) error) (first error) {
	reports := make(chan error)
	for _, s := range shards {
		go func() { reports <- flush(s) }()
	}
	for range shards {
		if err := <-reports; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// The deferred send comes after the caller has refused the answer.
func DeferredSendMistake(refuse bool, record func()) error {
	done := make(chan struct{})
	go func() {
		defer func() { done <- struct{}{} }() // want `\(goroutineleak\)`
		record()
	}()
	if refuse {
		return errRefused
	}
	<-done
	return nil
}

// Closed, which waits for nobody.
func DeferredSendCure(refuse bool, record func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		record()
	}()
	if refuse {
		return errRefused
	}
	<-done
	return nil
}

// A promise is kept by a send to its field.
type promise[T any] struct {
	kept chan T
}

func (p *promise[T]) keep(work func() T) { p.kept <- work() } // want `\(goroutineleak\)`

func (p *promise[T]) wait(ctx context.Context) (v T, err error) {
	select {
	case v = <-p.kept:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// The promise has no room, and wait may have returned before it is kept.
func PromiseMistake[T any](ctx context.Context, work func() T) (T, error) {
	p := &promise[T]{kept: make(chan T)}
	go p.keep(work)
	return p.wait(ctx)
}

// A pledge is a promise that has room.
type pledge[T any] struct {
	kept chan T
}

func (p *pledge[T]) keep(work func() T) { p.kept <- work() }

func (p *pledge[T]) wait(ctx context.Context) (v T, err error) {
	select {
	case v = <-p.kept:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// The channel is made with room for the value.
func PromiseCure[T any](ctx context.Context, work func() T) (T, error) {
	p := &pledge[T]{kept: make(chan T, 1)}
	go p.keep(work)
	return p.wait(ctx)
}

// A prober says whether a host is there.
type prober interface {
	probe(host string, up chan<- bool)
}

type dialProber struct {
	dial func(host string) error
}

func (d dialProber) probe(host string, up chan<- bool) {
	up <- d.dial(host) == nil // want `\(goroutineleak\)`
}

// One host that is down decides; the probe of the other has no receiver left.
func BothUpMistake(primary, standby string, dial func(host string) error) bool {
	var p prober = dialProber{dial}
	first, second := make(chan bool), make(chan bool)
	go p.probe(primary, first)
	go p.probe(standby, second)
	return <-first && <-second
}

// A checker does what a prober does.
type checker interface {
	check(host string, up chan<- bool)
}

type dialChecker struct {
	dial func(host string) error
}

func (d dialChecker) check(host string, up chan<- bool) {
	up <- d.dial(host) == nil
}

// Both are received before they are compared.
func BothUpCure(primary, standby string, dial func(host string) error) bool {
	var c checker = dialChecker{dial}
	first, second := make(chan bool), make(chan bool)
	go c.check(primary, first)
	go c.check(standby, second)
	a, b := <-first, <-second
	return a && b
}

// A download runs as a method value; its result goes to a field.
type download struct {
	url  string
	get  func(url string) ([]byte, error)
	body chan []byte
}

func (d *download) run() {
	body, err := d.get(d.url)
	if err != nil {
		body = nil
	}
	d.body <- body // want `\(goroutineleak\)`
}

// Over quota, nobody takes the body.
func DownloadMistake(url string, overQuota func() bool, get func(string) ([]byte, error)) []byte {
	d := &download{url: url, get: get, body: make(chan []byte)}
	start := d.run
	go start()
	if overQuota() {
		return nil
	}
	return <-d.body
}

// A transfer is a download whose reader may leave.
type transfer struct {
	url  string
	get  func(url string) ([]byte, error)
	body chan []byte
	left chan struct{}
}

func (t *transfer) run() {
	body, err := t.get(t.url)
	if err != nil {
		body = nil
	}
	select {
	case t.body <- body:
	case <-t.left:
	}
}

// The reader says that it leaves.
func DownloadCure(url string, overQuota func() bool, get func(string) ([]byte, error)) []byte {
	t := &transfer{url: url, get: get, body: make(chan []byte), left: make(chan struct{})}
	start := t.run
	go start()
	if overQuota() {
		close(t.left)
		return nil
	}
	return <-t.body
}

// A channel for each table; the first negative count ends the loop, and the
// tables after it are not received from.
func CountTablesMistake(tables []string, count func(table string) int) (total int) {
	counts := make(map[string]chan int)
	for _, t := range tables {
		counts[t] = make(chan int)
		go func(out chan<- int) {
			out <- count(t) // want `\(goroutineleak\)`
		}(counts[t])
	}
	for _, c := range counts {
		n := <-c
		if n < 0 {
			return -1
		}
		total += n
	}
	return total
}

// Each channel has room for its one count.
func CountTablesCure(tables []string, count func(table string) int) (total int) {
	counts := make(map[string]chan int)
	for _, t := range tables {
		counts[t] = make(chan int, 1)
		go func(out chan<- int) {
			out <- count(t)
		}(counts[t])
	}
	for _, c := range counts {
		n := <-c
		if n < 0 {
			return -1
		}
		total += n
	}
	return total
}

// The chunks are fetched at once and joined in order; a missing one ends it,
// and those that come later are stuck in their own channels.
func JoinChunksMistake(n int, fetch func(chunk int) (string, error)) (string, error) {
	chunks := make([]chan string, n)
	for i := range chunks {
		chunks[i] = make(chan string)
		go func() {
			text, err := fetch(i)
			if err != nil {
				close(chunks[i])
				return
			}
			chunks[i] <- text // want `\(goroutineleak\)`
		}()
	}
	var b strings.Builder
	for i, c := range chunks {
		text, ok := <-c
		if !ok {
			return "", fmt.Errorf("no chunk %d", i)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// The chunks after the missing one are received, too.
func JoinChunksCure(n int, fetch func(chunk int) (string, error)) (string, error) {
	chunks := make([]chan string, n)
	for i := range chunks {
		chunks[i] = make(chan string)
		go func() {
			text, err := fetch(i)
			if err != nil {
				close(chunks[i])
				return
			}
			chunks[i] <- text
		}()
	}
	var b strings.Builder
	missing := -1
	for i, c := range chunks {
		text, ok := <-c
		if !ok && missing < 0 {
			missing = i
		}
		b.WriteString(text)
	}
	if missing >= 0 {
		return "", fmt.Errorf("no chunk %d", missing)
	}
	return b.String(), nil
}

// Three goroutines fail when the connection breaks. One error is received and
// one finds room; the third does not.
func ProxyMistake(read, write, ping func() error) error {
	errs := make(chan error, 1)
	for _, serve := range []func() error{read, write, ping} {
		go func() {
			errs <- serve() // want `\(goroutineleak\)`
		}()
	}
	return <-errs
}

// Room for the two that are not received.
func ProxyCure(read, write, ping func() error) error {
	errs := make(chan error, 2)
	for _, serve := range []func() error{read, write, ping} {
		go func() {
			errs <- serve()
		}()
	}
	return <-errs
}

// The errors of all uploads go to one channel, which is read once, after all
// are done: two that fail are one too many, and the wait does not end.
func UploadAllMistake(files []string, upload func(file string) error) error {
	failed := make(chan error, 1)
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Go(func() {
			if err := upload(f); err != nil {
				failed <- err // want `\(goroutineleak\)`
			}
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// An error more is dropped.
func UploadAllCure(files []string, upload func(file string) error) error {
	failed := make(chan error, 1)
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Go(func() {
			if err := upload(f); err != nil {
				select {
				case failed <- err:
				default:
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// The update is announced to a subscriber that left between two updates: the
// callback tells the loop to end, and the publisher knows nothing of it.
func SubscribeMistake(versions []int, accept func(version int) bool) {
	updates := make(chan int)
	go func() {
		for _, v := range versions {
			updates <- v // want `\(goroutineleak\)`
		}
		close(updates)
	}()
	for {
		v, ok := <-updates
		if !ok || !accept(v) {
			return
		}
	}
}

// The publisher is told.
func SubscribeCure(versions []int, accept func(version int) bool) {
	updates, unsubscribed := make(chan int), make(chan struct{})
	defer close(unsubscribed)
	go func() {
		defer close(updates)
		for _, v := range versions {
			select {
			case updates <- v:
			case <-unsubscribed:
				return
			}
		}
	}()
	for {
		v, ok := <-updates
		if !ok || !accept(v) {
			return
		}
	}
}
