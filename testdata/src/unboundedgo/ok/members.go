package ok

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"unboundedgo/lib"
)

// A Cluster has a few members, each with things of its own that cost more than a
// goroutine.
type Cluster struct {
	shards    []*shard
	peers     map[string]*peer
	listeners []net.Listener
	wg        sync.WaitGroup
}

type shard struct {
	mu   sync.Mutex
	rows map[string]int
}

func (s *shard) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.rows)
}

type peer struct {
	out  chan lib.Order
	conn net.Conn
}

func (p *peer) run() {
	for o := range p.out {
		_ = o
	}
}

func (c *Cluster) Flush() {
	var wg sync.WaitGroup
	for _, s := range c.shards {
		wg.Go(s.flush)
	}
	wg.Wait()
}

func (c *Cluster) Close() {
	for _, p := range c.peers {
		c.wg.Go(func() { p.conn.Close() })
	}
	c.wg.Wait()
}

func (c *Cluster) Serve(handle func(net.Conn)) {
	for _, l := range c.listeners {
		c.wg.Go(func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				handle(conn)
			}
		})
	}
	c.wg.Wait()
}

// Watchers stay: a limit would keep the last of them from starting.
func Watch(ctx context.Context, keys []string, poll func(string)) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() {
			t := time.NewTicker(time.Second)
			defer t.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-t.C:
					poll(key)
				}
			}
		})
	}
	wg.Wait()
}

// Merge needs a goroutine for each channel.
func Merge(ins []<-chan lib.Order, out chan<- lib.Order) {
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Go(func() {
			for o := range in {
				out <- o
			}
		})
	}
	wg.Wait()
}

// A consumer for each partition.
func Partitions(c *Cluster, partitions []*peer) {
	for _, p := range partitions {
		go p.run()
	}
}

// A Runner runs until it is stopped.
type Runner interface {
	Run(stop <-chan struct{})
}

func RunAll(stop <-chan struct{}, runners []Runner) {
	var wg sync.WaitGroup
	for _, r := range runners {
		wg.Go(func() { r.Run(stop) })
	}
	wg.Wait()
}

// The same with a context.
type Service interface {
	Start(ctx context.Context) error
}

func StartAll(ctx context.Context, services []Service) error {
	errs := make(chan error, len(services))
	for _, s := range services {
		go func() { errs <- s.Start(ctx) }()
	}
	for range services {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// What takes a context acts, and is set up.
type Exporter interface {
	Export(ctx context.Context, data []byte) (size int, err error)
}

func ExportAll(ctx context.Context, to []Exporter, data []byte) error {
	errs := make([]error, len(to))
	var wg sync.WaitGroup
	for i, e := range to {
		wg.Go(func() { _, errs[i] = e.Export(ctx, data) })
	}
	wg.Wait()
	return errors.Join(errs...)
}
