package barego

import (
	"context"
	"time"

	"github.com/hashicorp/go-multierror"
	"github.com/oklog/run"
	"github.com/remeh/sizedwaitgroup"
	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	"gopkg.in/tomb.v2"
)

// Groups used well: each of these launches is joined, none is a bare one.

// "errgroup used well is silent".
func ErrGroup(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, url := range urls {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return fetch(url)
		})
	}
	return g.Wait()
}

// "errgroup used as plain fan-out with no context".
func ErrGroupPlain(urls []string) error {
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error { return fetch(url) })
	}
	return g.Wait()
}

// Waited for in another method of the owner.
type Fetcher struct {
	g      *errgroup.Group
	cancel context.CancelFunc
}

func NewFetcher(ctx context.Context, s *Sampler) *Fetcher {
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		s.until(ctx)
		return ctx.Err()
	})
	return &Fetcher{g: g, cancel: cancel}
}

func (f *Fetcher) Fetch(url string) {
	f.g.Go(func() error { return fetch(url) })
}

func (f *Fetcher) Close() error {
	f.cancel()
	return f.g.Wait()
}

// Waited for by a goroutine that closes the results.
func ErrGroupPiped(urls []string) (n int, err error) {
	var g errgroup.Group
	got := make(chan string)
	for _, url := range urls {
		g.Go(func() error {
			err := fetch(url)
			got <- url
			return err
		})
	}
	go func() {
		err = g.Wait()
		close(got)
	}()
	for range got {
		n++
	}
	return n, err
}

// All slots of a weighted semaphore: a join of what holds them.
func Weighted(ctx context.Context, urls []string) error {
	const slots = 4
	sem := semaphore.NewWeighted(slots)
	for _, url := range urls {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			fetch(url)
		}()
	}
	return sem.Acquire(ctx, slots)
}

func Sized(urls []string) {
	swg := sizedwaitgroup.New(4)
	for _, url := range urls {
		swg.Add()
		go func() {
			defer swg.Done()
			fetch(url)
		}()
	}
	swg.Wait()
}

func MultiError(urls []string) error {
	var g multierror.Group
	for _, url := range urls {
		g.Go(func() error { return fetch(url) })
	}
	return g.Wait().ErrorOrNil()
}

func Conc(urls []string) {
	var wg conc.WaitGroup
	for _, url := range urls {
		wg.Go(func() { fetch(url) })
	}
	wg.Wait()
}

func ConcDeferred(s *Sampler, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	var wg conc.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { s.until(ctx) })
}

// Every actor of a run.Group is ended when the first one ends.
func RunGroup(s *Sampler, quit <-chan struct{}) error {
	var g run.Group
	ctx, cancel := context.WithCancel(context.Background())
	g.Add(func() error {
		s.until(ctx)
		return ctx.Err()
	}, func(error) { cancel() })
	done := make(chan struct{})
	g.Add(func() error {
		select {
		case <-quit:
		case <-done:
		}
		return nil
	}, func(error) { close(done) })
	return g.Run()
}

// A tomb is ended by Kill and joined by Wait.
type Buried struct {
	t       tomb.Tomb
	samples int
}

func NewBuried(every time.Duration) *Buried {
	b := new(Buried)
	b.t.Go(func() error {
		for {
			select {
			case <-b.t.Dying():
				return nil
			case <-time.After(every):
				b.samples++
			}
		}
	})
	return b
}

func (b *Buried) Stop() error {
	b.t.Kill(nil)
	return b.t.Wait()
}

// The result of DoChan is received, or the context ends.
func Flight(ctx context.Context, g *singleflight.Group, url string) error {
	c := g.DoChan(url, func() (any, error) { return nil, fetch(url) })
	select {
	case r := <-c:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}
