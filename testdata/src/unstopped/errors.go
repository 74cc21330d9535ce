// Package unstopped loses values that own a goroutine, each beside its cure.
package unstopped

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"unstopped/lib"
)

// Here something else fails after the owner was made.

// A Store is a file with a cache before it.
type Store struct {
	cache *lib.Cache
	file  *os.File
}

// The file is not there, and the cache goes on.
func OpenMistake(path string) (*Store, error) {
	cache := lib.NewCache(time.Minute) // want `cache owns a goroutine, which goes on when this function returns without cache.Close\(\); .*\(unstopped\)`
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &Store{cache, file}, nil
}

// The cache is closed where the file is not there.
func OpenCure(path string) (*Store, error) {
	cache := lib.NewCache(time.Minute)
	file, err := os.Open(path)
	if err != nil {
		cache.Close()
		return nil, err
	}
	return &Store{cache, file}, nil
}

// Close closes both.
func (s *Store) Close() error {
	s.cache.Close()
	return s.file.Close()
}

// The cache is in a field by then.
func OpenFieldMistake(path string) (*Store, error) {
	s := new(Store)
	s.cache = lib.NewCache(time.Minute) // want `\(unstopped\)`
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	s.file = file
	return s, nil
}

// The store knows how to close what it has.
func OpenFieldCure(path string) (*Store, error) {
	s := new(Store)
	s.cache = lib.NewCache(time.Minute)
	file, err := os.Open(path)
	if err != nil {
		s.abandon()
		return nil, fmt.Errorf("open: %w", err)
	}
	s.file = file
	return s, nil
}

func (s *Store) abandon() {
	if s.cache != nil {
		s.cache.Close()
	}
}

// A store owns a cache, and so does who made the store.
func CopyMistake(from string, to io.Writer) error {
	s, err := OpenCure(from) // want `s owns a goroutine, .*s.Close`
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, s.file); err != nil {
		return err
	}
	return s.Close()
}

// Closed whatever happens.
func CopyCure(from string, to io.Writer) error {
	s, err := OpenCure(from)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(to, s.file)
	return err
}

// The session is lost if the lease is not good.
func RegisterMistake(client *lib.Client, good func(lease int) bool) (*lib.Session, error) {
	ss, err := lib.NewSession(client, lib.WithTTL(30)) // want `ss owns a goroutine, .*ss.Close`
	if err != nil {
		return nil, err
	}
	if !good(ss.Lease()) {
		return nil, errors.New("bad lease")
	}
	return ss, nil
}

// The session is closed.
func RegisterCure(client *lib.Client, good func(lease int) bool) (*lib.Session, error) {
	ss, err := lib.NewSession(client, lib.WithTTL(30))
	if err != nil {
		return nil, err
	}
	if !good(ss.Lease()) {
		ss.Close()
		return nil, errors.New("bad lease")
	}
	return ss, nil
}

// The deferred call comes too late for the first return.
func ImportMistake(lines []string, check func([]string) error) error {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	if err := check(lines); err != nil {
		return err
	}
	defer cache.Close()
	for _, l := range lines {
		cache.Put(l)
	}
	return nil
}

// It comes at once.
func ImportCure(lines []string, check func([]string) error) error {
	cache := lib.NewCache(time.Minute)
	defer cache.Close()
	if err := check(lines); err != nil {
		return err
	}
	for _, l := range lines {
		cache.Put(l)
	}
	return nil
}

// The deferred call is in a literal, and comes too late.
func ReindexMistake(names []string) error {
	index := lib.NewIndex("names") // want `index owns a goroutine, .*index.Close`
	if len(names) == 0 {
		return errors.New("nothing to index")
	}
	defer func() {
		index.Close()
	}()
	for _, n := range names {
		index.Put(n)
	}
	return nil
}

// The literal is deferred at once.
func ReindexCure(names []string) error {
	index := lib.NewIndex("names")
	defer func() {
		index.Close()
	}()
	if len(names) == 0 {
		return errors.New("nothing to index")
	}
	for _, n := range names {
		index.Put(n)
	}
	return nil
}

// The second of two fails.
func PairMistake(client *lib.Client, ttl int) (*lib.Cache, *lib.Session, error) {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	ss, err := lib.NewSession(client, lib.WithTTL(ttl))
	if err != nil {
		return nil, nil, err
	}
	return cache, ss, nil
}

// What may fail comes first.
func PairCure(client *lib.Client, ttl int) (*lib.Cache, *lib.Session, error) {
	ss, err := lib.NewSession(client, lib.WithTTL(ttl))
	if err != nil {
		return nil, nil, err
	}
	return lib.NewCache(time.Minute), ss, nil
}

