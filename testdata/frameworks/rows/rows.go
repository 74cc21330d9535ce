// Package rows holds one mistake of each kind that users meet, with its cure
// beside it, as they stand in services: all tiers are on for it.
package rows

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/panjf2000/ants/v2"
	"github.com/zeromicro/go-zero/core/fx"
	"github.com/zeromicro/go-zero/core/mr"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// 1. Checks that take microseconds, and whose errors are lost.
func CreateMistake(c *gin.Context) {
	id, body := c.Param("id"), []byte(c.Query("body"))
	go validateID(id)       // want `\(tinytask\)` `\(losterror\)`
	go validateFormat(body) // want `\(tinytask\)` `\(losterror\)`
	c.Status(http.StatusCreated)
}

func CreateCure(c *gin.Context) {
	id, body := c.Param("id"), []byte(c.Query("body"))
	if err := errors.Join(validateID(id), validateFormat(body)); err != nil {
		c.AbortWithError(http.StatusBadRequest, err)
		return
	}
	c.Status(http.StatusCreated)
}

func validateID(id string) error {
	if len(id) < 4 || !strings.HasPrefix(id, "id-") {
		return errors.New("malformed id")
	}
	return nil
}

func validateFormat(body []byte) error {
	if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return errors.New("no object")
	}
	return nil
}

// 2. A walk that launches for each folder, at every level.
func SizesMistake(dir string, add func(int64)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var g errgroup.Group
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() {
			g.Go(func() error { return SizesMistake(path, add) }) // want `\(recursivego\)`
			continue
		}
		if info, err := e.Info(); err == nil {
			add(info.Size())
		}
	}
	return g.Wait()
}

func SizesCure(dir string, add func(int64)) error {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(8)
	for _, f := range files {
		g.Go(func() error {
			info, err := os.Stat(f)
			if err == nil {
				add(info.Size())
			}
			return err
		})
	}
	return g.Wait()
}

// 3. Results for a parent that leaves at the first error.
func QuotesMistake(c *gin.Context, shops []func(context.Context) (int, error)) (sum int, err error) {
	type quote struct {
		price int
		err   error
	}
	quotes := make(chan quote)
	for _, ask := range shops {
		go func() {
			p, err := ask(c.Request.Context())
			quotes <- quote{p, err} // want `\(goroutineleak\)`
		}()
	}
	for range shops {
		q := <-quotes
		if q.err != nil {
			return 0, q.err
		}
		sum += q.price
	}
	return sum, nil
}