// The wait is given up, and the bus goes on.
func AnnounceMistake(ctx context.Context, events []string, ready <-chan struct{}) error {
	bus := lib.NewBus(func(string) {}) // want `bus owns a goroutine, .*bus.Close`
	select {
	case <-ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	for _, e := range events {
		bus.Publish(e)
	}
	return bus.Close()
}

// It is closed there, too.
func AnnounceCure(ctx context.Context, events []string, ready <-chan struct{}) error {
	bus := lib.NewBus(func(string) {})
	select {
	case <-ready:
	case <-ctx.Done():
		bus.Close()
		return ctx.Err()
	}
	for _, e := range events {
		bus.Publish(e)
	}
	return bus.Close()
}

// Nobody can call stop any more.
func GuardMistake(work func() error, beat func()) error {
	stop := lib.Heartbeat(time.Second, beat) // want `stop owns a goroutine, which goes on when this function returns without stop\(\)`
	if err := work(); err != nil {
		return err
	}
	stop()
	return nil
}

// It is deferred.
func GuardCure(work func() error, beat func()) error {
	stop := lib.Heartbeat(time.Second, beat)
	defer stop()
	return work()
}

// A connection of this package's.
type link struct {
	conn   net.Conn
	send   chan []byte
	ctx    context.Context
	cancel context.CancelFunc
}

func newLink(conn net.Conn) *link {
	l := &link{conn: conn, send: make(chan []byte)}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

func (l *link) write() {
	for {
		select {
		case b := <-l.send:
			l.conn.Write(b)
		case <-time.After(time.Minute):
			l.conn.Write([]byte("ping\n"))
		case <-l.ctx.Done():
			return
		}
	}
}

func (l *link) hello() error {
	if err := l.conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	_, err := l.conn.Write([]byte("hello\n"))
	return err
}

func (l *link) Close() error {
	l.cancel()
	return l.conn.Close()
}

// The constructor starts a goroutine of its own, and fails later. Closing the
// connection does not end it.
func LinkMistake(conn net.Conn) (io.Closer, error) {
	l := newLink(conn)
	go l.write() // want `this goroutine goes on when this function returns without l.Close\(\); .*\(unstopped\)`
	if err := l.hello(); err != nil {
		conn.Close()
		return nil, err
	}
	return l, nil
}

// It is started when nothing can fail any more.
func LinkCure(conn net.Conn) (io.Closer, error) {
	l := newLink(conn)
	if err := l.hello(); err != nil {
		conn.Close()
		return nil, err
	}
	go l.write()
	return l, nil
}

// The method that starts it stands between.
func (l *link) start() { go l.write() }

// The link is started by a method, and the greeting fails.
func DialMistake(conn net.Conn) (io.Closer, error) {
	l := newLink(conn)
	l.start() // want `l owns a goroutine, .*l.Close`
	if err := l.hello(); err != nil {
		return nil, err
	}
	return l, nil
}

// The link is closed.
func DialCure(conn net.Conn) (io.Closer, error) {
	l := newLink(conn)
	l.start()
	if err := l.hello(); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// The database does not answer, and its opener goes on.
func ConnectMistake(driver, dsn string) (*sql.DB, error) {
	db, err := sql.Open(driver, dsn) // want `db owns a goroutine, .*db.Close`
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		return nil, err
	}
	return db, nil
}

// It is closed.
func ConnectCure(driver, dsn string) (*sql.DB, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Which return it is, a switch decides.
func KindMistake(kind string) (*lib.Cache, error) {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	switch kind {
	case "plain":
		return cache, nil
	case "warm":
		cache.Put("warm")
		return cache, nil
	default:
		return nil, fmt.Errorf("no cache is %s", kind)
	}
}

// The cache is made where it is sure to be wanted.
func KindCure(kind string) (*lib.Cache, error) {
	switch kind {
	case "plain":
		return lib.NewCache(time.Minute), nil
	case "warm":
		cache := lib.NewCache(time.Minute)
		cache.Put("warm")
		return cache, nil
	default:
		return nil, fmt.Errorf("no cache is %s", kind)
	}
}

// A Server can load its cache anew.
type Server struct {
	mu    sync.Mutex
	cache *lib.Cache
}

// The new cache is lost if it cannot be filled.
func (s *Server) ReloadMistake(keys func() ([]string, error)) error {
	cache := lib.NewCache(time.Minute) // want `\(unstopped\)`
	names, err := keys()
	if err != nil {
		return err
	}
	for _, n := range names {
		cache.Put(n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Close()
	s.cache = cache
	return nil
}

// It is closed.
func (s *Server) ReloadCure(keys func() ([]string, error)) error {
	cache := lib.NewCache(time.Minute)
	names, err := keys()
	if err != nil {
		cache.Close()
		return err
	}
	for _, n := range names {
		cache.Put(n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Close()
	s.cache = cache
	return nil
}

// sampler is one of this package only, as is what ends it.
type sampler struct {
	quit chan struct{}
	n    atomic.Int64
}

func newSampler(every time.Duration) *sampler {
	s := &sampler{quit: make(chan struct{})}
	go s.run(every)
	return s
}

func (s *sampler) run(every time.Duration) {
	for {
		select {
		case <-s.quit:
			return
		case <-time.After(every):
			s.n.Add(1)
		}
	}
}

func (s *sampler) shut() { close(s.quit) }

// The work has failed, and the sampler goes on.
func SampleMistake(work func() error) (int64, error) {
	s := newSampler(time.Millisecond) // want `s owns a goroutine, .*s.shut`
	if err := work(); err != nil {
		return 0, err
	}
	s.shut()
	return s.n.Load(), nil
}

// It is shut in any case.
func SampleCure(work func() error) (int64, error) {
	s := newSampler(time.Millisecond)
	defer s.shut()
	if err := work(); err != nil {
		return 0, err
	}
	return s.n.Load(), nil
}