func QuotesCure(c *gin.Context, shops []func(context.Context) (int, error)) (sum int, err error) {
	g, ctx := errgroup.WithContext(c.Request.Context())
	g.SetLimit(8)
	prices := make([]int, len(shops))
	for i, ask := range shops {
		g.Go(func() (err error) {
			prices[i], err = ask(ctx)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	for _, p := range prices {
		sum += p
	}
	return sum, nil
}

// 4. A call without a bound that outlives its handler.
func NotifyMistake(c *gin.Context) {
	url := c.Query("url")
	go func() { // want `\(barego\)`
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
		}
	}()
	c.Status(http.StatusAccepted)
}

func NotifyCure(c *gin.Context) {
	url := c.Query("url")
	ctx := context.WithoutCancel(c.Request.Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		}
	}()
	c.Status(http.StatusAccepted)
}

// 5. A group that nobody waits for, and one whose context is thrown away.
func ReportMistake(c *gin.Context, parts [3]func(context.Context) error) {
	var g errgroup.Group
	for _, part := range parts {
		g.Go(func() error { return part(c.Request.Context()) }) // want `\(missingwait\)`
	}
	c.Status(http.StatusOK)
}

func MergeMistake(ctx context.Context, parts [3]func(context.Context) error) error {
	g, _ := errgroup.WithContext(ctx) // want `\(groupctx\)`
	for _, part := range parts {
		g.Go(func() error { return part(ctx) })
	}
	return g.Wait()
}

func MergeCure(ctx context.Context, parts [3]func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, part := range parts {
		g.Go(func() error { return part(ctx) })
	}
	return g.Wait()
}

// 6. A goroutine for each of 100,000 records.
func ImportMistake(ctx context.Context, records []string, save func(context.Context, string)) {
	var wg sync.WaitGroup
	for _, r := range records {
		wg.Go(func() { save(ctx, r) }) // want `\(unboundedgo\)`
	}
	wg.Wait()
}

func ImportCure(ctx context.Context, records []string, save func(context.Context, string)) error {
	limit := semaphore.NewWeighted(16)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, r := range records {
		if err := limit.Acquire(ctx, 1); err != nil {
			return err
		}
		wg.Go(func() {
			defer limit.Release(1)
			save(ctx, r)
		})
	}
	return nil
}

// 7. A pool whose jobs are never closed, and one that does so when it stops.
type leakyPool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func StartPoolMistake(workers int) *leakyPool {
	p := &leakyPool{jobs: make(chan func())}
	for range workers {
		p.wg.Go(p.work)
	}
	return p
}

func (p *leakyPool) work() {
	for job := range p.jobs { // want `\(unclosedchan\)`
		job()
	}
}

func (p *leakyPool) Submit(job func()) { p.jobs <- job }

// Pool runs jobs with a fixed number of workers.
type Pool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func StartPoolCure(workers int) *Pool {
	p := &Pool{jobs: make(chan func())}
	for range workers {
		p.wg.Go(p.work)
	}
	return p
}

func (p *Pool) work() {
	for job := range p.jobs {
		job()
	}
}

// Submit hands in a job.
func (p *Pool) Submit(job func()) { p.jobs <- job }

// Stop waits for the jobs that were submitted.
func (p *Pool) Stop() {
	close(p.jobs)
	p.wg.Wait()
}

func ThumbnailsMistake(files []string, shrink func(string)) error {
	p, err := ants.NewPool(4) // want `\(unstopped\)`
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := p.Submit(func() { shrink(f) }); err != nil {
			return err
		}
	}
	return nil
}

func ThumbnailsCure(files []string, shrink func(string)) error {
	p, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	defer p.Release()
	for _, f := range files {
		if err := p.Submit(func() { shrink(f) }); err != nil {
			return err
		}
	}
	return nil
}

// 8. A background loop that nothing ends, and one that is started once and ends.
func RefreshMistake(refresh func()) {
	go func() { // want `\(barego\)`
		ticker := time.NewTicker(time.Minute)
		defer ticker.Stop()
		for range ticker.C {
			refresh()
		}
	}()
}

var refreshing sync.Once

func RefreshCure(ctx context.Context, refresh func()) {
	refreshing.Do(func() {
		go func() {
			ticker := time.NewTicker(time.Minute)
			defer ticker.Stop()
			for {
				select {
				case <-ticker.C:
					refresh()
				case <-ctx.Done():
					return
				}
			}
		}()
	})
}

// 9. The helpers of a framework: some wait, and one does not.
func HelperMistake(poll func()) {
	threading.GoSafe(func() { // want `\(barego\)`
		for {
			poll()
			time.Sleep(time.Second)
		}
	})
}

func HelperCure(a, b func()) error {
	fx.Parallel(a, b)
	g := threading.NewRoutineGroup()
	g.RunSafe(a)
	g.Wait()
	return mr.Finish(func() error { a(); return nil }, func() error { b(); return nil })
}

// 10. A main whose only cancel stands behind a call that does not return.
func MainMistake(work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	go work(ctx)
	r := gin.New()
	r.Run("127.0.0.1:0") // want `\(lostctx\)`
	cancel()
}

func MainCure(work func(context.Context)) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go work(ctx)
	srv := &http.Server{Addr: "127.0.0.1:0", Handler: gin.New()}
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := srv.Shutdown(late); err != nil {
			srv.Close()
		}
	}()
	return srv.ListenAndServe()
}
